"""The index of a FASTA that a person names: made where there is none, and never believed where it is another file's.

An index (``.fai``) holds the place of each contig's bases as bytes of the file. Where the FASTA was written anew and
the index was not, other bases are read without a word, or none.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError

_ENDS = (b"", b"\n", b"\r", b">")
_GZIP = b"\x1f\x8b"


def ensure_index(fasta: Path, *, prepared: bool = False) -> None:
    """See to it that ``<fasta>.fai`` (and ``.gzi`` of a bgzip file) is there and is that of the FASTA.

    An index that is older than its FASTA, or whose contigs do not begin and end where it says, is made anew beside it.
    Where it cannot be written, one is made in a temporary place and compared: one that is right in spite of its age
    stays in use.

    Args:
        fasta: the file, plain or bgzip.
        prepared: a run made it; its files are compared, never written.

    Raises:
        InputError: it cannot be read or indexed, or its index is another file's and cannot be made anew.
    """
    try:
        if _fits(fasta):
            return
        indexes = _indexes(fasta)
        if not prepared and os.access(fasta.parent, os.W_OK):
            with tempfile.TemporaryDirectory(prefix=".tachkhis.", dir=fasta.parent) as folder:
                for made, index in zip(_made(fasta, Path(folder)), indexes, strict=True):
                    made.replace(index)
            return
        with tempfile.TemporaryDirectory(prefix="tachkhis.") as folder:
            made_now = _made(fasta, Path(folder))
            same = all(
                index.is_file() and made.read_bytes() == index.read_bytes()
                for made, index in zip(made_now, indexes, strict=True)
            )
    except OSError as error:
        remedy = "give a FASTA (plain or bgzip), or run samtools faidx on it where you may write"
        raise InputError([Fault(str(fasta), "it cannot be indexed or read", remedy)]) from error
    if not same:
        problem = "its index (.fai) is absent, or is not that of the file as it is now"
        remedy = "prepare the run again" if prepared else "run samtools faidx on it, or put it where you may write"
        raise InputError([Fault(str(fasta), problem, remedy)])


def _indexes(fasta: Path) -> list[Path]:
    with fasta.open("rb") as file:
        packed = file.read(2) == _GZIP
    return [Path(f"{fasta}.fai"), *([Path(f"{fasta}.gzi")] if packed else [])]


def _made(fasta: Path, folder: Path) -> list[Path]:
    """Index files of the FASTA as it is now, in a folder."""
    import pysam

    made = [folder / f"index{path.suffix}" for path in _indexes(fasta)]
    words = [word for path in made for word in (f"--{path.suffix[1:]}-idx", str(path))]
    spoken = pysam.set_verbosity(0)
    try:
        pysam.faidx(str(fasta), *words)
    except pysam.SamtoolsError as error:
        raise OSError(str(error)) from error
    finally:
        pysam.set_verbosity(spoken)
    return made


def _fits(fasta: Path) -> bool:
    """The index is there, no older than the FASTA, and each contig begins and ends in the file where it says."""
    indexes = _indexes(fasta)
    changed = fasta.stat().st_mtime_ns
    if not all(index.is_file() and index.stat().st_mtime_ns >= changed for index in indexes):
        return False
    if len(indexes) > 1:  # places in a bgzip file are those of what is packed in it
        return True
    with fasta.open("rb") as file:
        for line in indexes[0].read_text(encoding="utf-8", errors="replace").splitlines():
            cells = line.split("\t")
            if len(cells) != 5 or not all(cell.isdecimal() for cell in cells[1:]):
                return False
            length, offset, bases, width = map(int, cells[1:])
            file.seek(max(0, offset - 1))
            if file.read(1) != b"\n":
                return False
            if length and not bases:
                return False
            if length:
                file.seek(offset + (length - 1) // bases * width + (length - 1) % bases)
                last = file.read(1)
                if last in _ENDS or file.read(1) not in _ENDS:
                    return False
    return True
