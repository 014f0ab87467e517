"""A study to be checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from case.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A sound study in a folder of its own."""
    return Study(tmp_path)
