"""The request that a reanalysis hands to its workflow, which runs in another directory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tachkhis.case.config import load_config
from tachkhis.interpretation.reanalysis.archive import Analysis
from tachkhis.interpretation.reanalysis.seed import ask
from tachkhis.interpretation.reanalysis.seed import shadowed

from ..world import request

CONFIG = """
reference: {build: synthetic, fasta: genome.fa, genes: genes.gtf}
sheets: {cases: cases.tsv, samples: samples.tsv, units: null}
resources: {founders: founders.tsv, clinvar: clinvar.vcf.gz, gnomad: null, panel: null}
calling: {caller: bcftools}
report: {languages: [fr], laboratory: {name: Laboratoire}}
"""


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run and, beside it, newer files; the working directory is the run's."""
    new, run = tmp_path / "new", tmp_path / "run"
    new.mkdir()
    for name in ("genome.fa", "genes.gtf", "founders.tsv", "clinvar.vcf.gz", "calls.vcf.gz"):
        (new / name).write_text("")
    (new / "config.yaml").write_text(CONFIG)
    made = request(tmp_path)
    (person,) = [one for one in made.case.people if one.sample == made.case.proband]
    case = replace(made.case, people=(person,), vcf=Path("calls.vcf.gz"))
    header = "case proband test hpo hpo_excluded gene_panels urgency consanguinity region consent referrer vcf"
    row = f"{case.id} {case.proband} genome HP:0001251 - - routine unknown - - - calls.vcf.gz"
    (new / "cases.tsv").write_text(table(header, row))
    (new / "samples.tsv").write_text(
        table("case sample father mother sex affected", f"{case.id} {person.sample} - - female yes")
    )
    results = run / "results" / "cases" / case.id
    results.mkdir(parents=True)
    (results / f"{case.id}.request.json").write_text(replace(made, case=case).to_json())
    monkeypatch.chdir(run)
    return tmp_path


def table(*rows: str) -> str:
    return "".join("\t".join("" if cell == "-" else cell for cell in row.split()) + "\n" for row in rows)


def test_paths_of_the_new_request_are_found_from_anywhere(lab: Path) -> None:
    (case,) = (one.name for one in (lab / "run/results/cases").iterdir())
    asked = ask(load_config(Path("../new/config.yaml"), Path()), Analysis(case, 0, Path()))
    config = asked.request.config
    named = [config.reference.fasta, config.reference.genes, config.resources.founders, config.resources.clinvar]
    assert [one.resolve() for one in named if one is not None and one.is_absolute()] == [
        lab / "new" / name for name in ("genome.fa", "genes.gtf", "founders.tsv", "clinvar.vcf.gz")
    ]
    assert config.sheets.cases.is_absolute()
    assert asked.request.case.vcf == lab / "run" / "calls.vcf.gz"  # as the first run, which stood there, meant it


def test_a_relative_directory_stands_for_the_same(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (case,) = (one.name for one in (lab / "run/results/cases").iterdir())
    here = ask(load_config(Path("../new/config.yaml"), Path()), Analysis(case, 0, Path())).request
    monkeypatch.chdir(lab)
    there = ask(load_config(Path("new/config.yaml"), Path("run")), Analysis(case, 0, Path("run"))).request
    assert there.config.resources.founders is not None
    assert there.config.resources.founders == lab / "new" / "founders.tsv"
    assert there.case.vcf == here.case.vcf


def test_an_old_file_in_the_run_that_hides_a_newer_one_is_told_of(lab: Path) -> None:
    assert shadowed(load_config(Path("../new/config.yaml"), Path())) == []
    (lab / "run" / "founders.tsv").write_text("")  # the same table
    (lab / "run" / "clinvar.vcf.gz").write_text("of last year")
    assert shadowed(load_config(Path("../new/config.yaml"), Path())) == [
        "tachkhis reanalyse: warning: resources.clinvar: clinvar.vcf.gz is taken, not ../new/clinvar.vcf.gz; "
        "write its whole path to use that one"
    ]
