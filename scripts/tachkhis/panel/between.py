"""Whether the groups that two versions of a panel tell differ by few people: pure arithmetic of people, or of copies.

Who has both versions can add and subtract their groups (all, each region, and those whom no region tells). What tells
genotypes is a difference made of few: not of the numbers (five who stay less four who left are nine people), but of the
sets. How far two sets differ is known at least region by region, for people of a region stay in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tachkhis.panel.withholding import WHOLE
from tachkhis.panel.withholding import Groups


@dataclass(frozen=True, slots=True)
class Sets:
    """What is known of the people of two versions.

    Attributes:
        now: people (or copies) of everybody (:data:`WHOLE`) and of the regions that would be told.
        before: likewise, of what the earlier version told.
        known: people now of regions of ``before``, told or not, whose people are all known; of others nobody knows
            which of them the rest holds.
        apart: of these, regions of which that version counted nobody among those whom its regions do not tell; of
            others some may be there, for it told them as a version before it had done.
    """

    now: Groups
    before: Groups
    known: Mapping[str, int]
    apart: frozenset[str]

    def few(self, least: int, swap: int = 0) -> bool:
        """Whether groups differ by fewer than ``least``, but not by none.

        Args:
            least: people (or copies) of which a difference has to be, or of none.
            swap: the difference that all who came and all who left make, each of them enough; of those groups in
                which all of them can be, it tells of no few.
        """
        return _few(
            tuple(sorted(self.now.items())),
            tuple(sorted(self.before.items())),
            tuple(sorted(self.known.items())),
            self.apart,
            least,
            swap,
        )


_Row = tuple[tuple[str, int], ...]


@lru_cache(maxsize=1 << 15)
def _few(now_: _Row, before_: _Row, known_: _Row, apart: frozenset[str], least: int, swap: int) -> bool:
    now, before, known = dict(now_), dict(before_), dict(known_)
    same = {region for region in now if region in before and region in known and region in apart}
    whole = now.pop(WHOLE) - before[WHOLE]
    everybody = before.pop(WHOLE)
    if 0 < abs(whole) < least and whole != swap:
        return True
    if any(0 < abs(now[region] - before[region]) < least for region in now if region in before):
        return True
    inside = {region: known[region] for region in before if region in known and region not in same}
    rest = whole + everybody - sum(now.values()) - sum(n for region, n in inside.items() if region not in now)
    pooled = [n for region, n in now.items() if region not in inside and region not in same]
    others = [everybody - sum(before.values()), *(n for region, n in before.items() if region not in known)]
    held = sum(now[region] - before[region] for region in same)
    return any(
        _differs(taken, now, before, inside, (rest, pooled, others), apart, least, swap, whole - held)
        for taken in ((0, 1) if rest or any(n for region, n in inside.items() if region not in now) else (1,))
    )


def _differs(
    taken: int,
    now: Mapping[str, int],
    before: Mapping[str, int],
    inside: Mapping[str, int],
    loose: tuple[int, list[int], list[int]],
    apart: frozenset[str],
    least: int,
    swap: int,
    whole: int,
) -> bool:
    """Whether some union of groups now differs from some union before by few, but not by none.

    ``taken``: whether those whom no region tells now are in the first. A state is what regions surely differ by, and
    how many of the first are left who may be anywhere; all states with one difference are the bits of a number. The
    state of all groups beside all groups is kept apart: it alone is allowed to be none, or the swap.
    """
    rest, pooled, others = loose
    states = [0] * least  # by difference: bits of those left
    every: tuple[int, int] | None = (0, rest) if taken else None
    if not taken:
        states[0] = 1
    for region, n in inside.items():
        left: list[tuple[int, int]] = []
        for first in (0, 1) if region in now and n else (1 if region in now else taken,):
            for second in (0, 1) if before[region] else (1,):
                gap = first * n - second * before[region]
                step = (abs(gap), 0) if region in apart else (max(0, -gap), max(0, gap))
                left.append(step)
        states, every = _stepped(states, every, left, least)
    for n in pooled:
        states, every = _stepped(states, every, [(0, 0), (0, n)] if n else [(0, 0)], least)
    sums = 1
    for n in others:
        sums |= sums << n
    total = sum(others)
    if every is not None:
        cost, left_over = every
        if any(_near(cost, left_over, one, least) for one in _bits(sums) if one != total):
            return True
        size = cost + abs(left_over - total)
        if 0 < size < least and not (swap and whole == swap):
            return True
    return any(_meets(cost, bits, sums, (every or (0, 0))[1], total, least) for cost, bits in enumerate(states) if bits)


def _stepped(
    states: list[int], every: tuple[int, int] | None, steps: list[tuple[int, int]], least: int
) -> tuple[list[int], tuple[int, int] | None]:
    """All states after one region; the last step is that of a group in both unions."""
    found = [0] * least
    for more, left in steps:
        for cost in range(least - more):
            found[cost + more] |= states[cost] << left
        if every is not None and (more, left) != steps[-1] and every[0] + more < least:
            found[every[0] + more] |= 1 << (every[1] + left)
    kept = None if every is None else (every[0] + steps[-1][0], every[1] + steps[-1][1])
    return found, kept


def _meets(cost: int, bits: int, sums: int, every: int, total: int, least: int) -> bool:
    """Whether those left of some union are nearly as many as those of some union before whose region is not known."""
    for gap in range(least - cost):
        if gap or cost:
            if bits & (sums << gap) or (bits << gap) & sums:
                return True
            continue
        same = bits & sums & ~1
        if every == total:
            same &= ~(1 << total)
        if same:
            return True  # as many, but others
    return False


def _near(cost: int, one: int, other: int, least: int) -> bool:
    return cost + abs(one - other) < least and (cost, one) != (0, 0)


def _bits(sums: int) -> Iterator[int]:
    while sums:
        lowest = sums & -sums
        yield lowest.bit_length() - 1
        sums ^= lowest
