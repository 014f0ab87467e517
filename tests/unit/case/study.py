"""A small sound study on disk, to be spoilt by one change at a time."""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from real_cases import CASES as CASES
from real_cases import SAMPLES as SAMPLES
from real_cases import UNITS as UNITS

GENE_PANELS = ["gene_panel", "version", "gene"]
CONFIG = """\
reference:
  build: mini
  fasta: genome.fa
  genes: genes.gtf
sheets:
  cases: cases.tsv
  samples: samples.tsv
  units: units.tsv
  gene_panels: gene_panels.tsv
resources:
  founders: null
"""
GENES = 'chr1\tmade\texon\t11\t60\t.\t+\t.\tgene_id "GJB2"; transcript_id "T1"; gene_name "GJB2";\n'


def fastq(reads: int, mate: int = 1, name: str = "read", length: int = 20) -> str:
    """FASTQ text of some reads, named as Illumina names them."""
    sequence, quality = ("ACGTTGCAAC" * length)[:length], "F" * length
    return "".join(f"@{name}:{i} {mate}:N:0:ACGT\n{sequence}\n+\n{quality}\n" for i in range(reads))


def genome() -> dict[str, str]:
    """Bases of the study's reference."""
    letters = random.Random(5)
    return {name: "".join(letters.choices("ACGT", k=length)) for name, length in (("chr1", 400), ("chrX", 300))}


@dataclass
class Study:
    """Sheets as lists of rows (the first is the header), and the folder that they are written to.

    One trio: case C1, child K (girl, affected), father F, mother M; rows 2, 3, 4 of samples and units.
    """

    folder: Path
    config: str = CONFIG
    tables: dict[str, list[list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        case = [
            "C1",
            "K",
            "genome",
            "HP:0000365",
            "",
            "hearing,MYO7A",
            "stat",
            "first_cousins",
            "MA-04",
            "panel",
            "CHU",
        ]
        self.tables = {
            "cases": [CASES, case],
            "samples": [
                SAMPLES,
                ["C1", "K", "F", "M", "female", "yes"],
                ["C1", "F", ".", "NA", "male", "no"],
                ["C1", "M", "0", "", "female", "no"],
            ],
            "units": [
                UNITS,
                *([s, "L1", f"{s}lib", "ILLUMINA", f"{s}_R1.fastq.gz", f"{s}_R2.fastq.gz"] for s in "KFM"),
            ],
            "gene_panels": [GENE_PANELS, ["hearing", "2026", "GJB2"], ["hearing", "2026", "MYO7A"]],
        }
        (self.folder / "genes.gtf").write_text(GENES + GENES.replace("GJB2", "MYO7A").replace("T1", "T2"))
        (self.folder / "genome.fa").write_text("".join(f">{name}\n{bases}\n" for name, bases in genome().items()))
        for sample in "KFM":
            for mate in (1, 2):
                self.gzip(f"{sample}_R{mate}.fastq.gz", fastq(50, mate))

    def gzip(self, name: str, text: str) -> Path:
        """Write a gzip file."""
        path = self.folder / name
        path.write_bytes(gzip.compress(text.encode(), mtime=0))
        return path

    def put(self, sheet: str, row: int, column: str, value: str) -> None:
        """Write one cell; ``row`` is the line of the file."""
        header = self.tables[sheet][0]
        self.tables[sheet][row - 1] = list(self.tables[sheet][row - 1])
        self.tables[sheet][row - 1][header.index(column)] = value

    def add(self, sheet: str, *cells: str) -> None:
        """Add a row."""
        self.tables[sheet].append(list(cells))

    def drop(self, sheet: str, column: str) -> None:
        """Remove a column."""
        position = self.tables[sheet][0].index(column)
        self.tables[sheet] = [row[:position] + row[position + 1 :] for row in self.tables[sheet]]

    def add_column(self, sheet: str, column: str, *cells: str) -> None:
        """Add a column."""
        self.tables[sheet] = [[*row, cell] for row, cell in zip(self.tables[sheet], (column, *cells), strict=True)]

    def write(self) -> Path:
        """Write sheets and configuration.

        Returns:
            The configuration file.
        """
        for sheet, rows in self.tables.items():
            text = "\n".join("\t".join(row) for row in rows) + "\n"
            (self.folder / f"{sheet}.tsv").write_text(text, encoding="utf-8")
        path = self.folder / "config.yaml"
        path.write_text(self.config, encoding="utf-8")
        return path
