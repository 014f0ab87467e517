"""Faults that a clinical review found: what page 1 must not leave unsaid, and what may not be said."""

from __future__ import annotations

from typing import Any

import pytest

from tachkhis.case.message import Message
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import Genotype
from tachkhis.quality.verdict import Verdict
from tachkhis.report.blocks import ResultBox
from tachkhis.report.blocks import Table
from tachkhis.report.candidates import candidate_section
from tachkhis.report.context import Context
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from . import examples
from .conftest import squeeze
from .test_words import words_of

NEGATIVE = "Aucun variant pathogène ou probablement pathogène"
TO_EXAMINE = "Aucun diagnostic moléculaire établi ; un variant à examiner : TTPA c.744del"


def box(result: CaseResult, text: Text) -> ResultBox:
    return build_view(result, text).result


def sentences(result: CaseResult, text: Text) -> list[str]:
    return [squeeze(plain(sentence)) for sentence in box(result, text).sentences]


def headline(result: CaseResult, text: Text) -> str:
    return squeeze(plain(box(result, text).headline))


def conduct(result: CaseResult, text: Text) -> str:
    return squeeze(" ".join(plain(one) for one in build_view(result, text).conduct))


def failed(result: CaseResult, *reasons: str) -> CaseResult:
    messages = [examples.message(reason) for reason in reasons]
    quality = result.quality.model_copy(update={"verdict": Verdict.FAIL, "reasons": messages})
    return result.model_copy(update={"quality": quality})


# (a) notable candidates


def test_a_notable_candidate_stands_on_page_one(text: Text) -> None:
    result = examples.realistic_notable()
    assert headline(result, text) == TO_EXAMINE
    assert sentences(result, text)[0] == (
        "TTPA c.744del p.(Glu249AsnfsTer15) (NM_000999.4), hétérozygote, classe 4, probablement pathogène, "
        "ClinVar : pathogène, 2 étoiles sur 4, variant fondateur répertorié. "
        "Non proposé : les maladies reliées à ce gène dans HPO se transmettent autrement."
    )
    assert NEGATIVE not in words_of(result, text)


@pytest.mark.parametrize("kept", ["class_", "clinvar", "founder"])
def test_the_negative_headline_needs_a_list_without_known_variants(text: Text, kept: str) -> None:
    """One of the three is enough, whatever the flag of the candidate says."""
    result = examples.realistic_notable()
    first, other = result.candidates
    found = first.variants[0]
    less: dict[str, Any] = {"clinvar": None, "founder": None}
    less.pop(kept, None)
    if kept != "class_":
        uncertain = found.classification.model_copy(update={"class_": Class.UNCERTAIN})
        less["classification"] = uncertain
    variant = found.model_copy(update=less)
    first = first.model_copy(update={"variants": [variant], "notable": False})
    assert headline(result.model_copy(update={"candidates": [first, other]}), text) == TO_EXAMINE
    assert headline(result.model_copy(update={"candidates": [other]}), text).startswith(NEGATIVE)


def notables(number: int) -> list[Candidate]:
    (first, _) = examples.realistic_notable().candidates
    return [first.model_copy(update={"gene": f"G{index}", "rank": index}) for index in range(1, number + 1)]


def test_at_most_four_notable_candidates_are_named(text: Text) -> None:
    result = examples.realistic_negative().model_copy(update={"candidates": notables(7)})
    said = sentences(result, text)
    assert [line.split()[0] for line in said[:4]] == ["G1", "G2", "G3", "G4"]
    assert said[4] == "et 3 autres, voir plus loin."
    four = sentences(result.model_copy(update={"candidates": notables(4)}), text)
    assert not any("voir plus loin" in line for line in four)


def test_notable_candidates_beside_a_proposed_one_are_pointed_to(text: Text) -> None:
    base = examples.homozygous_founder()
    beside = base.model_copy(update={"candidates": [base.candidates[0], *notables(1)]})
    pointer = "Un autre variant, non proposé, est à examiner par le généticien"
    assert any(pointer in line for line in sentences(beside, text))
    assert not any(pointer in line for line in sentences(base, text))


def test_a_notable_candidate_is_named_where_quality_failed(text: Text) -> None:
    said = sentences(failed(examples.realistic_notable()), text)
    assert any(line.startswith("TTPA c.744del") for line in said)


# (b) the table of other candidates


def test_the_table_shows_clinvar_and_reads_of_the_proband(text: Text) -> None:
    section = candidate_section(Context(examples.realistic_notable(), text))
    assert section is not None
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    first, second = ([squeeze(plain(cell)) for cell in row] for row in table.rows)
    assert "hétérozygote (12/25)" in first
    assert first[-1].startswith("n° 12334, pathogène (2/4). ")
    assert "hétérozygote (17/36)" in second
    assert second[-1].startswith("Allèle non répertorié. ")


