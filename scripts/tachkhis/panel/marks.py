"""How a published panel writes what it does not tell: in the lines of its records and of its callable bases."""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.panel.header import NOT_TOLD
from tachkhis.panel.panel_file import Run
from tachkhis.panel.panel_file import Site
from tachkhis.panel.parts import run_line
from tachkhis.panel.withholding import ABSENT
from tachkhis.panel.withholding import SEXES


def marked(line: str, site: Site, regions: Sequence[str]) -> str:
    """A line of the panel's VCF without what its site withholds, and with the field that says so.

    Args:
        line: as it is written where everything is told, with its end.
        site: its counts; a region of ``withheld`` of which nobody counts is left out.
        regions: of the panel, in the order of the counts.
    """
    if not site.withheld:
        return line
    gone = {region for number, region in enumerate(regions, 1) if region in site.withheld and not site.an[number]}
    fields = {f"A{letter}_{region.replace('-', '_')}" for region in gone for letter in "CN"}
    head, _, info = line.rstrip("\n").rpartition("\t")
    kept = []
    for item in info.split(";"):
        name, _, value = item.partition("=")
        if name == "REGIONS":
            value = ",".join(share for share in value.split(",") if share.partition(":")[0] not in gone)
            if not value:
                continue
        elif name in ("nhom", "nhemi") and SEXES in site.withheld:
            value = "."
        if name not in fields:
            kept.append(f"{name}={value}")
    kept.append(f"{NOT_TOLD}={','.join(sorted(site.withheld))}")
    return f"{head}\t{';'.join(kept)}\n"


def told_run(contig: str, run: Run) -> str:
    """A line of the table of callable bases; ``.`` for a region that is not told."""
    line = run_line(contig, run)
    return line if ABSENT not in run[2] else line.replace(f"\t{ABSENT}", "\t.")
