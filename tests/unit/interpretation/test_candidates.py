"""Which diplotypes are listed, which proposed, which kept back: one family at a time, with real genes of HPO.

TTPA: recessive alone (ataxia). LRRK2: dominant alone (parkinsonism). GJB2: both (deafness). DMD: X-linked recessive.
MEN1: dominant alone, and on the ACMG SF list.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tachkhis.case.model import Sex
from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.candidates import choose
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.gene_modes import fits_gene
from tachkhis.interpretation.inputs import ClinVarGene
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.telling import Question
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import Variant

from .families import consequence
from .families import family
from .families import nonsense
from .families import seen

ATAXIA, HEARING, PARKINSON, MUSCLE, SEIZURE = "HP:0001251", "HP:0000365", "HP:0001300", "HP:0003560", "HP:0001250"
TRIO = {"father": "no", "mother": "no"}
PATERNAL, MATERNAL = {"father": "0/1", "mother": "0/0"}, {"father": "0/0", "mother": "0/1"}
GENES = ("GENE1", "TTPA", "LRRK2", "GJB2", "DMD", "F8", "MEN1", "KMT2D", "BRCA2")
TRACKS = TracksInput(
    resources=[Resource(name=name, version="1", synthetic=True) for name in ("gnomad", "clinvar")],
    clinvar_genes={gene: ClinVarGene(pathogenic=9, lof_pathogenic=9) for gene in GENES},
)


def chosen(
    relatives: Family, *variants: Variant, hpo: tuple[str, ...] = (), genes: str = "", consent: str = ""
) -> list[Chosen]:
    """The listed diplotypes, best first."""
    assessor = Assessor(relatives, TRACKS, None, "own build", hpo)
    question = Question(hpo, frozenset(genes.split()), frozenset(consent.split()))
    return choose(assessor.genes(variants), relatives, question)[0]


def told(found: list[Chosen]) -> list[tuple[str, str, str, bool]]:
    """Gene, mode, class, proposed."""
    return [(c.result.gene, c.mode.value, c.class_.value, c.proposed) for c in found]


def keys(found: Chosen) -> set[str]:
    return {message.key.removeprefix("candidate.") for message in found.reasons}


def lof(gene: str, position: int = 5_000, contig: str = "chr1", **calls: str) -> Variant:
    """A null variant in a gene where loss of function is known to make ill: LP by itself (PVS1 + PM2)."""
    return seen(contig, position, effect=nonsense(gene), **calls)


def missense(gene: str, position: int = 6_000, **calls: str) -> Variant:
    """VUS by itself (PM2)."""
    return seen("chr1", position, effect=consequence("missense_variant", gene=gene), **calls)


def test_a_homozygous_null_variant_in_a_recessive_gene_that_fits_is_proposed() -> None:
    found = chosen(family(**TRIO), lof("TTPA", girl="1/1", father="0/1", mother="0/1"), hpo=(ATAXIA,))
    assert told(found) == [("TTPA", "recessive_homozygous", "P", True)]
    assert keys(found[0]) == {"homozygous", "phenotype_match"}


def test_one_copy_in_a_recessive_gene_outside_the_request_is_a_carrier_state_and_needs_consent() -> None:
    variant = lof("TTPA", girl="0/1", father="0/1", mother="0/0")
    assert chosen(family(**TRIO), variant, hpo=(SEIZURE,)) == []
    assert chosen(family(**TRIO), variant) == []
    found = chosen(family(**TRIO), variant, hpo=(SEIZURE,), consent="carrier")
    assert told(found) == [("TTPA", "recessive_single", "LP", False)]
    assert "carrier_state" in keys(found[0])
    assert not found[0].notable


@pytest.mark.parametrize("consent", ["", "carrier"])
@pytest.mark.parametrize("question", [{"hpo": (ATAXIA,)}, {"genes": "TTPA"}])
@pytest.mark.parametrize("father", ["0/1", "0/0"])  # inherited, de novo
def test_a_single_hit_in_a_recessive_gene_of_the_request_is_notable(
    consent: str, question: dict[str, Any], father: str
) -> None:
    """The second allele may be one that short reads do not show."""
    variant = lof("TTPA", girl="0/1", father=father, mother="0/0")
    (found,) = chosen(family(**TRIO), variant, consent=consent, **question)
    assert (found.proposed, found.notable) == (False, True)
    assert "single_hit" in keys(found)
    assert "carrier_state" not in keys(found)


def test_a_matched_sign_among_many_others_does_not_point_to_a_carrier_state() -> None:
    """Ataxia, parkinsonism and deafness: TTPA matches one sign of three and scores below 0.5."""
    signs = (ATAXIA, PARKINSON, HEARING)
    assert chosen(family(), lof("TTPA", girl="0/1"), hpo=signs) == []
    assert [c.result.gene for c in chosen(family(), lof("TTPA", girl="1/1"), hpo=signs)] == ["TTPA"]


def listed_in_clinvar(variant: Variant, words: str = "Likely pathogenic", stars: int = 1) -> Variant:
    status = {0: "no assertion criteria provided", 1: "criteria provided, single submitter"}[stars]
    return replace(variant, clinvar=ClinVarEntry("1", words, status, ()))


COMMON = AlleleCounts(300, 2_000, 20)
UNREMARKABLE = [
    missense("LRRK2", girl="0/1"),
    replace(missense("LRRK2", girl="0/1"), gnomad=COMMON),  # BA1: benign
    seen(effect=consequence("intron_variant", gene="LRRK2", impact="MODIFIER"), girl="0/1"),
    seen(effect=consequence("3_prime_UTR_variant", gene="LRRK2", impact="MODIFIER"), girl="0/1"),
    seen(effect=consequence("non_coding_transcript_exon_variant", gene="LRRK2", impact="MODIFIER"), girl="0/1"),
]


@pytest.mark.parametrize("variant", UNREMARKABLE)
def test_what_clinvar_calls_pathogenic_is_listed_whatever_its_class(variant: Variant) -> None:
    (found,) = chosen(family(), listed_in_clinvar(variant), hpo=(PARKINSON,))
    assert (found.proposed, found.notable) == (False, True)
    assert "clinvar_disagrees" in keys(found)
    assert ("not_proposed_class" in keys(found)) is (found.class_.value == "VUS")
    assert chosen(family(), listed_in_clinvar(variant), hpo=(SEIZURE,)) == []  # privacy comes first


@pytest.mark.parametrize(
    ("words", "stars"),
    [("Pathogenic", 0), ("Conflicting classifications of pathogenicity", 1), ("Likely benign", 1)],
)
def test_clinvar_without_a_star_or_without_agreement_keeps_nothing(words: str, stars: int) -> None:
    assert chosen(family(), listed_in_clinvar(UNREMARKABLE[1], words, stars), hpo=(PARKINSON,)) == []


def test_clinvar_agreeing_is_no_disagreement() -> None:
    (found,) = chosen(family(), listed_in_clinvar(lof("LRRK2", girl="0/1")), hpo=(PARKINSON,))
    assert (found.proposed, found.notable) == (True, False)
    assert "clinvar_disagrees" not in keys(found)


@pytest.mark.parametrize(
    ("known", "partner", "class_"),
    [
        (
            seen(effect=consequence("intron_variant", gene="TTPA", impact="MODIFIER"), girl="0/1", **PATERNAL),
            missense,
            "VUS",
        ),
        (replace(missense("TTPA", 5_000, girl="0/1", **PATERNAL), gnomad=COMMON), lof, "B"),
    ],
)
def test_what_clinvar_calls_pathogenic_is_paired_too(known: Variant, partner: Any, class_: str) -> None:
    pair = (listed_in_clinvar(known), partner("TTPA", 6_000, girl="0/1", **MATERNAL))
    found = chosen(family(**TRIO), *pair, hpo=(ATAXIA,))
    assert told(found) == [("TTPA", "compound_heterozygous", class_, False)]


def test_what_clinvar_calls_pathogenic_is_never_cut_off() -> None:
    many = [listed_in_clinvar(missense("LRRK2", 1_000 + i, girl="0/1")) for i in range(61)]
    assert sum(len(one.judged) == 1 for one in chosen(family(), *many, hpo=(PARKINSON,))) == 61


def test_a_mitochondrial_rna_variant_of_clinvar_is_listed() -> None:
    effect = consequence("non_coding_transcript_exon_variant", gene="MT-TL1", impact="MODIFIER")
    variant = listed_in_clinvar(seen("chrM", 100, effect=effect, girl="0/1"), "Pathogenic")
    (found,) = chosen(family(), variant, genes="MT-TL1")
    assert (found.diplotype.mode.value, found.notable) == ("mitochondrial", True)


@pytest.mark.parametrize("reads", ["0/1:30,5", "0/1:7,4"])  # a sixth of the reads; seven reads
def test_a_weak_call_is_never_proposed(reads: str) -> None:
    relatives = family(**TRIO, confirmed=frozenset({("girl", "father"), ("girl", "mother")}))
    (found,) = chosen(relatives, lof("LRRK2", girl=reads, father="0/0", mother="0/0"), hpo=(PARKINSON,))
    assert (found.proposed, found.notable) == (False, True)
    (message,) = [message for message in found.reasons if message.key == "candidate.weak_call"]
    depth, alt = reads.partition(":")[2].split(",")
    assert message.values == {"alt": alt, "depth": depth}
    assert "PS2" not in {met.code for met in found.judged[0].classification.criteria}


def test_a_filter_or_a_low_quality_makes_a_call_weak_and_silence_does_not() -> None:
    good = lof("LRRK2", girl="0/1")
    filtered = replace(good, filters=("LowQual",))
    doubtful = replace(good, calls=(replace(good.calls[0], quality=19),))
    silent = lof("LRRK2", girl="0/1:?")
    unread = replace(silent, filters=("LowQual",))
    found = [chosen(family(), one, hpo=(PARKINSON,))[0] for one in (good, filtered, doubtful, silent, unread)]
    assert [one.proposed for one in found] == [True, False, False, True, False]
    assert "weak_call_filtered" in keys(found[1]) & keys(found[4])
    (doubt,) = [message for message in found[2].reasons if "weak_call" in message.key]
    assert (doubt.key, doubt.values) == ("candidate.weak_call_quality", {"quality": "19", "least": "20"})


@pytest.mark.parametrize("gene", ["DMD", "F8"])  # HPO: recessive; recessive and dominant
def test_a_heterozygous_daughter_in_an_x_gene_that_no_sign_points_to_is_kept_back(gene: str) -> None:
    variant = lof(gene, contig="chrX", girl="0/1", father="0", mother="0/1")
    assert chosen(family(**TRIO), variant, hpo=("HP:0001199",)) == []  # triphalangeal thumb


def test_a_girl_with_the_signs_of_an_x_gene_is_listed_and_not_proposed() -> None:
    variant = lof("DMD", contig="chrX", girl="0/1")
    (found,) = chosen(family(), variant, hpo=(MUSCLE,))
    assert (found.proposed, found.notable, found.mode.value) == (False, True, "x_linked")
    assert {"x_heterozygous", "not_proposed_x_female"} <= keys(found)
    assert not {"not_proposed_mode", "single_hit"} & keys(found)


@pytest.mark.parametrize(
    ("father", "mother", "expected"),
    [
        ("0/0", "0/0", [("LRRK2", "de_novo", "P", True)]),
        ("0/0", "0/0:4", [("LRRK2", "dominant", "LP", True)]),  # not contradicted, not called de novo
        ("0/1", "0/0", [("LRRK2", "dominant", "LP", False)]),  # from a healthy father: shown, not proposed
    ],
)
def test_one_copy_in_a_dominant_gene(father: str, mother: str, expected: object) -> None:
    relatives = family(**TRIO, confirmed=frozenset({("girl", "father"), ("girl", "mother")}))
    found = chosen(relatives, lof("LRRK2", girl="0/1", father=father, mother=mother), hpo=(PARKINSON,))
    assert told(found) == expected


def test_one_copy_in_a_gene_of_both_kinds_may_be_a_carrier_state() -> None:
    """A singleton with deafness and one GJB2 allele: listed for the geneticist, never proposed."""
    variant = lof("GJB2", girl="0/1")
    found = chosen(family(), variant, hpo=(HEARING,))
    assert told(found) == [("GJB2", "recessive_single", "LP", False)]
    assert "single_hit_both" in keys(found[0])
    slight = listed_in_clinvar(missense("GJB2", girl="0/1"))  # neither founder nor null: dominant disease is as likely
    (other,) = chosen(family(), slight, hpo=(HEARING,))
    assert (other.mode.value, other.proposed) == ("dominant", False)
    assert "dominant_or_carrier" in keys(other)
    assert chosen(family(), variant, hpo=(SEIZURE,)) == []  # no sign points to it: kept back
    affected = family(father="yes", mother="no")
    shared = lof("GJB2", girl="0/1", father="0/1", mother="0/0")
    assert told(chosen(affected, shared, hpo=(HEARING,))) == [("GJB2", "dominant", "LP", True)]


def test_two_null_variants_in_trans_are_proposed() -> None:
    pair = (lof("TTPA", 5_000, girl="0/1", **PATERNAL), lof("TTPA", 6_000, girl="0/1", **MATERNAL))
    found = chosen(family(**TRIO), *pair, hpo=(ATAXIA,))
    assert told(found) == [("TTPA", "compound_heterozygous", "P", True)]
    assert found[0].diplotype.phase is not None
    assert found[0].diplotype.phase.value == "trans"


def test_two_null_variants_of_unknown_phase_wait_for_the_parents() -> None:
    pair = (lof("TTPA", 5_000, girl="0/1"), lof("TTPA", 6_000, girl="0/1"))
    (found,) = chosen(family(), *pair, hpo=(ATAXIA,))
    assert not found.proposed
    assert {"compound_unknown_phase", "not_proposed_phase"} <= keys(found)


def test_a_null_variant_with_a_vus_in_trans_is_shown_and_not_proposed() -> None:
    """PM3 raises the VUS (1 + 2 points), which stays a VUS; the pair has the class of the lesser variant."""
    pair = (lof("TTPA", 5_000, girl="0/1", **PATERNAL), missense("TTPA", 6_000, girl="0/1", **MATERNAL))
    (found,) = chosen(family(**TRIO), *pair, hpo=(ATAXIA,))
    assert (found.class_.value, found.points, found.proposed) == ("VUS", 3, False)
    assert "not_proposed_class" in keys(found)


def test_pm3_does_not_run_in_a_circle() -> None:
    """Two VUS in trans: judged by their classes without PM3, neither raises the other."""
    pair = (missense("TTPA", 5_000, girl="0/1", **PATERNAL), missense("TTPA", 6_000, girl="0/1", **MATERNAL))
    (found,) = chosen(family(**TRIO), *pair, hpo=(ATAXIA,))
    assert [one.classification.points for one in found.judged] == [1, 1]


def test_pm3_carries_the_classes_of_the_first_pass() -> None:
    """A splice variant of unknown effect (PVS1 Moderate: 3 points, VUS) gains PM3 from its LP partner, not the reverse."""
    splice = consequence("splice_donor_variant", gene="TTPA", impact="HIGH", intron="1/4", hgvs_p="p.?")
    pair = (lof("TTPA", 5_000, girl="0/1", **PATERNAL), seen("chr1", 6_000, effect=splice, girl="0/1", **MATERNAL))
    (found,) = chosen(family(**TRIO), *pair, hpo=(ATAXIA,))
    assert [one.classification.points for one in found.judged] == [9, 5]


@pytest.mark.parametrize(("others", "strength"), [(3, "very_strong"), (2, "strong"), (1, "moderate")])
def test_a_variant_is_no_evidence_for_its_own_mechanism(others: int, strength: str) -> None:
    """ClinVar's count holds the variant itself, which is taken off before PVS1 looks at it."""
    known = ClinVarEntry("1", "Pathogenic", "practice guideline", ())
    tracks = TRACKS.model_copy(update={"clinvar_genes": {"TTPA": ClinVarGene(pathogenic=9, lof_pathogenic=others)}})
    variant = replace(lof("TTPA", girl="1/1"), clinvar=known)
    (result,) = Assessor(family(), tracks, None, "own build", (ATAXIA,)).genes([variant])
    (pvs1, *_) = result.judged[variant.id].classification.criteria
    assert (pvs1.code, pvs1.strength) == ("PVS1", strength)


