"""A slow second way to name a change of a transcript on its sense contig, written from HGVS and SO, not from the package.

It looks at texts only: the change is tried at every place nearby, the whole mRNA is rebuilt, both proteins are translated
from end to end and compared. Nothing of ``tachkhis`` is used but the order of severity.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from benchmarks.names_oracle_protein import describe
from benchmarks.names_places import equivalent
from benchmarks.names_worlds import Change
from benchmarks.names_worlds import Subject
from tachkhis.variants.severity import severity
from unit.variants.names_world import labels
from unit.variants.names_world import translate
from unit.variants.names_world import written


@dataclass(frozen=True)
class Told:
    """What the oracle says; ``protein`` is ``None`` where no protein name is expected."""

    hgvs_c: str | None
    term: str
    protein: str | None


class Oracle:
    """The oracle of one transcript."""

    def __init__(self, subject: Subject) -> None:
        self.bases = subject.bases
        self.design = subject.design
        self.labels = labels(subject.design)
        self.transcript = subject.transcript
        self.exonic = [position for start, end in self.design.exons for position in range(start, end)]
        self.rank = severity().ranks

    @cached_property
    def mrna(self) -> str:
        """Spliced bases."""
        return "".join(self.bases[start:end] for start, end in self.design.exons)

    @cached_property
    def index(self) -> dict[int, int]:
        """MRNA position by contig position."""
        return {position: number for number, position in enumerate(self.exonic)}

    @cached_property
    def coding(self) -> tuple[int, int] | None:
        """Coding span in mRNA positions, completed by the stop codon where it follows right behind."""
        if self.design.cds is None:
            return None
        first, last = self.index[self.design.cds[0]], self.index[self.design.cds[1] - 1] + 1
        stops = ("TAA", "TAG", "TGA")
        in_frame = (last - first - self.transcript.phase) % 3 == 0
        if in_frame and not self.transcript.end_incomplete and self.mrna[last - 3 : last] not in stops:
            last += 3 * (self.mrna[last : last + 3] in stops)
        return first, last

    @cached_property
    def sound(self) -> bool:
        """A protein can be named: start, frame and stop are there, and no stop before."""
        if self.coding is None or self.transcript.start_incomplete or self.transcript.end_incomplete:
            return False
        text = self.mrna[self.coding[0] : self.coding[1]]
        protein = translate(text)
        return len(text) % 3 == 0 and text[:3] == "ATG" and protein.endswith("*") and len(protein) == len(text) // 3

    # -- names -------------------------------------------------------------------------------------------------

    def c_name(self, places: list[Change]) -> str | None:
        """The c. or n. name at the last place; ``None`` where it reaches outside."""
        return written("c." if self.design.cds else "n.", self._numbers, self.bases, *places[-1])

    @cached_property
    def _numbers(self) -> dict[int, str]:
        """The labels, counted to the stop codon also where the file leaves it out."""
        if self.coding is None or self.design.cds is None:
            return self.labels
        end = self.exonic[self.coding[1] - 1] + 1
        if end == self.design.cds[1]:
            return self.labels
        return labels(type(self.design)(self.design.name, self.design.exons, (self.design.cds[0], end)))

    # -- where -------------------------------------------------------------------------------------------------

    @cached_property
    def kinds(self) -> dict[int, str]:
        """Splice kinds of intronic bases: donor, acceptor, fifth, near; other intronic bases: intron."""
        found = {}
        exons = self.design.exons
        for (_, left), (right, _) in pairwise(exons):
            for position in range(left, right):
                after, before = position - left + 1, right - position
                found[position] = "intron"
                if after <= 8 or before <= 8:
                    found[position] = "near"
                if after == 5:
                    found[position] = "fifth"
            for position in range(left, min(left + 2, right)):
                found[position] = "donor"
            for position in range(max(right - 2, left), right):
                found[position] = "both" if found[position] == "donor" else "acceptor"
        return found

    @cached_property
    def exon_edges(self) -> set[int]:
        """Exonic bases within three of an intron."""
        exons = self.design.exons
        found = set()
        for (_, left), (right, _) in pairwise(exons):
            found |= {left - 3, left - 2, left - 1, right, right + 1, right + 2}
        return found & set(self.exonic)

    def _splice_terms(self, start: int, ref: str) -> set[str]:
        """Splice terms of one place. An insertion counts where both its neighbours lie in the same stretch."""
        if ref:
            touched = range(start, start + len(ref))
            kinds = {self.kinds[position] for position in touched if position in self.kinds}
            near = bool(kinds & {"near", "fifth"}) or any(position in self.exon_edges for position in touched)
        else:
            left, right = self.kinds.get(start - 1), self.kinds.get(start)
            kinds = {left} if left == right and left is not None else set()
            if {left, right} & {"both"}:
                kinds = {kind or "" for kind in (left, right)} if left and right else set()
            kinds -= {"fifth"}
            stretch = {"near", "fifth", "donor", "acceptor", "both"}
            near = all(
                self.kinds.get(position) in stretch or position in self.exon_edges for position in (start - 1, start)
            )
        terms = set()
        if kinds & {"donor", "both"}:
            terms.add("splice_donor_variant")
        if kinds & {"acceptor", "both"}:
            terms.add("splice_acceptor_variant")
        if not terms:
            if "fifth" in kinds:
                terms.add("splice_donor_5th_base_variant")
            if near:
                terms.add("splice_region_variant")
        return terms

    # -- what --------------------------------------------------------------------------------------------------

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
        terms = [self._terms(*place) for place in inside]
        worst = min((min(found, key=self.rank.__getitem__) for found in terms), key=self.rank.__getitem__)
        name = self.c_name(places)
        protein = self.p_name(places[-1], name) if name is not None else None
        return Told(name, worst, protein)

    def _edit(self, start: int, ref: str, alt: str) -> tuple[int, int, str] | None:
        """The change in mRNA positions, where it stays within one exon (its ends included for an insertion)."""
        for low, high in self.design.exons:
            if ref and low <= start and start + len(ref) <= high:
                return self.index[start], self.index[start] + len(ref), alt
            if not ref and low <= start <= high:
                at = self.index[start] if start < high else self.index[start - 1] + 1
                return at, at, alt
        return None

    def _terms(self, start: int, ref: str, alt: str) -> set[str]:
        first, last = self.design.exons[0][0], self.design.exons[-1][1]
        if ref and not alt and start <= first and start + len(ref) >= last:
            return {"transcript_ablation"}
        terms = self._splice_terms(start, ref)
        edit = self._edit(start, ref, alt)
        if edit is not None:
            return terms | self._exonic(edit)
        touched = [self.index[position] for position in range(start, start + len(ref)) if position in self.index]
        if not touched:
            other = {"non_coding_transcript_variant"} if self.coding is None else set()
            return terms | {"intron_variant"} | other
        if self.coding is None:
            return terms | {"non_coding_transcript_exon_variant"}
        begin, end = self.coding
        if any(begin <= position < end for position in touched):
            terms.add("coding_sequence_variant")
            if self._starts and any(begin <= position < begin + 3 for position in touched):
                terms.add("start_lost")
            if self._stops and any(end - 3 <= position < end for position in touched):
                terms.add("stop_lost")
        if any(position < begin for position in touched):
            terms.add("5_prime_UTR_variant")
        if any(position >= end for position in touched):
            terms.add("3_prime_UTR_variant")
        return terms

    @cached_property
    def _starts(self) -> bool:
        assert self.coding is not None
        return self.mrna[self.coding[0] : self.coding[0] + 3] == "ATG" and not self.transcript.start_incomplete

    @cached_property
    def _stops(self) -> bool:
        assert self.coding is not None
        first, last = self.coding
        whole = (last - first - self.transcript.phase) % 3 == 0 and not self.transcript.end_incomplete
        return whole and self.mrna[last - 3 : last] in ("TAA", "TAG", "TGA")

    def _exonic(self, edit: tuple[int, int, str]) -> set[str]:
        if self.coding is None:
            return {"non_coding_transcript_exon_variant"}
        (begin, end), (start, stop, _) = self.coding, edit
        inserts = start == stop
        terms = set()
        if start < begin or (inserts and start == begin):
            terms.add("5_prime_UTR_variant")
        if stop > end or (inserts and start == end):
            terms.add("3_prime_UTR_variant")
        if (begin < start < end) if inserts else (start < end and stop > begin):
            terms |= self._coding_terms(edit)
        return terms

    def _changed(self, edit: tuple[int, int, str]) -> tuple[str, str]:
        """Both proteins, from the first whole codon on; the start codon is Met where it is one."""
        assert self.coding is not None
        start, stop, alt = edit
        text = self.mrna[:start] + alt + self.mrna[stop:]
        frame = self.coding[0] + self.transcript.phase
        before = "".join(
            translate(self.mrna[at : at + 3]) for at in range(frame, self.coding[1] - (self.coding[1] - frame) % 3, 3)
        )
        return before, translate(text[frame:])

    def _start_codon(self, edit: tuple[int, int, str]) -> str:
        """What becomes of the start codon: ``far``, ``same`` (the coding bases stay whole), ``kept``, ``lost``."""
        assert self.coding is not None
        begin = self.coding[0]
        start, stop, alt = edit
        touched = begin < start < begin + 3 if start == stop else start < begin + 3 and stop > begin
        if not (touched and self._starts):
            return "far"
        text = self.mrna[:start] + alt + self.mrna[stop:]
        if text.endswith(self.mrna[begin:]):
            return "same"
        return "kept" if text[: begin + 3] == self.mrna[: begin + 3] else "lost"

    def _coding_terms(self, edit: tuple[int, int, str]) -> set[str]:
        assert self.coding is not None
        start, stop, alt = edit
        shift = len(alt) - (stop - start)
        fate = self._start_codon(edit)
        if fate == "lost":
            return {"start_lost"}
        if fate == "same":
            return {"start_retained_variant"}
        terms = {"start_retained_variant"} if fate == "kept" else set()
        before, after = self._changed(edit)
        if "*" in before[:-1] or start < self.coding[0] + self.transcript.phase:
            clear = shift % 3 != 0 and start >= self.coding[0] and stop <= self.coding[1]
            return {"frameshift_variant"} if clear else {"coding_sequence_variant"}
        at_stop = self._stops and (
            self.coding[1] - 3 < start < self.coding[1] if start == stop else stop > self.coding[1] - 3
        )
        if not self._stops:
            return terms | self._open_ended(edit, before, after, shift)
        if before == after:
            terms |= {"stop_retained_variant"} if at_stop else set()
            return terms or {"synonymous_variant"}
        return terms | self._changed_terms(edit, before, after, at_stop=at_stop)

    def _changed_terms(self, edit: tuple[int, int, str], before: str, after: str, *, at_stop: bool) -> set[str]:
        """Terms where the protein changes and its stop codon is known."""
        assert self.coding is not None
        start, stop, alt = edit
        shift = len(alt) - (stop - start)
        terms: set[str] = set()
        expected = len(before) + shift // 3
        stops = after.endswith("*")
        sooner = stops and len(after) < min(expected, len(before))
        if shift % 3:
            terms.add("frameshift_variant")
            at = next(i for i, (old, new) in enumerate(zip(before, after + " ", strict=False)) if old != new)
            if after[at : at + 1] == "*":
                terms.add("stop_gained")
            if at_stop and (not stops or len(after) > len(before)):
                terms.add("stop_lost")
            return terms
        if at_stop and start < stop and stops and len(after) < len(before) and len(after) != expected:
            # a new stop that lies behind all that was replaced is the next one of the 3' UTR
            frame = self.coding[0] + self.transcript.phase
            behind = frame + 3 * (len(after) - 1) >= start + len(alt) and not before.startswith(after[:-1])
            return terms | {"stop_lost" if behind else "stop_gained"} | self._length(edit, before, after)
        if sooner:
            return terms | {"stop_gained"} | self._length(edit, before, after)
        if at_stop and not (stops and len(after) == expected):
            return terms | {"stop_lost"} | self._length(edit, before, after)
        if at_stop:
            terms.add("stop_retained_variant")
        if shift == 0:
            return terms | {"missense_variant"}
        return terms | self._length(edit, before, after)

    @staticmethod
    def _length(edit: tuple[int, int, str], before: str, after: str) -> set[str]:
        start, stop, alt = edit
        if len(alt) == stop - start:
            return set()
        if start == stop:
            return {"inframe_insertion"}
        if not alt:
            return {"inframe_deletion"}
        short, long = sorted((before, after), key=len)
        extra = len(long) - len(short)
        for cut in range(len(short) + 1):
            if short[:cut] == long[:cut] and short[cut:] == long[cut + extra :]:
                return {"inframe_insertion" if len(after) > len(before) else "inframe_deletion"}
        return {"protein_altering_variant"}

    def _open_ended(self, edit: tuple[int, int, str], before: str, after: str, shift: int) -> set[str]:
        """Terms where the coding sequence has no stop codon: only its own codons are compared."""
        assert self.coding is not None
        if shift % 3:
            differ = [new for old, new in zip(before, after, strict=False) if old != new][:1]
            return {"frameshift_variant", "stop_gained"} if differ == ["*"] else {"frameshift_variant"}
        start, stop, alt = edit
        frame = self.coding[0] + self.transcript.phase
        if start >= frame + 3 * len(before):
            return {"incomplete_terminal_codon_variant", "coding_sequence_variant"}
        codons = len(before) + shift // 3
        text = self.mrna[:start] + alt + self.mrna[stop:]
        whole = "".join(translate(text[at : at + 3]) for at in range(frame, frame + 3 * codons, 3))
        if whole == before:
            return {"synonymous_variant"}
        if "*" in whole and "*" not in before:
            return {"stop_gained"}
        if shift == 0:
            return {"missense_variant"}
        return self._length(edit, before, whole)

    # -- protein -----------------------------------------------------------------------------------------------

    def p_name(self, place: Change, name: str) -> str | None:
        """The protein name at the last place; ``=`` stands for any ``p.(...=)``, ``None`` for no name."""
        if self.coding is None:
            return None
        start, ref, alt = place
        begin, end = self.coding
        edit = self._edit(*place)
        splice = {"splice_donor_variant", "splice_acceptor_variant"} & self._splice_terms(start, ref)
        touched = [self.index[p] for p in range(start, start + len(ref)) if p in self.index]
        if edit is None or splice:
            codes = any(begin <= position < end for position in touched)
            if not (splice or codes):
                return None
            whole = touched and min(touched) < begin + 3 and max(touched) >= end - 3 and self._starts and self._stops
            return "p.0?" if whole and edit is None else "p.?"
        low, high, _ = edit
        dup = name.endswith("dup")
        if low == high == begin and not dup:
            return "p.?"
        if low == high == end and dup and self.sound:
            return "="
        if low >= end or high <= begin:
            return None
        if not self.sound:
            return None
        if "+" in name or "-" in name.partition("c.")[2].replace("c.-", "").lstrip("-").replace("_-", "_"):
            return "p.?"
        fate = self._start_codon(edit)
        if fate == "lost":
            return "p.0?" if high > end - 3 else "p.(Met1?)"
        if fate == "same":
            return "="
        before, after = self._changed(edit)
        return describe(before, after, len(alt) - (high - low), stop_gone=low != high and high > end - 3)
