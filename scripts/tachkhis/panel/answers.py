"""What a panel says of an allele, a region or a gene: counts with their exact bounds, and absence with its reach."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.about import PanelAbout
from tachkhis.panel.bounds import told_absence
from tachkhis.panel.bounds import upper_bound_of_absent
from tachkhis.panel.header import WITHHELD
from tachkhis.panel.looked_at import Callability
from tachkhis.panel.query_document import AlleleAnswer
from tachkhis.panel.query_document import AnSource
from tachkhis.panel.query_document import Answer
from tachkhis.panel.query_document import PanelInfo
from tachkhis.panel.query_document import RegionAnswer
from tachkhis.panel.records import RegionCount
from tachkhis.panel.records import Site
from tachkhis.panel.sites import PanelFile
from tachkhis.panel.wanted import Wanted
from tachkhis.panel.withholding import ALL
from tachkhis.panel.withholding import EARLIER
from tachkhis.panel.withholding import SEXES
from tachkhis.reference.normal_allele import Atom
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised

REACH = 10_000
"""Bases to the right in which an indel's other placements are looked for."""


def percent(fraction: float) -> str:
    """A fraction in percent, two significant digits below 10 %, whole numbers and tenths above: ``1.8 %``."""
    share = 100 * fraction
    if share == 0:
        return "0 %"
    if share >= 10:
        return f"{share:.1f} %" if share < 99.95 else f"{share:.4g} %"
    digits = 1
    while share < 10 ** (1 - digits) and digits < 12:
        digits += 1
    return f"{share:.{digits}f} %"


def panel_info(panel: PanelFile) -> PanelInfo:
    """What the header says."""
    header = panel.header
    return PanelInfo(
        name=header.name,
        version=header.version,
        build=header.build,
        people=header.people,
        date=header.date,
        source=header.source,
        licence=header.licence,
        synthetic=header.synthetic,
        regions=dict(header.regions),
        regions_withheld=regions_withheld(header),
    )


def regions_withheld(header: PanelAbout) -> tuple[str, ...]:
    """Regions of which a published panel, or a merge of such, does not tell all people by region."""
    words = header.filters.get(WITHHELD, "").replace(" and ", ",").split(",")
    return tuple(sorted({word.strip() for word in words} - {"", "none", "not told"}))


def _region_answers(counts: Iterable[RegionCount], withheld: Collection[str] = ()) -> tuple[RegionAnswer, ...]:
    found = []
    for one in counts:
        b = one.bounds
        af, low, high = (None, None, None) if b is None else (b.af, b.lower, b.upper)
        part = one.region in withheld
        answer = RegionAnswer(region=one.region, ac=one.ac, an=one.an, af=af, af_low=low, af_high=high, withheld=part)
        found.append(answer)
    return tuple(found)


def answer_of(site: Site) -> AlleleAnswer:
    """The answer of an allele's own record."""
    bounds = site.bounds
    if bounds is None or site.ac == 0:
        return absence(site.allele, site.an, "record", site.regions, site.partial, site.withheld)
    said = f"{site.ac} of {site.an} alleles: {percent(bounds.af)} ({percent(bounds.lower)} to {percent(bounds.upper)})"
    return AlleleAnswer(
        allele=site.allele,
        status="present",
        ac=site.ac,
        an=site.an,
        an_source="record",
        af=bounds.af,
        af_low=bounds.lower,
        af_high=bounds.upper,
        faf95=bounds.faf95,
        absent_below=None,
        homozygotes=site.homozygotes,
        hemizygotes=site.hemizygotes,
        regions=_region_answers(site.regions, site.withheld),
        partial=site.partial or None,
        withheld=site.withheld,
        said=said + _told_partial(site.partial) + told_withheld(site.withheld),
    )


def _told_partial(people: int) -> str:
    return f"; partial: of {people} of the panel's people it is not known whether they were looked at" if people else ""


