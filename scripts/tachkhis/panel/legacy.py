"""Older names of the founder variants, as papers and request forms write them: ``35delG``, ``G2019S``, ``CD39``.

An older name is looked up within its gene and among the rows of the founder table only. Three kinds are known: the
coding-DNA name without ``c.`` or with the deleted bases; the protein name in one or three letters; and the names of
``resources/founders/legacy_names.json``, which count from another base or residue than HGVS does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.panel.founders import FounderVariant

LEGACY = RESOURCES / "founders" / "legacy_names.json"
_LETTERS = {
    "Ala": "A",
    "Arg": "R",
    "Asn": "N",
    "Asp": "D",
    "Cys": "C",
    "Gln": "Q",
    "Glu": "E",
    "Gly": "G",
    "His": "H",
    "Ile": "I",
    "Leu": "L",
    "Lys": "K",
    "Met": "M",
    "Phe": "F",
    "Pro": "P",
    "Ser": "S",
    "Thr": "T",
    "Trp": "W",
    "Tyr": "Y",
    "Val": "V",
    "Ter": "X",
}
_SUBSTITUTION = re.compile(r"([A-Z][a-z]{2})(\d+)([A-Z][a-z]{2})")


def bare(name: str) -> str:
    """A name as it is compared: no spaces, no brackets, no ``c.``, ``p.`` or ``g.``, stop as X, case left out."""
    text = re.sub(r"[\s()\[\]]", "", name)
    text = re.sub(r"^[cpg]\.", "", text)
    text = re.sub(r"(?<=del)[ACGT]+$|(?<=dup)[ACGT]+$", "", text)
    return re.sub(r"(?<=\d)(?:\*|Ter)$", "X", text).casefold()


def founders_called(founders: Iterable[FounderVariant], gene: str, name: str) -> list[FounderVariant]:
    """Rows of a gene that go by a name, older ones included; more than one only where rows share a name."""
    wanted = bare(name)
    return [row for row in founders if row.gene == gene and wanted in set(_names(row))] if wanted else []


def _names(row: FounderVariant) -> Iterator[str]:
    yield bare(row.hgvs_c)
    if row.hgvs_p.startswith("p.("):
        yield bare(row.hgvs_p)
        short = _SUBSTITUTION.fullmatch(row.hgvs_p[3:-1])
        if short is not None and short[1] in _LETTERS and short[3] in _LETTERS:
            yield f"{_LETTERS[short[1]]}{short[2]}{_LETTERS[short[3]]}".casefold()
    for entry in read_json(LEGACY)["names"]:
        if (entry["gene"], entry["hgvs_c"]) == (row.gene, row.hgvs_c):
            yield from (bare(name) for name in entry["legacy"])


_RESIDUE = re.compile("|".join(_LETTERS))
_PROTEIN = re.compile(r"p\.\(?[A-Z*][A-Za-z]*\d")
_FRAMESHIFT = re.compile(r"(?<=\d)[A-Z]fs(?:X(?:\d+|\?))?")


def names_a_protein(name: str) -> bool:
    """Whether a cell holds the name of a change of protein (``p.(Gly12Val)``), and no ``p.?``, ``p.(=)`` or dash."""
    return _PROTEIN.match(name.strip()) is not None


def same_protein(written: str, computed: str | None) -> bool:
    """Whether two names of a change of protein are one, with or without brackets, in one or three letters.

    A frameshift may be written short (``p.Gly12fs``): then its first residue alone is compared (HGVS, short form).
    """
    if computed is None:
        return False
    one, other = (_one_letter(name) for name in (written, computed))
    if one.endswith("fs") and _FRAMESHIFT.search(one) is None:
        return one == _FRAMESHIFT.sub("fs", other)
    return one == other


def _one_letter(name: str) -> str:
    text = re.sub(r"^p\.|[\s()\[\]]", "", name.strip()).replace("*", "X")
    return _RESIDUE.sub(lambda match: _LETTERS[match[0]], text)
