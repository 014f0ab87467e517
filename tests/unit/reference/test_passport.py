"""The passport of a reference: contigs, digest, build."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.errors import InputError
from tachkhis.reference import fasta_pieces as module
from tachkhis.reference.fasta_pieces import read_stretches
from tachkhis.reference.passport import Contig
from tachkhis.reference.passport import Passport
from tachkhis.reference.passport import builds_named
from tachkhis.reference.passport import guess_build
from tachkhis.reference.passport import known_build
from tachkhis.reference.passport import make_passport
from tachkhis.reference.passport import misfits
from tachkhis.reference.passport import prepared_passport
from tachkhis.reference.passport import read_passport

HG38 = {"chr1": 248956422, "chr20": 64444167, "chrM": 16569}
B37 = {"1": 249250621, "20": 63025520, "MT": 16569}


def write(path: Path, sequences: dict[str, str], width: int = 60) -> Path:
    """Write a FASTA with lines of some width."""
    text = ""
    for title, bases in sequences.items():
        text += f">{title}\n" + "".join(f"{bases[i : i + width]}\n" for i in range(0, len(bases), width))
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_contigs_lengths_and_md5_of_upper_case(tmp_path: Path) -> None:
    passport = read_passport(write(tmp_path / "a.fa", {"chr1 first": "ACGTnn" * 20, "chr2": "acgt"}))
    assert passport.contigs == (
        Contig("chr1", 120, hashlib.md5(("ACGTNN" * 20).encode()).hexdigest()),
        Contig("chr2", 4, hashlib.md5(b"ACGT").hexdigest()),
    )
    assert (passport.digest_kind, passport.build, passport.synthetic) == ("sequence", None, False)
    assert (passport.bases, passport.lengths) == (124, {"chr1": 120, "chr2": 4})


def test_the_digest_is_of_the_sequence_not_of_the_file(tmp_path: Path) -> None:
    sequences = {"chr1": "ACGT" * 100, "chr2": "GGCC"}
    plain = read_passport(write(tmp_path / "a.fa", sequences))
    assert read_passport(write(tmp_path / "b.fa.gz", sequences, width=7)) == plain
    assert read_passport(write(tmp_path / "c.fa", sequences | {"chr2": "GGCA"})).digest != plain.digest
    assert read_passport(write(tmp_path / "d.fa", {"chr1": sequences["chr1"], "2": "GGCC"})).digest != plain.digest


def test_one_line_per_contig_over_many_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = random.Random(1)
    sequences = {f"c{i}": "".join(letters.choices("ACGT", k=5000)) for i in range(3)}
    expected = read_passport(write(tmp_path / "a.fa", sequences))
    monkeypatch.setattr(module, "_CHUNK", 7)
    assert read_passport(write(tmp_path / "b.fa", sequences, width=10_000)) == expected
    assert read_passport(write(tmp_path / "c.fa", sequences, width=13)) == expected


def test_names_and_lengths_alone_come_from_a_fresh_index(tmp_path: Path) -> None:
    fasta = write(tmp_path / "a.fa", {"chr1 synthetic": "ACGT"})
    (tmp_path / "a.fa.fai").write_text("chr1\t400\t6\t60\t61\n")
    passport = read_passport(fasta, sequence=False)
    assert (passport.contigs, passport.digest_kind, passport.synthetic) == ((Contig("chr1", 400),), "lengths", True)
    os.utime(tmp_path / "a.fa.fai", (0, 0))  # now older than the FASTA
    assert read_passport(fasta, sequence=False).lengths == {"chr1": 4}


def test_a_synthetic_header_is_noticed(tmp_path: Path) -> None:
    assert read_passport(write(tmp_path / "a.fa", {"chr1": "ACGT", "chr2 Synthetic, seed 7": "AC"})).synthetic


def test_json_and_back(tmp_path: Path) -> None:
    passport = read_passport(write(tmp_path / "a.fa", {"chr1": "ACGT"}))
    assert Passport.from_json(passport.to_json()) == passport
    assert str(tmp_path) not in passport.to_json()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.fa", b"", "no sequence"),
        ("a.fa", b"ACGT\n", "does not begin with '>'"),
        ("a.fa", b">a\nACGT\n>a\nAC\n", "stands twice"),
        ("a.fa", b">a\n>b\nAC\n", "no bases"),
        ("a.fa", b">\nAC\n", "no name"),
        ("a.fa", b">a\nMKLVPQ\n", "letters that are no bases"),
        ("a.fa.gz", gzip.compress(b">a\n" + b"ACGT" * 999, mtime=0)[:-9], "cannot be read"),
        ("gone.fa", None, "cannot be read"),
    ],
)
def test_what_is_no_reference(tmp_path: Path, name: str, content: bytes | None, problem: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_passport(tmp_path / name)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("lengths", "build"),
    [
        (HG38, "GRCh38"),
        (B37, "GRCh37"),
        ({"chr20": 63025520}, "GRCh37"),
        ({"chr20a": 104000}, None),
        ({"MT": 16569}, None),
        ({}, None),
        (HG38 | {"chr1": 5}, "GRCh38"),
    ],
)
def test_lengths_betray_the_build(lengths: dict[str, int], build: str | None) -> None:
    assert guess_build(lengths) == build
    assert make_passport([Contig(name, length) for name, length in lengths.items()]).build == build


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("GRCh38", "GRCh38"),
        ("hg38", "GRCh38"),
        ("GRCh38.p14", "GRCh38"),
        ("hs37d5", "GRCh37"),
        ("HG19", "GRCh37"),
        ("mini", None),
    ],
)
def test_names_of_builds(name: str, build: str | None) -> None:
    assert known_build(name) == build


@pytest.mark.parametrize(
    ("text", "builds"),
    [
        ("##reference=file:///data/hg38.fa", {"GRCh38"}),
        ("##reference=GRCh37", {"GRCh37"}),
        ("#!genome-build GRCh38.p14", {"GRCh38"}),
        ("##contig=<ID=1,assembly=b37>", {"GRCh37"}),
        ("lifted from hg19 to hg38", {"GRCh37", "GRCh38"}),
        ("##reference=ths1 hg190", set()),
    ],
)
def test_builds_that_a_header_names(text: str, builds: set[str]) -> None:
    assert builds_named(text) == builds


def test_misfits_name_the_contigs_of_another_length() -> None:
    assert misfits("GRCh37", {"chr20": 40001, "1": 249250621, "chrM": 16571, "odd": 3}) == [
        ("chr20", 40001, (63025520,))
    ]


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 300), st.integers(0, 50), st.integers(1, 70), st.sampled_from(["a.fa", "a.fa.gz"]))
def test_stretches_with_and_without_index(
    tmp_path_factory: pytest.TempPathFactory, start: int, more: int, width: int, name: str
) -> None:
    folder = tmp_path_factory.mktemp("stretches")
    letters = random.Random(width)
    bases = "".join(letters.choices("ACGTacgt", k=250))
    fasta = write(folder / name, {"c0": "TTTT", "c1": bases}, width)
    end = start + more
    wanted = {"c1": [(start, end)], "gone": [(1, 2)]}
    expected = bases[start - 1 : end].upper()
    assert read_stretches(fasta, wanted).get(("c1", start, end), "") == expected
    if name == "a.fa":
        import pysam

        pysam.faidx(str(fasta))
        assert read_stretches(fasta, wanted).get(("c1", start, end), "") == expected


def test_a_stretch_asked_for_twice_is_read_once(tmp_path: Path) -> None:
    """Two tracks with a record at one place, and no index beside the FASTA."""
    fasta = tmp_path / "x.fa"
    fasta.write_text(">c1\nACGTACGT\n")
    assert read_stretches(fasta, {"c1": [(2, 4), (2, 4)]}) == {("c1", 2, 4): "CGT"}


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"contigs": [{"name": "chr1"}]}'])
def test_a_prepared_reference_without_a_sound_passport_is_a_fault_of_one_line(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "passport.json").write_text(text)
    with pytest.raises(InputError) as told:
        prepared_passport(tmp_path / "genome.fa")
    (fault,) = told.value.faults
    assert fault.file == str(tmp_path / "passport.json")
    assert "prepare the reference first" in fault.remedy