def test_two_in_cis_are_no_pair() -> None:
    pair = (lof("TTPA", 5_000, girl="0/1", **PATERNAL), lof("TTPA", 6_000, girl="0/1", **PATERNAL))
    found = chosen(family(**TRIO), *pair, hpo=(ATAXIA,))
    assert told(found) == [("TTPA", "recessive_single", "LP", False)] * 2
    for one in found:
        assert {"single_hit_cis", "in_cis"} <= keys(one)
        assert "single_hit" not in keys(one)
    assert chosen(family(**TRIO), *pair, hpo=(SEIZURE,)) == []


def test_a_boy_with_one_copy_of_an_x_gene() -> None:
    variant = lof("DMD", contig="chrX", boy="1", father="0", mother="0/1")
    found = chosen(family("boy", **TRIO), variant, hpo=(MUSCLE,))
    assert told(found) == [("DMD", "x_linked", "LP", True)]


def test_no_sign_points_to_the_gene() -> None:
    """Of a known disease gene nothing is said; a gene without known disease is listed."""
    signs = ("HP:0003812",)  # phenotypic variability is no sign of any gene
    assert chosen(family(**TRIO), lof("KMT2D", girl="0/1", father="0/0", mother="0/0"), hpo=signs) == []
    assert chosen(family("boy"), lof("DMD", contig="chrX", boy="1"), hpo=signs) == []
    assert chosen(family(), lof("TTPA", girl="1/1"), hpo=signs) == []
    (found,) = chosen(family(**TRIO), lof("GENE1", girl="0/1", father="0/0", mother="0/0"), hpo=signs)
    assert (found.proposed, found.notable) == (False, False)
    assert "not_proposed_phenotype" in keys(found)


