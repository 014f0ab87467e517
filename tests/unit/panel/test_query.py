"""``tachkhis panel query`` as a person calls it: what is seen, what is absent, what nobody looked at, what is wrong."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pysam
import pytest

from tachkhis.cli import main
from tachkhis.panel.query_document import QueryDocument
from unit.panel.panels import info
from unit.panel.panels import write_fasta
from unit.panel.panels import write_genes
from unit.panel.panels import write_panel

# 40 bases at the start of chr1: an A run at 11-16 and a CAG repeat at 21-29
CHR1 = "GATTACAGTC" + "AAAAAA" + "GTCC" + "CAGCAGCAG" + "TTGACCGATGC" + "ACGT" * 490
BASES = {"chr1": CHR1, "chrX": "ACGTTGCA" * 125}
REGIONS = {"MA-04": (1, 120), "MA-06": (5, 98)}
RECORDS = [
    ("chr1", 5, "A", "G", info(6, 218, REGIONS, hom=1)),
    ("chr1", 8, "G", "T", info(0, 200)),
    ("chr1", 10, "CA", "C", info(12, 218, hom=2)),  # one A of the run at 11-16 is lost
    ("chr1", 20, "C", "CCAG", info(1, 210)),  # one more CAG
    ("chr1", 300, "T", "C", info(3, 216)),
    ("chrX", 100, "T", "A", info(7, 160, hom=1, hemi=2)),
]
LOOKED_AT = [("chr1", 50, 299, 218), ("chr1", 300, 400, 180), ("chrX", 0, 99, 160)]


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    assert len(CHR1) == 2000
    return write_panel(tmp_path, RECORDS, looked_at=LOOKED_AT)


def ask(capsys: pytest.CaptureFixture[str], panel: Path, *words: str | Path) -> list[dict[str, Any]]:
    """The answers, from JSON; the document holds what its model says."""
    assert main(["panel", "query", "--panel", str(panel), "--format", "json", *map(str, words)]) == 0
    text = capsys.readouterr().out
    QueryDocument.model_validate_json(text)
    answers: list[dict[str, Any]] = json.loads(text)["answers"]
    return answers


def faults(capsys: pytest.CaptureFixture[str], panel: Path, *words: str | Path) -> list[str]:
    """The lines that a refusal prints; nothing else is printed, and the status is 2."""
    assert main(["panel", "query", "--panel", str(panel), *map(str, words)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.splitlines()


def test_an_allele_that_is_seen(capsys: pytest.CaptureFixture[str], panel: Path) -> None:
    (answer,) = ask(capsys, panel, "chr1-5-A-G")
    (allele,) = answer["alleles"]
    assert (allele["status"], allele["ac"], allele["an"], allele["homozygotes"]) == ("present", 6, 218, 1)
    assert allele["af"] == pytest.approx(6 / 218)
    # exact bounds of 6 of 218, as R's binom.test(6, 218) defines them: each tail of the binomial is 2.5 %
    assert allele["af_low"] == pytest.approx(0.01016, abs=2e-5)
    assert allele["af_high"] == pytest.approx(0.05895, abs=3e-5)
    assert allele["faf95"] == pytest.approx(
        2.6130 / 218, abs=1e-5
    )  # half of 5.226, the 5 % point of chi-squared, 12 df
    assert [(region["region"], region["ac"], region["an"]) for region in allele["regions"]] == [
        ("MA-04", 1, 120),
        ("MA-06", 5, 98),
    ]
    assert allele["regions"][1]["af_low"] < 5 / 98 < allele["regions"][1]["af_high"]


def test_a_merge_of_before_partial_records_were_marked_is_told_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    declared = ("AC", "AN", "AF", "nhom", "nhemi", "REGIONS")
    for name, par, fields, times in (
        ("old", "X:1-9,Y:1-9 and not told", declared, 1),
        ("new", "X:1-9,Y:1-9 and not told", (*declared, "PARTIAL"), 0),
        ("built", "X:1-9,Y:1-9", declared, 0),
    ):
        path = write_panel(tmp_path, RECORDS, name=name, par=par, declared=fields)
        assert main(["panel", "query", "--panel", str(path), "chr1-5-A-G", "chr1-8-G-T"]) == 0
        said = [line for line in capsys.readouterr().err.splitlines() if "merge that was written before" in line]
        assert len(said) == times, name


def test_spellings_of_one_allele_are_added_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [
        ("chr1", 10, "CA", "C", info(12, 200, {"MA-04": (5, 100), "MA-06": (7, 100)}, hom=2)),
        ("chr1", 13, "AA", "A", info(3, 218, {"MA-06": (3, 108)}, hom=1)),  # one A of the run at 11-16 is lost
    ]
    panel = write_panel(tmp_path, rows)
    (answer,) = ask(capsys, panel, "chr1-10-CA-C", "--fasta", write_fasta(tmp_path / "genome.fa", BASES))
    (allele,) = answer["alleles"]
    assert (allele["ac"], allele["an"], allele["homozygotes"]) == (15, 218, 3)
    assert [(one["region"], one["ac"], one["an"]) for one in allele["regions"]] == [
        ("MA-04", 5, 100),
        ("MA-06", 10, 108),
    ]
    assert allele["said"].endswith("2 spellings of it in the panel, added up")


def test_hemizygotes_of_x(capsys: pytest.CaptureFixture[str], panel: Path) -> None:
    (answer,) = ask(capsys, panel, "X-100-T-A")
    (allele,) = answer["alleles"]
    assert (allele["ac"], allele["an"], allele["homozygotes"], allele["hemizygotes"]) == (7, 160, 1, 2)


@pytest.mark.parametrize(
    ("word", "status", "an", "source"),
    [
        ("chr1-8-G-T", "absent", 200, "record"),  # its own record, seen in nobody
        ("chr1-8-G-A", "absent", 200, "other_record"),  # the other allele's record says who was looked at
        ("chr1-100-T-G", "absent", 218, "callable"),
        ("chr1-299-G-C", "absent", 218, "callable"),
        ("chr1-300-T-G", "absent", 216, "other_record"),
        ("chr1-299-GTA-CTC", "absent", 180, "callable"),  # all three bases, the least of 218, 216, 180
        ("chr1-400-T-G", "absent", 180, "callable"),
        ("chr1-401-A-G", "not_known", None, None),  # one base beyond
        ("chr1-400-TA-GG", "not_known", None, None),  # its second base was not looked at
        ("chr1-45-C-G", "not_known", None, None),
        ("chrX-500-T-G", "not_known", None, None),
    ],
)
def test_absence_says_in_how_many_alleles_or_that_nobody_knows(
    capsys: pytest.CaptureFixture[str], panel: Path, word: str, status: str, an: int | None, source: str | None
) -> None:
    (answer,) = ask(capsys, panel, word)
    (allele,) = answer["alleles"]
    assert (allele["status"], allele["an"], allele["an_source"]) == (status, an, source)
    if an is None:
        assert "not known whether it was looked at" in allele["said"]
        assert allele["absent_below"] is None
    else:
        assert allele["absent_below"] == pytest.approx(1 - 0.05 ** (1 / an))


@pytest.mark.parametrize("word", ["chr1-299-GTA-G", "chr1-299-G-GT"])
def test_an_indel_that_no_record_spells_so_is_not_called_absent_without_the_reference(
    capsys: pytest.CaptureFixture[str], panel: Path, word: str
) -> None:
    (answer,) = ask(capsys, panel, word)
    (allele,) = answer["alleles"]
    assert (allele["status"], allele["an"], allele["absent_below"]) == ("not_known", None, None)
    assert "--fasta" in allele["said"]


def test_absence_in_218_alleles_is_printed_as_below_1_4_percent(
    capsys: pytest.CaptureFixture[str], panel: Path
) -> None:
    assert main(["panel", "query", "--panel", str(panel), "chr1-100-T-G"]) == 0
    table = capsys.readouterr().out
    assert "absent in 218 alleles: < 1.4 %" in table
    assert "SYNTHETIC" in table.splitlines()[0]


def test_without_the_track_no_number_is_made_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    panel = write_panel(tmp_path, RECORDS)
    answers = ask(capsys, panel, "chr1-100-T-G", "chr1-300-T-A", "chr1-8-G-C")
    assert [answer["alleles"][0]["an"] for answer in answers] == [None, 216, 200]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("chr1-14-AA-A", "chr1-10-CA-C"),  # another A of the run
        ("chr1-15-AAG-AG", "chr1-10-CA-C"),
        ("1-27-CAG-CAGCAG", "chr1-20-C-CCAG"),
        ("chr1-29-G-GCAG", "chr1-20-C-CCAG"),
        ("chr1-4-TAC-TGC", "chr1-5-A-G"),
    ],
)
def test_an_allele_is_found_however_it_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, word: str, found: str
) -> None:
    fasta = write_fasta(tmp_path / "r.fa", {name.removeprefix("chr"): bases for name, bases in BASES.items()})
    (answer,) = ask(capsys, write_panel(tmp_path, RECORDS), word, "--fasta", fasta)
    assert answer["alleles"][0]["allele"] == found
    assert answer["alleles"][0]["status"] == "present"


def test_a_panel_that_is_not_left_aligned_is_found_all_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    panel = write_panel(tmp_path, [("chr1", 15, "AA", "A", info(4, 218))])
    fasta = write_fasta(tmp_path / "r.fa", BASES)
    (answer,) = ask(capsys, panel, "chr1-10-CA-C", "--fasta", fasta)
    assert answer["alleles"][0]["ac"] == 4


def test_without_fasta_an_allele_is_trimmed(capsys: pytest.CaptureFixture[str], panel: Path) -> None:
    (answer,) = ask(capsys, panel, "chr1-10-CAA-CA")
    assert answer["alleles"][0]["ac"] == 12


def test_regions_genes_and_lists(capsys: pytest.CaptureFixture[str], panel: Path, tmp_path: Path) -> None:
    genes = write_genes(tmp_path / "g.gtf", {"ABC1": ("1", 4, 12), "HLA-Q": ("X", 90, 110), "FAR": ("X", 500, 510)})
    asked = tmp_path / "list.txt"
    asked.write_text("# alleles\nchr1-300-T-C\n\n1\t20\t.\tC\tCCAG\t.\t.\t.\nHLA-Q\r\n")
    answers = ask(capsys, panel, "chr1:5-10", "ABC1", "chr1:11", "FAR", f"@{asked}", "--genes", genes)
    assert [[one["allele"] for one in answer["alleles"]] for answer in answers] == [
        ["chr1-5-A-G", "chr1-8-G-T", "chr1-10-CA-C"],
        ["chr1-5-A-G", "chr1-8-G-T", "chr1-10-CA-C"],
        ["chr1-10-CA-C"],  # the deleted base, not the base before it
        [],
        ["chr1-300-T-C"],
        ["chr1-20-C-CCAG"],
        ["chrX-100-T-A"],
    ]
    assert [answer["kind"] for answer in answers] == ["region", "gene", "region", "gene", "allele", "allele", "gene"]
    assert ask(capsys, panel, "--list", asked, "--genes", genes) == answers[4:]


def test_tsv_has_one_line_per_allele(capsys: pytest.CaptureFixture[str], panel: Path) -> None:
    assert main(["panel", "query", "--panel", str(panel), "chr1-5-A-G", "chr1:900-950", "--format", "tsv"]) == 0
    header, *rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    first, second = (dict(zip(header, row, strict=True)) for row in rows)
    assert (first["ac"], first["an"], first["status"]) == ("6", "218", "present")
    assert first["regions"].startswith("MA-04:1/120:")
    assert second["status"] == "no_record"


def test_everything_wrong_is_told_at_once(capsys: pytest.CaptureFixture[str], panel: Path, tmp_path: Path) -> None:
    fasta = write_fasta(tmp_path / "r.fa", BASES)
    genes = write_genes(tmp_path / "g.gtf", {"ABC1": ("chr1", 4, 12)})
    asked = tmp_path / "list.txt"
    asked.write_text("chr1-5-A-G\nchr1-5-A-<DEL>\n")
    words = [
        "chr1-5-C-G",
        "chr7-5-A-G",
        "chr1-abc-A-G",
        "chr1-5-A-A",
        "chr1:20-10",
        "chr1-9999-A-G",
        "NOGENE",
        "chr1:x",
    ]
    lines = faults(capsys, panel, *words, f"@{asked}", "--fasta", fasta, "--genes", genes)
    assert len(lines) == len(words) + 1
    for word, line in zip([*words, "chr1-5-A-<DEL>"], lines, strict=True):
        assert repr(word) in line
    assert "REF is not the reference's, which has A" in lines[0]
    assert "no such contig" in lines[1]
    assert "list.txt, row 2" in lines[-1]


def test_ref_that_contradicts_a_record_is_refused_without_fasta(
    capsys: pytest.CaptureFixture[str], panel: Path
) -> None:
    lines = faults(capsys, panel, "chr1-5-C-G", "chr1-9-TG-T")
    assert len(lines) == 2
    assert "the panel's record chr1-5-A-G has A there" in lines[0]


def test_a_gene_needs_a_model(capsys: pytest.CaptureFixture[str], panel: Path) -> None:
    assert "--genes" in faults(capsys, panel, "GJB2")[0]
    assert "--genes" in faults(capsys, panel, "HLA-A")[0]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("AC=x;AN=218", "AC is 'x'"),
        ("AC=5;AN=2.5", "AN is '2.5'"),
        ("AC=219;AN=218", "more alleles seen than looked at"),
        ("AC=-1;AN=218", "AC is '-1'"),
        ("AN=218", "no AC"),
        ("AC=2", "no AN"),
        ("AC=2,3;AN=218", "2 values for 1 ALT"),
        ("AC=2;AN=218;AF=often", "AF is 'often'"),
        ("AC=2;AN=218;AF=1.8", "AF is 1.8"),
        ("AC=2;AN=218;AF=0.2", "AF is 0.2, and AC over AN is 2/218"),
        ("AC=2;AN=218;nhom=2", "hold more alleles"),
        ("AC=2;AN=218;REGIONS=MA-04:3/2", "in MA-04"),
        ("AC=2;AN=218;REGIONS=MA-04:3", "REGIONS MA-04"),
    ],
)
def test_counts_that_cannot_be_are_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, record: str, said: str
) -> None:
    panel = write_panel(tmp_path, [("chr1", 5, "A", "G", record)])
    (line,) = faults(capsys, panel, "chr1-5-A-G")
    assert said in line
    assert "chr1-5-A-G" in line


def test_files_that_cannot_be_used_are_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (line,) = faults(capsys, tmp_path / "absent.vcf.gz", "chr1-5-A-G")
    assert "no such file" in line
    (line,) = faults(capsys, write_panel(tmp_path, RECORDS, name="n", index=False), "chr1-5-A-G")
    assert "no index" in line
    (line,) = faults(capsys, write_panel(tmp_path, RECORDS, name="d", declared=("AF", "AN")), "chr1-5-A-G")
    assert "no INFO field AC" in line
    (line,) = faults(capsys, tmp_path / "n.vcf", "chr1-5-A-G")
    assert "bgzip" in line
    cut = tmp_path / "cut.vcf.gz"
    whole = write_panel(tmp_path, RECORDS, name="w")
    cut.write_bytes(whole.read_bytes()[:-28])  # without the end marker: what follows may be missing
    Path(f"{cut}.tbi").write_bytes(Path(f"{whole}.tbi").read_bytes())
    (line,) = faults(capsys, cut, "chr1-5-A-G")
    assert "cut short" in line
    bed = tmp_path / "x.bed"
    bed.write_text("chr1\t1\t2\n")
    (line,) = faults(capsys, bed, "chr1-5-A-G")
    assert "no VCF" in line
    panel = write_panel(tmp_path, RECORDS)
    short = write_fasta(tmp_path / "short.fa", {"1": CHR1[:1900], "X": BASES["chrX"]})
    (line,) = faults(capsys, panel, "chr1-5-A-G", "--fasta", short)
    assert "another build" in line
    (line,) = faults(capsys, panel, "@" + str(tmp_path / "none.txt"))
    assert "cannot be read" in line
    (line,) = faults(capsys, panel)
    assert "nothing is asked for" in line


def test_an_index_may_be_csi(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    panel = write_panel(tmp_path, RECORDS, index=False)
    pysam.tabix_index(str(panel), preset="vcf", csi=True)
    assert ask(capsys, panel, "chr1-5-A-G")[0]["alleles"][0]["ac"] == 6


def test_a_thousand_queries_take_about_a_second(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rng = random.Random(4)
    places = sorted(rng.sample(range(1, 1_000_000), 20_000))
    records = [
        ("chr1", at, "A", "G", info(1 + at % 200, 218, {"MA-04": (1, 120), "MA-06": (at % 98, 98)})) for at in places
    ]
    panel = write_panel(tmp_path, records, contigs={"chr1": 1_000_000}, looked_at=[("chr1", 0, 1_000_000, 218)])
    asked = tmp_path / "list.txt"
    asked.write_text("".join(f"1-{at}-A-{'GT'[at % 2]}\n" for at in rng.sample(places, 1000)))
    before = time.perf_counter()
    answers = ask(capsys, panel, f"@{asked}")
    assert time.perf_counter() - before < 5  # about a second on an idle machine; others work here, too
    assert {answer["alleles"][0]["status"] for answer in answers} == {"present", "absent"}
