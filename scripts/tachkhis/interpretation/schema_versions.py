"""The versions of the JSON documents that programs of others read: a form changes only with its version.

``workflow/schemas/versions.json`` records the digest of each document's form, by version: names, types and what may be
null, not the descriptions. A field more raises the second number of ``schema_version``, a field less or of another type
the first; then ``tachkhis schemas`` records the new version, and refuses a form that changed without one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic import TypeAdapter

from tachkhis.errors import ResourceError

FILE = "versions.json"
_REFERENCE = re.compile(r'"#/\$defs/([^"]+)"')
_WORDS = frozenset(("description", "title", "examples"))


def documents() -> dict[str, type]:
    """The documents by name: each has a field ``schema_version`` with a default."""
    from tachkhis.case.progress import StatusDocument
    from tachkhis.interpretation.explaining.document import GenePath
    from tachkhis.interpretation.explaining.document import VariantPath
    from tachkhis.interpretation.provenance import Provenance
    from tachkhis.interpretation.reanalysis.document import Reanalysis
    from tachkhis.interpretation.result import CaseResult
    from tachkhis.panel.query_document import QueryDocument

    return {
        "case.json": CaseResult,
        "provenance.json": Provenance,
        "reanalysis.json": Reanalysis,
        "explain, variant": VariantPath,
        "explain, gene": GenePath,
        "panel query": QueryDocument,
        "status": StatusDocument,
    }


def version_of(document: type) -> str:
    """The version that a document says it has."""
    fields: Mapping[str, Any] = getattr(document, "model_fields", None) or document.__dataclass_fields__  # type: ignore[attr-defined]
    return str(fields["schema_version"].default)


def digest_of_form(document: type) -> str:
    """SHA-256, hex, of a document's JSON Schema without words for people and without the version itself."""
    if issubclass(document, BaseModel):
        schema = document.model_json_schema(by_alias=True, mode="serialization")
    else:
        schema = TypeAdapter(document).json_schema(mode="serialization")
    return hashlib.sha256(_numbered(_bare(schema)).encode()).hexdigest()


def _numbered(schema: dict[str, Any]) -> str:
    """A schema as text; what it defines has numbers in the order of use, for the names of our classes are no form."""
    parts: dict[str, Any] = schema.pop("$defs", {})
    order: dict[str, int] = {}
    pieces = [json.dumps(schema, sort_keys=True, ensure_ascii=False)]
    for piece in pieces:  # grows while it is gone through
        for name in _REFERENCE.findall(piece):
            if name not in order:
                order[name] = len(order)
                pieces.append(json.dumps(parts[name], sort_keys=True, ensure_ascii=False))
    return "\n".join(_REFERENCE.sub(lambda found: f'"{order[found[1]]}"', piece) for piece in pieces)


def _bare(schema: Any, *, of_fields: bool = False) -> Any:
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        name: _bare(value, of_fields=name in ("properties", "$defs") and not of_fields)
        for name, value in schema.items()
        if of_fields or name not in _WORDS
    }
    return {name: value for name, value in kept.items() if not (of_fields and name == "schema_version")}


def recorded(folder: Path) -> dict[str, dict[str, str]]:
    """Digests by document and version; empty where nothing is recorded."""
    path = folder / FILE
    known: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return known


def record(folder: Path, wanted: Iterable[tuple[str, str, str]]) -> None:
    """Add what is new; what is recorded never changes.

    Args:
        folder: of the schemas.
        wanted: name, version and digest of each document.

    Raises:
        ResourceError: a form changed and its version did not.
    """
    known = recorded(folder)
    for name, version, digest in wanted:
        if known.setdefault(name, {}).setdefault(version, digest) != digest:
            raise ResourceError(
                f"{name}: its form is not that of version {version}; raise schema_version (a field more: the second"
                " number; a field less or of another type: the first), say in config/README.md what changed, and run"
                " tachkhis schemas again"
            )
    text = json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def of_this_program() -> list[tuple[str, str, str]]:
    """Name, version and digest of every document."""
    return [(name, version_of(one), digest_of_form(one)) for name, one in documents().items()]
