"""Other telling variants of a gene that stand on the same copy as one of a candidate's."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.phase import phase_of


def in_cis(judged: Sequence[Judged], others: Iterable[Judged], family: Family) -> list[Message]:
    """A message for each other heterozygous variant of the gene that is in cis with one of a candidate's variants.

    Args:
        judged: the variants of the candidate.
        others: variants of the same gene; those of the candidate itself are passed over.
        family: the family.
    """
    own = {one.variant.id for one in judged}
    found = []
    for other in others:
        if other.variant.id in own or family.zygosity(other.variant, family.proband) is not Zygosity.HET:
            continue
        for one in judged:
            if family.zygosity(one.variant, family.proband) is not Zygosity.HET:
                continue
            if phase_of(one.variant, other.variant, family) is Phase.CIS:
                values = {"variant": _name(one), "partner": _name(other)}
                found.append(Message(key="candidate.in_cis", values=values))
    return found


def _name(judged: Judged) -> str:
    return judged.evidence.consequence.hgvs_c or judged.variant.hgvs_g or judged.variant.id
