"""Families and variants for tests, written as a person would describe them.

``family("boy", father="no", mother="yes")`` is a trio whose mother is affected; ``seen(boy="0/1:30")`` is a variant with
a genotype and a depth per member (``0/1`` alone means depth 30, ``0/0:4`` four reads, ``0/0:?`` depth unknown).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from quiet_case import quiet_case
from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.interpretation.family import Family
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Call
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Variant
from tachkhis.variants.reference_call import ReferenceRule

COPIES = SexChromosomes({"chr1": 10_000, "chrX": 10_000, "chrY": 5_000, "chrM": 500}, {"X": ((1, 1_000),)})
RULE = ReferenceRule(min_depth=10, min_quality=20, max_alt_share=0.05)


def family(
    proband: str = "girl",
    *,
    affected: str = "yes",
    father: str | None = None,
    mother: str | None = None,
    brother: str | None = None,
    sister: str | None = None,
    hpo: tuple[str, ...] = (),
    consent: frozenset[str] = frozenset(),
    **more: Any,
) -> Family:
    """A family: each member's argument says whether he or she is affected (yes, no, unknown); ``None`` is not there.

    ``proband`` is girl, boy or child (sex unknown). Everybody named was sequenced.
    """
    parents = ("father" if father else None, "mother" if mother else None)
    sex = {"girl": Sex.FEMALE, "boy": Sex.MALE, "child": Sex.UNKNOWN}[proband]
    people = [Person(proband, *parents, sex, Affected(affected))]
    rows = (("father", father, Sex.MALE), ("mother", mother, Sex.FEMALE))
    people += [Person(name, None, None, which, Affected(state)) for name, state, which in rows if state]
    rows = (("brother", brother, Sex.MALE), ("sister", sister, Sex.FEMALE))
    people += [Person(name, *parents, which, Affected(state)) for name, state, which in rows if state]
    case = quiet_case(people, proband=proband, hpo=hpo, consent=consent)
    return Family(case, frozenset(case.samples), COPIES, RULE, **more)


def call(sample: str, text: str) -> Call:
    """``0/1``, ``0|1:30@5`` (phase set 5), ``0/0:4``, ``1/.:?``, ``0/0:30,3`` (three alternate reads)."""
    text, _, phase_set = text.partition("@")
    gt, _, reads = text.partition(":")
    depth_text, _, alt_text = (reads or "30").partition(",")
    depth = None if depth_text == "?" else int(depth_text)
    alleles = tuple(None if a == "." else int(a) for a in gt.replace("|", "/").split("/"))
    share = sum(a == 1 for a in alleles) / len(alleles)
    alt = int(alt_text) if alt_text else (None if depth is None else round(depth * share))
    ref = None if depth is None or alt is None else depth - alt
    return Call(
        sample,
        alleles,
        depth,
        ref,
        alt,
        None if depth is None else 60,
        "|" in gt,
        int(phase_set) if phase_set else None,
    )


def consequence(
    *terms: str,
    gene: str = "GENE1",
    impact: str = "MODERATE",
    transcript: str = "T1.1",
    hgvs_c: str | None = "T1.1:c.10A>G",
    hgvs_p: str | None = "p.(Lys4Glu)",
    nmd: bool | None = None,
    intron: str | None = None,
) -> Consequence:
    """An effect on the transcript of the report."""
    return Consequence(
        consequences=terms or ("missense_variant",),
        impact=impact,
        gene=gene,
        transcript=transcript,
        biotype="protein_coding",
        mane="select",
        chosen_why="mane_select",
        exon="2/5" if intron is None else None,
        intron=intron,
        hgvs_c=hgvs_c,
        hgvs_p=hgvs_p,
        nmd=nmd,
        note=None,
    )


def seen(
    contig: str = "chr1",
    position: int = 5_000,
    *,
    effect: Consequence | None = None,
    gnomad: AlleleCounts | None = None,
    panel: AlleleCounts | None = None,
    founder: str | None = None,
    scores: dict[str, float] | None = None,
    **calls: str,
) -> Variant:
    """A variant with the calls of the members named."""
    return Variant(
        contig=contig,
        position=position,
        ref="A",
        alt="G",
        quality=200.0,
        filters=("PASS",),
        triage="keep:coding",
        hgvs_g=f"{contig}:g.{position}A>G",
        consequences=(effect or consequence(),),
        calls=tuple(call(sample, text) for sample, text in calls.items()),
        gnomad=gnomad,
        panel=panel,
        founder=founder,
        scores=scores or {},
    )


def nonsense(gene: str = "GENE1", **more: Any) -> Consequence:
    """A stop codon that decay removes."""
    return consequence(
        "stop_gained", gene=gene, impact="HIGH", hgvs_c="T1.1:c.100C>T", hgvs_p="p.(Arg34Ter)", nmd=True, **more
    )


def benchmarks() -> Path:
    """The development benchmarks; the test is skipped, with the reason, where they are absent."""
    root = Path(__file__).resolve().parents[3]
    folder = Path(os.environ.get("TACHKHIS_SHARED_DATA", root.parent / "shared" / "data")) / "benchmarks"
    if not folder.is_dir():
        pytest.skip("BENCHMARKS ABSENT: set TACHKHIS_SHARED_DATA, or put shared/data beside the checkout")
    return folder
