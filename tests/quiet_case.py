"""A case that asks nothing in particular, for tests and benchmarks that are about its people and calls."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tachkhis.case.model import Case
from tachkhis.case.model import Person
from tachkhis.case.model import Test


def quiet_case(
    people: Iterable[Person] = (),
    *,
    proband: str = "child",
    test: Test = Test.GENOME,
    hpo: tuple[str, ...] = (),
    consent: frozenset[str] = frozenset(),
    consanguinity: str = "unknown",
) -> Case:
    """A case from calls, in which everything that is not named is as quiet as a sheet allows.

    Args:
        people: the family.
        proband: sample.
        test: of the request.
        hpo: signs.
        consent: what the consent covers.
        consanguinity: as declared.
    """
    return Case(
        id="C1",
        proband=proband,
        test=test,
        hpo=hpo,
        hpo_excluded=(),
        gene_panels=(),
        urgency="routine",
        consanguinity=consanguinity,
        region=None,
        consent=consent,
        referrer=None,
        people=tuple(people),
        vcf=Path("x.vcf"),
    )
