"""Simulated trios with a planted cause: published changes of published patients among a drawn background."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from quiet_case import quiet_case
from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.case.model import Test
from tachkhis.interpretation.acmg.evidence import DOMINANT_MODES
from tachkhis.interpretation.acmg.evidence import RECESSIVE_MODES
from tachkhis.interpretation.acmg.evidence import X_MODES
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import ReferenceRule
from tachkhis.interpretation.inputs import ClinVarGene
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.phenotype import hpo
from tachkhis.interpretation.runs import Run
from tachkhis.interpretation.setting import Resource
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Call
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Variant

TABLE = Path(__file__).with_suffix(".json")
CHILD, FATHER, MOTHER = "child", "father", "mother"
X_SHARE = 25
X_LENGTH, PAR = 156_000_000, {"X": ((10_001, 2_781_479), (155_701_383, 156_030_895))}
GNOMAD_ALLELES = 1_500_000
STARS = ("criteria provided, single submitter", "criteria provided, multiple submitters, no conflicts")
EFFECTS = {
    "stop_gained": "HIGH",
    "frameshift_variant": "HIGH",
    "splice_donor_variant": "HIGH",
    "missense_variant": "MODERATE",
    "inframe_deletion": "MODERATE",
    "splice_region_variant": "LOW",
    "intron_variant": "MODIFIER",
}
SPLICE_REGION = 8
SCORED = {"missense_variant": "REVEL", "splice_region_variant": "SPLICEAI"}
TRUNCATING = ("stop_gained", "frameshift_variant", "splice_donor_variant")


@cache
def assumptions() -> Any:
    """The table of assumptions."""
    return json.loads(TABLE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Planted:
    """A published patient to plant.

    Attributes:
        id: of the case.
        gene: the cause.
        mode: ``de_novo``, ``homozygous``, ``compound``, ``x_linked``.
        effects: kind of change of each allele.
        sex: of the child.
        terms: present signs.
        paper: PubMed id as written.
    """

    id: str
    gene: str
    mode: str
    effects: tuple[str, ...]
    sex: Sex
    terms: tuple[str, ...]
    paper: str


@dataclass(frozen=True)
class World:
    """Genes with their places and sizes, drawn once."""

    names: list[str]
    share: np.ndarray  # of a haplotype's variants, by gene
    contig: list[str]
    start: np.ndarray
    modes: dict[str, frozenset[str]]
    tracks: TracksInput
    recessive: np.ndarray  # genes of HPO for recessive disease alone

    @staticmethod
    def draw(rng: np.random.Generator, genes: list[str]) -> World:
        """The genes of HPO under their names, and others up to the number of protein-coding genes."""
        table = assumptions()
        number = int(table["genes"]["number"])
        names = [*genes, *(f"OTHER{place:05d}" for place in range(number - len(genes)))]
        sizes = rng.lognormal(0.0, table["genes"]["size_sigma"], number)
        modes = {gene: frozenset(hpo().modes(gene)) for gene in genes}
        contig, start = [], np.zeros(number, dtype=np.int64)
        for place, name in enumerate(names):
            listed = modes.get(name, frozenset())
            on_x = (bool(listed) and listed <= X_MODES) or (not listed and rng.random() < 1 / X_SHARE)
            contig.append("chrX" if on_x else f"chr{rng.integers(1, table['autosomes']['number'] + 1)}")
            start[place] = rng.integers(3_000_000, table["autosomes"]["bases"] - 1_000_000)
        counts = {
            gene: ClinVarGene(pathogenic=20, lof_pathogenic=10)
            for gene in genes
            if rng.random() < table["clinvar"]["gene_known"]
        }
        used = [Resource(name=name, version="simulated", synthetic=True) for name in ("gnomad", "clinvar", "scores")]
        recessive = [
            place
            for place, gene in enumerate(genes)
            if modes[gene] & RECESSIVE_MODES - X_MODES and not modes[gene] & DOMINANT_MODES and contig[place] != "chrX"
        ]
        tracks = TracksInput(resources=used, clinvar_genes=counts)
        return World(names, sizes / sizes.sum(), contig, start, modes, tracks, np.array(recessive))


@dataclass
class Allele:
    """A variant of a haplotype, before anybody's genotype is known."""

    gene: int
    position: int
    effect: str
    af: float
    score: float | None
    clinvar: tuple[str, str] | None  # significance, review status
    copies: dict[str, int] = field(default_factory=dict)
    weak: bool = False


@dataclass(frozen=True)
class Simulated:
    """A trio: its family, variants, runs of homozygosity, and the ids of the planted alleles."""

    planted: Planted
    family: Family
    variants: tuple[Variant, ...]
    runs: tuple[Run, ...]
    cause: frozenset[str]


