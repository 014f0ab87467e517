"""A made-up genome with the annotated calls of a trio, as many as wished, written in a stream.

22 autosomes in the proportions of GRCh38, one record in about 60 bases, a gene of eight coding exons in every 100,000
bases. The records look as the annotation leaves them before triage: frequencies of gnomAD and of the panel, ClinVar on a
few. Of every hundred, 94 are common, 5 rare (one copy in one parent) and one is not in gnomAD; parents pass on one of
their two copies, one in 100,000 is new in the child, and the child has inherited one copy twice over some stretches of
several megabases. Depths, qualities and likelihoods come from pools, so that the file is pressed a little better than
real calls are.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TextIO

from annotation import REQUEST
from annotation import gene_model

STEP = 60
GNOMAD_ALLELES = 152_000
PANEL_ALLELES = 218
TILE = 1_000_003
"""Bases after which the made-up sequence begins anew; a prime, so that no contig or gene begins where another does."""
MEGABASES = (248, 242, 198, 190, 182, 171, 159, 145, 138, 134, 135, 133, 114, 107, 102, 90, 83, 80, 59, 64, 47, 51)
"""Lengths of the autosomes of GRCh38; only their proportions are used."""
TRIO = ("S1", "S2", "S3")
COMMON, RARE = 0.94, 0.05
NEW = 1e-5
LISTED = 0.003
AUTOZYGOUS = 0.0625
SIGNIFICANCE = ("Benign", "Likely_benign", "Uncertain_significance", "Pathogenic")
SIGNIFICANCE_SHARES = (50, 25, 20, 5)
POOL = 3000


@dataclass(frozen=True)
class World:
    """Where things are.

    Attributes:
        folder: of all files.
        records: calls written.
        bases: length of the genome.
    """

    folder: Path
    records: int
    bases: int


class Sequence:
    """The made-up sequence: one tile over and over."""

    def __init__(self, rng: random.Random) -> None:
        self.tile = "".join(rng.choices("ACGT", k=TILE))
        self._twice = self.tile + self.tile[:1000]

    def at(self, place: int, length: int = 1) -> str:
        """Bases of the genome from a place, which counts from 0 over all contigs."""
        start = place % TILE
        return self._twice[start : start + length]


def make(folder: Path, records: int, seed: int = 5) -> World:
    """Write genome, gene model, calls, small tracks and the request into a folder."""
    rng = random.Random(seed)
    sequence = Sequence(rng)
    total = records * STEP
    lengths = {f"chr{n}": max(100_000, total * part // sum(MEGABASES)) for n, part in enumerate(MEGABASES, 1)}
    _write_genome(folder, sequence, lengths)
    tracks = {name: (folder / f"{name}.vcf").open("w", encoding="utf-8") for name in ("gnomad", "panel", "clinvar")}
    for name, file in tracks.items():
        file.write(_head(lengths, TRACK_INFO[name]))
    with subprocess.Popen(
        ["bgzip", "-l", "3", "-c"], stdin=subprocess.PIPE, stdout=(folder / "calls.vcf.gz").open("wb"), text=True
    ) as press:
        assert press.stdin is not None
        press.stdin.write(_head(lengths, CALL_INFO, FORMAT, "\tFORMAT\t" + "\t".join(TRIO)))
        written = 0
        for line in _calls(rng, sequence, lengths, tracks):
            press.stdin.write(line)
            written += 1
    for name, file in tracks.items():
        file.close()
        subprocess.run(["bgzip", "-f", folder / f"{name}.vcf"], check=True)
        subprocess.run(["tabix", "-f", "-p", "vcf", folder / f"{name}.vcf.gz"], check=True)
    asked = json.loads(json.dumps(REQUEST))
    asked["case"]["hpo"] = ["HP:0001250", "HP:0001263"]
    (folder / "request.json").write_text(json.dumps(asked))
    return World(folder, written, sum(lengths.values()))


def _write_genome(folder: Path, sequence: Sequence, lengths: dict[str, int]) -> None:
    begin, genes = 0, count()
    with (folder / "genome.fa").open("w") as fasta, (folder / "genes.gtf").open("w") as gtf:
        for contig, length in lengths.items():
            fasta.write(f">{contig} synthetic\n")
            for start in range(0, length, 100):
                fasta.write(sequence.at(begin + start, min(100, length - start)) + "\n")
            first = next(genes)
            model = gene_model(length).replace("chr1\t", f"{contig}\t")
            gtf.write(model.replace('"G', f'"G{first}_').replace('"T', f'"T{first}_').replace("GENE", f"GENE{first}_"))
            begin += length


def _calls(rng: random.Random, sequence: Sequence, lengths: dict[str, int], tracks: dict[str, TextIO]) -> Iterator[str]:
    cells = _pools(rng)
    begin = 0
    number = 0
    for contig, length in lengths.items():
        stretches = _autozygous(rng, length)
        for start in range(0, length - STEP, STEP):
            position = start + 1 + rng.randrange(STEP - 12)
            ref, alt = _allele(rng, sequence, begin + position - 1)
            frequency = _frequency(rng)
            inside = any(low <= position <= high for low, high in stretches)
            child, father, mother = _trio(rng, frequency, inside=inside)
            number += 1
            info = [f"DP={rng.randrange(60, 130)};MQ=60"]
            place = f"{contig}\t{position}\t{{}}\t{ref}\t{alt}"
            if frequency is not None:
                info.append(_gnomad(frequency))
                info.append(_panel(rng, frequency))
                if number % 5000 == 0:
                    told = f"AC={round(frequency * GNOMAD_ALLELES)};AN={GNOMAD_ALLELES}"
                    tracks["gnomad"].write(f"{place.format('.')}\t.\tPASS\t{told}\n")
                    tracks["panel"].write(
                        f"{place.format('.')}\t.\tPASS\tAC={round(frequency * PANEL_ALLELES)};AN={PANEL_ALLELES}\n"
                    )
            if rng.random() < LISTED:
                said = (
                    rng.choices(SIGNIFICANCE, SIGNIFICANCE_SHARES)[0]
                    if frequency is None or frequency < 0.01
                    else "Benign"
                )
                status = "criteria_provided&_single_submitter"
                info.append(f"CLINVAR_ID={number};CLINVAR_SIG={said};CLINVAR_STATUS={status};CLINVAR_DN=not_provided")
                told = f"CLNSIG={said};CLNREVSTAT=criteria_provided,_single_submitter;CLNDN=not_provided"
                tracks["clinvar"].write(f"{place.format(number)}\t.\t.\t{told}\n")
            quality, passed = (
                (rng.randrange(100, 900), "PASS") if rng.random() < 0.97 else (rng.randrange(5, 20), "LowQual")
            )
            people = "\t".join(cells[kind][rng.randrange(POOL)] for kind in (child, father, mother))
            yield f"{place.format('.')}\t{quality}\t{passed}\t{';'.join(info)}\tGT:PL:DP:AD:GQ\t{people}\n"
        begin += length


def _autozygous(rng: random.Random, length: int) -> list[tuple[int, int]]:
    span = round(length * AUTOZYGOUS * 2)
    if rng.random() < 0.5:
        return []
    start = rng.randrange(max(1, length - span))
    return [(start, start + span)]


def _frequency(rng: random.Random) -> float | None:
    """Of the alternate allele; ``None`` where gnomAD does not know it."""
    kind = rng.random()
    if kind < COMMON:
        return float(round(rng.uniform(0.011, 0.99), 4))
    return float(f"{10 ** rng.uniform(-5, -2):.3g}") if kind < COMMON + RARE else None


def _trio(rng: random.Random, frequency: float | None, *, inside: bool) -> tuple[int, int, int]:
    """Copies of the alternate allele in child, father and mother; at least one of them has one."""
    if frequency is None and rng.random() < NEW / (1 - COMMON - RARE):
        return 1, 0, 0
    if frequency is None or frequency < 0.011:
        copies = [False] * 4
        copies[rng.randrange(4)] = True
    else:
        copies = [rng.random() < frequency for _ in range(4)]
        if not any(copies):
            copies[rng.randrange(4)] = True
    if inside:
        copies[2] = copies[0]
        if not any(copies):
            copies[1] = True
    from_father, other, from_mother, another = copies
    return from_father + from_mother, from_father + other, from_mother + another


def _allele(rng: random.Random, sequence: Sequence, place: int) -> tuple[str, str]:
    """A left-aligned allele: an SNV (88 %), a deletion or an insertion of 1 to 4 bases."""
    ref, kind = sequence.at(place), rng.random()
    if kind < 0.88:
        return ref, rng.choice(OTHERS[ref])
    length = rng.choice((1, 1, 1, 2, 3, 4))
    if kind < 0.94:
        taken = sequence.at(place + 1, length)
        return (ref + taken, ref) if taken[-1] != ref else (ref, OTHERS[ref][0])
    return ref, ref + "".join(rng.choices("ACGT", k=length - 1)) + rng.choice(OTHERS[ref])


def _gnomad(frequency: float) -> str:
    ac = max(1, round(frequency * GNOMAD_ALLELES))
    af = ac / GNOMAD_ALLELES
    return (
        f"GNOMAD_AC={ac};GNOMAD_AN={GNOMAD_ALLELES};GNOMAD_AF={af:.6g};GNOMAD_NHOMALT={int(af * af * 76_000)};"
        f"GNOMAD_FAF={af * 0.95:.4g};GNOMAD_FILTER=PASS"
    )


def _panel(rng: random.Random, frequency: float) -> str:
    ac = min(PANEL_ALLELES, round(frequency * PANEL_ALLELES + rng.uniform(-0.5, 0.5)))
    return f"PANEL_AC={max(0, ac)};PANEL_AN={PANEL_ALLELES};PANEL_NHOM={max(0, ac) // 9}"


def _pools(rng: random.Random) -> tuple[list[str], ...]:
    """Cells of persons without, with one and with two copies."""
    pools: tuple[list[str], ...] = ([], [], [])
    for copies, genotype in enumerate(("0/0", "0/1", "1/1")):
        for _ in range(POOL):
            depth = max(4, round(rng.gauss(32, 6)))
            alt = (0, round(depth * rng.uniform(0.35, 0.65)), depth)[copies]
            far, near = rng.randrange(90, 255), rng.randrange(20, 99)
            likely = (f"0,{near},{far}", f"{far},0,{far - 9}", f"{far},{near},0")[copies]
            pools[copies].append(f"{genotype}:{likely}:{depth}:{depth - alt},{alt}:{rng.randrange(25, 99)}")
    return pools


OTHERS = {base: [other for other in "ACGT" if other != base] for base in "ACGT"}
FORMAT = {
    "GT": "1,String",
    "PL": "G,Integer",
    "DP": "1,Integer",
    "AD": "R,Integer",
    "GQ": "1,Integer",
}
TRACK_INFO = {
    "gnomad": {"AC": "A,Integer", "AN": "1,Integer"},
    "panel": {"AC": "A,Integer", "AN": "1,Integer"},
    "clinvar": {"CLNSIG": ".,String", "CLNREVSTAT": ".,String", "CLNDN": ".,String"},
}
CALL_INFO = {"DP": "1,Integer", "MQ": "1,Integer"}


def _head(lengths: dict[str, int], info: dict[str, str], form: dict[str, str] | None = None, samples: str = "") -> str:
    lines = ["##fileformat=VCFv4.2", *(f"##contig=<ID={name},length={length}>" for name, length in lengths.items())]
    lines.append('##FILTER=<ID=LowQual,Description="x">')
    for kind, fields in (("INFO", info), ("FORMAT", form or {})):
        for field, told in fields.items():
            number, _, type_ = told.partition(",")
            lines.append(f'##{kind}=<ID={field},Number={number},Type={type_},Description="x">')
    return "\n".join([*lines, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO" + samples]) + "\n"
