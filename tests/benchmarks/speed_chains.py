"""The two chains by hand that ``scripts/benchmark speed`` runs beside Tachkhis, as shell scripts.

bare     what an expert types with the same tools: streams, no trimming, no report, no quality control
common   what common pipelines run: each step a file, trimming to files, Picard marks duplicates, freebayes, snpEff on everything

Both index the reference, as Tachkhis does; gene models in the form that csq and snpEff want, and snpEff's database, are made before
the clock starts. Both call contig by contig on all cores. Neither makes quality control, mitochondrial calls, a panel look-up
by region or a report: the comparison is to their advantage.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.names_second import write_gff3
from tachkhis.reference.gene_files import read_gene_file

PICARD, SNPEFF = Path("/usr/share/java/picard.jar"), Path("/usr/share/java/snpeff.jar")
TRACKS = {
    "gnomad": "INFO/gnomAD_AC:=INFO/AC,INFO/gnomAD_AN:=INFO/AN,INFO/gnomAD_AF:=INFO/AF,INFO/gnomAD_hom:=INFO/nhomalt",
    "panel": "INFO/panel_AC:=INFO/AC,INFO/panel_AN:=INFO/AN,INFO/panel_AF:=INFO/AF,INFO/panel_hom:=INFO/nhom",
    "clinvar": "INFO/CLNSIG,INFO/CLNREVSTAT,INFO/CLNDN",
}


@dataclass(frozen=True)
class Tools:
    """Which of the separate tools of common pipelines are installed here."""

    picard: bool
    snpeff: bool

    @classmethod
    def here(cls) -> Tools:
        java = shutil.which("java") is not None
        return cls(java and PICARD.is_file(), java and SNPEFF.is_file())

    def told(self) -> str:
        """One line for the page."""
        marks = "Picard MarkDuplicates" if self.picard else "samtools markdup on files (Picard is not installed)"
        names = "snpEff" if self.snpeff else "bcftools csq (snpEff is not installed)"
        return f"{marks}; {names}"


@dataclass(frozen=True)
class Unit:
    """One pair of FASTQ files."""

    sample: str
    name: str
    library: str
    reads: tuple[Path, Path]

    @property
    def group(self) -> str:
        return (
            f"'@RG\\tID:{self.sample}.{self.name}\\tSM:{self.sample}\\tLB:{self.sample}.{self.library}\\tPL:ILLUMINA'"
        )


def rows(path: Path) -> list[dict[str, str]]:
    """A sheet without its comments."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def families(data: Path) -> dict[str, dict[str, list[Unit]]]:
    """Units by sample by case."""
    units: dict[str, list[Unit]] = {}
    for row in rows(data / "units.tsv"):
        files = data / row["fastq_1"], data / row["fastq_2"]
        units.setdefault(row["sample"], []).append(Unit(row["sample"], row["unit"], row["library"], files))
    cases: dict[str, dict[str, list[Unit]]] = {}
    for row in rows(data / "samples.tsv"):
        cases.setdefault(row["case"], {})[row["sample"]] = units[row["sample"]]
    return cases


def prepare(data: Path, model: Path, tools: Tools) -> None:
    """What a laboratory has at hand before the first sample: the gene model for csq, the database of snpEff."""
    model.mkdir(parents=True, exist_ok=True)
    gff = model / "genes.gff3"
    if not gff.is_file():
        write_gff3(read_gene_file(data / "genes.gtf")[0], gff)
    database = model / "snpeff" / "data" / "set"
    if tools.snpeff and not (database / "snpEffectPredictor.bin").is_file():
        database.mkdir(parents=True, exist_ok=True)
        shutil.copy(data / "genome.fa", database / "sequences.fa")
        shutil.copy(data / "genes.gtf", database / "genes.gtf")
        (model / "snpeff" / "snpEff.config").write_text("data.dir = ./data\nset.genome : set\n")
        build = f"java -Xmx2g -jar {SNPEFF} build -c snpEff.config -gtf22 -noCheckCds -noCheckProtein set"
        subprocess.run(build.split(), cwd=model / "snpeff", check=True, capture_output=True)


def _start(data: Path, out: Path, targets: Path | None) -> Iterator[str]:
    yield "set -euo pipefail"
    yield f"mkdir -p {out}; cd {out}"
    yield f"cp {data}/genome.fa ref.fa; samtools faidx ref.fa; bwa index ref.fa"
    if targets is None:
        yield "cut -f1 ref.fa.fai > contigs.txt"
    else:  # a BED for each contig: freebayes takes a region and targets together as either, not as both
        yield f"cut -f1 {targets} | uniq > contigs.txt; awk '{{ print > ($1 \".bed\") }}' {targets}"


def _annotate(source: str, data: Path, case: str) -> list[str]:
    """Norm and the tracks; each a file, as htslib must seek in what it annotates from a VCF. The last is {case}.3.bcf."""
    steps = [f"{source} | bcftools norm -Ob -m -any -f ref.fa -o {case}.0.bcf -", f"bcftools index -f {case}.0.bcf"]
    for number, (name, columns) in enumerate(TRACKS.items()):
        target = f"{case}.{number + 1}.bcf"
        steps.append(f"bcftools annotate -a {data}/{name}.vcf.gz -c {columns} -Ob -o {target} {case}.{number}.bcf")
        steps.append(f"bcftools index -f {target}")
    return steps


