"""The alignment stream: duplicates across units, read groups, and reads that do not pair."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pysam
import pytest

from paths import ROOT
from tachkhis.case.model import Unit
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.reads.align import Genome
from tachkhis.reads.align import align_sample
from tachkhis.reads.align import read_group
from tachkhis.reads.pipeline import Stream

assert ROOT.is_dir()
COMPLEMENT = str.maketrans("ACGT", "TGCA")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("reference")
    sequence = "".join(random.Random(7).choices("ACGT", k=20_000))
    (folder / "ref.fa").write_text(f">c1\n{sequence}\n")
    pysam.faidx(str(folder / "ref.fa"))
    import subprocess

    subprocess.run(["bwa", "index", folder / "ref.fa"], check=True, capture_output=True)
    return folder / "ref.fa", sequence


def write_pairs(
    folder: Path, name: str, sequence: str, starts: list[int], names: list[str] | None = None
) -> tuple[Path, Path]:
    paths = folder / f"{name}_R1.fastq.gz", folder / f"{name}_R2.fastq.gz"
    with gzip.open(paths[0], "wt") as one, gzip.open(paths[1], "wt") as two:
        for number, start in enumerate(starts):
            fragment = sequence[start : start + 350]
            mate = fragment[-100:].translate(COMPLEMENT)[::-1]
            other = names[number] if names else f"{name}.{number}"
            one.write(f"@{name}.{number}\n{fragment[:100]}\n+\n{'I' * 100}\n")
            two.write(f"@{other}\n{mate}\n+\n{'I' * 100}\n")
    return paths


def duplicates(cram: Path, fasta: Path) -> int:
    with pysam.AlignmentFile(str(cram), reference_filename=str(fasta)) as handle:
        return sum(read.is_duplicate for read in handle)


def make(folder: Path, sequence: str, libraries: tuple[str, str]) -> list[Unit]:
    """Two units that hold the same 50 fragments."""
    starts = list(range(100, 15_100, 300))
    units = []
    for unit, library in zip(("u1", "u2"), libraries, strict=True):
        one, two = write_pairs(folder, unit, sequence, starts)
        units.append(Unit("S", unit, library, "illumina", one, two))
    return units


def test_duplicates_are_found_across_the_units_of_a_library(reference: tuple[Path, str], tmp_path: Path) -> None:
    fasta, sequence = reference
    align_sample(
        make(tmp_path, sequence, ("lib", "lib")), Genome(fasta, fasta), tmp_path / "s.cram", tmp_path / "qc", 1
    )
    assert duplicates(tmp_path / "s.cram", fasta) == 100  # 50 fragments, both ends, of the second unit


def test_libraries_are_marked_apart(reference: tuple[Path, str], tmp_path: Path) -> None:
    fasta, sequence = reference
    summary = align_sample(
        make(tmp_path, sequence, ("lib1", "lib2")), Genome(fasta, fasta), tmp_path / "s.cram", tmp_path / "qc", 1
    )
    assert duplicates(tmp_path / "s.cram", fasta) == 0
    assert summary.units == {"u1": 100, "u2": 100}


def test_every_unit_keeps_its_read_group(reference: tuple[Path, str], tmp_path: Path) -> None:
    fasta, sequence = reference
    align_sample(
        make(tmp_path, sequence, ("lib", "lib")), Genome(fasta, fasta), tmp_path / "s.cram", tmp_path / "qc", 1
    )
    with pysam.AlignmentFile(str(tmp_path / "s.cram"), reference_filename=str(fasta)) as handle:
        groups = {row["ID"]: row for row in handle.header.to_dict()["RG"]}
        counts = dict.fromkeys(groups, 0)
        for read in handle:
            counts[read.get_tag("RG")] += 1
    assert counts == {"S.u1": 100, "S.u2": 100}
    assert {row["SM"] for row in groups.values()} == {"S"}
    assert {row["LB"] for row in groups.values()} == {"S.lib"}


def test_mates_that_do_not_pair_by_name_are_refused(reference: tuple[Path, str], tmp_path: Path) -> None:
    fasta, sequence = reference
    one, two = write_pairs(tmp_path, "u", sequence, [100, 500, 900], names=["u.1", "u.2", "u.3"])
    with pytest.raises(InputError, match="out of step"):
        align_sample(
            [Unit("S", "u", "lib", "illumina", one, two)], Genome(fasta, fasta), tmp_path / "s.cram", tmp_path / "qc", 1
        )


def test_a_unit_without_reads_is_refused(reference: tuple[Path, str], tmp_path: Path) -> None:
    fasta, sequence = reference
    one, two = write_pairs(tmp_path, "u", sequence, [])
    with pytest.raises((InputError, ResourceError), match=r"no reads|fastp"):
        align_sample(
            [Unit("S", "u", "lib", "illumina", one, two)], Genome(fasta, fasta), tmp_path / "s.cram", tmp_path / "qc", 1
        )


def test_the_read_group_line_is_whole() -> None:
    assert read_group(Unit("S", "u1", "lib", "illumina")) == r"@RG\tID:S.u1\tSM:S\tLB:S.lib\tPL:ILLUMINA\tPU:u1"


def test_a_failing_tool_is_named_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"look .*No such file"), Stream(tmp_path) as stream:
        stream.start("look", ["ls", str(tmp_path / "absent")])


def test_a_missing_tool_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="no-such-tool is not installed"), Stream(tmp_path) as stream:
        stream.start("x", ["no-such-tool"])
