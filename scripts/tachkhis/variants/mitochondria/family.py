"""The members of a family together: one record per allele that any of them shows, with everybody's reads."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tachkhis.variants.mitochondria.circle import Change
from tachkhis.variants.mitochondria.circle import Circle
from tachkhis.variants.mitochondria.evidence import Call
from tachkhis.variants.mitochondria.evidence import call_of
from tachkhis.variants.mitochondria.evidence import detection_limit
from tachkhis.variants.mitochondria.evidence import evidence
from tachkhis.variants.mitochondria.evidence import filters_of
from tachkhis.variants.mitochondria.evidence import is_written
from tachkhis.variants.mitochondria.pile import Pile
from tachkhis.variants.mitochondria.rules import MitochondrialRules
from tachkhis.variants.record import Reach


@dataclass(frozen=True, slots=True)
class Record:
    """One allele; ``position`` is 1-based, ``quality`` the best evidence (phred), ``calls`` in the members' order."""

    position: int
    ref: str
    alt: str
    quality: float
    filters: tuple[str, ...]
    calls: tuple[Call, ...]


def reach_of(pile: Pile, rules: MitochondrialRules) -> Reach:
    """The reach of one member's reads; places without a reference base do not count."""
    places = np.ones(pile.circle.length, dtype=bool)
    places[list(pile.circle.gaps)] = False
    depths = pile.depths[places]
    depth = int(np.median(depths)) if len(depths) else 0
    error = max(rules.error_floor, float(np.median(pile.errors[places]))) if len(depths) else rules.error_floor
    limit = detection_limit(depth, error, rules) if depth >= rules.least_depth else 1.0
    return Reach(depth, limit, float((depths >= rules.least_depth).mean()) if len(depths) else 0.0)


def call_family(circle: Circle, piles: Mapping[str, Pile], rules: MitochondrialRules) -> Iterator[Record]:
    """Records in the order of VCF.

    A record passes if the allele passes by the reads of one member alone; where it passes in nobody, it has the filters
    of the member with the best evidence. The others' genotypes then follow from less (``known_quality``): the allele is
    known to be in the family.

    Args:
        circle: the contig.
        piles: reads by member, in the order of the samples.
        rules: the table.
    """
    changes = {change for pile in piles.values() for change in (*pile.substitutions(), *pile.indels())}
    found = [record for change in changes if (record := _record(circle, change, piles, rules)) is not None]
    yield from sorted(found, key=lambda record: (record.position, record.ref, record.alt))


def _record(circle: Circle, change: Change, piles: Mapping[str, Pile], rules: MitochondrialRules) -> Record | None:
    run = circle.stretch(change).run if change.is_indel else 0
    supports = [pile.support(change) for pile in piles.values()]
    written = [is_written(support, rules) for support in supports]
    if not any(written):
        return None
    reasons = [filters_of(support, run, rules) for support in supports]
    strengths = [evidence(support) for support in supports]
    known = () in reasons
    best = max(range(len(supports)), key=lambda member: (written[member], strengths[member]))
    calls = tuple(
        call_of(support, passed=not why if known else was_written, known=known, rules=rules)
        for support, why, was_written in zip(supports, reasons, written, strict=True)
    )
    position, ref, alt = circle.record(change)
    return Record(position, ref, alt, strengths[best], () if known else reasons[best], calls)
