"""Whether two SNVs of one codon stand on one copy: the fragments that show both bases are asked.

For two SNVs at most ``distance`` bases apart, both heterozygous in a member and not phased by the caller, each fragment
with a read over both bases tells one of four: neither allele, one of them, the other, both. With ``n`` of both and
``a``, ``b`` of one alone,

    one copy     n >= min_fragments  and  a + b <= max_against (n + a + b)
    two copies   a, b >= min_each,  a + b >= min_fragments  and  n <= max_against (n + a + b)

Else the phase stays open. It is written as VCF has it (``0|1``, PS), with the four counts in ``READ_PHASE`` of the
later SNV, also where they decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tachkhis.variants import fields
from tachkhis.variants.refine.near import Interval
from tachkhis.variants.refine.near import reads_over
from tachkhis.variants.refine.rules import PhaseRule
from tachkhis.variants.refine.spanning import ALIGNED
from tachkhis.variants.refine.spanning import GAPS
from tachkhis.variants.refine.view import View


@dataclass(frozen=True, slots=True)
class Fragments:
    """Fragments over two SNVs by what they show."""

    neither: int = 0
    first: int = 0
    second: int = 0
    both: int = 0

    def cis(self, rule: PhaseRule) -> bool | None:
        """Whether both alternates stand on one copy; ``None`` where the fragments do not tell."""
        one, whole = self.first + self.second, self.first + self.second + self.both
        if self.both >= rule.min_fragments and one <= rule.max_against * whole:
            return True
        each = min(self.first, self.second) >= rule.min_each
        if each and one >= rule.min_fragments and self.both <= rule.max_against * whole:
            return False
        return None


@dataclass(frozen=True, slots=True)
class Limits:
    """Reads and bases that count, by phred quality."""

    mapping_quality: int
    base_quality: int


Pair = tuple[View, View]
"""Two SNVs, the one with the lower position first."""


def pairs_of(views: Sequence[View], row: int, rule: PhaseRule) -> list[Pair]:
    """The SNVs whose phase in a member is open and may be asked of the fragments, two by two.

    Args:
        views: SNVs that passed, by position.
        row: the member.
        rule: how far apart they may be.
    """
    own = _open(views, row)
    return [
        (own[at], view)
        for number, view in enumerate(own)
        for at in range(number)
        if 0 < view.record.start - own[at].record.start <= rule.distance
    ]


def _open(views: Sequence[View], row: int) -> list[View]:
    return [view for view in views if view.copies(row) == 1 and view.ploidy(row) == 2 and not view.phased(row)]


def count_pairs(alignment: Any, contig: str, pairs: Sequence[Pair], limits: Limits) -> list[Fragments]:
    """What the fragments of one sample show at each of some pairs of SNVs.

    Args:
        alignment: an open ``pysam.AlignmentFile`` with base qualities.
        contig: their contig.
        pairs: the pairs.
        limits: what counts.
    """
    found = [Fragments()] * len(pairs)
    at: dict[Interval, list[int]] = {}
    for number, (first, _) in enumerate(pairs):
        at.setdefault((first.record.start, first.record.start + 1), []).append(number)
    for place, reads in reads_over(alignment, contig, at, limits.mapping_quality):
        for number in at[place]:
            found[number] = count_fragments(reads, *pairs[number], limits.base_quality)
    return found


def count_fragments(reads: Iterable[Any], first: View, second: View, base_quality: int) -> Fragments:
    """What the fragments of one sample show at two SNVs; one whose ends disagree, or a third base, tells nothing.

    Args:
        reads: the reads that count, over the first SNV at least, with base qualities.
        first: the SNV with the lower position.
        second: the other.
        base_quality: of bases that count.
    """
    places = (first.record.start, second.record.start)
    alleles = ((first.ref, first.alt), (second.ref, second.alt))
    told: dict[str, set[int]] = {}
    for read in reads:
        shown = _shown(read, places, base_quality)
        if shown is None or any(base not in pair for base, pair in zip(shown, alleles, strict=True)):
            continue
        which = sum(1 << bit for bit, pair in enumerate(alleles) if shown[bit] == pair[1])
        told.setdefault(read.query_name, set()).add(which)
    counts = [0, 0, 0, 0]
    for each in told.values():
        if len(each) == 1:
            counts[next(iter(each))] += 1
    return Fragments(*counts)


def _shown(read: Any, places: tuple[int, int], base_quality: int) -> tuple[str, str] | None:
    """The bases of a read at two places (0-based), aligned in one block and of that quality at least."""
    position, query = read.reference_start, 0
    for operation, length in read.cigartuples or ():
        if operation in ALIGNED:
            if position <= places[0] and places[1] < position + length:
                at = [query + place - position for place in places]
                qualities = read.query_qualities
                if qualities is not None and min(qualities[number] for number in at) < base_quality:
                    return None
                sequence = read.query_sequence
                return (sequence[at[0]], sequence[at[1]]) if sequence else None
            position, query = position + length, query + length
        elif operation in GAPS:
            position += length
        elif operation in (1, 4):
            query += length
    return None


def phase_neighbours(
    views: Sequence[View], members: int, count: Callable[[int, View, View], Fragments], rule: PhaseRule
) -> None:
    """Write the phase of neighbouring SNVs, member by member, where their fragments tell it.

    Each SNV is put in order with one before it within the distance: with those already in a phase set first, then the
    nearest. The set is named by the position of its first SNV.

    Args:
        views: SNVs that passed, by position.
        members: number of the family's members.
        count: gives the fragments of a member over two SNVs.
        rule: when they tell.
    """
    for row in range(members):
        order: dict[int, bool] = {}  # number of the view: whether the alternate stands on the first copy
        sets: dict[int, int] = {}
        own = _open(views, row)
        for number, view in enumerate(own):
            start = view.record.start
            near = [at for at in range(number) if 0 < start - own[at].record.start <= rule.distance]
            for at in sorted(near, key=lambda one: (one in order, one), reverse=True):
                found = count(row, own[at], view)
                cis = found.cis(rule)
                if cis is not None or view.value(row, fields.READ_PHASE) is None:
                    view.set_value(row, fields.READ_PHASE, (found.neither, found.first, found.second, found.both))
                if cis is None:
                    continue
                if at not in order:
                    order[at], sets[at] = False, int(own[at].record.pos)
                    own[at].set_phase(row, order[at], sets[at])
                order[number], sets[number] = order[at] if cis else not order[at], sets[at]
                view.set_phase(row, order[number], sets[number])
                break


def runs_of(views: Sequence[View], distance: int) -> list[list[View]]:
    """SNVs in runs in which each lies near the one before it, two positions or more."""
    runs: list[list[View]] = []
    for view in views:
        if runs and view.record.start - runs[-1][-1].record.start <= distance:
            runs[-1].append(view)
        else:
            runs.append([view])
    return [run for run in runs if run[-1].record.start > run[0].record.start]
