"""What a clinical review asked of the page: nothing that hurts, nothing that misleads, nothing left unsaid."""

from __future__ import annotations

import pytest

from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import SiteResult
from tachkhis.interpretation.setting import Resource
from tachkhis.quality.verdict import Verdict
from tachkhis.report.account import conduct
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Table
from tachkhis.report.context import Context
from tachkhis.report.edition import with_edition
from tachkhis.report.founder_sites import site_section
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from . import examples
from .conftest import squeeze
from .test_account import contradicted
from .test_words import words_of


def headline(result: CaseResult, text: Text) -> str:
    return squeeze(plain(build_view(result, text).result.headline))


def steps(result: CaseResult, text: Text) -> str:
    return squeeze(" ".join(plain(step) for step in conduct(Context(result, text))))


@pytest.mark.parametrize("name", ["homozygous_founder", "negative_singleton"])
def test_a_doubt_on_kinship_asks_for_a_check_of_the_samples_and_tells_nothing_more(text: Text, name: str) -> None:
    result = examples.ALL[name]()
    if not result.quality.relationships:
        result = result.model_copy(update={"quality": examples.homozygous_founder().quality})
    doubt = contradicted(result)
    words = words_of(doubt, text)
    assert headline(doubt, text) == "Résultat en attente : contrôle d’identité des échantillons à faire"
    for told in ("filiation", "187", "296", "discordant", "lien déclaré", "ne concordent pas", "insuffisante"):
        assert told not in words
    assert "Interprétation en attente : contrôle d’identité des échantillons à faire avant" in words
    assert "Séquençage à refaire" not in words  # the reads are good
    assert "Aucune conclusion à rendre avant ce contrôle" in steps(doubt, text)


def test_bad_reads_are_told_as_such_even_where_identity_is_open(text: Text) -> None:
    doubt = contradicted(examples.homozygous_founder())
    first, *rest = doubt.quality.samples
    bad = first.model_copy(update={"verdict": Verdict.FAIL})
    result = doubt.model_copy(update={"quality": doubt.quality.model_copy(update={"samples": [bad, *rest]})})
    assert headline(result, text) == "Proposition non utilisable en l’état : qualité des données insuffisante"
    assert "Séquençage à refaire" in steps(result, text)
    assert "La proposition de la page 1 n’est pas un résultat" in steps(result, text)


def site_words(result: CaseResult, sites: list[SiteResult], text: Text) -> tuple[list[list[str]], str]:
    """The rows of the table of sites, and the whole section as text."""
    context = Context(result.model_copy(update={"sites": sites, "candidates": []}), text)
    section = site_section(context)
    assert section is not None
    tables = [block for block in section.blocks if isinstance(block, Table)]
    rows = [[squeeze(plain(cell)) for cell in row] for table in tables for row in table.rows]
    return rows, squeeze(" ".join(plain(one.text) for one in section.blocks if isinstance(one, Paragraph)))


def test_a_site_of_the_question_tells_each_member_what_was_read(text: Text) -> None:
    base = examples.homozygous_founder()
    states = [("not_carried", 0, 38), ("not_readable", 0, 6), ("carried_het", 10, 23)]
    rows, said = site_words(base, [examples.site("MEFV c.2080A>G", "MEFV", base.people, states)], text)
    assert [row[2:] for row in rows] == [["allèle absent, 38x", "non lisible, 6x", "hétérozygote (10 lectures sur 23)"]]
    assert "non communiqué" not in said
    assert "portage" not in said  # nobody whose report this is carries anything


def test_withheld_relatives_are_said_in_words_with_the_reason(text: Text) -> None:
    """The proband of one row is clear, of the other not readable; the third row is the question's."""
    base = examples.homozygous_founder()
    hidden = ("withheld", None, None)
    own = [("not_carried", 0, 38), ("not_readable", 0, 3)]
    names = [("MEFV c.2080A>G", "MEFV"), ("TTPA c.744del", "TTPA")]
    sites = [
        examples.site(*name, base.people, [state, hidden, hidden]).model_copy(
            update={"why_withheld": "beyond_question"}
        )
        for name, state in zip(names, own, strict=True)
    ]
    told = examples.site("GJB2 c.35del", "GJB2", base.people, [("not_carried", 0, 31)] * 3)
    rows, said = site_words(base, [*sites, told], text)
    assert [row[2:] for row in rows] == [
        ["non lisible, 3x", "non communiqué", "non communiqué"],
        ["allèle absent, 31x"] * 3,
    ]
    assert "Allèle absent chez le cas index, profondeur entre parenthèses : MEFV c.2080A>G (38x)." in said
    assert "Aux 2 autres sites, examinés au seul titre du consentement du cas index" in said
    assert "l’état de tous les apparentés est non communiqué, quel qu’il soit" in said
    alone, said = site_words(base, sites[:1], text)
    assert alone == []
    assert "Au site restant, examiné au seul titre du consentement" in said


