"""The real reads of ``../shared/data/human`` as a run of the workflow: sheets and configuration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CASES = [
    "case",
    "proband",
    "test",
    "hpo",
    "hpo_excluded",
    "gene_panels",
    "urgency",
    "consanguinity",
    "region",
    "consent",
    "referrer",
]
SAMPLES = ["case", "sample", "father", "mother", "sex", "affected"]
UNITS = ["sample", "unit", "library", "platform", "fastq_1", "fastq_2"]


@dataclass(frozen=True)
class TruthSet:
    """What GIAB says of one sample: VCF and confident regions, relative to the human data."""

    case: str
    sample: str
    vcf: str
    bed: str
    label: str


TRUTH = (
    TruthSet(
        "HG002", "HG002", "truth/HG002_v4.2.1.slices.vcf.gz", "truth/HG002_v4.2.1.slices.bed", "HG002 31x and 62x"
    ),
    TruthSet(
        "HG001", "HG001-50x", "truth/HG001_v3.3.2.chr20a.vcf.gz", "truth/HG001_v3.3.2.chr20a.10kb.bed", "HG001 49x"
    ),
    TruthSet("CEPH", "HG001-trio", "truth/HG001_v3.3.2.chr20a.vcf.gz", "truth/trio_10kb.bed", "HG001 23x in its trio"),
)

# sample -> (case, father, mother, sex, affected, [(unit, library, stem of the reads)])
PEOPLE = {
    "HG002": (
        "HG002",
        "",
        "",
        "male",
        "yes",
        [("a", "lib30x", "HG002_30x.chr20a"), ("b", "lib95x", "HG002_95x.chr20b")],
    ),
    "HG001-50x": ("HG001", "", "", "female", "yes", [("a", "lib1", "HG001_50x.chr20a")]),
    "HG001-trio": ("CEPH", "NA12891", "NA12892", "female", "yes", [("a", "lib1", "trio_HG001.chr20a10kb")]),
    "NA12891": ("CEPH", "", "", "male", "no", [("a", "lib1", "trio_NA12891.chr20a10kb")]),
    "NA12892": ("CEPH", "", "", "female", "no", [("a", "lib1", "trio_NA12892.chr20a10kb")]),
}


def _table(path: Path, header: list[str], rows: list[list[str]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in [header, *rows]))


def write_run(human: Path, folder: Path, caller: str = "bcftools") -> Path:
    """Write sheets and configuration of the three real families into ``folder``; returns the configuration."""
    reads = human / "reads"
    samples = [
        [case, sample, father, mother, sex, affected]
        for sample, (case, father, mother, sex, affected, _) in PEOPLE.items()
    ]
    units = [
        [sample, unit, library, "ILLUMINA", str(reads / f"{stem}_R1.fastq.gz"), str(reads / f"{stem}_R2.fastq.gz")]
        for sample, (*_, rows) in PEOPLE.items()
        for unit, library, stem in rows
    ]
    cases = [(truth.case, truth.sample) for truth in TRUTH]
    return write_cases(human, folder, cases, samples, units, f"{{caller: {caller}, scatter_bases: 60000}}")


def write_cases(
    human: Path,
    folder: Path,
    cases: list[tuple[str, str]],
    samples: list[list[str]],
    units: list[list[str]],
    calling: str,
    alignments: bool = False,
) -> Path:
    """Write sheets and configuration of some cases; returns the configuration.

    Args:
        human: the real data.
        folder: where to write.
        cases: case and proband.
        samples: rows of samples.tsv.
        units: rows of units.tsv, with a last column ``alignment`` where ``alignments``.
        calling: the section ``calling`` as YAML in one line.
        alignments: whether the units are alignments.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [[case, proband, "genome", "", "", "ANKRD5", "routine", "none", "", "", ""] for case, proband in cases]
    _table(folder / "cases.tsv", CASES, rows)
    _table(folder / "samples.tsv", SAMPLES, samples)
    _table(folder / "units.tsv", [*UNITS, "alignment"] if alignments else UNITS, units)
    genes = human / "annotation" / "refseq_ucsc_hg19.slices.complete_transcripts.gff3"
    config = folder / "config.yaml"
    config.write_text(
        f"""reference: {{build: chr20-slices, fasta: {human / "ref" / "dev_chr20_slices.fa"}, genes: {genes}}}
sheets: {{cases: cases.tsv, samples: samples.tsv, units: units.tsv}}
calling: {calling}
report: {{languages: [fr], laboratory: {{name: Essai sur données de référence GIAB}}}}
"""
    )
    return config
