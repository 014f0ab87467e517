"""Gold tables of inheritance: every model, both sexes, all forms of genotype, missing data."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.case.model import Sex
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.family import zygosity_of
from tachkhis.interpretation.inheritance import compound_diplotypes
from tachkhis.interpretation.inheritance import single_diplotypes
from tachkhis.interpretation.origin import origin_of
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.phase import phase_of
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.variants.record import Call
from tachkhis.variants.record import Variant

from .families import RULE
from .families import call
from .families import family
from .families import seen


def only(variant: Variant, relatives: Family) -> tuple[str, str, str, list[str]]:
    """Mode, origin, support and reason keys of the one diplotype of a variant."""
    (found,) = single_diplotypes(variant, relatives)
    reasons = [message.key.removeprefix("candidate.") for message in found.reasons]
    return found.mode.value, found.origins[0].value, found.support.value, reasons


@pytest.mark.parametrize(
    ("gt", "sex", "place", "expected"),
    [
        ("0/0", Sex.FEMALE, Place.AUTOSOMAL, "hom_ref"),
        ("0/1", Sex.FEMALE, Place.AUTOSOMAL, "het"),
        ("0|1", Sex.MALE, Place.AUTOSOMAL, "het"),
        ("1|1", Sex.MALE, Place.AUTOSOMAL, "hom_alt"),
        ("1/.", Sex.MALE, Place.AUTOSOMAL, "het"),  # one copy at least
        ("0/.", Sex.MALE, Place.AUTOSOMAL, "missing"),  # the other copy could be anything
        (".", Sex.MALE, Place.AUTOSOMAL, "missing"),
        ("./.", Sex.FEMALE, Place.AUTOSOMAL, "missing"),
        ("0/2", Sex.FEMALE, Place.AUTOSOMAL, "hom_ref"),  # another alternate allele, not this one
        ("1/2", Sex.FEMALE, Place.AUTOSOMAL, "het"),
        ("1", Sex.MALE, Place.X, "hemi_alt"),
        ("1/1", Sex.MALE, Place.X, "hemi_alt"),  # a caller that knows no sexes
        ("0/0", Sex.MALE, Place.X, "hemi_ref"),
        ("0", Sex.MALE, Place.X, "hemi_ref"),
        ("0/1", Sex.MALE, Place.X, "het"),  # cannot be: said as it is
        ("1/1", Sex.FEMALE, Place.X, "hom_alt"),
        ("0/1", Sex.FEMALE, Place.X, "het"),
        ("1", Sex.UNKNOWN, Place.X, "hemi_alt"),
        ("1/1", Sex.UNKNOWN, Place.X, "hom_alt"),
        ("1", Sex.MALE, Place.Y, "hemi_alt"),
        ("1", Sex.FEMALE, Place.Y, "missing"),
        ("1", Sex.FEMALE, Place.MITOCHONDRIAL, "homoplasmic"),
        ("1/1", Sex.MALE, Place.MITOCHONDRIAL, "homoplasmic"),
        ("0/1", Sex.MALE, Place.MITOCHONDRIAL, "heteroplasmic"),
        (".", Sex.MALE, Place.MITOCHONDRIAL, "missing"),
        ("0", Sex.MALE, Place.MITOCHONDRIAL, "hom_ref"),
    ],
)
def test_a_genotype_means_what_sex_and_place_make_of_it(gt: str, sex: Sex, place: Place, expected: str) -> None:
    assert zygosity_of(call("s", gt), sex, place).value == expected


def test_no_call_is_missing() -> None:
    assert zygosity_of(None, Sex.MALE, Place.AUTOSOMAL) is Zygosity.MISSING


@pytest.mark.parametrize(
    ("depth", "quality", "alt_reads", "believed"),
    [
        (10, 20, 0, True),
        (9, 99, 0, False),
        (None, 99, 0, False),
        (30, 19, 0, False),
        (30, None, None, True),  # a caller that gives neither
        (20, 99, 1, True),
        (20, 99, 2, False),
    ],
)
def test_when_a_reference_call_is_believed(
    depth: int | None, quality: int | None, alt_reads: int | None, believed: bool
) -> None:
    assert RULE.believes(Call("s", (0, 0), depth, None, alt_reads, quality)) is believed


TRIO = {"father": "no", "mother": "no"}


@pytest.mark.parametrize(
    ("father", "mother", "expected"),
    [
        ("0/0", "0/0", ("de_novo", "de_novo", "supported", ["de_novo"])),
        # a missing or shallow parent never counts as reference
        ("0/0", "0/0:9", ("dominant", "unknown", "open", ["de_novo_not_confirmed_depth"])),
        ("0/0", "./.", ("dominant", "unknown", "open", ["de_novo_not_confirmed_no_call_depth"])),
        ("0/0:?", "0/0", ("dominant", "unknown", "open", ["de_novo_not_confirmed_depth_unknown"])),
        (
            "0/0:30,2",
            "0/0",
            ("dominant", "unknown", "open", ["de_novo_not_confirmed_alt_reads"]),
        ),  # 7 % of reads carry it
        ("0/0:30,1", "0/0", ("de_novo", "de_novo", "supported", ["de_novo_traces"])),  # one read: told
        ("0/1", "0/0", ("dominant", "paternal", "contradicted", ["unaffected_carries"])),
        ("0/0", "0/1", ("dominant", "maternal", "contradicted", ["unaffected_carries"])),
        ("0/1", "./.", ("dominant", "unknown", "contradicted", ["unaffected_carries"])),
        (
            "./.",
            "1/1",
            ("dominant", "maternal", "contradicted", ["unaffected_carries"]),
        ),  # she has nothing else to give
        ("0/1", "0/1", ("dominant", "unknown", "contradicted", ["unaffected_carries", "unaffected_carries"])),
    ],
)
@pytest.mark.parametrize("child", ["girl", "boy", "child"])
def test_one_allele_on_an_autosome(child: str, father: str, mother: str, expected: object) -> None:
    variant = seen(father=father, mother=mother, **{child: "0/1"})
    assert only(variant, family(child, **TRIO)) == expected


def test_a_parent_outside_the_vcf_is_unknown() -> None:
    mode, origin, support, reasons = only(seen(girl="0/1"), family("girl"))
    assert (mode, origin, support, reasons) == ("dominant", "unknown", "open", [])


def test_dominant_follows_the_affected() -> None:
    carried = seen(girl="0/1", father="0/1", mother="0/0", brother="0/1", sister="0/0")
    affected = family(father="yes", mother="no", brother="yes", sister="no")
    assert only(carried, affected) == ("dominant", "paternal", "supported", [])
    lacking = seen(girl="0/1", father="0/1", mother="0/0", brother="0/0", sister="0/0")
    assert only(lacking, affected) == ("dominant", "paternal", "contradicted", ["affected_lacks"])


def test_a_de_novo_allele_that_an_affected_brother_lacks_is_contradicted() -> None:
    variant = seen(girl="0/1", father="0/0", mother="0/0", brother="0/0")
    assert only(variant, family(brother="yes", **TRIO))[2] == "contradicted"


def test_a_contradicted_parent_is_as_good_as_absent() -> None:
    variant = seen(girl="0/1", father="0/0", mother="0/0")
    relatives = family(**TRIO, distrusted=frozenset({("girl", "father")}))
    assert only(variant, relatives) == ("dominant", "unknown", "open", ["de_novo_not_confirmed_relationship"])


@pytest.mark.parametrize(
    ("father", "mother", "expected"),
    [
        ("0/1", "0/1", ("recessive_homozygous", "biparental", "supported", ["homozygous"])),
        ("0/1", "./.", ("recessive_homozygous", "unknown", "open", ["homozygous"])),
        ("0/1", "0/0:3", ("recessive_homozygous", "unknown", "open", ["homozygous"])),
        ("0/1", "0/0", ("recessive_homozygous", "unknown", "contradicted", ["homozygous", "parent_not_carrier"])),
        ("1/1", "0/1", ("recessive_homozygous", "biparental", "contradicted", ["homozygous", "unaffected_carries"])),
    ],
)
def test_two_copies_on_an_autosome(father: str, mother: str, expected: object) -> None:
    assert only(seen(girl="1/1", father=father, mother=mother), family(**TRIO)) == expected


def test_recessive_looks_at_brothers_and_sisters() -> None:
    affected = family(brother="yes", sister="no", **TRIO)
    fits = seen(girl="1/1", father="0/1", mother="0/1", brother="1/1", sister="0/1")
    assert only(fits, affected)[2] == "supported"
    assert (
        only(seen(girl="1/1", father="0/1", mother="0/1", brother="0/1", sister="0/1"), affected)[2] == "contradicted"
    )
    assert (
        only(seen(girl="1/1", father="0/1", mother="0/1", brother="1/1", sister="1/1"), affected)[2] == "contradicted"
    )


@pytest.mark.parametrize(
    ("gt", "father", "mother", "expected"),
    [
        ("1", "0", "0/1", ("x_linked", "maternal", "supported", ["hemizygous"])),
        ("1/1", "0/0", "0/1", ("x_linked", "maternal", "supported", ["hemizygous"])),
        ("1", "0", "0/0", ("x_linked", "de_novo", "supported", ["hemizygous", "de_novo_hemizygous"])),
        ("1", "0", "./.", ("x_linked", "unknown", "open", ["hemizygous", "de_novo_not_confirmed_no_call_depth"])),
        ("1", "1", "0/1", ("x_linked", "maternal", "contradicted", ["hemizygous", "unaffected_carries"])),
        ("0/1", "0", "0/1", ("x_linked", "unknown", "contradicted", ["two_alleles_in_male"])),
    ],
)
def test_x_in_a_boy(gt: str, father: str, mother: str, expected: object) -> None:
    assert only(seen("chrX", boy=gt, father=father, mother=mother), family("boy", **TRIO)) == expected


@pytest.mark.parametrize(
    ("gt", "father", "mother", "expected"),
    [
        ("0/1", "0", "0/0", ("de_novo", "de_novo", "supported", ["de_novo", "x_heterozygous"])),
        ("0/1", "0", "0/1", ("x_linked", "maternal", "open", ["x_heterozygous", "unaffected_woman_carries"])),
        ("0/1", "1", "0/0", ("x_linked", "paternal", "contradicted", ["x_heterozygous", "unaffected_carries"])),
        ("0/1", "0:4", "0/0", ("x_linked", "unknown", "open", ["x_heterozygous", "de_novo_not_confirmed_depth"])),
        ("1/1", "0", "0/1", ("x_linked", "unknown", "contradicted", ["x_homozygous", "parent_not_carrier"])),
    ],
)
def test_x_in_a_girl(gt: str, father: str, mother: str, expected: object) -> None:
    assert only(seen("chrX", girl=gt, father=father, mother=mother), family("girl", **TRIO)) == expected


def test_x_homozygous_girl_of_an_affected_father() -> None:
    variant = seen("chrX", girl="1/1", father="1", mother="0/1")
    assert only(variant, family(father="yes", mother="no")) == ("x_linked", "biparental", "supported", ["x_homozygous"])


def test_an_unaffected_hemizygous_brother_speaks_against_x_and_a_carrier_sister_does_not() -> None:
    relatives = family("boy", brother="no", sister="no", **TRIO)
    against = seen("chrX", boy="1", father="0", mother="0/1", brother="1", sister="0/0")
    assert only(against, relatives)[2] == "contradicted"
    neutral = seen("chrX", boy="1", father="0", mother="0/1", brother="0", sister="0/1")
    assert only(neutral, relatives)[2] == "supported"


def test_the_pseudoautosomal_region_is_autosomal() -> None:
    variant = seen("chrX", 500, boy="0/1", father="0/0", mother="0/0")
    assert only(variant, family("boy", **TRIO))[0] == "de_novo"


@pytest.mark.parametrize(
    ("father", "expected"),
    [
        ("1", ("y_linked", "paternal", "contradicted", ["unaffected_carries"])),
        ("0", ("y_linked", "de_novo", "supported", [])),
        (".", ("y_linked", "unknown", "open", [])),
    ],
)
def test_y(father: str, expected: object) -> None:
    variant = seen("chrY", boy="1", father=father, mother=".")  # the mother has nothing to say
    assert only(variant, family("boy", **TRIO)) == expected


def test_y_in_a_girl_is_nothing() -> None:
    assert list(single_diplotypes(seen("chrY", girl="1"), family("girl"))) == []


@pytest.mark.parametrize(("mother", "origin"), [("1", "maternal"), ("0", "de_novo"), (".", "unknown")])
@pytest.mark.parametrize("child", ["girl", "boy"])
def test_mitochondria_come_from_the_mother(child: str, mother: str, origin: str) -> None:
    variant = seen("chrM", 100, father="0", mother=mother, **{child: "1"})
    mode, found, support, _ = only(variant, family(child, **TRIO))
    assert (mode, found) == ("mitochondrial", origin)
    assert support != "contradicted"  # an unaffected mother may carry it in part or in all of her copies


def measured(call: Call) -> Call:
    """With the share and its bounds, as our own caller gives them."""
    if call.alt_reads is None or not call.depth:
        return call
    return replace(
        call, fraction=call.alt_reads / call.depth, fraction_bounds=clopper_pearson(call.alt_reads, call.depth)
    )


@pytest.mark.parametrize(
    ("child", "mother", "expected"),
    [
        ("0/1:100,60", "0/1:100,20", "candidate.heteroplasmy_above_mother"),
        ("0/1:100,20", "0/1:100,60", "candidate.heteroplasmy_below_mother"),
        ("0/1:100,30", "0/1:100,25", "candidate.heteroplasmy_as_mother"),
        ("1:100", "0/1:100,20", "candidate.heteroplasmy_above_mother"),
        ("1:100", "1:90", None),  # all copies of both: nothing to compare
        ("0/1:100,60", ".:?", None),
    ],
)
def test_a_childs_heteroplasmy_is_compared_with_the_mothers(child: str, mother: str, expected: str | None) -> None:
    variant = seen("chrM", 100, girl=child, father="0", mother=mother)
    variant = replace(variant, calls=tuple(measured(one) for one in variant.calls))
    (diplotype,) = single_diplotypes(variant, family(**TRIO))
    found = [reason.key for reason in diplotype.reasons if "heteroplasmy" in reason.key]
    assert found == ([] if expected is None else [expected])


def test_reads_decide_on_heteroplasmy_where_callers_write_any_genotype() -> None:
    """GATK writes 0/1 of every mitochondrial allele, bcftools with one copy writes 1."""
    assert zygosity_of(call("s", "0/1:1000,998"), Sex.MALE, Place.MITOCHONDRIAL) is Zygosity.HOMOPLASMIC
    assert zygosity_of(call("s", "1:100,60"), Sex.MALE, Place.MITOCHONDRIAL) is Zygosity.HETEROPLASMIC


def test_an_affected_mother_without_it_speaks_against_mitochondria() -> None:
    variant = seen("chrM", 100, girl="1", father="0", mother="0")
    assert only(variant, family(father="no", mother="yes"))[2] == "contradicted"


PAIR = [
    # first (father, mother), second (father, mother), phase; None: rejected as cis
    (("0/1", "0/0"), ("0/0", "0/1"), "trans"),
    (("0/0", "0/1"), ("0/1", "0/0"), "trans"),
    (("0/1", "0/0"), ("0/1", "0/0"), None),
    (("0/0", "0/1"), ("0/0", "0/1"), None),
    (("0/1", "0/0"), ("0/0", "0/0"), "unknown"),  # the second is de novo: its copy is not known
    (("0/1", "0/1"), ("0/0", "0/1"), "unknown"),
    (("0/1", "0/0"), ("./.", "0/1"), "unknown"),  # a missing father could carry both
    (("0/1", "0/0:5"), ("0/0", "0/1"), "unknown"),  # a shallow mother too
    (("./.", "./."), ("./.", "./."), "unknown"),
]


@pytest.mark.parametrize(("first", "second", "phase"), PAIR)
@pytest.mark.parametrize("child", ["girl", "boy"])
def test_compound_heterozygotes_by_transmission(
    child: str, first: tuple[str, str], second: tuple[str, str], phase: str | None
) -> None:
    one = seen(position=5_000, father=first[0], mother=first[1], **{child: "0/1"})
    other = seen(position=6_000, father=second[0], mother=second[1], **{child: "0/1"})
    relatives = family(child, **TRIO)
    found = [d.phase.value if d.phase else "" for d in compound_diplotypes([one, other], relatives)]
    assert found == ([] if phase is None else [phase])
    assert phase_of(one, other, relatives) is phase_of(other, one, relatives)


def test_three_variants_give_the_two_pairs_that_are_not_in_cis() -> None:
    paternal = [seen(position=p, girl="0/1", father="0/1", mother="0/0") for p in (5_000, 5_100)]
    maternal = seen(position=5_200, girl="0/1", father="0/0", mother="0/1")
    pairs = list(compound_diplotypes([*paternal, maternal], family(**TRIO)))
    assert [[v.position for v in pair.variants] for pair in pairs] == [[5_000, 5_200], [5_100, 5_200]]
    assert {pair.support.value for pair in pairs} == {"supported"}


def test_a_healthy_brother_with_both_alleles_contradicts_and_one_with_one_does_not() -> None:
    one = seen(position=5_000, girl="0/1", father="0/1", mother="0/0", brother="0/1")
    both = seen(position=6_000, girl="0/1", father="0/0", mother="0/1", brother="0/1")
    single = seen(position=6_000, girl="0/1", father="0/0", mother="0/1", brother="0/0")
    relatives = family(brother="no", **TRIO)
    assert [d.support.value for d in compound_diplotypes([one, both], relatives)] == ["contradicted"]
    assert [d.support.value for d in compound_diplotypes([one, single], relatives)] == ["supported"]


@pytest.mark.parametrize(
    ("first", "second", "phase"),
    [
        ("0|1:30@77", "1|0:30@77", Phase.TRANS),
        ("0|1:30@77", "0|1:30@77", Phase.CIS),
        ("0|1:30@77", "1|0:30@99", Phase.UNKNOWN),  # two phase sets say nothing of each other
        ("0|1:30", "1|0:30", Phase.TRANS),  # phased without a set: one for the contig (VCF specification, PS)
        ("0/1:30", "1|0:30@77", Phase.UNKNOWN),
    ],
)
def test_reads_phase_where_parents_are_absent(first: str, second: str, phase: Phase) -> None:
    one, other = seen(position=5_000, girl=first), seen(position=5_050, girl=second)
    assert phase_of(one, other, family("girl")) is phase


def test_a_pair_on_x_needs_two_copies() -> None:
    def pair(child: str) -> list[Variant]:
        return [seen("chrX", position=p, **{child: "0/1"}) for p in (5_000, 6_000)]

    assert len(list(compound_diplotypes(pair("girl"), family("girl")))) == 1
    assert list(compound_diplotypes(pair("boy"), family("boy"))) == []


GENOTYPES = st.sampled_from(["0/0", "0/1", "1/1", "1/.", "0/.", "./.", ".", "0", "1", "0|1", "0/0:3", "0/1:?", "0/0:?"])


@given(
    contig=st.sampled_from(["chr1", "chrX", "chrY", "chrM"]),
    child=st.sampled_from(["girl", "boy", "child"]),
    calls=st.tuples(GENOTYPES, GENOTYPES, GENOTYPES),
    affected=st.tuples(*[st.sampled_from(["yes", "no", "unknown"])] * 2),
)
def test_no_genotype_breaks_a_model_and_de_novo_always_rests_on_strong_parents(
    contig: str, child: str, calls: tuple[str, str, str], affected: tuple[str, str]
) -> None:
    variant = seen(contig, **{child: calls[0]}, father=calls[1], mother=calls[2])
    relatives = family(child, father=affected[0], mother=affected[1])
    for diplotype in single_diplotypes(variant, relatives):
        assert diplotype.zygosity.carried
    if origin_of(variant, relatives).value == "de_novo":
        weak = {"0/0:3", "0/0:?", "0/.", "./.", "."}
        deciding = {"chrY": calls[1:2], "chrM": calls[2:]}.get(contig, calls[2:] if contig == "chrX" else calls[1:])
        assert not weak & set(deciding)
        assert all("1" not in gt for gt in deciding)
