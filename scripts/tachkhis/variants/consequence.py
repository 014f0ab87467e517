"""Consequences of a change on a transcript, in Sequence Ontology terms.

Everything is decided in sense and mRNA coordinates (see ``spliced``), so both strands are treated alike.
An indel that can be written at several places is judged at each of them and the worst counts: a caller's
choice of place must not hide an effect.

Whether a change is one of the stop codon is decided by its place: a base of it is changed (SO ``stop_lost``: "at least
one base of the terminator codon"). What becomes of it, the new protein decides, as the p. name has it: lost where the
product is elongated (or no stop follows), gained where a stop comes sooner than the old one's place, retained where it
stays, or another stands in its place, whatever bases that is made of. Where an indel can be
written within the exon, its other places at the exon's edge lose no start or stop that the bases left there still give.

All bases of an exon that go are told as its loss (SO ``exon_loss_variant``), coding or not, with its splice sites or
without: the RNA of a non-coding gene has no other word for it.

Order of severity, impact and distances stand in ``resources/annotation/consequences.json``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tachkhis.variants.codon_edit import read_with
from tachkhis.variants.decay import decays
from tachkhis.variants.placement import Change
from tachkhis.variants.placement import sense
from tachkhis.variants.protein import ProteinChange
from tachkhis.variants.protein import protein_change
from tachkhis.variants.region import Region
from tachkhis.variants.region import overlaps
from tachkhis.variants.severity import severity
from tachkhis.variants.spliced import Spliced

INTERGENIC = "intergenic_variant"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one transcript at one place.

    Attributes:
        terms: Sequence Ontology terms, most severe first.
        exons: 1-based numbers of the first and last exon touched, or ``None``.
        introns: likewise.
        protein: the change of the protein, where it can be told.
        edit: replaced mRNA interval and new bases, where the change stays within one exon; with those of the changes
            that are read with it.
        crosses: an edge between exon and intron lies inside the change.
        nmd: nonsense-mediated decay is predicted; ``None`` where no premature stop arises.
    """

    terms: tuple[str, ...]
    exons: tuple[int, int] | None = None
    introns: tuple[int, int] | None = None
    protein: ProteinChange | None = None
    edit: tuple[int, int, str] | None = None
    crosses: bool = False
    nmd: bool | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a change does to one transcript, over all its equivalent places.

    Attributes:
        terms: those of the worst place, most severe first.
        worst: the effect that gives them.
        worst_place: where, of several such places the one nearest the named one; ``None`` where the named place gives
            them, too.
        others: terms that other places would give, worst first.
        named: the effect at the place that the c. name takes, the one nearest the transcript's 3' end.
        nmd: decay at the worst place; where that tells nothing, at the named place.
    """

    terms: tuple[str, ...]
    worst: Effect
    worst_place: Change | None
    others: tuple[tuple[str, ...], ...]
    named: Effect
    nmd: bool | None


def classify(
    spliced: Spliced, change: Change, named_place: Change | None = None, together: Sequence[Change] = ()
) -> Judgement | None:
    """Judge a change at all its equivalent places on a transcript.

    Args:
        spliced: the transcript.
        change: at any of its places.
        named_place: the place that the c. or n. name takes; by default the one nearest the 3' end.
        together: substitutions of the same copy; those of a codon that the change touches are read with it.

    Returns:
        The judgement, or ``None`` where no place touches the transcript.
    """
    ranks = severity().ranks
    effects: dict[tuple[str, ...], tuple[Effect, Change]] = {}
    named: Effect | None = None
    settled = False
    for place, effect in _effects(spliced, change, together):
        settled = settled or (named is not None and named_place is not None and _beyond(spliced, place, named_place))
        if effect is None:
            continue
        if not settled:
            named = effect
            effects[effect.terms] = effect, place
        else:
            effects.setdefault(effect.terms, (effect, place))
    if named is None:
        return None
    # of sets that begin alike the larger one counts
    ranked = sorted(effects, key=lambda terms: [*(ranks[term] for term in terms), len(ranks) + 1])
    worst, place = effects[ranked[0]]
    nmd = named.nmd if worst.nmd is None else worst.nmd
    elsewhere = None if worst.terms == named.terms else place
    return Judgement(worst.terms, worst, elsewhere, tuple(ranked[1:]), named, nmd)


def _effects(spliced: Spliced, change: Change, together: Sequence[Change]) -> list[tuple[Change, Effect | None]]:
    """The effect at each place; where one lies within an exon, its protein says at all what start and stop do."""
    found = [(place, _effect(spliced, place_on(spliced, place), together)) for place in _places(spliced, change)]
    if not any(effect is not None and effect.crosses for _, effect in found):
        return found
    proteins = [effect.protein for _, effect in found if effect is not None and effect.protein is not None]
    if not proteins:
        return found
    return [(place, effect and _agreeing(effect, proteins[-1])) for place, effect in found]


def _agreeing(effect: Effect, protein: ProteinChange) -> Effect:
    """The effect at an exon's edge; the same bases are left as at a place within the exon."""
    terms = set(effect.terms)
    if not effect.crosses or not terms & {"start_lost", "stop_lost"}:
        return effect
    if "stop_lost" in terms and not protein.loses_stop:
        terms.remove("stop_lost")
        terms |= {"stop_retained_variant"} if protein.stop_touched else set()
    if "start_lost" in terms and not protein.start_lost:
        terms.remove("start_lost")
        terms |= {"start_retained_variant"} if protein.start_touched else set()
    return replace(effect, terms=severity().ordered(terms))


