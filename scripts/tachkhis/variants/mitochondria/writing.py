"""Records of the mitochondrial genome as BCF: the same columns as the other callers', and the fraction."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path

from tachkhis.reads.pipeline import Stream
from tachkhis.variants import fields
from tachkhis.variants.mitochondria.evidence import FEW_READS
from tachkhis.variants.mitochondria.evidence import LOW_FRACTION
from tachkhis.variants.mitochondria.evidence import LOW_QUALITY
from tachkhis.variants.mitochondria.evidence import POSSIBLE_NUMT
from tachkhis.variants.mitochondria.evidence import READ_END
from tachkhis.variants.mitochondria.evidence import STRAND_BIAS
from tachkhis.variants.mitochondria.evidence import STUTTER
from tachkhis.variants.mitochondria.evidence import Call
from tachkhis.variants.mitochondria.family import Record
from tachkhis.variants.record import Reach

_FILTERS = {
    LOW_QUALITY: "Set if the evidence is below what is asked for",
    LOW_FRACTION: "Mitochondrial genome: fraction below the one that is reported",
    FEW_READS: "Mitochondrial genome: too few fragments with the allele",
    POSSIBLE_NUMT: "Mitochondrial genome: few reads in a low fraction, as a copy in the nuclear genome gives",
    STRAND_BIAS: "Mitochondrial genome: fraction differs between the strands",
    READ_END: "Mitochondrial genome: allele at the ends of alignments only",
    STUTTER: "Mitochondrial genome: length variant of a run, in a fraction that slippage may give",
}
_FORMATS = (
    ("GT", "1", "String", "Genotype"),
    ("DP", "1", "Integer", "Number of high-quality fragments or bases"),
    ("AD", "R", "Integer", "Allelic depths (high-quality)"),
    ("ADF", "R", "Integer", "Allelic depths on the forward strand (high-quality)"),
    ("ADR", "R", "Integer", "Allelic depths on the reverse strand (high-quality)"),
    ("GQ", "1", "Integer", "Phred-scaled Genotype Quality"),
    (fields.FRACTION, "A", "Float", "Fraction of the fragments that carry the allele"),
    (fields.FRACTION_BOUNDS, "2", "Float", "Exact 95 % bounds of the fraction"),
)
_KEYS = ":".join(("GT", "DP", "AD", "ADF", "ADR", "GQ", fields.FRACTION, fields.FRACTION_BOUNDS))


def header(lengths: Mapping[str, int], reaches: Mapping[str, Reach], samples: Iterable[str]) -> str:
    """The header, with the reach of each member, and the deletions without a record, in lines of their own."""
    lines = ["##fileformat=VCFv4.2", '##FILTER=<ID=PASS,Description="All filters passed">']
    lines += [f'##FILTER=<ID={name},Description="{text}">' for name, text in _FILTERS.items()]
    lines += [f"##contig=<ID={name},length={length}>" for name, length in lengths.items()]
    for name, number, kind, text in _FORMATS:
        lines.append(f'##FORMAT=<ID={name},Number={number},Type={kind},Description="{text}">')
    for sample, reach in reaches.items():
        lines.append(f"##{fields.REACH}={sample} {reach.depth} {reach.limit:.4f} {reach.readable:.4f}")
        lines += [f"##{fields.WITHOUT_ORIGIN}={sample} {name} {count}" for name, count in reach.without_origin]
    columns = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples)
    return "\n".join((*lines, "\t".join(columns))) + "\n"


def line(contig: str, record: Record) -> str:
    """One record as text."""
    filters = ";".join(record.filters) or "PASS"
    start = (contig, str(record.position), ".", record.ref, record.alt, f"{record.quality:.1f}", filters, ".", _KEYS)
    return "\t".join((*start, *(_cell(call) for call in record.calls))) + "\n"


def _cell(call: Call) -> str:
    reads = call.support
    reverse = (reads.ref_reads - reads.ref_forward, reads.alt_reads - reads.alt_forward)
    bounds = "." if call.lower is None or call.upper is None else f"{call.lower:.5f},{call.upper:.5f}"
    return ":".join(
        (
            call.genotype,
            str(reads.depth),
            f"{reads.ref_reads},{reads.alt_reads}",
            f"{reads.ref_forward},{reads.alt_forward}",
            f"{reverse[0]},{reverse[1]}",
            "." if call.quality is None else str(call.quality),
            f"{reads.fraction:.5f}" if reads.depth else ".",
            bounds,
        )
    )


def write_bcf(head: str, lines: Iterable[str], out: Path, logs: Path) -> None:
    """Write BCF with its index.

    Raises:
        ResourceError: bcftools is absent or failed.
    """
    with Stream(logs) as stream:
        view = stream.start(
            "view",
            ["bcftools", "view", "--no-version", "-Ob", "-o", str(out), "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        assert view.stdin is not None
        view.stdin.write(head.encode())
        for text in lines:
            view.stdin.write(text.encode())
        view.stdin.close()
    with Stream(logs) as stream:
        stream.start("index", ["bcftools", "index", "-f", str(out)], stdout=subprocess.DEVNULL)
