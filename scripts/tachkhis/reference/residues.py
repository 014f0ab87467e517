"""Residues in one letter and in three, as HGVS writes them: the stop is ``*`` and ``Ter``, selenocysteine ``Sec``."""

from __future__ import annotations

THREE_LETTERS = {
    "A": "Ala",
    "C": "Cys",
    "D": "Asp",
    "E": "Glu",
    "F": "Phe",
    "G": "Gly",
    "H": "His",
    "I": "Ile",
    "K": "Lys",
    "L": "Leu",
    "M": "Met",
    "N": "Asn",
    "P": "Pro",
    "Q": "Gln",
    "R": "Arg",
    "S": "Ser",
    "T": "Thr",
    "U": "Sec",
    "V": "Val",
    "W": "Trp",
    "X": "Xaa",
    "Y": "Tyr",
    "*": "Ter",
}
ONE_LETTER = {three: one for one, three in THREE_LETTERS.items()}
