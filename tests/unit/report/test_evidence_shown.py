"""What stands beside a variant: parts of a conflict, release of ClinVar, frequencies, relatives, names, pairs."""

from __future__ import annotations

from typing import Any

import pytest

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import ClinVar
from tachkhis.interpretation.result import Disease
from tachkhis.interpretation.result import Submissions
from tachkhis.interpretation.result import VariantResult
from tachkhis.interpretation.setting import PhenotypeTerm
from tachkhis.interpretation.setting import Resource
from tachkhis.report.blocks import Table
from tachkhis.report.blocks import VariantHead
from tachkhis.report.candidates import candidate_section
from tachkhis.report.clinvar import sentence
from tachkhis.report.context import Context
from tachkhis.report.evidence import regional_counts
from tachkhis.report.hgvs import is_long
from tachkhis.report.hgvs import pieces
from tachkhis.report.identification import sign
from tachkhis.report.pdf import render_pdf
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.variants import variant_section
from tachkhis.report.view import build_view

from . import examples
from .conftest import squeeze
from .test_layout import collisions
from .test_words import words_of

CONFLICT = ClinVar(
    id="4021",
    significance="Conflicting classifications of pathogenicity",
    review_status="criteria provided, conflicting classifications",
    stars=1,
    conditions=["Glycogen storage disease, type II", "not provided"],
    conflict=[Submissions(significance="Uncertain significance", count=2), Submissions(significance="Benign", count=1)],
    diseases=[
        Disease(name="Glycogen storage disease, type II", orpha="ORPHA:365", name_fr="Glycogénose de type 2"),
        Disease(name="not provided"),
    ],
)


def context(text: Text, **resource: Any) -> Context:
    base = examples.homozygous_founder()
    clinvar = Resource(**{"name": "clinvar", "version": "c.vcf.gz", "synthetic": False, **resource})
    return Context(base.model_copy(update={"resources": [clinvar]}), text)


def shown(text: Text, record: ClinVar | None, **resource: Any) -> str:
    return squeeze(plain(sentence(context(text, **resource), record)))


def test_a_conflict_is_told_with_its_parts_and_the_release(text: Text) -> None:
    assert shown(text, CONFLICT, date="2026-11-08") == (
        "n° 4021 : classements contradictoires [signification incertaine : 2, bénin : 1], 1 étoile sur 4 "
        "(critères fournis, classements contradictoires) ; Glycogénose de type 2 ORPHA:365 ; version du 08/11/2026"
    )


@pytest.mark.parametrize(
    ("date", "expected"),
    [("20261108", "version du 08/11/2026"), ("Nov 8", "version du Nov 8"), (None, "version non datée")],
)
def test_the_release_is_told_as_far_as_the_file_says_it(text: Text, date: str | None, expected: str) -> None:
    assert shown(text, None, date=date) == f"allèle non répertorié, {expected}"


def test_a_disease_without_a_french_name_stays_english(text: Text) -> None:
    bare = CONFLICT.model_copy(update={"diseases": [Disease(name="A disease", orpha="ORPHA:999")]})
    runs = sentence(context(text), bare)
    assert any(run.text == "A disease" and run.kind == "english" for run in runs)
    assert "A disease ORPHA:999" in squeeze(plain(runs))


# other candidates


def rows_of(result: CaseResult, text: Text) -> list[list[str]]:
    section = candidate_section(Context(result, text))
    assert section is not None
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assert {len(row) for row in table.rows} == {len(table.columns)}
    return [[squeeze(plain(cell)) for cell in row] for row in table.rows]


def test_other_candidates_have_transcript_relatives_and_frequencies(text: Text) -> None:
    family = examples.trio("T")
    listed = examples.gjb2(family)
    unlisted = examples.missense("OTOF", family, "c.5A>G", "p.(Lys2Arg)", ["het", "hom_ref", "het"])
    others = [
        examples.candidate([listed], "GJB2", Mode.RECESSIVE_HOMOZYGOUS, proposed=False),
        examples.candidate([unlisted], "OTOF", Mode.DOMINANT, proposed=False, expected_modes=["autosomal_dominant"]),
    ]
    first, second = rows_of(examples.case(family, candidates=others), text)
    assert first[1] == "c.35del p.(Gly12ValfsTer2) NM_004004.6"
    assert first[2] == "homozygote (38/38) ; père : hétérozygote (19/41) ; mère : hétérozygote (18/35)"
    assert first[4] == "gnomAD : 9731 sur 1 613 806, 0,60 % ; Panel marocain : 3 sur 218, 1,4 %"
    assert second[2] == "hétérozygote (17/36) ; père : variant absent (0/36) ; mère : hétérozygote (17/36)"
    assert second[4] == "gnomAD : 0 sur 152 312 ; Panel marocain : < 1,4 %"  # what 0 of 218 leaves open
    assert second[5] == "3, de signification incertaine, 3 points"


