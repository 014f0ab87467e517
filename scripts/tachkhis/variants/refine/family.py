"""What a family says of one record: joint qualities, de novo candidates, the parents' own reads, mosaic parents.

A child's copies are *unexplained* where they are more than its parents, as called, could have passed on. A record
with an unexplained child keeps every genotype as called: a de novo is flagged and weighed, never argued away.
Elsewhere a genotype changes only where the joint posterior says so with at least ``change_quality``, the person's own
reads speak at most ``change_against`` (phred) against it, and no child becomes unexplained.

A parent's reads, counted anew over whole fragments, are given for each de novo candidate. A parent is flagged as a
possible mosaic where a child carries the allele in a balanced share and the parent shows it in ``k`` of ``n`` reads
with ``P(X >= k | n, parent_error) < parent_tail`` and ``P(X <= k | n, 1/2) < mosaic_tail``: too often for error, too
seldom for a heterozygote.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tachkhis.variants.refine.artefacts import lower_tail
from tachkhis.variants.refine.artefacts import upper_tail
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
) -> list[Change]:
    """The genotypes that the family changes.

    Args:
        called: copies of the allele as called, ``None`` where missing.
        against: per member the phred-scaled likelihood of each number of copies, the best 0.
        joint: the posterior.
        members: the family.
        rule: how sure it must be.
    """
    if unexplained(called, members):
        return []
    changes = []
    for row, copies in enumerate(called):
        best = joint.best(row)
        if copies is None or best == copies or against[row][best] > rule.change_against:
            continue
        quality = joint.quality(row, best)
        if quality >= rule.change_quality:
            changes.append(Change(row, best, quality))
    after = list(called)
    for change in changes:
        after[change.row] = change.copies
    return [] if unexplained(after, members) else changes


def is_mosaic(reads: Reads, called: bool, rule: FamilyRule) -> bool:
    """Whether a parent's reads show an allele too often for error and too seldom for a heterozygote.

    Args:
        reads: the parent's.
        called: whether the parent is called heterozygous; the stricter tail then counts.
        rule: thresholds.
    """
    if reads.alt < rule.min_parent_reads:
        return False
    tail = rule.called_mosaic_tail if called else rule.mosaic_tail
    by_error = upper_tail(reads.alt, reads.depth, rule.parent_error)
    return by_error < rule.parent_tail and lower_tail(reads.alt, reads.depth) < tail


def parental_reads(
    candidates: Sequence[int], members: Sequence[Member], count: Callable[[int], Reads | None]
) -> dict[int, Reads]:
    """Reads of the parents of de novo candidates, counted anew, by row."""
    parents = {parent for row in candidates for parent in (members[row].father, members[row].mother)}
    found: dict[int, Reads] = {}
    for parent in sorted(parent for parent in parents if parent is not None):
        reads = count(parent)
        if reads is not None:
            found[parent] = reads
    return found


def mosaic_parents(
    called: Sequence[int | None],
    depths: Sequence[Reads | None],
    recounted: dict[int, Reads],
    members: Sequence[Member],
    rule: FamilyRule,
) -> list[int]:
    """Rows of parents of two copies who may be mosaic, given a child who carries the allele in a balanced share."""
    rows = set()
    for row, member in enumerate(members):
        own = depths[row]
        if not called[row] or own is None or lower_tail(own.alt, own.depth) < rule.mosaic_tail:
            continue
        for parent in (member.father, member.mother):
            if parent is None or members[parent].copies != 2 or called[parent] == 2:
                continue
            reads = recounted.get(parent, depths[parent])
            if reads is not None and is_mosaic(reads, called[parent] == 1, rule):
                rows.add(parent)
    return sorted(rows)
