"""Thresholds of BS1 and BA1 from what is known of a gene's diseases (Whiffin 2017; table ``resources.diseases``)."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from math import sqrt
from typing import Any

from tachkhis.case.gene_tables import GeneDisease

SOURCE = "Whiffin 2017, PMID 28518168"


def credible_frequency(disease: GeneDisease) -> float | None:
    """The greatest allele frequency (0 to 1) that a cause of the disease can have; ``None`` without its prevalence.

    Dominant: prevalence x allelic x genetic / (2 x penetrance). Recessive: allelic x sqrt(prevalence x genetic /
    penetrance), from Hardy-Weinberg proportions. X-linked: males have one copy, and ``prevalence`` counts males:
    prevalence x allelic x genetic / penetrance. Consanguinity raises the prevalence of a recessive disease at a given
    frequency, so that the recessive bound errs on the side of a higher frequency.
    """
    if disease.prevalence is None:
        return None
    if disease.mode == "recessive":
        return disease.allelic * sqrt(disease.prevalence * disease.genetic / disease.penetrance)
    copies = 2 if disease.mode == "dominant" else 1
    return disease.prevalence * disease.allelic * disease.genetic / (copies * disease.penetrance)


def with_diseases(code: str, rule: Mapping[str, Any], diseases: Sequence[GeneDisease]) -> Mapping[str, Any]:
    """The rule of BA1 or BS1 with the threshold of the gene's diseases; the rule itself where they give none.

    Of several diseases the one that allows the highest frequency counts; a listed disease that gives no threshold
    brings the default in.
    """
    found = [_threshold(code, one, rule["source"]) for one in diseases]
    if not any(above is not None for above, _ in found):
        return rule
    best: Mapping[str, Any] | None = None
    for (above, source), one in zip(found, diseases, strict=True):
        own = {"above": above, "source": source, "disease": f"{one.disease}, {one.source}"}
        candidate = rule if above is None else {**rule, **own}
        if best is None or candidate["above"] > best["above"]:
            best = candidate
    return best or rule


def _threshold(code: str, disease: GeneDisease, source: str) -> tuple[float | None, str]:
    """The threshold and its rule: an expert panel's own number goes before what follows from the prevalence."""
    written = disease.ba1 if code == "BA1" else disease.bs1
    if written is not None or code == "BA1":
        return written, source
    credible = credible_frequency(disease)
    return (None if credible is None else round(credible, 8)), SOURCE
