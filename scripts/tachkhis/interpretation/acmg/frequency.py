"""BA1, BS1 and PM2: how common the allele is.

gnomAD speaks for all three, where enough alleles were looked at; the frequency of a record that gnomAD's own filters
did not let pass speaks for neither BA1 nor BS1, and a reserve says so. The Moroccan panel is small: its absence is no
support, and it speaks for BA1 or BS1 only where the lower exact 95 % bound passes, on enough alleles; a partial record,
whose AN lacks people of whom nothing tells whether they were looked at, speaks for neither, and a reserve says so.
Founder variants and the nine exceptions of Ghosh 2018 get neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.evidence import DOMINANT_MODES
from tachkhis.interpretation.acmg.evidence import RECESSIVE_MODES
from tachkhis.interpretation.acmg.evidence import X_MODES
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import criterion
from tachkhis.interpretation.acmg.evidence import shown
from tachkhis.interpretation.acmg.prevalence import with_diseases
from tachkhis.interpretation.result import Criterion
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import canonical
from tachkhis.reference.contigs import kind_of
from tachkhis.variants.record import Variant

NOT_LISTED = "not_listed"
"""Case of a PM2 that rests on gnomAD's silence: how many alleles were looked at there is not known."""
_BASES_AFTER = re.compile(r"(dup|del)[ACGT]+$")


def ba1(evidence: Evidence) -> Criterion | None:
    """BA1 (Ghosh 2018): allele frequency above 5 % with at least 2000 alleles; never for founders and exceptions."""
    if evidence.founder or evidence.ba1_exception:
        return None
    rule = with_diseases("BA1", _table()["ba1"], evidence.diseases)
    value = _gnomad_frequency(evidence, int(rule["min_alleles"]))
    if value is not None and value > rule["above"]:
        return _common("BA1", "stand_alone", "gnomad", value, evidence, rule)
    lower = _panel_lower(evidence, int(rule["min_alleles"]))
    if lower is not None and lower > rule["above"]:
        return _common("BA1", "stand_alone", "panel", lower, evidence, rule)
    return None


def bs1(evidence: Evidence) -> Criterion | None:
    """BS1: more common than the disease allows; not where BA1 applies, never for founders and exceptions.

    Genes that HPO lists for autosomal dominant disease alone have a lower threshold.
    """
    if evidence.founder or evidence.ba1_exception or ba1(evidence) is not None:
        return None
    rule = _table()["bs1"]
    if evidence.modes and evidence.modes <= DOMINANT_MODES - X_MODES - RECESSIVE_MODES:
        rule = rule | {"above": rule["above_dominant"]}
    rule = with_diseases("BS1", rule, evidence.diseases)
    value = _gnomad_frequency(evidence, int(rule["min_alleles"]))
    if value is not None and value > rule["above"]:
        return _common("BS1", "strong", "gnomad", value, evidence, rule)
    lower = _panel_lower(evidence, int(rule["min_alleles_panel"]))
    if lower is not None and lower > rule["above"]:
        return _common("BS1", "strong", "panel", lower, evidence, rule)
    return None


