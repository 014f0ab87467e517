"""The proband's runs of homozygosity, in the fine print: figures, and whether they agree with what was declared.

The class of couples that F suggests stands in ``case.json`` and is not printed: a report goes to the prescriber and may
reach the family, and F states no kinship.
"""

from __future__ import annotations

from tachkhis.report.context import Context
from tachkhis.report.runs import Rich


def autozygosity(context: Context) -> Rich:
    """One sentence, where enough of a genome was read; else nothing."""
    found = context.result.autozygosity
    proband = found.person(context.result.case.proband) if found is not None else None
    if found is None or proband is None or not proband.f:
        return ()
    text = context.text
    usual, long = proband.f[-2], proband.f[-1]
    return text.say(
        "autozygosity.figures",
        distance=text.say("autozygosity.map" if found.genetic_map else "autozygosity.no_map"),
        percent=f"{100 * usual.f:.1f}",
        runs=usual.runs,
        from_mb=f"{usual.from_bases / 1e6:g}",
        long_percent=f"{100 * long.f:.1f}",
        long_mb=f"{long.from_bases / 1e6:g}",
        comparison=text.say(f"autozygosity.{proband.declared}"),
    )
