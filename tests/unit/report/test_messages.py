"""Every message that the program can put into case.json has a sentence in every language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tachkhis
from tachkhis.report.text import FOLDER
from tachkhis.report.text import Text
from tachkhis.report.text import languages

NAMESPACES = ("acmg", "candidate", "quality", "limit")
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


def _is_key(text: str) -> bool:
    space, dot, rest = text.partition(".")
    words = rest.split(".")
    return space in NAMESPACES and bool(dot) and all(word.replace("_", "a").isalnum() for word in words)


def test_the_scan_sees_literals_wherever_they_stand() -> None:
    source = 'Message(key="odd.one")\nf("candidate.de_novo", x=1)\nkey = "quality.a_b" if y else "limit.c"\n"acmg. no"'
    assert keys_in(source) == {"odd.one", "candidate.de_novo", "quality.a_b", "limit.c"}


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