def told_withheld(words: Sequence[str]) -> str:
    """What a published panel does not tell at a record, in words; empty where it tells all."""
    regions = [word for word in words if word not in (ALL, SEXES, EARLIER)]
    told = []
    if ALL in words:
        told.append("the counts of some of the people are withheld, for they are few")
    if EARLIER in words:
        told.append("the counts are those of an earlier version: who came or went since is withheld")
    if regions:
        told.append(f"people of {', '.join(regions)} are withheld from the counts by region")
    if SEXES in words:
        told.append("homozygotes and hemizygotes are withheld")
    return "".join(f"; {one}" for one in told)


def absence(
    allele: str,
    an: int | None,
    source: AnSource | None,
    regions: Sequence[RegionCount] = (),
    partial: int = 0,
    withheld: tuple[str, ...] = (),
) -> AlleleAnswer:
    """The answer for an allele that nobody has, as far as ``an`` alleles tell (``None``: nobody knows how many)."""
    known = bool(an)
    below = upper_bound_of_absent(an) if an else None
    if an is None:
        said = "not in the panel; not known whether it was looked at"
    elif an == 0 and ALL in withheld:
        said = "in the panel, of so few people that nothing is told of it"
    elif an == 0:
        said = "not in the panel; looked at in no person"
    else:
        said = f"absent in {an} alleles: {told_absence(an)}"
    bounds = RegionCount("", 0, an).bounds if an else None
    return AlleleAnswer(
        allele=allele,
        status="absent" if known else "not_known",
        ac=0 if known else None,
        an=an,
        an_source=source,
        af=0.0 if known else None,
        af_low=0.0 if known else None,
        af_high=None if bounds is None else bounds.upper,
        faf95=0.0 if known else None,
        absent_below=below,
        homozygotes=0 if known else None,
        hemizygotes=0 if known else None,
        regions=_region_answers(regions, withheld),
        partial=partial or None,
        withheld=withheld,
        said=said + _told_partial(partial) + ("" if an == 0 else told_withheld(withheld)),
    )


def added_up(sites: Sequence[Site]) -> Site:
    """One allele that a panel holds under several spellings, each of which counts other people's copies.

    AN is that of the spelling looked at most: who has one spelling counts as reference at the others.
    """
    first, *others = sites
    counts = {one.region: one for one in first.regions}
    for one in (region for site in others for region in site.regions):
        known = counts.get(one.region, RegionCount(one.region, 0, 0))
        an = max(known.an, one.an)
        counts[one.region] = RegionCount(one.region, min(known.ac + one.ac, an), an)
    an = max(site.an for site in sites)
    hom, hemi = [site.homozygotes for site in sites], [site.hemizygotes for site in sites]
    return replace(
        first,
        ac=min(an, sum(site.ac for site in sites)),
        an=an,
        homozygotes=None if None in hom else sum(one or 0 for one in hom),
        hemizygotes=None if None in hemi else sum(one or 0 for one in hemi),
        regions=tuple(counts[region] for region in sorted(counts)) if others else first.regions,
        partial=max(site.partial for site in sites),
        withheld=tuple(sorted({word for site in sites for word in site.withheld})),
    )


