"""Reading gene models: GTF and GFF3 in the styles of Ensembl, GENCODE, NCBI RefSeq and UCSC.

The coding span that comes out includes the stop codon. GFF3 files include it already. GTF files leave it out
and give ``stop_codon`` lines, which are joined here (also where an intron splits the codon); a file without
such lines is completed later from the genome, where a stop codon follows in frame
(``tachkhis.variants.spliced``).
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from isal import igzip
from isal.igzip_lib import IsalError

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.gene_lines import PREFIX
from tachkhis.reference.gene_lines import Faults
from tachkhis.reference.gene_lines import GeneRow
from tachkhis.reference.gene_lines import RawTranscript
from tachkhis.reference.gene_lines import hgnc_of
from tachkhis.reference.gene_lines import read_lines
from tachkhis.reference.genes import Interval
from tachkhis.reference.genes import Transcript

_TWIN = re.compile(r"(?:RefSeq|Ensembl|GenBank|Genbank):((?:NM_|NR_|ENST)\d+\.\d+)")
_MANE = {"MANE_Select": "select", "MANE_Plus_Clinical": "plus_clinical"}


def read_gene_file(path: Path) -> tuple[list[Transcript], str]:
    """Read a gene model.

    Args:
        path: GTF or GFF3, plain or gzipped; the kind is seen from the lines, not from the name.

    Returns:
        The transcripts in file order, and the file's title (its own description, or its name).

    Raises:
        InputError: unreadable file, malformed lines, or no transcript at all.
    """
    collecting = gc.isenabled()
    gc.disable()  # nothing of the millions of small objects is garbage; looking for it takes half of the time
    try:
        return _read(path)
    finally:
        if collecting:
            gc.enable()


def _read(path: Path) -> tuple[list[Transcript], str]:
    faults = Faults(path)
    try:
        with _open(path) as handle:
            title, raws, genes = read_lines(handle, faults)
    except (OSError, EOFError, UnicodeDecodeError, IsalError) as error:  # type: ignore[misc]  # (stub is wrong)
        problem = f"cannot be read ({error.__class__.__name__})"
        raise InputError([Fault(str(path), problem, "give a whole GTF or GFF3 file")]) from error
    transcripts = []
    for key, raw in raws.items():
        transcript = _finish(key, raw, genes, raws, faults)
        if transcript is not None:
            transcripts.append(transcript)
    if faults.found:
        raise InputError(faults.found)
    if not transcripts:
        raise InputError([Fault(str(path), "holds no transcript with exons", "give a GTF or GFF3 gene model")])
    return transcripts, title or path.name


def _open(path: Path) -> TextIO:
    with path.open("rb") as probe:
        zipped = probe.read(2) == b"\x1f\x8b"
    if zipped:
        handle: TextIO = igzip.open(path, "rt", encoding="utf-8")
        return handle
    return path.open(encoding="utf-8")


def _finish(
    key: str, raw: RawTranscript, genes: dict[str, GeneRow], raws: dict[str, RawTranscript], faults: Faults
) -> Transcript | None:
    """Make the transcript; ``None`` for a parent that has no exon of its own (and for a fault)."""
    if not raw.exons and not raw.coding:
        return None
    exons = _joined(raw.exons or [(start, end) for start, end, _ in raw.coding])
    coding = sorted(raw.coding)
    cds: Interval | None = None
    if coding:
        first = min([coding[0][0], *(start for start, _ in raw.stops)])
        last = max([coding[-1][1], *(end for _, end in raw.stops)])
        cds = (first, last)
        if not _inside(first, exons) or not _inside(last - 1, exons):
            remedy = "every CDS line lies inside an exon of its transcript"
            faults.add(raw.row, "coding sequence reaches outside the exons", remedy, value=key)
            return None
    gene = _gene_of(raw, genes, raws)
    tags = tuple(dict.fromkeys(raw.tags))
    phase = _phase(coding, raw.strand)
    identifier = _identifier(key, raw)
    mane = next((_MANE[tag.replace(" ", "_")] for tag in tags if tag.replace(" ", "_") in _MANE), None)
    return Transcript(
        id=identifier,
        gene=gene.symbol,
        gene_id=gene.id,
        biotype=_biotype(raw, gene, coding=bool(coding)),
        contig=raw.contig,
        strand=1 if raw.strand == "+" else -1,
        exons=exons,
        cds=cds,
        mane=mane,
        aliases=_twins(raw, identifier) if mane is not None else (),
        start_incomplete="cds_start_NF" in tags or phase != 0 or _cut(raw, at_start=True),
        end_incomplete="cds_end_NF" in tags or _cut(raw, at_start=False),
        phase=phase,
        selenoprotein=raw.selenoprotein or "seleno" in tags,
        gapped=bool(cds) and _bases(coding, raw.stops) != _coding_bases(exons, cds),
        tags=tags,
        hgnc=hgnc_of(raw.attributes) or gene.hgnc,
    )


def _twins(raw: RawTranscript, identifier: str) -> tuple[str, ...]:
    """Names of the same transcript at the other database (MANE: the same bases, exon by exon; Morales 2022).

    Cross-references of other transcripts promise less and are not taken.
    """
    stated = raw.attributes.get("db_xref", "") + "," + raw.attributes.get("Dbxref", "")
    return tuple(dict.fromkeys(name for name in _TWIN.findall(stated) if name != identifier))


def _joined(pieces: Iterable[Interval]) -> tuple[Interval, ...]:
    """Sort; join pieces that overlap."""
    exons: list[Interval] = []
    for start, end in sorted(set(pieces)):
        if exons and start < exons[-1][1]:
            exons[-1] = (exons[-1][0], max(end, exons[-1][1]))
        else:
            exons.append((start, end))
    return tuple(exons)


def _inside(position: int, exons: tuple[Interval, ...]) -> bool:
    return any(start <= position < end for start, end in exons)


def _bases(coding: list[tuple[int, int, str]], stops: list[Interval]) -> int:
    pieces = _joined([(start, end) for start, end, _ in coding] + stops)
    return sum(end - start for start, end in pieces)


def _coding_bases(exons: tuple[Interval, ...], cds: Interval | None) -> int:
    first, last = cds or (0, 0)
    return sum(max(0, min(end, last) - max(start, first)) for start, end in exons)


def _phase(coding: list[tuple[int, int, str]], strand: str) -> int:
    if not coding:
        return 0
    phase = (coding[0] if strand == "+" else coding[-1])[2]
    return int(phase) if phase in ("1", "2") else 0


def _cut(raw: RawTranscript, *, at_start: bool) -> bool:
    """RefSeq GFF3 marks what runs over an edge: ``start_range=.,N`` (left), ``end_range=N,.`` (right)."""
    left = at_start == (raw.strand == "+")
    value = raw.attributes.get("start_range" if left else "end_range", "")
    return value.startswith(".,") if left else value.endswith(",.")


def _lineage(raw: RawTranscript, raws: dict[str, RawTranscript]) -> Iterator[str]:
    parent = raw.parent
    for _ in range(5):
        if not parent:
            return
        yield parent
        parent = raws[parent].parent if parent in raws else ""


def _gene_of(raw: RawTranscript, genes: dict[str, GeneRow], raws: dict[str, RawTranscript]) -> GeneRow:
    named = raw.attributes
    gene_id = named.get("gene_id", "")
    for parent in (*_lineage(raw, raws), gene_id):
        if parent in genes:
            gene = genes[parent]
            symbol = named.get("gene_name") or gene.symbol
            return GeneRow(symbol or gene.id, gene.id, gene.biotype, hgnc=gene.hgnc)
    bare = PREFIX.sub("", gene_id or raw.parent or named.get("gene", ""))
    symbol = named.get("gene_name") or named.get("gene") or bare or PREFIX.sub("", named.get("ID", "")) or "unnamed"
    return GeneRow(symbol, bare or symbol, named.get("gene_biotype") or named.get("gene_type") or "")


def _identifier(key: str, raw: RawTranscript) -> str:
    named = raw.attributes
    identifier = named.get("transcript_id") or PREFIX.sub("", key.partition("@")[0])
    version = named.get("transcript_version") or (named.get("version") if "ID" in named else None)
    if version and not re.search(r"\.\d+$", identifier):
        identifier = f"{identifier}.{version}"
    return identifier


def _biotype(raw: RawTranscript, gene: GeneRow, *, coding: bool) -> str:
    named = raw.attributes
    biotype = named.get("biotype") or named.get("transcript_biotype") or named.get("transcript_type")
    if not biotype and raw.feature not in ("", "transcript", "exon", "CDS", "mRNA", "gene"):
        biotype = raw.feature
    if not biotype or biotype == "mRNA":
        biotype = gene.biotype if gene.biotype and not coding else ""
    return biotype or ("protein_coding" if coding else "noncoding")
