"""The pseudo-autosomal regions that a consensus goes by: those its panel was counted with."""

from __future__ import annotations

from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.about import PanelAbout
from tachkhis.panel.action_build import par_of
from tachkhis.reference.par_twins import Par
from tachkhis.reference.par_twins import words_of

NOT_TOLD = "not told"
"""In the header of a merge: one of its panels names no regions, so that those of the build hold."""
NONE = "none"


def par_of_panel(header: PanelAbout, file: Path, asked: str | None, known: Par) -> Par:
    """The regions, by canonical contig, 1-based.

    Args:
        header: of the panel; ``PAR`` among its rules where the builder named regions.
        file: the panel, for faults.
        asked: ``--par`` as written, or ``None``.
        known: those of the build, empty where it is not known.

    Raises:
        InputError: ``--par`` cannot be read or contradicts the header, or the header itself does not agree.
    """
    faults: list[Fault] = []
    told = par_of(asked, faults)
    if faults:
        raise InputError(faults)
    written = header.filters.get("PAR")
    if written is None:
        return known if told is None else told
    held = [_held(word, file, known) for word in written.split(" and ")]
    if told is not None and told not in held:
        problem = f"it contradicts the panel, whose header has PAR={written!r}"
        raise InputError([Fault("--par", problem, "leave --par out, or write the panel's regions", value=asked)])
    if told is None and any(par != held[0] for par in held):
        problem = "panels of several pseudo-autosomal regions were merged into it"
        remedy = "say with --par which of them the FASTA has"
        raise InputError([Fault(str(file), problem, remedy, value=written)])
    return held[0] if told is None else told


def _held(word: str, file: Path, known: Par) -> Par:
    if word == NOT_TOLD:
        return known
    faults: list[Fault] = []
    par = par_of("" if word == NONE else word, faults)
    if faults or par is None:
        remedy = f"build the panel again; regions are written as {words_of({'X': ((1, 5000),), 'Y': ((1, 5000),)})}"
        raise InputError([Fault(str(file), "PAR in its header is no list of regions", remedy, value=word)])
    return par
