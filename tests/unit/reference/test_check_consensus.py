"""``reference.consensus``: what keeps a consensus from being used, before heavy work, in one line each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tachkhis.case.config import load_config
from tachkhis.case.sheets import load_sheets
from tachkhis.cli import main
from tachkhis.errors import InputError
from tachkhis.reference.check_consensus import consensus_faults
from tachkhis.reference.notices import consensus_unused
from tachkhis.reference.passport import read_passport
from tachkhis.reference.prepare import prepare_consensus

PAR = "X:1-8500,X:32501-34000,Y:1-8500,Y:15501-17000"


@pytest.fixture(scope="module")
def made(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The consensus of the tiny set's panel."""
    out = tmp_path_factory.mktemp("made") / "cons"
    asked = ["--panel", str(tiny / "panel.vcf.gz"), "--fasta", str(tiny / "genome.fa"), "--out", str(out)]
    assert main(["panel", "consensus", *asked, "--par", PAR]) == 0
    return out


@pytest.fixture
def config(tiny_copy: Path, made: Path) -> Path:
    """A configuration that names a consensus; both may be spoilt."""
    shutil.copytree(made, tiny_copy / "cons")
    path = tiny_copy / "config.yaml"
    text = path.read_text()
    assert "  prepared: null\n" in text
    path.write_text(text.replace("  prepared: null\n", "  prepared: null\n  consensus: cons/consensus.fa\n"))
    return path


def faults(path: Path) -> list[str]:
    """What the check before a run says of it."""
    config = load_config(path)
    missing = config.missing_files()
    return [str(fault) for fault in missing or consensus_faults(config, read_passport(config.reference.fasta))]


def refused(path: Path) -> str:
    """The one line about the consensus."""
    (line,) = faults(path)
    assert line.startswith(f"{path}, row ")
    assert "column reference.consensus, value 'cons/consensus.fa'" in line
    return line


def replace_base(path: Path, at: int) -> None:
    """Another base at a place of the first contig."""
    lines = path.read_bytes().split(b"\n")
    width = len(lines[1])
    row, column = 1 + at // width, at % width
    old = lines[row][column : column + 1].upper()
    lines[row] = lines[row][:column] + (b"C" if old != b"C" else b"A") + lines[row][column + 1 :]
    path.write_bytes(b"\n".join(lines))


def change_of(folder: Path) -> list[str]:
    lines = [line.split("\t") for line in (folder / "consensus.changes.tsv").read_text().splitlines()]
    return next(row for row in lines if row[0] == "chr1" and row[-1] == "applied" and len(row[3]) == len(row[4]) == 1)


def test_a_consensus_of_this_reference_is_in_order(config: Path) -> None:
    assert faults(config) == []
    checked = load_config(config)
    assert list(consensus_unused(checked, load_sheets(checked))) == []


def test_a_pseudo_autosomal_region_that_stands_twice_is_not_changed(made: Path) -> None:
    lines = [line.split("\t") for line in (made / "consensus.changes.tsv").read_text().splitlines()]
    inside = [row for row in lines if row[0] == "chrX" and (int(row[9]) <= 8500 or int(row[9]) >= 32501)]
    assert {row[-1] for row in inside} == {"pseudo_autosomal"}


def test_made_without_the_pseudo_autosomal_regions(config: Path) -> None:
    folder = config.parent
    asked = ["--panel", str(folder / "panel.vcf.gz"), "--fasta", str(folder / "genome.fa")]
    assert main(["panel", "consensus", *asked, "--out", str(folder / "cons")]) == 0
    assert f"--par {PAR}" in refused(config)


def test_made_from_another_reference(config: Path) -> None:
    row = change_of(config.parent / "cons")
    replace_base(config.parent / "genome.fa", int(row[1]))
    assert f"it was made from another sequence: chr1:{int(row[1]) + 1} was {row[3]}" in refused(config)


def test_made_from_a_reference_with_other_contigs(config: Path) -> None:
    path = config.parent / "cons" / "consensus.json"
    held = json.loads(path.read_text())
    held["standard"][1]["length"] += 1
    path.write_text(json.dumps(held))
    assert "contig chr2 had 26,001 bases where it was made, and has 26,000 here" in refused(config)


def test_bases_that_the_list_does_not_tell_of(config: Path) -> None:
    row = change_of(config.parent / "cons")
    replace_base(config.parent / "cons" / "consensus.fa", int(row[5]))
    assert "its bases are not those of its list of changes" in refused(config)


@pytest.mark.parametrize("end", ["changes.tsv", "json"])
def test_what_must_stand_beside_it(config: Path, end: str) -> None:
    (config.parent / "cons" / f"consensus.{end}").unlink()
    assert f"consensus.{end} must stand beside it" in refused(config)


def test_cases_that_do_not_use_it_are_told(config: Path) -> None:
    folder = config.parent
    header, *rows = [line for line in (folder / "cases.tsv").read_text().splitlines() if not line.startswith("#")]
    lines = [
        f"{header}\tvcf",
        *(f"{row}\t{'truth/TINY-A.vcf.gz' if row.startswith('TINY-A') else '.'}" for row in rows),
    ]
    (folder / "cases.tsv").write_text("\n".join(lines) + "\n")
    units = (folder / "units.tsv").read_text().splitlines()
    (folder / "units.tsv").write_text("\n".join(line for line in units if not line.startswith("TINY-A")) + "\n")
    checked = load_config(config)
    (note,) = consensus_unused(checked, load_sheets(checked))
    assert note.endswith("cases that start from a VCF, whose reads are not aligned here: TINY-A")


def test_the_preparation_compares_every_base(config: Path, tmp_path: Path) -> None:
    """A change between two changes, which the check before a run does not look at."""
    consensus = config.parent / "cons" / "consensus.fa"
    standard = read_passport(config.parent / "genome.fa")
    out = tmp_path / "prepared" / "consensus.fa"
    prepare_consensus(consensus, standard, out)
    assert out.read_bytes() == consensus.read_bytes()
    assert sorted(path.name for path in out.parent.iterdir()) == [
        *("consensus.changes.tsv", "consensus.fa", "consensus.json"),
    ]
    place = int(change_of(config.parent / "cons")[1]) + 5
    replace_base(consensus, place)
    with pytest.raises(InputError, match=r"not the sequence that its \.json tells of"):
        prepare_consensus(consensus, standard, out)
    replace_base(config.parent / "genome.fa", place)
    with pytest.raises(InputError, match="the bases of contig chr1 differ"):
        prepare_consensus(consensus, read_passport(config.parent / "genome.fa"), out)
