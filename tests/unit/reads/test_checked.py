"""Files of reads that are checked while they are aligned, and units that are aligned apart."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from tachkhis.case import reading
from tachkhis.case.model import Place
from tachkhis.case.model import Unit
from tachkhis.case.reading import InputTask
from tachkhis.case.reading import Reading
from tachkhis.cli import main
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.reads.align import align_sample
from tachkhis.reads.align import align_unit
from tachkhis.reads.align import join_units
from tachkhis.reads.checked import checked
from tachkhis.reads.mapping import Genome
from tachkhis.reads.pipeline import Stream
from unit.reads.pairs import make
from unit.reads.pairs import make_reference
from unit.reads.pairs import write_pairs

Reference = tuple[Path, str]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return make_reference(tmp_path_factory.mktemp("reference"))


@pytest.fixture(params=[False, True], ids=["small", "large"])
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Files that are read at once, and such that are read by processes beside the alignment."""
    if request.param:
        monkeypatch.setattr(reading, "WORTH_A_PROCESS", 0)
    return bool(request.param)


def places_of(units: list[Unit]) -> dict[Path, Place]:
    return {
        path: Place("units.tsv", row, f"fastq_{mate}", path.name)
        for row, unit in enumerate(units, 2)
        for mate, path in enumerate(unit.files, 1)
    }


def spoil_end(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:-40])
    return "its compressed data are cut short"


def spoil_byte(path: Path) -> str:
    content = bytearray(path.read_bytes())
    content[-6] ^= 1  # of the checksum
    path.write_bytes(content)
    return "its compressed data do not check"


def lose_a_read(path: Path) -> str:
    lines = gzip.decompress(path.read_bytes()).split(b"\n")
    path.write_bytes(gzip.compress(b"\n".join(lines[:-5]) + b"\n"))
    return "it has 49 reads, and fastq_1 has 50"


def exchange_two(path: Path) -> str:
    lines = gzip.decompress(path.read_bytes()).split(b"\n")
    lines[80:88] = [*lines[84:88], *lines[80:84]]
    path.write_bytes(gzip.compress(b"\n".join(lines)))
    return "it is out of step with fastq_1: names differ at record 21"


def cut_a_record(path: Path) -> str:
    text = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(text[: -len(text.split(b"\n")[-2]) - 3]))
    return "it ends within a record, after 49 whole ones"


def lengthen_a_quality(path: Path) -> str:
    text = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(text[:-1] + b"I\n"))
    return "bases and qualities differ in number: 100 and 101 (record 50)"


def empty(path: Path) -> str:
    path.write_bytes(gzip.compress(b""))
    return "it holds no reads"


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize(
    "spoil", [spoil_end, spoil_byte, lose_a_read, exchange_two, cut_a_record, lengthen_a_quality, empty]
)
def test_a_bad_file_is_told_by_its_cell_and_leaves_no_alignment(
    reference: Reference,
    tmp_path: Path,
    spoil: object,
) -> None:
    fasta, sequence = reference
    units = make(tmp_path, sequence, ("lib", "lib"))
    bad = units[1].fastq_2
    assert bad is not None
    assert callable(spoil)
    problem = spoil(bad)
    cram = tmp_path / "s.cram"
    with pytest.raises(InputError) as caught:
        align_sample(units, Genome(fasta, fasta), cram, tmp_path / "qc", 1, places=places_of(units))
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"units.tsv, row 3, column fastq_2, value 'u2_R2.fastq.gz': {problem}")
    assert not cram.exists()
    assert not list(tmp_path.glob("s.cram*"))


def test_bad_files_of_all_units_come_at_once(reference: Reference, tmp_path: Path) -> None:
    fasta, sequence = reference
    units = make(tmp_path, sequence, ("lib", "lib"))
    for unit in units:
        assert unit.fastq_1 is not None
        spoil_end(unit.fastq_1)
    with pytest.raises(InputError) as caught:
        align_sample(units, Genome(fasta, fasta), tmp_path / "s.cram", tmp_path / "qc", 1, places=places_of(units))
    assert [line[:16] for line in str(caught.value).splitlines()] == ["units.tsv, row 2", "units.tsv, row 3"]


