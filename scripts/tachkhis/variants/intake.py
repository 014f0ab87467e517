"""Another caller's VCF brought to the form of our own calls: our contig names, one ALT per record, left-aligned."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.reads.pipeline import Stream
from tachkhis.reference.contigs import rename_map

LEFT_OUT = "tachkhis_left_out"  # header line: records on contigs that the reference lacks


def import_calls(vcf: Path, fasta: Path, samples: Sequence[str], out: Path) -> None:
    """Write ``out`` (BCF with its index) with the records that a member of the case carries.

    Raises:
        InputError: the VCF lacks a member, shares no contig with the reference, or holds an allele that is not made
            of bases.
        ResourceError: a tool failed, for example because a REF allele is not the reference's.
    """
    try:
        _import_calls(vcf, fasta, samples, out)
    except ResourceError as error:
        if "Non-ACGTN" not in str(error):
            raise
        problem = f"an allele is not made of A, C, G, T or N ({str(error).rpartition('| ')[2][-120:]})"
        raise InputError([Fault(str(vcf), problem, "remove the record, or write the bases")]) from error


def _import_calls(vcf: Path, fasta: Path, samples: Sequence[str], out: Path) -> None:
    from cyvcf2 import VCF

    reader = VCF(str(vcf))
    names = [line.split("\t")[0] for line in Path(f"{fasta}.fai").read_text().splitlines()]
    faults = [
        Fault(
            str(vcf),
            "the VCF has no such sample",
            f"its samples are {', '.join(reader.samples)}",
            value=sample,
        )
        for sample in samples
        if sample not in reader.samples
    ]
    contigs = reader.seqnames
    renames = rename_map(contigs, names)
    if not renames:
        remedy = f"give calls on the reference's build; its contigs are {', '.join(names[:3])} ..."
        faults.append(Fault(str(vcf), "shares no contig with the reference", remedy, value=", ".join(contigs[:3])))
    if faults:
        raise InputError(faults)
    with (
        tempfile.TemporaryDirectory(prefix=".import.", dir=out.parent) as folder,
        Stream(Path(folder)) as stream,
    ):
        left_out = _left_out(vcf, [contig for contig in contigs if contig not in renames])
        note = Path(folder) / "note.txt"
        note.write_text(f"##{LEFT_OUT}={left_out}\n")
        table = Path(folder) / "contigs.txt"
        table.write_text("".join(f"{old} {new}\n" for old, new in sorted(renames.items())))
        bcftools = ["bcftools"]
        view = stream.start(
            "view",
            [
                *bcftools,
                "view",
                "--no-version",
                "-Ou",
                "-a",
                "-s",
                ",".join(samples),
                "-c",
                "1",
                "-t",
                ",".join(sorted(renames)),
                str(vcf),
            ],
        )
        rename = stream.start(
            "rename",
            [
                *bcftools,
                "annotate",
                "--no-version",
                "-Ou",
                "-x",
                "INFO",
                "-h",
                str(note),
                "--rename-chrs",
                str(table),
                "-",
            ],
            stdin=view.stdout,
        )
        norm = stream.start(
            "norm",
            [*bcftools, "norm", "--no-version", "-Ou", "-m", "-any", "-c", "e", "-f", str(fasta), "-"],
            stdin=rename.stdout,
        )
        stream.start(
            "sort",
            [*bcftools, "sort", "-Ob", "-T", f"{folder}/sort", "-o", str(out), "-"],
            stdin=norm.stdout,
            stdout=subprocess.DEVNULL,
        )
        for pipe in (view.stdout, rename.stdout, norm.stdout):
            if pipe is not None:
                pipe.close()
    with Stream(out.parent) as stream:
        stream.start("index", ["bcftools", "index", "-f", str(out)], stdout=subprocess.DEVNULL)


def _left_out(vcf: Path, contigs: Sequence[str]) -> str:
    """How many records lie on contigs that the reference lacks, and on which: ``12 decoy,hs37d5``; ``0`` for none."""
    from cyvcf2 import VCF

    if not contigs:
        return "0"
    counts: dict[str, int] = {}
    lacking = set(contigs)
    for record in VCF(str(vcf), lazy=True):
        if record.CHROM in lacking:
            counts[record.CHROM] = counts.get(record.CHROM, 0) + 1
    return f"{sum(counts.values())} {','.join(counts)}".strip()