def pm2(evidence: Evidence) -> Criterion | None:
    """PM2 at Supporting strength (SVI v1.0): absent from gnomAD, or very rare there; never by the panel.

    Where gnomAD has no record of the allele, how well it covers the place is not known: the reason says so, and
    :func:`~tachkhis.interpretation.acmg.classify.classify` adds a reserve where the class rests on it.
    """
    if not evidence.gnomad_configured:
        return None
    rule, counts = _table()["pm2"], evidence.gnomad
    most = float(rule["at_most_dominant" if evidence.dominant and evidence.modes else "at_most_recessive"])
    if counts is None:
        if kind_of(evidence.variant.contig) is ContigKind.M:
            return None  # gnomAD releases mitochondrial variants apart: its silence here is no absence
        if len(evidence.variant.ref) == len(evidence.variant.alt) > 1 or evidence.variant.codon_cis:
            return _bounded(evidence, most, rule)  # its records hold each of several changes for itself
        return criterion(
            "PM2",
            "supporting",
            value=Message(key="acmg_value.frequency.not_listed"),
            threshold=Message(key="acmg_threshold.frequency.at_most", values={"af": shown(most)}),
            source=rule["source"],
            case=NOT_LISTED,
        )
    if counts.an < rule["min_alleles"] or counts.af is None or max(counts.af, counts.faf or 0.0) > most:
        return None
    return criterion(
        "PM2",
        "supporting",
        value=Message(
            key="acmg_value.frequency",
            values={"af": shown(counts.af), "ac": str(counts.ac), "an": str(counts.an)},
        ),
        threshold=Message(
            key="acmg_threshold.frequency.at_most_of",
            values={"af": shown(most), "an": str(rule["min_alleles"])},
        ),
        source=rule["source"],
        case="absent" if counts.ac == 0 else "rare",
        values={"af": shown(counts.af), "an": str(counts.an), "ac": str(counts.ac), "source": "gnomad"},
    )


def _bounded(evidence: Evidence, most: float, rule: Any) -> Criterion | None:
    """PM2 of changes that stand on one copy: together they are at most as common as the rarest of them.

    Only where gnomAD lists each of them, in records that it lets pass: its silence on one says nothing.
    """
    rarest = evidence.variant.rarest_part
    counts = None if rarest is None else rarest.gnomad
    if rarest is None or counts is None or counts.af is None or counts.filters:
        return None
    if counts.an < rule["min_alleles"] or max(counts.af, counts.faf or 0.0) > most:
        return None
    values = {"af": shown(counts.af), "ac": str(counts.ac), "an": str(counts.an)}
    return criterion(
        "PM2",
        "supporting",
        value=Message(key="acmg_value.frequency.bound", values=values),
        threshold=Message(
            key="acmg_threshold.frequency.at_most_of",
            values={"af": shown(most), "an": str(rule["min_alleles"])},
        ),
        source=rule["source"],
        case="bound",
        values={**values, "part": rarest.name},
    )


def frequency_reserves(evidence: Evidence, met: Sequence[Criterion]) -> list[Message]:
    """What a frequency would have said, had its rule been allowed to.

    A Moroccan frequency above the threshold of a PM2 that gnomAD gave, and the BA1 or BS1 that a founder is spared.
    """
    found: list[Message] = []
    counts = evidence.variant.panel
    found += _filtered(evidence, met)
    found += _partial(evidence, met)
    most = float(_table()["pm2"]["at_most_dominant" if evidence.dominant and evidence.modes else "at_most_recessive"])
    whole = counts is not None and counts.an > 0 and not counts.partial
    if any(one.code == "PM2" for one in met) and counts is not None and whole and counts.ac > most * counts.an:
        values = {"af": shown(round(counts.ac / counts.an, 6)), "ac": str(counts.ac), "an": str(counts.an)}
        found.append(Message(key="acmg_reserve.panel_above_pm2", values={**values, "most": shown(most)}))
    if evidence.founder:
        spared = replace(evidence, founder=False)
        for one in (ba1(spared), bs1(spared)):
            if one is not None:
                found.append(Message(key="acmg_reserve.founder_spared", values={"code": one.code}))
    return found


def _filtered(evidence: Evidence, met: Sequence[Criterion]) -> list[Message]:
    """What hangs on a record that gnomAD itself filtered: a BA1 or BS1 not given, or a PM2 that rests on it."""
    counts = evidence.gnomad
    if counts is None or not counts.filters:
        return []
    values = {"filters": ", ".join(counts.filters)}
    passed = replace(evidence, variant=replace(evidence.variant, gnomad=replace(counts, filters=())))
    told = {one.code for one in met}
    spared = [one.code for one in (ba1(passed), bs1(passed)) if one is not None and one.code not in told]
    found = [Message(key="acmg_reserve.gnomad_filtered", values={**values, "code": code}) for code in spared]
    if "PM2" in told:
        found.append(Message(key="acmg_reserve.gnomad_filtered_pm2", values=values))
    return found


