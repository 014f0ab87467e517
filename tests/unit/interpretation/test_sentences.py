"""From a decision of the interpretation to the French sentence of the report."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.inputs import read_case
from tachkhis.report.runs import Run
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from .families import family
from .families import seen
from .test_called_sites import site
from .test_candidates import ATAXIA
from .test_candidates import MUSCLE
from .test_candidates import PARKINSON
from .test_candidates import PATERNAL
from .test_candidates import TRIO
from .test_candidates import chosen
from .test_candidates import lof
from .world import CAUSE
from .world import background
from .world import write_case

FRENCH = Text.load("fr")


def squeeze(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def told(found: Chosen) -> str:
    """All reasons of a candidate, in French."""
    return " | ".join(squeeze(plain(FRENCH.message(message))) for message in found.reasons)


def report(folder: Path, *rows: str, **changes: object) -> str:
    """All text of the report of a small case on disk."""
    out = folder / "case.json"
    assert main([*write_case(folder, [*rows, *background()], **changes), "--out", str(out)]) == 0  # type: ignore[arg-type]
    return squeeze(words_of(out))


def words_of(case_json: Path) -> str:
    """All text of the report of a result."""
    found: list[str] = []

    def walk(part: object) -> None:
        if isinstance(part, Run):
            found.append(part.text)
        elif dataclasses.is_dataclass(part):
            for field in dataclasses.fields(part):
                walk(getattr(part, field.name))
        elif isinstance(part, tuple):
            for item in part:
                walk(item)
            found.append(" ")

    walk(build_view(read_case(case_json), FRENCH))
    return "".join(found)


HET = CAUSE.replace("1/1:30:0,30:90 0/1:30:15,15:99", "0/1:30:15,15:90 0/0:30:30,0:99")


def test_one_variant_of_a_recessive_gene_is_not_called_dominant(tmp_path: Path) -> None:
    words = report(tmp_path, HET)
    assert "Un seul variant identifié dans un gène à transmission récessive" in words
    assert "n’explique pas la maladie à lui seul" in words
    assert "récessive, 1 variant" in words
    assert "dominante" not in words


def test_a_homozygote_whose_father_lacks_the_allele_is_a_discordance_to_verify(tmp_path: Path) -> None:
    words = report(tmp_path, CAUSE.replace("0/1:30:15,15:99 0/1", "0/0:31:31,0:99 0/1"))
    assert "Discordance à vérifier : le variant n’est pas retrouvé chez father (31x)" in words
    assert "une délétion de l’autre allèle ou une disomie uniparentale" in words
    assert "paternité" not in words
    assert "Aucun variant pathogène" not in words


def test_a_class_that_hangs_on_pm2_has_its_reserve_in_the_block_of_the_variant(tmp_path: Path) -> None:
    words = report(tmp_path, CAUSE)
    assert "Réserve : classe dépendante de PM2" in words
    assert "sans PM2, la classe serait 4, probablement pathogène" in words
    counted = CAUSE.replace("TRIAGE=", "GNOMAD_AC=0;GNOMAD_AN=150000;TRIAGE=")
    assert "Réserve :" not in report(tmp_path, counted)


def test_founders_of_a_case_from_a_vcf_are_read_there_or_said_to_be_unknown(tmp_path: Path) -> None:
    rows = [site("chr1-2050-C-T"), site("chr1-2060-C-T"), site("chr1-2070-C-T")]
    words = report(tmp_path, CAUSE, sites=rows, vcf=Path("given.vcf"))
    assert "homozygote (30 lectures sur 30)" in words
    assert "2 allèles sans enregistrement dans le VCF fourni, qui ne permet donc pas de les dire absents" in words
    assert "Allèle absent" not in words
    assert "non décrit dans le VCF" not in words  # the sentence says it once for all members


@pytest.mark.parametrize(
    ("father", "sentence"),
    [
        ("0/0:4", "father n’a pas pu être lu(e) assez à cette position (4 lecture(s), au moins 10 attendues)"),
        ("0/0:40,3", "3 lecture(s) sur 40 portent le variant chez father, où il n’est pas appelé ; mosaïque parentale"),
        ("./.:?", "pas de génotype chez father à cette position"),
    ],
)
def test_each_doubt_on_a_de_novo_origin_has_its_sentence(father: str, sentence: str) -> None:
    (found,) = chosen(family(**TRIO), lof("LRRK2", girl="0/1", father=father, mother="0/0"), hpo=(PARKINSON,))
    assert f"Caractère de novo non confirmé : {sentence}" in told(found)


def test_two_in_cis_are_said_to_be_so() -> None:
    pair = (lof("TTPA", 5_000, girl="0/1", **PATERNAL), lof("TTPA", 6_000, girl="0/1", **PATERNAL))
    for found in chosen(family(**TRIO), *pair, hpo=(ATAXIA,)):
        assert "Variants en cis, sur une seule copie d’un gène à transmission récessive" in told(found)
        assert "T1.1:c.100C>T et T1.1:c.100C>T sont en cis" in told(found)
        assert "Un seul variant" not in told(found)


def test_one_call_of_two_alleles_is_said_to_be_in_trans() -> None:
    one, other = lof("TTPA", girl="1/0"), replace(lof("TTPA", girl="0/1"), alt="C")
    (found,) = chosen(family(), one, other, hpo=(ATAXIA,))
    assert found.proposed
    assert "comme les deux allèles d’un seul génotype : portés par des copies différentes du gène, en trans" in told(
        found
    )


def test_a_girl_with_an_x_linked_variant_is_told_of_inactivation() -> None:
    inherited = lof("DMD", contig="chrX", girl="0/1", father="0", mother="0/1")
    (found,) = chosen(family(**TRIO), inherited, hpo=(MUSCLE,))
    assert (
        "chez une fille ou une femme, l’effet dépend du gène et de l’inactivation de l’X, qui n’est pas étudiée ici"
        in told(found)
    )
    assert "mother est aussi hétérozygote, sans la maladie" in told(found)


def test_a_mitochondrial_variant_says_whose_share_the_reads_show() -> None:
    from .families import consequence

    effect = consequence("missense_variant", gene="MT-ND4")
    variant = seen("chrM", 100, effect=effect, girl="1", father="0", mother="1")
    (found,) = chosen(family(**TRIO), variant, genes="MT-ND4")
    assert "Présent aussi chez la mère (mother) : transmission maternelle" in told(found)
    assert "chez le cas index, d’après le fichier importé : 100" in told(found)
    assert "chez la mère, d’après le fichier importé : 100" in told(found)


def test_page_one_names_why_and_not_what_describes(tmp_path: Path) -> None:
    """The first line on a candidate that is not proposed says why it is not."""
    words = report(tmp_path, HET)
    assert words.count("Un seul variant identifié dans un gène") == 1  # on page 1, to which the table refers
    assert "devrait rendre malade" not in words  # the mother is a healthy carrier
