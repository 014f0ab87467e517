"""What a family says of one record: joint qualities, de novo candidates, the parents' own reads, mosaic parents.

A child's copies are *unexplained* where they are more than its parents, as called, could have passed on. A record
with an unexplained child keeps every genotype as called: a de novo is flagged and weighed, never argued away.
Elsewhere a genotype changes only where the joint posterior says so with at least ``change_quality``, the person's own
reads speak at most ``change_against`` (phred) against it, and no child becomes unexplained. It never changes where a
member carries two alternates of one place (:mod:`tachkhis.variants.refine.places`), beyond the copies that other
alternates leave, or to more copies of what none of many reads shows (:func:`lacks`).

A parent's reads, counted anew over whole fragments, are given for each de novo candidate. A parent is flagged as a
possible mosaic where a child carries the allele in a balanced share and the parent shows it in ``k`` of ``n`` reads
with ``P(X >= k | n, e) < parent_tail`` (``unexplained_tail`` at a de novo candidate) and ``P(X <= k | n, 1/2) <
mosaic_tail``: too often for error, too seldom for a heterozygote. ``e`` is ``parent_error``, in a repeat the parent's
stutter.

**De novo in a repeat.** The parents' reads measure the stutter of this very repeat: with ``k_p`` of their ``n_p`` reads
of the new length and the modelled ``m``,

    r = (k_p + w m) / (n_p + w)        p = (c + r) / 2  (one copy: p = c)

where ``w`` is ``stutter_reads`` and ``c`` how often an allele of this length shows it. The child's ``k`` of ``n`` reads
are a de novo only if ``p^k (1-p)^(n-k) * mu > r^k (1-r)^(n-k)``, with ``mu`` the de novo rate of repeats. Reads are
fragments that span the repeat; none of the child's decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Protocol

from tachkhis.variants.binomial import lower_tail
from tachkhis.variants.binomial import upper_tail
from tachkhis.variants.refine.pedigree import Member
from tachkhis.variants.refine.rules import FamilyRule


@dataclass(frozen=True, slots=True)
class Reads:
    """Reads of one person at one allele."""

    alt: int
    depth: int


@dataclass(frozen=True, slots=True)
class Change:
    """A genotype that the family changes: row, new copies, joint quality."""

    row: int
    copies: int
    quality: int


class Posterior(Protocol):
    """What the members' reads and the family say together."""

    def best(self, row: int) -> int:
        """The likeliest number of copies of a member."""

    def quality(self, row: int, copies: int) -> int:
        """Phred of the probability that a member has another number of copies."""


def unexplained(called: Sequence[int | None], members: Sequence[Member]) -> list[int]:
    """Rows of children who carry more copies than their parents, as called, could have passed on.

    A parent who was not sequenced, or not called, could have passed a copy.
    """
    rows = []
    for row, member in enumerate(members):
        copies = called[row]
        if not copies or not member.parents_known:
            continue
        if member.copies == 1:
            givers = [member.mother if member.mother is not None else member.father]
        else:
            givers = [member.father, member.mother]
        possible = sum(parent is None or called[parent] is None or called[parent] != 0 for parent in givers)
        if copies > possible:
            rows.append(row)
    return rows


def de_novo(called: Sequence[int | None], members: Sequence[Member]) -> list[int]:
    """Rows of children who carry the allele while every parent who could pass it was sequenced and called without."""
    rows = []
    for row in unexplained(called, members):
        member = members[row]
        if member.copies == 1:
            givers = [member.mother if member.mother is not None else member.father]
        else:
            givers = [member.father, member.mother]
        if all(parent is not None and called[parent] == 0 for parent in givers):
            rows.append(row)
    return rows


def settle(
    called: Sequence[int | None],
    against: Sequence[Sequence[float]],
    joint: Posterior,
    members: Sequence[Member],
    rule: FamilyRule,
    may: Callable[[int, int], bool] | None = None,
) -> list[Change]:
    """The genotypes that the family changes.

    Args:
        called: copies of the allele as called, ``None`` where missing.
        against: per member the phred-scaled likelihood of each number of copies, the best 0.
        joint: the posterior.
        members: the family.
        rule: how sure it must be.
        may: whether the rest of what is known of a member (a row) allows so many copies; ``None``: it does.
    """
    if unexplained(called, members):
        return []
    changes = []
    for row, copies in enumerate(called):
        best = joint.best(row)
        if copies is None or best == copies or against[row][best] > rule.change_against:
            continue
        if may is not None and not may(row, best):
            continue
        quality = joint.quality(row, best)
        if quality >= rule.change_quality:
            changes.append(Change(row, best, quality))
    after = list(called)
    for change in changes:
        after[change.row] = change.copies
    return [] if unexplained(after, members) else changes


def lacks(reads: Reads | None, rule: FamilyRule) -> bool:
    """Whether none of so many reads shows an allele that one copy cannot hide: ``10 n log10(2) > change_against``."""
    return reads is not None and reads.alt == 0 and 10 * reads.depth * log10(2) > rule.change_against


