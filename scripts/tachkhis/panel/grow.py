"""A panel grows and shrinks: panels added up, people added once, a person taken out again."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.build import BuildPlan
from tachkhis.panel.build import BuildRequest
from tachkhis.panel.build import build_panel
from tachkhis.panel.build import plan_build
from tachkhis.panel.build import write_atomically
from tachkhis.panel.combine import combined_header
from tachkhis.panel.combine import disagreements
from tachkhis.panel.combine import write_combined
from tachkhis.panel.genotypes import GenotypeFilter
from tachkhis.panel.header import PanelHeader
from tachkhis.panel.ledger import Ledger
from tachkhis.panel.ledger import belongs
from tachkhis.panel.ledger import digest
from tachkhis.panel.ledger import read_ledger
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.parts import publish
from tachkhis.panel.parts import workshop


@dataclass(frozen=True, slots=True)
class Naming:
    """What the result is called."""

    name: str
    version: str
    date: str = ""
    source: str = ""
    licence: str = ""


REGION = "write the region under which the person was counted"


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A ledger and the key of its digests."""

    path: Path
    key: bytes


def merge_panels(paths: Sequence[Path], out: Path, naming: Naming, ledgers: Sequence[Path] = ()) -> Counter[str]:
    """Add up panels by their counts.

    Args:
        paths: two or more panels.
        out: the result.
        naming: its name.
        ledgers: those of the panels, where people may stand in several: a person in two is a fault.

    Returns:
        ``alleles`` written, and ``partial``: those whose AN lacks people of a panel that does not list them.

    Raises:
        InputError: panels of different builds, malformed counts, a person counted twice.
    """
    faults: list[Fault] = []
    panels: list[PanelFile] = []
    for path in paths:
        try:
            panels.append(PanelFile.open(path))
        except InputError as error:
            faults += error.faults
    if len(paths) < 2 or len({path.resolve() for path in paths}) < len(paths):
        faults.append(Fault("panels", "there are not two different panels", "name two or more, each once"))
    if ledgers and len({path.resolve() for path in ledgers}) != len(paths):
        problem = f"{len(ledgers)} ledgers do not tell of {len(paths)} panels who stands in which"
        faults.append(Fault("--ledgers", problem, "give the ledger of every panel, each once, in the panels' order"))
    if not faults:
        faults += disagreements(panels)
        faults += _same_twice(paths)
    for panel, ledger in zip(panels, ledgers, strict=False):
        held = read_ledger(ledger)
        faults += belongs(ledger, held, panel.header.name, panel.header.version)
    seen: dict[str, Path] = {}
    for ledger in ledgers:
        shared = sum(seen.setdefault(one, ledger) != ledger for one in read_ledger(ledger).digests)
        if shared:
            problem = f"{shared} of its people stand in another ledger as well: they would be counted twice"
            faults.append(Fault(str(ledger), problem, "build one of the panels without them"))
    if faults:
        raise InputError(faults)
    return _combine(panels, 1, out, naming)


def _same_twice(paths: Sequence[Path]) -> list[Fault]:
    """A fault for each panel whose file is a copy of an earlier one."""
    faults: list[Fault] = []
    seen: dict[bytes, Path] = {}
    for path in paths:
        with path.open("rb") as handle:
            first = seen.setdefault(hashlib.file_digest(handle, "sha256").digest(), path)
        if first != path:
            problem = f"it is the same file as {first}: everybody would be counted twice"
            faults.append(Fault(str(path), problem, "name each panel once"))
    return faults


def _combine(
    panels: Sequence[PanelFile], sign: int, out: Path, naming: Naming, *, drop_emptied: bool = False
) -> Counter[str]:
    counts: Counter[str] = Counter()
    header = combined_header(
        [panel.header for panel in panels],
        sign,
        name=naming.name,
        version=naming.version,
        date=naming.date,
        source=naming.source,
        licence=naming.licence,
    )
    with workshop(out) as folder:
        parts = write_combined(panels, sign, header, folder, counts, drop_emptied=drop_emptied)
        publish(folder, out, header.with_partial(counts).text, list(header.regions), parts)
    return counts


def rule_of(panel: PanelFile) -> GenotypeFilter:
    """The rules by which a panel counted.

    Raises:
        InputError: its header does not say them plainly (as after a merge of panels with different rules).
    """
    filters = panel.header.filters
    try:
        low, high = filters["AB"].split("-")
        return GenotypeFilter(
            int(filters["DP"]), int(filters["GQ"]), (float(low), float(high)), filters["Sites"] == "all"
        )
    except (KeyError, ValueError) as error:
        problem = "its header does not say by which one set of rules it counted genotypes"
        raise InputError([Fault(str(panel.path), problem, "build it again from genotypes")]) from error


