"""A small made-up genome on two strands, and a slow, independent way to name variants on it.

``forward`` carries genes on the + strand; ``reverse`` is its reverse complement and carries the same genes on
the - strand, so every variant has a mirror image that must get the same c. and p. names. The oracle works on the
sense strand by brute force: apply the change to the text, look for every position that gives the same text, take
the last.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import pysam

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript

FORWARD, REVERSE = "forward", "reverse"
THREE = dict(
    zip(
        "ACDEFGHIKLMNPQRSTVWYX*",
        [
            "Ala",
            "Cys",
            "Asp",
            "Glu",
            "Phe",
            "Gly",
            "His",
            "Ile",
            "Lys",
            "Leu",
            "Met",
            "Asn",
            "Pro",
            "Gln",
            "Arg",
            "Ser",
            "Thr",
            "Val",
            "Trp",
            "Tyr",
            "Xaa",
            "Ter",
        ],
        strict=True,
    )
)
_CODE = dict(
    zip(
        [a + b + c for a in "TCAG" for b in "TCAG" for c in "TCAG"],
        "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
        strict=True,
    )
)


def mirror(bases: str) -> str:
    return bases[::-1].translate(str.maketrans("ACGT", "TGCA"))


@dataclass(frozen=True)
class Design:
    """A gene on the forward contig: exons (0-based half-open), coding span (stop included) or None."""

    name: str
    exons: tuple[tuple[int, int], ...]
    cds: tuple[int, int] | None


@dataclass(frozen=True)
class World:
    """The genome, its genes, and the files that hold them."""

    bases: str
    designs: tuple[Design, ...]
    fasta: Path
    model: GeneModel

    def mirrored(self, start: int, ref: str, alt: str) -> tuple[int, str, str]:
        """The same change on the reverse contig (0-based)."""
        return len(self.bases) - start - len(ref), mirror(ref), mirror(alt)


def write_world(folder: Path, bases: str, designs: list[Design]) -> World:
    fasta = folder / "world.fa"
    fasta.write_text(f">{FORWARD}\n{bases}\n>{REVERSE}\n{mirror(bases)}\n", encoding="ascii")
    pysam.faidx(str(fasta))
    size = len(bases)
    transcripts = []
    for design in designs:
        biotype = "protein_coding" if design.cds else "lncRNA"
        transcripts.append(
            Transcript(f"{design.name}_F.1", f"{design.name}F", "gF", biotype, FORWARD, 1, design.exons, design.cds)
        )
        flipped = tuple(sorted((size - end, size - start) for start, end in design.exons))
        cds = (size - design.cds[1], size - design.cds[0]) if design.cds else None
        transcripts.append(
            Transcript(f"{design.name}_R.1", f"{design.name}R", "gR", biotype, REVERSE, -1, flipped, cds)
        )
    return World(bases, tuple(designs), fasta, GeneModel(transcripts))


def random_gene(rng: random.Random, name: str, offset: int, *, coding: bool, exons: int) -> tuple[str, Design]:
    """Bases of a gene with short flanks, rich in repeats so that indels have many places."""

    def run(size: int) -> str:
        text = ""
        while len(text) < size:
            text += rng.choice("ACGT") * rng.choice((1, 1, 1, 2, 3, 4)) if rng.random() < 0.8 else "CAG" * 2
        return text[:size]

    codons = ["AAA", "CAG", "GGT", "CTG", "GAT", "TTC", "ACC", "GTG", "AAG", "TCT", "CAT", "GGG", "CCC", "TTT"]
    inner = [rng.choice(codons) for _ in range(rng.randint(25, 60))]
    coding_bases = "ATG" + "".join(codon * rng.choice((1, 1, 2)) for codon in inner) + rng.choice(["TAA", "TGA", "TAG"])
    before, after = run(rng.randint(12, 40)), run(rng.randint(30, 60))
    mrna = before + coding_bases + after
    cuts = sorted(rng.sample(range(5, len(mrna) - 5), exons - 1))
    text, places, position = run(20), [], offset + 20
    first_coding, last_coding = len(before), len(before) + len(coding_bases)
    cds_start = cds_end = 0
    for number, (low, high) in enumerate(zip([0, *cuts], [*cuts, len(mrna)], strict=True)):
        if number:
            intron = "GT" + run(rng.randint(20, 40)) + "AG"
            text += intron
            position += len(intron)
        if low <= first_coding < high:
            cds_start = position + first_coding - low
        if low < last_coding <= high:
            cds_end = position + last_coding - low
        text += mrna[low:high]
        places.append((position, position + high - low))
        position += high - low
    text += run(20)
    return text, Design(name, tuple(places), (cds_start, cds_end) if coding else None)


def random_world(folder: Path, seed: int) -> World:
    rng = random.Random(seed)
    bases, designs = "", []
    for number, (coding, exons) in enumerate([(True, 4), (True, 6), (False, 3), (True, 1), (True, 3)]):
        text, design = random_gene(rng, f"T{number}", len(bases), coding=coding, exons=exons)
        bases += text
        designs.append(design)
    return write_world(folder, bases, designs)


def random_changes(world: World, seed: int, count: int) -> list[tuple[int, str, str]]:
    """Changes (0-based start, REF, ALT), half of them at the edges of exons and of the coding sequence."""
    rng = random.Random(seed)
    edges = [edge for design in world.designs for exon in design.exons for edge in exon]
    edges += [edge for design in world.designs if design.cds for edge in design.cds]
    found = []
    while len(found) < count:
        near = rng.choice(edges) + rng.randint(-9, 9) if rng.random() < 0.5 else rng.randrange(len(world.bases))
        size = rng.choice((0, 1, 1, 1, 2, 3, 3, 4, 6, 9))
        start = min(max(near, 1), len(world.bases) - 12)
        ref = world.bases[start : start + size]
        kind = rng.random()
        if kind < 0.35:
            alt = "".join(rng.choice("ACGT") for _ in range(size or 1))
        elif kind < 0.6:
            alt = ""
        elif kind < 0.75:
            ref, alt = "", world.bases[start : start + (size or 1)]
        elif kind < 0.8:
            alt = mirror(ref)
        else:
            alt = "".join(rng.choice("ACGT") for _ in range(rng.choice((1, 2, 3, 6))))
        if ref != alt:
            found.append((start, ref, alt))
    return found


# ---------------------------------------------------------------- the oracle


def trimmed(start: int, ref: str, alt: str) -> tuple[int, str, str]:
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        start, ref, alt = start + 1, ref[1:], alt[1:]
    return start, ref, alt


def equivalent(bases: str, start: int, ref: str, alt: str) -> list[tuple[int, str, str]]:
    """Every place of an indel that gives the same text, ascending; found by trying."""
    start, ref, alt = trimmed(start, ref, alt)
    if ref and alt:
        return [(start, ref, alt)]
    result = bases[:start] + alt + bases[start + len(ref) :]
    size, places = len(ref or alt), []
    for at in range(max(0, start - 150), min(len(bases), start + 150) + 1):
        if ref and at + size <= len(bases) and bases[:at] + bases[at + size :] == result:
            places.append((at, bases[at : at + size], ""))
        if alt and bases[:at] + result[at : at + size] + bases[at:] == result:
            places.append((at, "", result[at : at + size]))
    return places


def labels(design: Design) -> dict[int, str]:
    """The c. (or n.) number of every base of a transcript."""
    exonic = [position for start, end in design.exons for position in range(start, end)]
    numbers = {}
    if design.cds is None:
        numbers = {position: str(i + 1) for i, position in enumerate(exonic)}
    else:
        first, last = exonic.index(design.cds[0]), exonic.index(design.cds[1] - 1)
        for i, position in enumerate(exonic):
            if i < first:
                numbers[position] = str(i - first)
            elif i <= last:
                numbers[position] = str(i - first + 1)
            else:
                numbers[position] = f"*{i - last}"
    table = dict(numbers)
    for (_, left), (right, _) in zip(design.exons, design.exons[1:], strict=False):
        for position in range(left, right):
            after, before = position - left + 1, right - position
            table[position] = f"{numbers[left - 1]}+{after}" if after <= before else f"{numbers[right]}-{before}"
    return table


def oracle_c(world: World, design: Design, start: int, ref: str, alt: str) -> str | None:
    """The c. or n. name without accession; None where HGVS has none (it reaches outside the transcript)."""
    kind, table = "c." if design.cds else "n.", labels(design)
    names = [written(kind, table, world.bases, *place) for place in equivalent(world.bases, start, ref, alt)]
    return next((name for name in reversed(names) if name is not None), None)


def written(kind: str, table: dict[int, str], bases: str, start: int, ref: str, alt: str) -> str | None:
    """The name of a change at one place of the sense contig; None where it reaches outside the numbered bases."""

    def span(low: int, high: int) -> str | None:
        if low not in table or high not in table:
            return None
        return table[low] if low == high else f"{table[low]}_{table[high]}"

    if not ref:
        size = len(alt)
        if bases[start - size : start] == alt:
            place = span(start - size, start - 1)
            if place is not None:
                return f"{kind}{place}dup"
        place = span(start - 1, start)
        return place and f"{kind}{place}ins{alt}"
    place = span(start, start + len(ref) - 1)
    if place is None:
        return None
    if not alt:
        return f"{kind}{place}del"
    if len(ref) == len(alt) == 1:
        return f"{kind}{place}{ref}>{alt}"
    return f"{kind}{place}inv" if alt == mirror(ref) else f"{kind}{place}delins{alt}"


def translate(bases: str) -> str:
    """To the first stop, or to the last whole codon."""
    protein = ""
    for i in range(0, len(bases) - 2, 3):
        protein += _CODE[bases[i : i + 3]]
        if protein[-1] == "*":
            break
    return protein


def proteins(world: World, design: Design, start: int, ref: str, alt: str) -> tuple[str, str] | None:
    """Reference and changed protein where every place of the change is one exon's coding inside, Met and stop apart."""
    assert design.cds is not None
    for at, gone, _ in equivalent(world.bases, start, ref, alt):
        inside = any(low <= at and at + len(gone) <= high and (gone or low < at < high) for low, high in design.exons)
        if not inside or at < design.cds[0] + 3 or at + len(gone) > design.cds[1] - 3:
            return None
    start, ref, alt = trimmed(start, ref, alt)
    before = after = ""
    for low, high in design.exons:
        for position in range(low, high):
            if position == start:
                after += alt
            if position >= design.cds[0]:
                before += world.bases[position]
                if not start <= position < start + len(ref):
                    after += world.bases[position]
    return translate(before), translate(after)


