"""ClinVar says pathogenic without a star, the frequency says benign: on no list of candidates, and not lost.

A girl with ataxia (which points to TTPA) or with keratoconus (which does not); LDLR is on the ACMG SF list.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.result import CaseResult
from tachkhis.report.context import Context
from tachkhis.report.disagreements import disagreement_section
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from .world import background
from .world import csq
from .world import write_case

ATAXIA, KERATOCONUS = ("HP:0001251",), ("HP:0000563",)
NO_STAR, ONE_STAR = "no_assertion_criteria_provided", "criteria_provided%2C_single_submitter"
VARIANT = "chr1-2050-C-T"


def row(gene: str, *, status: str = NO_STAR, said: str = "Pathogenic", count: int = 600, girl: str = "0/1") -> str:
    """A missense change that gnomAD has ``count`` times among 10,000 alleles."""
    effect = csq(
        Consequence="missense_variant", IMPACT="MODERATE", SYMBOL=gene, HGVSc="T1.1:c.150C>T", HGVSp="p.(Arg50Trp)"
    )
    known = f"GNOMAD_AC={count};GNOMAD_AN=10000;GNOMAD_AF={count / 10_000};CLINVAR_ID=77;CLINVAR_SIG={said}"
    info = f"TRIAGE=keep:clinvar;HGVSG=chr1%3Ag.2050C>T;CSQ={effect};{known};CLINVAR_STATUS={status}"
    reads = "0,30" if girl == "1/1" else "15,15"
    return f"chr1 2050 . C T 200 PASS {info} GT:DP:AD:GQ {girl}:30:{reads}:90 0/1:30:15,15:99 0/0:30:30,0:99"


def interpreted(folder: Path, text: str, hpo: tuple[str, ...] = ATAXIA, consent: str = "") -> CaseResult:
    arguments = write_case(folder, [text, *background()], hpo=hpo, consent=frozenset(consent.split()))
    assert main([*arguments, "--out", str(folder / "case.json")]) == 0
    return read_case(folder / "case.json")


def sections(result: CaseResult) -> str:
    """The section of the report; empty where there is none."""
    found = disagreement_section(Context(result, Text.load("fr")))
    return "" if found is None else " ".join(plain(one.text) for one in found.blocks)


def explained(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    files = [f"--{name}" for name in ("vcf", "case-json", "request", "tracks", "passport")]
    paths = [folder / name for name in ("case.vcf", "case.json", "request.json", "tracks.json", "passport.json")]
    pairs = [str(word) for pair in zip(files, paths, strict=True) for word in pair]
    assert main(["explain", VARIANT, *pairs]) == 0
    return capsys.readouterr().out


def test_it_is_in_case_json_in_explain_and_in_the_report_where_the_request_points_to_the_gene(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = interpreted(tmp_path, row("TTPA"))
    assert result.candidates == []
    (found,) = result.clinvar_disagreements
    assert (found.id, found.gene, found.class_.value, found.stars, found.asked) == (VARIANT, "TTPA", "B", 0, True)
    assert (found.significance, found.criteria, found.gnomad_af) == ("Pathogenic", ["BA1 stand_alone"], 0.06)
    assert "clinvar_disagreements in case.json" in explained(tmp_path, capsys)
    told = sections(result)
    for words in ("TTPA", "c.150C>T", "hétérozygote", "pathogène (0 étoile sur 4)", "classe 1, bénin (BA1)", "gnomAD"):
        assert words in told
    assert any("désaccord" in one.title for one in build_view(result, Text.load("fr")).sections)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (row("TTPA", said="Conflicting_classifications_of_pathogenicity"), 0),
        (row("TTPA", said="Uncertain_significance"), 0),
        (row("TTPA", said="Pathogenic/Likely_pathogenic"), 1),
        (row("TTPA", count=1), 0),  # not benign: a VUS, listed or not as any other
        (row("TTPA", status=ONE_STAR), 0),  # a candidate, with the disagreement as its reason
    ],
)
def test_only_what_clinvar_calls_pathogenic_the_criteria_benign_and_no_list_holds(
    tmp_path: Path, text: str, told: int
) -> None:
    assert len(interpreted(tmp_path, text).clinvar_disagreements) == told


@pytest.mark.parametrize(
    ("gene", "girl", "consent", "told"),
    [
        ("TTPA", "0/1", "", 0),  # a carrier state
        ("TTPA", "0/1", "carrier", 0),  # keratoconus has nothing to do with the gene: an incidental finding as well
        ("TTPA", "0/1", "carrier incidental", 1),
        ("TTPA", "1/1", "carrier", 0),
        ("TTPA", "1/1", "incidental", 1),
        ("LDLR", "0/1", "carrier incidental", 0),
        ("LDLR", "0/1", "secondary_findings carrier incidental", 1),
    ],
)
def test_beyond_the_question_consent_decides_and_the_report_keeps_silent(
    tmp_path: Path, gene: str, girl: str, consent: str, told: int
) -> None:
    result = interpreted(tmp_path, row(gene, girl=girl), KERATOCONUS, consent)
    assert [one.asked for one in result.clinvar_disagreements] == [False] * told
    assert sections(result) == ""
