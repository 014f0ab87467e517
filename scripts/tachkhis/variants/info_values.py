"""Values of INFO and FORMAT fields as cyvcf2 gives them, typed: text unescaped; ``None`` is what is missing."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence
from typing import Any

from tachkhis.variants import fields

MISSING = -2147483648  # BCF's "missing" integer; every integer at or below VECTOR_END is no value


VECTOR_END = -2147483641
VECTOR_FILL = -2147483647  # fills up the values of a sample with fewer than another
ONE_ALTERNATE = (2, 3)  # likelihoods of a sample with one copy and with two


def raw(info: Any, name: str) -> str:
    """A field as text, escapes and all; empty where it is missing."""
    return str(info.get(name) or "")


def text_of(value: object) -> str | None:
    """Text with its escapes undone."""
    return None if value in (None, "", ".") else fields.unescape(str(value))


def words_of(value: object) -> list[str]:
    """The items of a string INFO field, as people write them."""
    items = [part for item in str(value or "").split(",") for part in fields.unescape(item).split("|")]
    return [item.replace("_", " ").strip() for item in items if item.strip(" _")]


def number_of(value: object) -> int | None:
    """A whole number; the first of several."""
    if isinstance(value, tuple):
        value = value[0]
    return None if value is None else int(str(value))


def float_of(value: object) -> float | None:
    """A float of INFO; BCF holds 32 bits, so no more than seven digits are meant."""
    if isinstance(value, tuple):
        value = value[0]
    return None if value is None else float(f"{float(str(value)):.6g}")


def integers_of(record: Any, name: str) -> list[list[int | None]] | None:
    """A FORMAT field of whole numbers that the record has: per sample its values, missing ones as ``None``."""
    array = record.format(name)
    if array is None:
        return None
    return [[None if value <= VECTOR_END else int(value) for value in row] for row in array.tolist()]


def floats_of(record: Any, name: str) -> list[list[float]]:
    """A FORMAT field of numbers that the record has: per sample those that are given."""
    array = record.format(name)
    if array is None:
        return []
    return [[float(f"{value:.6g}") for value in row if value == value] for row in array.tolist()]  # NaN: missing


def phreds_of(record: Any, held: Collection[str]) -> list[tuple[float, ...] | None]:
    """Phred-scaled likelihoods of 0, 1 .. copies of the one alternate allele, the best 0, by sample; from PL, else GL.

    ``None`` of a sample where a value is missing or the best is above 0: the reads then prefer a genotype with another
    alternate, which a record of one allele does not hold. Empty where the record has neither field.

    Args:
        record: a cyvcf2 record with one alternate allele.
        held: names of its FORMAT fields.
    """
    name = next((one for one in ("PL", "GL") if one in held), None)
    array = None if name is None else record.format(name)
    if array is None:
        return []
    if name == "PL":
        return [_best_first([None if value == MISSING else value for value in _given(row)]) for row in array.tolist()]
    return [_best_first([-10 * value for value in _numbers(row)]) for row in array.tolist()]


def _given(values: Sequence[int]) -> Sequence[int]:
    """Without what only fills up the row of a sample with fewer copies."""
    return [value for value in values if value != VECTOR_FILL]


def _numbers(values: Sequence[float]) -> Sequence[float]:
    """The numbers before the first one that is missing or fills up; none where a number follows it."""
    count = next((place for place, value in enumerate(values) if value != value), len(values))
    return [] if any(value == value for value in values[count:]) else values[:count]


def _best_first(values: Sequence[float | None]) -> tuple[float, ...] | None:
    known = [float(value) for value in values if value is not None]
    if len(known) != len(values) or len(known) not in ONE_ALTERNATE or min(known) > 0:
        return None
    least = min(known)
    return tuple(float(f"{value - least:.6g}") for value in known)
