"""The family of ``scripts/benchmark speed``: the demo's consanguineous trio on a larger genome with many more genes.

Genome reads cover everything. Exome-like reads are drawn from the same haplotypes, from windows around the coding exons.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml

from paths import ROOT
from tachkhis.simulation.build import Builder
from tachkhis.simulation.people import Person
from tachkhis.simulation.reads import Haplotype
from tachkhis.simulation.reads import haplotype_sequence
from tachkhis.simulation.reads import make_reads
from tachkhis.simulation.recipe import ContigKind
from tachkhis.simulation.recipe import Recipe
from tachkhis.simulation.recipe import read_recipe

CASE = "DEMO-A"
GENES_PER_MEGABASE = 60
PADDING = 20  # bases of a target on either side of a coding exon
REACH = 150  # bases beside a target from which captured fragments come
SHARED = ("genome.fa", "genome.fa.fai", "genes.gtf", "cases.tsv", "samples.tsv", "units.tsv", "gene_panels.tsv")
TRACKS = ("clinvar.vcf.gz", "gnomad.vcf.gz", "panel.vcf.gz")


@dataclass(frozen=True)
class Sizes:
    """Megabases of the genome; reads per base of genome and of exome-like targets."""

    megabases: float
    depth: float
    exome_depth: float


def recipe_of(sizes: Sizes) -> Recipe:
    """The demo's recipe with one family, longer contigs and made-up genes beside those of the demo."""
    demo = json.loads((ROOT / "resources" / "simulation" / "demo.json").read_text())
    demo["cases"] = [case for case in demo["cases"] if case["id"] == CASE]
    demo["reads"]["depth"] = sizes.depth
    contigs = demo["genome"]["contigs"]
    factor = max(1.0, sizes.megabases * 1e6 / sum(contig["length"] for contig in contigs))
    for contig in contigs:
        if contig["kind"] != ContigKind.MITOCHONDRION.value:
            contig["length"] = int(contig["length"] * factor)
    autosomes = [contig for contig in contigs if contig["kind"] == ContigKind.AUTOSOME.value]
    number = 0
    for contig in autosomes:
        for _ in range(int(contig["length"] / 1e6 * GENES_PER_MEGABASE)):
            number += 1
            gene = {"symbol": f"SYN{number}", "gene_id": 900_000_000 + number, "contig": contig["name"]}
            demo["genes"].append(gene | {"strand": "+-"[number % 2], "coding_exons": 6 + number % 4})
    return Recipe.model_validate(demo)


class _Captured(Builder):
    """A finished builder whose reads come from the targets alone."""

    def __init__(self, whole: Builder, folder: Path, depth: float, windows: dict[str, list[tuple[int, int]]]) -> None:
        super().__init__(whole.recipe, folder, whole.cores)
        self.genome, self.genes, self.people = whole.genome, whole.genes, whole.people
        self.lineages, self.variations = whole.lineages, whole.variations
        self.depth, self.windows = depth, windows

    def _haplotypes(self, person: Person) -> Iterator[Haplotype]:
        for contig, kind in self.genome.kinds.items():
            reference, half = self.genome.sequences[contig], self.depth / 2
            single = kind in (ContigKind.X, ContigKind.Y) and person.sex == "male"
            copies = {ContigKind.Y: (0,) if single else (), ContigKind.MITOCHONDRION: ()}.get(
                kind, (1,) if single else (0, 1)
            )
            for copy in copies:
                carried = self._carried(contig, person, copy)
                positions = np.array([allele.position for allele in carried])
                for start, end in self.windows.get(contig, []):
                    low, high = np.searchsorted(positions, (start + 1, end + 1))
                    inside = [allele for allele in carried[low:high] if allele.end <= end]
                    moved = [replace(allele, position=allele.position - start) for allele in inside]
                    yield Haplotype(haplotype_sequence(reference[start:end], moved), half)


def targets_of(builder: Builder, padding: int) -> dict[str, list[tuple[int, int]]]:
    """Coding exons with a padding, merged; 0-based half-open, by contig."""
    found: dict[str, list[tuple[int, int]]] = {}
    for gene in builder.genes:
        for transcript in gene.transcripts:
            if transcript.cds is None:
                continue
            low, high = transcript.cds
            limit = len(builder.genome.sequences[transcript.contig])
            for start, end in transcript.exons:
                if end >= low and start <= high:
                    span = max(start, low) - 1 - padding, min(end, high) + padding
                    found.setdefault(transcript.contig, []).append((max(0, span[0]), min(limit, span[1])))
    merged: dict[str, list[tuple[int, int]]] = {}
    for contig, spans in found.items():
        row = merged.setdefault(contig, [])
        for start, end in sorted(spans):
            if row and start <= row[-1][1]:
                row[-1] = (row[-1][0], max(end, row[-1][1]))
            else:
                row.append((start, end))
    return merged


def make_worlds(out: Path, sizes: Sizes, cores: int) -> dict[str, Path]:
    """Make both sets below ``out`` unless they are there; folders by name (``genome``, ``exome``)."""
    recipe = recipe_of(sizes)
    stamp = f"{recipe.digest()} {sizes} {Path(__file__).read_text()}"
    folders = {"genome": out / "genome", "exome": out / "exome"}
    marker = out / "made"
    if marker.is_file() and marker.read_text() == stamp:
        return folders
    shutil.rmtree(out, ignore_errors=True)
    for folder in folders.values():
        folder.mkdir(parents=True)
    builder = Builder(recipe, folders["genome"], cores)
    builder.build()
    exome = folders["exome"]
    for sub in ("reads", "truth"):
        (exome / sub).mkdir()
    windows = {
        contig: spans
        for contig, spans in targets_of(builder, PADDING + REACH).items()
        if builder.genome.kinds[contig] is not ContigKind.MITOCHONDRION
    }
    captured = _Captured(builder, exome, sizes.exome_depth, windows)
    make_reads(captured._read_tasks(), cores)
    _share(folders["genome"], exome)
    rows = [
        f"{contig}\t{start}\t{end}\n"
        for contig, spans in targets_of(builder, PADDING).items()
        if contig in windows
        for start, end in spans
    ]
    (exome / "targets.bed").write_text("".join(rows))
    everything = (f"{name}\t0\t{len(text)}\n" for name, text in builder.genome.sequences.items())
    (folders["genome"] / "everything.bed").write_text("".join(everything))
    marker.write_text(stamp)
    return folders


def _share(genome: Path, exome: Path) -> None:
    """The files that both sets have in common, and the exome's configuration."""
    for name in (*SHARED, "founders.tsv", *TRACKS, *(f"{track}.tbi" for track in TRACKS)):
        shutil.copy2(genome / name, exome / name)
    for path in (genome / "truth").iterdir():
        shutil.copy2(path, exome / "truth" / path.name)
    config = yaml.safe_load((genome / "config.yaml").read_text())
    config["reference"]["targets"] = "targets.bed"
    (exome / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    cases = (exome / "cases.tsv").read_text().replace("\tgenome\t", "\texome\t")
    (exome / "cases.tsv").write_text(cases)


def demo_recipe_file() -> Path:
    """The recipe of the demo, checked."""
    path = ROOT / "resources" / "simulation" / "demo.json"
    read_recipe(path)
    return path
