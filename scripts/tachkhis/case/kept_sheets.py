"""The sheets as a run read them, kept for its jobs: on a cluster each job reads the workflow anew.

So cases can be added to the sheets while others are at work. A sheet that is half written, or a FASTQ that was archived
since, would otherwise end every job that starts at that moment.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tachkhis.case.model import Sheets
from tachkhis.case.request import case_from_row
from tachkhis.case.request import curation_from_row
from tachkhis.case.request import gene_panel_from_row
from tachkhis.case.request import plain
from tachkhis.case.request import unit_from_row

KEPT = Path(".snakemake") / "tachkhis.sheets.json"
"""In the directory of the run."""


def keep_sheets(sheets: Sheets, directory: Path = Path()) -> None:
    """Write them where the jobs of the run that begins look for them."""
    document = {
        "cases": list(sheets.cases.values()),
        "units": dict(sheets.units),
        "gene_panels": dict(sheets.gene_panels),
        "curation": list(sheets.curation),
    }
    path = directory / KEPT
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(document, default=plain, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def kept_sheets(directory: Path = Path()) -> Sheets | None:
    """What :func:`keep_sheets` wrote, without the places of rows; ``None`` where there is nothing."""
    try:
        document: dict[str, Any] = json.loads((directory / KEPT).read_text(encoding="utf-8"))
    except OSError:
        return None
    return Sheets(
        cases={case.id: case for case in map(case_from_row, document["cases"])},
        units={sample: tuple(map(unit_from_row, rows)) for sample, rows in document["units"].items()},
        gene_panels={name: gene_panel_from_row(row) for name, row in document["gene_panels"].items()},
        curation=tuple(map(curation_from_row, document["curation"])),
    )
