"""What a command takes: wall, CPU by tool, memory, disk, bytes written, and what else the machine did meanwhile.

CPU by tool comes from a folder of small shell shims in front of PATH: each notes the user and system time of one call and
within which other call it was made, so that nothing is counted twice. They cost some milliseconds a call, for everyone alike.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import psutil

TOOLS = (
    "bwa",
    "samtools",
    "bcftools",
    "freebayes",
    "fastp",
    "mosdepth",
    "tabix",
    "bgzip",
    "multiqc",
    "java",
    "tachkhis",
)
WITH_COMMAND = ("samtools", "bcftools", "tachkhis", "bwa")
ALIGNER = ("bwa mem",)
CALLERS = ("bcftools mpileup", "bcftools call", "freebayes")
INTERVAL = 0.5  # seconds between two looks at memory and disk

SHIM = """#!/bin/bash
# times one call of {tool} for scripts/benchmark speed
label={label}
within="${{SPEED_WITHIN:-}}"
export SPEED_WITHIN="$label"
TIMEFORMAT="$label|$within|%U|%S|%R"
exec 9>&2
{{ time {program} "$@" 2>&9 9>&-; }} 2>>{notes}
"""


@dataclass(frozen=True)
class Taken:
    """What one run took: seconds, megabytes; ``tools`` is CPU by tool, without that of tools called within it."""

    wall: float
    cpu: float
    memory: float
    disk: float
    written: float
    others: float
    cores: int
    tools: dict[str, float] = field(default_factory=dict)

    @property
    def busy(self) -> float:
        """Share of the cores' time that was used."""
        return self.cpu / (self.wall * self.cores)

    @property
    def outside(self) -> float:
        """Share of CPU outside the aligner and the caller."""
        inside = sum(seconds for tool, seconds in self.tools.items() if tool in (*ALIGNER, *CALLERS))
        return 1 - inside / self.cpu


class _Watch(threading.Thread):
    """Samples the proportional memory of all our descendants, and the size of a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.memory, self.disk = folder, 0.0, 0.0
        self.stop = threading.Event()

    def run(self) -> None:
        """Look until told to stop, and once more."""
        me, over = psutil.Process(), False
        while not over:
            over = self.stop.wait(INTERVAL)
            total = 0
            for process in me.children(recursive=True):
                try:
                    total += process.memory_full_info().pss
                except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                    continue  # it ended between the listing and the look
            self.memory, self.disk = max(self.memory, total / 1e6), max(self.disk, size_of(self.folder))


def size_of(folder: Path) -> float:
    """Megabytes of disk below a folder; links are not followed, and what vanishes meanwhile is nothing."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(where, name)).st_blocks * 512  # noqa: PTH118 (speed)
            except FileNotFoundError:
                continue
    return total / 1e6


def make_shims(folder: Path) -> tuple[Path, Path]:
    """Write the shims, with a Python beside them: the workflow puts the folder of its Python first on PATH.

    Returns:
        The folder for PATH, and the file into which the shims note.
    """
    programs, notes, here = folder / "bin", folder / "calls.txt", Path(sys.executable)
    programs.mkdir(parents=True, exist_ok=True)
    for tool in TOOLS:
        program = shutil.which(tool)
        if program is None:
            continue
        label = f'"{tool} ${{1:-}}"' if tool in WITH_COMMAND else f'"{tool}"'
        path = programs / tool
        path.write_text(SHIM.format(tool=tool, label=label, program=program, notes=notes))
        path.chmod(0o755)
    (programs / "python").symlink_to(here)
    shutil.copy(here.parents[1] / "pyvenv.cfg", folder)
    (folder / "lib").symlink_to(here.parents[1] / "lib")
    return programs, notes


def by_tool(notes: str) -> dict[str, float]:
    """CPU seconds by tool, each without the tools called within it."""
    seconds: dict[str, float] = defaultdict(float)
    for line in notes.splitlines():
        cells = line.split("|")
        if len(cells) != 5:
            continue  # what a tool of the chain said while its shim had no other place for it
        label, within, user, system, _ = cells
        spent = float(user) + float(system)
        seconds[label] += spent
        if within:
            seconds[within] -= spent
    return dict(seconds)


def _machine() -> float:
    """CPU seconds that the machine has spent on anything so far."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + times.irq + times.softirq)


def _written() -> float:
    """Megabytes that we and our finished descendants have sent to a disk so far."""
    rows = Path("/proc/self/io").read_text().splitlines()
    counts = {row.split(":")[0]: int(row.split(":")[1]) for row in rows}
    return (counts["write_bytes"] - counts["cancelled_write_bytes"]) / 1e6


def measure(command: Sequence[str], folder: Path, cores: int, log: Path, cwd: Path) -> Taken:
    """Run a command whose results go below ``folder``.

    Raises:
        SystemExit: it failed; the end of its log is told.
    """
    shims = folder.parent / f"{folder.name}.shims"
    shutil.rmtree(shims, ignore_errors=True)
    programs, notes = make_shims(shims)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    watch, machine, written = _Watch(folder), _machine(), _written()
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    watch.start()
    with log.open("wb") as handle:
        done = subprocess.run(command, stdout=handle, stderr=handle, env=environment, cwd=cwd, check=False)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    watch.stop.set()
    watch.join()
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}:\n{log.read_text()[-3000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    others = max(0.0, _machine() - machine - cpu) / (wall * (os.cpu_count() or 1))
    tools = by_tool(notes.read_text() if notes.is_file() else "")
    rest = cpu - sum(tools.values())
    tools["Snakemake, shells"] = rest
    return Taken(wall, cpu, watch.memory, watch.disk, _written() - written, others, cores, tools)
