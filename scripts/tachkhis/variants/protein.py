"""What a change of the mRNA does to the protein, and its HGVS name (HGVS nomenclature 21).

The reference protein ends with ``*`` and is counted from 0 here; names count from 1. Only the codons that a
change touches are translated, or all from there on where the frame shifts.
"""

from __future__ import annotations

from dataclasses import dataclass

from tachkhis.reference.residues import THREE_LETTERS
from tachkhis.variants.region import overlaps
from tachkhis.variants.spliced import Spliced

START_LOST_NAME = "p.(Met1?)"
NO_PROTEIN_NAME = "p.0?"
UNKNOWN_NAME = "p.?"


@dataclass(frozen=True, slots=True)
class ProteinChange:
    """The residues that differ, as a window on the reference protein.

    Attributes:
        first: 0-based index of the window's first residue.
        removed: reference residues of the window (to the end where the frame shifts or the stop goes).
        added: the residues that stand there now, up to and including the first stop.
        frameshift: the reading frame changes.
        start_touched: the change lies on the start codon.
        start_lost: no start codon is left in its place.
        stop_touched: the change lies on the stop codon.
        stop_kept: the stop codon stays, or its place still holds a stop, or the last residues alone go.
        stop_early: the stop codon is replaced, and the new stop comes sooner than the old one's place.
        extends: every residue stays, and others follow where the stop stood (HGVS: an extension); a copy of the last
            residues in front of the stop is a duplication instead.
        stop_end: one past the last base of the first stop, in the changed mRNA; ``None`` where there is no
            stop.
    """

    first: int
    removed: str
    added: str
    frameshift: bool
    start_touched: bool = False
    start_lost: bool = False
    stop_touched: bool = False
    stop_kept: bool = True
    stop_early: bool = False
    extends: bool = False
    stop_end: int | None = None

    @property
    def same(self) -> bool:
        """The protein stays as it is."""
        return not self.start_lost and self.removed == self.added

    @property
    def gains_stop(self) -> bool:
        """A stop comes before the place of the old one, not through a shift of the frame alone."""
        early = self.stop_early or not self.removed.endswith("*")
        return self.added.endswith("*") and early and not (self.start_lost or self.frameshift or self.same)

    @property
    def loses_stop(self) -> bool:
        """Bases of the old stop are changed, and translation runs past its place."""
        if not self.stop_touched:
            return False
        if self.extends:
            return True
        if self.stop_kept or self.same or self.stop_early:
            return False
        if self.frameshift:
            return self.start_lost or not self.added.endswith("*") or len(self.added) > len(self.removed)
        return True


def protein_change(spliced: Spliced, start: int, end: int, alt: str) -> ProteinChange | None:
    """Follow one change of the mRNA into the protein.

    Args:
        spliced: a coding transcript.
        start: first replaced base, mRNA coordinates, 0-based.
        end: one past the last replaced base; equals ``start`` for an insertion.
        alt: the new bases on the transcript's strand.

    Returns:
        The change, or ``None`` where it cannot be said (no sound reading frame, a part before the first whole
        codon).
    """
    if spliced.cds is None or not spliced.protein:
        return None
    bases = spliced.readable
    changed = bases[:start] + alt + bases[end:]
    first_base = spliced.frame_start
    start_touched = spliced.start_known and overlaps(start, end, spliced.cds[0], spliced.cds[0] + 3)
    stop = spliced.stop_start
    stop_touched = stop is not None and overlaps(start, end, stop, stop + 3)
    if start_touched:
        begin = spliced.cds[0]
        if changed[len(changed) - (len(bases) - begin) :] == bases[begin:] and len(changed) >= len(bases) - begin:
            return ProteinChange(0, "M", "M", frameshift=False, start_touched=True)
        if changed[:begin] != bases[:begin] or changed[begin : begin + 3] not in spliced.code.starts:
            return ProteinChange(0, "M", "", False, True, True, stop_touched, stop_kept=not stop_touched)
    elif start < first_base:
        return None
    return _window(spliced, changed, (start, end, len(alt)), (start_touched, stop_touched))