def oracle_p(before: str, after: str, shift: int) -> str:  # noqa: C901  (one case of HGVS after the other)
    """The p. name from two whole proteins; ``shift`` is the change of length in bases."""
    if before == after:
        return "="
    at = 0
    while before[at] == after[at : at + 1]:
        at += 1
    here = f"{THREE[before[at]]}{at + 1}"
    if at == len(after):
        return f"p.({here}fs)"
    if after[at] == "*":
        return f"p.({here}Ter)"
    if before[at] == "*":
        return f"p.({here}{THREE[after[at]]}extTer{len(after) - 1 - at if after.endswith('*') else '?'})"
    if shift % 3:
        return f"p.({here}{THREE[after[at]]}fsTer{len(after) - at if after.endswith('*') else '?'})"
    if len(after) != len(before) + shift // 3:
        return f"p.({here}"  # a new stop further on: only the beginning is told here
    old, new = before[at:], after[at:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]

    def letters(residues: str) -> str:
        return "".join(THREE[residue] for residue in residues)

    def span(low: int, size: int) -> str:
        first = f"{THREE[before[low]]}{low + 1}"
        return first if size == 1 else f"{first}_{THREE[before[low + size - 1]]}{low + size}"

    if not old:
        size = len(new)
        candidates = [i for i in range(len(before) + 1) if before[:i] + after[i : i + size] + before[i:] == after]
        last = candidates[-1]
        new = after[last : last + size]
        if before[last - size : last] == new:
            return f"p.({span(last - size, size)}dup)"
        if before[last] == "*":
            return f"p.({THREE['*']}{last + 1}{THREE[new[0]]}extTer{size})"
        return f"p.({span(last - 1, 2)}ins{letters(new)})"
    if not new:
        size = len(old)
        last = [i for i in range(len(before)) if before[:i] + before[i + size :] == after][-1]
        return f"p.({span(last, size)}del)"
    if len(old) == len(new) == 1:
        return f"p.({here}{THREE[new]})"
    return f"p.({span(at, len(old))}delins{letters(new)})"