def simulate(world: World, planted: Planted, seed: int) -> Simulated:
    """One trio; the same seed gives the same trio."""
    rng = np.random.default_rng(seed)
    at = world.names.index(planted.gene) if planted.gene in world.names else -1
    if at < 0:  # a gene that HPO does not know: one of the others takes its name
        fitting = [place for place in range(len(world.names) - 1000, len(world.names)) if _fits(world, place, planted)]
        at = fitting[seed % len(fitting)]
    runs = _runs(rng, world, at) if planted.mode == "homozygous" else ()
    alleles = _background(rng, world, runs, planted.sex)
    cause = _cause(rng, world, planted, at)
    alleles += cause
    names = {at: planted.gene}
    found = [(_variant(rng, world, one, names, planted.sex), one) for one in alleles]
    kept = sorted(found, key=lambda pair: (world.contig[pair[1].gene], pair[1].position))
    chosen = frozenset(variant.id for variant, one in kept if any(one is other for other in cause))
    return Simulated(planted, _family(planted), tuple(variant for variant, _ in kept), runs, chosen)


def _fits(world: World, place: int, planted: Planted) -> bool:
    return (world.contig[place] == "chrX") is (planted.mode == "x_linked")


def _family(planted: Planted) -> Family:
    people = (
        Person(CHILD, FATHER, MOTHER, planted.sex, Affected.YES),
        Person(FATHER, None, None, Sex.MALE, Affected.NO),
        Person(MOTHER, None, None, Sex.FEMALE, Affected.NO),
    )
    case = quiet_case(people, proband=CHILD, test=Test.EXOME, hpo=planted.terms)
    copies = SexChromosomes({"chrX": X_LENGTH}, PAR)
    confirmed = frozenset({(CHILD, FATHER), (CHILD, MOTHER)})
    return Family(case, frozenset(case.samples), copies, ReferenceRule.shipped(), confirmed=confirmed)


def _runs(rng: np.random.Generator, world: World, at: int) -> tuple[Run, ...]:
    """Runs of a child of first cousins, one of them over the cause."""
    table = assumptions()
    kin, bases = table["kinship"], int(table["autosomes"]["bases"])
    whole = max(0.01, rng.normal(kin["f"], kin["f_sd"])) * bases * int(table["autosomes"]["number"])
    middle, taken = int(world.start[at]), 0.0
    found: dict[str, tuple[int, int]] = {}
    while taken < whole and len(found) < int(table["autosomes"]["number"]):
        length = int(max(2e6, rng.exponential(kin["run_bases"])))
        contig = world.contig[at] if not found else f"chr{rng.integers(1, int(table['autosomes']['number']) + 1)}"
        start = middle - int(rng.uniform(0.1, 0.9) * length) if not found else int(rng.integers(1, bases))
        if contig not in found:
            found[contig] = (max(1, start), min(bases, start + length))
            taken += found[contig][1] - found[contig][0]
    return tuple(
        Run(contig=contig, start=start, end=end, bases=end - start + 1, markers=1000, quality=60.0)
        for contig, (start, end) in sorted(found.items())
    )


def _haplotype(rng: np.random.Generator, world: World) -> list[Allele]:
    table = assumptions()["haplotype"]
    genes = rng.choice(len(world.names), rng.poisson(table["rare"]), p=world.share)
    found = []
    for gene in genes.tolist():
        kind = rng.random()
        if kind < table["absent"]:
            af = 0.0
        elif kind < table["absent"] + table["low"]:
            af = float(10 ** rng.uniform(*np.log10(table["low_range"])))
        else:
            af = float(rng.uniform(*table["high_range"]))
        effect = _effect(rng, table["truncating"], table["inframe"], table["splice_region"])
        dominant = world.modes.get(world.names[gene], frozenset()) & DOMINANT_MODES
        if effect in TRUNCATING and dominant and rng.random() > table["truncating_kept_in_dominant_genes"]:
            continue
        found.append(_allele(rng, world, gene, effect, af))
    for gene in rng.choice(world.recessive, rng.poisson(table["known_carrier"])).tolist():
        effect = _effect(rng, 0.6, 0.0, 0.0)
        allele = _allele(rng, world, gene, effect, float(10 ** rng.uniform(-5, -2.5)), causal=True)
        allele.clinvar = ("Pathogenic", STARS[int(rng.integers(2))])
        found.append(allele)
    return found


def _effect(rng: np.random.Generator, truncating: float, inframe: float, region: float) -> str:
    kind = rng.random()
    if kind < truncating:
        return TRUNCATING[int(rng.integers(len(TRUNCATING)))]
    if kind < truncating + inframe:
        return "inframe_deletion"
    return "splice_region_variant" if kind < truncating + inframe + region else "missense_variant"


