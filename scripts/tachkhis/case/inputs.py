"""Input files: what a unit consists of, who has reads, and whether the files are there, each once."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.config_paths import locate
from tachkhis.case.config_paths import looked_up
from tachkhis.case.config_paths import unreadable
from tachkhis.case.entries import Entry
from tachkhis.case.entries import Sheet
from tachkhis.case.identifiers import unsound_rows
from tachkhis.case.model import Place
from tachkhis.case.schema import did_you_mean
from tachkhis.errors import Fault

UNIT_FILES = ("fastq_1", "fastq_2", "alignment")
_SUFFIXES = {
    "fastq_1": (".fastq", ".fq", ".fastq.gz", ".fq.gz"),
    "fastq_2": (".fastq", ".fq", ".fastq.gz", ".fq.gz"),
    "alignment": (".bam", ".cram"),
    "vcf": (".vcf", ".vcf.gz", ".vcf.bgz", ".bcf"),
}


def check_units(units: Sheet, samples: Sheet, cases: Sheet) -> None:
    """Each unit is of one kind and of a known sample; each sample has units of one kind, or calls to start from."""
    known = {entry.text("sample") for entry in samples.entries} - {""}
    # a person whose row is missing, and who is named as proband or parent, was told of there
    told = {e.text("proband") for e in cases.entries}
    told |= {e.text(role) for e in samples.entries for role in ("father", "mother")}
    misspelt: set[str] = set()
    strange = {entry.text("sample") for entry in units.entries} - known - told - {""}
    if len(strange) <= len(unsound_rows(samples, "sample")):  # most likely those people, and told there
        told |= strange
    by_sample: dict[str, list[Entry]] = {}
    for entry in units.entries:
        sample = entry.text("sample")
        if sample and sample not in known | told and "sample" in samples.columns and samples.entries:
            near = did_you_mean(sample, sorted(known))
            misspelt |= {near} if near is not None else set()
            hint = f"did you mean {near!r}? " if near else ""
            units.blame(
                entry,
                "sample",
                f"no such sample in {samples.file}",
                f"{hint}add it there, or remove this row",
            )
        _check_kind(units, entry)
        by_sample.setdefault(sample, []).append(entry)
    for entries in by_sample.values():
        _check_one_kind(units, entries)
    _check_read(units, samples, cases, set(by_sample) | misspelt)


def _check_kind(units: Sheet, entry: Entry) -> None:
    written = [column for column in UNIT_FILES if column in entry.cells]
    if "alignment" in written and len(written) > 1:
        problem = "the row names both FASTQ files and an alignment"
        units.blame(entry, "alignment", problem, "keep one of the two: fastq_1 and fastq_2, or alignment")
    elif "fastq_2" in written and "fastq_1" not in written and "fastq_1" in units.columns:
        units.blame(entry, "fastq_1", "the cell is empty", "write the first reads here; unpaired reads too")
    elif not written and {"fastq_1", "alignment"}.intersection(units.columns):
        column = "fastq_1" if "fastq_1" in units.columns else "alignment"
        units.blame(entry, column, "the unit has no file", "write fastq_1 and fastq_2, or alignment")


def _check_one_kind(units: Sheet, entries: Sequence[Entry]) -> None:
    first = entries[0]
    aligned = "alignment" in first.cells
    for entry in entries[1:]:
        if ("alignment" in entry.cells) != aligned:
            problem = f"sample {entry.text('sample')!r} has FASTQ units and alignment units (row {first.number})"
            column = "fastq_1" if aligned else "alignment"
            units.blame(entry, column, problem, "give all units of a sample as FASTQ, or all as alignments")


def _check_read(units: Sheet, samples: Sheet, cases: Sheet, read: set[str]) -> None:
    if "sample" not in units.columns or (units.faults and not units.entries):
        return
    called = {entry.text("case") for entry in cases.entries if "vcf" in entry.cells}
    unread = [e for e in samples.entries if e.text("sample") and e.text("case") not in called]
    if unread and not units.entries and units.file:
        remedy = "write a row per pair of FASTQ files, or start the cases from VCF"
        units.faults.append(Fault(units.file, "the sheet holds no unit", remedy))
        return
    lacking = {e.text("sample") for e in unread} - read
    if len(lacking) <= sum("sample" in entry.faulty for entry in units.entries):
        return  # most likely the samples of those rows, and told there
    for entry in samples.entries:
        sample = entry.text("sample")
        if sample and sample not in read and entry.text("case") not in called:
            problem = "the sample has no reads"
            sheet = units.file or "a sheet of units (sheets.units)"
            remedy = f"add its files to {sheet}, or start the case from a VCF (column vcf of {cases.file})"
            samples.blame(entry, "sample", problem, remedy)


def find_files(sheet: Sheet, columns: Sequence[str], folders: Sequence[Path]) -> dict[Path, Place]:
    """Look up the files that a sheet names, and note faults of those that are not there or stand twice.

    Args:
        sheet: the sheet.
        columns: its columns that name files.
        folders: where relative paths are looked up, in order.

    Returns:
        Path as found to the first place where it stands.
    """
    found: dict[Path, Place] = {}
    told: set[tuple[int, int | None]] = set()  # rows whose files are those of another row: one fault for both mates
    for entry, column, path in _named(sheet, columns, folders):
        problem = unreadable(path)
        if problem is not None:
            sheet.blame(entry, column, problem, looked_up(folders))
            continue
        if not path.name.lower().endswith(_SUFFIXES[column]):
            remedy = f"name a file that ends in {', '.join(_SUFFIXES[column])}"
            sheet.blame(entry, column, "the file's name does not say that it is of the kind asked for", remedy)
            continue
        place = sheet.place(entry, column)
        earlier = found.setdefault(path, place)
        if earlier is place:
            continue
        if earlier.row == place.row:
            problem, remedy = "fastq_1 and fastq_2 are the same file", "name the file of the second reads"
        elif (entry.number, earlier.row) in told:
            continue
        else:
            told.add((entry.number, earlier.row))
            problem = f"the file is used twice, first in row {earlier.row}, column {earlier.column}"
            remedy = "name each file once: reads counted twice look like evidence"
        sheet.blame(entry, column, problem, remedy)
    return found


def path_of(entry: Entry, column: str, folders: Sequence[Path]) -> Path | None:
    """The file that a cell names, looked up; ``None`` where the cell is empty or not fit to be a path."""
    written = entry.text(column)
    return locate(written, folders) if written else None


def _named(sheet: Sheet, columns: Sequence[str], folders: Sequence[Path]) -> Iterator[tuple[Entry, str, Path]]:
    for entry in sheet.entries:
        for column in columns:
            path = path_of(entry, column, folders)
            if path is not None:
                yield entry, column, path
