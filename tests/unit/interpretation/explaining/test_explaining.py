"""``tachkhis explain``: variant and gene, as text and as JSON; faults; what the consent does not cover."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.interpretation.build import to_json
from tachkhis.interpretation.explaining.document import VariantPath
from tachkhis.interpretation.explaining.files import Files
from tachkhis.interpretation.explaining.files import interpretation_of
from tachkhis.interpretation.explaining.gene_path import GeneExplainer
from tachkhis.interpretation.explaining.printing import variant_text
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.result import SiteGenotype
from tachkhis.interpretation.result import SiteResult
from tachkhis.variants import fields

from ..world import CAUSE
from ..world import background
from ..world import csq
from ..world import write_case

SEIZURES = ("HP:0001250",)  # no sign of TTPA


def named(place: int, term: str, impact: str, change: str, **info: str) -> str:
    """One copy in the girl, from her father."""
    effect = csq(Consequence=term, IMPACT=impact, HGVSc=f"T1.1:{change}", HGVSp="p.(Arg60Gly)", NMD="yes")
    more = "".join(f";{name}={value}" for name, value in info.items())
    return (
        f"chr1 {place} . C T 200 PASS TRIAGE=keep:coding;HGVSG={fields.escape('chr1:g.1C>T')};CSQ={effect}{more}"
        " GT:DP:AD:GQ 0/1:30:15,15:90 0/1:30:15,15:99 0/0:30:30,0:99"
    )


NULL = named(2060, "stop_gained", "HIGH", "c.160C>T")
VUS = named(2090, "missense_variant", "MODERATE", "c.190C>T")
COMMON = named(2120, "missense_variant", "MODERATE", "c.220C>T", GNOMAD_AC="3000", GNOMAD_AN="100000")


def finished(folder: Path, rows: list[str], **changes: object) -> list[str]:
    """Interpret; the arguments that name the files."""
    assert main([*write_case(folder, rows, **changes), "--out", str(folder / "case.json")]) == 0  # type: ignore[arg-type]
    files = [f"--{name}={folder / name}.json" for name in ("request", "tracks", "passport")]
    return ["explain", f"--vcf={folder / 'case.vcf'}", f"--case-json={folder / 'case.json'}", *files]


def said(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> str:
    capsys.readouterr()
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_the_short_answer_comes_first_and_the_steps_follow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, [*finished(tmp_path, [CAUSE, *background()]), "chr1-2050-C-T"]).splitlines()
    assert lines[0].startswith("chr1-2050-C-T: called (girl: 1/1); triage kept")
    assert lines[1].startswith("TTPA, class P (")
    assert lines[1].endswith("in the report, candidate 1, in the result box")
    heads = [line for line in lines if line[:2] in {f"{n}." for n in range(1, 8)}]
    assert [head[:2] for head in heads] == [f"{n}." for n in range(1, 8)]
    assert "  recessive_homozygous: supported" in "\n".join(lines)
    assert "  dominant: does not apply (the proband has it on every copy)" in lines


def test_json_holds_what_the_text_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = finished(tmp_path, [CAUSE, *background()])
    document = json.loads(said(capsys, [*given, "chr1-2050-C-T", "--format", "json"]))
    (gene,) = document["genes"]
    assert gene["classification"]["class"] == "P"
    assert {row["code"] for row in gene["unmet"]} >= {"PS2", "PS1", "BP7"}
    assert [one["verdict"] for one in gene["modes"] if one["mode"] == "recessive_homozygous"] == ["supported"]
    assert gene["report"][0]["rank"] == 1
    assert [one["role"] for one in document["members"]] == ["proband", "father", "mother"]


@pytest.mark.parametrize("row", [NULL, VUS, COMMON])
def test_without_consent_the_same_is_said_of_every_single_copy_whatever_its_class(
    tmp_path: Path, row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Or silence itself would tell a carrier."""
    given = finished(tmp_path, [row, *background()], hpo=SEIZURES)
    allele = f"chr1-{row.split()[1]}-C-T"
    assert said(capsys, [*given, allele]).splitlines() == [
        f"{allele}: not looked at: no consent to carrier states"
        " (one copy in a gene for recessive disease, or for recessive and dominant disease, to which the request does"
        " not point)"
    ]
    document = json.loads(said(capsys, [*given, allele, "--format", "json"]))
    told = {name for name, value in document.items() if value not in (None, [], {})}
    assert told == {"schema_version", "kind", "variant", "summary", "not_looked_at"}


