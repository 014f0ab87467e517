"""From an annotated VCF to case.json and back: the whole room, through its commands."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tachkhis.case.message import Message
from tachkhis.case.model import Affected
from tachkhis.case.shipped import SCHEMAS
from tachkhis.cli import main
from tachkhis.interpretation.command_schemas import case_result_schema
from tachkhis.interpretation.explaining.variant_path import relationships
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.provenance import commit_of
from tachkhis.interpretation.provenance import digest_of
from tachkhis.interpretation.provenance import provenance_of
from tachkhis.interpretation.result import CaseResult

from .world import CAUSE
from .world import background
from .world import request
from .world import write_case


def interpret(folder: Path, rows: list[str], **changes: Any) -> CaseResult:
    out = folder / "case.json"
    assert main([*write_case(folder, rows, **changes), "--out", str(out)]) == 0
    return read_case(out)


def limits(result: CaseResult) -> set[str]:
    return {message.key.removeprefix("limit.") for message in result.limits}


def test_the_trio_with_a_homozygous_stop(tmp_path: Path) -> None:
    result = interpret(tmp_path, [CAUSE, *background()])
    (candidate,) = result.candidates
    (variant,) = candidate.variants
    assert (candidate.gene, candidate.mode.value, candidate.proposed) == ("TTPA", "recessive_homozygous", True)
    assert candidate.expected_modes == ["autosomal_recessive"]
    assert variant.origin == "biparental"
    assert [(g.sample, g.zygosity, g.depth, g.alt_reads) for g in variant.genotypes] == [
        ("girl", "hom_alt", 30, 30),
        ("father", "het", 30, 15),
        ("mother", "het", 28, 14),
    ]
    assert [(c.code, c.points) for c in variant.classification.criteria] == [("PVS1", 8), ("PM2", 1), ("PM3", 1)]
    assert variant.classification.class_.value == "P"
    assert [(f.source, f.found) for f in variant.frequencies] == [("gnomad", False)]
    assert [person.role for person in result.people] == ["proband", "father", "mother"]
    assert [(c.parent, c.conflicts, c.verdict.value) for c in result.quality.relationships] == [
        ("father", 0, "pass"),
        ("mother", 0, "pass"),
    ]
    assert result.quality.verdict.value == "pass"
    assert result.triage == {"aside:common": 80, "keep:coding": 1}
    assert (result.start, result.caller, result.synthetic) == ("fastq", "bcftools", True)
    assert (result.genome.transcripts, result.genome.name) == (1, "genome.fa")
    assert {"no_panel", "no_scores"} <= limits(result)
    assert not {"no_gnomad", "no_parents", "no_phenotype", "started_from_vcf"} & limits(result)
    assert result.laboratory == {"name": "Laboratoire"}
    assert "hpo" in {resource.name for resource in result.resources}


def test_same_input_same_bytes_and_no_path_inside(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    texts = []
    for folder in (first, second):
        folder.mkdir()
        interpret(folder, [CAUSE, *background()])
        texts.append((folder / "case.json").read_bytes())
    assert texts[0] == texts[1]
    assert str(tmp_path).encode() not in texts[0]


def test_a_father_who_shares_too_little_fails_the_case_and_is_not_used(tmp_path: Path) -> None:
    result = interpret(tmp_path, [CAUSE, *background(conflicts=10)])
    (father, mother) = result.quality.relationships
    assert (father.conflicts, father.verdict.value, mother.verdict.value) == (10, "fail", "pass")
    assert result.quality.verdict.value == "fail"
    assert "relationship_not_used" in limits(result)
    assert result.candidates[0].variants[0].origin == "unknown"


def test_the_numbers_on_kinship_are_for_the_laboratory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = interpret(tmp_path, [CAUSE, *background(conflicts=10)])
    assert Message(key="quality.identity_to_check") in result.quality.reasons
    (line,) = [line for line in explained(tmp_path, "chr1-77-A-G", capsys).splitlines() if "relationship" in line]
    assert line.startswith("relationship of girl with father: no shared allele at 10 of ")


def test_a_parent_without_any_place_to_compare_was_not_checked(tmp_path: Path) -> None:
    result = interpret(tmp_path, [CAUSE])
    none = [one.model_copy(update={"sites": 0, "conflicts": 0}) for one in result.quality.relationships]
    found = result.model_copy(update={"quality": result.quality.model_copy(update={"relationships": none})})
    assert relationships(found) == [
        f"relationship of girl with {parent}: not checked, for no place could be compared"
        for parent in ("father", "mother")
    ]


def test_a_mother_who_is_the_girls_own_sample_is_not_used(tmp_path: Path) -> None:
    doubled = [row.rsplit(" ", 1)[0] + " " + row.split()[9] for row in background()]
    result = interpret(tmp_path, [CAUSE, *doubled])
    assert [check.verdict.value for check in result.quality.relationships] == ["pass", "fail"]
    assert "quality.same_person" in {reason.key for reason in result.quality.reasons}
    assert result.quality.verdict.value == "fail"
    assert result.candidates[0].variants[0].origin == "unknown"


def test_too_few_sites_confirm_nothing(tmp_path: Path) -> None:
    result = interpret(tmp_path, [CAUSE, *background(sites=5)])
    assert {check.verdict.value for check in result.quality.relationships} == {"warn"}
    assert "quality.relationship_not_confirmed" in {reason.key for reason in result.quality.reasons}
    assert result.candidates[0].variants[0].origin == "biparental"


def test_a_case_that_starts_from_a_vcf(tmp_path: Path) -> None:
    out = tmp_path / "case.json"
    arguments = write_case(tmp_path, [CAUSE, *background()], vcf=Path("given.vcf.gz"))
    at = arguments.index("--quality")
    assert main([*arguments[:at], *arguments[at + 2 :], "--out", str(out)]) == 0
    result = read_case(out)
    assert (result.start, result.caller) == ("vcf", "vcf")
    assert "started_from_vcf" in limits(result)
    assert [reason.key for reason in result.quality.reasons] == ["quality.no_reads_measured"]


def test_a_case_that_starts_from_a_gvcf(tmp_path: Path) -> None:
    """Coverage is there, and the report will say where it comes from."""
    out = tmp_path / "case.json"
    arguments = write_case(tmp_path, [CAUSE, *background()], vcf=Path("given.g.vcf.gz"))
    gene = {"gene": "TTPA", "transcript": "T1.1", "bases": 597, "mean_depth": 31.0, "threshold": 10}
    gene |= {"percent_callable": 100.0, "unreadable": []}
    quality = {"samples": [], "coverage": [gene], "coverage_source": "gvcf", "min_quality": 20}
    (tmp_path / "quality.json").write_text(json.dumps(quality))
    assert main([*arguments, "--out", str(out)]) == 0
    result = read_case(out)
    assert (result.start, result.coverage_source) == ("vcf", "gvcf")
    assert "started_from_vcf" not in limits(result)
    (said,) = [limit for limit in result.limits if limit.key == "limit.started_from_gvcf"]
    assert said.values == {"depth": "10", "quality": "20"}
    assert [one.gene for one in result.coverage] == ["TTPA"]


def site(gene: str, status: str) -> dict[str, Any]:
    return {
        "id": f"{gene}-site",
        "name": "NM_1.1:c.35del",
        "gene": gene,
        "kind": "founder",
        "disease": "d",
        "genotypes": [{"sample": "girl", "depth": 30, "alt_reads": 15, "status": status}],
        "why_not_tested": None,
    }


@pytest.mark.parametrize("status", ["carried_het", "not_carried"])
def test_founder_sites_outside_the_request_are_shown_by_consent_and_never_by_what_was_read(
    tmp_path: Path, status: str
) -> None:
    sites = [site("TTPA", "not_carried"), site("LRRK2", status)]
    closed = interpret(tmp_path, [CAUSE], sites=sites)
    assert [one.gene for one in closed.sites] == ["TTPA"]
    assert Message(key="limit.founders_outside_request", values={"n": "1"}) in closed.limits
    opened = interpret(tmp_path, [CAUSE], sites=sites, consent=frozenset({"carrier"}))
    assert [one.gene for one in opened.sites] == ["TTPA", "LRRK2"]


RELATIVES = (("carried_het", "not_carried"), ("not_carried", "not_readable"), ("not_tested", "carried_hom"))


def in_family(gene: str, own: str, father: str, mother: str) -> dict[str, Any]:
    one = site(gene, own)
    for sample, status in (("father", father), ("mother", mother)):
        one["genotypes"].append({"sample": sample, "depth": 23, "alt_reads": 10, "status": status})
    return one


@pytest.mark.parametrize("own", ["carried_het", "not_carried", "not_readable"])
@pytest.mark.parametrize(("father", "mother"), RELATIVES)
def test_every_member_is_told_at_a_founder_of_the_question(tmp_path: Path, own: str, father: str, mother: str) -> None:
    """Ataxia points to TTPA; no consent is needed for it."""
    (shown,) = interpret(tmp_path, [CAUSE], sites=[in_family("TTPA", own, father, mother)]).sites
    assert [(call.sample, call.status) for call in shown.genotypes] == [
        ("girl", own),
        ("father", father),
        ("mother", mother),
    ]
    assert shown.why_withheld is None


@pytest.mark.parametrize(("gene", "consent"), [("LRRK2", "carrier"), ("LDLR", "secondary_findings")])
@pytest.mark.parametrize("own", ["not_carried", "not_readable"])
def test_where_consent_alone_shows_a_founder_no_relative_is_told_whatever_was_read_in_them(
    tmp_path: Path, gene: str, consent: str, own: str
) -> None:
    found = []
    for relatives in RELATIVES:
        sites = [in_family(gene, own, *relatives)]
        found.append(interpret(tmp_path, [CAUSE], sites=sites, consent=frozenset({consent})).sites)
    (shown,) = found[0]
    assert found == [[shown]] * len(RELATIVES)
    assert (shown.genotypes[0].sample, shown.genotypes[0].status) == ("girl", own)
    assert [(one.sample, one.status, one.depth, one.alt_reads) for one in shown.genotypes[1:]] == [
        ("father", "withheld", None, None),
        ("mother", "withheld", None, None),
    ]
    assert shown.why_withheld == "beyond_question"


def test_where_the_proband_carries_the_allele_consent_alone_tells_the_relatives_too(tmp_path: Path) -> None:
    sites = [in_family("LRRK2", "carried_het", "carried_het", "not_readable")]
    (shown,) = interpret(tmp_path, [CAUSE], sites=sites, consent=frozenset({"carrier"})).sites
    assert [one.status for one in shown.genotypes] == ["carried_het", "carried_het", "not_readable"]
    assert shown.why_withheld is None


def test_a_position_asked_for_by_name_is_answered_in_every_member(tmp_path: Path) -> None:
    asked = {**in_family("LRRK2", "not_carried", "carried_het", "not_carried"), "kind": "position"}
    (shown,) = interpret(tmp_path, [CAUSE], sites=[asked]).sites
    assert [one.status for one in shown.genotypes] == ["not_carried", "carried_het", "not_carried"]


def test_founders_that_could_not_be_tested_do_not_lack_consent(tmp_path: Path) -> None:
    away = {**site("LRRK2", "not_tested"), "why_not_tested": "gene_not_in_model"}
    found = interpret(tmp_path, [CAUSE], sites=[site("TTPA", "not_carried"), away])
    assert Message(key="limit.founders_not_testable", values={"n": "1"}) in found.limits
    assert "founders_outside_request" not in limits(found)


def test_limits_of_a_consanguineous_family_and_of_an_unknown_status(tmp_path: Path) -> None:
    assert not {"autozygosity", "proband_status_unknown"} & limits(interpret(tmp_path, [CAUSE]))
    people = tuple(
        replace(one, affected=Affected.UNKNOWN) if one.sample == "girl" else one
        for one in request(tmp_path).case.people
    )
    found = interpret(tmp_path, [CAUSE], consanguinity="first_cousins", people=people)
    assert {"autozygosity", "proband_status_unknown"} <= limits(found)


REVIEWED = "CLINVAR_ID=9;CLINVAR_SIG=Pathogenic;CLINVAR_STATUS=reviewed_by_expert_panel;"


@pytest.mark.parametrize(("counts", "code"), [("89;PANEL_AN=218", "BS1"), ("1640;PANEL_AN=4000", "BA1")])
def test_without_a_founder_table_clinvar_keeps_an_allele_that_the_panel_holds_at_41_percent(
    tmp_path: Path, counts: str, code: str
) -> None:
    """``founders: null``: page 1 names it all the same, and the limits say that there was no table."""
    known = CAUSE.replace("TRIAGE=keep:coding", f"PANEL_AC={counts};{REVIEWED}TRIAGE=keep:clinvar")
    result = interpret(tmp_path, [known, *background(sites=20)])
    (candidate,) = result.candidates
    (variant,) = candidate.variants
    assert code in {one.code for one in variant.classification.criteria}
    assert (candidate.notable, candidate.proposed) == (True, False)
    assert "candidate.clinvar_disagrees" in {reason.key for reason in candidate.reasons}
    assert "no_founders" in limits(result)


def test_founder_rows_that_disagree_with_the_gene_model_are_named_whoever_the_case_is_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither gene is the request's, and nothing is consented: the fault is the table's, and no one's secret."""
    refused = [
        {**site(gene, "not_tested"), "why_not_tested": why}
        for gene, why in (("LRRK2", "coordinate_disagrees"), ("LDLR", "protein_disagrees"), ("HBB", "not_verified"))
    ]
    result = interpret(tmp_path, [CAUSE], sites=refused)
    (said,) = [one for one in result.limits if one.key == "limit.founders_refused"]
    assert said.values == {"n": "2", "sites": "LRRK2 NM_1.1:c.35del, LDLR NM_1.1:c.35del"}
    capsys.readouterr()
    assert main(["warnings", str(tmp_path / "case.json")]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("warning: founder rows refused")
    assert "LRRK2 NM_1.1:c.35del, LDLR NM_1.1:c.35del" in line


def test_a_founder_row_needs_a_strong_fit_and_a_secondary_gene_its_own_consent(tmp_path: Path) -> None:
    """Ataxia among signs of other organs (TTPA scores below 0.5); LDLR is on the ACMG SF list."""
    sites = [site("TTPA", "not_carried"), site("LDLR", "not_carried")]
    signs = ("HP:0001251", "HP:0001300", "HP:0000365")

    def genes(*consent: str) -> list[str]:
        found = interpret(tmp_path, [CAUSE], sites=sites, hpo=signs, consent=frozenset(consent))
        return [one.gene for one in found.sites]

    assert genes() == []
    assert genes("carrier") == ["TTPA"]
    assert genes("secondary_findings") == ["LDLR"]


def test_a_single_hit_in_a_gene_of_the_request_is_notable_in_the_result(tmp_path: Path) -> None:
    """DEMO-E: one TTPA founder allele."""
    carrier = CAUSE.replace("1/1:30:0,30:90 0/1", "0/1:30:15,15:90 0/0")
    (candidate,) = interpret(tmp_path, [carrier, *background()]).candidates
    assert (candidate.gene, candidate.proposed, candidate.notable) == ("TTPA", False, True)


def test_bad_input_is_a_line_and_not_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = write_case(tmp_path, [CAUSE], hpo=("HP:9999999", "HP:0000057"))
    assert main([*arguments, "--out", str(tmp_path / "o.json")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    (tmp_path / "tracks.json").write_text('{"resources": [], "more": 1}')
    assert main([*arguments, "--out", str(tmp_path / "o.json")]) == 1
    assert "tracks.json" in capsys.readouterr().err


def test_a_vcf_without_the_proband_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = write_case(tmp_path, [CAUSE])
    text = (tmp_path / "case.vcf").read_text().replace("\tgirl\t", "\tsomebody\t")
    (tmp_path / "case.vcf").write_text(text)
    assert main([*arguments, "--out", str(tmp_path / "o.json")]) == 2
    assert "proband has no column" in capsys.readouterr().err


INTRON = "chr1 1500 . A G 99 PASS TRIAGE=aside:deep_intronic GT:DP:AD:GQ 0/1:30:15,15:99 0/0:30:30,0:99 0/1:30:15,15:99"


def explained(folder: Path, allele: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    files = ["--vcf", str(folder / "case.vcf"), "--case-json", str(folder / "case.json")]
    assert main(["explain", *files, *more, allele]) == 0
    return capsys.readouterr().out


def test_explain_the_whole_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    carrier = CAUSE.replace("2050", "2060").replace("1/1:30:0,30:90 0/1", "0/1:30:15,15:90 0/0")
    interpret(tmp_path, [INTRON, CAUSE, *background()])
    proposed = explained(tmp_path, "chr1-2050-C-T", capsys)
    assert "criterion PVS1 very_strong (+8)" in proposed
    assert "report: candidate 1, TTPA, recessive_homozygous, class P, in the result box" in proposed
    assert "genotype father: 0/1, 15 of 30 reads" in proposed
    aside = explained(tmp_path, "chr1-1500-A-G", capsys)
    assert "set aside: deep in an intron" in aside
    assert "report: not in it; triage set the record aside" in aside
    assert "not called in this family" in explained(tmp_path, "chr1-77-A-G", capsys)
    interpret(tmp_path, [carrier, *background()], hpo=("HP:0001250",))  # seizures: no sign of TTPA
    again = [f"--{name}={tmp_path / name}.json" for name in ("request", "tracks", "passport")]
    kept_back = explained(tmp_path, "chr1-2060-C-T", capsys, *again)
    assert kept_back.splitlines() == [
        "chr1-2060-C-T: not looked at: no consent to carrier states"
        " (one copy in a gene for recessive disease, or for recessive and dominant disease, to which the request does"
        " not point)"
    ]


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("chrNOPE-1-A-T", "no such contig", "write one of: chr1"),
        ("1-77-A-G", "no such contig", "did you mean 'chr1'?"),
        ("chr1-0-A-T", "no position", "a position from 1 to"),
        ("chr1-999999999-A-T", "no position", "a position from 1 to"),
        ("chr1-77-G-T", "the reference has A here, not G", "write A as REF"),
    ],
)
def test_explain_refuses_what_the_reference_does_not_have(
    tmp_path: Path, text: str, problem: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    interpret(tmp_path, [INTRON, CAUSE, *background()])
    lengths = json.loads((tmp_path / "passport.json").read_text())["contigs"]
    (tmp_path / "genome.fa").write_text("".join(f">{c['name']}\n{'A' * c['length']}\n" for c in lengths))
    files = [f"--{name}={tmp_path / name}.json" for name in ("request", "tracks", "passport")]
    files += ["--vcf", str(tmp_path / "case.vcf"), "--case-json", str(tmp_path / "case.json")]
    assert main(["explain", *files, text]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert problem in line
    assert remedy in line
    assert main(["explain", *files, "chr1-77-A-G"]) == 0


def test_explain_knows_the_contigs_of_the_vcf_where_the_reference_is_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interpret(tmp_path, [INTRON, CAUSE, *background()])
    files = ["--vcf", str(tmp_path / "case.vcf"), "--case-json", str(tmp_path / "case.json")]
    assert main(["explain", *files, "chrNOPE-1-A-T"]) == 2
    assert "no such contig" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["chr1-5-A", "chr1-x-A-T", "-5-A-T", "chr1-5-A-<DEL>"])
def test_explain_refuses_what_is_no_allele(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = ["--vcf", str(tmp_path / "v"), "--case-json", str(tmp_path / "c")]
    assert main(["explain", *files, "--", text]) == 2
    assert "CHROM-POS-REF-ALT" in capsys.readouterr().err


def test_the_committed_schema_is_that_of_the_models() -> None:
    committed = (SCHEMAS / "case_result.schema.json").read_text(encoding="utf-8")
    assert committed == case_result_schema(), "run: tachkhis schemas"


def test_a_result_fits_its_schema(tmp_path: Path) -> None:
    import jsonschema

    interpret(tmp_path, [CAUSE, *background()])
    jsonschema.validate(json.loads((tmp_path / "case.json").read_text()), json.loads(case_result_schema()))


def test_provenance(tmp_path: Path) -> None:
    interpret(tmp_path, [CAUSE, *background()])
    (tmp_path / "inputs.json").write_text('{"case": "C1", "files": []}')
    names = ("request", "inputs", "tracks", "passport")
    arguments = [part for name in names for part in (f"--{name}", str(tmp_path / f"{name}.json"))]
    out = tmp_path / "p.json"
    (tmp_path / "cases.tsv").write_text("case\n")
    files = ["--case-json", str(tmp_path / "case.json"), "--vcf", str(tmp_path / "case.vcf")]
    assert main(["provenance", *arguments, *files, "--out", str(out)]) == 0
    found = json.loads(out.read_text())
    assert found["inputs"] == {"case": "C1", "files": []}
    assert found["case"] == "C1"
    assert {"bwa", "hpo3", "typst", "pysam", "snakemake"} <= {tool["name"] for tool in found["tools"]}
    assert re.fullmatch(r"unknown|[0-9a-f]{40}(\+changed)?", found["commit"])
    genes = tmp_path / "genes.gtf"
    assert [one["key"] for one in found["results"]] == ["case.json", "vcf"]
    assert found["results"][1]["sha256"] == digest_of(tmp_path / "case.vcf").sha256
    source, sheet = found["sources"]
    assert (sheet["key"], sheet["bytes"]) == ("sheets.cases", 5)
    assert (source["key"], source["bytes"]) == ("reference.genes", genes.stat().st_size)
    assert found["config"]["calling"]["caller"] == "bcftools"


def test_provenance_differs_by_its_clock_alone(tmp_path: Path) -> None:
    def made(year: int) -> dict[str, Any]:
        now = datetime(year, 1, 2, 3, 4, 5, tzinfo=UTC)
        return provenance_of(request(tmp_path), {}, {}, [], [], {}, now=now).model_dump()

    one, other = made(2026), made(2027)
    assert one.pop("written") == "2026-01-02T03:04:05+00:00"
    assert other.pop("written") == "2027-01-02T03:04:05+00:00"
    assert one == other


def test_a_checksum_and_a_folder_without_git(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"abc")
    assert digest_of(file).sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert commit_of(tmp_path) == "unknown"
