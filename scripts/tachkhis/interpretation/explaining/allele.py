"""An allele as a person names it, refused where it cannot be of the run's reference."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.allele_id import parts_of

if TYPE_CHECKING:
    from tachkhis.interpretation.explaining.files import Files


@dataclass(frozen=True, slots=True)
class Allele:
    """An allele as a person names it, position 1-based."""

    contig: str
    position: int
    ref: str
    alt: str

    @property
    def id(self) -> str:
        """``CHROM-POS-REF-ALT``."""
        return f"{self.contig}-{self.position}-{self.ref}-{self.alt}"


def parse_allele(text: str) -> Allele:
    """``CHROM-POS-REF-ALT``; a contig name may hold hyphens itself.

    Raises:
        InputError: not of that form.
    """
    parts = parts_of(text)
    if parts is None or not set(parts[2].upper() + parts[3].upper()) <= set("ACGTN"):
        remedy = "write CHROM-POS-REF-ALT as in the VCF, for example chr13-20189546-AC-A"
        raise InputError([Fault("command line", "not an allele", remedy, value=text)])
    contig, position, ref, alt = parts
    return Allele(contig, position, ref.upper(), alt.upper())


def refuse_elsewhere(allele: Allele, files: Files) -> None:
    """Refuse an allele that cannot be of this run's reference.

    Raises:
        InputError: the reference has no such contig, no such position, or other bases there. Bases are compared where
            the prepared reference is at hand; contigs are those of the VCF where it is not.
    """
    from tachkhis.reference.contigs import rename_map
    from tachkhis.reference.passport import Passport
    from tachkhis.variants.variant_file import VariantFile

    def refuse(problem: str, remedy: str) -> InputError:
        return InputError([Fault("command line", problem, remedy, value=allele.id)])

    if files.passport is not None and files.passport.is_file():
        lengths = Passport.from_json(files.passport.read_text(encoding="utf-8")).lengths
    else:
        lengths = VariantFile(files.vcf).contigs
    if not lengths:
        return
    if allele.contig not in lengths:
        near = rename_map([allele.contig], lengths).get(allele.contig)
        hint = f"did you mean {near!r}? " if near else ""
        raise refuse("the reference has no such contig", f"{hint}write one of: {', '.join(list(lengths)[:30])}")
    length = lengths[allele.contig]
    if not 1 <= allele.position <= length - len(allele.ref) + 1:
        raise refuse("this is no position of the contig", f"write a position from 1 to {length} (1-based)")
    if files.fasta is None:
        return
    here = bases(files.fasta, allele.contig, allele.position - 1, allele.position - 1 + len(allele.ref))
    if here != allele.ref:
        raise refuse(
            f"the reference has {here} here, not {allele.ref}", f"write {here} as REF, or correct the position"
        )


def bases(fasta: Path, contig: str, start0: int, end0: int) -> str:
    """Bases of the prepared reference, upper case; 0-based half-open."""
    import pysam

    with pysam.FastaFile(str(fasta)) as reference:
        return str(reference.fetch(contig, max(0, start0), end0).upper())
