"""Which INFO fields each annotation track is read for: one table for the check, the plan and the preparation.

``resources.scores`` is read for two predictors, which the criteria PP3, BP4 and BP7 use
(``resources/acmg/computation.json``); ``revel_max`` and ``spliceai_ds_max`` are how gnomAD v4.1 names them in its VCF.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path

# track -> our field -> the names under which releases of the resource carry it, first found wins
TRACK_FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "gnomad": {
        "GNOMAD_AC": ("AC", "AC_joint"),
        "GNOMAD_AN": ("AN", "AN_joint"),
        "GNOMAD_AF": ("AF", "AF_joint"),
        "GNOMAD_NHOMALT": ("nhomalt", "nhomalt_joint", "Hom", "AC_Hom"),
        "GNOMAD_FAF": ("fafmax_faf95_max", "fafmax_faf95_max_joint", "faf95_max", "faf95_popmax", "faf95"),
        "GNOMAD_FILTER": (),  # the FILTER column
    },
    "panel": {
        "PANEL_AC": ("AC",),
        "PANEL_AN": ("AN",),
        "PANEL_NHOM": ("nhom", "nhomalt", "AC_Hom"),
        "PANEL_NHEMI": ("nhemi", "AC_Hemi"),
        "PANEL_FAF": ("FAF95",),
        "PANEL_REGIONS": ("REGIONS",),
        "PANEL_PARTIAL": ("PARTIAL",),
    },
    "clinvar": {
        "CLINVAR_ID": (),  # the ID column
        "CLINVAR_SIG": ("CLNSIG",),
        "CLINVAR_STATUS": ("CLNREVSTAT",),
        "CLINVAR_DN": ("CLNDN",),
        "CLINVAR_CONF": ("CLNSIGCONF",),
        "CLINVAR_XREF": ("CLNDISDB",),
    },
    "scores": {
        "SCORE_REVEL": ("SCORE_REVEL", "REVEL", "revel_max"),
        "SCORE_SPLICEAI": ("SCORE_SPLICEAI", "spliceai_ds_max"),
    },
}
REQUIRED = frozenset({"GNOMAD_AC", "GNOMAD_AN", "PANEL_AC", "PANEL_AN", "CLINVAR_SIG"})
"""Our fields without which a track says nothing."""


def columns_of(track: str) -> tuple[str, ...]:
    """The fields of a prepared track, in the order of its columns."""
    return tuple(TRACK_FIELDS[track])


def chosen_names(track: str, present: Iterable[str]) -> dict[str, str]:
    """Our field to the name that a file has for it, for each that it has.

    Args:
        track: name of the track.
        present: INFO fields that the file's header declares.
    """
    names = set(present)
    found = {target: next((n for n in known if n in names), None) for target, known in TRACK_FIELDS[track].items()}
    return {target: name for target, name in found.items() if name is not None}


def lacking(track: str, present: Iterable[str]) -> list[tuple[str, ...]]:
    """The fields that a track must have and a file lacks: for each, the names of which one would do."""
    chosen = chosen_names(track, present)
    if track == "scores":
        return [] if chosen else [tuple(name for names in TRACK_FIELDS[track].values() for name in names)]
    return [names for target, names in TRACK_FIELDS[track].items() if target in REQUIRED and target not in chosen]


def callable_beside(panel: Path) -> Path | None:
    """The track of callable alleles that belongs to a panel; ``None`` where it has none."""
    for end in (".vcf.gz", ".vcf.bgz", ".bcf", ".vcf"):
        if panel.name.endswith(end):
            beside = panel.with_name(f"{panel.name.removesuffix(end)}.callable.bed.gz")
            return beside if beside.is_file() else None
    return None
