"""``tachkhis failures``: which jobs of a run failed, and the end of what each said."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

LINES = 15
_ERROR = re.compile(r"^Error in (?:group|rule) (?P<rule>\S+):")
_SHELL = re.compile(r"2> '?(?P<log>results/logs/(?P<rule>[^/\s']+)(?:/[^\s']+)?\.log)")
_LOG = re.compile(r"^\s+log: (?P<log>.+?)(?: \(check log file\(s\).*)?$")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("log", type=Path, help="Snakemake's own log of the run")


def failed_jobs(text: str) -> list[tuple[str, Path]]:
    """Rule and log file of each failed job, in order, each once, from the text of Snakemake's log."""
    found: dict[Path, str] = {}
    rule = None
    for line in text.splitlines():
        if "CalledProcessError" in line or line.startswith("Command "):
            shells = list(_SHELL.finditer(line))  # all that Snakemake writes down under --quiet rules
            if shells:
                found.setdefault(Path(shells[-1]["log"]), shells[-1]["rule"].removesuffix(".log"))
        error = _ERROR.match(line)
        if error:
            rule = error["rule"]
        log = _LOG.match(line)
        if rule is not None and log:
            found.setdefault(Path(log["log"].split(", ")[0]), rule)
            rule = None
    return [(name, path) for path, name in found.items()]


def run(args: argparse.Namespace) -> int:
    """Print to standard output."""
    jobs = failed_jobs(args.log.read_text(errors="replace")) if args.log.is_file() else []
    for rule, path in jobs:
        print(f"\n{rule} failed; the end of {path}:")
        if not path.is_file():
            print("    (no such log: the job ended before it could write)")
            continue
        lines = path.read_text(errors="replace").strip().splitlines()[-LINES:]
        for line in lines or ["(empty)"]:
            print(f"    {line}")
    return 0