def _partial(evidence: Evidence, met: Sequence[Criterion]) -> list[Message]:
    """What a partial record of the panel would have said: a BA1 or BS1 not given, or a PM2 that it may contradict."""
    counts = evidence.variant.panel
    if counts is None or not counts.partial:
        return []
    whole = replace(evidence, variant=replace(evidence.variant, panel=replace(counts, partial=0)))
    told = {one.code for one in met}
    values = {"ac": str(counts.ac), "an": str(counts.an), "people": str(counts.partial)}
    spared = [one.code for one in (ba1(whole), bs1(whole)) if one is not None and one.code not in told]
    found = [Message(key="acmg_reserve.panel_partial", values={**values, "code": code}) for code in spared]
    if "PM2" in told and counts.ac and not spared:
        found.append(Message(key="acmg_reserve.panel_partial_pm2", values=values))
    return found


def is_ba1_exception(variant: Variant, build: str) -> bool:
    """Whether a variant is one of the nine of Ghosh 2018, by its coordinates on a known build or by its c. name."""
    place = {"GRCh37": "grch37", "GRCh38": "grch38"}.get(build)
    names = {_plain_name(c.hgvs_c) for c in variant.consequences if c.hgvs_c}
    for row in shipped_table("acmg", "ba1_exceptions")["variants"]:
        if _plain_name(row["hgvs"]) in names:
            return True
        if place is not None:
            contig, position, ref, alt = row[place]
            if (canonical(contig), position, ref, alt) == (
                canonical(variant.contig),
                variant.position,
                variant.ref,
                variant.alt,
            ):
                return True
    return False


def _plain_name(hgvs: str) -> str:
    """Accession without version, and the name without the bases that older names repeat (``dupTAAG``)."""
    accession, _, name = hgvs.partition(":")
    return f"{accession.partition('.')[0]}:{_BASES_AFTER.sub(lambda match: match[1], name)}"


def _table() -> Any:
    return shipped_table("acmg", "frequency")


def _gnomad_frequency(evidence: Evidence, min_alleles: int) -> float | None:
    """The higher of the overall frequency and the filtering frequency (grpmax).

    ``None`` where too few alleles were looked at, or gnomAD's own filters did not let the record pass.
    """
    counts = evidence.gnomad
    if counts is None or counts.af is None or counts.an < min_alleles or counts.filters:
        return None
    return max(counts.af, counts.faf or 0.0)


def _panel_lower(evidence: Evidence, min_alleles: int) -> float | None:
    counts = evidence.variant.panel
    if counts is None or counts.partial:
        return None
    if counts.an < max(1, min_alleles) or counts.ac < _table()["bs1"]["min_carried_panel"]:
        return None
    return clopper_pearson(counts.ac, counts.an)[0]


def _above(rule: Any, least: int) -> Message:
    values = {"af": shown(rule["above"]), "an": str(least)}
    if "disease" in rule:
        return Message(key="acmg_threshold.frequency.above_disease", values={**values, "disease": rule["disease"]})
    return Message(key="acmg_threshold.frequency.above", values=values)


def _common(code: str, strength: str, source: str, value: float, evidence: Evidence, rule: Any) -> Criterion:
    counts = evidence.gnomad if source == "gnomad" else evidence.variant.panel
    assert counts is not None
    least = rule["min_alleles"] if source == "gnomad" or code == "BA1" else rule["min_alleles_panel"]
    return criterion(
        code,
        strength,
        value=Message(
            key="acmg_value.frequency.gnomad" if source == "gnomad" else "acmg_value.frequency.panel",
            values={"af": shown(round(value, 6)), "ac": str(counts.ac), "an": str(counts.an)},
        ),
        threshold=_above(rule, least),
        source=rule["source"],
        case="common" if source == "gnomad" else "common_panel",
        values={"af": shown(round(value, 6)), "ac": str(counts.ac), "an": str(counts.an)},
    )
