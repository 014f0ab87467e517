"""A reference to align to."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pysam
import pytest


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("reference")
    sequence = "".join(random.Random(7).choices("ACGT", k=20_000))
    (folder / "ref.fa").write_text(f">c1\n{sequence}\n")
    pysam.faidx(str(folder / "ref.fa"))
    subprocess.run(["bwa", "index", folder / "ref.fa"], check=True, capture_output=True)
    return folder / "ref.fa", sequence
