"""The stream of a case's records: what has no name is set aside with its reason, and never ends the case."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import cast

import pysam
import pytest

from quiet_case import quiet_case
from tachkhis.cli import main
from tachkhis.errors import ResourceError
from tachkhis.panel.reach import PanelReach
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.passport import read_passport
from tachkhis.variants.annotate import annotate
from tachkhis.variants.record_line import header_of
from tachkhis.variants.record_line import text_of

from .test_callers_styles import CODING
from .test_callers_styles import SEQUENCE
from .test_callers_styles import vcf

FAR = SEQUENCE[:19] + "NR" + SEQUENCE[21:]  # positions 20 and 21 of a coding sequence are not known


def annotated(folder: Path, rows: list[str], reach: PanelReach | None = None) -> list[list[str]]:
    """The cells of each record of a case."""
    fasta, sink = folder / "genome.fa", io.StringIO()
    fasta.write_text(f">chr1\n{FAR}\n")
    pysam.faidx(str(fasta))
    (folder / "passport.json").write_text(read_passport(fasta).to_json())
    case = quiet_case()
    annotate(str(vcf(folder, rows)), sink, case, "bcftools", GeneModel((CODING,)), fasta, (), reach)
    return [line.split("\t") for line in sink.getvalue().splitlines() if not line.startswith("#")]


def reasons(folder: Path, rows: list[str]) -> dict[tuple[str, str, str], str]:
    """The reason of triage by POS, REF and ALT."""
    return {
        (one[1], one[3], one[4]): next(i for i in one[7].split(";") if i.startswith("TRIAGE="))[7:]
        for one in annotated(folder, rows)
    }


def test_the_alleles_looked_at_are_told_where_the_panel_lacks_the_allele(tmp_path: Path) -> None:
    class Everywhere:
        def alleles(self, *_: object) -> int:
            return 218

    rows = ["chr1 15 . T C 50 PASS DP=9;PANEL_AC=2;PANEL_AN=200 GT 0/1", "chr1 16 . TRUE G 50 PASS DP=9 GT 0/1"]
    rows[1] = rows[1].replace("TRUE", SEQUENCE[15])
    listed, absent = annotated(tmp_path, rows, cast("PanelReach", Everywhere()))
    assert "TRIAGE=keep:coding" in listed[7]
    assert "PANEL_LOOKED" not in listed[7]
    assert absent[7].endswith(";PANEL_LOOKED=218")


def test_what_has_no_bases_is_set_aside(tmp_path: Path) -> None:
    rows = [
        "chr1 15 . T <DEL> 50 PASS END=30 GT 0/1",
        "chr1 15 . T T[chr1:40[ 50 PASS SVTYPE=BND GT 0/1",
        "chr1 15 . T ]chr1:40]T 50 PASS SVTYPE=BND GT 0/1",
        "chr1 15 . T T. 50 PASS SVTYPE=BND GT 0/1",
        "chr1 15 . T * 50 PASS . GT 0/1",
        "chr1 15 . T C 50 PASS . GT 0/1",
    ]
    found = reasons(tmp_path, rows)
    assert found.pop(("15", "T", "C")) == "keep:coding"
    assert set(found.values()) == {"aside:symbolic_allele"}
    assert len(found) == 5


def test_where_the_reference_has_no_base_nothing_is_named(tmp_path: Path) -> None:
    rows = ["chr1 20 . N T 50 PASS . GT 0/1", "chr1 21 . R T 50 PASS . GT 0/1", "chr1 19 . GN G 50 PASS . GT 0/1"]
    assert set(reasons(tmp_path, rows).values()) == {"aside:reference_unknown"}


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_records_that_are_cut_short_are_told_of_with_the_name_of_the_file(tmp_path: Path, share: float) -> None:
    head = [f"##contig=<ID=chr1,length={10**6}>", '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">']
    rows = [f"chr1 {n * 7 + 1} . A{'ACGT'[n % 4]} A {n} PASS . GT 0/1" for n in range(9000)]
    whole, cut = tmp_path / "whole.bcf", tmp_path / "cut.bcf"
    subprocess.run(["bcftools", "view", "-Ob", "-o", str(whole), str(vcf(tmp_path, rows, head))], check=True)
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    with pytest.raises(ResourceError, match=r"cut\.bcf: cannot be read as VCF or BCF \("), text_of(str(cut)) as lines:
        header_of(lines)
        for line in lines:
            assert len(line.split("\t")) == 10
            float(line.split("\t")[5])


def test_files_that_are_not_there_are_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [f"--{name}={tmp_path / name}" for name in ("request", "fasta", "genes", "sites", "input")]
    assert main(["triage", *words]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 5
    assert all("no such file" in line for line in lines)


def test_a_reference_without_its_passport_is_told_of_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("request", "fasta", "genes", "sites", "input")
    for name in (*names, "fasta.fai"):
        (tmp_path / name).touch()
    assert main(["triage", *(f"--{name}={tmp_path / name}" for name in names)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert str(tmp_path / "passport.json") in line
    assert "prepare the reference first" in line
