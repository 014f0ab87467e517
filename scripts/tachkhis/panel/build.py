"""Make a panel: look at everything first, leave out whom it must not count, count the rest interval by interval."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import Path

from tachkhis.case.config_paths import unreadable
from tachkhis.case.model import Sex
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.callability import find_beds
from tachkhis.panel.cohort import Cohort
from tachkhis.panel.cohort import Interval
from tachkhis.panel.common_snvs import read_common_snvs
from tachkhis.panel.genotypes import GenotypeFilter
from tachkhis.panel.header import PanelHeader
from tachkhis.panel.kinship import Related
from tachkhis.panel.kinship import related_from
from tachkhis.panel.kinship import related_people
from tachkhis.panel.out_place import workshop
from tachkhis.panel.parts import intervals
from tachkhis.panel.parts import make_parts
from tachkhis.panel.parts import publish
from tachkhis.panel.people import Member
from tachkhis.panel.people import Note
from tachkhis.panel.people import Reason
from tachkhis.panel.people import notes_text
from tachkhis.panel.people import read_people
from tachkhis.panel.people import standing_out
from tachkhis.panel.reader import read_mark
from tachkhis.panel.sources import Source
from tachkhis.panel.sources import contig_lengths
from tachkhis.panel.sources import missing_from_table
from tachkhis.panel.sources import open_sources
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.fasta_index import ensure_index
from tachkhis.reference.passport import guess_build
from tachkhis.reference.passport import known_build
from tachkhis.reference.passport import misfits
from tachkhis.reference.passport import read_passport
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.reference.sex_chromosomes import par_of_build

MOST_TOLD = 20  # exclusions named on standard error; the list holds all
MOST_KINSHIP = 0.5  # of two people; a bound above it asks for no kinship
Par = Mapping[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class BuildRequest:
    """What a person asks for; see ``tachkhis panel build --help``."""

    variants: tuple[Path, ...]
    people: Path
    name: str
    version: str
    build: str | None = None
    par: Par | None = None
    fasta: Path | None = None
    callable_beds: Path | None = None
    rule: GenotypeFilter = field(default_factory=GenotypeFilter.shipped)
    max_kinship: float | None = None
    date: str = ""
    source: str = ""
    licence: str = ""
    jobs: int = 1
    only: str | None = None  # count this person alone, whatever the table says of them


@dataclass(frozen=True)
class BuildPlan:
    """What follows from a request before anything is counted: everything that a job needs."""

    cohort: Cohort
    header: PanelHeader
    notes: tuple[Note, ...]
    warnings: tuple[str, ...]
    intervals: tuple[Interval, ...]
    kinship: str = ""


def plan_build(request: BuildRequest) -> BuildPlan:
    """Check all inputs, compute kinship, and say who is counted.

    Raises:
        InputError: everything wrong with the inputs, one fault each.
    """
    faults: list[Fault] = []
    members: tuple[Member, ...] = ()
    sources: tuple[Source, ...] = ()
    try:
        members = read_people(request.people)
    except InputError as error:
        faults += error.faults
    try:
        sources = open_sources(request.variants)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(faults)
    known = {member.sample: member for member in members}
    if request.only is None:
        faults += missing_from_table(sources, str(request.people), known)
    else:
        if request.only not in known:
            problem = "the person is missing from the table"
            faults.append(Fault(str(request.people), problem, "add their row", column="sample", value=request.only))
        if not any(request.only in source.samples for source in sources):
            remedy = "give the files with which the person was counted"
            faults.append(Fault("--variants", "none of the files holds this person", remedy, value=request.only))
    lengths: dict[str, int] = {}
    try:
        lengths = contig_lengths(sources, _fasta_lengths(request.fasta))
    except InputError as error:
        faults += error.faults
    build, build_faults = _build_of(request, sources, lengths)
    faults += build_faults
    if faults:
        raise InputError(faults)
    warnings: list[str] = []
    par = request.par if request.par is not None else (par_of_build(build) or {})
    if not par and any(kind_of(c) in (ContigKind.X, ContigKind.Y) for source in sources for c in source.records):
        warnings.append(f"the pseudo-autosomal regions of build {build!r} are not known, and --par gives none")
    with_files = {sample: source for source in sources for sample in source.samples}
    if request.only is not None:
        members = tuple(replace(m, affected="no", consents=True) for m in members if m.sample == request.only)
    notes = standing_out(members, with_files)
    out = {note.sample for note in notes}
    order = {sample: number for number, sample in enumerate(with_files)}
    eligible = sorted((m for m in members if m.sample not in out), key=lambda m: order[m.sample])
    cohort = Cohort(tuple(eligible), sources, SexChromosomes(lengths, par), request.rule, {}, request.fasta)
    _refuse_nobody(request, cohort)
    if request.callable_beds is not None:
        samples = [person.sample for person in cohort.people]
        cohort = replace(cohort, beds=find_beds(request.callable_beds, samples, lengths))
    related = _related(request, cohort)
    cohort = replace(cohort, people=tuple(cohort.people[column] for column in related.kept))
    notes += related.notes
    none = request.max_kinship is not None and request.max_kinship > MOST_KINSHIP
    warnings += _warnings(cohort, notes, related, asked_for_none=none)
    warnings += _reach(request, related, asked_for_none=none)
    contigs = {contig for source in cohort.sources for contig in source.records}
    header = _header(request, cohort, build, notes, lengths, related)
    parts = tuple(intervals(lengths, sorted(contigs)))
    return BuildPlan(cohort, header, tuple(notes), tuple(warnings), parts, _kinship_told(related))


def _related(request: BuildRequest, cohort: Cohort) -> Related:
    asked = request.max_kinship is None or request.max_kinship <= MOST_KINSHIP
    if len(cohort.people) < 2 or not asked:
        return Related(tuple(range(len(cohort.people))), (), 0, None)
    snvs = read_common_snvs(replace(cohort, as_written=True), request.jobs)
    return related_people(cohort.people, snvs, request.max_kinship)


def _fasta_lengths(fasta: Path | None) -> dict[str, int] | None:
    if fasta is None:
        return None
    problem = unreadable(fasta)
    if problem is not None:
        raise InputError([Fault(str(fasta), problem, "name the FASTA that the calls were made on")])
    if not fasta.with_name(fasta.name + ".fai").exists():
        raise InputError([Fault(str(fasta), "it has no index", f"make one: samtools faidx {fasta}")])
    ensure_index(fasta)
    return read_passport(fasta, sequence=False).lengths


def _build_of(request: BuildRequest, sources: Sequence[Source], lengths: Mapping[str, int]) -> tuple[str, list[Fault]]:
    """The build: as asked for, else as the lengths betray; faults where the two disagree."""
    used = {contig: lengths[contig] for source in sources for contig in source.records if contig in lengths}
    guessed = guess_build(used)
    asked = request.build
    if asked is None:
        return guessed or "", []
    proper = known_build(asked)
    if proper is None:
        if guessed is None:
            return asked, []
        problem = f"the contigs are those of {guessed}"
        return asked, [Fault("--build", problem, f"write {guessed}, or give the files of {asked}", value=asked)]
    wrong = misfits(proper, used)
    if wrong:
        contig, here, there = wrong[0]
        where = next(str(s.path) for s in sources if contig in s.records)
        problem = f"{contig} has {here:,} bases here and {there[0]:,} in {proper}: not the same build"
        return proper, [Fault(where, problem, "give files of that build, or the build of the files")]
    return proper, []


def _refuse_nobody(request: BuildRequest, cohort: Cohort) -> None:
    if not cohort.people:
        problem = "nobody is left to count: all are affected (or nothing says they are not), lack consent or a file"
        raise InputError([Fault(str(request.people), problem, "see the columns affected and consent")])


def _warnings(cohort: Cohort, notes: Sequence[Note], related: Related, *, asked_for_none: bool) -> list[str]:
    found = [
        f"{note.sample} is in the table, and no file holds this sample" for note in notes if note.reason == "no_file"
    ]
    found += [f"{note.sample}: {note.detail}" for note in notes if not note.excluded or note.reason == "duplicate"]
    if related.bound is None and len(cohort.people) > 1 and not asked_for_none:
        found.append(f"kinship is not computed: {related.snvs} common SNVs are too few, and related people are counted")
    unknown = [p.sample for p in cohort.people if p.sex is Sex.UNKNOWN]
    if unknown:
        found.append(f"left out on X and Y outside the PAR, for their sex is unknown: {', '.join(unknown)}")
    lacking = cohort.column.keys() - cohort.beds.keys()  # of the people who are counted
    blind = [s for s in cohort.sources if not s.tells_reference and lacking.intersection(s.samples)]
    if cohort.beds and blind:
        names = ", ".join(sorted(lacking.intersection(name for source in blind for name in source.samples)))
        found.append(f"no callable bases are given for {names}: counted only where a record tells of them")
    elif len(cohort.sources) > 1 and len({s.samples for s in blind}) > 1:
        found.append(
            "files of different people tell no callable bases (no gVCF, no --callable): AN counts only people whose"
            " own file has a record of the allele, so that frequencies are too high"
        )
    return found


def _reach(request: BuildRequest, related: Related, *, asked_for_none: bool) -> list[str]:
    """What kinship cannot see for want of SNVs."""
    found = []
    usual = related_from() if request.max_kinship is None else request.max_kinship
    if related.bound is not None and not asked_for_none and related.bound > usual:
        found.append(
            f"{related.snvs} common SNVs are few: only people with a kinship of {related.bound:.3f} or more are taken"
            f" for related (else {usual:.3f}); closer relatives than that may be counted together"
        )
    return found


def _kinship_told(related: Related) -> str:
    """What kinship rests on, and how many unrelated pairs it may take for related; empty where there is none."""
    if related.bound is None:
        return ""
    way = "KING-robust and allele frequencies" if related.by_frequencies else "KING-robust"
    chance = f"{related.by_chance:.2g} of {related.pairs} pairs would reach it by chance, were nobody related and"
    return f"{related.snvs} common SNVs ({way}); related from {related.bound:.3f} on: {chance} the SNVs independent"


def _header(
    request: BuildRequest,
    cohort: Cohort,
    build: str,
    notes: Sequence[Note],
    lengths: Mapping[str, int],
    related: Related,
) -> PanelHeader:
    sexes = Counter(person.sex for person in cohort.people)
    regions = Counter(person.region for person in cohort.people if person.region)
    low, high = request.rule.balance
    filters = {"DP": str(request.rule.min_depth), "GQ": str(request.rule.min_quality), "AB": f"{low:g}-{high:g}"}
    filters["Sites"] = "all" if request.rule.failing_sites else "PASS"
    filters["LeftAligned"] = "no" if request.fasta is None else "yes"
    filters["Callable"] = _callability(cohort)
    if request.par is not None:
        stretches = [f"{contig}:{a}-{b}" for contig, regions in request.par.items() for a, b in regions]
        filters["PAR"] = ",".join(stretches) or "none"
    filters["Kinship"] = "not computed" if related.bound is None else format(related.bound, ".4g")
    return PanelHeader(
        name=request.name,
        version=request.version,
        build=build,
        people=len(cohort.people),
        female=sexes[Sex.FEMALE],
        male=sexes[Sex.MALE],
        regions=dict(sorted(regions.items())),
        filters=filters,
        excluded=Counter(str(note.reason) for note in notes if note.excluded and note.reason != Reason.NO_FILE),
        contigs=lengths,
        date=request.date,
        source=request.source,
        licence=request.licence,
        synthetic=next((source.synthetic for source in cohort.sources if source.synthetic), ""),
    )


def _callability(cohort: Cohort) -> str:
    """Where AN comes from: ``gvcf``, ``bed``, ``records`` (genotypes at the records alone), or several."""
    ways = {"gvcf" if source.tells_reference else "records" for source in cohort.sources}
    if cohort.beds:
        ways.add("bed")
        if all(person.sample in cohort.beds for person in cohort.people):
            ways.discard("records")
    return "+".join(sorted(ways))


def build_panel(plan: BuildPlan, out: Path, jobs: int, excluded: Path | None = None) -> Counter[str]:
    """Count, join, index and put in place.

    Returns:
        Records left out, by reason, and ``alleles`` written.
    """
    counts: Counter[str] = Counter()
    with workshop(out) as folder:
        parts = []
        for part in make_parts(plan.cohort, plan.intervals, folder, jobs):
            counts.update(part.left_out)
            counts["alleles"] += part.alleles
            parts.append(part)
        refuse_unread(plan, counts)
        publish(folder, out, plan.header.with_partial(counts).text, list(plan.header.regions), parts)
        if excluded is not None:
            write_atomically(excluded, notes_text(plan.notes))
    return counts


def refuse_unread(plan: BuildPlan, counts: Mapping[str, int]) -> None:
    """Every record that the indexes know must have been read: a damaged file ends early without a word.

    Raises:
        InputError: one fault per file and contig where some were not.
    """
    faults = []
    for contig in sorted({interval.contig for interval in plan.intervals}):
        for source in plan.cohort.sources_of(contig):
            there, found = source.records[contig], counts.get(read_mark(source.path, contig), 0)
            if there != found:
                problem = f"{found:,} records could be read on {contig}, and its index knows {there:,}"
                faults.append(Fault(str(source.path), problem, "copy the file again, or make its index again"))
    if faults:
        raise InputError(faults)


def write_atomically(path: Path, text: str) -> None:
    """Write a small file under another name first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def tell(plan: BuildPlan, action: str) -> None:
    """Warnings and exclusions, one line each, on standard error."""
    for warning in plan.warnings:
        print(f"tachkhis panel {action}: warning: {warning}", file=sys.stderr)
    out = [note for note in plan.notes if note.excluded]
    for reason, number in sorted(Counter(str(note.reason) for note in out).items()):
        print(f"tachkhis panel {action}: left out: {number} ({reason})", file=sys.stderr)
    for note in out[:MOST_TOLD]:
        print(f"    {note.sample}\t{note.reason}\t{note.detail}".rstrip(), file=sys.stderr)
    if len(out) > MOST_TOLD:
        print(f"    ... and {len(out) - MOST_TOLD} more: see the list of exclusions", file=sys.stderr)
    if plan.kinship:
        print(f"tachkhis panel {action}: kinship rests on {plan.kinship}", file=sys.stderr)
