"""A record of any caller as normalised records of one ALT each, in the members of the case.

The genotype keeps its content: of a call ``1/2`` stay ``1/0`` in the record of one allele and ``0/1`` in that of the
other: together they say that each copy has one. Which is which follows from the alleles alone where the call is not
phased.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tachkhis.case.vcf_text import NO_ALLELE
from tachkhis.case.vcf_text import VcfRow
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.normal_allele import Atom
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised
from tachkhis.variants import fields
from tachkhis.variants.callers import OF_NO_QUALITY
from tachkhis.variants.codons import Codons
from tachkhis.variants.foreign_calls import Alleles
from tachkhis.variants.foreign_calls import ForeignCall
from tachkhis.variants.normal_form import atoms_of
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord
from tachkhis.variants.symbolic import identity_of
from tachkhis.variants.symbolic import of_bases

SPANNED = frozenset(("*", "<*:DEL>"))  # a deletion of another record; the second form is that of older GATK
_BASES = frozenset("ACGTNacgtn")
_DIPLOID = 2
_BRACKETS = str.maketrans({"<": "%3C", ">": "%3E"})  # a name that no header line could hold (QD<2.0), as VCF encodes it


@dataclass(frozen=True)
class Splitter:
    """How records are split.

    Attributes:
        bases: the reference.
        codons: which positions share a codon.
        interest: alleles that are asked for by themselves, by the reference's contig names.
        copies: copies of a place (contig, 1-based position) in each member; ``None`` where nothing is known of them.
        scores: INFO fields of computed scores to keep.
        samples: names of the members, as what is told of one names them.
    """

    bases: Bases
    codons: Codons
    interest: frozenset[tuple[str, int, str, str]] = frozenset()
    copies: Callable[[str, int], Sequence[int]] | None = None
    scores: frozenset[str] = frozenset()
    samples: tuple[str, ...] = ()

    def split(self, row: VcfRow, contig: str, calls: Sequence[ForeignCall], counts: Counter[str]) -> list[NormalRecord]:
        """The records that a member carries, or that are asked for.

        Args:
            row: the record.
            contig: its contig by the reference's name.
            calls: one per member, proband first.
            counts: what becomes of the alleles is counted here, by reason: ``alleles`` less those spanned, unseen,
                shared and not carried, and those more that cutting made, are the records.
        """
        pieces = {number: self._pieces(row, contig, alt) for number, alt in enumerate(row.alts, 1)}
        counts["alleles"] += len(pieces)
        for number, group in pieces.items():
            if not group:
                counts["alleles_spanned" if row.alts[number - 1] in SPANNED else "alleles_unseen"] += 1
        counts["alleles_cut"] += sum(len(group) - 1 for group in pieces.values() if group)
        copies = self.copies(contig, row.position) if self.copies is not None else [2] * len(calls)
        ordered = [_ordered(call, copy, pieces, row) for call, copy in zip(calls, copies, strict=True)]
        filters, apart = _of_quality(row.filters)
        counts["filters_set_apart"] += bool(apart)
        counts["calls_of_more_copies"] += sum(bool(call.written and call.carries) for call in calls)
        if not calls[0].passed:
            filters = (*(name for name in filters if name not in (".", "PASS")), *calls[0].failed)
        found = []
        atoms = list(_shared(pieces))
        counts["alleles_shared"] += sum(map(len, pieces.values())) - len(atoms)
        for atom, numbers in atoms:
            members = tuple(_of_atom(call, numbers, copy) for call, copy in zip(ordered, copies, strict=True))
            if not any(call.carried for call in members) and (contig, *atom) not in self.interest:
                counts["alleles_not_carried"] += 1
                continue
            found.append(
                NormalRecord(
                    contig=contig,
                    position=atom.position,
                    ref=atom.ref,
                    alt=atom.alt,
                    calls=members,
                    identifier=row.identifier,
                    quality=row.quality,
                    filters=tuple(dict.fromkeys(name.translate(_BRACKETS) for name in filters)),
                    info=_joined_info(self._info(row, numbers, pieces), self._more(contig, calls, members), apart),
                )
            )
        return found

    def _info(self, row: VcfRow, numbers: frozenset[int], pieces: dict[int, tuple[Atom, ...]]) -> str:
        """Scores that the file brings for an allele that was not cut, identity of a symbolic one; else nothing."""
        if not of_bases(row.alts[min(numbers) - 1]):
            return identity_of(row, min(numbers))
        if not self.scores or any(len(pieces[number]) > 1 for number in numbers):
            return "."
        kept = []
        for item in row.info.split(";"):
            name, _, value = item.partition("=")
            values = value.split(",")
            if name in self.scores and len(values) in (1, len(row.alts)):
                one = values[min(numbers) - 1] if len(values) == len(row.alts) else values[0]
                kept += [f"{name}={one}"] if one not in ("", ".") else []
        return ";".join(kept) or "."

    def _more(self, contig: str, calls: Sequence[ForeignCall], members: Sequence[NormalCall]) -> str:
        """The members who carry the allele in a genotype of more than two copies, as the caller wrote it.

        On mitochondria such a genotype only lists the alleles that were seen (Mutect2), and nothing is told.
        """
        if kind_of(contig) is ContigKind.M:
            return ""
        told = [
            f"{fields.escape(sample)}:{call.written.replace('|', '/')}"
            for sample, call, member in zip(self.samples, calls, members, strict=False)
            if call.written and member.carried
        ]
        return f"{fields.MORE_COPIES_CALLED.id}={','.join(told)}" if told else ""

    def _pieces(self, row: VcfRow, contig: str, alt: str) -> tuple[Atom, ...]:
        if alt in NO_ALLELE or alt in SPANNED or alt.upper() == row.ref.upper():
            return ()
        if not set(alt) <= _BASES:
            return (Atom(row.position, row.ref.upper(), alt),)
        allele = normalised(self.bases, contig, row.position, row.ref, alt)
        return atoms_of(
            allele,
            self.bases,
            contig,
            lambda first, second: self.codons.share(contig, first, second),
            lambda one: (contig, *one) in self.interest,
        )


def _shared(pieces: dict[int, tuple[Atom, ...]]) -> Iterator[tuple[Atom, frozenset[int]]]:
    """Each atom with the numbers of the ALTs that hold it; symbolic ones are each by themselves."""
    told = set()
    for number, group in pieces.items():
        for atom in group:
            if not of_bases(atom.alt):
                yield atom, frozenset((number,))
            elif atom not in told:
                told.add(atom)
                yield atom, frozenset(other for other, atoms in pieces.items() if atom in atoms)


def _ordered(call: ForeignCall, copies: int, pieces: dict[int, tuple[Atom, ...]], row: VcfRow) -> ForeignCall:
    """The call with its copies in the one order that we write, and as many of them as there are."""
    alleles, phased, phase_set = call.alleles, call.phased, call.phase_set
    if not call.passed and not call.carries:  # the caller itself does not stand by the lack of the allele
        return replace(call, alleles=(None,) * len(alleles), phased=False, phase_set=None)
    if len(alleles) == 2 and copies < 2:
        alleles = _one_copy(alleles)
        if len(alleles) == 1 and alleles[0] is not None:
            call = replace(call, quality=call.quality_of_one_copy())
    if alleles == call.alleles and len(alleles) == 2 and alleles[0] == alleles[1] and not phased:
        return call
    if len(alleles) != 2 or alleles[0] == alleles[1]:
        return replace(call, alleles=alleles, phased=False, phase_set=None)
    cut = any(len(pieces.get(allele or 0, ())) > 1 for allele in alleles)
    if not phased:
        alleles = _sorted(alleles, pieces)
    if cut and phase_set is None:
        phased, phase_set = True, row.position
    if (alleles, phased, phase_set) == (call.alleles, call.phased, call.phase_set):
        return call
    return replace(call, alleles=alleles, phased=phased, phase_set=phase_set)


def _one_copy(alleles: Alleles) -> Alleles:
    """``1/1``, ``1/.`` and ``./.`` where there is one copy (or none), as one; two different alleles stay as written."""
    first, second = alleles
    if first == second:
        return (first,)
    if None in alleles and (first or second):
        return (first or second,)
    return alleles


def _sorted(alleles: Alleles, pieces: dict[int, tuple[Atom, ...]]) -> Alleles:
    """An unphased call of two alleles: reference first, ALTs by place; beside a deletion (``*``) ALT first."""
    if None in alleles:
        return alleles

    def rank(allele: int | None) -> tuple[int, tuple[Atom, ...]]:
        group = pieces.get(allele or 0, ())
        return (0 if allele == 0 else 1 if group else 2), group

    first, second = sorted(alleles, key=rank)
    return first, second


def _of_quality(filters: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """FILTER without the words that say nothing against a call, and these as an item of INFO."""
    apart = [name for name in filters if name in OF_NO_QUALITY]
    if not apart:
        return filters, ""
    kept = tuple(name for name in filters if name not in OF_NO_QUALITY)
    return kept or ("PASS",), f"{fields.CALLER_FILTER.id}={','.join(apart)}"


def _joined_info(*items: str) -> str:
    return ";".join(item for item in items if item not in ("", ".")) or "."


def _of_two(alleles: Alleles, copies: int) -> Alleles:
    """A genotype of more than two copies as one of those that there are.

    An allele on all of them, or on none, is so on two. On some it is carried at least once, and no more is known: how
    many of the two have it does not follow from a number of copies that a caller was told, or that a region shares with
    its like elsewhere. Where there is one copy, both alleles stay side by side, as ``0/1`` does there.
    """
    known = {allele for allele in alleles if allele is not None}
    whole = len(known) == len(set(alleles))
    if known == {0, 1}:
        return (0, 1) if copies < _DIPLOID and whole else (None, 1)
    one = next(iter(known), None)
    if copies < _DIPLOID:
        return (one,) if whole or one == 1 else (None,)
    if whole:
        return (one, one)
    return (None, 1) if one == 1 else (0, None) if one == 0 else (None, None)


def _of_atom(call: ForeignCall, numbers: frozenset[int], copies: int) -> NormalCall:
    ref_reads = alt_reads = fraction = None
    if call.reads is not None:
        ref_reads = call.reads[0]
        counts = [call.reads[number] for number in sorted(numbers)]
        alt_reads = None if None in counts else sum(count or 0 for count in counts)
    if alt_reads is None and call.fractions:
        shares = [call.fractions[number - 1] for number in sorted(numbers)]
        fraction = None if None in shares else min(1.0, sum(share or 0.0 for share in shares))
    alleles = tuple(None if allele is None else int(allele in numbers) for allele in call.alleles)
    if len(alleles) > _DIPLOID:
        alleles = _of_two(alleles, copies)
    phased = call.phased and len(set(alleles)) > 1
    return NormalCall(
        alleles=alleles,
        phased=phased,
        depth=call.depth,
        ref_reads=ref_reads,
        alt_reads=alt_reads,
        quality=call.quality,
        phase_set=call.phase_set if phased else None,
        fraction=fraction,
    )
