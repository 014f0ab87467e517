"""The same Snakefile, planned (a dry run) with other engines: the generic cluster executor, and Kubernetes.

The plugins are installed beside the environment, not into it: Snakemake imports every plugin that it finds at each
start, so that each job would pay for Kubernetes' client.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from paths import ROOT

PLUGINS = ROOT / "envs" / "executors.txt"
FILES = r"(?:genome|genes|cases|samples|units|gene_panels|clinvar|gnomad|panel|founders)\.(?:fa|gtf|tsv|vcf\.gz)"
Counts = dict[str, int]


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both plugins and what they need."""
    folder = tmp_path_factory.mktemp("plugins")
    uv = shutil.which("uv") or str(ROOT / ".tools" / "uv" / "bin" / "uv")
    command = [uv, "pip", "install", "--quiet", "--python", sys.executable]
    if not Path(uv).is_file():
        command = [sys.executable, "-m", "pip", "install", "--quiet"]
    command += ["--target", str(folder), "--no-deps", "--require-hashes", "-r", str(PLUGINS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        warnings.warn(f"OTHER EXECUTORS NOT PLANNED WITH: {PLUGINS.name} cannot be installed", stacklevel=1)
        pytest.skip(f"NO EXECUTOR PLUGINS: {done.stderr[-300:]}")
    return folder


def planned(config: Path, directory: Path, plugins: Path, *options: str) -> Counts:
    command = [Path(sys.executable).with_name("snakemake"), "--configfile", config, "--directory", directory]
    command += ["--dry-run", "--quiet", "host", "reason", "--jobs", "50", *options]
    environment = {**os.environ, "PYTHONPATH": str(plugins)}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    table = done.stdout.split("Job stats:")[1].split("total")[0]
    return {name: int(count) for name, count in re.findall(r"^(\w+)\s+(\d+)$", table, re.MULTILINE)}


def assert_whole(counts: Counts) -> None:
    """As on a plain workstation (test_plan.py): seven people in two cases, from FASTQ."""
    assert {counts[rule] for rule in ("align_sample", "measure_sample")} == {7}
    per_case = ("verify_inputs", "call_with_bcftools", "call_mitochondria", "annotate_case", "interpret_case")
    assert {counts[rule] for rule in (*per_case, "render_report")} == {2}
    assert (len(counts), sum(counts.values())) == (20, 43)


def test_the_generic_cluster_executor(tiny: Path, plugins: Path, tmp_path: Path) -> None:
    """Here as for Grid Engine; resources are those of the default profile."""
    submit = "qsub -V -cwd -pe smp {threads} -l h_vmem={resources.mem_mb}M -l h_rt=0:{resources.runtime}:0"
    options = ("--executor", "cluster-generic", "--cluster-generic-submit-cmd", submit)
    assert_whole(planned(tiny / "config.yaml", tmp_path, plugins, *options))


def test_kubernetes(tiny: Path, plugins: Path, tmp_path: Path) -> None:
    """All files in one volume, named from its top: no path of the configuration may be absolute."""
    volume = tmp_path / "volume"
    shutil.copytree(tiny, volume / "data")
    config, units = volume / "data" / "config.yaml", volume / "data" / "units.tsv"
    config.write_text(re.sub(rf"(?<=[ ]){FILES}", lambda found: f"data/{found[0]}", config.read_text()))
    units.write_text(units.read_text().replace("\treads/", "\tdata/reads/"))
    options = ["--executor", "kubernetes", "--kubernetes-persistent-volumes", "runs:/runs"]
    options += ["--default-storage-provider", "fs", "--default-storage-prefix", str(volume)]
    assert_whole(planned(config, volume, plugins, *options))
