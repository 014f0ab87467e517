"""A transcript with its bases: spliced, on its own strand, checked once against the genome.

Two coordinates besides the genome's, both 0-based and counted from the transcript's 5' end: *sense* (introns
included) and *mRNA* (introns left out). In them nothing depends on the strand any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import ResourceError
from tachkhis.reference.genes import Interval
from tachkhis.reference.genes import Transcript
from tachkhis.variants.sequence import GeneticCode
from tachkhis.variants.sequence import Genome
from tachkhis.variants.sequence import reverse_complement

_SAME_BUILD = "give the gene model of the same build"


class OverrunError(ResourceError):
    """A transcript that reaches over the end of its contig: the gene model is that of another build."""

    def __init__(self, fasta: Path, transcript: Transcript) -> None:
        self.problem = f"{transcript.id} reaches over the end of {transcript.contig}"
        super().__init__(f"{fasta}: {self.problem}; {_SAME_BUILD}")

    def fault(self, genes: Path) -> Fault:
        """The same as a fault of the gene model."""
        return Fault(str(genes), self.problem, _SAME_BUILD)


@dataclass(frozen=True, slots=True)
class Spliced:
    """A transcript ready for naming.

    Attributes:
        transcript: as the gene model has it.
        exons: sense coordinates, 5' to 3'.
        offsets: mRNA position of each exon's first base.
        bases: mRNA bases on the transcript's strand.
        cds: mRNA coordinates, stop codon included; ``None`` if not coding.
        code: genetic code of its contig.
        protein: reference protein, ``*`` last where the stop is known, ``U`` for selenocysteine; empty if it
            is not sound.
        whole: start, frame and stop are as they should be, so that protein names can be given.
        reason: why not ``whole``.
        start_known: translation begins at the first coding base.
        stop_known: the last codon is a stop.
        stop_added: the file's coding sequence left the stop codon out, and the genome shows it right after.
    """

    transcript: Transcript
    exons: tuple[Interval, ...]
    offsets: tuple[int, ...]
    bases: str
    cds: Interval | None
    code: GeneticCode
    protein: str
    whole: bool
    reason: str | None
    start_known: bool
    stop_known: bool
    stop_added: bool

    @property
    def frame_start(self) -> int:
        """MRNA position of the first whole codon.

        Raises:
            ValueError: not a coding transcript.
        """
        if self.cds is None:
            raise ValueError(f"{self.transcript.id} is not coding")
        return self.cds[0] + self.transcript.phase

    @property
    def readable(self) -> str:
        """MRNA bases as the ribosome meets them: with the A that complete a mitochondrial stop codon."""
        if self.cds is None or not self.stop_known:
            return self.bases
        missing = -(self.cds[1] - self.frame_start) % 3
        return self.bases[: self.cds[1]] + "A" * missing + self.bases[self.cds[1] :] if missing else self.bases

    @property
    def stop_start(self) -> int | None:
        """MRNA position of the stop codon's first base; ``None`` where the stop is not known."""
        return self.frame_start + 3 * (len(self.protein) - 1) if self.stop_known and self.protein else None

    def is_one_exon(self, start: int, end: int) -> bool:
        """Whether mRNA positions are exactly the bases of one exon of several."""
        exons = zip(self.exons, self.offsets, strict=True)
        return len(self.exons) > 1 and any(
            (start, end) == (offset, offset + high - low) for (low, high), offset in exons
        )

    @property
    def span(self) -> int:
        """Bases from end to end, introns included."""
        return self.exons[-1][1]


