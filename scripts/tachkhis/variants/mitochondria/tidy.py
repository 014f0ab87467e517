"""The same read written with the fewest changes: around its indels a read is aligned again, base by base.

An aligner that scores a gap dearly writes two insertions beside two runs of C as one longer insertion and a
substitution (rCRS 303-315: ``T310C`` with ``309insCT`` for the common ``309.1C 315.1C``). With a gap of one base as
dear as a substitution, the indels come back; of two, a gap stands beside an equal base, not behind an error next to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from functools import lru_cache

MATCH, INSERTION, DELETION, SKIP, SOFT, SAME, DIFFERENT = 0, 1, 2, 3, 4, 7, 8
ALIGNED = (MATCH, SAME, DIFFERENT)
ON_READ = (*ALIGNED, INSERTION, SOFT)
ON_REFERENCE = (*ALIGNED, DELETION, SKIP)
Cigar = tuple[tuple[int, int], ...]

FLANK = 15  # bases beside the indels that are aligned again
WIDEST = 90  # bases over which the indels of a read may be spread
SUBSTITUTION, OPENING, EXTENSION, RUN = 40, 30, 10, 1  # RUN: what a gap beside an equal base is spared
_NEVER = 1 << 30


def tidy(cigar: Sequence[tuple[int, int]], sequence: str, start: int, reference: str) -> Cigar:
    """The CIGAR with its indels where they cost least.

    Args:
        cigar: operations and lengths, as pysam has them.
        sequence: the read as it is stored, clipped bases included.
        start: 0-based first aligned position.
        reference: the whole contig that it is aligned to, upper case.

    Returns:
        The given CIGAR where the read has no indel, no substitution beside its indels, or indels too far apart.
    """
    given: Cigar = tuple(cigar)
    kinds = {operation for operation, _ in given}
    if SKIP in kinds or not kinds & {INSERTION, DELETION}:
        return given
    columns = list(_columns(given, start))
    marked = [number for number, (query, place) in enumerate(columns) if query is None or place is None]
    low, high = max(0, marked[0] - FLANK), min(len(columns), marked[-1] + FLANK + 1)
    inside = columns[low:high]
    if high - low > WIDEST or not _substituted(inside, sequence, reference):
        return given
    read = "".join(sequence[query] for query, _ in inside if query is not None)
    bases = "".join(reference[place] for _, place in inside if place is not None)
    middle = align(read, bases)
    left = [MATCH] * low
    right = [MATCH] * (len(columns) - high)
    clips = [row for row in given if row[0] not in (*ALIGNED, INSERTION, DELETION)]
    front = [row for row in clips if row is given[0] or (row is given[1] and given[0][0] not in ALIGNED)]
    back = clips[len(front) :]
    return (*front, *_runs([*left, *middle, *right]), *back)


def _columns(cigar: Cigar, start: int) -> Iterator[tuple[int | None, int | None]]:
    """Read index and reference position of every column of the alignment; ``None`` opposite a gap."""
    query, place = 0, start
    for operation, length in cigar:
        for step in range(length):
            if operation in ALIGNED:
                yield query + step, place + step
            elif operation == INSERTION:
                yield query + step, None
            elif operation == DELETION:
                yield None, place + step
        query += length if operation in ON_READ else 0
        place += length if operation in ON_REFERENCE else 0


def _substituted(columns: Sequence[tuple[int | None, int | None]], sequence: str, reference: str) -> bool:
    return any(
        query is not None and place is not None and reference[place] != "N" and sequence[query] != reference[place]
        for query, place in columns
    )


def _runs(operations: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = 0
    for number in range(1, len(operations) + 1):
        if number == len(operations) or operations[number] != operations[first]:
            yield operations[first], number - first
            first = number


@lru_cache(maxsize=65_536)
def align(read: str, bases: str) -> tuple[int, ...]:
    """The cheapest alignment of two whole stretches with affine gaps, as one operation per column (Gotoh 1982).

    Of equally cheap ones that with base opposite base, from the right. A gap beside an equal base is a little cheaper:
    the run, not the error beside it, has another length.
    """
    rows, columns = len(read) + 1, len(bases) + 1
    # cost of the best alignment of two prefixes that ends in a match, an insertion, a deletion
    cost = [[[_NEVER] * 3 for _ in range(columns)] for _ in range(rows)]
    origin = [[[0] * 3 for _ in range(columns)] for _ in range(rows)]
    cost[0][0][MATCH] = 0
    for i in range(rows):
        for j in range(columns):
            if i and j:
                same = read[i - 1] == bases[j - 1] or bases[j - 1] == "N"
                before = cost[i - 1][j - 1]
                best = min(range(3), key=before.__getitem__)
                cost[i][j][MATCH] = before[best] + (0 if same else SUBSTITUTION)
                origin[i][j][MATCH] = best
            for kind, (down, across) in ((INSERTION, (1, 0)), (DELETION, (0, 1))):
                if i >= down and j >= across:
                    before = cost[i - down][j - across]
                    gapped = read[i - 1] if down else bases[j - 1]
                    opening = OPENING - (RUN if gapped in (bases[j - 1 - across : j - across], bases[j : j + 1]) else 0)
                    paid = [value + EXTENSION + (0 if state == kind else opening) for state, value in enumerate(before)]
                    best = min(range(3), key=paid.__getitem__)
                    cost[i][j][kind], origin[i][j][kind] = paid[best], best
    i, j = rows - 1, columns - 1
    state = min(range(3), key=cost[i][j].__getitem__)
    found = []
    while i or j:
        found.append(state)
        earlier = origin[i][j][state]
        i, j = i - (state != DELETION), j - (state != INSERTION)
        state = earlier
    return tuple(reversed(found))
