"""The verdict of quality on a whole case: its samples, its declared relationships, its de novo variants, its runs."""

from __future__ import annotations

from collections.abc import Iterable

from tachkhis.case.message import Message
from tachkhis.interpretation.de_novo_count import most_de_novo
from tachkhis.interpretation.setting import Quality
from tachkhis.interpretation.setting import RelationshipCheck
from tachkhis.quality.identity import SamePerson
from tachkhis.quality.relationships import ParentAgreement
from tachkhis.quality.verdict import ORDER
from tachkhis.quality.verdict import SampleQuality
from tachkhis.quality.verdict import Verdict


def quality_of(
    samples: list[SampleQuality],
    relationships: Iterable[ParentAgreement],
    same: Iterable[SamePerson],
    de_novo: int,
    runs: Iterable[Message],
) -> Quality:
    """The verdict on the whole case.

    Args:
        samples: members with reads, as measured.
        relationships: declared parents against the data.
        same: members whose genotypes are those of one person.
        de_novo: apparent de novo variants of the proband.
        runs: what is to be warned of in the runs of homozygosity.
    """
    verdicts = [sample.verdict for sample in samples]
    reasons = [reason for sample in samples for reason in sample.reasons]
    if not samples:
        verdicts.append(Verdict.WARN)
        reasons.append(Message(key="quality.no_reads_measured"))
    checks = [
        RelationshipCheck(
            child=check.child,
            parent=check.parent,
            sites=check.sites,
            conflicts=check.conflicts,
            verdict=Verdict(check.verdict),
        )
        for check in relationships
    ]
    for check in checks:
        if check.verdict is Verdict.PASS:
            continue
        failed = check.verdict is Verdict.FAIL
        if failed:
            verdicts.append(Verdict.FAIL)
        message = Message(key="quality.identity_to_check")
        if not failed:
            values = {"child": check.child, "parent": check.parent}
            message = Message(key="quality.relationship_not_confirmed", values=values)
        if message not in reasons:
            reasons.append(message)
    for one in same:
        verdicts.append(Verdict.WARN if one.twins else Verdict.FAIL)
        reasons.append(Message(key="quality.same_person", values={"first": one.first, "second": one.second}))
    most = most_de_novo()
    if de_novo > most:
        verdicts.append(Verdict.WARN)
        reasons.append(Message(key="quality.many_de_novo", values={"n": str(de_novo), "most": str(most)}))
    for message in runs:
        verdicts.append(Verdict.WARN)
        reasons.append(message)
    worst = max(verdicts, key=ORDER.index, default=Verdict.PASS)
    return Quality(verdict=worst, reasons=reasons, samples=samples, relationships=checks)
