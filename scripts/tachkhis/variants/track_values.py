"""What the tracks say of a record: gnomAD, panel, ClinVar, scores and marks."""

from __future__ import annotations

import re
from typing import Any

from tachkhis.case.further_tracks import MARK
from tachkhis.case.further_tracks import SCORE
from tachkhis.variants import fields
from tachkhis.variants.info_values import float_of
from tachkhis.variants.info_values import number_of
from tachkhis.variants.info_values import text_of
from tachkhis.variants.info_values import words_of
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import ClinVarEntry

PASSED = frozenset({"", ".", "PASS"})


def counts_of(ac: str, an: str, faf: str = "", filters: str = "") -> AlleleCounts | None:
    """Counts as text (of a part of a joined record); ``None`` where AC or AN is empty."""
    if not ac or not an:
        return None
    names = tuple(name for name in filters.split("&") if name not in PASSED)
    return AlleleCounts(int(ac), int(an), None, faf=float_of(faf or None), filters=names)


def gnomad_of(info: Any) -> AlleleCounts | None:
    """GnomAD's counts."""
    ac, an = number_of(info.get(fields.GNOMAD_AC.id)), number_of(info.get(fields.GNOMAD_AN.id))
    if ac is None or an is None:
        return None
    homozygotes = number_of(info.get(fields.GNOMAD_NHOMALT.id))
    filters = tuple(name for name in str(info.get(fields.GNOMAD_FILTER.id) or "").split("&") if name not in PASSED)
    return AlleleCounts(ac, an, homozygotes, faf=float_of(info.get(fields.GNOMAD_FAF.id)), filters=filters)


def panel_of(info: Any) -> AlleleCounts | None:
    """The panel's counts, also by region."""
    ac, an = number_of(info.get(fields.PANEL_AC.id)), number_of(info.get(fields.PANEL_AN.id))
    if ac is None or an is None:
        return None
    pairs = (item.rpartition(":") for item in str(info.get(fields.PANEL_REGIONS.id) or "").split(",") if ":" in item)
    regions = {fields.unescape(region): counts for region, _, counts in pairs}
    return AlleleCounts(
        ac,
        an,
        number_of(info.get(fields.PANEL_NHOM.id)),
        faf=float_of(info.get(fields.PANEL_FAF.id)),
        hemizygotes=number_of(info.get(fields.PANEL_NHEMI.id)),
        regions=dict(sorted(regions.items())),
        partial=number_of(info.get(fields.PANEL_PARTIAL.id)) or 0,
    )


def clinvar_of(info: Any) -> ClinVarEntry | None:
    """ClinVar's entry."""
    number = text_of(info.get(fields.CLINVAR_ID.id))
    significance = words_of(info.get(fields.CLINVAR_SIG.id))
    if number is None and not significance:
        return None
    conditions = tuple(words_of(info.get(fields.CLINVAR_DN.id)))
    references = tuple(
        tuple(part for part in item.split(",") if part not in ("", "."))
        for item in (text_of(info.get(fields.CLINVAR_XREF.id)) or "").split("|")
    )
    return ClinVarEntry(
        id=number or "",
        significance=", ".join(significance),
        review_status=", ".join(words_of(info.get(fields.CLINVAR_STATUS.id))),
        conditions=conditions,
        parts=_parts(text_of(info.get(fields.CLINVAR_CONF.id)) or ""),
        references=references if len(references) == len(conditions) else (),
    )


def _parts(text: str) -> tuple[tuple[str, int], ...]:
    """``Uncertain_significance(2)|Likely_benign(1)`` as classes and counts (older releases part them by commas)."""
    found = re.findall(r"([^|(]+)\((\d+)\)[|,]?", text)
    return tuple((name.replace("_", " ").strip(" ,"), int(number)) for name, number in found)


def scores_of(info: Any) -> dict[str, float]:
    """Predictor scores: every numeric INFO field named ``SCORE_<tool>``, by tool."""
    found = {}
    for key, value in info:
        if key.startswith(SCORE):
            number = float_of(value)
            if number is not None:
                found[key.removeprefix(SCORE)] = number
    return dict(sorted(found.items()))


def marks_of(info: Any) -> dict[str, str]:
    """Words and flags of further tracks: every INFO field named ``TRACK_<field>``, by field."""
    found = {}
    for key, value in info:
        text = text_of(value) if key.startswith(MARK) else None
        if text is not None:
            found[key.removeprefix(MARK)] = text
    return dict(sorted(found.items()))
