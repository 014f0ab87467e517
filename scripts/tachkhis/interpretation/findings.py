"""The candidates of a case by what they answer: the question that was asked, or a consent beyond it.

A list is ``not_asked`` where the consent does not cover it (nothing is then computed for it), ``looked_at`` where it
does, and ``not_looked_at`` where it was asked for and this version cannot do it: pharmacogenetics, for which haplotypes
(star alleles) and copy numbers would have to be read.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Sequence

from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.consent import CARRIER
from tachkhis.interpretation.consent import INCIDENTAL
from tachkhis.interpretation.consent import PHARMACOGENETIC
from tachkhis.interpretation.consent import SECONDARY
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import FindingList
from tachkhis.interpretation.result import Findings

BY_REASON = {
    "candidate.secondary_finding": SECONDARY,
    "candidate.carrier_state": CARRIER,
    "candidate.carrier_state_possible": CARRIER,
    "candidate.incidental_finding": INCIDENTAL,
}


def consent_of(chosen: Chosen) -> str | None:
    """The consent by which alone a diplotype is shown; ``None`` where it answers the question."""
    return next((BY_REASON[reason.key] for reason in chosen.reasons if reason.key in BY_REASON), None)


def diagnostic(chosen: Sequence[Chosen]) -> list[Chosen]:
    """The listed diplotypes that answer the question, in their order."""
    return [one for one in chosen if consent_of(one) is None]


def findings_of(
    chosen: Sequence[Chosen], consent: Collection[str], shown: Callable[[int, Chosen], Candidate]
) -> Findings:
    """What is shown by consent alone, one list for each kind, ranked within it.

    Args:
        chosen: every listed diplotype, in order.
        consent: words of the request's column.
        shown: makes the candidate of a rank and a diplotype.
    """

    def listed(kind: str, scope: str | None = None) -> FindingList:
        if kind not in consent:
            return FindingList(status="not_asked")
        found = [one for one in chosen if consent_of(one) == kind]
        rows = [shown(rank, one) for rank, one in enumerate(found, 1)]
        return FindingList(status="looked_at", scope=scope, candidates=rows)

    version = shipped_table("acmg", "secondary_findings")["version"]
    asked = PHARMACOGENETIC in consent
    return Findings(
        secondary=listed(SECONDARY, f"ACMG SF v{version}"),
        carrier=listed(CARRIER),
        incidental=listed(INCIDENTAL),
        pharmacogenetic=FindingList(status="not_looked_at" if asked else "not_asked"),
    )
