"""The genomic sequence before a transcript in brackets: ``NC_000013.11(NM_004004.6):c.-22-2A>C``.

HGVS wants it where a position lies in an intron, which the transcript's own sequence lacks
(https://hgvs-nomenclature.org, "reference sequence"). It also says which copy is meant of a transcript in a
pseudoautosomal region.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tachkhis.reference.contigs import rename_map
from tachkhis.variants.locate import UnplaceableNameError
from tachkhis.variants.names import Namer

_GENOMIC = re.compile(r"(?:(?:NC|NG|NT|NW|AC)_\d+|LRG_\d+)(?:\.\d+)?")


def contig_called(head: str, namer: Namer, accessions: Mapping[str, str]) -> str | None:
    """The reference's contig of an accession or a name, with or without ``chr``; ``None`` where there is none.

    Args:
        head: as written.
        namer: the reference and its genes.
        accessions: RefSeq accession by contig name.
    """
    lengths = namer.genome.lengths
    contig = next((name for name, accession in accessions.items() if accession == head), None)
    if contig is None:
        contig = head if head in lengths else rename_map([head], lengths).get(head)
    return contig


def context_of(text: str, head: str, namer: Namer, accessions: Mapping[str, str]) -> str | None:
    """The contig that stands before the brackets of a c. or n. name; ``None`` where something else stands there.

    Raises:
        UnplaceableNameError: it is a genomic sequence that this reference lacks, or has in another version.
    """
    if namer.model.with_id(head) or namer.model.with_alias(head):
        return None
    contig = contig_called(head, namer, accessions)
    if contig is not None or not _GENOMIC.fullmatch(head):
        return contig
    refuse_other_version(text, head, accessions)
    known = ", ".join(accessions.get(name, name) for name in list(namer.genome.lengths)[:3])
    problem = f"the reference has no sequence {head} (it has {known} ...)"
    raise UnplaceableNameError(text, problem, "write a contig of the reference before the brackets, or none")


def refuse_other_version(text: str, head: str, accessions: Mapping[str, str]) -> None:
    """Refuse an accession that the reference has in another version: it is another build's.

    Raises:
        UnplaceableNameError: it has.
    """
    bare, dot, version = head.rpartition(".")
    bare = bare if dot and version.isdigit() else head
    for contig, accession in accessions.items():
        if accession != head and accession.rpartition(".")[0] == bare:
            problem = f"{contig} of this reference is {accession}, not {head}"
            remedy = "name the variant on that build, or give the reference of the other; nothing is substituted"
            raise UnplaceableNameError(text, problem, remedy)


def check_context(text: str, accession: str, contig: str, namer: Namer) -> None:
    """Whether a transcript lies on the contig that was written before it.

    Raises:
        UnplaceableNameError: it does not.
    """
    found = [one.contig for one in namer.model.with_id(accession)]
    if found and contig not in found:
        problem = f"{accession} lies on {', '.join(dict.fromkeys(found))}, not on {contig}"
        raise UnplaceableNameError(text, problem, "correct what stands before the brackets, or the transcript in them")
