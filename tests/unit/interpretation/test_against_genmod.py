"""Modes of inheritance beside ``genmod models`` on every combination of genotypes: no disagreement without a reason."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from genmod_classes import CLASSES
from genmod_classes import Difference
from genmod_classes import class_of
from genmod_comparison import Models
from genmod_comparison import compare
from genmod_comparison import genmod_program
from genmod_comparison import in_common_words
from genmod_world import FAMILIES
from genmod_world import combinations_of
from paths import ROOT

from .families import family
from .families import seen
from .test_inheritance import TRIO
from .test_inheritance import compound_diplotypes
from .test_inheritance import only


def table(name: str) -> list[dict[str, str]]:
    lines = (ROOT / "tests" / name).read_text("utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def models(text: str) -> Models:
    return frozenset(text.split("|")) - {"."}


def test_every_disagreement_has_a_class_and_every_class_its_row(tmp_path: Path) -> None:
    theirs = {(r["family"], r["place"], r["genotypes"]): models(r["genmod"]) for r in table("genmod_models.tsv")}
    rows = {row["class"]: row for row in table("genmod_disagreements.tsv")}
    assert list(rows) == list(CLASSES)
    assert all(row["why"] and row["source"] and row["right"] in ("ours", "both") for row in rows.values())
    counts: Counter[str | None] = Counter()
    unexplained, examples = [], {}
    for kin in FAMILIES:
        genes = list(combinations_of(kin))
        for gene, (_, ours) in zip(genes, compare(kin, genes, tmp_path, None), strict=True):
            genmod = theirs.pop((kin.name, gene.place, gene.text))
            examples[kin.name, gene.place, gene.text] = (genmod, ours)
            same = in_common_words(genmod)
            if same == ours:
                continue
            name = class_of(Difference(kin, gene, same - ours, ours - same))
            counts[name] += 1
            if name is None:
                unexplained.append((kin.name, gene.place, gene.text, sorted(genmod), sorted(ours)))
    assert unexplained == []
    assert not theirs  # the table holds nothing else
    assert {name: str(number) for name, number in counts.items()} == {name: row["count"] for name, row in rows.items()}
    for row in rows.values():
        found = examples[row["family"], row["place"], row["genotypes"]]
        assert found == (models(row["genmod"]), models(row["ours"])), row["class"]


def test_genmod_itself_says_what_the_table_holds(tmp_path: Path) -> None:
    program = genmod_program()
    if program is None:
        pytest.skip("GENMOD ABSENT: scripts/benchmark inheritance puts it into .tools/genmod (or set TACHKHIS_GENMOD)")
    kin = FAMILIES[0]
    genes = list(combinations_of(kin))
    told = [(kin.name, gene.place, gene.text) for gene in genes]
    held = {(r["family"], r["place"], r["genotypes"]): models(r["genmod"]) for r in table("genmod_models.tsv")}
    found = [genmod for genmod, _ in compare(kin, genes, tmp_path, program)]
    assert found == [held[key] for key in told]


def test_a_healthy_parent_with_one_allele_of_a_pair_on_both_copies_speaks_against_the_pair() -> None:
    one = seen(position=5_000, girl="0/1", father="1/1", mother="0/0")
    other = seen(position=6_000, girl="0/1", father="0/0", mother="0/1")
    (pair,) = compound_diplotypes([one, other], family(**TRIO))
    assert pair.support.value == "contradicted"
    assert [reason.key for reason in pair.reasons][1:] == ["candidate.unaffected_carries"]
    (affected,) = compound_diplotypes([one, other], family(father="yes", mother="no"))
    assert affected.support.value == "supported"  # pseudodominance


def test_two_alleles_of_a_man_on_x_settle_nothing() -> None:
    variant = seen("chrX", girl="0/1", father="0/1", mother="0/0")
    assert only(variant, family(**TRIO)) == ("x_linked", "paternal", "open", ["x_heterozygous"])
    homozygous = seen("chrX", girl="1/1", father="0/1", mother="0/1")
    assert only(homozygous, family(father="yes", mother="no"))[2] == "open"
