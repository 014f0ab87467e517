"""The local genes and FASTA as a data provider of biocommons ``hgvs``: no database and no network.

``hgvs`` places a change on a transcript (c. or n.). Facts behind the choices here were measured (notes on
issue 2): ``VariantMapper`` without c.-level normalisation, ``splign`` as the name of the alignment, and a
genomic change that was moved towards the transcript's 3' end before it is projected.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

import hgvs.parser  # first: the other modules of hgvs import each other in a circle

# isort: split
import hgvs.dataproviders.interface
import hgvs.edit
import hgvs.exceptions
import hgvs.location
import hgvs.posedit
import hgvs.sequencevariant
import hgvs.variantmapper
from hgvs.enums import Datum

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.placement import Change
from tachkhis.variants.sequence import Genome
from tachkhis.variants.sequence import genetic_code
from tachkhis.variants.sequence import reverse_complement
from tachkhis.variants.spliced import Spliced
from tachkhis.variants.spliced import splice

ALIGNMENT = "splign"
_CACHE = 4096


def key_of(transcript: Transcript) -> str:
    """What a transcript is called inside ``hgvs``: a file may hold one id on two contigs (PAR)."""
    return f"{transcript.id}@{transcript.contig}"


class LocalProvider(hgvs.dataproviders.interface.Interface):  # type: ignore[misc]
    """Exons, coding spans and bases of a gene model, in the shape that ``hgvs`` asks for.

    Sequences are upper case; coordinates given to ``hgvs`` are 0-based half-open.
    """

    required_version = "1.1"

    def __init__(self, genome: Genome, model: GeneModel, mitochondrial: Iterable[str] | None = None) -> None:
        """Serve the transcripts of ``model`` on ``genome``; ``mitochondrial`` contigs use genetic code 2."""
        self.genome = genome
        self.model = model
        if mitochondrial is not None:
            genome.mitochondrial = frozenset(mitochondrial)
        self.mitochondrial = genome.mitochondrial
        self._spliced: dict[str, Spliced] = {}
        super().__init__()

    def spliced(self, transcript: Transcript) -> Spliced:
        """A transcript with its bases, read once.

        Raises:
            KeyError: its contig is not in the FASTA.
        """
        key = key_of(transcript)
        known = self._spliced.get(key)
        if known is None:
            code = genetic_code(2 if transcript.contig in self.mitochondrial else 1)
            known = splice(self.genome, transcript, code)
            if len(self._spliced) >= _CACHE:
                self._spliced.pop(next(iter(self._spliced)))
            self._spliced[key] = known
        return known

    def _get(self, key: str) -> Spliced:
        known = self._spliced.get(key)
        if known is not None:
            return known
        for transcript in self.model.with_id(key.rpartition("@")[0]):
            if key_of(transcript) == key:
                return self.spliced(transcript)
        raise hgvs.exceptions.HGVSDataNotAvailableError(f"no transcript {key}")

    def data_version(self) -> str:
        """Version of the data interface."""
        return "1.1"

    def schema_version(self) -> str:
        """Version of the data interface."""
        return "1.1"

    def get_seq(self, ac: str, start_i: int | None = None, end_i: int | None = None) -> str:
        """Bases of a contig or of a spliced transcript."""
        if ac in self.genome.lengths:
            end = self.genome.lengths[ac] if end_i is None else end_i
            return self.genome.fetch(ac, start_i or 0, end)
        return self._get(ac).bases[start_i:end_i]

    def get_tx_exons(self, tx_ac: str, alt_ac: str, alt_aln_method: str) -> list[dict[str, Any]]:
        """Exons in genomic order."""
        spliced = self._get(tx_ac)
        transcript = spliced.transcript
        rows = []
        for order, ((start, end), offset) in enumerate(zip(spliced.exons, spliced.offsets, strict=True)):
            size = end - start
            genomic = transcript.start + start if transcript.strand > 0 else transcript.end - end
            rows.append(
                {
                    "tx_ac": tx_ac,
                    "alt_ac": alt_ac,
                    "alt_strand": transcript.strand,
                    "alt_aln_method": alt_aln_method,
                    "ord": order,
                    "tx_start_i": offset,
                    "tx_end_i": offset + size,
                    "alt_start_i": genomic,
                    "alt_end_i": genomic + size,
                    "cigar": f"{size}=",
                }
            )
        return rows if transcript.strand > 0 else rows[::-1]

    def get_tx_info(self, tx_ac: str, alt_ac: str, alt_aln_method: str) -> dict[str, Any]:
        """Coding span in mRNA coordinates (stop codon included), or ``None`` twice."""
        spliced = self._get(tx_ac)
        first, last = spliced.cds or (None, None)
        return {
            "hgnc": spliced.transcript.gene,
            "cds_start_i": first,
            "cds_end_i": last,
            "tx_ac": tx_ac,
            "alt_ac": alt_ac,
            "alt_aln_method": alt_aln_method,
        }

    def get_tx_identity_info(self, tx_ac: str) -> dict[str, Any]:
        """The same, with the exon lengths in transcript order."""
        spliced = self._get(tx_ac)
        info = self.get_tx_info(tx_ac, tx_ac, "transcript")
        info["lengths"] = [end - start for start, end in spliced.exons]
        return info

    def get_tx_mapping_options(self, tx_ac: str) -> list[dict[str, str]]:
        """The one alignment that there is."""
        return [{"tx_ac": tx_ac, "alt_ac": self._get(tx_ac).transcript.contig, "alt_aln_method": ALIGNMENT}]

    def get_pro_ac_for_tx_ac(self, tx_ac: str) -> str:
        """A name for the protein (never shown)."""
        return f"protein of {tx_ac}"

    def get_acs_for_protein_seq(self, seq: str) -> list[str]:  # noqa: ARG002
        """None is known."""
        return []

    def get_gene_info(self, gene: str) -> None:  # noqa: ARG002
        """None is known."""
        return

    def get_similar_transcripts(self, tx_ac: str) -> list[str]:  # noqa: ARG002
        """None is known."""
        return []

    def get_tx_for_gene(self, gene: str) -> list[str]:
        """Keys of a gene's transcripts."""
        found = self.model.genes.get(gene)
        return [key_of(transcript) for transcript in found.transcripts] if found else []

    def get_tx_for_region(
        self,
        alt_ac: str,
        alt_aln_method: str,  # noqa: ARG002
        start_i: int,
        end_i: int,
    ) -> list[str]:
        """Keys of the transcripts in a region."""
        return [key_of(transcript) for transcript in self.model.overlapping(alt_ac, start_i, end_i)]

    def get_assembly_map(self, assembly_name: str) -> dict[str, str]:  # noqa: ARG002
        """Contigs go by their own names."""
        return {name: name for name in self.genome.lengths}


