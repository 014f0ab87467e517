"""Genes and their transcripts on one reference, as a GTF or GFF3 file describes them.

All intervals are 0-based half-open on the genome's forward strand; ``exon 3/9`` counts in the direction of
transcription. The coding sequence (``Transcript.cds``) includes the stop codon whatever the file's custom
(see ``gene_files``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from functools import cached_property
from pathlib import Path

Interval = tuple[int, int]

BIN = 15  # bits of a position within a bin: bins of 32 kb


@dataclass(frozen=True, slots=True)
class Transcript:
    """One transcript.

    Attributes:
        id: accession, with its version where the file gives one (``ENST00000230048.4``).
        gene: gene symbol (the gene's id where it has none).
        gene_id: the gene's id in the file, without ``gene:`` or ``gene-``.
        biotype: as in the file; ``protein_coding`` or ``noncoding`` where the file has none.
        contig: contig name.
        strand: +1 or -1.
        exons: 0-based half-open, ascending on the genome.
        cds: first and last coding base, stop codon included, as one 0-based half-open span; ``None`` if not
            coding.
        mane: ``select``, ``plus_clinical`` or ``None``.
        start_incomplete: the file says that the coding sequence starts before the transcript does.
        end_incomplete: the file says that the coding sequence ends after the transcript does.
        phase: coding bases before the first whole codon (0 unless the start is incomplete).
        selenoprotein: the file says that a TGA is read as selenocysteine.
        gapped: the coding pieces do not fill the exons between them (ribosomal slippage).
        tags: tags of the file, in its order.
        hgnc: id of the gene at HGNC (``HGNC:4284``), where the file gives it; else empty.
        aliases: ids, with version, of the same transcript at the other database (MANE pairs only), as the file
            states them.
    """

    id: str
    gene: str
    gene_id: str
    biotype: str
    contig: str
    strand: int
    exons: tuple[Interval, ...]
    cds: Interval | None
    mane: str | None = None
    start_incomplete: bool = False
    end_incomplete: bool = False
    phase: int = 0
    selenoprotein: bool = False
    gapped: bool = False
    tags: tuple[str, ...] = ()
    hgnc: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """First base, 0-based."""
        return self.exons[0][0]

    @property
    def end(self) -> int:
        """One past the last base, 0-based."""
        return self.exons[-1][1]

    @property
    def length(self) -> int:
        """Bases of all exons."""
        return sum(end - start for start, end in self.exons)

    @property
    def coding(self) -> tuple[Interval, ...]:
        """The coding part of each exon that has one, 0-based half-open, ascending; empty if not coding."""
        if self.cds is None:
            return ()
        first, last = self.cds
        return tuple((max(start, first), min(end, last)) for start, end in self.exons if start < last and end > first)

    @property
    def coding_length(self) -> int:
        """Coding bases, stop codon included."""
        return sum(end - start for start, end in self.coding)

    @property
    def accession(self) -> str:
        """The id without its version."""
        head, dot, version = self.id.rpartition(".")
        return head if dot and version.isdigit() else self.id


@dataclass(frozen=True, slots=True)
class Gene:
    """All transcripts that carry one gene symbol, in file order."""

    symbol: str
    id: str
    transcripts: tuple[Transcript, ...]


class GeneModel:
    """The transcripts of one reference, found by place, by gene and by accession.

    Attributes:
        title: what the file calls itself, or its name.
    """

    def __init__(self, transcripts: Iterable[Transcript], title: str = "") -> None:
        self._transcripts = tuple(transcripts)
        self.title = title
        self._bins: dict[str, dict[int, list[Transcript]]] = {}

    @classmethod
    def load(cls, path: Path) -> GeneModel:
        """Read a GTF or GFF3 (Ensembl, GENCODE, NCBI RefSeq or UCSC style; plain or gzipped), or open a prepared one.

        Raises:
            InputError: the file holds no transcript, or a line cannot be read.
            ResourceError: a prepared gene model (see ``gene_store``) is damaged or of another format.
        """
        from tachkhis.reference.gene_files import read_gene_file
        from tachkhis.reference.gene_store import StoredGeneModel
        from tachkhis.reference.gene_store import is_stored

        if is_stored(path):
            return StoredGeneModel(path)
        transcripts, title = read_gene_file(path)
        return cls(transcripts, title)

    @property
    def transcripts(self) -> tuple[Transcript, ...]:
        """All, in file order."""
        return self._transcripts

    def __len__(self) -> int:
        return len(self._transcripts)

    def __iter__(self) -> Iterator[Transcript]:
        return iter(self._transcripts)

    @property
    def contigs(self) -> tuple[str, ...]:
        """Contigs that carry a transcript, in order of appearance."""
        return tuple(self._by_contig)

    def renamed(self, mapping: Mapping[str, str]) -> GeneModel:
        """The same model under other contig names; contigs that the mapping does not hold keep theirs."""
        return GeneModel(
            (
                replace(transcript, contig=mapping[transcript.contig]) if transcript.contig in mapping else transcript
                for transcript in self.transcripts
            ),
            self.title,
        )

    def overlapping(self, contig: str, start0: int, end0: int) -> list[Transcript]:
        """Transcripts (introns included) that share a base with a 0-based half-open interval, in file order.

        An empty interval is the place between two bases: both must belong to the transcript.
        """
        bins = self._bins.get(contig)
        if bins is None:
            bins = self._bins[contig] = self._index(contig)
        first, last = start0 >> BIN, max(start0, end0 - 1) >> BIN
        found = bins.get(first, [])
        if last > first:
            seen = {id(transcript): transcript for i in range(first, last + 1) for transcript in bins.get(i, [])}
            order = self._order
            found = sorted(seen.values(), key=lambda transcript: order[id(transcript)])
        return [transcript for transcript in found if start0 < transcript.end and end0 > transcript.start]

    @cached_property
    def _order(self) -> dict[int, int]:
        return {id(transcript): i for i, transcript in enumerate(self.transcripts)}

    @cached_property
    def _by_contig(self) -> dict[str, list[Transcript]]:
        table: dict[str, list[Transcript]] = {}
        for transcript in self.transcripts:
            table.setdefault(transcript.contig, []).append(transcript)
        return table

    def _index(self, contig: str) -> dict[int, list[Transcript]]:
        bins: dict[int, list[Transcript]] = {}
        for transcript in self._by_contig.get(contig, []):
            for number in range(transcript.start >> BIN, (transcript.end >> BIN) + 1):
                bins.setdefault(number, []).append(transcript)
        return bins

    @cached_property
    def genes(self) -> Mapping[str, Gene]:
        """Genes by symbol, in order of appearance."""
        members: dict[str, list[Transcript]] = {}
        for transcript in self.transcripts:
            members.setdefault(transcript.gene, []).append(transcript)
        return {symbol: Gene(symbol, group[0].gene_id, tuple(group)) for symbol, group in members.items()}

    @cached_property
    def _by_id(self) -> dict[str, list[Transcript]]:
        table: dict[str, list[Transcript]] = {}
        for transcript in self.transcripts:
            table.setdefault(transcript.id, []).append(transcript)
        return table

    @cached_property
    def _by_accession(self) -> dict[str, list[Transcript]]:
        table: dict[str, list[Transcript]] = {}
        for transcript in self.transcripts:
            table.setdefault(transcript.accession, []).append(transcript)
        return table

    def with_id(self, identifier: str) -> tuple[Transcript, ...]:
        """Transcripts of exactly this id, version included (more than one only where a file repeats it)."""
        return tuple(self._by_id.get(identifier, ()))

    @cached_property
    def _by_alias(self) -> dict[str, list[Transcript]]:
        table: dict[str, list[Transcript]] = {}
        for transcript in self.transcripts:
            for alias in transcript.aliases:
                table.setdefault(alias, []).append(transcript)
        return table

    def with_alias(self, identifier: str) -> tuple[Transcript, ...]:
        """Transcripts that the file pairs with exactly this id of the other database, version included."""
        return tuple(self._by_alias.get(identifier, ()))

    def alias_versions(self, accession: str) -> tuple[str, ...]:
        """Ids of the other database with this accession, in alphabetical order, whatever their version."""
        return tuple(sorted(alias for alias in self._by_alias if alias.rpartition(".")[0] == accession))

    def versions(self, accession: str) -> tuple[Transcript, ...]:
        """Transcripts of this accession, whatever their version."""
        return tuple(self._by_accession.get(accession, ()))

    def chosen(self, gene: str) -> tuple[Transcript, str]:
        """The transcript of the report, and why it is the one.

        MANE Select; else the longest coding sequence; else (nothing coding) the longest transcript. Ties go
        to the longer transcript, then to the first id in alphabetical order.

        Args:
            gene: a symbol of ``genes``.

        Returns:
            The transcript and ``mane_select``, ``only``, ``longest_cds`` or ``longest_transcript``.

        Raises:
            KeyError: no such gene.
        """
        known = self._chosen.get(gene)
        if known is None:
            known = self._chosen[gene] = _choose(self.genes[gene].transcripts)
        return known

    @cached_property
    def _chosen(self) -> dict[str, tuple[Transcript, str]]:
        return {}

    def coding_regions(self, gene: str) -> list[tuple[str, int, int, str]]:
        """The coding sequence of the chosen transcript, in the order of transcription.

        Returns:
            ``(contig, start, end, label)``, 0-based half-open, label like ``exon 3/9``; empty if nothing is
            coding.

        Raises:
            KeyError: no such gene.
        """
        transcript, _ = self.chosen(gene)
        starts = [start for start, _ in transcript.exons]
        count = len(starts)
        regions = []
        for start, end in transcript.coding:
            ascending = bisect_right(starts, start)
            number = ascending if transcript.strand > 0 else count + 1 - ascending
            regions.append((transcript.contig, start, end, f"exon {number}/{count}"))
        return regions if transcript.strand > 0 else regions[::-1]


def _choose(transcripts: tuple[Transcript, ...]) -> tuple[Transcript, str]:
    def preference(transcript: Transcript) -> tuple[int, int, int, str]:
        return (
            0 if transcript.mane == "select" else 1,
            -transcript.coding_length,
            -transcript.length,
            transcript.id,
        )

    best = min(transcripts, key=preference)
    if best.mane == "select":
        return best, "mane_select"
    if len(transcripts) == 1:
        return best, "only"
    return best, "longest_cds" if best.cds is not None else "longest_transcript"
