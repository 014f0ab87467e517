"""Whether a file's contigs and alleles are those of the reference."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.case.reads import Trouble
from tachkhis.case.vcf_text import Wrong
from tachkhis.reference.contigs import canonical
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.passport import builds_named
from tachkhis.reference.passport import guess_build
from tachkhis.reference.passport import known_build

SHOWN = 3
"""Contigs that a fault names as examples."""


@dataclass(frozen=True, slots=True)
class Allele:
    """The REF allele of one record, under the file's own contig name.

    Attributes:
        contig: as in the file.
        position: 1-based.
        ref: as written.
        named: whether an ALT states its bases; before symbolic ones alone, N stands for any base of REF.
    """

    contig: str
    position: int
    ref: str
    named: bool = True

    @property
    def of_bases(self) -> bool:
        """Whether REF can be compared with the reference."""
        return self.named or not set(self.ref.upper()) - set("ACGT")


def contig_trouble(
    found: Mapping[str, int | None], lengths: Mapping[str, int], *, exact: bool = False
) -> Trouble | None:
    """Whether a file shares contigs with the reference, and whether shared contigs have the same length.

    Args:
        found: contigs of the file, with their lengths where it states them.
        lengths: contigs of the reference.
        exact: names must be the same (alignments); otherwise ``1`` and ``chr1`` are one contig.
    """
    names = rename_map(found, lengths)
    shared = {old: new for old, new in names.items() if old == new} if exact else names
    if not shared:
        if names:
            old, new = next(iter(names.items()))
            problem = f"its contigs are named otherwise than the reference's ({old}, not {new})"
            return Trouble(problem, "give the file with the reference's contig names, or start from FASTQ")
        problem = f"it shares no contig with the reference: it has {_some(found)}; the reference has {_some(lengths)}"
        return Trouble(problem, "give a file for the reference of this run")
    for old, new in sorted(shared.items(), key=lambda pair: canonical(pair[0]) == "MT"):
        stated = found[old]
        if stated is not None and stated != lengths[new]:
            known = {name: length for name, length in found.items() if length is not None}
            build = guess_build(known)
            of = f"it is of build {build}: " if build and build != guess_build(lengths) else ""
            problem = f"{of}its contig {old} has {stated:,} bases where the reference has {lengths[new]:,}"
            remedy = "give a file for the reference of this run, or convert it (liftover)"
            if canonical(old) == "MT":  # UCSC hg19 has another mitochondrial sequence than b37 and hs37d5
                remedy = "give a file for the reference of this run, or one without the mitochondrial contig"
            return Trouble(problem, remedy)
    return None


def build_trouble(statements: Iterable[str], build: str) -> Trouble | None:
    """Whether a file's own words about its build (header lines) name another known build than the run's."""
    ours = known_build(build)
    if ours is None:
        return None
    for statement in statements:
        named = builds_named(statement)
        if named and ours not in named:
            return Trouble(f"it says that it is of build {', '.join(sorted(named))}", f"give the file for {ours}")
    return None


def allele_trouble(
    alleles: Sequence[Allele],
    names: Mapping[str, str],
    bases: Mapping[tuple[str, int, int], str],
    tolerated: float,
) -> Trouble | None:
    """Whether REF alleles are what the reference has there.

    Args:
        alleles: REF alleles of some records.
        names: the file's contig names to the reference's.
        bases: the reference's bases, by contig, start and end (1-based inclusive).
        tolerated: share of disagreeing alleles (0 to 1) up to which there is no trouble.
    """
    compared, wrong = 0, []
    for allele in alleles:
        contig = names.get(allele.contig)
        here = bases.get((contig, *stretch(allele)), "") if contig is not None else ""
        if not here or set(here) - set("ACGT") or not allele.of_bases:
            continue
        compared += 1
        if here != allele.ref.upper():
            wrong.append((allele, here))
    if not wrong or len(wrong) <= tolerated * compared:
        return None
    allele, here = wrong[0]
    problem = (
        f"{len(wrong)} of {compared} REF alleles looked at are not what the reference has "
        f"(at {allele.contig}:{allele.position} {allele.ref[:20]}, where the reference has {here[:20]})"
    )
    return Trouble(problem, "give the file that was made with the reference of this run")


def ref_wrong(ref: str, there: str) -> Wrong:
    """What is wrong with a REF where the reference has other bases."""
    problem = f"REF {ref[:20]} is not what the reference has there ({there[:20]})"
    return Wrong(problem, "give the calls that were made with the reference of this run", "REF", ref)


def stretch(allele: Allele) -> tuple[int, int]:
    """Start and end (1-based inclusive) of a REF allele."""
    return allele.position, allele.position + len(allele.ref) - 1


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:SHOWN]) + (" ..." if len(listed) > SHOWN else "") if listed else "none"
