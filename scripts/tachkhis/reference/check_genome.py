"""Checks of the genome itself: reference, pseudo-autosomal regions, gene model, targets, asked-for positions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from tachkhis.case.config import Config
from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.case.table import read_table
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.agreement import Allele
from tachkhis.reference.agreement import allele_trouble
from tachkhis.reference.agreement import contig_trouble
from tachkhis.reference.agreement import stretch
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.fasta_pieces import read_stretches
from tachkhis.reference.passport import Passport
from tachkhis.reference.passport import known_build
from tachkhis.reference.passport import misfits
from tachkhis.reference.passport import read_passport

MAX_FAULTS = 20
"""Faults told of one file; one more line says how many there are."""
SITE_COLUMNS = ("contig", "position", "ref", "alt", "name", "gene")


def reference_faults(config: Config) -> tuple[Passport | None, list[Fault]]:
    """The reference's passport (names and lengths), and what is wrong with the reference."""
    try:
        passport = read_passport(config.reference.fasta, sequence=False)
    except InputError as error:
        return None, [config.fault("reference.fasta", fault.problem, fault.remedy) for fault in error.faults]
    return passport, [*_build_faults(config, passport), *_par_faults(config, passport)]


def _build_faults(config: Config, passport: Passport) -> Iterator[Fault]:
    build = config.reference.build
    known = known_build(build)
    if known is None:
        return
    own = "or name the build otherwise if it is a genome of your own"
    if passport.build is not None and passport.build != known:
        problem = f"the reference is {passport.build} by the lengths of its contigs, not {known}"
        yield config.fault("reference.build", problem, f"write {passport.build}, or give the FASTA of {known}")
        return
    wrong = misfits(known, passport.lengths)
    if wrong:
        name, length, expected = wrong[0]
        problem = f"contig {name} has {length:,} bases in the FASTA and {expected[0]:,} in {known}"
        yield config.fault("reference.build", problem, f"give the FASTA of {known}, {own}")
    elif passport.build is None:
        problem = f"no contig of the FASTA is one of {known} (it has {', '.join(list(passport.lengths)[:3])})"
        yield config.fault("reference.build", problem, f"give the FASTA of {known}, {own}")


def _par_faults(config: Config, passport: Passport) -> Iterator[Fault]:
    for contig, regions in (config.reference.par or {}).items():
        names = rename_map([contig], passport.lengths)
        if not names:
            remedy = f"write one of the reference's contigs: {', '.join(list(passport.lengths)[:30])}"
            yield config.fault(f"reference.par.{contig}", "the reference has no such contig", remedy)
        elif regions and regions[-1][1] > passport.lengths[names[contig]]:
            problem = (
                f"a region ends at {regions[-1][1]:,}, behind the contig's {passport.lengths[names[contig]]:,} bases"
            )
            yield config.fault(f"reference.par.{contig}", problem, "write regions within the contig, 1-based inclusive")


def target_faults(config: Config, passport: Passport) -> list[Fault]:
    """Whether the targets are intervals of the reference."""
    path = config.reference.targets
    if path is None:
        return []
    file = str(config.written["reference"]["targets"])
    found: list[_Target] = []
    faults: list[Fault] = []
    try:
        with open_bytes(path) as handle:
            for number, line in enumerate(handle, 1):
                _take_target(file, number, line.decode("utf-8", "replace").rstrip("\r\n"), found, faults)
    except read_errors() as error:
        return [config.fault("reference.targets", f"it cannot be read ({error})", "give a BED file")]
    if faults:
        return capped(faults)
    if not found:
        return [config.fault("reference.targets", "it holds no interval", "give a BED file, or null for a genome")]
    contigs = dict.fromkeys(target.contig for target in found)
    trouble = contig_trouble(contigs, passport.lengths)
    if trouble is not None:
        return [config.fault("reference.targets", trouble.problem, trouble.remedy)]
    return capped(list(_misplaced(file, found, rename_map(contigs, passport.lengths), passport)))


@dataclass(frozen=True, slots=True)
class _Target:
    """One interval of a BED file: its line, and its place, 0-based half-open."""

    row: int
    contig: str
    start: int
    end: int


def _misplaced(file: str, found: list[_Target], names: Mapping[str, str], passport: Passport) -> Iterator[Fault]:
    """One fault per chromosome that the reference lacks, and per contig that intervals run over, at the first row.

    Alternate and unplaced contigs of a kit which the reference lacks are no fault: what lies there is left out.
    """
    strange = Counter(t.contig for t in found if t.contig not in names and kind_of(t.contig) is not ContigKind.OTHER)
    beyond = Counter(t.contig for t in found if t.contig in names and t.end > passport.lengths[names[t.contig]])
    for target in found:
        if strange.get(target.contig):
            count = strange.pop(target.contig)
            problem = f"the reference has no such contig ({count:,} {'interval' if count == 1 else 'intervals'})"
            remedy = "give targets of the reference's build, or remove what lies on this contig"
            yield Fault(file, problem, remedy, target.row, "contig", target.contig)
        elif beyond.get(target.contig) and target.end > passport.lengths[names[target.contig]]:
            del beyond[target.contig]
            length = passport.lengths[names[target.contig]]
            problem = f"an interval ends at {target.contig}:{target.end:,}, behind the contig's {length:,} bases"
            remedy = "give the BED of the reference's build"
            yield Fault(file, problem, remedy, target.row, "end", str(target.end))