def bare(data: Path, model: Path, out: Path, cores: int, targets: Path | None) -> str:
    """The chain of the same tools by hand."""
    lines = list(_start(data, out, targets))
    limit = "-T CTG.bed " if targets is not None else ""
    for case, members in families(data).items():
        for sample, units in members.items():
            final = f"samtools markdup -@ {cores} -O cram --reference ref.fa --write-index - {sample}.cram"
            mems = [
                f"bwa mem -t {cores} -R {unit.group} ref.fa {unit.reads[0]} {unit.reads[1]}"
                " | samtools fixmate -u -m - - | samtools sort -u -"
                for unit in units
            ]
            if len(units) == 1:
                lines.append(f"{mems[0]} | {final}")
                continue
            parts = [f"{sample}.{unit.name}.bam" for unit in units]
            lines += [f"{mem.removesuffix('-u -')}-l 1 -o {part} -" for mem, part in zip(mems, parts, strict=True)]
            lines += [f"samtools merge -u -c - {' '.join(parts)} | {final}", f"rm {' '.join(parts)}"]
        crams = " ".join(f"{sample}.cram" for sample in members)
        lines.append(
            f"xargs -P {cores} -I CTG sh -c 'bcftools mpileup -Ou -f ref.fa -r CTG {limit}-q 20 -Q 20 -a AD,DP {crams}"
            f" | bcftools call -m -v -a GQ -Ob -o {case}.CTG.bcf' < contigs.txt"
        )
        calls = f"bcftools concat -Ou $(sed 's/.*/{case}.&.bcf/' contigs.txt) | bcftools filter -Ou -s LowQual -e 'QUAL<20' -"
        lines += _annotate(calls, data, case)
        lines.append(f"bcftools csq -l -f ref.fa -g {model}/genes.gff3 -Oz -o {case}.vcf.gz {case}.3.bcf")
        lines += [f"bcftools index -t {case}.vcf.gz", f"rm {case}.*.bcf*"]
    return "\n".join(lines) + "\n"


def common(data: Path, model: Path, out: Path, cores: int, targets: Path | None, tools: Tools) -> str:
    """The chain of common pipelines: every step reads and writes files."""
    lines = list(_start(data, out, targets))
    limit = "-t CTG.bed" if targets is not None else "-r CTG"
    for case, members in families(data).items():
        for sample, units in members.items():
            for unit in units:
                stem = f"{sample}.{unit.name}"
                lines += [
                    f"fastp -w {cores} -i {unit.reads[0]} -I {unit.reads[1]} -o {stem}_1.fq.gz -O {stem}_2.fq.gz"
                    f" -j {stem}.json -h {stem}.html",
                    f"bwa mem -t {cores} -R {unit.group} ref.fa {stem}_1.fq.gz {stem}_2.fq.gz"
                    f" | samtools sort -@ {cores} -o {stem}.bam -",
                ]
            merged = f"{sample}.bam" if len(units) > 1 else f"{sample}.{units[0].name}.bam"
            if len(units) > 1:
                lines.append(
                    f"samtools merge -@ {cores} -c {merged} {' '.join(f'{sample}.{u.name}.bam' for u in units)}"
                )
            lines += _duplicates(sample, merged, cores, tools)
        bams = " ".join(f"{sample}.md.bam" for sample in members)
        lines.append(
            f"xargs -P {cores} -I CTG sh -c 'freebayes -f ref.fa {limit} --min-mapping-quality 20 --min-base-quality 20"
            f" --genotype-qualities {bams} > {case}.CTG.vcf' < contigs.txt"
        )
        lines.append(
            f"bcftools concat $(sed 's/.*/{case}.&.vcf/' contigs.txt)"
            f" | bcftools filter -s LowQual -e 'QUAL<20' -Oz -o {case}.raw.vcf.gz"
        )
        lines += [
            *_annotate(f"bcftools view {case}.raw.vcf.gz", data, case),
            f"bcftools view {case}.3.bcf > {case}.norm.vcf",
        ]
        if tools.snpeff:
            named = f"java -Xmx2g -jar {SNPEFF} ann -c {model}/snpeff/snpEff.config -nodownload set {case}.norm.vcf"
        else:
            named = f"bcftools csq -l -f ref.fa -g {model}/genes.gff3 {case}.norm.vcf"
        lines += [f"{named} > {case}.ann.vcf", f"bgzip -c {case}.ann.vcf > {case}.vcf.gz; tabix -p vcf {case}.vcf.gz"]
    return "\n".join(lines) + "\n"


def _duplicates(sample: str, merged: str, cores: int, tools: Tools) -> list[str]:
    if tools.picard:
        mark = (
            f"java -Xmx4g -jar {PICARD} MarkDuplicates -I {merged} -O {sample}.md.bam -M {sample}.md.txt"
            " --VALIDATION_STRINGENCY LENIENT"
        )
        return [mark, f"samtools index -@ {cores} {sample}.md.bam"]
    return [
        f"samtools sort -n -@ {cores} -o {sample}.names.bam {merged}",
        f"samtools fixmate -m -@ {cores} {sample}.names.bam {sample}.fixed.bam",
        f"samtools sort -@ {cores} -o {sample}.sorted.bam {sample}.fixed.bam",
        f"samtools markdup -@ {cores} {sample}.sorted.bam {sample}.md.bam",
        f"samtools index -@ {cores} {sample}.md.bam",
    ]
