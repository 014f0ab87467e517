"""Reading ``case.json``."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.interpretation.result import CaseResult

SHOWN_FAULTS = 20


def read_case(path: Path) -> CaseResult:
    """The result of a case.

    Raises:
        InputError: the file cannot be read or does not follow the contract; each fault names its place in the file.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise InputError([Fault(str(path), problem, "give the case.json that the analysis wrote")]) from error
    try:
        return CaseResult.model_validate_json(content)
    except ValidationError as error:
        faults = [
            Fault(
                str(path),
                item["msg"],
                "give a case.json written by this version of tachkhis",
                column=".".join(str(part) for part in item["loc"]) or None,
            )
            for item in error.errors(include_url=False, include_context=False, include_input=False)[:SHOWN_FAULTS]
        ]
        raise InputError(faults) from error
