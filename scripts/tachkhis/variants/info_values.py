"""Values of INFO and FORMAT fields as cyvcf2 gives them, typed: text unescaped; ``None`` is what is missing."""

from __future__ import annotations

from typing import Any

from tachkhis.variants import fields

MISSING = -2147483648  # BCF's "missing" integer; every integer at or below VECTOR_END is no value


VECTOR_END = -2147483641


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
