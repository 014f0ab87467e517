"""The founder test: a founder as common as 2.6 %, homozygous in a patient, reaches the report; a frequency filter drops it.

The real chain, without Snakemake: tracks, annotation, triage, interpretation, PDF.
"""

from __future__ import annotations

import gzip
import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from pypdf import PdfReader

from tachkhis.case.config import load_config
from tachkhis.case.plan import Plan
from tachkhis.case.request import Request
from tachkhis.case.sheets import load_sheets
from tachkhis.cli import main

FOUNDER = ("chr1", 6475, "TG", "T")  # SGCG c.313del of the tiny set
NAME = "chr1-6475-TG-T"
SAMPLES = ("TINY-A-P", "TINY-A-F", "TINY-A-M")
PANEL = "AC=6;AN=226;nhom=0;REGIONS=MA-04:2/54,MA-06:4/60"  # 2.65 %, as GJB2 c.35del in 113 controls (PMID 27169813)
GNOMAD = "AC=3952;AN=152000;AF=0.026;nhomalt=50;fafmax_faf95_max=0.0252"


def with_record(path: Path, info: str | None) -> None:
    """A track with the founder's counts in place of what it says of that allele; ``None``: it says nothing."""
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    place = "\t".join((FOUNDER[0], str(FOUNDER[1]), ".", FOUNDER[2], FOUNDER[3]))
    kept = [line for line in lines if not line.startswith(place)]
    if info is not None:
        at = next(
            i
            for i, line in enumerate(kept)
            if not line.startswith("#") and (line.split("\t")[0] != "chr1" or int(line.split("\t")[1]) > FOUNDER[1])
        )
        kept.insert(at, f"{place}\t.\tPASS\t{info}")
    write_vcf(path, "\n".join(kept) + "\n")


def as_many_as_gnomad(path: Path) -> None:
    """The made-up track holds 70 people, in whom absence shows nothing: as many alleles as gnomAD has, shares kept."""
    text = gzip.decompress(path.read_bytes()).decode()
    told = re.findall(r"\bAN=(\d+)", text)
    assert max(map(int, told)) < 2000
    write_vcf(path, re.sub(r"\b(AC|AN|AC_XY|nhomalt)=(\d+)", lambda found: f"{found[1]}={int(found[2]) * 1000}", text))


def write_vcf(path: Path, text: str) -> Path:
    plain = path.with_suffix("")
    plain.write_text(text)
    subprocess.run(["bgzip", "-f", plain], check=True)
    subprocess.run(["tabix", "-f", "-p", "vcf", path], check=True)
    return path


def calls(path: Path, genome: Path) -> Path:
    """The patient homozygous for the founder, the parents carriers; and places where nothing is of interest."""
    contigs = [line.split("\t")[:2] for line in Path(f"{genome}.fai").read_text().splitlines()]
    head = ["##fileformat=VCFv4.2", *(f"##contig=<ID={name},length={length}>" for name, length in contigs)]
    head += [
        f'##FORMAT=<ID={name},Number={number},Type={kind},Description="x">'
        for name, number, kind in (
            ("GT", 1, "String"),
            ("DP", 1, "Integer"),
            ("AD", "R", "Integer"),
            ("GQ", 1, "Integer"),
        )
    ]
    head.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + "\t".join(SAMPLES))
    genotypes = "GT:DP:AD:GQ\t1/1:38:0,38:99\t0/1:40:20,20:99\t0/1:36:18,18:99"
    row = "\t".join((FOUNDER[0], str(FOUNDER[1]), ".", FOUNDER[2], FOUNDER[3], "900", "PASS", ".", genotypes))
    return write_vcf(path, "\n".join([*head, row]) + "\n")


