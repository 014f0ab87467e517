"""``tachkhis verify``: every byte of one case."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pysam
import pytest

from tachkhis.case import reading
from tachkhis.case.config import load_config
from tachkhis.case.request import Request
from tachkhis.case.sheets import load_sheets
from tachkhis.cli import main

from .study import Study
from .study import fastq
from .study import genome


def verify(study: Study) -> int:
    """Status of the command on the study's case."""
    config, out = study.write(), study.folder / "out.json"
    return main(["verify", "--config", str(config), "--case", "C1", "--out", str(out)])


def alignment(path: Path, sample: str, reads: int = 20, *, cut: int = 0) -> None:
    """Write a sorted BAM or CRAM of the study's genome; ``cut`` bytes are lost at its end."""
    sequences = genome()
    header = {
        "HD": {"VN": "1.6", "SO": "coordinate"},
        "SQ": [{"SN": name, "LN": len(bases)} for name, bases in sequences.items()],
        "RG": [{"ID": "g", "SM": sample}],
    }
    fasta = str(path.parent / "genome.fa")
    mode = "wc" if path.suffix == ".cram" else "wb"
    with pysam.AlignmentFile(str(path), mode, header=header, reference_filename=fasta) as out:
        for number in range(reads):
            read = pysam.AlignedSegment(out.header)
            read.query_name, read.flag, read.reference_id, read.reference_start = f"r{number}", 0, 0, number
            read.mapping_quality, read.cigarstring = 60, "50M"
            read.query_sequence = sequences["chr1"][number : number + 50]
            read.query_qualities = pysam.qualitystring_to_array("F" * 50)
            read.set_tag("RG", "g")
            out.write(read)
    if cut:
        path.write_bytes(path.read_bytes()[:-cut])


def align_all(study: Study, ending: str) -> None:
    """Turn the study into one that starts from alignments."""
    study.tables["units"] = [
        ["sample", "unit", "library", "platform", "alignment"],
        *([s, "all", "", "", f"{s}.{ending}"] for s in "KFM"),
    ]
    for sample in "KFM":
        alignment(study.folder / f"{sample}.{ending}", sample)


def test_the_result_names_files_as_the_sheet_does(study: Study) -> None:
    assert verify(study) == 0
    text = (study.folder / "out.json").read_text()
    assert str(study.folder) not in text
    content = json.loads(text)
    assert [(f["sample"], f["column"], f["records"], f["bases"]) for f in content["files"]] == [
        (sample, column, 50, 1000) for sample in "KFM" for column in ("fastq_1", "fastq_2")
    ]
    stored = (study.folder / "K_R1.fastq.gz").read_bytes()
    assert content["files"][0] == {
        "bases": 1000,
        "bytes": len(stored),
        "column": "fastq_1",
        "file": "K_R1.fastq.gz",
        "records": 50,
        "sample": "K",
        "sha256": hashlib.sha256(stored).hexdigest(),
        "unit": "L1",
    }


def test_the_request_of_the_workflow_gives_the_same(study: Study) -> None:
    verify(study)
    by_config = (study.folder / "out.json").read_bytes()
    config = load_config(study.folder / "config.yaml")
    request = study.folder / "request.json"
    request.write_text(Request.of(config, load_sheets(config), "C1").to_json())
    out = study.folder / "other.json"
    assert main(["verify", "--request", str(request), "--fasta", "genome.fa", "--out", str(out)]) == 0
    assert out.read_bytes() == by_config


