"""What a gVCF says where nothing varies: who was read there, how deeply, and how surely it is the reference.

A record of the reference is a block (END) or a position whose ALT is ``.``, ``<NON_REF>`` (GATK, DRAGEN) or ``<*>``
(DeepVariant, bcftools). A member is taken to have the reference there only where the record's filter lets it pass and
the member's genotype is complete and 0; outside any block nothing is known, which is never the reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import VcfRow
from tachkhis.case.vcf_text import Wrong
from tachkhis.quality.summary import gvcf_min_quality
from tachkhis.variants.callers import OF_NO_QUALITY
from tachkhis.variants.foreign_calls import ForeignCall
from tachkhis.variants.foreign_calls import read_call
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord
from tachkhis.variants.sites import Site


@dataclass(frozen=True, slots=True)
class BlockRule:
    """From which depth and genotype quality (phred) a base of a gVCF counts as readable."""

    min_depth: int
    min_quality: int

    @classmethod
    def shipped(cls, min_depth: int) -> BlockRule:
        """The quality of ``resources/quality/gvcf.json`` with the laboratory's own depth."""
        return cls(min_depth, gvcf_min_quality())

    def reads(self, call: ForeignCall) -> bool:
        """Whether a call is complete, deep and sure enough; a quality that is not given does not count."""
        if not call.alleles or None in call.alleles or not call.passed:
            return False
        if call.least_depth is None or call.least_depth < self.min_depth:
            return False
        return call.quality is None or call.quality >= self.min_quality


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the reference, 1-based inclusive; the call of a member is read when it is asked for.

    Attributes:
        row: the record.
        columns: the column of each member in the record.
    """

    row: VcfRow
    columns: tuple[int, ...]

    @property
    def start(self) -> int:
        """First base."""
        return self.row.position

    @property
    def end(self) -> int:
        """Last base."""
        return self.row.end

    def call(self, member: int) -> ForeignCall:
        """The call of a member."""
        return read_call(self.row, self.columns[member])


def passes(row: VcfRow) -> bool:
    """Whether the caller's filters let a record pass, or none was set that says anything against it."""
    return all(name in (".", "PASS") or name in OF_NO_QUALITY for name in row.filters)


@dataclass
class RecentBlocks:
    """The blocks around the records that wait for theirs; memory stays that of a few records."""

    blocks: list[Block] = field(default_factory=list)

    def add(self, block: Block, needed_from: int) -> None:
        """Hold a block, and let go of those that end before a position."""
        self.blocks = [one for one in self.blocks if one.end >= needed_from]
        self.blocks.append(block)

    def clear(self) -> None:
        """Another contig begins."""
        self.blocks = []

    def filled(self, row: VcfRow, calls: Sequence[ForeignCall]) -> tuple[tuple[ForeignCall, ...], int]:
        """The calls of a record, with the reference where a member without a call has it in blocks; how many it has."""
        found, count = [], 0
        for member, call in enumerate(calls):
            block = None
            if call.missing and call.passed:
                block = over(self.blocks, member, row.position, row.position + len(row.ref) - 1)
            found.append(call if block is None else block)
            count += block is not None
        return tuple(found), count


def over(blocks: Sequence[Block], member: int, start: int, end: int) -> ForeignCall | None:
    """The weakest reference call that covers every base of a stretch in a member; ``None`` where one is not covered."""
    weakest: ForeignCall | None = None
    reached = start
    for block in sorted(blocks, key=lambda one: (one.start, one.end)):
        if block.end < reached:
            continue
        if block.start > reached:
            break
        call = block.call(member)
        if not call.is_reference or not call.passed:
            continue
        reached = block.end + 1
        weakest = call if weakest is None else _weaker(weakest, call)
        if reached > end:
            plain = ForeignCall((0,) * len(call.alleles))
            return replace(plain, depth=weakest.least_depth, least_depth=weakest.least_depth, quality=weakest.quality)
    return None


def _weaker(one: ForeignCall, two: ForeignCall) -> ForeignCall:
    depths = [call.least_depth for call in (one, two)]
    qualities = [call.quality for call in (one, two) if call.quality is not None]
    depth = None if None in depths else min(depth for depth in depths if depth is not None)
    return replace(one, least_depth=depth, quality=min(qualities) if qualities else None)


@dataclass
class SiteBlocks:
    """Blocks over the sites of interest, from which the record of a site that nobody carries is made."""

    sites: tuple[Site, ...]
    members: int
    rule: BlockRule
    found: dict[tuple[str, int, str, str], list[Block]] = field(default_factory=dict)
    _by_contig: dict[str, list[tuple[int, int, tuple[str, int, str, str]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for site in self.sites:
            if site.contig is None or site.position is None or site.ref is None or site.alt is None:
                continue
            last = site.position + len(site.ref) - 1 + (len(site.ref) != len(site.alt))
            key = (site.contig, site.position, site.ref, site.alt)
            self._by_contig.setdefault(site.contig, []).append((site.position, last, key))

    def touches(self, contig: str, start: int, end: int) -> bool:
        """Whether a stretch (1-based) shares a base with a site."""
        return any(first <= end and last >= start for first, last, _ in self._by_contig.get(contig, ()))

    def add(self, contig: str, block: Block) -> None:
        """Keep a block for the sites that it covers."""
        for first, last, key in self._by_contig.get(contig, ()):
            if first <= block.end and last >= block.start:
                self.found.setdefault(key, []).append(block)

    def records(self, called: frozenset[tuple[str, int, str, str]], counts: Counter[str]) -> list[NormalRecord]:
        """A record for every site that has none of its own and that blocks cover in a member.

        Args:
            called: alleles that have a record.
            counts: ``sites_from_blocks`` is counted here.
        """
        made = []
        for rows in self._by_contig.values():
            for first, last, key in rows:
                blocks = self.found.get(key, [])
                if key in called or not blocks:
                    continue
                calls = tuple(self._call(blocks, member, first, last) for member in range(self.members))
                if any(call.depth is not None for call in calls):
                    made.append(NormalRecord(*key[:2], *key[2:], calls=calls, info="FROM_BLOCKS"))
        counts["sites_from_blocks"] += len(made)
        return made

    def _call(self, blocks: Sequence[Block], member: int, first: int, last: int) -> NormalCall:
        """The reference where it is read surely; a depth without a call where it is read too weakly."""
        found = over(blocks, member, first, last)
        if found is None:
            return NormalCall((None, None))
        sure = found.quality is None or found.quality >= self.rule.min_quality
        alleles = found.alleles if sure else (None,) * len(found.alleles)
        return NormalCall(alleles, depth=found.depth, quality=found.quality)


class Order:
    """That the records of a gVCF come sorted, without which its blocks cannot be laid beside each other."""

    def __init__(self) -> None:
        self._contig, self._position = "", 0
        self._seen: set[str] = set()
        self.broken: tuple[int, str] | None = None

    def look(self, row: VcfRow) -> bool:
        """Take note of a record; whether it stands behind the one before."""
        fine = True
        if row.contig != self._contig:
            fine = row.contig not in self._seen
            self._seen.add(row.contig)
        elif row.position < self._position:
            fine = False
        self._contig, self._position = row.contig, row.position
        if not fine and self.broken is None:
            self.broken = (row.row, row.place)
        return fine


def unsorted_error(place: str) -> RecordError:
    """What is said of a gVCF that is not sorted."""
    problem = f"the records of this gVCF are not sorted ({place} comes too late)"
    return RecordError(Wrong(problem, "sort it (bcftools sort)"))
