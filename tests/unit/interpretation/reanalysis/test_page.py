"""The page of a reanalysis, its curation rows and its history, from documents written by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tachkhis.case.command_run import ROOT
from tachkhis.case.model import Curation
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.not_listed import WhyNotListed
from tachkhis.interpretation.reanalysis.archive import Analysis
from tachkhis.interpretation.reanalysis.compare import kept_files
from tachkhis.interpretation.reanalysis.curation import curation_rows
from tachkhis.interpretation.reanalysis.differences import _SAID
from tachkhis.interpretation.reanalysis.document import Change
from tachkhis.interpretation.reanalysis.document import CurationRow
from tachkhis.interpretation.reanalysis.document import EarlierFile
from tachkhis.interpretation.reanalysis.document import Outcome
from tachkhis.interpretation.reanalysis.document import Reanalysis
from tachkhis.interpretation.reanalysis.document import ResourceChange
from tachkhis.interpretation.reanalysis.page import page_of
from tachkhis.interpretation.reanalysis.printing import text_of
from tachkhis.interpretation.reanalysis.seed import RULES
from tachkhis.interpretation.reanalysis.seed import Asked
from tachkhis.variants import fields

from ..world import request

VUS = Outcome(rank=2, mode="dominant", class_="VUS", points=1, proposed=False, criteria=["PM2 supporting"], clinvar=[])
LP = VUS.model_copy(
    update={
        "rank": 1,
        "class_": "LP",
        "points": 9,
        "proposed": True,
        "criteria": ["PM2 supporting", "PVS1 very_strong"],
    }
)


def change(kind: str, gene: str, was: Outcome | None, now: Outcome | None, **more: Any) -> Change:
    given = {"by": ["clinvar"], "how": "swapped", "names": [f"{gene}_1.1:c.1A>G"]} | more
    return Change(kind=kind, gene=gene, variants=["chr1-5-A-G"], was=was, now=now, differs=[], **given)


def document(*changes: Change, **more: Any) -> Reanalysis:
    given: dict[str, Any] = {
        "case": "C1",
        "number": 2,
        "against": 1,
        "resources": [ResourceChange(name="clinvar", was="2025-01", now="2026-02")],
        "unchanged": 3,
        "curation_kept": 0,
        "curation_carried": 0,
        "curation_new": 0,
        "earlier": [],
        "notes": [],
    }
    return Reanalysis(changes=list(changes), **given | more)


class _Reader(HTMLParser):
    """Text by heading, and whether every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.sections: dict[str, str] = {}
        self.heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag != "meta":
            self.open.append(tag)
        if tag == "h2":
            self.heading = ""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "h2":
            self.heading += data
        elif self.open and self.open[-1] != "style":
            self.sections[self.heading] = self.sections.get(self.heading, "") + " " + data.strip()


def sections(page: str) -> dict[str, str]:
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    return {re.sub(r" \(\d+\)$", "", heading): text for heading, text in reader.sections.items()}


def test_each_kind_has_its_section_with_the_resource_that_made_it() -> None:
    found = sections(
        page_of(
            document(
                change("new", "NEW1", None, LP),
                change("upgraded", "UP1", VUS, LP, by=["gnomad", "panel"], how="together"),
                change("downgraded", "DOWN1", LP, VUS, by=["genes"]),
                change("lost", "LOST1", VUS, None, by=[], how="not_told", lost_by=["aside:common"]),
                change("changed", "SAME1", VUS, VUS.model_copy(update={"points": 3})),
            ),
            "fr",
        )
    )
    told = {
        "Nouveaux candidats": ("NEW1", "Changement dû à : ClinVar", "PVS1 (très fort)", "proposé, rang 1"),
        "Candidats reclassés vers le haut": (
            "UP1",
            "gnomAD, panel de référence marocain",
            "3, de signification incertaine (points : 1), désormais 4, probablement pathogène (points : 9)",
            "Désormais proposé",
        ),
        "Candidats reclassés vers le bas": (
            "DOWN1",
            "modèle de gènes",
            "N’est plus proposé",
            "n’est plus rempli : PVS1",
        ),
        "Candidats perdus": ("LOST1", "non établi", "fréquent dans une collection de référence", "n’est plus candidat"),
        "Candidats modifiés dans leur classe": ("SAME1", "points : 1, désormais 3"),
        "Ce qui diffère entre les deux analyses": ("ClinVar", "2025-01", "2026-02"),
    }
    for heading, words in told.items():
        for word in words:
            assert word in found[heading], (heading, word)
    others = " ".join(text for heading, text in found.items() if heading != "Candidats perdus")
    assert "LOST1" not in others


