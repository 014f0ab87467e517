"""One sample's reads to one sorted, duplicate-marked CRAM, as a single stream per library.

For each unit: ``fastp`` (adapters only) -> ``bwa mem``; the units of a library flow one after another into one
``samtools fixmate`` -> ``sort`` -> ``markdup``, so that duplicates are found across units. Libraries are marked apart
and then merged. No FASTQ and no SAM is written to disk. Beside the stream, and ahead of it, every byte of the files is
read and checked (:mod:`tachkhis.reads.checked`).

A sample of several large units can be aligned unit by unit, each by a job of its own (:func:`align_unit`), and the
sorted units brought together in the stream of ``markdup`` (:func:`join_units`): the same records in the same order.

Where a run aligns to a panel's consensus, ``tachkhis lift`` stands before ``fixmate``: all that is written lies on the
standard build.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

from tachkhis.case.model import Place
from tachkhis.case.model import Unit
from tachkhis.case.verify import InputFile
from tachkhis.case.verify import Verification
from tachkhis.reads.checked import checked
from tachkhis.reads.mapping import Genome
from tachkhis.reads.mapping import Mapper
from tachkhis.reads.mapping import read_ends
from tachkhis.reads.mapping import start_sorter
from tachkhis.reads.pipeline import Brake
from tachkhis.reads.pipeline import Stream
from tachkhis.reads.pipeline import version_of

SORTED = "sorted.bam"
INPUTS = "inputs.json"
SORT_MEMORY = 768  # MB


@dataclass(frozen=True, slots=True)
class Alignment:
    """What was done: reads per unit (read ends, before trimming), the tools as run, the files as read."""

    sample: str
    units: dict[str, int]
    tools: dict[str, str]
    inputs: tuple[InputFile, ...]

    def write(self, path: Path) -> None:
        """Write reads and tools as JSON with sorted keys."""
        document = {"sample": self.sample, "units": self.units, "tools": self.tools}
        path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")

    def write_inputs(self, path: Path) -> None:
        """Write the files as read."""
        path.write_text(Verification("sample", self.sample, self.inputs).to_json(), encoding="utf-8")


def align_sample(
    units: Sequence[Unit],
    genome: Genome,
    cram: Path,
    qc: Path,
    threads: int,
    memory_mb: int = SORT_MEMORY,
    places: Mapping[Path, Place] | None = None,
) -> Alignment:
    """Align the units of one sample into ``cram`` (with its index).

    Args:
        units: units of one sample, all with FASTQ.
        genome: the reference.
        cram: result; ``.crai`` beside it. Neither is left where something fails.
        qc: folder for fastp's JSON and the logs of the tools.
        threads: threads for bwa; sort and markdup share one more.
        memory_mb: memory of the sort in MB.
        places: where each file is named, for faults.

    Raises:
        InputError: a file of reads is damaged, cut short, empty, or not in step with its mate.
        ResourceError: a tool failed.
    """
    sample = units[0].sample
    with checked(units, places, genome.fasta) as check, _result(cram) as scratch:
        mapper = Mapper(units, genome.index, qc, threads, check.brake, places)
        parts = []
        for number, library in enumerate(_libraries(units)):
            name, spill = library[0].library, scratch / f"sort{number}"
            parts.append(_part(number, units, cram, scratch))
            with Stream(qc / "logs", check.brake) as stream:
                sorter = start_sorter(stream, name, genome, spill, memory_mb)
                assert sorter.source is not None
                _start_markdup(stream, name, sorter.source, parts[-1], genome.fasta, qc, spill)
                for index, unit in enumerate(library):
                    mapper.feed(unit, sorter.sink, header=index == 0)
                sorter.sink.close()
        _merge(parts, genome.fasta, cram, qc, check.brake)
    return Alignment(sample, {unit.unit: read_ends(unit, qc) for unit in units}, _tools(), check.files)


def align_unit(
    unit: Unit,
    units: Sequence[Unit],
    genome: Genome,
    folder: Path,
    threads: int,
    memory_mb: int = SORT_MEMORY,
    places: Mapping[Path, Place] | None = None,
) -> None:
    """Align one unit of a sample into ``folder``, for :func:`join_units`: sorted, duplicates not marked.

    Args:
        unit: the unit.
        units: all units of its sample, in the order of the sheet.
        genome: the reference.
        folder: gets the alignments, what is known of the files, fastp's JSON and the logs of the tools.
        threads: threads for bwa.
        memory_mb: memory of the sort in MB.
        places: where each file is named, for faults.

    Raises:
        InputError: a file of reads is damaged, cut short, empty, or not in step with its mate.
        ResourceError: a tool failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with checked([unit], places, genome.fasta) as check, _result(folder / SORTED) as scratch:
        mapper = Mapper(units, genome.index, folder, threads, check.brake, places)
        with Stream(folder / "logs", check.brake) as stream:
            sorter = start_sorter(stream, unit.unit, genome, scratch / "sort", memory_mb, folder / SORTED)
            mapper.feed(unit, sorter.sink, header=True)
            sorter.sink.close()
    text = Verification("sample", unit.sample, check.files).to_json()
    (folder / INPUTS).write_text(text, encoding="utf-8")


