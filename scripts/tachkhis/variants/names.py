"""HGVS names and consequences of one VCF allele on every transcript that it touches.

``hgvs`` (biocommons) gives the g., c. and n. names from local files. The p. name comes from ``protein``,
which the tests compare with ``hgvs`` on thousands of variants; it follows the notes on issue 2 where ``hgvs``
is known to be wrong. Consequences come from ``consequence``. Where a name cannot be given it is ``None`` and
the note says why.

Notes are words that a report can look up, joined by ``;``:

- ``no_protein_name:REASON``: the coding sequence is not sound (``start_incomplete``, ``end_incomplete``,
  ``no_start_codon``, ``no_stop_codon``, ``length_not_multiple_of_3``, ``internal_stop``, ``unknown_bases``,
  ``coding_sequence_gapped``) or the change cannot be followed (``not_predictable``).
- ``reaches_outside_transcript``: no c. name, since HGVS has none for it.
- ``other_placements:TERMS/TERMS``: equivalent places have other consequences; the worst is given
  (the attribute worst_at says where).
- ``stop_codon_added``: the gene model's coding sequence leaves out the stop codon that the genome shows next; said
  where the name rests on it: in that codon, and behind it (``c.*``).
- ``selenoprotein``: a TGA of this transcript is read as selenocysteine.
- ``at_exon_edge``: bases come in exactly between exon and intron; the protein is not predicted.
- ``whole_exon``: exactly the bases of one exon go; the protein is not predicted without its RNA.
- ``read_together``: the protein's change is that of several changes of one codon that stand on one copy.
- ``no_stop_follows``: no stop is met before the transcript's end.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import ResourceError
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Interval
from tachkhis.reference.genes import Transcript
from tachkhis.variants.consequence import INTERGENIC
from tachkhis.variants.consequence import Effect
from tachkhis.variants.consequence import classify
from tachkhis.variants.placement import Change
from tachkhis.variants.placement import change_of
from tachkhis.variants.protein_name import note_of
from tachkhis.variants.protein_name import protein_name
from tachkhis.variants.provider import LocalProvider
from tachkhis.variants.provider import Projector
from tachkhis.variants.region import numbers_of
from tachkhis.variants.sequence import Genome
from tachkhis.variants.severity import severity
from tachkhis.variants.spliced import OverrunError
from tachkhis.variants.spliced import Spliced

Span = Interval | None
READ_TOGETHER = "read_together"


@dataclass(frozen=True, slots=True)
class TranscriptName:
    """A variant seen on one transcript (or, with empty gene and transcript, between genes).

    Attributes:
        gene: symbol.
        transcript: id with version where known.
        biotype: of the transcript.
        mane: ``select``, ``plus_clinical`` or ``None``.
        chosen: it is its gene's transcript of the report.
        chosen_why: ``mane_select``, ``longest_cds``, ``only``, ``longest_transcript``; empty where not
            chosen.
        consequences: Sequence Ontology terms, most severe first: of an indel, those of the worst equivalent place.
        impact: HIGH, MODERATE, LOW or MODIFIER.
        exon: ``3/9`` or ``3-4/9``, in the direction of transcription: what the bases lie in that ``hgvs_c`` names.
        intron: likewise.
        hgvs_c: ``NM_1.2:c.35del`` (``n.`` where not coding), at the place nearest the 3' end.
        hgvs_p: ``p.(Gly12ValfsTer2)``, at that place; ``p.?`` where it cannot be told (splice sites, a whole exon;
            introns, where another place of an indel is worse); ``None`` outside the coding sequence.
        nmd: nonsense-mediated decay is predicted; ``None`` where no premature stop arises.
        note: why a name is missing or to be read with care (words of this module's docstring).
        worst_at: the place that gives ``consequences``, as a name that is not moved to the 3' end (``c.12-1del``;
            ``g.`` where it reaches outside the transcript); ``None`` where the named place gives them.
        worst_exon: exon of that place.
        worst_intron: intron of that place.
    """

    gene: str
    transcript: str
    biotype: str
    mane: str | None
    chosen: bool
    chosen_why: str
    consequences: tuple[str, ...]
    impact: str
    exon: str | None
    intron: str | None
    hgvs_c: str | None
    hgvs_p: str | None
    nmd: bool | None
    note: str | None
    worst_at: str | None = None
    worst_exon: str | None = None
    worst_intron: str | None = None


@dataclass(frozen=True, slots=True)
class NamedVariant:
    """A variant's genomic name, and what it is on each transcript (chosen one of the worst gene first)."""

    hgvs_g: str
    consequences: tuple[TranscriptName, ...]


