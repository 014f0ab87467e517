"""Quality of a case: each sample's verdict, and how much of each requested gene could be read in the proband."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.request import Request
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.quality.depth import RegionDepth
from tachkhis.quality.depth import overlap
from tachkhis.quality.depth import read_contig_means
from tachkhis.quality.depth import read_regions
from tachkhis.quality.depth import read_stats
from tachkhis.quality.depth import read_unreadable
from tachkhis.quality.gene_coverage import GeneCoverage
from tachkhis.quality.gene_coverage import Region
from tachkhis.quality.verdict import SampleQuality
from tachkhis.quality.verdict import infer_sex
from tachkhis.quality.verdict import judge
from tachkhis.quality.verdict import thresholds
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.genes import GeneModel


def summarise_sample(request: Request, sample: str, folder: Path) -> SampleQuality:
    """The verdict of one sample from ``{folder}/{sample}/qc``."""
    qc = folder / sample / "qc" / sample
    regions = read_regions(Path(f"{qc}.regions.bed.gz"), Path(f"{qc}.thresholds.bed.gz"))
    judged = two_copies(regions)
    bases = sum(row.end - row.start for row in judged)
    depth = sum(row.mean * (row.end - row.start) for row in judged) / bases if bases else 0.0
    percent = {limit: 100.0 * sum(row.at[limit] for row in judged) / bases if bases else 0.0 for limit in (10, 20)}
    means = read_contig_means(Path(f"{qc}.mosdepth.summary.txt"))
    means = {name: mean for name, mean in means.items() if not name.startswith("total") and "_region" not in name}
    sex = infer_sex(means, thresholds()["sex"])
    counts = read_stats(Path(f"{qc}.stats.txt"))
    imported = any(unit.alignment is not None for unit in request.units.get(sample, ()))
    return judge(sample, request.case.person(sample).sex, counts, depth, percent, sex, imported)


def two_copies(regions: Sequence[RegionDepth]) -> list[RegionDepth]:
    """The regions that a verdict on depth is fair on: X, Y and M are left out where there are others."""
    single = (ContigKind.X, ContigKind.Y, ContigKind.M)
    return [row for row in regions if kind_of(row.contig) not in single] or list(regions)


def gene_coverage(genes: Sequence[str], model: GeneModel, qc: Path, threshold: int) -> list[GeneCoverage]:
    """Coverage of the coding sequence of each gene, in the order given.

    Args:
        genes: symbols asked for; those that the model lacks come back as ``missing``.
        model: the gene model.
        qc: prefix of mosdepth's files of the proband.
        threshold: reads from which a base counts as readable.
    """
    depths: dict[tuple[str, int, int], RegionDepth] = {
        (row.contig, row.start, row.end): row
        for row in read_regions(Path(f"{qc}.regions.bed.gz"), Path(f"{qc}.thresholds.bed.gz"))
    }
    places = {gene: model.coding_regions(gene) for gene in genes if gene in model.genes}
    wanted: dict[str, list[tuple[int, int]]] = {}
    for regions in places.values():
        for contig, start, end, _ in regions:
            wanted.setdefault(contig, []).append((start, end))
    low = read_unreadable(Path(f"{qc}.quantized.bed.gz"), wanted)
    found = []
    for gene in genes:
        regions = places.get(gene, [])
        if not regions:
            found.append(
                GeneCoverage(
                    gene=gene,
                    transcript=None,
                    bases=0,
                    mean_depth=0.0,
                    threshold=threshold,
                    percent_callable=0.0,
                    unreadable=[],
                    missing=True,
                )
            )
            continue
        bases = sum(end - start for _, start, end, _ in regions)
        total = sum(depths[contig, start, end].mean * (end - start) for contig, start, end, _ in regions)
        gaps = [
            Region(contig=contig, start=begin + 1, end=stop, label=label)
            for contig, start, end, label in regions
            for begin, stop in overlap(low.get(contig, []), start, end)
        ]
        unread = sum(gap.end - gap.start + 1 for gap in gaps)
        percent = round(100.0 * (bases - unread) / bases, 2)
        transcript, _ = model.chosen(gene)
        found.append(
            GeneCoverage(
                gene=gene,
                transcript=transcript.id,
                bases=bases,
                mean_depth=round(total / bases, 1),
                threshold=threshold,
                percent_callable=percent,
                unreadable=gaps,
            )
        )
    return found


def gvcf_min_quality() -> int:
    """Genotype quality (phred) from which a base of a gVCF counts as readable (``resources/quality/gvcf.json``)."""
    return int(read_json(RESOURCES / "quality" / "gvcf.json")["min_quality"])


def requested_genes(request: Request) -> list[str]:
    """Genes of the gene panels of a case, each once, in order."""
    return list(dict.fromkeys(gene for panel in request.gene_panels for gene in panel.genes))
