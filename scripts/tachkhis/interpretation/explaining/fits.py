"""How well a gene fits the request, and what the request must say to point to it: one place for ``explain``."""

from __future__ import annotations

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.build import Interpretation
from tachkhis.interpretation.phenotype import Fit
from tachkhis.interpretation.phenotype import hpo


def fit_of(interpretation: Interpretation, gene: str) -> Fit:
    """Fit of a gene to the signs of the request."""
    case = interpretation.request.case
    return hpo().fit(gene, case.hpo, case.hpo_excluded)


def pointing_rule() -> str:
    """When the request points to a gene, in words."""
    least = read_json(RESOURCES / "acmg" / "candidates.json")["points_to_from_phenotype_score"]
    return f"on a gene panel, or a sign that matches with a score from {least}"