def _request(panel: PanelFile, request: BuildRequest) -> BuildRequest:
    """A request with the rules of the panel that it belongs to."""
    from tachkhis.panel.action_build import par_of

    filters = panel.header.filters
    faults: list[Fault] = []
    if (filters.get("LeftAligned") == "yes") != (request.fasta is not None):
        if request.fasta is None:
            problem, remedy = "its alleles were moved to the left", "give --fasta as well"
        else:
            problem, remedy = "its alleles were not moved to the left", "leave --fasta out"
        faults.append(Fault(str(panel.path), problem, remedy))
    if request.version == panel.header.version:
        problem = "the version is that of the panel as it is"
        faults.append(Fault("--version", problem, "write a new one", value=request.version))
    written = filters.get("PAR")
    par = request.par if written is None else par_of("" if written == "none" else written, faults)
    if faults:
        raise InputError(faults)
    build = panel.header.build or None
    return replace(request, rule=rule_of(panel), par=par, build=build, name=panel.header.name)


def _checked_ledger(panel: PanelFile, ledger: LedgerFile) -> Ledger:
    held = read_ledger(ledger.path)
    faults = belongs(ledger.path, held, panel.header.name, panel.header.version)
    if not faults and len(held.digests) != panel.header.people:
        problem = f"it holds {len(held.digests)} people, the panel counts {panel.header.people}"
        faults = [Fault(str(ledger.path), problem, "give the ledger that was written with this panel")]
    if faults:
        raise InputError(faults)
    return held


def plan_addition(panel_path: Path, request: BuildRequest, ledger: LedgerFile) -> BuildPlan:
    """Check new people: files, consent, and that nobody was counted before.

    Raises:
        InputError: one fault for each person who was.
    """
    panel = PanelFile.open(panel_path)
    held = _checked_ledger(panel, ledger)
    plan = plan_build(_request(panel, request))
    again = [p for p in plan.cohort.people if digest(ledger.key, p.sample) in held.digests]
    if again:
        remedy = "take the row and the file out: everybody counts once"
        raise InputError(
            [
                Fault(str(request.people), "the person is counted already", remedy, p.row, "sample", p.sample)
                for p in again
            ]
        )
    return plan


def add_people(panel_path: Path, plan: BuildPlan, out: Path, ledger: LedgerFile, jobs: int) -> Counter[str]:
    """Count new people and add them to a panel; the ledger then holds them too."""
    panel = PanelFile.open(panel_path)
    held = _checked_ledger(panel, ledger)
    header = panel.header
    naming = Naming(header.name, plan.header.version, plan.header.date, header.source, header.licence)
    with tempfile.TemporaryDirectory(prefix=".added.", dir=out.resolve().parent) as folder:
        part = Path(folder) / "added.vcf.gz"
        counts = build_panel(plan, part, jobs)
        added = PanelFile.open(part)
        faults = list(disagreements([panel, added]))
        if faults:
            raise InputError([replace(fault, file="--variants") for fault in faults])
        filters = {**header.filters, "Callable": added.header.filters["Callable"]}  # counted by the panel's rules
        added = replace(added, header=replace(added.header, filters=filters))
        counts.update(_combine([panel, added], 1, out, naming))
    digests = held.digests | {digest(ledger.key, person.sample) for person in plan.cohort.people}
    write_atomically(ledger.path, Ledger(header.name, naming.version, digests).text)
    return counts


def withdraw_person(
    panel_path: Path, sample: str, request: BuildRequest, out: Path, ledger: LedgerFile
) -> tuple[Counter[str], PanelHeader]:
    """Take a person out of a panel, by their genotypes, and out of the ledger.

    Raises:
        InputError: the person was not counted, or their genotypes are not those that were.
    """
    panel = PanelFile.open(panel_path)
    held = _checked_ledger(panel, ledger)
    mark = digest(ledger.key, sample)
    if mark not in held.digests:
        problem = "the person is not counted in this panel (or the key is another one)"
        raise InputError([Fault("--sample", problem, "give the id and the key with which they were", value=sample)])
    plan = plan_build(replace(_request(panel, request), only=sample))
    header = panel.header
    naming = Naming(header.name, request.version, request.date or header.date, header.source, header.licence)
    with tempfile.TemporaryDirectory(prefix=".withdrawn.", dir=out.resolve().parent) as folder:
        part = Path(folder) / "person.vcf.gz"
        build_panel(plan, part, 1)
        person = PanelFile.open(part)
        if not any(site.ac[0] for contig in person.header.contigs for site in person.sites(contig, (), [])):
            problem = "they say of nothing that the person carries it: these are not the genotypes that were counted"
            raise InputError([Fault("--variants", problem, "give the files with which the person was counted")])
        faults = [
            Fault(
                str(request.people), "nobody of this region is counted in the panel", REGION, column="region", value=one
            )
            for one in person.header.regions
            if not header.regions.get(one)
        ]
        if faults:
            raise InputError(faults)
        counts = _combine([panel, person], -1, out, naming, drop_emptied=True)
    write_atomically(ledger.path, Ledger(header.name, naming.version, held.digests - {mark}).text)
    return counts, PanelFile.open(out).header
