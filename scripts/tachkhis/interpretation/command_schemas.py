"""``tachkhis schemas``: the JSON Schema of ``case.json``, from its models."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--out", type=Path, help="folder to write to (default: workflow/schemas of this checkout)")


def case_result_schema() -> str:
    """The schema as text: sorted keys, draft 2020-12, names as they stand in the file."""
    import json

    from tachkhis.interpretation.result import CaseResult

    schema = CaseResult.model_json_schema(by_alias=True, mode="serialization")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def run(args: argparse.Namespace) -> int:
    """Write ``case_result.schema.json``."""
    from tachkhis.case.shipped import SCHEMAS

    folder = args.out or SCHEMAS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case_result.schema.json").write_text(case_result_schema(), encoding="utf-8")
    return 0