def test_outside_the_gene_panels_of_a_request_without_signs() -> None:
    variant = lof("LRRK2", girl="0/1")
    assert told(chosen(family(), variant, genes="LRRK2 TTPA"))[0][3] is True
    assert chosen(family(), variant, genes="TTPA") == []
    (outside,) = chosen(family(), lof("GENE1", girl="0/1"), genes="TTPA")
    assert not outside.proposed
    assert "not_proposed_panel" in keys(outside)


def test_secondary_findings_need_consent() -> None:
    """MEN1 is dominant alone and on the ACMG SF list."""
    variant = lof("MEN1", girl="0/1")
    assert chosen(family(), variant, hpo=(MUSCLE,)) == []
    assert chosen(family(), variant, hpo=(MUSCLE,), consent="carrier") == []
    listed = chosen(family(), variant, hpo=(MUSCLE,), consent="secondary_findings")
    assert [(c.result.gene, c.proposed) for c in listed] == [("MEN1", False)]
    assert told(chosen(family(), variant, hpo=("HP:0008200",)))[0][3] is True  # hyperparathyroidism: the indication


def test_a_request_that_names_nothing_points_to_nothing() -> None:
    secondary = lof("MEN1", girl="0/1")
    assert chosen(family(), secondary) == []
    assert chosen(family(), missense("MEN1", girl="1/1")) == []
    (found,) = chosen(family(), secondary, consent="secondary_findings")
    assert (found.proposed, found.notable) == (False, False)
    assert "secondary_finding" in keys(found)
    assert chosen(family(), lof("GJB2", girl="0/1")) == []  # perhaps a carrier state
    assert told(chosen(family(), lof("LRRK2", girl="0/1"))) == [("LRRK2", "dominant", "LP", True)]


