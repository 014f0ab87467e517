"""The right answers, written down before any read exists: expected findings, family genotypes, autozygosity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tachkhis.simulation.ancestry import AutosomeLineage
from tachkhis.simulation.model import Gene
from tachkhis.simulation.model import Genome
from tachkhis.simulation.people import People
from tachkhis.simulation.people import Person
from tachkhis.simulation.planting import Planted
from tachkhis.simulation.recipe import CaseRecipe
from tachkhis.simulation.recipe import Recipe
from tachkhis.simulation.recipe import Role
from tachkhis.simulation.variation import ABSENT
from tachkhis.simulation.variation import Variation

Json = dict[str, object]


@dataclass(frozen=True)
class Genotypes:
    """Looks up who carries what."""

    people: People
    variations: dict[str, Variation]

    def copies(self, person: Person, contig: str, number: int) -> list[int]:
        """Alleles of a person at a variant, father's copy first; only the copies that exist."""
        row = self.people.row_of[person.number]
        pair = self.variations[contig].person(row)[number]
        return [int(allele) for allele in pair if allele != ABSENT]

    def of(self, item: Planted) -> dict[str, list[int]]:
        """Alleles of a planted variant in each member of its family."""
        variation = self.variations[item.named.allele.contig]
        number = variation.alleles.index(item.named.allele)
        return {
            str(person.sample): self.copies(person, variation.contig, number)
            for person in self.people.family(item.case)
        }


def zygosity(copies: list[int]) -> str:
    """Zygosity in the words of ``interpretation.result.Genotype``."""
    if not copies:
        return "missing"
    if len(copies) == 1:
        return "hemi_alt" if copies[0] else "hemi_ref"
    return ("hom_ref", "het", "hom_alt")[sum(copies)]


def origin(case: CaseRecipe, copies: dict[str, list[int]]) -> str:
    """Origin of the proband's allele in the words of ``interpretation.result.VariantResult``."""
    proband = next(person for person in case.people if person.sample == case.proband)
    if not sum(copies[case.proband]):
        return "not_carried"
    if not proband.father or not proband.mother:
        return "unknown"
    from_father, from_mother = sum(copies[proband.father]) > 0, sum(copies[proband.mother]) > 0
    if sum(copies[case.proband]) == 2:
        return "biparental"
    return {(True, False): "paternal", (False, True): "maternal", (False, False): "de_novo"}.get(
        (from_father, from_mother), "unknown"
    )


def _variant(item: Planted, case: CaseRecipe, genotypes: Genotypes) -> Json:
    copies = genotypes.of(item)
    named, plant = item.named, item.plant
    assert plant is not None
    return {
        "id": named.allele.id,
        "contig": named.allele.contig,
        "position": named.allele.position,
        "ref": named.allele.ref,
        "alt": named.allele.alt,
        "gene": named.gene,
        "transcript": named.transcript,
        "hgvs_c": f"{named.transcript}:{named.hgvs_c}",
        "hgvs_p": named.hgvs_p,
        "consequence": named.consequence,
        "role": plant.role.value,
        "founder": plant.founder,
        "clinvar": plant.listing or None,
        "origin": origin(case, copies),
        "genotypes": {
            sample: {"gt": "/".join(map(str, sorted(found))) or ".", "zygosity": zygosity(found)}
            for sample, found in copies.items()
        },
    }


def expected_answers(recipe: Recipe, planted: list[Planted], genotypes: Genotypes) -> Json:
    """Content of ``truth/expected.json``."""
    cases: Json = {}
    for case in recipe.cases:
        variants = [_variant(item, case, genotypes) for item in planted if item.case == case.id]
        cases[case.id] = {
            "proband": case.proband,
            "finding": case.expected.finding,
            "gene": case.expected.gene,
            "mode": case.expected.mode,
            "phase": case.expected.phase,
            "variants": [variant for variant in variants if variant["role"] == Role.CAUSE],
            "carrier": [variant for variant in variants if variant["role"] == Role.CARRIER],
            "decoys": [variant for variant in variants if variant["role"] == Role.DECOY],
        }
    return {"synthetic": True, "seed": recipe.seed, "cases": cases}


def autozygosity(
    recipe: Recipe,
    people: People,
    planted: list[Planted],
    lineages: dict[str, AutosomeLineage],
    genome: Genome,
) -> Json:
    """Content of ``truth/ibd.json``: autozygous segments of probands of first cousins, and the true F."""
    cases: Json = {}
    total = sum(len(genome.sequences[contig]) for contig in lineages)
    for case in recipe.cases:
        if case.consanguinity != "first_cousins":
            continue
        proband = people.by_sample[case.proband]
        segments = [
            {"contig": contig, "start": start, "end": end}
            for contig, lineage in lineages.items()
            for start, end in lineage.autozygous_segments(proband)
        ]
        causes = [item for item in planted if item.case == case.id and item.plant and item.plant.founder]
        within = [
            segment
            for segment in segments
            for item in causes
            if segment["contig"] == item.named.allele.contig
            and int(str(segment["start"])) <= item.named.allele.position <= int(str(segment["end"]))
        ]
        length = sum(int(str(segment["end"])) - int(str(segment["start"])) + 1 for segment in segments)
        cases[case.id] = {
            "proband": case.proband,
            "segments": segments,
            "autosome_bases": total,
            "autozygous_bases": length,
            "f": round(length / total, 6),
            "founder": causes[0].named.allele.id if causes else None,
            "founder_segment": within[0] if within else None,
        }
    return {"synthetic": True, "coordinates": "1-based inclusive", "cases": cases}


TRUTH_HEADER = (
    "##source=truth, synthetic",
    "##note=genotypes are phased, father's copy first; pseudo-autosomal variants of both sexes are given on X only",
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="True genotype">',
)


def family_records(case: CaseRecipe, genotypes: Genotypes) -> Iterable[str]:
    """Lines of ``truth/{case}.vcf.gz``: every variant that a member carries."""
    family = genotypes.people.family(case.id)
    yield "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + "\t".join(str(person.sample) for person in family)
    rows = [genotypes.people.row_of[person.number] for person in family]
    for variation in genotypes.variations.values():
        tables = [variation.person(row) for row in rows]
        for number, allele in enumerate(variation.alleles):
            called = [[int(value) for value in table[number] if value != ABSENT] for table in tables]
            if any(1 in copies for copies in called):
                columns = [
                    allele.contig,
                    str(allele.position),
                    ".",
                    allele.ref,
                    allele.alt,
                    ".",
                    "PASS",
                    ".",
                    "GT",
                ]
                yield "\t".join(columns + ["|".join(map(str, copies)) or "." for copies in called])


def founder_rows(planted: list[Planted], genes: dict[str, Gene]) -> Iterable[list[str]]:
    """Rows of ``founders.tsv``."""
    for item in planted:
        if item.plant is not None and not item.plant.founder:
            continue
        gene = genes[item.named.gene].recipe
        yield [
            gene.symbol,
            item.named.transcript,
            item.named.hgvs_c,
            item.named.hgvs_p,
            gene.disease,
            gene.omim,
            "Morocco (synthetic)",
            "synthetic",
            "",
            "yes",
            "synthetic",
            "made up by 'tachkhis simulate' for training and tests",
        ]
