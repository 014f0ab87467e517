"""Genotypes of two alternates at one place: the family weighs the whole, and never deletes one or adds a third copy."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest

from tachkhis.case.model import Sex
from tachkhis.variants.refine.places import places_of
from tachkhis.variants.refine.view import View

from .lab import HEADER
from .lab import Lab
from .lab import Sample
from .lab import bases
from .lab import off
from .lab import only

REFERENCE = bases(31, 3000)
GENOTYPES = list(combinations_with_replacement(range(3), 2))
FORMAT = "GT:PL:AD:DP:GQ"
Genotype = tuple[int, int]


def phreds_of(counts: Sequence[int]) -> dict[Genotype, int]:
    """PL of a place of three alleles from their reads, one base in a hundred wrong."""
    error = 0.01
    shares = {g: [sum(allele == one for one in g) / 2 for allele in range(3)] for g in GENOTYPES}
    logs = {
        g: sum(
            n * math.log10(share * (1 - error) + (1 - share) * error / 2) for n, share in zip(counts, of, strict=True)
        )
        for g, of in shares.items()
    }
    best = max(logs.values())
    return {g: min(255, round(10 * (best - value))) for g, value in logs.items()}


def parted(counts: Sequence[int]) -> tuple[Genotype, list[str]]:
    """The likeliest genotype, and what ``bcftools norm -m`` makes of it for each of two alternates."""
    phreds = phreds_of(counts)
    called = min(GENOTYPES, key=lambda genotype: phreds[genotype])
    cells = []
    for alt in (1, 2):
        gt = "/".join(str(int(allele == alt)) for allele in called)
        pl = ",".join(str(phreds[genotype]) for genotype in ((0, 0), (0, alt), (alt, alt)))
        cells.append(f"{gt}:{pl}:{counts[0]},{counts[alt]}:{sum(counts)}:50")
    return called, cells


def rows_at(position: int, people: Sequence[Sequence[str]]) -> list[str]:
    ref = REFERENCE[position]
    alts = [base for base in "ACGT" if base != ref][:2]
    return [
        f"{position + 1} . {ref} {alt} 200 PASS . {FORMAT} " + " ".join(cells[number] for cells in people)
        for number, alt in enumerate(alts)
    ]


def family(folder: Path, *, father: bool) -> Lab:
    people = [Sample("child", ([], []), step=50, father="father" if father else None, mother="mother")]
    people += [Sample("father", ([], []), step=50, sex=Sex.MALE)] if father else []
    return Lab(folder, REFERENCE, [*people, Sample("mother", ([], []), step=50)])


def genotypes(records: Sequence[Any], name: str) -> Iterator[tuple[int, ...]]:
    """Copies of the two alternates at each place."""
    for first, second in zip(records[::2], records[1::2], strict=True):
        yield tuple(sum(record.samples[name]["GT"]) for record in (first, second))


@pytest.mark.parametrize("father", [True, False])
def test_a_well_read_genotype_of_two_alternates_stays(tmp_path: Path, father: bool) -> None:
    """0 reads of the reference, 25 and 22 of the alternates: neither record can be 0/0 or 1/1."""
    child, carrier, other = parted([0, 25, 22])[1], parted([20, 22, 0])[1], parted([24, 0, 25])[1]
    people = [child, other, carrier] if father else [child, carrier]
    records = family(tmp_path, father=father).refine(rows_at(500, people), only("family"))
    assert list(genotypes(records, "child")) == [(1, 1)]
    assert all(record.samples["child"]["JOINT_GQ"] >= 20 for record in records)
    assert not any("DE_NOVO" in record.info or "REFINE" in record.info for record in records)


def inherited(rng: random.Random, one: Genotype, other: Genotype) -> Genotype:
    first, second = sorted((rng.choice(one), rng.choice(other)))
    return first, second


def reads_of(rng: random.Random, genotype: Genotype, depth: int) -> list[int]:
    counts = [0, 0, 0]
    for _ in range(depth):
        allele = rng.choice(genotype)
        counts[allele if rng.random() > 0.01 else rng.randrange(3)] += 1
    return counts


@pytest.mark.parametrize("father", [True, False])
@pytest.mark.parametrize("depth", [8, 15, 30])
def test_the_family_is_never_worse_at_places_of_two_alternates(tmp_path: Path, father: bool, depth: int) -> None:
    """120 places, all genotypes, reads by chance: with the rule no truth of two alternates is lost, no copy too many."""
    rng = random.Random(depth)
    rows, truth = [], []
    for position in range(100, 2500, 20):
        parents: list[Genotype] = [rng.choice(GENOTYPES), rng.choice(GENOTYPES)]
        everybody = [inherited(rng, *parents), *parents] if father else [inherited(rng, *parents), parents[1]]
        truth.append(everybody)
        rows += rows_at(position, [parted(reads_of(rng, genotype, depth))[1] for genotype in everybody])
    lab = family(tmp_path, father=father)
    names = [sample.name for sample in lab.samples]
    with_it, without = lab.refine(rows, only("family")), lab.refine(rows, off("family"))
    changed = 0
    for row, name in enumerate(names):
        for place, after, before in zip(truth, genotypes(with_it, name), genotypes(without, name), strict=True):
            true = tuple(sum(allele == alt for allele in place[row]) for alt in (1, 2))
            assert sum(after) <= 2
            if sum(before) == 2 and 1 in before:
                assert after == before  # called with two alternates: left alone
            if true == (1, 1):
                assert sum(abs(a - t) for a, t in zip(after, true, strict=True)) <= sum(
                    abs(b - t) for b, t in zip(before, true, strict=True)
                )
            changed += after != before
    assert changed < len(truth)


def test_a_parent_with_the_other_alternate_on_both_copies_gets_no_third(tmp_path: Path) -> None:
    """Four of her ten haplotypes show the child's allele: it is no de novo, and she keeps the two copies called."""
    ref = REFERENCE[AT - 1]
    first, second = [base for base in "ACGT" if base != ref][:2]
    mother = [[(AT - 1, ref, first)]] * 4 + [[(AT - 1, ref, second)]] * 6
    people = [
        Sample("child", ([], [(AT - 1, ref, first)]), step=8, father="father", mother="mother"),
        Sample("father", ([], []), step=8, sex=Sex.MALE),
        Sample("mother", mother, step=30),
    ]
    child, father, mother_cells = parted([12, 12, 0])[1], parted([25, 0, 0])[1], parted([0, 0, 25])[1]
    records = Lab(tmp_path, REFERENCE, people).refine(rows_at(AT - 1, [child, father, mother_cells]), only("family"))
    assert list(genotypes(records, "mother")) == [(0, 2)]
    assert list(genotypes(records, "child")) == [(1, 0)]
    assert not any("DE_NOVO" in record.info for record in records)


