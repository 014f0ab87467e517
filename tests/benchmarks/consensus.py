#!/usr/bin/env python3
"""What the major-allele reference changes on the demo's mini genome: mapping, and calls brought back to the standard.

The same reads of a few people of the demo are mapped (bwa mem) and called (bcftools) on the standard genome and on the
consensus of the simulated panel; both are compared with the simulated truth on the autosomes: everywhere, at the alleles
that the panel's majority has, and at all others. Of the ways back to the standard build, ``consensus, reads lifted`` is
that of a run with ``reference.consensus`` (the alignments come back, then are called); ``consensus, calls lifted`` calls on
the consensus and brings the calls back (``tachkhis panel lift``); and ``silent places forgotten`` shows the trap of the
latter: places moved only, without the homozygous calls that follow from silence.

Last of all it prints the balance of heterozygotes: the share of reads that have the allele which is not the standard's. On
the standard reads of that allele map and align worse, and the share is below a half, most of all of indels; at the
alleles of the consensus that turns round.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from statistics import stdev

import pysam

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from paths import DEMO_DATA
from paths import ROOT
from tachkhis.case.config import load_config
from tachkhis.quality.accuracy import Allele
from tachkhis.quality.accuracy import Score
from tachkhis.quality.accuracy import compare_exact
from tachkhis.quality.accuracy import read_alleles

PEOPLE = ("DEMO-A-P", "DEMO-C-P", "DEMO-D-P", "DEMO-E-P")
AUTOSOMES = ("chr1", "chr2", "chr3")
LEAST_READS = 10  # of a heterozygote whose share of reads is told
TRUSTED = 20  # mapping quality (phred) from which a run's callers use a read
Key = tuple[str, int, str, str]


def shell(command: str) -> str:
    """Run a pipeline; its output."""
    done = subprocess.run(["bash", "-c", f"set -euo pipefail; {command}"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stderr[-2000:]}")
    return done.stdout


@dataclass
class Mapped:
    """What became of reads: primary alignments, those placed, with MAPQ of 20 and more, and sums over the placed."""

    reads: int = 0
    placed: int = 0
    paired: int = 0
    trusted: int = 0
    quality: int = 0
    mismatches: int = 0
    seconds: float = 0.0

    def add(self, other: Mapped) -> None:
        """Add up."""
        for name in ("reads", "placed", "paired", "trusted", "quality", "mismatches", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def map_reads(fasta: Path, sample: str, data: Path, bam: Path, cores: int, lift: str = "") -> Mapped:
    """Map one person's reads, through ``lift`` where given; NM is against what the BAM is written on."""
    if not Path(f"{fasta}.bwt").is_file():
        shell(f"bwa index {fasta}")
    firsts = sorted((data / "reads").glob(f"{sample}_L*_R1.fastq.gz"))
    group = f"'@RG\\tID:{sample}\\tSM:{sample}'"
    reads = " ".join(
        f"<(zcat {' '.join(map(str, side))})" for side in (firsts, [Path(str(f).replace("_R1", "_R2")) for f in firsts])
    )
    begun = time.monotonic()
    mapping = f"bwa mem -t {cores} -K 20000000 -R {group} {fasta} {reads} {lift}"
    shell(f"{mapping} | samtools sort -o {bam} - && samtools index {bam}")
    return measured(bam, time.monotonic() - begun)


def measured(bam: Path, seconds: float) -> Mapped:
    """Count the primary alignments of a file."""
    found = Mapped(seconds=seconds)
    with pysam.AlignmentFile(str(bam)) as handle:
        for read in handle:
            if read.is_secondary or read.is_supplementary:
                continue
            found.reads += 1
            if read.is_unmapped:
                continue
            found.placed += 1
            found.paired += read.is_proper_pair
            found.trusted += read.mapping_quality >= TRUSTED
            found.quality += read.mapping_quality
            found.mismatches += int(read.get_tag("NM"))
    return found


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


def only(alleles: Sequence[Allele], keys: set[Key], *, inside: bool = True) -> list[Allele]:
    """Those of the majority, or all others."""
    return [allele for allele in alleles if (allele.key in keys) == inside]