# (c) a VCF start with gene panels


def test_requested_panels_of_a_vcf_start_are_named_and_not_denied(text: Text) -> None:
    result = examples.negative_singleton().model_copy(update={"start": "vcf", "coverage": []})
    words = words_of(result, text)
    said = "Listes de gènes demandées : surdites (1.0) ; couverture non mesurée (départ d’un VCF)."
    assert words.count(said) == 2  # the result box, and the heading on coverage
    assert "Aucune liste de gènes n’a été demandée" not in words
    none = result.model_copy(update={"case": result.case.model_copy(update={"gene_panels": []})})
    assert words_of(none, text).count("Aucune liste de gènes n’a été demandée") == 2


def test_the_coverage_of_a_gvcf_is_not_passed_off_as_measured(text: Text) -> None:
    limit = Message(key="limit.started_from_gvcf", values={"depth": "10", "quality": "20"})
    changes = {"start": "vcf", "coverage_source": "gvcf", "limits": [limit]}
    words = words_of(examples.homozygous_founder().model_copy(update=changes), text)
    assert words.count("Couverture déclarée par le gVCF fourni, et non mesurée sur les lectures.") == 1
    assert "au moins 10 lectures et qualité de génotype d’au moins 20" in words
    assert "Couverture déclarée" not in words_of(examples.homozygous_founder(), text)


# (d) when a headline may speak of the family


@pytest.mark.parametrize(
    "doubt", ["relationship", "candidate.de_novo_not_confirmed_no_father", "candidate.parent_not_carrier"]
)
def test_the_headline_claims_no_family_that_is_in_doubt(text: Text, doubt: str) -> None:
    base = examples.homozygous_founder()
    assert "compatible avec l’étude familiale" in headline(base, text)
    if doubt == "relationship":
        first, *rest = base.quality.relationships
        checks = [first.model_copy(update={"verdict": Verdict.FAIL}), *rest]
        result = base.model_copy(update={"quality": base.quality.model_copy(update={"relationships": checks})})
    else:
        reason = examples.message(doubt, sample="A-PERE", depth="30")
        candidates = [base.candidates[0].model_copy(update={"reasons": [reason]}), *base.candidates[1:]]
        result = base.model_copy(update={"candidates": candidates})
    assert headline(result, text) == (
        "Un candidat de classe 4, probablement pathogène ; accord avec l’étude familiale à confirmer"
    )


def test_a_proposal_on_failed_quality_is_headed_unusable_with_its_reasons(text: Text) -> None:
    result = failed(examples.homozygous_founder(), "quality.no_reads_measured")
    assert headline(result, text) == ("Proposition non utilisable en l’état : qualité des données insuffisante")
    assert sentences(result, text)[0].startswith("Motifs : analyse commencée à partir d’un VCF")


# (e) absence needs reads


@pytest.mark.parametrize(
    ("depth", "quality", "expected"),
    [
        (10, 20, "variant absent"),
        (30, None, "variant absent"),
        (9, 99, "variant absent"),
        (4, 99, "non interprétable (4x)"),
        (30, 19, "non interprétable (GQ 19)"),
        (None, 99, "profondeur inconnue"),
    ],
)
@pytest.mark.parametrize("zygosity", ["hom_ref", "hemi_ref"])
def test_a_variant_is_absent_only_where_reads_can_tell(
    text: Text, zygosity: str, depth: int | None, quality: int | None, expected: str
) -> None:
    if zygosity == "hom_ref" and depth == 9:
        expected = "non interprétable (9x)"  # two copies want ten reads, one copy five
    base = examples.homozygous_founder()
    first, *rest = base.candidates
    child, father, mother = first.variants[0].genotypes
    read = Genotype(
        sample=father.sample, gt="0/0", zygosity=zygosity, depth=depth, ref_reads=depth, alt_reads=0, quality=quality
    )
    variant = first.variants[0].model_copy(update={"genotypes": [child, read, mother]})
    result = base.model_copy(update={"candidates": [first.model_copy(update={"variants": [variant]}), *rest]})
    assert squeeze(plain(Context(result, text).zygosity(variant, father.sample))) == expected
    assert f"Père A-PERE {expected}" in words_of(result, text)


@pytest.mark.parametrize(("alt", "expected"), [(1, "variant absent"), (2, "non appelé, 2 lecture(s) alt. sur 30")])
def test_reads_of_an_allele_that_was_not_called_are_no_absence(text: Text, alt: int, expected: str) -> None:
    """As the interpretation has it: two reads of thirty leave a de novo origin open."""
    call = Genotype(
        sample="A-PERE", gt="0/0", zygosity="hom_ref", depth=30, ref_reads=30 - alt, alt_reads=alt, quality=99
    )
    assert squeeze(plain(Context(examples.homozygous_founder(), text).call(call))) == expected


