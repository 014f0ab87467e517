"""A record as a line of VCF text: the few cells that triage asks for, found without reading the rest.

Triage looks at every record of a genome; a line that is cut at its tabs costs much less than a record decoded whole.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO
from typing import TextIO

from tachkhis.errors import ResourceError

TEXT = b"##fileformat"
INFO = 7
"""Number of the column INFO."""
BLOCK = 1 << 19
"""Characters that are read at once."""
PASSED = frozenset({"PASS", "."})


@contextmanager
def text_of(source: str) -> Iterator[TextIO]:
    """The lines of a VCF or BCF (``-``: standard input), whatever its compression.

    Raises:
        ResourceError: bcftools could not read it.
    """
    with open(0 if source == "-" else source, "rb", closefd=source != "-") as raw:
        if raw.peek(len(TEXT))[: len(TEXT)] == TEXT:
            yield TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape", newline="\n")
        else:
            with _decoded(raw, "standard input" if source == "-" else source) as lines:
                yield lines


@contextmanager
def _decoded(raw: IO[bytes], name: str) -> Iterator[TextIO]:
    """What bcftools makes of a stream whose beginning may have been read already.

    Raises:
        ResourceError: it is cut short, changed, or neither VCF nor BCF.
    """
    command = ["bcftools", "view", "--no-version", "-Ov", "-"]
    with (
        TemporaryFile() as said,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said) as view,
    ):
        assert view.stdin is not None and view.stdout is not None
        pump = threading.Thread(target=_copy, args=(raw, view.stdin), daemon=True)
        pump.start()
        try:
            yield TextIOWrapper(view.stdout, encoding="utf-8", errors="surrogateescape", newline="\n")
        except Exception as error:  # what a stream that broke off leaves: no header, half a record
            view.stdout.close()
            if view.wait() > 0:
                raise _unreadable(name, said) from error
            raise
        pump.join()
        if view.wait() != 0:
            raise _unreadable(name, said)


def _unreadable(name: str, said: IO[bytes]) -> ResourceError:
    said.seek(0)
    words = said.read().decode(errors="replace").strip().splitlines()
    why = words[-1][:120] if words else "no reason given"
    return ResourceError(f"{name}: cannot be read as VCF or BCF ({why}); make it again, or copy it from where it was")


def _copy(raw: IO[bytes], sink: IO[bytes]) -> None:
    try:
        for chunk in iter(lambda: raw.read(1 << 20), b""):
            sink.write(chunk)
    except BrokenPipeError:
        return  # bcftools ended first, and says why
    finally:
        try:
            sink.close()
        except BrokenPipeError:
            return


def header_of(lines: TextIO) -> str:
    """The header, up to and with the line of column names; the next line read is the first record.

    Raises:
        ResourceError: there is no header.
    """
    found = []
    for line in lines:
        found.append(line)
        if line.startswith("#CHROM"):
            return "".join(found)
        if not line.startswith("##"):
            break
    raise ResourceError("the stream of records has no VCF header")


def blocks_of(lines: TextIO) -> Iterator[str]:
    """What is left of a text, some hundred whole lines at once."""
    while text := lines.read(BLOCK):
        yield text + lines.readline()


def value_of(info: str, key: str) -> str | None:
    """The value of one INFO field, ``key`` with its ``=``; ``None`` where it is absent."""
    start = info.find(key)
    if start > 0 and info[start - 1] != ";":  # the end of a longer name
        start = info.find(f";{key}") + 1 or -1
    if start < 0:
        return None
    end = info.find(";", start)
    return info[start + len(key) : end] if end >= 0 else info[start + len(key) :]


def has_value(info: str, name: str) -> bool:
    """Whether INFO gives a field a value, or has it as a flag."""
    value = value_of(info, f"{name}=")
    return value != "." if value is not None else f";{name};" in f";{info};"


def without(info: str, keys: tuple[str, ...]) -> str:
    """INFO without some fields, ``keys`` with their ``=``."""
    return ";".join(item for item in info.split(";") if not item.startswith(keys)) or "."


@lru_cache(maxsize=4096)
def carries(genotype: str) -> bool | None:
    """Whether a genotype as VCF writes it holds an alternate allele; ``None`` where that is not known."""
    alleles = genotype.replace("|", "/").split("/")
    if any(allele not in ("0", ".", "") for allele in alleles):
        return True
    return False if all(allele == "0" for allele in alleles) else None
