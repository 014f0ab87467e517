"""Why a candidate is lost, in codes: what a page in any language puts into words."""

from __future__ import annotations

from tachkhis.interpretation.explaining.document import VariantPath
from tachkhis.interpretation.not_listed import WhyNotListed
from tachkhis.variants.variant_file import KEEP

NOT_CALLED, NO_CONSENT, OTHER = "not_called", "not_covered_by_consent", "other"
_NAMES = {one.value: one.name.lower() for one in WhyNotListed}


def lost_codes(path: VariantPath) -> list[str]:
    """What the path of a variant says: not called, not covered by consent, a triage reason, or why not listed."""
    if path.not_looked_at is not None:
        return [NO_CONSENT]
    if not path.called:
        return [NOT_CALLED]
    if path.triage is not None and not path.triage.startswith(KEEP):
        return [path.triage]
    found = [
        NO_CONSENT if gene.not_looked_at is not None else _NAMES.get(report.why, OTHER)
        for gene in path.genes
        for report in gene.report
        if not report.listed
    ]
    return list(dict.fromkeys(found)) or [OTHER]
