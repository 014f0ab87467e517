"""REF of records that only the reference can judge: N is right where the reference itself has N, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.streams import read_errors
from tachkhis.case.vcf_record import MOST_FAULTS
from tachkhis.case.vcf_text import VcfRow
from tachkhis.errors import Fault
from tachkhis.reference.agreement import ref_wrong
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.fasta_pieces import read_stretches
from tachkhis.reference.passport import Passport


def doubtful_ref_faults(rows: Sequence[VcfRow], file: str, fasta: Path, passport: Passport) -> list[Fault]:
    """Faults of records whose REF has a letter that is no base where the reference has one.

    Args:
        rows: records with such letters in REF.
        file: of the records, as the user wrote it.
        fasta: the reference; one that cannot be read is told of elsewhere.
        passport: of the reference.
    """
    names = rename_map(dict.fromkeys(row.contig for row in rows), passport.lengths)
    wanted: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        if row.contig in names:
            wanted.setdefault(names[row.contig], []).append(_stretch(row))
    if not wanted:
        return []
    try:
        bases = read_stretches(fasta, wanted)
    except read_errors():
        return []
    faults = []
    for row in rows:
        there = bases.get((names.get(row.contig, ""), *_stretch(row)), "")
        if any(a != b and a in "ACGT" for a, b in zip(there, row.ref.upper(), strict=False)):
            faults.append(ref_wrong(row.ref, there).fault(file, row.row, f"record {row.place}: "))
    return faults[:MOST_FAULTS]


def _stretch(row: VcfRow) -> tuple[int, int]:
    return row.position, row.position + len(row.ref) - 1
