"""Genotypes that may answer a request whose sign a gene is not known for, but for a sign of the same group.

A clinician writes ``Myopathy`` where HPO lists ``Proximal muscle weakness`` and ``Increased muscle glycogen content``:
no sign of the request is then among those of the gene, nor above them, and yet the disease is the one that was asked
about. A sign is **akin** to a gene that does not have it if both stand below one term that at most a part of the genes
with signs stand below (``akin_from_genes_share`` of ``resources/acmg/candidates.json``; what it costs:
``resources/acmg/README.md``).

That opens few genotypes, for many genes share such a term: only those that make ill by themselves under a mode that HPO
lists for the gene (no mode listed contradicts nothing). Both copies altered, the only copy of X in a male, or an allele
that neither parent has. In genes of the ACMG SF list de novo alleles and pairs of unknown phase stay closed: one copy
there is a finding that was not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.consent import gene_withheld
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.fit import Fit
from tachkhis.interpretation.gene_modes import fits_gene
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import compound_diplotypes
from tachkhis.interpretation.inheritance import single_diplotypes
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import is_secondary
from tachkhis.variants.record import Variant


def is_akin(gene: str, fit: Fit, diplotype: Diplotype, family: Family) -> bool:
    """Whether a genotype may answer the request by a sign akin to the gene; see the module."""
    if fit.matched or not fit.akin:
        return False
    place = family.place(diplotype.variants[0])
    if not fits_gene(diplotype.mode, diplotype.zygosity, place, family.proband.sex, fit.modes):
        return False
    if diplotype.mode is Mode.DE_NOVO:
        return not is_secondary(gene)
    if diplotype.mode is Mode.COMPOUND_HETEROZYGOUS:
        return diplotype.phase is Phase.TRANS or not is_secondary(gene)
    both = diplotype.mode in (Mode.RECESSIVE_HOMOZYGOUS, Mode.X_LINKED)
    return both and diplotype.zygosity in (Zygosity.HOM_ALT, Zygosity.HEMI_ALT)


def may_be_judged(
    gene: str, fit: Fit, variants: Sequence[Variant], family: Family, question: Question
) -> Sequence[Variant]:
    """Of the carried variants of a gene those that may be looked at: all, none, or those of genotypes that are akin."""
    if gene_withheld(gene, fit, question) is None:
        return variants
    if not fit.akin or fit.matched:
        return ()
    alone = (one for variant in variants for one in single_diplotypes(variant, family))
    held = akin_ids(gene, fit, (*alone, *compound_diplotypes(variants, family)), family)
    return [variant for variant in variants if variant.id in held]


def akin_ids(gene: str, fit: Fit, diplotypes: Iterable[Diplotype], family: Family) -> frozenset[str]:
    """Ids of the variants of the genotypes that are akin."""
    if fit.matched or not fit.akin:
        return frozenset()
    held = (one.variants for one in diplotypes if is_akin(gene, fit, one, family))
    return frozenset(variant.id for variants in held for variant in variants)
