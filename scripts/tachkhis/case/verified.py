"""Which input files an earlier start of the same run has read whole, and nobody has touched since."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.model import Case
from tachkhis.case.model import Sheets
from tachkhis.case.verify import Verification
from tachkhis.errors import InputError


def verified_files(sheets: Sheets, fasta: Path, directory: Path) -> frozenset[Path]:
    """The files that ``{sample}.inputs.json`` and ``{case}.inputs.json`` of a run vouch for.

    A file counts where all holds: it stands there under the same name, column, sample and unit, with the size that it
    has now, and neither its content nor its place in the file system (modification and change time) is younger than
    that record. The change time tells a file that was put in its place with an old date, too. An alignment was
    decoded with the reference, so that the reference must be as old. A case's record vouches for its VCF alone: what it
    tells of samples was read earlier than it was written.

    Args:
        sheets: what the sheets say now.
        fasta: the reference.
        directory: the run's directory.
    """
    return frozenset(path for case in sheets.cases.values() for path in _of_case(case, sheets, fasta, directory))


def _of_case(case: Case, sheets: Sheets, fasta: Path, directory: Path) -> Iterator[Path]:
    results = directory / "results"
    if case.vcf is not None:
        record = results / "cases" / case.id / f"{case.id}.inputs.json"
        yield from _by(record, [(case.vcf, None, None)], sheets, fasta)
    for sample in case.samples:
        named = [(path, sample, unit.unit) for unit in sheets.units.get(sample, ()) for path in unit.files]
        yield from _by(results / "samples" / sample / f"{sample}.inputs.json", named, sheets, fasta)


def _by(
    record: Path, named: Sequence[tuple[Path, str | None, str | None]], sheets: Sheets, fasta: Path
) -> Iterator[Path]:
    """Those of the files, with sample and unit, that one record vouches for."""
    try:
        stamp = record.stat().st_mtime_ns
        files = Verification.read(record).files
    except (OSError, InputError):
        return  # no record, or none that can be read: nothing is vouched for
    sizes = {(file.file, file.column, file.sample, file.unit): file.bytes for file in files}
    for path, owner, unit_id in named:
        place = sheets.files.get(path)
        if place is None or not _untouched(path, stamp):
            continue
        if place.column == "alignment" and not _untouched(fasta, stamp):
            continue
        if sizes.get((place.value or "", place.column, owner, unit_id)) == path.stat().st_size:
            yield path


def _untouched(path: Path, stamp: int) -> bool:
    """Whether neither content nor entry of a file (a link and what it leads to) changed since ``stamp`` (ns)."""
    return all(max(status.st_mtime_ns, status.st_ctime_ns) < stamp for status in (path.stat(), path.lstat()))
