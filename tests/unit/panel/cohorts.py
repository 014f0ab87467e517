"""Small cohorts written as text, and panels read back, for the tests of the panel's making."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

import pytest

from tachkhis.cli import main

LENGTHS = {"chr1": 10_000, "chr2": 8_000, "chrX": 6_000, "chrY": 3_000, "chrM": 500}
PAR = "X:1-1000,Y:1-500"
FORMATS = {"GT": ("1", "String"), "DP": ("1", "Integer"), "GQ": ("1", "Integer"), "AD": ("R", "Integer"), "MIN_DP": ("1", "Integer")}  # fmt: skip


def write_vcf(
    path: Path,
    samples: Sequence[str],
    records: Sequence[str],
    lengths: Mapping[str, int] = LENGTHS,
    *,
    index: bool = True,
) -> Path:
    """A compressed, indexed VCF; a record is written ``chr1 100 A C GT 0/1 0/0``, with FILTER and INFO after a bar."""
    lines = ["##fileformat=VCFv4.2"]
    lines += [f"##contig=<ID={name},length={length}>" for name, length in lengths.items()]
    lines += [
        '##INFO=<ID=END,Number=1,Type=Integer,Description="End">',
        '##INFO=<ID=MIN_DP,Number=1,Type=Integer,Description="Depth">',
    ]
    lines += ['##FILTER=<ID=LowQual,Description="Low">', '##FILTER=<ID=RefCall,Description="Reference">']
    lines += [f'##FORMAT=<ID={n},Number={c},Type={t},Description="{n}">' for n, (c, t) in FORMATS.items()]
    lines.append("\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples]))
    for record in records:
        text, _, more = record.partition(" | ")
        contig, position, ref, alt, form, *calls = text.split()
        site_filter, _, info = (more or "PASS .").partition(" ")
        assert len(calls) == len(samples), record
        lines.append("\t".join([contig, position, ".", ref, alt, ".", site_filter, info or ".", form, *calls]))
    plain = path.with_suffix("")
    plain.write_text("\n".join(lines) + "\n")
    with path.open("wb") as out:
        subprocess.run(["bgzip", "-c", plain], stdout=out, check=True)
    plain.unlink()
    if index:
        subprocess.run(["tabix", "-f", "-p", "vcf", path], check=True)
    return path


def write_people(path: Path, *rows: str) -> Path:
    """The table; a row is written ``A female MA-01 no yes F1``, '-' for an empty cell."""
    cells = [["" if cell == "-" else cell for cell in row.split()] for row in rows]
    lines = ["sample\tsex\tregion\taffected\tconsent\tfamily", *("\t".join(row) for row in cells)]
    path.write_text("\n".join(lines) + "\n")
    return path


def build(folder: Path, *arguments: str | Path, out: str = "panel.vcf.gz", plain: bool = True) -> int:
    """``tachkhis panel build`` with a name; ``plain`` asks for no filters."""
    more = ["--min-depth", "0", "--min-quality", "0", "--allele-balance", "0,1"] if plain else []
    words = ["panel", "build", *map(str, arguments), "--name", "T", "--version", "1", "--out", str(folder / out)]
    return main([*words, "--build", "toy", "--par", PAR, *more])


def sites(panel: Path) -> dict[str, str]:
    """``chr1-100-A-C`` to ``AC/AN`` with nhom and nhemi: ``3/8 hom 1 hemi 0``."""
    form = "%CHROM-%POS-%REF-%ALT\t%AC/%AN hom %nhom hemi %nhemi\n"
    done = subprocess.run(["bcftools", "query", "-f", form, panel], capture_output=True, text=True, check=True)
    return dict(line.split("\t") for line in done.stdout.splitlines())


def records(panel: Path) -> str:
    """The records of a panel, as text."""
    done = subprocess.run(["bgzip", "-dc", panel], capture_output=True, text=True, check=True)
    return "".join(line for line in done.stdout.splitlines(keepends=True) if not line.startswith("#"))


def head(panel: Path) -> str:
    """The header of a panel, as text."""
    done = subprocess.run(["bcftools", "view", "-h", "--no-version", panel], capture_output=True, text=True, check=True)
    return done.stdout


def runs(panel: Path) -> str:
    """The table of callable bases beside a panel."""
    bed = panel.with_name(panel.name.replace(".vcf.gz", ".callable.bed.gz"))
    return subprocess.run(["bgzip", "-dc", bed], capture_output=True, text=True, check=True).stdout


def faults(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was said on standard error, by line."""
    return capsys.readouterr().err.splitlines()