class Namer:
    """Names variants of one reference. Give it variants in order of position: what it read last, it keeps."""

    def __init__(
        self,
        fasta: Path,
        model: GeneModel,
        mitochondrial_contigs: Iterable[str] | None = None,
        *,
        chosen_only: bool = False,
    ) -> None:
        """Open the reference.

        Args:
            fasta: indexed FASTA.
            model: its genes, under the same contig names.
            mitochondrial_contigs: contigs with genetic code 2 and ``m.`` names; by default those that are named
                like one, and the rCRS under any name.
            chosen_only: give c. and p. only on each gene's transcript of the report.

        Raises:
            ResourceError: the FASTA cannot be opened, or none of the model's contigs is in it.
        """
        self.genome = Genome(fasta)
        self.model = model
        self.chosen_only = chosen_only
        if len(model) and not any(contig in self.genome.lengths for contig in model.contigs):
            ours, theirs = next(iter(self.genome.lengths)), model.contigs[0]
            raise ResourceError(
                f"{fasta}: no contig of the gene model is in the reference "
                f"(for example {theirs!r} against {ours!r}); rename the model's contigs"
            )
        self.provider = LocalProvider(self.genome, model, mitochondrial_contigs)
        self.projector = Projector(self.provider)

    def name(
        self, contig: str, pos1: int, ref: str, alt: str, together: Sequence[tuple[int, str, str]] = ()
    ) -> NamedVariant:
        """Name one VCF allele.

        Where others of the same copy lie in one of its codons (an intron may part them), ``consequences``, ``hgvs_p``
        and ``nmd`` are those of all of them; ``hgvs_c`` and the place stay its own; the note says ``read_together``.

        Args:
            contig: as in the reference.
            pos1: 1-based position of the first base of ``ref``.
            ref: reference allele.
            alt: one alternate allele.
            together: POS, REF and ALT of substitutions of the same copy and contig.

        Raises:
            UnnameableAlleleError: symbolic or ``*`` allele, unknown contig, a REF that is not there, or bases
                before the first or behind the last of a linear contig.
        """
        change = change_of(self.genome, contig, pos1, ref, alt)
        genomic = self.projector.genomic(change)
        hgvs_g = f"{contig}:{genomic.type}.{genomic.posedit}"
        names = []
        others = [change_of(self.genome, contig, *one) for one in together]
        for turn in self._turns(change):
            for transcript in self._overlapping(turn):
                name = self._on(turn, transcript, others)
                if name is not None:
                    names.append(name)
        if not names:
            return NamedVariant(hgvs_g, (_between_genes(),))
        return NamedVariant(hgvs_g, tuple(_ordered(names)))

    def check_within(self, change: Change) -> None:
        """Look at where the transcripts end that the change would be named on, before any name is made.

        Raises:
            OverrunError: one reaches over the end of its contig.
        """
        for turn in self._turns(change):
            for transcript in self._overlapping(turn):
                if transcript.end > self.genome.lengths[transcript.contig]:
                    raise OverrunError(self.genome.path, transcript)

    def _overlapping(self, turn: Change) -> list[Transcript]:
        return self.model.overlapping(turn.contig, turn.leftmost.start, turn.rightmost.end)

    def _turns(self, change: Change) -> list[Change]:
        """The change as it lies on the line; on a circle also as seen from the other side of the origin."""
        turns, length = [change], self.genome.lengths[change.contig]
        if change.contig in self.genome.mitochondrial:
            turns += [change.turned(length)] * (change.leftmost.start < 0)
            turns += [change.turned(-length)] * (change.rightmost.end > length)
        return turns

    def _on(self, change: Change, transcript: Transcript, together: Sequence[Change]) -> TranscriptName | None:
        spliced = self.provider.spliced(transcript)
        place = self.projector.named_place(change, transcript)
        judged = classify(spliced, change, place, together)
        if judged is None:
            return None
        best, why = self.model.chosen(transcript.gene)
        chosen = (best.id, best.contig) == (transcript.id, transcript.contig)
        hgvs_c = hgvs_p = note = worst_at = None
        if chosen or not self.chosen_only:
            variant = None if place is None else self.projector.on_transcript(place, transcript)
            if variant is not None:
                hgvs_c = f"{transcript.id}:{variant.type}.{variant.posedit}"
            hgvs_p, reason = protein_name(spliced, judged, variant)
            note = note_of(spliced, judged, variant, reason)
            if judged.named.edit is not None and judged.named.edit[1] - judged.named.edit[0] > len(change.ref) > 0:
                note = ";".join(filter(None, (READ_TOGETHER, note)))
            worst_at = self._written_at(judged.worst_place, transcript)
        exons, introns = self._numbers_at(place, judged.named, spliced)
        worst: tuple[Span, Span] = (None, None)
        if judged.worst_place is not None:
            worst = self._numbers_at(judged.worst_place, judged.worst, spliced)
        return TranscriptName(
            gene=transcript.gene,
            transcript=transcript.id,
            biotype=transcript.biotype,
            mane=transcript.mane,
            chosen=chosen,
            chosen_why=why if chosen else "",
            consequences=judged.terms,
            impact=severity().impact(judged.terms),
            exon=_numbers(exons, len(transcript.exons)),
            intron=_numbers(introns, len(transcript.exons) - 1),
            hgvs_c=hgvs_c,
            hgvs_p=hgvs_p,
            nmd=judged.nmd,
            note=note,
            worst_at=worst_at,
            worst_exon=_numbers(worst[0], len(transcript.exons)),
            worst_intron=_numbers(worst[1], len(transcript.exons) - 1),
        )

    def _written_at(self, place: Change | None, transcript: Transcript) -> str | None:
        """A place as a name, not moved to the 3' end: c. or n., or g. where it reaches outside the transcript."""
        if place is None:
            return None
        variant = self.projector.on_transcript(place, transcript)
        if variant is None:
            variant = self.projector.placed(place, forward=transcript.strand > 0)
        return f"{variant.type}.{variant.posedit}"

    def _numbers_at(self, place: Change | None, effect: Effect, spliced: Spliced) -> tuple[Span, Span]:
        """Exons and introns of the bases that a name of the place counts; without a name, those that it touches."""
        if place is None:
            return effect.exons, effect.introns
        transcript = spliced.transcript
        first, last = self.projector.named_bases(place, transcript)
        forward = transcript.strand > 0
        start = first - 1 - transcript.start if forward else transcript.end - last
        return numbers_of(spliced, max(0, start), min(start + last - first + 1, spliced.span))


