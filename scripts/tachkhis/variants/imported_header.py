"""The header of imported calls: contigs of the reference, filters as the caller describes them, what was counted."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence

from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import VcfHeader
from tachkhis.case.vcf_text import VcfRow
from tachkhis.case.vcf_text import Wrong
from tachkhis.variants import fields
from tachkhis.variants.callers import caller_of
from tachkhis.variants.symbolic import declarations

LEFT_OUT = "tachkhis_left_out"  # header line: records on contigs that the reference lacks
IMPORTED = "tachkhis_import"  # header line: what the import counted
FROM_BLOCKS = "FROM_BLOCKS"

_SCORE = r"(?:\.|-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
_SCORES = f"{_SCORE}(?:,{_SCORE})*"
_FORMAT = (
    ("GT", "1", "String", "Genotype: 1 this allele, 0 any other"),
    ("DP", "1", "Integer", "Reads"),
    ("AD", "R", "Integer", "Reads by allele"),
    ("GQ", "1", "Integer", "Genotype quality, phred"),
    ("PS", "1", "Integer", "Phase set"),
    ("AF", "1", "Float", "Share of the reads as the caller gave it, where it gave no reads by allele"),
)


def declared_scores(header: VcfHeader) -> tuple[str, ...]:
    """INFO fields of computed scores (``SCORE_...``) that a header declares."""
    return tuple(dict.fromkeys(re.findall(r"##INFO=<ID=(SCORE_\w+)", "\n".join(header.lines))))


def check_scores(row: VcfRow, scores: Collection[str]) -> None:
    """Refuse a computed score that is no number.

    Raises:
        RecordError: there is one.
    """
    wrongs = []
    for name in sorted(scores):
        value = row.value(name)
        if value is not None and not re.fullmatch(_SCORES, value):
            wrongs.append(Wrong("a score is no number", "write a number, or '.'", "INFO", f"{name}={value}"))
    if wrongs:
        raise RecordError(*wrongs)


def written_header(
    header: VcfHeader,
    lengths: Mapping[str, int],
    samples: Sequence[str],
    filters: Iterable[str],
    left_out: Mapping[str, int],
    counts: Mapping[str, int],
) -> str:
    """The header's text.

    Args:
        header: that of the imported file.
        lengths: contigs of the reference with their lengths in bases, in order.
        samples: members.
        filters: filters that the records carry.
        left_out: records by contig that the reference lacks.
        counts: what the import counted, by name.
    """
    lines = ["##fileformat=VCFv4.2", f"##source={caller_of(header.lines)}"]
    lines.append(f"##{LEFT_OUT}={sum(left_out.values())} {','.join(left_out)}".rstrip())
    lines.append(f"##{IMPORTED}={','.join(f'{name}:{number}' for name, number in sorted(counts.items()) if number)}")
    lines += [f"##contig=<ID={name},length={length}>" for name, length in lengths.items()]
    described = header.filters
    unknown = "Set by the caller, not described in its header"
    for name in sorted(set(filters) - {".", "PASS"}):
        lines.append(f'##FILTER=<ID={name},Description="{described.get(name) or unknown}">')
    lines.append(f'##INFO=<ID={FROM_BLOCKS},Number=0,Type=Flag,Description="Site of interest read in gVCF blocks">')
    lines += [field.header for field in fields.IMPORT_FIELDS]
    lines += declarations()
    for name in declared_scores(header):
        lines.append(f'##INFO=<ID={name},Number=1,Type=Float,Description="Computed score, as in the imported file">')
    for name, number, kind, text in _FORMAT:
        lines.append(f'##FORMAT=<ID={name},Number={number},Type={kind},Description="{text}">')
    columns = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples)
    return "\n".join([*lines, "\t".join(columns)]) + "\n"
