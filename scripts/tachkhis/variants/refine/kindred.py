"""A family at work on its records: see :mod:`tachkhis.variants.refine.family` for the rules."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from tachkhis.case.model import Person
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants import fields
from tachkhis.variants.refine.family import Reads
from tachkhis.variants.refine.family import de_novo
from tachkhis.variants.refine.family import heterozygote_phreds
from tachkhis.variants.refine.family import is_hidden
from tachkhis.variants.refine.family import is_stutter
from tachkhis.variants.refine.family import lacks
from tachkhis.variants.refine.family import mosaic_parents
from tachkhis.variants.refine.family import parental_reads
from tachkhis.variants.refine.family import parents_of
from tachkhis.variants.refine.family import settle
from tachkhis.variants.refine.near import Gathered
from tachkhis.variants.refine.near import Interval
from tachkhis.variants.refine.near import reads_over
from tachkhis.variants.refine.parts import JointParts
from tachkhis.variants.refine.parts import weigh
from tachkhis.variants.refine.pedigree import Member
from tachkhis.variants.refine.pedigree import likelihoods_of
from tachkhis.variants.refine.pedigree import members_of
from tachkhis.variants.refine.places import Place
from tachkhis.variants.refine.rescue import RECOUNTED
from tachkhis.variants.refine.rules import FamilyRule
from tachkhis.variants.refine.stutter import Stutter
from tachkhis.variants.refine.view import View
from tachkhis.variants.sites import Site
from tachkhis.variants.sites import read_support
from tachkhis.variants.sites import window

PEDIGREE = "pedigree_genotype"
PARENTS_STUTTER = "stutter_in_parents"
AROUND = 300  # bases of reference fetched on each side of a site that is counted anew


class Kindred:
    """The members with reads, and their alignments."""

    def __init__(
        self,
        people: Sequence[Person],
        copies: SexChromosomes,
        crams: Mapping[str, Any],
        fasta: Any,
        mapping_quality: int,
        stutter: Mapping[str, Stutter],
    ) -> None:
        self.people, self.copies, self.crams, self.fasta = tuple(people), copies, crams, fasta
        self.mapping_quality, self.stutter = mapping_quality, stutter
        self._ahead: dict[tuple[int, int], Reads] = {}

    def count_ahead(self, views: Sequence[View]) -> None:
        """Count the parents of all de novo candidates among the records of a contig, in one pass over each one's reads.

        :meth:`consult` finds the counts, as it would have made them one by one.
        """
        names = {person.sample for person in self.people}
        if not any(names & {person.father, person.mother} for person in self.people):
            return
        asked: dict[int, dict[Interval, list[View]]] = {}
        for view in views:
            numbers = self._numbers(view)
            members = members_of(self.people, numbers, kind_of(view.key[0]))
            if not view.passed or kind_of(view.key[0]) is ContigKind.M:
                continue
            for row in parents_of(de_novo(self._called(view, numbers), members), members):
                asked.setdefault(row, {}).setdefault(self._around(view)[0], []).append(view)
        for row, places in asked.items():
            alignment = self.crams[self.people[row].sample]
            for place, reads in reads_over(alignment, views[0].key[0], places, self.mapping_quality):
                for view in places[place]:
                    self._ahead[id(view), row] = self._support(view, Gathered(reads))

    def _numbers(self, view: View) -> list[int]:
        return [self.copies.ploidy(view.key[0], view.key[1], person.sex) for person in self.people]

    @staticmethod
    def _called(view: View, numbers: Sequence[int]) -> list[int | None]:
        return [view.copies(row) if view.ploidy(row) == number else None for row, number in enumerate(numbers)]

    def consult(self, view: View, rule: FamilyRule, place: Place) -> None:
        """Write depths, joint qualities, changed genotypes and the parents' evidence onto one record."""
        numbers = self._numbers(view)
        self._complete_depths(view, numbers)
        kind = kind_of(view.key[0])
        if kind is ContigKind.M:
            return
        members = members_of(self.people, numbers, kind)
        if not any(member.parents_known for member in members):
            return
        called = self._called(view, numbers)
        phreds = [
            [0.0] if number == 0 else self._phreds(view, row, number, place) for row, number in enumerate(numbers)
        ]
        joint = self._joint(view, phreds, members, rule)
        candidates = de_novo(called, members) if view.passed else []
        recounted = parental_reads(candidates, members, lambda row: self._count(view, row))
        if self._find_hidden(view, recounted, called, phreds, members, rule, place):
            joint = self._joint(view, phreds, members, rule)
            candidates = de_novo(called, members)
        against = [values or [0.0] * (number + 1) for values, number in zip(phreds, numbers, strict=True)]

        def may(row: int, copies: int) -> bool:
            return phreds[row] is not None and self._may(view, row, copies, numbers[row], place, rule)

        for change in settle(called, against, joint, members, rule, may):
            if phreds[change.row] is not None:
                view.set_genotype(change.row, change.copies, change.quality)
                view.note([PEDIGREE])
                called[change.row] = change.copies
        for row, copies in enumerate(called):
            if copies is not None and members[row].copies and phreds[row] is not None:
                view.set_value(row, fields.JOINT_GQ, joint.quality(row, copies))
        if view.passed:
            self._tell_parents(view, called, candidates, recounted, members, joint, rule)

    def _find_hidden(
        self,
        view: View,
        recounted: Mapping[int, Reads],
        called: list[int | None],
        phreds: list[Sequence[float] | None],
        members: Sequence[Member],
        rule: FamilyRule,
        place: Place,
    ) -> bool:
        """Give parents of a de novo candidate who show its allele as a heterozygote does that genotype; whether any."""
        found = False
        for row, reads in recounted.items():
            if members[row].copies != 2 or (view.tract is not None and view.tract.step):
                continue  # repeats: the parents' reads measure the stutter
            if not is_hidden(reads, rule):
                continue
            found = True
            if place.room(row, 2) < 1:  # the other alternates stand on both copies, as called: who is right is open
                called[row] = None
            else:
                values = heterozygote_phreds(reads, rule.parent_error)
                view.set_genotype(row, 1, min(99, round(min(values[0], values[2]))), values)
                view.fill_depth(row, reads)
                view.note([RECOUNTED])
                called[row], phreds[row] = 1, values
        return found

    def _phreds(self, view: View, row: int, number: int, place: Place) -> Sequence[float] | None:
        """Likelihoods of the spanning reads, else the caller's; ``None`` where neither speaks of so many copies."""
        own = view.spanning.get(row)
        return own if own is not None and len(own) == number + 1 else place.whole_phreds(view, row, number)

    def _may(self, view: View, row: int, copies: int, number: int, place: Place, rule: FamilyRule) -> bool:
        """Whether the family may change a member's genotype to so many copies."""
        if place.two_alternates(view, row) or (row not in view.spanning and view.least_phred(row) > 0):
            return False
        beside = view.beside.get(row)
        if beside is not None and copies < len(beside) and beside[copies] > rule.change_against:
            return False
        if copies <= (view.copies(row) or 0):
            return True
        return copies <= place.room(row, number) and not lacks(view.reads(row), rule)

    def _joint(
        self,
        view: View,
        phreds: Sequence[Sequence[float] | None],
        members: tuple[Member, ...],
        rule: FamilyRule,
    ) -> JointParts:
        likelihoods = [
            [1.0] * (member.copies + 1) if values is None else likelihoods_of(values)
            for values, member in zip(phreds, members, strict=True)
        ]
        kind = "indel" if view.change else "snv"
        rate = rule.de_novo["repeat" if view.tract is not None and view.tract.step else kind]
        return weigh(likelihoods, members, rule.max_members, rule.heterozygosity[kind], rate)

    def _complete_depths(self, view: View, numbers: Sequence[int]) -> None:
        for row, number in enumerate(numbers):
            if number and view.lacks_depth(row):
                view.fill_depth(row, self._count(view, row))

    def _tell_parents(
        self,
        view: View,
        called: Sequence[int | None],
        candidates: Sequence[int],
        recounted: Mapping[int, Reads],
        members: Sequence[Member],
        joint: JointParts,
        rule: FamilyRule,
    ) -> None:
        names = [person.sample for person in self.people]
        standing = [row for row in candidates if not self._stutters(view, row, recounted, members, rule)]
        if candidates and not standing and all(row in candidates for row, copies in enumerate(called) if copies):
            view.fail(fields.FILTER_STUTTER[0])
            view.note([PARENTS_STUTTER])
        if standing:
            view.record.info[fields.DE_NOVO.id] = tuple(
                f"{names[row]}:{joint.de_novo_quality(row)}" for row in standing
            )
        if recounted:
            view.record.info[fields.PARENT_READS.id] = tuple(
                f"{names[row]}:{reads.alt}/{reads.depth}" for row, reads in recounted.items()
            )
        trusted = {*recounted, *candidates} if view.change else set(range(len(names)))
        depths = [view.reads(row) if row in trusted else None for row in range(len(names))]
        mosaic = mosaic_parents(called, depths, recounted, lambda row: self._error(view, row, rule), members, rule)
        if mosaic:
            view.record.info[fields.PARENT_MOSAIC.id] = tuple(names[row] for row in mosaic)

    def _error(self, view: View, row: int, rule: FamilyRule) -> float:
        """Share of a member's reads that show the allele though no copy has it."""
        tract = view.tract
        if tract is None or not tract.step:
            return rule.parent_error
        stutter = self.stutter[self.people[row].sample]
        return max(rule.parent_error, stutter.probability(tract.step, tract.units, view.change))

    def _stutters(
        self, view: View, row: int, recounted: Mapping[int, Reads], members: Sequence[Member], rule: FamilyRule
    ) -> bool:
        """Whether the new length of a child is no more than the stutter of the parents' reads."""
        tract, member = view.tract, members[row]
        if tract is None or not tract.step:
            return False
        rows = [parent for parent in (member.father, member.mother) if parent is not None and parent in recounted]
        child = self._spanning(view, row) or self._count(view, row)
        if not rows:
            return False
        modelled = sum(self._error(view, parent, rule) for parent in rows) / len(rows)
        units = max(1, tract.units + view.change // tract.step)
        correct = self.stutter[self.people[row].sample].probability(tract.step, units, 0)
        parents = [self._spanning(view, parent) or recounted[parent] for parent in rows]
        return is_stutter(child, parents, modelled, correct, member.copies, rule)

    def _spanning(self, view: View, row: int) -> Reads | None:
        """The fragments that span the repeat of a record, as :mod:`tachkhis.variants.refine.loci` wrote them."""
        told = view.value(row, fields.SPANNING)
        return Reads(int(told[1]), sum(map(int, told))) if told and None not in told else None

    def _count(self, view: View, row: int) -> Reads:
        known = self._ahead.get((id(view), row))
        return known or self._support(view, self.crams[self.people[row].sample])

    def _support(self, view: View, alignment: Any) -> Reads:
        contig, position, ref, alt = view.key
        _, bases, offset = self._around(view)
        site = Site(name="", gene="", kind="position", contig=contig, position=position, ref=ref, alt=alt)
        support = read_support(alignment, site, bases, offset, self.mapping_quality)
        return Reads(support.alt_reads, support.depth)

    def _around(self, view: View) -> tuple[Interval, str, int]:
        """Where an allele can be placed, the reference around it, and the 0-based position of its first base."""
        contig, position, ref, alt = view.key
        offset = max(0, position - 1 - AROUND)
        bases = self.fasta.fetch(contig, offset, position + len(ref) + AROUND).upper()
        return window(position - 1, ref, alt, bases, offset), bases, offset