def run_chain(data: Path, *, panel: str | None, gnomad: str | None, listed: bool) -> dict[str, Any]:
    """``case.json`` of the patient; the VCF and the PDF stand beside it."""
    with_record(data / "panel.vcf.gz", panel)
    as_many_as_gnomad(data / "gnomad.vcf.gz")
    with_record(data / "gnomad.vcf.gz", gnomad)
    given = calls(data / "given.vcf.gz", data / "genome.fa")
    rows = (data / "cases.tsv").read_text().splitlines()
    rows = [line for line in rows if not line.startswith("TINY-D")]
    rows = [
        f"{line}\tvcf" if line.startswith("case\t") else f"{line}\t{given.name}" if "\t" in line else line
        for line in rows
    ]
    (data / "cases.tsv").write_text("\n".join(rows) + "\n")
    people = [line for line in (data / "samples.tsv").read_text().splitlines() if not line.startswith("TINY-D")]
    (data / "samples.tsv").write_text("\n".join(people) + "\n")
    written = yaml.safe_load((data / "config.yaml").read_text())
    written["sheets"]["units"] = None
    if not listed:
        written["resources"]["founders"] = None
    (data / "config.yaml").write_text(yaml.safe_dump(written))
    config = load_config(data / "config.yaml")
    sheets = load_sheets(config)
    plan, out = Plan(config, sheets), data / "out"
    request = Request.of(config, sheets, "TINY-A")
    (data / "request.json").write_text(request.to_json())
    fasta, genes, tracks = data / plan.reference.fasta, data / plan.reference.genes, data / plan.tracks.folder
    for folder in (fasta.parent, genes.parent, tracks, out):
        folder.mkdir(parents=True, exist_ok=True)
    assert main(["reference", "--fasta", str(config.reference.fasta), "--out", str(fasta)]) == 0
    assert main(["genes", "--fasta", str(fasta), "--genes", str(config.reference.genes), "--out", str(genes)]) == 0
    told = shlex.split(f"{plan.tracks.arguments} {plan.tracks.site_arguments}")
    place = ["--fasta", str(fasta), "--genes", str(genes)]
    assert main(["tracks", *place, *told, "--summary", str(tracks / "tracks.json")]) == 0
    triage = (
        f"tachkhis triage --request request.json {shlex.join(place)} --sites {tracks}/sites.json"
        f" {plan.tracks.reach_argument}"
    )
    vcf = out / "case.vcf.gz"
    annotate = plan.tracks.annotate_pipe
    command = f"bcftools view -Ou {given} {annotate} | {triage} | bgzip -c > {vcf} && tabix -p vcf {vcf}"
    subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=data, check=True)
    sites = [
        {key: one[key] for key in ("name", "gene", "kind", "disease")}
        | {"id": NAME if one["contig"] else one["name"], "why_not_tested": one["why_not"]}
        | {"genotypes": [{"sample": s, "depth": None, "alt_reads": None, "status": "not_tested"} for s in SAMPLES]}
        for one in json.loads((tracks / "sites.json").read_text())
        if one["position"] in (FOUNDER[1], None)
    ]
    (out / "sites.json").write_text(json.dumps(sites))
    arguments = ["--request", data / "request.json", "--vcf", vcf, "--tracks", tracks / "tracks.json", "--genes", genes]
    arguments += [
        "--passport",
        fasta.parent / "passport.json",
        "--sites",
        out / "sites.json",
        "--out",
        out / "case.json",
    ]
    assert main(["interpret", *map(str, arguments)]) == 0
    assert main(["report", str(out / "case.json"), "--out", str(out / "report.pdf")]) == 0
    result: dict[str, Any] = json.loads((out / "case.json").read_text())
    return result


def pages(data: Path) -> str:
    reader = PdfReader(data / "out" / "report.pdf")
    return " ".join(
        " ".join(page.extract_text() for page in reader.pages).replace("\u202f", " ").replace("\u00a0", " ").split()
    )


