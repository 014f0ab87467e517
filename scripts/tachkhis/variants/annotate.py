"""The stream of one case's records: founder flags, triage, names on what is kept, a header without clock or path."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from typing import TextIO

from tachkhis.case.model import Case
from tachkhis.panel.reach import PanelReach
from tachkhis.reference.accessions import accessions
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.passport import prepared_passport
from tachkhis.variants import fields
from tachkhis.variants.codon_open import SET_ASIDE_ALONE
from tachkhis.variants.codon_open import high_field
from tachkhis.variants.evidence import Known
from tachkhis.variants.evidence import changed_bases
from tachkhis.variants.evidence import evidence_of
from tachkhis.variants.joined_parts import UNTOLD
from tachkhis.variants.joined_parts import cis_with
from tachkhis.variants.joined_parts import gathered
from tachkhis.variants.joined_parts import parts_field
from tachkhis.variants.joined_parts import with_parts
from tachkhis.variants.names import NamedVariant
from tachkhis.variants.names import Namer
from tachkhis.variants.record_line import BLOCK
from tachkhis.variants.record_line import INFO
from tachkhis.variants.record_line import blocks_of
from tachkhis.variants.record_line import header_of
from tachkhis.variants.record_line import text_of
from tachkhis.variants.record_line import value_of
from tachkhis.variants.record_line import without
from tachkhis.variants.sites import Site
from tachkhis.variants.triage import Triage

if TYPE_CHECKING:
    from tachkhis.variants.bulk import Bulk
    from tachkhis.variants.text_block import TextBlock

BASES = frozenset("ACGT")
_TRIAGE = f"{fields.TRIAGE.id}="
_PANEL_AC = f"{fields.PANEL_AC.id}="
LEAST = 1 << 14  # characters of lines that are worth a look together
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
    namer = Namer(fasta, model)
    triage = Triage(model, namer.genome)
    known = Known.of(sites, passport, triage.limits)
    with text_of(source) as lines:
        header = header_of(lines)
        sink.write(stable_header(header, _caller(header, case, caller), _versions()))
        columns = header.rstrip("\n").rpartition("\n")[2].split("\t")
        proband = columns.index(case.proband, 9) if case.proband in columns[9:] else None
        stale = any(f"##INFO=<ID={target.id}," in header for target in _OURS)
        stream = _Stream(triage, known, namer, accessions(passport), reach, proband, len(columns), stale)
        for text, parts in gathered(blocks_of(lines)):
            sink.write(stream.block(text) if parts is UNTOLD else stream.record(text, parts))
    return stream.counts


class _Stream:
    """The records of one case on their way."""

    def __init__(
        self,
        triage: Triage,
        known: Known,
        namer: Namer,
        names: Mapping[str, str],
        reach: PanelReach | None,
        proband: int | None,
        columns: int,
        stale: bool,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._triage, self._known, self._namer, self._names, self._reach = triage, known, namer, names, reach
        self._proband, self._columns, self._stale = proband, columns, stale
        self._cut = 9 if proband is None else proband + 1
        self._bulk: Bulk | None = None

    def block(self, text: str) -> str:
        """Whole lines that say nothing of others of their codon, with their reasons."""
        found = self._in_bulk(text)
        if found is None:
            return "".join([self.record(line, UNTOLD) for line in StringIO(text)])
        reasons, block = found
        tags: dict[str | None, str] = {}
        for reason, number in Counter(reasons).items():
            if reason is not None:
                self.counts[reason] += number
                tags[reason] = f";{_TRIAGE}{reason}"
        done: list[str] = []
        at = 0
        starts, stops, ends = block.starts.tolist(), block.cells(INFO)[1].tolist(), (block.ends + 1).tolist()
        for reason, start, stop, end in zip(reasons, starts, stops, ends, strict=True):
            if reason is None:
                done += (text[at:start], self.record(text[start:end], UNTOLD))
                at = end
            else:
                done += (text[at:stop], tags[reason])
                at = stop
        done.append(text[at:])
        return "".join(done)

    def _in_bulk(self, text: str) -> tuple[list[str | None], TextBlock] | None:
        """The reasons of many records at once, where there are many and nothing has to be taken off them."""
        if self._proband is None or self._stale or len(text) < LEAST:
            return None
        if self._bulk is None:
            if len(text) < BLOCK:  # all of a small file: not worth the loading of numpy
                return None
            from tachkhis.variants.bulk import Bulk

            self._bulk = Bulk(self._triage, self._known, self._columns, self._proband)
        return self._bulk.reasons(text)

    def record(self, line: str, parts: Sequence[list[str]]) -> str:
        """A line with its reason, and with names where it is kept.

        Args:
            line: the record.
            parts: cells of the records that it joins; ``UNTOLD`` where it says nothing of others of its codon.
        """
        known, proband, namer = self._known, self._proband, self._namer
        cells = line.rstrip("\n").split("\t", self._cut)
        if self._stale:
            cells[7] = without(cells[7], _OUR_KEYS)
        founder, alt = None, cells[4]
        reason: str | None = fields.ASIDE_SYMBOLIC
        if alt.isalpha():  # neither symbolic nor a breakend
            evidence = evidence_of(cells, proband, known, parts is not UNTOLD)
            if parts:
                evidence = with_parts(evidence, [evidence_of(part, proband, known) for part in parts])
            founder, reason = evidence.founder, self._triage.by_evidence(evidence)
        if reason is None:
            reason = self._triage.place(cells[0], *changed_bases(int(cells[1]), cells[3], alt))
        if reason.startswith(fields.KEEP) and not BASES.issuperset(cells[3]):
            reason = fields.ASIDE_UNKNOWN_REFERENCE
        added = [] if cells[7] == "." else [cells[7]]
        high: list[str] = []
        if parts is not UNTOLD:
            high = high_field(cells, namer)
            stop = fields.CODON_SPLIT_STOP.id in cells[7]
            reason = fields.KEEP_CODON if (high or stop) and reason in SET_ASIDE_ALONE else reason
        self.counts[reason] += 1
        if founder is not None:
            added.append(f"{fields.FOUNDER.id}={fields.escape(founder)}")
        added.append(f"{_TRIAGE}{reason}")
        if parts:
            added.append(parts_field(parts, namer, [evidence_of(part, proband, known).founder for part in parts]))
        added += high
        if reason.startswith(fields.KEEP) or reason == fields.ASIDE_JOINED:
            added += _named(cells, namer, self._names)
            looked = _looked(cells, self._reach)
            if looked is not None:
                added.append(f"{fields.PANEL_LOOKED.id}={looked}")
        cells[7] = ";".join(added)
        return "\t".join(cells) + "\n"


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
