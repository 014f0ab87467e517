"""Configuration: defaults, paths, and one line per fault."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tachkhis.case.config import Config
from tachkhis.case.config import load_config
from tachkhis.case.schema import schema
from tachkhis.case.shipped import HOUSE
from tachkhis.errors import InputError

from .study import CONFIG
from .study import Study


def test_defaults_are_filled_in(study: Study) -> None:
    config = load_config(study.write())
    calling = config.calling
    assert (calling.caller, calling.min_mapping_quality, calling.min_base_quality) == ("bcftools", 20, 20)
    assert (calling.min_quality, calling.scatter_bases, calling.callable_depth) == (20, 800_000_000, 10)
    assert config.report.languages == ("fr",)
    assert config.report.laboratory.name is None
    assert (config.reference.targets, config.reference.par, config.reference.prepared) == (None, None, None)
    assert config.resources.gnomad is None
    assert config.missing_files() == []


def test_founders_are_the_shipped_ones_unless_said_otherwise(study: Study) -> None:
    study.config = CONFIG.replace("resources:\n  founders: null\n", "")
    founders = load_config(study.write()).resources.founders
    assert founders is not None
    assert founders.resolve() == HOUSE / "resources" / "founders" / "moroccan.tsv"


def test_paths_are_looked_up_in_the_run_then_beside_the_file(study: Study, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "genome.fa").write_text(">chr1\nA\n")
    config = load_config(study.write(), run)
    assert config.reference.fasta == run / "genome.fa"
    assert config.reference.genes == study.folder / "genes.gtf"
    assert config.written["reference"]["fasta"] == "genome.fa"


def test_pseudo_autosomal_regions_are_sorted(study: Study) -> None:
    study.config = CONFIG.replace("  fasta", "  par: {chrX: [[91, 100], [1, 10]]}\n  fasta")
    assert load_config(study.write()).reference.par == {"chrX": ((1, 10), (91, 100))}


def test_a_mapping_does_as_well_as_a_file(study: Study) -> None:
    study.write()
    mapping: dict[str, Any] = {
        "reference": {"build": "mini", "fasta": "genome.fa", "genes": "genes.gtf"},
        "sheets": {"cases": "cases.tsv", "samples": "samples.tsv", "units": "units.tsv"},
        "resources": {"founders": None},
    }
    config = Config.from_mapping(mapping, [study.folder])
    assert config.reference == load_config(study.folder / "config.yaml").reference


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "value", "problem", "remedy"),
    [
        ("fasta:", "fast:", 1, "reference.fasta", None, "missing", "path of a file"),
        ("  build: mini", "  bild: mini", 2, "reference.bild", None, "not known", "did you mean 'build'?"),
        ("build: mini", "build: 37", 2, "reference.build", "37", "must be a text", "numbers in quotes"),
        ("build: mini", "build: a b", 2, "reference.build", "a b", "not of the form", "letters, digits"),
        ("resources:", "calling: {caller: gatk}\nresources:", 10, "calling.caller", "gatk", "not known", "bcftools, freebayes"),
        ("resources:", "calling: {callr: bcftools}\nresources:", 10, "calling.callr", None, "not known", "did you mean 'caller'?"),
        ("resources:", "calling: {min_quality: high}\nresources:", 10, "calling.min_quality", "high", "a whole number", "from 0"),
        ("resources:", "calling: {min_base_quality: 200}\nresources:", 10, "calling.min_base_quality", "200", "too large", "0 to 93"),
        ("resources:", "report: {languages: [fr, de]}\nresources:", 10, "report.languages[2]", "de", "not known", "fr"),
        ("resources:", "report: {languages: []}\nresources:", 10, "report.languages", None, "too short", "[fr]"),
        ("resources:", "report: {languages: fr}\nresources:", 10, "report.languages", "fr", "must be a list", "[fr]"),
        ("resources:", "resorces:", 10, "resorces", None, "not known", "did you mean 'resources'?"),
        ("  fasta", "  par: {chrX: [[10, 1]]}\n  fasta", 3, "reference.par.chrX", "[[10, 1]]", "before it starts", "[start, end]"),
        ("  fasta", "  par: {chrX: [[1, 5], [5, 9]]}\n  fasta", 3, "reference.par.chrX", "[[1, 5], [5, 9]]", "overlap", "[start, end]"),
        ("  fasta", "  par: {chrX: [[1]]}\n  fasta", 3, "reference.par.chrX[1]", None, "too short", "[start, end]"),
        ("fasta: genome.fa", "fasta: '{x}.fa'", 3, "reference.fasta", "{x}.fa", "not of the form", "braces"),
        ("sheets:", "reference: {}\nsheets:", 5, "reference", None, "twice", "keep one"),
    ],
)  # fmt: skip
def test_one_fault_for_one_thing_wrong(
    study: Study, old: str, new: str, row: int, column: str, value: str | None, problem: str, remedy: str
) -> None:
    assert old in CONFIG
    study.config = CONFIG.replace(old, new, 1)
    path = study.write()
    with pytest.raises(InputError) as caught:
        load_config(path)
    faults = caught.value.faults
    fault = next(fault for fault in faults if fault.column == column)
    assert len(faults) == (2 if new in ("fast:", "  bild: mini") else 1), caught.value
    assert (fault.file, fault.row, fault.value) == (str(path), row, value)
    assert problem in fault.problem
    assert remedy in fault.remedy


@pytest.mark.parametrize("text", ["a: [", "a:\n\t- b", "just words", "- a\n- b", "", "\x00"])
def test_what_is_no_configuration_is_one_plain_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_config(path)
    assert len(caught.value.faults) == 1
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["gone.yaml", ".", "x" * 300])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        load_config(tmp_path / name)
    assert len(caught.value.faults) == 1


def test_files_that_are_not_there_are_all_named(study: Study) -> None:
    path = study.write()
    (study.folder / "genome.fa").unlink()
    (study.folder / "genes.gtf").unlink()
    faults = load_config(path).missing_files()
    assert [(fault.column, fault.row, fault.value) for fault in faults] == [
        ("reference.fasta", 3, "genome.fa"),
        ("reference.genes", 4, "genes.gtf"),
    ]


def keys(part: dict[str, Any], prefix: str = "") -> list[str]:
    """Dotted names of all keys of a schema that hold values."""
    found = []
    for name, subschema in part["properties"].items():
        found += keys(subschema, f"{prefix}{name}.") if "properties" in subschema else [f"{prefix}{name}"]
    return found


def test_the_manual_names_every_key_with_its_default() -> None:
    manual = (HOUSE / "config" / "README.md").read_text(encoding="utf-8")
    for key in keys(dict(schema("config"))):
        assert re.search(rf"`{re.escape(key)}`", manual), f"config/README.md does not explain {key}"
    calling = schema("config")["properties"]["calling"]
    refine = calling["properties"]["refine"]
    for name in keys(calling):
        part = refine if name.startswith("refine.") else calling
        default = json.dumps(part["properties"][name.removeprefix("refine.")]["default"]).strip('"')
        row = next(line for line in manual.splitlines() if f"`calling.{name}`" in line)
        assert f"`{default}`" in row, f"config/README.md gives another default of {name}"


@pytest.mark.parametrize(
    "name", ["cases", "samples", "units", "gene_panels", "curation", "hotspots", "constraint", "diseases"]
)
def test_the_manual_names_every_column_and_word(name: str) -> None:
    manual = (HOUSE / "config" / "README.md").read_text(encoding="utf-8")
    for column, subschema in schema(name)["properties"].items():
        assert f"`{column}`" in manual, f"config/README.md does not explain {name}.{column}"
        for word in subschema.get("enum", subschema.get("items", {}).get("enum", [])):
            assert word in manual, f"config/README.md does not name {word}"


def test_the_schemas_are_sound() -> None:
    from jsonschema import Draft202012Validator

    for path in sorted((HOUSE / "workflow" / "schemas").glob("*.schema.json")):
        Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))
