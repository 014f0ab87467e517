"""The form of a track: whether it is a VCF at all, whole, and with the INFO fields that it is read for."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path

from tachkhis.case.reads import Trouble
from tachkhis.case.streams import BGZF_EOF
from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import HashedStream
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import foreign_format
from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import last_bytes
from tachkhis.case.streams import open_bytes
from tachkhis.case.tracks import chosen_names
from tachkhis.case.tracks import lacking

SMALL = 64 << 20
"""Files in plain gzip up to this size (bytes as stored) are read to their end; the format has no other mark of it."""
LAST_LINE = 1 << 16
"""Bytes at the end of a plain text in which its last line is looked for."""

_VCF = b"##fileformat=VCF"
_BCF = b"BCF"
_COPY_AGAIN = "copy the file again from where it was made"
_GIVE_CALLS = "give a VCF or BCF file with every member of the case"
_GIVE_VCF = "give the VCF of the resource (clinvar.vcf.gz, for example), or null for none"


def foreign_trouble(path: Path, *, track: bool = True) -> Trouble | None:
    """Whether a file is something else than VCF or BCF, by its content: names say little.

    Args:
        path: the file.
        track: it is named as a track; otherwise as the calls of a case.

    Raises:
        OSError, DamagedError: see :func:`tachkhis.case.streams.read_errors`.
    """
    give = _GIVE_VCF if track else _GIVE_CALLS
    foreign = foreign_format(path)
    if foreign is not None:
        return Trouble(f"it is {foreign}, not VCF", give)
    try:
        with open_bytes(path) as handle:
            head = handle.read(80)
    except EOFError:
        return Trouble("its compressed data are cut short", _COPY_AGAIN)
    if head.startswith((_VCF, _BCF)):
        return None
    if not head:
        return Trouble("the file is empty", _COPY_AGAIN)
    line = head.split(b"\n")[0].decode("utf-8", "replace").strip()
    if "\ufffd" in line or any(ord(letter) < ord("\t") for letter in line):
        return Trouble("it is no VCF, nor any other text", give)
    printable = "".join(letter if letter.isprintable() else " " for letter in line)[:40]
    return Trouble(f"it is no VCF: it begins with {printable!r}", give)


def end_trouble(path: Path) -> Trouble | None:
    """Whether a VCF or BCF is cut short, as far as its end tells.

    Raises:
        OSError, DamagedError: see :func:`tachkhis.case.streams.read_errors`.
    """
    if is_bgzf(path):
        whole = last_bytes(path, len(BGZF_EOF)) == BGZF_EOF
        return None if whole else Trouble("the file is cut short: its end marker is missing", _COPY_AGAIN)
    if first_bytes(path, 2) == GZIP_MAGIC:
        return _gzip_trouble(path) if path.stat().st_size <= SMALL else None
    tail = last_bytes(path, LAST_LINE)
    line = tail.rstrip(b"\r\n").rpartition(b"\n")[2]
    if tail.endswith(b"\n") or line.startswith(b"#CHROM") or line.count(b"\t") >= 7 or len(line) == LAST_LINE:
        return None
    return Trouble("the file is cut short: it ends within a line", _COPY_AGAIN)


def _gzip_trouble(path: Path) -> Trouble | None:
    try:
        for _ in HashedStream(path):
            pass
    except DamagedError as error:
        return Trouble(str(error), _COPY_AGAIN)
    return None


def field_troubles(track: str, info: Mapping[str, str]) -> Iterator[Trouble]:
    """Whether a track lacks INFO fields that it is read for, or has scores that are not one per allele.

    Args:
        track: name of the track; empty for the calls of a case.
        info: INFO fields that its header declares, with their Number.
    """
    if not track:
        return
    for names in lacking(track, info):
        has = ", ".join(list(info)[:10]) or "none"
        problem = f"it has no INFO field {' or '.join(names)} (it has {has})"
        yield Trouble(problem, "give the file of the resource that has one, or null for none")
    for name in chosen_names(track, info).values() if track == "scores" else ():
        if info[name] not in ("1", "A"):
            problem = f"its INFO field {name} has Number={info[name]}"
            yield Trouble(problem, "give one score per allele (Number=1 or A), the greatest where there are several")
