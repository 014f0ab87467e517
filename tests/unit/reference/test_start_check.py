"""The check before the first job where Snakemake's own Python lacks the packages: made by another Python."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from case.study import Study
from snakemake_interface_executor_plugins.settings import DeploymentMethod

from tachkhis.case.config import Config
from tachkhis.case.config import load_config
from tachkhis.reference import check
from tachkhis.reference import start_check


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Of a study whose father's first reads are cut short, in a Python without isal."""
    study = Study(tmp_path)
    config = load_config(study.write())
    path = study.folder / "F_R1.fastq.gz"
    path.write_bytes(path.read_bytes()[:-9])

    def without_isal(*_: object, **__: object) -> None:
        raise ImportError("No module named 'isal'", name="isal")

    monkeypatch.setattr(check, "check_case_inputs", without_isal)
    return config


def test_another_python_makes_the_check(config: Config, capfd: pytest.CaptureFixture[str]) -> None:
    here = SimpleNamespace(address=Path(sys.prefix))
    with_conda = SimpleNamespace(deployment_method={DeploymentMethod.CONDA})
    workflow = SimpleNamespace(dag=SimpleNamespace(conda_envs={"key": here}), deployment_settings=with_conda)
    assert next(start_check._pythons(workflow)) == Path(sys.prefix) / "bin" / "python"
    with pytest.raises(SystemExit) as ended:
        start_check.refuse_bad_inputs(config, workflow)
    assert ended.value.code == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("units.tsv, row 3, column fastq_1, value 'F_R1.fastq.gz': its compressed data are cut short")


def test_where_no_python_can_it_is_said(
    config: Config, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start_check, "_pythons", lambda _: iter([Path("/nowhere/python")]))
    start_check.refuse_bad_inputs(config)
    (line,) = capfd.readouterr().err.splitlines()
    assert "not checked before the first job: isal is not installed" in line


def test_what_is_handed_over_is_the_same_configuration(config: Config, tmp_path: Path) -> None:
    (tmp_path / "handed.json").write_text(start_check.handed(config))
    with pytest.MonkeyPatch.context() as patch:
        seen: list[Config] = []
        patch.setattr(start_check, "refuse_bad_inputs", seen.append)
        start_check.check_handed((tmp_path / "handed.json").read_text())
    assert seen == [config]
