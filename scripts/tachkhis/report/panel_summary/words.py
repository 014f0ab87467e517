"""Sentences and numbers of the page in one language: ``resources/panel/summary.LANGUAGE.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.panel.bounds import told_upper
from tachkhis.panel.bounds import upper_bound_of_absent
from tachkhis.report.numerals import Numerals

LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Words:
    """One language."""

    language: str
    sentences: Mapping[str, str]
    numerals: Numerals

    def say(self, key: str, **values: str) -> str:
        """A sentence with its values put in.

        Raises:
            KeyError: no such sentence, or a value is missing.
        """
        return self.sentences[key].format(**values)

    def count(self, value: int) -> str:
        """A count."""
        return self.numerals.count(value)

    def decimal(self, value: float, digits: int) -> str:
        """A number with this many decimals."""
        return f"{value:.{digits}f}".replace(".", self.numerals.decimal).replace("-", "–")

    def plain(self, value: float) -> str:
        """A number on an axis, as short as it goes."""
        return f"{value:.6g}".replace(".", self.numerals.decimal).replace("-", "–")

    def share(self, part: float, whole: float) -> str:
        """A part as a percentage; of nothing it is 0."""
        return self.numerals.percent_of(100 * part / whole if whole else 0.0)

    def frequency(self, fraction: float) -> str:
        """A fraction of alleles as a percentage."""
        return self.numerals.frequency(fraction)

    def absence(self, an: int) -> str:
        """How common an allele may be that is in none of ``an`` alleles: ``1,4 %`` (one-sided 95 %, rounded up)."""
        return told_upper(upper_bound_of_absent(an)).replace(".", self.numerals.decimal) + self.numerals.percent

    def distance(self, bases: int) -> str:
        """A distance in bp or kb."""
        if bases < 10_000:
            return f"{self.count(bases)} bp" if self.language == "en" else f"{self.count(bases)} pb"
        return f"{round(bases / 1000)} kb"


@cache
def words(language: str) -> Words:
    """The words of ``fr`` or ``en``."""
    table = dict(read_json(RESOURCES / "panel" / f"summary.{language}.json"))
    signs = table.pop("numerals")
    return Words(language, table, Numerals(signs["decimal"], signs["group"], signs["percent"]))


@cache
def region_name(code: str) -> str:
    """French name of a region of Morocco, as the report has it; other codes as they are."""
    sentences = read_json(RESOURCES / "report" / "text.fr.json")
    name: str = sentences.get(f"region.{code}", code)
    return name
