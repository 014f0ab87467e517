"""The oracle's splice terms of one place: every intronic base is marked once, nothing of the package used."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

from unit.variants.names_world import Design


class Splicing:
    """Splice kinds of the bases of one design."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.exonic = {position for start, end in design.exons for position in range(start, end)}

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
        return found & self.exonic

    def terms(self, start: int, ref: str) -> set[str]:
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
