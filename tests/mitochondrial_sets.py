"""The real mitochondrial reads of ``../shared/data/human/mt``, through the aligning stage and the caller."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from circular_reads import Seen
from circular_reads import called
from tachkhis.case.model import Unit
from tachkhis.reads.align import align_sample
from tachkhis.reads.mapping import Genome
from tachkhis.variants.record import Reach
from tachkhis.variants.variant_file import VariantFile

Key = tuple[int, str, str]


@dataclass(frozen=True)
class Opinion:
    """One allele of another caller: whether it passed there, and its fraction."""

    passed: bool
    fraction: float


def call_real(folder: Path, sample: str, scratch: Path, contig: str = "chrM") -> tuple[list[Seen], Reach]:
    """Align to the rCRS under a name of one's choice, and call.

    Args:
        folder: the data.
        sample: stem of the reads.
        scratch: where to write.
        contig: name of the mitochondrial contig.
    """
    fasta = scratch / "rCRS.fa"
    lines = (folder / "rCRS.fasta").read_text().splitlines()
    fasta.write_text("\n".join([f">{contig}", *lines[1:]]) + "\n")
    for command in (["bwa", "index", str(fasta)], ["samtools", "faidx", str(fasta)]):
        subprocess.run(command, check=True, capture_output=True)
    fastq = (folder / f"{sample}_R1.fastq.gz", folder / f"{sample}_R2.fastq.gz")
    unit = Unit(sample, "a", "lib", "ILLUMINA", *fastq, None)
    cram = scratch / f"{sample}.cram"
    align_sample([unit], Genome(fasta, fasta), cram, scratch / "qc", threads=2)
    found = called({sample: cram}, fasta, scratch)
    return found, VariantFile(scratch / "mitochondria.bcf").mitochondria[sample]


def expected_snvs(folder: Path) -> set[Key]:
    """The 23 SNVs of HG03706 (consensus of its assembly)."""
    rows = [line.split("\t") for line in (folder / "HG03706.expected_snvs.tsv").read_text().splitlines()[1:]]
    return {(int(position), ref, alt) for position, ref, alt in rows}


def second_opinion(folder: Path) -> dict[Key, Opinion]:
    """What GATK's Mutect2 says of NA12878, by allele, REF and ALT without the bases that they share at the end."""
    found = {}
    for line in (folder / "NA12878_gatk.mutect2_filtered.vcf").read_text().splitlines():
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        values = dict(zip(cells[8].split(":"), cells[9].split(":"), strict=True))
        states = dict(part.split("=") for part in cells[7].split(";") if "=" in part)["AS_FilterStatus"].split("|")
        for alt, fraction, state in zip(cells[4].split(","), values["AF"].split(","), states, strict=True):
            found[int(cells[1]), cells[3], alt] = Opinion(state == "SITE", float(fraction))
    return found
