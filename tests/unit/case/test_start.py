"""How the Snakefile starts: a plan, or one line per fault and status 2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tachkhis.case.start import load_plan
from tachkhis.case.start import refuse_bad_config

from .study import CONFIG
from .study import Study


def start(study: Study) -> Any:
    """What Snakemake does: read the file, hand over its content and its name."""
    file = study.write()
    return load_plan(yaml.safe_load(file.read_text()), [str(file)])


def test_a_sound_study_gives_a_plan(study: Study) -> None:
    assert start(study).cases == ["C1"]


def test_scores_are_a_track_of_the_plan(study: Study) -> None:
    study.config = CONFIG.replace("founders: null", "founders: null\n  scores: s.vcf")
    (study.folder / "s.vcf").write_text("##fileformat=VCFv4.2\n")
    plan = start(study)
    assert plan.track_arguments == f"--track scores={study.folder / 's.vcf'}"
    assert "-c CHROM,POS,REF,ALT,SCORE_REVEL,SCORE_SPLICEAI" in plan.annotate_pipe


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (CONFIG + "calling:\n  caller: gatk\n", ("row 13, column calling.caller", "'gatk'", "bcftools, freebayes")),
        (CONFIG + "calling:\n  min_qualty: 5\n", ("row 13, column calling.min_qualty", "did you mean 'min_quality'?")),
        (CONFIG + "calling:\n  callable_depth: deep\n", ("row 13", "'deep'", "must be a whole number")),
        (CONFIG + "calling: 5\n", ("row 12, column calling", "must be a section of keys, and is a number")),
        (CONFIG + "shets: {}\n", ("row 12, column shets", "did you mean 'sheets'?")),
        (CONFIG.replace("  genes:", "  fasta: x.fa\n  genes:"), ("row 4, column reference.fasta", "stands twice")),
        (CONFIG.replace("cases: cases.tsv", "cases: [1]"), ("column sheets.cases", "must be a text, and is a list")),
        ("{}", ("no configuration was given", "--configfile FILE")),
    ],
)
def test_each_fault_of_the_configuration_is_a_line(
    study: Study, capsys: pytest.CaptureFixture[str], config: str, words: tuple[str, ...]
) -> None:
    study.config = config
    with pytest.raises(SystemExit) as left:
        start(study)
    assert left.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert all(word in line for word in words), line


@pytest.mark.parametrize(
    ("content", "problem"),
    [("a: [1\n", "not valid YAML"), ("", "holds no keys"), ("- a\n", "holds no keys"), ("\xe9", "not UTF-8")],
)
def test_a_file_that_holds_no_configuration_is_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, problem: str
) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(SystemExit) as left:
        refuse_bad_config(file)
    assert left.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(str(file))
    assert problem in line
