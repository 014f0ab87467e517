"""What was called in each member, and how deep the reads are where nothing was called."""

from __future__ import annotations

from pathlib import Path

from tachkhis.interpretation.explaining.allele import Allele
from tachkhis.interpretation.explaining.allele import bases
from tachkhis.interpretation.explaining.document import MemberState
from tachkhis.interpretation.explaining.files import Files
from tachkhis.interpretation.explaining.records import records_within
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.results import fractions_of
from tachkhis.variants.record import Variant


def called_members(variant: Variant, result: CaseResult, family: Family | None) -> list[MemberState]:
    """The call in every member of the file, in its order."""
    roles = {person.sample: person.role for person in result.people}
    found = []
    for call in variant.calls:
        known = family is not None and call.sample in roles
        zygosity = family.zygosity(variant, family.case.person(call.sample)).value if family and known else None
        found.append(
            MemberState(
                sample=call.sample,
                role=roles.get(call.sample, "other"),
                gt=call.gt,
                zygosity=zygosity,
                depth=call.depth,
                ref_reads=call.ref_reads,
                alt_reads=call.alt_reads,
                quality=call.quality,
                joint_quality=call.joint_quality,
                possible_mosaic=call.sample in variant.mosaic_parents,
                **({} if family is None else fractions_of(call, family.place(variant))),
            )
        )
    return found


def conflict_lines(variant: Variant) -> list[str]:
    """Members whose imported genotypes need more copies than they have."""
    lines = []
    for one in variant.copy_conflicts:
        if one.settled:
            lines.append(
                f"copies: the caller gives {one.sample} {one.called} here, and {one.other} on one copy, which removes"
                " these bases: read as the one copy that is left, the other than that of the deletion"
            )
        elif one.called:
            lines.append(
                f"copies: {one.sample} is called {one.called}, on more than two copies: carried at least once, and how"
                " often is open; where regions alike are called together, the allele may lie in another of them"
            )
        elif one.other is None:
            lines.append(
                f"copies: the caller gives {one.sample} one copy here ('1'), as some do beside a deletion of the other:"
                " it is not to be read as homozygous unconfirmed"
            )
        elif one.one_left:
            lines.append(
                f"copies: {one.sample} is called homozygous, but the same file calls {one.other} on one copy,"
                " which removes these bases: one copy is left, and it is not to be read as homozygous unconfirmed"
            )
        else:
            lines.append(
                f"copies: {one.sample} is also called with {one.other}; one of the two removes bases of the other, and"
                " both genotypes together need more than two copies: one of them is wrong"
            )
    return lines


def uncalled_members(allele: Allele, result: CaseResult, files: Files) -> list[MemberState]:
    """How deep each member was read at a place where the allele was not called, and how many reads carry it."""
    return [
        _read(allele, person.sample, person.role, files)
        for person in result.people
        if files.request is not None and files.folder is not None
    ]


def _read(allele: Allele, sample: str, role: str, files: Files) -> MemberState:
    import pysam

    from tachkhis.case.request import Request
    from tachkhis.variants.genotype import AROUND
    from tachkhis.variants.sites import Site
    from tachkhis.variants.sites import read_support

    assert files.folder is not None
    assert files.request is not None
    cram = files.folder / "samples" / sample / f"{sample}.cram"
    if not cram.is_file() or files.fasta is None:
        return MemberState(sample=sample, role=role, note="its reads are not at hand")
    request = Request.read(files.request)
    site = Site(
        str(allele), "", "position", contig=allele.contig, position=allele.position, ref=allele.ref, alt=allele.alt
    )
    offset = max(0, allele.position - 1 - AROUND)
    around = bases(files.fasta, allele.contig, offset, allele.position + AROUND)
    with pysam.AlignmentFile(str(cram), reference_filename=str(files.fasta)) as alignment:
        support = read_support(alignment, site, around, offset, request.config.calling.min_mapping_quality)
    return MemberState(sample=sample, role=role, depth=support.readable, alt_reads=support.alt_reads)


def overlapping_calls(vcf: Path, allele: Allele, most: int = 5) -> list[str]:
    """Ids of other records of the file that touch the bases of an allele (``most`` at most); needs the index."""
    start = allele.position - 1
    found = [one.id for one in records_within(vcf, allele.contig, start, start + len(allele.ref))]
    return [one for one in found if one != allele.id][:most]
