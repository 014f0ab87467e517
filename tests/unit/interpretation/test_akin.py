"""A request that says Myopathy, and genes that HPO lists with other signs of muscle: what is told, and what is not.

GAA (recessive) and BRCA2 (dominant, recessive for Fanconi anaemia) are on the ACMG SF list, ACADVL (recessive) is not.
GAA shares "Abnormal skeletal muscle morphology" with Myopathy, and nothing below "Abnormal nervous system physiology"
with Seizure.
"""

from __future__ import annotations

import pytest

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.akin import is_akin
from tachkhis.interpretation.akin import may_be_judged
from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.candidates import choose
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
from tachkhis.variants.record import Variant

from .families import consequence
from .families import family
from .families import nonsense
from .families import seen

MYOPATHY, SEIZURE, WEAKNESS = "HP:0003198", "HP:0001250", "HP:0001324"
TRIO = {"father": "no", "mother": "no"}
HOMOZYGOUS = {"girl": "1/1", "father": "0/1", "mother": "0/1"}
INHERITED = {"girl": "0/1", "father": "0/1", "mother": "0/0"}
MATERNAL = {"girl": "0/1", "father": "0/0", "mother": "0/1"}
DE_NOVO = {"girl": "0/1", "father": "0/0", "mother": "0/0"}
TRACKS = TracksInput(
    resources=[Resource(name=name, version="1", synthetic=True) for name in ("gnomad", "clinvar")],
    clinvar_genes=dict.fromkeys(("GAA", "BRCA2", "ACADVL"), ClinVarGene(pathogenic=9, lof_pathogenic=9)),
)


def listed(people: Family, *variants: Variant, sign: str, consent: str = "") -> list[Chosen]:
    """What the analysis lists, judging only what the consent and the question let be judged."""
    question = Question((sign,), frozenset(), frozenset(consent.split()))
    assessor = Assessor(people, TRACKS, None, "own build", (sign,))
    genes = assessor.genes(variants, lambda gene, fit, found: may_be_judged(gene, fit, found, people, question))
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


@pytest.mark.parametrize("gene", ["GAA", "ACADVL"])  # on the ACMG SF list, and not
@pytest.mark.parametrize("consent", ["", "secondary_findings incidental"])
def test_a_homozygous_null_variant_under_an_akin_sign_answers_the_question_unproposed(gene: str, consent: str) -> None:
    assert Fits((MYOPATHY,)).of(gene).matched == ()
    (found,) = listed(family(**TRIO), lof(gene, **HOMOZYGOUS), sign=MYOPATHY, consent=consent)
    assert found.class_.value in ("P", "LP")
    assert (found.proposed, found.notable, found.by_consent) == (False, True, False)
    assert diagnostic([found]) == [found]
    keys = {one.key for one in found.reasons}
    assert "candidate.not_proposed_akin" in keys
    assert not keys & {"candidate.secondary_finding", "candidate.incidental_finding", "candidate.phenotype_match"}


def test_without_an_akin_sign_the_same_genotype_is_not_even_judged() -> None:
    people = family(**TRIO)
    question = Question((SEIZURE,), frozenset(), frozenset())
    fit = Fits((SEIZURE,)).of("GAA")
    assert may_be_judged("GAA", fit, [lof("GAA", **HOMOZYGOUS)], people, question) == ()
    assert listed(people, lof("GAA", **HOMOZYGOUS), sign=SEIZURE) == []


@pytest.mark.parametrize(
    ("gene", "calls"),
    [("GAA", INHERITED), ("BRCA2", INHERITED), ("BRCA2", DE_NOVO)],
    ids=["carrier", "dominant risk", "dominant risk, de novo"],
)
def test_one_copy_in_a_gene_of_the_sf_list_is_not_judged_for_an_akin_sign(gene: str, calls: dict[str, str]) -> None:
    people, variant = family(**TRIO), lof(gene, **calls)
    question, fit = Question((MYOPATHY,), frozenset(), frozenset()), Fits((MYOPATHY,)).of(gene)
    assert fit.akin == (MYOPATHY,)
    assert list(may_be_judged(gene, fit, [variant], people, question)) == []
    assert listed(people, variant, sign=MYOPATHY) == []
    assert variant_withheld(gene, fit, variant, [], people, question) == "secondary_findings"


def test_two_alleles_in_trans_are_told_and_a_third_variant_of_the_gene_is_not_looked_at() -> None:
    people = family(**TRIO)
    pair = (lof("GAA", 5_000, **INHERITED), lof("GAA", 6_000, **MATERNAL))
    (found,) = listed(people, *pair, sign=MYOPATHY)
    assert [one.id for one in found.diplotype.variants] == [one.id for one in pair]
    unread = {"girl": "0/1", "father": "./.", "mother": "./."}  # phase unknown
    assert listed(people, lof("GAA", 5_000, **unread), lof("GAA", 6_000, **unread), sign=MYOPATHY) == []


def test_a_homozygous_vus_in_a_gene_of_the_sf_list_is_not_listed() -> None:
    vus = seen("chr1", 5_000, effect=consequence("missense_variant", gene="GAA"), **HOMOZYGOUS)
    people = family(**TRIO)
    assert listed(people, vus, sign=MYOPATHY) == []
    question, fit = Question((MYOPATHY,), frozenset(), frozenset()), Fits((MYOPATHY,)).of("GAA")
    assert variant_withheld("GAA", fit, vus, [], people, question) is None  # looked at: explain tells why


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
        ("BRCA2", fit("autosomal_recessive"), HOMOZYGOUS, True),
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


@pytest.mark.parametrize(("proband", "genotype", "akin"), [("boy", "1", True), ("girl", "0/1", False)])
def test_on_x_the_only_copy_of_a_boy_counts_and_one_of_two_does_not(proband: str, genotype: str, akin: bool) -> None:
    people = family(proband)
    (one,) = single_diplotypes(seen("chrX", 5_000, effect=nonsense("GLA"), **{proband: genotype}), people)
    assert is_akin("GLA", fit("x_linked"), one, people) is akin
