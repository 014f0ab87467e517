"""How many people left a panel and came to it since a version was given away, and whether its counts agree with that.

No count tells who left: that is the laboratory's knowledge (its ledger's, or stated). Counts can only contradict it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.header import WITHHELD
from tachkhis.panel.header import PanelHeader
from tachkhis.panel.ledger import read_sections
from tachkhis.panel.panel_file import PanelFile


@dataclass(frozen=True, slots=True)
class Turnover:
    """People of an earlier version who are not in this one, and people of this one who were not in that."""

    left: int = 0
    came: int = 0

    @property
    def swap(self) -> int:
        """The difference of people (may be few) that all who came and all who left make; 0 where only one did."""
        return self.came - self.left if self.left and self.came else 0

    def explains(self, now: tuple[int, int], before: tuple[int, int]) -> bool:
        """Whether counts of one group in two versions can differ by these people alone, two copies of each at most.

        Args:
            now: AN and AC.
            before: likewise.
        """
        carried = now[1] - before[1]
        other = now[0] - before[0] - carried
        low, high = -2 * self.left, 2 * self.came
        return low <= carried <= high and low <= other <= high and low <= carried + other <= high


def turnover(panel: PanelFile, before: PanelFile, left: int, least: int) -> Turnover:
    """Who came, where it is known how many left.

    Args:
        panel: the laboratory's.
        before: the version that was given away.
        left: people of that version who are not in this one.
        least: people below which counts are not told apart.

    Raises:
        InputError: more left than that; or few left or came, whose counts the difference would be.
    """
    here, there = panel.header.people, before.header.people
    came = here - there + left
    if came < 0:
        raise InputError([contradiction(panel, before, left, least, f"it counts {here} people, that one {there}")])
    for shown, fewer in _fewer(panel.header, before.header):
        if fewer > left:
            raise InputError([contradiction(panel, before, left, least, shown)])
    if left > there:
        problem = f"{before.path} counts {there} people: {left} cannot have left it"
        raise InputError([Fault("--left", problem, "write how many people of it are not in this panel")])
    if 0 < left < least:
        problem = f"{left} of the people of {before.path} left: the difference would be their genotypes"
        remedy = f"keep to the version that was given away until {least} or more have left"
        raise InputError([Fault(str(panel.path), problem, remedy)])
    if 0 < came < least:
        problem = (
            f"it counts {here} people, {before.path} counts {there}, of whom {left} left: {came} came, who are few"
        )
        remedy = f"publish when {least} people or more have come (or none), and none or {least} or more have left"
        raise InputError([Fault(str(panel.path), problem, remedy)])
    return Turnover(left, came)


def _fewer(now: PanelHeader, before: PanelHeader) -> Iterator[tuple[str, int]]:
    """How many people must have left at least, by what the headers say of sexes and regions.

    Of the laboratory's panel all regions are told; of the earlier version those that stand in no list of its own.
    """
    women, men = before.female - now.female, before.male - now.male
    yield (
        f"it counts {now.female} women and {now.male} men, that one {before.female} and {before.male}",
        sum(max(0, one) for one in (women, men)),
    )
    hidden = {*now.filters.get(WITHHELD, "").split(","), *before.filters.get(WITHHELD, "").split(",")}
    gone = {region: n - now.regions.get(region, 0) for region, n in before.regions.items() if region not in hidden}
    gone = {region: n for region, n in gone.items() if n > 0}
    yield f"it counts fewer people of {', '.join(gone)}", sum(gone.values())


def contradiction(panel: PanelFile, before: PanelFile, left: int, least: int, shown: str, value: str = "") -> Fault:
    """What counts show is more than was stated. ``shown``: how; ``value``: where."""
    problem = f"more of the people of {before.path} left (or changed) than the {left} stated: {shown}"
    remedy = (
        f"state with --left how many people of that version are not in this one; it is published where none or {least}"
        f" or more left, and none or {least} or more came"
    )
    return Fault(str(panel.path), problem, remedy, value=value)


def left_since(
    panel: PanelFile, earlier: Sequence[PanelFile], stated: Sequence[int], ledger: Path | None = None
) -> list[int]:
    """How many people left since each earlier version: as the ledger tells, or as stated, or none.

    Args:
        panel: the laboratory's.
        earlier: the versions given away.
        stated: one number for each of them, or one for all, or none where the ledger tells.
        ledger: the panel's; a version that it does not hold is one of which it cannot tell.

    Raises:
        InputError: another number of numbers; nothing that tells; a ledger that is none, or says otherwise.
    """
    if stated and (not earlier or len(stated) not in (1, len(earlier)) or min(stated) < 0):
        problem = f"{len(stated)} numbers for {len(earlier)} earlier versions, or one below 0"
        remedy = "give it once for all versions, or once for each --previous in their order"
        raise InputError([Fault("--left", problem, remedy, value=", ".join(map(str, stated)))])
    if earlier and not stated and ledger is None:
        problem = "nothing says how many people of the earlier version are not in this panel, and counts cannot tell"
        remedy = "give --ledger, which knows; or count them (withdrawn, thinned, called anew): --left 0 where none"
        raise InputError([Fault("--previous", problem, remedy)])
    said: list[int | None] = [*stated] if stated else [None]
    if len(said) == 1:
        said *= len(earlier)
    if ledger is None:
        return [one or 0 for one in said]
    people = {(one.name, one.version): one.digests for one in read_sections(ledger)}
    now = people.get((panel.header.name, panel.header.version))
    counted, faults = [], []
    for before, number in zip(earlier, said, strict=True):
        then = people.get((before.header.name, before.header.version))
        sizes = panel.header.people, before.header.people
        if now is None or then is None or (len(now), len(then)) != sizes:
            known = None
            if number is None:
                problem = f"it does not hold the people of this panel and of {before.path}, and cannot tell who left"
                remedy = "state with --left how many people of that version are not in this one"
                faults.append(Fault(str(ledger), problem, remedy))
        else:
            known = len(then - now)
            if number is not None and number != known:
                problem = f"the ledger says that {known} people of {before.path} are not in this panel"
                faults.append(Fault("--left", problem, "write that number, or leave it out", value=str(number)))
        counted.append(known if known is not None else number or 0)
    if faults:
        raise InputError(faults)
    return counted
