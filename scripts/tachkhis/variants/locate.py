"""From an HGVS name to the VCF allele, for lists that people write by name, such as the founder variants."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import hgvs.parser  # first: the other modules of hgvs import each other in a circle

# isort: split
import hgvs.edit
import hgvs.exceptions
from hgvs.enums import Datum

from tachkhis.errors import UnusableWordError
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.names import Namer
from tachkhis.variants.placement import change_of
from tachkhis.variants.placement import vcf_allele
from tachkhis.variants.provider import LocalProvider
from tachkhis.variants.provider import Projector
from tachkhis.variants.provider import key_of
from tachkhis.variants.provider import mrna_position
from tachkhis.variants.sequence import reverse_complement
from tachkhis.variants.spliced import Spliced
from tachkhis.variants.unread_forms import why_unread

Allele = tuple[str, int, str, str]


class UnplaceableNameError(UnusableWordError):
    """An HGVS name that cannot be put on this reference with this gene model; the message says why."""


def locate(namer: Namer | LocalProvider, name: str, contig: str | None = None) -> Allele:
    """Place an HGVS name on the genome.

    Nothing is guessed: the transcript must be in the gene model in exactly this version, and bases that the
    name states must be those of the reference.

    Args:
        namer: the reference and its genes.
        name: for example ``NM_1.2:c.35del``; c., n., g. or m.; names that are not 3'-shifted are accepted.
        contig: which copy is meant, where the gene model holds the transcript on several contigs (PAR).

    Returns:
        Contig, 1-based position, REF and ALT, left-aligned.

    Raises:
        UnplaceableNameError: not an HGVS name, unknown transcript or version, or not the reference's bases.
    """
    provider = namer.provider if isinstance(namer, Namer) else namer
    variant = _parsed(name)
    if variant.type == "p":
        raise UnplaceableNameError(name, *why_unread(name))
    edit = variant.posedit.edit if variant.posedit is not None else None
    if variant.type not in "cngm" or not isinstance(edit, hgvs.edit.NARefAlt | hgvs.edit.Dup | hgvs.edit.Inv):
        problem, remedy = "a name of this kind cannot be placed", "write a c., n., g. or m. name of one change"
        raise UnplaceableNameError(name, problem, remedy)
    stated, inserts = _stated(edit), edit.type == "ins"
    if variant.type in "gm":
        if variant.ac not in provider.genome.lengths:
            remedy = f"its contigs are {', '.join(list(provider.genome.lengths)[:3])} ..."
            raise UnplaceableNameError(name, f"the reference has no contig {variant.ac!r}", remedy)
        _check_prefix(provider, name, variant)
        genomic, strand, on = variant, 1, variant.ac
        _check_range(provider, name, variant)
    else:
        transcript = _transcript(provider.model, name, variant.ac, contig)
        _check_kind(name, variant.type, transcript)
        _check_positions(provider.spliced(transcript), variant, name)
        variant.ac = key_of(transcript)
        try:
            projector = namer.projector if isinstance(namer, Namer) else Projector(provider)
            genomic = projector.to_genome(variant, transcript)
        except hgvs.exceptions.HGVSError as error:
            problem = f"{transcript.id} has no such position"
            raise UnplaceableNameError(name, problem, "write positions that the transcript has") from error
        strand, on = transcript.strand, transcript.contig
    span = genomic.posedit.pos
    if inserts and (genomic.posedit.edit.type != "ins" or span.end.base - span.start.base != 1):
        problem = "an insertion stands between two neighbouring positions"
        raise UnplaceableNameError(name, problem, "write it like c.12_13insA")
    return _allele(provider, name, genomic, on, strand, stated)


def _parsed(name: str) -> Any:
    """The name as ``hgvs`` reads it, under its own accession (``hgvs`` knows no contig named 1)."""
    accession, colon, rest = name.strip().partition(":")
    accession = re.sub(r"\([^()]*\)$", "", accession)  # NM_004004.6(GJB2):c.35del
    if re.match(r"[cngm]\.(?:\+|[^A-Za-z]*_\+)", rest):  # hgvs takes c.+1 for c.1
        problem = "no position begins with +"
        remedy = "write c.1 for the first coding base, or c.12+1 for an intron's, behind the exon's last base"
        raise UnplaceableNameError(name, problem, remedy)
    if re.match(r"[cngm]\.[\d*_+-]*?(?<!\d)0+(?!\d)", rest):
        raise UnplaceableNameError(
            name, "there is no position 0", "positions are counted from 1, and -1 stands before 1"
        )
    try:
        if not re.fullmatch(r"[\w.*-]+", accession) or not colon:
            raise hgvs.exceptions.HGVSParseError("no accession")
        variant = _parser().parse_hgvs_variant(f"NM_0.0:{rest}")
    except hgvs.exceptions.HGVSError as error:
        raise UnplaceableNameError(name, *why_unread(name)) from error
    if getattr(variant.posedit.pos, "uncertain", False):
        raise UnplaceableNameError(name, "its position is uncertain", "write one position, or a range without brackets")
    several = set(str(getattr(variant.posedit.edit, "alt", None) or "").upper()) - set("ACGTN")
    if several and variant.type != "p":
        problem = f"{sorted(several)[0]} is no base, but stands for several"
        raise UnplaceableNameError(name, problem, "write the base that stands there, A, C, G or T")
    for part in ("ref", "alt"):  # lower case would not be complemented on the reverse strand
        bases = getattr(variant.posedit.edit, part, None)
        if isinstance(bases, str):
            setattr(variant.posedit.edit, part, bases.upper())
    variant.ac = accession
    return variant


@cache
def _parser() -> Any:
    return hgvs.parser.Parser()


def _check_prefix(provider: LocalProvider, name: str, variant: Any) -> None:
    """One rule: m. on the mitochondrion, g. on all other contigs."""
    mitochondrial = variant.ac in provider.mitochondrial
    if mitochondrial == (variant.type == "m"):
        return
    right = "m" if mitochondrial else "g"
    problem = f"{variant.ac} is {'' if mitochondrial else 'not '}the mitochondrion, whose names begin with m."
    raise UnplaceableNameError(name, problem, f"write {variant.ac}:{right}.{variant.posedit}, if that is what is meant")


def _check_range(provider: LocalProvider, name: str, variant: Any) -> None:
    """Positions lie on the contig; a range over the origin (``m.16569_1insA``) then ends beyond a circle's length."""
    span, length = variant.posedit.pos, provider.genome.lengths[variant.ac]
    circular = variant.ac in provider.mitochondrial
    if not (1 <= span.start.base <= length and 1 <= span.end.base <= length):
        remedy = f"it has {length} bases" + (f", and base {length} is followed by base 1" if circular else "")
        raise UnplaceableNameError(name, f"the position is not on contig {variant.ac!r}", remedy)
    if circular and span.end.base < span.start.base:
        span.end.base += length


