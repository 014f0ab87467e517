"""Sites of interest: founder variants and asked-for positions, looked at in every member even where nothing varies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.allele_id import parts_of


@dataclass(frozen=True, slots=True)
class Site:
    """One site, resolved to an allele of the reference; ``position`` is 1-based, the allele is left-aligned.

    ``contig`` is ``None`` where the site cannot be looked at; ``why_not`` then names the reason by its key.
    """

    name: str
    gene: str
    kind: str  # founder or position
    disease: str | None = None
    population: str | None = None
    evidence: str | None = None
    reference: str | None = None
    contig: str | None = None
    position: int | None = None
    ref: str | None = None
    alt: str | None = None
    why_not: str | None = None

    @property
    def id(self) -> str:
        """CHROM-POS-REF-ALT, or the name where the site has no allele."""
        if self.contig is None:
            return self.name
        return f"{self.contig}-{self.position}-{self.ref}-{self.alt}"


def write_sites(sites: Iterable[Site], path: Path) -> None:
    """Write as JSON."""
    path.write_text(json.dumps([asdict(site) for site in sites], indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def read_sites(path: Path) -> tuple[Site, ...]:
    """Read what :func:`write_sites` wrote, or a case's ``{case}.sites.json``, whose readings are then left out.

    Raises:
        InputError: it is neither.
    """
    try:
        rows: list[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_of_case(row) if "genotypes" in row else Site(**row) for row in rows)
    except (OSError, UnicodeDecodeError, ValueError, TypeError, KeyError) as error:
        problem = f"it is no table of sites ({error.__class__.__name__})"
        remedy = "give the sites.json of the tracks, or the {case}.sites.json of a case"
        raise InputError([Fault(str(path), problem, remedy)]) from error


def _of_case(row: Mapping[str, Any]) -> Site:
    """The site of a reading (:class:`tachkhis.variants.genotype.SiteReading`), which names the allele by its id."""
    about = {key: row[key] for key in ("name", "gene", "kind", "disease")}
    parts = parts_of(row["id"])
    if row["id"] == row["name"] or parts is None:
        return Site(**about, why_not=row["why_not_tested"])
    contig, position, ref, alt = parts
    return Site(**about, contig=contig, position=position, ref=ref, alt=alt)


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The numbers of ``resources/quality/sites.json`` that reads at a site are taken by.

    Attributes:
        min_base_quality: Phred quality below which a base says nothing.
        carried_reads: reads with the allele from which it counts as seen.
        carried_share: share of the reads, likewise.
        homozygous_share: share of the reads from which it counts as homozygous.
    """

    min_base_quality: int
    carried_reads: int
    carried_share: float
    homozygous_share: float

    @classmethod
    def shipped(cls) -> ReadingRules:
        """The table that ships."""
        table: Mapping[str, Any] = read_json(RESOURCES / "quality" / "sites.json")
        return cls(**{field: table[field] for field in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Support:
    """Fragments at one site in one person.

    Attributes:
        depth: those that show the reference or the allele; of a substitution all that could be read.
        alt_reads: those that show the allele.
        another: those that show neither and lack the allele for certain: another length, or the reference's length
            spelt otherwise.
        unclear: those of the allele's length that spell it otherwise, or with a gap over the edge of the window.
    """

    depth: int
    alt_reads: int
    another: int = 0
    unclear: int = 0

    @property
    def readable(self) -> int:
        """Fragments that say whether the allele is there."""
        return self.depth + self.another


class Tells(IntEnum):
    """What one read says of an allele; of the two ends of a fragment the higher one counts."""

    UNCLEAR = 0
    ANOTHER = 1
    REFERENCE = 2
    CARRIES = 3


def read_support(alignment: Any, site: Site, reference: str, offset: int, mapping_quality: int) -> Support:
    """Count the reads that speak for and against the allele of a site.

    A read counts if it is primary, not a duplicate, passed the filters, is mapped well enough, and covers the whole
    window in which the allele could be placed (for an indel in a repeat that is the repeat plus one base on each
    side: a read that ends inside cannot tell). Its bases over the window, compared with both haplotypes, decide. Of
    an indel the base on each side must be aligned, but may be any: an SNV there says nothing of the length.

    Args:
        alignment: an open ``pysam.AlignmentFile``.
        site: a site with an allele.
        reference: reference sequence around the site, upper case.
        offset: 0-based position of ``reference[0]`` on the contig.
        mapping_quality: least MAPQ of a read (``calling.min_mapping_quality``).
    """
    assert site.contig is not None and site.position is not None and site.ref is not None and site.alt is not None
    start, end = window(site.position - 1, site.ref, site.alt, reference, offset)
    with_ref = reference[start - offset : end - offset]
    shift = site.position - 1 - start
    with_alt = with_ref[:shift] + site.alt + with_ref[shift + len(site.ref) :]
    anchored = min(len(site.ref), len(site.alt)) == 1 and site.ref[0] == site.alt[0]
    base_quality = ReadingRules.shipped().min_base_quality
    seen: dict[str, Tells] = {}  # the two ends of one fragment are one observation
    for read in alignment.fetch(site.contig, start, end):
        if read.is_duplicate or read.is_secondary or read.is_supplementary or read.is_qcfail:
            continue
        if read.mapping_quality < mapping_quality:
            continue
        if read.reference_start > start or (read.reference_end or 0) < end:
            continue
        if len(site.ref) == len(site.alt):
            tells = _of_substitution(read, start, end, with_alt, base_quality)
        else:
            tells = _of_indel(read, start, end, with_ref, with_alt, anchored, base_quality)
        if tells is not None:
            seen[read.query_name] = max(tells, seen.get(read.query_name, Tells.UNCLEAR))
    counts = Counter(seen.values())
    carrying = counts[Tells.CARRIES]
    return Support(carrying + counts[Tells.REFERENCE], carrying, counts[Tells.ANOTHER], counts[Tells.UNCLEAR])


def _of_substitution(read: Any, start: int, end: int, with_alt: str, base_quality: int) -> Tells | None:
    bases = bases_over(read, start, end, base_quality)
    if bases is None:
        return None
    return Tells.CARRIES if bases == with_alt else Tells.REFERENCE


def _of_indel(
    read: Any, start: int, end: int, with_ref: str, with_alt: str, anchored: bool, base_quality: int
) -> Tells | None:
    """What a read over the window says; the first base is compared only where it is no anchor, the last one never."""
    first = int(anchored)
    bases = bases_over(read, start + first, end - 1, base_quality, edges=True)
    if bases is None:
        return None
    if _gap_over_edge(read, start + first, end - 1):
        return Tells.UNCLEAR
    if bases == with_alt[first:-1]:
        return Tells.CARRIES
    if bases == with_ref[first:-1]:
        return Tells.REFERENCE
    return Tells.UNCLEAR if len(bases) == len(with_alt) - first - 1 else Tells.ANOTHER


def _gap_over_edge(read: Any, start: int, end: int) -> bool:
    """Whether a gap of a read removes the base before, or the base after, ``[start, end)``."""
    position = read.reference_start
    for operation, length in read.cigartuples or ():
        if operation in (2, 3) and (position < start < position + length or position <= end < position + length):
            return True
        if operation in (0, 2, 3, 7, 8):
            position += length
    return False


def window(start: int, ref: str, alt: str, reference: str, offset: int) -> tuple[int, int]:
    """0-based half-open window over which the placements of an allele extend, one base more on each side.

    For a substitution that is the changed bases alone.
    """
    if len(ref) == len(alt):
        return start, start + len(ref)
    longer, shorter = (ref, alt) if len(ref) > len(alt) else (alt, ref)
    unit = longer[len(shorter) :]
    position = start + len(shorter) - offset
    if len(ref) > len(alt):
        position += len(unit)
    moved = 0
    while position + moved < len(reference) and reference[position + moved] == unit[moved % len(unit)]:
        moved += 1
    end = start + len(ref) + moved + 1
    return start, min(end, offset + len(reference))


def bases_over(read: Any, start: int, end: int, base_quality: int, edges: bool = False) -> str | None:
    """The bases that a read puts on ``[start, end)`` of the reference, and insertions inside (``edges``: or beside).

    ``None`` where the read is clipped inside, skips, or holds a base of quality under ``base_quality`` there.
    """
    sequence, qualities = read.query_sequence, read.query_qualities
    if sequence is None:
        return None
    found: list[str] = []
    query, position = 0, read.reference_start
    for operation, length in read.cigartuples or ():
        if operation in (0, 7, 8):
            for step in range(length):
                if start <= position + step < end:
                    if qualities is not None and qualities[query + step] < base_quality:
                        return None
                    found.append(sequence[query + step])
            query, position = query + length, position + length
        elif operation == 1:
            if start < position < end or (edges and position in (start, end)):
                found.append(sequence[query : query + length])
            query += length
        elif operation in (2, 3):
            if operation == 3 and position < end and position + length > start:
                return None
            position += length
        elif operation == 4:
            query += length
    return "".join(found)
