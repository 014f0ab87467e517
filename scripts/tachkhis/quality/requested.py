"""Where the requested genes of a case lie: what its first result is called on.

A gene is taken from end to end, introns included, with a flank; of that, what the whole analysis calls, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.case.shipped import shipped_table
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.prepare import MARGIN
from tachkhis.reference.prepare import Interval
from tachkhis.reference.prepare import merge


@dataclass(frozen=True, slots=True)
class RequestedPlaces:
    """What is reported of the first calls, and what a caller is given: the same with a margin at cuts.

    Both are 0-based half-open, sorted in the order of the reference, without overlaps; never empty, since callers take
    an empty list of regions for a fault or for everything: where nothing is to be called they hold one base.
    """

    reported: list[Interval]
    called: list[Interval]


def gene_spans(genes: Iterable[str], model: GeneModel, flank: int) -> list[Interval]:
    """Every stretch from the first to the last base of a gene's transcripts, with a flank.

    A symbol that stands on several contigs (the pseudo-autosomal genes) gives one stretch on each; one that the model
    lacks gives none.
    """
    found = []
    for gene in genes:
        transcripts = model.genes[gene].transcripts if gene in model.genes else ()
        for contig in dict.fromkeys(transcript.contig for transcript in transcripts):
            own = [transcript for transcript in transcripts if transcript.contig == contig]
            start = min(transcript.start for transcript in own) - flank
            found.append((contig, max(0, start), max(transcript.end for transcript in own) + flank))
    return found


def common(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """What two lists of stretches share, in the order of the first; each list without overlaps."""
    by_contig: dict[str, list[Interval]] = {}
    for row in right:
        by_contig.setdefault(row[0], []).append(row)
    return [
        (contig, max(start, begin), min(end, stop))
        for contig, start, end in left
        for _, begin, stop in by_contig.get(contig, [])
        if begin < end and stop > start
    ]


def requested_places(
    genes: Iterable[str], model: GeneModel, intervals: Sequence[Interval], contigs: Sequence[str]
) -> RequestedPlaces:
    """Where the first calls of a case are made.

    Args:
        genes: the requested genes.
        model: the gene model, under the reference's contig names.
        intervals: all that the whole analysis calls, of every scatter interval.
        contigs: the contigs of the reference, in its order.
    """
    flank = int(shipped_table("calling", "first")["flank"])
    spans = [row for row in gene_spans(genes, model, flank) if row[0] in contigs]
    whole = merge(intervals, contigs)
    reported = common(merge(spans, contigs), whole)
    wide = [(contig, max(0, start - MARGIN), end + MARGIN) for contig, start, end in spans]
    called = common(merge(wide, contigs), whole)
    nothing = [(whole[0][0], whole[0][1], whole[0][1] + 1)]
    return RequestedPlaces(reported or nothing, called or nothing)
