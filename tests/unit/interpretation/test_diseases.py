"""Identifiers of diseases and genes: what ClinVar and the gene model give, and nothing that they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.interpretation.diseases import diseases_of
from tachkhis.interpretation.diseases import french_names
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.results import clinvar_of
from tachkhis.variants.record import ClinVarEntry

from .world import CAUSE
from .world import background
from .world import write_case


def entry(*references: tuple[str, ...]) -> ClinVarEntry:
    names = tuple(f"Condition {number}" for number in range(len(references)))
    return ClinVarEntry("17", "Pathogenic", "reviewed by expert panel", names, (("Pathogenic", 3),), references)


@pytest.mark.parametrize(
    ("ids", "orpha", "french"),
    [
        (("OMIM:1", "Orphanet:353"), "ORPHA:353", "Dystrophie musculaire des ceintures liée au gamma-sarcoglycane R5"),
        (("OMIM:1", "MedGen:C1"), None, None),
        (("Orphanet:353", "Orphanet:96"), None, None),  # two codes for one name: neither is chosen
        (("Orphanet:99999999",), "ORPHA:99999999", None),  # a code that the French table does not hold
        ((), None, None),
    ],
)
def test_a_code_is_given_only_where_clinvar_gives_one(
    ids: tuple[str, ...], orpha: str | None, french: str | None
) -> None:
    (disease,) = diseases_of(entry(ids))
    assert (disease.name, disease.orpha, disease.name_fr) == ("Condition 0", orpha, french)


def test_each_condition_has_its_own_code() -> None:
    assert [one.orpha for one in diseases_of(entry(("Orphanet:96",), ("OMIM:2",)))] == ["ORPHA:96", None]
    bare = ClinVarEntry("17", "Benign", "", ("A", "B"))
    assert [(one.name, one.orpha) for one in diseases_of(bare)] == [("A", None), ("B", None)]


def test_the_parts_of_a_conflict_are_carried() -> None:
    carried = clinvar_of(entry(("OMIM:1",)))
    assert carried is not None
    assert [(part.significance, part.count) for part in carried.conflict] == [("Pathogenic", 3)]


def test_the_table_of_names_is_the_licensed_one() -> None:
    assert french_names()["353"].startswith("Dystrophie musculaire")
    assert "CC BY 4.0" in (Path(__file__).parents[3] / "resources" / "disease" / "README.md").read_text()


def test_the_hgnc_id_of_the_model_reaches_the_candidate(tmp_path: Path) -> None:
    out = tmp_path / "case.json"
    arguments = [*write_case(tmp_path, [CAUSE, *background()]), "--out", str(out)]
    assert main(arguments) == 0
    assert read_case(out).candidates[0].hgnc_id is None
    genes = tmp_path / "genes.gtf"
    genes.write_text(genes.read_text().replace('gene_name "TTPA";', 'gene_name "TTPA"; hgnc_id "HGNC:12404";'))
    assert main(arguments) == 0
    assert read_case(out).candidates[0].hgnc_id == "HGNC:12404"
