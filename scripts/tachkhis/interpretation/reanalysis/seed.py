"""The working directory of a reanalysis: what is archived of the case, put where the workflow's rules look for it.

The rules from the annotation on then run as always. Reads are neither needed nor looked at: the calls are those of the
archived VCF, and quality, sites of interest and verified inputs are taken over as they are.
"""

from __future__ import annotations

import copy
import filecmp
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import Any

from tachkhis.case.config import Config
from tachkhis.case.model import Case
from tachkhis.case.model import Curation
from tachkhis.case.request import Request
from tachkhis.case.sheets import load_sheets
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.reanalysis.archive import Analysis
from tachkhis.interpretation.reanalysis.calls import write_calls
from tachkhis.quality.summary import requested_genes

TAKEN_OVER = tuple(f"{name}.json" for name in ("family", "inputs", "sites", "quality"))
RULES = (
    *("prepare_reference", "prepare_genes", "prepare_regions", "prepare_tracks"),
    *("annotate_case", "find_runs", "interpret_case", "render_report"),
)
"""The rules that a reanalysis may run: none reads an alignment, none calls."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of the new analysis: its request, and what became of the curation."""

    request: Request
    kept: int
    carried: int
    new: int
    before: tuple[Curation, ...] = ()  # the rows of the earlier analysis


def ask(config: Config, earlier: Analysis) -> Asked:
    """The request of the new analysis: resources and question of the new configuration, family and data as archived.

    Rows of the curation file that the earlier analysis had and the new file lacks are kept.

    Raises:
        InputError: the sheets cannot be used, hold no such case, or name other people.
    """
    before = earlier.request()
    sheets = load_sheets(config)
    if earlier.case not in sheets.cases:
        remedy = (
            f"write the case into the sheet, or name a configuration whose sheet holds it ({', '.join(sheets.cases)})"
        )
        raise InputError([Fault(str(config.sheets.cases), "no such case", remedy, column="case", value=earlier.case)])
    now = Request.of(config, sheets, earlier.case).absolute(Path())  # the workflow reads it from another directory
    people, were = set(now.case.samples), set(before.case.samples)
    if people != were:
        remedy = f"name the people who were called ({', '.join(sorted(were))}); others need a new run from their reads"
        value = ",".join(sorted(people))
        problem = "the case has other people than its calls"
        raise InputError([Fault(str(config.sheets.samples), problem, remedy, column="sample", value=value)])
    carried = [row for row in before.curation if row not in now.curation]
    curation: tuple[Curation, ...] = (*now.curation, *carried)
    kept = sum(row in before.curation for row in now.curation)
    case = replace(now.case, vcf=before.case.vcf)
    calling = replace(now.config, calling=before.config.calling)
    request = replace(now, config=calling, case=case, units=before.units, curation=curation)
    return Asked(request, kept, len(carried), len(now.curation) - kept, before.curation)


def shadowed(config: Config) -> list[str]:
    """A warning for each file of the run that is taken for another one of its name beside the configuration.

    A run looks there first; a reanalysis of a run whose old files stand there would take the old ones again.
    """
    beside = Path(config.file).parent
    return [
        f"tachkhis reanalyse: warning: {key}: {path} is taken, not {beside / written}; "
        "write its whole path to use that one"
        for key, written, path in config.files()
        if not Path(written).is_absolute()
        and path.is_file()
        and (beside / written).is_file()
        and not filecmp.cmp(path, beside / written)
    ]


def seed(work: Analysis, earlier: Analysis, first: Analysis, asked: Asked, config: Config) -> Path:
    """Make the working directory; the configuration that the workflow is to be given.

    Args:
        work: the new analysis.
        earlier: the one that it is compared with, whose files are taken over.
        first: the first analysis, beside whose prepared reference new tracks are put.
        asked: the question.
        config: the new configuration.

    Raises:
        ResourceError: the archived calls cannot be written as BCF.
    """
    work.folder.mkdir(parents=True, exist_ok=True)
    reference = work.directory / "reference"
    if not reference.exists() and (first.directory / "reference").is_dir():
        reference.symlink_to(os.path.relpath(first.directory / "reference", work.directory))
    for end in TAKEN_OVER:
        if earlier.file(end).is_file():
            shutil.copyfile(earlier.file(end), work.file(end))
    _coverage_anew(work, earlier, first, asked)
    _write(work.file("request.json"), asked.request.to_json() + "\n")
    bcf = work.folder / "calls" / "vcf" / "0001.bcf"
    if not bcf.with_name("0001.bcf.csi").is_file():
        _calls(bcf, earlier)
    return _config(work, asked.request.case, config)


