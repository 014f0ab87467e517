"""Records of a case's VCF within a region, read by its index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tachkhis.variants import fields
from tachkhis.variants.typed_record import UNTRIAGED


@dataclass(frozen=True, slots=True)
class Found:
    """One record: its id (CHROM-POS-REF-ALT) and triage reason."""

    id: str
    triage: str


def records_within(vcf: Path, contig: str, start0: int, end0: int) -> Iterator[Found]:
    """Records that touch a region (0-based half-open); none where the file has no index or no such contig."""
    import pysam

    if not any(Path(f"{vcf}{end}").exists() for end in (".tbi", ".csi")):
        return
    spoken = pysam.set_verbosity(0)  # htslib warns of headers that it merely finds odd
    try:
        with pysam.VariantFile(str(vcf)) as file:
            if contig not in file.header.contigs:
                return
            for record in file.fetch(contig, start0, end0):
                name = f"{record.chrom}-{record.pos}-{record.ref}-{(record.alts or ('.',))[0]}"
                yield Found(name, str(record.info.get(fields.TRIAGE.id, UNTRIAGED)))
    except ValueError:  # a contig of the header without records
        return
    finally:
        pysam.set_verbosity(spoken)
