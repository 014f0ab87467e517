"""What the JSON Schemas say about a value, as faults that a person can act on.

The schemas of ``workflow/schemas`` are the source of what may be written and of the defaults. Beyond the standard
keywords they carry ``x-remedy`` (what to write instead) and, for tables, ``x-columns``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from typing import Any

from tachkhis.case.shipped import SCHEMAS
from tachkhis.case.shipped import read_json

if TYPE_CHECKING:
    from jsonschema import ValidationError  # type: ignore[import-untyped]
    from jsonschema.protocols import Validator  # type: ignore[import-untyped]

SHOWN = 80
"""Longest value that is repeated in a fault, in characters."""

_KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a section of keys",
    "null": "null",
}
_PYTHON_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (str, "a text"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "a section of keys"),
    (type(None), "empty"),
)
# how pedigree files and people write what the sheets spell out
_ALIASES: Mapping[str, str] = {
    "m": "male",
    "f": "female",
    "1": "male",
    "2": "female",
    "boy": "male",
    "girl": "female",
    "u": "unknown",
    "true": "yes",
    "false": "no",
    "y": "yes",
    "n": "no",
    "affected": "yes",
    "unaffected": "no",
    "wgs": "genome",
    "wes": "exome",
    "urgent": "stat",
    "normal": "routine",
    "cousins": "first_cousins",
    "1st_cousins": "first_cousins",
    "mgi": "DNBSEQ",
    "bgi": "DNBSEQ",
    "nextseq": "ILLUMINA",
    "novaseq": "ILLUMINA",
    "miseq": "ILLUMINA",
    "hiseq": "ILLUMINA",
    "french": "fr",
    "english": "en",
    "arabic": "ar",
}
_TYPES: Mapping[str, type] = {"string": str, "array": list, "object": dict}
_DESCRIBING = {"$schema", "$id", "title", "description", "default", "x-columns", "x-remedy", "additionalProperties"}
_CHECKING = {"type", "enum", "pattern", "maxLength", "items", "uniqueItems", "properties", "required"}
_PEDIGREE_AFFECTED = {"2": "yes", "1": "no", "0": "unknown", "-9": "unknown"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a schema holds against one value.

    Attributes:
        path: keys and list positions down to the value.
        problem: what is wrong.
        remedy: what to write instead.
        value: the value as written, if it is short enough to show and not a structure.
    """

    path: tuple[str | int, ...]
    problem: str
    remedy: str
    value: str | None


def schema(name: str) -> Mapping[str, Any]:
    """The shipped schema of this name (``config``, ``cases``, ``samples``, ``units``, ``gene_panels``)."""
    content: Mapping[str, Any] = read_json(SCHEMAS / f"{name}.schema.json")
    return content


def complaints(name: str, instance: object) -> Iterator[Complaint]:
    """All that the schema ``name`` holds against ``instance``, in the order of the schema's checks."""
    if surely_fits(schema(name), instance):
        return
    for error in _validator(name).iter_errors(instance):
        handler = _HANDLERS.get(str(error.validator), _plain)
        yield from handler(error)


def surely_fits(part: Mapping[str, Any], value: object) -> bool:
    """Whether a value fits a part of a schema, told quickly; ``False`` also where only jsonschema can tell.

    A thousand rows are read each time that Snakemake reads the workflow, in every job of a cluster.
    """
    if not part.keys() <= _DESCRIBING | _CHECKING or not isinstance(value, _TYPES.get(str(part.get("type")), ())):
        return False
    if isinstance(value, str):
        known, short = value in part.get("enum", (value,)), len(value) <= part.get("maxLength", len(value))
        return known and short and re.search(part.get("pattern", ""), value) is not None
    if isinstance(value, list):
        repeated = part.get("uniqueItems", False) and len(set(map(str, value))) < len(value)
        return not repeated and "items" in part and all(surely_fits(part["items"], item) for item in value)
    if not isinstance(value, Mapping) or not set(part.get("required", ())).issubset(value):
        return False
    columns = part.get("properties", {})
    return all(key in columns and surely_fits(columns[key], cell) for key, cell in value.items())


def with_defaults(part: Mapping[str, Any], instance: Mapping[str, Any]) -> dict[str, Any]:
    """A valid mapping, completed with the schema's defaults, in the schema's order of keys."""
    completed: dict[str, Any] = {}
    for key, subschema in part["properties"].items():
        if key in instance:
            value = instance[key]
        elif "default" in subschema:
            value = subschema["default"]
        else:
            continue
        nested = isinstance(value, Mapping) and "properties" in subschema
        completed[key] = with_defaults(subschema, value) if nested else value
    return completed


