"""All places of an insertion or deletion, found by trying: nothing of the package used."""

from __future__ import annotations

from benchmarks.names_worlds import Change


def equivalent(bases: str, change: Change) -> list[Change]:
    """Every place of an insertion or deletion that gives the same text, ascending."""
    start, ref, alt = change
    if ref and alt:
        return [change]
    size = len(ref or alt)
    places = [change]
    for step in (-1, 1):
        at, text = start, ref or alt
        while True:
            # one base further: the base that is left behind must be the one that is taken up at the other end
            out, into = (at - 1, at - 1) if step < 0 else (at + (size if ref else 0), at + (size if ref else 0))
            if not 0 <= into < len(bases):
                break
            turned = bases[out] + text[:-1] if step < 0 else text[1:] + bases[into]
            at += step
            if not _same(bases, change, (at, turned if ref else "", turned if alt else "")):
                break
            text = turned
            places.append((at, text if ref else "", text if alt else ""))
    return sorted(places)


def _same(bases: str, one: Change, other: Change) -> bool:
    """Both changes give the same text (compared in the stretch that holds both)."""
    low = max(0, min(one[0], other[0]) - 1)
    high = min(len(bases), max(one[0] + len(one[1]), other[0] + len(other[1])) + 1)
    if bases[other[0] : other[0] + len(other[1])] != other[1]:
        return False

    def applied(start: int, ref: str, alt: str) -> str:
        return bases[low:start] + alt + bases[start + len(ref) : high]

    return applied(*one) == applied(*other)