def test_benign_variants_and_healthy_probands_give_no_candidate() -> None:
    common = replace(lof("TTPA", girl="1/1"), gnomad=AlleleCounts(300, 2_000, 20))
    assert chosen(family(), common, hpo=(ATAXIA,)) == []
    assert chosen(family(affected="no"), lof("TTPA", girl="1/1"), hpo=(ATAXIA,)) == []


def test_a_founder_is_never_lost_to_its_frequency() -> None:
    founder = replace(lof("TTPA", girl="1/1"), gnomad=AlleleCounts(300, 2_000, 20), founder="TTPA NM_1.1:c.744del")
    (found,) = chosen(family(), founder, hpo=(ATAXIA,))
    assert "founder" in keys(found)


@pytest.mark.parametrize(
    ("variant", "hpo", "listed"),
    [
        (missense("LRRK2", girl="0/1"), (PARKINSON,), True),
        (missense("LRRK2", girl="0/1"), (SEIZURE,), False),  # a VUS to which no sign points
        (missense("LRRK2", girl="0/1", father="0/1", mother="0/0"), (PARKINSON,), False),  # a healthy father has it
        (missense("LRRK2", girl="0/1", father="0/0", mother="0/0"), (SEIZURE,), True),  # de novo tells
        (missense("TTPA", girl="0/1"), (ATAXIA,), False),  # one copy in a recessive gene
        (missense("TTPA", girl="1/1"), (SEIZURE,), True),
        (seen(effect=consequence("synonymous_variant", gene="LRRK2", impact="LOW"), girl="0/1"), (PARKINSON,), False),
    ],
)
def test_which_vus_are_listed(variant: Variant, hpo: tuple[str, ...], listed: bool) -> None:
    parents = TRIO if variant.call("father") is not None else {}
    found = chosen(family(**parents), variant, hpo=hpo)
    assert bool(found) is listed
    assert not any(one.proposed for one in found)