def _window(spliced: Spliced, changed: str, edit: tuple[int, int, int], touched: tuple[bool, bool]) -> ProteinChange:
    start, end, added_bases = edit
    protein, code, begin = spliced.protein, spliced.code, spliced.frame_start
    delta = added_bases - (end - start)
    first = max(0, (start - begin) // 3)
    at = begin + 3 * first
    shifted = delta % 3 != 0
    join = first + max(0, -((at - end) // 3))  # first codon behind the change that is whole again
    kept, early = True, False
    if shifted or join > len(protein):
        removed = protein[first:]
        added = code.translate_to_stop(changed, at)
        kept = not shifted and added.endswith("*") and delta <= 0 and len(added) == len(removed) + delta // 3
        early = not shifted and not kept and added.endswith("*") and len(added) < len(removed)
    else:
        removed = protein[first:join]
        window = changed[at : begin + 3 * join + delta]
        added = _with_selenocysteine(window, removed, code.translate(window))
        if "*" in added:
            kept = not removed.endswith("*") or (delta <= 0 and added.index("*") == len(added) - 1)
            early = not kept and added.index("*") < len(removed)  # else translation runs past the old stop's place
            added = added[: added.index("*") + 1]
            if spliced.stop_known and first + len(added) >= len(protein):  # no sooner than the old stop
                removed = protein[first:]
        elif removed.endswith("*"):
            kept = False
            added += code.translate_to_stop(changed, at + len(window))
            early = added.endswith("*") and len(added) < len(removed)
    if not shifted and removed.endswith("*") and added.endswith("*") and len(added) == len(removed):
        kept, early = True, False  # whatever bases it is made of, the stop stands where the old one stood
    copies, extends = _at_the_end(spliced, first, removed, added, delta)
    kept = copies or (kept and not extends)
    if first == 0 and spliced.start_known and added:
        added = "M" + added[1:]
    stop_end = at + 3 * len(added) if added.endswith("*") else None
    return ProteinChange(
        first,
        removed,
        added,
        shifted,
        start_touched=touched[0],
        stop_touched=touched[1],
        stop_kept=kept,
        stop_early=early,
        extends=extends,
        stop_end=stop_end,
    )


def _with_selenocysteine(window: str, removed: str, added: str) -> str:
    """New residues of a window in frame, with the selenocysteines of the old ones that stay.

    A TGA that stands as far from one end of the window as that of a selenocysteine does is that codon itself: what was
    taken away or put in beside it does not make it a stop.
    """
    for index, residue in enumerate(removed):
        for at in (index, index + len(added) - len(removed)) if residue == "U" else ():
            if 0 <= at < len(added) and window[3 * at : 3 * at + 3] == "TGA" and added[at] == "*":
                added = f"{added[:at]}U{added[at + 1 :]}"
                break
    return added


def _at_the_end(spliced: Spliced, first: int, removed: str, added: str, delta: int) -> tuple[bool, bool]:
    """Whether residues are added behind the last one: as a copy of those in front of them, or as an extension.

    The protein alone decides: it is longer by residues that stand where its stop stood, with whatever bases.
    """
    protein = spliced.protein
    skip = 0
    while skip < len(removed) and skip < len(added) and removed[skip] == added[skip]:
        skip += 1
    at, more = first + skip, added[skip:].removesuffix("*")
    if not (spliced.stop_known and at == len(protein) - 1 and more):
        return False, False
    copies = delta == 3 * len(more) and protein[max(0, at - len(more)) : at] == more
    return copies, not copies


def describe(protein: str, change: ProteinChange) -> str:
    """The HGVS name of a predicted protein change, without accession.

    Args:
        protein: reference protein, ``*`` last.
        change: from :func:`protein_change`.

    Returns:
        For example ``p.(Gly12ValfsTer2)``.
    """
    if change.start_lost:
        return START_LOST_NAME
    if change.same:
        at = min(change.first, len(protein) - 1)
        return f"p.({_residue(protein, at)}=)"
    skip = 0
    removed, added = change.removed, change.added
    while skip < len(removed) and skip < len(added) and removed[skip] == added[skip]:
        skip += 1
    at, removed, added = change.first + skip, removed[skip:], added[skip:]
    if change.stop_kept and not change.frameshift and removed.endswith("*") and added == "*":
        removed, added = removed[:-1], ""  # the last residues go, and the stop stays behind those that are left
    while not removed and change.gains_stop and added[0] == protein[at : at + 1]:
        at, added = at + 1, added[1:]
    if not removed and at < len(protein) and added[:1] == protein[at] == "*":
        return f"p.({_residue(protein, at)}=)"
    if removed.startswith("*") and not added:  # no base is left to say what the stop becomes
        return UNKNOWN_NAME
    runs_on = change.frameshift or (removed.endswith("*") and not change.stop_kept)
    return f"p.({_shifted(protein, at, removed, added) if runs_on else _in_frame(protein, at, removed, added)})"


def stop_kept(protein: str) -> str:
    """The name where only the stop codon is concerned, and it stays a stop."""
    return f"p.({_residue(protein, len(protein) - 1)}=)"


def _residue(protein: str, at: int) -> str:
    return f"{THREE_LETTERS[protein[at]]}{at + 1}"


def _range(protein: str, at: int, size: int) -> str:
    first = _residue(protein, at)
    return first if size == 1 else f"{first}_{_residue(protein, at + size - 1)}"


def _letters(residues: str) -> str:
    return "".join([THREE_LETTERS[letter] for letter in residues])


def _shifted(protein: str, at: int, removed: str, added: str) -> str:
    """All that follows ``at`` is new: a frame shift, a stop, or an extension."""
    if not added or not removed:
        return f"{_residue(protein, min(at, len(protein) - 1))}fs"
    if added[0] == "*":
        return f"{_residue(protein, at)}Ter"
    if removed[0] == "*":
        length = str(len(added) - 1) if added.endswith("*") else "?"
        return f"{_residue(protein, at)}{THREE_LETTERS[added[0]]}extTer{length}"
    length = str(len(added)) if added.endswith("*") else "?"
    return f"{_residue(protein, at)}{THREE_LETTERS[added[0]]}fsTer{length}"


def _in_frame(protein: str, at: int, removed: str, added: str) -> str:
    if added.startswith("*"):
        return f"{_residue(protein, at)}Ter"
    if added.endswith("*") and not removed.endswith("*"):  # a new stop: nothing behind it is compared
        return (
            f"{_range(protein, at, len(removed))}delins{_letters(added)}" if removed else _inserted(protein, at, added)
        )
    while removed and added and removed[-1] == added[-1]:
        removed, added = removed[:-1], added[:-1]
    if not removed:
        while protein[at : at + 1] == added[0]:
            added = added[1:] + added[0]
            at += 1
        return _inserted(protein, at, added)
    if not added:
        size = len(removed)
        while protein[at] == protein[at + size : at + size + 1]:
            at += 1
        return f"{_range(protein, at, size)}del"
    if len(removed) == len(added) == 1:
        return f"{_residue(protein, at)}{THREE_LETTERS[added]}"
    return f"{_range(protein, at, len(removed))}delins{_letters(added)}"


def _inserted(protein: str, at: int, added: str) -> str:
    size = len(added)
    if at >= size and protein[at - size : at] == added:
        return f"{_range(protein, at - size, size)}dup"
    if protein[at : at + 1] == "*" and not added.endswith("*"):
        return f"{_residue(protein, at)}{THREE_LETTERS[added[0]]}extTer{size}"
    return f"{_range(protein, at - 1, 2)}ins{_letters(added)}"