def _beyond(spliced: Spliced, place: Change, other: Change) -> bool:
    return (place.start - other.start) * spliced.transcript.strand > 0


def place_on(spliced: Spliced, place: Change) -> tuple[int, int, str]:
    """A change in sense coordinates (0-based half-open), with its new bases on the transcript's strand."""
    transcript = spliced.transcript
    return sense(place, transcript.strand, transcript.start, transcript.end)


def _places(spliced: Spliced, change: Change) -> list[Change]:
    """The places that could differ in effect, 5' to 3'."""
    if not change.movable:
        return [change]
    low, high = change.leftmost, change.rightmost
    forward = spliced.transcript.strand > 0
    first, last = (low, high) if forward else (high, low)
    (near, _, _), (_, far, _) = place_on(spliced, first), place_on(spliced, last)
    if not _edges_within(spliced, near, far):
        return [last]
    places = [low.moved(by) for by in range(low.shift_right + 1)]
    return places if forward else places[::-1]


def _edges_within(spliced: Spliced, near: int, far: int) -> bool:
    """An edge at which effects change lies in or next to a stretch of sense coordinates."""
    table = severity()
    reach = table.region_intronic
    if near <= 0 or far >= spliced.span:
        return True
    index = max(0, bisect_left(spliced.exons, (near - reach, 0)) - 1)
    for (start, end), offset in zip(spliced.exons[index:], spliced.offsets[index:], strict=True):
        if start > far + reach:
            return False
        if (near <= start + reach and far >= start - reach) or (near <= end + reach and far >= end - reach):
            return True
        if spliced.cds is not None and near < end and far > start:
            low, high = offset + near - start, offset + far - start
            marks = (spliced.cds[0], spliced.cds[0] + 3, spliced.cds[1] - 3, spliced.cds[1])
            if any(low <= mark <= high for mark in marks):
                return True
    return False


def _effect(spliced: Spliced, place: tuple[int, int, str], together: Sequence[Change] = ()) -> Effect | None:
    start, end, alt = place
    inserts = start == end
    if (inserts and not 0 < start < spliced.span) or end < 0 or start > spliced.span:
        return None
    if not inserts and (end <= 0 or start >= spliced.span):
        return None
    if not inserts and start <= 0 and end >= spliced.span and not alt:
        return Effect(("transcript_ablation",), (1, len(spliced.exons)))
    region = Region(spliced, start, end)
    terms = region.terms
    if not inserts and not alt and any(start <= low and high <= end for low, high in spliced.exons):
        terms.add("exon_loss_variant")
    edit: tuple[int, int, str] | None = None
    protein: ProteinChange | None = None
    nmd: bool | None = None
    if region.mrna is not None:
        if region.crosses:
            terms |= _partial_terms(spliced, region.mrna)
        else:
            edit = read_with(spliced, (*region.mrna, alt), [place_on(spliced, one) for one in together])
            coding, protein = _exonic_terms(spliced, edit)
            terms |= coding
            nmd = decays(spliced, edit, region.exon_index, protein, terms)
    terms |= _biotype_terms(spliced, exonic=region.mrna is not None)
    table = severity()
    return Effect(
        table.ordered(terms), region.exons, region.introns, protein, edit, region.crosses and not inserts, nmd
    )


