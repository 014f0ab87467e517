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
from tachkhis.reference.residues import ONE_LETTER

LEGACY = RESOURCES / "founders" / "legacy_names.json"
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
        if short is not None and short[1] in ONE_LETTER and short[3] in ONE_LETTER:
            yield bare(f"{ONE_LETTER[short[1]]}{short[2]}{ONE_LETTER[short[3]]}")
    for entry in read_json(LEGACY)["names"]:
        if (entry["gene"], entry["hgvs_c"]) == (row.gene, row.hgvs_c):
            yield from (bare(name) for name in entry["legacy"])
