"""Changes of one codon whose copies are open and which would be of high impact together: to be checked in the reads."""

from __future__ import annotations

from tachkhis.case.message import Message
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich


def open_codon_lines(context: Context) -> list[Rich]:
    """A sentence for each, as the box on page 1 says it."""
    return [
        context.text.message(
            Message(
                key="result.open_codon" if one.hgvs_p is None else "result.open_codon_protein",
                values={
                    "gene": one.gene,
                    "parts": ",".join(one.parts),
                    "name": one.hgvs_c or one.id,
                    "protein": one.hgvs_p or "",
                    "consequence": "&".join(one.consequences),
                },
            )
        )
        for one in context.result.open_codons
    ]
