"""PS1 and PM5: what ClinVar knows of the same residue (``resources/acmg/residues.json``).

ClinVar's class of the variant itself is never counted; that of *other* variants of its codon is.
"""

from __future__ import annotations

import re
from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.combine import STRENGTHS
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import KnownVariant
from tachkhis.interpretation.acmg.evidence import criterion
from tachkhis.interpretation.result import Criterion

SPLICE_SCORE = "SPLICEAI"
_MISSENSE = re.compile(r"p\.\(?([A-Z][a-z]{2})(\d+)([A-Z][a-z]{2})\)?")
_NOT_AMINO_ACIDS = ("Ter",)


def residue_of(hgvs_p: str | None) -> tuple[str, int, str] | None:
    """Old residue, its number and new residue of the name of a missense change; ``None`` for any other name."""
    found = _MISSENSE.fullmatch(hgvs_p or "")
    if found is None or found[3] in _NOT_AMINO_ACIDS or found[1] == found[3]:
        return None
    return found[1], int(found[2]), found[3]


def may_act_by_splicing(terms: tuple[str, ...], score: float | None) -> bool:
    """Whether a change may act by splicing: by its place, or by its score."""
    return any("splice" in term for term in terms) or (score is not None and score >= float(_table()["splice_below"]))


def residue_criteria(evidence: Evidence) -> list[Criterion]:
    """PS1 or PM5 of a missense variant; the best known variant of the codon counts.

    PS1: the same amino acid by other nucleotides. PM5: another missense change of the residue; not beside PS1 (see
    ``exclusions``). None where the variant may act by splicing, or where ClinVar could not be looked at.
    """
    own = residue_of(evidence.consequence.hgvs_p)
    terms = evidence.consequence.consequences
    if own is None or not evidence.same_codon or "missense_variant" not in terms:
        return []
    if may_act_by_splicing(terms, evidence.scores.get(SPLICE_SCORE)):
        return []
    known = [one for one in evidence.same_codon if one.allele != evidence.variant.id]
    residues = [(residue_of(one.protein), one) for one in known]
    same = [one for residue, one in residues if residue == own]
    other = [
        one for residue, one in residues if residue is not None and residue[:2] == own[:2] and residue[2] != own[2]
    ]
    return [
        *_best("PS1", "same_residue", same),
        *_best("PM5", "same_codon", other),
    ]


def _best(code: str, case: str, known: list[KnownVariant]) -> list[Criterion]:
    table = _table()
    strengths = table[code]
    usable = [one for one in known if one.class_.value in strengths and one.stars >= int(table["min_stars"])]
    if not usable:
        return []
    best = max(usable, key=lambda one: (STRENGTHS.index(strengths[one.class_.value]), one.stars, one.allele))
    values = {"partner": best.name, "class": best.class_.value, "stars": str(best.stars)}
    return [
        criterion(
            code,
            strengths[best.class_.value],
            value=Message(key="acmg_value.residue", values={**values, "change": best.protein}),
            threshold=Message(key="acmg_threshold.stars", values={"stars": str(table["min_stars"])}),
            source=table["source"],
            case=case,
            values={"partner": best.name},
        )
    ]


def _table() -> Any:
    return shipped_table("acmg", "residues")
