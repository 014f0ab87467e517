"""Where things are, for tests and benchmarks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKFLOW = ROOT / "workflow" / "Snakefile"
DEMO_DATA = ROOT / ".demo" / "data"
DEMO_RUN = ROOT / ".demo" / "run"


def shared_data() -> Path | None:
    """The real data: ``TACHKHIS_SHARED_DATA``, or ``../shared/data`` beside the checkout; ``None`` where absent."""
    folder = Path(os.environ.get("TACHKHIS_SHARED_DATA", ROOT.parent / "shared" / "data"))
    return folder if (folder / "human" / "reads").is_dir() else None


def needed_data() -> Path:
    """The real data, for a benchmark; ends the program with status 2 and one line where they are absent."""
    data = shared_data()
    if data is None:
        print(
            "the real data are absent: set TACHKHIS_SHARED_DATA, or put shared/data beside the checkout",
            file=sys.stderr,
        )
        sys.exit(2)
    return data
