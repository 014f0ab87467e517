"""The pieces that a normalised allele is written in: MNVs by codon (for the form of one allele see reference)."""

from __future__ import annotations

from collections.abc import Callable

from tachkhis.reference.normal_allele import Atom


def atoms_of(allele: Atom, together: Callable[[int, int], bool], interest: Callable[[Atom], bool]) -> tuple[Atom, ...]:
    """The pieces that an allele of several changed bases is written in.

    Changes of equal length are cut into single bases, but those that share a codon stay one piece, since only together
    they name the protein's change. Insertions, deletions and deletion-insertions are never cut.

    Args:
        allele: a normalised allele.
        together: whether two positions (1-based) share a codon of some transcript.
        interest: whether an allele is asked for by itself: it is then never cut, nor hidden in a larger piece.
    """
    if len(allele.ref) != len(allele.alt) or len(allele.ref) == 1 or interest(allele):
        return (allele,)
    changed = [i for i, (old, new) in enumerate(zip(allele.ref, allele.alt, strict=True)) if old != new]
    groups: list[list[int]] = []
    for i in changed:
        here = allele.position + i
        alone = interest(Atom(here, allele.ref[i], allele.alt[i]))
        if groups and not alone and together(allele.position + groups[-1][0], here):
            groups[-1].append(i)
        else:
            groups.append([i])
    pieces = [Atom(allele.position + g[0], allele.ref[g[0] : g[-1] + 1], allele.alt[g[0] : g[-1] + 1]) for g in groups]
    hidden = [
        i for g in groups if len(g) > 1 for i in g if interest(Atom(allele.position + i, allele.ref[i], allele.alt[i]))
    ]
    if hidden:
        return tuple(Atom(allele.position + i, allele.ref[i], allele.alt[i]) for i in changed)
    return tuple(pieces)
