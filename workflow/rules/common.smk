"""Configuration and sheets to a plan; wildcard constraints.

INPUTS   config, and the sheets that it names
OUTPUTS  `plan`: file names and parameters for every rule (scripts/tachkhis/case/plan.py)
"""

import sys
from pathlib import Path

ROOT = Path(workflow.basedir).parent
sys.path.insert(0, str(ROOT / "scripts"))

from tachkhis.case.kept_sheets import keep_sheets
from tachkhis.case.wildcards import ANY, pattern
from tachkhis.case.start import (
    lift_rate_limit,
    load_plan,
    local_cores,
    refuse_bad_config,
)
from tachkhis.reference.start_check import refuse_bad_inputs

# only without --configfile, which Snakemake reads before this file: a broken one is told of by Snakemake
if not config and Path("config/config.yaml").is_file():
    refuse_bad_config(Path("config/config.yaml"))

    configfile: "config/config.yaml"


plan = load_plan(
    config,
    workflow.configfiles,
    local_cores(workflow),
    job=not workflow.is_main_process,
)
plan.tell_profiles()


wildcard_constraints:
    case=ANY,
    sample=ANY,
    unit=ANY,
    interval=r"\d+",
    part=r"\d+",
    language="fr|en|ar",
