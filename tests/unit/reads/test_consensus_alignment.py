"""Reads aligned to a consensus, by bwa, through the whole stream: what is written lies on the standard build."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pysam
import pytest

from tachkhis.case.model import Unit
from tachkhis.cli import main
from tachkhis.reads.align import align_sample
from tachkhis.reads.mapping import Genome
from unit.panel.panels import info
from unit.panel.panels import write_fasta
from unit.panel.panels import write_panel

COMPLEMENT = str.maketrans("ACGT", "TGCA")
SIZE, READ, FRAGMENT = 8_000, 100, 300
Site = tuple[int, str, str]
"""Position (1-based), REF, ALT."""


@dataclass(frozen=True)
class World:
    """A standard genome, its consensus with a bwa index, and what was changed."""

    folder: Path
    standard: str
    sites: list[Site]

    @property
    def genome(self) -> Genome:
        consensus = self.folder / "cons" / "consensus.fa"
        return Genome(consensus, self.folder / "std.fa", consensus)


def left_aligned_sites(bases: str, rng: random.Random) -> list[Site]:
    """SNVs, insertions and deletions, 150 to 250 bases apart, each as far to the left as it goes."""
    sites: list[Site] = []
    at = 400
    while at < SIZE - 400:
        size = rng.choice([1, 2, 5, 12])
        before, ahead = bases[at - 1], bases[at : at + size]
        kind = rng.choice("MID")
        if kind == "M":
            sites.append((at, before, rng.choice([base for base in "ACGT" if base != before])))
        elif kind == "D" and ahead[-1] != before:
            sites.append((at, before + ahead, before))
        elif kind == "I":
            new = "".join(rng.choices("ACGT", k=size))
            if new[-1] != before:
                sites.append((at, before, before + new))
        at += rng.randint(150, 250)
    return sites


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder, rng = tmp_path_factory.mktemp("world"), random.Random(11)
    bases = "".join(rng.choices("ACGT", k=SIZE))
    sites = left_aligned_sites(bases, rng)
    assert len({len(ref) - len(alt) for _, ref, alt in sites}) > 4
    fasta = write_fasta(folder / "std.fa", {"chr1": bases, "chrM": "ACGTTGCA" * 40})
    pysam.faidx(str(fasta))
    panel = write_panel(
        folder, [("chr1", *site, info(150, 218)) for site in sites], contigs={"chr1": SIZE, "chrM": 320}
    )
    made = folder / "cons"
    assert main(["panel", "consensus", "--panel", str(panel), "--fasta", str(fasta), "--out", str(made)]) == 0
    subprocess.run(["bwa", "index", made / "consensus.fa"], check=True, capture_output=True)
    return World(folder, bases, sites)


def unit_of(folder: Path, bases: str, name: str) -> tuple[Unit, dict[str, int]]:
    """Pairs every 12 bases along a sequence, without errors; the unit, and where each pair begins."""
    paths = folder / f"{name}_1.fq.gz", folder / f"{name}_2.fq.gz"
    starts = {}
    with gzip.open(paths[0], "wt", 1) as one, gzip.open(paths[1], "wt", 1) as two:
        for start in range(0, len(bases) - FRAGMENT, 12):
            fragment = bases[start : start + FRAGMENT]
            starts[f"p{start}"] = start
            one.write(f"@p{start}\n{fragment[:READ]}\n+\n{'I' * READ}\n")
            two.write(f"@p{start}\n{fragment[-READ:].translate(COMPLEMENT)[::-1]}\n+\n{'I' * READ}\n")
    return Unit("S", name, "lib", "illumina", *paths), starts


def test_a_person_like_the_standard_has_no_difference_left(world: World, tmp_path: Path) -> None:
    """Reads of the standard, aligned to a sequence that differs from it: each comes back to its own place."""
    unit, starts = unit_of(tmp_path, world.standard, "u")
    align_sample([unit], world.genome, tmp_path / "s.cram", tmp_path / "qc", 1)
    clipped = 0
    with pysam.AlignmentFile(str(tmp_path / "s.cram"), reference_filename=str(world.folder / "std.fa")) as cram:
        assert dict(zip(cram.references, cram.lengths, strict=True)) == {"chr1": SIZE, "chrM": 320}
        assert any("panel Test 7" in line for line in cram.header.to_dict()["CO"])
        for read in cram:
            start = starts[str(read.query_name)] + (FRAGMENT - READ if read.is_reverse else 0)
            assert read.reference_start - read.query_alignment_start == start
            assert read.get_tag("NM") == 0
            if read.cigarstring != f"{READ}M":
                clipped += 1  # a change lies at the very end of the read: bwa had nothing to hold on to
        assert clipped < 0.1 * 2 * len(starts)


def test_a_person_like_the_consensus_has_every_change(world: World, tmp_path: Path) -> None:
    made = str(pysam.FastaFile(str(world.folder / "cons" / "consensus.fa")).fetch("chr1")).upper()
    unit, starts = unit_of(tmp_path, made, "u")
    align_sample([unit], world.genome, tmp_path / "s.cram", tmp_path / "qc", 1)
    fasta = world.folder / "std.fa"
    call = f"bcftools mpileup -Ou -f {fasta} {tmp_path}/s.cram | bcftools call -mv -Ou | bcftools norm -f {fasta}"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {call}"], check=True, capture_output=True, text=True)
    rows = [line.split("\t") for line in done.stdout.splitlines() if not line.startswith("#")]
    assert [(int(row[1]), row[3], row[4]) for row in rows] == world.sites
    assert {row[9].split(":")[0] for row in rows} == {"1/1"}
    sam = f"samtools view -u -T {fasta} {tmp_path}/s.cram | samtools view -c -f 2 -"
    paired = subprocess.run(["bash", "-c", sam], check=True, capture_output=True, text=True).stdout
    assert int(paired) == 2 * len(starts)


def test_what_is_written_of_the_differences_is_what_samtools_computes(world: World, tmp_path: Path) -> None:
    """NM and MD of the stream, before a CRAM would compute them anew."""
    rng = random.Random(3)
    bases = "".join(rng.choice("ACGT") if rng.random() < 0.02 else base for base in world.standard)
    unit, _ = unit_of(tmp_path, bases, "u")
    files = f"--consensus {world.genome.consensus} --fasta {world.genome.fasta}"
    sam = f"bwa mem {world.genome.index} {unit.fastq_1} {unit.fastq_2} | tachkhis lift {files}"
    both = f"{sam} > {tmp_path}/a.sam; samtools calmd {tmp_path}/a.sam {world.genome.fasta} > {tmp_path}/b.sam"
    subprocess.run(["bash", "-c", f"set -euo pipefail; {both}"], check=True, capture_output=True)
    ours, theirs = (
        [line.split("\t") for line in (tmp_path / name).read_text().splitlines() if line[0] != "@"]
        for name in ("a.sam", "b.sam")
    )
    tags = [{cell for cell in row[11:] if cell[:2] in ("NM", "MD")} for row in ours]
    assert tags == [{cell for cell in row[11:] if cell[:2] in ("NM", "MD")} for row in theirs]
    assert len(ours) > 1_000


def test_planted_causes_are_found_at_their_standard_places(tiny: Path, tmp_path: Path) -> None:
    """The synthetic families: the cause of one, called from reads that were aligned to the consensus of their panel."""
    par = "X:1-8500,X:32501-34000,Y:1-8500,Y:15501-17000"
    fasta, made = tiny / "genome.fa", tmp_path / "cons"
    asked = ["--panel", str(tiny / "panel.vcf.gz"), "--fasta", str(fasta), "--out", str(made), "--par", par]
    assert main(["panel", "consensus", *asked]) == 0
    subprocess.run(["bwa", "index", made / "consensus.fa"], check=True, capture_output=True)
    person = "TINY-A-P"
    rows = [line.split("\t") for line in (tiny / "units.tsv").read_text().splitlines() if line.startswith(person)]
    units = [Unit(person, row[1], row[2], row[3], tiny / row[4], tiny / row[5]) for row in rows]
    genome = Genome(made / "consensus.fa", fasta, made / "consensus.fa")
    align_sample(units, genome, tmp_path / "s.cram", tmp_path / "qc", 1)
    planted = json.loads((tiny / "truth" / "expected.json").read_text())["cases"]["TINY-A"]
    wanted = {one["id"]: one["genotypes"][person]["gt"] for one in (*planted["variants"], *planted["decoys"])}
    call = f"bcftools mpileup -Ou -f {fasta} {tmp_path}/s.cram | bcftools call -mv -Ou | bcftools norm -f {fasta}"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {call}"], check=True, capture_output=True, text=True)
    cells = [line.split("\t") for line in done.stdout.splitlines() if not line.startswith("#")]
    called = {f"{row[0]}-{row[1]}-{row[3]}-{row[4]}": row[9].split(":")[0] for row in cells}
    assert {name: called.get(name) for name in wanted} == wanted
