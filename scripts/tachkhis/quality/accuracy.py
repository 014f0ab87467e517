"""Calls against a truth set inside its confident regions: exact alleles, genotypes, and haplotypes.

Both sides are split, left-aligned and atomised with ``bcftools norm -m -any -a`` before they are compared. An allele
counts as inside if its position lies in the BED. Calls count if they passed their filters.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tachkhis.errors import ResourceError

CLUSTER_GAP = 30  # bases between alleles that are compared together as haplotypes
CLUSTER_SIZE = 10  # alleles of one side beyond which a cluster is compared allele by allele
FLANK = 40  # bases of reference beside a cluster


@dataclass(frozen=True, slots=True)
class Allele:
    """One atomised allele of one person; ``copies`` is 1 or 2, ``None`` where the genotype is not called."""

    contig: str
    position: int
    ref: str
    alt: str
    copies: int | None

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What makes two alleles the same."""
        return self.contig, self.position, self.ref, self.alt

    @property
    def kind(self) -> str:
        """``snv`` or ``indel``."""
        return "snv" if len(self.ref) == len(self.alt) else "indel"


@dataclass(slots=True)
class Score:
    """Counts for one kind of allele and one way of comparing."""

    true_positives: int = 0
    false_positives: int = 0
    false_negatives: int = 0
    same_genotype: int = 0

    @property
    def recall(self) -> float:
        """Share of true alleles that were found; 1 where there are none."""
        total = self.true_positives + self.false_negatives
        return self.true_positives / total if total else 1.0

    @property
    def precision(self) -> float:
        """Share of calls that are true; 1 where nothing was called."""
        total = self.true_positives + self.false_positives
        return self.true_positives / total if total else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision."""
        total = 2 * self.true_positives + self.false_positives + self.false_negatives
        return 2 * self.true_positives / total if total else 1.0

    @property
    def concordance(self) -> float:
        """Share of the alleles found whose genotype is the true one."""
        return self.same_genotype / self.true_positives if self.true_positives else 1.0


def read_alleles(vcf: Path, sample: str | None, fasta: Path, bed: Path) -> list[Allele]:
    """Passing, atomised alleles that a person carries inside the BED, in the reference's order.

    Raises:
        ResourceError: bcftools failed, for example because a REF allele is not the reference's.
    """
    select = ["-s", sample] if sample is not None else []
    view = ["bcftools", "view", "--no-version", "-Ou", "-f", ".,PASS", *select, str(vcf)]
    norm = ["bcftools", "norm", "--no-version", "-Ou", "-m", "-any", "-a", "-f", str(fasta), "-"]
    query = ["bcftools", "view", "--no-version", "-H", "-T", str(bed), "-"]
    first = subprocess.Popen(view, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    second = subprocess.Popen(norm, stdin=first.stdout, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    third = subprocess.run(query, stdin=second.stdout, capture_output=True, text=True, check=False)
    complaint = first.stderr.read().decode(errors="replace") if first.stderr is not None else ""
    if first.wait() or second.wait() or third.returncode:
        raise ResourceError(f"bcftools failed on {vcf}: {complaint}{third.stderr}")
    alleles: dict[tuple[str, int, str, str], Allele] = {}
    for line in third.stdout.splitlines():
        cells = line.split("\t")
        genotype = cells[9].split(":")[0].replace("|", "/").split("/") if len(cells) > 9 else ["."]
        copies = None if "." in genotype else sum(allele == "1" for allele in genotype)
        if copies is not None and len(genotype) == 1:
            copies *= 2  # one copy of a haploid place is all that can be carried
        if copies == 0 or cells[4] in ("*", "."):
            continue
        allele = Allele(cells[0], int(cells[1]), cells[3].upper(), cells[4].upper(), copies)
        alleles.setdefault(allele.key, allele)
    return list(alleles.values())


def compare_exact(truth: Sequence[Allele], calls: Sequence[Allele]) -> dict[str, Score]:
    """Scores by kind, alleles compared one by one."""
    scores = {"snv": Score(), "indel": Score()}
    called = {allele.key: allele for allele in calls}
    known = {allele.key for allele in truth}
    for allele in truth:
        match = called.get(allele.key)
        score = scores[allele.kind]
        if match is None:
            score.false_negatives += 1
        else:
            score.true_positives += 1
            score.same_genotype += match.copies == allele.copies
    for allele in calls:
        if allele.key not in known:
            scores[allele.kind].false_positives += 1
    return scores


def clusters(truth: Sequence[Allele], calls: Sequence[Allele]) -> Iterator[tuple[list[Allele], list[Allele]]]:
    """Neighbouring alleles of both sides, grouped by gaps of at most :data:`CLUSTER_GAP` bases."""
    order = {name: index for index, name in enumerate(dict.fromkeys(a.contig for a in (*truth, *calls)))}
    merged = sorted(
        [(order[a.contig], a.position, True, a) for a in truth]
        + [(order[a.contig], a.position, False, a) for a in calls],
        key=lambda row: (row[0], row[1], row[2], row[3].ref, row[3].alt),
    )
    group: list[tuple[bool, Allele]] = []
    last: tuple[int, int] | None = None
    for contig, position, is_truth, allele in merged:
        if last is not None and (contig != last[0] or position > last[1] + CLUSTER_GAP):
            yield [a for side, a in group if side], [a for side, a in group if not side]
            group, last = [], None
        group.append((is_truth, allele))
        last = (contig, max(position + len(allele.ref), last[1] if last else 0))
    if group:
        yield [a for side, a in group if side], [a for side, a in group if not side]


def haplotypes(alleles: Sequence[Allele], reference: str, offset: int) -> set[frozenset[str]]:
    """Every pair of sequences that unphased alleles could make, as sets (one member where both are the same).

    Args:
        alleles: alleles of one side, at most :data:`CLUSTER_SIZE`.
        reference: sequence around them.
        offset: 1-based position of ``reference[0]``.
    """
    heterozygous = [allele for allele in alleles if allele.copies == 1]
    homozygous = [allele for allele in alleles if allele.copies == 2]
    pairs: set[frozenset[str]] = set()
    for sides in product((0, 1), repeat=max(0, len(heterozygous) - 1)):
        chosen: tuple[list[Allele], list[Allele]] = (list(homozygous), list(homozygous))
        for allele, side in zip(heterozygous, (0, *sides), strict=False):
            chosen[side].append(allele)
        made = [_apply(side, reference, offset) for side in chosen]
        if made[0] is not None and made[1] is not None:
            pairs.add(frozenset((made[0], made[1])))
    return pairs


def _apply(alleles: Sequence[Allele], reference: str, offset: int) -> str | None:
    """The reference with alleles put in; ``None`` where they overlap."""
    pieces: list[str] = []
    at = offset
    for allele in sorted(alleles, key=lambda a: (a.position, len(a.ref) != len(a.alt))):
        start, ref, alt = allele.position, allele.ref, allele.alt
        if len(ref) != len(alt) and ref[0] == alt[0]:  # the anchor base is free for an SNV
            start, ref, alt = start + 1, ref[1:], alt[1:]
        if start < at:
            return None
        pieces += [reference[at - offset : start - offset], alt]
        at = start + len(ref)
    return "".join([*pieces, reference[at - offset :]])


def compare_haplotypes(truth: Sequence[Allele], calls: Sequence[Allele], fasta: Path) -> dict[str, Score]:
    """Scores by kind; a cluster whose two sides can spell the same pair of sequences is right as a whole."""
    import pysam

    scores = {"snv": Score(), "indel": Score()}
    with pysam.FastaFile(str(fasta)) as reference:
        for true, called in clusters(truth, calls):
            if _spell_the_same(true, called, reference):
                for allele in true:
                    scores[allele.kind].true_positives += 1
                    scores[allele.kind].same_genotype += 1
                continue
            for kind, score in compare_exact(true, called).items():
                scores[kind].true_positives += score.true_positives
                scores[kind].false_positives += score.false_positives
                scores[kind].false_negatives += score.false_negatives
                scores[kind].same_genotype += score.same_genotype
    return scores


def _spell_the_same(truth: Sequence[Allele], calls: Sequence[Allele], reference: object) -> bool:
    both = [*truth, *calls]
    if not truth or not calls or max(len(truth), len(calls)) > CLUSTER_SIZE or any(a.copies is None for a in both):
        return False
    start = max(1, min(allele.position for allele in both) - FLANK)
    end = max(allele.position + len(allele.ref) for allele in both) + FLANK
    sequence = reference.fetch(both[0].contig, start - 1, end).upper()  # type: ignore[attr-defined]
    return bool(haplotypes(truth, sequence, start) & haplotypes(calls, sequence, start))
