"""Results beyond the question: one list for each consent, and nothing at all without it.

A girl with keratoconus; TTPA is listed by HPO for recessive disease without that sign, LDLR is on the ACMG SF list, and
PKD1 stands for a gene of dominant disease that has nothing to do with the request.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.cli import main
from tachkhis.interpretation.consent import gene_withheld
from tachkhis.interpretation.fit import Fit
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import FindingList
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import would_be_secondary
from tachkhis.report.blocks import Fine
from tachkhis.report.context import Context
from tachkhis.report.methods import limit_section
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from .world import background
from .world import csq
from .world import write_case

UNRELATED = ("HP:0000563",)  # keratoconus
KINDS = ("secondary", "carrier", "incidental", "pharmacogenetic")


def null(gene: str, genotype: str = "0/1:30:15,15:90", term: str = "stop_gained") -> str:
    """A truncating variant that the girl has from her father."""
    effect = csq(Consequence=term, IMPACT="HIGH", SYMBOL=gene, HGVSc="T1.1:c.150C>T", HGVSp="p.(Arg50Ter)", NMD="yes")
    row = f"chr1 2050 . C T 200 PASS TRIAGE=keep:coding;HGVSG=chr1%3Ag.2050C>T;CSQ={effect} GT:DP:AD:GQ"
    return f"{row} {genotype} 0/1:30:15,15:99 0/0:30:30,0:99"


def interpreted(folder: Path, gene: str, consent: str = "", **row: str) -> CaseResult:
    """The case with one variant of one gene, of which ClinVar knows enough truncating ones."""
    arguments = write_case(
        folder, [null(gene, **row), *background()], hpo=UNRELATED, consent=frozenset(consent.split())
    )
    for name in ("genes.gtf", "tracks.json"):
        path = folder / name
        path.write_text(path.read_text().replace("TTPA", gene))
    assert main([*arguments, "--out", str(folder / "case.json")]) == 0
    return read_case(folder / "case.json")


def lists(result: CaseResult) -> dict[str, FindingList]:
    return {kind: getattr(result.findings, kind) for kind in KINDS}


@pytest.mark.parametrize(
    ("gene", "consent", "kind", "reason"),
    [
        ("LDLR", "secondary_findings", "secondary", "secondary_finding"),
        ("TTPA", "carrier", "carrier", "carrier_state"),
        ("TSC1", "secondary_findings carrier incidental", "secondary", "secondary_finding"),
        ("PKD1", "incidental", "incidental", "incidental_finding"),
    ],
)
def test_a_finding_is_in_the_list_of_its_consent_and_in_no_other(
    tmp_path: Path, gene: str, consent: str, kind: str, reason: str
) -> None:
    result = interpreted(tmp_path, gene, consent)
    assert result.candidates == []
    assert {name: len(found.candidates) for name, found in lists(result).items() if found.candidates} == {kind: 1}
    (found,) = lists(result)[kind].candidates
    assert (found.gene, found.rank, found.proposed, found.notable) == (gene, 1, False, False)
    assert f"candidate.{reason}" in {one.key for one in found.reasons}


@pytest.mark.parametrize(
    ("gene", "consent"),
    [
        ("LDLR", "carrier incidental pharmacogenetic panel"),
        ("TTPA", "secondary_findings incidental pharmacogenetic panel"),
        ("PKD1", "secondary_findings carrier pharmacogenetic panel"),
    ],
)
def test_what_is_not_consented_is_nowhere_in_case_json_and_not_explained(
    tmp_path: Path, gene: str, consent: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = interpreted(tmp_path, gene, consent)
    text = (tmp_path / "case.json").read_text()
    assert "2050" not in text
    assert gene not in text
    assert not any(found.candidates for found in lists(result).values())
    files = [f"--{name}={tmp_path / name}.json" for name in ("request", "tracks", "passport")]
    files += [f"--vcf={tmp_path / 'case.vcf'}", f"--case-json={tmp_path / 'case.json'}"]
    capsys.readouterr()
    assert main(["explain", *files, "chr1-2050-C-T"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("chr1-2050-C-T: not looked at: no consent to ")


def test_a_gene_that_the_consent_leaves_out_is_not_even_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The codes of a variant in an ACMG SF gene are never computed."""
    from tachkhis.interpretation import assess

    judged: list[str] = []
    monkeypatch.setattr(assess.Assessor, "_gene", lambda _self, gene, _variants: judged.append(gene))
    interpreted(tmp_path, "LDLR")
    assert judged == []
    assert main([*write_case(tmp_path, [null("TTPA"), *background()]), "--out", str(tmp_path / "x.json")]) == 1
    assert judged == ["TTPA"]  # and the rest of the program then lacks what a judgement gives


