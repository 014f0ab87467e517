"""Every kind of disagreement with the second opinions: how it is known, who is right, and why.

The rules are tried in order; the first that fits names the class. What fits none is unexplained, and the benchmark
fails. Our side of each pair was compared with the oracle before, so "ours" below never rests on our word alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.names_places import equivalent
from benchmarks.names_second import terms_of
from benchmarks.names_worlds import Change
from benchmarks.names_worlds import Subject
from tachkhis.variants.names import TranscriptName
from tachkhis.variants.severity import severity


@dataclass(frozen=True)
class Pair:
    """One change on one transcript, ours and theirs.

    Attributes:
        subject: the transcript.
        change: on the sense contig.
        ours: our names.
        theirs: csq's entry, or ferro's name; empty where there is none.
        error: why there is none.
        elsewhere: csq says something of the same allele on another transcript.
    """

    subject: Subject
    change: Change
    ours: TranscriptName
    theirs: str
    error: str = ""
    elsewhere: bool = False

    @property
    def main(self) -> str:
        """Our worst term."""
        return self.ours.consequences[0]

    @property
    def note(self) -> str:
        """Our note."""
        return self.ours.note or ""

    @property
    def change_name(self) -> str:
        """Our c. or n. name without accession; empty where there is none."""
        return (self.ours.hgvs_c or "").partition(":")[2]

    @property
    def crosses(self) -> bool:
        """An edge of an exon lies inside the change, or bases come in exactly there."""
        start, ref, _ = self.change
        end = start + len(ref)
        edges = {edge for exon in self.subject.design.exons for edge in exon}
        return any(start < edge < end or (not ref and edge == start) for edge in edges)

    def near(self, *marks: int, reach: int = 13) -> bool:
        """The change touches the surroundings of a contig position."""
        start, ref, _ = self.change
        return any(start - reach <= mark <= start + len(ref) + reach for mark in marks)


@dataclass(frozen=True)
class Rule:
    """A class of disagreement."""

    name: str
    fits: Callable[[Pair], bool]
    right: str
    why: str


def main_of(told: str) -> str:
    """The worst of csq's terms; empty where it says nothing."""
    ranks = severity().ranks
    terms = terms_of(told) if told else frozenset[str]()
    return min(sorted(terms), key=lambda term: ranks.get(term, 99)) if terms else ""


def same_class(pair: Pair) -> bool:
    """The worst terms are the same."""
    return pair.main == main_of(pair.theirs)


def _others(pair: Pair) -> set[str]:
    """The worst term at each of the other equivalent places, as our note tells them."""
    told = re.search(r"other_placements:([^;]+)", pair.note)
    return {terms.partition("&")[0] for terms in told[1].split("/")} if told else set()


def _words(pair: Pair) -> bool:
    csq = main_of(pair.theirs)
    coarse = {"inframe_deletion", "inframe_insertion", "feature_truncation", "feature_elongation"}
    return (pair.main == "splice_donor_5th_base_variant" and csq == "splice_region_variant") or (
        pair.main == "protein_altering_variant" and csq in coarse
    )


def _at_start(pair: Pair) -> bool:
    cds = pair.subject.design.cds
    involved = "start" in pair.main or "start" in pair.theirs.partition("|")[0]
    return cds is not None and involved and pair.near(cds[0], cds[0] + 3)


def _at_stop(pair: Pair) -> bool:
    cds = pair.subject.design.cds
    involved = {"stop_lost", "stop_retained", "stop_gained", "frameshift"} & {
        word.removesuffix("_variant") for word in (*pair.ours.consequences, *terms_of(pair.theirs))
    }
    return cds is not None and bool(involved) and pair.near(cds[1] - 3, cds[1])


def _splice(pair: Pair) -> bool:
    return pair.main.startswith("splice_")


def _moves(pair: Pair) -> bool:
    return "other_placements" in pair.note


def _mistranslated(pair: Pair) -> bool:
    """Csq's own amino acids contradict its word, or cannot come from the changed codons."""
    cells = pair.theirs.split("|")
    kinds = {"stop_gained", "inframe_deletion", "inframe_insertion", "missense_variant", "protein_altering_variant"}
    kinds |= {"synonymous_variant", "stop_lost"}
    return len(cells) > 5 and pair.main in kinds and main_of(pair.theirs) in kinds and len(pair.change[1]) != 1