def shares(tidied: Path, truth: Sequence[Allele], keys: set[Key]) -> dict[tuple[str, str], list[float]]:
    """Share of the reads of a person's heterozygous alleles that have the standard's other allele, by site and kind.

    Called alleles of which the truth holds one copy alone, and no other allele at that place; at least ten reads.
    """
    form = "%CHROM\\t%POS\\t%REF\\t%ALT[\\t%AD]\\n"
    reads: dict[Key, tuple[int, int]] = {}
    for line in shell(f"bcftools query -f '{form}' {tidied}").splitlines():
        contig, position, ref, alt, depths = line.split("\t")
        if depths.count(",") == 1 and "." not in depths:
            first, second = map(int, depths.split(","))
            reads[contig, int(position), ref, alt] = (first, second)
    places = Counter((allele.contig, allele.position) for allele in truth)
    found: dict[tuple[str, str], list[float]] = {}
    for allele in truth:
        first, second = reads.get(allele.key, (0, 0))
        if allele.copies != 1 or places[allele.contig, allele.position] > 1 or first + second < LEAST_READS:
            continue
        where = "majority alleles" if allele.key in keys else "all others"
        found.setdefault((where, allele.kind), []).append(second / (first + second))
    return found


def balance_table(balance: Mapping[str, Mapping[tuple[str, str], Sequence[float]]]) -> list[str]:
    """Mean share of the other allele's reads, with the standard error of the mean over places."""
    lines = ["", "reads_of\tsites\tkind\theterozygotes\tmean_share_of_other_allele\tstandard_error"]
    for way, held in balance.items():
        for (where, kind), values in sorted(held.items()):
            error = stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
            lines.append(f"{way}\t{where}\t{kind}\t{len(values)}\t{fmean(values):.4f}\t{error:.4f}")
    return lines


def table(mapped: Mapping[str, Mapped], scores: Mapping[str, Mapping[str, Mapping[str, Score]]]) -> list[str]:
    """Mapping, then calls, tab-separated."""
    lines = ["written_on\treads\tplaced\tproperly_paired\tMAPQ>=20\tmean_MAPQ\tNM_per_read\tseconds"]
    for name, one in mapped.items():
        shares = f"{one.placed / one.reads:.5f}\t{one.paired / one.reads:.5f}\t{one.trusted / one.reads:.5f}"
        means = f"{one.quality / one.placed:.3f}\t{one.mismatches / one.placed:.4f}\t{one.seconds:.0f}"
        lines.append(f"{name}\t{one.reads}\t{shares}\t{means}")
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


def asked_people(words: Sequence[str], data: Path) -> list[str]:
    """The people that are measured: named, or as many of the sample sheet as a number says.

    Raises:
        SystemExit: somebody is not in the sheet, or the number is more than it has.
    """
    lines = [line for line in (data / "samples.tsv").read_text().splitlines() if not line.startswith("#")]
    there = [line.split("\t")[1] for line in lines[1:]]
    if len(words) == 1 and words[0].isdigit():
        if not 1 <= int(words[0]) <= len(there):
            raise SystemExit(f"--people {words[0]}: {data / 'samples.tsv'} has {len(there)} people")
        return there[: int(words[0])]
    unknown = [word for word in words if word not in there]
    if unknown:
        raise SystemExit(f"--people: {', '.join(unknown)} not in {data / 'samples.tsv'}: {', '.join(there)}")
    return list(words)