def _biotype_terms(spliced: Spliced, *, exonic: bool) -> set[str]:
    if spliced.cds is None:
        return {"non_coding_transcript_exon_variant" if exonic else "non_coding_transcript_variant"}
    if spliced.transcript.biotype in ("nonsense_mediated_decay", "NMD"):
        return {"NMD_transcript_variant"}
    return set()


def _partial_terms(spliced: Spliced, mrna: tuple[int, int]) -> set[str]:
    """Terms of the exonic part of a change that also takes intronic (or outer) bases."""
    if spliced.cds is None:
        return set()
    start, end = mrna
    first, last = spliced.cds
    terms = set()
    if start < first:
        terms.add("5_prime_UTR_variant")
    if end > last:
        terms.add("3_prime_UTR_variant")
    if overlaps(start, end, first, last):
        terms.add("coding_sequence_variant")
        if spliced.start_known and overlaps(start, end, first, first + 3):
            terms.add("start_lost")
        stop = spliced.stop_start
        if stop is not None and overlaps(start, end, stop, last):
            terms.add("stop_lost")
    return terms


def _exonic_terms(spliced: Spliced, edit: tuple[int, int, str]) -> tuple[set[str], ProteinChange | None]:
    """Terms of a change that stays within one exon, and what it does to the protein."""
    if spliced.cds is None:
        return set(), None
    start, end, alt = edit
    first, last = spliced.cds
    terms = set()
    if start < first or start == end == first:
        terms.add("5_prime_UTR_variant")
    if end > last or start == end == last:
        terms.add("3_prime_UTR_variant")
    if not overlaps(start, end, first, last):
        return terms, None
    delta = len(alt) - (end - start)
    change = None if "N" in alt else protein_change(spliced, start, end, alt)  # no residue from a base not read
    if change is None:
        shifts = delta % 3 != 0 and not terms
        return terms | {"frameshift_variant" if shifts else "coding_sequence_variant"}, None
    return terms | _coding_terms(spliced, edit, change), change


def _coding_terms(spliced: Spliced, edit: tuple[int, int, str], change: ProteinChange) -> set[str]:
    start, end, alt = edit
    if change.start_lost:
        return {"start_lost", "stop_lost"} if change.loses_stop else {"start_lost"}
    terms = {"start_retained_variant"} if change.start_touched else set()
    codons_end = spliced.frame_start + 3 * len(spliced.protein)
    if not spliced.stop_known and start >= codons_end and not change.frameshift:
        return terms | {"incomplete_terminal_codon_variant", "coding_sequence_variant"}
    if change.same:
        if change.frameshift and not spliced.stop_known:
            return terms | {"frameshift_variant"}  # what follows the last known codon cannot be compared
        if change.stop_touched:
            terms.add("stop_retained_variant")
        return terms or {"synonymous_variant"}
    if change.gains_stop:
        terms.add("stop_gained")
    if change.loses_stop:
        terms.add("stop_lost")
    elif change.stop_touched and change.stop_kept:
        terms.add("stop_retained_variant")
    if change.frameshift:
        if _first_new(change) == "*":
            terms.add("stop_gained")
        return terms | {"frameshift_variant"}
    if len(alt) == end - start:
        return terms if terms & {"stop_gained", "stop_lost"} else terms | {"missense_variant"}
    return terms | {_length_term(edit, change)}


def _first_new(change: ProteinChange) -> str:
    for old, new in zip(change.removed, change.added, strict=False):
        if old != new:
            return new
    return ""


def _length_term(edit: tuple[int, int, str], change: ProteinChange) -> str:
    """In-frame insertion or deletion, or neither where residues are both replaced and added or removed."""
    start, end, alt = edit
    if start == end:
        return "inframe_insertion"
    if not alt:
        return "inframe_deletion"
    shorter, longer = sorted((change.removed, change.added), key=len)
    head = 0
    while head < len(shorter) and shorter[head] == longer[head]:
        head += 1
    if longer.endswith(shorter[head:]):
        return "inframe_insertion" if len(change.added) > len(change.removed) else "inframe_deletion"
    return "protein_altering_variant"
