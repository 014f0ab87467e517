"""``tachkhis failures``: which jobs of a run failed, and the end of what each said."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

LINES = 15
_ERROR = re.compile(r"^Error in (?:group|rule) (?P<rule>\S+):")
_SHELL = re.compile(r"2> '?(?P<log>results/logs/(?P<rule>[^/\s']+)(?:/[^\s']+)?\.log)")
_LOG = re.compile(r"^(?P<indent>\s+)log: (?P<log>.+?)(?: \(check log file\(s\).*)?$")
_JOB = re.compile(r"^    jobid: (?P<job>\d+)$")
_GROUP = re.compile(r"^    jobs:$")
_MEMBER = re.compile(r"^        rule (?P<rule>\S+):$")
_AGAIN = re.compile(r"^Trying to restart job (?P<job>\S+)\.$")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("log", type=Path, help="Snakemake's own log of the run")


def failed_jobs(text: str) -> list[tuple[str, Path]]:
    """Rule and log file of each failed job, in order, each once, from the text of Snakemake's log.

    A job that was started again is left out, unless it failed again. Of a group of jobs on a cluster, the one that
    failed is found in the cluster's log, which Snakemake names; without that file all of the group are told.
    """
    reading = _Reading()
    for line in text.splitlines():
        reading.line(line)
    return [(name, path) for path, (name, _) in reading.found.items()]


class _Reading:
    """Snakemake's log so far: ``found`` holds log file, rule and job of what failed."""

    def __init__(self) -> None:
        self.found: dict[Path, tuple[str, str]] = {}
        self.rule: str | None = None
        self.job = ""
        self.cluster_log: Path | None = None  # of a group: it stands before the group's jobs
        self.groups: list[str] = []  # that failed and were not started again, oldest first

    def line(self, line: str) -> None:
        """Take in one more line."""
        if "CalledProcessError" in line or line.startswith("Command "):
            shells = list(_SHELL.finditer(line))  # all that Snakemake writes down under --quiet rules
            if shells:
                shell = shells[-1]
                self.found.setdefault(Path(shell["log"]), (shell["rule"].removesuffix(".log"), ""))
        if error := _ERROR.match(line):
            self.rule, self.job = error["rule"], ""
        elif again := _AGAIN.match(line):
            self.forget(again["job"])
        elif job := _JOB.match(line):
            self.job = job["job"]
        elif _GROUP.match(line):
            self.group()
        elif member := _MEMBER.match(line):
            self.rule = member["rule"] if self.job.startswith("group") else None
        elif log := _LOG.match(line):
            self.log(Path(log["log"].split(", ")[0]), len(log["indent"]))
            return
        self.cluster_log = None  # it stands right before the jobs of a group

    def log(self, path: Path, indent: int) -> None:
        """A log file is named: of the failed job, of a group as a whole, or of a job that merely begins."""
        if self.rule is not None:
            self.found.setdefault(path, (self.rule, self.job))
            self.rule = None
        elif indent == 4:
            self.cluster_log = path

    def group(self) -> None:
        """A group of jobs failed; its jobs follow, those that did not fail too."""
        self.job = f"group {len(self.groups)} {len(self.found)}"
        self.groups.append(self.job)
        if self.cluster_log is not None and self.cluster_log.is_file():
            for rule, path in failed_jobs(self.cluster_log.read_text(errors="replace")):
                self.found.setdefault(path, (rule, self.job))
            self.job = ""

    def forget(self, job: str) -> None:
        """Snakemake starts a job again; a group has a name of letters, which is told nowhere else."""
        if not job.isdecimal() and self.groups:
            job = self.groups.pop(0)
        self.found = {path: told for path, told in self.found.items() if told[1] != job}


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
    print(unreported(Path()), end="")
    return 0


def unreported(directory: Path) -> str:
    """One line with the cases of a run that have no report, and why; nothing where all have one."""
    from tachkhis.case.progress import Stage
    from tachkhis.case.progress import progress_of
    from tachkhis.case.run_folder import RunFolder

    folder = RunFolder(directory)
    cases = [progress_of(folder, request) for request in folder.requests.values()]
    lacking = [case for case in cases if case.stage is not Stage.REPORTED]
    named = [f"{case.case} ({'; '.join(case.waits_for if case.failed else case.waits_for[:1])})" for case in lacking]
    return f"\n{len(lacking)} of {len(cases)} cases not reported: {', '.join(named)}\n" if lacking else ""
