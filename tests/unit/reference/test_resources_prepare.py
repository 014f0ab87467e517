"""From nothing to a configuration that checks: list, fetch, verify, prepare, check; and what prepare does to each file."""

from __future__ import annotations

import errno
import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysam
import pytest
import yaml

from tachkhis.cli import main
from tachkhis.errors import ResourceError
from tachkhis.reference.preparation import Preparation
from tachkhis.reference.preparation import Step
from tachkhis.reference.prepared_genome import mask_regions
from tachkhis.reference.prepared_tracks import Genome
from tachkhis.reference.prepared_tracks import gnomad_part

from . import mini_resources as mini
from .resources_server import entry
from .resources_server import manifest
from .resources_server import md5
from .resources_server import site


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with ``m.json``, the downloads in ``get`` and the prepared resources in ``ready``."""
    folder = tmp_path_factory.mktemp("resources")
    content = mini.files(folder)
    with site(mini.served(content)) as server:
        path = manifest(folder / "m.json", mini.entries(content, server.address), mini.BUILD)
        given = ["--manifest", str(path)]
        assert main(["resources", "list", *given]) == 0
        fetched = ["resources", "fetch", "--build", mini.BUILD, "--to", str(folder / "get"), "--plain", *given]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("no_proxy", "*")
            assert main(fetched) == 0
        assert main(["resources", "verify", "--build", mini.BUILD, "--to", str(folder / "get"), *given]) == 0
    assert main(prepare(folder)) == 0
    yield folder


def prepare(folder: Path, *words: str) -> list[str]:
    where = ["--from", str(folder / "get"), "--to", str(folder / "ready"), "--manifest", str(folder / "m.json")]
    return ["resources", "prepare", "--build", mini.BUILD, *where, *words]


def records(path: Path) -> list[tuple[str, int, str, str, dict[str, Any]]]:
    with pysam.VariantFile(str(path)) as handle:
        return [(one.chrom, one.pos, one.ref or "", (one.alts or ("",))[0], dict(one.info)) for one in handle]


def test_a_configuration_that_uses_the_result_checks(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = made / "ready" / "study"
    study.mkdir(exist_ok=True)
    calls = study / "calls.vcf"
    ref, alt = mini.base("chr1", 1010), mini.other("chr1", 1010)
    calls.write_text(
        "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=3000>\n"
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\nchr1\t1010\t.\t{ref}\t{alt}\t50\tPASS\t.\tGT\t0/1\n"
    )
    columns = "case proband test hpo hpo_excluded gene_panels urgency consanguinity region consent referrer vcf"
    row = "C1 P1 genome HP:0001250 . . routine none MA-01 . . calls.vcf"
    (study / "cases.tsv").write_text("\t".join(columns.split()) + "\n" + "\t".join(row.split()) + "\n")
    (study / "samples.tsv").write_text("case\tsample\tfather\tmother\tsex\taffected\nC1\tP1\t.\t.\tfemale\tyes\n")
    config = yaml.safe_load((made / "ready" / "config.yaml").read_text())
    assert config["reference"]["build"] == mini.BUILD
    config["sheets"] = {"cases": "study/cases.tsv", "samples": "study/samples.tsv", "units": None}
    config["resources"]["founders"] = None
    path = made / "ready" / "mine.yaml"
    path.write_text(yaml.safe_dump(config))
    assert main(["check", "--configfile", str(path)]) == 0, capsys.readouterr().err
    assert "all inputs are in order" in capsys.readouterr().out


def test_a_variant_is_named_with_the_result(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = yaml.safe_load((made / "ready" / "config.yaml").read_text())["reference"]
    allele = f"chr1-1010-{mini.base('chr1', 1010)}-{mini.other('chr1', 1010)}"
    fasta, text = made / "ready" / config["fasta"], made / "ready" / config["genes"]
    for genes in (text, made / "ready" / "genes" / "genes.sqlite"):
        assert main(["name", allele, "--fasta", str(fasta), "--genes", str(genes), "--format", "json"]) == 0
        said = capsys.readouterr().out
        assert mini.base("chr1", 1009, 3) == "GCT"
        assert mini.other("chr1", 1010) == "A"  # GAT, aspartic acid
        assert "ENST00000000001.3:c.11C>A" in said
        assert "p.(Ala4Asp)" in said


def test_the_reference_keeps_all_its_contigs_and_bytes_after_the_compressed_data_are_told(made: Path) -> None:
    ready = made / "ready"
    assert (ready / "reference" / f"{mini.BUILD}.fa").read_text() == mini.fasta()
    for end in (".fa.fai", ".dict", ".fa.amb", ".fa.ann", ".fa.bwt", ".fa.pac", ".fa.sa"):
        assert (ready / "reference" / f"{mini.BUILD}{end}").is_file(), end
    notes = json.loads((ready / "provenance.json").read_text())["steps"]["reference"]["notes"]
    assert notes["contigs"] == len(mini.CONTIGS)
    assert notes["bytes_after_the_compressed_data"] == len(b"garbage after the end, as hs37d5 has")


def test_false_duplications_are_masked_where_asked_for(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = prepare(made, "--no-index", "--mask", "mask")
    words[words.index("--to") + 1] = str(tmp_path)
    assert main(words) == 0
    masked = dict(mini.SEQUENCES)
    for contig, start, end in (("chr1", 10, 20), ("chr1", 50, 60), ("chrX", 5, 9)):
        masked[contig] = masked[contig][:start] + "N" * (end - start) + masked[contig][end:]
    with pysam.FastaFile(str(tmp_path / "reference" / f"{mini.BUILD}.fa")) as fasta:
        assert {name: fasta.fetch(name) for name in fasta.references} == masked
    notes = json.loads((tmp_path / "provenance.json").read_text())["steps"]["reference"]["notes"]
    assert notes["masked_bases"] == 24
    beyond = tmp_path / "beyond.bed"
    beyond.write_text("chrX\t5\t1201\n")
    with pytest.raises(ResourceError, match="a region ends at chrX:1,201, where 1,200 bases are"):
        mask_regions(tmp_path / "reference" / f"{mini.BUILD}.fa", beyond)
    assert main(prepare(made, "--mask", "musk")) == 1
    assert "there are: mask" in capsys.readouterr().err


def test_clinvar_is_renamed_slim_split_and_left_aligned(made: Path) -> None:
    path = made / "ready" / "tracks" / "clinvar.vcf.gz"
    found = records(path)
    assert [(contig, position) for contig, position, *_ in found] == [
        ("chr1", 1010),
        ("chr1", 2000),
        ("chrX", 700),
        ("chrM", 300),
    ]
    assert found[1][2:4] == ("CA", "C")
    kept = {"CLNDN", "CLNDISDB", "CLNREVSTAT", "CLNSIG", "GENEINFO", "MC"}
    assert {name for *_, info in found for name in info} == kept
    step = json.loads((made / "ready" / "provenance.json").read_text())["steps"]["clinvar"]
    assert step["notes"]["file_date"] == "2026-11-15"
    assert step["notes"]["realigned"] == 1
    assert step["notes"]["left_out"] == 1  # its REF was not the reference's
    assert "##fileDate=2026-11-15" in pysam.VariantFile(str(path)).header.__str__()
    assert step["inputs"][0]["file"] == f"{mini.BUILD}/clinvar/clinvar.vcf.gz"
    assert step["inputs"][0]["checked"] == "first fetch"
    assert step["tools"]["bcftools"].startswith("bcftools ")


def test_gnomad_is_one_file_with_the_fields_that_are_read(made: Path) -> None:
    found = records(made / "ready" / "tracks" / "gnomad.vcf.gz")
    assert [(contig, position) for contig, position, *_ in found] == [
        *[("chr1", position) for position in (120, 700, 700, 1010)],
        *[("chrX", position) for position in (120, 700, 700, 1010)],
    ]
    kept = {"AC_joint", "AN_joint", "AF_joint", "nhomalt_joint", "fafmax_faf95_max_joint"}
    assert {name for *_, info in found for name in info} == kept
    assert [info["AC_joint"] for *_, info in found[:4]] == [(3,), (3,), (4,), (3,)]
    assert not list((made / "ready" / "tracks" / "parts").iterdir())
    with pysam.VariantFile(str(made / "ready" / "tracks" / "gnomad.vcf.gz")) as handle:
        assert list(handle.header.contigs) == ["chr1", "chrX"]


@pytest.mark.parametrize(
    ("track", "download"), [("clinvar", "clinvar/clinvar.vcf.gz"), ("gnomad", "gnomad-joint/gnomad.1.vcf.bgz")]
)
def test_a_run_reads_of_a_prepared_track_what_it_would_read_of_the_download(
    made: Path, tmp_path: Path, track: str, download: str
) -> None:
    """The same table of annotation, row by row, as far as the download goes."""
    from tachkhis.variants.tracks import prepare_track

    fasta = made / "ready" / "reference" / f"{mini.BUILD}.fa"
    source = tmp_path / Path(download).name
    source.write_bytes((made / "get" / mini.BUILD / download).read_bytes())
    if track == "clinvar":  # its header names no contigs: only an index does
        pysam.tabix_index(str(source), preset="vcf")
    tables = []
    for number, path in enumerate((source, made / "ready" / "tracks" / f"{track}.vcf.gz")):
        out = tmp_path / f"{number}.tsv.gz"
        prepare_track(track, path, fasta, out, tmp_path / "logs")
        with gzip.open(out, "rt") as handle:
            tables.append(handle.read().splitlines())
    there = tables[0]
    assert len(there) == 4
    assert [line for line in tables[1] if track == "clinvar" or line.startswith("chr1\t")] == there


def test_the_gene_model_is_renamed_without_what_the_reference_lacks(made: Path) -> None:
    with gzip.open(made / "ready" / "genes" / "genes.gtf.gz", "rt") as handle:
        lines = handle.read().splitlines()
    assert lines[:2] == ["#!genome-build GRCh38.p14", "#!genome-version GRCh38"]
    assert {line.split("\t")[0] for line in lines if not line.startswith("#")} == {"chr1"}
    notes = json.loads((made / "ready" / "provenance.json").read_text())["steps"]["genes"]["notes"]
    assert notes == {"transcripts": 1, "mane": 1, "contigs": 1, "features_left_out": 1}
    assert (made / "ready" / "genes" / "genes.sqlite").is_file()


def test_regions_are_renamed_and_sorted(made: Path) -> None:
    with gzip.open(made / "ready" / "regions" / "mask.bed.gz", "rt") as handle:
        assert handle.read() == "chr1\t10\t20\tlow\nchr1\t50\t60\tlow\nchrX\t5\t9\tlow\n"
    step = json.loads((made / "ready" / "provenance.json").read_text())["steps"]["mask:mask.bed.gz"]
    assert step["notes"] == {"rows": 3, "left_out_not_on_the_reference": 1}


@pytest.mark.parametrize(
    "text",
    [
        "chr1\t1\t2\nchr1\t1\t3\tx\ty\nchrX\t0\t1\n",
        "1\t1\t3\tx\ty\n1\t1\t2\n2\t1\t2\nX\t0\t1\n",
        "X\t0\t1\n1\t1\t2\n1\t1\t3\tx\ty\n",
        "1\t1\t2\nX\t0\t1\n1\t1\t3\tx\ty\n",
    ],
    ids=["sorted", "by end", "contigs in another order", "contigs scattered"],
)
def test_regions_come_out_in_the_order_of_the_reference_whatever_theirs(made: Path, tmp_path: Path, text: str) -> None:
    from tachkhis.reference.prepared_genome import regions_step

    (tmp_path / "r.bed").write_text(text)
    regions_step("r", tmp_path / "r.bed", made / "ready", mini.BUILD).make(tmp_path)
    with gzip.open(tmp_path / "regions" / "r.bed.gz", "rt") as handle:
        assert handle.read() == "chr1\t1\t2\nchr1\t1\t3\tx\ty\nchrX\t0\t1\n"


def test_a_second_call_redoes_nothing_and_a_changed_download_only_what_depends_on_it(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in (made / "ready").rglob("*.gz")}
    assert main(prepare(made)) == 0
    said = capsys.readouterr().err.splitlines()
    assert said
    assert all(line.endswith("is up to date") for line in said)
    assert {path: path.stat().st_mtime_ns for path in (made / "ready").rglob("*.gz")} == before
    clinvar = made / "get" / mini.BUILD / "clinvar" / "clinvar.vcf.gz"
    kept = clinvar.read_bytes()
    lock = clinvar.with_name("clinvar.vcf.gz.lock.json")
    pin = lock.read_text()
    try:
        clinvar.write_bytes(mini.bgzip(mini.clinvar().replace("2026-11-15", "2026-11-22"), made))
        assert main(prepare(made)) == 1
        assert "is not what was fetched" in capsys.readouterr().err
        lock.unlink()
        assert main(prepare(made)) == 0
        again = [line for line in capsys.readouterr().err.splitlines() if line.endswith("is being made")]
        assert again == ["clinvar: is being made"]
    finally:
        clinvar.write_bytes(kept)
        lock.write_text(pin)
    (made / "ready" / "regions" / "mask.bed.gz").unlink()
    assert main(prepare(made)) == 0
    again = [line for line in capsys.readouterr().err.splitlines() if line.endswith("is being made")]
    assert again == ["clinvar: is being made", "mask:mask.bed.gz: is being made"]


def test_prepared_resources_are_carried_to_a_machine_without_internet(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("get", "ready"):
        out = ["--from", str(made / name), "--out", str(tmp_path / f"{name}.tar")]
        assert main(["resources", "bundle", "make", *out]) == 0
        assert main(["resources", "bundle", "unpack", str(tmp_path / f"{name}.tar"), "--to", str(tmp_path / name)]) == 0
    (tmp_path / "m.json").write_text((made / "m.json").read_text())
    assert (tmp_path / "ready" / "config.yaml").read_bytes() == (made / "ready" / "config.yaml").read_bytes()
    for name in (f"get/{mini.BUILD}/genes/genes.gtf.gz", "ready/tracks/gnomad.vcf.gz"):  # need not be read again
        assert (tmp_path / name).stat().st_mtime_ns == (made / name).stat().st_mtime_ns
    capsys.readouterr()
    assert main(prepare(tmp_path)) == 0
    assert all(line.endswith("is up to date") for line in capsys.readouterr().err.splitlines())


def test_a_build_has_a_folder_of_its_own(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tracks of all builds have the same names: a run on the other one would read these frequencies."""
    shutil.copytree(made / "ready", tmp_path / "ready")
    shutil.copytree(made / "get" / mini.BUILD, tmp_path / "get" / "other")
    (tmp_path / "m.json").write_text((made / "m.json").read_text().replace(mini.BUILD, "other"))
    words = prepare(tmp_path)
    words[words.index("--build") + 1] = "other"
    before = {path: path.read_bytes() for path in (tmp_path / "ready").rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main(words) == 2
    assert f"holds the prepared resources of {mini.BUILD}" in capsys.readouterr().err
    after = {path: path.read_bytes() for path in (tmp_path / "ready").rglob("*") if path.is_file()}
    assert {path.name for path in after.keys() - before.keys()} <= {".lock"}
    assert all(after[path] == content for path, content in before.items())


def test_no_configuration_names_a_reference_whose_index_is_still_of_another_one(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(made / "ready", tmp_path / "ready")
    shutil.copytree(made / "get", tmp_path / "get")
    (tmp_path / "m.json").write_text((made / "m.json").read_text())
    (tmp_path / "ready" / ".scratch.index").mkdir()  # of a call that was killed
    config = tmp_path / "ready" / "config.yaml"
    text = config.read_text()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("tachkhis.reference.prepared.index_step", killed)
        assert main(prepare(tmp_path, "--mask", "mask")) == 130
        assert not config.exists()
        assert not (tmp_path / "ready" / ".scratch.index").exists()
    assert main(prepare(tmp_path, "--mask", "mask")) == 0
    assert config.read_text() == text


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), sqlite3.OperationalError("database or disk is full")]
)
def test_a_full_disk_is_one_line_and_leaves_what_was_there(tmp_path: Path, error: Exception) -> None:
    def make(scratch: Path) -> dict[str, str]:
        (scratch / "out").write_text("half")
        raise error

    (tmp_path / "out").write_text("whole")
    preparation = Preparation(tmp_path, tmp_path, lambda _: None)
    with pytest.raises(ResourceError, match=r"thing: .*(No space left|disk is full)"):
        preparation.do(Step("thing", (), ("out",), make))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_text() == "whole"


