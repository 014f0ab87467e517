"""The oracle's protein names: two whole proteins compared, nothing of the package used."""

from __future__ import annotations

from benchmarks.names_oracle_coding import doubled
from unit.variants.names_world import THREE


def describe(before: str, after: str, shift: int, *, stop_gone: bool) -> str:  # noqa: C901  (one rule after the other)
    """The HGVS name from two whole proteins; ``=`` where they are the same.

    Args:
        before: with its stop.
        after: up to its stop, or to the last whole codon.
        shift: change of length in bases.
        stop_gone: bases of the stop codon are replaced or deleted.
    """
    if before == after:
        return "="
    at = 0
    while before[at] == after[at : at + 1]:
        at += 1
    here = f"{THREE[before[at]]}{at + 1}"
    tail = len(after) - at if after.endswith("*") else None
    if at == len(after):
        return f"p.({here}fs)"
    if not after.endswith("*") and before[at] == "*":
        return f"p.({here}{THREE[after[at]]}extTer?)"
    stop_stays = shift % 3 == 0 and after.endswith("*") and len(after) == len(before) + shift // 3
    if after[at] == "*" and not stop_stays:
        return f"p.({here}Ter)"
    if before[at] == "*" and not doubled(before, after, shift):
        return f"p.({here}{THREE[after[at]]}extTer{tail - 1 if tail is not None else '?'})"
    ends_alike = tail is not None and (
        len(after) == len(before)
        or (shift < 0 and len(after) == len(before) + shift // 3)
        or doubled(before, after, shift)
    )
    runs_on = shift % 3 or (stop_gone and not ends_alike)
    if runs_on:
        return f"p.({here}{THREE[after[at]]}fsTer{tail if tail is not None else '?'})"
    old, new = before[at:], after[at:]
    if len(after) < min(
        len(before), len(before) + shift // 3
    ):  # a new stop: what stood at the places of the new residues is replaced
        return _new_stop(before, at, new, shift)
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    if not old:
        return _inserted(before, after, len(new))
    if not new:
        last = max(i for i in range(at, len(before) - len(old) + 1) if before[:i] + before[i + len(old) :] == after)
        return f"p.({_span(before, last, len(old))}del)"
    if len(old) == len(new) == 1:
        return f"p.({here}{THREE[new]})"
    return f"p.({_span(before, at, len(old))}delins{_letters(new)})"


def _new_stop(before: str, at: int, new: str, shift: int) -> str:
    return f"p.({THREE[before[at]]}{at + 1}|{_letters(new)}|{shift}"  # compared in part; see names.py


def _inserted(before: str, after: str, size: int) -> str:
    last = max(i for i in range(len(before) + 1) if before[:i] + after[i : i + size] + before[i:] == after)
    new = after[last : last + size]
    if before[last - size : last] == new:
        return f"p.({_span(before, last - size, size)}dup)"
    return f"p.({_span(before, last - 1, 2)}ins{_letters(new)})"


def _letters(residues: str) -> str:
    return "".join(THREE[residue] for residue in residues)


def _span(protein: str, low: int, size: int) -> str:
    first = f"{THREE[protein[low]]}{low + 1}"
    return first if size == 1 else f"{first}_{THREE[protein[low + size - 1]]}{low + size}"
