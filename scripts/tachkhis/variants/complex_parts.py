"""A deletion-insertion as its parts: one insertion or deletion, and a few substitutions that do not touch it.

Callers of haplotypes (freebayes, DRAGEN, Octopus; GATK where both begin at one base) write neighbouring changes of one
copy as one allele of unequal lengths. HGVS describes changes with an unchanged base between them one by one, and so do
ClinVar, the founder table and callers that look at one change at a time: only its parts are found there.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from tachkhis.case.shipped import shipped_table
from tachkhis.reference.normal_allele import Atom
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised

ROOM = 50
"""Bases on either side in which the insertion or deletion is looked for: a repeat may part it from the rest."""
_CODON = 3


class Cut(NamedTuple):
    """One way to write an allele in parts.

    Attributes:
        parts: the left-aligned insertion or deletion, then the substitutions (one base each), by position.
        indel: first and last base (1-based) that the insertion or deletion touches, where it was found.
        unchanged: bases between the first and the last changed one that are not.
    """

    parts: tuple[Atom, ...]
    indel: tuple[int, int]
    unchanged: int

    @property
    def changed(self) -> int:
        """Bases that the parts change, remove or add."""
        indel = self.parts[0]
        return abs(len(indel.ref) - len(indel.alt)) + len(self.parts) - 1


def is_complex(allele: Atom) -> bool:
    """Whether a normalised allele is of unequal lengths, and more than an insertion or a deletion."""
    ref, alt = allele.ref, allele.alt
    pure = min(len(ref), len(alt)) == 1 and (ref[0] == alt[0] or ref[-1] == alt[-1])
    return len(ref) != len(alt) and not pure


def best_cut(
    allele: Atom,
    bases: Bases,
    contig: str,
    together: Callable[[int, int], bool],
    interest: Callable[[Atom], bool],
) -> Cut | None:
    """The cut that a complex allele is written in, or ``None``: it stays whole.

    First, a cut with a part of interest: the one with the most of them. Else a cut that changes fewer bases than the
    allele as it stands, with no more substitutions than unchanged bases; where the length of the insertion or deletion
    keeps the frame, no substitution may share a codon with it, since only together they name the protein's change.
    Among equals the fewest changed bases, then the left-most insertion or deletion.

    Args:
        allele: a normalised allele for which :func:`is_complex` holds.
        bases: the reference.
        contig: the allele's.
        together: whether two positions (1-based) share a codon of some transcript.
        interest: whether an allele is asked for by itself.
    """
    cuts = list(_cuts(allele, bases, contig))
    wanted = [cut for cut in cuts if any(map(interest, cut.parts))]
    if wanted:
        return min(wanted, key=lambda cut: (-sum(map(interest, cut.parts)), cut.changed, cut.parts[0]))
    whole = max(len(allele.ref), len(allele.alt))
    plain = [cut for cut in cuts if cut.changed < whole and cut.unchanged >= len(cut.parts) - 1]
    plain = [cut for cut in plain if _apart(cut, together)]
    return min(plain, key=lambda cut: (cut.changed, cut.parts[0]), default=None)


def _apart(cut: Cut, together: Callable[[int, int], bool]) -> bool:
    indel, *others = cut.parts
    if (len(indel.ref) - len(indel.alt)) % _CODON:
        return True
    return not any(together(border, one.position) for border in cut.indel for one in others)


def _cuts(allele: Atom, bases: Bases, contig: str) -> Iterator[Cut]:
    """All cuts into one insertion or deletion and substitutions with an unchanged base between it and them."""
    head = bases.fetch(contig, max(0, allele.position - 1 - ROOM), allele.position - 1)
    end = allele.position - 1 + len(allele.ref)
    tail = bases.fetch(contig, end, end + ROOM)
    old, new, start = head + allele.ref + tail, head + allele.alt + tail, allele.position - len(head)
    removed, added = max(0, len(old) - len(new)), max(0, len(new) - len(old))
    length = min(len(old), len(new))
    left = [old[i] != new[i] for i in range(length)]
    right = [old[i + removed] != new[i + added] for i in range(length)]
    before = list(accumulate(left, initial=0))
    behind = list(accumulate(right[::-1], initial=0))[::-1]
    most = int(shipped_table("calling", "import")["most_substitutions"])
    for k in range(1, length):
        if before[k] + behind[k] > most or left[k - 1] or right[k]:
            continue
        ones = [(i, i) for i in range(k) if left[i]] + [(i + removed, i + added) for i in range(k, length) if right[i]]
        single = tuple(Atom(start + i, old[i], new[j]) for i, j in ones)
        indel = Atom(start + k - 1, old[k - 1 : k + removed], new[k - 1 : k + added])
        parts = (normalised(bases, contig, *indel), *single)
        if not _same(parts, indel, single):
            continue
        borders = (start + k, start + k + removed - 1) if removed else (start + k - 1, start + k)
        span = max([k + removed - 1, *(i for i, _ in ones)]) - min([k, *(i for i, _ in ones)]) + 1
        yield Cut(parts, borders, span - removed - len(single))


def _same(parts: Sequence[Atom], indel: Atom, single: Sequence[Atom]) -> bool:
    """Whether the insertion or deletion, moved to the left, met no substitution on its way."""
    low, high = parts[0].position + 1, indel.position + len(indel.ref) - 1
    return not any(low <= one.position <= high for one in single)
