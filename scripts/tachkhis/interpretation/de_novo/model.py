"""The probability that a child's allele is new, from the likelihoods of the reads of child, parents and siblings.

For parents with genotypes ``g`` and an allele of the frequency ``q``,

    P(g, child, siblings | reads)  ~  prod_parents P(g; q) P(reads | g)  *  prod_children sum_c P(c | g) P(reads | c)

A parent has 0, 1 .. copies (Hardy and Weinberg), or has the allele in a share ``s`` of the gametes and of the reads: a
mosaic. A copy that a parent passes is new with the rate ``mu``, of which the share ``m`` comes from such mosaics, each
share ``s`` of the table alike: the chance of a mosaic of ``s`` is ``mu m / (s K)`` for ``K`` shares. With ``k`` of
``n`` reads the likelihood of a mosaic is that of no copy times

    (p / e)^k ((1 - p) / (1 - e))^(n - k),    p = s (1 - e) + (1 - s) e

where ``e`` is how often a read shows the allele by error. Where no collection tells ``q``, the prior of
:mod:`tachkhis.variants.refine.pedigree` stands in its place. Rates and shares: ``resources/calling/refine.json`` and
``resources/acmg/family.json``.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import comb
from math import log10


@dataclass(frozen=True, slots=True)
class Seen:
    """The reads of one person.

    Attributes:
        phreds: phred-scaled likelihood of 0 .. copies, the best 0.
        alt: reads with the allele; ``None`` where not known: nothing then tells a mosaic from no copy.
        rest: reads of the reference allele.
    """

    phreds: tuple[float, ...]
    alt: int | None = None
    rest: int | None = None

    @property
    def copies(self) -> int:
        """Copies that the person has of the place."""
        return len(self.phreds) - 1


@dataclass(frozen=True, slots=True)
class Rates:
    """What the model supposes.

    Attributes:
        new: chance that a copy that is passed on is new.
        mosaic: share of these that comes from a mosaic parent.
        shares: of the gametes and the reads of a mosaic parent that carry the allele.
        error: chance that a read shows the allele where no copy has it.
    """

    new: float
    mosaic: float
    shares: tuple[float, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Shares:
    """Probabilities that add up to 1."""

    new: float
    mosaic: float
    inherited: float
    not_carried: float


@dataclass(frozen=True, slots=True)
class _State:
    kind: str  # none, whole or mosaic
    passes: float  # share of the gametes
    weight: float


def phreds_of_reads(alt: int, rest: int, copies: int, error: float) -> tuple[float, ...]:
    """Phred-scaled likelihoods of 0 .. ``copies`` copies from the reads of both alleles: binomial, the best 0."""
    logs = []
    for number in range(copies + 1):
        share = number / copies
        chance = share * (1 - error) + (1 - share) * error
        logs.append(alt * log10(chance) + rest * log10(1 - chance))
    return tuple(10 * (max(logs) - one) for one in logs)


def origins(
    child: Seen,
    parents: Sequence[Seen],
    siblings: Sequence[Seen],
    frequencies: Mapping[float, float],
    rates: Rates,
) -> Shares:
    """Where the allele of a child comes from.

    Args:
        child: one copy for each of the parents.
        parents: those who pass a copy of this place to the child.
        siblings: children of the same parents, with as many copies.
        frequencies: weights of the allele's frequencies.
        rates: what the model supposes.
    """
    found = dict.fromkeys(("none", "mosaic", "whole", "absent"), 0.0)
    for frequency, weight in frequencies.items():
        if not weight:
            continue
        for states in product(*(list(_states(parent, frequency, rates)) for parent in parents)):
            chance = weight
            for state in states:
                chance *= state.weight
            if not chance:
                continue
            passed = [state.passes + (1 - state.passes) * _anew(state, rates) for state in states]
            for sibling in siblings:
                chance *= sum(_children(passed, sibling))
            absent, *carrying = _children(passed, child)
            kinds = {state.kind for state in states}
            kind = "whole" if "whole" in kinds else "mosaic" if "mosaic" in kinds else "none"
            found["absent"] += chance * absent
            found[kind] += chance * sum(carrying)
    total = sum(found.values())
    return Shares(found["none"] / total, found["mosaic"] / total, found["whole"] / total, found["absent"] / total)


def _anew(state: _State, rates: Rates) -> float:
    """Chance that a copy without the allele changes on its way; what comes from mosaics has states of its own."""
    return rates.new * (1 - rates.mosaic) if state.kind == "none" else rates.new


def _states(parent: Seen, frequency: float, rates: Rates) -> Iterator[_State]:
    """The states of a parent with prior times likelihood, the latter to any scale of this parent."""
    copies = parent.copies
    logs = [-value / 10 for value in parent.phreds]
    mosaics = _mosaics(parent, rates)
    best = max([*logs, *(logs[0] + one for _, one in mosaics)])
    for number in range(copies + 1):
        prior = comb(copies, number) * frequency**number * (1 - frequency) ** (copies - number)
        kind = "whole" if number else "none"
        yield _State(kind, number / copies, prior * 10 ** (logs[number] - best))
    for share, more in mosaics:
        prior = (1 - frequency) ** copies * rates.new * rates.mosaic / (share * len(rates.shares))
        yield _State("mosaic", share, prior * 10 ** (logs[0] + more - best))


def _mosaics(parent: Seen, rates: Rates) -> list[tuple[float, float]]:
    """Shares of a mosaic, with the logarithm (base 10) of their likelihood over that of no copy."""
    if parent.alt is None or parent.rest is None:
        return [(share, 0.0) for share in rates.shares]
    found = []
    for share in rates.shares:
        chance = share * (1 - rates.error) + (1 - share) * rates.error
        more = parent.alt * log10(chance / rates.error) + parent.rest * log10((1 - chance) / (1 - rates.error))
        found.append((share, more))
    return found


def _children(passed: Sequence[float], child: Seen) -> list[float]:
    """``P(copies | parents) P(reads | copies)`` for 0, 1 .. copies of a child of one or two givers."""
    likelihoods = [10 ** (-value / 10) for value in child.phreds]
    if len(passed) == 1:
        chances = [1 - passed[0], passed[0]]
    else:
        one, other = passed
        chances = [(1 - one) * (1 - other), one * (1 - other) + other * (1 - one), one * other]
    return [chance * likelihood for chance, likelihood in zip(chances, likelihoods, strict=True)]