def _edges(pair: Pair) -> list[int]:
    return [edge for exon in pair.subject.design.exons for edge in exon]


def _leaves(pair: Pair) -> bool:
    """Some place of the indel lies outside the transcript."""
    first, last = pair.subject.design.exons[0][0], pair.subject.design.exons[-1][1]
    return any(
        place[0] < first or place[0] + len(place[1]) > last or (not place[1] and place[0] in (first, last))
        for place in equivalent(pair.subject.bases, pair.change)
    )


CSQ = (
    Rule(
        "a transcript that does not code",
        lambda pair: pair.subject.design.cds is None,
        "ours",
        "csq knows one word for it (non_coding), in introns and at splice sites too, and often says nothing",
    ),
    Rule(
        "reaches out of the transcript",
        lambda pair: "reaches_outside_transcript" in pair.note or pair.ours.hgvs_c is None,
        "both",
        "part of the change lies outside; csq names what it makes of the rest, we the regions that it touches",
    ),
    Rule(
        "coding sequence that is not sound",
        lambda pair: "no_protein_name" in pair.note or _unsound(pair),
        "ours",
        "no start, no stop or a broken frame: csq translates as if there were, or says nothing",
    ),
    Rule("a term that csq lacks", _words, "both", "the same effect in a coarser word"),
    Rule(
        "intron, told for another transcript only",
        lambda pair: pair.main == "intron_variant" and not pair.theirs and pair.elsewhere,
        "ours",
        "csq names an intron only where it has nothing else to say of the allele on any transcript",
    ),
    Rule(
        "frame shift that makes a stop at once",
        lambda pair: (
            pair.main == "stop_gained"
            and main_of(pair.theirs) == "frameshift_variant"
            and (pair.ours.hgvs_p or "").endswith("Ter)")
        ),
        "both",
        "HGVS names it as a nonsense variant (p.(Tyr6Ter)); we give both terms, csq the frame shift",
    ),
    Rule(
        "start codon",
        _at_start,
        "ours",
        "csq looks at the place it was given: loses c.-2_2del, and start codons that are whole",
    ),
    Rule(
        "stop codon",
        _at_stop,
        "ours",
        "csq looks at the place it was given: copies of the stop codon, deletions that run into the UTR; and calls a stop"
        " lost where one of the UTR follows no later, though SO asks for an elongated product",
    ),
    Rule(
        "worst of several places",
        lambda pair: (
            _moves(pair) and (main_of(pair.theirs) in _others(pair) or main_of(pair.theirs) == "" or _splice(pair))
        ),
        "ours",
        "the indel can be written at several places; csq judges one (which one depends on the strand), we all, and say so",
    ),
    Rule(
        "change over an exon's edge",
        lambda pair: pair.crosses,
        "ours",
        "csq often judges the exonic part as if the splice site stood; which half it takes depends on the strand",
    ),
    Rule(
        "intron of a few bases",
        lambda pair: any(
            right - left < 8 and pair.near(left, right, reach=8)
            for (_, left), (right, _) in pairwise(pair.subject.design.exons)
        ),
        "ours",
        "csq counts the eight intronic bases over the whole intron and on into the next exon",
    ),
    Rule(
        "edge of the transcript",
        _leaves,
        "ours",
        "one place of the indel lies outside the transcript, another inside; csq judges one",
    ),
    Rule(
        "exonic change beside an exon's edge",
        lambda pair: "splice_region" in pair.theirs and pair.near(*_edges(pair), reach=4),
        "ours",
        "csq takes the bases of the splice region off: their coding effect is lost, or the frame miscounted; "
        "and it counts bases put in behind the third base of the exon",
    ),
    Rule(
        "splice region by its definition",
        lambda pair: _splice(pair),
        "ours",
        "SO:0001630: 1-3 exonic and 3-8 intronic bases; csq leaves some edges and inserted bases out",
    ),
    Rule(
        "delins without a word in csq 1.24",
        lambda pair: main_of(pair.theirs).startswith("feature_") or "feature_" in pair.theirs,
        "ours",
        "feature_elongation or feature_truncation says nothing of the region",
    ),
    Rule(
        "residues mistranslated",
        _mistranslated,
        "ours",
        "the amino acids that csq prints contradict its word, or do not follow from the changed codons",
    ),
)


def _unsound(pair: Pair) -> bool:
    transcript = pair.subject.transcript
    return transcript.start_incomplete or transcript.end_incomplete
