#!/usr/bin/env python3
"""What the major-allele reference changes on the demo's mini genome: mapping, and calls brought back to the standard.

The same reads of a few people of the demo are mapped (bwa mem) and called (bcftools) on the standard genome and on the
consensus of the simulated panel; calls on the consensus are lifted, and both are compared with the simulated truth on the
autosomes: everywhere, and at the alleles that the panel's majority has. ``not lifted`` shows the trap: the calls on the
consensus with their places moved only, without the homozygous calls that follow from silence.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from paths import DEMO_DATA
from paths import ROOT
from tachkhis.quality.accuracy import Allele
from tachkhis.quality.accuracy import Score
from tachkhis.quality.accuracy import compare_exact
from tachkhis.quality.accuracy import read_alleles

PEOPLE = ("DEMO-A-P", "DEMO-C-P", "DEMO-D-P", "DEMO-E-P")
AUTOSOMES = ("chr1", "chr2", "chr3")
Key = tuple[str, int, str, str]


def shell(command: str) -> str:
    """Run a pipeline; its output."""
    done = subprocess.run(["bash", "-c", f"set -euo pipefail; {command}"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stderr[-2000:]}")
    return done.stdout


def map_reads(fasta: Path, sample: str, data: Path, out: Path, cores: int) -> tuple[int, int, int, int]:
    """Map one person's reads; reads, properly paired, mapped, and the sum of mismatches (NM) of the mapped."""
    bam = out / f"{sample}.bam"
    if not Path(f"{fasta}.bwt").is_file():
        shell(f"bwa index {fasta}")
    firsts = sorted((data / "reads").glob(f"{sample}_L*_R1.fastq.gz"))
    group = f"'@RG\\tID:{sample}\\tSM:{sample}'"
    reads = " ".join(
        f"<(zcat {' '.join(map(str, side))})" for side in (firsts, [Path(str(f).replace("_R1", "_R2")) for f in firsts])
    )
    shell(
        f"bwa mem -t {cores} -K 20000000 -R {group} {fasta} {reads} | samtools sort -o {bam} - && samtools index {bam}"
    )
    held: dict[str, int] = {}
    for line in shell(f"samtools stats {bam} | grep ^SN").splitlines():
        _, name, value, *_ = line.split("\t")
        if value.isdigit():
            held[name.rstrip(":")] = int(value)
    return held["raw total sequences"], held["reads properly paired"], held["reads mapped"], held["mismatches"]


def call(fasta: Path, bam: Path, out: Path) -> Path:
    """Call one person."""
    shell(
        f"bcftools mpileup --no-version -Ou -f {fasta} -d 1000 -q 20 -Q 20 -a AD,DP {bam}"
        f" | bcftools call --no-version -m -v -a GQ -Ou | bcftools norm --no-version -f {fasta} -Oz -o {out}"
    )
    shell(f"tabix -f -p vcf {out}")
    return out


def tidy(vcf: Path, fasta: Path, out: Path) -> Path:
    """Split, left-aligned, calls of low quality set aside."""
    shell(
        f"bcftools norm --no-version -m -any -f {fasta} -Ou {vcf}"
        f" | bcftools filter --no-version -s LowQual -m + -e 'QUAL<20' -Oz -o {out} && tabix -f -p vcf {out}"
    )
    return out


def majority(changes: Path) -> set[Key]:
    """The panel's alleles that were put in."""
    rows = [line.split("\t") for line in changes.read_text().splitlines()[1:]]
    return {(row[0], int(row[9]), row[10], row[11]) for row in rows if row[-1] == "applied"}


def add(total: dict[str, Score], found: dict[str, Score]) -> None:
    """Add scores up."""
    for kind, score in found.items():
        one = total.setdefault(kind, Score())
        one.true_positives += score.true_positives
        one.false_positives += score.false_positives
        one.false_negatives += score.false_negatives
        one.same_genotype += score.same_genotype


def not_called(vcf: Path) -> set[Key]:
    """Alleles of records in which the person's genotype is not called."""
    rows = shell(f"bcftools query -i 'GT=\"mis\"' -f '%CHROM\\t%POS\\t%REF\\t%ALT\\n' {vcf}").splitlines()
    cells = [row.split("\t") for row in rows]
    return {(row[0], int(row[1]), row[2], row[3]) for row in cells}


def only(alleles: Sequence[Allele], keys: set[Key]) -> list[Allele]:
    """Those of the majority."""
    return [allele for allele in alleles if allele.key in keys]


