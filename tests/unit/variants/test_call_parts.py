"""A caller on parts of an interval: parts cover it once, records come as from one call, faults are told."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.errors import ResourceError
from tachkhis.variants import call_parts as parts

HEAD = '##fileformat=VCFv4.2\n##contig=<ID=a,length=400000>\n##contig=<ID=b,length=400000>\n##INFO=<ID=X,Number=1,Type=Float,Description="x">\n'
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


@st.composite
def intervals(draw: st.DrawFn) -> list[parts.Interval]:
    """Sorted intervals without overlaps on two contigs."""
    rows = []
    for contig in ("a", "b"):
        edges = sorted(draw(st.sets(st.integers(0, 300), max_size=8)))
        rows += [(contig, low, high) for low, high in zip(edges[::2], edges[1::2], strict=False)]
    return rows or [("a", 0, 10)]


@given(intervals(), st.integers(1, 20))
def test_parts_cover_every_base_once_and_in_order(rows: list[parts.Interval], number: int) -> None:
    found = parts.cut(rows, number)
    bases = [(c, place) for part in found for c, start, end in part for place in range(start, end)]
    assert bases == [(c, place) for c, start, end in rows for place in range(start, end)]
    assert all(found) and len(found) <= number


@given(intervals(), st.integers(1, 6), st.integers(0, 40))
def test_a_part_is_called_with_its_margin_and_nothing_outside_the_intervals(
    rows: list[parts.Interval], number: int, margin: int
) -> None:
    inside = {(c, place) for c, start, end in rows for place in range(start, end)}
    for part in parts.cut(rows, number):
        called = [(c, p) for c, start, end in parts.widened(part, rows, margin) for p in range(start, end)]
        (left, low, _), (right, _, high) = part[0], part[-1]
        beside = {(left, p) for p in range(low - margin, low)} | {(right, p) for p in range(high, high + margin)}
        own = {(c, p) for c, start, end in part for p in range(start, end)}
        assert set(called) == own | (beside & inside)
        assert len(called) == len(set(called))


@pytest.mark.parametrize(
    ("bases", "threads", "number"),
    [(10, 4, 1), (600_000, 2, 8), (600_000, 8, 12), (800_000_000, 4, 80), (20_000_000, 1, 4)],
)
def test_there_are_more_parts_than_threads_unless_they_would_be_short(bases: int, threads: int, number: int) -> None:
    assert parts.number_of_parts(bases, threads) == number


def calls(folder: Path) -> tuple[Path, Path]:
    """An indexed file of calls, some of which reach over the ends of parts, and a BED of the whole."""
    rows = [(c, p, "ACGT" * 3 if p % 5 == 0 else "A") for c in "ab" for p in range(100, 400_000, 4_321)]
    text = "".join(f"{c}\t{p}\t.\t{ref}\tG\t{p / 7:.3f}\tPASS\tX={p / 3}\n" for c, p, ref in rows)
    (folder / "calls.vcf").write_text(HEAD + COLUMNS + text)
    subprocess.run(["bcftools", "view", "-Ob", "-o", folder / "calls.bcf", folder / "calls.vcf"], check=True)
    subprocess.run(["bcftools", "index", folder / "calls.bcf"], check=True)
    (folder / "all.bed").write_text("a\t0\t400000\nb\t0\t400000\n")
    return folder / "calls.bcf", folder / "all.bed"


def records(content: bytes | Path) -> str:
    source = {"input": content} if isinstance(content, bytes) else {}
    name = "-" if isinstance(content, bytes) else str(content)
    return subprocess.run(
        ["bcftools", "view", "--no-version", "-H", name], check=True, capture_output=True, **source
    ).stdout.decode()  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("threads", [1, 3])
def test_the_records_are_those_of_one_call_of_the_whole(tmp_path: Path, threads: int) -> None:
    whole, bed = calls(tmp_path)
    out = io.BytesIO()
    pipe = [["bcftools", "view", "--no-version", "-Ou", "-R", "PART", str(whole)], ["bcftools", "view", "-Ou", "-"]]
    pipe[1].insert(2, "--no-version")
    parts.call_parts(bed, pipe, threads, out)
    assert records(out.getvalue()) == records(whole)
    assert len(records(whole).splitlines()) == 2 * 93


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    _, bed = calls(tmp_path)
    pipe = [["bcftools", "view", "-Ou", "-R", "PART", str(tmp_path / "nothing.bcf")]]
    with pytest.raises(ResourceError, match=r"nothing\.bcf"):
        parts.call_parts(bed, pipe, 2, io.BytesIO())