def views(folder: Path, *alleles: tuple[int, str, str], cells: str = "0/1:50,0,50") -> list[View]:
    lab = Lab(folder, REFERENCE, [Sample("p", ([], []), step=50)])
    records = lab.refine(
        [f"{at} . {ref} {alt} 200 PASS . GT:PL {cells}" for at, ref, alt in alleles], RULES_OFF, header=HEADER
    )
    return [View(record, ["p"]) for record in records]


RULES_OFF = only("phase")
AT = 601
BASE, NEXT = REFERENCE[AT - 1], REFERENCE[AT]
ALT = next(base for base in "ACGT" if base not in (BASE, NEXT))
THIRD = next(base for base in "ACGT" if base not in (BASE, NEXT, ALT))


@pytest.mark.parametrize(
    ("first", "second", "rivals"),
    [
        ((AT, BASE, ALT), (AT, BASE, THIRD), True),
        ((AT, BASE, BASE + ALT), (AT, BASE, BASE + THIRD), True),
        ((AT, BASE, BASE + ALT), (AT, BASE + NEXT, BASE), True),
        ((AT, BASE + NEXT, BASE), (AT + 1, NEXT, ALT), True),
        ((AT, BASE + NEXT, ALT + THIRD), (AT + 1, NEXT, ALT), True),
        ((AT, BASE, ALT), (AT, BASE, BASE + ALT), False),  # an insertion after the base: one copy can have both
        ((AT, BASE, ALT), (AT, BASE + NEXT, BASE), False),  # the base before a deletion
        ((AT, BASE + NEXT, BASE), (AT + 1, NEXT, NEXT + ALT), False),
    ],
)
def test_what_one_copy_cannot_have_both_of(
    tmp_path: Path, first: tuple[int, str, str], second: tuple[int, str, str], rivals: bool
) -> None:
    pair = views(tmp_path, first, second)
    places = places_of(pair)
    assert [bool(place.rivals) for place in places] == [rivals, rivals]
    assert all(place.two_alternates(view, 0) is rivals for place, view in zip(places, pair, strict=True))


def test_likelihoods_of_one_alternate_are_those_of_the_whole_genotype(tmp_path: Path) -> None:
    """For every number of copies the best of the genotypes that have it; computed here over all of them."""
    counts = [2, 6, 5]
    called, cells = parted(counts)
    whole = phreds_of(counts)
    assert called == (1, 2)
    rows = rows_at(800, [cells])
    lab = Lab(tmp_path, REFERENCE, [Sample("p", ([], []), step=50)])
    pair = [View(record, ["p"]) for record in lab.refine(rows, RULES_OFF)]
    for alt, (view, place) in enumerate(zip(pair, places_of(pair), strict=True), start=1):
        expected = [min(v for g, v in whole.items() if g.count(alt) == copies) for copies in range(3)]
        assert place.whole_phreds(view, 0, 2) == expected
