"""The table of founder variants: looked at before any frequency filter, in every case.

A row is usable where its source was verified and its name is plain coding-DNA HGVS that a short-read small-variant
caller can find; every other row is kept, with the reason why it is not tested, so that a report can say so.
Names are never coordinates: those are computed anew from the transcript of the local gene model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.errors import InputError
from tachkhis.reference.founder_table import COLUMNS
from tachkhis.reference.founder_table import read_founder_table

SHIPPED = RESOURCES / "founders" / "moroccan.tsv"
UNREACHABLE = RESOURCES / "founders" / "unreachable.json"

_POSITION = r"[-*]?\d+(?:[+-]\d+)?"
_PLAIN = re.compile(rf"c\.{_POSITION}(?:[ACGT]>[ACGT]|(?:_{_POSITION})?(?:del|dup|(?:del)?ins[ACGT]+|inv))")

NOT_VERIFIED = "not_verified"  # the claim or the name was not seen in its source
NO_PLAIN_NAME = "no_plain_name"  # the row holds no coding-DNA name
UNREACHABLE_BY_SHORT_READS = "unreachable"  # paralogue or copy number: this method does not see it


@dataclass(frozen=True, slots=True)
class FounderVariant:
    """One row of the table.

    ``why_not_tested`` is ``None`` for a usable row; else one of ``not_verified``, ``no_plain_name``, ``unreachable``.
    ``coordinate`` (CHROM-POS-REF-ALT on the reference of the run, from an optional column) is compared, never used.
    """

    gene: str
    transcript: str
    hgvs_c: str
    hgvs_p: str
    disease: str
    omim: str
    population: str
    frequency: str
    reference: str
    verified: str
    why_not_tested: str | None
    coordinate: str = ""

    @property
    def usable(self) -> bool:
        """Whether the variant can be looked for."""
        return self.why_not_tested is None

    @property
    def name(self) -> str:
        """Gene and HGVS name, as the INFO field FOUNDER holds it."""
        return f"{self.gene} {self.transcript}:{self.hgvs_c}"


def _unreachable_genes() -> frozenset[str]:
    return frozenset(read_json(UNREACHABLE)["genes"])


def _why_not_tested(row: dict[str, str], unreachable: frozenset[str]) -> str | None:
    if row["verified"].strip().lower() != "yes":
        return NOT_VERIFIED
    if row["gene"].strip() in unreachable:
        return UNREACHABLE_BY_SHORT_READS
    if not _PLAIN.fullmatch(row["HGVSc"].strip()) or row["transcript"].strip() in ("", "-"):
        return NO_PLAIN_NAME
    return None


def read_founders(path: Path = SHIPPED) -> tuple[FounderVariant, ...]:
    """The rows of a founder table, in its order.

    Args:
        path: tab-separated, columns of :data:`COLUMNS` and, if wanted, ``coordinate`` (others are ignored); ``#``
            comments and blank lines allowed.

    Raises:
        InputError: the file cannot be read, or a column or a cell is missing.
    """
    table = read_founder_table(path, path.name)
    if table.faults:
        raise InputError(table.faults)
    unreachable = _unreachable_genes()
    found = []
    for entry in table.rows:
        row = {column: entry[column] for column in COLUMNS}
        found.append(
            FounderVariant(
                gene=row["gene"],
                transcript=row["transcript"],
                hgvs_c=row["HGVSc"],
                hgvs_p=row["HGVSp"],
                disease=row["disease"],
                omim=row["OMIM"],
                population=row["population"],
                frequency=row["frequency"],
                reference=f"PMID {row['PMID']}" if row["PMID"] else "",
                verified=row["verified"],
                why_not_tested=_why_not_tested(row, unreachable),
                coordinate=entry["coordinate"],
            )
        )
    return tuple(found)


def find_founder(founders: Iterable[FounderVariant], flag: str) -> FounderVariant | None:
    """The usable row that an INFO field FOUNDER names: coding-DNA name with the gene or the accession (any version).

    A row that is not looked for is never it: what was not verified must not reach a report by another row's name.
    """
    words = {word.partition(".")[0] if "_" in word[:3] else word for word in re.split(r"[\s:|,()]+", flag)}
    for row in founders:
        if row.usable and row.hgvs_c in words and {row.gene, row.transcript.partition(".")[0]} & words:
            return row
    return None
