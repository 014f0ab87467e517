"""The lines of a gene model file: what each says of its transcript or gene (GTF and GFF3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TextIO
from urllib.parse import unquote

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.genes import Interval

_MAX_FAULTS = 20
_GTF_ATTRIBUTE = re.compile(r'\s*(\S+)\s+(?:"([^"]*)"|([^;"\s]+))\s*(?:;|$)')
_HGNC = re.compile(r"(?:\bHGNC:|\[Source:HGNC Symbol;Acc:)(?:HGNC:)?(\d+)\b")
PREFIX = re.compile(r"^(?:transcript[:-]|gene[:-]|rna-|cds-|id-)")
_COPY = re.compile(r"(?:_PAR_Y|_dup\d+|_\d+)$")
"""What a further copy of a gene ends in, where a file tells the copies of one gene apart."""
_PARTS = {
    "exon": "exon",
    "CDS": "cds",
    "stop_codon": "stop",
    "Selenocysteine": "sec",
    "stop_codon_redefined_as_selenocysteine": "sec",
}
_IGNORED_PARTS = {
    "start_codon",
    "five_prime_UTR",
    "three_prime_UTR",
    "five_prime_utr",
    "three_prime_utr",
    "5UTR",
    "3UTR",
    "UTR",
    "intron",
}


@dataclass(slots=True)
class RawTranscript:
    """What the lines of one transcript have said so far."""

    row: int
    contig: str
    strand: str
    attributes: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    parent: str = ""
    feature: str = ""
    exons: list[Interval] = field(default_factory=list)
    coding: list[tuple[int, int, str]] = field(default_factory=list)
    stops: list[Interval] = field(default_factory=list)
    selenoprotein: bool = False


@dataclass(slots=True)
class GeneRow:
    """What a gene line says; ``parent`` where it hangs under another feature."""

    symbol: str
    id: str
    biotype: str
    parent: str = ""
    hgnc: str = ""


def hgnc_of(attributes: Mapping[str, str]) -> str:
    """The HGNC id of a line: ``hgnc_id`` (GENCODE), ``Dbxref`` (RefSeq), ``description`` (Ensembl); empty if none."""
    for name in ("hgnc_id", "Dbxref", "db_xref_hgnc", "description"):
        match = _HGNC.search(attributes.get(name, ""))
        if match is not None:
            return f"HGNC:{match.group(1)}"
    return ""


class Faults:
    """Faults of one file; reading stops when there are too many."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[Fault] = []

    def add(self, row: int, problem: str, remedy: str, column: str | None = None, value: str | None = None) -> None:
        """Note a fault.

        Raises:
            InputError: there are too many to go on.
        """
        self.found.append(Fault(str(self.path), problem, remedy, row=row, column=column, value=value))
        if len(self.found) >= _MAX_FAULTS:
            raise InputError(self.found)


def read_lines(handle: TextIO, faults: Faults) -> tuple[str, dict[str, RawTranscript], dict[str, GeneRow]]:
    """Read all lines: the file's title, its transcripts by key (in file order), and its genes by id."""
    title = ""
    raws: dict[str, RawTranscript] = {}
    genes: dict[str, GeneRow] = {}
    reader: _GtfReader | _Gff3Reader | None = None
    for row, line in enumerate(handle, 1):
        if line[0] == "#":
            if line.startswith("##FASTA"):
                break
            title = title or _title(line)
            continue
        fields = line.split("\t")
        if len(fields) != 9:
            if not line.strip():
                continue
            faults.add(row, f"has {len(fields)} tab-separated columns", "a gene model line has 9")
            continue
        fields[8] = fields[8].rstrip()
        if reader is None:
            gff3 = re.match(r"[^\s=\"]+=", fields[8]) is not None
            reader = _Gff3Reader(raws, genes, faults) if gff3 else _GtfReader(raws, genes, faults)
        reader.take(row, fields)
    return title, raws, genes


def _title(line: str) -> str:
    for mark in ("##description:", "#!annotation-source", "#!genebuild-version", "#!genebuild-last-updated"):
        if line.startswith(mark):
            return line[len(mark) :].strip()
    return ""


def _interval(row: int, fields: list[str], faults: Faults) -> Interval | None:
    """0-based half-open interval of a line, checked."""
    try:
        start, end = int(fields[3]), int(fields[4])
    except ValueError:
        faults.add(row, "start or end is not a whole number", "write 1-based positions", "4-5", "-".join(fields[3:5]))
        return None
    if start < 1 or end < start:
        faults.add(row, "start and end do not make an interval", "write 1 <= start <= end", "4-5", f"{start}-{end}")
        return None
    if fields[6] not in ("+", "-"):
        faults.add(row, "strand is unknown", "write + or -", "7", fields[6])
        return None
    return start - 1, end