def unread_key_gene(result: CaseResult) -> CaseResult:
    """MYO7A of the request at 22 %, and a founder site of the request that could not be read."""
    coverage = [
        one.model_copy(update={"percent_callable": 22.0 if one.gene == "MYO7A" else 99.0}) for one in result.coverage
    ]
    sites = [examples.site("GJB2 c.35del", "GJB2", result.people, [("not_readable", 0, 2)] * len(result.people))]
    return result.model_copy(update={"coverage": coverage, "sites": sites})


@pytest.mark.parametrize("name", ["negative_singleton", "realistic_notable"])
def test_a_result_without_proposal_names_on_page_1_what_was_not_read_of_the_request(text: Text, name: str) -> None:
    base = examples.ALL[name]()
    if not any(one.gene == "MYO7A" for one in base.coverage):
        genes = ("GJB2", "MYO7A", "OTOF")
        panels = [one.model_copy(update={"genes": list(genes)}) for one in base.case.gene_panels[:1]]
        case = base.case.model_copy(update={"gene_panels": panels})
        base = base.model_copy(update={"coverage": [examples.gene_coverage(one) for one in genes], "case": case})
    view = build_view(unread_key_gene(base), text)
    said = squeeze(" ".join(plain(one) for one in view.result.sentences))
    assert "Gène demandé lu en partie seulement (part lue) : MYO7A (22 %)." in said
    assert "Position d’intérêt non lisible chez le cas index : GJB2 c.35del." in said
    assert "le gène demandé MYO7A n’a été lu qu’en partie" in words_of(unread_key_gene(base), text)
    assert "(MYO7A, GJB2) : si la clinique l’évoque, compléter par une autre méthode" in steps(
        unread_key_gene(base), text
    )


def test_nothing_is_said_of_unread_genes_where_all_was_read(text: Text) -> None:
    result = examples.negative_singleton()
    coverage = [one.model_copy(update={"percent_callable": 98.0}) for one in result.coverage if not one.missing]
    whole = result.model_copy(update={"coverage": coverage, "sites": []})
    assert "lu en partie" not in words_of(whole, text)
    assert "Demande non couverte" not in steps(whole, text)


def test_the_headline_says_that_nothing_is_established_and_what_is_to_be_examined(text: Text) -> None:
    result = examples.realistic_notable()
    assert headline(result, text) == ("Aucun diagnostic moléculaire établi ; un variant à examiner : TTPA c.744del")
    (first, *_) = result.candidates
    other = first.model_copy(update={"gene": "GAA"})
    two = result.model_copy(update={"candidates": [first, other]})
    assert headline(two, text) == "Aucun diagnostic moléculaire établi ; 2 candidats à examiner : TTPA, GAA"


def test_a_variant_to_examine_is_named_with_its_transcript(text: Text) -> None:
    (line, *_) = build_view(examples.realistic_notable(), text).result.sentences
    assert squeeze(plain(line)).startswith("TTPA c.744del p.(Glu249AsnfsTer15) (NM_000999.4), hétérozygote")


def test_the_reason_that_page_1_gives_is_not_said_again_in_the_table(text: Text) -> None:
    result = examples.realistic_notable()
    (reason, *_) = [one for one in result.candidates[0].reasons if one.key.startswith("candidate.not_proposed")]
    words = words_of(result, text)
    assert words.count(squeeze(plain(text.message(reason)))) == 1
    assert "Motif : voir Résultat, page 1." in words


def proband_changed(result: CaseResult, **changes: str | None) -> CaseResult:
    first, *rest = result.people
    return result.model_copy(update={"people": [first.model_copy(update=changes), *rest]})


def test_page_1_says_first_that_a_person_is_unaffected(text: Text) -> None:
    said = "Personne déclarée non atteinte"
    for name in ("negative_singleton", "homozygous_founder"):
        first, *_ = build_view(proband_changed(examples.ALL[name](), affected="no"), text).result.sentences
        assert squeeze(plain(first)).startswith(said)
        assert said not in words_of(examples.ALL[name](), text)


def test_a_sex_that_the_reference_cannot_tell_is_not_a_dash(text: Text) -> None:
    base = examples.negative_singleton()
    samples = [one.model_copy(update={"sex_inferred": None}) for one in base.quality.samples]
    result = base.model_copy(update={"quality": base.quality.model_copy(update={"samples": samples})})
    assert "(non vérifiable, X et Y absents)" in words_of(result, text)
    assert "non vérifiable" not in words_of(base, text)


