"""Ids: each stands once, and no two differ by upper and lower case alone (they would share a file on some disks)."""

from __future__ import annotations

from collections.abc import Iterable

from tachkhis.case.entries import Entry
from tachkhis.case.entries import Sheet


def check_unique(sheet: Sheet, column: str, noun: str, entries: Iterable[Entry] | None = None) -> None:
    """Note a fault for every id of ``column`` that stands a second time, exactly or but for case.

    Args:
        sheet: the sheet.
        column: the column of the id.
        noun: what the id names, for the fault.
        entries: the rows among which ids must differ; all rows of the sheet by default.
    """
    first: dict[str, Entry] = {}
    for entry in sheet.entries if entries is None else entries:
        name = entry.text(column)
        if not name:
            continue
        earlier = first.setdefault(name.lower(), entry)
        if earlier is entry:
            continue
        other = earlier.text(column)
        if other == name:
            problem = f"the {noun} stands twice, first in row {earlier.number}"
            sheet.blame(entry, column, problem, f"keep one row for it, or give this {noun} an id of its own")
        else:
            problem = f"the {noun} differs from {other!r} in row {earlier.number} by upper and lower case only"
            sheet.blame(entry, column, problem, "write the ids alike if they are one, else make them differ otherwise")


def unsound_rows(sheet: Sheet, column: str) -> list[Entry]:
    """The rows whose id is unfit or stands a second time: each was told of, and may be what another sheet misses."""
    seen: set[str] = set()
    found = []
    for entry in sheet.entries:
        name = entry.text(column).lower()
        if column in entry.faulty or name in seen:
            found.append(entry)
        seen.add(name)
    return found


def check_unique_units(units: Sheet) -> None:
    """Ids of units must differ within a sample, and so must those of libraries but for repetition."""
    by_sample: dict[str, list[Entry]] = {}
    for entry in units.entries if "sample" in units.columns else ():
        by_sample.setdefault(entry.text("sample"), []).append(entry)
    for entries in by_sample.values():
        check_unique(units, "unit", "unit", entries)
        spelt: dict[str, Entry] = {}
        for entry in entries:
            library = entry.text("library")
            earlier = spelt.setdefault(library.lower(), entry)
            if library and earlier.text("library") != library:
                problem = (
                    f"the library differs from {earlier.text('library')!r} in row {earlier.number} "
                    "by upper and lower case only"
                )
                units.blame(entry, "library", problem, "write the ids alike if they are one library")


def check_gene_panels(panels: Sheet) -> None:
    """A gene stands once in a gene panel; a gene panel has one version, and one spelling."""
    first: dict[str, Entry] = {}
    genes: dict[tuple[str, str], Entry] = {}
    for entry in panels.entries:
        name, version, gene = (entry.text(column) for column in ("gene_panel", "version", "gene"))
        if not name:
            continue
        earlier = first.setdefault(name.lower(), entry)
        if earlier.text("gene_panel") != name:
            other = earlier.text("gene_panel")
            problem = f"the gene panel differs from {other!r} in row {earlier.number} by upper and lower case only"
            panels.blame(entry, "gene_panel", problem, "write the names alike if they are one gene panel")
        elif version and earlier.text("version") and earlier.text("version") != version:
            problem = f"gene panel {name!r} has version {earlier.text('version')!r} in row {earlier.number}"
            panels.blame(entry, "version", problem, "write one version, or name the other version differently")
        twin = genes.setdefault((name, gene), entry)
        if gene and twin is not entry:
            problem = f"the gene stands twice in gene panel {name!r}, first in row {twin.number}"
            panels.blame(entry, "gene", problem, "keep one row per gene")
