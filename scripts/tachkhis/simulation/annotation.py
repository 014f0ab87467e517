"""The gene model as an Ensembl-style GTF (CDS without the stop codon, which has its own line)."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator

from tachkhis.simulation.model import Gene
from tachkhis.simulation.model import Transcript

SOURCE = "synthetic"


def gtf_lines(genes: Iterable[Gene], release: str) -> Iterator[str]:
    """Lines of the GTF, header first."""
    yield "#!synthetic made by 'tachkhis simulate'; no gene model of a real genome, real symbols on made-up sequence"
    yield "#!genome-build synthetic"
    yield f"#!genebuild-version synthetic-{release}"
    for gene in genes:
        yield from _gene_lines(gene)


def _line(contig: str, feature: str, bounds: tuple[int, int], strand: str, phase: str, attributes: str) -> str:
    return "\t".join((contig, SOURCE, feature, str(bounds[0]), str(bounds[1]), ".", strand, phase, attributes))


def _gene_lines(gene: Gene) -> Iterator[str]:
    common = (
        f'gene_id "{gene.id}"; gene_version "1"; gene_name "{gene.symbol}"; gene_source "{SOURCE}"; '
        f'gene_biotype "{gene.recipe.biotype}";'
    )
    main = gene.main
    yield _line(main.contig, "gene", (gene.start, gene.end), main.strand, ".", common)
    for transcript in gene.transcripts:
        yield from _transcript_lines(gene, transcript, common)


def _transcript_lines(gene: Gene, transcript: Transcript, common: str) -> Iterator[str]:
    shared = (
        f'{common} transcript_id "{transcript.id}"; transcript_version "{transcript.version}"; '
        f'transcript_name "{gene.symbol}-{201 + gene.transcripts.index(transcript)}"; '
        f'transcript_source "{SOURCE}"; transcript_biotype "{transcript.biotype}";'
    )
    tags = "".join(f' tag "{tag}";' for tag in transcript.tags)
    contig, strand = transcript.contig, transcript.strand
    bounds = (transcript.exons[0][0], transcript.exons[-1][1])
    yield _line(contig, "transcript", bounds, strand, ".", shared + tags)
    ordered = transcript.exons if strand == "+" else transcript.exons[::-1]
    before = 0
    for number, exon in enumerate(ordered, start=1):
        of_exon = f'{shared} exon_number "{number}";'
        exon_id = f' exon_id "{transcript.id.replace("SYNT", "SYNE")}.{number}";'
        yield _line(contig, "exon", exon, strand, ".", of_exon + exon_id + tags)
        coding = _overlap(exon, _coding_without_stop(transcript))
        if coding is not None:
            protein = f' protein_id "{transcript.id.replace("SYNT", "SYNP")}"; protein_version "1";'
            yield _line(contig, "CDS", coding, strand, str(-before % 3), of_exon + protein + tags)
            before += coding[1] - coding[0] + 1
        yield from _codon_lines(transcript, exon, of_exon + tags)
    yield from _untranslated_lines(transcript, ordered, shared + tags)


def _coding_without_stop(transcript: Transcript) -> tuple[int, int] | None:
    if transcript.cds is None:
        return None
    low, high = transcript.cds
    return (low, high - 3) if transcript.strand == "+" else (low + 3, high)


def _overlap(exon: tuple[int, int], part: tuple[int, int] | None) -> tuple[int, int] | None:
    if part is None:
        return None
    low, high = max(exon[0], part[0]), min(exon[1], part[1])
    return (low, high) if low <= high else None


def _codon_lines(transcript: Transcript, exon: tuple[int, int], attributes: str) -> Iterator[str]:
    """Start and stop codons; the design keeps each within one exon."""
    if transcript.cds is None:
        return
    low, high = transcript.cds
    left, right = (low, low + 2), (high - 2, high)
    start, stop = (left, right) if transcript.strand == "+" else (right, left)
    for feature, codon in (("start_codon", start), ("stop_codon", stop)):
        if exon[0] <= codon[0] and codon[1] <= exon[1]:
            yield _line(transcript.contig, feature, codon, transcript.strand, "0", attributes)


def _untranslated_lines(transcript: Transcript, ordered: tuple[tuple[int, int], ...], attributes: str) -> Iterator[str]:
    if transcript.cds is None:
        return
    low, high = transcript.cds
    before, after = (1, low - 1), (high + 1, transcript.exons[-1][1])
    five, three = (before, after) if transcript.strand == "+" else (after, before)
    for feature, part in (("five_prime_utr", five), ("three_prime_utr", three)):
        for exon in ordered:
            shown = _overlap(exon, part)
            if shown is not None:
                yield _line(transcript.contig, feature, shown, transcript.strand, ".", attributes)