def _allele(
    rng: np.random.Generator, world: World, gene: int, effect: str, af: float, *, causal: bool = False
) -> Allele:
    table = assumptions()
    shapes = table["scores"].get(SCORED.get(effect, ""), {})
    score = float(rng.beta(*shapes["causal" if causal else "background"])) if shapes else None
    clinvar = None
    if not causal and world.names[gene] in world.modes and rng.random() < table["clinvar"]["background_listed"]:
        shares = table["clinvar"]["common" if af >= table["clinvar"]["common_from"] else "rare"]
        clinvar = (str(rng.choice(list(shares), p=list(shares.values()))), STARS[int(rng.integers(2))])
        if clinvar[0].startswith("Conflicting"):
            clinvar = (clinvar[0], "criteria provided, conflicting classifications")
    position = int(world.start[gene]) + int(rng.integers(0, 100_000))
    return Allele(gene, position, effect, af, score, clinvar)


def _background(rng: np.random.Generator, world: World, runs: tuple[Run, ...], sex: Sex) -> list[Allele]:
    """Two haplotypes of each parent, one of each handed on; within runs the child has the father's twice."""
    paternal, paternal_other = _haplotype(rng, world), _haplotype(rng, world)
    maternal, maternal_other = _haplotype(rng, world), _haplotype(rng, world)

    def shared(one: Allele) -> bool:
        return any(run.holds(world.contig[one.gene], one.position) for run in runs)

    male, found = sex is Sex.MALE, []
    for held, child, father, mother in ((paternal, 1, 1, 0), (paternal_other, 0, 1, 0)):
        for one in held:
            if world.contig[one.gene] == "chrX":
                child_x = 1 if child == 0 and not male else 0  # the father has one X: that of the second haplotype
                one.copies = {CHILD: child_x, FATHER: 1 if child == 0 else 0, MOTHER: 0}
            elif shared(one):
                one.copies = {CHILD: 2 * child, FATHER: father, MOTHER: child}
            else:
                one.copies = {CHILD: child, FATHER: father, MOTHER: mother}
            found.append(one)
    for held, child in ((maternal, 1), (maternal_other, 0)):
        for one in held:
            if child and shared(one):
                continue  # her other haplotype stands where the common one was handed on
            one.copies = {CHILD: child, FATHER: 0, MOTHER: 1}
            found.append(one)
    table = assumptions()["de_novo"]
    for gene in rng.choice(len(world.names), rng.poisson(table["mean"]), p=world.share).tolist():
        one = _allele(rng, world, gene, _effect(rng, table["truncating"], 0.02, 0.04), 0.0)
        one.copies, one.clinvar = {CHILD: 1, FATHER: 0, MOTHER: 0}, None
        found.append(one)
    artefacts = rng.poisson(assumptions()["weak_calls"]["false"])
    for gene in rng.choice(len(world.names), artefacts, p=world.share).tolist():
        one = _allele(rng, world, gene, _effect(rng, 0.3, 0.1, 0.05), 0.0)
        one.copies, one.clinvar, one.weak = {CHILD: 1, FATHER: 0, MOTHER: 0}, None, True
        found.append(one)
    return [one for one in found if one.copies[CHILD]]


def _cause(rng: np.random.Generator, world: World, planted: Planted, at: int) -> list[Allele]:
    table = assumptions()
    copies = {
        "de_novo": [(1, 0, 0)],
        "homozygous": [(2, 1, 1)],
        "compound": [(1, 1, 0), (1, 0, 1)],
        "x_linked": [(1, 0, 1)],
    }[planted.mode]
    absent = table["causal"]["absent_dominant" if planted.mode == "de_novo" else "absent_recessive"]
    found = []
    for effect, (child, father, mother) in zip(planted.effects, copies, strict=True):
        af = 0.0 if rng.random() < absent else float(10 ** rng.uniform(*np.log10(table["causal"]["range"])))
        one = _allele(rng, world, at, effect, af, causal=True)
        one.copies = {CHILD: child, FATHER: father, MOTHER: mother}
        one.weak = bool(rng.random() < table["weak_calls"]["true"])
        listed = rng.random()
        if listed < table["clinvar"]["causal_listed"]:
            one.clinvar = (str(rng.choice(["Pathogenic", "Likely_pathogenic"])), STARS[int(rng.integers(2))])
        elif listed < table["clinvar"]["causal_listed"] + table["clinvar"]["causal_vus"]:
            one.clinvar = ("Uncertain_significance", STARS[0])
        found.append(one)
    return found


