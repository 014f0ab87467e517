"""What two analyses of one case list differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.explaining.reporting import listed_candidates
from tachkhis.interpretation.reanalysis.document import Outcome
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult

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
    said = []
    if was.class_ != now.class_:
        said.append(f"class {was.class_} ({was.points} points) is now {now.class_} ({now.points} points)")
    elif was.points != now.points:
        said.append(f"still {now.class_}: {was.points} points are now {now.points}")
    if was.proposed != now.proposed:
        said.append("now proposed" if now.proposed else "no longer proposed")
    if was.list_ != now.list_:
        said.append(f"list {was.list_} is now {now.list_}")
    if was.mode != now.mode:
        said.append(f"mode {was.mode} is now {now.mode}")
    said += [f"now met: {one}" for one in now.criteria if one not in was.criteria]
    said += [f"no longer met: {one}" for one in was.criteria if one not in now.criteria]
    if was.clinvar != now.clinvar:
        said.append(f"ClinVar said {'; '.join(was.clinvar) or 'nothing'}, says {'; '.join(now.clinvar) or 'nothing'}")
    return said
