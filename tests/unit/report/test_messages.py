"""Every message that the program can put into case.json has a sentence in every language."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

import tachkhis
from tachkhis.report.text import FOLDER
from tachkhis.report.text import Text
from tachkhis.report.text import languages

NAMESPACES = ("acmg", "acmg_value", "acmg_threshold", "candidate", "quality", "limit")
PACKAGE = Path(tachkhis.__file__).parent


def keys_in(source: str) -> set[str]:
    """String literals that look like message keys, and the literal keys of ``Message(key=...)``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_key(node.value):
            found.add(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
            for keyword in node.keywords:
                if keyword.arg == "key" and isinstance(keyword.value, ast.Constant):
                    found.add(str(keyword.value.value))
    return found


def values_in(source: str) -> list[tuple[str, set[str]]]:
    """Message key and names of its values, for each call that gives both literally."""
    found: list[tuple[str, set[str]]] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        key = keywords.get("key", node.args[0] if node.args else None)
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or not _is_key(key.value):
            continue
        values = keywords.get("values", node.args[1] if len(node.args) > 1 else None)
        if isinstance(values, ast.Dict) and all(isinstance(name, ast.Constant) for name in values.keys):
            found.append((key.value, {str(name.value) for name in values.keys if isinstance(name, ast.Constant)}))
        elif values is None and None not in keywords:
            found.append((key.value, {name for name in keywords if name not in (None, "key")}))  # type: ignore[misc]
    return found


def _is_key(text: str) -> bool:
    space, dot, rest = text.partition(".")
    words = rest.split(".")
    return space in NAMESPACES and bool(dot) and all(word.replace("_", "a").isalnum() for word in words)


def test_the_scan_sees_literals_wherever_they_stand() -> None:
    source = 'Message(key="odd.one")\nf("candidate.de_novo", x=1)\nkey = "quality.a_b" if y else "limit.c"\n"acmg. no"'
    assert keys_in(source) == {"odd.one", "candidate.de_novo", "quality.a_b", "limit.c"}


def test_the_scan_sees_values_given_as_a_dict_or_by_name() -> None:
    source = (
        'Message(key="limit.a", values={"x": y})\n_message("quality.b", z=1)\nMessage(key="acmg.c")\nf("limit.d", v)'
    )
    assert values_in(source) == [("limit.a", {"x"}), ("quality.b", {"z"}), ("acmg.c", set())]


@pytest.mark.parametrize("language", languages())
def test_every_message_gives_the_values_that_its_sentence_holds(language: str) -> None:
    text = Text.load(language)
    lacking = [
        f"{path.relative_to(PACKAGE)}: {key} needs {sorted(needed - given)}"
        for path in PACKAGE.rglob("*.py")
        for key, given in values_in(path.read_text(encoding="utf-8"))
        if text.has(key)
        for needed in [{name for _, name, _, _ in Formatter().parse(text.sentences[key]) if name}]
        if needed - given
    ]
    assert not lacking


@pytest.mark.parametrize("language", languages())
def test_every_message_key_of_the_program_has_a_sentence(language: str) -> None:
    text = Text.load(language)
    missing = {
        f"{path.relative_to(PACKAGE)}: {key}"
        for path in PACKAGE.rglob("*.py")
        for key in keys_in(path.read_text(encoding="utf-8"))
        if not text.has(key) and not key.endswith((".json", ".py", ".smk", ".tsv"))
    }
    assert not missing, f"add to {FOLDER.name}/text.{language}.json: {sorted(missing)}"
