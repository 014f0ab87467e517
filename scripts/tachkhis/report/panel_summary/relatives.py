"""Whom the figures of the people leave out as the panel did: by its own list, else by the very rule of its build."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.about import PanelAbout
from tachkhis.panel.build import MOST_KINSHIP
from tachkhis.panel.cohort import Cohort
from tachkhis.panel.common_snvs import read_common_snvs
from tachkhis.panel.genotypes import GenotypeFilter
from tachkhis.panel.kinship import related_people
from tachkhis.panel.people import Member
from tachkhis.panel.people import excluded_beside
from tachkhis.panel.sources import INDEXES
from tachkhis.panel.sources import contig_lengths
from tachkhis.panel.sources import open_sources
from tachkhis.reference.sex_chromosomes import SexChromosomes


@dataclass(frozen=True, slots=True)
class Rules:
    """How the panel left people out.

    Attributes:
        genotypes: which genotypes count.
        kinship: from which two people are related; ``None`` for the default, above 0.5 where none was computed.
        listed: samples that the list beside the panel leaves out; ``None`` where there is no such list.
        people: that the panel counts, where its header says so.
    """

    genotypes: GenotypeFilter
    kinship: float | None = None
    listed: frozenset[str] | None = None
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Stayed:
    """Who is left.

    Attributes:
        people: in the order of those who were asked about.
        bound: kinship from which two people counted as related; ``None`` where it was not computed.
        listed: whether the panel's own list said so; else kinship was computed from these genotypes.
    """

    people: tuple[Member, ...]
    bound: float | None
    listed: bool


def rules_of(panel: Path, header: PanelAbout) -> Rules:
    """What a panel, and the list of exclusions beside it, say; what is not stated is as the build has it.

    Raises:
        InputError: the list cannot be read.
    """
    filters = header.filters
    rule = GenotypeFilter.shipped()
    try:
        low, high = (float(word) for word in filters["AB"].split("-"))
        sites = filters.get("Sites") == "all"
        rule = GenotypeFilter(int(filters["DP"]), int(filters["GQ"]), (low, high), sites)
    except (KeyError, ValueError):  # another maker's panel, or a merge of panels of several rules
        pass
    kinship = _number(filters.get("Kinship", ""))
    if filters.get("Kinship") == "not computed":
        kinship = 2 * MOST_KINSHIP
    beside = excluded_beside(panel)
    return Rules(rule, kinship, _listed(beside) if beside.is_file() else None, header.people)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _listed(path: Path) -> frozenset[str]:
    remedy = "put the list back that tachkhis panel build wrote beside the panel, or take it away"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(str(path), f"it cannot be read ({type(error).__name__})", remedy)]) from error
    if not lines or lines[0].split("\t")[:3] != ["sample", "decision", "reason"]:
        raise InputError([Fault(str(path), "its header is not that of a list of exclusions", remedy)])
    rows = [line.split("\t") for line in lines[1:] if line]
    short = next((number for number, row in enumerate(rows, 2) if len(row) < 3), None)
    if short is not None:
        raise InputError([Fault(str(path), "a line cannot be read", remedy, row=short)])
    return frozenset(row[0] for row in rows if row[1] == "excluded")


def who_stays(variants: Path, people: Sequence[Member], rules: Rules) -> Stayed:
    """Leave out of the people whom the panel did.

    A list that does not leave as many people as the panel counts (that of an addition names new people alone) is not
    enough: kinship is then computed among those whom it leaves.

    Args:
        variants: multi-sample VCF or BCF.
        people: those who may be counted.
        rules: of the panel.

    Raises:
        InputError: the file cannot be read as the build reads it.
    """
    left = tuple(person for person in people if rules.listed is None or person.sample not in rules.listed)
    if rules.listed is not None and len(left) == rules.people:
        told = rules.kinship if rules.kinship is not None and rules.kinship <= MOST_KINSHIP else None
        return Stayed(left, told, listed=True)
    if len(left) < 2 or (rules.kinship is not None and rules.kinship > MOST_KINSHIP):
        return Stayed(left, None, listed=False)
    with _indexed(variants) as path:
        sources = open_sources([path])
        order = {sample: number for number, sample in enumerate(sources[0].samples)}
        ordered = tuple(sorted(left, key=lambda person: order[person.sample]))  # as the build has them
        sexes = SexChromosomes(contig_lengths(sources, None), {})
        cohort = Cohort(ordered, sources, sexes, rules.genotypes, as_written=True)
        related = related_people(ordered, read_common_snvs(cohort), rules.kinship)
    kept = {ordered[column].sample for column in related.kept}
    return Stayed(tuple(person for person in left if person.sample in kept), related.bound, listed=False)


@contextmanager
def _indexed(path: Path) -> Iterator[Path]:
    """The file, or where it has no index a copy that has one, for as long as it is needed."""
    if any(path.with_name(path.name + end).is_file() for end in INDEXES):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="tachkhis.summary.") as folder:
        copy = Path(folder) / "genotypes.bcf"
        for command in (
            ["bcftools", "view", "--no-version", "-Ob", "-o", str(copy), str(path)],
            ["bcftools", "index", str(copy)],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                said = (done.stderr.strip().splitlines() or ["no reason told"])[-1].replace(folder, "")
                remedy = f"sort and index it: bcftools sort, then bcftools index {path}"
                raise InputError([Fault(str(path), f"it cannot be indexed ({said})", remedy)])
        yield copy
