"""Further tracks at ``tachkhis check``: their form, their mapping, their build by REF alleles; one line each."""

from __future__ import annotations

from pathlib import Path

import pytest
from case.study import CONFIG
from case.study import Study
from case.study import genome

from tachkhis.cli import main

CONTIG = next(iter(genome()))
COLUMNS = "columns: {chrom: 1, pos: 2, ref: 3, alt: 4}, fields: {X: 5}"


def rows(*, wrong: bool = False, contig: str = CONTIG.removeprefix("chr"), count: int = 20) -> str:
    """Rows of a table at the reference's bases, or at none of them."""
    bases = genome()[CONTIG]
    text = ""
    for position in range(100, 100 + count):
        ref = bases[position - 1]
        other = "ACGT"[("ACGT".index(ref) + 1) % 4]
        text += "\t".join((contig, str(position), *((other, ref) if wrong else (ref, other)), "0.5")) + "\n"
    return text


def check(folder: Path, entry: str, name: str, content: str) -> int:
    study = Study(folder)
    study.config = CONFIG.replace("founders: null", f"founders: null\n  tracks: {{extra: {{{entry}}}}}")
    file = study.write()
    (folder / name).write_text(content)
    return main(["check", "--configfile", str(file)])


@pytest.mark.parametrize(
    ("name", "entry", "content"),
    [
        ("x.tsv", f"file: x.tsv, {COLUMNS}", rows()),
        ("x.tsv", f"file: x.tsv, {COLUMNS}", rows(contig=CONTIG)),
        ("x.bed", "file: x.bed", f"{CONTIG}\t1\t30\n"),
        (
            "cadd.tsv",
            "file: cadd.tsv",
            "## CADD v1.7\n#Chrom\tPos\tRef\tAlt\tRawScore\tPHRED\n" + rows().replace("0.5", "1\t9"),
        ),
    ],
)
def test_a_track_that_fits_is_no_fault(tmp_path: Path, name: str, entry: str, content: str) -> None:
    assert check(tmp_path, entry, name, content) == 0


@pytest.mark.parametrize(
    ("name", "entry", "content", "told"),
    [
        (
            "x.tsv",
            f"file: x.tsv, {COLUMNS}",
            rows(wrong=True),
            "20 of 20 REF alleles looked at are not what the reference has",
        ),
        ("x.tsv", f"file: x.tsv, {COLUMNS}", rows(contig="77"), "it shares no contig with the reference: it has 77"),
        (
            "x.tsv",
            f"file: x.tsv, {COLUMNS}",
            rows() + "1\tx\tA\tC\t1\n",
            "row 21, value 'x': the position is not a number",
        ),
        ("x.tsv", "file: x.tsv", rows(), "its header is of no release that is known"),
        ("x.bed", "file: x.bed", f"{CONTIG}\t30\t30\n", "the line is no interval"),
        ("x.bed", "file: x.bed", "77\t3\t30\n", "it shares no contig with the reference: it has 77"),
        (
            "x.vcf",
            "file: x.vcf, fields: {X: X}",
            "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n",
            "no such INFO",
        ),
    ],
)
def test_a_track_that_does_not_fit_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, entry: str, content: str, told: str
) -> None:
    assert check(tmp_path, entry, name, content) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
