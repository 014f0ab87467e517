"""A panel grows and shrinks: panels added up, people added once, a person taken out again."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from functools import partial
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.build import BuildPlan
from tachkhis.panel.build import BuildRequest
from tachkhis.panel.build import build_panel
from tachkhis.panel.build import plan_build
from tachkhis.panel.combine import combined_header
from tachkhis.panel.combine import disagreements
from tachkhis.panel.combine import write_combined
from tachkhis.panel.genotypes import GenotypeFilter
from tachkhis.panel.header import WITHHELD
from tachkhis.panel.header import PanelHeader
from tachkhis.panel.ledger import Ledger
from tachkhis.panel.ledger import digest
from tachkhis.panel.ledger import ledger_of_people
from tachkhis.panel.ledger import mark_of
from tachkhis.panel.ledger import read_ledger
from tachkhis.panel.ledger import record
from tachkhis.panel.ledger import refuse_taken
from tachkhis.panel.out_place import workshop
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.parts import publish


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


def merge_panels(
    paths: Sequence[Path], out: Path, naming: Naming, ledgers: Sequence[Path] = (), ledger: Path | None = None
) -> Counter[str]:
    """Add up panels by their counts.

    Args:
        paths: two or more panels.
        out: the result.
        naming: its name.
        ledgers: those of the panels, where people may stand in several: a person in two is a fault.
        ledger: where the people of the result are written; needs ``ledgers``.

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
    if ledgers and len(ledgers) != len(paths):
        problem = f"{len(ledgers)} ledgers do not tell of {len(paths)} panels who stands in which"
        faults.append(Fault("--ledgers", problem, "give the ledger of every panel, in the panels' order"))
    if not faults:
        faults += disagreements(panels)
        faults += _same_twice(paths)
    if faults:
        raise InputError(faults)
    held = _ledgers_of(panels, ledgers)
    total = _told_apart(held, ledgers)
    whole = Ledger(naming.name, naming.version, total, held[0].key_mark if held else "")
    if ledger is not None:
        refuse_taken(ledger, whole)
    return _combine(panels, 1, out, naming, before=None if ledger is None else lambda: record(ledger, whole))


def _ledgers_of(panels: Sequence[PanelFile], ledgers: Sequence[Path]) -> list[Ledger]:
    held: list[Ledger] = []
    faults: list[Fault] = []
    for panel, path in zip(panels, ledgers, strict=False):
        try:
            held.append(_checked_ledger(panel, path))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return held


def _told_apart(held: Sequence[Ledger], paths: Sequence[Path]) -> frozenset[str]:
    """Everybody of some ledgers, each once.

    Raises:
        InputError: a person who stands in two; ledgers of different keys, which cannot tell.
    """
    seen: set[str] = set()
    faults: list[Fault] = []
    for ledger, path in zip(held, paths, strict=True):
        if ledger.key_mark and held[0].key_mark and ledger.key_mark != held[0].key_mark:
            problem = f"its key is not that of {paths[0]}: who stands in both cannot be told"
            faults.append(Fault(str(path), problem, "build the panels with ledgers of one key"))
        elif shared := len(seen & ledger.digests):
            problem = f"{shared} of its people stand in another ledger as well: they would be counted twice"
            faults.append(Fault(str(path), problem, "build one of the panels without them"))
        seen |= ledger.digests
    if faults:
        raise InputError(faults)
    return frozenset(seen)


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
    panels: Sequence[PanelFile],
    sign: int,
    out: Path,
    naming: Naming,
    *,
    drop_emptied: bool = False,
    written: PanelFile | None = None,
    before: Callable[[], None] | None = None,
) -> Counter[str]:
    """Write the panels added up, or the first less the others; ``before`` is called when nothing can fail but disks."""
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
        parts = write_combined(panels, sign, header, folder, counts, drop_emptied=drop_emptied, written=written)
        if before is not None:  # a ledger without its panel harms nobody; a panel without its ledger cannot grow
            before()
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
    if WITHHELD in filters:
        problem = "it is a published panel: whom its counts by region hold cannot be told"
        faults.append(Fault(str(panel.path), problem, "give the laboratory's own panel, which it was made from"))
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


def _checked_ledger(panel: PanelFile, path: Path, key: bytes | None = None) -> Ledger:
    """The people of a panel, by its ledger.

    Raises:
        InputError: the ledger is another panel's, or of another key.
    """
    held = read_ledger(path, panel.header.name, panel.header.version, key)
    if len(held.digests) != panel.header.people:
        problem = f"it holds {len(held.digests)} people, the panel counts {panel.header.people}"
        raise InputError([Fault(str(path), problem, "give the ledger that was written with this panel")])
    return held


def plan_addition(panel_path: Path, request: BuildRequest, ledger: LedgerFile) -> BuildPlan:
    """Check new people: files, consent, and that nobody was counted before.

    Raises:
        InputError: one fault for each person who was.
    """
    panel = PanelFile.open(panel_path)
    held = _checked_ledger(panel, ledger.path, ledger.key)
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
    refuse_taken(ledger.path, _grown(held, plan, ledger))
    return plan


def _grown(held: Ledger, plan: BuildPlan, ledger: LedgerFile) -> Ledger:
    """The people of a panel and the new ones."""
    new = ledger_of_people(held.name, plan.header.version, ledger.key, (one.sample for one in plan.cohort.people))
    return replace(new, digests=new.digests | held.digests)


def add_people(panel_path: Path, plan: BuildPlan, out: Path, ledger: LedgerFile, jobs: int) -> Counter[str]:
    """Count new people and add them to a panel; the ledger then holds the new version, too."""
    panel = PanelFile.open(panel_path)
    grown = _grown(_checked_ledger(panel, ledger.path, ledger.key), plan, ledger)
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
        counts["partial"] = counts["alleles"] = 0  # of the part; those of the whole count
        counts.update(_combine([panel, added], 1, out, naming, before=lambda: record(ledger.path, grown)))
    return counts


def withdraw_person(
    panel_path: Path, sample: str, request: BuildRequest, out: Path, ledger: LedgerFile, *, forget: bool = False
) -> tuple[Counter[str], PanelHeader]:
    """Take a person out of a panel, by their genotypes; the ledger then holds the version without them, too.

    Args:
        panel_path: the panel that counts them.
        sample: their id.
        request: their files, and the version of the result.
        out: the result.
        ledger: the ledger and its key.
        forget: take the versions that count them out of the ledger.

    Returns:
        Alleles written and emptied, and the header of the result.

    Raises:
        InputError: the person was not counted, or their genotypes are not those that were.
    """
    panel = PanelFile.open(panel_path)
    held = _checked_ledger(panel, ledger.path, ledger.key)
    mark = digest(ledger.key, sample)
    if mark not in held.digests:
        problem = "the person is not counted in this panel (or the key is another one)"
        raise InputError([Fault("--sample", problem, "give the id and the key with which they were", value=sample)])
    less = Ledger(held.name, request.version, held.digests - {mark}, mark_of(ledger.key))
    refuse_taken(ledger.path, less)
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
        every = GenotypeFilter(0, 0, (0.0, 1.0), plan.cohort.rule.failing_sites)
        as_written = replace(plan, cohort=replace(plan.cohort, as_written=True, rule=every))
        build_panel(as_written, Path(folder) / "written.vcf.gz", 1)
        written = PanelFile.open(Path(folder) / "written.vcf.gz")
        kept = partial(record, ledger.path, less, forgotten=mark if forget else None)
        counts = _combine([panel, person], -1, out, naming, drop_emptied=True, written=written, before=kept)
    return counts, PanelFile.open(out).header