def is_stutter(
    child: Reads, parents: Sequence[Reads], modelled: float, correct: float, copies: int, rule: FamilyRule
) -> bool:
    """Whether a child's new length of a repeat is no more than the stutter that its parents' reads show there.

    Without a read of the child nothing is decided: it is not.

    Args:
        child: reads of the child.
        parents: reads of the parents who could have passed the length on.
        modelled: share of reads of the parents' allele that show it, by the stutter model.
        correct: share of reads of an allele of this length that show it.
        copies: of the child at the place.
        rule: weight of the model, de novo rate.
    """
    if not child.depth:
        return False
    weight = rule.stutter_reads
    seen, read = sum(one.alt for one in parents), sum(one.depth for one in parents)
    rate = (seen + weight * modelled) / (read + weight)
    share = correct if copies == 1 else (correct + rate) / 2
    if share <= rate:
        return True
    rest = child.depth - child.alt
    gain = child.alt * log10(share / rate) + rest * log10(max(1 - share, 1e-9) / (1 - rate))
    return gain + log10(rule.de_novo["repeat"]) <= 0


def is_mosaic(reads: Reads, called: bool, error: float, tail_of_error: float, rule: FamilyRule) -> bool:
    """Whether a parent's reads show an allele too often for error and too seldom for a heterozygote.

    Args:
        reads: the parent's.
        called: whether the parent is called heterozygous; the stricter tail then counts.
        error: share of reads that show the allele without its being there.
        tail_of_error: how unlikely by error the reads must be.
        rule: thresholds.
    """
    if reads.alt < rule.min_parent_reads:
        return False
    tail = rule.called_mosaic_tail if called else rule.mosaic_tail
    by_error = upper_tail(reads.alt, reads.depth, error)
    return by_error < tail_of_error and lower_tail(reads.alt, reads.depth) < tail


def is_hidden(reads: Reads, rule: FamilyRule) -> bool:
    """Whether a parent called without the allele shows it as a heterozygote does, once counted anew.

    ``k >= hidden_reads`` and ``k / n >= hidden_fraction``; and not so seldom that a mosaic is likelier
    (``P(X <= k | n, 1/2) >= mosaic_tail``).
    """
    if reads.alt < rule.hidden_reads or reads.alt < rule.hidden_fraction * reads.depth:
        return False
    return lower_tail(reads.alt, reads.depth) >= rule.mosaic_tail


def heterozygote_phreds(reads: Reads, error: float) -> list[float]:
    """Phred-scaled likelihoods of 0, 1 and 2 copies from counts alone, one copy taken as the best (0).

    ``L(0) = e^k (1-e)^(n-k)``, ``L(1) = 2^-n``, ``L(2) = (1-e)^k e^(n-k)``; at least 0.
    """
    alt, rest = reads.alt, reads.depth - reads.alt
    one = -reads.depth * log10(2)
    none = alt * log10(error) + rest * log10(1 - error)
    two = alt * log10(1 - error) + rest * log10(error)
    return [max(0.0, min(255.0, 10 * (one - other))) for other in (none, one, two)]


def parents_of(rows: Sequence[int], members: Sequence[Member]) -> list[int]:
    """Rows of the sequenced parents of some members."""
    parents = {parent for row in rows for parent in (members[row].father, members[row].mother)}
    return sorted(parent for parent in parents if parent is not None)


def parental_reads(
    candidates: Sequence[int], members: Sequence[Member], count: Callable[[int], Reads]
) -> dict[int, Reads]:
    """Reads of the parents of de novo candidates, counted anew, by row."""
    return {parent: count(parent) for parent in parents_of(candidates, members)}


def mosaic_parents(
    called: Sequence[int | None],
    depths: Sequence[Reads | None],
    recounted: Mapping[int, Reads],
    errors: Callable[[int], float],
    members: Sequence[Member],
    rule: FamilyRule,
) -> list[int]:
    """Rows of parents of two copies who may be mosaic, given a child who carries the allele in a balanced share.

    Args:
        called: copies as called.
        depths: reads of each member as the caller counted them, where they can be trusted.
        recounted: reads of the parents of de novo candidates, counted anew.
        errors: share of a member's reads that show the allele by error, by row.
        members: the family.
        rule: thresholds.
    """
    rows = set()
    for row, member in enumerate(members):
        own = depths[row]
        if not called[row] or own is None or lower_tail(own.alt, own.depth) < rule.mosaic_tail:
            continue
        for parent in (member.father, member.mother):
            if parent is None or members[parent].copies != 2 or called[parent] == 2:
                continue
            reads = recounted.get(parent, depths[parent])
            tail = rule.unexplained_tail if parent in recounted else rule.parent_tail
            if reads is not None and is_mosaic(reads, called[parent] == 1, errors(parent), tail, rule):
                rows.add(parent)
    return sorted(rows)
