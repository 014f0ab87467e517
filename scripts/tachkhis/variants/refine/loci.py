"""The repeats of a stretch: which called lengths stand, and what each member's spanning reads say of the genotype.

All passing indels of one tract are judged together. In a repeat that stutters, a length stands if in some member the
best genotype with it beats the best without it by ``keep_margin`` (log10), or if a member who is called with it has
too few reads to tell; else its record gets the filter ``Stutter`` and keeps the caller's genotypes. Elsewhere a
length always stands. A genotype becomes that of the spanning reads where at least ``genotype_min_reads`` of them, with
the prior, prefer it by ``genotype_margin`` to the one called; outside repeats they may not take a called allele away
from anybody, only tell one copy from two.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from bisect import bisect_right
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.variants import fields
from tachkhis.variants.refine.lengths import Fit
from tachkhis.variants.refine.lengths import Genotype
from tachkhis.variants.refine.lengths import fit
from tachkhis.variants.refine.repeats import Tract
from tachkhis.variants.refine.rules import Rules
from tachkhis.variants.refine.spanning import Insertions
from tachkhis.variants.refine.spanning import Lengths
from tachkhis.variants.refine.stutter import Stutter
from tachkhis.variants.refine.view import LOG_MAX
from tachkhis.variants.refine.view import View

STUTTER = "stutter"
SPANNING = "spanning_genotype"
QUALITY_CAP = 99


@dataclass(frozen=True, slots=True)
class Locus:
    """A tract and the passing records whose placements it holds."""

    tract: Tract
    views: tuple[View, ...]

    @property
    def alleles(self) -> list[int]:
        """The reference's length (0) and the called ones."""
        return [0, *(view.change for view in self.views)]


def insertions_in(tracts: Sequence[Tract], by_tract: Mapping[Tract, Sequence[View]]) -> list[Insertions]:
    """The called insertions by tract: its own ones, outside repeats, and those of other tracts that begin in it.

    Args:
        tracts: tracts of one contig by start.
        by_tract: their passing records.
    """
    added = {tract: [view.alt[1:] for view in by_tract[tract] if view.change > 0] for tract in tracts}
    starts = [tract.start for tract in tracts]
    found = []
    for tract in tracts:
        within = tracts[bisect_left(starts, tract.start) : bisect_right(starts, tract.end)]
        foreign = {(other.start, bases) for other in within if other != tract for bases in added[other]}
        found.append(Insertions(frozenset(() if tract.step else added[tract]), frozenset(foreign)))
    return found


def judge(locus: Locus, lengths: Sequence[Lengths], stutter: Sequence[Stutter], rules: Rules) -> None:
    """Write filters, genotypes and the likelihoods of the spanning reads onto the records of a locus.

    Args:
        locus: the locus.
        lengths: what each member's reads told.
        stutter: rates of each member.
        rules: the rules.
    """
    if len(set(locus.alleles)) < len(locus.alleles):
        return  # two spellings of one length: lengths cannot tell them apart
    fits = [
        fit(locus.tract, told, locus.alleles, locus.views[0].ploidy(row), rates, rules.spanning)
        if locus.views[0].ploidy(row) in (1, 2)
        else None
        for row, (told, rates) in enumerate(zip(lengths, stutter, strict=True))
    ]
    for view in locus.views:
        if locus.tract.label is not None:
            view.record.info[fields.REPEAT.id] = locus.tract.label
        for row, told in enumerate(lengths):
            if told.total:
                reference, this = told.counts[0], told.counts[view.change]
                view.set_value(row, fields.SPANNING, (reference, this, told.total - reference - this))
    dropped = frozenset(view.change for view in locus.views if locus.tract.step and not _stands(view, fits, rules))
    for view in locus.views:
        if view.change in dropped:
            view.fail(fields.FILTER_STUTTER[0])
            view.note([STUTTER])
    for row, one in enumerate(fits):
        if one is None or one.reads < rules.spanning.genotype_min_reads:
            continue
        _settle(locus, row, one, dropped, rules)
        for view in locus.views:
            if view.change not in dropped:
                view.spanning[row] = _phreds(one, view.change, view.ploidy(row), dropped)
                view.beside[row] = _beside(
                    one, view, [other for other in locus.views if other.change not in dropped], row
                )


def _stands(view: View, fits: Sequence[Fit | None], rules: Rules) -> bool:
    for row, one in enumerate(fits):
        if one is None:
            if view.copies(row):
                return True
        elif one.support(view.change) > rules.stutter.keep_margin:
            return True
    return not any(one is not None for one in fits)


def _called(locus: Locus, row: int) -> Genotype | None:
    """The caller's genotype over all records of a locus; ``None`` where a part is missing or they do not add up."""
    ploidy = locus.views[0].ploidy(row)
    alleles: list[int] = []
    for view in locus.views:
        copies = view.copies(row)
        if copies is None or view.ploidy(row) != ploidy:
            return None
        alleles += [view.change] * copies
    if len(alleles) > ploidy:
        return None
    return tuple(sorted(alleles + [0] * (ploidy - len(alleles))))


def _settle(locus: Locus, row: int, one: Fit, dropped: frozenset[int], rules: Rules) -> None:
    called, best = _called(locus, row), one.best(dropped)
    if called is None or called == best:
        return
    if dropped.isdisjoint(called):
        if one.gain(best, called, rules.spanning) < rules.spanning.genotype_margin:
            return
        if not locus.tract.step and set(called) - {0} != set(best) - {0}:
            return
    for view in locus.views:
        copies = best.count(view.change)
        if view.change in dropped or view.copies(row) == copies:
            continue
        phreds = _phreds(one, view.change, view.ploidy(row), dropped)
        others = [value for number, value in enumerate(phreds) if number != copies]
        quality = max(0, min(QUALITY_CAP, round(min(others) - phreds[copies])))
        view.set_genotype(row, copies, quality, phreds)
        view.note([SPANNING])


def _beside(one: Fit, view: View, standing: Sequence[View], row: int) -> list[float]:
    """Phreds of 0, 1, ... copies of a length, with the other lengths as they now stand, the best 0."""
    ploidy = view.ploidy(row)
    others = [other.change for other in standing if other is not view for _ in range(other.copies(row) or 0)]
    logs = []
    for copies in range(ploidy + 1):
        rest = ploidy - copies - len(others)
        genotype = tuple(sorted([*others, *[view.change] * copies, *[0] * rest]))
        logs.append(one.likelihoods.get(genotype, -math.inf) if rest >= 0 else -math.inf)
    top = max(logs)
    return [LOG_MAX if value == -math.inf else min(LOG_MAX, 10 * (top - value)) for value in logs]


def _phreds(one: Fit, allele: int, ploidy: int, dropped: frozenset[int]) -> list[float]:
    logs = one.by_copies(allele, ploidy, dropped)
    top = max(logs)
    return [min(LOG_MAX, 10 * (top - value)) for value in logs]