def test_status_of_each_list(tmp_path: Path) -> None:
    result = interpreted(tmp_path, "PKD1", "secondary_findings pharmacogenetic")
    assert {kind: found.status for kind, found in lists(result).items()} == {
        "secondary": "looked_at",
        "carrier": "not_asked",
        "incidental": "not_asked",
        "pharmacogenetic": "not_looked_at",
    }
    assert result.findings.secondary.scope == f"ACMG SF v{table()['version']}"


def table() -> dict[str, object]:
    found: dict[str, object] = read_json(RESOURCES / "acmg" / "secondary_findings.json")
    return found


@pytest.mark.parametrize(
    ("gene", "term", "genotype", "told"),
    [
        ("TTN", "stop_gained", "0/1:30:15,15:90", True),
        ("TTN", "start_lost", "0/1:30:15,15:90", False),  # P or LP, yet not truncating
        ("HFE", "stop_gained", "1/1:30:0,30:90", False),  # homozygous p.Cys282Tyr alone
    ],
)
def test_genes_of_which_the_list_has_some_variants_alone_reported(
    tmp_path: Path, gene: str, term: str, genotype: str, told: bool
) -> None:
    result = interpreted(tmp_path, gene, "secondary_findings", genotype=genotype, term=term)
    found = [one for one in result.findings.secondary.candidates if one.gene == gene]
    assert bool(found) is told
    assert result.candidates == []


def limits_of(result: CaseResult) -> str:
    (block,) = limit_section(Context(result, Text.load("fr"))).blocks
    assert isinstance(block, Fine)
    return " ".join(plain(item) for item in block.items).replace("\xa0", " ")


def test_the_report_says_what_was_looked_for_and_what_was_not(tmp_path: Path) -> None:
    nothing = limits_of(interpreted(tmp_path, "PKD1", "panel"))
    assert "Secondaire, porteur, fortuit, pharmacogénétique : non recherchés." in nothing
    some = interpreted(tmp_path, "LDLR", "secondary_findings pharmacogenetic")
    said = limits_of(some)
    assert "demandées par le consentement : voir" in said
    assert "non recherchée par cette version du logiciel" in said
    assert "Non demandés, non recherchés : états de porteur, découvertes fortuites." in said
    assert "LDLR" in repr(build_view(some, Text.load("fr")))


@pytest.mark.parametrize(
    ("gene", "ratio", "matched", "secondary"),
    [
        ("PTEN", 1.72, ("HP:0001263",), False),  # a delay of development is a sign of many genes, and of this one
        ("PTEN", 1.72, (), True),
        ("PTEN", 2.08, ("HP:0001263",), False),
        ("TTPA", 1.0, (), False),  # not on the list
    ],
)
def test_a_gene_with_a_sign_of_the_request_is_no_secondary_finding(
    gene: str, ratio: float, matched: tuple[str, ...], secondary: bool
) -> None:
    fit = Fit(0.01, ratio, 9, matched, known=True, modes=())
    question = Question(("HP:0001263",), frozenset(), frozenset())
    assert would_be_secondary(gene, fit, question) == secondary
    assert (gene_withheld(gene, fit, question) is not None) == secondary