def table(mapped: Mapping[str, Sequence[int]], scores: Mapping[str, Mapping[str, Mapping[str, Score]]]) -> list[str]:
    """Mapping, then calls, tab-separated."""
    lines = ["reference\treads\tproperly_paired\tmapped\tmismatches_per_read"]
    for name, (reads, paired, placed, mismatches) in mapped.items():
        lines.append(f"{name}\t{reads}\t{paired / reads:.5f}\t{placed / reads:.5f}\t{mismatches / placed:.4f}")
    lines.append("")
    lines.append("calls\tsites\tkind\tTP\tFP\tFN\tprecision\trecall\tgenotypes")
    for label, held in scores.items():
        for where, kinds in held.items():
            for kind, s in kinds.items():
                counts = f"{s.true_positives}\t{s.false_positives}\t{s.false_negatives}"
                lines.append(
                    f"{label}\t{where}\t{kind}\t{counts}\t{s.precision:.4f}\t{s.recall:.4f}\t{s.concordance:.4f}"
                )
    return lines


def main() -> int:
    """Print both tables; 1 where a majority allele that the standard genome's calls found is lost without a word."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark consensus", description=__doc__)
    parser.add_argument("--people", nargs="+", default=list(PEOPLE))
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--data", type=Path, default=DEMO_DATA)
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "consensus")
    args = parser.parse_args()
    data, out = args.data, args.out
    out.mkdir(parents=True, exist_ok=True)
    if not (data / "genome.fa").is_file():
        print(f"{data}: no demo data; run scripts/demo, or tachkhis simulate --out {data}", file=sys.stderr)
        return 2
    standard = out / "standard.fa"
    standard.write_bytes((data / "genome.fa").read_bytes())
    made = out / "consensus"
    shell(f"samtools faidx {standard}")
    print(
        shell(f"tachkhis panel consensus --panel {data}/panel.vcf.gz --fasta {standard} --out {made}").splitlines()[0]
    )
    genomes = {"standard": standard, "consensus": made / "consensus.fa"}
    bed = out / "autosomes.bed"
    lengths = dict(line.split("\t")[:2] for line in Path(f"{standard}.fai").read_text().splitlines())
    bed.write_text("".join(f"{name}\t0\t{lengths[name]}\n" for name in AUTOSOMES))
    keys = majority(made / "consensus.changes.tsv")
    keys = {key for key in keys if key[0] in AUTOSOMES}
    mapped = {name: [0, 0, 0, 0] for name in genomes}
    scores: dict[str, dict[str, dict[str, Score]]] = {}
    told = unsaid = 0
    before: set[Key] = set()
    for sample in args.people:
        truth = read_alleles(data / "truth" / f"{sample[:6]}.vcf.gz", sample, standard, bed)
        for name, fasta in genomes.items():
            folder = out / name
            folder.mkdir(exist_ok=True)
            for place, number in enumerate(map_reads(fasta, sample, data, folder, args.cores)):
                mapped[name][place] += number
            raw = call(fasta, folder / f"{sample}.bam", folder / f"{sample}.vcf.gz")
            results = {name: raw}
            if name == "consensus":
                lifted = folder / f"{sample}.lifted.vcf.gz"
                command = f"--consensus {made} --fasta {standard} --calls {raw} --out {lifted}"
                shell(f"tachkhis panel lift {command} --alignments {folder / f'{sample}.bam'}")
                silent = folder / f"{sample}.moved.vcf.gz"
                shell(f"bcftools view --no-version -e 'INFO/LIFT=\"like_consensus\"' -Oz -o {silent} {lifted}")
                results = {"consensus, lifted": lifted, "consensus, silent places forgotten": silent}
            for label, vcf in results.items():
                calls = read_alleles(tidy(vcf, standard, folder / "tidy.vcf.gz"), None, standard, bed)
                if label == "standard":
                    before = {allele.key for allele in only(calls, keys)}
                elif label == "consensus, lifted":
                    lost = before - {allele.key for allele in calls if allele.copies is not None}
                    unread = not_called(vcf)
                    told, unsaid = told + len(lost & unread), unsaid + len(lost - unread)
                held = scores.setdefault(label, {})
                add(held.setdefault("all sites", {}), compare_exact(truth, calls))
                add(held.setdefault("majority alleles", {}), compare_exact(only(truth, keys), only(calls, keys)))
    lines = table(mapped, scores)
    (out / "consensus.tsv").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))

    verdict = "MISSED" if unsaid else "met"
    print(
        f"{verdict}: of the majority alleles that the standard finds, {told} are told as not read, {unsaid} are silent"
    )
    return 1 if unsaid else 0


if __name__ == "__main__":
    sys.exit(main())