class Answering:
    """A panel that is asked."""

    def __init__(self, panel: PanelFile, callability: Callability | None, bases: Bases | None) -> None:
        """Answer from ``panel``.

        Args:
            panel: opened.
            callability: where it was looked at; ``None`` where that is not known.
            bases: of the reference, to place indels; ``None``: alleles are only trimmed.
        """
        self._panel = panel
        self._callability = callability
        self._bases = bases

    def answer(self, wanted: Wanted, fasta_contig: str | None) -> Answer:
        """The answer to one thing asked.

        Args:
            wanted: what.
            fasta_contig: its contig as the FASTA names it.

        Raises:
            InputError: a record of the panel cannot be used, or contradicts the allele's REF.
        """
        if wanted.kind == "allele":
            alleles: tuple[AlleleAnswer, ...] = (self._allele(wanted, fasta_contig),)
        else:
            found = self._panel.fetch(wanted.contig, wanted.start - 1, wanted.end)
            alleles = tuple(answer_of(site) for site in found)
        kind: Literal["allele", "region", "gene"] = wanted.kind  # type: ignore[assignment]
        return Answer(
            asked=wanted.word,
            kind=kind,
            contig=wanted.contig,
            start=wanted.start,
            end=wanted.end,
            alleles=alleles,
        )

    def _allele(self, wanted: Wanted, fasta_contig: str | None) -> AlleleAnswer:
        atom = self._form(fasta_contig, wanted.start, wanted.ref, wanted.alt)
        reach = self._reach(fasta_contig, atom)
        start0, end0 = atom.position - 1, atom.position - 1 + len(atom.ref)
        near = list(self._panel.fetch(wanted.contig, start0, end0 + reach))
        same: list[Site] = []
        for site in near:
            _refuse_other_bases(wanted, site)
            if self._form(fasta_contig, site.position, site.ref, site.alt) == atom:
                same.append(site)
        if same:
            found = answer_of(added_up(same))
            more = f"; {len(same)} spellings of it in the panel, added up" if len(same) > 1 else ""
            return found.model_copy(update={"said": found.said + more})
        name = f"{wanted.contig}-{atom.position}-{atom.ref}-{atom.alt}"
        if fasta_contig is None and len(atom.ref) != len(atom.alt):
            said = "no record is spelt so; an indel has several spellings, and only --fasta tells which are this one"
            return absence(name, None, None).model_copy(update={"said": said})
        over = [site for site in near if site.position <= end0 and site.position - 1 + len(site.ref) > start0]
        return self._absent(name, wanted.contig, start0, end0, over)

    def _form(self, contig: str | None, position: int, ref: str, alt: str) -> Atom:
        return normalised(self._bases if contig is not None else None, contig or "", position, ref, alt)

    def _reach(self, contig: str | None, atom: Atom) -> int:
        """Bases by which an indel can be moved to the right."""
        if self._bases is None or contig is None or len(atom.ref) == len(atom.alt):
            return 0
        moved = (atom.alt if len(atom.alt) > len(atom.ref) else atom.ref)[1:]
        if min(len(atom.ref), len(atom.alt)) > 1:
            return 0
        start = atom.position - 1 + len(atom.ref)
        ahead = self._bases.fetch(contig, start, start + REACH)
        count = 0
        while count < len(ahead) and ahead[count] == moved[count % len(moved)]:
            count += 1
        return count

    def _absent(self, name: str, contig: str, start0: int, end0: int, over: Sequence[Site]) -> AlleleAnswer:
        """In how many alleles every base of REF was looked at, so far as records and the callable track tell."""
        runs = [] if self._callability is None else self._callability.runs(contig, start0, end0)
        held = [(site.position - 1, site.position - 1 + len(site.ref)) for site in over]
        covered = start0
        for first, last in sorted([*held, *((run.start, run.end) for run in runs)]):
            if first > covered:
                break
            covered = max(covered, last)
        # without a track, the record that holds the first base speaks for the allele
        known = covered >= end0 if self._callability is not None else covered > start0
        if not known:
            return absence(name, None, None)
        least = min([*(run.an for run in runs), *(site.an for site in over)])
        regions: dict[str, int] = {}
        for counts in [*(run.regions for run in runs), *({c.region: c.an for c in site.regions} for site in over)]:
            for region, an in counts.items():
                regions[region] = min(an, regions.get(region, an))
        source: AnSource = "callable" if runs else "other_record"
        looked = [RegionCount(code, 0, an) for code, an in sorted(regions.items())]
        untold = {word for site in over for word in site.withheld} | {code for run in runs for code in run.withheld}
        return absence(name, least, source, looked, withheld=tuple(sorted(untold - {SEXES})))


def _refuse_other_bases(wanted: Wanted, site: Site) -> None:
    """A record beside the allele that has other bases of the reference: position or build is wrong."""
    first, last = max(wanted.start, site.position), min(wanted.end, site.position + len(site.ref) - 1)
    ours = wanted.ref[first - wanted.start : last + 1 - wanted.start]
    theirs = site.ref[first - site.position : last + 1 - site.position]
    if any(a != b and "N" not in (a, b) for a, b in zip(ours, theirs, strict=False)):
        problem = f"REF is not the reference's: the panel's record {site.allele[:60]} has {theirs[:20]} there"
        remedy = "check position and build"
        raise InputError([Fault("allele asked", problem, remedy, value=wanted.word[:80])])
