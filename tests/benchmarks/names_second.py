"""Second opinions on the same changes: ``bcftools csq`` (consequence) and ``ferro-hgvs`` (c. and p.)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

import pysam

from benchmarks.names_worlds import Change
from benchmarks.names_worlds import RealWorld
from benchmarks.names_worlds import Subject
from csq_words import WORDS
from tachkhis.reference.genes import Transcript

Key = tuple[str, int, str, str]  # contig, 1-based position, REF, ALT


# ------------------------------------------------------------------------------------------------ bcftools csq


def write_gff3(model: Iterable[Transcript], path: Path) -> None:
    """The transcripts in the GFF3 style of Ensembl, which is the only one that csq reads."""
    lines = ["##gff-version 3"]
    for number, transcript in enumerate(model):
        strand = "+" if transcript.strand > 0 else "-"
        span = f"{transcript.start + 1}\t{transcript.end}"
        # one gene for each: csq wants a transcript to lie within its gene
        gene, own = f"gene:G{number}", f"transcript:T{number}"
        biotype = transcript.biotype if transcript.cds else "lincRNA"
        kind = "mRNA" if transcript.cds else "lincRNA"
        head = f"{transcript.contig}\tx"
        lines.append(
            f"{head}\tgene\t{span}\t.\t{strand}\t.\tID={gene};Name=G{number};biotype={biotype};gene_id=G{number}"
        )
        lines.append(f"{head}\t{kind}\t{span}\t.\t{strand}\t.\tID={own};Parent={gene};biotype={biotype}")
        lines += [f"{head}\texon\t{s + 1}\t{e}\t.\t{strand}\t.\tParent={own}" for s, e in transcript.exons]
        coding = transcript.coding if transcript.strand > 0 else transcript.coding[::-1]
        phase = transcript.phase
        for start, end in coding:
            lines.append(f"{head}\tCDS\t{start + 1}\t{end}\t.\t{strand}\t{phase}\tParent={own}")
            phase = (phase - (end - start)) % 3
        if transcript.cds is not None:
            low, high = transcript.cds
            left, right = ("five", "three") if transcript.strand > 0 else ("three", "five")
            sides = [(left, s, min(e, low)) for s, e in transcript.exons if s < low]
            sides += [(right, max(s, high), e) for s, e in transcript.exons if e > high]
            lines += [f"{head}\t{side}_prime_UTR\t{s + 1}\t{e}\t.\t{strand}\t.\tParent={own}" for side, s, e in sides]
    path.write_text("\n".join(lines) + "\n")


def write_vcf(fasta: Path, keys: Iterable[Key], path: Path) -> None:
    """A VCF without samples, sorted, each allele once."""
    order: dict[str, int] = {}
    lines = ["##fileformat=VCFv4.2"]
    for row in Path(f"{fasta}.fai").read_text().splitlines():
        name, length = row.split("\t")[:2]
        order[name] = len(order)
        lines.append(f"##contig=<ID={name},length={length}>")
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    ordered = sorted(set(keys), key=lambda key: (order[key[0]], *key[1:]))
    lines += [f"{contig}\t{position}\t.\t{ref}\t{alt}\t.\t.\t." for contig, position, ref, alt in ordered]
    path.write_text("\n".join(lines) + "\n")


def csq_versions() -> dict[str, str]:
    """The two builds of bcftools at hand: Debian's on PATH, and the one inside pysam."""
    done = subprocess.run(["bcftools", "--version"], capture_output=True, text=True, check=True)
    return {done.stdout.split()[1]: "path", f"{pysam.version.__bcftools_version__}": "pysam"}


