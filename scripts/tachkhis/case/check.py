"""The first layer of checks: configuration, sheets, and that every file is there. Quick, for each parse of the workflow.

The further layers read the files: :mod:`tachkhis.reference.check` (heads and contigs, ``tachkhis check``) and
:mod:`tachkhis.case.verify` (every byte of one case, ``tachkhis verify``).
"""

from __future__ import annotations

from tachkhis.case.config import Config
from tachkhis.case.model import Sheets
from tachkhis.case.sheets import in_order
from tachkhis.case.sheets import read_sheets
from tachkhis.errors import Fault
from tachkhis.errors import InputError


def quick_faults(config: Config) -> tuple[Sheets, list[Fault]]:
    """What the sheets say as far as it can be understood, and all faults that need no reading of the data.

    With faults, the first part serves to look for further ones, and for nothing else.
    """
    sheets, faults = read_sheets(config)
    missing = config.missing_files()
    absent = {fault.value for fault in missing if (fault.column or "").startswith("sheets.")}
    # a sheet that is not there is a fault of the configuration, told once
    return sheets, in_order([*missing, *(fault for fault in faults if fault.file not in absent)])


def check_case_inputs(config: Config) -> Sheets:
    """The checked sheets of a configuration.

    Raises:
        InputError: every fault of the sheets, and every file of configuration or sheets that is not there.
    """
    sheets, faults = quick_faults(config)
    if faults:
        raise InputError(faults)
    return sheets
