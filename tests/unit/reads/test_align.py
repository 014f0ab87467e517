"""The alignment stream: duplicates across units, read groups, and reads that do not pair."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest

from paths import ROOT
from tachkhis.case.model import Unit
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.reads.align import align_sample
from tachkhis.reads.mapping import Genome
from tachkhis.reads.mapping import read_group
from tachkhis.reads.pipeline import Stream
from unit.reads.pairs import make
from unit.reads.pairs import make_reference
from unit.reads.pairs import write_pairs

assert ROOT.is_dir()


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return make_reference(tmp_path_factory.mktemp("reference"))


def duplicates(cram: Path, fasta: Path) -> int:
    with pysam.AlignmentFile(str(cram), reference_filename=str(fasta)) as handle:
        return sum(read.is_duplicate for read in handle)


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
