"""What a run folder tells of its cases: Snakemake's records of what was made and when, its lock and its last log.

Only files that the run left are read; nothing is asked of Snakemake or of a cluster, so it can be read while jobs run.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from functools import cached_property
from pathlib import Path

from tachkhis.case.command_failures import failed_jobs
from tachkhis.case.request import Request
from tachkhis.errors import Fault
from tachkhis.errors import InputError


@dataclass(frozen=True, slots=True)
class Span:
    """When the step that made a file ran, UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class RunFolder:
    """A folder that ``tachkhis run`` or ``snakemake --directory`` works in."""

    directory: Path

    def require(self) -> None:
        """See that it is one.

        Raises:
            InputError: it is empty, foreign, or no folder.
        """
        if not self.directory.is_dir():
            problem = "there is no such folder"
        elif not (self.directory / ".snakemake").is_dir() or not (self.directory / "results" / "cases").is_dir():
            problem = "this is no folder of a run: it lacks .snakemake or results/cases"
        else:
            return
        remedy = "give the --directory of a run that has begun"
        raise InputError([Fault("--directory", problem, remedy, value=str(self.directory))])

    @cached_property
    def requests(self) -> dict[str, Request]:
        """Requests of the cases that were begun, by id; one that is being written is left out."""
        found = {}
        for path in sorted(self.directory.glob("results/cases/*/*.request.json")):
            text = path.read_text()
            if text.endswith("\n"):
                request = Request.from_json(text)
                found[request.case.id] = request
        return found

    @cached_property
    def active(self) -> bool:
        """Whether Snakemake holds the folder; also after it was killed, until ``--unlock``."""
        return any((self.directory / ".snakemake" / "locks").glob("*.lock"))

    @cached_property
    def incomplete(self) -> frozenset[str]:
        """Files that a job is writing, or was when it ended badly."""
        return frozenset(_names(self.directory / ".snakemake" / "incomplete"))

    @cached_property
    def failed(self) -> dict[str, str]:
        """Log files of the jobs that failed in the last run, with their rules."""
        logs = sorted((self.directory / ".snakemake" / "log").glob("*.snakemake.log"))
        if not logs:
            return {}
        return {str(log): rule for rule, log in failed_jobs(logs[-1].read_text(errors="replace"))}

    def made(self, name: str) -> bool:
        """Whether a result is there, whole."""
        return name not in self.incomplete and (self.directory / name).exists()

    def span(self, name: str) -> Span | None:
        """When a result was made; from its modification where Snakemake has no record, ``None`` where it is absent."""
        if not self.made(name):
            return None
        record = self.directory / ".snakemake" / "metadata" / base64.b64encode(name.encode()).decode()
        try:
            told = json.loads(record.read_text())
            return Span(*(datetime.fromtimestamp(float(told[key]), UTC) for key in ("starttime", "endtime")))
        except (OSError, ValueError, KeyError, TypeError):  # a long name, or a record of another Snakemake
            changed = datetime.fromtimestamp((self.directory / name).stat().st_mtime, UTC)
            return Span(changed, changed)


def _names(folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*") if folder.is_dir() else ():
        try:
            found.append(base64.b64decode(path.name, validate=True).decode())
        except (binascii.Error, UnicodeDecodeError):
            continue  # parts of a name too long for one file
    return found
