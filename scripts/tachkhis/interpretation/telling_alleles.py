"""Alleles that tell (see :mod:`tachkhis.interpretation.candidates`), and alleles of more than little effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.assess import PATHOGENIC
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.telling import clinvar_benign
from tachkhis.interpretation.telling import known_pathogenic


def tells(judged: Judged) -> bool:
    """P or LP, by the computed class or by ClinVar, or a listed founder."""
    return judged.class_ in PATHOGENIC or judged.variant.founder is not None or known_pathogenic(judged.variant)


def benign_by_clinvar(judged: Judged) -> bool:
    """Whether ClinVar lists a variant as benign or likely benign, with enough stars to keep it off the list."""
    return clinvar_benign(judged.variant, int(candidate_table()["not_listed_from_benign_stars"]))


def all_tell(judged: Sequence[Judged]) -> bool:
    """Whether every variant tells."""
    return all(tells(one) for one in judged)


def has_effect(judged: Judged) -> bool:
    """Whether a variant tells, or its consequence is one that a VUS is listed for."""
    table, consequence = candidate_table(), judged.evidence.consequence
    return (
        tells(judged)
        or consequence.impact in table["eligible_impact"]
        or any(term in table["eligible_consequences"] for term in consequence.consequences)
    )


def changes_known_rna(judged: Judged, *, known: bool) -> bool:
    """Whether a variant changes the product of a gene without a protein that is known to make ill.

    Every such change is of impact MODIFIER, whatever it does to the RNA (RMRP, RNU4ATAC, RNU4-2).

    Args:
        judged: the variant.
        known: HPO lists signs of its gene, or the request names it.
    """
    wanted = candidate_table()["eligible_in_known_genes"]
    return known and any(term in wanted for term in judged.evidence.consequence.consequences)


def candidate_table() -> Any:
    """The numbers of the choice of candidates: ``resources/acmg/candidates.json``."""
    return shipped_table("acmg", "candidates")
