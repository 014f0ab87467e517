"""What ``tachkhis check`` says of inputs that are in order, and that a person should know of all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tachkhis.case.config import Config
from tachkhis.case.model import Sheets
from tachkhis.reference.check_calls import left_out
from tachkhis.reference.check_records import quiet
from tachkhis.reference.passport import Passport

# programs whose step in a header's @PG lines marks duplicates, by the names that they write there
_MARKERS = re.compile(
    r"mark_?dup|rmdup|samblaster|dedup|dragen|fq2bam|streammd|doppelmark|elprep|--markdup|consensusreads", re.IGNORECASE
)


def notices(config: Config, sheets: Sheets, passport: Passport) -> Iterator[str]:
    """One line for each thing worth knowing: records left out, unmarked duplicates, who does not use the consensus."""
    for case in sheets.cases.values():
        if case.vcf is None:
            continue
        lost = left_out(case.vcf, passport.lengths)
        if lost:
            place = sheets.files[case.vcf]
            names = ", ".join(list(lost)[:3]) + (" ..." if len(lost) > 3 else "")
            count = sum(lost.values())
            verb = "record is" if count == 1 else "records are"
            where = f"{place.sheet}, row {place.row}, column {place.column}"
            yield f"{where}: {count:,} {verb} left out: on contigs that the reference lacks ({names})"
    yield from consensus_unused(config, sheets)
    for unit in (unit for units in sheets.units.values() for unit in units):
        if unit.alignment is not None and not _MARKERS.search(_programs(str(unit.alignment))):
            place = sheets.files[unit.alignment]
            where = f"{place.sheet}, row {place.row}, column {place.column}"
            yield (
                f"{where}: its header names no program that marks duplicates; if none did, start from FASTQ,"
                " or mark them (samtools markdup): duplicates count as evidence here"
            )


def consensus_unused(config: Config, sheets: Sheets) -> Iterator[str]:
    """Who starts behind the alignment, where a consensus is named: it serves reads that are aligned here alone."""
    if config.reference.consensus is None:
        return
    calls = [case.id for case in sheets.cases.values() if case.vcf is not None]
    aligned = [sample for sample, units in sheets.units.items() if any(unit.alignment is not None for unit in units)]
    for kind, names in (("cases that start from a VCF", calls), ("people who start from BAM or CRAM", aligned)):
        if names:
            shown = ", ".join(names[:5]) + (" ..." if len(names) > 5 else "")
            yield f"reference.consensus does not serve {kind}, whose reads are not aligned here: {shown}"


def _programs(path: str) -> str:
    """Name, id and command line of each program in the header, a line each."""
    import pysam

    with quiet(), pysam.AlignmentFile(path, check_sq=False, ignore_truncation=True) as alignment:
        rows = alignment.header.to_dict().get("PG", [])
    return "\n".join(" ".join(str(row.get(key, "")) for key in ("ID", "PN", "CL")) for row in rows)
