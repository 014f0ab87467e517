"""HGVS names of the answers, by arithmetic of our own, so that they do not depend on the code that they test.

Rules of the HGVS nomenclature (hgvs-nomenclature.org): the most 3' position in the direction of the
transcript, duplication before insertion, protein consequences in parentheses because they are predicted.
"""

from __future__ import annotations

from dataclasses import dataclass

from tachkhis.simulation.model import Allele
from tachkhis.simulation.model import Transcript
from tachkhis.simulation.sequence import reverse_complement
from tachkhis.simulation.sequence import three_letters
from tachkhis.simulation.sequence import translate


@dataclass(frozen=True)
class Change:
    """A change in transcript direction: bases of the sense strand, first and last genomic base in that order.

    For an insertion ``deleted`` is empty and ``first``, ``last`` are the flanking bases.
    """

    first: int
    last: int
    deleted: str
    inserted: str


def oriented(allele: Allele, transcript: Transcript, contig: str) -> Change:
    """The change on the sense strand, shifted as far 3' (in transcript direction) as it goes."""
    step = 1 if transcript.strand == "+" else -1
    position, ref, alt = allele.position, allele.ref, allele.alt
    while ref and alt and ref[0] == alt[0]:
        position, ref, alt = position + 1, ref[1:], alt[1:]
    low, high = position, position + len(ref) - 1  # high = low - 1 for an insertion
    if step < 0:
        ref, alt = reverse_complement(ref), reverse_complement(alt)

    def sense(at: int) -> str:
        base = contig[at - 1]
        return base if step > 0 else reverse_complement(base)

    moved = ref or alt
    if not (ref and alt):
        following = high + 1 if step > 0 else low - 1
        while sense(following) == moved[0]:
            moved = moved[1:] + moved[0]
            low, high, following = low + step, high + step, following + step
        ref, alt = (moved, "") if ref else ("", moved)
    if ref:
        first, last = (low, high) if step > 0 else (high, low)
    else:
        first, last = (low - 1, low) if step > 0 else (low, low - 1)
    return Change(first, last, ref, alt)


def coding_position(transcript: Transcript, position: int) -> str:
    """A genomic position in c. numbering, with intron offsets and UTR marks."""
    mrna = transcript.mrna_positions
    if position in transcript.cds_offset:
        return str(transcript.cds_offset[position] + 1)
    offset_of = {at: number for number, at in enumerate(mrna)}
    first, last = offset_of[transcript.cds_positions[0]], offset_of[transcript.cds_positions[-1]]
    if position in offset_of:
        number = offset_of[position]
        return f"-{first - number}" if number < first else f"*{number - last}"
    for start, end in transcript.introns:
        if start <= position <= end:
            left, right = position - start + 1, end - position + 1
            forward = transcript.strand == "+"
            donor, acceptor = (start - 1, end + 1) if forward else (end + 1, start - 1)
            from_donor, to_acceptor = (left, right) if forward else (right, left)
            if from_donor <= to_acceptor:
                return f"{coding_position(transcript, donor)}+{from_donor}"
            return f"{coding_position(transcript, acceptor)}-{to_acceptor}"
    raise ValueError(f"{position} lies outside {transcript.name}")


def name_coding(allele: Allele, transcript: Transcript, contig: str) -> str:
    """The c. name without accession, for example ``c.35del``."""
    change = oriented(allele, transcript, contig)
    first, last = (coding_position(transcript, at) for at in (change.first, change.last))
    span = first if change.first == change.last else f"{first}_{last}"
    if change.deleted and change.inserted:
        if len(change.deleted) == len(change.inserted) == 1:
            return f"c.{first}{change.deleted}>{change.inserted}"
        return f"c.{span}delins{change.inserted}"
    if change.deleted:
        return f"c.{span}del"
    size, step = len(change.inserted), 1 if transcript.strand == "+" else -1
    before = [change.first - step * back for back in range(size - 1, -1, -1)]
    copied = "".join(contig[at - 1] for at in before)
    if step < 0:
        copied = copied.translate(str.maketrans("ACGT", "TGCA"))
    if copied == change.inserted:
        ends = [coding_position(transcript, before[0]), coding_position(transcript, before[-1])]
        return f"c.{ends[0]}dup" if size == 1 else f"c.{ends[0]}_{ends[1]}dup"
    return f"c.{span}ins{change.inserted}"


def mutated_coding(allele: Allele, transcript: Transcript, contig: str) -> str | None:
    """The CDS with the change, going on into the 3' UTR; ``None`` where the change is not wholly in the CDS."""
    change = oriented(allele, transcript, contig)
    places = transcript.cds_offset
    if change.first not in places or change.last not in places:
        return None
    start, end = places[change.first], places[change.last] + 1
    if not change.deleted:
        start, end = start + 1, start + 1
    mrna = transcript.spliced(contig)
    from_start = mrna[transcript.mrna_positions.index(transcript.cds_positions[0]) :]
    return from_start[:start] + change.inserted + from_start[end:]


def name_protein(allele: Allele, transcript: Transcript, contig: str) -> str:
    """The predicted p. name without accession; ``p.?`` where the change is not wholly in the CDS."""
    after_change = mutated_coding(allele, transcript, contig)
    if after_change is None:
        return "p.?"
    coding = transcript.coding(contig)
    change = oriented(allele, transcript, contig)
    before, after = translate(coding, transcript.table), translate(after_change, transcript.table)
    stop = after.find("*")
    after = after if stop < 0 else after[: stop + 1]
    if after == before:
        at = transcript.cds_offset[change.first] // 3
        return f"p.({three_letters(before[at])}{at + 1}=)"
    at = next(number for number, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1])
    was, now = three_letters(before[at]), three_letters(after[at])
    if (len(change.deleted) - len(change.inserted)) % 3:
        if after[at] == "*":
            return f"p.({was}{at + 1}Ter)"
        return f"p.({was}{at + 1}{now}fsTer{len(after) - at if stop >= 0 else '?'})"
    if len(change.deleted) == len(change.inserted):
        return f"p.({was}{at + 1}{now})"
    raise ValueError(f"no rule to name the in-frame change {allele.id}")
