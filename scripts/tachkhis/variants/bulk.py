"""The triage of many records at once, where genotype, filters and frequencies decide: of nearly all of a genome.

No rule stands here. What is the same for many records (whether the proband carries it, whether it passed, whether it is
common) is found for a block of lines together, and for each combination that occurs :class:`Triage` is asked once. A
record of which anything else is known (a founder's position, ClinVar, an odd genotype or allele) gets no reason here
and is read by itself, and so is one that is kept.
"""

from __future__ import annotations

import re

import numpy as np

from tachkhis.variants import fields
from tachkhis.variants.evidence import GNOMAD_PASS
from tachkhis.variants.evidence import Known
from tachkhis.variants.evidence import changed_bases
from tachkhis.variants.record_line import INFO
from tachkhis.variants.record_line import PASSED
from tachkhis.variants.record_line import carries
from tachkhis.variants.text_block import Marks
from tachkhis.variants.text_block import Places
from tachkhis.variants.text_block import TextBlock
from tachkhis.variants.triage import Evidence
from tachkhis.variants.triage import Triage

BASES = "ACGT"
_POS, _ALT, _FILTER, _FORMAT = 1, 4, 6, 8
PLACE = "place"
"""Instead of a reason: the place decides."""
_ODD = 2
"""A genotype that has to be read by itself, beside 0 and 1: not carried and carried."""
_CODES = _ODD * 4 + 4
"""Combinations of the genotype with whether it passed and whether it is common."""
_CELL_END = re.compile("[:\t\n]")
"""Behind a genotype: the fields after it may be left out."""


class Bulk:
    """Looks at blocks of lines that say nothing of others of their codon."""

    def __init__(self, triage: Triage, known: Known, columns: int, proband: int) -> None:
        """Keep what each block is looked at with.

        Args:
            triage: the rules.
            known: what is known of alleles beforehand.
            columns: cells of each line.
            proband: number of the proband's cell.
        """
        self._triage = triage
        self._positions = np.array([int(position) for position in known.positions], np.int64)
        self._columns = columns
        self._proband = proband
        self._reasons = [self._decide(code) for code in range(_CODES)]
        self._by_place = np.array([reason == PLACE for reason in self._reasons])

    def reasons(self, text: str) -> tuple[list[str | None], TextBlock] | None:
        """The reason of each line, ``None`` where it has to be read by itself.

        Args:
            text: whole lines.

        Returns:
            The reasons and the block; ``None`` where its lines are not of one form.
        """
        try:
            block = TextBlock(text, self._columns)
            carried, common, free = self._carried(block), self._common(block), self._free(block)
        except ValueError:
            return None
        passed = np.logical_or.reduce([block.cell_is(_FILTER, word) for word in PASSED])
        codes = np.where(free, carried * 4 + passed * 2 + common, _ODD * 4)
        reasons = [self._reasons[code] for code in codes.tolist()]
        for line in np.flatnonzero(self._by_place[codes]).tolist():
            reasons[line] = self._placed(block, line)
        return reasons, block

    def _placed(self, block: TextBlock, line: int) -> str | None:
        """The reason of a record whose place decides; ``None`` where it is kept, for it gets names."""
        contig, position, _, ref, alt = block.text[block.starts[line] : block.ends[line]].split("\t", 5)[:5]
        return _aside(self._triage.place(contig, *changed_bases(int(position), ref, alt)))

    def _decide(self, code: int) -> str | None:
        """The reason of all records with this combination; ``PLACE`` or ``None`` where it hangs on that, or on more."""
        carried, passed, common = code >> 2, bool(code & 2), bool(code & 1)
        if carried == _ODD:
            return None
        reason = self._triage.by_evidence(Evidence(None, "", bool(carried), passed, common))
        return PLACE if reason is None else _aside(reason)

    def _carried(self, block: TextBlock) -> Places:
        """Whether the proband carries each allele: 0, 1 or ``_ODD``."""
        kinds, which = block.heads(block.cells(self._proband)[0])
        carried = np.array([_carries(kind) for kind in kinds], np.int64)
        return np.where(block.begins(block.cells(_FORMAT)[0], "GT:"), carried[which], _ODD)

    def _common(self, block: TextBlock) -> Marks:
        """Whether gnomAD or the panel has each allele as common."""
        frequency, number = (block.numbers(block.values(one.id)) for one in (fields.GNOMAD_AF, fields.GNOMAD_AN))
        filters = block.values(fields.GNOMAD_FILTER.id)
        passed = block.begins(filters, GNOMAD_PASS) & block.one_of(filters + len(GNOMAD_PASS), ";\t")
        passed |= filters < 0
        common = self._triage.limits.common_in_gnomad(frequency, number, passed)
        counted = block.values(fields.PANEL_AC.id)
        here = np.flatnonzero((counted >= 0) & ~common)
        if len(here):
            counts, alleles = (block.numbers(one[here]) for one in (counted, block.values(fields.PANEL_AN.id)))
            whole = block.values(fields.PANEL_PARTIAL.id)[here] < 0
            told = zip(counts.tolist(), np.nan_to_num(alleles).tolist(), whole.tolist(), strict=True)
            common[here] = [self._triage.limits.common_in_panel(int(one), int(all_), last) for one, all_, last in told]
        return common

    def _free(self, block: TextBlock) -> Marks:
        """Whether nothing else is known of each record, and its ALT is of bases."""
        free = (block.values(fields.CLINVAR_SIG.id) < 0) & ~block.cell_is(INFO, ".")
        free &= ~np.isin(block.whole_numbers(_POS), self._positions)
        begin, stop = block.cells(_ALT)
        bases = block.one_of(begin, BASES)
        longer = np.flatnonzero(stop - begin > 1)
        bases[longer] = [
            block.text[one:other].isalpha() for one, other in zip(begin[longer], stop[longer], strict=True)
        ]
        kept: Marks = free & bases
        return kept


def _aside(reason: str) -> str | None:
    return None if reason.startswith(fields.KEEP) else reason


def _carries(head: str) -> int:
    """Whether a cell that begins with these four characters, its GT first, has the allele: 0, 1 or ``_ODD``."""
    genotype, *behind = _CELL_END.split(head, 1)
    carried = carries(genotype) if behind else None
    return _ODD if carried is None else int(carried)
