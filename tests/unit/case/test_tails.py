"""The ends of FASTQ files: what is cut short or out of step is told without reading the whole, and nothing else is."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pysam
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.case.heads import read_faults
from tachkhis.case.model import Place
from tachkhis.case.model import Sheets
from tachkhis.case.model import Unit
from tachkhis.case.reads import Trouble
from tachkhis.case.reads import scan_fastq
from tachkhis.case.sheets import in_order
from tachkhis.case.tails import FastqTail
from tachkhis.case.tails import read_tail

RECORDS = 4_000


def text_of(records: int, mate: int = 1, prefix: str = "r") -> bytes:
    """Records of different lengths, so that no quality line begins and ends like the next."""
    bases, qualities = ("".join(random.Random(mate).choices(letters, k=300_000)) for letters in ("ACGT", "@+:FI#"))
    spans = [(70 * n, 70 * n + 40 + n % 50) for n in range(records)]
    lines = (f"@{prefix}{n}/{mate}\n{bases[a:b]}\n+\n{qualities[a:b]}\n" for n, (a, b) in enumerate(spans))
    return "".join(lines).encode()


def blocked(path: Path, text: bytes) -> Path:
    with pysam.BGZFile(str(path), "w") as out:
        out.write(text)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of several BGZF blocks, as stored."""
    stored = blocked(tmp_path_factory.mktemp("bgzf") / "w.fastq.gz", text_of(RECORDS)).read_bytes()
    assert len(stored) > 100_000
    return stored


def test_the_last_name_of_blocked_gzip_and_of_plain_text(tmp_path: Path) -> None:
    expected = FastqTail(f"r{RECORDS - 1}".encode())
    assert read_tail(blocked(tmp_path / "a.fastq.gz", text_of(RECORDS))) == expected
    (tmp_path / "a.fastq").write_bytes(text_of(RECORDS))
    assert read_tail(tmp_path / "a.fastq") == expected
    (tmp_path / "b.fastq").write_bytes(text_of(RECORDS)[:-1])  # the last line end may be missing
    assert read_tail(tmp_path / "b.fastq") == expected


def test_ordinary_gzip_tells_nothing_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.fastq.gz").write_bytes(gzip.compress(text_of(RECORDS), 1)[:-100])
    assert read_tail(tmp_path / "a.fastq.gz") == FastqTail(None)


@given(cut=st.integers(1, 60_000))
@settings(max_examples=40, deadline=None)
def test_blocked_gzip_cut_anywhere_is_noticed(tmp_path_factory: pytest.TempPathFactory, whole: bytes, cut: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "a.fastq.gz"
    path.write_bytes(whole[:-cut])
    told = read_tail(path)
    if cut == 28:  # exactly the empty block at the end: all reads are there
        assert told == FastqTail(f"r{RECORDS - 1}".encode())
    elif cut > 28:
        assert isinstance(told, Trouble)


@given(
    keep=st.integers(0, 3_000),
    added=st.sampled_from([b"", b"\n", b"\n\n", b"  \n", b"@x\n", b"@x\n\n+\n\n", b"@x\nA\n+\nI", b"@x\nAC\n+\nI"]),
    ending=st.sampled_from(["fastq", "fastq.gz"]),
)
@settings(max_examples=60, deadline=None)
def test_what_the_whole_check_takes_is_never_refused(
    tmp_path_factory: pytest.TempPathFactory, keep: int, added: bytes, ending: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = text_of(60)
    path = folder / f"a.{ending}"
    content = text[: len(text) - keep] + added
    if ending == "fastq":
        path.write_bytes(content)
    else:
        blocked(path, content)
    if scan_fastq(path).trouble is None:
        assert not isinstance(read_tail(path), Trouble)


def test_plain_gzip_behind_blocked_gzip_is_no_fault(tmp_path: Path, whole: bytes) -> None:
    (tmp_path / "a.fastq.gz").write_bytes(whole + gzip.compress(text_of(300)))
    assert scan_fastq(tmp_path / "a.fastq.gz").trouble is None
    assert not isinstance(read_tail(tmp_path / "a.fastq.gz"), Trouble)


def test_files_too_large_for_the_start_are_judged_by_their_ends(tmp_path: Path) -> None:
    files = tmp_path / "a_1.fastq.gz", tmp_path / "a_2.fastq.gz", tmp_path / "b_1.fastq.gz", tmp_path / "b_2.fastq.gz"
    blocked(files[0], text_of(RECORDS))
    blocked(files[1], text_of(RECORDS - 1, 2))
    blocked(files[2], text_of(RECORDS))
    files[3].write_bytes(blocked(files[3], text_of(RECORDS, 2)).read_bytes()[:-9_000])
    units = (Unit("S", "a", "l", "illumina", *files[:2]), Unit("S", "b", "l", "illumina", *files[2:]))
    places = {path: Place("units.tsv", 2 + at // 2, f"fastq_{1 + at % 2}", path.name) for at, path in enumerate(files)}
    sheets = Sheets(cases={}, units={"S": units}, files=places)
    first, second = in_order(read_faults(sheets, tmp_path / "no.fa", at_most=0))
    assert (first.row, first.column) == (2, "fastq_2")
    assert "the last reads are 'r3998' here and 'r3999' there" in first.problem
    assert (second.row, second.column, second.problem) == (3, "fastq_2", "its compressed data are cut short")
    assert len(read_faults(sheets, tmp_path / "no.fa")) == 2  # read whole, the same two files
