"""What is known of the parts of a joined record, brought to it: ClinVar, frequencies, founders, each by its own name.

A joined record has at least the rights of its best part: what ClinVar says of a part counts for its triage, and no
frequency of a part sets it aside. It is at most as common as its rarest part, which bounds its frequency and is no
count of its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from tachkhis.variants import fields
from tachkhis.variants.names import Namer
from tachkhis.variants.record_line import value_of
from tachkhis.variants.triage import CONFLICTING
from tachkhis.variants.triage import PATHOGENIC
from tachkhis.variants.triage import Evidence

_JOINED = f"{fields.JOINED.id}="
_CELLS = (
    fields.CLINVAR_ID,
    fields.CLINVAR_SIG,
    fields.CLINVAR_STATUS,
    fields.GNOMAD_AC,
    fields.GNOMAD_AN,
    fields.GNOMAD_FAF,
    fields.GNOMAD_FILTER,
    fields.PANEL_AC,
    fields.PANEL_AN,
)
"""What is taken from a part's own INFO, in the order of the columns after id and name."""


def gathered(lines: Iterable[str]) -> Iterator[tuple[str, list[list[str]]]]:
    """Each line with the cells of the records that it joins; they follow it within its own bases.

    Args:
        lines: sorted records as text, a joined one before its parts.
    """
    source = iter(lines)
    ahead: deque[str] = deque()
    while True:
        line = ahead.popleft() if ahead else ""
        if not line:
            for line in source:
                if _JOINED in line:
                    break
                yield line, []
            else:
                return
        names = _joined(line) if _JOINED in line else ()
        yield line, _parts(line, names, source, ahead) if names else []


def _joined(line: str) -> tuple[str, ...]:
    value = value_of(line.split("\t", 8)[7], _JOINED)
    return () if value is None else tuple(value.split(","))


def _parts(line: str, names: Sequence[str], source: Iterator[str], ahead: deque[str]) -> list[list[str]]:
    contig = line.partition("\t")[0]
    last = max(int(name.partition("-")[0]) for name in names)
    found: dict[str, list[str]] = {}
    number = 0
    while len(found) < len(names):
        if number == len(ahead):
            following = next(source, None)
            if following is None:
                break
            ahead.append(following)
        cells = ahead[number].rstrip("\n").split("\t")
        if cells[0] != contig or int(cells[1]) > last:
            break
        name = f"{cells[1]}-{cells[3]}-{cells[4]}"
        if name in names:
            found[name] = cells
        number += 1
    return [found[name] for name in names if name in found]


def with_parts(own: Evidence, parts: Sequence[Evidence]) -> Evidence:
    """The evidence of a joined record: ClinVar's weightiest word on it or on one of its parts."""
    words = [own.clinvar, *(part.clinvar for part in parts)]
    return own._replace(
        clinvar=max(words, key=_weight), exception=own.exception or any(part.exception for part in parts)
    )


def _weight(words: str) -> int:
    if CONFLICTING in words:
        return 1
    return 2 if PATHOGENIC in words else 0


def parts_field(parts: Sequence[Sequence[str]], namer: Namer, founders: Sequence[str | None]) -> str:
    """The INFO item ``PARTS``; the name is that on the transcript of the report."""
    rows = []
    for cells, founder in zip(parts, founders, strict=True):
        named = namer.name(cells[0], int(cells[1]), cells[3], cells[4])
        chosen = next((one for one in named.consequences if one.chosen), None)
        values = [value_of(cells[7], f"{target.id}=") or "" for target in _CELLS]
        columns = [
            "-".join((cells[0], cells[1], cells[3], cells[4])),
            (chosen.hgvs_c if chosen is not None else None) or named.hgvs_g,
            *(fields.unescape(value) for value in values),
            founder or "",
        ]
        rows.append("|".join(fields.escape(column) for column in columns))
    return f"{fields.PARTS.id}={','.join(rows)}"
