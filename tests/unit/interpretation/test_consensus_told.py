"""A run that aligns to a panel's consensus: who used it, in ``case.json``, its limits and the provenance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tachkhis.case.request import Request
from tachkhis.cli import main
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.provenance import provenance_of
from tachkhis.interpretation.result import CaseResult
from tachkhis.reference.consensus import ConsensusAbout
from tachkhis.reference.passport import Contig

from .world import background
from .world import write_case

ABOUT = ConsensusAbout(
    name="MGP",
    version="2026.1",
    people=109,
    synthetic=False,
    applied=1234,
    par="",
    digest="a" * 64,
    changes_sha256="b" * 64,
    standard=(Contig("chr1", 10_000, "c" * 32),),
    consensus=(Contig("chr1", 10_002, "d" * 32),),
)


def interpreted(folder: Path, starts: dict[str, str]) -> tuple[CaseResult, Request]:
    """The case whose members start from ``fastq_1`` or ``alignment``, with a consensus in the configuration."""
    arguments = write_case(folder, background())
    (folder / "consensus.json").write_text(ABOUT.to_json())
    path = folder / "request.json"
    held = json.loads(path.read_text())
    held["config"]["reference"]["consensus"] = str(folder / "consensus.fa")
    blank = {"unit": "u", "library": "l", "platform": "illumina", "fastq_1": None, "fastq_2": None, "alignment": None}
    held["units"] = {name: [{**blank, "sample": name, start: f"{name}.file"}] for name, start in starts.items()}
    path.write_text(json.dumps(held))
    assert main([*arguments, "--out", str(folder / "case.json")]) == 0
    return read_case(folder / "case.json"), Request.read(path)


FASTQ = dict.fromkeys(("girl", "father", "mother"), "fastq_1")


@pytest.mark.parametrize(
    ("starts", "samples", "limits"),
    [
        (FASTQ, ["girl", "father", "mother"], {"consensus_used": {}}),
        (
            FASTQ | {"father": "alignment"},
            ["girl", "mother"],
            {"consensus_not_for_all": {"samples": "father"}, "consensus_used": {}},
        ),
        (dict.fromkeys(FASTQ, "alignment"), [], {"consensus_not_used": {}}),
    ],
)
def test_who_used_it(tmp_path: Path, starts: dict[str, str], samples: list[str], limits: dict[str, object]) -> None:
    result, request = interpreted(tmp_path, starts)
    used = result.genome.consensus
    assert used is not None
    assert (used.panel, used.version, used.people, used.changes, used.samples) == ("MGP", "2026.1", 109, 1234, samples)
    told = {one.key.removeprefix("limit."): one.values for one in result.limits if "consensus" in one.key}
    assert told == limits
    written = provenance_of(request, {}, {"consensus": "MGP 2026.1"}, [], [], {})
    (source,) = [one for one in written.sources if one.key == "reference.consensus"]
    assert (source.file, source.bytes) == ("consensus.json", (tmp_path / "consensus.json").stat().st_size)


def test_without_the_key_nothing_is_said(tmp_path: Path) -> None:
    arguments = write_case(tmp_path, background())
    assert main([*arguments, "--out", str(tmp_path / "case.json")]) == 0
    result = read_case(tmp_path / "case.json")
    assert result.genome.consensus is None
    assert not any("consensus" in one.key for one in result.limits)
