"""Where a case stands in a run, what it waits for, and its turnaround clock.

The clock: *received*, the day of the proband's specimen at the laboratory (``samples.tsv``; its beginning, UTC);
*sequenced*, when the last of the case's input files was written; *started*, when the first of its steps ran; *first*,
when the first result of an urgent case was made; *reported*, when its last report was made. Of a time that no file
tells, nothing is said.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from tachkhis.case.request import Request
from tachkhis.case.run_folder import RunFolder


class Stage(StrEnum):
    """The next thing that a case needs, in the order of the data."""

    VERIFICATION = "verification"
    ALIGNMENT = "alignment"
    CALLING = "calling"
    INTERPRETATION = "interpretation"
    REPORT = "report"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Clock:
    """Turnaround times of a case, UTC; ``None`` where not known, or not yet."""

    received: datetime | None
    sequenced: datetime | None
    started: datetime | None
    reported: datetime | None
    first: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """One case of a run. ``waits_for`` is empty once it is reported; ``failed`` holds logs of steps that failed."""

    case: str
    urgency: str
    stage: Stage
    waits_for: tuple[str, ...]
    failed: tuple[str, ...]
    clock: Clock


@dataclass(frozen=True, slots=True)
class MedianSpan:
    """Median of a span of the clock, in hours, over so many cases; ``None`` where no case tells it."""

    hours: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class StatusDocument:
    """The document of ``tachkhis status --format json``: whether a run is at work, its cases, medians by span."""

    active: bool
    cases: tuple[Progress, ...]
    medians: dict[str, MedianSpan]
    schema_version: str = "1.1"


SPANS = (
    ("received", "sequenced"),
    ("sequenced", "started"),
    ("started", "first"),
    ("started", "reported"),
    ("received", "reported"),
)


def progress_of(folder: RunFolder, request: Request) -> Progress:
    """Where one case stands."""
    case = request.case
    own = f"results/cases/{case.id}/{case.id}"
    crams = {sample: f"results/samples/{sample}/{sample}.cram" for sample in case.samples if sample in request.units}
    reports = [f"{own}.report.{language}.pdf" for language in request.config.report.languages]
    stage, lacking = _stage(folder, own, crams, reports)
    failed = tuple(
        log for log in folder.failed if stage is not Stage.REPORTED and _concerns(log, case.id, case.samples)
    )
    waits = tuple(f"{folder.failed[log]} failed, see {log}" for log in failed)
    if not waits and stage is not Stage.REPORTED:
        waits = lacking if folder.active else (*lacking, "no run is at work in this folder")
    return Progress(case.id, case.urgency, stage, waits, failed, _clock(folder, request, own, crams, reports))


def _stage(folder: RunFolder, own: str, crams: dict[str, str], reports: list[str]) -> tuple[Stage, tuple[str, ...]]:
    unaligned = [sample for sample, cram in crams.items() if not folder.made(cram)]
    if unaligned:  # the files of reads are verified meanwhile
        return Stage.ALIGNMENT, tuple(f"reads of {sample}" for sample in unaligned)
    if not folder.made(f"{own}.inputs.json"):
        return Stage.VERIFICATION, ("its input files to be verified",)
    if not folder.made(f"{own}.vcf.gz"):
        return Stage.CALLING, ("calls and their annotation",)
    if not folder.made(f"{own}.case.json"):
        return Stage.INTERPRETATION, ("its interpretation",)
    answered = folder.directory / f"{own}.case.json"
    for report in reports:
        page = folder.directory / report
        if not folder.made(report) or page.stat().st_mtime < answered.stat().st_mtime:
            return Stage.REPORT, (f"{page.name}",)
    return Stage.REPORTED, ()


def _concerns(log: str, case: str, samples: Iterable[str]) -> bool:
    """Whether a log file is of a case: ``{case}.log``, ``{case}.{interval or language}.log``, ``{sample}.log``.

    Also ``{sample}.{unit}.log``; ids may hold dots.
    """
    path = Path(log)
    name, people = path.name.removesuffix(".log"), set(samples)
    if path.parent.name == "align_unit":
        return any(name.startswith(f"{sample}.") for sample in people)
    return name in {case, *people} or name.rpartition(".")[0] == case


def _clock(folder: RunFolder, request: Request, own: str, crams: dict[str, str], reports: list[str]) -> Clock:
    day = request.case.person(request.case.proband).received
    received = None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC)
    files = [path for rows in request.units.values() for unit in rows for path in unit.files]
    files += [request.case.vcf] if request.case.vcf is not None else []
    written = [datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in files if path.is_file()]
    steps = [folder.span(name) for name in (f"{own}.inputs.json", *crams.values(), f"{own}.vcf.gz")]
    starts = [span.start for span in steps if span is not None]
    pages = [folder.span(report) for report in reports]
    first = folder.span(f"results/cases/{request.case.id}/first/{request.case.id}.first.fr.html")
    ends = [span.end for span in pages if span is not None]
    return Clock(
        received=received,
        sequenced=max(written) if len(written) == len(files) and files else None,
        started=min(starts, default=None),
        reported=max(ends) if ends and len(ends) == len(reports) else None,
        first=None if first is None else first.end,
    )


def span_of(clock: Clock, start: str, end: str) -> timedelta | None:
    """Time between two hands of a clock; ``None`` where one is not known, or the later one is the earlier."""
    first, last = getattr(clock, start), getattr(clock, end)
    return None if first is None or last is None or last < first else last - first


def medians(cases: Iterable[Progress]) -> dict[str, tuple[timedelta | None, int]]:
    """Median of each span, and of how many cases, by ``start_to_end``."""
    everything = list(cases)
    found = {}
    for start, end in SPANS:
        known = [span for span in (span_of(one.clock, start, end) for one in everything) if span is not None]
        middle = timedelta(seconds=statistics.median(span.total_seconds() for span in known)) if known else None
        found[f"{start}_to_{end}"] = (middle, len(known))
    return found
