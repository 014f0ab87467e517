"""Consequence group of an allele, by the worst transcript."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path

from tachkhis.errors import UnusableWordError
from tachkhis.panel.records import CountRow
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.genes import Transcript
from tachkhis.reference.prepare import load_genes_for
from tachkhis.variants.consequence import classify
from tachkhis.variants.placement import change_of
from tachkhis.variants.provider import LocalProvider
from tachkhis.variants.sequence import Genome
from tachkhis.variants.severity import severity

GROUPS = ("loss", "protein", "silent", "utr", "noncoding", "intron", "between")
"""Worst first: HIGH impact, MODERATE, LOW, untranslated regions, non-coding exons, introns, between genes."""
_UTR = frozenset({"5_prime_UTR_variant", "3_prime_UTR_variant"})
_IMPACTS = {"HIGH": "loss", "MODERATE": "protein", "LOW": "silent"}


class Grouping:
    """Groups of alleles of one reference; ask in order of position."""

    def __init__(self, genes: Path, fasta: Path, contigs: tuple[str, ...]) -> None:
        """Open the gene model on a FASTA, for a panel with these contigs."""
        self._genome = Genome(fasta)
        self._model = load_genes_for(genes, fasta)
        self._provider = LocalProvider(self._genome, self._model)
        self._renamed = rename_map(contigs, tuple(self._genome.lengths))

    def __call__(self, row: CountRow) -> str | None:
        """The group; ``None`` where the allele cannot be judged on this reference."""
        contig = self._renamed.get(row.contig)
        if contig is None:
            return None
        start, end = row.position - 1, row.position - 1 + len(row.ref)
        transcripts = self._model.overlapping(contig, start, end)
        if not transcripts:
            return "between"
        near = [one for one in transcripts if _near_exon(one, start, end)]
        if not near:
            return "intron"
        try:
            change = change_of(self._genome, contig, row.position, row.ref, row.alt)
        except UnusableWordError:
            return None
        worst = len(GROUPS) - 2 if len(near) < len(transcripts) else len(GROUPS) - 1
        for transcript in near:
            judged = classify(self._provider.spliced(transcript), change)
            if judged is not None:
                worst = min(worst, GROUPS.index(_group(judged.terms)))
        return GROUPS[worst]


def _near_exon(transcript: Transcript, start: int, end: int) -> bool:
    reach = severity().region_intronic + max(end - start, 1)
    index = bisect_left(transcript.exons, (start - reach, 0))
    nearby = transcript.exons[max(0, index - 1) : index + 2]
    return any(first - reach < end and start < last + reach for first, last in nearby)


def _group(terms: tuple[str, ...]) -> str:
    impact = severity().impact(terms)
    if impact in _IMPACTS:
        return _IMPACTS[impact]
    if _UTR & set(terms):
        return "utr"
    if "non_coding_transcript_exon_variant" in terms:
        return "noncoding"
    if "coding_sequence_variant" in terms:
        return "protein"
    return "intron" if {"intron_variant", "non_coding_transcript_variant"} & set(terms) else "between"
