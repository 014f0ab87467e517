"""One tiny made set for all tests of the room, and readers of its files that share no code with the room."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import pytest
from Bio.Seq import Seq

from tachkhis import cli

PROJECT = Path(__file__).resolve().parents[3]
TINY = PROJECT / "resources" / "simulation" / "tiny.json"
DEMO = PROJECT / "resources" / "simulation" / "demo.json"


@dataclass
class GtfTranscript:
    """A transcript as the GTF gives it; parts are (start, end), 1-based inclusive."""

    gene: str
    contig: str
    strand: str
    mane: bool
    biotype: str
    parts: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def spliced(self, parts: list[tuple[int, int]], contig: str) -> str:
        """Parts of the contig joined in transcript direction."""
        forward = "".join(contig[start - 1 : end] for start, end in sorted(parts))
        return forward if self.strand == "+" else str(Seq(forward).reverse_complement())

    def coding(self, contig: str) -> str:
        """CDS and stop codon."""
        return self.spliced(self.parts["CDS"] + self.parts["stop_codon"], contig)


def read_fasta(path: Path) -> dict[str, str]:
    sequences: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        if line.startswith(">"):
            name = line[1:].split()[0]
            sequences[name] = []
        else:
            sequences[name].append(line)
    return {name: "".join(parts) for name, parts in sequences.items()}


def read_gtf(path: Path) -> dict[str, GtfTranscript]:
    """Transcripts by id with version."""
    found: dict[str, GtfTranscript] = {}
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            continue
        contig, _, feature, start, end, _, strand, _, attributes = line.split("\t")
        values = dict(re.findall(r'(\w+) "([^"]*)"', attributes))
        if feature == "gene":
            continue
        name = f"{values['transcript_id']}.{values['transcript_version']}"
        if feature == "transcript":
            mane = 'tag "MANE_Select"' in attributes
            found[name] = GtfTranscript(values["gene_name"], contig, strand, mane, values["transcript_biotype"])
        else:
            found[name].parts.setdefault(feature, []).append((int(start), int(end)))
    return found


def read_vcf(path: Path) -> Iterator[dict[str, str]]:
    """Records as columns by name."""
    columns: list[str] = []
    with gzip.open(path, "rt") as handle:
        for line in handle:
            if line.startswith("#CHROM"):
                columns = line[1:].rstrip("\n").split("\t")
            elif not line.startswith("##"):
                yield dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))


def info(record: dict[str, str]) -> dict[str, str]:
    return dict(part.split("=", 1) for part in record["INFO"].split(";"))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny set, made once."""
    folder = tmp_path_factory.mktemp("simulation") / "tiny"
    assert cli.main(["simulate", "--out", str(folder), "--recipe", str(TINY), "--cores", "2"]) == 0
    return folder


@pytest.fixture(scope="session")
def genome(made: Path) -> dict[str, str]:
    return read_fasta(made / "genome.fa")


@pytest.fixture(scope="session")
def transcripts(made: Path) -> dict[str, GtfTranscript]:
    return read_gtf(made / "genes.gtf")
