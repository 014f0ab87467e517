"""Which places of X and Y stand twice in a reference: pseudo-autosomal ones, where Y is not masked.

Between two like copies an aligner cannot choose, and gives reads the mapping quality 0. Where one copy alone is
changed, it parts the reads by their allele instead, and a heterozygote looks homozygous. So neither may be changed.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping

from tachkhis.reference.contigs import canonical

Par = Mapping[str, tuple[tuple[int, int], ...]]
"""Regions by canonical contig (``X``, ``Y``), sorted, 1-based inclusive; the first of X is the first of Y."""


class ParTwins:
    """The two copies of the pseudo-autosomal regions in one reference."""

    def __init__(self, contigs: Iterable[str], par: Par, fetch: Callable[[str, int, int], str]) -> None:
        """Know the regions.

        Args:
            contigs: of the reference.
            par: its pseudo-autosomal regions.
            fetch: bases of a contig, 0-based half-open, upper case.
        """
        self._names = {canonical(name): name for name in contigs}
        self._par = par
        self._fetch = fetch

    def stands_twice(self, contig: str, position: int) -> bool:
        """Whether a base (1-based) lies in such a region, and its copy on the other chromosome is not N."""
        name = canonical(contig)
        other = {"X": "Y", "Y": "X"}.get(name, "")
        if other not in self._names:
            return False
        for (start, end), (twin, _) in zip(self._par.get(name, ()), self._par.get(other, ()), strict=False):
            if start <= position <= end:
                at = twin + position - start
                return self._fetch(self._names[other], at - 1, at) not in ("", "N")
        return False


def words_of(par: Par) -> str:
    """The regions as ``--par`` has them."""
    return ",".join(f"{contig}:{start}-{end}" for contig in sorted(par) for start, end in par[contig])
