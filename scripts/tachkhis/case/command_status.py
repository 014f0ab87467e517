"""``tachkhis status``: where each case of a run stands, what it waits for, and how long it has taken."""

from __future__ import annotations

import argparse
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.case.progress import Progress

CLOCK = ("received", "sequenced", "started", "first", "reported")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--directory", type=Path, default=Path(), help="folder of the run (default: here)")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    parser.epilog = (
        "Clock, UTC: received, the day of the proband's specimen (samples.tsv); sequenced, when the last input file was"
        " written; started, when the first step of the case ran; first, when the first result of an urgent case was"
        " made; reported, when its report was made. A span whose ends are unknown, or the wrong way round, is left out"
        " of the medians. Cases that no run has begun are not listed."
    )


def run(args: argparse.Namespace) -> int:
    """Print to standard output.

    Raises:
        InputError: the folder is empty, foreign, or absent.
    """
    from tachkhis.case.progress import progress_of
    from tachkhis.case.run_folder import RunFolder

    folder = RunFolder(args.directory)
    folder.require()
    cases = [progress_of(folder, request) for request in folder.requests.values()]
    cases.sort(key=lambda one: (one.urgency != "stat", one.case))
    print(as_json(cases, folder.active) if args.format == "json" else as_table(cases, folder.active))
    return 0


def as_json(cases: list[Progress], active: bool) -> str:
    """The same for machines; times in ISO 8601, medians in hours."""
    import json
    from dataclasses import asdict

    from tachkhis.case.progress import MedianSpan
    from tachkhis.case.progress import StatusDocument
    from tachkhis.case.progress import medians

    def moment(value: object) -> str:
        return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)

    spans = {
        name: MedianSpan(None if span is None else round(span.total_seconds() / 3600, 2), count)
        for name, (span, count) in medians(cases).items()
    }
    document = StatusDocument(active, tuple(cases), spans)
    return json.dumps(asdict(document), default=moment, indent=1, ensure_ascii=False)


def as_table(cases: list[Progress], active: bool) -> str:
    """One line per case, stat first; then the median of each span."""
    from tachkhis.case.progress import medians

    head = ("case", "urgency", "stage", *CLOCK, "waits for")
    rows: list[tuple[str, ...]] = [head]
    for one in cases:
        times = [getattr(one.clock, hand) for hand in CLOCK]
        told = [
            time.strftime("%Y-%m-%d" if hand == "received" else "%Y-%m-%d %H:%M") if time else "-"
            for hand, time in zip(CLOCK, times, strict=True)
        ]
        rows.append((one.case, one.urgency, one.stage.value, *told, "; ".join(one.waits_for) or "-"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    done = sum(one.stage.value == "reported" for one in cases)
    failed = sum(bool(one.failed) for one in cases)
    lines += [
        "",
        f"{len(cases)} cases: {done} reported, {failed} with a failed step;"
        f" {'a run is at work here' if active else 'no run is at work here'}",
    ]
    for name, (span, count) in medians(cases).items():
        lines.append(f"median {name.replace('_', ' ')}: {'-' if span is None else duration(span)} (cases: {count})")
    return "\n".join(lines)


def duration(span: timedelta) -> str:
    """Minutes below two hours, hours below three days, else days."""
    minutes = span.total_seconds() / 60
    if minutes < 120:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 3 * 24 * 60 else f"{minutes / 60 / 24:.1f} d"
