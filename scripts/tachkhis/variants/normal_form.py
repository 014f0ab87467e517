"""The pieces that a normalised allele is written in (for the form of one allele see reference)."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence

from tachkhis.reference.normal_allele import Atom
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants.complex_parts import best_cut
from tachkhis.variants.complex_parts import is_complex


def atoms_of(
    allele: Atom,
    bases: Bases,
    contig: str,
    together: Callable[[int, int], bool],
    interest: Callable[[Atom], bool],
) -> tuple[Atom, ...]:
    """The pieces that an allele of several changed bases is written in, by position.

    Changes of equal length are cut into single bases, but those that share a codon stay one piece, since only together
    they name the protein's change. A deletion-insertion is cut into an insertion or deletion and substitutions where
    :func:`~tachkhis.variants.complex_parts.best_cut` finds a cut; its substitutions are then as those of equal length.

    Args:
        allele: a normalised allele.
        bases: the reference.
        contig: the allele's.
        together: whether two positions (1-based) share a codon of some transcript.
        interest: whether an allele is asked for by itself: it is then never cut, nor hidden in a larger piece.
    """
    if len(allele.ref) == len(allele.alt):
        return _substitutions(allele, together, interest)
    if not is_complex(allele) or interest(allele):
        return (allele,)
    cut = best_cut(allele, bases, contig, together, interest)
    if cut is None:
        return (allele,)
    indel, *others = cut.parts
    before = [one for one in others if one.position <= indel.position]
    pieces = [indel]
    for side in filter(None, (before, others[len(before) :])):
        pieces += _substitutions(_as_one(side, bases, contig), together, interest)
    return tuple(sorted(pieces))


def _as_one(ones: Sequence[Atom], bases: Bases, contig: str) -> Atom:
    """Substitutions of single bases, in order, as one allele of equal length."""
    start = ones[0].position
    ref = bases.fetch(contig, start - 1, ones[-1].position)
    alt = list(ref)
    for one in ones:
        alt[one.position - start] = one.alt
    return Atom(start, ref, "".join(alt))


def _substitutions(
    allele: Atom, together: Callable[[int, int], bool], interest: Callable[[Atom], bool]
) -> tuple[Atom, ...]:
    if len(allele.ref) == 1 or interest(allele):
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
