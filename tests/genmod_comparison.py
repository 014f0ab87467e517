"""``genmod models`` and our modes of inheritance on one VCF, in the same words.

What is compared is the part of the interpretation that finds modes from genotypes and a pedigree: reading the VCF,
grouping by gene, :func:`single_diplotypes` and :func:`compound_diplotypes`, and writing the modes down. The words are
genmod's; ours are put into them so far as they go:

- a mode that the family contradicts is left out, as genmod leaves out what is not followed;
- ``XR`` and ``XD`` are both ``X``: we tell them apart later, by zygosity and by what is listed for the gene;
- de novo confirmed is ``_dn`` alone; de novo possible and not confirmed (a parent not read) is both, as genmod has it;
- genmod has no word for Y and for mitochondria, which it takes for autosomes; ours are ``Y`` and ``M``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from genmod_world import Combination
from genmod_world import Kin
from genmod_world import write_vcf
from paths import ROOT
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.inheritance import compound_diplotypes
from tachkhis.interpretation.inheritance import single_diplotypes
from tachkhis.interpretation.origin import DOUBT
from tachkhis.interpretation.origin import Origin
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import VariantFile

VERSION = "3.12.0"
COMPOUND = ("AR_comp", "AR_comp_dn")
_WORDS = {
    Mode.DE_NOVO: "AD",
    Mode.DOMINANT: "AD",
    Mode.RECESSIVE_HOMOZYGOUS: "AR_hom",
    Mode.X_LINKED: "X",
    Mode.Y_LINKED: "Y",
    Mode.MITOCHONDRIAL: "M",
    Mode.COMPOUND_HETEROZYGOUS: "AR_comp",
}
Models = frozenset[str]


def genmod_program() -> Path | None:
    """Genmod of the version compared: ``TACHKHIS_GENMOD``, or the one of ``scripts/benchmark inheritance``."""
    for path in (os.environ.get("TACHKHIS_GENMOD"), str(ROOT / ".tools" / "genmod" / "bin" / "genmod")):
        found = shutil.which(path) if path else None
        if found is not None:
            told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
            if VERSION in told.stdout:
                return Path(found)
    return None


def run_genmod(program: Path, vcf: Path, ped: Path, out: Path, processes: int = 1) -> None:
    """``genmod models`` with its own defaults, as its documentation has it for a VCF with ``Annotation``."""
    command = [str(program), "models", str(vcf), "-f", str(ped), "-p", str(processes), "-o", str(out)]
    subprocess.run(command, check=True, capture_output=True, text=True)


def read_genmod(path: Path) -> dict[str, Models]:
    """Models by gene: of a gene with one variant its own, of a gene with two the compound models of the pair.

    Raises:
        ValueError: the two variants of a pair have different compound models.
    """
    found: dict[str, list[set[str]]] = defaultdict(list)
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            continue
        info = dict(item.partition("=")[::2] for item in line.split("\t")[7].split(";"))
        told = info.get("GeneticModels", "").partition(":")[2]
        found[info["Annotation"]].append(set(filter(None, told.split("|"))))
    return {gene: _of_gene(gene, models) for gene, models in found.items()}


def _of_gene(gene: str, models: Sequence[set[str]]) -> Models:
    if len(models) == 1:
        return frozenset(models[0])
    pair = {frozenset(one & set(COMPOUND)) for one in models}
    if len(pair) != 1:
        raise ValueError(f"{gene}: {models}")
    return pair.pop()


def in_common_words(models: Models) -> Models:
    """Genmod's models with ``XR`` and ``XD`` as one."""
    return frozenset(one.replace("XR", "X").replace("XD", "X") for one in models)


def diplotypes_of(path: Path, family: Family) -> Iterator[tuple[str, tuple[Diplotype, ...]]]:
    """All diplotypes of each gene of a VCF: what the interpretation finds of genotypes before anything is judged."""
    by_gene: dict[str, list[Variant]] = {}
    for variant in VariantFile(path):
        for gene in variant.genes:
            by_gene.setdefault(gene, []).append(variant)
    for gene, variants in by_gene.items():
        single = (diplotype for variant in variants for diplotype in single_diplotypes(variant, family))
        yield gene, (*single, *compound_diplotypes(variants, family))


def read_ours(path: Path, family: Family, pairs: Iterable[str]) -> dict[str, Models]:
    """Our modes in genmod's words; of the genes in ``pairs`` the compound ones alone."""
    in_pairs = set(pairs)
    found = {}
    for gene, diplotypes in diplotypes_of(path, family):
        kept = [one for one in diplotypes if (one.mode is Mode.COMPOUND_HETEROZYGOUS) == (gene in in_pairs)]
        found[gene] = frozenset(word for one in kept for word in words_of(one))
    return found


def words_of(diplotype: Diplotype) -> tuple[str, ...]:
    """One diplotype in genmod's words."""
    if diplotype.support is Support.CONTRADICTED:
        return ()
    word = _WORDS[diplotype.mode]
    if diplotype.mode is Mode.DE_NOVO and diplotype.variants[0].contig == "chrX":
        in_par = not any(reason.key == "candidate.x_heterozygous" for reason in diplotype.reasons)
        word = "AD" if in_par else "X"
    if word in ("AR_hom", "Y", "M"):
        return (word,)
    if Origin.DE_NOVO in diplotype.origins:
        return (f"{word}_dn",)
    doubted = any(DOUBT in reason.key for reason in diplotype.reasons)
    return (word, f"{word}_dn") if doubted else (word,)


def compare(kin: Kin, genes: Sequence[Combination], folder: Path, program: Path | None) -> list[tuple[Models, Models]]:
    """Models of genmod (none where it is not given) and ours, of each combination."""
    vcf, ped, out = folder / f"{kin.name}.vcf", folder / f"{kin.name}.ped", folder / f"{kin.name}.genmod.vcf"
    write_vcf(kin, genes, vcf)
    kin.write_ped(ped)
    pairs = [f"G{number}" for number, gene in enumerate(genes) if len(gene.variants) == 2]
    ours = read_ours(vcf, kin.family, pairs)
    theirs: dict[str, Models] = {}
    if program is not None:
        run_genmod(program, vcf, ped, out)
        theirs = read_genmod(out)
    names = [f"G{number}" for number in range(len(genes))]
    return [(theirs.get(name, frozenset()), ours.get(name, frozenset())) for name in names]
