"""Configuration and sheets to a plan; wildcard constraints.

INPUTS   config, and the sheets that it names
OUTPUTS  `plan`: file names and parameters for every rule (scripts/tachkhis/case/plan.py)
"""

import sys
from pathlib import Path

ROOT = Path(workflow.basedir).parent
sys.path.insert(0, str(ROOT / "scripts"))

from tachkhis.case.plan import load_plan, pattern
from tachkhis.reference.check import refuse_bad_inputs

plan = load_plan(config, workflow.configfiles)


wildcard_constraints:
    case=pattern(plan.cases),
    sample=pattern(list(plan.sheets.units)),
    interval=r"\d+",
    language="fr|en|ar",
