"""A de novo variant of which a parent shows a read, and genotypes whose shares of reads are not what they should be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.interpretation.acmg.evidence import DeNovo
from tachkhis.interpretation.balance import Balance
from tachkhis.interpretation.balance import balance_of
from tachkhis.interpretation.balance import looks_mosaic
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.results import variant_of
from tachkhis.interpretation.showing import Showing
from tachkhis.interpretation.telling import weak_call
from tachkhis.report.conclusion import RESERVES
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.variants.binomial import upper_tail
from tachkhis.variants.record import Call
from tachkhis.variants.record import CopyConflict

from .families import call
from .families import family
from .test_candidates import ATAXIA
from .test_candidates import MUSCLE
from .test_candidates import PARKINSON
from .test_candidates import TRIO
from .test_candidates import chosen
from .test_candidates import keys
from .test_candidates import lof

CONFIRMED = frozenset({("girl", "father"), ("girl", "mother"), ("boy", "father"), ("boy", "mother")})


@pytest.mark.parametrize(
    ("father", "code", "reason", "origin"),
    [
        ("0/0:42,0", "PS2", "de_novo", "de_novo"),
        ("0/0:42,1", "PS2", "de_novo_traces", "de_novo_traces"),
        ("0/0:42,2", "PM6", "de_novo_not_confirmed_traces", "de_novo_traces"),
    ],
)
def test_reads_of_the_allele_in_a_parent_are_told_and_two_confirm_nothing(
    father: str, code: str, reason: str, origin: str
) -> None:
    relatives = family(**TRIO, confirmed=CONFIRMED)
    (found,) = chosen(relatives, lof("LRRK2", girl="0/1", father=father, mother="0/0:30,0"), hpo=(PARKINSON,))
    (judged,) = found.judged
    assert code in {met.code for met in judged.classification.criteria}
    assert reason in keys(found)
    assert variant_of(judged, relatives, (), Showing((), None, relatives.copies, {})).origin == origin
    text = Text.load("fr")
    said = " ".join(
        plain(text.message(one)) for one in (*found.reasons, *(met.reason for met in judged.classification.criteria))
    )
    assert ("bsent des lectures" in said) is (origin == "de_novo")
    assert ("sur 42" in said) is (origin != "de_novo")
    assert isinstance(judged.evidence.de_novo, DeNovo)


def test_a_boy_s_de_novo_x_allele_with_a_read_in_the_mother() -> None:
    variant = lof("DMD", contig="chrX", boy="1", father="0", mother="0/0:25,1")
    (found,) = chosen(family("boy", **TRIO, confirmed=CONFIRMED), variant, hpo=(MUSCLE,))
    assert "de_novo_traces" in keys(found)
    assert "de_novo_hemizygous" not in keys(found)
    (message,) = [one for one in found.reasons if one.key == "candidate.de_novo_traces"]
    assert message.values == {"sample": "mother", "alt": "1", "depth": "25"}


@pytest.mark.parametrize(
    ("zygosity", "reads", "expected"),
    [
        (Zygosity.HET, "0/1:30,15", Balance.USUAL),
        (Zygosity.HET, "0/1:15,13", Balance.UNUSUAL),  # 121 of 32768 heterozygotes
        (Zygosity.HET, "0/1:6,5", Balance.USUAL),  # seven of 64: few reads tell nothing
        (Zygosity.HET, "0/1:30,29", Balance.CONTRARY),
        (Zygosity.HOM_ALT, "1/1:30,30", Balance.USUAL),
        (Zygosity.HOM_ALT, "1/1:9,8", Balance.USUAL),
        (Zygosity.HOM_ALT, "1/1:20,17", Balance.UNUSUAL),
        (Zygosity.HOM_ALT, "1/1:16,12", Balance.CONTRARY),
        (Zygosity.HEMI_ALT, "1:16,12", Balance.CONTRARY),
        (Zygosity.HET, "0/1:?", Balance.USUAL),
    ],
)
def test_the_share_of_reads_against_the_genotype(zygosity: Zygosity, reads: str, expected: Balance) -> None:
    assert balance_of(call("girl", reads), zygosity) is expected


def test_one_record_of_a_call_of_two_alternates_is_no_contradiction() -> None:
    """``1/2`` with 15 reads each, split: the other allele's reads stand in DP alone."""
    half = Call("girl", (1, 0), depth=30, ref_reads=0, alt_reads=15, quality=99)
    assert balance_of(half, Zygosity.HET) is Balance.USUAL
    assert balance_of(replace(half, depth=15), Zygosity.HET) is Balance.CONTRARY


def test_the_tail_of_a_coin() -> None:
    assert upper_tail(13, 15, 0.5) == pytest.approx(121 / 32768)
    assert upper_tail(0, 7, 0.3) == pytest.approx(1)


def test_a_contrary_balance_is_a_weak_call_and_an_unusual_one_a_remark() -> None:
    parents = {"father": "0/1", "mother": "0/1"}
    usual, unusual, contrary = (
        chosen(family(**TRIO), lof("TTPA", girl=reads, **parents), hpo=(ATAXIA,))[0]
        for reads in ("1/1:30,30", "1/1:20,17", "1/1:16,12")
    )
    assert [one.proposed for one in (usual, unusual, contrary)] == [True, True, False]
    assert "balance_unusual" not in keys(usual)
    assert "balance_unusual" in keys(unusual)
    assert "weak_call_balance" in keys(contrary)
    assert contrary.notable


