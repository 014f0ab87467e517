"""What a major-allele reference changes: edits of the standard sequence, chosen from a panel, with both coordinates.

All positions are 0-based half-open here; ``changes.tsv`` gives them so, too, and its columns say it.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.records import CountRow
from tachkhis.reference.consensus import APPLIED
from tachkhis.reference.consensus import COLUMNS
from tachkhis.reference.consensus import Change
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised
from tachkhis.reference.par_twins import ParTwins

MAJORITY = 0.5
ENOUGH = 0.5
"""Share of the contig's greatest AN that a site needs: fewer people read than that say little of the majority."""
FEWEST = 20
"""Alleles that a site needs in any case; both are laboratory defaults without a published source."""


@dataclass(frozen=True, slots=True)
class Edit(Change):
    """One change of the standard sequence, with the panel's allele (``row``) that makes it."""

    row: CountRow


@dataclass(frozen=True, slots=True)
class Left:
    """A majority allele that was not put in.

    Attributes:
        contig: as the FASTA names it.
        row: the panel's allele.
        why: ``overlaps``, ``masked``, ``mitochondrial``, ``pseudo_autosomal``, ``partial`` (AN lacks people),
            ``few_read`` or ``not_left_aligned``.
    """

    contig: str
    row: CountRow
    why: str


def minimal(position: int, ref: str, alt: str) -> tuple[int, str, str]:
    """0-based start and the bases that really differ: what REF and ALT share at both ends is taken off."""
    start = position - 1
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        ref, alt, start = ref[1:], alt[1:], start + 1
    return start, ref, alt


@dataclass(frozen=True, slots=True)
class Rules:
    """Which alleles are put in.

    Attributes:
        fewest: alleles that must have been looked at, by contig of the panel.
        contigs: the panel's contigs as the FASTA names them.
        kept: contigs of the FASTA that are never changed (the mitochondrial genome keeps its standard numbering).
        file: name of the panel, for faults.
        twins: places that stand twice in the FASTA, on X and Y; they are not changed.
    """

    fewest: Mapping[str, int]
    contigs: Mapping[str, str]
    kept: frozenset[str]
    file: str
    twins: ParTwins


def fewest_alleles(rows: Iterable[CountRow], asked: int | None) -> dict[str, int]:
    """The least AN by contig: what was asked for, else half of the contig's greatest and at least 20."""
    greatest: dict[str, int] = {}
    for row in rows:
        if row.an > greatest.get(row.contig, 0):
            greatest[row.contig] = row.an
    return {
        contig: asked if asked is not None else max(FEWEST, int(ENOUGH * most)) for contig, most in greatest.items()
    }


def choose(rows: Iterable[CountRow], bases: Bases, rules: Rules) -> Iterator[Edit | Left]:
    """Majority alleles in the order of the reference, each put in or left with its reason.

    Of alleles that change the same base (or put bases in at the same place) the most frequent is put in; of equally
    frequent ones that which stands first in the file.

    Raises:
        InputError: REF of an allele is not the reference's.
    """
    group: list[tuple[int, int, str, str, CountRow]] = []
    state = _State()
    for row in rows:
        if row.ac <= MAJORITY * row.an:
            continue
        contig = rules.contigs.get(row.contig)
        if contig is None:
            raise InputError(
                [Fault(rules.file, "a contig is not in the FASTA", "give the panel's reference", value=row.contig)]
            )
        why = _why_left(row, contig, bases, rules)
        if why is not None:
            yield Left(contig, row, why)
            continue
        start, ref, alt = minimal(row.position, row.ref, row.alt)
        end = start + len(ref)
        if group and (contig != state.contig or start > max(one[1] for one in group)):
            yield from _settle(group, state)
            group = []
        state.enter(contig)
        group.append((start, end, ref, alt, row))
    yield from _settle(group, state)


