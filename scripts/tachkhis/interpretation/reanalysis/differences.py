"""What two analyses of one case list differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.explaining.reporting import listed_candidates
from tachkhis.interpretation.reanalysis.document import Outcome
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import VariantResult

ORDER = (Class.PATHOGENIC, Class.LIKELY_PATHOGENIC, Class.UNCERTAIN, Class.LIKELY_BENIGN, Class.BENIGN)
Key = tuple[str, tuple[str, ...]]
"""Gene and ids of the variants."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One candidate that two analyses do not list alike."""

    kind: str  # new, upgraded, downgraded, lost, changed
    key: Key
    was: Outcome | None
    now: Outcome | None


def outcomes(result: CaseResult) -> dict[Key, Outcome]:
    """The candidates of an analysis by gene and variants; of several modes the first in rank."""
    found: dict[Key, Outcome] = {}
    for name, candidate in listed_candidates(result):
        key = candidate.gene, tuple(sorted(one.id for one in candidate.variants))
        found.setdefault(key, _outcome(name, candidate))
    return found


def _outcome(name: str, candidate: Candidate) -> Outcome:
    several = len(candidate.variants) > 1
    criteria = [
        f"{met.code} {met.strength}" + (f" of {variant.id}" if several else "")
        for variant in candidate.variants
        for met in variant.classification.criteria
    ]
    known = [
        f"{one.clinvar.id} {one.clinvar.significance} ({one.clinvar.review_status})"
        for one in candidate.variants
        if one.clinvar is not None
    ]
    return Outcome(
        list_=name,
        rank=candidate.rank,
        mode=candidate.mode.value,
        class_=candidate.class_.value,
        points=candidate.points,
        proposed=candidate.proposed,
        criteria=criteria,
        clinvar=known,
    )


def names_of(key: Key, result: CaseResult) -> list[str]:
    """The c. and p. names of the variants of a candidate, in the order of the key; empty where it is not listed."""
    gene, ids = key
    for _, candidate in listed_candidates(result):
        if candidate.gene == gene and tuple(sorted(one.id for one in candidate.variants)) == ids:
            shown = {one.id: one for one in candidate.variants}
            return [_name(shown[each]) for each in ids]
    return []


def _name(variant: VariantResult) -> str:
    chosen = variant.chosen
    names = () if chosen is None else (chosen.hgvs_c, chosen.hgvs_p)
    return " ".join(name for name in names if name) or variant.hgvs_g


def difference_of(was: Outcome | None, now: Outcome | None) -> str | None:
    """new, lost, upgraded or downgraded (by class, else by whether it is proposed); changed; ``None`` where alike.

    ``changed`` stays in its class for other reasons: points, codes, the words of ClinVar, the mode, the list.
    """
    if was is None or now is None:
        return None if was is now else "new" if was is None else "lost"
    before, after = ((ORDER.index(Class(one.class_)), not one.proposed) for one in (was, now))
    if before == after:
        return "changed" if in_words(was, now) else None
    return "upgraded" if after < before else "downgraded"


def differences(was: Mapping[Key, Outcome], now: Mapping[Key, Outcome]) -> list[Difference]:
    """Every candidate that is not listed alike: by kind, gene and variants."""
    found = []
    for key in sorted({*was, *now}):
        kind = difference_of(was.get(key), now.get(key))
        if kind is not None:
            found.append(Difference(kind, key, was.get(key), now.get(key)))
    order = ("new", "upgraded", "downgraded", "lost", "changed")
    return sorted(found, key=lambda one: (order.index(one.kind), one.key))


def in_words(was: Outcome | None, now: Outcome | None) -> list[str]:
    """What differs between two outcomes of one candidate."""
    if was is None or now is None:
        one = was or now
        return (
            [] if one is None else [f"class {one.class_}, {one.points} points: {', '.join(one.criteria) or 'no code'}"]
        )
    return [_SAID[one.key].format(**one.values) for one in differing(was, now)]


_SAID = {
    "class": "class {was} ({was_points} points) is now {now} ({now_points} points)",
    "points": "still {now}: {was_points} points are now {now_points}",
    "proposed": "now proposed",
    "not_proposed": "no longer proposed",
    "list": "list {was} is now {now}",
    "mode": "mode {was} is now {now}",
    "met": "now met: {criterion}",
    "not_met": "no longer met: {criterion}",
    "clinvar": "ClinVar said {was}, says {now}",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that differs: ``change.{key}`` of ``resources/report/reanalysis.fr.json``, and the values in it."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


def differing(was: Outcome, now: Outcome) -> list[Said]:
    """What differs between two outcomes of one candidate, without a language."""
    points = {"was_points": str(was.points), "now_points": str(now.points)}
    found = []
    if was.class_ != now.class_:
        found.append(Said(key="class", values={"was": was.class_, "now": now.class_, **points}))
    elif was.points != now.points:
        found.append(Said(key="points", values={"now": now.class_, **points}))
    if was.proposed != now.proposed:
        found.append(Said(key="proposed" if now.proposed else "not_proposed"))
    if was.list_ != now.list_:
        found.append(Said(key="list", values={"was": was.list_, "now": now.list_}))
    if was.mode != now.mode:
        found.append(Said(key="mode", values={"was": was.mode, "now": now.mode}))
    found += [Said(key="met", values={"criterion": one}) for one in now.criteria if one not in was.criteria]
    found += [Said(key="not_met", values={"criterion": one}) for one in was.criteria if one not in now.criteria]
    if was.clinvar != now.clinvar:
        said = ["; ".join(one.clinvar) or "nothing" for one in (was, now)]
        found.append(Said(key="clinvar", values={"was": said[0], "now": said[1]}))
    return found