@pytest.mark.parametrize(
    ("consent", "shown", "secondary"),
    [
        ([], "indication seule", False),
        (["carrier", "panel"], "statut de porteur, panel marocain", False),
        (["secondary_findings"], "données secondaires", True),
    ],
)
def test_the_request_states_the_consent_and_only_its_own_part_opens_secondary_findings(
    text: Text, consent: list[str], shown: str, secondary: bool
) -> None:
    result = examples.consenting(examples.negative_singleton(), *consent)
    (line,) = [one for one in build_view(result, text).request if one.label == "Consentement"]
    assert line.value is not None
    assert squeeze(plain(line.value)) == shown
    words = words_of(result, text)
    assert ("Données secondaires (liste ACMG SF v3.3), demandées par le consentement : aucune" in words) is secondary
    nothing = "Secondaire, porteur, fortuit, pharmacogénétique : non recherchés."
    assert (nothing in words) is (not consent)
    not_asked = words.partition("Non demandés, non recherchés : ")[2].partition(".")[0]
    assert ("données secondaires" in not_asked) is (bool(consent) and not secondary)
    assert ("états de porteur" in not_asked) is secondary


def test_a_singleton_has_no_family_and_examined_is_not_kept(text: Text) -> None:
    words = words_of(examples.negative_singleton(), text)
    assert "dans la famille" not in words
    assert "retenues pour l’interprétation" not in words
    assert "examinées après tri" in words
    assert "appelés ensemble dans la famille (bcftools)" in words_of(examples.homozygous_founder(), text)


def test_depths_are_said_of_what_bases_and_counts_of_which_reads(text: Text) -> None:
    words = words_of(examples.homozygous_founder(), text)
    assert "Profondeurs : bases codantes des autosomes, lectures de MAPQ d’au moins 20" in words
    assert "un total parfois différent de celui de l’appel" in words
    assert "un total parfois différent" not in words_of(examples.negative_singleton(), text)  # nothing is counted twice


@pytest.mark.parametrize(("mane", "said"), [(True, "MANE d’abord"), (False, "modèle de gènes sans MANE")])
def test_the_method_names_the_transcripts_that_were_used(text: Text, mane: bool, said: str) -> None:
    base = examples.negative_singleton()
    result = base.model_copy(update={"genome": base.genome.model_copy(update={"mane": mane})})
    assert said in words_of(result, text)


def test_abbreviations_are_explained_and_a_known_slip_of_a_source_is_spelt_right(text: Text) -> None:
    words = words_of(examples.homozygous_founder(), text)
    for short in ("GQ, qualité du génotype", "FAF 95 %, fréquence filtrante", "SVI, groupe de ClinGen"):
        assert short in words
    assert "Épilepsie" in words
    assert "Epilépsie" not in words


def test_an_allele_that_clinvar_lacks_is_said_to_be_so(text: Text) -> None:
    words = words_of(examples.realistic_negative(), text)
    assert "Allèle non répertorié." in words
    assert "–." not in words


def test_two_drafts_can_be_told_apart_and_the_same_one_is_the_same(text: Text) -> None:
    def edition(data: bytes, commit: str, name: str = "negative_singleton") -> str | None:
        return with_edition(build_view(examples.ALL[name](), text), text, data, commit).edition

    first = edition(b"{}", "0123456789abcdef")
    assert first is not None
    assert first == edition(b"{}", "0123456789abcdef")
    assert "commit 01234567" in first
    assert "commit 01234567+" in str(edition(b"{}", "0123456789abcdef+changed"))
    others = {edition(b"{ }", "0123456789abcdef"), edition(b"{}", "0123456789abcdef", "homozygous_founder")}
    assert first not in others
    assert len(others) == 2


def test_the_method_tells_how_calls_were_examined_again(text: Text) -> None:
    trio = examples.homozygous_founder().model_copy(update={"refined": ["artefacts", "family"]})
    assert "Appels réexaminés ensuite : artefacts de lecture, lectures des parents." in words_of(trio, text)
    alone = examples.negative_singleton().model_copy(update={"refined": ["artefacts", "family"]})
    assert "Appels réexaminés ensuite : artefacts de lecture." in words_of(alone, text)
    assert "réexaminés" not in words_of(examples.negative_singleton(), text)


def test_the_report_says_which_version_of_the_panel_was_used(text: Text) -> None:
    base = examples.homozygous_founder()
    panel = Resource(name="panel", version="TD 7", synthetic=False, date="2026-11-01", people=2, records=12)
    words = squeeze(words_of(base.model_copy(update={"resources": [panel]}), text))
    assert "panel marocain TD 7, 2026-11-01, 2 personnes, 12 enregistrements" in words
