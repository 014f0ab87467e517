"""Reads: fragments drawn from a person's haplotypes, sequenced by ART, with duplicates and adapters.

ART (Huang 2012, PMID 22199392) gives qualities and errors from an empirical profile; it is run in amplicon mode on
our own fragments, so that duplicates are second readings of one fragment, short fragments run into the adapter,
and the mitochondrial circle has no seam.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tachkhis.errors import ResourceError
from tachkhis.simulation.model import Allele
from tachkhis.simulation.recipe import PersonRecipe
from tachkhis.simulation.recipe import ReadsRecipe
from tachkhis.simulation.sequence import seed_for
from tachkhis.simulation.sequence import stream

TOOLS = ("art_illumina", "bgzip")
# Illumina TruSeq adapters, as read through at the end of short fragments (Illumina Knowledge, article 7122)
ADAPTER_1 = "AGATCGGAAGAGCACACGTCTGAACTCCAGTCACATCACGATCTCGTATGCCGTCTTCTGCTTG"
ADAPTER_2 = "AGATCGGAAGAGCGTCGTGTAGGGAAAGAGTGTAGATCTCGGTGGTCGCCGTATCATT"
GC_BEST, GC_LOSS = 0.46, 1.6  # share of fragments lost per unit of GC away from the best


@dataclass(frozen=True)
class Haplotype:
    """One copy of a contig in one person: ``depth`` is the reads per base that it gives."""

    sequence: str
    depth: float
    circular: bool = False


@dataclass(frozen=True)
class ReadsTask:
    """All reads of one person."""

    person: PersonRecipe
    haplotypes: tuple[Haplotype, ...]
    recipe: ReadsRecipe
    seed: int
    folder: Path


def require_tools() -> None:
    """Check that the simulator and the compressor are there.

    Raises:
        ResourceError: one is not on PATH.
    """
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise ResourceError(
            f"{', '.join(missing)} not found on PATH; install Debian's art-nextgen-simulation-tools and tabix, "
            "or conda's art and htslib"
        )


def haplotype_sequence(reference: str, carried: list[Allele]) -> str:
    """A contig with alleles put in; they come in order and do not overlap."""
    parts = []
    done = 0
    for allele in carried:
        parts.append(reference[done : allele.position - 1])
        parts.append(allele.alt)
        done = allele.end
    parts.append(reference[done:])
    return "".join(parts)


def fastq_names(sample: str, unit: str) -> tuple[str, str]:
    """Names of a unit's files, relative to the made set."""
    return f"reads/{sample}_{unit}_R1.fastq.gz", f"reads/{sample}_{unit}_R2.fastq.gz"


def make_reads(tasks: list[ReadsTask], cores: int) -> int:
    """Make the reads of all people, some at a time; returns the number of pairs."""
    if cores == 1:
        return sum(sequence_person(task) for task in tasks)
    with ProcessPoolExecutor(max_workers=cores) as pool:
        return sum(done.result() for done in as_completed([pool.submit(sequence_person, task) for task in tasks]))


def sequence_person(task: ReadsTask) -> int:
    """Sequence one person, library by library; returns the number of pairs."""
    pairs = 0
    units = task.person.units
    total = sum(unit.share for unit in units)
    for library in dict.fromkeys(unit.library for unit in units):
        inside = [unit for unit in units if unit.library == library]
        rng = stream(task.seed, "fragments", task.person.sample, library)
        share = sum(unit.share for unit in inside) / total
        fragments = _library(task.haplotypes, task.recipe, share, rng)
        edges = np.cumsum([unit.share for unit in inside]) / sum(unit.share for unit in inside)
        bounds = [0, *(int(edge * len(fragments)) for edge in edges[:-1]), len(fragments)]
        for unit, low, high in zip(inside, bounds, bounds[1:], strict=False):
            names = fastq_names(task.person.sample, unit.unit)
            label = f"{task.person.sample}.{unit.unit}"
            _sequence(fragments[low:high], label, [task.folder / name for name in names], task)
        pairs += len(fragments)
    return pairs


def _library(
    haplotypes: tuple[Haplotype, ...], recipe: ReadsRecipe, share: float, rng: np.random.Generator
) -> list[str]:
    """Fragments of a library as they come off the machine: in chance order, some more than once."""
    unique: list[str] = []
    for haplotype in haplotypes:
        pairs = haplotype.depth * share * len(haplotype.sequence) / (2 * recipe.length)
        unique += _fragments(haplotype, round(pairs * (1 - recipe.duplicate_share)), recipe, rng)
    copies = round(len(unique) * recipe.duplicate_share / (1 - recipe.duplicate_share))
    everything = unique + [unique[int(number)] for number in rng.integers(0, len(unique), size=copies)]
    return [everything[int(number)] for number in rng.permutation(len(everything))]