def test_a_record_that_finds_no_room_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preparation = Preparation(tmp_path, tmp_path, lambda _: None)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ResourceError, match=r"provenance\.json: No space left"):
        preparation.save()


def test_what_is_left_out_is_forgotten_and_removed(made: Path, tmp_path: Path) -> None:
    words = prepare(made, "--without", "clinvar", "--no-index")
    words[words.index("--to") + 1] = str(tmp_path)
    assert main([*words[: words.index("--without")], "--no-index"]) == 0
    for kind in ("*.vcf.gz", "*.fa", "*.dict", "*.bed.gz", "*.gtf.gz", "*.sqlite"):  # the same input, the same bytes
        paths = list(tmp_path.rglob(kind))
        assert paths
        for path in paths:
            assert path.read_bytes() == (made / "ready" / path.relative_to(tmp_path)).read_bytes(), path
    with gzip.open(tmp_path / "tracks" / "gnomad.vcf.gz", "rt") as handle:
        assert str(made) not in (text := handle.read())
        assert "bcftools" not in text
    assert main(words) == 0
    assert not (tmp_path / "tracks" / "clinvar.vcf.gz").exists()
    assert "clinvar" not in yaml.safe_load((tmp_path / "config.yaml").read_text())["resources"]
    assert not list((tmp_path / "reference").glob("*.bwt"))


