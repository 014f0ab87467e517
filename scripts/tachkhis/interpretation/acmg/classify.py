"""All criteria of one variant, combined.

PP5 and BP6 are retired (Biesecker & Harrison 2018): ClinVar's class of the variant itself is shown and never counted.
Codes that need a person (the literature, function, segregation in other families, the whole phenotype) are listed as
not evaluated, unless one entered them in the curation file.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.combine import Code
from tachkhis.interpretation.acmg.combine import class_2015
from tachkhis.interpretation.acmg.combine import combined_class
from tachkhis.interpretation.acmg.combine import total_points
from tachkhis.interpretation.acmg.computation import computed
from tachkhis.interpretation.acmg.computation import scored
from tachkhis.interpretation.acmg.computation import silent
from tachkhis.interpretation.acmg.curated import curated
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.exclusions import settle
from tachkhis.interpretation.acmg.family_evidence import bp2
from tachkhis.interpretation.acmg.family_evidence import de_novo
from tachkhis.interpretation.acmg.family_evidence import pm3
from tachkhis.interpretation.acmg.frequency import NOT_LISTED
from tachkhis.interpretation.acmg.frequency import ba1
from tachkhis.interpretation.acmg.frequency import bs1
from tachkhis.interpretation.acmg.frequency import frequency_reserves
from tachkhis.interpretation.acmg.frequency import pm2
from tachkhis.interpretation.acmg.gene_knowledge import bs2
from tachkhis.interpretation.acmg.gene_knowledge import pm1
from tachkhis.interpretation.acmg.gene_knowledge import pp2_bp1
from tachkhis.interpretation.acmg.length import length_criterion
from tachkhis.interpretation.acmg.null_variants import pvs1
from tachkhis.interpretation.acmg.null_variants import pvs1_withheld
from tachkhis.interpretation.acmg.residue import residue_criteria
from tachkhis.interpretation.result import BarredCriterion
from tachkhis.interpretation.result import Classification
from tachkhis.interpretation.result import Criterion
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of

FOR_A_PERSON = ("PS3", "PS4", "PP1", "PP4", "BS3", "BS4", "BP5")
"""Codes that no data at hand can meet: a person enters them in the curation file."""


def classify(evidence: Evidence, *, with_pm3: bool = True) -> Classification:
    """Points and class of a variant, with every criterion that was met and every code that was not looked at.

    Args:
        evidence: what is known.
        with_pm3: ``False`` for the first pass, whose classes the partners of PM3 carry.
    """
    found = [one for one in _met(evidence) if with_pm3 or one.code not in ("PM3", "BP2")]
    withheld = [one for one in (pvs1_withheld(evidence), _not_covered(evidence, found)) if one is not None]
    found = [one for one in found if one.code not in {two.code for two in withheld}]
    decisions = [row for row in evidence.curation if with_pm3 or row.code != "PM3"]
    found, rejected = curated(found, decisions)
    met, barred = settle(found)
    codes = [Code(criterion.code, criterion.strength) for criterion in met]
    decided = {row.code for row in decisions}
    return Classification(
        criteria=met,
        points=total_points(codes),
        class_=combined_class(codes),
        class_2015=class_2015(codes),
        not_evaluated=sorted(set(_not_evaluated(evidence)) - decided),
        reserves=[*_reserves(met), *frequency_reserves(evidence, met)],
        barred=[*withheld, *rejected, *barred],
    )


def _met(evidence: Evidence) -> Iterator[Criterion]:
    """What the data meet, in the order of the report."""
    single = (
        pvs1(evidence),
        de_novo(evidence),
        pm1(evidence),
        pm2(evidence),
        pm3(evidence),
        length_criterion(evidence),
        pp2_bp1(evidence),
    )
    yield from (criterion for criterion in single if criterion is not None)
    yield from residue_criteria(evidence)
    yield from computed(evidence)
    benign = (ba1(evidence), bs1(evidence), bs2(evidence), bp2(evidence))
    yield from (criterion for criterion in benign if criterion is not None)


def _not_covered(evidence: Evidence, found: Sequence[Criterion]) -> BarredCriterion | None:
    """A PM2 on gnomAD's silence at a place that gnomAD is not known to cover (``resources/acmg/coverage.json``)."""
    silent_there = next((one for one in found if one.reason.key == f"acmg.PM2.{NOT_LISTED}"), None)
    rule, known = shipped_table("acmg", "coverage"), evidence.gnomad_coverage
    if silent_there is None or known is None or known.alleles >= int(rule["min_alleles"]):
        return None
    values = {"an": str(known.alleles), "least": str(rule["min_alleles"]), "bases": str(known.bases)}
    key = "acmg_barred.gnomad_not_covered" if known.alleles else "acmg_barred.gnomad_coverage_unknown"
    return BarredCriterion(
        code="PM2",
        strength=silent_there.strength,
        reason=Message(key=key, values=values),
        source=rule["source"],
    )


def _not_evaluated(evidence: Evidence) -> Iterator[str]:
    """Codes that nobody looked at, because they need a person or a resource that was not given."""
    yield from FOR_A_PERSON
    terms = evidence.consequence.consequences
    if evidence.same_codon is None and "missense_variant" in terms:
        yield from ("PS1", "PM5")
    if evidence.hotspots is None:
        yield "PM1"
    if not evidence.constraint_given:
        yield from ("PP2", "BP1")
    if not evidence.diseases:
        yield "BS2"
    silent_mitochondrial = evidence.gnomad is None and kind_of(evidence.variant.contig) is ContigKind.M
    if not evidence.gnomad_configured or silent_mitochondrial:
        yield "PM2"
    if not scored(evidence):
        yield from ("PP3", "BP4")
        if silent(evidence) is not None:
            yield "BP7"


def _reserves(met: Sequence[Criterion]) -> list[Message]:
    """Says so where the class would be another one without a PM2 that rests on gnomAD's silence alone."""
    silent_there = [criterion for criterion in met if criterion.reason.key == f"acmg.PM2.{NOT_LISTED}"]
    if not silent_there:
        return []
    with_all = [Code(criterion.code, criterion.strength) for criterion in met]
    without = [Code(criterion.code, criterion.strength) for criterion in met if criterion not in silent_there]
    class_, lower = combined_class(with_all), combined_class(without)
    if class_ is lower:
        return []
    return [Message(key="acmg_reserve.rests_on_pm2", values={"class": class_.value, "without": lower.value})]
