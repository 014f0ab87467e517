"""Made-up reads of a circular genome: fragments from anywhere on the circle, aligned to it as if it were a line."""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tachkhis.variants.mitochondria.calling import call_mitochondria
from tachkhis.variants.mitochondria.origin import ReadRules

COMPLEMENT = str.maketrans("ACGT", "TGCA")
READ = 100
FRAGMENT = 260


def random_bases(length: int, seed: int) -> str:
    """Random bases without runs of five, so that nothing but what a test plants is special."""
    rng = random.Random(seed)
    found: list[str] = []
    while len(found) < length:
        base = rng.choice("ACGT")
        if found[-4:] != [base] * 4:
            found.append(base)
    return "".join(found)


@dataclass(frozen=True)
class Molecule:
    """One kind of molecule: its bases as a line whose end joins its beginning, and its share of the fragments."""

    bases: str
    share: float


def with_changes(bases: str, *changes: tuple[int, str, str]) -> str:
    """Apply VCF-like changes (1-based position, REF, ALT)."""
    for position, ref, alt in sorted(changes, reverse=True):
        assert bases[position - 1 : position - 1 + len(ref)] == ref, (position, ref, bases[position - 1 : position + 5])
        bases = bases[: position - 1] + alt + bases[position - 1 + len(ref) :]
    return bases


def other(base: str) -> str:
    """Another base: the transition."""
    return {"A": "G", "G": "A", "C": "T", "T": "C"}[base]


def write_reads(molecules: list[Molecule], depth: float, seed: int, folder: Path, error: float = 0.001) -> list[Path]:
    """Paired reads of the molecules (N are bases that no molecule has); returns both FASTQ files."""
    rng = random.Random(seed)
    circles = [molecule.bases.replace("N", "") for molecule in molecules]
    number = round(depth * len(circles[0]) / (2 * READ))
    ends: tuple[list[str], list[str]] = ([], [])
    for name in range(number):
        (bases,) = rng.choices(circles, [molecule.share for molecule in molecules])
        start = rng.randrange(len(bases))
        fragment = (bases + bases)[start : start + FRAGMENT + rng.randrange(-30, 31)]
        if rng.random() < 0.5:
            fragment = fragment[::-1].translate(COMPLEMENT)
        for end, read in zip(ends, (fragment[:READ], fragment[-READ:][::-1].translate(COMPLEMENT)), strict=True):
            shown = "".join(rng.choice("ACGT") if rng.random() < error else base for base in read)
            end.append(f"@f{name}\n{shown}\n+\n{'?' * READ}\n")
    files = [folder / f"reads{seed}_R1.fastq", folder / f"reads{seed}_R2.fastq"]
    for path, lines in zip(files, ends, strict=True):
        path.write_text("".join(lines))
    return files


def write_reference(folder: Path, **contigs: str) -> Path:
    """An indexed FASTA."""
    fasta = folder / "genome.fa"
    fasta.write_text("".join(f">{name}\n{bases}\n" for name, bases in contigs.items()))
    subprocess.run(["bwa", "index", fasta], check=True, capture_output=True)
    subprocess.run(["samtools", "faidx", fasta], check=True)
    return fasta


def align(fasta: Path, reads: list[Path], sample: str, folder: Path, suffix: str = "cram") -> Path:
    """Align to an indexed reference, as the aligning stage does but for trimming and duplicates."""
    target = folder / f"{sample}.{suffix}"
    command = ["bwa", "mem", "-R", f"@RG\\tID:{sample}\\tSM:{sample}", str(fasta), *map(str, reads)]
    aligned = subprocess.run(command, check=True, capture_output=True)
    sort = ["samtools", "sort", "--reference", str(fasta), "-O", suffix, "--write-index", "-o", str(target), "-"]
    subprocess.run(sort, input=aligned.stdout, check=True, capture_output=True)
    return target


@dataclass(frozen=True)
class Seen:
    """A record as a test looks at it: key, filters, per sample the genotype, depth, fraction, bounds, quality."""

    key: tuple[int, str, str]
    filters: tuple[str, ...]
    genotypes: tuple[str, ...]
    depths: tuple[int, ...]
    reads: tuple[int, ...]
    fractions: tuple[float, ...]
    bounds: tuple[tuple[float, float], ...]
    qualities: tuple[int, ...]

    @property
    def passed(self) -> bool:
        """No filter."""
        return self.filters == ("PASS",)


def called(crams: dict[str, Path], fasta: Path, folder: Path, targets: Path | None = None) -> list[Seen]:
    """Call, and read the file as text."""
    out = folder / "mitochondria.bcf"
    call_mitochondria(crams, fasta, ReadRules(20, 20), targets, out)
    return read_bcf(out)


def read_bcf(path: Path) -> list[Seen]:
    """The records of a BCF."""
    done = subprocess.run(["bcftools", "view", "-H", path], capture_output=True, text=True, check=True)
    found = []
    for line in done.stdout.splitlines():
        cells = line.split("\t")
        rows = [dict(zip(cells[8].split(":"), cell.split(":"), strict=True)) for cell in cells[9:]]
        bounds = [tuple(float(part) for part in row["AFCI"].split(",")) for row in rows if row["AFCI"] != "."]
        found.append(
            Seen(
                key=(int(cells[1]), cells[3], cells[4]),
                filters=tuple(cells[6].split(";")),
                genotypes=tuple(row["GT"] for row in rows),
                depths=tuple(int(row["DP"]) for row in rows),
                reads=tuple(int(row["AD"].split(",")[1]) for row in rows),
                fractions=tuple(float(row["AF"]) for row in rows if row["AF"] != "."),
                bounds=tuple((low, high) for low, high in bounds),
                qualities=tuple(int(row["GQ"]) for row in rows if row["GQ"] != "."),
            )
        )
    return found
