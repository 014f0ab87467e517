"""Whether a homozygous candidate lies within a run of homozygosity of the proband."""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.runs import Run

MEGABASE, KILOBASE = 1_000_000, 1_000


def in_run(diplotype: Diplotype, family: Family, runs: Sequence[Run]) -> Message | None:
    """The reason to give, with the size of the run; ``None`` where there is no run or the candidate is no homozygote.

    Args:
        diplotype: a candidate.
        family: the family.
        runs: runs of the proband, who alone is looked at.
    """
    variant = diplotype.variants[0]
    if diplotype.mode is not Mode.RECESSIVE_HOMOZYGOUS or family.place(variant) is not Place.AUTOSOMAL:
        return None
    run = next((run for run in runs if run.holds(variant.contig, variant.position)), None)
    if run is None:
        return None
    if run.bases < MEGABASE:
        return Message(key="candidate.in_run_short", values={"size": f"{run.bases / KILOBASE:.0f}"})
    return Message(key="candidate.in_run", values={"size": f"{run.bases / MEGABASE:.1f}"})