def test_a_low_share_of_a_de_novo_allele_may_be_a_mosaic_of_the_child() -> None:
    assert looks_mosaic(call("girl", "0/1:30,7"), Zygosity.HET)
    assert not looks_mosaic(call("girl", "0/1:10,3"), Zygosity.HET)  # 176 of 1024
    relatives = family(**TRIO, confirmed=CONFIRMED)
    (found,) = chosen(relatives, lof("LRRK2", girl="0/1:30,7", father="0/0", mother="0/0"), hpo=(PARKINSON,))
    assert "mosaic_possible" in keys(found)
    assert found.proposed
    inherited = lof("LRRK2", girl="0/1:30,7", father="0/1", mother="0/0")
    (found,) = chosen(family(father="yes", mother="no"), inherited, hpo=(PARKINSON,))
    assert "mosaic_possible" not in keys(found)


def test_on_the_one_copy_that_a_deletion_leaves_all_reads_show_the_allele() -> None:
    """Where the other copy lacks the base no read shows the reference, and half of the depth is what is to be had."""
    lone = replace(call("girl", "0/1:15,15"), one_left=True)
    assert balance_of(lone, Zygosity.HET) is Balance.USUAL
    assert balance_of(replace(lone, ref_reads=8, alt_reads=7), Zygosity.HET) is Balance.CONTRARY
    assert not looks_mosaic(replace(lone, ref_reads=30, alt_reads=7), Zygosity.HET)
    variant = lof("TTPA", girl="0/1")
    shallow = replace(lone, depth=4, alt_reads=4)  # half of the eight that two copies need
    assert weak_call(variant, shallow, Zygosity.HET) is None
    assert weak_call(variant, replace(shallow, depth=3, alt_reads=3), Zygosity.HET) is not None


def test_one_copy_beside_a_deletion_of_the_other_is_told_with_the_genotype_of_the_file() -> None:
    """It is a heterozygote's: a second change makes a compound heterozygote, which is proposed; the reserve stands."""
    settled = CopyConflict("girl", "chr6-98-AC-A", one_left=True, called="1")
    plainly = lof("TTPA", girl="0/1:15,15", father="0/0", mother="0/1")
    alone = replace(plainly.calls[0], one_left=True)
    one = replace(plainly, copy_conflicts=(settled,), calls=(alone, *plainly.calls[1:]))
    other = lof("TTPA", girl="0/1", father="0/1", mother="0/0", position=98)
    found = next(
        found
        for found in chosen(family(**TRIO), one, other, hpo=(ATAXIA,))
        if found.mode.value == "compound_heterozygous"
    )
    assert found.proposed
    text = Text.load("fr")
    told = " ".join(plain(text.message(message)) for message in found.reasons)
    assert "note le génotype «\u202f1\u202f»" in told.replace("\u00a0", "\u202f")
    assert "la délétion chr6-98-AC-A" in told


@pytest.mark.parametrize(
    ("sample", "one_left", "key", "said"),
    [
        ("girl", True, "one_copy_left", "la délétion chr6-98-AC-A"),
        ("girl", False, "copies_over", "plus de deux copies"),
        ("mother", True, None, ""),
        ("girl", None, "one_copy_called", "qu’une copie (génotype noté"),
    ],
)
def test_a_homozygous_call_on_bases_that_a_deletion_takes_from_one_copy_is_to_be_confirmed(
    sample: str, one_left: bool | None, key: str | None, said: str
) -> None:
    """An imported genotype stays the caller's, and is proposed; the doubt stands beside it. A relative's is not hers."""
    variant = lof("TTPA", girl="1/1", father="0/1", mother="0/1")
    other = None if one_left is None else "chr6-98-AC-A"
    told = replace(variant, copy_conflicts=(CopyConflict(sample, other, one_left is not False),))
    (found,) = chosen(family(**TRIO), told, hpo=(ATAXIA,))
    (plainly,) = chosen(family(**TRIO), variant, hpo=(ATAXIA,))
    assert found.proposed is plainly.proposed is True
    assert keys(found) - keys(plainly) == ({key} if key else set())
    text = Text.load("fr")
    assert said in " ".join(plain(text.message(one)) for one in found.reasons)


def test_a_genotype_of_more_copies_than_there_are_is_a_reserve_beside_the_candidate() -> None:
    relatives = family(**TRIO, confirmed=CONFIRMED)
    variant = lof("LRRK2", girl="./1", father="0/0", mother="0/0")
    told = replace(variant, copy_conflicts=(CopyConflict("girl", None, one_left=False, called="0/1/1"),))
    (found,) = chosen(relatives, told, hpo=(PARKINSON,))
    (plainly,) = chosen(relatives, variant, hpo=(PARKINSON,))
    assert keys(found) - keys(plainly) == {"more_copies_called"}
    assert "candidate.more_copies_called" in RESERVES
    text = Text.load("fr")
    assert "0/1/1" in " ".join(plain(text.message(one)) for one in found.reasons)


def test_a_low_share_without_the_reads_behind_it_is_a_weak_call() -> None:
    """A caller that gives the share of the reads alone (AF): 5 % is no heterozygote, 45 % is."""
    sure = lof("LRRK2", girl="0/1", father="0/1", mother="0/0")
    low, fair = (
        replace(
            sure,
            calls=tuple(
                replace(one, fraction=share, alt_reads=None, ref_reads=None) if one.sample == "girl" else one
                for one in sure.calls
            ),
        )
        for share in (0.05, 0.45)
    )
    found = [chosen(family(father="yes", mother="no"), one, hpo=(PARKINSON,))[0] for one in (low, fair)]
    assert ["weak_call_unread" in keys(one) for one in found] == [True, False]
