"""What a reanalysis tells of the curation: every row that a person entered, before or now, and what became of it."""

from __future__ import annotations

from tachkhis.case.curation import plain_allele
from tachkhis.interpretation.reanalysis.document import CurationRow
from tachkhis.interpretation.reanalysis.seed import Asked
from tachkhis.interpretation.result import CaseResult


def curation_rows(asked: Asked, now: CaseResult) -> list[CurationRow]:
    """Every row in force or not, by date, with its author; rows that the new file lacks are those carried over.

    Args:
        asked: the request of the new analysis, rows carried over behind those of the file.
        now: the new result, which says what became of each row.
    """
    rows = asked.request.curation
    of_file = len(rows) - asked.carried
    became = {(plain_allele(one.variant), one.code, one.author, one.date): one.status for one in now.curation}
    found = []
    for place, row in enumerate(rows):
        origin = "carried" if place >= of_file else "kept" if row in asked.before else "new"
        found.append(
            CurationRow(
                variant=row.variant,
                code=row.code,
                strength=row.strength,
                reason=row.reason,
                author=row.author,
                date=row.date,
                origin=origin,
                status=became.get((plain_allele(row.variant), row.code, row.author, row.date)),
            )
        )
    return sorted(found, key=lambda one: (one.date, one.variant, one.code))
