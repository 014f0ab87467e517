"""What triage looks at in one record, read from its line.

This runs for each record of a genome: nothing is read that cannot matter any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.reference.passport import Passport
from tachkhis.variants import fields
from tachkhis.variants.ba1_exceptions import exceptions_on
from tachkhis.variants.record_line import PASSED
from tachkhis.variants.record_line import carries
from tachkhis.variants.sites import Site
from tachkhis.variants.triage import Evidence
from tachkhis.variants.triage import Limits

Place = tuple[str, str, str, str]
"""Contig, position as VCF writes it, REF, ALT."""

(
    _GNOMAD_AF,
    _GNOMAD_AN,
    _GNOMAD_FILTER,
    _PANEL_AC,
    _PANEL_AN,
    _PANEL_PARTIAL,
    _CLINVAR_SIG,
    _JOINED_INTO,
    _CODON_CIS,
) = (
    f";{target.id}="
    for target in (
        fields.GNOMAD_AF,
        fields.GNOMAD_AN,
        fields.GNOMAD_FILTER,
        fields.PANEL_AC,
        fields.PANEL_AN,
        fields.PANEL_PARTIAL,
        fields.CLINVAR_SIG,
        fields.JOINED_INTO,
        fields.CODON_CIS,
    )
)
GNOMAD_PASS = "PASS"
_GNOMAD_PASSED = f"{_GNOMAD_FILTER}{GNOMAD_PASS};"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of alleles before their records are read, by contig, position (as text), REF and ALT.

    Attributes:
        founders: listed founder variants, with their names.
        exceptions: alleles that a frequency alone never sets aside (Ghosh 2018).
        limits: the numbers of the triage.
        positions: positions of any of these: the quick look.
    """

    founders: Mapping[Place, str]
    exceptions: frozenset[Place]
    limits: Limits
    positions: frozenset[str]

    @classmethod
    def of(cls, sites: Sequence[Site], passport: Passport, limits: Limits) -> Known:
        """From the founders among the sites of interest, and the exceptions on this build."""
        founders = {
            (site.contig, str(site.position), site.ref, site.alt): f"{site.gene} {site.name}"
            for site in sites
            if site.kind == "founder" and site.contig and site.position and site.ref and site.alt
        }
        exceptions = exceptions_on(passport)
        return cls(founders, exceptions, limits, frozenset(place[1] for place in (*founders, *exceptions)))


_FIRST = "GT:"
_NOT_CARRIED = Evidence(None, "", False, True)


def evidence_of(cells: Sequence[str], proband: int | None, known: Known, told: bool = True) -> Evidence:
    """What triage looks at in a record with one ALT.

    Args:
        cells: the cells of its line.
        proband: number of the proband's cell.
        known: what is known of alleles beforehand.
        told: whether the record may speak of others of its codon; else that is not looked for.
    """
    founder, exception = None, False
    if cells[1] in known.positions:
        place = (cells[0], cells[1], cells[3], cells[4])
        founder, exception = known.founders.get(place), place in known.exceptions
    carried = None if proband is None else carries(_genotype(cells, proband))
    if carried is False and founder is None:
        return _NOT_CARRIED
    info = f";{cells[7]};"
    significance = fields.unescape(_within(info, _CLINVAR_SIG, "")).lower() if _CLINVAR_SIG in info else ""
    common = _common_in_gnomad(info, known.limits) or _common_in_panel(info, known.limits)
    joined = False
    if told:
        joined = _JOINED_INTO in info
        common = common and _CODON_CIS not in info  # these frequencies are those of a part
    return Evidence(founder, significance, carried, cells[6] in PASSED, common, exception, joined)


def _common_in_gnomad(info: str, limits: Limits) -> bool:
    """What the limits say of gnomAD's record of the allele, as INFO has it."""
    frequency = _within(info, _GNOMAD_AF, "")
    if not frequency:
        return False
    passed = _GNOMAD_PASSED in info or _GNOMAD_FILTER not in info
    return limits.common_in_gnomad(float(frequency), int(_within(info, _GNOMAD_AN, "0")), passed)


def _common_in_panel(info: str, limits: Limits) -> bool:
    """What the limits say of the panel's."""
    count = _within(info, _PANEL_AC, "")
    if not count:
        return False
    return limits.common_in_panel(int(count), int(_within(info, _PANEL_AN, "0")), _PANEL_PARTIAL not in info)


def _within(info: str, key: str, otherwise: str) -> str:
    """The value of one field in INFO that has a semicolon at either end; ``key`` begins with one."""
    start = info.find(key)
    if start < 0:
        return otherwise
    start += len(key)
    return info[start : info.index(";", start)]


def _genotype(cells: Sequence[str], number: int) -> str:
    """GT of one sample; missing where the record has none."""
    if len(cells) <= number:
        return "."
    if cells[8][:3] == _FIRST:  # as VCF asks
        cell = cells[number]
        return cell.partition(":")[0]  # fields behind it may be left out
    names = cells[8].split(":")
    return cells[number].split(":")[names.index("GT")] if "GT" in names else "."


def changed_bases(position: int, ref: str, alt: str) -> tuple[int, int, str]:
    """The reference bases that an allele replaces, as a 0-based half-open interval, and what stands there instead.

    The interval is empty for an insertion, the text for a deletion.
    """
    prefix = 0
    while prefix < min(len(ref), len(alt)) and ref[prefix] == alt[prefix]:
        prefix += 1
    suffix = 0
    while suffix < min(len(ref), len(alt)) - prefix and ref[-1 - suffix] == alt[-1 - suffix]:
        suffix += 1
    return position - 1 + prefix, position - 1 + len(ref) - suffix, alt[prefix : len(alt) - suffix]