@pytest.mark.parametrize(
    ("gone", "words", "said"),
    [
        ("gnomad-joint/gnomad.X.vcf.bgz", [], "1 of 2 files are not there (X ...)"),
        ("reference/ref.fna.gz", [], "the reference of mini38 is not there"),
        ("gnomad-joint/gnomad.X.vcf.bgz", ["--partial"], ""),
    ],
)
def test_what_is_absent_is_told(
    made: Path, tmp_path: Path, gone: str, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (made / "get" / mini.BUILD).rglob("*"):
        name = path.relative_to(made / "get")
        if path.is_file() and str(name) != f"{mini.BUILD}/{gone}":
            (tmp_path / "get" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "get" / name).write_bytes(path.read_bytes())
    (tmp_path / "m.json").write_text((made / "m.json").read_text())
    status = main(prepare(tmp_path, "--no-index", *words))
    lines = capsys.readouterr().err.splitlines()
    assert status == (1 if said else 0)
    if said:
        assert len(lines) == 1
        assert said in lines[0]


def test_a_track_of_another_build_and_a_damaged_file_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = mini.gnomad("1").replace("ID=chr1,length=3000", "ID=chr1,length=2999")
    row = {"file": "g.vcf.bgz", "urls": ["https://x/g"]}
    entries = [
        entry("reference", [{"file": "ref.fna.gz", "urls": ["https://x/r"]}], "reference"),
        entry("gnomad", [row], "gnomad"),
    ]
    manifest(tmp_path / "m.json", entries, mini.BUILD)
    place = tmp_path / "get" / mini.BUILD
    (place / "reference").mkdir(parents=True)
    (place / "gnomad").mkdir()
    (place / "reference" / "ref.fna.gz").write_bytes(gzip.compress(mini.fasta().encode()))
    (place / "gnomad" / "g.vcf.bgz").write_bytes(mini.bgzip(body, tmp_path))
    assert main(prepare(tmp_path, "--no-index")) == 1
    assert "its contig chr1 has 2,999 bases where the reference has 3,000" in capsys.readouterr().err
    (place / "gnomad" / "g.vcf.bgz").write_bytes(mini.bgzip(mini.gnomad("1"), tmp_path)[:300])
    assert main(prepare(tmp_path, "--no-index")) == 1
    assert "g.vcf.bgz" in capsys.readouterr().err
    assert not (tmp_path / "ready" / "tracks" / "gnomad.vcf.gz").exists()
    (place / "reference" / "ref.fna.gz").write_bytes(gzip.compress(mini.fasta().encode())[:500])
    assert main(prepare(tmp_path, "--no-index")) == 1
    assert "cut short; fetch it again" in capsys.readouterr().err


def test_exomes_and_genomes_that_come_apart_are_summed(tmp_path: Path) -> None:
    """GRCh37: counts of both; the frequency follows from them; a variant of one keeps its own number of alleles."""
    exomes = mini.gnomad("1", suffix="", faf="faf95")
    genomes = mini.gnomad("1", suffix="", faf="faf95", scale=2)
    genomes = "".join(line for line in genomes.splitlines(keepends=True) if not line.startswith("chr1\t1010"))
    rows = [entry("reference", [{"file": "ref.fna", "urls": ["https://x/r"]}], "reference")]
    place = tmp_path / "get" / mini.BUILD
    (place / "reference").mkdir(parents=True)
    (place / "reference" / "ref.fna").write_text(mini.fasta())
    for name, text in (("gnomad-exomes", exomes), ("gnomad-genomes", genomes)):
        parts = {"file": "g.{part}.vcf.bgz", "urls": ["https://x/{part}"], "of": {"1": {}}}
        rows.append(entry(name, [], "gnomad", parts=parts))
        (place / name).mkdir()
        (place / name / "g.1.vcf.bgz").write_bytes(mini.bgzip(text, tmp_path))
    manifest(tmp_path / "m.json", rows, mini.BUILD)
    assert main(prepare(tmp_path, "--no-index")) == 0
    found = records(tmp_path / "ready" / "tracks" / "gnomad.vcf.gz")
    assert [(position, info["AC"][0], info["AN"], info["nhomalt"][0]) for _, position, _, _, info in found] == [
        (120, 3 + 6, 1000 + 2000, 2),
        (700, 3 + 6, 3000, 2),
        (700, 4 + 8, 3000, 2),
        (1010, 3, 1000, 1),
    ]
    assert [round(info["faf95"][0], 6) for *_, info in found] == [0.002, 0.002, 0.002, 0.001]
    frequencies = [round(info["AF"][0], 6) for *_, info in found]
    assert frequencies == [0.003, 0.003, 0.004, 0.003]
    scores = records(tmp_path / "ready" / "tracks" / "scores.vcf.gz")
    assert [(position, set(info)) for _, position, _, _, info in scores] == [(1010, {"revel_max"})]


def test_what_exomes_filter_is_taken_from_genomes_that_let_it_pass(tmp_path: Path) -> None:
    """At 120 exomes fail and genomes pass; at 700 both fail; at 1010 exomes alone have a record, and it fails."""
    head = '##FILTER=<ID=AC0,Description="x">\n##FILTER=<ID=RF,Description="x">\n##INFO'
    exomes = mini.gnomad("1", suffix="", faf="faf95").replace("PASS", "AC0").replace("##INFO", head, 1)
    genomes = mini.gnomad("1", suffix="", faf="faf95", scale=2).replace("##INFO", head, 1)
    lines = [line for line in genomes.splitlines(keepends=True) if not line.startswith("chr1\t1010")]
    genomes = "".join(line.replace("PASS", "RF") if line.startswith("chr1\t700") else line for line in lines)
    genome = tmp_path / "genome.fa"
    genome.write_text(mini.fasta())
    pysam.faidx(str(genome))
    sources = []
    for name, text in (("exomes", exomes), ("genomes", genomes)):
        sources.append(tmp_path / f"{name}.vcf.bgz")
        sources[-1].write_bytes(mini.bgzip(text, tmp_path))
    step = gnomad_part("gnomad", "1", tuple(sources), Genome(genome))
    step.make(tmp_path / "scratch")
    with pysam.VariantFile(str(tmp_path / "scratch" / step.outputs[0])) as handle:
        found = [(one.pos, list(one.filter), one.info["AC"][0], one.info["AN"]) for one in handle]
    assert found == [
        (120, ["PASS"], 6, 2000),
        (700, ["AC0", "RF"], 9, 3000),
        (700, ["AC0", "RF"], 12, 3000),
        (1010, ["AC0"], 3, 1000),
    ]


def test_the_wrong_content_of_the_right_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"file": "ref.fna.gz", "urls": ["https://x/r"], "content": md5(b"something else")}
    manifest(tmp_path / "m.json", [entry("reference", [row], "reference")], mini.BUILD)
    place = tmp_path / "get" / mini.BUILD / "reference"
    place.mkdir(parents=True)
    (place / "ref.fna.gz").write_bytes(gzip.compress(mini.fasta().encode()))
    assert main(prepare(tmp_path, "--no-index")) == 1
    assert "its content's md5 is" in capsys.readouterr().err
    assert not (tmp_path / "ready" / "reference").exists()


def test_a_reference_that_is_not_of_its_build_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"file": "ref.fna", "urls": ["https://x/r"]}
    manifest(tmp_path / "m.json", [entry("reference", [row], "reference")], "GRCh38")
    place = tmp_path / "get" / "GRCh38" / "reference"
    place.mkdir(parents=True)
    (place / "ref.fna").write_text(mini.fasta())
    words = prepare(tmp_path, "--no-index")
    words[words.index("--build") + 1] = "GRCh38"
    assert main(words) == 1
    assert "is not GRCh38, by the lengths of its contigs" in capsys.readouterr().err
