"""The sheets, the configuration and the tables of a made set; paths in them are relative to the set."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from tachkhis.simulation.model import Genome
from tachkhis.simulation.reads import fastq_names
from tachkhis.simulation.recipe import Recipe

NOTE = "# synthetic: made by 'tachkhis simulate'; no real person"
CASES = (
    *("case", "proband", "test", "hpo", "hpo_excluded", "gene_panels", "urgency", "consanguinity"),
    *("region", "consent", "referrer"),
)
SAMPLES = ("case", "sample", "father", "mother", "sex", "affected", "specimen", "collected", "received")
UNITS = ("sample", "unit", "library", "platform", "fastq_1", "fastq_2", "kit")
SPECIMEN = ("blood", "2026-01-12", "2026-01-13")
KIT = "Kit fictif de préparation du génome, v1"
GENE_PANELS = ("gene_panel", "version", "gene")
FOUNDERS = (
    *("gene", "transcript", "HGVSc", "HGVSp", "disease", "OMIM", "population", "frequency", "PMID"),
    *("verified", "what_was_seen_in_corpora", "note"),
)


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a tab-separated sheet with a comment that says what it is."""
    lines = [NOTE, "\t".join(columns), *("\t".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_sheets(folder: Path, recipe: Recipe) -> None:
    """Write cases, samples, units and gene panels."""
    write_table(
        folder / "cases.tsv",
        CASES,
        (
            (
                case.id,
                case.proband,
                case.test,
                ",".join(case.hpo),
                ",".join(case.hpo_excluded),
                ",".join(case.gene_panels),
                case.urgency,
                case.consanguinity,
                case.region,
                ",".join(case.consent),
                case.referrer,
            )
            for case in recipe.cases
        ),
    )
    people = [(case.id, person) for case in recipe.cases for person in case.people]
    write_table(
        folder / "samples.tsv",
        SAMPLES,
        (
            (case, person.sample, person.father or "0", person.mother or "0", person.sex, person.affected, *SPECIMEN)
            for case, person in people
        ),
    )
    write_table(
        folder / "units.tsv",
        UNITS,
        (
            (person.sample, unit.unit, unit.library, "ILLUMINA", *fastq_names(person.sample, unit.unit), KIT)
            for _, person in people
            for unit in person.units
        ),
    )
    write_table(
        folder / "gene_panels.tsv",
        GENE_PANELS,
        ((panel.gene_panel, panel.version, gene) for panel in recipe.gene_panels for gene in panel.genes),
    )


def write_config(folder: Path, genome: Genome) -> None:
    """Write ``config.yaml``."""
    content = {
        "reference": {
            "build": "synthetic",
            "fasta": "genome.fa",
            "genes": "genes.gtf",
            "targets": None,
            "par": {contig: [list(bounds) for bounds in ends] for contig, ends in genome.par.items()} or None,
            "prepared": None,
        },
        "sheets": {
            "cases": "cases.tsv",
            "samples": "samples.tsv",
            "units": "units.tsv",
            "gene_panels": "gene_panels.tsv",
            "identities": None,
        },
        "resources": {
            "clinvar": "clinvar.vcf.gz",
            "gnomad": "gnomad.vcf.gz",
            "panel": "panel.vcf.gz",
            "founders": "founders.tsv",
            "sites": None,
            "scores": None,
        },
        "calling": {"caller": "bcftools"},
        "report": {
            "languages": ["fr"],
            "laboratory": {
                "name": "Laboratoire de démonstration (données synthétiques)",
                "address": "Adresse fictive, Rabat, Maroc",
                "phone": "+212 500 000 000",
                "accreditation": "aucune : données synthétiques",
            },
        },
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100)
    (folder / "config.yaml").write_text(f"{NOTE}\n{text}", encoding="utf-8")
