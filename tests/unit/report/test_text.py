"""Sentences, numbers and tokens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.case.message import Message
from tachkhis.errors import ResourceError
from tachkhis.report.numerals import Numerals
from tachkhis.report.runs import data
from tachkhis.report.runs import identifier
from tachkhis.report.runs import plain
from tachkhis.report.runs import token
from tachkhis.report.text import FOLDER
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from . import examples

FRENCH = Numerals(",", "\u202f", "\u202f%")


def sentences(tmp_path: Path, **more: str) -> Path:
    signs = {"number.decimal": ",", "number.group": "\u202f", "number.percent": "\u202f%"}
    (tmp_path / "text.fr.json").write_text(json.dumps({**signs, **more}), encoding="utf-8")
    return tmp_path


def test_values_are_put_into_words_of_the_language(text: Text) -> None:
    message = Message(key="acmg.PVS1.null_nmd", values={"gene": "GJB2", "consequence": "frameshift_variant"})
    assert plain(text.message(message)) == (
        "Perte de fonction attendue dans GJB2 (décalage du cadre de lecture)\u00a0: "
        "dégradation prédite de l’ARN messager (NMD)"
    )


def test_a_missing_sentence_or_value_fails(text: Text) -> None:
    with pytest.raises(ResourceError, match=r"acmg\.XX9"):
        text.message(Message(key="acmg.XX9"))
    with pytest.raises(ResourceError, match="father_depth"):
        text.message(Message(key="acmg.PS2.de_novo", values={"mother_depth": "31"}))
    with pytest.raises(ResourceError, match="number"):
        text.message(Message(key="acmg.BA1.common", values={"af": "often"}))


@pytest.mark.parametrize(
    "key",
    [
        "header.draft",
        "section.limits",
        "result.negative.headline",
        "limit_standard.structural",
        "consanguinity.unknown",
    ],
)
def test_a_report_without_one_of_its_sentences_fails(text: Text, key: str) -> None:
    fewer = {name: sentence for name, sentence in text.sentences.items() if name != key}
    broken = Text("fr", fewer, text.numerals)
    if key.startswith("consanguinity"):  # a word without a text is shown as it came, for it is data
        assert build_view(examples.negative_singleton(), broken)
        return
    with pytest.raises(ResourceError, match=key):
        build_view(examples.negative_singleton(), broken)


def test_a_key_written_twice_fails(tmp_path: Path) -> None:
    folder = sentences(tmp_path)
    path = folder / "text.fr.json"
    path.write_text(path.read_text(encoding="utf-8").replace("{", '{"a": "x", "a": "y", ', 1), encoding="utf-8")
    with pytest.raises(ResourceError, match="twice"):
        Text.load("fr", folder)


def test_french_spaces_are_set_in_sentences_and_never_in_data(tmp_path: Path) -> None:
    text = Text.load("fr", sentences(tmp_path, a="« Oui » : {x} ; non ?"))
    assert plain(text.say("a", x="b : c ;")) == "«\u00a0Oui\u00a0»\u00a0: b : c ;\u202f; non\u202f?"


def test_every_sentence_is_well_formed() -> None:
    for path in FOLDER.glob("text.*.json"):
        text = Text.load(path.name.split(".")[1])
        for key, sentence in text.sentences.items():
            assert "'" not in sentence, f"{key}: write ’ (U+2019)"
            assert "  " not in sentence, key
            if not key.startswith("number."):
                assert not {"\u00a0", "\u202f"} & set(sentence), f"{key}: write an ordinary space"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0\u202f%"),
        (0.000012, "0,0012\u202f%"),
        (0.01376, "1,4\u202f%"),
        (0.00459, "0,46\u202f%"),
        (0.336, "33,6\u202f%"),
        (1.0, "100,0\u202f%"),
        (1.2345e-06, "0,00012\u202f%"),
    ],
)
def test_a_frequency_is_a_percentage_with_two_significant_digits(value: float, expected: str) -> None:
    assert FRENCH.frequency(value) == expected


def test_a_percentage_is_never_rounded_up_to_all() -> None:
    assert FRENCH.percent_of(99.97) == "99,9\u202f%"
    assert FRENCH.percent_of(100.0) == "100\u202f%"
    assert FRENCH.percent_of(99.7) == "99,7\u202f%"
    assert FRENCH.percent_of(99.95) == "99,9\u202f%"
    assert FRENCH.percent_of(99.94) == "99,9\u202f%"


def test_a_percentage_is_rounded_half_up() -> None:
    assert FRENCH.percent_of(46.36) == "46,4\u202f%"
    assert FRENCH.percent_of(46.34) == "46,3\u202f%"
    assert FRENCH.percent_of(12.25) == "12,3\u202f%"
    assert FRENCH.percent_of(100 * 0.145) == "14,5\u202f%"
    assert FRENCH.frequency(0.0125) == "1,3\u202f%"


def test_counts_are_grouped_from_five_digits() -> None:
    assert FRENCH.count(9731) == "9731"
    assert FRENCH.count(1613806) == "1\u202f613\u202f806"
    assert FRENCH.count(-4) == "–4"


@given(st.floats(min_value=0, max_value=1, allow_nan=False))
def test_a_printed_frequency_is_close_to_its_value(value: float) -> None:
    printed = float(FRENCH.frequency(value).removesuffix("\u202f%").replace(",", "."))
    assert abs(printed - 100 * value) <= max(0.06 * 100 * value, 1e-12)


def test_a_short_name_is_one_piece_and_a_long_one_breaks_after_its_accession() -> None:
    assert [run.text for run in token("p.(=)")] == ["p.(=)"]
    assert [run.text for run in token("NM_004004.6:c.35del")] == ["NM_004004.6:c.35del"]
    assert [run.text for run in token("NC_000013.11:g.20189547_20189549del")] == [
        "NC_000013.11:",
        "g.20189547_20189549del",
    ]
    assert all(run.kind == "token" for run in token("NM_004004.6:c.35del"))


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200))
def test_no_piece_of_a_name_is_long_and_no_letter_is_lost(name: str) -> None:
    runs = token(name)
    assert "".join(run.text for run in runs) == name
    assert max(len(run.text) for run in runs) <= 26


def test_arabic_in_data_is_isolated() -> None:
    assert plain(data("\u0627\u0633\u0645 (a)")) == "\u2068\u0627\u0633\u0645 (a)\u2069"
    assert plain(data("nom (a)")) == "nom (a)"


def test_an_id_breaks_at_its_own_joints() -> None:
    assert [run.text for run in identifier("LABO-2026-000123-ENFANT", 13)] == ["LABO-2026-", "000123-ENFANT"]
    assert [run.text for run in identifier("A-ENF")] == ["A-ENF"]