def targets_left_out(config: Config, passport: Passport) -> tuple[int, int]:
    """Targets, and those of them that lie on alternate or unplaced contigs which the reference lacks."""
    path = config.reference.targets
    if path is None:
        return 0, 0
    found: list[_Target] = []
    with open_bytes(path) as handle:
        for number, line in enumerate(handle, 1):
            _take_target(str(path), number, line.decode("utf-8", "replace").rstrip("\r\n"), found, [])
    names = rename_map(dict.fromkeys(target.contig for target in found), passport.lengths)
    return len(found), sum(target.contig not in names for target in found)


def _take_target(file: str, number: int, line: str, found: list[_Target], faults: list[Fault]) -> None:
    if not line.strip() or line.startswith(("#", "track", "browser")):
        return
    fields = line.split("\t")
    remedy = "write contig, start and end, separated by tabs"
    if len(fields) < 3 and len(words := line.split()) >= 3 and words[1].isdigit() and words[2].isdigit():
        faults.append(Fault(file, "the columns are separated by spaces", remedy, number, value=line[:40]))
    elif len(fields) < 3 or not (fields[1].isdigit() and fields[2].isdigit()):
        faults.append(Fault(file, "the line is no interval", remedy, number, value=line[:40]))
    elif int(fields[1]) >= int(fields[2]):
        problem, remedy = "the interval ends before it starts", "write start (0-based) below end"
        if fields[1] == fields[2]:
            problem = "the interval is empty: it ends where it starts"
        faults.append(Fault(file, problem, remedy, number, value=" ".join(fields[:3])))
    else:
        found.append(_Target(number, fields[0], int(fields[1]), int(fields[2])))


def site_faults(config: Config, passport: Passport) -> list[Fault]:
    """Whether the asked-for positions lie on the reference, with its alleles."""
    path = config.resources.sites
    if path is None:
        return []
    file = str(config.written["resources"]["sites"])
    table = read_table(path, file, SITE_COLUMNS)
    faults = list(table.faults)
    if faults:
        return faults
    names = rename_map(dict.fromkeys(row["contig"] for row in table.rows), passport.lengths)
    alleles: dict[int, Allele] = {}
    for row in table.rows:
        contig = names.get(row["contig"])
        if contig is None:
            remedy = f"write one of the reference's contigs: {', '.join(list(passport.lengths)[:30])}"
            faults.append(Fault(file, "the reference has no such contig", remedy, row.number, "contig", row["contig"]))
        elif row.width < len(SITE_COLUMNS) or not row["alt"] or set(row["alt"].upper()) - set("ACGTN"):
            remedy = f"fill the cells {' '.join(SITE_COLUMNS)}, separated by tabs, alt in bases"
            faults.append(Fault(file, "the row is not whole, or alt is no bases", remedy, row.number, "alt"))
        elif row["alt"].upper() == row["ref"].upper():
            faults.append(Fault(file, "alt is ref", "write the changed bases as alt", row.number, "alt", row["alt"]))
        elif not re.fullmatch("[0-9]+", row["position"]) or not 1 <= int(row["position"]) <= passport.lengths[contig]:
            remedy = f"write a whole number from 1 to {passport.lengths[contig]}"
            problem = "this is no position of the contig"
            faults.append(Fault(file, problem, remedy, row.number, "position", row["position"]))
        else:
            alleles[row.number] = Allele(row["contig"], int(row["position"]), row["ref"])
    wanted: dict[str, list[tuple[int, int]]] = {}
    for allele in alleles.values():
        wanted.setdefault(names[allele.contig], []).append(stretch(allele))
    try:
        bases = read_stretches(config.reference.fasta, wanted) if wanted else {}
    except read_errors():
        return faults  # told as a fault of the reference
    for number, allele in alleles.items():
        trouble = allele_trouble([allele], names, bases, 0.0)
        if trouble is not None:
            here = bases[(names[allele.contig], *stretch(allele))]
            remedy = f"write {here} as ref, or correct contig and position"
            faults.append(Fault(file, "the reference has another base here", remedy, number, "ref", allele.ref))
    return capped(faults)


def capped(faults: list[Fault]) -> list[Fault]:
    """At most ``MAX_FAULTS`` of one file's faults, and a line that counts the others."""
    if len(faults) <= MAX_FAULTS:
        return faults
    more = len(faults) - MAX_FAULTS
    last = Fault(faults[0].file, f"there are {more} more faults in this file", "correct those above first")
    return [*faults[:MAX_FAULTS], last]
