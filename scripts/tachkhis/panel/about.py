"""What the header of a panel says of itself: name, version, build, people, regions, and whether it is made up.

Written as ``##tachkhis_panel=<Name="..",Version="..",Build="..",People=109,...>``. A panel of another maker may lack
the line; its counts can be used all the same. So the reading here is lenient; that of a panel to which people are added
is strict (:mod:`tachkhis.panel.header`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from tachkhis.panel.header import PARTIAL
from tachkhis.panel.header_lines import HeaderLines

_REGION_FIELD = re.compile(r"AC_(MA_\d\d)")


@dataclass(frozen=True, slots=True)
class PanelAbout:
    """The header of a panel.

    Attributes:
        name: of the panel; empty where the header has none, as all text below.
        version: as the maker counts.
        build: of the reference, as written.
        people: number of people; ``None`` where not stated.
        date: as given when it was built.
        source: where the people come from.
        licence: under which the panel may be used.
        regions: people by region (ISO 3166-2); 0 where only the region's counts are declared.
        filters: genotype filters that it was built with.
        excluded: people left out, by reason.
        synthetic: the header says that the data are made up.
        contigs: lengths by contig in the file's order; 0 where not stated.
        info: INFO fields that are declared.
    """

    name: str = ""
    version: str = ""
    build: str = ""
    people: int | None = None
    date: str = ""
    source: str = ""
    licence: str = ""
    regions: Mapping[str, int] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
    synthetic: bool = False
    contigs: Mapping[str, int] = field(default_factory=dict)
    info: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """Name and version, as far as they are known."""
        return " ".join(part for part in (self.name, self.version) if part)

    @property
    def unmarked_merge(self) -> bool:
        """A merge that was written before records whose AN lacks people were marked.

        A merge joins the rules of its parts by ``and`` where they differ, and every panel written since declares
        ``PARTIAL``. A merge of panels of wholly equal rules cannot be told from a panel that was built.
        """
        return PARTIAL not in self.info and any(" and " in value for value in self.filters.values())


UNMARKED_MERGE = (
    "the panel is a merge that was written before records were marked whose AN lacks people (PARTIAL): an AF may be too"
    " high, and nothing says which; merge its parts again"
)


def whole_number(text: str | None) -> int | None:
    """A count as the header writes it; ``None`` where it is not given or is no number."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def parse_about(text: str) -> PanelAbout:
    """The header lines of a panel; what is absent or cannot be read is left as not stated."""
    read = HeaderLines.read(text.splitlines())
    named = read.panel
    source = named.get("Source", read.plain.get("source", ""))
    return PanelAbout(
        name=named.get("Name", ""),
        version=named.get("Version", ""),
        build=named.get("Build", ""),
        people=whole_number(named.get("People", read.plain.get("people"))),
        date=named.get("Date", ""),
        source=source,
        licence=named.get("Licence", ""),
        regions=_regions(named.get("Regions", ""), read.info),
        filters=read.filters,
        excluded={reason: whole_number(count) or 0 for reason, count in read.excluded.items()},
        synthetic=read.synthetic is not None or "synthetic" in f"{source} {named.get('Name', '')}".casefold(),
        contigs={name: whole_number(length) or 0 for name, length in read.contigs.items()},
        info=frozenset(read.info),
    )


def _regions(text: str, info: Iterable[str]) -> dict[str, int]:
    """Regions of the header's line and of the INFO fields, by code."""
    found = {}
    for item in text.split(","):
        code, _, count = item.strip().rpartition(":")
        if code:
            found[code] = whole_number(count) or 0
    for name in info:
        match = _REGION_FIELD.fullmatch(name)
        if match is not None:
            found.setdefault(match[1].replace("_", "-"), 0)
    return dict(sorted(found.items()))
