"""The stream of one case's records: founder flags, triage, names on what is kept, a header without clock or path."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tachkhis.case.model import Case
from tachkhis.panel.bounds import lower_bound_exceeds
from tachkhis.panel.reach import PanelReach
from tachkhis.reference.accessions import accessions
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.passport import Passport
from tachkhis.reference.passport import prepared_passport
from tachkhis.variants import fields
from tachkhis.variants.ba1_exceptions import exceptions_on
from tachkhis.variants.codon_open import SET_ASIDE_ALONE
from tachkhis.variants.codon_open import high_field
from tachkhis.variants.joined_parts import cis_with
from tachkhis.variants.joined_parts import gathered
from tachkhis.variants.joined_parts import parts_field
from tachkhis.variants.joined_parts import with_parts
from tachkhis.variants.names import NamedVariant
from tachkhis.variants.names import Namer
from tachkhis.variants.record_line import PASSED
from tachkhis.variants.record_line import carries
from tachkhis.variants.record_line import header_of
from tachkhis.variants.record_line import text_of
from tachkhis.variants.record_line import value_of
from tachkhis.variants.record_line import without
from tachkhis.variants.sites import Site
from tachkhis.variants.triage import Evidence
from tachkhis.variants.triage import Limits
from tachkhis.variants.triage import Triage

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
PASS = "PASS"
BASES = frozenset("ACGT")
_OURS = (*fields.TRIAGE_FIELDS, fields.PANEL_LOOKED)
_OUR_KEYS = tuple(f"{target.id}=" for target in _OURS)

# header lines that hold a clock or a path
VOLATILE = ("##bcftools_", "##filedate", "##commandline", "##reference=", "##source=", "##phasing")


def stable_header(header: str, caller: str, versions: str) -> str:
    """The header without the lines that differ between identical runs, with ours added before the column line."""
    lines = header.rstrip("\n").split("\n")
    ours = [f"##tachkhis_caller={caller}", f"##tachkhis_tools={versions}"]
    known = {line.split(",")[0] for line in lines}
    for target in (*fields.TRACK_FIELDS, *_OURS):
        if f"##INFO=<ID={target.id}" not in known:
            ours.append(target.header)
    kept = [line for line in lines[:-1] if not line.lower().startswith(VOLATILE)]
    return "\n".join([*kept, *ours, lines[-1]]) + "\n"


def consequence_field(named: NamedVariant) -> str:
    """The value of CSQ: transcripts joined by commas, columns by bars, reserved characters escaped."""
    rows = []
    for name in named.consequences:
        nmd = {True: "yes", False: "no", None: ""}[name.nmd]
        columns = (
            "&".join(name.consequences),
            name.impact,
            name.gene,
            name.transcript,
            name.biotype,
            name.mane or "",
            name.chosen_why if name.chosen else "",
            name.exon or "",
            name.intron or "",
            name.hgvs_c or "",
            name.hgvs_p or "",
            nmd,
            name.worst_at or "",
            name.worst_exon or "",
            name.worst_intron or "",
            name.note or "",
        )
        rows.append("|".join(fields.escape(column) for column in columns))
    return ",".join(rows)


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


_TRIAGE = f"{fields.TRIAGE.id}="
_FIRST = "GT:"
_NOT_CARRIED = Evidence(None, "", False, True, 0.0, 0)


def evidence_of(cells: Sequence[str], proband: int | None, known: Known) -> Evidence:
    """What triage looks at in a record with one ALT.

    This runs for each record of a genome: nothing is read that cannot matter any more.

    Args:
        cells: the cells of its line.
        proband: number of the proband's cell.
        known: what is known of alleles beforehand.
    """
    founder, exception = None, False
    if cells[1] in known.positions:
        place = (cells[0], cells[1], cells[3], cells[4])
        founder, exception = known.founders.get(place), place in known.exceptions
    carried = None if proband is None else carries(_genotype(cells, proband))
    if carried is False and founder is None:
        return _NOT_CARRIED
    info = f";{cells[7]};"
    significance, limits, most = "", known.limits, known.limits.common_frequency
    if _CLINVAR_SIG in info:
        significance = fields.unescape(_within(info, _CLINVAR_SIG, "")).lower()
    frequency, alleles, passed = float(_within(info, _GNOMAD_AF, "0")), 0, True
    if frequency > most:  # a rarer one sets nothing aside, whatever it rests on
        alleles = int(_within(info, _GNOMAD_AN, "0"))
        passed = _within(info, _GNOMAD_FILTER, PASS) == PASS
    counted = passed and alleles >= limits.common_alleles
    here = not counted and _PANEL_AC in info and _common_here(info, limits)
    if _CODON_CIS in info:  # these frequencies are those of a part
        frequency, alleles, here = 0.0, 0, False
    joined = _JOINED_INTO in info
    return Evidence(
        founder, significance, carried, cells[6] in PASSED, frequency, alleles, passed, here, exception, joined
    )


def _within(info: str, key: str, otherwise: str) -> str:
    """The value of one field in INFO that has a semicolon at either end; ``key`` begins with one."""
    start = info.find(key)
    if start < 0:
        return otherwise
    start += len(key)
    return info[start : info.index(";", start)]


def _common_here(info: str, limits: Limits) -> bool:
    """Whether the lower bound of the panel's frequency is above the limit, on enough alleles, of a whole record.

    A partial one lacks people in AN: its frequency is too high, and would set a rare cause aside.
    """
    if _PANEL_PARTIAL in info:
        return False
    count, number = int(_within(info, _PANEL_AC, "0")), int(_within(info, _PANEL_AN, "0"))
    if number < limits.common_alleles_panel or count <= limits.common_frequency * number:
        return False
    return lower_bound_exceeds(count, number, limits.common_frequency)


def _genotype(cells: Sequence[str], number: int) -> str:
    """GT of one sample; missing where the record has none."""
    if len(cells) <= number:
        return "."
    if cells[8][:3] == _FIRST:  # as VCF asks
        return cells[number].partition(":")[0]
    names = cells[8].split(":")
    return cells[number].split(":")[names.index("GT")] if "GT" in names else "."


def changed_bases(position: int, ref: str, alt: str) -> tuple[int, int]:
    """0-based half-open interval of the reference bases that an allele replaces; empty for an insertion."""
    prefix = 0
    while prefix < min(len(ref), len(alt)) and ref[prefix] == alt[prefix]:
        prefix += 1
    suffix = 0
    while suffix < min(len(ref), len(alt)) - prefix and ref[-1 - suffix] == alt[-1 - suffix]:
        suffix += 1
    return position - 1 + prefix, position - 1 + len(ref) - suffix


def annotate(
    source: str,
    sink: TextIO,
    case: Case,
    caller: str,
    model: GeneModel,
    fasta: Path,
    sites: Sequence[Site],
    reach: PanelReach | None = None,
) -> dict[str, int]:
    """Write every record of ``source`` to ``sink`` (VCF text) with its reason, and names on those kept.

    Args:
        source: VCF or BCF, one ALT per record; ``-`` is standard input.
        sink: where the text goes.
        case: the case, for its proband.
        caller: the caller as configured.
        model: the gene model.
        fasta: the reference, with its passport beside it.
        sites: founders and positions, resolved.
        reach: in how many alleles of the panel a place was looked at; ``None`` where that is not known.

    Returns:
        Records by reason.
    """
    passport = prepared_passport(fasta)
    triage, names = Triage(model), accessions(passport)
    known = Known.of(sites, passport, triage.limits)
    counts: Counter[str] = Counter()
    write = sink.write
    with text_of(source) as lines:
        header = header_of(lines)
        sink.write(stable_header(header, _caller(header, case, caller), _versions()))
        stale = any(f"##INFO=<ID={target.id}," in header for target in _OURS)
        columns = header.rstrip("\n").rpartition("\n")[2].split("\t")
        proband = columns.index(case.proband, 9) if case.proband in columns[9:] else None
        namer = Namer(fasta, model)
        cut = 9 if proband is None else proband + 1
        for line, parts in gathered(lines):
            cells = line.rstrip("\n").split("\t", cut)
            if stale:
                cells[7] = without(cells[7], _OUR_KEYS)
            founder, alt = None, cells[4]
            reason: str | None = fields.ASIDE_SYMBOLIC
            if alt.isalpha():  # neither symbolic nor a breakend
                evidence = evidence_of(cells, proband, known)
                if parts:
                    evidence = with_parts(evidence, [evidence_of(part, proband, known) for part in parts])
                founder, reason = evidence.founder, triage.by_evidence(evidence)
            if reason is None:
                reason = triage.place(cells[0], *changed_bases(int(cells[1]), cells[3], alt))
            if reason.startswith("keep:") and not BASES.issuperset(cells[3]):
                reason = fields.ASIDE_UNKNOWN_REFERENCE
            high = high_field(cells, namer)
            stop = fields.CODON_SPLIT_STOP.id in cells[7]
            reason = fields.KEEP_CODON if (high or stop) and reason in SET_ASIDE_ALONE else reason
            counts[reason] += 1
            named = reason.startswith("keep:") or reason == fields.ASIDE_JOINED
            if not (named or parts or high or founder is not None):  # as nearly all are
                cells[7] = f"{_TRIAGE}{reason}" if cells[7] == "." else f"{cells[7]};{_TRIAGE}{reason}"
                write("\t".join(cells) + "\n")
                continue
            added = [] if cells[7] == "." else [cells[7]]
            if founder is not None:
                added.append(f"{fields.FOUNDER.id}={fields.escape(founder)}")
            added.append(f"{_TRIAGE}{reason}")
            if parts:
                added.append(parts_field(parts, namer, [evidence_of(part, proband, known).founder for part in parts]))
            added += high
            if named:
                added += _named(cells, namer, names)
                looked = _looked(cells, reach)
                if looked is not None:
                    added.append(f"{fields.PANEL_LOOKED.id}={looked}")
            cells[7] = ";".join(added)
            write("\t".join(cells) + "\n")
    return counts


def _named(cells: Sequence[str], namer: Namer, names: Mapping[str, str]) -> Iterator[str]:
    """The names of a record's allele, as INFO has them."""
    contig, position, ref, alt = cells[0], int(cells[1]), cells[3], cells[4]
    named = namer.name(contig, position, ref, alt, cis_with(cells[7]))
    where, _, change = named.hgvs_g.partition(":")
    yield f"{fields.HGVSG.id}={fields.escape(f'{names.get(where, where)}:{change}')}"
    if named.consequences:
        yield f"{fields.CSQ.id}={consequence_field(named)}"


def _looked(cells: Sequence[str], reach: PanelReach | None) -> int | None:
    """Alleles of the panel that were looked at where it does not list this one."""
    if reach is None or value_of(cells[7], _PANEL_AC) is not None:
        return None
    return reach.alleles(cells[0], int(cells[1]) - 1, int(cells[1]) - 1 + len(cells[3]))


def _caller(header: str, case: Case, configured: str) -> str:
    """The caller with its version where its own header lines tell it."""
    source = next((line[len("##source=") :] for line in header.splitlines() if line.startswith("##source=")), "")
    if case.vcf is not None:
        return source.strip()[:80] or "unknown"
    return source.replace("freeBayes v", "freebayes ").strip() if configured == "freebayes" else configured


def _versions() -> str:
    """Tools of this step, as run."""
    done = subprocess.run(["bcftools", "--version"], capture_output=True, text=True, check=True)
    return "bcftools " + done.stdout.split()[1]
