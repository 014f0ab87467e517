"""``tachkhis quality``: the quality of one case from what was measured in its samples."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--request", required=True, type=Path, help="the request of the case (JSON)")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--samples", type=Path, help="folder of the samples' results")
    source.add_argument(
        "--coverage-only",
        type=Path,
        metavar="PREFIX",
        help="of the first result: coverage of the requested genes alone, from mosdepth's files of the proband",
    )
    parser.add_argument("--gvcf", nargs="*", type=Path, default=[], help="folder of the coverage that a gVCF tells")
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--genes", required=True, type=Path, help="gene model, prepared (or GTF, GFF3)")
    parser.add_argument("--out", required=True, type=Path, help="result (JSON)")


def run(args: argparse.Namespace) -> int:
    """Summarise; see :mod:`tachkhis.quality.summary`."""
    import json

    from tachkhis.case.request import Request
    from tachkhis.quality.summary import gene_coverage
    from tachkhis.quality.summary import gvcf_min_quality
    from tachkhis.quality.summary import requested_genes
    from tachkhis.quality.summary import summarise_sample
    from tachkhis.reference.prepare import load_genes_for

    request = Request.read(args.request)
    proband = request.case.proband
    if args.coverage_only is not None:
        least, model = request.config.calling.callable_depth, load_genes_for(args.genes, args.fasta)
        coverage = gene_coverage(requested_genes(request), model, args.coverage_only, least)
        document: dict[str, Any] = {"samples": [], "coverage": [gene.model_dump(mode="json") for gene in coverage]}
        args.out.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
        return 0
    samples = [summarise_sample(request, s, args.samples) for s in request.case.samples if s in request.units]
    coverage = []
    told = [folder / proband for folder in args.gvcf if Path(f"{folder / proband}.regions.bed.gz").is_file()]
    read = [args.samples / proband / "qc" / proband] if proband in request.units else []
    for qc in (*read, *told):
        model = load_genes_for(args.genes, args.fasta)
        coverage = gene_coverage(requested_genes(request), model, qc, request.config.calling.callable_depth)
    tools: dict[str, str] = {}
    for sample in request.units:
        summary = args.samples / sample / f"{sample}.alignment.json"
        if summary.is_file():
            tools |= json.loads(summary.read_text())["tools"]
    if request.units:
        from tachkhis.reads.pipeline import version_of

        tools |= {tool: version_of(tool) for tool in ("mosdepth", "samtools")}
    document = {
        "samples": [sample.model_dump(mode="json") for sample in samples],
        "coverage": [gene.model_dump(mode="json") for gene in coverage],
        "coverage_source": "gvcf" if told else "reads",
        "min_quality": gvcf_min_quality() if told else None,
        "tools": tools,
    }
    args.out.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
    return 0