def _between_genes() -> TranscriptName:
    terms = (INTERGENIC,)
    impact = severity().impact(terms)
    return TranscriptName("", "", "", None, False, "", terms, impact, None, None, None, None, None, None)


def _numbers(span: tuple[int, int] | None, count: int) -> str | None:
    if span is None:
        return None
    first, last = span
    return f"{first}/{count}" if first == last else f"{first}-{last}/{count}"


def _ordered(names: list[TranscriptName]) -> list[TranscriptName]:
    """Gene by gene, the worst first; within a gene the chosen transcript first, then by severity and id."""
    ranks = severity().ranks
    impacts = {"HIGH": 0, "MODERATE": 1, "LOW": 2, "MODIFIER": 3}

    def within(name: TranscriptName) -> tuple[bool, bool, int, str]:
        return not name.chosen, name.mane is None, ranks[name.consequences[0]], name.transcript

    genes: dict[str, list[TranscriptName]] = {}
    for name in sorted(names, key=within):
        genes.setdefault(name.gene, []).append(name)

    def between(group: list[TranscriptName]) -> tuple[int, bool, int, str]:
        first = group[0]
        coding = first.hgvs_c is not None and ":c." in first.hgvs_c
        return impacts[first.impact], not coding, ranks[first.consequences[0]], first.gene

    return [name for group in sorted(genes.values(), key=between) for name in group]
