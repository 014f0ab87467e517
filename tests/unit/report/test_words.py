"""What the program puts in raw (ACMG amounts, founder table, notes, reasons) is said in words of the language."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tachkhis.case.gene_tables import Constraint
from tachkhis.case.gene_tables import GeneDisease
from tachkhis.case.gene_tables import Hotspot
from tachkhis.case.message import Message
from tachkhis.case.model import Curation
from tachkhis.interpretation.acmg.classify import classify
from tachkhis.interpretation.acmg.evidence import DeNovo
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import KnownVariant
from tachkhis.interpretation.acmg.evidence import Partner
from tachkhis.interpretation.acmg.evidence import SpliceEffect
from tachkhis.interpretation.acmg.evidence import StartLoss
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import Criterion
from tachkhis.interpretation.result import Founder
from tachkhis.panel import founders
from tachkhis.report.runs import Run
from tachkhis.report.runs import english
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.text import languages
from tachkhis.report.view import build_view
from tachkhis.variants import names
from tachkhis.variants import resolve
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Part
from tachkhis.variants.record import Variant

from . import examples
from .conftest import squeeze


def evidence(
    *terms: str, nmd: bool | None = None, hgvs_c: str | None = None, hgvs_p: str | None = None, **more: object
) -> Evidence:
    """A variant of one gene, of which nothing else is known."""
    parts = {key: more.pop(key) for key in ("gnomad", "panel", "scores") if key in more}
    effect = Consequence(
        terms, "HIGH", "G1", "T1.1", "protein_coding", "select", "mane_select", None, None, hgvs_c, hgvs_p, nmd, None
    )
    variant = Variant("chr1", 5, "A", "G", 50.0, ("PASS",), "keep:coding", "chr1:g.5A>G", (effect,), (), **parts)  # type: ignore[arg-type]
    return Evidence(variant, "G1", effect, **{"gnomad_configured": True, **more})  # type: ignore[arg-type]


def situations() -> Iterator[Evidence]:
    """At least one for each way in which a criterion can be met."""
    for lof in (None, 0, 1, 3):
        for share in (None, 0.04, 0.4):
            yield evidence("stop_gained", nmd=False, truncating_elsewhere=lof, removed_share=share)
            for splice in SpliceEffect:
                yield evidence("splice_donor_variant", splice=splice, truncating_elsewhere=lof, removed_share=share)
        yield evidence("frameshift_variant", nmd=None, truncating_elsewhere=lof)
        yield evidence("stop_gained", nmd=True, truncating_elsewhere=lof)
        yield evidence("transcript_ablation", truncating_elsewhere=lof)
        yield evidence("start_lost", truncating_elsewhere=lof)
    for term in ("stop_lost", "inframe_deletion"):
        yield evidence(term)
    for counts in (AlleleCounts(0, 150_000, 0), AlleleCounts(3, 150_000, 0), AlleleCounts(9_000, 150_000, 8)):
        yield evidence("missense_variant", gnomad=counts)
    yield evidence("missense_variant", gnomad=AlleleCounts(3_000, 150_000, 8))
    for ac, an in ((20, 218), (400, 3000)):
        yield evidence("missense_variant", panel=AlleleCounts(ac, an, 0))
    for score in (0.001, 0.2, 0.7, 0.95):
        yield evidence("missense_variant", scores={"REVEL": score})
        yield evidence("synonymous_variant", scores={"SPLICEAI": score})
    for confirmed in (True, False):
        for fit in (0.2, 9.0):
            yield evidence(
                "missense_variant",
                de_novo=DeNovo(confirmed, 30, 31),
                phenotype_ratio=fit,
                phenotype_matched=True,
            )
    yield evidence("missense_variant", homozygous=True, phenotype_matched=True)
    for phase in ("trans", "unknown"):
        partners = (Partner("c.1A>G", Class.PATHOGENIC, phase),)
        yield evidence("missense_variant", partners=partners, phenotype_matched=True)
    part = Part("chr1-5-A-G", "T1.1:c.10A>G", gnomad=AlleleCounts(3, 150_000, 0))
    joined = evidence("missense_variant")
    yield replace(joined, variant=replace(joined.variant, ref="AC", alt="GT", parts=(part,)))
    yield from knowing()


def knowing() -> Iterator[Evidence]:
    """What the laboratory's tables, ClinVar's other variants and a person add."""
    for met in (12, None):
        yield evidence("start_lost", truncating_elsewhere=3, start=StartLoss(met, 1))
    for protein in ("p.(Arg50Gln)", "p.(Arg50Trp)"):
        known = (KnownVariant("chr1-6-C-T", "T1:c.150del", protein, Class.PATHOGENIC, 2),)
        yield evidence("missense_variant", hgvs_p="p.(Arg50Gln)", same_codon=known)
    hotspots = (Hotspot("G1", 40, 60, "domaine", "PMID 1"),)
    yield evidence("missense_variant", hgvs_p="p.(Arg50Gln)", hotspots=hotspots)
    yield evidence("missense_variant", constraint=Constraint("G1", "missense", "PMID 1", 3.5))
    yield evidence("missense_variant", constraint=Constraint("G1", "lof", "PMID 1"))
    yield evidence("stop_gained", nmd=True, constraint=Constraint("G1", "both", "PMID 1"))
    for mode in ("recessive", "dominant"):
        severe = (GeneDisease("G1", "maladie", mode, "PMID 1", prevalence=0.0001, onset="childhood"),)
        yield evidence("missense_variant", gnomad=AlleleCounts(3_000, 150_000, 8), diseases=severe)
    yield evidence("inframe_deletion", hgvs_p="p.(Lys4del)", in_repeat=True)
    yield evidence("intron_variant", hgvs_c="T1.1:c.10+7A>G", scores={"SPLICEAI": 0.01})
    for phase in ("trans", "cis"):
        partners = (Partner("c.1del", Class.PATHOGENIC, phase),)
        yield evidence("missense_variant", partners=partners, modes=frozenset({"autosomal_dominant"}))
    entered = Curation("C1", "chr1-5-A-G", "PS3", "strong", "PMID 1", "Dr A", "2026-03-01")
    yield evidence("missense_variant", curation=(entered,))


def rests(text: Text, namespace: str) -> set[str]:
    """What follows the namespace in its keys."""
    return {key.removeprefix(f"{namespace}.") for key in text.sentences if key.startswith(f"{namespace}.")}


def criteria() -> list[Criterion]:
    return [met for one in situations() for met in classify(one).criteria]


@pytest.mark.parametrize("language", languages())
def test_every_criterion_can_be_said(language: str) -> None:
    text = Text.load(language)
    said: dict[str, set[str]] = {"acmg_value": set(), "acmg_threshold": set()}
    for met in criteria():
        for message in (met.reason, met.value, met.threshold):
            assert plain(text.message(message))
        said["acmg_value"].add(met.value.key)
        said["acmg_threshold"].add(met.threshold.key)
    for namespace, keys in said.items():
        written = {key for key in text.sentences if key.startswith(namespace + ".")}
        assert keys == written  # each sentence is used, and each was seen here
    effects = {met.value.values["effect"] for met in criteria() if "effect" in met.value.values}
    assert effects == rests(text, "acmg_effect")


def test_amounts_are_french(text: Text) -> None:
    for met in criteria():
        for message in (met.value, met.threshold):
            words = squeeze(plain(text.message(message)))
            assert not re.search(r"\d\.\d", words), words
            assert not re.search(r"\b(yes|no|unknown|listed|points?:|AF|AN|of)\b|[<>=]", words), words


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        (
            "acmg_value.null",
            {"effect": "nmd", "lof": "3"},
            "NMD prédite ; autres variants tronquants P ou LP du gène dans ClinVar : 3",
        ),
        (
            "acmg_value.null_share_no_clinvar",
            {"effect": "no_nmd", "share": "0.084"},
            "pas de NMD prédite ; part de la protéine perdue : 8,4 % ; ClinVar non fourni",
        ),
        ("acmg_value.points", {"points": "0.25"}, "points SVI : 0,25"),
        ("acmg_threshold.frequency.at_most", {"af": "0.00002"}, "fréquence d’au plus 0,0020 %"),
        ("acmg_threshold.score.at_least", {"score": "0.773"}, "au moins 0,773"),
    ],
)
def test_an_amount_in_words(text: Text, key: str, values: dict[str, str], expected: str) -> None:
    assert squeeze(plain(text.message(Message(key=key, values=values)))) == expected


def test_sources_are_short_references() -> None:
    for met in criteria():
        if met.entered is not None:
            assert met.source == ""  # the reason of the person names it
            continue
        assert len(met.source) <= 40
        assert re.fullmatch(
            r"[A-Z]\w+( \w+)? \d{4}, (PMC|PMID )\d+|ClinGen SVI, [A-Z0-9/]+ v\d\.\d(, \d{4})?", met.source
        )


def words_of(result: CaseResult, text: Text) -> str:
    """All text of a report, in order of the view."""
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

    walk(build_view(result, text))
    return squeeze("".join(found))


def with_founder(**parts: str) -> CaseResult:
    """The homozygous founder case, with other words in its founder row."""
    result = examples.homozygous_founder()
    first, *rest = result.candidates
    row = Founder(
        **{
            "name": "GJB2 NM_004004.6:c.35del",
            "disease": "",
            "population": "",
            "evidence": "",
            "reference": "",
            **parts,
        }
    )
    variant = first.variants[0].model_copy(update={"founder": row})
    return result.model_copy(update={"candidates": [first.model_copy(update={"variants": [variant]}), *rest]})


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, "répertorié "),
        ({"name": "GJB2 35delG"}, "répertorié sous le nom GJB2 35delG "),
        (
            {"population": "Morocco (synthetic)", "evidence": "synthetic"},
            "répertorié ; population : Morocco (synthetic) ; donnée publiée : synthetic ",
        ),
        ({"reference": "PMID 1"}, "répertorié ; référence : PMID 1 "),
    ],
)
def test_a_founder_row_is_told_by_the_parts_that_it_has(text: Text, parts: dict[str, str], expected: str) -> None:
    words = words_of(with_founder(**parts), text)
    assert expected in words
    assert "()" not in words
    assert "; ;" not in words


def test_english_words_of_a_source_are_marked(text: Text) -> None:
    view = build_view(examples.realistic_negative(), text)
    (signs, excluded, _) = view.indication
    assert signs.value is not None and excluded.value is not None
    assert [run.text for run in signs.value if run.kind == "english"] == ["Positive Romberg sign"]
    assert [run.text for run in excluded.value if run.kind == "english"] == ["Intellectual disability"]
    assert "libellés anglais des sources" in words_of(examples.realistic_negative(), text)


def test_an_english_label_is_marked_wherever_it_stands(text: Text) -> None:
    result = examples.homozygous_founder()
    term = result.case.phenotype[0].model_copy(update={"label_fr": None})
    case = result.case.model_copy(update={"phenotype": [term]})
    view = build_view(result.model_copy(update={"case": case}), text)
    (finding,) = view.result.findings
    lines = {line.label: line.value for line in finding.lines}
    assert lines["Signes reliés"] == (Run("Hearing impairment", "english"),)
    assert lines["Maladie reliée"] is not None
    assert lines["Maladie reliée"][0] == Run("Deafness AR 1A (DFNB1A)", "english")


def test_no_letter_of_an_english_label_is_lost() -> None:
    label = "Pneumonoultramicroscopicsilicovolcanoconiosis of a long kind"
    assert plain(english(label)) == label
    assert {run.kind for run in english(label)} == {"english", "gene"}  # both are in italics


def test_a_sign_opens_with_a_capital_letter(text: Text) -> None:
    assert "Dysarthrie HP:0001260" in words_of(examples.realistic_negative(), text)


def notes_of(result: CaseResult, note: str) -> CaseResult:
    first, *rest = result.candidates
    variant = first.variants[0]
    chosen = variant.transcripts[0].model_copy(update={"note": note})
    variant = variant.model_copy(update={"transcripts": [chosen, *variant.transcripts[1:]]})
    return result.model_copy(update={"candidates": [first.model_copy(update={"variants": [variant]}), *rest]})


def test_notes_on_a_name_are_sentences(text: Text) -> None:
    note = "no_protein_name:internal_stop;at_exon_edge;other_placements:missense_variant/stop_gained&intron_variant"
    words = words_of(notes_of(examples.homozygous_founder(), note), text)
    assert "nom protéique non donné : codon stop interne dans le modèle de gènes" in words
    assert "insertion à la limite entre exon et intron" in words
    assert "de conséquence différente (faux-sens, codon stop prématuré, intronique)" in words
    assert "at_exon_edge" not in words


@pytest.mark.parametrize("language", languages())
def test_every_note_and_every_reason_not_to_test_has_its_words(language: str) -> None:
    text = Text.load(language)
    documented = set(re.findall(r"``([a-z_0-9]+)(?::[A-Z/]+)?``", (names.__doc__ or "").partition("joined by")[2]))
    assert len(documented) == 18
    assert documented == rests(text, "note") | rests(text, "note_why")
    reasons = (founders.NOT_VERIFIED, founders.NO_PLAIN_NAME, founders.UNREACHABLE_BY_SHORT_READS)
    reasons += (resolve.ABSENT_GENE, resolve.NOT_LOCATED, resolve.PROTEIN_DISAGREES)
    reasons += (resolve.GENE_DISAGREES, resolve.COORDINATE_DISAGREES)
    assert set(reasons) == rests(text, "site_why")


def test_the_place_of_the_worst_consequence_is_told(text: Text) -> None:
    result = notes_of(examples.homozygous_founder(), "other_placements:frameshift_variant")
    variant = result.candidates[0].variants[0]
    worst = {"worst_at": "c.36-1dup", "worst_exon": None, "worst_intron": "1/8", "exon": "1/9", "intron": "1/8"}
    chosen = variant.transcripts[0].model_copy(update=worst)
    variant = variant.model_copy(update={"transcripts": [chosen, *variant.transcripts[1:]]})
    first = result.candidates[0].model_copy(update={"variants": [variant]})
    words = words_of(result.model_copy(update={"candidates": [first, *result.candidates[1:]]}), text)
    assert "celle de la position équivalente c.36-1dup (intron 1 sur 8)" in words
    assert "exon 1 sur 9, intron 1 sur 8" in words  # a name that counts bases of both


def test_the_same_effect_on_another_transcript_is_not_told_again(text: Text) -> None:
    words = words_of(examples.homozygous_founder(), text)
    assert "XM_011535049.2:c.35del p.(Gly12ValfsTer2) (décalage du cadre de lecture)" in words  # its NMD is not known
    result = examples.homozygous_founder()
    first, *rest = result.candidates
    variant = first.variants[0]
    one, other = variant.transcripts
    variant = variant.model_copy(update={"transcripts": [one, other.model_copy(update={"nmd": one.nmd})]})
    alike = result.model_copy(update={"candidates": [first.model_copy(update={"variants": [variant]}), *rest]})
    assert "XM_011535049.2:c.35del (même effet)" in words_of(alike, text)


def test_mane_plus_clinical_is_named_as_such(text: Text) -> None:
    result = examples.homozygous_founder()
    first, *rest = result.candidates
    variant = first.variants[0]
    one, other = variant.transcripts
    variant = variant.model_copy(update={"transcripts": [one, other.model_copy(update={"mane": "plus_clinical"})]})
    told = result.model_copy(update={"candidates": [first.model_copy(update={"variants": [variant]}), *rest]})
    expected = "XM_011535049.2:c.35del p.(Gly12ValfsTer2) (MANE Plus Clinical ; décalage du cadre de lecture)"
    assert expected in words_of(told, text)


def test_a_carrier_state_is_not_called_dominant(text: Text) -> None:
    family = examples.trio("A")
    variant = examples.missense("PAH", family, "c.1A>G", "p.?", ["het", "het", "hom_ref"])
    reasons = [Message(key="candidate.carrier_state")]
    carrier = examples.candidate([variant], "PAH", Mode.DOMINANT, proposed=False, reasons=reasons)
    found = examples.consenting(examples.case(family, candidates=[]), "carrier")
    carriers = found.findings.carrier.model_copy(update={"candidates": [carrier]})
    findings = found.findings.model_copy(update={"carrier": carriers})
    words = words_of(found.model_copy(update={"findings": findings}), text)
    assert "état de porteur" in words
    assert "dominante" not in words


@pytest.mark.parametrize("name", examples.ALL)
def test_no_word_agrees_with_a_sex_that_may_be_the_other(text: Text, name: str) -> None:
    words = words_of(examples.ALL[name](), text)
    assert not re.search(r"\bnon (porteur|atteint)s?\b|\bporteur (hété|homo|hémi)zygote", words)


def test_the_headline_says_class_and_family(text: Text) -> None:
    result = examples.homozygous_founder()
    assert plain(build_view(result, text).result.headline) == (
        "Un candidat de classe 4, probablement pathogène, compatible avec l’étude familiale"
    )
    alone = examples.nasty()
    assert plain(build_view(alone, text).result.headline) == (
        "Un candidat de classe 4, probablement pathogène\u202f; famille non étudiée"
    )
