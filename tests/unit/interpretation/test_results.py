"""The order in which the transcripts of a variant are told."""

from __future__ import annotations

from tachkhis.interpretation.results import in_order
from tachkhis.variants.record import Consequence


def consequence(gene: str, transcript: str, mane: str | None) -> Consequence:
    return Consequence(
        consequences=("missense_variant",),
        impact="MODERATE",
        gene=gene,
        transcript=transcript,
        biotype="protein_coding",
        mane=mane,
        chosen_why="mane_select" if mane == "select" else "",
        exon=None,
        intron=None,
        hgvs_c=None,
        hgvs_p=None,
        nmd=None,
        note=None,
    )


def test_the_judged_transcript_then_plus_clinical_of_its_gene() -> None:
    other = consequence("B", "NM_9.1", "select"), consequence("B", "NM_8.1", "plus_clinical")
    plain, clinical = consequence("A", "NM_3.1", None), consequence("A", "NM_2.1", "plus_clinical")
    select = consequence("A", "NM_1.1", "select")
    assert in_order([*other, plain, clinical, select], select) == [select, clinical, *other, plain]
