#!/usr/bin/env python3
"""What the refinement costs: CPU beside that of the caller on a real family's reads, laid out over a larger genome.

The slice chr20a of HG002 (31x) stands ``--copies`` times in a row as one contig, so that start-up weighs as little as in a
real interval. It holds about twice as many variants per base as the genome does on average. The calibration reads the same one million bases whatever the interval, so its share is shown
apart. CPU is user and system time of all processes; on a machine that does other things it varies by a tenth.
"""

from __future__ import annotations

import argparse
import resource
import shlex
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench_runs import align
from bench_runs import run as execute

from paths import ROOT
from paths import needed_data

LIMIT = 0.25
CONTIG, SAMPLE = "chr20a", "HG002"
CALIBRATION = 1_000_000


def lay_out(fasta: Path, cram: Path, out: Path, copies: int) -> tuple[Path, Path]:
    """The genome and the reads, several times side by side; FASTA and CRAM."""
    import pysam

    genome, reads = out / "genome.fa", out / f"{SAMPLE}.cram"
    with pysam.FastaFile(str(fasta)) as reference:
        sequence = reference.fetch(CONTIG)
    genome.write_text(f">c\n{sequence * copies}\n")
    pysam.faidx(str(genome))
    with pysam.AlignmentFile(str(cram), reference_filename=str(fasta)) as source:
        rows = [read.to_dict() for read in source.fetch(CONTIG) if not read.is_unmapped]
        header = source.header.to_dict()
    header["SQ"] = [{"SN": "c", "LN": len(sequence) * copies}]
    layout = pysam.AlignmentHeader.from_dict(header)
    with pysam.AlignmentFile(str(reads), "wc", header=layout, reference_filename=str(genome)) as target:
        for number in range(copies):
            shift = number * len(sequence)
            for row in rows:
                same = row["next_ref_name"] == "="
                mate = {"next_ref_name": "=" if same else "*"}
                mate["next_ref_pos"] = str(int(row["next_ref_pos"]) + shift) if same else "0"
                place = {"ref_name": "c", "ref_pos": str(int(row["ref_pos"]) + shift)}
                moved = row | mate | place | {"name": f"{row['name']}_{number}"}
                target.write(pysam.AlignedSegment.from_dict(moved, layout))
    pysam.index(str(reads))
    return genome, reads


def cpu(command: str) -> float:
    """Seconds of CPU of a shell command and all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["bash", "-c", f"set -euo pipefail; {command}"], check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print the ratio; 1 where it is above the limit."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark cost", description=__doc__)
    parser.add_argument("--copies", type=int, default=16)
    parser.add_argument("--cores", default="2")
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "cost")
    args = parser.parse_args()
    data = needed_data()
    human, out = data / "human", args.out
    out.mkdir(parents=True, exist_ok=True)
    run = out / "whole" / "run"
    cram = align(human, out, args.cores)[SAMPLE]
    execute(out / "whole" / "config.yaml", run, args.cores, [f"results/cases/{SAMPLE}/{SAMPLE}.family.json"])
    genome, reads = lay_out(human / "ref" / "dev_chr20_slices.fa", cram, out, args.copies)
    lengths = [line.split("\t")[:2] for line in Path(f"{genome}.fai").read_text().splitlines()]
    bed, calibration, nothing, calls = (out / name for name in ("all.bed", "cal.bed", "none.bed", "calls.bcf"))
    bed.write_text("".join(f"{name}\t0\t{length}\n" for name, length in lengths))
    calibration.write_text(f"c\t0\t{min(CALIBRATION, int(lengths[0][1]))}\n")
    nothing.write_text("")
    fasta, alignment = shlex.quote(str(genome)), shlex.quote(str(reads))
    caller = cpu(
        f"bcftools mpileup --no-version -Ou -f {fasta} -R {bed} -d 1000 -q 20 -Q 20 -a AD,DP,ADF,ADR,SP {alignment}"
        " | bcftools call --no-version -m -v -Ou -a GQ"
        f" | bcftools norm --no-version -Ou -m -any -f {fasta}"
        f" | bcftools filter --no-version -s LowQual -e 'QUAL<20' -Ou -o {calls}"
    )
    passport = next((run / "reference").glob("*/passport.json"))
    refine = (
        f"tachkhis refine --request {run}/results/cases/{SAMPLE}/{SAMPLE}.family.json --fasta {fasta}"
        f" --passport {passport} --interval {bed} --crams {alignment} --input {calls} --output {out}/refined.bcf"
    )
    whole = cpu(f"{refine} --calibration {calibration}")
    bare = cpu(f"{refine} --calibration {nothing}")
    bases = sum(int(length) for _, length in lengths)
    per_interval = bare / bases * 50_000_000 + max(0.0, whole - bare)
    ratio = per_interval / (caller / bases * 50_000_000)
    lines = [
        "what\tCPU_seconds\tof_the_caller",
        f"caller, {bases} bases\t{caller:.1f}\t1.00",
        f"refine, with calibration\t{whole:.1f}\t{whole / caller:.2f}",
        f"refine, without calibration\t{bare:.1f}\t{bare / caller:.2f}",
        f"refine, in an interval of 50 Mb\t{per_interval:.0f}\t{ratio:.2f}",
    ]
    (out / "cost.tsv").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    print(f"{'met' if ratio <= LIMIT else 'MISSED'}: {ratio:.2f} of the caller's CPU, at most {LIMIT}")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
