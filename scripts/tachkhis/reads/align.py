"""One sample's reads to one sorted, duplicate-marked CRAM, as a single stream per library.

For each unit: ``fastp`` (adapters only) -> ``bwa mem``; the units of a library flow one after another into one
``samtools fixmate`` -> ``sort`` -> ``markdup``, so that duplicates are found across units. Libraries are marked apart
and then merged. No FASTQ and no SAM is written to disk.

Where a run aligns to a panel's consensus, ``tachkhis lift`` stands before ``fixmate``: all that is written lies on the
standard build.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tachkhis.case.model import Unit
from tachkhis.case.shipped import HOUSE
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reads.pipeline import Stream
from tachkhis.reads.pipeline import version_of

# bwa cuts its input into batches; a fixed size makes its output independent of the number of threads.
BATCH_BASES = 20_000_000
MIN_READ_LENGTH = 30  # bases; shorter remains of a trimmed read carry no position


@dataclass(frozen=True, slots=True)
class Alignment:
    """What was done: reads per unit (read ends, before trimming) and the tools as run."""

    sample: str
    units: dict[str, int]
    tools: dict[str, str]

    def write(self, path: Path) -> None:
        """Write as JSON with sorted keys."""
        document = {"sample": self.sample, "units": self.units, "tools": self.tools}
        path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")


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


def align_sample(
    units: Sequence[Unit], genome: Genome, cram: Path, qc: Path, threads: int, memory_mb: int = 768
) -> Alignment:
    """Align the units of one sample into ``cram`` (with its index).

    Args:
        units: units of one sample, all with FASTQ.
        genome: the reference.
        cram: result; ``.crai`` beside it.
        qc: folder for fastp's JSON and the logs of the tools.
        threads: threads for bwa; sort and markdup share one more.
        memory_mb: memory of the sort in MB.

    Raises:
        InputError: a unit without reads, or R1 and R2 out of step.
        ResourceError: a tool failed.
    """
    sample = units[0].sample
    qc.mkdir(parents=True, exist_ok=True)
    ordered = sorted(units, key=lambda unit: unit.library)
    libraries = [list(group) for _, group in groupby(ordered, key=lambda unit: unit.library)]
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix=f".{sample}.", dir=scratch_beside(cram)) as folder:
        scratch = Path(folder)
        parts = []
        for number, library in enumerate(libraries):
            part = cram if len(libraries) == 1 else scratch / f"library{number}.bam"
            _align_library(library, units, genome, part, qc, scratch / f"sort{number}", threads, memory_mb)
            counts |= {unit.unit: _reads(unit, qc) for unit in library}
            parts.append(part)
        if len(parts) > 1:
            _merge(parts, genome.fasta, cram, qc)
    tools = {tool: version_of(tool) for tool in ("bwa", "fastp", "samtools")}
    return Alignment(sample, counts, tools)


def scratch_beside(cram: Path) -> Path:
    """Where a sort spills: the folder named by ``TACHKHIS_SCRATCH``, else that of the result.

    Variables in it are those of the node that the job runs on, so that ``$SLURM_TMPDIR`` may stand there.
    """
    named = os.environ.get("TACHKHIS_SCRATCH")
    if not named:
        return cram.parent
    folder = Path(os.path.expandvars(named))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _align_library(
    library: Sequence[Unit],
    units: Sequence[Unit],
    genome: Genome,
    part: Path,
    qc: Path,
    scratch: Path,
    threads: int,
    memory_mb: int,
) -> None:
    name = library[0].library
    final = ["-O", "cram", "--reference", str(genome.fasta)] if part.suffix == ".cram" else ["-O", "bam,level=1"]
    with Stream(qc / "logs") as stream:
        fixmate = stream.start(
            f"fixmate.{name}", ["samtools", "fixmate", "--no-PG", "-m", "-u", "-", "-"], stdin=subprocess.PIPE
        )
        sort = stream.start(
            f"sort.{name}",
            ["samtools", "sort", "--no-PG", "-u", "-m", f"{memory_mb}M", "-T", str(scratch), "-"],
            stdin=fixmate.stdout,
        )
        markdup_command = ["samtools", "markdup", "--no-PG", "-T", f"{scratch}.dup"]
        stream.start(
            f"markdup.{name}",
            [
                *markdup_command,
                "-f",
                str(qc / f"{name}.markdup.txt"),
                *final,
                "--write-index",
                "-",
                str(part),
            ],
            stdin=sort.stdout,
            stdout=subprocess.DEVNULL,
        )
        first = fixmate if genome.consensus is None else _start_lift(stream, name, genome, fixmate)
        for pipe in (fixmate.stdout, sort.stdout):
            if pipe is not None:
                pipe.close()  # only the next tool keeps it, so that a failure downstream is felt upstream
        assert first.stdin is not None
        for index, unit in enumerate(library):
            _feed(unit, units, genome.index, qc, threads, first.stdin.fileno(), with_header=index == 0)
        first.stdin.close()


def _start_lift(stream: Stream, name: str, genome: Genome, fixmate: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    """Put the way back to the standard build before ``fixmate``."""
    program = [sys.executable, str(HOUSE / "scripts" / "bin" / "tachkhis"), "lift"]
    files = ["--consensus", str(genome.consensus), "--fasta", str(genome.fasta)]
    assert fixmate.stdin is not None
    lift = stream.start(f"lift.{name}", [*program, *files], stdin=subprocess.PIPE, stdout=fixmate.stdin)
    fixmate.stdin.close()
    return lift


def _feed(unit: Unit, units: Sequence[Unit], index: Path, qc: Path, threads: int, sink: int, with_header: bool) -> None:
    """Trim and align one unit into the open pipe ``sink``; checks it before the next unit starts."""
    paired = unit.fastq_2 is not None
    trim = ["fastp", "--in1", str(unit.fastq_1), "--stdout", "--disable_quality_filtering"]
    trim += ["--length_required", str(MIN_READ_LENGTH), "--thread", "1", "--dont_eval_duplication"]
    trim += ["--json", str(qc / f"{unit.unit}.fastp.json"), "--html", "/dev/null"]
    trim += ["--report_title", f"{unit.sample} {unit.unit}"]
    if paired:
        trim += ["--in2", str(unit.fastq_2)]
    align = ["bwa", "mem", "-t", str(threads), "-K", str(BATCH_BASES), "-R", read_group(unit)]
    for other in units:
        if with_header and other is not unit:
            align += ["-H", read_group(other)]
    align += [*(["-p"] if paired else []), str(index), "-"]
    with Stream(qc / "logs") as stream:
        fastp = stream.start(f"fastp.{unit.unit}", trim)
        bwa = stream.start(
            f"bwa.{unit.unit}",
            align,
            stdin=fastp.stdout,
            stdout=sink if with_header else subprocess.PIPE,
        )
        if not with_header:
            stream.start(f"body.{unit.unit}", ["samtools", "view", "-"], stdin=bwa.stdout, stdout=sink)
        for pipe in (fastp.stdout, bwa.stdout):
            if pipe is not None:
                pipe.close()
    if _reads(unit, qc) == 0:
        raise InputError([_fault(unit, "holds no reads", "give the FASTQ files that hold this unit's reads")])
    if paired and _out_of_step(qc / "logs" / f"bwa.{unit.unit}.log"):
        problem = "R1 and R2 are out of step: their reads do not pair by name"
        raise InputError([_fault(unit, problem, "give the two files of one run, unsorted and unfiltered")])


def _fault(unit: Unit, problem: str, remedy: str) -> Fault:
    return Fault(str(unit.fastq_1), problem, remedy, column="fastq_1", value=unit.unit)


def _reads(unit: Unit, qc: Path) -> int:
    """Read ends that fastp saw in a unit, before trimming."""
    report = json.loads((qc / f"{unit.unit}.fastp.json").read_text())
    return int(report["summary"]["before_filtering"]["total_reads"])


def _out_of_step(log: Path) -> bool:
    """Whether bwa's log counts reads that came without their mate."""
    counts = re.findall(r"(\d+) single-end sequences; \d+ paired-end", log.read_text(errors="replace"))
    return any(int(count) > 0 for count in counts)


def _merge(parts: Sequence[Path], fasta: Path, cram: Path, qc: Path) -> None:
    """Merge the libraries of a sample into one CRAM."""
    with Stream(qc / "logs") as stream:
        command = ["samtools", "merge", "--no-PG", "-f", "-c", "-O", "cram", "--reference", str(fasta)]
        stream.start(
            "merge",
            [*command, "--write-index", "-o", str(cram), *(str(part) for part in parts)],
            stdout=subprocess.DEVNULL,
        )
