"""A normalised record, one ALT and one call per member, and its line of text between the steps of the import."""

from __future__ import annotations

from dataclasses import dataclass

FORMAT = "GT:DP:AD:GQ:PS"
FRACTION = ":AF"  # behind them in a record where a member's share of the reads is all that the caller told


@dataclass(frozen=True, slots=True)
class NormalCall:
    """One member and one allele: 1 this ALT, 0 any other allele, ``None`` missing; counts as in ``Call``."""

    alleles: tuple[int | None, ...]
    phased: bool = False
    depth: int | None = None
    ref_reads: int | None = None
    alt_reads: int | None = None
    quality: int | None = None
    phase_set: int | None = None
    by_reads: bool = False  # phased by the refinement, from reads
    fraction: float | None = None  # share of the reads, 0 to 1, where the reads by allele are not known

    @property
    def carried(self) -> int:
        """Copies of this ALT."""
        return sum(allele == 1 for allele in self.alleles)

    @property
    def complete(self) -> bool:
        """Whether every copy was called."""
        return bool(self.alleles) and None not in self.alleles

    @property
    def text(self) -> str:
        """The column of a VCF."""
        gt = ("|" if self.phased else "/").join("." if a is None else str(a) for a in self.alleles) or "."
        reads = (
            "." if self.ref_reads is None and self.alt_reads is None else f"{_n(self.ref_reads)},{_n(self.alt_reads)}"
        )
        return f"{gt}:{_n(self.depth)}:{reads}:{_n(self.quality)}:{_n(self.phase_set)}"

    @classmethod
    def parse(cls, text: str) -> NormalCall:
        """Undo :attr:`text`."""
        gt, depth, reads, quality, phase_set, *fraction = text.split(":")
        ref, _, alt = reads.partition(",")
        parts = gt.replace("|", "/").split("/")
        return cls(
            alleles=tuple(_of(part) for part in parts),
            phased="|" in gt,
            depth=_of(depth),
            ref_reads=_of(ref),
            alt_reads=_of(alt or "."),
            quality=_of(quality),
            phase_set=_of(phase_set),
            fraction=None if fraction in ([], ["."]) else float(fraction[0]),
        )


@dataclass(frozen=True, slots=True)
class NormalRecord:
    """One allele; ``position`` is 1-based; ``quality`` and ``info`` as text of a VCF."""

    contig: str
    position: int
    ref: str
    alt: str
    calls: tuple[NormalCall, ...]
    identifier: str = "."
    quality: str = "."
    filters: tuple[str, ...] = (".",)
    info: str = "."

    @property
    def key(self) -> tuple[str, int, str, str]:
        """The allele."""
        return self.contig, self.position, self.ref, self.alt

    @property
    def passed(self) -> bool:
        """Whether the caller's filters let it pass (or none was set)."""
        return all(name in (".", "PASS") for name in self.filters)

    @property
    def line(self) -> str:
        """The line of a VCF, with its end."""
        cells = (self.contig, str(self.position), self.identifier, self.ref, self.alt, self.quality)
        form, texts = FORMAT, [call.text for call in self.calls]
        if any(call.fraction is not None for call in self.calls):
            form += FRACTION
            shares = ("." if call.fraction is None else f"{call.fraction:g}" for call in self.calls)
            texts = [f"{text}:{share}" for text, share in zip(texts, shares, strict=True)]
        return "\t".join((*cells, ";".join(self.filters), self.info, form, *texts)) + "\n"

    @classmethod
    def parse(cls, line: str) -> NormalRecord:
        """Undo :attr:`line`."""
        cells = line.rstrip("\n").split("\t")
        return cls(
            contig=cells[0],
            position=int(cells[1]),
            identifier=cells[2],
            ref=cells[3],
            alt=cells[4],
            quality=cells[5],
            filters=tuple(cells[6].split(";")),
            info=cells[7],
            calls=tuple(NormalCall.parse(cell) for cell in cells[9:]),
        )


def _n(value: int | None) -> str:
    return "." if value is None else str(value)


def _of(text: str) -> int | None:
    return None if text == "." else int(text)
