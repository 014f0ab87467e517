#!/usr/bin/env python3
"""Annotation beside the bare ``bcftools annotate`` chain: wall time, and memory by number of records.

A made-up genome with one million calls of a trio (SNVs and indels) and tracks like gnomAD (90 % of the calls), the panel
(70 %), ClinVar (2 %) and REVEL (a table, 5 %). Measured side by side, in turn, the least time of ``--repeat`` rounds each (``files`` once):

  chain     bcftools annotate, one process for each prepared table, written as bgzipped VCF
  files     bcftools annotate on the tracks' own VCFs (one intermediate file each, since htslib must seek in its input)
  tachkhis  the same chain, then triage: founders, frequencies, ClinVar, names of what is kept

The limit is 1.3 times the chain. Memory is the greatest resident size of the process that triages; it must not grow
with the records. Every annotated allele is compared with what the maker knows.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 1.3
GROWTH = 1.25
"""Memory at all records over that at a tenth of them."""
STEP = 100
INFO = {
    "gnomad": {"AC": "A,Integer", "AN": "1,Integer", "AF": "A,Float", "nhomalt": "A,Integer", "faf95_max": "A,Float"},
    "panel": {"AC": "A,Integer", "AN": "1,Integer", "nhom": "A,Integer", "REGIONS": ".,String"},
    "clinvar": {"CLNSIG": ".,String", "CLNREVSTAT": ".,String", "CLNDN": ".,String"},
    "calls": {"DP": "1,Integer", "MQ": "1,Integer"},
}
FORMAT = {"GT": "1,String", "AD": "R,Integer", "DP": "1,Integer", "GQ": "1,Integer", "PL": "G,Integer"}


def head(name: str, length: int, samples: str = "") -> str:
    """The header of one of the files."""
    lines = ["##fileformat=VCFv4.2", f"##contig=<ID=chr1,length={length}>"]
    for kind, fields in (("INFO", INFO[name]), ("FORMAT", FORMAT if samples else {})):
        for field, told in fields.items():
            number, form = told.split(",") if not told.startswith(".") else (".", told[2:])
            lines.append(f'##{kind}=<ID={field},Number={number},Type={form},Description="x">')
    return "\n".join([*lines, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO" + samples]) + "\n"


def make(folder: Path, records: int) -> dict[str, int]:
    """Write genome, gene model, calls and tracks; returns how many calls each track knows."""
    rng = random.Random(4)
    length = records * STEP + 1000
    bases = "".join(rng.choices("ACGT", k=length))
    rows = "\n".join(bases[i : i + 100] for i in range(0, length, 100))
    (folder / "genome.fa").write_text(f">chr1 synthetic\n{rows}\n")
    (folder / "genes.gtf").write_text(gene_model(length))
    known = dict.fromkeys(("gnomad", "panel", "clinvar", "revel"), 0)
    files = {name: (folder / f"{name}.vcf").open("w") for name in INFO}
    table = (folder / "revel.tsv").open("w")
    for name, file in files.items():
        file.write(head(name, length, "\tFORMAT\tS1\tS2\tS3" if name == "calls" else ""))
    for number in range(records):
        position = 1 + number * STEP + rng.randrange(STEP - 20)
        ref, alt = allele(rng, bases, position)
        place = f"chr1\t{position}\t.\t{ref}\t{alt}"
        genotypes = rng.choices(("0/1", "1/1", "0/0"), (5, 3, 2), k=3)
        cells = "\t".join(
            f"{gt}:{rng.randrange(30)},{rng.randrange(30)}:30:{rng.randrange(99)}:255,0,255" for gt in genotypes
        )
        quality, depth = rng.randrange(20, 900), rng.randrange(30, 150)
        files["calls"].write(f"{place}\t{quality}\tPASS\tDP={depth};MQ=60\tGT:AD:DP:GQ:PL\t{cells}\n")
        if rng.random() < 0.9:
            ac = rng.randrange(1, 150_000)
            told = f"AC={ac};AN=152000;AF={ac / 152000:.6g};nhomalt={ac // 50};faf95_max={ac / 153000:.4g}"
            files["gnomad"].write(f"{place}\t.\tPASS\t{told}\n")
            known["gnomad"] += 1
        if rng.random() < 0.7:
            ac = rng.randrange(1, 218)
            told = f"AC={ac};AN=218;nhom={ac // 9};REGIONS=MA-01:1/54,MA-04:2/60,MA-06:1/60"
            files["panel"].write(f"{place}\t.\tPASS\t{told}\n")
            known["panel"] += 1
        if rng.random() < 0.02:
            told = "CLNSIG=Benign;CLNREVSTAT=criteria_provided;CLNDN=A_disease|not_provided"
            files["clinvar"].write(f"{place.replace('.', str(number), 1)}\t.\t.\t{told}\n")
            known["clinvar"] += 1
        if len(ref) == len(alt) == 1 and rng.random() < 0.05:
            table.write(f"1\t{position}\t{ref}\t{alt}\t{rng.random():.3f}\n")
            known["revel"] += 1
    for name, file in files.items():
        file.close()
        subprocess.run(["bgzip", "-f", folder / f"{name}.vcf"], check=True)
        subprocess.run(["tabix", "-f", "-p", "vcf", folder / f"{name}.vcf.gz"], check=True)
    table.close()
    return known


def gene_model(length: int) -> str:
    """One gene of eight coding exons in every 100,000 bases."""
    lines = []
    for number in range(max(1, length // 100_000)):
        start = number * 100_000 + 20_001
        told = f'gene_id "G{number}"; gene_name "GENE{number}"; transcript_id "T{number}.1"; gene_biotype "protein_coding";'
        parts = [("gene", start, start + 35_149), ("transcript", start, start + 35_149)]
        for exon in range(8):
            begin = start + exon * 5_000
            parts += [("exon", begin, begin + 149), ("CDS", begin, begin + 149)]
        lines += [
            f"chr1\tx\t{kind}\t{a}\t{b}\t.\t+\t{0 if kind == 'CDS' else '.'}\t{told}"
            for kind, a, b in parts
            if b < length
        ]
    return "\n".join(lines) + "\n"


def allele(rng: random.Random, bases: str, position: int) -> tuple[str, str]:
    """A left-aligned allele: an SNV (86 %), a deletion or an insertion of 1 to 4 bases."""
    ref, kind = bases[position - 1], rng.random()
    if kind < 0.86:
        return ref, rng.choice([base for base in "ACGT" if base != ref])
    count = rng.choice((1, 1, 1, 2, 3, 4))
    if kind < 0.93:
        taken = bases[position : position + count]
        return (ref + taken, ref) if taken[-1] != ref else (ref, "ACGT"[("ACGT".index(ref) + 1) % 4])
    last = "ACGT"[("ACGT".index(ref) + rng.randrange(1, 4)) % 4]
    return ref, ref + "".join(rng.choices("ACGT", k=count - 1)) + last


def prepare(folder: Path) -> tuple[str, str]:
    """Prepare reference and tracks as a run does; the annotation pipe and the triage command, for a shell."""
    from tachkhis.case.further_tracks import track_config
    from tachkhis.case.further_tracks import tracks_to_json

    prepared = folder / "prepared"
    prepared.mkdir()
    fasta, genes = prepared / "genome.fa", prepared / "genes.sqlite"
    columns = {"chrom": 1, "pos": 2, "ref": 3, "alt": 4}
    revel = track_config(
        "revel", {"file": "revel.tsv", "columns": columns, "fields": {"REVEL": 5}}, folder / "revel.tsv"
    )
    tracks = [f"--track={name}={folder / name}.vcf.gz" for name in ("gnomad", "panel", "clinvar")]
    further = tracks_to_json((revel,))
    commands = (
        ["reference", "--fasta", folder / "genome.fa", "--out", fasta],
        ["genes", "--fasta", fasta, "--genes", folder / "genes.gtf", "--out", genes],
        [
            "tracks",
            "--fasta",
            fasta,
            "--genes",
            genes,
            *tracks,
            "--further",
            further,
            "--summary",
            prepared / "tracks.json",
        ],
    )
    for command in commands:
        subprocess.run(["tachkhis", *map(str, command)], check=True)
    (folder / "request.json").write_text(json.dumps(REQUEST))
    pipe = []
    for name in ("gnomad", "panel", "clinvar", "revel"):
        ends = " ".join(f"{flag} {shlex.quote(f'{prepared}/{name}.{end}')}" for flag, end in FLAGS)
        pipe.append(f"bcftools annotate --no-version {ends}")
    triage = (
        f"tachkhis triage --request {folder}/request.json --fasta {fasta} --genes {genes} --sites {prepared}/sites.json"
    )
    return "|".join(pipe), triage


FLAGS = (("-a", "tsv.gz"), ("-h", "header.txt"), ("-C", "columns.txt"))
PERSON = {"sample": "S1", "father": "S2", "mother": "S3", "sex": "female", "affected": "yes"}
REQUEST = {
    "case": {
        "id": "C",
        "proband": "S1",
        "test": "genome",
        "urgency": "routine",
        "consanguinity": "none",
        "region": None,
        "consent": [],
        "file_number": None,
        "gene_panels": [],
        "hpo": [],
        "hpo_excluded": [],
        "referrer": None,
        "people": [
            PERSON,
            {"sample": "S2", "father": None, "mother": None, "sex": "male", "affected": "no"},
            {"sample": "S3", "father": None, "mother": None, "sex": "female", "affected": "no"},
        ],
        "vcf": None,
    },
    "config": {
        "calling": {
            "callable_depth": 10,
            "caller": "bcftools",
            "min_base_quality": 20,
            "min_mapping_quality": 20,
            "min_quality": 20,
            "scatter_bases": 50_000_000,
            "refine": {"artefacts": True, "rescue": True, "repeats": True, "family": True},
        },
        "reference": {"build": "synthetic", "fasta": "-", "genes": "-", "par": None, "prepared": None, "targets": None},
        "report": {"laboratory": dict.fromkeys(("name", "address", "phone", "accreditation")), "languages": []},
        "resources": dict.fromkeys(("clinvar", "founders", "gnomad", "panel", "scores", "sites")) | {"tracks": []},
        "sheets": {"cases": "-", "gene_panels": None, "identities": None, "samples": "-", "units": None},
    },
    "gene_panels": [],
    "units": {},
}


def commands(folder: Path, pipe: str, triage: str) -> dict[str, str]:
    """What is timed, by name."""
    first, *others = pipe.split("|")
    calls, out = folder / "calls.vcf.gz", folder / "out"
    chain = [f"{first} -Ou {calls}", *(f"{part} -Ou -" for part in others[:-1]), f"{others[-1]} {{form}} -"]
    steps, source = [], calls
    for name, taken in (
        ("gnomad", "AC,AN,AF,nhomalt,faf95_max"),
        ("panel", "REGIONS,nhom"),
        ("clinvar", "CLNSIG,CLNDN"),
    ):
        last = name == "clinvar"
        target = f"{out}.files.vcf.gz" if last else f"{out}.{name}.bcf"
        columns = ",".join(f"INFO/{field}" for field in taken.split(","))
        steps.append(
            f"bcftools annotate -a {folder}/{name}.vcf.gz -c {columns} -O{'z' if last else 'b'} -o {target} {source}"
        )
        steps += [] if last else [f"bcftools index -f {target}"]
        source = Path(target)
    return {
        "chain": " | ".join(chain).format(form="-Oz") + f" > {out}.chain.vcf.gz",
        "files": " && ".join(steps),
        "tachkhis": " | ".join(chain).format(form="-Ov") + f" | {triage} | bgzip -l 3 -c > {out}.tachkhis.vcf.gz",
    }


def timed(command: str) -> tuple[float, float]:
    """Wall time of a shell command and CPU time of all its processes, s."""
    before, begin = os.times(), time.monotonic()
    subprocess.run(["bash", "-o", "pipefail", "-c", command], check=True, stderr=subprocess.DEVNULL)
    wall, after = time.monotonic() - begin, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, spent


def memory(folder: Path, pipe: str, triage: str, records: int) -> float:
    """Greatest resident size of the triage on the first calls, MB."""
    first, *others = pipe.split("|")
    some = f"bcftools view -Ou {folder}/calls.vcf.gz chr1:1-{records * STEP} | {first} -Ou - | "
    some += " | ".join(f"{part} {'-Ou' if part != others[-1] else '-Ov'} -" for part in others)
    report = folder / "memory.txt"
    script = "import resource,subprocess,sys;subprocess.run(sys.argv[2:],check=True);open(sys.argv[1],'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))"
    run = f"{some} | {sys.executable} -c {shlex.quote(script)} {report} {triage} > /dev/null"
    subprocess.run(["bash", "-o", "pipefail", "-c", run], check=True, stderr=subprocess.DEVNULL)
    return int(report.read_text()) / 1024


def annotated(path: str) -> dict[str, int]:
    """Records with an annotation of each track."""
    names = {"gnomad": "GNOMAD_AC", "panel": "PANEL_AC", "clinvar": "CLINVAR_ID", "revel": "SCORE_REVEL"}
    form = "\\t".join(f"%INFO/{name}" for name in names.values()) + "\\n"
    found = dict.fromkeys(names, 0)
    with subprocess.Popen(["bcftools", "query", "-f", form, path], stdout=subprocess.PIPE, text=True) as query:
        assert query.stdout is not None
        for line in query.stdout:
            for name, cell in zip(names, line.split(), strict=True):
                found[name] += cell != "."
    return found


def main() -> int:
    """Measure and print; status 1 where a limit is passed or an annotation is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000, help="calls (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds (default: %(default)s)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotation.") as name:
        folder = Path(name)
        known = make(folder, args.records)
        pipe, triage = prepare(folder)
        timings: dict[str, list[tuple[float, float]]] = {}
        for number in range(args.repeat):
            for what, command in commands(folder, pipe, triage).items():
                if what != "files" or number == 0:  # no limit hangs on it, and it is the slowest
                    timings.setdefault(what, []).append(timed(command))
        found = annotated(f"{folder}/out.tachkhis.vcf.gz")
        small, large = (memory(folder, pipe, triage, count) for count in (args.records // 10, args.records))
    print(f"{args.records:,} records of three people, {os.cpu_count()} cores; the least of {args.repeat} rounds, s")
    wall = {what: min(round_[0] for round_ in rounds) for what, rounds in timings.items()}
    spent = {what: min(round_[1] for round_ in rounds) for what, rounds in timings.items()}
    for what, rounds in timings.items():
        every = ", ".join(f"{one[0]:.1f}" for one in rounds)
        print(f"  {what:<10}{wall[what]:8.1f}   ({every}); CPU {spent[what]:.1f}")
    ratio = wall["tachkhis"] / wall["chain"]
    print(
        f"tachkhis over the chain: {ratio:.2f} (limit {LIMIT}), CPU {spent['tachkhis'] / spent['chain']:.2f};"
        f" over the tracks' own files: {wall['tachkhis'] / wall['files']:.2f}"
    )
    print(f"memory of the triage: {small:.0f} MB at a tenth, {large:.0f} MB at all records (limit {GROWTH} times)")
    print("annotated: " + ", ".join(f"{name} {found[name]:,} of {count:,}" for name, count in known.items()))
    return int(ratio > LIMIT or large > GROWTH * small or found != known)


if __name__ == "__main__":
    sys.exit(main())
