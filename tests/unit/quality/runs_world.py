"""Calls whose runs of homozygosity are known by construction: one marker every 10 kb, heterozygous but where said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex

STEP = 10_000
LENGTHS = {"chr1": 60_000_000, "chr2": 20_000_000, "chrX": 30_000_000, "chrY": 10_000_000, "chrM": 16_569}
GIRL = Person("girl", None, None, Sex.FEMALE, Affected.YES)

Genotypes = Callable[[str, int], str]
"""The columns of the samples (``GT`` or ``GT:DP:GQ``), tab-separated, at a place."""


def write_calls(
    path: Path,
    genotypes: Genotypes,
    samples: str = "girl",
    info: str = "GNOMAD_AF=0.4",
    wanted: Callable[[str, int], bool] | None = None,
    fields: str = "GNOMAD_AF:Float PANEL_AC:Integer PANEL_AN:Integer",
) -> Path:
    """Calls of chr1 and chr2, a marker every :data:`STEP` bases; ``FILTER`` is PASS, depth 30 and quality 99."""
    lines = ["##fileformat=VCFv4.2", '##FILTER=<ID=LowQual,Description="q">']
    lines += [f"##contig=<ID={contig},length={length}>" for contig, length in LENGTHS.items()]
    for name, kind in (field.split(":") for field in fields.split()):
        lines.append(f'##INFO=<ID={name},Number=1,Type={kind},Description="{name}">')
    for name, kind in (("GT", "String"), ("DP", "Integer"), ("GQ", "Integer")):
        lines.append(f'##FORMAT=<ID={name},Number=1,Type={kind},Description="{name}">')
    lines.append("\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples.split())))
    for contig in ("chr1", "chr2", "chrX"):
        for position in range(STEP, LENGTHS[contig], STEP):
            if wanted is None or wanted(contig, position):
                calls = [c if ":" in c else f"{c}:30:99" for c in genotypes(contig, position).split(" ")]
                row = (contig, str(position), ".", "A", "G", "99", "PASS", info, "GT:DP:GQ", *calls)
                lines.append("\t".join(row))
    path.write_text("\n".join(lines) + "\n")
    return path


def within(contig: str, start: int, end: int) -> Genotypes:
    """Homozygous from start to end of one contig, heterozygous everywhere else."""
    return lambda where, position: "1/1" if where == contig and start <= position <= end else "0/1"
