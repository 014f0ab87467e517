"""The reference's contig for the name in a record, whatever the header declares.

Names are often changed in the records alone (``chr`` put before them or taken away by a line of sed): the header
declares ``chr1`` and the records lie on ``1``. What counts is what records say; but one contig under two names in
records is a fault, since one of the two would have to be left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import Wrong
from tachkhis.reference.contigs import rename_map


class RecordContigs:
    """Names of contigs in the records of one file."""

    def __init__(self, declared: Iterable[str], ours: Iterable[str]) -> None:
        """Args: contigs of the file's header, and of the reference."""
        self._ours = list(ours)
        self._declared = list(declared)
        self._placed = rename_map(self._declared, self._ours)
        self._seen: dict[str, str | None] = {}
        self._by: dict[str, str] = {}

    def any_declared(self) -> bool:
        """Whether the header declares a contig of the reference."""
        return bool(self._placed)

    def any_seen(self) -> bool:
        """Whether a record lay on a contig of the reference."""
        return bool(self._by)

    def of(self, contig: str) -> str | None:
        """The reference's name; ``None`` where it has no such contig.

        Raises:
            RecordError: records gave the same contig another name before; once for each name.
        """
        if contig in self._seen:
            return self._seen[contig]
        name = self._placed.get(contig)
        if name is None and contig not in self._declared:
            name = rename_map([contig], self._ours).get(contig)
        self._seen[contig] = None
        if name is None:
            return None
        other = self._by.setdefault(name, contig)
        if other != contig:
            raise RecordError(
                Wrong(
                    f"records before it lie on {other}, another name of the same contig",
                    "give each contig one name in all records",
                    "CHROM",
                    contig,
                )
            )
        self._seen[contig] = name
        return name
