"""Whether a protein name that a person or a table gives contradicts the one that is computed here.

HGVS knows several ways to write one change (https://hgvs-nomenclature.org, "protein"): with or without brackets, in
three letters or one, the stop as ``Ter``, ``*`` or (older) ``X``, a frame shift in full (``p.Ala2GlnfsTer9``) or short
(``p.Ala2fs``, as in ClinVar's titles), ``p.(=)`` for no change, ``p.?`` for one that is not known.
"""

from __future__ import annotations

import re

from tachkhis.reference.residues import ONE_LETTER

_LETTERS = {**ONE_LETTER, "Xaa": "#", "X": "*"}  # X alone is the stop of older names
_WORD = re.compile("|".join([*(name for name in _LETTERS), "delins|del|dup|ins|fs|ext", r"[A-WYZ*]|-?\d+|[_=?]"]))
_SHIFT = re.compile(r"(?P<at>[A-Z*#]\d+)(?P<new>[A-Z*#]?)fs(?P<stop>\*(?:\d+|\?)?)?")
_EXTENSION = re.compile(r"(?P<at>\*\d+)(?P<new>[A-Z])(?:ext(?P<stop>\*(?:\d+|\?)?)?)?")
_PROTEIN = re.compile(r"p\.\(?[A-Z*][A-Za-z]*\d")
_UNKNOWN = ("?", "0", "0?")
UNKNOWN_START = "M1?"


def letters_of(protein: str) -> str | None:
    """A protein name in one-letter code, without ``p.`` and brackets; ``None`` where it is none."""
    body = re.sub(r"[()]", "", protein.strip().removeprefix("p."))
    words = _WORD.findall(body)
    if not words or "".join(words) != body:
        return None
    return "".join([_LETTERS.get(word, word) for word in words])


def names_a_protein(name: str) -> bool:
    """Whether a cell holds the name of a change of protein (``p.(Gly12Val)``), and no ``p.?``, ``p.(=)`` or dash."""
    return _PROTEIN.match(name.strip()) is not None


def contradicts(written: str, computed: str | None, *, frameshift: bool) -> bool:
    """Whether both cannot be true of one change.

    Args:
        written: as a person wrote it.
        computed: the predicted name; ``None`` where the change lies outside the coding sequence.
        frameshift: the reading frame shifts (an immediate stop then is a frame shift in older names).
    """
    one = letters_of(written)
    if one is None:
        return True
    if one == "?":
        return False
    if computed is None:
        return one != "="
    other = letters_of(computed) or ""
    if one == other:
        return False
    if one == "=":
        return not other.endswith("=")
    if other == UNKNOWN_START:
        return one not in _UNKNOWN and re.fullmatch(r"M1[A-Z]?", one) is None
    if other == "0?":
        return one not in _UNKNOWN
    silent = re.fullmatch(r"([A-Z*])(\d+)\1", one)
    if silent is not None:
        return other != f"{silent[1]}{silent[2]}="
    shift, extension = _SHIFT.fullmatch(one), _EXTENSION.fullmatch(one)
    if shift is not None:
        return not _same_shift(shift, other, frameshift=frameshift)
    if extension is not None:
        full = _EXTENSION.fullmatch(other)
        return full is None or _unlike(extension, full)
    return True


def _same_shift(shift: re.Match[str], other: str, *, frameshift: bool) -> bool:
    full = _SHIFT.fullmatch(other)
    if full is not None:
        return not _unlike(shift, full)
    at_once = shift["new"] in ("", "*") and (shift["stop"] or "*") in ("*", "*1")
    return frameshift and at_once and other == f"{shift['at']}*"


def _unlike(short: re.Match[str], full: re.Match[str]) -> bool:
    """What the shorter name states, the full one states otherwise."""
    if short["at"] != full["at"] or (short["new"] and full["new"] and short["new"] != full["new"]):
        return True
    stops = short["stop"] or "*", full["stop"] or "*"
    return all(stop not in ("*", "*?") for stop in stops) and stops[0] != stops[1]