def _add_part(raw: RawTranscript, kind: str, place: Interval, phase: str) -> None:
    if kind == "exon":
        raw.exons.append(place)
    elif kind == "cds":
        raw.coding.append((*place, phase))
    elif kind == "stop":
        raw.stops.append(place)
    else:
        raw.selenoprotein = True


class _GtfReader:
    """Lines of a GTF file: every line names its transcript.

    One id on several contigs is several placements of one transcript, each kept by itself: a gene of the
    pseudo-autosomal regions on X and Y, or a gene that an alternate contig holds, too. Most files tell the copies
    apart themselves (``_PAR_Y`` in GENCODE, ``_1`` in RefSeq and UCSC, ``_dup1`` in UCSC's table browser), in the
    gene's id at times and not in the transcript's. Of several genes it is a fault.
    """

    def __init__(self, raws: dict[str, RawTranscript], genes: dict[str, GeneRow], faults: Faults) -> None:
        self.raws = raws
        self.genes = genes
        self.faults = faults
        self._last: tuple[tuple[str, str], RawTranscript] = (("", ""), RawTranscript(0, "", ""))
        self._first: dict[str, RawTranscript] = {}  # by id, on whichever contig it came first
        self._told: set[str] = set()  # ids of which a fault was told: a transcript has many lines

    def take(self, row: int, fields: list[str]) -> None:
        """Read one line."""
        feature = fields[2]
        if feature == "gene":
            named, _ = _gtf_attributes(fields[8])
            symbol = named.get("gene_name") or named.get("gene") or named.get("gene_id", "")
            biotype = named.get("gene_biotype") or named.get("gene_type") or ""
            identifier = named.get("gene_id", symbol)
            self.genes[identifier] = GeneRow(symbol, identifier, biotype, hgnc=hgnc_of(named))
            return
        kind = _PARTS.get(feature)
        if kind is None and feature not in ("transcript", "mRNA"):
            return
        identifier, head = _gtf_transcript(fields[8])
        if not identifier:
            self.faults.add(row, "names no transcript", 'write transcript_id "..."', "9", fields[8][:60])
            return
        place = _interval(row, fields, self.faults)
        if place is None:
            return
        raw = self._raw(row, identifier, head, fields)
        if raw.strand != fields[6]:
            self._tell(row, f"transcript on both strands (row {raw.row} has {raw.strand})", "7", identifier)
        elif kind is None:
            raw.attributes, raw.tags = _gtf_attributes(fields[8])
        else:
            _add_part(raw, kind, place, fields[7])

    def _raw(self, row: int, identifier: str, head: str, fields: list[str]) -> RawTranscript:
        """The transcript of a line, made if it is new; neighbouring lines mostly share it, and all up to its id."""
        if head and (head, fields[0]) == self._last[0]:
            return self._last[1]
        key = f"{identifier}@{fields[0]}"
        raw = self.raws.get(key)
        if raw is None:
            raw = self.raws[key] = RawTranscript(row, fields[0], fields[6])
            raw.attributes, raw.tags = _gtf_attributes(fields[8])
            raw.feature = fields[2]
            named, first = raw.attributes, self._first.setdefault(identifier, raw)
        else:
            named, first = _gtf_attributes(fields[8])[0], raw
        if first is not raw or named is not raw.attributes:
            self._one_gene(row, identifier, fields[0], named, first)
        self._last = ((head, fields[0]), raw)
        return raw

    def _one_gene(self, row: int, identifier: str, contig: str, named: Mapping[str, str], first: RawTranscript) -> None:
        """Tell where lines of one transcript name several genes."""
        known = first.attributes
        ours, theirs = named.get("gene_id", ""), known.get("gene_id", "")
        if not ours or not theirs or _COPY.sub("", ours) == _COPY.sub("", theirs):
            return
        symbols = [one.get("gene_name") or one.get("gene") or "" for one in (named, known)]
        if contig != first.contig and symbols[0] and _COPY.sub("", symbols[0]) == _COPY.sub("", symbols[1]):
            return
        there, here = (f" on {first.contig}", f" on {contig}") if contig != first.contig else ("", "")
        problem = f"one transcript_id for two genes: {theirs}{there} (row {first.row}) and {ours}{here}"
        self._tell(row, problem, "9", identifier)

    def _tell(self, row: int, problem: str, column: str, identifier: str) -> None:
        if identifier not in self._told:
            self._told.add(identifier)
            self.faults.add(row, problem, "give each transcript a transcript_id of its own", column, identifier)


