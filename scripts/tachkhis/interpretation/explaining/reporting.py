"""In the report or not, under each mode of inheritance, and why: the same decision as the analysis took."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.build import Interpretation
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.candidates import consider
from tachkhis.interpretation.explaining.document import ReportVerdict
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.ranking_words import ranking_lines
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.setting import Resource
from tachkhis.variants.record import Variant


def lists_of(result: CaseResult) -> dict[str, list[Candidate]]:
    """Every candidate that the report may show, by list: that of the question, then one for each consent."""
    found = result.findings
    return {
        "diagnostic": result.candidates,
        "secondary": found.secondary.candidates,
        "carrier": found.carrier.candidates,
        "incidental": found.incidental.candidates,
        "pharmacogenetic": found.pharmacogenetic.candidates,
    }


def listed_candidates(result: CaseResult) -> list[tuple[str, Candidate]]:
    """The same, one after the other: name of the list, candidate."""
    return [(name, one) for name, rows in lists_of(result).items() for one in rows]


def listed_verdict(name: str, candidate: Candidate, variant: str, resources: Sequence[Resource]) -> ReportVerdict:
    """A candidate of the report, as one of its variants sees it.

    Args:
        name: the list that the candidate is on.
        candidate: the candidate.
        variant: id of one of its variants.
        resources: those of the result, for the releases of the models that ranked it.
    """
    reasons = ", ".join(message.key.removeprefix("candidate.") for message in candidate.reasons)
    partner = next((one.id for one in candidate.variants if one.id != variant), None)
    return ReportVerdict(
        mode=candidate.mode.value,
        partner=partner,
        listed=True,
        list_=name,
        rank=candidate.rank,
        proposed=candidate.proposed,
        class_of_pair=candidate.class_.value,
        why=reasons,
        ranking=list(ranking_lines(candidate, resources)),
    )


def report_verdicts(
    variant: Variant, gene: GeneResult, result: CaseResult, interpretation: Interpretation
) -> Iterator[ReportVerdict]:
    """What became of every diplotype of the gene that holds the variant."""
    listed = [
        (name, one)
        for name, one in listed_candidates(result)
        if one.gene == gene.gene and variant.id in {v.id for v in one.variants}
    ]
    yield from (listed_verdict(name, one, variant.id, result.resources) for name, one in listed)
    told = {frozenset(v.id for v in one.variants) for _, one in listed}
    for diplotype in gene.diplotypes:
        ids = frozenset(one.id for one in diplotype.variants)
        if variant.id in ids and ids not in told:
            yield _unlisted(variant, gene, diplotype, interpretation)


def _unlisted(
    variant: Variant, gene: GeneResult, diplotype: Diplotype, interpretation: Interpretation
) -> ReportVerdict:
    verdict = consider(gene, diplotype, interpretation.family, interpretation.question)
    why = "no room in the list" if isinstance(verdict, Chosen) else verdict.value
    partner = next((one.id for one in diplotype.variants if one.id != variant.id), None)
    return ReportVerdict(mode=diplotype.mode.value, partner=partner, listed=False, why=why)
