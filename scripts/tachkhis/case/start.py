"""The start of a run, for the Snakefile: configuration and sheets to a plan, or one line per fault and status 2."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tachkhis.case.config import Config
from tachkhis.case.config import load_config
from tachkhis.case.plan import Plan
from tachkhis.case.yaml_lines import repeated_keys
from tachkhis.errors import Fault
from tachkhis.errors import InputError


def put_program_on_path() -> None:
    """Let jobs find the program of this checkout: beside the running Python (.venv), else the launcher."""
    launcher = Path(__file__).resolve().parents[2] / "bin"
    folders = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath), str(launcher)]
    os.environ["PATH"] = os.pathsep.join(folders)


def collect_garbage_rarely() -> None:
    """Let Python look for garbage less often: the jobs of a large run are millions of objects that all stay."""
    gc.set_threshold(100_000, 20, 20)


def lift_rate_limit(workflow: Any) -> None:
    """Lift Snakemake's own limit of 100 jobs a second, unless another one was asked for; before the first job.

    With a limit, each job that ends while others are ready starts a timer, each timer that runs out the next, and
    each time all ready jobs are gone through anew: the more jobs have ended, the more Snakemake computes, for nothing.

    Args:
        workflow: Snakemake's; left alone where it has no such limit.
    """
    scheduler = getattr(workflow, "scheduler", None)
    limiter = getattr(scheduler, "job_rate_limiter", None)
    if scheduler is not None and limiter is not None and (limiter.max_jobs, limiter.timespan) == (100, 1):
        scheduler.job_rate_limiter = None  # as where no limit was asked for


def refuse_bad_config(path: Path) -> None:
    """End the program with status 2 and one line per fault where a configuration file cannot be used."""
    try:
        load_config(path)
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def local_cores(workflow: Any) -> int | None:
    """Cores of this machine that the jobs of a run share; ``None`` where they run elsewhere, or it is not known."""
    settings = getattr(workflow, "resource_settings", None)
    if settings is None or settings.nodes is not None or workflow.remote_exec:
        return None
    cores: int | None = settings.cores
    return cores


def load_plan(
    config: Mapping[str, Any], configfiles: Sequence[str], cores: int | None = None, *, job: bool = False
) -> Plan:
    """The plan of a run, for the Snakefile.

    Ends the program with status 2 and one line per fault where configuration or sheets cannot be used.

    Args:
        config: Snakemake's configuration.
        configfiles: the files that it came from; their folders are where relative paths are looked up second.
        cores: see :func:`local_cores`.
        job: for a job of a run that is at work, on a cluster: it goes by the sheets as that run read them.
    """
    from tachkhis.case.kept_sheets import kept_sheets
    from tachkhis.case.sheets import load_sheets

    put_program_on_path()
    collect_garbage_rarely()
    try:
        if not config:
            remedy = "start it with --configfile FILE (see config/README.md, and config/config.yaml as an example)"
            raise InputError([Fault("command line", "no configuration was given", remedy)])
        repeated = [fault for file in configfiles for fault in repeated_keys(Path(file))]
        if repeated:
            raise InputError(repeated)
        folders = [Path(file).resolve().parent for file in configfiles]
        named = configfiles[-1] if configfiles else "configuration"
        checked = Config.from_mapping(config, folders, file=named)
        kept = kept_sheets() if job else None
        return Plan(checked, load_sheets(checked) if kept is None else kept, cores)
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
