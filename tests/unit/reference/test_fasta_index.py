"""The index of a FASTA: made where there is none or another file's, refused where it cannot be made anew."""

from __future__ import annotations

import os
from pathlib import Path

import pysam
import pytest

from tachkhis.errors import InputError
from tachkhis.panel.reference import open_bases
from tachkhis.reference.fasta_index import ensure_index

OLD = ">one\nACGTACGT\n>two\nGGGGCCCC\n"
NEW = ">one\nTTACGTACGT\n>two\nAAAACCCCTTTT\n"  # every place in the file is another


def stale(folder: Path, name: str = "genome.fa", *, newer_index: bool = False) -> Path:
    """A FASTA that was written anew after it was indexed; the clock may tell, or not."""
    path = folder / name
    path.write_text(OLD)
    pysam.faidx(str(path))
    path.write_text(NEW)
    index = Path(f"{path}.fai").stat().st_mtime_ns
    shift = -1 if newer_index else 1
    os.utime(path, ns=(index, index + shift * 1_000_000_000))
    return path


def second_contig(fasta: Path) -> str:
    with pysam.FastaFile(str(fasta)) as file:
        return str(file.fetch("two"))


@pytest.mark.parametrize("newer_index", [False, True], ids=["older", "newer_but_of_another_file"])
def test_an_index_of_what_the_file_was_is_made_anew(tmp_path: Path, newer_index: bool) -> None:
    fasta = stale(tmp_path, newer_index=newer_index)
    ensure_index(fasta)
    assert second_contig(fasta) == "AAAACCCCTTTT"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["genome.fa", "genome.fa.fai"]


def test_a_packed_file_is_indexed_anew_in_both_parts(tmp_path: Path) -> None:
    plain, packed = tmp_path / "genome.fa", tmp_path / "genome.fa.gz"
    for text in (OLD, NEW):
        plain.write_text(text)
        pysam.tabix_compress(str(plain), str(packed), force=True)
        if text == OLD:
            pysam.faidx(str(packed))
    later = Path(f"{packed}.fai").stat().st_mtime_ns + 1_000_000_000
    os.utime(packed, ns=(later, later))
    ensure_index(packed)
    assert second_contig(packed) == "AAAACCCCTTTT"


def test_a_good_index_is_left_alone(tmp_path: Path) -> None:
    fasta = tmp_path / "genome.fa"
    fasta.write_text(NEW.replace("\n", "\r\n") + "\n")
    ensure_index(fasta)
    index = Path(f"{fasta}.fai")
    made = index.stat()
    ensure_index(fasta)
    assert (index.stat().st_mtime_ns, index.stat().st_ino) == (made.st_mtime_ns, made.st_ino)


def test_files_of_a_run_are_compared_and_never_written(tmp_path: Path) -> None:
    fasta = stale(tmp_path)
    index = Path(f"{fasta}.fai")
    before = index.read_bytes()
    with pytest.raises(InputError, match=r"is not that of the file as it is now; prepare the run again") as caught:
        ensure_index(fasta, prepared=True)
    assert len(caught.value.faults) == 1
    assert index.read_bytes() == before
    fasta.write_text(OLD)  # the same bases, a later time
    os.utime(fasta, ns=(later := index.stat().st_mtime_ns + 1_000_000_000, later))
    ensure_index(fasta, prepared=True)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fasta = stale(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(InputError, match="run samtools faidx on it, or put it where you may write"):
        ensure_index(fasta)


def test_what_is_no_fasta_is_told(tmp_path: Path) -> None:
    path = tmp_path / "genes.gtf"
    path.write_text("1\tx\texon\t1\t2\n")
    with pytest.raises(InputError, match="it cannot be indexed or read"):
        ensure_index(path)


def test_the_panel_opens_a_rewritten_fasta_under_its_own_lengths(tmp_path: Path) -> None:
    bases = open_bases(stale(tmp_path), {"one": 10, "two": 12})
    assert bases.fetch("two", 0, 12) == "AAAACCCCTTTT"