def run_csq(how: str, fasta: Path, genes: Path, vcf: Path, out: Path) -> dict[tuple[Key, int], str]:
    """Consequences by allele and number of the transcript in the model.

    Args:
        how: ``path`` for the program on PATH, ``pysam`` for the one inside pysam (in a process of its own, since a
            second call in one process fails).
        fasta: the genome.
        genes: from :func:`write_gff3`.
        vcf: from :func:`write_vcf`.
        out: where the annotated VCF goes.
    """
    words = ["-l", "-p", "a", "-f", str(fasta), "-g", str(genes), "-o", str(out), "-O", "v", "--ncsq", "256", str(vcf)]
    if how == "path":
        command = ["bcftools", "csq", *words]
    else:
        code = "import sys, pysam, pysam.bcftools; pysam.bcftools.csq(*sys.argv[1:], catch_stdout=False)"
        command = [sys.executable, "-c", code, *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found: dict[tuple[Key, int], str] = {}
    for line in out.read_text().splitlines():
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        key = cells[0], int(cells[1]), cells[3], cells[4]
        told = next((item[5:] for item in cells[7].split(";") if item.startswith("BCSQ=")), "")
        for part in told.split(","):
            columns = part.split("|")
            if len(columns) > 1 and columns[1].startswith("G"):  # introns and UTR name the gene alone
                found[key, int(columns[1][1:])] = part
    return found


def terms_of(told: str) -> frozenset[str]:
    """Terms of one BCSQ entry; words without a partner are kept as they are."""
    return frozenset(WORDS.get(word.strip("*"), word) for word in told.partition("|")[0].split("&"))


# ------------------------------------------------------------------------------------------------- ferro-hgvs


def ferro_files(world: RealWorld, subjects: Sequence[Subject], folder: Path) -> Path:
    """Reference files of ferro-hgvs: every transcript on its sense contig, where it lies on the forward strand.

    On the reverse strand this version of ferro does not move an indel to the transcript's 3' end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    transcripts, spliced = {}, []
    for number, subject in enumerate(subjects):
        name = f"NM_{number + 1:06d}.1"
        exons, at = [], 0
        for order, (start, end) in enumerate(subject.design.exons):
            exons.append([start, end, order, at + 1, at + end - start, None])
            at += end - start
        first = last = None
        if subject.design.cds is not None:
            exonic = [position for start, end in subject.design.exons for position in range(start, end)]
            first, last = exonic.index(subject.design.cds[0]), exonic.index(subject.design.cds[1] - 1) + 1
        place = {"contig": subject.contig, "strand": "+", "exons": exons, "url": "", "cds_start": None, "cds_end": None}
        if subject.design.cds is not None:
            place |= {"cds_start": subject.design.cds[0], "cds_end": subject.design.cds[1]}
        transcripts[name] = {
            "id": name,
            "gene_name": f"G{number}",
            "gene_version": f"G{number}",
            "biotype": [subject.transcript.biotype],
            "start_codon": first,
            "stop_codon": last,
            "protein": f"NP_{number + 1:06d}.1" if first is not None else None,
            "genome_builds": {"GRCh38": place},
        }
        spliced.append(f">{name}\n{''.join(subject.bases[start:end] for start, end in subject.design.exons)}\n")
    (folder / "transcripts.fa").write_text("".join(spliced))
    pysam.faidx(str(folder / "transcripts.fa"))
    document = {"cdot_version": "0.2.33", "genome_builds": ["GRCh38"], "genes": {}, "transcripts": transcripts}
    (folder / "cdot.json").write_text(json.dumps(document))
    manifest = {
        "prepared_at": "2026-01-01T00:00:00Z",
        "transcript_fastas": [str(folder / "transcripts.fa")],
        "genome_fasta": str(world.fasta),
        "cdot_json": str(folder / "cdot.json"),
        "transcript_count": len(transcripts),
        "available_prefixes": ["NM"],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder / "manifest.json"


def genomic_name(subject: Subject, change: Change) -> str:
    """The change as a g. name, not shifted."""
    start, ref, alt = change
    if not ref:
        return f"{subject.contig}:g.{start}_{start + 1}ins{alt}"
    place = f"{start + 1}" if len(ref) == 1 else f"{start + 1}_{start + len(ref)}"
    if not alt:
        return f"{subject.contig}:g.{place}del"
    if len(ref) == len(alt) == 1:
        return f"{subject.contig}:g.{place}{ref}>{alt}"
    return f"{subject.contig}:g.{place}delins{alt}"


def run_ferro(
    manifest: Path, asked: Iterable[tuple[int, Subject, Change]]
) -> Iterator[tuple[str | None, str | None, str]]:
    """C. and p. names without accession, and the error if there is one, in the order asked."""
    import ferro_hgvs

    projector = ferro_hgvs.VariantProjector.from_manifest(str(manifest), assembly="GRCh38")
    for number, subject, change in asked:
        try:
            found = projector.project(genomic_name(subject, change), f"NM_{number + 1:06d}.1")
        except Exception as error:
            yield None, None, f"{type(error).__name__}: {error}"
            continue
        names = [None if text is None else str(text).rpartition(":")[2] for text in (found.c_name, found.p_name)]
        yield names[0], names[1], ""