def test_a_curation_row_is_shown_with_its_author_and_its_day() -> None:
    rows = [
        CurationRow(
            variant="chr1-5-A-G",
            code="PS3",
            strength="strong",
            reason="test <fonctionnel>",
            author="Dr A. Alaoui",
            date="2026-01-02",
            origin="carried",
            status="added",
        )
    ]
    page = page_of(document(curation=rows), "fr")
    told = sections(page)["Critères saisis par une personne"]
    for word in ("Dr A. Alaoui", "2026-01-02", "PS3, fort", "repris de l’analyse antérieure", "test <fonctionnel>"):
        assert word in told
    assert "<fonctionnel>" not in page  # what a person wrote is text
    assert "Dr A. Alaoui, 2026-01-02 (carried, added)" in text_of(document(curation=rows))


def test_signed_reports_of_every_earlier_analysis_are_named() -> None:
    files = [
        EarlierFile(file="C1.report.fr.pdf", sha256="a" * 64, analysis=1),
        EarlierFile(file="C1.report.fr.pdf", sha256="b" * 64, analysis=0, signed=True),
    ]
    told = sections(page_of(document(earlier=files), "fr"))["Analyses antérieures, conservées telles quelles"]
    assert told.index("réanalyse 1") < told.index("première analyse") < told.index("(signé)") < told.index("b" * 64)
    assert "kept as they are, of the first analysis: C1.report.fr.pdf (signed)" in text_of(document(earlier=files))


def test_what_is_kept_of_an_analysis_and_what_is_signed(tmp_path: Path) -> None:
    analysis = Analysis("C1", 3, tmp_path)
    analysis.folder.mkdir(parents=True)
    given = {
        "C1.report.fr.pdf": b"%PDF-1.7 draft",
        "C1.report.fr.signed.pdf": b"%PDF-1.7 /Type /Sig /ByteRange [0 1 2 3]",
        "C1.report.fr.pdf.p7s": b"x",
        "C1.case.json": b"{}",
        "C1.quality.json": b"{}",
    }
    for name, content in given.items():
        (analysis.folder / name).write_bytes(content)
    found = {one.file: (one.analysis, one.signed) for one in kept_files(analysis)}
    assert found == {
        "C1.case.json": (3, False),
        "C1.report.fr.pdf": (3, False),
        "C1.report.fr.pdf.p7s": (3, True),
        "C1.report.fr.signed.pdf": (3, True),
    }


def test_rows_of_the_earlier_analysis_survive_a_file_that_lacks_them(tmp_path: Path) -> None:
    old = Curation("C1", "chr1-5-A-G", "PS3", "strong", "essai", "Dr A", "2026-01-02")
    both = Curation("C1", "chr1-5-A-G", "PM2", "rejected", "couverture", "Dr A", "2026-01-03")
    new = Curation("C1", "chr1-5-A-G", "PS4", "moderate", "cas", "Dr B", "2026-05-01")
    asked = Asked(replace(request(tmp_path), curation=(both, new, old)), kept=1, carried=1, new=1, before=(old, both))
    rows = curation_rows(asked, _Result())  # type: ignore[arg-type]
    assert [(one.code, one.author, one.origin, one.status) for one in rows] == [
        ("PS3", "Dr A", "carried", None),
        ("PM2", "Dr A", "kept", None),
        ("PS4", "Dr B", "new", None),
    ]


class _Result:
    curation: tuple[()] = ()


def test_every_word_exists_in_french() -> None:
    words = read_json(RESOURCES / "report" / "reanalysis.fr.json")
    asides = [value for name, value in vars(fields).items() if name.startswith("ASIDE_")]
    wanted = {f"change.{key}" for key in _SAID} | {f"lost.{one.name.lower()}" for one in WhyNotListed}
    wanted |= {f"lost.{code}" for code in (*asides, "not_called", "not_covered_by_consent", "other")}
    assert wanted <= set(words)


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_of_a_reanalysis_reads_an_alignment_or_calls(rule: str) -> None:
    text = "\n".join(path.read_text() for path in sorted((ROOT / "workflow" / "rules").glob("*.smk")))
    found = re.search(rf"^(?:rule|checkpoint) {rule}:\n(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    inputs = re.search(r"input:\n(.*?)\n    output:", found.group(1), re.DOTALL)
    assert inputs is not None
    for word in ("cram", ".bam", "alignment", "fastq"):
        assert word not in inputs.group(1).lower()
    for tool in ("bwa", "samtools view", "mpileup", "freebayes", "tachkhis call"):
        assert tool not in found.group(1)


def test_what_was_asked_and_curated_is_told_in_french() -> None:
    asked = [
        ResourceChange(name="curation", was="0 rows", now="3 rows"),
        ResourceChange(name="request", was="1 signs", now="2 signs, ataxia 1.0, carrier"),
    ]
    told = sections(page_of(document(resources=asked), "fr"))["Ce qui diffère entre les deux analyses"]
    assert "critères saisis 0 ligne 3 lignes" in told
    assert "1 signe 2 signes, ataxia 1.0, statut de porteur" in told
    assert not re.search("rows|signs", told)