def _variant(rng: np.random.Generator, world: World, one: Allele, names: dict[int, str], sex: Sex) -> Variant:
    gene, contig = names.get(one.gene, world.names[one.gene]), world.contig[one.gene]
    changed = {"frameshift_variant": ("CA", "C"), "inframe_deletion": ("CAGA", "C")}
    ref, alt = changed.get(one.effect, ("C", "T"))
    consequence = Consequence(
        consequences=(one.effect,),
        impact=EFFECTS[one.effect],
        gene=gene,
        transcript=f"T{one.gene}.1",
        biotype="protein_coding",
        mane="select",
        chosen_why="mane_select",
        exon="2/9" if one.effect not in ("splice_donor_variant", "intron_variant") else None,
        intron="2/8" if one.effect in ("splice_donor_variant", "intron_variant") else None,
        hgvs_c=f"T{one.gene}.1:c.{one.position % 100_000}C>T",
        hgvs_p=None,
        nmd=True if one.effect in ("stop_gained", "frameshift_variant") else None,
        note=None,
    )
    calls = tuple(
        _call(rng, sample, one.copies[sample], _ploidy(contig, sample, sex), weak=one.weak and sample == CHILD)
        for sample in one.copies
    )
    count = round(one.af * GNOMAD_ALLELES)
    clinvar = None
    if one.clinvar is not None:
        clinvar = ClinVarEntry("1", one.clinvar[0], one.clinvar[1], ())
    return Variant(
        contig=contig,
        position=one.position,
        ref=ref,
        alt=alt,
        quality=200.0,
        filters=("PASS",),
        triage="keep:coding",
        hgvs_g=f"{contig}:g.{one.position}",
        consequences=(consequence,),
        calls=calls,
        gnomad=AlleleCounts(count, GNOMAD_ALLELES, 0, faf=one.af * 0.9) if count else None,
        clinvar=clinvar,
        scores={} if one.score is None else {SCORED[one.effect]: round(one.score, 3)},
    )


def _ploidy(contig: str, sample: str, sex: Sex) -> int:
    male = sample == FATHER or (sample == CHILD and sex is Sex.MALE)
    return 1 if contig == "chrX" and male else 2


def _call(rng: np.random.Generator, sample: str, copies: int, ploidy: int, *, weak: bool) -> Call:
    depth = 14 if weak else max(20, int(rng.poisson(40)))
    copies = min(copies, ploidy)
    alt = depth if copies == ploidy else int(np.clip(rng.binomial(depth, 0.5), 0.35 * depth, 0.65 * depth))
    alt = 0 if copies == 0 else alt
    alleles = tuple(1 if place >= ploidy - copies else 0 for place in range(ploidy))
    return Call(sample, alleles, depth, depth - alt, alt, 12 if weak else 99)


def effect_of(change: dict[str, Any]) -> str:
    """Kind of change of a published variant, from its names."""
    protein, coding = change.get("hgvs_p") or "", (change.get("hgvs_c") or "").partition(":")[2]
    if "fs" in protein:
        return "frameshift_variant"
    if re.search(r"Ter|\*", protein) and "ext" not in protein:
        return "stop_gained"
    place = re.search(r"\d([+-])(\d+)", coding)
    if place:
        distance = int(place.group(2))
        near = "splice_region_variant" if distance <= SPLICE_REGION else "intron_variant"
        return "splice_donor_variant" if distance <= 2 else near
    indel = len(change.get("ref") or "") - len(change.get("alt") or "")
    if indel:
        return "frameshift_variant" if indel % 3 else "inframe_deletion"
    return "missense_variant"


def published(rows: list[dict[str, str]]) -> Iterator[Planted]:
    """The patients that can be planted: one allele (as de novo), homozygous, two alleles, hemizygous on X."""
    sexes = {"MALE": Sex.MALE, "FEMALE": Sex.FEMALE}
    for row in rows:
        changes = json.loads(row["variants"] or "[]")
        kinds = sorted(change.get("zyg") or "" for change in changes)
        on_x = any(change.get("chrom") == "chrX" for change in changes)
        sex = sexes.get(row["sex"], Sex.FEMALE)
        if kinds == ["hemizygous"] and on_x:
            mode, sex = "x_linked", Sex.MALE
        elif kinds == ["heterozygous"] and not on_x:
            mode = "de_novo"
        elif kinds == ["homozygous"] and not on_x:
            mode = "homozygous"
        elif kinds == ["heterozygous", "heterozygous"] and not on_x:
            mode = "compound"
        else:
            continue
        terms = tuple(term for term in row["hpo_present"].split(";") if term)
        if not terms:
            continue
        effects = tuple(effect_of(change) for change in changes)
        yield Planted(row["case_id"], row["gene"], mode, effects, sex, terms, row["pmid"])
