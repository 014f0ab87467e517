"""The csq fixtures (real Ensembl transcripts of 39 genes) as one genome on two strands, and variants made on them.

Every fixture's contig stands in the genome twice: as it is (``F07``) and as its reverse complement (``R07``), each with
all transcripts. On one of the two a transcript lies on the forward strand: its *sense* contig, on which the oracle and
ferro-hgvs work.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import pysam

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from unit.variants.names_world import Design
from unit.variants.names_world import mirror

Change = tuple[int, str, str]  # 0-based start, REF, ALT on the sense contig, shared ends taken off


@dataclass(frozen=True)
class Subject:
    """One transcript, seen from its sense contig.

    Attributes:
        name: id, the same on both strands.
        contig: its sense contig; ``other`` is the reverse complement of that.
        bases: of the sense contig, upper case.
        design: exons and coding span on the sense contig.
        transcript: as it stands on the sense contig (strand +1).
    """

    name: str
    contig: str
    other: str
    bases: str
    design: Design
    transcript: Transcript

    def vcf(self, start: int, ref: str, alt: str) -> tuple[str, int, str, str]:
        """A change of the sense contig as VCF: with the base before where it needs one."""
        if ref and alt:
            return self.contig, start + 1, ref, alt
        anchor = self.bases[start - 1]
        return self.contig, start, anchor + ref, anchor + alt

    def mirrored(self, start: int, ref: str, alt: str) -> tuple[str, int, str, str]:
        """The same change as VCF on the other contig."""
        at = len(self.bases) - start - len(ref)
        if ref and alt:
            return self.other, at + 1, mirror(ref), mirror(alt)
        anchor = mirror(self.bases[start + len(ref)])
        return self.other, at, anchor + mirror(ref), anchor + mirror(alt)


@dataclass(frozen=True)
class RealWorld:
    """All fixtures in one genome."""

    fasta: Path
    model: GeneModel
    subjects: tuple[Subject, ...]


def read_fixtures(folder: Path, scratch: Path) -> RealWorld:
    """Write the genome of all fixtures to ``scratch`` and read their transcripts."""
    scratch.mkdir(parents=True, exist_ok=True)
    records, transcripts, subjects = [], [], []
    for number, fixture in enumerate(sorted(path for path in folder.iterdir() if path.is_dir())):
        for name, bases, found in _contigs(fixture, scratch):
            contig = f"{number:02d}_{name}"
            size = len(bases)
            records.append(f">F{contig}\n{bases}\n>R{contig}\n{mirror(bases)}\n")
            for transcript in found:
                here = replace(transcript, contig=f"F{contig}", gene=f"{transcript.gene}_{number}")
                there = _flipped(here, f"R{contig}", size)
                transcripts += [here, there]
                sense = here if here.strand > 0 else there
                other = there if here.strand > 0 else here
                text = bases if here.strand > 0 else mirror(bases)
                design = Design(here.id, sense.exons, sense.cds)
                subjects.append(Subject(here.id, sense.contig, other.contig, text, design, sense))
    fasta = scratch / "fixtures.fa"
    fasta.write_text("".join(records), encoding="ascii")
    pysam.faidx(str(fasta))
    return RealWorld(fasta, GeneModel(transcripts), tuple(subjects))


def _contigs(fixture: Path, scratch: Path) -> Iterator[tuple[str, str, list[Transcript]]]:
    source = next(file for file in sorted(fixture.iterdir()) if file.name.endswith((".fa", ".fa.gz")))
    content = source.read_bytes()
    fasta = scratch / f"{fixture.name}.fa"
    fasta.write_bytes(gzip.decompress(content) if source.suffix == ".gz" else content)
    gff = next(file for file in sorted(fixture.glob("*.gff")) if file.name.startswith("ENST"))
    genes = scratch / f"{fixture.name}.gff"
    # two fixtures carry further columns behind the ninth
    rows = ["\t".join(line.split("\t")[:9]) for line in gff.read_text(encoding="utf-8").splitlines()]
    genes.write_text("\n".join(rows) + "\n", encoding="utf-8")
    model = GeneModel.load(genes)
    with pysam.FastaFile(str(fasta)) as reference:
        for name in reference.references:
            bases = reference.fetch(name).upper()
            inside = [one for one in model if one.contig == name and one.end <= len(bases) and one.length > 50]
            if inside:
                yield name, bases, inside


def _flipped(transcript: Transcript, contig: str, size: int) -> Transcript:
    exons = tuple(sorted((size - end, size - start) for start, end in transcript.exons))
    cds = None if transcript.cds is None else (size - transcript.cds[1], size - transcript.cds[0])
    return replace(transcript, contig=contig, strand=-transcript.strand, exons=exons, cds=cds)


def make_changes(subject: Subject, count: int) -> list[Change]:
    """Changes in and around a transcript, half of them at its borders; the same ones every time.

    Single bases, deletions, insertions of new and of copied bases, inversions and replacements of 1 to 12 bases.
    """
    rng = random.Random(subject.name)
    design, bases = subject.design, subject.bases
    edges = [edge for exon in design.exons for edge in exon]
    if design.cds is not None:
        edges += [design.cds[0], design.cds[0] + 3, design.cds[1] - 3, design.cds[1]] * 3
    exonic = [position for start, end in design.exons for position in range(start, end)]
    found: set[Change] = set()
    low, high = max(13, design.exons[0][0] - 15), min(len(bases) - 14, design.exons[-1][1] + 15)
    for _ in range(50 * count):
        if len(found) >= count:
            break
        near = rng.random()
        if near < 0.5:
            start = rng.choice(edges) + rng.randint(-9, 9)
        elif near < 0.9:
            start = rng.choice(exonic)
        else:
            start = rng.randint(low, high)
        start = min(max(start, low), high)
        change = _change(rng, bases, start)
        if change[1] != change[2] and "N" not in change[1] + change[2] and set(change[1]) <= set("ACGT"):
            found.add(change)
    return sorted(found)


def _change(rng: random.Random, bases: str, start: int) -> Change:
    size = rng.choice((1, 1, 1, 2, 3, 3, 4, 6, 9, 12))
    ref = bases[start : start + size]
    kind = rng.random()
    if kind < 0.3:
        ref, alt = bases[start], rng.choice("ACGT")
    elif kind < 0.5:
        alt = ""
    elif kind < 0.65:
        ref, alt = "", bases[start - size : start]
    elif kind < 0.78:
        ref, alt = "", "".join(rng.choice("ACGT") for _ in range(size))
    elif kind < 0.83:
        alt = mirror(ref)
    else:
        alt = "".join(rng.choice("ACGT") for _ in range(rng.choice((1, 2, 3, 3, 6, size))))
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        start, ref, alt = start + 1, ref[1:], alt[1:]
    return start, ref, alt
