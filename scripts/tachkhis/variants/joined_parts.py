"""What is known of the parts of a joined record, brought to it: ClinVar, frequencies, founders, each by its own name.

A joined record has at least the rights of its best part: what ClinVar says of a part counts for its triage, and no
frequency of a part sets it aside. It is at most as common as its rarest part, which bounds its frequency and is no
count of its own.

So it is where an intron parts the changes (``CODON_CIS``): each record of them speaks of all together, and itself is
one of its parts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from io import StringIO

from tachkhis.variants import fields
from tachkhis.variants.names import Namer
from tachkhis.variants.record_line import value_of
from tachkhis.variants.triage import CONFLICTING
from tachkhis.variants.triage import PATHOGENIC
from tachkhis.variants.triage import Evidence

_TOLD = ("JOINED", "CODON_")
"""What the names of all fields begin with that speak of others of a record's codon (``fields.JOIN_FIELDS``)."""
UNTOLD: tuple[()] = ()
"""The parts of a record that says nothing of others of its codon: of nearly every one."""
_JOINED = f"{fields.JOINED.id}="
_CIS = f"{fields.CODON_CIS.id}="
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


def gathered(texts: Iterable[str]) -> Iterator[tuple[str, Sequence[list[str]]]]:
    """Each line with the cells of the records that it joins; a text with nothing of such as it is, with ``UNTOLD``.

    The parts of a joined record follow it within its own bases; of changes that an intron parts each record names the
    others, which stand before or behind it.

    Args:
        texts: sorted records, a joined one before its parts; one or more whole lines in each text.
    """
    source = iter(texts)
    ahead: deque[str] = deque()
    behind: dict[str, list[str]] = {}
    contig = ""
    for text in source:
        if not _told(text):
            yield text, UNTOLD
            continue
        ahead.extend(StringIO(text))  # at line ends alone, unlike splitlines
        alone: list[str] = []
        while ahead:
            line = ahead.popleft()
            if not _told(line):
                alone.append(line)
                continue
            if alone:
                yield "".join(alone), UNTOLD
                alone = []
            cells = line.rstrip("\n").split("\t")
            if cells[0] != contig:
                contig = cells[0]
                behind.clear()
            behind["-".join((cells[1], cells[3], cells[4]))] = cells
            names = _names(cells)
            yield line, _parts(cells, names, behind, source, ahead) if names else []
        if alone:
            yield "".join(alone), UNTOLD


def _told(text: str) -> bool:
    return any(key in text for key in _TOLD)


def cis_with(info: str) -> list[tuple[int, str, str]]:
    """POS, REF and ALT of the changes beyond an intron that a record is read with (``CODON_CIS``)."""
    value = value_of(info, _CIS) if _CIS in info else None
    split = [] if value is None else [name.split("-") for name in value.split(",")]
    return [(int(position), ref, alt) for position, ref, alt in split]


def _names(cells: Sequence[str]) -> list[str]:
    """The parts of a record by name, in their order; none where it stands for itself."""
    joined, cis = value_of(cells[7], _JOINED), value_of(cells[7], _CIS)
    own = "-".join((cells[1], cells[3], cells[4]))
    names = [own] if joined is None and cis is not None else [] if joined is None else joined.split(",")
    names += [] if cis is None else cis.split(",")
    return sorted(names, key=lambda name: int(name.partition("-")[0]))


def _parts(
    own: Sequence[str],
    names: Sequence[str],
    behind: Mapping[str, list[str]],
    source: Iterator[str],
    ahead: deque[str],
) -> list[list[str]]:
    last = int(names[-1].partition("-")[0])
    found = {name: behind[name] for name in names if name in behind}
    number = 0
    while len(found) < len(names):
        if number == len(ahead):
            following = next(source, None)
            if following is None:
                break
            ahead.extend(StringIO(following))
        cells = ahead[number].rstrip("\n").split("\t")
        if cells[0] != own[0] or int(cells[1]) > last:
            break
        name = f"{cells[1]}-{cells[3]}-{cells[4]}"
        if name in names:
            found[name] = cells
        number += 1
    return [found[name] for name in names if name in found]


def with_parts(own: Evidence, parts: Sequence[Evidence]) -> Evidence:
    """The evidence of a joined record: ClinVar's weightiest word on it or on one of its parts; no part's frequency."""
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
