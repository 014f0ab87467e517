"""The faults of a study's sheets."""

from __future__ import annotations

from tachkhis.case.config import load_config
from tachkhis.case.sheets import load_sheets
from tachkhis.errors import Fault
from tachkhis.errors import InputError

from .study import Study


def faults_of(study: Study) -> list[Fault]:
    """The faults of a study's sheets; none if it is sound."""
    try:
        load_sheets(load_config(study.write()))
    except InputError as error:
        return list(error.faults)
    return []
