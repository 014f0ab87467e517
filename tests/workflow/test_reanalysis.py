"""``tachkhis reanalyse`` of a finished family of the demo with a ClinVar that lost the truncating records of one gene."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.interpretation.inputs import read_case

CASE = "DEMO-D"
CURATED = "case\tvariant\tcode\tstrength\treason\tauthor\tdate\n"


@pytest.fixture(scope="module")
def newer(demo: Path, demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A copy of the finished case without its reads, and a configuration with the newer ClinVar."""
    folder = tmp_path_factory.mktemp("again")
    run = folder / "run"
    shutil.copytree(demo / "results" / "cases" / CASE, run / "results" / "cases" / CASE)
    shutil.copytree(demo / "reference", run / "reference", symlinks=True)
    lines = gzip.decompress((demo_data / "clinvar.vcf.gz").read_bytes()).decode().splitlines(keepends=True)
    null = ("nonsense", "stop_gained", "frameshift", "splice")
    kept = [line for line in lines if "GENEINFO=DMD:" not in line or not any(word in line for word in null)]
    assert len(kept) < len(lines)
    (folder / "clinvar.vcf").write_text("".join(kept))
    subprocess.run(["bgzip", folder / "clinvar.vcf"], check=True)
    subprocess.run(["tabix", "-p", "vcf", folder / "clinvar.vcf.gz"], check=True)
    text = (demo_data / "config.yaml").read_text()
    assert "clinvar: clinvar.vcf.gz" in text
    text = text.replace("clinvar: clinvar.vcf.gz", f"clinvar: {folder / 'clinvar.vcf.gz'}")
    for name in ("genome.fa", "genes.gtf", "gnomad.vcf.gz", "panel.vcf.gz", "founders.tsv"):
        text = text.replace(f" {name}", f" {demo_data / name}")
    for name in ("cases.tsv", "samples.tsv", "units.tsv", "gene_panels.tsv"):
        text = text.replace(f" {name}", f" {demo_data / name}")
    (folder / "new.yaml").write_text(text)
    return run, folder / "new.yaml"


def test_a_newer_clinvar_lowers_a_class_and_is_named_for_it(newer: tuple[Path, Path]) -> None:
    run, config = newer
    folder = run / "results" / "cases" / CASE
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert main(["reanalyse", CASE, "--configfile", str(config), "--directory", str(run), "--cores", "2"]) == 0
    again = folder / "reanalyses" / "1"
    document = json.loads((again / f"{CASE}.reanalysis.json").read_text())
    (change,) = document["changes"]
    assert (change["kind"], change["gene"], change["by"], change["how"]) == (
        "downgraded",
        "DMD",
        ["clinvar"],
        "swapped",
    )
    assert (change["was"]["class"], change["now"]["class"]) == ("LP", "VUS")
    assert [one["name"] for one in document["resources"] if one["name"] != "program"] == ["clinvar"]
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before  # nothing lost
    page = (again / f"{CASE}.reanalysis.fr.html").read_text()
    assert "Candidats reclassés vers le bas (1)" in page
    assert "Changement dû à : ClinVar" in page
    results = again / "results" / "cases" / CASE
    new, old = read_case(results / f"{CASE}.case.json"), read_case(folder / f"{CASE}.case.json")
    assert (new.start, new.caller, new.quality, new.coverage) == (old.start, old.caller, old.quality, old.coverage)
    assert new.triage == old.triage
    assert (results / f"{CASE}.report.fr.pdf").read_bytes()[:5] == b"%PDF-"
    assert not list(again.rglob("*.cram"))
    assert main(["explain", CASE, change["variants"][0], "--directory", str(again)]) == 0
    rules = {path.name for path in (again / "results" / "logs").iterdir()}
    assert not {name for name in rules if name.startswith(("align", "import", "call_", "measure"))}
