"""The stream of one case's records: founder flags, triage, names on what is kept, a header without clock or path."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from typing import TextIO

from tachkhis.case.model import Case
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.reference.accessions import accessions
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.passport import Passport
from tachkhis.variants import fields
from tachkhis.variants.names import NamedVariant
from tachkhis.variants.names import Namer
from tachkhis.variants.sites import Site
from tachkhis.variants.triage import Evidence
from tachkhis.variants.triage import Triage

BASES = frozenset("ACGTNacgtn")  # anything else (*, <DEL>, IUPAC letters) is kept as it is and not named
# header lines that hold a clock or a path
VOLATILE = ("##bcftools_", "##filedate", "##commandline", "##reference=", "##source=", "##phasing")


def stable_header(header: str, caller: str, versions: str) -> str:
    """The header without the lines that differ between identical runs, with ours added before the column line."""
    lines = header.rstrip("\n").split("\n")
    ours = [f"##tachkhis_caller={caller}", f"##tachkhis_tools={versions}"]
    known = {line.split(",")[0] for line in lines}
    for target in (*fields.TRACK_FIELDS, *fields.TRIAGE_FIELDS):
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


def evidence_of(record: Any, proband: int | None, founders: dict[tuple[str, int, str, str], str]) -> Evidence:
    """What triage looks at in a ``cyvcf2.Variant`` with one ALT."""
    info = record.INFO
    carried: bool | None = None
    if proband is not None:
        alleles = record.genotypes[proband][:-1]
        if any(allele > 0 for allele in alleles):
            carried = True
        elif all(allele == 0 for allele in alleles):
            carried = False
    count, number = info.get(fields.PANEL_AC.id), info.get(fields.PANEL_AN.id)
    lower = clopper_pearson(int(count), int(number))[0] if count is not None and number else 0.0
    return Evidence(
        founder=founders.get((record.CHROM, record.POS, record.REF, record.ALT[0])),
        clinvar=fields.unescape(str(info.get(fields.CLINVAR_SIG.id) or "")).lower(),
        carried=carried,
        passed=record.FILTER is None,
        gnomad_af=float(info.get(fields.GNOMAD_AF.id) or 0.0),
        gnomad_an=int(info.get(fields.GNOMAD_AN.id) or 0),
        panel_lower=lower,
    )


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
    source: str, sink: TextIO, case: Case, caller: str, model: GeneModel, fasta: Path, sites: Sequence[Site]
) -> dict[str, int]:
    """Write every record of ``source`` to ``sink`` (VCF text) with its reason, and names on those kept.

    Returns:
        Records by reason.
    """
    from cyvcf2 import VCF

    reader = VCF(source)
    sink.write(stable_header(reader.raw_header, _caller(reader.raw_header, case, caller), _versions()))
    for line in (*fields.TRACK_FIELDS, *fields.TRIAGE_FIELDS):
        reader.add_info_to_header(
            {"ID": line.id, "Number": line.number, "Type": line.type, "Description": line.description}
        )
    triage, namer = Triage(model), Namer(fasta, model)
    names = accessions(Passport.from_json((fasta.parent / "passport.json").read_text()))
    founders = {
        (site.contig, site.position, site.ref, site.alt): f"{site.gene} {site.name}"
        for site in sites
        if site.kind == "founder" and site.contig and site.position and site.ref and site.alt
    }
    proband = reader.samples.index(case.proband) if case.proband in reader.samples else None
    counts: dict[str, int] = {}
    for record in reader:
        if record.ALT and record.ALT[0] not in ("*", "<*>", "<NON_REF>") and not record.ALT[0].startswith("<"):
            evidence = evidence_of(record, proband, founders)
            start, end = changed_bases(record.POS, record.REF, record.ALT[0])
            reason = triage.reason(evidence, record.CHROM, start, end)
            if evidence.founder is not None:
                record.INFO[fields.FOUNDER.id] = fields.escape(evidence.founder)
        else:
            reason = fields.ASIDE_SYMBOLIC
        counts[reason] = counts.get(reason, 0) + 1
        record.INFO[fields.TRIAGE.id] = reason
        if reason.startswith("keep:"):
            named = namer.name(record.CHROM, record.POS, record.REF, record.ALT[0])
            contig, _, change = named.hgvs_g.partition(":")
            record.INFO[fields.HGVSG.id] = fields.escape(f"{names.get(contig, contig)}:{change}")
            if named.consequences:
                record.INFO[fields.CSQ.id] = consequence_field(named)
        sink.write(str(record))
    return counts


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
