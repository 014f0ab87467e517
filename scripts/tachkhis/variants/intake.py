"""Another caller's VCF brought to the form of our own calls: our contig names, one ALT per record, left-aligned."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.reads.pipeline import Stream
from tachkhis.reference.check_calls import call_troubles
from tachkhis.reference.contigs import rename_map
from tachkhis.variants.sites import Site

LEFT_OUT = "tachkhis_left_out"  # header line: records on contigs that the reference lacks


AROUND = 200  # bases by which left-alignment may move a record of an allele of interest


def import_calls(vcf: Path, fasta: Path, samples: Sequence[str], out: Path, sites: Sequence[Site] = ()) -> None:
    """Write ``out`` (BCF with its index) with the records that a member of the case carries.

    A record of an allele of ``sites`` is kept, too, where no member carries it: its depths tell that it is absent.

    Raises:
        InputError: the VCF lacks a member, shares no contig with the reference, or holds an allele that is not made
            of bases.
        ResourceError: a tool failed, for example because a REF allele is not the reference's.
    """
    try:
        _import_calls(vcf, fasta, samples, out, sites)
    except ResourceError as error:
        if "Non-ACGTN" not in str(error):
            raise
        problem = f"an allele is not made of A, C, G, T or N ({str(error).rpartition('| ')[2][-120:]})"
        raise InputError([Fault(str(vcf), problem, "remove the record, or write the bases")]) from error


def _import_calls(vcf: Path, fasta: Path, samples: Sequence[str], out: Path, sites: Sequence[Site]) -> None:
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
    if not faults:
        troubles = call_troubles(vcf, samples, names, whole=True)
        faults += [Fault(str(vcf), trouble.problem, trouble.remedy) for trouble in troubles]
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
        olds = {new: old for old, new in renames.items()}
        near, exact = _of_interest(sites, olds)
        members = ["view", "--no-version", "-Ou", "-s", ",".join(samples), "-t", ",".join(sorted(renames)), str(vcf)]
        view = stream.start("view", [*bcftools, *members])
        carried = stream.start(
            "carried", [*bcftools, "view", "--no-version", "-Ou", "-i", near, "-"], stdin=view.stdout
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
            stdin=carried.stdout,
        )
        norm = stream.start(
            "norm",
            [*bcftools, "norm", "--no-version", "-Ou", "-m", "-any", "-c", "e", "-f", str(fasta), "-"],
            stdin=rename.stdout,
        )
        kept = stream.start("kept", [*bcftools, "view", "--no-version", "-Ou", "-i", exact, "-"], stdin=norm.stdout)
        stream.start(
            "sort",
            [*bcftools, "sort", "-Ob", "-T", f"{folder}/sort", "-o", str(out), "-"],
            stdin=kept.stdout,
            stdout=subprocess.DEVNULL,
        )
        for pipe in (view.stdout, carried.stdout, rename.stdout, norm.stdout, kept.stdout):
            if pipe is not None:
                pipe.close()
    with Stream(out.parent) as stream:
        stream.start("index", ["bcftools", "index", "-f", str(out)], stdout=subprocess.DEVNULL)


def _of_interest(sites: Sequence[Site], olds: Mapping[str, str]) -> tuple[str, str]:
    """Two expressions of bcftools: records to look at (before they are aligned and split), and those to keep.

    Args:
        sites: alleles of interest, by the reference's contig names.
        olds: the file's contig names by the reference's.
    """
    near, exact = ['GT[*]="alt"'], ['GT[*]="alt"']
    for site in sites:
        if site.contig is None or site.contig not in olds or site.position is None:
            continue
        low, high = site.position - AROUND, site.position + AROUND
        near.append(f'(CHROM="{olds[site.contig]}" && POS>={low} && POS<={high})')
        exact.append(f'(CHROM="{site.contig}" && POS={site.position} && REF="{site.ref}" && ALT="{site.alt}")')
    return " || ".join(near), " || ".join(exact)


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
