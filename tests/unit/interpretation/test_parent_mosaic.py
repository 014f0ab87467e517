"""A parent whose reads fit neither error nor a heterozygote: told as a possible mosaic, in the case and in the report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.result import VariantResult
from tachkhis.interpretation.results import variant_of
from tachkhis.interpretation.showing import Showing
from tachkhis.interpretation.telling import weak_call
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.variants.record import Variant

from .families import family
from .test_candidates import MUSCLE
from .test_candidates import PARKINSON
from .test_candidates import chosen
from .test_candidates import keys
from .test_candidates import lof
from .test_traces import CONFIRMED
from .world import CAUSE
from .world import background
from .world import write_case

TRIO = {"father": "no", "mother": "no"}


def mosaic(parent: str, **calls: str) -> Variant:
    return replace(lof("LRRK2", **calls), mosaic_parents=(parent,))


def told(found: Chosen, relatives: Family) -> VariantResult:
    return variant_of(found.judged[0], relatives, (), Showing((), None, relatives.copies, {}))


def test_an_allele_of_a_healthy_mosaic_mother_is_not_plainly_inherited() -> None:
    """As a plain heterozygote she would contradict dominant disease; as a possible mosaic she says nothing for sure."""
    relatives = family(**TRIO, confirmed=CONFIRMED)
    calls = {"girl": "0/1:34,17", "father": "0/0:33,0", "mother": "0/1:31,5"}
    (found,) = chosen(relatives, mosaic("mother", **calls), hpo=(PARKINSON,))
    assert "parent_mosaic_mother" in keys(found)
    assert "unaffected_carries" not in keys(found)
    assert found.diplotype.support is Support.OPEN
    shown = told(found, relatives)
    assert shown.origin == "maternal_mosaic"
    assert [one.possible_mosaic for one in shown.genotypes] == [False, False, True]
    text = Text.load("fr")
    (message,) = [one for one in found.reasons if one.key == "candidate.parent_mosaic_mother"]
    assert message.values == {"alt": "5", "depth": "31"}
    said = plain(text.message(message))
    assert said.startswith("La mère pourrait être porteuse en mosaïque (5")
    assert "autre méthode" in said
    assert "récurrence" in said
    assert "mosaïque" in plain(text.say(f"origin.{shown.origin}"))
    (plainly,) = chosen(relatives, lof("LRRK2", **calls), hpo=(PARKINSON,))
    assert told(plainly, relatives).origin == "maternal"
    assert "unaffected_carries" in keys(plainly)


def test_a_mosaic_father_called_reference_confirms_no_de_novo() -> None:
    relatives = family(**TRIO, confirmed=CONFIRMED)
    variant = mosaic("father", girl="0/1:34,17", father="0/0:60,3", mother="0/0:31,0")
    (found,) = chosen(relatives, variant, hpo=(PARKINSON,))
    assert {"parent_mosaic_father", "de_novo_not_confirmed_traces"} <= keys(found)
    codes = {met.code for met in found.judged[0].classification.criteria}
    assert "PS2" not in codes
    assert told(found, relatives).origin == "de_novo_traces"


def test_a_parent_who_could_not_pass_the_allele_is_not_told() -> None:
    relatives = family("boy", **TRIO, confirmed=CONFIRMED)
    variant = replace(lof("DMD", contig="chrX", boy="1", father="0", mother="0/1"), mosaic_parents=("father",))
    (found,) = chosen(relatives, variant, hpo=(MUSCLE,))
    assert not any(key.startswith("parent_mosaic") for key in keys(found))


def test_a_healthy_mosaic_mother_of_a_girl_on_x_is_no_woman_who_carries_it_unharmed() -> None:
    relatives = family(**TRIO, confirmed=CONFIRMED)
    variant = lof("DMD", contig="chrX", girl="0/1", father="0", mother="0/1:31,5")
    (plainly,) = chosen(relatives, variant, hpo=(MUSCLE,))
    (found,) = chosen(relatives, replace(variant, mosaic_parents=("mother",)), hpo=(MUSCLE,))
    assert "unaffected_woman_carries" in keys(plainly)
    assert "unaffected_woman_carries" not in keys(found)
    assert "parent_mosaic_mother" in keys(found)


def test_from_the_vcf_to_case_json_to_the_report_and_to_explain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = CAUSE.replace("TRIAGE=", "PARENT_MOSAIC=mother;TRIAGE=").replace("GT:DP:AD:GQ", "GT:DP:AD:GQ:JOINT_GQ")
    row = (
        row.replace("0,30:90", "0,30:90:41").replace("15,15:99", "15,15:99:99").replace("28:14,14:99", "31:26,5:50:17")
    )
    out = tmp_path / "case.json"
    assert main([*write_case(tmp_path, [row, *background()]), "--out", str(out)]) == 0
    result = read_case(out)
    (variant,) = result.candidates[0].variants
    assert variant.origin == "biparental_mosaic"
    assert [(one.joint_quality, one.possible_mosaic) for one in variant.genotypes] == [
        (41, False),
        (99, False),
        (17, True),
    ]
    (reason,) = [one for one in result.candidates[0].reasons if one.key == "candidate.parent_mosaic_mother"]
    assert (reason.about, reason.values) == (variant.id, {"alt": "5", "depth": "31"})
    assert main(["explain", "--vcf", str(tmp_path / "case.vcf"), "--case-json", str(out), "chr1-2050-C-T"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "genotype girl: 1/1, 30 of 30 reads, quality 90, 41 given the whole family" in lines
    assert "genotype mother: 0/1, 5 of 31 reads, quality 50, 17 given the whole family, possible mosaic" in lines


@pytest.mark.parametrize(("own", "joint", "weak"), [(19, None, True), (19, 90, False), (19, 19, True), (20, 3, False)])
def test_sure_parents_settle_a_genotype_that_the_own_reads_leave_open(own: int, joint: int | None, weak: bool) -> None:
    variant = lof("TTPA", girl="0/1", father="0/1", mother="0/0")
    called = variant.call("girl")
    assert called is not None
    reason = weak_call(variant, replace(called, quality=own, joint_quality=joint), Zygosity.HET)
    assert (None if reason is None else reason.key) == ("candidate.weak_call_quality" if weak else None)


def test_two_reads_of_two_are_a_call_to_be_confirmed_whatever_the_quality() -> None:
    variant = lof("TTPA", girl="1/1:2,2", father="0/1", mother="0/1")
    found = chosen(family(**TRIO), variant, hpo=("HP:0001251",))
    reasons = [one for each in found for one in each.reasons if one.key == "candidate.weak_call"]
    assert reasons
    assert "2 lectures sur 2" in plain(Text.load("fr").message(reasons[0])).replace("\u00a0", " ")
    assert not any(one.proposed for one in found)