def _stated(edit: Any) -> str:
    """Reference bases (or their number) that the name itself states; empty where it states none."""
    return str(edit.ref or "") if not isinstance(edit, hgvs.edit.NARefAlt) or edit.ref is not None else ""


def _transcript(model: GeneModel, name: str, accession: str, contig: str | None) -> Transcript:
    found = [transcript for transcript in model.with_id(accession) if contig in (None, transcript.contig)]
    if len(found) == 1:
        return found[0]
    if found:
        places = ", ".join(transcript.contig for transcript in found)
        problem, remedy = f"{accession} lies on several contigs ({places})", f"write {found[0].contig}({accession}):..."
        raise UnplaceableNameError(name, problem, remedy)
    bare, dot, version = accession.rpartition(".")
    bare = bare if dot and version.isdigit() else accession
    known = list(dict.fromkeys(transcript.id for transcript in model.versions(bare)))
    if known:
        problem = f"the gene model has {', '.join(known)}, not {accession}"
        remedy = "name the variant on that version, or give the gene model of this one; nothing is substituted"
        raise UnplaceableNameError(name, problem, remedy)
    problem = f"the gene model has no transcript {bare} in any version"
    raise UnplaceableNameError(name, problem, "write a transcript of the gene model, or give another gene model")


def _check_kind(name: str, kind: str, transcript: Transcript) -> None:
    if kind == "c" and transcript.cds is None:
        raise UnplaceableNameError(name, f"{transcript.id} is not coding", "write n. instead of c.")


def _check_positions(spliced: Spliced, variant: Any, name: str) -> None:
    """Intronic positions must hang on the first or last base of an exon."""
    length = len(spliced.bases)
    edges = {*spliced.offsets, length}
    for position in (variant.posedit.pos.start, variant.posedit.pos.end):
        at = mrna_position(spliced, position)
        if not 0 <= at < length:
            problem = f"{spliced.transcript.id} has no position {position}"
            remedy = f"write a position that lies in the transcript ({_ends(spliced)})"
            raise UnplaceableNameError(name, problem, remedy)
        _check_coding_end(spliced, variant, name)
        if (position.offset > 0 and (at + 1 not in edges or at + 1 == length)) or (
            position.offset < 0 and (at not in edges or at == 0)
        ):
            problem = f"{spliced.transcript.id} has no intron at position {position}"
            raise UnplaceableNameError(name, problem, "write the last or first base of an exon before + or -")
        if position.offset:
            size = _intron(spliced, at + 1 if position.offset > 0 else at)
            if abs(position.offset) > size:
                problem = f"the intron at position {position} has {size} bases"
                raise UnplaceableNameError(name, problem, "write a position that lies in the intron")


