"""The refinement as a stream: records of one caller and one family in, the same records and the rescued ones out.

Records pass in chunks, cut where no record follows for :data:`CUT_GAP` bases, so that no rule looks across a cut.
Within a chunk: spanning reads on the indels, the second look beside those that stand, artefacts, the family.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.variants import fields
from tachkhis.variants.refine.artefacts import artefact_reasons
from tachkhis.variants.refine.artefacts import suspicious
from tachkhis.variants.refine.kindred import Kindred
from tachkhis.variants.refine.loci import Locus
from tachkhis.variants.refine.loci import insertions_in
from tachkhis.variants.refine.loci import judge
from tachkhis.variants.refine.one_copy import Asked
from tachkhis.variants.refine.one_copy import Beside
from tachkhis.variants.refine.one_copy import count_asked
from tachkhis.variants.refine.one_copy import settle_beside_deletions
from tachkhis.variants.refine.phasing import Fragments
from tachkhis.variants.refine.phasing import Limits
from tachkhis.variants.refine.phasing import count_pairs
from tachkhis.variants.refine.phasing import pairs_of
from tachkhis.variants.refine.phasing import phase_neighbours
from tachkhis.variants.refine.phasing import runs_of
from tachkhis.variants.refine.places import places_of
from tachkhis.variants.refine.qualities import trust_the_reads
from tachkhis.variants.refine.repeats import Tract
from tachkhis.variants.refine.repeats import tract_of
from tachkhis.variants.refine.rescue import RECOUNTED
from tachkhis.variants.refine.rescue import Replacing
from tachkhis.variants.refine.rescue import enough
from tachkhis.variants.refine.rescue import new_record
from tachkhis.variants.refine.rescue import qualifies
from tachkhis.variants.refine.rescue import read_apart
from tachkhis.variants.refine.rescue import recount_doubtful
from tachkhis.variants.refine.rescue import spells
from tachkhis.variants.refine.rescue import take_over
from tachkhis.variants.refine.rescue import windows_around
from tachkhis.variants.refine.second_pass import joined
from tachkhis.variants.refine.setting import Setting
from tachkhis.variants.refine.setting import Stretches
from tachkhis.variants.refine.setting import by_contig
from tachkhis.variants.refine.setting import inside
from tachkhis.variants.refine.spanning import read_lengths
from tachkhis.variants.refine.view import View

CUT_GAP = 1_000  # bases without a record at which a chunk may end
CHUNK_BASES = 2_000_000  # bases from which it does
CHUNK_RECORDS = 20_000  # or records from which it does
FLANK = 300  # bases of reference around an indel in which its placements are looked for
BIASES = ("SCBZ", "RPBZ")
LOW_QUALITY = "LowQual"

HEADER_LINES = (
    '##INFO=<ID=SCBZ,Number=1,Type=Float,Description="Mann-Whitney U z of soft-clip length, alternate and reference">',
    '##INFO=<ID=RPBZ,Number=1,Type=Float,Description="Mann-Whitney U z of place in the read, alternate and reference">',
    '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set: position of its first SNV">',
    '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Phred-scaled genotype likelihoods">',
)


def declare(header: Any) -> None:
    """Add what the refinement writes to a header, where it is not there yet."""
    known = str(header)
    for field in fields.REFINE_FIELDS:
        if field.id not in header.info:
            header.add_line(field.header)
    for field in fields.REFINE_FORMATS:
        if field.id not in header.formats:
            header.add_line(field.header.replace("##INFO", "##FORMAT", 1))
    for name, description in fields.REFINE_FILTERS:
        if name not in header.filters:
            header.add_line(f'##FILTER=<ID={name},Description="{description}">')
    for line in HEADER_LINES:
        if line.split(",")[0] not in known:
            header.add_line(line)


def refine(records: Iterable[Any], header: Any, setting: Setting) -> Iterator[Any]:
    """The refined records, in order.

    Args:
        records: ``pysam.VariantRecord``, sorted, one ALT each, under ``header``.
        header: the header that :func:`declare` completed.
        setting: everything else.
    """
    for chunk in chunks(records):
        yield from Chunk(chunk, header, setting).refined()


def chunks(records: Iterable[Any]) -> Iterator[list[Any]]:
    """Records in pieces, cut where there is room."""
    piece: list[Any] = []
    end = 0
    for record in records:
        if piece:
            new = record.contig != piece[0].contig
            room = record.start - end > CUT_GAP
            if new or (room and (record.start - piece[0].start > CHUNK_BASES or len(piece) >= CHUNK_RECORDS)):
                yield piece
                piece, end = [], 0
        piece.append(record)
        end = max(end, record.stop)
    if piece:
        yield piece


class Chunk:
    """The records between two cuts, on one contig."""

    def __init__(self, records: Sequence[Any], header: Any, setting: Setting) -> None:
        self.header, self.setting = header, setting
        self.samples = [person.sample for person in setting.people]
        self.contig = str(records[0].contig)
        self.mitochondrial = kind_of(self.contig) is ContigKind.M
        self.views = [View(record, self.samples) for record in records]
        self.beside: Stretches = {}

    def refined(self) -> Iterator[Any]:
        """Apply the rules that are on."""
        self._find_tracts()
        if self.setting.switches.repeats:
            self._judge_repeats()
        second = self._look_again()
        if self.setting.switches.artefacts:
            self._filter_artefacts(second)
        if self.setting.switches.rescue:
            self._rescue(second)
            self._settle_beside_deletions()
        if self.setting.switches.family:
            self._consult_family()
        if self.setting.switches.phase:
            self._phase_codons()
        for view in self.views:
            if not self._in_margin(view.record.start):
                view.recount()
                yield view.record

    def _find_tracts(self) -> None:
        rule = self.setting.rules.stutter
        for view in self.views:
            if view.usable and view.change and view.passed:
                offset = max(0, view.record.start - FLANK)
                around = self.setting.fasta.fetch(self.contig, offset, view.record.stop + FLANK).upper()
                view.tract = tract_of(self.contig, view.record.pos, view.ref, view.alt, around, offset, rule)

    def _judge_repeats(self) -> None:
        setting = self.setting
        by_tract: dict[Tract, list[View]] = {}
        for view in self.views:
            if view.tract is not None:
                by_tract.setdefault(view.tract, []).append(view)
        tracts = sorted(by_tract, key=lambda tract: (tract.start, tract.end))
        insertions = insertions_in(tracts, by_tract)
        told = [
            read_lengths(
                setting.bare[sample],
                setting.fasta,
                tracts,
                setting.rules.spanning,
                setting.min_mapping_quality,
                insertions,
            )
            for sample in self.samples
        ]
        rates = [setting.stutter[sample] for sample in self.samples]
        for number, tract in enumerate(tracts):
            judge(Locus(tract, tuple(by_tract[tract])), [row[number] for row in told], rates, setting.rules)

    def _look_again(self) -> dict[tuple[str, int, str, str], View]:
        """The second look: beside passing indels, and at doubtful SNVs whose biases the caller did not give."""
        setting, windows = self.setting, []
        if setting.switches.rescue:
            indels = [
                (view, view.record.stop if view.tract is None else view.tract.end)
                for view in self.views
                if view.usable and view.change and view.passed
            ]
            windows += windows_around(indels, setting.rules.rescue)
        self.beside = by_contig(joined(sorted(windows), 0))
        if setting.switches.artefacts:
            windows += [
                (self.contig, view.record.start, view.record.stop)
                for view in self.views
                if self._may_be_artefact(view)
                and all(view.bias(name) is None for name in BIASES)
                and suspicious(self._carriers(view), setting.rules.artefacts)
            ]
        found = setting.second.call(joined(sorted(windows), 0))
        views = [View(record, self.samples) for record in found]
        return {view.key: view for view in views}

    def _may_be_artefact(self, view: View) -> bool:
        return view.usable and not view.change and not self.mitochondrial and view.passed

    def _carriers(self, view: View) -> list[tuple[int, int]]:
        found = []
        for row in range(len(self.samples)):
            reads = view.reads(row)
            if view.copies(row) and reads is not None:
                found.append((reads.depth - reads.alt, reads.alt))
        return found

    def _filter_artefacts(self, second: Mapping[tuple[str, int, str, str], View]) -> None:
        for view in self.views:
            if not self._may_be_artefact(view):
                continue
            if view.key in second and suspicious(self._carriers(view), self.setting.rules.artefacts):
                for name in BIASES:
                    value = second[view.key].bias(name)
                    if view.bias(name) is None and value is not None:
                        view.record.info[name] = value
            clipping, position = (view.bias(name) for name in BIASES)
            reasons = artefact_reasons(self._carriers(view), clipping, position, self.setting.rules.artefacts)
            if reasons:
                view.fail(fields.FILTER_ARTEFACT[0])
                view.note(reasons)

    def _rescue(self, second: Mapping[tuple[str, int, str, str], View]) -> None:
        setting, rule = self.setting, self.setting.rules.rescue
        known = {view.key: view for view in self.views}
        replacing = Replacing(self.views)
        places = [view.record.start for view in self.views]
        for key, candidate in sorted(second.items()):
            start = candidate.record.start
            over = replacing.at(start)
            view = known.get(key)
            if not inside(self.beside, self.contig, start):  # a doubtful SNV's window, not one of an indel
                continue
            if view is not None and view.passed:
                if recount_doubtful(view, candidate, over, len(self.samples), rule):
                    view.note([RECOUNTED])
                continue
            if view is not None and list(view.record.filter) != [LOW_QUALITY]:
                continue
            if view is None and not inside(setting.stretches, self.contig, start):
                continue
            if not qualifies(candidate, over, len(self.samples), setting.min_quality, rule):
                continue
            if not self._read_apart(candidate, [view for view in over if spells(view)]):
                continue
            if view is not None:
                take_over(view, candidate, self.samples)
                continue
            at = bisect.bisect_right(places, start)
            places.insert(at, start)
            self.views.insert(at, View(new_record(self.header, candidate, self.samples), self.samples))

    def _read_apart(self, candidate: View, spelling: Sequence[View]) -> bool:
        """Whether an SNV is more than what records that spell several bases say already."""
        setting = self.setting
        return not spelling or any(
            candidate.copies(row)
            and enough(
                read_apart(setting.bare[sample], candidate, spelling, setting.min_mapping_quality), setting.rules.rescue
            )
            for row, sample in enumerate(self.samples)
        )

    def _settle_beside_deletions(self) -> None:
        setting = self.setting

        def count(asked: Sequence[Asked]) -> list[Beside]:
            found = [Beside(0, 0, 0)] * len(asked)
            for row, sample in enumerate(self.samples):
                own = [number for number, one in enumerate(asked) if one.row == row]
                theirs = [asked[number] for number in own]
                told = count_asked(setting.bare[sample], self.contig, theirs, setting.min_mapping_quality)
                for number, beside in zip(own, told, strict=True):
                    found[number] = beside
            return found

        settle_beside_deletions(self.views, len(self.samples), count, setting.rules.one_copy)

    def _in_margin(self, start: int) -> bool:
        setting = self.setting
        return inside(setting.called, self.contig, start) and not inside(setting.stretches, self.contig, start)

    def _consult_family(self) -> None:
        setting = self.setting
        kindred = Kindred(
            setting.people, setting.copies, setting.crams, setting.fasta, setting.min_mapping_quality, setting.stutter
        )
        views = [view for view in self.views if view.usable]
        kindred.count_ahead(views)
        for view, place in zip(views, places_of(views), strict=True):
            kindred.consult(view, setting.rules.family, place)
        if not self.mitochondrial:
            trust_the_reads(self.views, len(self.samples))

    def _phase_codons(self) -> None:
        """How SNVs that may share a codon stand to each other."""
        setting, coding, rule = self.setting, self.setting.coding, self.setting.rules.phase
        limits = Limits(setting.min_mapping_quality, setting.min_base_quality)

        snvs = [
            view
            for view in self.views
            if view.usable
            and len(view.ref) == len(view.alt) == 1
            and view.passed
            and (coding is None or inside(coding, self.contig, view.record.start))
        ]
        if self.mitochondrial:
            return
        runs = runs_of(snvs, rule.distance)
        told: list[dict[tuple[int, int], Fragments]] = []
        for row, sample in enumerate(self.samples):
            pairs = [pair for run in runs for pair in pairs_of(run, row, rule)]
            found = count_pairs(setting.crams[sample], self.contig, pairs, limits)
            told.append({(id(one), id(other)): n for (one, other), n in zip(pairs, found, strict=True)})

        def count(row: int, first: View, second: View) -> Fragments:
            return told[row][id(first), id(second)]

        for run in runs:
            phase_neighbours(run, len(self.samples), count, rule)
