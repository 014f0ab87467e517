"""The probability that an allele is new, as ``case.json`` and ``tachkhis explain`` hold it."""

from __future__ import annotations

from tachkhis.case.message import Model


class EstimateMember(Model):
    """What was known of one member's reads; ``None`` means not known, never zero."""

    sample: str
    role: str  # proband, father, mother, sibling
    basis: str  # likelihoods (PL or GL of the caller) or reads (of both alleles, with a fixed rate of errors)
    depth: int | None
    alt_reads: int | None


class DeNovoEstimate(Model):
    """Where the proband's allele comes from, as probabilities of 0 to 1.

    Given that the parents are those declared and that the proband has the allele, ``probability`` and ``inherited``
    add up to 1; ``parental_mosaic`` is a part of ``probability``. Whether the proband has it is judged by the rules
    for weak calls; ``not_carried`` says beside it what the same reads tell of that.
    """

    probability: float  # the proband has the allele, and no parent has it in all cells
    parental_mosaic: float | None  # of these: a parent has it in some cells; None where a parent's reads are not known
    inherited: float  # a parent has it in all cells, and the reads there hide it
    not_carried: float  # the proband does not have it, a new allele being as rare as it is: apart from the others
    frequency: float | None  # of the allele, as weighed (fraction of alleles); None: no collection tells
    members: list[EstimateMember]
