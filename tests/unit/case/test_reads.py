"""FASTQ files: whole, well formed, in step."""

from __future__ import annotations

import gzip
import hashlib
import random
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.case import reads
from tachkhis.case.reads import FastqHead
from tachkhis.case.reads import Trouble
from tachkhis.case.reads import compare_heads
from tachkhis.case.reads import compare_mates
from tachkhis.case.reads import mate_number
from tachkhis.case.reads import read_head
from tachkhis.case.reads import read_name
from tachkhis.case.reads import scan_fastq

from .study import fastq


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """Write a file, gzip if its name says so."""
    content = text.encode() if isinstance(text, str) else text
    path = folder / name
    path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
    return path


def noise(reads_: int) -> str:
    """FASTQ that does not compress well, so that it fills several chunks."""
    letters = random.Random(3)
    return "".join(f"@r{i}\n{''.join(letters.choices('ACGT', k=100))}\n+\n{'F' * 100}\n" for i in range(reads_))


@pytest.mark.parametrize("name", ["a.fastq", "a.fastq.gz"])
@pytest.mark.parametrize("count", [1, 3, 25_000])
def test_reads_and_bases_are_counted_and_the_stored_bytes_digested(tmp_path: Path, name: str, count: int) -> None:
    path = write(tmp_path, name, noise(count))
    scan = scan_fastq(path)
    assert scan.trouble is None
    assert (scan.records, scan.bases) == (count, 100 * count)
    assert scan.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (scan.stored_bytes, scan.compressed) == (path.stat().st_size, name.endswith(".gz"))


def test_gzip_of_several_members_with_padding_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.fastq.gz"
    path.write_bytes(gzip.compress(fastq(5).encode()) + gzip.compress(fastq(7).encode()) + bytes(512))
    scan = scan_fastq(path)
    assert (scan.trouble, scan.records) == (None, 12)
    assert scan.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_last_line_end_may_be_missing(tmp_path: Path) -> None:
    assert scan_fastq(write(tmp_path, "a.fastq", fastq(3)[:-1])).records == 3


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 400))
def test_gzip_cut_anywhere_is_noticed(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("cut")
    whole = gzip.compress(fastq(300).encode(), mtime=0)
    path = folder / "a.fastq.gz"
    path.write_bytes(whole[:-cut])
    trouble = scan_fastq(path).trouble
    assert trouble is not None
    assert "copy the file again" in trouble.remedy


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(noise(200).encode(), mtime=0))
    whole[len(whole) // 2] ^= 0x55
    path = tmp_path / "a.fastq.gz"
    path.write_bytes(bytes(whole))
    assert scan_fastq(path).trouble is not None


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda t: t + "@last\nACGT\n+\n", "within a record, after 3 whole"),
        (lambda t: t.replace("FFFF\n@read:2", "FFF\n@read:2"), "20 and 19 (record 2)"),
        (lambda t: t.replace("@read:1", "read:1"), "must begin with '@' (record 2)"),
        (lambda t: t.replace("+\nF", "F\n+", 1), "third line must begin with '+' (record 1)"),
        (lambda t: t.replace("\n", "\r\n"), "Windows line ends"),
        (lambda t: t.replace("ACGT", "MKLV"), "no bases"),
        (lambda _: "", "no reads"),
        (lambda _: ">read\nACGT\nACGT\nACGT\n", "must begin with '@'"),
    ],
)
def test_records_out_of_form(tmp_path: Path, spoil: object, problem: str) -> None:
    assert callable(spoil)
    trouble = scan_fastq(write(tmp_path, "a.fastq.gz", spoil(fastq(3)))).trouble
    assert trouble is not None
    assert problem in trouble.problem


def test_a_record_out_of_form_far_in_is_found_by_its_number(tmp_path: Path) -> None:
    text = noise(30_000).replace("@r29876\n", "@r29876\nACGT\n")
    trouble = scan_fastq(write(tmp_path, "a.fastq", text)).trouble
    assert trouble is not None
    assert "record 29,877" in trouble.problem


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30), st.integers(1, 60))
@settings(deadline=None)
def test_where_chunks_end_makes_no_difference(lengths: list[int], size: int) -> None:
    text = "".join(f"@n{i}\n{'A' * n}\n+\n{'@' * n}\n" for i, n in enumerate(lengths)).encode()
    scan, rest = reads.FastqScan(), b""
    for start in range(0, len(text), size):
        rest = reads._take(scan, rest + text[start : start + size])
    assert (rest, scan.trouble, scan.records, scan.bases) == (b"", None, len(lengths), sum(lengths))
    assert list(scan.name_hashes) == [zlib.crc32(b"n%d" % i) for i in range(len(lengths))]


