"""``tachkhis schemas``: the JSON Schema of ``case.json``, from its models, and the version of every JSON document."""

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
    """Write ``case_result.schema.json`` and ``versions.json``.

    Raises:
        ResourceError: a document changed its form and not its version.
    """
    from tachkhis.case.shipped import SCHEMAS
    from tachkhis.interpretation.schema_versions import of_this_program
    from tachkhis.interpretation.schema_versions import record

    folder = args.out or SCHEMAS
    folder.mkdir(parents=True, exist_ok=True)
    record(folder, of_this_program())
    (folder / "case_result.schema.json").write_text(case_result_schema(), encoding="utf-8")
    return 0
