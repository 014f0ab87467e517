"""A finished analysis of a case as its folder holds it: the first one, or a reanalysis."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.request import Request
from tachkhis.errors import Fault
from tachkhis.errors import InputError

NEEDED = ("vcf.gz", *(f"{name}.json" for name in ("case", "request", "family", "quality")))
DOCUMENT = "reanalysis.json"


@dataclass(frozen=True, slots=True)
class Analysis:
    """One analysis of one case.

    Attributes:
        case: id of the case.
        number: 0 for the first analysis, then 1, 2 ...
        directory: the working directory that it ran in.
    """

    case: str
    number: int
    directory: Path

    @property
    def folder(self) -> Path:
        """Where its results are."""
        return self.directory / "results" / "cases" / self.case

    def file(self, end: str) -> Path:
        """``{case}.{end}`` of its results."""
        return self.folder / f"{self.case}.{end}"

    def request(self) -> Request:
        """What it was asked, with every path absolute: its workflow ran in ``directory``, which is not where we are.

        Raises:
            InputError: the request is gone, or of another version.
        """
        return Request.read(self.file("request.json")).absolute(self.directory)

    @property
    def quality(self) -> Path:
        """Quality of its samples and coverage of its genes."""
        return self.folder / f"{self.case}.quality.json"

    def next(self, number: int, first: Path) -> Analysis:
        """A reanalysis of the same case; it stands within the folder of the first analysis."""
        return Analysis(self.case, number, first / "results" / "cases" / self.case / "reanalyses" / str(number))

    @property
    def document(self) -> Path:
        """What it changed, of a reanalysis."""
        return self.directory / f"{self.case}.{DOCUMENT}"


def first_analysis(case: str, directory: Path) -> Analysis:
    """The first analysis of a case.

    Raises:
        InputError: no such run or case, or it is not finished.
    """
    cases = directory / "results" / "cases"
    if not cases.is_dir():
        remedy = "name the directory of a run with --directory"
        raise InputError([Fault(str(directory), "no run here (it has no results/cases)", remedy)])
    found = Analysis(case, 0, directory)
    if "/" in case or not found.folder.is_dir():
        known = ", ".join(sorted(one.name for one in cases.iterdir() if one.is_dir())[:20]) or "none yet"
        remedy = f"write the id of a case of this run ({known}), or name another run with --directory"
        raise InputError([Fault(str(cases), "no such case", remedy, value=case)])
    lacking = [f"{case}.{end}" for end in NEEDED if not found.file(end).is_file()]
    if lacking:
        remedy = "finish the first analysis: tachkhis run with the same --directory"
        raise InputError([Fault(str(found.folder), f"the case is not finished: no {', no '.join(lacking)}", remedy)])
    return found


def latest_analysis(first: Analysis) -> Analysis:
    """The last finished analysis: the highest number whose document was written."""
    found = first
    while (following := first.next(found.number + 1, first.directory)).document.is_file():
        found = following
    return found
