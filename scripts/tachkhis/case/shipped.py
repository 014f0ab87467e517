"""Where the files that ship with Tachkhis stand: tables, schemas, fonts, templates."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[3]
RESOURCES = HOUSE / "resources"
SCHEMAS = HOUSE / "workflow" / "schemas"


@cache
def read_json(path: Path) -> Any:
    """A shipped JSON file, read once per process; do not change what you get."""
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def shipped_table(folder: str, name: str) -> Any:
    """``resources/{folder}/{name}.json``, for what is asked again and again: no path is made; do not change it."""
    return read_json(RESOURCES / folder / f"{name}.json")
