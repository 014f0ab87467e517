"""Optional tables of a laboratory on genes: hotspots, constraint and mechanism, diseases with their prevalence."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.case.config import Config
from tachkhis.case.config_sections import ResourcesConfig
from tachkhis.case.entries import Entry
from tachkhis.case.entries import Sheet
from tachkhis.case.entries import read_sheet
from tachkhis.errors import Fault
from tachkhis.errors import InputError

TABLES = ("hotspots", "constraint", "diseases")
"""Keys of the section ``resources``, and names of the schemas."""


@dataclass(frozen=True, slots=True)
class Hotspot:
    """Residues ``first`` to ``last`` (1-based inclusive) of the transcript of the report; ``strength`` of PM1 there."""

    gene: str
    first: int
    last: int
    name: str
    source: str
    strength: str = "moderate"
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """Missense Z score (``None`` where not given) and mechanism (``missense``, ``lof`` or ``both``) of a gene."""

    gene: str
    mechanism: str
    source: str
    missense_z: float | None = None


@dataclass(frozen=True, slots=True)
class GeneDisease:
    """A disease of a gene; shares are fractions (0 to 1), ``None`` where not given; ``bs1`` and ``ba1`` frequencies."""

    gene: str
    disease: str
    mode: str  # dominant, recessive or x_linked
    source: str
    prevalence: float | None = None
    allelic: float = 1.0
    genetic: float = 1.0
    penetrance: float = 1.0
    onset: str = "variable"
    ba1: float | None = None
    bs1: float | None = None


@dataclass(frozen=True, slots=True)
class GeneTables:
    """The tables by gene; ``given`` names those that the configuration has."""

    hotspots: Mapping[str, tuple[Hotspot, ...]] = field(default_factory=dict)
    constraint: Mapping[str, Constraint] = field(default_factory=dict)
    diseases: Mapping[str, tuple[GeneDisease, ...]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    @classmethod
    def load(cls, resources: ResourcesConfig) -> GeneTables:
        """Read what the configuration names.

        Raises:
            InputError: every fault of every table.
        """
        paths = {name: path for name in TABLES if isinstance(path := getattr(resources, name), Path)}
        sheets = {name: _read(name, path, str(path)) for name, path in paths.items()}
        faults = [fault for sheet in sheets.values() for fault in sheet.faults]
        if faults:
            raise InputError(faults)

        def rows(name: str) -> list[Entry]:
            return sheets[name].entries if name in sheets else []

        hotspots: dict[str, tuple[Hotspot, ...]] = {}
        for spot in map(_hotspot, rows("hotspots")):
            hotspots[spot.gene] = (*hotspots.get(spot.gene, ()), spot)
        diseases: dict[str, tuple[GeneDisease, ...]] = {}
        for disease in map(_disease, rows("diseases")):
            diseases[disease.gene] = (*diseases.get(disease.gene, ()), disease)
        constraint = {one.gene: one for one in map(_constraint, rows("constraint"))}
        return cls(hotspots, constraint, diseases, frozenset(paths))


def table_faults(config: Config) -> Iterator[Fault]:
    """What is wrong with the tables that a configuration names; a file that is not there is told of elsewhere."""
    for name in TABLES:
        path = getattr(config.resources, name)
        if isinstance(path, Path) and path.is_file():
            yield from _read(name, path, str(config.written["resources"][name])).faults


def _read(name: str, path: Path, file: str) -> Sheet:
    sheet = read_sheet(name, path, file)
    first: dict[str, Entry] = {}
    for entry in sheet.entries:
        if name == "hotspots" and _reversed(entry):
            sheet.blame(entry, "last", "the stretch ends before it starts", "write first and last residue in order")
        if name == "constraint" and entry.text("gene"):
            earlier = first.setdefault(entry.text("gene"), entry)
            if earlier is not entry:
                problem = f"the gene stands twice, first in row {earlier.number}"
                sheet.blame(entry, "gene", problem, "keep one row per gene")
    return sheet


def _reversed(entry: Entry) -> bool:
    first, last = entry.text("first"), entry.text("last")
    return bool(first and last) and int(first) > int(last)


def _hotspot(entry: Entry) -> Hotspot:
    return Hotspot(
        gene=entry.text("gene"),
        first=int(entry.text("first")),
        last=int(entry.text("last")),
        name=entry.text("name"),
        source=entry.text("source"),
        strength=entry.text("strength"),
        critical=entry.text("critical") == "yes",
    )


def _constraint(entry: Entry) -> Constraint:
    return Constraint(
        entry.text("gene"), entry.text("mechanism"), entry.text("source"), _number(entry.text("missense_z"))
    )


def _disease(entry: Entry) -> GeneDisease:
    shares = {name: float(entry.text(name)) for name in ("allelic", "genetic", "penetrance")}
    return GeneDisease(
        gene=entry.text("gene"),
        disease=entry.text("disease"),
        mode=entry.text("mode"),
        source=entry.text("source"),
        prevalence=_number(entry.text("prevalence")),
        onset=entry.text("onset"),
        ba1=_number(entry.text("ba1")),
        bs1=_number(entry.text("bs1")),
        **shares,
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
