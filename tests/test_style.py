"""The house is in order: linters, types, the workflow's own checks, the lock, the rules of DESIGN."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from paths import DEMO_DATA
from paths import ROOT

BIN = Path(sys.executable).parent
ROOMS = ["case", "reference", "reads", "quality", "panel", "variants", "interpretation", "report"]


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy", "--strict"),
        ("snakefmt", "--check", "workflow"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_linter_is_clean(command: tuple[str, ...]) -> None:
    done = run(BIN / command[0], *command[1:])
    assert done.returncode == 0, done.stdout + done.stderr


def test_snakemake_lint_is_clean(tiny: Path) -> None:
    done = run(BIN / "snakemake", "--lint", "--configfile", tiny / "config.yaml", "--directory", tiny)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_rooms_of_the_design_stand_at_the_top_level() -> None:
    tracked = run("git", "ls-files").stdout.splitlines()
    top = {name.split("/")[0] for name in tracked}
    allowed = {
        "workflow",
        "envs",
        "config",
        "scripts",
        "resources",
        "tests",
        "README.md",
        "LICENSE",
        "pyproject.toml",
        "uv.lock",
    }
    assert {name for name in top - allowed if not name.startswith(".")} == set()


def test_a_room_imports_only_rooms_before_it() -> None:
    wrong = []
    for file in sorted((ROOT / "scripts" / "tachkhis").rglob("*.py")):
        room = file.relative_to(ROOT / "scripts" / "tachkhis").parts[0]
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tachkhis."):
                other = (node.module or "").split(".")[1]
                allowed = ROOMS[: ROOMS.index(room) + 1] if room in ROOMS else [room, "case"]
                if other in (*ROOMS, "simulation") and room != "cli.py" and other not in allowed:
                    wrong.append(f"{file.name} imports {node.module}")
    assert wrong == []


def rules() -> list[tuple[str, str]]:
    found = []
    for file in sorted((ROOT / "workflow" / "rules").glob("*.smk")):
        parts = re.split(r"^rule (\w+):$", file.read_text(), flags=re.MULTILINE)
        found += list(zip(parts[1::2], parts[2::2], strict=True))
    return found


@pytest.mark.parametrize(("name", "body"), rules(), ids=[name for name, _ in rules()])
def test_rule_keeps_the_style(name: str, body: str) -> None:
    assert re.fullmatch(r"[a-z]+_[a-z_]+", name)
    keywords = ["output", "log", "benchmark", "conda", "shell", *(["input"] if not name.startswith("write_") else [])]
    for keyword in keywords:
        assert re.search(rf"^    {keyword}:", body, re.MULTILINE), f"{name} has no {keyword}"
    assert "lambda" not in body
    assert not re.search(r"^    run:", body, re.MULTILINE)


def test_every_rule_file_opens_with_its_contract() -> None:
    for file in (ROOT / "workflow" / "rules").glob("*.smk"):
        head = file.read_text().split('"""')[1]
        assert "INPUTS" in head, file.name
        assert "OUTPUTS" in head, file.name


def test_the_snakefile_is_a_table_of_contents() -> None:
    assert len((ROOT / "workflow" / "Snakefile").read_text().splitlines()) <= 60


def test_every_conda_env_is_pinned_and_used() -> None:
    used = set(
        re.findall(r"envs/(\w+)\.yaml", "".join(f.read_text() for f in (ROOT / "workflow" / "rules").glob("*.smk")))
    )
    for file in (ROOT / "envs").glob("*.yaml"):
        document = yaml.safe_load(file.read_text())
        assert document["channels"] == ["conda-forge", "bioconda", "nodefaults"]
        pins = [p for d in document["dependencies"] for p in (d["pip"] if isinstance(d, dict) else [d])]
        assert all("=" in pin for pin in pins), file.name
        assert file.stem in used | {"simulation"}
    assert used <= {file.stem for file in (ROOT / "envs").glob("*.yaml")}


def test_the_pip_export_holds_the_versions_of_the_lock() -> None:
    locked = {
        package["name"]: package.get("version")
        for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
        if "registry" in package["source"]
    }
    lines = (ROOT / "envs" / "requirements.txt").read_text()
    found = re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)(.*)$", lines, re.MULTILINE)
    exported = {name: version for name, version, rest in found if "'never'" not in rest}
    assert exported
    assert {name: locked.get(name) for name in exported} == exported
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["project"]["dependencies"] + [
        one for group in project["dependency-groups"].values() for one in group
    ]
    assert {re.split(r"[^a-z0-9-]", one.lower())[0] for one in asked} <= exported.keys()
    never = {"psycopg2", "ipython", "biocommons-seqrepo", "yoyo-migrations"}
    assert never.isdisjoint(exported)


def test_nothing_is_left_to_do_by_its_own_words() -> None:
    words = "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X\\b", "NotImplemented" + "Error"])
    assert run("git", "grep", "-nE", words, "--", "workflow", "scripts", "tests").stdout == ""


def test_the_demo_data_are_not_in_git() -> None:
    assert run("git", "ls-files", str(DEMO_DATA)).stdout == ""