def test_a_partial_record_of_the_panel_is_told_where_its_frequency_is(text: Text) -> None:
    family = examples.trio("T")
    whole = examples.gjb2(family)
    gnomad, panel = whole.frequencies
    partial = whole.model_copy(update={"frequencies": [gnomad, panel.model_copy(update={"partial": 54})]})
    other = examples.candidate([partial], "GJB2", Mode.RECESSIVE_HOMOZYGOUS, proposed=False)
    (row,) = rows_of(examples.case(family, candidates=[other]), text)
    assert row[4].endswith("Panel marocain : 3 sur 218, 1,4 %, partiel, fréquence non retenue")
    noted = [squeeze(plain(note)) for note in regional_counts(Context(examples.case(family), text), partial)]
    assert noted[0].startswith("Panel marocain : enregistrement partiel ; rien n’indique si 54 personnes du panel")
    assert not any("partiel" in plain(note) for note in regional_counts(Context(examples.case(family), text), whole))


# pairs


def three(family: list[Any]) -> list[VariantResult]:
    names = (("c.10A>G", "p.(Lys4Glu)"), ("c.20C>T", "p.(Ala7Val)"), ("c.30del", "p.(Gly11fs)"))
    return [examples.missense("MYO7A", family, *name, ["het", "hom_ref", "het"]) for name in names]


def pairs(proposed: bool) -> CaseResult:
    """Three variants of one gene in two pairs."""
    family = examples.trio("P")
    first, second, third = three(family)
    found = [
        examples.candidate([one, two], "MYO7A", Mode.COMPOUND_HETEROZYGOUS, rank=rank, phase=phase, proposed=proposed)
        for rank, (one, two, phase) in enumerate([(first, second, "trans"), (first, third, "unknown")], 1)
    ]
    return examples.case(family, candidates=found)


def test_a_variant_of_two_proposed_pairs_is_described_once(text: Text) -> None:
    result = pairs(proposed=True)
    section = variant_section(Context(result, text))
    assert section is not None
    heads = [
        squeeze(plain(part.name))
        for block in section.blocks
        for part in getattr(block, "blocks", ())
        if isinstance(part, VariantHead)
    ]
    assert heads == ["c.10A>G p.(Lys4Glu)", "c.20C>T p.(Ala7Val)", "c.30del p.(Gly11fs)"]
    (finding,) = build_view(result, text).result.findings
    assert len(finding.variants) == 3
    words = words_of(result, text)
    assert (
        "Paires proposées dans MYO7A, chaque variant étant décrit une seule fois : "
        "c.10A>G p.(Lys4Glu) + c.20C>T p.(Ala7Val) (en trans) ; "
        "c.10A>G p.(Lys4Glu) + c.30del p.(Gly11fs) (phase non établie)."
    ) in words


def test_a_variant_of_two_other_pairs_has_one_row_and_the_pairs_are_told_by_number(text: Text) -> None:
    rows = rows_of(pairs(proposed=False), text)
    assert [row[1].split()[:3] for row in rows] == [["1", "·", "c.10A>G"], ["2", "·", "c.20C>T"], ["3", "·", "c.30del"]]
    assert [bool(row[0]) for row in rows] == [True, False, False]
    assert "Paires en trans : 1 + 2. Paires de phase non établie : 1 + 3." in rows[0][-1]
    assert not any("Paires" in row[-1] for row in rows[1:])


# names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NM_1.2:c.35del", "NM_1.2:c.35del"),
        ("c.35_36ins" + "ACGT" * 30, "c.35_36insACGTACGTACGT… (120 bases)"),
        ("g.1_40delins" + "A" * 25, "g.1_40delinsAAAAAAAAAAAA… (25 bases)"),
        ("c.35_36ins" + "A" * 24, "c.35_36ins" + "A" * 24),
        ("p.(Gly1_Ala2ins" + "ArgLys" * 6 + ")", "p.(Gly1_Ala2insArgLysArgLys… (12 acides aminés))"),
    ],
)
def test_a_long_sequence_is_cut_and_its_length_said_in_words(text: Text, name: str, expected: str) -> None:
    assert squeeze(plain(text.name(name))) == expected
    assert is_long(name) is (name != expected)
    assert "".join(piece.text for piece in pieces("c.1del")) == "c.1del"


