"""What the consent of a case lets be looked at, beyond the question that was asked.

Four kinds, by the words of the column ``consent`` (``cases.tsv``): ``secondary_findings`` (genes of the ACMG SF list),
``carrier`` (one altered copy in a gene for recessive disease), ``incidental`` (anything else that tells, in a gene that
has nothing to do with the request) and ``pharmacogenetic``. What is not consented is not computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.fit import Fit
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import would_be_secondary

SECONDARY = "secondary_findings"
CARRIER = "carrier"
INCIDENTAL = "incidental"
PHARMACOGENETIC = "pharmacogenetic"


def gene_withheld(gene: str, fit: Fit, question: Question) -> str | None:
    """The consent that lacks for anything in a gene to be looked at; ``None`` where it may be."""
    return SECONDARY if would_be_secondary(gene, fit, question) and SECONDARY not in question.consent else None


def is_unrelated(fit: Fit, question: Question) -> bool:
    """Whether the request names a sign or a gene panel, and nothing of it has to do with a gene that HPO knows."""
    return question.asked and fit.known and not fit.matched


def reported_as_secondary(gene: str, diplotype: Diplotype, judged: Sequence[Judged]) -> bool:
    """Whether the ACMG SF list has such a result of the gene reported (column ``variants_to_report`` of the table).

    P and LP alone, as the classes of this analysis or of ClinVar have it (the caller asks that every variant tells); of
    HFE homozygotes for p.Cys282Tyr alone; of TTN truncating variants alone. Two alleles of the recessive genes are
    asked for by what a single one is: a carrier state.
    """
    rules: Any = shipped_table("acmg", "secondary_findings")["only"].get(gene)
    if rules is None:
        return True
    if "consequences" in rules:
        return all(set(rules["consequences"]) & set(one.evidence.consequence.consequences) for one in judged)
    homozygous = diplotype.zygosity is Zygosity.HOM_ALT
    return homozygous and all(one.evidence.consequence.hgvs_p == rules["homozygous"] for one in judged)