def mrna_position(spliced: Spliced, position: Any) -> int:
    """0-based mRNA position of the exonic base that a c. or n. position names, or hangs on; may lie outside."""
    base = int(position.base)
    if spliced.cds is None or position.datum == Datum.SEQ_START:
        return base - 1 if base > 0 else base
    if position.datum == Datum.CDS_END:
        return spliced.cds[1] + base - 1
    return spliced.cds[0] + (base - 1 if base > 0 else base)


def _centred(spliced: Spliced, position: Any) -> Any:
    """The middle base of an intron of odd length counts from the exon before it (``c.12+8``, not ``c.13-8``).

    That is HGVS's rule; ``hgvs`` keeps it on the forward strand only.
    """
    if position.offset >= 0:
        return position
    at = mrna_position(spliced, position)
    exon = bisect_left(spliced.offsets, at)
    if not 0 < exon < len(spliced.offsets) or spliced.offsets[exon] != at:
        return position
    intron = spliced.exons[exon][0] - spliced.exons[exon - 1][1]
    if intron + 1 != -2 * position.offset:
        return position
    base, datum, before = at, Datum.SEQ_START, at - 1
    if spliced.cds is not None:
        first, last = spliced.cds
        if before >= last:
            base, datum = before - last + 1, Datum.CDS_END
        else:
            base, datum = before - first + (1 if before >= first else 0), Datum.CDS_START
    return hgvs.location.BaseOffsetPosition(base=base, offset=-position.offset, datum=datum)


