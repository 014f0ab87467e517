"""A small case on disk: a trio, one gene under a real symbol, an annotated VCF, and the documents of the steps before."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tachkhis.case.config import Config
from tachkhis.case.config_sections import CallingConfig
from tachkhis.case.config_sections import Laboratory
from tachkhis.case.config_sections import ReferenceConfig
from tachkhis.case.config_sections import RefineConfig
from tachkhis.case.config_sections import ReportConfig
from tachkhis.case.config_sections import ResourcesConfig
from tachkhis.case.config_sections import SheetsConfig
from tachkhis.case.request import Request
from tachkhis.reference.passport import Contig
from tachkhis.reference.passport import make_passport
from tachkhis.variants import fields

from .families import family

GTF = """#synthetic
chr1 t transcript 1001 4000 . + . gene_id "g1"; transcript_id "T1.1"; gene_name "TTPA";
chr1 t exon 1001 1200 . + . gene_id "g1"; transcript_id "T1.1"; gene_name "TTPA";
chr1 t exon 2001 2300 . + . gene_id "g1"; transcript_id "T1.1"; gene_name "TTPA";
chr1 t exon 3001 4000 . + . gene_id "g1"; transcript_id "T1.1"; gene_name "TTPA";
chr1 t CDS 1101 1200 . + 0 gene_id "g1"; transcript_id "T1.1"; gene_name "TTPA";
chr1 t CDS 2001 2300 . + 2 gene_id "g1"; transcript_id "T1.1"; gene_name "TTPA";
chr1 t CDS 3001 3197 . + 2 gene_id "g1"; transcript_id "T1.1"; gene_name "TTPA";
"""

FORMATS = [
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="GT">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="DP">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="AD">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="GQ">',
    fields.JOINT_GQ.header.replace("INFO", "FORMAT", 1),
]


def csq(**cells: str) -> str:
    """One transcript of a CSQ value, chosen unless told otherwise."""
    row = {"SYMBOL": "TTPA", "Feature": "T1.1", "BIOTYPE": "protein_coding", "CHOSEN": "mane_select", "MANE": "select"}
    row |= cells
    return "|".join(fields.escape(row.get(name, "")) for name in fields.CSQ_COLUMNS)


def write_vcf(path: Path, rows: list[str], samples: str = "girl father mother") -> Path:
    """Rows with columns separated by spaces."""
    head = ["##fileformat=VCFv4.2", "##contig=<ID=chr1,length=10000>", "##contig=<ID=chrX,length=10000>"]
    head += [field.header for field in (*fields.TRACK_FIELDS, *fields.TRIAGE_FIELDS, *fields.REFINE_FIELDS)] + FORMATS
    head.append(("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT " + samples).replace(" ", "\t"))
    path.write_text("\n".join([*head, *(row.replace(" ", "\t") for row in rows)]) + "\n")
    return path


STOP = csq(Consequence="stop_gained", IMPACT="HIGH", EXON="2/3", HGVSc="T1.1:c.150C>T", HGVSp="p.(Arg50Ter)", NMD="yes")
CAUSE = (
    f"chr1 2050 . C T 200 PASS TRIAGE=keep:coding;HGVSG={fields.escape('chr1:g.2050C>T')};CSQ={STOP}"
    " GT:DP:AD:GQ 1/1:30:0,30:90 0/1:30:15,15:99 0/1:28:14,14:99"
)


def background(conflicts: int = 0, sites: int = 80) -> list[str]:
    """Places where the parents agree with the girl, and ``conflicts`` where the father does not."""
    agree = ["0/1:30:15,15:99 1/1:30:0,30:99 0/0:30:30,0:99", "1/1:30:0,30:99 0/1:30:15,15:99 0/1:30:15,15:99"]
    wrong = "1/1:30:0,30:99 0/0:30:30,0:99 0/1:30:15,15:99"
    return [
        f"chr1 {6000 + i} . A G 200 PASS TRIAGE=aside:common GT:DP:AD:GQ {wrong if i < conflicts else agree[i % 2]}"
        for i in range(sites)
    ]


def request(folder: Path, **changes: Any) -> Request:
    """The request of a girl with ataxia; ``changes`` go to the case."""
    genes = folder / "genes.gtf"
    genes.write_text("\n".join("\t".join(line.split(" ", 8)) for line in GTF.splitlines()) + "\n")
    case = replace(family(father="no", mother="no", hpo=("HP:0001251",)).case, **({"vcf": None} | changes))
    nothing = dict.fromkeys(("clinvar", "gnomad", "panel", "founders", "sites", "scores"))
    config = Config(
        reference=ReferenceConfig("synthetic", folder / "genome.fa", genes, None, {"chrX": ((1, 1000),)}, None),
        sheets=SheetsConfig(folder / "cases.tsv", folder / "samples.tsv", None, None, None),
        resources=ResourcesConfig(**nothing | {"tracks": ()}),
        calling=CallingConfig("bcftools", 20, 20, 20, 50_000_000, 10, RefineConfig(True, True, True, True)),
        report=ReportConfig(("fr",), Laboratory("Laboratoire", None, None, None)),
    )
    return Request(config, case, {}, ())


def write_case(
    folder: Path, rows: list[str], *, sites: list[dict[str, Any]] | None = None, **changes: Any
) -> list[str]:
    """Write everything that ``tachkhis interpret`` reads; its arguments, ``--out`` excepted."""
    made = request(folder, **changes)
    passport = make_passport([Contig("chr1", 10_000, "a" * 32), Contig("chrX", 10_000, "b" * 32)], synthetic=True)
    tracks = {
        "resources": [
            {"name": "gnomad", "version": "g1", "synthetic": True, "records": 5},
            {"name": "clinvar", "version": "c1", "synthetic": True, "records": 5},
        ],
        "clinvar_genes": {"TTPA": {"pathogenic": 9, "lof_pathogenic": 9}},
    }
    sample = {"verdict": "pass", "reasons": [], "reads": 1000, "mean_depth": 30.0}
    quality = {
        "samples": [{"sample": name, **sample} for name in made.case.samples],
        "coverage": [],
        "tools": {"bwa": "0.7.17"},
    }
    documents = {"tracks": tracks, "quality": quality, "sites": sites or []}
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    (folder / "passport.json").write_text(passport.to_json())
    (folder / "request.json").write_text(made.to_json())
    vcf = write_vcf(folder / "case.vcf", rows, " ".join(made.case.samples))
    arguments = ["interpret", "--vcf", str(vcf)]
    for name in ("request", "quality", "sites", "tracks", "passport"):
        arguments += [f"--{name}", str(folder / f"{name}.json")]
    return arguments