def _check_coding_end(spliced: Spliced, variant: Any, name: str) -> None:
    """A c. position without ``*`` lies in the coding sequence: behind its end stands ``c.*1``, and nothing else."""
    if variant.type != "c" or spliced.cds is None:
        return
    first, last = spliced.cds
    span = variant.posedit.pos
    meant, beyond = [], False
    for position in (span.start, span.end):
        at, written = mrna_position(spliced, position), str(position)
        if position.datum == Datum.CDS_START and at >= last:
            beyond = True
            written = f"*{at - last + 1}" + (f"{position.offset:+d}" if position.offset else "")
        meant += [written] if written not in meant else []
    if beyond:
        problem = f"the coding sequence of {spliced.transcript.id} ends at c.{last - first}; the base behind it is c.*1"
        inside = all(mrna_position(spliced, one) < len(spliced.bases) for one in (span.start, span.end))
        remedy = f"write a position up to c.{last - first}"
        remedy += f", or c.{'_'.join(meant)} if that is meant" if inside else f"; the transcript has {_ends(spliced)}"
        raise UnplaceableNameError(name, problem, remedy)


def _ends(spliced: Spliced) -> str:
    """The first and the last base of a transcript, as c. or n. counts them."""
    length = len(spliced.bases)
    if spliced.cds is None:
        return f"n.1 to n.{length}"
    first, last = spliced.cds
    begin = f"c.-{first}" if first else "c.1"
    return f"{begin} to " + (f"c.*{length - last}" if length > last else f"c.{last - first}") + f"; n.1 to n.{length}"


def _intron(spliced: Spliced, border: int) -> int:
    """Bases of the intron before the exon that begins at an mRNA offset (0-based)."""
    exons = spliced.transcript.exons
    ordered = exons if spliced.transcript.strand > 0 else exons[::-1]
    index = list(spliced.offsets).index(border)
    first, second = sorted((ordered[index - 1], ordered[index]))
    return second[0] - first[1]


def _allele(provider: LocalProvider, name: str, genomic: Any, contig: str, strand: int, stated: str) -> Allele:
    genome = provider.genome
    start, end = genomic.posedit.pos.start.base - 1, genomic.posedit.pos.end.base
    if end <= start:
        problem = "its positions are in the wrong order"
        raise UnplaceableNameError(name, problem, "write the smaller position first")
    edit = genomic.posedit.edit
    there = genome.around(contig, start, end)
    if stated and edit.type != "ins":
        _compare(name, stated.upper(), there if strand > 0 else reverse_complement(there))
    if edit.type == "ins":
        anchor = there[0]
        position, ref, alt = start + 1, anchor, anchor + edit.alt.upper()
    elif edit.type == "dup":
        position, ref, alt = start + 1, there, there + there
    elif edit.type == "inv":
        position, ref, alt = start + 1, there, reverse_complement(there)
    elif edit.type == "del":
        return _deletion(provider, contig, start, end)
    else:
        position, ref, alt = start + 1, there, (edit.alt or "").upper()
    if ref == alt:
        problem = "the name changes nothing on this reference"
        raise UnplaceableNameError(name, problem, "write what stands there instead")
    return vcf_allele(genome, change_of(genome, contig, position, ref, alt))


def _deletion(provider: LocalProvider, contig: str, start: int, end: int) -> Allele:
    genome = provider.genome
    if start == 0:
        ref = genome.fetch(contig, 0, end + 1)
        return vcf_allele(genome, change_of(genome, contig, 1, ref, ref[-1]))
    ref = genome.around(contig, start - 1, end)
    return vcf_allele(genome, change_of(genome, contig, start, ref, ref[0]))


def _compare(name: str, stated: str, there: str) -> None:
    agrees = int(stated) == len(there) if stated.isdigit() else stated == there
    if not agrees:
        problem = f"the name says {stated}, the reference has {there} there"
        raise UnplaceableNameError(
            name, problem, "correct the name, or give the build and version that it was made for"
        )