def test_the_order_is_that_of_the_weights_whatever_the_order_of_the_records() -> None:
    variants = [
        missense("LRRK2", 7_000, girl="0/1"),
        lof("LRRK2", 5_000, girl="0/1"),
        lof("TTPA", 6_000, girl="1/1"),
    ]
    found = chosen(family(), *variants, hpo=(ATAXIA, PARKINSON))
    weights = [one.weight.log_odds for one in found if one.weight is not None]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) == 3
    assert told(chosen(family(), *variants[::-1], hpo=(ATAXIA, PARKINSON))) == told(found)


@pytest.mark.parametrize(("sign", "first"), [(ATAXIA, "TTPA"), (PARKINSON, "LRRK2")])
def test_of_two_alike_alleles_the_gene_of_the_signs_comes_first(sign: str, first: str) -> None:
    trio = family(**TRIO)
    variants = [lof(gene, girl="0/1", father="0/0", mother="0/0") for gene in ("LRRK2", "KMT2D")]
    variants += [lof("TTPA", 6_000, girl="1/1", father="0/1", mother="0/1")]
    assert chosen(trio, *variants, hpo=(sign,))[0].result.gene == first


def test_what_consent_alone_shows_comes_last_and_has_no_weight() -> None:
    variants = [lof("BRCA2", girl="0/1"), missense("TTPA", girl="1/1")]
    found = chosen(family(), *variants, hpo=(ATAXIA,), consent="secondary_findings carrier")
    assert [(one.result.gene, one.weight is None) for one in found] == [("TTPA", False), ("BRCA2", True)]


