"""The build in steps for a cluster: plan once, count parts anywhere, join them: the bytes of one build."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from pydantic import ValidationError

from tachkhis.case.config_paths import unreadable
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.build import BuildPlan
from tachkhis.panel.build import refuse_unread
from tachkhis.panel.build import write_atomically
from tachkhis.panel.cohort import Interval
from tachkhis.panel.out_place import workshop
from tachkhis.panel.parts import Part
from tachkhis.panel.parts import bgzf
from tachkhis.panel.parts import make_parts
from tachkhis.panel.parts import publish

SITES, RUNS, COUNTS = "sites.gz", "runs.gz", "json"


@dataclass(frozen=True)
class PartCounts:
    """What a part found: alleles, records read and left out, and whether anything told what is callable."""

    alleles: int
    left_out: dict[str, int]
    knows_reference: bool


def write_plan(plan: BuildPlan, path: Path) -> None:
    """Keep a plan; it names people and files, so it stays in the laboratory."""
    write_atomically(path, TypeAdapter(BuildPlan).dump_json(plan, indent=1).decode() + "\n")


def read_plan(path: Path) -> BuildPlan:
    """A plan that was kept.

    Raises:
        InputError: it cannot be read, or is none.
    """
    problem = unreadable(path)
    if problem is None:
        try:
            return TypeAdapter(BuildPlan).validate_json(path.read_bytes())
        except ValidationError as error:
            problem = f"it is no plan of a panel ({error.error_count()} things do not fit)"
    raise InputError([Fault(str(path), problem, "name what 'tachkhis panel plan' wrote")])


def share_of(plan: BuildPlan, part: int, of: int) -> tuple[Interval, ...]:
    """The intervals of one part of several: consecutive, about as many in each; ``part`` from 1."""
    count = len(plan.intervals)
    return plan.intervals[(part - 1) * count // of : part * count // of]


def count_part(plan: BuildPlan, part: int, of: int, out: Path) -> None:
    """Count one part into ``out.sites.gz``, ``out.runs.gz`` and ``out.json``."""
    found = share_of(plan, part, of)
    with workshop(out) as folder:
        parts = list(make_parts(plan.cohort, found, folder, 1))
        left_out: Counter[str] = Counter()
        for one in parts:
            left_out.update(one.left_out)
        runs = [one.runs for one in parts if one.runs is not None]
        bgzf(folder / SITES, "", [one.sites for one in parts])
        bgzf(folder / RUNS, "", runs)
        counts = PartCounts(sum(one.alleles for one in parts), dict(sorted(left_out.items())), bool(runs))
        text = TypeAdapter(PartCounts).dump_json(counts, indent=1).decode() + "\n"
        (folder / COUNTS).write_text(text, encoding="utf-8")
        for end in (SITES, RUNS, COUNTS):
            (folder / end).replace(f"{out}.{end}")


def join_parts(plan: BuildPlan, folder: Path, of: int, out: Path) -> Counter[str]:
    """Join the parts of a folder, named by their numbers, into the panel.

    Returns:
        Records left out, by reason, and ``alleles``.

    Raises:
        InputError: a part is missing, or a file could not be read whole.
    """
    missing = [n for n in range(1, of + 1) for end in (SITES, RUNS, COUNTS) if not (folder / f"{n}.{end}").exists()]
    if missing:
        problem = f"part {missing[0]} of {of} is missing"
        raise InputError([Fault(str(folder), problem, f"count it: tachkhis panel part --part {missing[0]}")])
    counts: Counter[str] = Counter()
    parts = []
    for number in range(1, of + 1):
        found = TypeAdapter(PartCounts).validate_json((folder / f"{number}.{COUNTS}").read_bytes())
        counts.update(found.left_out)
        counts["alleles"] += found.alleles
        runs = folder / f"{number}.{RUNS}" if found.knows_reference else None
        parts.append(Part(folder / f"{number}.{SITES}", runs, found.alleles, Counter(found.left_out)))
    refuse_unread(plan, counts)
    with workshop(out) as unfinished:
        publish(unfinished, out, plan.header.with_partial(counts).text, list(plan.header.regions), parts)
    return counts