def splice(genome: Genome, transcript: Transcript, code: GeneticCode) -> Spliced:
    """Read a transcript's bases and check its coding sequence.

    Raises:
        KeyError: its contig is not in the genome.
        OverrunError: it reaches over the end of its contig.
    """
    bases = "".join([genome.fetch(transcript.contig, start, end) for start, end in transcript.exons])
    if len(bases) != transcript.length:
        raise OverrunError(genome.path, transcript)
    forward = transcript.strand > 0
    if forward:
        exons = tuple((start - transcript.start, end - transcript.start) for start, end in transcript.exons)
    else:
        bases = reverse_complement(bases)
        exons = tuple((transcript.end - end, transcript.end - start) for start, end in reversed(transcript.exons))
    offsets = []
    length = 0
    for start, end in exons:
        offsets.append(length)
        length += end - start
    cds: Interval | None = None
    if transcript.cds is not None:
        first, last = transcript.cds
        near, far = (
            (first - transcript.start, last - 1 - transcript.start)
            if forward
            else (transcript.end - last, transcript.end - 1 - first)
        )
        cds = (to_mrna(exons, offsets, near), to_mrna(exons, offsets, far) + 1)
    checked = _Checked(transcript, bases, cds, code)
    return Spliced(
        transcript,
        exons,
        tuple(offsets),
        bases,
        checked.cds,
        code,
        checked.protein,
        whole=checked.reason is None,
        reason=checked.reason,
        start_known=checked.start_known,
        stop_known=checked.stop_known,
        stop_added=checked.stop_added,
    )


def to_mrna(exons: Sequence[Interval], offsets: Sequence[int], position: int) -> int:
    """MRNA position of an exonic base given in sense coordinates.

    Raises:
        ValueError: the base is not exonic.
    """
    for (start, end), offset in zip(exons, offsets, strict=True):
        if start <= position < end:
            return offset + position - start
    raise ValueError(f"{position} is not exonic")


class _Checked:
    """The coding sequence looked at once: where it ends, whether it can be translated, and why not."""

    def __init__(self, transcript: Transcript, bases: str, cds: Interval | None, code: GeneticCode) -> None:
        self.transcript = transcript
        self.bases = bases
        self.code = code
        self.cds = cds
        self.protein = ""
        self.reason: str | None = "not_coding"
        self.start_known = False
        self.stop_known = False
        self.stop_added = False
        if cds is not None:
            self._check(cds)

    def _check(self, cds: Interval) -> None:
        transcript = self.transcript
        first, last = cds
        frame = first + transcript.phase
        self.start_known = not transcript.start_incomplete and self.bases[first : first + 3] in self.code.starts
        if (last - frame) % 3 == 0 and not transcript.end_incomplete and not self._stop(last - 3):
            self.stop_added = self._stop(last)
            last += 3 * self.stop_added
            self.cds = (first, last)
        coding = self._padded(frame, last)
        protein = self.code.translate(coding)
        whole_codons = len(coding) % 3 == 0
        self.stop_known = whole_codons and protein.endswith("*") and not transcript.end_incomplete
        body = protein[:-1] if self.stop_known else protein
        if self.start_known:
            body = "M" + body[1:]  # whatever the codon, translation starts with methionine
        inner = body.count("*")
        if inner and transcript.selenoprotein and not self._other_stops(coding, body):
            body = body.replace("*", "U")
            inner = 0
        self.protein = body + "*" * self.stop_known if not inner and not transcript.gapped else ""
        self.reason = self._reason(whole_codons=whole_codons, inner=inner)

    def _stop(self, position: int) -> bool:
        return self.code.codons.get(self.bases[position : position + 3]) == "*"

    def _padded(self, frame: int, last: int) -> str:
        """Coding bases; a mitochondrial stop may be T or TA, made whole by poly(A) (Anderson 1981)."""
        coding = self.bases[frame:last]
        rest = coding[len(coding) - len(coding) % 3 :]
        if self.code.number == 2 and rest in ("T", "TA"):
            coding += "A" * (3 - len(rest))
        return coding

    @staticmethod
    def _other_stops(coding: str, body: str) -> bool:
        return any(letter == "*" and coding[3 * i : 3 * i + 3] != "TGA" for i, letter in enumerate(body))

    def _reason(self, *, whole_codons: bool, inner: int) -> str | None:
        transcript = self.transcript
        reasons = (
            (transcript.gapped, "coding_sequence_gapped"),
            (transcript.start_incomplete, "start_incomplete"),
            (transcript.end_incomplete, "end_incomplete"),
            (not whole_codons, "length_not_multiple_of_3"),
            (not self.start_known, "no_start_codon"),
            (not self.stop_known, "no_stop_codon"),
            (inner > 0, "internal_stop"),
            ("X" in self.protein, "unknown_bases"),
        )
        return next((reason for is_so, reason in reasons if is_so), None)
