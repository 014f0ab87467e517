"""What the consent of a case does not cover, and of which ``explain`` therefore says nothing.

The answer follows from the question alone, the gene and whether one copy or more is altered: never from the class of
what was found, or silence itself would tell it.
"""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.interpretation.acmg.evidence import RECESSIVE_MODES
from tachkhis.interpretation.acmg.evidence import X_MODES
from tachkhis.interpretation.akin import akin_ids
from tachkhis.interpretation.consent import gene_withheld
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.fit import Fit
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import single_diplotypes
from tachkhis.interpretation.telling import Question
from tachkhis.variants.record import Variant


def variant_withheld(
    gene: str, fit: Fit, variant: Variant, pairs: Sequence[Diplotype], family: Family, question: Question
) -> str | None:
    """The consent that lacks for a variant that is not in the report to be explained; ``None`` where it may be.

    Args:
        gene: the gene.
        fit: its fit to the request.
        variant: carried by the proband.
        pairs: the diplotypes of the gene that hold the variant with another one.
        family: the family.
        question: what the request asks.
    """
    alone = single_diplotypes(variant, family)
    if variant.id in akin_ids(gene, fit, (*alone, *pairs), family):
        return None
    lacking = gene_withheld(gene, fit, question)
    if lacking is not None or question.points_to(gene, fit):
        return lacking
    one_copy = family.zygosity(variant, family.proband) is Zygosity.HET and family.place(variant) is Place.AUTOSOMAL
    recessive = bool(set(fit.modes) & (RECESSIVE_MODES - X_MODES))
    if one_copy and recessive and not pairs and "carrier" not in question.consent:
        return "carrier"
    unrelated = question.asked and fit.known and not fit.matched
    return "incidental" if unrelated and "incidental" not in question.consent else None