class _State:
    """Where the new sequence stands against the standard one."""

    def __init__(self) -> None:
        self.contig, self.shift = "", 0

    def enter(self, contig: str) -> None:
        if contig != self.contig:
            self.contig, self.shift = contig, 0


def _why_left(row: CountRow, contig: str, bases: Bases, rules: Rules) -> str | None:
    there = bases.fetch(contig, row.position - 1, row.position - 1 + len(row.ref))
    if "N" in there:
        return "masked"
    if there != row.ref:
        name = f"{row.contig}-{row.position}-{row.ref[:30]}-{row.alt[:30]}"
        problem = f"REF is not the reference's, which has {there[:20] or 'nothing'}"
        raise InputError([Fault(rules.file, problem, "give the FASTA that the panel was built on", value=name)])
    if normalised(bases, contig, row.position, row.ref, row.alt) != (row.position, row.ref, row.alt):
        return "not_left_aligned"
    if contig in rules.kept:
        return "mitochondrial"
    if rules.twins.stands_twice(contig, row.position):
        return "pseudo_autosomal"
    if row.partial:
        return "partial"
    return "few_read" if row.an < rules.fewest[row.contig] else None


def _settle(group: list[tuple[int, int, str, str, CountRow]], state: _State) -> Iterator[Edit | Left]:
    """Alleles that touch each other: the most frequent first, then those that do not get in its way."""
    ranked = sorted(range(len(group)), key=lambda n: (-group[n][4].ac / group[n][4].an, n))
    taken: list[tuple[int, int]] = []
    chosen = set()
    for number in ranked:
        start, end = group[number][:2]
        if not any(_collide((start, end), other) for other in taken):
            taken.append((start, end))
            chosen.add(number)
    for number, (_, _, _, _, row) in enumerate(group):
        if number not in chosen:
            yield Left(state.contig, row, "overlaps")
    for number in sorted(chosen, key=lambda n: group[n][:2]):
        start, end, ref, alt, row = group[number]
        yield Edit(state.contig, start, end, ref, alt, start + state.shift, row)
        state.shift += len(alt) - len(ref)


def _collide(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Two edits change the same base, put bases in at the same place, or one puts them within the other."""
    (start, end), (first, last) = one, other
    if start == end and first == last:
        return start == first
    return start < last and first < end


def change_lines(contig: str, row: CountRow, edit: Edit | None, decision: str) -> str:
    """One line of ``changes.tsv``."""
    start, ref, alt = minimal(row.position, row.ref, row.alt)
    place = (".", ".") if edit is None else (str(edit.consensus_start), str(edit.consensus_end))
    cells = (contig, str(start), str(start + len(ref)), ref or ".", alt or ".", *place, str(row.ac), str(row.an))
    return "\t".join((*cells, str(row.position), row.ref, row.alt, decision))


def read_changes(path: Path) -> dict[str, list[Edit]]:
    """The edits that were put in, by contig, in order.

    Raises:
        InputError: the file is not one that ``tachkhis panel consensus`` wrote.
    """
    found: dict[str, list[Edit]] = {}
    remedy = "name changes.tsv as tachkhis panel consensus wrote it"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(str(path), f"it cannot be read ({type(error).__name__})", remedy)]) from error
    if not lines or lines[0].split("\t") != list(COLUMNS):
        raise InputError([Fault(str(path), "its header is not that of a list of changes", remedy)])
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if cells[-1] != APPLIED:
            continue
        try:
            contig, start, end, ref, alt, there, _, ac, an, position, panel_ref, panel_alt, _ = cells
            ref, alt = ref.replace(".", ""), alt.replace(".", "")
            row = CountRow(contig, int(position), panel_ref, panel_alt, int(ac), int(an), "")
            edit = Edit(contig, int(start), int(end), ref, alt, int(there), row)
        except ValueError as error:
            raise InputError([Fault(str(path), "a line cannot be read", remedy, row=number)]) from error
        found.setdefault(contig, []).append(edit)
    return found
