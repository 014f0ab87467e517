"""The nine variants that no frequency makes benign (Ghosh 2018): where they lie on a known build."""

from __future__ import annotations

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.passport import Passport

EXCEPTIONS = RESOURCES / "acmg" / "ba1_exceptions.json"
PLACES = {"GRCh37": "grch37", "GRCh38": "grch38"}
"""Key of the coordinates in the table, by build."""


def exceptions_on(passport: Passport) -> frozenset[tuple[str, str, str, str]]:
    """Contig (by the reference's name), position as text, REF and ALT; none on a build that the table does not know."""
    place = PLACES.get(passport.build or "")
    if place is None:
        return frozenset()
    rows = [row[place] for row in read_json(EXCEPTIONS)["variants"]]
    names = rename_map(dict.fromkeys(row[0] for row in rows), passport.lengths)
    return frozenset((names[c], str(position), ref, alt) for c, position, ref, alt in rows if c in names)
