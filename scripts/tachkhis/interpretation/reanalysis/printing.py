"""A reanalysis in words, for the terminal and the text beside the document."""

from __future__ import annotations

from collections.abc import Iterator

from tachkhis.interpretation.reanalysis.document import Change
from tachkhis.interpretation.reanalysis.document import CurationRow
from tachkhis.interpretation.reanalysis.document import Reanalysis
from tachkhis.interpretation.reanalysis.document import ResourceChange

_KINDS = {
    "new": "new",
    "upgraded": "upgraded",
    "downgraded": "downgraded",
    "lost": "lost",
    "changed": "changed within their class",
}
_HOW = {
    "swapped": "exchanged alone, each of these gives the change",
    "together": "only together: none of these alone gives the change",
    "only_change": "the only thing that differs; the earlier resources are gone, so it was not tried alone",
    "not_told": "not told: several things differ, and the earlier resources are gone",
}


def text_of(document: Reanalysis) -> str:
    """All of it, ending in a line break."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Reanalysis) -> Iterator[str]:
    against = "the first analysis" if document.against == 0 else f"reanalysis {document.against}"
    yield f"{document.case}, reanalysis {document.number}, compared with {against}"
    numbers = [f"{sum(one.kind == kind for one in document.changes)} {word}" for kind, word in _KINDS.items()]
    yield f"candidates: {', '.join(numbers)}, {document.unchanged} unchanged"
    yield ""
    yield "What differs between the two analyses"
    yield from (f"  {_resource(one)}" for one in document.resources)
    if not document.resources:
        yield "  nothing"
    for kind, word in _KINDS.items():
        rows = [one for one in document.changes if one.kind == kind]
        if rows:
            yield ""
            yield word.capitalize()
            for row in rows:
                yield from (f"  {line}" for line in _change(row))
    yield ""
    yield (
        f"curation: {document.curation_kept} rows as before, {document.curation_carried} kept that the new file lacks,"
        f" {document.curation_new} new"
    )
    yield from (f"  {_curated(one)}" for one in document.curation)
    yield from (f"note: {one}" for one in document.notes)
    for number in dict.fromkeys(one.analysis for one in document.earlier):
        which = "the first analysis" if number == 0 else f"reanalysis {number}"
        files = [one.file + (" (signed)" if one.signed else "") for one in document.earlier if one.analysis == number]
        yield f"kept as they are, of {which}: {', '.join(files)}"


def _curated(one: CurationRow) -> str:
    said = "" if one.status is None else f", {one.status}"
    return f"{one.variant} {one.code} {one.strength}: {one.author}, {one.date} ({one.origin}{said}): {one.reason}"


def _resource(one: ResourceChange) -> str:
    was, now = (text or "not used" for text in (one.was, one.now))
    told = f"{was} -> {now}" if was != now else f"{now}, another file"
    return f"{one.name}: {told}"


def _change(row: Change) -> Iterator[str]:
    now = row.now or row.was
    assert now is not None
    where = "in the result box" if now.proposed else "listed, not proposed"
    where = "no longer listed" if row.now is None else where
    yield f"{row.gene} {' with '.join(row.variants)} ({now.mode}): {where}"
    yield from (f"  {name}" for name in row.names)
    yield from (f"  {line}" for line in row.differs)
    if row.why_lost is not None:
        yield f"  now: {row.why_lost}"
    yield f"  by: {', '.join(row.by) or '?'} ({_HOW[row.how]})"