# (f) what is proposed to do


def test_an_inconclusive_case_asks_for_new_data(text: Text) -> None:
    for base in (examples.negative_singleton(), examples.homozygous_founder()):
        said = conduct(failed(base), text)
        assert "Séquençage à refaire" in said
        assert "Identité des échantillons à vérifier" in said
        assert "mêmes données" not in said
    assert "Séquençage à refaire" not in conduct(examples.negative_singleton(), text)


# (g) the mitochondrial genome


def mitochondrial(zygosity: str) -> CaseResult:
    family = examples.trio("A")
    base = examples.missense("MT-ND4", family, "m.11778G>A", "p.(Arg340His)", ["het", "hom_ref", "het"])
    calls = [examples.call(member.sample, zygosity, 40, 20) for member in family]
    likely = base.classification.model_copy(update={"class_": Class.LIKELY_PATHOGENIC})
    variant = base.model_copy(update={"contig": "chrM", "genotypes": calls, "classification": likely})
    return examples.case(family, candidates=[examples.candidate([variant], "MT-ND4", Mode.MITOCHONDRIAL)])


def test_mitochondrial_variants_have_a_share_of_reads_and_no_parent_of_origin(text: Text) -> None:
    words = words_of(mitochondrial("heteroplasmic"), text)
    assert "hétéroplasmique (50 %)" in words
    assert "hérité de" not in words
    assert "Cas index A-ENF homoplasmique en apparence" in words_of(mitochondrial("homoplasmic"), text)


def test_heteroplasmy_has_bounds_and_an_absence_says_what_it_excludes(text: Text) -> None:
    result = mitochondrial("heteroplasmic")
    variant = result.candidates[0].variants[0]
    child, *others = variant.genotypes
    child = child.model_copy(update={"fraction": 0.3, "fraction_lower": 0.244, "fraction_upper": 0.361})
    clear = {"zygosity": "hom_ref", "gt": "0", "depth": 100, "alt_reads": 0, "quality": 99, "fraction": 0.0}
    clear |= {"fraction_lower": 0.0, "fraction_upper": 0.036}
    calls = [child, *(call.model_copy(update=clear) for call in others)]
    shown = variant.model_copy(update={"genotypes": calls})
    words = words_of(
        result.model_copy(
            update={"candidates": [result.candidates[0].model_copy(update={"variants": [shown]})]},
        ),
        text,
    )
    assert "hétéroplasmique (30 % ; IC à 95 % : 24,4 % à 36,1 %)" in words
    assert "non détecté (taux inférieur à 3,6 %)" in words


# (h) limits


@pytest.mark.parametrize("consent", ["secondary_findings", "carrier"])
def test_limits_do_not_deny_what_the_consent_covers(text: Text, consent: str) -> None:
    words = words_of(examples.consenting(examples.negative_singleton(), consent), text)
    expected = {
        "secondary_findings": (
            "Données secondaires (liste ACMG SF v3.3), demandées par le consentement",
            "secondaires",
        ),
        "carrier": ("États de porteur, demandés par le consentement", "porteur"),
    }
    said, denied = expected[consent]
    assert said in words
    assert denied not in words.partition("Non demandés, non recherchés : ")[2].partition(".")[0]


# (j) words


def test_a_protein_name_that_says_nothing_is_not_in_a_title(text: Text) -> None:
    result = examples.compound_heterozygous()
    names = [squeeze(plain(variant.protein)) for finding in box(result, text).findings for variant in finding.variants]
    assert names == ["p.(Arg411Trp)", ""]
    assert words_of(result, text).count("p.?") == 1  # the full description says that it is not known


def test_strengths_are_told_in_plain_words(text: Text) -> None:
    assert text.word("strength.supporting") == "faible (supporting)"
    assert text.word("strength.stand_alone") == "à lui seul"


# (k) candidates that are not kept


def test_what_is_kept_and_what_is_not_is_told_in_one_sentence(text: Text) -> None:
    base = examples.many_genes()
    cut = base.model_copy(update={"limits": [examples.message("limit.candidates_cut", n="412")]})
    words = words_of(cut, text)
    assert (
        "Dans le fichier case.json du dossier : 30 candidats non proposés, dont 20 ci-dessus ; "
        "412 autres, de signification incertaine, ne sont gardés que dans le VCF."
    ) in words
    assert "trop nombreux pour être listés" not in words
    assert "ne sont gardés que dans le VCF" not in words_of(base, text)
