"""From the reads of units to alignments in the order of the genome: trimmed, aligned, mated, sorted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tachkhis.case.model import Place
from tachkhis.case.model import Unit
from tachkhis.case.shipped import HOUSE
from tachkhis.errors import InputError
from tachkhis.reads.checked import fault_of
from tachkhis.reads.pipeline import Brake
from tachkhis.reads.pipeline import Stream

# bwa cuts its input into batches; a fixed size makes its output independent of the number of threads.
BATCH_BASES = 20_000_000
MIN_READ_LENGTH = 30  # bases; shorter remains of a trimmed read carry no position


@dataclass(frozen=True, slots=True)
class Genome:
    """What is aligned to, and what it is written on.

    Attributes:
        index: prefix of the bwa index.
        fasta: the standard reference, plain, with ``.fai``.
        consensus: the consensus that the index is of, where it is not of ``fasta``.
    """

    index: Path
    fasta: Path
    consensus: Path | None = None


@dataclass(frozen=True, slots=True)
class Sorter:
    """Takes unsorted alignments at ``sink`` and gives sorted ones at ``source``, unless it writes them to a file."""

    sink: IO[bytes]
    source: IO[bytes] | None


def read_group(unit: Unit) -> str:
    """The @RG line of a unit, with tabs written as bwa wants them."""
    return "\\t".join(
        (
            "@RG",
            f"ID:{unit.sample}.{unit.unit}",
            f"SM:{unit.sample}",
            f"LB:{unit.sample}.{unit.library}",
            f"PL:{unit.platform.upper()}",
            f"PU:{unit.unit}",
        )
    )


def start_sorter(
    stream: Stream, name: str, genome: Genome, spill: Path, memory_mb: int, out: Path | None = None
) -> Sorter:
    """Start ``fixmate`` and ``sort``, and before them the way back to the standard build where there is a consensus.

    Args:
        stream: where they run.
        name: of their logs.
        genome: the reference.
        spill: prefix of the files of the sort.
        memory_mb: memory of the sort in MB.
        out: BAM to write; ``None``: to the next tool.
    """
    fixmate = stream.start(
        f"fixmate.{name}", ["samtools", "fixmate", "--no-PG", "-m", "-u", "-", "-"], stdin=subprocess.PIPE
    )
    form = ["-u"] if out is None else ["-l", "1", "-o", str(out)]
    sort = stream.start(
        f"sort.{name}",
        ["samtools", "sort", "--no-PG", *form, "-m", f"{memory_mb}M", "-T", str(spill), "-"],
        stdin=fixmate.stdout,
        stdout=subprocess.PIPE if out is None else subprocess.DEVNULL,
    )
    first = fixmate if genome.consensus is None else _start_lift(stream, name, genome, fixmate)
    if fixmate.stdout is not None:
        fixmate.stdout.close()  # only the next tool keeps it, so that a failure downstream is felt upstream
    assert first.stdin is not None
    return Sorter(first.stdin, sort.stdout)


def _start_lift(stream: Stream, name: str, genome: Genome, fixmate: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    """Put the way back to the standard build before ``fixmate``."""
    program = [sys.executable, str(HOUSE / "scripts" / "bin" / "tachkhis"), "lift"]
    files = ["--consensus", str(genome.consensus), "--fasta", str(genome.fasta)]
    assert fixmate.stdin is not None
    lift = stream.start(f"lift.{name}", [*program, *files], stdin=subprocess.PIPE, stdout=fixmate.stdin)
    fixmate.stdin.close()
    return lift


@dataclass(frozen=True, slots=True)
class Mapper:
    """Trims and aligns units of one sample.

    Attributes:
        units: all units of the sample: their read groups stand in the header.
        index: prefix of the bwa index.
        qc: folder for fastp's JSON and the logs.
        threads: threads of bwa.
        brake: of the tools.
        places: where the units' files are named, for faults.
    """

    units: Sequence[Unit]
    index: Path
    qc: Path
    threads: int
    brake: Brake
    places: Mapping[Path, Place] | None

    def feed(self, unit: Unit, sink: IO[bytes], *, header: bool) -> None:
        """Trim and align one unit into an open pipe; with a header, or behind those that wrote one.

        Raises:
            InputError: the unit has no reads, or R1 and R2 do not pair by name.
        """
        paired = unit.fastq_2 is not None
        with Stream(self.qc / "logs", self.brake) as stream:
            fastp = stream.start(f"fastp.{unit.unit}", self._trim(unit))
            bwa = stream.start(
                f"bwa.{unit.unit}",
                self._align(unit, header=header),
                stdin=fastp.stdout,
                stdout=sink if header else subprocess.PIPE,
            )
            if not header:
                stream.start(f"body.{unit.unit}", ["samtools", "view", "-"], stdin=bwa.stdout, stdout=sink)
            for pipe in (fastp.stdout, bwa.stdout):
                if pipe is not None:
                    pipe.close()
        if read_ends(unit, self.qc) == 0:
            remedy = "give the FASTQ files that hold this unit's reads"
            raise InputError([fault_of(unit, self.places, "holds no reads", remedy)])
        if paired and _out_of_step(self.qc / "logs" / f"bwa.{unit.unit}.log"):
            problem = "R1 and R2 are out of step: their reads do not pair by name"
            raise InputError(
                [fault_of(unit, self.places, problem, "give the two files of one run, unsorted and unfiltered")]
            )

    def _trim(self, unit: Unit) -> list[str]:
        trim = ["fastp", "--in1", str(unit.fastq_1), "--stdout", "--disable_quality_filtering"]
        trim += ["--length_required", str(MIN_READ_LENGTH), "--thread", "1", "--dont_eval_duplication"]
        trim += ["--json", str(self.qc / f"{unit.unit}.fastp.json"), "--html", "/dev/null"]
        trim += ["--report_title", f"{unit.sample} {unit.unit}"]
        return trim + (["--in2", str(unit.fastq_2)] if unit.fastq_2 is not None else [])

    def _align(self, unit: Unit, *, header: bool) -> list[str]:
        align = ["bwa", "mem", "-t", str(self.threads), "-K", str(BATCH_BASES), "-R", read_group(unit)]
        for other in self.units:
            if header and other is not unit:
                align += ["-H", read_group(other)]
        return [*align, *(["-p"] if unit.fastq_2 is not None else []), str(self.index), "-"]


def read_ends(unit: Unit, qc: Path) -> int:
    """Read ends that fastp saw in a unit, before trimming, by its JSON in a folder."""
    report = json.loads((qc / f"{unit.unit}.fastp.json").read_text())
    return int(report["summary"]["before_filtering"]["total_reads"])


def _out_of_step(log: Path) -> bool:
    """Whether bwa's log counts reads that came without their mate."""
    counts = re.findall(r"(\d+) single-end sequences; \d+ paired-end", log.read_text(errors="replace"))
    return any(int(count) > 0 for count in counts)