class Projector:
    """Names a change on the genome and on transcripts."""

    def __init__(self, provider: LocalProvider) -> None:
        self.provider = provider
        self._mapper = hgvs.variantmapper.VariantMapper(provider, replace_reference=True, prevalidation_level=None)

    def genomic(self, change: Change, *, forward: bool = True) -> Any:
        """The change as a g. (or m.) variant of ``hgvs``, moved to one end of its range.

        Args:
            change: on the genome.
            forward: to the right end, as a genomic name needs; else to the left end, which is the 3' end of a
                transcript on the reverse strand.
        """
        return self.placed(change.rightmost if forward else change.leftmost, forward=forward)

    def placed(self, placed: Change, *, forward: bool = True, on: Transcript | None = None) -> Any:
        """The change as a g. (or m.) variant of ``hgvs``, just where it is.

        Args:
            placed: on the genome.
            forward: a duplication is of the bases before it (else behind it, as on the reverse strand).
            on: bases that this transcript does not have are not duplicated, but inserted.
        """
        contig = placed.contig
        kind = "m" if contig in self.provider.mitochondrial else "g"
        (start, end), copies = self._counted(placed, forward=forward, on=on)
        edit: Any
        if copies:
            edit = hgvs.edit.Dup(ref=placed.alt)
        elif placed.is_insertion:
            edit = hgvs.edit.NARefAlt(ref=None, alt=placed.alt)
        elif placed.is_deletion:
            edit = hgvs.edit.NARefAlt(ref=placed.ref, alt=None)
        elif len(placed.ref) > 1 and placed.alt == reverse_complement(placed.ref):
            edit = hgvs.edit.Inv(ref=placed.ref)
        else:
            edit = hgvs.edit.NARefAlt(ref=placed.ref, alt=placed.alt)
        if kind == "m":  # a circle: behind the last base comes the first
            length = self.provider.genome.lengths[contig]
            start, end = (start - 1) % length + 1, (end - 1) % length + 1
        interval = hgvs.location.Interval(
            start=hgvs.location.SimplePosition(start), end=hgvs.location.SimplePosition(end)
        )
        posedit = hgvs.posedit.PosEdit(pos=interval, edit=edit)
        return hgvs.sequencevariant.SequenceVariant(ac=contig, type=kind, posedit=posedit)

    def named_bases(self, placed: Change, transcript: Transcript) -> tuple[int, int]:
        """First and last base (1-based) that the c. name of a place counts: those copied, or beside an insertion."""
        return self._counted(placed, forward=transcript.strand > 0, on=transcript)[0]

    def _counted(self, placed: Change, *, forward: bool, on: Transcript | None = None) -> tuple[tuple[int, int], bool]:
        if not placed.is_insertion:
            return (placed.start + 1, placed.end), False
        size = len(placed.alt)
        at = placed.start - size if forward else placed.start
        whole = on is None or (on.start <= at and at + size <= on.end)
        if whole and self.provider.genome.around(placed.contig, at, at + size) == placed.alt:
            return (at + 1, at + size), True
        return (placed.start, placed.start + 1), False

    def named_place(self, change: Change, transcript: Transcript) -> Change | None:
        """The place nearest the transcript's 3' end of which every base lies in it; ``None`` where there is none."""
        forward = transcript.strand > 0
        placed, step = (change.rightmost, -1) if forward else (change.leftmost, 1)
        for _ in range(change.shift_left + change.shift_right + 1):
            first, last = self.named_bases(placed, transcript)
            if transcript.start < first and last <= transcript.end:
                return placed
            if not change.movable:
                break
            room = placed.shift_left if forward else placed.shift_right
            if not room:
                break
            placed = placed.moved(step)
        return None

    def on_transcript(self, placed: Change, transcript: Transcript) -> Any | None:
        """A change, just where it is, as a c. or n. variant; ``None`` where it reaches outside the transcript."""
        self.provider.spliced(transcript)
        first, last = self.named_bases(placed, transcript)
        if first <= transcript.start or last > transcript.end:
            return None
        variant = self.placed(placed, forward=transcript.strand > 0, on=transcript)
        try:
            named = self._mapper.g_to_t(variant, key_of(transcript), ALIGNMENT)
        except hgvs.exceptions.HGVSInvalidIntervalError:
            return None
        spliced = self.provider.spliced(transcript)
        span = named.posedit.pos
        span.start, span.end = _centred(spliced, span.start), _centred(spliced, span.end)
        return named

    def to_genome(self, variant: Any, transcript: Transcript) -> Any:
        """A c. or n. variant back on the genome.

        Raises:
            HGVSError: a position that the transcript does not have.
        """
        self.provider.spliced(transcript)
        return self._mapper.t_to_g(variant, transcript.contig, ALIGNMENT)
