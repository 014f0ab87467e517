"""Every way to call two to four changes of a codon that an intron parts: what is told is what every assignment has."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from itertools import combinations
from itertools import combinations_with_replacement
from itertools import product

import pytest

from tachkhis.reference.normal_allele import Bases
from tachkhis.variants.codon_join import Joiner
from tachkhis.variants.codon_split import SplitCodons
from tachkhis.variants.codon_split import with_split
from tachkhis.variants.codons import Codons
from unit.variants.codon_world import DEEP
from unit.variants.codon_world import FORWARD
from unit.variants.codon_world import MODEL
from unit.variants.codon_world import TRIO
from unit.variants.codon_world import written_genome

Single = tuple[int, str]  # a position of the codon's plus strand, and its new base
CODON = (4, 21, 22)
COMPLEMENT = str.maketrans("ACGT", "TGCA")
STOPS = {"TAA", "TAG", "TGA"}
CALLS = ("0|1", "1|0", "1|1", "0/1", "1/1")
SETS: tuple[tuple[Single, ...], ...] = (
    ((4, "T"), (21, "A")),
    ((4, "C"), (22, "A")),
    ((4, "T"), (21, "A"), (22, "A")),
    ((4, "T"), (4, "C"), (22, "A")),
    ((4, "T"), (21, "A"), (21, "T"), (22, "A")),
)


def states(calls: Sequence[str], changes: Sequence[Single]) -> set[tuple[frozenset[int], ...]]:
    """What the two copies may have, by the definition of a genotype: sets of the changes' numbers, in any order."""
    options = [
        frozenset(one)
        for size in range(len(changes) + 1)
        for one in combinations(range(len(changes)), size)
        if len({changes[number][0] for number in one}) == size
    ]
    found = set()
    for pair in combinations_with_replacement(options, 2):
        for first, second in (pair, pair[::-1]):
            have = [(int(number in first), int(number in second)) for number in range(len(changes))]
            alleles = [tuple(int(allele) for allele in call[::2]) for call in calls]
            if all(
                own == called if call[1] == "|" else sorted(own) == sorted(called)
                for own, called, call in zip(have, alleles, calls, strict=True)
            ):
                found.add(pair)
    return found


def is_stop(having: frozenset[int], changes: Sequence[Single]) -> bool:
    codon = {at: FORWARD[at - 1] for at in CODON} | {changes[number][0]: changes[number][1] for number in having}
    return "".join(codon[at] for at in CODON) in STOPS


@pytest.fixture(scope="module")
def joiner(tmp_path_factory: pytest.TempPathFactory) -> Joiner:
    genome = written_genome(tmp_path_factory.mktemp("codon") / "genome.fa")
    return Joiner(("child",), TRIO[:1], "child", Codons(lambda: MODEL), Bases(genome), frozenset())


def written(changes: Sequence[Single], calls: Sequence[str], *, forward: bool) -> list[str]:
    """Records of one proband, in order, on the contig of either strand."""
    rows = []
    for (at, alt), call in zip(changes, calls, strict=True):
        ref, place = FORWARD[at - 1], at
        if not forward:
            ref, alt, place = ref.translate(COMPLEMENT), alt.translate(COMPLEMENT), len(FORWARD) + 1 - at
        rows.append(
            (place, f"{'chr1' if forward else 'chr2'}\t{place}\t.\t{ref}\t{alt}\t.\tPASS\t.\tGT:DP:GQ\t{call}{DEEP}\n")
        )
    return [line for _, line in sorted(rows)]


def told(joiner: Joiner, lines: Sequence[str]) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Name, INFO and the proband's cell of each record."""
    here = [lines] if len(lines) == 1 else []
    places = [int(line.split("\t")[1]) for line in lines]
    gap = max(range(1, len(lines)), key=lambda number: places[number] - places[number - 1])
    here = here or [lines[:gap], lines[gap:]]
    joined = [line for group in here for line in joiner.group(group)]
    for line in with_split(joined, SplitCodons(lambda: MODEL), joiner):
        cells = line.rstrip("\n").split("\t")
        info = dict(item.partition("=")[::2] for item in cells[7].split(";"))
        yield (
            f"{cells[1]}-{cells[3]}-{cells[4]}",
            info,
            dict(zip(cells[8].split(":"), cells[9].split(":"), strict=True)),
        )


def check(joiner: Joiner, changes: Sequence[Single], calls: Sequence[str], *, forward: bool) -> bool:
    """Whether it is certain what each copy has; everything told must agree with every assignment."""
    possible = states(calls, changes)
    lines = written(changes, calls, forward=forward)
    cells = [line.split("\t") for line in lines]
    order = sorted(
        range(len(changes)),
        key=lambda n: changes[n] if forward else (-changes[n][0], changes[n][1].translate(COMPLEMENT)),
    )
    single = {f"{row[1]}-{row[3]}-{row[4]}": number for row, number in zip(cells, order, strict=True)}
    found = {name: (info, cell) for name, info, cell in told(joiner, lines)}
    members = {
        name: frozenset({single[part] for part in info["JOINED"].split(",")} if "JOINED" in info else {single[name]})
        for name, (info, _) in found.items()
    }
    about = (changes, calls, forward, found)
    spoken: set[frozenset[int]] = set()
    for name, (info, cell) in found.items():
        cis, apart = (list(filter(None, info.get(key, "").split(","))) for key in ("CODON_CIS", "CODON_APART"))
        whole = frozenset().union(members[name], *(members[other] for other in cis))
        assert not set(cis) & set(apart), about
        if "JOINED_INTO" in info:
            continue
        if cis:
            assert "CODON_SPLIT" not in info and "ALONE" not in cell, about
            assert {int(cell["TOGETHER"])} == {state.count(whole) for state in possible}, about
        elif len(possible) == 1 and "ALONE" in cell:
            assert {int(cell["ALONE"])} == {state.count(whole) for state in possible}, about
        if len(possible) == 1:
            assert "CODON_SPLIT" not in info and "CODON_SPLIT_STOP" not in info, about
            assert whole in next(iter(possible)), about
            spoken.add(whole)
            (state,) = possible
            assert {frozenset().union(*(members[other] for other in apart))} <= {
                frozenset(),
                *map(frozenset, state),
            } or all(any(members[other] <= copy for copy in state if copy != whole) for other in apart), about
        else:
            beyond = [other for other in apart if "JOINED_INTO" not in found[other][0]]
            assert not any(
                members[name] | members[other] <= copy
                for other in beyond
                for state in possible
                for copy in state
                if "ALONE" not in cell and "ALONE" not in found[other][1]
            ), about
            stops = any(
                members[name] <= copy
                and len(copy) > 1
                and len({changes[n][0] > 4 for n in copy}) == 2
                and is_stop(copy, changes)
                for state in possible
                for copy in state
            )
            assert stops == ("CODON_SPLIT_STOP" in info), about
    if len(possible) == 1:
        assert spoken == {copy for copy in next(iter(possible)) if copy}, about
    return len(possible) == 1


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("changes", SETS, ids=lambda changes: "-".join(f"{at}{alt}" for at, alt in changes))
def test_what_is_told_is_what_every_assignment_has(joiner: Joiner, changes: tuple[Single, ...], forward: bool) -> None:
    certain = 0
    for calls in product(CALLS if len(changes) < 4 else ("0|1", "1|0", "0/1"), repeat=len(changes)):
        if states(calls, changes):
            certain += check(joiner, changes, calls, forward=forward)
    assert certain