def _fragments(haplotype: Haplotype, wanted: int, recipe: ReadsRecipe, rng: np.random.Generator) -> list[str]:
    """Fragments without N, of either strand, a little rarer where GC is far from balanced."""
    text = haplotype.sequence
    size = len(text)
    if haplotype.circular:
        text += text[: int(recipe.insert_mean + 8 * recipe.insert_sd)]
    letters = np.frombuffer(text.encode(), dtype=np.uint8)
    gc = np.concatenate([[0], np.cumsum((letters == ord("G")) | (letters == ord("C")))])
    gaps = np.concatenate([[0], np.cumsum(letters == ord("N"))])
    chosen: list[str] = []
    while len(chosen) < wanted:
        batch = 2 * (wanted - len(chosen)) + 100
        starts, ends = _places(batch, size, len(text), recipe, rng)
        balance = np.abs((gc[ends] - gc[starts]) / (ends - starts) - GC_BEST)
        kept = (rng.random(batch) > GC_LOSS * balance) & (gaps[ends] == gaps[starts]) & (starts >= 0)
        reverse = rng.random(batch) < 0.5
        for number in np.flatnonzero(kept)[: wanted - len(chosen)]:
            fragment = text[int(starts[number]) : int(ends[number])]
            chosen.append(_flip(fragment) if reverse[number] else fragment)
    return chosen


def _places(
    batch: int, size: int, limit: int, recipe: ReadsRecipe, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends (0-based half-open) of fragments; those that would pass the end get a negative start."""
    lengths = rng.normal(recipe.insert_mean, recipe.insert_sd, size=batch).astype(np.int64)
    lengths = np.clip(lengths, recipe.length + 1, int(recipe.insert_mean + 6 * recipe.insert_sd))
    short = rng.random(batch) < recipe.short_share
    lengths[short] = rng.integers(recipe.shortest, recipe.length, size=int(short.sum()))
    starts = rng.integers(0, size, size=batch)
    starts[starts + lengths > limit] = -1
    return starts, np.where(starts < 0, 0, starts) + lengths.clip(max=limit)


def _flip(fragment: str) -> str:
    return fragment.translate(_COMPLEMENT)[::-1]


_COMPLEMENT = str.maketrans("ACGT", "TGCA")


def _amplicon(fragment: str, length: int) -> str:
    """What ART reads from both ends: the fragment, or for a short one its two reads with adapters back to back."""
    if len(fragment) >= length:
        return fragment
    one = (fragment + ADAPTER_1 + "A" * length)[:length]
    two = (_flip(fragment) + ADAPTER_2 + "A" * length)[:length]
    return one + _flip(two)


def _sequence(fragments: list[str], label: str, files: list[Path], task: ReadsTask) -> None:
    """Run ART on fragments and write the pair of files."""
    with tempfile.TemporaryDirectory(prefix="reads-", dir=task.folder) as folder:
        source, prefix = Path(folder) / "fragments.fa", Path(folder) / "art"
        length = task.recipe.length
        with source.open("w") as handle:
            for number, fragment in enumerate(fragments):
                handle.write(f">{number}\n{_amplicon(fragment, length)}\n")
        command = ["art_illumina", "-amp", "-p", "-q", "-na", "-c", "1", "-ss", task.recipe.profile]
        command += ["-l", str(length), "-rs", str(seed_for(task.seed, "art", label))]
        command += ["-i", str(source), "-o", str(prefix)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            raise ResourceError(f"art_illumina failed ({run.returncode}): {run.stderr.strip()[-300:]}")
        source.unlink()
        for mate, path in enumerate(files, start=1):
            made = Path(f"{prefix}{mate}.fq")
            _compress(_renamed(made.read_bytes(), label, len(fragments), made), path)
            made.unlink()


def _renamed(fastq: bytes, label: str, pairs: int, file: Path) -> bytes:
    """FASTQ with plain read names, the same in both files.

    Raises:
        ResourceError: ART gave another number of reads than fragments.
    """
    lines = fastq.split(b"\n")
    if len(lines) != 4 * pairs + 1:
        raise ResourceError(f"art_illumina wrote {len(lines) // 4} reads for {pairs} fragments ({file.name})")
    start = f"@syn.{label}.".encode()
    lines[:-1:4] = [start + str(number).encode() for number in range(1, pairs + 1)]
    return b"\n".join(lines)


def _compress(data: bytes, path: Path) -> None:
    with path.open("wb") as handle:
        run = subprocess.run(["bgzip", "-l", "1", "-c"], input=data, stdout=handle, check=False)
    if run.returncode:
        raise ResourceError(f"bgzip failed ({run.returncode}) on {path.name}")
