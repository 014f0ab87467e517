"""What became of each row of the curation file."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from tachkhis.case.curation import REJECTED
from tachkhis.case.curation import in_force
from tachkhis.case.curation import plain_allele
from tachkhis.case.model import Curation
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.result import CurationResult


def curation_results(rows: Sequence[Curation], genes: Iterable[GeneResult]) -> list[CurationResult]:
    """Every row of a case with its outcome, in file order.

    A variant that lies in several genes is judged in each: the outcome is that in the first where the row counts.
    """
    if not rows:
        return []
    judged: dict[str, list[Judged]] = {}
    for gene in genes:
        for one in gene.judged.values():
            judged.setdefault(plain_allele(one.variant.id), []).append(one)
    counting = in_force(rows)
    return [_result(row, row in counting, judged.get(plain_allele(row.variant), [])) for row in rows]


def _result(row: Curation, counts: bool, judged: Sequence[Judged]) -> CurationResult:
    statuses = [_status(row, one) for one in judged]
    status = next((one for one in statuses if one not in ("barred", "nothing_to_reject")), None)
    if not statuses:
        status = "no_such_variant"
    elif not counts:
        status = "superseded"
    return CurationResult(
        variant=judged[0].variant.id if judged else row.variant,
        code=row.code,
        strength=row.strength,
        reason=row.reason,
        author=row.author,
        date=row.date,
        status=status or statuses[0],
    )


def _status(row: Curation, judged: Judged) -> str:
    classification = judged.classification
    if row.strength == REJECTED:
        rejected = any(one.code == row.code and one.entered is not None for one in classification.barred)
        return "rejected" if rejected else "nothing_to_reject"
    met = next((one for one in classification.criteria if one.code == row.code and one.entered is not None), None)
    if met is None:
        return "barred"
    before = met.entered.automatic if met.entered is not None else None
    if before is None:
        return "added"
    return "kept" if before == row.strength else "changed"
