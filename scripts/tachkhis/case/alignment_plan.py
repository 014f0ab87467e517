"""How the reads of a run are aligned: which samples as a whole, which unit by unit, and on how many cores."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tachkhis.case.config import Config
from tachkhis.case.model import Sheets
from tachkhis.case.model import Unit
from tachkhis.case.wildcards import Wildcards

GIGABYTE = 1e9
SHARE = 4
"""Cores of one job where there is work for all: two jobs beside each other fill the gaps at the ends of either."""
MOST = 16
"""Cores beyond which one alignment gains little: its reads come through one pipe."""
INDEX_PER_BASE = 1.8
"""Bytes of memory for bwa's index per byte of the reference; the files that it reads take 1.72 (synthetic genome)."""
BESIDES = 1.5 * GIGABYTE
"""Bytes of memory kept for the rest of an alignment (the sort, batches of reads): a setting, not measured."""


def cores_of_a_job(cores: int | None, jobs: int, at_once: int | None = None) -> int:
    """Cores to ask for each of a number of like jobs.

    A job that could have the whole machine leaves a core to the small jobs that are ready beside it.

    Args:
        cores: of the machine; ``None`` where it is not known (a cluster): :data:`SHARE`.
        jobs: how many of them there are to do.
        at_once: how many have room in memory beside each other.
    """
    if cores is None:
        return SHARE
    fair = max(cores // max(1, jobs), min(SHARE, cores // 2), 1)
    if at_once is not None:
        fair = max(fair, -(-cores // max(1, at_once)))
    return min(fair, MOST, max(1, cores - 1))


@dataclass(frozen=True)
class AlignmentPlan:
    """Alignment of the samples that start from FASTQ.

    Attributes:
        config: of the run.
        sheets: of the run.
        cores: of this machine that the run may use; ``None`` on a cluster.
        samples: those that start from FASTQ.
    """

    config: Config
    sheets: Sheets
    cores: int | None
    samples: Sequence[str]

    @cached_property
    def apart(self) -> list[str]:
        """Samples that are aligned unit by unit: those of several units with much to read."""
        least = self.config.alignment.apart_gb
        return [] if least is None else [sample for sample in self.samples if self._is_large(sample, least)]

    @cached_property
    def whole(self) -> list[str]:
        """Samples that are aligned by one job each."""
        apart = set(self.apart)
        return [sample for sample in self.samples if sample not in apart]

    def _is_large(self, sample: str, least: float) -> bool:
        units = self.sheets.units[sample]
        if len(units) < 2:
            return False
        files = (path for unit in units for path in unit.files)
        return sum(path.stat().st_size for path in files if path.is_file()) >= least * GIGABYTE

    @cached_property
    def unit_ids(self) -> list[str]:
        """Ids of the units that are aligned by themselves."""
        return sorted({unit.unit for sample in self.apart for unit in self.sheets.units[sample]})

    def unit_folders(self, wildcards: Wildcards) -> list[str]:
        """Folders of the aligned units of a sample, in order."""
        sample = wildcards.sample
        return [f"results/samples/{sample}/units/{unit.unit}" for unit in self.sheets.units.get(sample, ())]

    def unit_files(self, wildcards: Wildcards) -> list[str]:
        """The files of one unit."""
        return [str(path) for unit in self._unit(wildcards) for path in unit.files]

    def _unit(self, wildcards: Wildcards) -> list[Unit]:
        units = self.sheets.units.get(wildcards.sample, ())
        return [unit for unit in units if unit.unit == wildcards.unit]

    @cached_property
    def threads(self) -> int:
        """Cores of one alignment."""
        jobs = len(self.whole) + sum(len(self.sheets.units[sample]) for sample in self.apart)
        return cores_of_a_job(self.cores, jobs, self._at_once)

    @property
    def _at_once(self) -> int:
        """Alignments that have room in the memory of this machine."""
        fasta = self.config.reference.fasta
        reference = fasta.stat().st_size if fasta.is_file() else 0
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return max(1, int(memory / (INDEX_PER_BASE * reference + BESIDES)))
