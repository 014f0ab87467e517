"""Changes that the plain generator seldom makes: long ones, ones over borders, at start and stop, over two codons."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.names_worlds import Change
from benchmarks.names_worlds import Subject
from unit.variants.names_world import mirror


def make_hard_changes(subject: Subject, count: int) -> list[Change]:
    """About ``count`` changes of a transcript, the same ones every time.

    Deletions, copies, inversions and replacements of 10 to 150 bases over the borders of exons, of the coding sequence
    and of the transcript; every small change of the start and stop codon; replacements of 2 to 6 bases over codon
    borders; new stops; copies of whole repeats; insertions that complete a splice site, a start or a stop codon.
    """
    rng = random.Random(f"hard {subject.name}")
    found = {_trimmed(*change) for change in _long(rng, subject, count // 3)}
    found |= {_trimmed(*change) for change in _codons(rng, subject, count // 3)}
    near = [_trimmed(*change) for change in _start_and_stop(subject)]
    found |= set(rng.sample(near, min(len(near), count // 3)))
    size = len(subject.bases)
    usable = [one for one in found if one[1] != one[2] and one[0] > 1 and one[0] + len(one[1]) < size - 1]
    return sorted(one for one in usable if set(one[1] + one[2]) <= set("ACGT"))


def _trimmed(start: int, ref: str, alt: str) -> Change:
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        start, ref, alt = start + 1, ref[1:], alt[1:]
    return start, ref, alt


def _edges(subject: Subject) -> list[int]:
    design = subject.design
    edges = [edge for exon in design.exons for edge in exon]
    if design.cds is not None:
        edges += [design.cds[0], design.cds[0] + 3, design.cds[1] - 3, design.cds[1]]
    return edges


def _long(rng: random.Random, subject: Subject, count: int) -> Iterator[Change]:
    bases, edges = subject.bases, _edges(subject)
    for _ in range(count):
        size = rng.choice((10, 15, 21, 30, 40, 60, 90, 150))
        start = rng.choice(edges) - rng.randint(0, size)
        if rng.random() < 0.2:  # from one border just to another one
            start, end = sorted(rng.sample(edges, 2))
            size = min(end - start, 400)
        if start < 2 or start + size > len(bases) - 2 or not size:
            continue
        ref = bases[start : start + size]
        other = "".join(rng.choice("ACGT") for _ in range(rng.choice((1, 2, 3, 7, 12, 30))))
        kind = rng.random()
        if kind < 0.4:
            yield start, ref, ""
        elif kind < 0.6:
            yield start + size, "", ref
        elif kind < 0.7:
            yield start, ref, mirror(ref)
        elif kind < 0.8:
            yield rng.choice(edges) + rng.randint(-3, 3), "", other
        else:
            yield start, ref, other


def _codons(rng: random.Random, subject: Subject, count: int) -> Iterator[Change]:
    """Within the coding sequence: several bases over codon borders, new stops, copies of codons and of repeats."""
    design, bases = subject.design, subject.bases
    if design.cds is None:
        return
    low, high = design.cds
    coding = [position for start, end in design.exons for position in range(max(start, low), min(end, high))]
    for _ in range(count):
        at = rng.choice(coding)
        size = rng.choice((2, 3, 4, 5, 6))
        ref = bases[at : at + size]
        alt = "".join(rng.choice("ACGT") for _ in range(size))
        copies = ref * rng.choice((1, 2, 3))
        yield from rng.sample(
            [
                (at, ref, alt),
                (at, ref, mirror(ref)),
                (at, ref, ref[0] + alt[1:-1] + ref[-1]),
                (at, "", rng.choice(("TAA", "TGA", "TAG", "TAATAA", "GTAATG"))),
                (at, "", copies),
                (at + size, "", copies),
                (at, bases[at : at + 3 * size], ""),
                (at, ref, rng.choice(("TAA", "ATAA", "CTGAC", "TAGTTT"))),
                (at, bases[at : at + 3 * size], alt + "TGA"),
            ],
            2,
        )


def _start_and_stop(subject: Subject) -> Iterator[Change]:
    design, bases = subject.design, subject.bases
    if design.cds is None:
        return
    for middle in (design.cds[0], design.cds[1] - 3):
        for start in range(middle - 4, middle + 7):
            for size in range(8):
                ref = bases[start : start + size]
                for alt in (
                    "",
                    "A",
                    "G",
                    "AT",
                    "TG",
                    "ATG",
                    "TAA",
                    "TGA",
                    "GATG",
                    "CCATGG",
                    "ATGATG",
                    mirror(ref),
                    ref[1:],
                ):
                    if ref != alt:
                        yield start, ref, alt
