"""Files that an earlier start has read whole are not read again, and any touch makes them be read again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tachkhis.case.config import load_config
from tachkhis.case.heads import read_faults
from tachkhis.case.sheets import load_sheets
from tachkhis.case.verified import verified_files
from tachkhis.cli import main

from .study import Study
from .study import fastq
from .test_verify import align_all


def vouched(study: Study) -> set[str]:
    """Names of the files that need not be read."""
    sheets = load_sheets(load_config(study.write()))
    return {path.name for path in verified_files(sheets, study.folder / "genome.fa", study.folder)}


@pytest.fixture
def started(study: Study) -> Study:
    """A study whose inputs were verified by a start of its run."""
    verify(study)
    return study


def verify(study: Study) -> None:
    time.sleep(0.02)
    asked = ["verify", "--config", str(study.write()), "--case", "C1"]
    for sample in "KFM":
        assert main([*asked, "--sample", sample, "--out", str(record_of(study, sample))]) == 0


def record_of(study: Study, sample: str) -> Path:
    return study.folder / "results" / "samples" / sample / f"{sample}.inputs.json"


def same_size(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def with_an_old_date(path: Path) -> None:
    same_size(path)
    os.utime(path, (1_000_000_000, 1_000_000_000))


def exchanged(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, (1_000_000_000, 1_000_000_000))
    other.replace(path)


def test_nothing_is_vouched_for_before_the_first_start(study: Study) -> None:
    assert vouched(study) == set()


def test_all_files_of_a_verified_case_are(started: Study) -> None:
    assert vouched(started) == {f"{sample}_R{mate}.fastq.gz" for sample in "KFM" for mate in (1, 2)}


@pytest.mark.parametrize("change", [same_size, with_an_old_date, exchanged, lambda path: path.touch()])
def test_a_touched_file_is_read_again(started: Study, change: Callable[[Path], None]) -> None:
    change(started.folder / "F_R2.fastq.gz")
    assert "F_R2.fastq.gz" not in vouched(started)
    assert "F_R1.fastq.gz" in vouched(started)


def test_a_file_named_elsewhere_is_read_again(started: Study) -> None:
    started.put("units", 2, "fastq_1", "F_R1.fastq.gz")
    started.put("units", 3, "fastq_1", "K_R1.fastq.gz")
    assert vouched(started) == {"K_R2.fastq.gz", "F_R2.fastq.gz", "M_R1.fastq.gz", "M_R2.fastq.gz"}


def test_a_record_that_cannot_be_read_vouches_for_nothing(started: Study) -> None:
    for text in ("", "[]", '{"files": [{}]}', '{"files": 5}'):
        for sample in "KFM":
            record_of(started, sample).write_text(text)
        assert vouched(started) == set()


def test_the_record_of_a_case_tells_of_reads_that_were_read_earlier_and_vouches_for_none(started: Study) -> None:
    out = started.folder / "results" / "cases" / "C1" / "C1.inputs.json"
    asked = ["verify", "--config", str(started.write()), "--case", "C1", "--out", str(out)]
    records = [record_of(started, sample) for sample in "KFM"]
    assert main([*asked, "--read", *map(str, records)]) == 0
    for record in records:
        record.unlink()
    assert vouched(started) == set()


def test_alignments_count_with_the_reference_that_they_were_decoded_with(study: Study) -> None:
    align_all(study, "cram")
    verify(study)
    assert vouched(study) == {"K.cram", "F.cram", "M.cram"}
    (study.folder / "genome.fa").touch()
    assert vouched(study) == set()


def test_a_unit_is_read_again_as_a_pair(started: Study) -> None:
    """R2 was exchanged for one that is out of step: found although R1 is vouched for."""
    started.gzip("F_R2.fastq.gz", fastq(50, 2, "x"))
    sheets = load_sheets(load_config(started.write()))
    fasta = started.folder / "genome.fa"
    verified = verified_files(sheets, fasta, started.folder)
    (fault,) = read_faults(sheets, fasta, verified=verified)
    assert (fault.row, fault.column) == (3, "fastq_2")
    assert "out of step" in fault.problem


def test_vouched_files_are_not_opened(started: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = load_sheets(load_config(started.write()))
    fasta = started.folder / "genome.fa"
    verified = verified_files(sheets, fasta, started.folder)
    for name in ("read_head", "scan_all"):
        calls = [] if name == "scan_all" else None

        def refuse(*given: object, calls: list[object] | None = calls) -> tuple[list[object], list[object]]:
            assert calls is not None, "a vouched file was opened"
            assert given[0] == []
            return [], []

        monkeypatch.setattr(f"tachkhis.case.heads.{name}", refuse)
    assert read_faults(sheets, fasta, verified=verified) == []
