"""Genotypes that may answer a request whose sign a gene is not known for, but for a sign of the same group.

A clinician writes ``Myopathy`` where HPO lists ``Rhabdomyolysis`` and ``Elevated circulating creatine kinase
concentration``: no sign of the request is then among those of the gene, nor above them, and yet the disease is the one
that was asked about. A sign is **akin** to a gene that does not have it if both stand below one term that at most a
part of the genes with signs stand below (``akin_from_genes_share`` of ``resources/acmg/candidates.json``; what it
costs: ``resources/acmg/README.md``).

That opens few genotypes, for many genes share such a term: only those that make ill by themselves under a mode that HPO
lists for the gene (no mode listed contradicts nothing) and of whose variants each is P or LP by the class computed here
(ClinVar's word or a list of founders opens nothing). Both copies altered, the only copy of X in a male, or an allele
that neither parent has. Two copies are read as two: a genotype of one allele where the person has two copies of the
place, or one at odds with a deletion beside it, opens nothing.

**No gene of the ACMG SF list is ever akin**: what is found there beyond the question is a secondary finding, which
consent alone lets be computed. No share of the genes tells the gene that the request is about from the others: GAA and
MLH1 share with Myopathy the very same term as the narrowest.
"""

from __future__ import annotations

from collections.abc import Iterable

from tachkhis.interpretation.assess import PATHOGENIC
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.fit import Fit
from tachkhis.interpretation.gene_modes import fits_gene
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.telling import is_secondary


def answers_akin(result: GeneResult, diplotype: Diplotype, family: Family) -> bool:
    """Whether a genotype of P and LP variants answers the request by a sign akin to its gene."""
    judged = (result.judged[variant.id] for variant in diplotype.variants)
    return all(one.class_ in PATHOGENIC for one in judged) and is_akin(result.gene, result.fit, diplotype, family)


def is_akin(gene: str, fit: Fit, diplotype: Diplotype, family: Family) -> bool:
    """Whether a genotype may answer the request by a sign akin to the gene, whatever its class; see the module."""
    if fit.matched or not fit.akin or is_secondary(gene):
        return False
    place = family.place(diplotype.variants[0])
    if not fits_gene(diplotype.mode, diplotype.zygosity, place, family.proband.sex, fit.modes):
        return False
    if diplotype.mode in (Mode.DE_NOVO, Mode.COMPOUND_HETEROZYGOUS):
        return True
    both = diplotype.mode in (Mode.RECESSIVE_HOMOZYGOUS, Mode.X_LINKED)
    full = diplotype.zygosity in (Zygosity.HOM_ALT, Zygosity.HEMI_ALT)
    return both and full and not family.copies_in_doubt(diplotype.variants[0], family.proband)


def akin_ids(gene: str, fit: Fit, diplotypes: Iterable[Diplotype], family: Family) -> frozenset[str]:
    """Ids of the variants of the genotypes that are akin."""
    if fit.matched or not fit.akin:
        return frozenset()
    held = (one.variants for one in diplotypes if is_akin(gene, fit, one, family))
    return frozenset(variant.id for variants in held for variant in variants)
