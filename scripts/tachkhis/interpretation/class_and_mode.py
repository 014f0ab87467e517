"""The closed lists of ``case.json``: classes, and modes of inheritance."""

from __future__ import annotations

from enum import StrEnum


class Class(StrEnum):
    """The five classes of ACMG/AMP 2015."""

    PATHOGENIC = "P"
    LIKELY_PATHOGENIC = "LP"
    UNCERTAIN = "VUS"
    LIKELY_BENIGN = "LB"
    BENIGN = "B"


class Mode(StrEnum):
    """Mode of inheritance under which a candidate is considered."""

    DE_NOVO = "de_novo"
    DOMINANT = "dominant"
    RECESSIVE_HOMOZYGOUS = "recessive_homozygous"
    RECESSIVE_SINGLE = "recessive_single"  # one allele of a recessive gene, no second one found: explains nothing alone
    COMPOUND_HETEROZYGOUS = "compound_heterozygous"
    X_LINKED = "x_linked"
    Y_LINKED = "y_linked"
    MITOCHONDRIAL = "mitochondrial"
