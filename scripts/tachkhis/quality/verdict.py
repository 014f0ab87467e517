"""The verdict of quality on a sample: pass, warn or fail, with every reason; thresholds in ``resources/quality``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.message import Model
from tachkhis.case.model import Sex
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.quality.depth import AlignmentCounts
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of


class Verdict(StrEnum):
    """Verdict of quality."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"


ORDER = (Verdict.PASS, Verdict.WARN, Verdict.FAIL)


class SampleQuality(Model):
    """Quality of one sample; percentages are 0 to 100; ``None`` means not measured (for example a VCF start)."""

    sample: str
    verdict: Verdict
    reasons: list[Message]
    reads: int | None = None
    mapped_percent: float | None = None
    duplicate_percent: float | None = None
    insert_size: float | None = None
    mean_depth: float | None = None
    percent_10x: float | None = None
    percent_20x: float | None = None
    sex_inferred: str | None = None


def thresholds() -> Mapping[str, Any]:
    """The table of thresholds."""
    table: Mapping[str, Any] = read_json(RESOURCES / "quality" / "thresholds.json")
    return table


def infer_sex(means: Mapping[str, float], limits: Mapping[str, Any]) -> Sex | None:
    """Sex from the mean depth of X and Y over that of the autosomes.

    Args:
        means: mean depth by contig.
        limits: the ``sex`` part of the thresholds.

    Returns:
        ``None`` where the reference has no X or no autosome with reads; ``UNKNOWN`` where X and Y disagree.
    """
    kinds: dict[ContigKind, list[float]] = {}
    for name, mean in means.items():
        kinds.setdefault(kind_of(name), []).append(mean)
    autosomes = kinds.get(ContigKind.AUTOSOME, [])
    base = sum(autosomes) / len(autosomes) if autosomes else 0.0
    if base <= 0 or ContigKind.X not in kinds:
        return None
    x_ratio = kinds[ContigKind.X][0] / base
    y_ratio = kinds.get(ContigKind.Y, [0.0])[0] / base
    if ContigKind.Y not in kinds:
        return Sex.MALE if x_ratio < limits["x_male_below"] else Sex.FEMALE
    has_y = y_ratio > limits["y_male_above"]
    if x_ratio < limits["x_male_below"] and has_y:
        return Sex.MALE
    if x_ratio > limits["x_female_above"] and not has_y:
        return Sex.FEMALE
    return Sex.UNKNOWN


def judge(
    sample: str,
    declared: Sex,
    counts: AlignmentCounts,
    mean_depth: float,
    percent: Mapping[int, float],
    sex: Sex | None,
    imported: bool = False,
) -> SampleQuality:
    """The verdict of one sample.

    Args:
        sample: its id.
        declared: its declared sex.
        counts: reads and their fate.
        mean_depth: mean depth over coding regions.
        percent: share (0 to 100) of coding bases read at least 10 and 20 times.
        sex: what the depth of X and Y says, if anything.
        imported: the reads came aligned; whether their duplicates were marked is not known.
    """
    table = thresholds()
    reasons: list[Message] = []
    worst = 0
    low = (
        ("mean_depth", mean_depth, "quality.depth_low", "depth"),
        ("percent_20x", percent[20], "quality.coverage_low", "percent"),
    )
    for name, value, key, label in (
        *low,
        ("mapped_percent", counts.mapped_percent, "quality.mapped_low", "percent"),
    ):
        level = 2 if value < table[name]["fail"] else 1 if value < table[name]["warn"] else 0
        worst = max(worst, level)
        if level:
            limit = str(table[name]["warn"])
            reasons.append(Message(key=key, values={"sample": sample, label: f"{value:.1f}", "threshold": limit}))
    duplicates = counts.duplicate_percent
    limits = table["duplicate_percent"]
    level = 2 if duplicates > limits["fail"] else 1 if duplicates > limits["warn"] else 0
    worst = max(worst, level)
    if level:
        values = {"sample": sample, "percent": f"{duplicates:.1f}", "threshold": str(limits["warn"])}
        reasons.append(Message(key="quality.duplicates_high", values=values))
    if imported and counts.reads and not duplicates:
        worst = max(worst, 1)
        reasons.append(Message(key="quality.duplicates_unmarked", values={"sample": sample}))
    if sex is not None and declared is not Sex.UNKNOWN and sex is not declared:
        worst = max(worst, 1 if sex is Sex.UNKNOWN else 2)
        values = {"sample": sample, "declared": declared.value, "inferred": sex.value}
        reasons.append(Message(key="quality.sex_mismatch", values=values))
    return SampleQuality(
        sample=sample,
        verdict=ORDER[worst],
        reasons=reasons,
        reads=counts.reads,
        mapped_percent=round(counts.mapped_percent, 2),
        duplicate_percent=round(duplicates, 2),
        insert_size=round(counts.insert_size, 1),
        mean_depth=round(mean_depth, 1),
        percent_10x=round(percent[10], 2),
        percent_20x=round(percent[20], 2),
        sex_inferred=sex.value if sex is not None else None,
    )