def _calls(bcf: Path, earlier: Analysis) -> None:
    """The archived calls without annotation, as BCF with its index."""
    bcf.parent.mkdir(parents=True, exist_ok=True)
    given = {name for one in read_case(earlier.file("case.json")).resources for name in one.fields}
    commands = (["bcftools", "view", "--no-version", "-Ob", "-o", str(bcf), "-"], ["bcftools", "index", "-f", str(bcf)])
    with subprocess.Popen(
        commands[0], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="surrogateescape"
    ) as process:
        assert process.stdin is not None
        write_calls(earlier.file("vcf.gz"), given, process.stdin)
        _, said = process.communicate()
    done = subprocess.run(commands[1], capture_output=True, text=True, check=False)
    if process.returncode or done.returncode:
        raise ResourceError(f"the archived calls cannot be written: {(said or done.stderr).strip().splitlines()[-1:]}")


def _coverage_anew(work: Analysis, earlier: Analysis, first: Analysis, asked: Asked) -> None:
    """Coverage of genes that are newly asked for, where the measured depths of the first analysis are at hand."""
    if requested_genes(asked.request) == requested_genes(earlier.request()):
        return
    samples = first.directory / "results" / "samples"
    measured = [samples / one / "qc" / f"{one}.regions.bed.gz" for one in asked.request.units]
    if not measured or not all(path.is_file() for path in measured):
        return
    reference = asked.request.config.reference
    request = work.directory / "asked.json"
    _write(request, asked.request.to_json() + "\n")
    command = [
        "tachkhis",
        "quality",
        "--request",
        str(request),
        "--samples",
        str(samples),
        "--fasta",
        str(reference.fasta),
    ]
    command += ["--genes", str(reference.genes), "--out", str(work.quality)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ResourceError(f"the coverage of the genes asked for cannot be told: {done.stderr.strip()}")


def _config(work: Analysis, case: Case, config: Config) -> Path:
    """A configuration of the one case, which starts late; every path absolute."""
    import yaml

    written: dict[str, Any] = copy.deepcopy(config.written)
    for section in ("reference", "resources"):
        part = getattr(config, section)
        for key in written[section]:
            if isinstance(value := getattr(part, key), Path):
                written[section][key] = str(value.absolute())
    for track in config.resources.tracks:
        written["resources"]["tracks"][track.name]["file"] = str(track.file.absolute())
    folder = work.directory / "config"
    folder.mkdir(exist_ok=True)
    row = {
        "case": case.id,
        "proband": case.proband,
        "test": case.test.value,
        **dict.fromkeys(("hpo", "hpo_excluded", "gene_panels", "urgency", "consanguinity", "region", "consent"), ""),
        "referrer": "",
        "vcf": str((work.folder / "calls" / "vcf" / "0001.bcf").absolute()),
    }
    _table(folder / "cases.tsv", [row])
    people = [
        {
            "case": case.id,
            "sample": one.sample,
            "father": one.father or "",
            "mother": one.mother or "",
            "sex": one.sex.value,
            "affected": one.affected.value,
        }
        for one in case.people
    ]
    _table(folder / "samples.tsv", people)
    identities = config.sheets.identities
    written["sheets"] = {
        "cases": str((folder / "cases.tsv").absolute()),
        "samples": str((folder / "samples.tsv").absolute()),
        "units": None,
        "identities": None if identities is None else str(identities.absolute()),
    }
    written.pop("panel_build", None)
    _write(folder / "config.yaml", yaml.safe_dump(written, sort_keys=True, allow_unicode=True))
    return folder / "config.yaml"


def _table(path: Path, rows: list[dict[str, str]]) -> None:
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    _write(path, "\n".join(lines) + "\n")


def _write(path: Path, text: str) -> None:
    """Write, unless the file says that already: what did not change must not look new."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def snakemake_call(work: Analysis, configfile: Path, languages: Mapping[str, None], cores: str) -> list[str]:
    """The call of the workflow: results of the one case, by the rules from the annotation on alone."""
    import sys

    from tachkhis.case.command_run import ROOT

    beside = Path(sys.executable).with_name("snakemake")
    stem = f"results/cases/{work.case}/{work.case}"
    targets = [f"{stem}.{end}" for end in ("vcf.gz", "case.json", "provenance.json")]
    targets += [f"{stem}.report.{language}.pdf" for language in languages]
    command = [str(beside) if beside.is_file() else "snakemake", *targets]
    command += ["--snakefile", str(ROOT / "workflow" / "Snakefile"), "--configfile", str(configfile.absolute())]
    command += ["--directory", str(work.directory), "--cores", cores, "--allowed-rules", *RULES]
    return command
