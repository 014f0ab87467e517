"""What the rendered pages say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tachkhis.quality.verdict import Verdict
from tachkhis.report.methods import STANDARD_LIMITS
from tachkhis.report.pdf import render_pdf
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from . import examples
from .conftest import squeeze

Pages = Callable[[str], list[str]]
SYNTHETIC = "DONNÉES SYNTHÉTIQUES : démonstration, ne concerne aucun patient"


@pytest.mark.parametrize("name", examples.ALL)
def test_each_page_says_draft_synthetic_case_and_page_number(pages: Pages, name: str) -> None:
    found = pages(name)
    case = examples.ALL[name]().case.id
    for number, page in enumerate(found, 1):
        assert "BROUILLON, non validé" in page
        assert (SYNTHETIC in page) is examples.ALL[name]().synthetic
        assert f"Dossier {case} · page {number}/{len(found)}" in page


def test_a_case_of_real_data_has_no_synthetic_band(text: Text) -> None:
    result = examples.negative_singleton().model_copy(update={"synthetic": False})
    assert build_view(result, text).synthetic is None
    assert b"%PDF" in render_pdf(build_view(result, text))


@pytest.mark.parametrize("name", ["negative_singleton", "realistic_negative"])
def test_a_negative_report_of_one_person_fits_one_page(pages: Pages, name: str) -> None:
    (page,) = pages(name)
    assert "Biologiste médical ou généticien" in page
    assert "Second lecteur" in page


def test_a_report_of_one_variant_to_examine_takes_at_most_two_pages(pages: Pages) -> None:
    assert len(pages("realistic_notable")) <= 2


def test_a_realistic_negative_report_drops_nothing(pages: Pages) -> None:
    (page,) = pages("realistic_negative")
    result = examples.realistic_negative()
    assert len(result.limits) + len(STANDARD_LIMITS) + 1 == 14
    for expected in (
        "c.991C>T p.(His331Tyr) NM_000999.4",
        "hétérozygote (17/36)",
        "gnomAD : 0 sur 152 312",
        "Non proposé : variant de signification incertaine",
        "TTPA NM_000370.3:c.744del",
        "hétérozygote (12 lectures sur 25)",
        "Un seul allèle fondateur chez le cas index (TTPA)",
        "Le consentement ne couvre pas le statut de porteur",
        "Qualité acceptable, avec réserves : LABO-26-0412-CI : 73,4 % des bases lues au moins 20 fois",
        "exon 10/10 : chr13:23333010-23333119",
        "2 gènes lus en entier",
        "gnomAD gnomad.v4.1.sites.bcf (4.1), 759 302 267 enregistrements",
        "Sites fondateurs hors indication (19)",
        "Secondaire, porteur, fortuit, pharmacogénétique : non recherchés",
        "Dysarthrie HP:0001260",
    ):
        assert expected in page, expected


def test_a_report_with_one_proposed_variant_takes_two_pages(pages: Pages) -> None:
    assert len(pages("homozygous_founder")) == 2


@pytest.mark.parametrize("name", examples.ALL)
def test_the_signatures_never_have_a_page_of_their_own(pages: Pages, name: str) -> None:
    last = pages(name)[-1]
    assert "Limites" in last
    assert "Conduite à tenir proposée" in last
    assert last.count("Signature") == 2


def test_a_negative_report_is_careful(pages: Pages) -> None:
    (page,) = pages("negative_singleton")
    assert "Aucun variant pathogène ou probablement pathogène proposé dans ce qui a pu être lu" in page
    assert "Gènes demandés examinés : 3, dont 100 % des bases codantes lues au moins 10 fois" in page
    assert "Positions où un variant a été appelé : 23 473 ; examinées après tri : 44" in page
    assert "Ce résultat n’exclut pas une maladie génétique" in page
    assert "Réanalyse possible des mêmes données" in page
    assert "Parents non analysés : origine et phase des variants non établies" in page
    assert "Les délétions et duplications d’exons ou de gènes" in page


@pytest.mark.parametrize("name", ["homozygous_founder", "compound_heterozygous", "many_genes", "nasty"])
def test_the_result_stands_on_page_one(pages: Pages, name: str) -> None:
    first = pages(name)[0]
    assert "Résultat : proposition du logiciel, à valider par le généticien" in first
    assert "Classe 4, probablement pathogène" in first or "Aucun variant pathogène" in first


def test_a_homozygous_founder_is_fully_described(pages: Pages) -> None:
    page = " ".join(pages("homozygous_founder"))
    for expected in (
        "NM_004004.6:c.35del p.(Gly12ValfsTer2), homozygote",
        "récessive, deux copies du même variant",
        "hérité des deux parents",
        "Deafness AR 1A (DFNB1A) (table des variants fondateurs)",
        "NC_000013.11:g.20189547del",
        "exon 2 sur 2",
        "n° 17004 : pathogène, 3 étoiles sur 4",
        "population : Morocco ; donnée publiée : homozygous in 51/152 families ; référence : PMID 27169813",
        "9731 sur 1 613 806",
        "3 sur 218",
        "0,29 % à 4,0 %",
        "Rabat-Salé-Kénitra 2/54, Casablanca-Settat 1/60",
        "PVS1 fort 4",
        "Total : 6 points (Tavtigian 2020), classe 4, probablement pathogène",
        "parents cousins germains",
    ):
        assert expected in page, expected
    assert "Souss-Massa" not in page  # 0 of 40 there: nothing to tell


def test_the_genotype_of_each_member_has_depth_balance_and_quality(pages: Pages) -> None:
    page = " ".join(pages("homozygous_founder"))
    assert "Cas index A-ENF homozygote 38x 0 38 100 % 99" in page
    assert "Père A-PERE hétérozygote 41x 22 19 46,3 % 99" in page
    assert "Mère A-MERE hétérozygote 35x 17 18 51,4 % 99" in page


def test_absence_from_a_collection_says_how_little_it_proves(pages: Pages) -> None:
    page = " ".join(pages("compound_heterozygous"))
    assert "absent de 218 allèles 0 % < 1,4 %" in page
    assert "absent de 152 312 allèles 0 % < 0,0024 %" in page


def test_a_pair_of_variants_says_origins_and_phase(pages: Pages) -> None:
    first = pages("compound_heterozygous")[0]
    assert "c.1231C>T p.(Arg411Trp), hérité de la mère ; c.5581-2A>G, hérité du père" in first
    assert "les deux variants sont en trans" in first


def test_what_could_not_be_read_is_told_with_its_place(pages: Pages) -> None:
    page = " ".join(pages("homozygous_founder"))
    assert "exon 3/49 : chr11:77190010-77190072, chr11:77190101-77190112" in page
    assert "exon 12/49 : chr11:77201500-77201531" in page
    assert page.count("NON EXAMINÉ") == 2  # in the result box and in the coverage
    assert "Non testé (hors de portée des lectures courtes) : CYP21A2 c.293-13C>G" in page
    assert "SGCG c.525del maladie de SGCG allèle absent, 31x non lisible, 3x allèle absent, 29x" in page


def test_every_unreadable_gene_of_a_long_list_is_there_and_headers_repeat(pages: Pages) -> None:
    found = pages("many_genes")
    whole = " ".join(found)
    assert all(f"GENE{number} NM_000001.2" in whole for number in range(60))
    assert "240 gènes lus en entier" in whole
    assert "GENE299" in whole
    spread = [page for page in found if "NM_000001.2" in page]
    assert len(spread) > 1
    assert all("Non lisible" in page for page in spread)
    assert "10 autres candidats figurent dans le fichier case.json" in whole


def test_a_failed_quality_without_candidate_is_inconclusive_and_not_negative(text: Text) -> None:
    result = examples.negative_singleton()
    failed = result.quality.model_copy(update={"verdict": Verdict.FAIL})
    view = build_view(result.model_copy(update={"quality": failed}), text)
    assert view.result.kind == "inconclusive"
    words = squeeze(" ".join(run.text for sentence in view.result.sentences for run in sentence))
    assert "ne doit pas être lue comme un résultat négatif" in words


def test_methods_name_tools_resources_and_reference(pages: Pages) -> None:
    page = " ".join(pages("homozygous_founder"))
    for expected in ("bwa 0.7.17", "bcftools 1.16", "ClinVar 2026-11, 2120 enregistrements, synthétique", "mini1"):
        assert expected in page


def test_a_page_ends_with_two_signature_boxes_and_no_date(pages: Pages) -> None:
    last = pages("homozygous_founder")[-1]
    assert "Biologiste médical ou généticien" in last
    assert "Second lecteur" in last
    assert last.count("Date") == 2


def test_a_discordant_relationship_is_told_with_tact(pages: Pages) -> None:
    page = " ".join(pages("wide_family"))
    assert "contrôle d’identité des échantillons à faire" in page
    for told in ("312 sur", "sites discordants", "filiation", "ne concordent pas"):
        assert told not in page
    assert ".." not in page
    assert "paternité" not in page.lower()


def test_a_start_from_vcf_says_what_is_unknown(pages: Pages) -> None:
    page = " ".join(pages("wide_family"))
    assert "Profondeur, alignement et duplicats non mesurés" in page
    assert "Variants déjà appelés à la réception (VCF)" in page
    assert "non lu inconnue" in page  # a missing call has no depth, and it is not zero


def test_a_carrier_result_without_consent_is_pointed_out(pages: Pages) -> None:
    assert "Le consentement ne couvre pas le statut de porteur" in " ".join(pages("wide_family"))
    assert "Le consentement ne couvre pas" not in " ".join(pages("homozygous_founder"))


def test_each_table_of_a_variant_names_the_variant(pages: Pages) -> None:
    page = " ".join(pages("compound_heterozygous"))
    for title in ("Génotypes de la famille", "Fréquences", "Critères ACMG/AMP"):
        for name in ("c.1231C>T p.(Arg411Trp)", "c.5581-2A>G"):
            assert f"{title} · {name}" in page
