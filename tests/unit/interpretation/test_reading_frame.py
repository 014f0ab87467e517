"""Frame shifts of one gene that cancel out, where no record reads them together: no null allele, and nothing proposed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.candidates import choose
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.telling import Question
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.record import Variant

from .families import consequence
from .families import family
from .families import seen
from .test_candidates import ATAXIA
from .test_candidates import TRACKS
from .test_candidates import TRIO
from .test_candidates import keys

# c.1 is base 1001; an intron of 700 bases behind c.300
MODEL = GeneModel(
    [Transcript("T1.1", "TTPA", "g1", "protein_coding", "chr1", 1, ((1000, 1300), (2000, 2600)), (1000, 2600))]
)
BOTH = {"girl": "1/1", "father": "0/1", "mother": "0/1"}


def shift(position: int, ref: str, alt: str, protein: str, **calls: str) -> Variant:
    """A frame shift of TTPA that decay would remove."""
    effect = consequence(
        "frameshift_variant",
        gene="TTPA",
        impact="HIGH",
        hgvs_c=f"T1.1:c.{position}{ref}>{alt}",
        hgvs_p=f"T1p.1:{protein}",
        nmd=True,
    )
    return replace(seen("chr1", position, effect=effect, **calls), ref=ref, alt=alt)


# one base more behind c.250 (codon 84), in a frame that goes on to codon 84 + 40 - 1 = 123; one less at c.311
INSERTED = (1250, "A", "AC", "p.(Gln84ThrfsTer40)")
DELETED = (2010, "CG", "C", "p.(Gly104AlafsTer9)")


def listed(*variants: Variant, model: GeneModel | None = MODEL) -> list[tuple[set[str], list[str], bool]]:
    """Of each candidate its reasons, the criteria not given by their reasons, and whether it is proposed."""
    relatives = family(**TRIO)
    genes = Assessor(relatives, TRACKS, model, "own build", (ATAXIA,)).genes(variants)
    found = choose(genes, relatives, Question((ATAXIA,), frozenset(), frozenset()))[0]
    return [
        (keys(one), [row.reason.key for judged in one.judged for row in judged.classification.barred], one.proposed)
        for one in found
    ]


def test_one_frame_shift_alone_is_proposed_as_ever() -> None:
    ((reasons, barred, proposed),) = listed(shift(*INSERTED, **BOTH))
    assert proposed and not barred and "frame_restored" not in reasons


@pytest.mark.parametrize(
    "calls",
    [
        BOTH,
        {"girl": "0|1:30@9", "father": "0/0", "mother": "0/0"},
        {"girl": "0/1", "father": "0/1", "mother": "0/0"},
    ],
)
def test_frame_restored_beyond_an_intron_is_no_loss_of_function(calls: dict[str, str]) -> None:
    shifts = shift(*INSERTED, **calls), shift(*DELETED, **calls)
    (gene,) = Assessor(family(**TRIO), TRACKS, MODEL, "own build", (ATAXIA,)).genes(shifts)
    for judged, other in zip(gene.judged.values(), shifts[::-1], strict=True):
        assert judged.evidence.frame.restored == (other.consequences[0].hgvs_c,)
        assert [row.reason.key for row in judged.classification.barred] == ["acmg_barred.frame_restored"]
        assert judged.class_ is Class.UNCERTAIN
    found = listed(*shifts)
    assert bool(found) is (calls == BOTH)  # one allele of a recessive gene that is no null allele is not listed
    for reasons, _, proposed in found:
        assert not proposed
        assert "frame_restored" in reasons


def test_a_stop_of_the_shifted_frame_before_the_second_leaves_the_first_what_it_is() -> None:
    # residue 84 + 12 - 1 = 95 is a stop: c.283 to c.285, before c.311
    early = (*INSERTED[:3], "p.(Gln84ThrfsTer12)")
    found = listed(shift(*early, **BOTH), shift(*DELETED, **BOTH))
    assert [one[2] for one in found] == [True, True]
    assert all("in_cis" in one[0] for one in found)  # and each names the other


def test_in_trans_each_is_a_null_allele() -> None:
    one = shift(*INSERTED, girl="0/1", father="0/1", mother="0/0")
    other = shift(*DELETED, girl="0/1", father="0/0", mother="0/1")
    ((reasons, barred, proposed),) = listed(one, other)
    assert proposed and not barred and not reasons & {"frame_restored", "frame_perhaps"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"girl": "0/1", "father": "0/0", "mother": "0/0"}, {"girl": "0/1", "father": "0/0", "mother": "0/0"}),
        (BOTH, {"girl": "0/1", "father": "0/1", "mother": "0/0"}),  # one of two copies of the first has the second
    ],
)
def test_where_it_is_not_certain_it_is_told_and_not_proposed(first: dict[str, str], second: dict[str, str]) -> None:
    found = listed(shift(*INSERTED, **first), shift(*DELETED, **second))
    assert found
    assert not any(proposed for _, _, proposed in found)
    assert "frame_perhaps" in found[0][0]


def test_three_that_add_up_to_a_codon() -> None:
    third = (2040, "A", "AT", "p.(Leu114PhefsTer30)")
    second = (2010, "C", "CG", "p.(Gly104AlafsTer9)")
    found = listed(*(shift(*one, **BOTH) for one in (INSERTED, second, third)))
    assert [one[2] for one in found] == [False] * 3
    found = listed(shift(*INSERTED, **BOTH), shift(*second, **BOTH))  # two bases in all: no frame
    assert [one[2] for one in found] == [True, True]


def test_without_a_gene_model_the_lengths_alone_tell() -> None:
    found = listed(shift(*INSERTED, **BOTH), shift(*DELETED, **BOTH), model=None)
    assert [one[2] for one in found] == [False, False]