def mates(folder: Path, first: str, second: str) -> Trouble | None:
    """What whole reading says of two files."""
    paths = write(folder, "1.fastq", first), write(folder, "2.fastq", second)
    return compare_mates(scan_fastq(paths[0]), scan_fastq(paths[1]), *paths)


def test_mates_in_step(tmp_path: Path) -> None:
    assert mates(tmp_path, fastq(900, 1), fastq(900, 2)) is None


def test_a_lost_second_read(tmp_path: Path) -> None:
    second = fastq(50, 2).splitlines(keepends=True)
    trouble = mates(tmp_path, fastq(50), "".join(second[:120] + second[124:]))
    assert trouble is not None
    assert "49 reads, and fastq_1 has 50" in trouble.problem
    assert "record 31 ('read:30' and 'read:31')" in trouble.problem


def test_a_file_that_ends_early(tmp_path: Path) -> None:
    trouble = mates(tmp_path, fastq(5000), fastq(4000, 2))
    assert trouble is not None
    assert trouble.problem == "it has 4,000 reads, and fastq_1 has 5,000"


def test_a_shift_far_behind_the_head_is_found(tmp_path: Path) -> None:
    count = reads.HEAD + 5 * reads.STEP
    lines = fastq(count, 2).splitlines(keepends=True)
    at = 4 * (reads.HEAD + 10)
    shifted = lines[:at] + lines[at + 4 :] + ["@new 2:N:0\n", "A\n", "+\n", "F\n"]
    trouble = mates(tmp_path, fastq(count), "".join(shifted))
    assert trouble is not None
    assert "out of step" in trouble.problem
    assert f"record {reads.HEAD + reads.STEP + 1:,}" in trouble.problem


@pytest.mark.parametrize(
    ("line", "name", "mate"),
    [
        (b"@A:1 1:N:0:AC", b"A:1", "1"),
        (b"@A:1\t2:N:0:AC", b"A:1", "2"),
        (b"@A:1/2", b"A:1", "2"),
        (b"@A:1/1 extra", b"A:1", "1"),
        (b"@SRR1.7 7 length=100", b"SRR1.7", None),
        (b"@A", b"A", None),
        (b"@", b"", None),
    ],
)
def test_names_and_mates(line: bytes, name: bytes, mate: str | None) -> None:
    assert (read_name(line), mate_number(line)) == (name, mate)


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        (fastq(3, 1), fastq(3, 1), "both files say that they hold the reads 1"),
        (fastq(3, 2), fastq(3, 1), "fastq_1 holds the second reads"),
        (fastq(3, 1, "a"), fastq(3, 2, "b"), "record 1 ('a:0' and 'b:0')"),
    ],
)
def test_heads_that_are_no_mates(tmp_path: Path, first: str, second: str, problem: str) -> None:
    heads = [read_head(write(tmp_path, f"{i}.fq.gz", text)) for i, text in enumerate((first, second))]
    assert isinstance(heads[0], FastqHead)
    assert isinstance(heads[1], FastqHead)
    trouble = compare_heads(heads[0], heads[1])
    assert trouble is not None
    assert problem in trouble.problem


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.fastq.gz", b"BZh91AY", "bzip2"),
        ("a.fastq.gz", b"<!DOCTYPE html>", "a web page"),
        ("a.fastq.gz", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        ("a.fastq.gz", fastq(2).encode(), "not gzip"),
        ("a.fastq", gzip.compress(fastq(2).encode(), mtime=0), "does not end in .gz"),
        ("a.fastq.gz", gzip.compress(fastq(90).encode(), mtime=0)[:-20], "cut short"),
        ("a.fastq.gz", b"", "no reads"),
        ("a.fastq", b"hello\n", "not FASTQ"),
        ("a.fastq", b"@x runid=abc ch=1\nACGT\n+\nFFFF\n", "long reads"),
        ("a.fastq", b"@m64001/1/ccs\nACGT\n+\nFFFF\n", "long reads"),
    ],
)
def test_heads_of_other_files(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    (tmp_path / name).write_bytes(content)
    trouble = read_head(tmp_path / name)
    assert isinstance(trouble, Trouble)
    assert problem in trouble.problem