def did_you_mean(word: str, choices: Sequence[str], column: str = "") -> str | None:
    """The choice that a misspelt word most likely stands for, if any is near.

    Args:
        word: what was written.
        choices: what may be written.
        column: where it was written; decides how the codes of pedigree files are read.
    """
    lowered = word.strip().lower().replace(" ", "_").replace("-", "_")
    by_lower = {choice.lower(): choice for choice in choices}
    if lowered in by_lower:
        return by_lower[lowered]
    alias = _PEDIGREE_AFFECTED.get(word) if column == "affected" else _ALIASES.get(lowered)
    if alias in choices:
        return alias
    near = difflib.get_close_matches(lowered, list(by_lower), n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None


def suggestion(word: str, choices: Sequence[str], column: str = "") -> str:
    """A remedy for a word outside a closed list: the list, and the most likely choice."""
    near = did_you_mean(word, choices, column)
    listed = f"write one of: {', '.join(choices)}"
    return f"did you mean {near!r}? {listed}" if near else listed


def shown(value: object) -> str | None:
    """A scalar as a fault repeats it; ``None`` for structures."""
    if value is None or isinstance(value, list | dict):
        return None
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


@cache
def _validator(name: str) -> Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema(name))


def _path(error: ValidationError) -> tuple[str | int, ...]:
    return tuple(error.absolute_path)


def _remedy(subschema: object, otherwise: str) -> str:
    if isinstance(subschema, Mapping) and "x-remedy" in subschema:
        return str(subschema["x-remedy"])
    return otherwise


def _plain(error: ValidationError) -> Iterator[Complaint]:
    yield Complaint(
        _path(error),
        "the value does not fit",
        _remedy(error.schema, "see config/README.md"),
        shown(error.instance),
    )


def _pattern(error: ValidationError) -> Iterator[Complaint]:
    value = shown(error.instance)
    problem = "the value is empty" if value == "" else "the value is not of the form that is asked for"
    yield Complaint(_path(error), problem, _remedy(error.schema, "see config/README.md"), value)


def _enum(error: ValidationError) -> Iterator[Complaint]:
    path = _path(error)
    column = next((str(key) for key in reversed(path) if isinstance(key, str)), "")
    choices = [str(choice) for choice in error.validator_value]
    remedy = suggestion(str(error.instance), choices, column)
    yield Complaint(path, "the value is not known", remedy, shown(error.instance))


def _type(error: ValidationError) -> Iterator[Complaint]:
    wanted = error.validator_value
    kinds = [wanted] if isinstance(wanted, str) else list(wanted)
    asked = " or ".join(_KINDS[kind] for kind in kinds)
    found = next((text for kind, text in _PYTHON_KINDS if isinstance(error.instance, kind)), "something else")
    remedy = _remedy(error.schema, f"write {asked}")
    yield Complaint(_path(error), f"it must be {asked}, and is {found}", remedy, shown(error.instance))


def _range(error: ValidationError) -> Iterator[Complaint]:
    low, high = error.schema.get("minimum"), error.schema.get("maximum")
    problem = "the number is too small" if error.validator == "minimum" else "the number is too large"
    otherwise = f"write at least {low}" if high is None else f"write a number from {low} to {high}"
    yield Complaint(_path(error), problem, _remedy(error.schema, otherwise), shown(error.instance))


def _items(error: ValidationError) -> Iterator[Complaint]:
    problems = {
        "minItems": "the list is too short",
        "maxItems": "the list is too long",
        "uniqueItems": "the list names something twice",
    }
    remedy = _remedy(error.schema, "see config/README.md")
    yield Complaint(_path(error), problems[str(error.validator)], remedy, shown(error.instance))


def _length(error: ValidationError) -> Iterator[Complaint]:
    problem = "the text is too long" if error.validator == "maxLength" else "the value is empty"
    yield Complaint(_path(error), problem, _remedy(error.schema, "write a shorter text"), shown(error.instance))


def _required(error: ValidationError) -> Iterator[Complaint]:
    # jsonschema reports one error per missing key, and names the key in its message only
    key = next(key for key in error.validator_value if f"{key!r} is a required" in error.message)
    subschema = error.schema["properties"][key]
    meaning = str(subschema.get("description", "")).rstrip(".")
    remedy = _remedy(subschema, "write one of: " + ", ".join(subschema.get("enum", ())))
    yield Complaint((*_path(error), key), "it is missing", f"{remedy} ({meaning[:1].lower()}{meaning[1:]})", None)


def _unknown(error: ValidationError) -> Iterator[Complaint]:
    known = list(error.schema["properties"])
    for key in error.instance:
        if key not in known:
            near = did_you_mean(str(key), known)
            listed = f"known here are: {', '.join(known)}"
            remedy = f"did you mean {near!r}? {listed}" if near else f"remove it; {listed}"
            yield Complaint((*_path(error), str(key)), "this key is not known", remedy, None)


_HANDLERS: Mapping[str, Callable[[ValidationError], Iterator[Complaint]]] = {
    "pattern": _pattern,
    "enum": _enum,
    "type": _type,
    "minimum": _range,
    "maximum": _range,
    "minItems": _items,
    "maxItems": _items,
    "uniqueItems": _items,
    "maxLength": _length,
    "minLength": _length,
    "required": _required,
    "additionalProperties": _unknown,
}