def renamed(**changes: Any) -> CaseResult:
    base = examples.homozygous_founder()
    first, *others = base.candidates
    variant = first.variants[0]
    chosen = variant.transcripts[0].model_copy(update=changes)
    variant = variant.model_copy(update={"transcripts": [chosen, *variant.transcripts[1:]]})
    return base.model_copy(update={"candidates": [first.model_copy(update={"variants": [variant]}), *others]})


def test_a_name_that_was_cut_stands_in_full_once_or_is_referred_to(text: Text) -> None:
    long = "NM_004004.6:c.35_36ins" + "ACGT" * 30
    assert words_of(renamed(hgvs_c=long), text).replace(" ", "").count("ACGT" * 30) == 1
    longer = words_of(renamed(hgvs_c="NM_004004.6:c.35_36ins" + "ACGT" * 300), text)
    assert "écrit en entier dans le fichier case.json" in longer
    assert "ACGT" * 10 not in longer.replace(" ", "")


def test_a_transcript_without_a_version_is_said_to_have_none(text: Text) -> None:
    said = "version non donnée par le modèle de gènes"
    assert said in words_of(renamed(transcript="NM_004004"), text)
    assert said not in words_of(renamed(transcript="NM_004004.6"), text)


def test_the_hgnc_id_is_shown_where_there_is_one(text: Text) -> None:
    base = examples.homozygous_founder()
    first, *others = base.candidates
    named = base.model_copy(update={"candidates": [first.model_copy(update={"hgnc_id": "HGNC:4284"}), *others]})
    assert "GJB2 (HGNC:4284)" in words_of(named, text)
    assert "HGNC" not in words_of(base, text)


# signs


def test_a_reworded_sign_has_its_french_label_and_once_the_present_english_one(text: Text) -> None:
    term = PhenotypeTerm(id="HP:0001250", label_en="Seizure", label_fr="Epilépsie", label_fr_of="Seizures")
    case = Context(examples.homozygous_founder(), text)
    assert squeeze(plain(sign(case, term, both=True))) == "Épilepsie (Seizure)"
    assert squeeze(plain(sign(case, term))) == "Épilepsie"
    same = term.model_copy(update={"label_fr_of": None})
    assert squeeze(plain(sign(case, same, both=True))) == "Épilepsie"
    none = PhenotypeTerm(id="HP:0000001", label_en="only in English")
    assert [run.kind for run in sign(case, none)] == ["english"]


# identification


def with_specimen(**fields: Any) -> CaseResult:
    base = examples.homozygous_founder()
    first, *others = base.people
    case = base.case.model_copy(update={"file_number": fields.pop("file_number", None)})
    return base.model_copy(update={"people": [first.model_copy(update=fields), *others], "case": case})


def test_the_specimen_is_told_and_what_iso_15189_asks_for_is_missed_aloud(text: Text) -> None:
    bare = {line.label: squeeze(plain(line.value or ())) for line in build_view(with_specimen(), text).request}
    assert (bare["Prélèvement"], bare["Prélevé le"]) == ("non renseigné", "non renseignée")
    assert not {"Reçu le", "N° au laboratoire", "Séquençage"} & set(bare)
    full = with_specimen(
        specimen="blood",
        collected="2026-11-02",
        received="2026-11-03",
        kits=["Exome v2"],
        platforms=["ILLUMINA"],
        file_number="26/0412",
    )
    told = {line.label: squeeze(plain(line.value or ())) for line in build_view(full, text).request}
    assert (told["Prélèvement"], told["Prélevé le"], told["Reçu le"]) == ("sang", "02/11/2026", "03/11/2026")
    assert (told["N° au laboratoire"], told["Séquençage"]) == ("26/0412", "Exome v2 ; Illumina")
    assert "Prélèvement sang, 02/11/2026" not in words_of(with_specimen(), text)


def test_every_specimen_and_platform_of_the_sheets_has_a_word(text: Text) -> None:
    from tachkhis.case.schema import schema

    for sheet, column, namespace in (("samples", "specimen", "specimen"), ("units", "platform", "platform")):
        for value in schema(sheet)["properties"][column]["enum"]:
            assert text.has(f"{namespace}.{value}")


def test_a_long_insertion_stays_within_its_column(text: Text) -> None:
    family = examples.trio("L")
    found = examples.missense("LAMA2", family, "c.915_916ins" + "CACGTTGCAAGC" * 4, "p.?", ["het", "hom_ref", "het"])
    other = examples.candidate([found], "LAMA2", Mode.DOMINANT, proposed=False)
    view = build_view(examples.case(family, candidates=[other]), text)
    assert collisions(render_pdf(view)) == []
