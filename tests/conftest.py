"""Fixtures shared by all tests: the finished demo, the real data, a run of the real reads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

from paths import DEMO_DATA
from paths import DEMO_RUN
from paths import ROOT
from paths import shared_data
from real_cases import write_run

DEAR_RUNS = ("real_run", "demo")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give each file to one worker whole, and all tests of one dear run to the same (before xdist reads the groups)."""
    fixtures = getattr(item, "fixturenames", ())
    dear = next((name for name in DEAR_RUNS if name in fixtures), None)
    item.add_marker(pytest.mark.xdist_group(dear or item.path.name))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Stop where xdist could not mark the groups (3.8 under pytest 9.2): each worker would make the dear runs itself."""
    grouped = session.config.getoption("loadgroup", default=False)
    if grouped and session.items and not any("@" in item.nodeid for item in session.items):
        raise pytest.UsageError("pytest-xdist does not group the tests under this pytest; install what uv.lock names")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests of the workflow, which take longest."""
    items.sort(key=lambda item: item.path.parent.name != "workflow")


@pytest.fixture(scope="session")
def human() -> Path:
    """The real human data; tests that need them are skipped, with the reason, where they are absent."""
    folder = shared_data()
    if folder is None:
        pytest.skip("REAL DATA ABSENT: set TACHKHIS_SHARED_DATA, or put shared/data beside the checkout")
    return folder / "human"


@pytest.fixture(scope="session")
def demo() -> Path:
    """The folder of a finished demo run of this very code; made by ``scripts/demo`` where it is not there yet."""
    done = subprocess.run(
        [ROOT / "scripts" / "demo", "--cores", str(os.cpu_count() or 2)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return DEMO_RUN


@pytest.fixture(scope="session")
def demo_data(demo: Path) -> Path:  # noqa: ARG001 (makes them)
    """The demo's data, with the answers in ``truth/``."""
    return DEMO_DATA


@pytest.fixture(scope="session")
def real_run(human: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three real families, from FASTQ to PDF, through the same Snakefile."""
    folder = tmp_path_factory.mktemp("real")
    config = write_run(human, folder)
    run_workflow(config, folder / "run")
    return folder / "run"


def run_workflow(config: Path, directory: Path, *options: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the workflow as a person would."""
    program = Path(sys.executable).with_name("snakemake")
    command = [str(program), "--configfile", str(config), "--directory", str(directory), "--cores", "2", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if check:
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return done


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny synthetic set (two families), made in seconds."""
    folder = tmp_path_factory.mktemp("tiny") / "data"
    recipe = ROOT / "resources" / "simulation" / "tiny.json"
    subprocess.run(["tachkhis", "simulate", "--out", folder, "--recipe", recipe], check=True, capture_output=True)
    return folder


@pytest.fixture
def tiny_copy(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the tiny set that a test may spoil."""
    return Path(shutil.copytree(tiny, tmp_path / "data"))
