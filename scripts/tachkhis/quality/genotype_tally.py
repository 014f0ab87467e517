"""How often the members of a family have which genotypes together: all that relationships and identity ask of calls.

Counted are autosomal substitutions that passed the caller's filters. A genotype that is weak, half called or not of two
copies is unknown. Thresholds stand in ``resources/quality/relationships.json``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.quality.call_lines import call_lines
from tachkhis.quality.markers import HOM_ALT
from tachkhis.quality.markers import HOM_REF
from tachkhis.quality.markers import UNKNOWN
from tachkhis.quality.markers import genotype_of
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of

SEXUAL = (ContigKind.X, ContigKind.Y, ContigKind.M)
BASES = frozenset("ACGT")
PASSED = frozenset({"PASS", "."})
FIRST_SAMPLE = 9


class GenotypeTally:
    """The count, made line after line by :meth:`take`.

    Attributes:
        samples: in the order of the columns.
        counts: places by the genotypes of all samples (codes of :mod:`tachkhis.quality.markers`).
    """

    def __init__(self, samples: Sequence[str]) -> None:
        table = read_json(RESOURCES / "quality" / "relationships.json")
        self.samples = tuple(samples)
        self.counts: Counter[tuple[int, ...]] = Counter()
        self._column = {sample: number for number, sample in enumerate(self.samples)}
        self._deep = _Enough(table["min_depth"], absent=False)
        self._sure = _Enough(table["min_quality"], absent=True)
        self._kinds = _Kinds()
        self._counted: dict[str, bool] = {}
        self._places: dict[str, tuple[int, int, int] | None] = {}

    @classmethod
    def of(cls, vcf: Path) -> GenotypeTally:
        """The count of a whole file, read for it alone."""
        from cyvcf2 import VCF

        tally = cls(VCF(str(vcf)).samples)
        for line in call_lines(vcf):
            tally.take(line.rstrip("\n").split("\t"))
        return tally

    def take(self, cells: Sequence[str]) -> None:
        """Count one record.

        Args:
            cells: the cells of its line; one alternate allele.
        """
        if len(cells[3]) != 1 or cells[4] not in BASES or cells[6] not in PASSED or len(cells) <= FIRST_SAMPLE:
            return
        contig, form = cells[0], cells[8]
        counted = self._counted.get(contig)
        if counted is None:
            counted = self._counted[contig] = kind_of(contig) not in SEXUAL
        if form not in self._places:
            self._places[form] = _places(form)
        places = self._places[form]
        if not counted or places is None:
            return
        genotype, depth, quality = places
        deep, sure, kinds = self._deep, self._sure, self._kinds
        found = []
        for cell in cells[FIRST_SAMPLE:]:
            values = cell.split(":")
            strong = len(values) > depth and deep[values[depth]]
            if strong and 0 <= quality < len(values):
                strong = sure[values[quality]]
            found.append(kinds[values[genotype]] if strong else UNKNOWN)
        self.counts[tuple(found)] += 1

    def shared(self, child: str, parent: str) -> tuple[int, int]:
        """Places where one of two is homozygous for the alternate allele, and those of them without a shared one."""
        sites = conflicts = 0
        for one, other, number in self._both(child, parent):
            if HOM_ALT in (one, other):
                sites += number
                conflicts += number if HOM_REF in (one, other) else 0
        return sites, conflicts

    def equal(self, first: str, second: str) -> tuple[int, int]:
        """Places where at least one of two carries the alternate allele, and those of them with equal genotypes."""
        sites = equal = 0
        for one, other, number in self._both(first, second):
            if one != HOM_REF or other != HOM_REF:
                sites += number
                equal += number if one == other else 0
        return sites, equal

    def _both(self, first: str, second: str) -> list[tuple[int, int, int]]:
        """Genotypes of two people and the number of places, where both are known."""
        here, there = self._column[first], self._column[second]
        return [
            (kinds[here], kinds[there], number)
            for kinds, number in self.counts.items()
            if kinds[here] != UNKNOWN != kinds[there]
        ]


def _places(form: str) -> tuple[int, int, int] | None:
    """Places of GT, DP and GQ (-1: absent) in FORMAT; ``None`` without the first two, as nothing is strong then."""
    names = form.split(":")
    if "GT" not in names or "DP" not in names:
        return None
    return names.index("GT"), names.index("DP"), names.index("GQ") if "GQ" in names else -1


class _Enough(dict[str, bool]):
    """Whether a number as VCF writes it reaches a limit, each spelling looked at once."""

    def __init__(self, least: float, *, absent: bool) -> None:
        super().__init__()
        self._least, self._absent = least, absent

    def __missing__(self, text: str) -> bool:
        value = text.split(",")[0]
        given = value not in ("", ".") and float(value) >= 0
        self[text] = float(value) >= self._least if given else self._absent
        return self[text]


class _Kinds(dict[str, int]):
    """The code of a genotype, each spelling looked at once."""

    def __missing__(self, text: str) -> int:
        self[text] = genotype_of(text)
        return self[text]
