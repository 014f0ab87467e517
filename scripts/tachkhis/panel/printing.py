"""Answers of a panel as a table for a terminal and as TSV."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from tachkhis.panel.answers import percent
from tachkhis.panel.answers import told_withheld
from tachkhis.panel.bounds import told_absence
from tachkhis.panel.query_document import AlleleAnswer
from tachkhis.panel.query_document import Answer
from tachkhis.panel.query_document import PanelInfo
from tachkhis.panel.query_document import RegionAnswer

NOTHING = "."
TSV_COLUMNS = (
    *("asked", "kind", "allele", "status", "ac", "an", "an_source", "af", "af_low", "af_high", "faf95"),
    *("absent_below", "homozygotes", "hemizygotes", "regions", "partial", "withheld", "said"),
)
_TABLE = ("ALLELE", "AC/AN", "AF", "95 % BOUNDS", "FAF95", "HOM", "HEMI")
_LONGEST = 44
"""Letters of an allele that a table shows; TSV and JSON have all."""


def _number(value: float | None) -> str:
    if value is None:
        return NOTHING
    return str(value) if isinstance(value, int) else f"{value:.6g}"


def _region_cell(one: RegionAnswer) -> str:
    return ":".join([one.region, f"{one.ac}/{one.an}", *(_number(value) for value in (one.af_low, one.af_high))])


def tsv_lines(answers: Sequence[Answer]) -> Iterator[str]:
    """Header and one line per allele; a region or gene without a record has one line that says so."""
    yield "\t".join(TSV_COLUMNS)
    for answer in answers:
        for one in answer.alleles:
            counts = (one.ac, one.an)
            numbers = (one.af, one.af_low, one.af_high, one.faf95, one.absent_below, one.homozygotes, one.hemizygotes)
            yield "\t".join(
                (
                    *(answer.asked.replace("\t", " "), answer.kind, one.allele, one.status),
                    *(_number(count) for count in counts),
                    *(one.an_source or NOTHING, *(_number(value) for value in numbers)),
                    *(
                        ",".join(_region_cell(region) for region in one.regions) or NOTHING,
                        _number(one.partial),
                        ",".join(one.withheld) or NOTHING,
                        one.said,
                    ),
                )
            )
        if not answer.alleles:
            empty = [NOTHING] * (len(TSV_COLUMNS) - 4)
            yield "\t".join((answer.asked, answer.kind, NOTHING, "no_record", *empty[:-1], "no record in the panel"))


def _short(allele: str) -> str:
    return allele if len(allele) <= _LONGEST else f"{allele[: _LONGEST - 3]}..."


def _cells(one: AlleleAnswer) -> tuple[str, ...]:
    name = _short(one.allele)
    if one.status == "not_known":
        return (name, NOTHING, one.said, "", "", "", "")
    counts = f"{one.ac}/{one.an}"
    homozygotes = (_number(one.homozygotes), _number(one.hemizygotes))
    if one.status == "absent":
        return (name, counts, told_absence(one.an or 1), one.said, "0", *homozygotes)
    bounds = f"{percent(one.af_low or 0)} to {percent(one.af_high or 0)}"
    return (name, counts, percent(one.af or 0), bounds, percent(one.faf95 or 0), *homozygotes)


def _region_line(one: RegionAnswer, withheld: Sequence[str]) -> str:
    part = "  (not all of its people are told)" if one.withheld or one.region in withheld else ""
    if one.an == 0:
        return f"    {one.region}  0/0{part}"
    if one.ac == 0:
        return f"    {one.region}  0/{one.an}  {told_absence(one.an)}{part}"
    low, high = one.af_low or 0, one.af_high or 0
    return f"    {one.region}  {one.ac}/{one.an}  {percent(one.af or 0)}  ({percent(low)} to {percent(high)}){part}"


def _partial_line(one: AlleleAnswer, people: int | None) -> str:
    looked = "" if people is None else f" of {people}"
    return (
        f"    PARTIAL: whether {one.partial}{looked} people were looked at is not known; AN lacks them, AF and"
        " its bounds are too high, and neither triage nor BA1 and BS1 read them"
    )


def table_lines(info: PanelInfo, answers: Sequence[Answer]) -> Iterator[str]:
    """A table that a person reads: each allele, under it the regions that were asked for by one allele."""
    title = " ".join(part for part in (info.name, info.version, info.build) if part) or "panel without a name"
    people = f", {info.people} people" if info.people is not None else ""
    yield f"# {title}{people}{', SYNTHETIC DATA' if info.synthetic else ''}"
    if info.regions_withheld:
        yield (
            f"# published without the counts of some people by region ({', '.join(info.regions_withheld)}): they count"
            " in AC and AN of all, and not below"
        )
    rows = [(answer, [_cells(one) for one in answer.alleles]) for answer in answers]
    every = [_TABLE, *(cells for _, found in rows for cells in found if cells[-1])]
    widths = [max(len(cells[column]) for cells in every) for column in range(len(_TABLE))]
    widths[0] = max([widths[0], *(len(cells[0]) for _, found in rows for cells in found)])

    def line(cells: Sequence[str]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()

    yield line(_TABLE)
    for answer, found in rows:
        if answer.kind != "allele":
            yield f"# {answer.asked} ({answer.contig}:{answer.start}-{answer.end}): {len(found)} records"
        for one, cells in zip(answer.alleles, found, strict=True):
            yield line(cells)
            if one.partial:
                yield _partial_line(one, info.people)
            if one.withheld and one.an:
                yield f"    WITHHELD{told_withheld(one.withheld)[1:]}"
            if answer.kind == "allele":
                yield from (_region_line(region, info.regions_withheld) for region in one.regions)
