"""The jobs of a run and what each waits for, as Snakemake itself plans them (a dry run)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from paths import ROOT

BLOCK = re.compile(r"^(?:local)?rule (?P<rule>\w+):\n(?P<lines>(?: {4}\S.*\n)+)", re.MULTILINE)


@dataclass(frozen=True)
class Job:
    """One job of a run.

    Attributes:
        rule: its rule.
        target: the value of its first wildcard (a case or a sample); empty where it has none.
        threads: the most cores that it uses.
        priority: the higher one of two ready jobs starts first.
        needs: places, in the list of jobs, of those that come before it.
    """

    rule: str
    target: str
    threads: int
    priority: int
    needs: tuple[int, ...]


def parse_plan(text: str) -> list[Job]:
    """The jobs of a dry run's output; a job waits for those that make its inputs.

    Args:
        text: standard output of ``snakemake --dry-run``.
    """
    blocks: dict[str, tuple[str, dict[str, str]]] = {}
    for block in BLOCK.finditer(text):
        fields = dict(line.strip().partition(": ")[::2] for line in block["lines"].splitlines())
        blocks[fields["jobid"]] = (block["rule"], fields)
    makers = {path: place for place, (_, fields) in enumerate(blocks.values()) for path in _files(fields, "output")}
    jobs = []
    for rule, fields in blocks.values():
        wildcards = fields.get("wildcards", "")
        needs = {makers[path] for path in _files(fields, "input") if path in makers}
        jobs.append(
            Job(
                rule=rule,
                target=wildcards.partition("=")[2].partition(",")[0],
                threads=int(fields.get("threads", "1")),
                priority=int(fields.get("priority", "0")),
                needs=tuple(sorted(needs)),
            )
        )
    return jobs


def _files(fields: dict[str, str], name: str) -> list[str]:
    return fields[name].split(", ") if name in fields else []


def plan(config: Path, directory: Path, options: Sequence[str] = ()) -> list[Job]:
    """The jobs of a run that is not made."""
    command = ["snakemake", "--configfile", str(config), "--directory", str(directory), "--cores", "1024", "--dry-run"]
    done = subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True, text=True)
    return parse_plan(done.stdout)
