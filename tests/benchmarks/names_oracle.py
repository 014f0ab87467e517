"""A slow second way to name a change of a transcript on its sense contig, written from HGVS and SO, not from the package.

It looks at texts only: the change is tried at every place nearby, the whole mRNA is rebuilt, both proteins are translated
from end to end and compared. Nothing of ``tachkhis`` is used but the order of severity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from benchmarks.names_oracle_coding import Edit
from benchmarks.names_oracle_coding import Reading
from benchmarks.names_oracle_protein import describe
from benchmarks.names_oracle_splice import Splicing
from benchmarks.names_places import equivalent
from benchmarks.names_worlds import Change
from benchmarks.names_worlds import Subject
from tachkhis.variants.severity import severity
from unit.variants.names_world import labels
from unit.variants.names_world import written


@dataclass(frozen=True)
class Told:
    """What the oracle says; ``protein`` is ``None`` where no protein name is expected.

    ``worst_at`` are the names (not moved) of all places that give ``term``; ``exon`` and ``intron`` hold the bases that
    ``hgvs_c`` counts.
    """

    hgvs_c: str | None
    term: str
    protein: str | None
    worst_at: frozenset[str | None]
    exon: str | None
    intron: str | None


def _numbered(stretches: Sequence[tuple[int, int]], counted: set[int]) -> str | None:
    found = [n for n, (low, high) in enumerate(stretches, 1) if any(low <= at < high for at in counted)]
    if not found:
        return None
    return f"{found[0]}/{len(stretches)}" if len(found) == 1 else f"{found[0]}-{found[-1]}/{len(stretches)}"


class Oracle:
    """The oracle of one transcript."""

    def __init__(self, subject: Subject) -> None:
        self.bases = subject.bases
        self.design = subject.design
        self.reading = Reading(subject)
        self.splicing = Splicing(subject.design)
        self.rank = severity().ranks
        self.impact = severity().impacts

    def c_name(self, place: Change) -> str | None:
        """The c. or n. name at a place; ``None`` where it reaches outside."""
        return written("c." if self.design.cds else "n.", self._numbers, self.bases, *place)

    def numbers(self, place: Change) -> tuple[str | None, str | None]:
        """Exons and introns of the bases that the name of a place counts."""
        start, ref, alt = place
        if ref:
            counted = set(range(start, start + len(ref)))
        elif self.bases[start - len(alt) : start] == alt and start - len(alt) >= self.design.exons[0][0]:
            counted = set(range(start - len(alt), start))
        else:
            counted = {start - 1, start}
        gaps = [(low, high) for (_, low), (high, _) in pairwise(self.design.exons)]
        return _numbered(self.design.exons, counted), _numbered(gaps, counted)

    @cached_property
    def _numbers(self) -> dict[int, str]:
        """The labels, counted to the stop codon also where the file leaves it out."""
        if self.reading.coding is None or self.design.cds is None:
            return labels(self.design)
        end = self.reading.exonic[self.reading.coding[1] - 1] + 1
        if end == self.design.cds[1]:
            return labels(self.design)
        return labels(type(self.design)(self.design.name, self.design.exons, (self.design.cds[0], end)))

    def tell(self, change: Change) -> Told | None:
        """Names and main consequence; ``None`` where no place of the change touches the transcript."""
        places = equivalent(self.bases, change)
        first, last = self.design.exons[0][0], self.design.exons[-1][1]
        inside = [
            place
            for place in places
            if (place[0] < last and place[0] + len(place[1]) > first if place[1] else first < place[0] < last)
        ]
        if not inside:
            return None
        main = [min(self._terms(*place), key=self.rank.__getitem__) for place in inside]
        worst = min(main, key=self.rank.__getitem__)
        at = frozenset(self.c_name(place) for place, term in zip(inside, main, strict=True) if term == worst)
        named = next((place for place in reversed(places) if self.c_name(place) is not None), None)
        if named is None:
            return Told(None, worst, None, at, None, None)
        name = self.c_name(named)
        assert name is not None
        if named not in inside and main[-1] == worst:
            at |= {name}  # a copy that stands behind the transcript's last base
        protein = self.p_name(named, name, hidden=self.impact[worst] in ("HIGH", "MODERATE"))
        return Told(name, worst, protein, at, *self.numbers(named))

    def _edit(self, start: int, ref: str, alt: str) -> Edit | None:
        """The change in mRNA positions, where it stays within one exon (its ends included for an insertion)."""
        for low, high in self.design.exons:
            if ref and low <= start and start + len(ref) <= high:
                return self.reading.index[start], self.reading.index[start] + len(ref), alt
            if not ref and low <= start <= high:
                at = self.reading.index[start] if start < high else self.reading.index[start - 1] + 1
                return at, at, alt
        return None

    def _terms(self, start: int, ref: str, alt: str) -> set[str]:
        first, last = self.design.exons[0][0], self.design.exons[-1][1]
        if ref and not alt and start <= first and start + len(ref) >= last:
            return {"transcript_ablation"}
        terms = self.splicing.terms(start, ref)
        if ref and not alt and any(start <= low < high <= start + len(ref) for low, high in self.design.exons):
            terms = terms | {"exon_loss_variant"}
        edit = self._edit(start, ref, alt)
        if edit is not None:
            return terms | self.reading.terms(edit)
        touched = [
            self.reading.index[position]
            for position in range(start, start + len(ref))
            if position in self.reading.index
        ]
        if not touched:
            other = {"non_coding_transcript_variant"} if self.reading.coding is None else set()
            return terms | {"intron_variant"} | other
        if self.reading.coding is None:
            return terms | {"non_coding_transcript_exon_variant"}
        begin, end = self.reading.coding
        if any(begin <= position < end for position in touched):
            terms.add("coding_sequence_variant")
            if self.reading.starts and any(begin <= position < begin + 3 for position in touched):
                terms.add("start_lost")
            if self.reading.stops and any(end - 3 <= position < end for position in touched):
                terms.add("stop_lost")
        if any(position < begin for position in touched):
            terms.add("5_prime_UTR_variant")
        if any(position >= end for position in touched):
            terms.add("3_prime_UTR_variant")
        return terms

    def p_name(self, place: Change, name: str, *, hidden: bool) -> str | None:
        """The protein name at the last place; ``=`` stands for any ``p.(...=)``, ``None`` for no name.

        ``hidden``: another place of the same change is worse than an intron.
        """
        if self.reading.coding is None:
            return None
        start, ref, alt = place
        begin, end = self.reading.coding
        edit = self._edit(*place)
        splice = {"splice_donor_variant", "splice_acceptor_variant"} & self.splicing.terms(start, ref)
        touched = [self.reading.index[p] for p in range(start, start + len(ref)) if p in self.reading.index]
        if edit is None or splice:
            codes = any(begin <= position < end for position in touched)
            if not (splice or codes):
                return "p.?" if hidden and not touched else None
            whole = (
                touched
                and min(touched) < begin + 3
                and max(touched) >= end - 3
                and self.reading.starts
                and self.reading.stops
            )
            return "p.0?" if whole and edit is None else "p.?"
        low, high, _ = edit
        dup = name.endswith("dup")
        if low == high == begin and not dup:
            return "p.?"
        if low == high >= end > low - len(alt) and dup and self.reading.sound:
            return "="
        if low >= end or high <= begin:
            return None
        if not self.reading.sound:
            return None
        if "+" in name or "-" in name.partition("c.")[2].replace("c.-", "").lstrip("-").replace("_-", "_"):
            return "p.?"
        fate = self.reading.start_codon(edit)
        exons = [(self.reading.index[first], self.reading.index[last - 1] + 1) for first, last in self.design.exons]
        if not alt and (low, high) in exons and len(exons) > 1:  # a whole exon: nobody knows what is spliced
            return "p.0?" if fate == "lost" and high > end - 3 else "p.?"
        if fate == "lost":
            return "p.0?" if high > end - 3 else "p.(Met1?)"
        if fate == "same":
            return "="
        before, after = self.reading.changed(edit)
        return describe(before, after, len(alt) - (high - low), stop_gone=low != high and high > end - 3)
