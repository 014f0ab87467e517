"""The oracle's view of a reading frame: the whole mRNA is rebuilt and translated, nothing of the package used.

The fate of a stop codon of which bases change is read from the two proteins, so that the term and the p. name cannot
contradict each other:

- the same protein: the stop is retained (``p.(Ter72=)`` where the stop codon is what changes);
- every residue stays, and others follow where the stop stood: an extension (HGVS: "extending the reference sequence at
  the C-terminal end"), so the product is elongated and the stop lost (SO ``stop_lost``: "at least one base of the
  terminator codon is changed, resulting in an elongated transcript"). Bases that come in before it, or a shift of the
  frame there, change none of its bases: the name is an extension, the term is not. Only where a codon in front of the stop is doubled, HGVS has a
  duplication: then the stop as such stays;
- bases of the stop codon change, earlier residues, too, and translation runs past the stop's place: lost as well.
"""

from __future__ import annotations

from functools import cached_property

from benchmarks.names_worlds import Subject
from unit.variants.names_world import translate

Edit = tuple[int, int, str]  # replaced mRNA positions, 0-based half-open, and the new bases


class Reading:
    """The mRNA of one transcript, its frame, and what an edit of it means."""

    def __init__(self, subject: Subject) -> None:
        self.bases = subject.bases
        self.design = subject.design
        self.transcript = subject.transcript
        self.exonic = [position for start, end in self.design.exons for position in range(start, end)]

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

    @cached_property
    def starts(self) -> bool:
        """The start codon is one."""
        assert self.coding is not None
        return self.mrna[self.coding[0] : self.coding[0] + 3] == "ATG" and not self.transcript.start_incomplete

    @cached_property
    def stops(self) -> bool:
        """The last codon is a stop."""
        assert self.coding is not None
        first, last = self.coding
        whole = (last - first - self.transcript.phase) % 3 == 0 and not self.transcript.end_incomplete
        return whole and self.mrna[last - 3 : last] in ("TAA", "TAG", "TGA")

    def terms(self, edit: Edit) -> set[str]:
        """SO terms of an edit within one exon."""
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

    def changed(self, edit: Edit) -> tuple[str, str]:
        """Both proteins, from the first whole codon on; the start codon is Met where it is one."""
        assert self.coding is not None
        start, stop, alt = edit
        text = self.mrna[:start] + alt + self.mrna[stop:]
        frame = self.coding[0] + self.transcript.phase
        before = "".join(
            translate(self.mrna[at : at + 3]) for at in range(frame, self.coding[1] - (self.coding[1] - frame) % 3, 3)
        )
        return before, translate(text[frame:])

    def start_codon(self, edit: Edit) -> str:
        """What becomes of the start codon: ``far``, ``same`` (the coding bases stay whole), ``kept``, ``lost``."""
        assert self.coding is not None
        begin = self.coding[0]
        start, stop, alt = edit
        touched = begin < start < begin + 3 if start == stop else start < begin + 3 and stop > begin
        if not (touched and self.starts):
            return "far"
        text = self.mrna[:start] + alt + self.mrna[stop:]
        if text.endswith(self.mrna[begin:]):
            return "same"
        return "kept" if text[: begin + 3] == self.mrna[: begin + 3] else "lost"

    def _coding_terms(self, edit: Edit) -> set[str]:
        assert self.coding is not None
        start, stop, alt = edit
        shift = len(alt) - (stop - start)
        fate = self.start_codon(edit)
        if fate == "lost":
            return {"start_lost"}
        if fate == "same":
            return {"start_retained_variant"}
        terms = {"start_retained_variant"} if fate == "kept" else set()
        before, after = self.changed(edit)
        if "*" in before[:-1] or start < self.coding[0] + self.transcript.phase:
            clear = shift % 3 != 0 and start >= self.coding[0] and stop <= self.coding[1]
            return {"frameshift_variant"} if clear else {"coding_sequence_variant"}
        at_stop = self.stops and (
            self.coding[1] - 3 < start < self.coding[1] if start == stop else stop > self.coding[1] - 3
        )
        if not self.stops:
            return terms | self._open_ended(edit, before, after, shift)
        if before == after:
            terms |= {"stop_retained_variant"} if at_stop else set()
            return terms or {"synonymous_variant"}
        return terms | self._changed_terms(edit, before, after, at_stop=at_stop)

    def _changed_terms(self, edit: Edit, before: str, after: str, *, at_stop: bool) -> set[str]:
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
        # SO: a stop is lost where the product is elongated, gained where a premature one shortens it
        if sooner or (at_stop and start < stop and stops and len(after) < len(before) and len(after) != expected):
            return terms | {"stop_gained"} | self._length(edit, before, after)
        stays = stops and (len(after) == len(before) or (shift < 0 and len(after) == expected))
        if at_stop and not stays and not doubled(before, after, shift):
            return terms | {"stop_lost"} | self._length(edit, before, after)
        if at_stop:
            terms.add("stop_retained_variant")
        if shift == 0:
            return terms | {"missense_variant"}
        return terms | self._length(edit, before, after)

    @staticmethod
    def _length(edit: Edit, before: str, after: str) -> set[str]:
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

    def _open_ended(self, edit: Edit, before: str, after: str, shift: int) -> set[str]:
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


def extends(before: str, after: str, shift: int) -> bool:
    """Every residue stays and others follow, which are no copy of the last ones."""
    stop = len(before) - 1
    longer = after[:stop] == before[:stop] and after[stop : stop + 1] not in ("", "*")
    return longer and not doubled(before, after, shift)


def doubled(before: str, after: str, shift: int) -> bool:
    """The last residues stand twice, and then the stop."""
    more, rest = divmod(shift, 3)
    return rest == 0 and 0 < more < len(before) and after == before[:-1] + before[-1 - more : -1] + "*"