def join_units(units: Sequence[Unit], folders: Sequence[Path], genome: Genome, cram: Path, qc: Path) -> Alignment:
    """Bring the units of a sample together that :func:`align_unit` aligned: what :func:`align_sample` gives.

    Args:
        units: the units, in the order of the sheet.
        folders: theirs, in that order.
        genome: the reference.
        cram: result; ``.crai`` beside it. Neither is left where something fails.
        qc: folder for fastp's JSON and the logs of the tools.

    Raises:
        ResourceError: a tool failed.
    """
    brake, folder_of = Brake(), dict(zip(units, folders, strict=True))
    qc.mkdir(parents=True, exist_ok=True)
    for unit, folder in folder_of.items():
        shutil.copyfile(folder / f"{unit.unit}.fastp.json", qc / f"{unit.unit}.fastp.json")
        shutil.copytree(folder / "logs", qc / "logs", dirs_exist_ok=True)
    with _result(cram) as scratch:
        parts = []
        for number, library in enumerate(_libraries(units)):
            name, part = library[0].library, _part(number, units, cram, scratch)
            with Stream(qc / "logs", brake) as stream:
                files = [str(folder_of[unit] / SORTED) for unit in library]
                merge = stream.start(
                    f"units.{name}", ["samtools", "merge", "--no-PG", "-u", "-c", "-p", "-o", "-", *files]
                )
                assert merge.stdout is not None
                _start_markdup(stream, name, merge.stdout, part, genome.fasta, qc, scratch / f"sort{number}")
            parts.append(part)
        _merge(parts, genome.fasta, cram, qc, brake)
    inputs = tuple(file for folder in folders for file in Verification.read(folder / INPUTS).files)
    return Alignment(units[0].sample, {unit.unit: read_ends(unit, qc) for unit in units}, _tools(), inputs)


def _libraries(units: Sequence[Unit]) -> list[list[Unit]]:
    """Units by library, in the order of the libraries' names."""
    ordered = sorted(units, key=lambda unit: unit.library)
    return [list(group) for _, group in groupby(ordered, key=lambda unit: unit.library)]


def _part(number: int, units: Sequence[Unit], cram: Path, scratch: Path) -> Path:
    """Where a library goes: into the result where it is the only one."""
    return cram if len({unit.library for unit in units}) == 1 else scratch / f"library{number}.bam"


@contextmanager
def _result(path: Path) -> Iterator[Path]:
    """A folder for what is not kept; where the block fails, nothing of the result is kept either."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.stem}.", dir=scratch_beside(path)) as folder:
            yield Path(folder)
    except BaseException:
        for left in (path, path.with_name(f"{path.name}.crai")):
            left.unlink(missing_ok=True)
        raise


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


def _start_markdup(
    stream: Stream, name: str, source: IO[bytes], part: Path, fasta: Path, qc: Path, spill: Path
) -> None:
    """Mark the duplicates of a library, from sorted alignments to a file with its index."""
    final = ["-O", "cram", "--reference", str(fasta)] if part.suffix == ".cram" else ["-O", "bam,level=1"]
    counts = ["-f", str(qc / f"{name}.markdup.txt")]
    command = ["samtools", "markdup", "--no-PG", "-T", f"{spill}.dup", *counts, *final]
    stream.start(
        f"markdup.{name}", [*command, "--write-index", "-", str(part)], stdin=source, stdout=subprocess.DEVNULL
    )
    source.close()  # only markdup keeps it, so that its failure is felt upstream


def _merge(parts: Sequence[Path], fasta: Path, cram: Path, qc: Path, brake: Brake) -> None:
    """Merge the libraries of a sample into one CRAM, where there are several."""
    if len(parts) == 1:
        return
    with Stream(qc / "logs", brake) as stream:
        # of programs of one name samtools tells the second by a random number: the seed keeps the bytes the same
        command = ["samtools", "merge", "--no-PG", "-f", "-c", "-s", "1", "-O", "cram", "--reference", str(fasta)]
        stream.start(
            "merge",
            [*command, "--write-index", "-o", str(cram), *(str(part) for part in parts)],
            stdout=subprocess.DEVNULL,
        )


def _tools() -> dict[str, str]:
    return {tool: version_of(tool) for tool in ("bwa", "fastp", "samtools")}