def test_too_many_vus_are_cut_and_counted_and_pathogenic_ones_never() -> None:
    many = [missense("LRRK2", 1_000 + i, girl="0/1") for i in range(70)]
    assessor = Assessor(family(), TRACKS, None, "own build", (PARKINSON,))
    question = Question((PARKINSON,), frozenset(), frozenset())
    kept, cut = choose(assessor.genes([*many, lof("LRRK2", 9_000, girl="0/1")]), family(), question)
    assert (len(kept), cut) == (60, 11)
    assert kept[0].class_.value == "LP"
    pathogenic = [lof("LRRK2", 1_000 + i, girl="0/1") for i in range(61)]
    kept, cut = choose(assessor.genes(pathogenic), family(), question)
    assert (len(kept), cut) == (61, 0)


@pytest.mark.parametrize(
    ("mode", "zygosity", "place", "sex", "modes", "expected"),
    [
        (Mode.DOMINANT, Zygosity.HET, Place.AUTOSOMAL, Sex.MALE, [], True),
        (Mode.DOMINANT, Zygosity.HET, Place.AUTOSOMAL, Sex.MALE, ["autosomal_recessive"], False),
        (Mode.DOMINANT, Zygosity.HET, Place.AUTOSOMAL, Sex.MALE, ["semidominant"], True),
        (Mode.RECESSIVE_HOMOZYGOUS, Zygosity.HOM_ALT, Place.AUTOSOMAL, Sex.MALE, ["autosomal_dominant"], False),
        (Mode.COMPOUND_HETEROZYGOUS, Zygosity.HET, Place.AUTOSOMAL, Sex.MALE, ["autosomal_recessive"], True),
        (Mode.X_LINKED, Zygosity.HEMI_ALT, Place.X, Sex.MALE, ["x_linked_recessive"], True),
        (Mode.X_LINKED, Zygosity.HEMI_ALT, Place.X, Sex.MALE, ["autosomal_recessive"], False),
        (Mode.X_LINKED, Zygosity.HET, Place.X, Sex.FEMALE, ["x_linked_recessive"], False),
        (Mode.X_LINKED, Zygosity.HET, Place.X, Sex.FEMALE, ["x_linked_dominant"], True),
        (Mode.DE_NOVO, Zygosity.HET, Place.X, Sex.FEMALE, ["x_linked_recessive"], True),
        (Mode.X_LINKED, Zygosity.HOM_ALT, Place.X, Sex.FEMALE, ["x_linked_recessive"], True),
        (Mode.MITOCHONDRIAL, Zygosity.HOM_ALT, Place.MITOCHONDRIAL, Sex.MALE, ["mitochondrial"], True),
        (Mode.MITOCHONDRIAL, Zygosity.HOM_ALT, Place.MITOCHONDRIAL, Sex.MALE, ["autosomal_dominant"], False),
        (Mode.Y_LINKED, Zygosity.HEMI_ALT, Place.Y, Sex.MALE, ["y_linked"], True),
    ],
)
def test_modes_that_a_gene_allows(
    mode: Mode, zygosity: Zygosity, place: Place, sex: Sex, modes: list[str], expected: Any
) -> None:
    assert fits_gene(mode, zygosity, place, sex, modes) is expected


@pytest.mark.parametrize(("gene", "listed"), [("RMRP", True), ("LINC00000", False)])
def test_a_change_of_an_rna_that_is_known_to_make_ill_is_listed_though_of_impact_modifier(
    gene: str, listed: bool
) -> None:
    """A VUS of RMRP on both copies; in a gene of which HPO knows nothing the same says little."""
    effect = consequence(
        "non_coding_transcript_exon_variant", gene=gene, impact="MODIFIER", hgvs_c="T1.1:n.71A>G", hgvs_p=None
    )
    variant = seen("chr9", 6_000, effect=effect, girl="1/1", father="0/1", mother="0/1")
    assert [one.result.gene for one in chosen(family(**TRIO), variant, hpo=(ATAXIA,))] == [gene] * listed
    assert [one.result.gene for one in chosen(family(**TRIO), variant, genes=gene)] == [gene]