def test_a_fault_that_is_found_stops_the_tools(
    reference: Reference,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fasta, sequence = reference
    (unit, _) = make(tmp_path, sequence, ("lib", "lib"))
    assert unit.fastq_2 is not None
    spoil_end(unit.fastq_2)
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", 0)
    begun = time.monotonic()
    with (
        pytest.raises(InputError, match="cut short"),
        checked([unit], places_of([unit]), fasta) as check,
        Stream(tmp_path, check.brake) as stream,
    ):
        stream.start("long", ["sleep", "60"])
    assert time.monotonic() - begun < 30


def test_a_tool_that_fails_over_sound_files_is_told_as_such(reference: Reference, tmp_path: Path) -> None:
    _, sequence = reference
    (unit, _) = make(tmp_path, sequence, ("lib", "lib"))
    with pytest.raises(ResourceError, match="bwa"):
        align_sample([unit], Genome(tmp_path / "no.fa", tmp_path / "no.fa"), tmp_path / "s.cram", tmp_path / "qc", 1)
    assert not (tmp_path / "s.cram").exists()


def test_a_file_that_is_changed_meanwhile_is_a_fault(reference: Reference, tmp_path: Path) -> None:
    fasta, sequence = reference
    one, two = write_pairs(tmp_path, "u", sequence, [100, 500, 900])
    unit = Unit("S", "u", "lib", "illumina", one, two)
    tasks = [InputTask(path, place, unit) for path, place in places_of([unit]).items()]
    with Reading(tasks, fasta) as begun:
        assert begun.changed() == []
        os.utime(two, (1, 1))
        (fault,) = begun.changed()
    assert (fault.row, fault.column, fault.problem) == (2, "fastq_2", "it was changed while it was read")


def text_of(cram: Path, fasta: Path) -> list[str]:
    """Header and records; bwa's line tells its number of threads."""
    view = ["samtools", "view", "--no-PG", "-h", "-T", str(fasta), str(cram)]
    lines = subprocess.run(view, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.replace("bwa mem -t 2", "bwa mem -t 1") for line in lines]


@pytest.mark.parametrize("libraries", [("lib", "lib"), ("lib2", "lib1")])
def test_units_aligned_apart_give_the_same_alignment(
    reference: Reference,
    tmp_path: Path,
    libraries: tuple[str, str],
) -> None:
    """The two units hold the same fragments, so that their order decides which reads are duplicates."""
    fasta, sequence = reference
    units, genome = make(tmp_path, sequence, libraries), Genome(fasta, fasta)
    whole = align_sample(units, genome, tmp_path / "a.cram", tmp_path / "qc", 1)
    folders = [tmp_path / "units" / unit.unit for unit in units]
    for unit, folder in reversed(list(zip(units, folders, strict=True))):
        align_unit(unit, units, genome, folder, 2)
    joined = join_units(units, folders, genome, tmp_path / "b.cram", tmp_path / "qc2")
    assert joined == whole
    assert text_of(tmp_path / "b.cram", fasta) == text_of(tmp_path / "a.cram", fasta)
    assert sorted(path.name for path in (tmp_path / "qc").glob("*.json")) == ["u1.fastp.json", "u2.fastp.json"]
    assert {path.name for path in (tmp_path / "qc2").glob("*.*")} == {p.name for p in (tmp_path / "qc").glob("*.*")}


def test_the_command_aligns_unit_by_unit_and_tells_what_it_read(reference: Reference, tmp_path: Path) -> None:
    fasta, sequence = reference
    units = make(tmp_path, sequence, ("lib", "lib"))
    rows = [
        {"sample": u.sample, "unit": u.unit, "library": u.library, "platform": u.platform, "alignment": None}
        | {"fastq_1": str(u.fastq_1), "fastq_2": str(u.fastq_2)}
        for u in units
    ]
    asked = ["align", "--units", json.dumps(rows), "--index", f"{fasta}.amb"]
    out = ["--qc", str(tmp_path / "qc"), "--summary", str(tmp_path / "s.json"), "--inputs", str(tmp_path / "i.json")]
    for name in ("u1", "u2"):
        assert main([*asked, "--only", name, "--folder", str(tmp_path / name)]) == 0
    folders = [str(tmp_path / "u1"), str(tmp_path / "u2")]
    assert main([*asked, "--aligned", *folders, "--cram", str(tmp_path / "s.cram"), *out]) == 0
    told = json.loads((tmp_path / "i.json").read_text())
    assert told["sample"] == "S"
    assert [(row["unit"], row["column"], row["records"]) for row in told["files"]] == [
        ("u1", "fastq_1", 50),
        ("u1", "fastq_2", 50),
        ("u2", "fastq_1", 50),
        ("u2", "fastq_2", 50),
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "give --cram, --qc, --summary as well"),
        (["--only", "u9", "--folder", "x"], "'u9': no such unit; one of: u1"),
        (["--only", "u1"], "give --folder as well"),
        (["--aligned", "a", "b", "--cram", "x", "--qc", "x", "--summary", "x"], "give a folder for each of: u1"),
    ],
)
def test_arguments_that_do_not_go_together(options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"sample": "S", "unit": "u1", "library": "l", "platform": "p", "fastq_1": "a", "fastq_2": "b"}
    units = json.dumps([row | {"alignment": None}])
    assert main(["align", "--units", units, "--index", "x.amb", *options]) == 2
    assert said in capsys.readouterr().err