def main() -> int:
    """Print both tables; 1 where a majority allele that the standard genome's calls found is lost without a word."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark consensus", description=__doc__)
    parser.add_argument("--people", nargs="+", default=list(PEOPLE), metavar="N|ID", help="how many, or their ids")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--data", type=Path, default=DEMO_DATA)
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "consensus")
    args = parser.parse_args()
    data, out = args.data, args.out
    out.mkdir(parents=True, exist_ok=True)
    if not (data / "genome.fa").is_file():
        print(f"{data}: no demo data; run scripts/demo, or tachkhis simulate --out {data}", file=sys.stderr)
        return 2
    people = asked_people(args.people, data)
    standard = out / "standard.fa"
    standard.write_bytes((data / "genome.fa").read_bytes())
    made = out / "consensus"
    shell(f"samtools faidx {standard}")
    par = load_config(data / "config.yaml").reference.par or {}
    regions = ",".join(f"{contig}:{start}-{end}" for contig, held in par.items() for start, end in held)
    asked = f"--panel {data}/panel.vcf.gz --fasta {standard} --out {made} --par {regions}"
    print(shell(f"tachkhis panel consensus {asked}").splitlines()[0])
    consensus = made / "consensus.fa"
    back = f"| tachkhis lift --consensus {consensus} --fasta {standard}"
    ways = {"standard": (standard, standard, ""), "consensus": (consensus, consensus, "")}
    ways["consensus, reads lifted"] = (consensus, standard, back)
    bed = out / "autosomes.bed"
    lengths = dict(line.split("\t")[:2] for line in Path(f"{standard}.fai").read_text().splitlines())
    bed.write_text("".join(f"{name}\t0\t{lengths[name]}\n" for name in AUTOSOMES))
    keys = majority(made / "consensus.changes.tsv")
    keys = {key for key in keys if key[0] in AUTOSOMES}
    mapped = {name: Mapped() for name in ways}
    scores: dict[str, dict[str, dict[str, Score]]] = {}
    balance: dict[str, dict[tuple[str, str], list[float]]] = {}
    told = unsaid = 0
    before: set[Key] = set()
    for sample in people:
        truth = read_alleles(data / "truth" / f"{sample[:6]}.vcf.gz", sample, standard, bed)
        for name, (index, fasta, lift) in ways.items():
            folder = out / name.replace(", ", "-").replace(" ", "-")
            if name == "consensus":
                folder = out / "on-consensus"
            folder.mkdir(exist_ok=True)
            mapped[name].add(map_reads(index, sample, data, folder / f"{sample}.bam", args.cores, lift))
            raw = call(fasta, folder / f"{sample}.bam", folder / f"{sample}.vcf.gz")
            results = {name: raw}
            if name == "consensus":
                lifted = folder / f"{sample}.lifted.vcf.gz"
                command = f"--consensus {made} --fasta {standard} --calls {raw} --out {lifted}"
                shell(f"tachkhis panel lift {command} --alignments {folder / f'{sample}.bam'}")
                silent = folder / f"{sample}.moved.vcf.gz"
                shell(f"bcftools view --no-version -e 'INFO/LIFT=\"like_consensus\"' -Oz -o {silent} {lifted}")
                results = {"consensus, calls lifted": lifted, "consensus, silent places forgotten": silent}
            for label, vcf in results.items():
                tidied = tidy(vcf, standard, folder / "tidy.vcf.gz")
                calls = read_alleles(tidied, None, standard, bed)
                if label in ("standard", "consensus, reads lifted"):
                    for group, values in shares(tidied, truth, keys).items():
                        balance.setdefault(label, {}).setdefault(group, []).extend(values)
                if label == "standard":
                    before = {allele.key for allele in only(calls, keys)}
                elif label == "consensus, calls lifted":
                    lost = before - {allele.key for allele in calls if allele.copies is not None}
                    unread = not_called(vcf)
                    told, unsaid = told + len(lost & unread), unsaid + len(lost - unread)
                held = scores.setdefault(label, {})
                add(held.setdefault("all sites", {}), compare_exact(truth, calls))
                for where, inside in (("majority alleles", True), ("all others", False)):
                    theirs, ours = (only(alleles, keys, inside=inside) for alleles in (truth, calls))
                    add(held.setdefault(where, {}), compare_exact(theirs, ours))
    lines = [*table(mapped, scores), *balance_table(balance)]
    (out / "consensus.tsv").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))

    verdict = "MISSED" if unsaid else "met"
    print(
        f"{verdict}: of the majority alleles that the standard finds, {told} are told as not read, {unsaid} are silent"
    )
    return 1 if unsaid else 0


if __name__ == "__main__":
    sys.exit(main())
