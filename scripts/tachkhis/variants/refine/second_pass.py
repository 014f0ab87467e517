"""The second look at a few places: ``bcftools mpileup`` without base alignment quality, SNVs alone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.reads.pipeline import Stream
from tachkhis.variants.refine.near import JOINED
from tachkhis.variants.refine.view import open_records

Window = tuple[str, int, int]
"""Contig, 0-based start, end."""

MAX_DEPTH = 1000  # reads per file, as the caller's


@dataclass(frozen=True, slots=True)
class SecondPass:
    """How to call SNVs without BAQ in the same family.

    Attributes:
        fasta: the reference.
        crams: the members' alignments.
        ploidy: ploidy file of ``bcftools call``.
        sexes: samples file of ``bcftools call``.
        folder: where files may be put that nobody else sees.
        min_mapping_quality: as the caller's.
        min_base_quality: as the caller's.
    """

    fasta: Path
    crams: tuple[Path, ...]
    ploidy: Path
    sexes: Path
    folder: Path
    min_mapping_quality: int
    min_base_quality: int

    def call(self, windows: Sequence[Window]) -> list[Any]:
        """``pysam.VariantRecord`` of every SNV in the windows, one ALT each, in order.

        Raises:
            ResourceError: bcftools failed.
        """
        if not windows:
            return []
        targets, regions, out = (self.folder / name for name in ("windows.bed", "regions.bed", "second.bcf"))
        targets.write_text(_bed(windows))
        regions.write_text(_bed(joined(windows, JOINED)))
        pileup = ["bcftools", "mpileup", "--no-version", "-Ou", "-B", "-I", "-f", str(self.fasta), "-R", str(regions)]
        pileup += ["-T", str(targets), "-d", str(MAX_DEPTH), "-q", str(self.min_mapping_quality)]
        pileup += ["-Q", str(self.min_base_quality), "-a", "AD,DP,ADF,ADR,SP", *map(str, self.crams)]
        call = ["bcftools", "call", "--no-version", "-m", "-v", "-Ou", "-a", "GQ", "--ploidy-file", str(self.ploidy)]
        call += ["-S", str(self.sexes), "-"]
        norm = ["bcftools", "norm", "--no-version", "-Ob", "-m", "-any", "-f", str(self.fasta), "-o", str(out), "-"]
        with Stream(self.folder) as stream:
            first = stream.start("mpileup", pileup)
            second = stream.start("call", call, stdin=first.stdout)
            stream.start("norm", norm, stdin=second.stdout, stdout=subprocess.DEVNULL)
            for pipe in (first.stdout, second.stdout):
                if pipe is not None:
                    pipe.close()
        with open_records(str(out)) as reader:
            return [record for record in reader if len(record.ref) == len(record.alts[0]) == 1]


def joined(windows: Iterable[Window], gap: int) -> list[Window]:
    """Windows in order, with those joined that overlap or lie within ``gap`` bases of each other."""
    found: list[Window] = []
    for contig, start, end in windows:
        if found and found[-1][0] == contig and start - found[-1][2] <= gap:
            found[-1] = (contig, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((contig, start, end))
    return found


def _bed(windows: Iterable[Window]) -> str:
    return "".join(f"{contig}\t{start}\t{end}\n" for contig, start, end in windows)