@pytest.mark.parametrize("row", [NULL, VUS])
def test_without_what_it_was_interpreted_with_nothing_is_told_of_what_the_report_does_not_list(
    tmp_path: Path, row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A ClinVar file replaced since is no way around the consent."""
    given = finished(tmp_path, [row, *background()], hpo=SEIZURES)
    without = [word for word in given if not word.startswith(("--request", "--tracks", "--passport"))]
    (line,) = said(capsys, [*without, f"chr1-{row.split()[1]}-C-T"]).splitlines()
    assert "not told: it is in no list of the report" in line


def test_with_consent_a_carrier_state_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = finished(tmp_path, [NULL, *background()], hpo=SEIZURES, consent=frozenset({"carrier"}))
    assert "criterion PVS1" in said(capsys, [*given, "chr1-2060-C-T"])


def test_a_gene_is_explained_with_the_fate_of_each_variant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = finished(tmp_path, [CAUSE, VUS, *background()])
    text = said(capsys, [*given, "--gene", "TTPA"])
    assert text.startswith("TTPA: in the report, candidate 1, recessive_homozygous, class P, in the result box\n")
    assert "chr1-2050-C-T T1.1:c.150C>T p.(Arg50Ter): stop_gained, hom_alt, keep:coding, class P" in text
    assert "girl (proband): its depths are not at hand, so its coverage is not known" in text
    assert "how much of it could be read in the proband is not known: absence of a variant is not shown" in text
    document = json.loads(said(capsys, [*given, "--gene", "TTPA", "--format", "json"]))
    assert [one["variant"] for one in document["variants"]] == ["chr1-2050-C-T", "chr1-2090-C-T"]
    assert {one["name"]: one["stands"] for one in document["lists"]}["gene panels"] is None


def test_a_gene_of_the_acmg_sf_list_is_not_looked_at_without_consent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row.replace("TTPA", "LDLR") for row in (CAUSE, *background())]
    arguments = write_case(tmp_path, rows, hpo=SEIZURES)
    genes = tmp_path / "genes.gtf"
    genes.write_text(genes.read_text().replace("TTPA", "LDLR"))
    assert main([*arguments, "--out", str(tmp_path / "case.json")]) == 0
    assert read_case(tmp_path / "case.json").candidates == []
    files = [f"--{name}={tmp_path / name}.json" for name in ("request", "tracks", "passport", "case-json")]
    given = ["explain", f"--vcf={tmp_path / 'case.vcf'}", *files]
    given[given.index(f"--case-json={tmp_path / 'case-json'}.json")] = f"--case-json={tmp_path / 'case.json'}"
    for question in (["chr1-2050-C-T"], ["chr1-2051-C-A"], ["--gene", "LDLR"]):
        text = said(capsys, [*given, *question])
        assert "not looked at: no consent to secondary findings" in text.splitlines()[0]
        assert "PVS1" not in text
        assert "ClinVar" not in text


def bed(path: Path, rows: list[str], header: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress((header + "".join(row.replace(" ", "\t") + "\n" for row in rows)).encode()))


def test_the_callable_share_of_a_gene_in_each_member(tmp_path: Path) -> None:
    """TTPA has 100 + 300 + 197 coding bases; 30 of the second exon are not readable in the girl."""
    finished(tmp_path, [CAUSE, *background()])
    regions = ["chr1 1100 1200 TTPA|1 30.0", "chr1 2000 2300 TTPA|2 20.0", "chr1 3000 3197 TTPA|3 30.0"]
    counts = ["chr1 1100 1200 TTPA 100 100", "chr1 2000 2300 TTPA 300 270", "chr1 3000 3197 TTPA 197 197"]
    stem = tmp_path / "results" / "samples" / "girl" / "qc" / "girl"
    bed(Path(f"{stem}.regions.bed.gz"), regions)
    bed(Path(f"{stem}.thresholds.bed.gz"), counts, "#chrom\tstart\tend\tregion\t1X\t10X\n")
    low = ["chr1 0 2100 callable", "chr1 2100 2130 low", "chr1 2130 10000 callable"]
    bed(Path(f"{stem}.quantized.bed.gz"), low)
    files = Files(
        *(tmp_path / name for name in ("case.vcf", "case.json", "request.json", "tracks.json", "passport.json")),
        folder=tmp_path / "results",
        case="C1",
    )
    interpretation = interpretation_of(files)
    assert interpretation is not None
    path = GeneExplainer(files, read_case(files.case_json), interpretation).gene("TTPA")
    girl, father, _ = path.coverage
    assert (girl.bases, girl.callable_bases, girl.percent_callable, girl.threshold) == (597, 567, 94.97, 10)
    assert girl.unreadable == ["chr1:2101-2130 (exon 2/3)"]
    assert father.percent_callable is None
    assert "30 of its coding bases could not be read in the proband" in "\n".join(path.summary)
    assert to_json(read_case(files.case_json)) == files.case_json.read_text()  # explaining changes nothing


def run_folder(tmp_path: Path) -> Path:
    (tmp_path / "results" / "cases" / "C1").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["C1", "chr1-5-A-T"], "the case is not finished: no C1.vcf.gz, no C1.case.json"),
        (["C1", "--gene", "TTPA"], "the case is not finished"),
        (["C2", "chr1-5-A-T"], "no such case"),
        (["../C1", "chr1-5-A-T"], "no such case"),
        (["C1", "nonsense"], "the case is not finished"),
        (["chr1-5-A-T"], "which case?"),
        ([], "which variant or gene?"),
        (["C1", "chr1-5-A-T", "more"], "too many words"),
        (["C1", "chr1-5-A-T", "--gene", "TTPA"], "too many words"),
    ],
)
def test_faults_are_one_line_and_status_2(
    tmp_path: Path, words: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", *words, "--directory", str(run_folder(tmp_path))]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert problem in line


def test_a_folder_without_a_run_and_an_unknown_gene(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "C1", "chr1-5-A-T", "--directory", str(tmp_path)]) == 2
    assert "no run here" in capsys.readouterr().err
    given = finished(tmp_path, [CAUSE, *background()])
    assert main([*given, "--gene", "ttpa"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "the gene model has no such gene; did you mean TTPA?" in line


def test_every_record_that_reads_a_change_and_what_is_read_with_it_across_an_intron_is_printed() -> None:
    wholes = ["chr1-10-AC-TG", "chr1-10-ACG-TGA"]
    path = VariantPath(case="A", variant="chr1-10-A-T", summary=[], called=True, triage="aside:joined", triage_why="w")
    together = [path.model_copy(update={"variant": whole, "summary": [f"found {whole}"]}) for whole in wholes]
    text = variant_text(path.model_copy(update={"joined_into": wholes, "together": together}))
    for whole in wholes:
        assert f"as {whole}" in text
        assert f"found {whole}" in text
    text = variant_text(path.model_copy(update={"codon_cis": ["chr1-900-C-A"]}))
    assert "chr1-900-C-A beyond an intron is on the same copy" in text


def test_of_relatives_withheld_at_a_site_the_same_is_said_whatever_they_carry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not called at all, called in the father, or called and not carried by him: text and JSON are the same bytes."""
    place, told = "chr1-2060-C-T", []
    for number, father in enumerate((None, "0/1:30:15,15:99", "0/0:30:30,0:99")):
        folder = tmp_path / str(number)
        folder.mkdir()
        row = NULL.replace("0/1:30:15,15:90 0/1:30:15,15:99", f"0/0:30:30,0:90 {father}")
        rows = [CAUSE, *background(), *([row] if father else [])]
        given = finished(folder, rows, consent=frozenset({"carrier"}))
        path = folder / "case.json"
        genotypes = [
            SiteGenotype(sample="girl", depth=30, alt_reads=0, status="not_carried"),
            SiteGenotype(sample="dad", depth=None, alt_reads=None, status="withheld"),
        ]
        site = SiteResult(id=place, name="a founder", gene="TTPA", kind="founder", disease=None, genotypes=genotypes)
        sites = [site.model_copy(update={"why_withheld": "beyond_question"})]
        path.write_text(to_json(read_case(path).model_copy(update={"sites": sites})))
        told.append([said(capsys, [*given, place, *more]) for more in ((), ("--format", "json"))])
    text = told[0][0]
    assert text.startswith(f"{place}: not called in the proband, and told of nobody else")
    assert "relatives: withheld, all alike" in text
    assert told[0] == told[1] == told[2]
