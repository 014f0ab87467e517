"""Our own calls of a family rewritten as other callers would have written them, for tests of the import."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Sample:
    """A call of ours: one number per copy, reads, genotype quality."""

    alleles: tuple[str, ...]
    depth: str
    ref: str
    alt: str
    quality: str


@dataclass(frozen=True)
class Record:
    """A record of ours."""

    contig: str
    position: int
    ref: str
    alt: str
    quality: str
    filters: str
    samples: tuple[Sample, ...]


def parse(text: str) -> tuple[list[str], list[Record]]:
    """Sample names and records of a VCF of ours."""
    names: list[str] = []
    found = []
    for line in text.splitlines():
        cells = line.split("\t")
        if line.startswith("#CHROM"):
            names = cells[9:]
        if line.startswith("#"):
            continue
        keys = cells[8].split(":")
        samples = []
        for cell in cells[9:]:
            values = dict(zip(keys, cell.split(":"), strict=False))
            ref, _, alt = values.get("AD", ".,.").partition(",")
            gt = tuple(values["GT"].replace("|", "/").split("/"))
            samples.append(Sample(gt, values.get("DP", "."), ref, alt or ".", values.get("GQ", ".")))
        found.append(Record(cells[0], int(cells[1]), cells[3], cells[4], cells[5], cells[6], tuple(samples)))
    return names, found


def _gt(sample: Sample, *, diploid: bool = False) -> str:
    alleles = sample.alleles
    if diploid and len(alleles) == 1:
        alleles = alleles * 2
    return "/".join(alleles)


def _file(names: list[str], head: Iterable[str], rows: Iterable[list[str]], end: str = "\n") -> str:
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *names]
    return "".join(line + end for line in [*head, "\t".join(columns), *("\t".join(row) for row in rows)])


def _plain(record: Record, alt: str, info: str, keys: str, cells: Iterable[str]) -> list[str]:
    return [
        record.contig,
        str(record.position),
        ".",
        record.ref,
        alt,
        record.quality,
        record.filters,
        info,
        keys,
        *cells,
    ]


def gatk(names: list[str], records: list[Record]) -> str:
    """GenotypeGVCFs: two copies of everything, AD before DP, <NON_REF> left in, PL of which nothing is needed."""
    rows = [
        _plain(
            r,
            f"{r.alt},<NON_REF>",
            "AC=1;AF=0.5;AN=2;DP=60;MQ=60.00",
            "GT:AD:DP:GQ:PL",
            (f"{_gt(s, diploid=True)}:{s.ref},{s.alt},0:{s.depth}:{s.quality}:0,1,2,3,4,5" for s in r.samples),
        )
        for r in records
    ]
    return _file(names, ["##fileformat=VCFv4.2", '##ALT=<ID=NON_REF,Description="any">'], rows)


def deepvariant(names: list[str], records: list[Record]) -> str:
    """GQ before DP, VAF; reference sites as RefCall between the calls."""
    rows = []
    for r in records:
        cells = [f"{_gt(s, diploid=True)}:{s.quality}:{s.depth}:{s.ref},{s.alt}:0.5:1,2,3" for s in r.samples]
        rows.append(_plain(r, r.alt, ".", "GT:GQ:DP:AD:VAF:PL", cells))
        if len(r.ref) == len(r.alt) == 1:
            other = next(base for base in "ACGT" if base not in (r.ref, r.alt))
            refused = ["0/1:9:30:27,3:0.1:1,2,3" for _ in r.samples]
            rows.append(
                [r.contig, str(r.position), ".", r.ref, other, "0.1", "RefCall", ".", "GT:GQ:DP:AD:VAF:PL", *refused]
            )
    return _file(names, ["##fileformat=VCFv4.2", "##DeepVariant_version=1.6.1"], rows)


def strelka(names: list[str], records: list[Record]) -> str:
    """DPI for indels, a filter of each sample (FT), contigs without chr."""
    rows = []
    for r in records:
        key = "DP" if len(r.ref) == len(r.alt) else "DPI"
        cells = (f"{_gt(s)}:{s.quality}:20:{s.depth}:{s.ref},{s.alt}:PASS:1,2,3" for s in r.samples)
        row = _plain(r, r.alt, "SNVHPOL=2", f"GT:GQ:GQX:{key}:AD:FT:PL", cells)
        rows.append([{"chrM": "MT"}.get(row[0], row[0].removeprefix("chr")), *row[1:]])
    return _file(names, ["##fileformat=VCFv4.1", "##source=strelka", "##source_version=2.9.10"], rows)


def freebayes(names: list[str], records: list[Record]) -> str:
    """RO and AO, qualities with decimals, alleles with a base too many behind, Windows line ends."""
    keys = "GT:DP:RO:AO:GQ"
    rows = []
    for r in records:
        cells = (
            f"{_gt(s)}:{s.depth}:{s.ref}:{s.alt}:{s.quality if s.quality == '.' else s.quality + '.25'}"
            for s in r.samples
        )
        rows.append(_plain(r, r.alt, "TYPE=complex", keys, cells))
    return _file(names, ["##fileformat=VCFv4.2", "##source=freeBayes v1.3.6"], rows, "\r\n")


def _of_one_call(record: Record) -> tuple[object, ...]:
    """What records of one joint call have in common (mitochondrial alleles are called one by one)."""
    shared = [(one.depth, one.ref, one.quality) for one in record.samples]
    return record.contig, record.position, record.ref, record.quality, record.filters, tuple(shared)


def dragen(names: list[str], records: list[Record]) -> str:
    """Records of one place as one of several alleles; not sorted; nothing declared."""
    rows = []
    for _, group in groupby(records, key=_of_one_call):
        together = list(group)
        cells = []
        for index in range(len(names)):
            calls = [r.samples[index] for r in together]
            copies = len(calls[0].alleles)
            alleles = ["0"] * copies
            for number, call in enumerate(calls, 1):
                for copy, allele in enumerate(call.alleles):
                    alleles[copy] = str(number) if allele == "1" else "." if allele == "." else alleles[copy]
            reads = ",".join([calls[0].ref, *(call.alt for call in calls)])
            cells.append(f"{'/'.join(alleles)}:{reads}:{calls[0].depth}:{calls[0].quality}")
        first = together[0]
        rows.append(
            _plain(first, ",".join(r.alt for r in together), "DP=60;FractionInformativeReads=1", "GT:AD:DP:GQ", cells)
        )
    return _file(names, [], rows[::-1])


STYLES: dict[str, Callable[[list[str], list[Record]], str]] = {
    "gatk": gatk,
    "deepvariant": deepvariant,
    "strelka": strelka,
    "freebayes": freebayes,
    "dragen": dragen,
}
