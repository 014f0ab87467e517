"""Symbolic alleles and breakends of an imported VCF: they stay in the archive with what tells one from another.

Their bases do not say which change is meant: two ``<DEL>`` at one position with different END are two deletions. The
fields are those of VCF 4.2 to 4.5 (https://samtools.github.io/hts-specs, "INFO keys used for structural variants"), and
CHR2, POS2 and CIPOS95, CIEND95 of DELLY, Manta and LUMPY.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable
from collections.abc import Iterator

from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import VcfRow
from tachkhis.case.vcf_text import Wrong
from tachkhis.variants.normal_record import NormalRecord

_FIELDS = (
    ("END", "1", "Integer", "Last position of the variant"),
    ("SVTYPE", "1", "String", "Type of structural variant"),
    ("SVLEN", ".", "Integer", "Length of structural variant"),
    ("CIPOS", ".", "Integer", "Confidence interval around POS"),
    ("CIEND", ".", "Integer", "Confidence interval around END"),
    ("CILEN", ".", "Integer", "Confidence interval around the length"),
    ("CIPOS95", ".", "Integer", "Confidence interval (95 %) around POS"),
    ("CIEND95", ".", "Integer", "Confidence interval (95 %) around END"),
    ("IMPRECISE", "0", "Flag", "Imprecise structural variant"),
    ("CHR2", "1", "String", "Contig of the other end"),
    ("POS2", "1", "Integer", "Position of the other end"),
    ("END2", "1", "Integer", "Position of the other end"),
    ("MATEID", ".", "String", "ID of the mate of a breakend"),
    ("MATE_ID", ".", "String", "ID of the mate of a breakend"),
    ("PARID", ".", "String", "ID of the partner of a breakend"),
    ("EVENT", ".", "String", "ID of the event that a breakend belongs to"),
    ("EVENTTYPE", ".", "String", "Type of that event"),
    ("SVCLAIM", ".", "String", "What the claim of a structural variant rests on: depth, adjacency, both"),
    ("CN", ".", "Float", "Copy number"),
    ("HOMLEN", ".", "Integer", "Length of identical bases at the breakpoints"),
    ("HOMSEQ", ".", "String", "Identical bases at the breakpoints"),
    ("SVINSLEN", ".", "Integer", "Length of inserted bases"),
    ("SVINSSEQ", ".", "String", "Inserted bases"),
    ("STRANDS", ".", "String", "Strands of the two ends"),
    ("CT", "1", "String", "Type of connection of the two ends"),
)
_KINDS = {name: (number, kind) for name, number, kind, _ in _FIELDS}
_BY_ALLELE = frozenset(("SVLEN", "SVCLAIM", "CN", "EVENT", "EVENTTYPE"))  # one value per ALT since VCF 4.4
_FORM = {
    "Integer": re.compile(r"(\.|[-+]?\d{1,10})(,(\.|[-+]?\d{1,10}))*"),
    "Float": re.compile(r"(\.|[-+]?\d+(\.\d+)?([eE][-+]?\d+)?)(,(\.|[-+]?\d+(\.\d+)?([eE][-+]?\d+)?))*"),
    "String": re.compile(r"[^\s;=]+"),
}


def of_bases(alt: str) -> bool:
    """Whether an ALT states its bases; else it is symbolic, a breakend, ``*`` or ``.``."""
    return alt.isalpha()


def identity_of(row: VcfRow, number: int) -> str:
    """INFO of one ALT of a record, as far as it tells the change from others at its place.

    Args:
        row: the record.
        number: of the ALT, from 1.

    Raises:
        RecordError: a value is not of its field's type.
    """
    kept, wrongs = [], []
    for item in row.info.split(";"):
        name, equals, value = item.partition("=")
        if name not in _KINDS or value == ".":
            continue
        kind = _KINDS[name][1]
        if kind == "Flag":
            kept.append(name)
            continue
        if not equals or not _FORM[kind].fullmatch(value):
            remedy = "correct the record, or leave the field out"
            wrongs.append(Wrong(f"{name} is no value of its type ({kind})", remedy, "INFO", item))
            continue
        parts = value.split(",")
        if name in _BY_ALLELE and len(parts) == len(row.alts):
            value = parts[number - 1]
        kept += [] if value == "." else [f"{name}={value}"]
    if wrongs:
        raise RecordError(*wrongs)
    return ";".join(dict.fromkeys(kept)) or "."


def check_identity(row: VcfRow) -> None:
    """Refuse a record whose symbolic alleles come with values that are not of their field's type.

    Raises:
        RecordError: there is one.
    """
    if any(alt.startswith("<") or "[" in alt or "]" in alt for alt in row.alts):
        identity_of(row, 1)


def declarations() -> list[str]:
    """Header lines of the fields."""
    return [f'##INFO=<ID={name},Number={n},Type={kind},Description="{text}">' for name, n, kind, text in _FIELDS]


def is_symbolic(line: str) -> bool:
    """Whether the line of a normalised record has no bases as ALT."""
    return not of_bases(line.split("\t", 5)[4])


def put_back(symbolic: Iterable[NormalRecord], others: Iterable[NormalRecord]) -> Iterator[NormalRecord]:
    """Symbolic records of one contig, none of them joined with any other, among the others by position."""
    return heapq.merge(symbolic, others, key=lambda record: record.position)
