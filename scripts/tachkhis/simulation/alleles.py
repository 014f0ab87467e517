"""Choice of planted alleles: of a wanted kind, in a gene's MANE transcript, where short reads can show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field

import numpy as np

from tachkhis.simulation.effects import substitution_score
from tachkhis.simulation.model import Allele
from tachkhis.simulation.model import Gene
from tachkhis.simulation.model import Genome
from tachkhis.simulation.model import Transcript
from tachkhis.simulation.naming import mutated_coding
from tachkhis.simulation.naming import name_coding
from tachkhis.simulation.naming import name_protein
from tachkhis.simulation.recipe import AlleleKind
from tachkhis.simulation.recipe import impossible
from tachkhis.simulation.sequence import align_left
from tachkhis.simulation.sequence import footprint
from tachkhis.simulation.sequence import reverse_complement
from tachkhis.simulation.sequence import translate

EXON_EDGE = 8  # bases of an exon next to its ends that planted coding alleles avoid
LAST_BASES = 55  # a stop nearer than this to the last junction may escape nonsense-mediated decay
CLEARANCE = 30  # bases between planted alleles

CONSEQUENCE = {
    AlleleKind.NONSENSE: "stop_gained",
    AlleleKind.FRAMESHIFT_DELETION: "frameshift_variant",
    AlleleKind.FRAMESHIFT_DUPLICATION: "frameshift_variant",
    AlleleKind.SPLICE_DONOR: "splice_donor_variant",
    AlleleKind.SPLICE_ACCEPTOR: "splice_acceptor_variant",
    AlleleKind.MISSENSE: "missense_variant",
}


@dataclass(frozen=True)
class NamedAllele:
    """A planted allele with its names on the gene's MANE transcript."""

    allele: Allele
    gene: str
    transcript: str
    kind: AlleleKind
    hgvs_c: str
    hgvs_p: str

    @property
    def consequence(self) -> str:
        """Sequence Ontology term."""
        return CONSEQUENCE[self.kind]


@dataclass
class AlleleChooser:
    """Chooses alleles and remembers what is taken, so that no two are close."""

    genome: Genome
    genes: dict[str, Gene]
    taken: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def choose(self, symbol: str, kind: AlleleKind, rng: np.random.Generator) -> NamedAllele:
        """An allele of this kind in this gene, away from all chosen before.

        Raises:
            InputError: the gene has no place for one.
        """
        gene = self.genes[symbol]
        transcript = gene.main
        contig = self.genome.sequences[transcript.contig]
        candidates = list(_candidates(kind, transcript, contig))
        order = [int(number) for number in rng.permutation(len(candidates))]
        if kind in (AlleleKind.SPLICE_DONOR, AlleleKind.SPLICE_ACCEPTOR):
            order.sort()  # the telling ones come first
        for number in order:
            allele = candidates[number]
            low, high = footprint(contig, allele.position, allele.ref, allele.alt)
            taken = self.taken.setdefault(transcript.contig, [])
            if any(low - CLEARANCE <= right and left <= high + CLEARANCE for left, right in taken):
                continue
            if not _severe_enough(allele, kind, transcript, contig):
                continue
            taken.append((low, high))
            return NamedAllele(
                allele=allele,
                gene=symbol,
                transcript=transcript.name,
                kind=kind,
                hgvs_c=name_coding(allele, transcript, contig),
                hgvs_p=name_protein(allele, transcript, contig),
            )
        raise impossible(f"there is no place for a {kind.value} allele", symbol)

    def is_near(self, contig: str, low: int, high: int, distance: int) -> bool:
        """Whether a planted allele lies within ``distance`` bases."""
        return any(low - distance <= right and left <= high + distance for left, right in self.taken.get(contig, []))


def _inner_positions(transcript: Transcript) -> Iterator[int]:
    """CDS positions away from exon ends, from a tenth to two thirds of the CDS."""
    coding = transcript.cds_positions
    edges = [bound for exon in transcript.exons for bound in exon]
    for position in coding[len(coding) // 10 : len(coding) * 2 // 3]:
        if all(abs(position - edge) >= EXON_EDGE for edge in edges):
            yield position


def _candidates(kind: AlleleKind, transcript: Transcript, contig: str) -> Iterator[Allele]:
    name = transcript.contig
    if kind in (AlleleKind.SPLICE_DONOR, AlleleKind.SPLICE_ACCEPTOR):
        yield from _splice_candidates(kind, transcript, contig)
        return
    for position in _inner_positions(transcript):
        base = contig[position - 1]
        if kind is AlleleKind.FRAMESHIFT_DELETION:
            if contig[position] == base:  # within a run, so that naming and left-aligning differ
                anchor = contig[position - 2]
                yield Allele(name, *align_left(contig, position - 1, anchor + base, anchor))
        elif kind is AlleleKind.FRAMESHIFT_DUPLICATION:
            yield Allele(name, *align_left(contig, position, base, base + base))
        else:
            for alt in "ACGT":
                if alt != base:
                    yield Allele(name, position, base, alt)


def _splice_candidates(kind: AlleleKind, transcript: Transcript, contig: str) -> Iterator[Allele]:
    """The first base of a donor (G>A) or the last of an acceptor (G>A), between coding exons.

    Those beside an exon that cannot be skipped in frame come first: it lies within the CDS, its length is no multiple
    of three, and two exons or more follow, so that skipping it brings a stop early enough for nonsense-mediated decay.
    """
    assert transcript.cds is not None
    forward = transcript.strand == "+"
    exons = transcript.exons if forward else transcript.exons[::-1]
    found: list[tuple[bool, int]] = []
    for start, end in transcript.introns:
        if start <= transcript.cds[0] or end >= transcript.cds[1]:
            continue
        at_start = (kind is AlleleKind.SPLICE_DONOR) is forward
        beside, position = (start - 1, start) if at_start else (end + 1, end)
        number, (low, high) = next((n, exon) for n, exon in enumerate(exons) if exon[0] <= beside <= exon[1])
        inside = transcript.cds[0] < low and high < transcript.cds[1]
        abolishes = inside and (high - low + 1) % 3 != 0 and len(exons) - number - 1 >= 2
        found.append((not abolishes, position))
    for _, position in sorted(found):
        ref = contig[position - 1]
        alt = "A" if forward else reverse_complement("A")
        yield Allele(transcript.contig, position, ref, alt)


def _severe_enough(allele: Allele, kind: AlleleKind, transcript: Transcript, contig: str) -> bool:
    """Whether the allele does what its kind says, with a stop early enough for nonsense-mediated decay."""
    if kind in (AlleleKind.SPLICE_DONOR, AlleleKind.SPLICE_ACCEPTOR):
        return True
    changed = mutated_coding(allele, transcript, contig)
    if changed is None:
        return False
    before = translate(transcript.coding(contig), transcript.table)
    after = translate(changed, transcript.table)
    stop = after.find("*")
    if kind is AlleleKind.MISSENSE:
        if stop != len(before) - 1:
            return False
        scores = [substitution_score(*pair) for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
        return bool(scores) and scores[0] <= -2
    if kind is AlleleKind.NONSENSE and not 0 <= stop < len(before) - 1:
        return False
    return stop >= 0 and stop * 3 + LAST_BASES < transcript.last_junction