def left_by(data: Path, expression: str) -> list[str]:
    """The alleles that a plain filter on the annotated file keeps."""
    command = [
        "bcftools",
        "query",
        "-e",
        expression,
        "-f",
        "%CHROM-%POS-%REF-%ALT\n",
        str(data / "out" / "case.vcf.gz"),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def proposed(result: dict[str, Any]) -> dict[str, Any] | None:
    """The founder among the proposed candidates."""
    found = (c for c in result["candidates"] if c["proposed"] and [v["id"] for v in c["variants"]] == [NAME])
    return next(found, None)


def test_a_founder_that_is_common_here_reaches_the_report_as_pathogenic(tiny_copy: Path) -> None:
    result = run_chain(tiny_copy, panel=PANEL, gnomad=None, listed=True)
    assert left_by(tiny_copy, "PANEL_AC / PANEL_AN > 0.01") == []  # a plain filter: the diagnosis is gone
    assert left_by(tiny_copy, "PANEL_AC / PANEL_AN > 0.03") == [NAME]
    candidate = proposed(result)
    assert candidate is not None and candidate["class"] == "P"
    (variant,) = candidate["variants"]
    panel = variant["frequencies"][1]
    assert (panel["ac"], panel["an"], panel["regions"]) == (6, 226, {"MA-04": "2/54", "MA-06": "4/60"})
    assert (variant["triage"], variant["founder"]["population"]) == ("keep:founder", "Morocco (synthetic)")
    text = pages(tiny_copy)
    assert "SGCG SYNT00000000001.2:c.313del p.(Glu105LysfsTer28), homozygote Classe 5, pathogène" in text
    assert "Panel marocain 6 sur 226 2,7 % 0,98 % à 5,7 %" in text
    assert "Rabat-Salé-Kénitra 2/54, Casablanca-Settat 4/60" in text
    assert "Variant fondateur répertorié" in text


def test_nor_does_gnomad_take_it_away(tiny_copy: Path) -> None:
    result = run_chain(tiny_copy, panel=PANEL, gnomad=GNOMAD, listed=True)
    assert left_by(tiny_copy, "GNOMAD_AF > 0.01") == []
    candidate = proposed(result)
    assert candidate is not None and candidate["class"] in ("P", "LP")
    (variant,) = candidate["variants"]
    assert not {"BA1", "BS1"} & {one["code"] for one in variant["classification"]["criteria"]}
    reserves = variant["classification"]["reserves"]
    assert {"key": "acmg_reserve.founder_spared", "values": {"code": "BS1"}, "about": None} in reserves
    assert "BS1 aurait été retenu sur la fréquence" in pages(tiny_copy)


def test_without_the_list_its_frequency_speaks_against_it(tiny_copy: Path) -> None:
    """The counterpart: the same person, calls and tracks; only the founder table is left out."""
    result = run_chain(tiny_copy, panel=PANEL, gnomad=GNOMAD, listed=False)
    assert proposed(result) is None
    codes = {
        one["code"]
        for c in result["candidates"]
        for v in c["variants"]
        if v["id"] == NAME
        for one in v["classification"]["criteria"]
    }
    assert not codes or "BS1" in codes


REFUSED = (
    (
        "SGCG\tSYNT00000000001.2\tc.313del\tp.(Glu105LysfsTer99)",
        "protein_disagrees",
        "nom protéique recalculé différent",
    ),
    ("SGCG\tSYNT00000000001.2\tc.99999A>G\tp.?", "not_located", "nom non localisable"),
    ("CYP21A2\tNM_000500.9\tc.955C>T\tp.(Gln319Ter)", "unreachable", "hors de portée des lectures courtes"),
    (
        "SGCG\t-\texon 2 deletion\t-",
        "no_plain_name",
        "Non testé (sans nom HGVS codant exploitable) : SGCG exon 2 deletion",
    ),
    ("ZZZ1\tNM_9.1\tc.1del\tp.?", "gene_not_in_model", "gène absent du modèle de gènes"),
)


def test_rows_that_disagree_with_the_gene_model_or_that_reads_cannot_show_are_listed_as_not_tested(
    tiny_copy: Path,
) -> None:
    table = tiny_copy / "founders.tsv"
    lines = [line for line in table.read_text().splitlines() if not line.startswith(("SGCG", "XPC"))]
    lines += [f"{row}\tDisease\t1\tMorocco\tx\t9\tyes\ts\tn" for row, _, _ in REFUSED]
    table.write_text("\n".join(lines) + "\n")
    result = run_chain(tiny_copy, panel=None, gnomad=None, listed=True)
    assert [site["why_not_tested"] for site in result["sites"]] == [why for _, why, _ in REFUSED]
    text = pages(tiny_copy)
    assert [told for _, _, told in REFUSED if told not in text] == []
    variant = next(v for c in result["candidates"] for v in c["variants"] if v["id"] == NAME)
    assert variant["founder"] is None
    panel = variant["frequencies"][1]
    assert (panel["found"], panel["an_source"]) == (False, "people")  # the tiny panel's header counts its people
    assert panel["upper"] == pytest.approx(1 - 0.05 ** (1 / panel["an"]), rel=1e-5)
    assert f"absent de {panel['an']} allèles (effectif du panel, lecture locale non connue)" in text


def test_the_alleles_that_were_looked_at_come_from_the_panels_own_track(tiny_copy: Path) -> None:
    with gzip.open(tiny_copy / "panel.callable.bed.gz", "wt") as out:
        out.write("#chrom\tstart\tend\tAN\n1\t0\t6475\t218\n1\t6475\t6600\t200\n")
    result = run_chain(tiny_copy, panel=None, gnomad=None, listed=True)
    (panel,) = (
        f for c in result["candidates"] for v in c["variants"] for f in v["frequencies"] if f["source"] == "panel"
    )
    assert (panel["found"], panel["an"], panel["an_source"]) == (False, 200, "callable")  # TG lies over both runs
    assert "absent de 200 allèles 0 % < 1,5 %" in pages(tiny_copy)
