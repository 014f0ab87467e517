"""Which BED tells the callable bases of which person."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.config_paths import unreadable
from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.case.table import read_table
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.levels import LARGEST_PLAIN
from tachkhis.reference.contigs import canonical

ENDS = (".bed.gz", ".bed", ".callable.bed.gz", ".callable.bed")


def find_beds(named: Path, samples: Sequence[str], lengths: Mapping[str, int]) -> dict[str, Path]:
    """The BED of each person.

    Args:
        named: a folder with ``{sample}.bed[.gz]`` (or ``{sample}.callable.bed[.gz]``), or a table ``sample bed``.
        samples: people who are counted.
        lengths: contigs of the files of variants.

    Raises:
        InputError: nothing is found for anybody, a file is absent, has no index and is large, or lies on other contigs.
    """
    faults: list[Fault] = []
    found = _of_folder(named, samples) if named.is_dir() else _of_table(named, samples, faults)
    if not found and not faults:
        remedy = f"name the files {{sample}}{ENDS[0]} or {{sample}}{ENDS[1]}, or give a table 'sample bed'"
        faults.append(Fault(str(named), "it holds callable bases of none of the people", remedy))
    contigs = {canonical(name) for name in lengths}
    for path in found.values():
        faults += _file_faults(path, contigs)
    if faults:
        raise InputError(faults)
    return found


def _of_folder(folder: Path, samples: Sequence[str]) -> dict[str, Path]:
    candidates = ((sample, folder / f"{sample}{end}") for sample in samples for end in ENDS)
    found: dict[str, Path] = {}
    for sample, path in candidates:
        if path.exists():
            found.setdefault(sample, path)
    return found


def _of_table(path: Path, samples: Sequence[str], faults: list[Fault]) -> dict[str, Path]:
    problem = unreadable(path)
    if problem is not None:
        faults.append(Fault(str(path), problem, "name a folder of BED files, or a table 'sample bed'"))
        return {}
    table = read_table(path, str(path), ("sample", "bed"), ())
    faults += table.faults
    found: dict[str, Path] = {}
    for row in table.rows:
        bed = Path(row["bed"])
        bed = bed if bed.is_absolute() or bed.exists() else path.parent / bed
        problem = unreadable(bed)
        if row["sample"] in found:
            faults.append(
                Fault(str(path), "the person stands twice", "keep one row", row.number, "sample", row["sample"])
            )
        elif row["sample"] in samples and problem is not None:
            faults.append(Fault(str(path), problem, "name an existing BED", row.number, "bed", row["bed"]))
        elif row["sample"] in samples:
            found[row["sample"]] = bed
    return found


def _file_faults(path: Path, contigs: set[str]) -> list[Fault]:
    indexed = Path(f"{path}.tbi").exists()
    if not indexed and path.stat().st_size > LARGEST_PLAIN:
        remedy = f"sort, compress and index it: bgzip {path} && tabix -p bed {path}.gz"
        return [Fault(str(path), "it is large and has no index", remedy)]
    try:
        with open_bytes(path) as handle:
            for raw in handle:
                line = raw.decode("utf-8", "replace")
                if line.strip() and not line.startswith(("#", "track", "browser")):
                    name = line.split("\t")[0].strip()
                    if canonical(name) not in contigs:
                        problem = f"its first line lies on {name}, which the files of variants do not have"
                        return [Fault(str(path), problem, "give a BED of the same build")]
                    break
    except read_errors() as error:
        return [Fault(str(path), f"it cannot be read ({error})", "give a whole BED file")]
    return []