def _gtf_transcript(text: str) -> tuple[str, str]:
    """The transcript of a line, and the attributes up to and with its id, where other attributes stand before it."""
    at = text.find(' transcript_id "')
    if at < 0:
        return _gtf_attributes(text)[0].get("transcript_id", ""), ""
    at += len(' transcript_id "')
    end = text.find('"', at)
    return text[at:end], text[:end]


def _gtf_attributes(text: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    tags: list[str] = []
    for name, quoted, bare in _GTF_ATTRIBUTE.findall(text):
        value = quoted or bare
        if name == "tag":
            tags.append(value)
        elif name == "transl_except" and "aa:Sec" in value:
            tags.append("seleno")
        elif name == "db_xref" and value.startswith("HGNC:"):
            named["db_xref_hgnc"] = value
        elif name == "db_xref" and name in named:
            named[name] += f",{value}"
        else:
            named.setdefault(name, value)
    return named, tags


class _Gff3Reader:
    """Lines of a GFF3 file: parts name their parent, transcripts name their gene."""

    def __init__(self, raws: dict[str, RawTranscript], genes: dict[str, GeneRow], faults: Faults) -> None:
        self.raws = raws
        self.genes = genes
        self.faults = faults

    def take(self, row: int, fields: list[str]) -> None:
        """Read one line."""
        feature = fields[2]
        kind = _PARTS.get(feature)
        if kind is not None:
            self._part(row, kind, fields)
            return
        if feature in _IGNORED_PARTS or ("gene" not in feature and "Parent=" not in fields[8]):
            return
        named = _gff3_attributes(fields[8])
        identifier = named.get("ID")
        if identifier is None:
            return
        parent = named.get("Parent", "")
        if "gene" in feature and (not parent or "transcript" not in feature):
            symbol = named.get("gene_name") or named.get("gene") or named.get("Name")
            bare = PREFIX.sub("", named.get("gene_id") or identifier)
            biotype = named.get("biotype") or named.get("gene_biotype") or named.get("gene_type") or ""
            self.genes[identifier] = GeneRow(symbol or bare, bare, biotype, parent, hgnc_of(named))
            return
        raw = self.raws.get(identifier)
        if raw is None:
            raw = self.raws[identifier] = RawTranscript(row, fields[0], fields[6])
        elif (raw.contig, raw.strand) != (fields[0], fields[6]):
            problem = f"one ID on two contigs or strands (row {raw.row} has {raw.contig}, {raw.strand})"
            self.faults.add(row, problem, "give each transcript an ID of its own", "9", identifier)
            return
        elif raw.parent and raw.attributes and raw.parent != parent.split(",")[0]:
            problem = f"one ID under two parents: {raw.parent} (row {raw.row}) and {parent}"
            self.faults.add(row, problem, "give each transcript an ID of its own", "9", identifier)
            return
        raw.contig, raw.strand, raw.row = fields[0], fields[6], row
        raw.attributes, raw.parent, raw.feature = named, parent.split(",")[0], feature
        raw.tags = [tag for tag in named.get("tag", "").split(",") if tag]

    def _part(self, row: int, kind: str, fields: list[str]) -> None:
        text = fields[8]
        parents = _gff3_value(text, "Parent")
        if not parents:
            self.faults.add(row, "names no parent", "write Parent=...", "9", text[:60])
            return
        place = _interval(row, fields, self.faults)
        if place is None:
            return
        for parent in parents.split(","):
            raw = self.raws.get(parent)
            if raw is None:
                raw = self.raws[parent] = RawTranscript(row, fields[0], fields[6])
                if parent in self.genes:
                    raw.parent = parent
            elif raw.strand != fields[6] or raw.contig != fields[0]:
                self.faults.add(
                    row, "lies on another contig or strand than its transcript", "correct it", "1,7", parent
                )
                continue
            if kind == "cds" and "transl_except" in text and "aa:Sec" in text:
                raw.selenoprotein = True
            _add_part(raw, kind, place, fields[7])


def _gff3_value(text: str, name: str) -> str:
    for item in text.split(";"):
        if item.startswith(name + "="):
            return unquote(item[len(name) + 1 :])
    return ""


def _gff3_attributes(text: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for item in text.split(";"):
        name, equal, value = item.strip().partition("=")
        if equal:
            named[name] = unquote(value) if "%" in value else value
    return named
