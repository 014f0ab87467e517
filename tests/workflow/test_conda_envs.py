"""``--sdm conda``: each env provides every program and module that the rules which name it need; nothing is installed."""

from __future__ import annotations

import re
from functools import cache

import pytest
import yaml

from imports_of import Needs
from imports_of import needs_of
from paths import ROOT
from tachkhis.cli import COMMANDS
from tachkhis.panel.command_panel import ACTIONS

PROGRAMS = {
    "bcftools": {"bcftools"},
    "bwa": {"bwa"},
    "fastp": {"fastp"},
    "freebayes": {"freebayes"},
    "htslib": {"bgzip", "tabix"},
    "mosdepth": {"mosdepth"},
    "multiqc": {"multiqc"},
    "samtools": {"samtools"},
}
MODULES = {
    "cyvcf2": {"cyvcf2"},
    "fonttools": {"fontTools"},
    "hgvs": {"hgvs", "bioutils"},
    "hpo3": {"pyhpo"},
    "jsonschema": {"jsonschema"},
    "numpy": {"numpy"},
    "pydantic": {"pydantic"},
    "pysam": {"pysam"},
    "python-isal": {"isal"},
    "pyyaml": {"yaml"},
    "typst": {"typst"},
}
ALL_PROGRAMS = frozenset(name for names in PROGRAMS.values() for name in names)
OF_THE_SHELL = {"cd", "export", "mkdir", "printf", "set", "bash"}
BEHIND = {"align": ("lift",)}  # commands that a command starts as programs of its own
LABELS = {("callers.py", "freebayes")}  # the name of a caller, not a command
CHECKS = {("hpo_release.py", "pyhpo")}  # asked where sheets are checked, at the start of a run, and no step does that


def rules() -> dict[str, tuple[str, str]]:
    """Each rule's env and the text of its shell command."""
    found = {}
    for file in (ROOT / "workflow" / "rules").glob("*.smk"):
        for name, body in re.findall(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", file.read_text(), re.MULTILINE | re.DOTALL):
            env = re.search(r'"../../envs/(\w+)\.yaml"', body)
            assert env is not None, name
            found[name] = (env[1], "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', body.split("    shell:")[1])))
    return found


def commands_of(shell: str) -> set[str]:
    """The words of a shell command that are run: first ones, and those behind ``|``, ``;``, ``(`` and ``--``."""
    words = re.findall(r"(?:^|[|;(]|' | -- |&& ?)\s*([A-Za-z_]\w*)(?= |$)", re.sub(r"\{[^{}]*\}", "X1", shell))
    return set(words) - {"X1"}


@cache
def packages(env: str) -> frozenset[str]:
    """Names of the packages of an env, those from pip among them."""
    document = yaml.safe_load((ROOT / "envs" / f"{env}.yaml").read_text())
    rows = [row for one in document["dependencies"] for row in (one["pip"] if isinstance(one, dict) else [one])]
    return frozenset(re.split("=+", row)[0] for row in rows)


def of_command(name: str, action: str) -> list[Needs]:
    modules = [f"tachkhis.{COMMANDS[one].room}.command_{one}" for one in (name, *BEHIND.get(name, ()))]
    modules += [f"tachkhis.panel.action_{action}"] if name == "panel" else []
    return [needs_of(module, ALL_PROGRAMS) for module in modules]


def needed(shell: str) -> tuple[set[str], set[str]]:
    """Programs and modules that a rule's shell command needs."""
    programs, modules = {word for word in ALL_PROGRAMS if re.search(rf"(?<![\w/-]){word}(?![\w-])", shell)}, set[str]()
    for name, action in re.findall(r"\btachkhis (\w+) ?(\w*)", shell):
        for needs in of_command(name, action):
            programs |= {one for one, files in needs.programs.items() if {(file, one) for file in files} - LABELS}
            modules |= {one for one, files in needs.modules.items() if {(file, one) for file in files} - CHECKS}
    return programs, modules


@pytest.mark.parametrize("rule", rules())
def test_the_env_of_a_rule_provides_what_it_runs(rule: str) -> None:
    env, shell = rules()[rule]
    programs, modules = needed(shell)
    has = packages(env)
    assert "python" in has or "tachkhis" not in shell
    assert programs <= {name for package in has for name in PROGRAMS.get(package, ())}
    assert modules <= {name for package in has for name in MODULES.get(package, ())}


@pytest.mark.parametrize("rule", rules())
def test_every_command_of_a_rule_is_known(rule: str) -> None:
    assert commands_of(rules()[rule][1]) <= ALL_PROGRAMS | OF_THE_SHELL | {"tachkhis"}


def test_what_a_command_is() -> None:
    shell = "(export A=1; {params.keep} bwa mem {input} | samtools sort -o x '|' bcftools view -- freebayes -f y)"
    assert commands_of(shell) >= {"export", "samtools", "bcftools", "freebayes"}


@pytest.mark.parametrize("file", sorted((ROOT / "envs").glob("*.yaml")), ids=lambda path: path.stem)
def test_an_env_pins_each_package_once(file: object) -> None:
    document = yaml.safe_load(file.read_text())  # type: ignore[attr-defined]
    rows = [row for one in document["dependencies"] for row in (one["pip"] if isinstance(one, dict) else [one])]
    assert all(re.fullmatch(r"[a-z0-9-]+={1,2}\d[\w.]*", row) for row in rows)
    names = [re.split("=+", row)[0] for row in rows]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("package", sorted({*PROGRAMS, *MODULES}))
def test_one_version_of_a_package_everywhere(package: str) -> None:
    pins = re.findall(
        rf"^ +- {package}=+(\S+)$", "\n".join(f.read_text() for f in (ROOT / "envs").glob("*.yaml")), re.M
    )
    assert pins
    assert len(set(pins)) == 1


def test_the_actions_of_a_build_are_those_that_the_program_has() -> None:
    shells = "".join(shell for _, shell in rules().values())
    assert set(re.findall(r"tachkhis panel (\w+)", shells)) <= set(ACTIONS)
