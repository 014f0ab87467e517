"""The sentences of the report in one language: ``resources/report/text.<language>.json``.

A sentence is looked up by key and holds typed values: ``{af:frequency}``, ``{consequence:consequence}``. The typography
of the language (no-break spaces) is applied to the sentence and never to the values.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from tachkhis.case.message import Message
from tachkhis.errors import ResourceError
from tachkhis.report.hgvs import pieces
from tachkhis.report.numerals import NARROW_SPACE
from tachkhis.report.numerals import Numerals
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import plain
from tachkhis.report.runs import token

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "report"
NUMERIC = ("int", "number", "score", "percent", "frequency", "probability")

Value = str | int | float | Rich


def languages(folder: Path = FOLDER) -> list[str]:
    """Languages that have a file of sentences."""
    return sorted(path.name.split(".")[1] for path in folder.glob("text.*.json"))


@dataclass(frozen=True, slots=True)
class Text:
    """All sentences of one language."""

    language: str
    sentences: dict[str, str]
    numerals: Numerals

    @classmethod
    def load(cls, language: str, folder: Path = FOLDER) -> Text:
        """Read the sentences of a language.

        Raises:
            ResourceError: no such file, not JSON, a key written twice, or a sentence that is not text.
        """
        path = folder / f"text.{language}.json"
        try:
            pairs: list[tuple[str, object]] = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
        except (OSError, ValueError) as error:
            raise ResourceError(f"sentences {path.name} cannot be read: {error}") from error
        sentences: dict[str, str] = {}
        for key, sentence in pairs:
            if key == "_":
                continue
            if not isinstance(sentence, str) or key in sentences:
                raise ResourceError(f"{path.name}: key {key!r} is written twice or is not text")
            sentences[key] = sentence
        try:
            signs = Numerals(*(sentences[f"number.{sign}"] for sign in ("decimal", "group", "percent")))
        except KeyError as error:
            raise ResourceError(f"{path.name} holds no sentence {error.args[0]!r}") from error
        return cls(language, sentences, signs)

    def has(self, key: str) -> bool:
        """Whether there is a sentence of this key."""
        return key in self.sentences

    def say(self, key: str, **values: Value) -> Rich:
        """The sentence of a key with its values.

        Raises:
            ResourceError: no such key, or a value that is missing or not of the type that the sentence asks for.
        """
        return self._say(key, values)

    def word(self, key: str, **values: Value) -> str:
        """As :meth:`say`, as plain characters (for labels)."""
        return plain(self._say(key, values))

    def count(self, key: str, number: int, **values: Value) -> Rich:
        """The sentence ``key.one`` or ``key.many``, whose value ``n`` is the number; in French 0 and 1 are singular."""
        return self._say(f"{key}.{'one' if number < 2 else 'many'}", {"n": number, **values})

    def message(self, message: Message) -> Rich:
        """A message of ``case.json`` in this language."""
        return self._say(message.key, dict(message.values))

    def name(self, name: str) -> Rich:
        """An HGVS name for print: a long sequence in it is cut, and its length said in words."""
        runs: list[Run] = []
        for piece in pieces(name):
            runs += token(piece.text)
            if piece.total:
                runs += self.say(f"hgvs.{piece.unit}", n=piece.total)
        return tuple(runs)

    def labels(self, namespace: str) -> dict[str, str]:
        """All sentences of a namespace, by the rest of their key, typeset."""
        start = namespace + "."
        return {key.removeprefix(start): self.word(key) for key in self.sentences if key.startswith(start)}

    def _say(self, key: str, values: dict[str, Value]) -> Rich:
        try:
            sentence = self.sentences[key]
        except KeyError:
            raise ResourceError(f"text.{self.language}.json holds no sentence {key!r}") from None
        runs: list[Run] = []
        for before, name, kind, _ in Formatter().parse(sentence):
            if before:
                runs.append(Run(self._typeset(before)))
            if name is not None:
                if name not in values:
                    raise ResourceError(f"sentence {key!r} needs the value {name!r}, which was not given")
                runs += self._value(key, name, kind or "", values[name])
        return tuple(runs)

    def _value(self, key: str, name: str, kind: str, value: Value) -> Rich:
        if isinstance(value, tuple):
            return value
        if kind in NUMERIC:
            return literal(self._number(key, name, kind, value))
        text = str(value)
        if kind == "":
            return data(text)
        if kind == "hgvs":
            return self.name(text)
        if kind == "token":
            return token(text)
        if kind == "gene":
            return gene(text)
        items = [item.strip() for item in re.split(r"[&,]", text) if item.strip()]
        return joined([self._say(f"{kind}.{item}", {}) for item in items], ", ")

    def _number(self, key: str, name: str, kind: str, value: str | int | float) -> str:
        try:
            if kind == "int":
                return self.numerals.count(int(value))
            number = float(value)
        except ValueError:
            raise ResourceError(f"sentence {key!r}: the value {name!r} must be a number ({kind})") from None
        forms = {
            "number": self.numerals.number,
            "score": self.numerals.score,
            "percent": self.numerals.percent_of,
            "frequency": self.numerals.frequency,
            "probability": self.numerals.probability,
        }
        return forms[kind](number)

    def _typeset(self, text: str) -> str:
        """The no-break spaces of French; other languages are left as written."""
        if self.language != "fr":
            return text
        text = re.sub(r" (?=[;!?%])", NARROW_SPACE, text)
        return text.replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