def test_faults_of_a_request_stand_in_the_sheet(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.write()
    config = load_config(study.folder / "config.yaml")
    request = study.folder / "request.json"
    request.write_text(Request.of(config, load_sheets(config), "C1").to_json())
    study.gzip("M_R2.fastq.gz", fastq(49, 2))
    assert main(["verify", "--request", str(request), "--out", str(study.folder / "out.json")]) == 2
    assert "units.tsv, row 4, column fastq_2, value 'M_R2.fastq.gz': it has 49 reads" in capsys.readouterr().err


def test_a_file_that_went_away_is_a_fault(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.write()
    config = load_config(study.folder / "config.yaml")
    request = study.folder / "request.json"
    request.write_text(Request.of(config, load_sheets(config), "C1").to_json())
    (study.folder / "M_R2.fastq.gz").unlink()
    assert main(["verify", "--request", str(request), "--out", str(study.folder / "out.json")]) == 2
    assert "row 4, column fastq_2, value 'M_R2.fastq.gz': it cannot be read" in capsys.readouterr().err


def test_faults_of_all_files_come_at_once(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    path = study.folder / "K_R1.fastq.gz"
    path.write_bytes(path.read_bytes()[:-30])
    study.gzip("F_R2.fastq.gz", fastq(49, 2))
    study.gzip("M_R1.fastq.gz", "")
    assert verify(study) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(
        "units.tsv, row 2, column fastq_1, value 'K_R1.fastq.gz': its compressed data are cut short"
    )
    assert lines[1].startswith(
        "units.tsv, row 3, column fastq_2, value 'F_R2.fastq.gz': it has 49 reads, and fastq_1 has 50"
    )
    assert lines[2].startswith("units.tsv, row 4, column fastq_1, value 'M_R1.fastq.gz': it holds no reads")
    assert not (study.folder / "out.json").exists()


def test_processes_tell_the_same(
    study: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verify(study)
    alone = (study.folder / "out.json").read_bytes()
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", 0)
    assert verify(study) == 0
    assert (study.folder / "out.json").read_bytes() == alone
    study.gzip("F_R2.fastq.gz", fastq(50, 2, "x"))
    assert verify(study) == 2
    assert "row 3, column fastq_2" in capsys.readouterr().err


def test_an_unknown_case(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    config = study.write()
    assert main(["verify", "--config", str(config), "--case", "C9", "--out", "x.json"]) == 2
    assert "no such case; write --case with one of: C1" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["bam", "cram"])
def test_alignments(study: Study, ending: str) -> None:
    align_all(study, ending)
    assert verify(study) == 0
    files = json.loads((study.folder / "out.json").read_text())["files"]
    stored = (study.folder / f"F.{ending}").read_bytes()
    assert files[1]["sha256"] == hashlib.sha256(stored).hexdigest()
    assert files[1]["column"] == "alignment"


@pytest.mark.parametrize(("ending", "cut"), [("bam", 28), ("bam", 60), ("cram", 38), ("cram", 100)])
def test_a_cut_alignment(study: Study, capsys: pytest.CaptureFixture[str], ending: str, cut: int) -> None:
    align_all(study, ending)
    alignment(study.folder / f"F.{ending}", "F", cut=cut)
    assert verify(study) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"units.tsv, row 3, column alignment, value 'F.{ending}': ")
    assert "copy the file again" in line


def test_an_alignment_without_reads(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    align_all(study, "bam")
    alignment(study.folder / "F.bam", "F", reads=0)
    assert verify(study) == 2
    assert "value 'F.bam': it holds no reads" in capsys.readouterr().err


@pytest.mark.parametrize("cut", [0, 28, 40])
def test_calls(study: Study, capsys: pytest.CaptureFixture[str], cut: int) -> None:
    study.add_column("cases", "vcf", "calls.vcf.gz")
    study.tables["units"] = study.tables["units"][:1]
    with pysam.BGZFile(str(study.folder / "calls.vcf.gz"), "w") as out:
        out.write(b"##fileformat=VCFv4.2\n#CHROM\n" * 50)
    stored = (study.folder / "calls.vcf.gz").read_bytes()
    (study.folder / "calls.vcf.gz").write_bytes(stored[: len(stored) - cut])
    assert verify(study) == (2 if cut else 0)
    error = capsys.readouterr().err
    assert ("cases.tsv, row 2, column vcf, value 'calls.vcf.gz'" in error) == bool(cut)
