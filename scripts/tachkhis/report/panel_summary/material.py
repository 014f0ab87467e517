"""What the page is made from."""

from __future__ import annotations

from dataclasses import dataclass

from tachkhis.panel.about import PanelAbout
from tachkhis.report.panel_summary.cohort import Cohort
from tachkhis.report.panel_summary.settings import Settings
from tachkhis.report.panel_summary.tally import Tally


@dataclass(frozen=True)
class Material:
    """What the page is made from.

    Attributes:
        header: of the panel.
        tally: counts over its sites.
        settings: choices of display.
        compared: gnomAD was given.
        cohort: genotypes, where given.
        left_out: people of the table who are not counted.
    """

    header: PanelAbout
    tally: Tally
    settings: Settings
    compared: bool
    cohort: Cohort | None = None
    left_out: int = 0
