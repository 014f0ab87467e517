"""All criteria of one variant, combined.

PP5 and BP6 are retired (Biesecker & Harrison 2018): ClinVar is shown and never counted. Codes that need a person (the
literature, function, segregation in other families, the whole phenotype) are listed as not evaluated.
"""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.interpretation.acmg.combine import Code
from tachkhis.interpretation.acmg.combine import combined_class
from tachkhis.interpretation.acmg.combine import total_points
from tachkhis.interpretation.acmg.computation import computed
from tachkhis.interpretation.acmg.computation import scored
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.family_evidence import de_novo
from tachkhis.interpretation.acmg.family_evidence import pm3
from tachkhis.interpretation.acmg.frequency import NOT_LISTED
from tachkhis.interpretation.acmg.frequency import ba1
from tachkhis.interpretation.acmg.frequency import bs1
from tachkhis.interpretation.acmg.frequency import frequency_reserves
from tachkhis.interpretation.acmg.frequency import pm2
from tachkhis.interpretation.acmg.null_variants import pm4
from tachkhis.interpretation.acmg.null_variants import pvs1
from tachkhis.interpretation.message import Message
from tachkhis.interpretation.result import Classification
from tachkhis.interpretation.result import Criterion
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of

FOR_A_PERSON = (
    *("PS1", "PS3", "PS4", "PM1", "PM5", "PP1", "PP2", "PP4"),
    *("BS2", "BS3", "BS4", "BP1", "BP2", "BP3", "BP5"),
)


def classify(evidence: Evidence, *, with_pm3: bool = True) -> Classification:
    """Points and class of a variant, with every criterion that was met and every code that was not looked at.

    Args:
        evidence: what is known.
        with_pm3: ``False`` for the first pass, whose classes the partners of PM3 carry.
    """
    benign_frequency = [ba1(evidence), bs1(evidence)]
    found: list[Criterion | None] = [
        pvs1(evidence),
        de_novo(evidence),
        pm2(evidence) if not any(benign_frequency) else None,
        pm3(evidence) if with_pm3 and not any(benign_frequency) else None,
        pm4(evidence),
        *computed(evidence),
        *benign_frequency,
    ]
    met = [criterion for criterion in found if criterion is not None]
    codes = [Code(criterion.code, criterion.strength) for criterion in met]
    skipped = list(FOR_A_PERSON)
    silent_mitochondrial = evidence.gnomad is None and kind_of(evidence.variant.contig) is ContigKind.M
    if not evidence.gnomad_configured or silent_mitochondrial:
        skipped += ["PM2"]
    if not scored(evidence):
        skipped += ["PP3", "BP4"]
        if "synonymous_variant" in evidence.consequence.consequences:
            skipped += ["BP7"]
    return Classification(
        criteria=met,
        points=total_points(codes),
        class_=combined_class(codes),
        not_evaluated=sorted(skipped),
        reserves=[*_reserves(met), *frequency_reserves(evidence, met)],
    )


def _reserves(met: Sequence[Criterion]) -> list[Message]:
    """Says so where the class would be another one without a PM2 that rests on gnomAD's silence alone."""
    silent = [criterion for criterion in met if criterion.reason.key == f"acmg.PM2.{NOT_LISTED}"]
    with_all = [Code(criterion.code, criterion.strength) for criterion in met]
    without = [Code(criterion.code, criterion.strength) for criterion in met if criterion not in silent]
    class_, lower = combined_class(with_all), combined_class(without)
    if class_ is lower:
        return []
    return [Message(key="acmg_reserve.rests_on_pm2", values={"class": class_.value, "without": lower.value})]
