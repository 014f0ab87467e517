"""The making of a whole set, stage by stage; answers are written before reads."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pysam

from tachkhis.simulation import clinvar
from tachkhis.simulation import tracks
from tachkhis.simulation.alleles import AlleleChooser
from tachkhis.simulation.alleles import NamedAllele
from tachkhis.simulation.ancestry import AutosomeLineage
from tachkhis.simulation.ancestry import Copy
from tachkhis.simulation.ancestry import DroppedLineage
from tachkhis.simulation.ancestry import drop_uniparental
from tachkhis.simulation.ancestry import drop_x
from tachkhis.simulation.ancestry import founder_sites
from tachkhis.simulation.annotation import gtf_lines
from tachkhis.simulation.genome import make_genome
from tachkhis.simulation.model import Allele
from tachkhis.simulation.model import Gene
from tachkhis.simulation.model import GeneIndex
from tachkhis.simulation.model import Genome
from tachkhis.simulation.people import People
from tachkhis.simulation.people import Person
from tachkhis.simulation.planting import Planted
from tachkhis.simulation.planting import arises_on
from tachkhis.simulation.planting import autosome_carriers
from tachkhis.simulation.planting import choose_planted
from tachkhis.simulation.planting import draw_autosome
from tachkhis.simulation.planting import redraw
from tachkhis.simulation.reads import Haplotype
from tachkhis.simulation.reads import ReadsTask
from tachkhis.simulation.reads import haplotype_sequence
from tachkhis.simulation.reads import make_reads
from tachkhis.simulation.recipe import ContigKind
from tachkhis.simulation.recipe import Recipe
from tachkhis.simulation.sequence import stream
from tachkhis.simulation.sheets import FOUNDERS
from tachkhis.simulation.sheets import write_config
from tachkhis.simulation.sheets import write_sheets
from tachkhis.simulation.sheets import write_table
from tachkhis.simulation.truth import TRUTH_HEADER
from tachkhis.simulation.truth import Genotypes
from tachkhis.simulation.truth import autozygosity
from tachkhis.simulation.truth import expected_answers
from tachkhis.simulation.truth import family_records
from tachkhis.simulation.truth import founder_rows
from tachkhis.simulation.variation import SiteMaker
from tachkhis.simulation.variation import Variation
from tachkhis.simulation.variation import mask_absent
from tachkhis.simulation.variation import with_planted

FASTA_WIDTH = 60


class Builder:
    """Makes one set in a folder."""

    def __init__(self, recipe: Recipe, folder: Path, cores: int) -> None:
        self.recipe, self.folder, self.cores = recipe, folder, cores
        self.genome: Genome
        self.genes: list[Gene]
        self.people = People(recipe)
        self.lineages: dict[str, AutosomeLineage] = {}
        self.variations: dict[str, Variation] = {}

    @contextmanager
    def stage(self, title: str) -> Iterator[list[str]]:
        """One line of progress; what the block appends is shown with the time it took."""
        started = time.monotonic()
        notes: list[str] = []
        yield notes
        print(f"simulate: {title}: {', '.join(notes)} ({time.monotonic() - started:.1f} s)", file=sys.stderr)

    def build(self) -> None:
        """Make everything."""
        for sub in ("reads", "truth"):
            (self.folder / sub).mkdir(parents=True, exist_ok=True)
        with self.stage("genome") as notes:
            self.genome, self.genes = make_genome(self.recipe)
            self._write_genome()
            bases = sum(map(len, self.genome.sequences.values()))
            notes += [
                f"{len(self.genome.sequences)} contigs",
                f"{bases / 1e3:.0f} kb",
                f"{len(self.genes)} genes",
            ]
        with self.stage("population and families") as notes:
            planted, pathogenic = self._make_variation()
            variants = sum(len(variation.alleles) for variation in self.variations.values())
            notes += [f"{len(self.people.sampled)} people", f"{variants} variants"]
        with self.stage("answers, tracks and sheets") as notes:
            self._write_truth(planted)
            notes += self._write_tracks(planted, pathogenic)
            write_sheets(self.folder, self.recipe)
            write_config(self.folder, self.genome)
        with self.stage("reads") as notes:
            tasks = self._read_tasks()
            pairs = make_reads(tasks, self.cores)
            notes += [f"{len(tasks)} people", f"{pairs} pairs"]

    def _write_genome(self) -> None:
        path = self.folder / "genome.fa"
        with path.open("w", encoding="ascii") as handle:
            for name, text in self.genome.sequences.items():
                handle.write(f">{name} synthetic\n")
                handle.writelines(
                    text[start : start + FASTA_WIDTH] + "\n" for start in range(0, len(text), FASTA_WIDTH)
                )
        pysam.faidx(str(path))
        lines = gtf_lines(self.genes, self.recipe.release)
        (self.folder / "genes.gtf").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _make_variation(self) -> tuple[list[Planted], list[NamedAllele]]:
        chooser = AlleleChooser(self.genome, {gene.symbol: gene for gene in self.genes})
        planted = choose_planted(self.recipe, chooser)
        pathogenic = clinvar.choose_pathogenic(self.recipe, self.genes, chooser)
        maker = SiteMaker(self.genome, GeneIndex(self.genes), chooser, self.recipe.population)
        for contig, kind in self.genome.kinds.items():
            here = [item for item in planted if item.named.allele.contig == contig]
            if kind is ContigKind.AUTOSOME:
                variation, carriers = self._autosome(contig, here, maker)
            else:
                variation, carriers = self._dropped(contig, kind, here, maker)
            variation = with_planted(variation, carriers, self.people)
            mask_absent(variation.genotypes, variation.alleles, self.genome, self.people, kind)
            self.variations[contig] = variation
        return planted, pathogenic

    def _autosome(
        self, contig: str, planted: list[Planted], maker: SiteMaker
    ) -> tuple[Variation, list[tuple[Allele, set[Copy]]]]:
        length = len(self.genome.sequences[contig])
        by_symbol = {gene.symbol: gene for gene in self.genes}
        lineage = draw_autosome(self.recipe, self.people, contig, length, planted, by_symbol)
        self.lineages[contig] = lineage
        positions, genotypes = lineage.mutated(self.recipe.population.mutation_rate)
        made = maker.make(contig, positions, stream(self.recipe.seed, "sites", contig))
        rows = [number for number, _ in made]
        carriers = [(item.named.allele, autosome_carriers(lineage, self.people, item)) for item in planted]
        return Variation(contig, [allele for _, allele in made], genotypes[rows]), carriers

    def _dropped(
        self, contig: str, kind: ContigKind, planted: list[Planted], maker: SiteMaker
    ) -> tuple[Variation, list[tuple[Allele, set[Copy]]]]:
        recipe, people = self.recipe, self.people
        length = len(self.genome.sequences[contig])

        def draw(attempt: int) -> DroppedLineage:
            if kind is ContigKind.X:
                par = self.genome.par.get(contig, [])
                return drop_x(people, length, par, recipe.population.morgans, recipe.seed + attempt)
            if kind is ContigKind.Y:
                return drop_uniparental(people, 0, ("male",))
            return drop_uniparental(people, 1, ("female", "male"))

        lineage = redraw(draw, people, planted)
        positions, by_founder = founder_sites(people, lineage, recipe.population, length, kind.value, recipe.seed)
        made = maker.make(contig, positions, stream(recipe.seed, "sites", contig))
        if kind is ContigKind.Y:  # the ends of Y vary as a copy of X and are kept there
            made = [(number, allele) for number, allele in made if not self.genome.in_par(contig, allele.position)]
        genotypes = np.zeros((len(made), 2 * len(people.sampled)), dtype=np.int8)
        numbers = [number for number, _ in made]
        for row, person in enumerate(people.sampled):
            for copy in (0, 1):
                here = (person.number, copy)
                if here not in lineage.gametes:
                    if here in by_founder:
                        genotypes[:, 2 * row + copy] = by_founder[here][numbers]
                    continue
                for place, (number, allele) in enumerate(made):
                    genotypes[place, 2 * row + copy] = by_founder[lineage.origin(here, allele.position)][number]
        carriers = []
        for item in planted:
            found: set[Copy] = set()
            if item.plant is not None:
                position = item.named.allele.position
                found = lineage.carriers(arises_on(lineage, people, item.plant, position), position)
            carriers.append((item.named.allele, found))
        return Variation(contig, [allele for _, allele in made], genotypes), carriers

    def _write_truth(self, planted: list[Planted]) -> None:
        genotypes = Genotypes(self.people, self.variations)
        answers = {
            "expected.json": expected_answers(self.recipe, planted, genotypes),
            "ibd.json": autozygosity(self.recipe, self.people, planted, self.lineages, self.genome),
        }
        for name, content in answers.items():
            text = json.dumps(content, indent=1, ensure_ascii=False)
            (self.folder / "truth" / name).write_text(text + "\n", encoding="utf-8")
        for case in self.recipe.cases:
            records = family_records(case, genotypes)
            tracks.write_vcf(self.folder / "truth" / f"{case.id}.vcf.gz", TRUTH_HEADER, self.genome, records)

    def _write_tracks(self, planted: list[Planted], pathogenic: list[NamedAllele]) -> list[str]:
        variations = list(self.variations.values())
        people, genome = self.people, self.genome
        listed = clinvar.entries(pathogenic, planted, variations, people, genome, self.genes)
        content = {
            "gnomad": (tracks.GNOMAD_HEADER, tracks.gnomad_records(variations, people)),
            "panel": (tracks.panel_header(people), tracks.panel_records(variations, people)),
            "clinvar": (clinvar.HEADER, clinvar.records(listed)),
        }
        counts = {
            name: tracks.write_vcf(self.folder / f"{name}.vcf.gz", header, genome, records)
            for name, (header, records) in content.items()
        }
        by_symbol = {gene.symbol: gene for gene in self.genes}
        write_table(self.folder / "founders.tsv", FOUNDERS, founder_rows(planted, by_symbol))
        return [f"{name} {count}" for name, count in counts.items()]

    def _read_tasks(self) -> list[ReadsTask]:
        return [
            ReadsTask(
                person=member,
                haplotypes=tuple(self._haplotypes(self.people.by_sample[member.sample])),
                recipe=self.recipe.reads,
                seed=self.recipe.seed,
                folder=self.folder,
            )
            for case in self.recipe.cases
            for member in case.people
        ]

    def _carried(self, contig: str, person: Person, copy: int) -> list[Allele]:
        variation = self.variations[contig]
        column = variation.person(self.people.row_of[person.number])[:, copy]
        return [variation.alleles[int(number)] for number in np.flatnonzero(column == 1)]

    def _haplotypes(self, person: Person) -> Iterator[Haplotype]:
        """The copies of all contigs in a person, with their sequences."""
        half = self.recipe.reads.depth / 2
        for contig, kind in self.genome.kinds.items():
            reference = self.genome.sequences[contig]
            if kind is ContigKind.MITOCHONDRION:
                text = haplotype_sequence(reference, self._carried(contig, person, 1))
                yield Haplotype(text, self.recipe.reads.mitochondrial_depth, circular=True)
            elif kind is ContigKind.Y:
                if person.sex == "male":
                    yield Haplotype(haplotype_sequence(reference, self._carried_on_y(contig, person)), half)
            else:
                copies = (1,) if kind is ContigKind.X and person.sex == "male" else (0, 1)
                for copy in copies:
                    yield Haplotype(haplotype_sequence(reference, self._carried(contig, person, copy)), half)

    def _carried_on_y(self, contig: str, person: Person) -> list[Allele]:
        """Alleles of a male's Y: its own and, moved over from X, those of its pseudo-autosomal ends."""
        found = self._carried(contig, person, 0)
        for x in self.genome.named(ContigKind.X):
            for allele in self._carried(x, person, 0):
                for (start, end), (on_y, _) in zip(self.genome.par[x], self.genome.par[contig], strict=True):
                    if start <= allele.position <= end:
                        found.append(Allele(contig, allele.position - start + on_y, allele.ref, allele.alt))
        return sorted(found, key=lambda allele: allele.position)
