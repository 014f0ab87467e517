"""A request that says Myopathy, and genes that HPO lists with other signs of muscle: what is told, and what is not.

GAA (recessive), MLH1 and BRCA2 (dominant, and recessive for other diseases) and GLA (on X) are on the ACMG SF list,
ACADVL (recessive) is not.
GAA shares "Abnormal skeletal muscle morphology" with Myopathy, and nothing below "Abnormal nervous system physiology"
with Seizure.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.akin import is_akin
from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.candidates import choose
from tachkhis.interpretation.consent import gene_withheld
from tachkhis.interpretation.explaining.withheld import variant_withheld
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.findings import diagnostic
from tachkhis.interpretation.fit import Fit
from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.inheritance import compound_diplotypes
from tachkhis.interpretation.inheritance import single_diplotypes
from tachkhis.interpretation.inputs import ClinVarGene
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.phenotype import hpo
from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.telling import Question
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import CopyConflict
from tachkhis.variants.record import Variant

from .families import consequence
from .families import family
from .families import nonsense
from .families import seen

MYOPATHY, SEIZURE, WEAKNESS, STEATOSIS = "HP:0003198", "HP:0001250", "HP:0001324", "HP:0001397"
TRIO = {"father": "no", "mother": "no"}
HOMOZYGOUS = {"girl": "1/1", "father": "0/1", "mother": "0/1"}
INHERITED = {"girl": "0/1", "father": "0/1", "mother": "0/0"}
MATERNAL = {"girl": "0/1", "father": "0/0", "mother": "0/1"}
DE_NOVO = {"girl": "0/1", "father": "0/0", "mother": "0/0"}
TRACKS = TracksInput(
    resources=[Resource(name=name, version="1", synthetic=True) for name in ("gnomad", "clinvar")],
    clinvar_genes=dict.fromkeys(("GAA", "BRCA2", "ACADVL", "MLH1", "GLA"), ClinVarGene(pathogenic=9, lof_pathogenic=9)),
)


def listed(people: Family, *variants: Variant, sign: str, consent: str = "") -> list[Chosen]:
    """What the analysis lists, judging only what the consent and the question let be judged."""
    question = Question((sign,), frozenset(), frozenset(consent.split()))
    assessor = Assessor(people, TRACKS, None, "own build", (sign,))
    genes = assessor.genes(variants, lambda gene, fit: gene_withheld(gene, fit, question) is None)
    return choose(genes, people, question)[0]


def lof(gene: str, position: int = 5_000, **calls: str) -> Variant:
    return seen("chr1", position, effect=nonsense(gene), **calls)


def test_the_shared_term_decides_on_both_sides_of_the_share() -> None:
    share = hpo().genes_below(11805) / hpo().genes_below(118)  # Abnormal skeletal muscle morphology, of all signs
    assert hpo().akin("GAA", (MYOPATHY,), share) == (MYOPATHY,)
    assert hpo().akin("GAA", (MYOPATHY,), share - 0.001) == ()
    limit = read_json(RESOURCES / "acmg" / "candidates.json")["akin_from_genes_share"]
    assert share < limit
    assert Fits((MYOPATHY,)).of("GAA").akin == (MYOPATHY,)
    assert Fits((SEIZURE,)).of("GAA").akin == ()  # the nervous system as a whole is no group
    assert Fits((WEAKNESS,)).of("GAA").akin == ()  # a sign of its own: nothing has to be akin


def test_a_gene_has_as_many_genes_below_a_term_as_hold_a_sign_of_it() -> None:
    whole = hpo()
    held = sum(WEAKNESS in whole.matched(gene, (WEAKNESS,)) for gene in whole.genes)
    assert whole.genes_below(1324) == held


@pytest.mark.parametrize("consent", ["", "secondary_findings incidental"])
def test_a_homozygous_null_variant_under_an_akin_sign_answers_the_question_unproposed(consent: str) -> None:
    assert Fits((MYOPATHY,)).of("ACADVL").matched == ()
    (found,) = listed(family(**TRIO), lof("ACADVL", **HOMOZYGOUS), sign=MYOPATHY, consent=consent)
    assert found.class_.value in ("P", "LP")
    assert (found.proposed, found.notable, found.by_consent) == (False, True, False)
    assert diagnostic([found]) == [found]
    keys = {one.key for one in found.reasons}
    assert "candidate.not_proposed_akin" in keys
    assert not keys & {"candidate.secondary_finding", "candidate.incidental_finding", "candidate.phenotype_match"}


def test_no_share_of_the_genes_parts_the_gene_asked_about_from_one_of_cancer() -> None:
    """Why the SF list is closed altogether: GAA and MLH1 begin to be akin to Myopathy at the very same share."""
    share = hpo().genes_below(11805) / hpo().genes_below(118)
    assert hpo().akin("GAA", (MYOPATHY,), share) == hpo().akin("MLH1", (MYOPATHY,), share) == (MYOPATHY,)
    assert hpo().akin("GAA", (MYOPATHY,), share - 0.001) == hpo().akin("MLH1", (MYOPATHY,), share - 0.001) == ()


@pytest.mark.parametrize(
    ("gene", "sign", "calls"),
    [
        ("GAA", MYOPATHY, HOMOZYGOUS),
        ("GAA", SEIZURE, HOMOZYGOUS),
        ("GAA", MYOPATHY, INHERITED),
        ("MLH1", STEATOSIS, HOMOZYGOUS),
        ("BRCA2", MYOPATHY, INHERITED),
        ("BRCA2", MYOPATHY, HOMOZYGOUS),
        ("BRCA2", MYOPATHY, DE_NOVO),
    ],
)
def test_a_gene_of_the_sf_list_is_told_by_consent_alone(gene: str, sign: str, calls: dict[str, str]) -> None:
    people, variant = family(**TRIO), lof(gene, **calls)
    question, told = Question((sign,), frozenset(), frozenset()), Fits((sign,)).of(gene)
    assert gene_withheld(gene, told, question) == "secondary_findings"  # what is not consented is not computed
    assert listed(people, variant, sign=sign) == []
    assert variant_withheld(gene, told, variant, [], people, question) == "secondary_findings"
    consented = listed(people, variant, sign=sign, consent="secondary_findings carrier")
    assert [one.by_consent for one in consented] == [True]
    assert diagnostic(consented) == []


def test_the_only_copy_of_x_in_a_gene_of_the_sf_list_is_no_exception() -> None:
    people = family("boy", father="no", mother="no")
    variant = seen("chrX", 5_000, effect=nonsense("GLA"), boy="1", father="0", mother="0/1")
    assert listed(people, variant, sign=STEATOSIS) == []
    assert [one.by_consent for one in listed(people, variant, sign=STEATOSIS, consent="secondary_findings")] == [True]


def test_clinvar_alone_opens_nothing() -> None:
    people = family(**TRIO)
    vus = seen("chr1", 5_000, effect=consequence("missense_variant", gene="ACADVL"), **HOMOZYGOUS)
    told = replace(vus, clinvar=ClinVarEntry("1", "Pathogenic", "criteria provided, single submitter", ()))
    assert listed(people, told, sign=MYOPATHY) == []
    assert len(listed(people, told, sign=MYOPATHY, consent="incidental")) == 1  # it tells, by ClinVar


def test_two_alleles_in_trans_are_told() -> None:
    people = family(**TRIO)
    pair = (lof("ACADVL", 5_000, **INHERITED), lof("ACADVL", 6_000, **MATERNAL))
    (found,) = listed(people, *pair, sign=MYOPATHY)
    assert [one.id for one in found.diplotype.variants] == [one.id for one in pair]
    assert "candidate.not_proposed_akin" in {one.key for one in found.reasons}


@pytest.mark.parametrize("genotype", ["1", "1/1"])
def test_a_call_of_one_copy_where_there_are_two_is_not_both_copies(genotype: str) -> None:
    people = family(**TRIO)
    variant = lof("ACADVL", girl=genotype, father="0/1", mother="0/1")
    found = listed(people, variant, sign=MYOPATHY)
    assert len(found) == (genotype == "1/1")
    beside = replace(variant, copy_conflicts=(CopyConflict("girl", "chr1-4990-AC-A", True),))
    assert listed(people, beside, sign=MYOPATHY) == []
    (asked,) = listed(people, variant, sign="HP:0003236")  # a sign of the gene itself
    said = {one.key for one in asked.reasons}
    assert ("candidate.one_copy_called" in said) == (genotype == "1")
    assert ("PM3" in {one.code for one in asked.judged[0].classification.criteria}) == (genotype == "1/1")


def fit(*modes: str, akin: bool = True, matched: bool = False) -> Fit:
    return Fit(0.0, 0.5, 9, (MYOPATHY,) if matched else (), True, tuple(modes), (MYOPATHY,) if akin else ())


@pytest.mark.parametrize(
    ("gene", "told", "calls", "akin"),
    [
        ("OTHER", fit("autosomal_recessive"), HOMOZYGOUS, True),
        ("OTHER", fit("autosomal_dominant"), HOMOZYGOUS, False),  # no mode of this gene
        ("OTHER", fit(), HOMOZYGOUS, True),  # no mode listed contradicts nothing
        ("OTHER", fit("autosomal_dominant"), DE_NOVO, True),
        ("OTHER", fit("autosomal_dominant"), INHERITED, False),
        ("OTHER", fit("autosomal_recessive", akin=False), HOMOZYGOUS, False),
        ("OTHER", fit("autosomal_recessive", matched=True), HOMOZYGOUS, False),  # the question's own
        ("BRCA2", fit("autosomal_recessive"), HOMOZYGOUS, False),  # of the SF list
        ("BRCA2", fit("autosomal_dominant"), DE_NOVO, False),
    ],
)
def test_which_genotypes_an_akin_sign_opens(gene: str, told: Fit, calls: dict[str, str], akin: bool) -> None:
    people = family(**TRIO)
    (one,) = single_diplotypes(lof(gene, **calls), people)
    assert is_akin(gene, told, one, people) is akin


@pytest.mark.parametrize(("gene", "akin"), [("OTHER", True), ("GAA", False)])
def test_a_pair_of_unknown_phase_opens_only_genes_outside_the_sf_list(gene: str, akin: bool) -> None:
    alone = family()
    (pair,) = compound_diplotypes([lof(gene, 5_000, girl="0/1"), lof(gene, 6_000, girl="0/1")], alone)
    assert is_akin(gene, fit("autosomal_recessive"), pair, alone) is akin


@pytest.mark.parametrize(
    ("proband", "genotype", "akin"),
    [("boy", "1", True), ("girl", "1/1", True), ("girl", "1", False), ("girl", "0/1", False)],
)
def test_on_x_the_only_copy_of_a_boy_counts_and_one_of_two_does_not(proband: str, genotype: str, akin: bool) -> None:
    people = family(proband)
    (one,) = single_diplotypes(seen("chrX", 5_000, effect=nonsense("OTHER"), **{proband: genotype}), people)
    assert is_akin("OTHER", fit("x_linked"), one, people) is akin
