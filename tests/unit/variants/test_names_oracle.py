"""Names against an independent brute-force oracle, on both strands, wherever VCF happens to put the variant."""

from __future__ import annotations

import random

import pytest

from tachkhis.variants.locate import locate
from tachkhis.variants.names import Namer
from tachkhis.variants.names import TranscriptName
from tachkhis.variants.placement import change_of
from tachkhis.variants.placement import vcf_allele

from .names_world import FORWARD
from .names_world import REVERSE
from .names_world import Design
from .names_world import World
from .names_world import equivalent
from .names_world import oracle_c
from .names_world import oracle_p
from .names_world import proteins
from .names_world import random_changes
from .names_world import random_world
from .names_world import trimmed

SEEDS = (1, 2, 3)
CHANGES = 900


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    return random_world(tmp_path_factory.mktemp("world"), request.param)


@pytest.fixture(scope="module")
def namer(world: World) -> Namer:
    return Namer(world.fasta, world.model)


@pytest.fixture(scope="module")
def changes(world: World) -> list[tuple[int, str, str]]:
    return sorted(random_changes(world, seed=len(world.bases), count=CHANGES))


def anchored(bases: str, start: int, ref: str, alt: str) -> tuple[int, str, str]:
    """VCF form (1-based) of a change, with the base before."""
    return start, bases[start - 1] + ref, bases[start - 1] + alt


def by_transcript(namer: Namer, contig: str, vcf: tuple[int, str, str]) -> dict[str, TranscriptName]:
    return {name.transcript: name for name in namer.name(contig, *vcf).consequences}


def test_c_equals_the_oracle(world: World, namer: Namer, changes: list[tuple[int, str, str]]) -> None:
    compared = 0
    for start, ref, alt in changes:
        names = by_transcript(namer, FORWARD, anchored(world.bases, start, ref, alt))
        for design in world.designs:
            name = names.get(f"{design.name}_F.1")
            expected = oracle_c(world, design, start, ref, alt)
            if name is None:
                low, high = design.exons[0][0], design.exons[-1][1]
                inner = [
                    low < at < high if not gone else at < high and at + len(gone) > low
                    for at, gone, _ in equivalent(world.bases, start, ref, alt)
                ]
                assert not any(inner), (design.name, start, ref, alt)
                continue
            found = name.hgvs_c.partition(":")[2] if name.hgvs_c else None
            assert found == expected, (design.name, start, ref, alt)
            compared += expected is not None
    assert compared > CHANGES / 2


def test_both_strands_get_the_same_names(world: World, namer: Namer, changes: list[tuple[int, str, str]]) -> None:
    for start, ref, alt in changes:
        there = by_transcript(namer, FORWARD, anchored(world.bases, start, ref, alt))
        flipped = world.mirrored(*trimmed(start, ref, alt))
        reverse = world.mirrored(0, world.bases, "")[1]
        back = by_transcript(namer, REVERSE, anchored(reverse, *flipped))
        assert {key.replace("_F", "_R") for key in there} == set(back)
        for key, name in there.items():
            other = back[key.replace("_F", "_R")] if key else back[""]
            for field in ("consequences", "hgvs_p", "exon", "intron", "nmd", "note", "impact"):
                assert getattr(name, field) == getattr(other, field), (field, key, start, ref, alt)
            assert (name.hgvs_c or "").partition(":")[2] == (other.hgvs_c or "").partition(":")[2]


def test_the_place_that_vcf_gives_does_not_matter(
    world: World, namer: Namer, changes: list[tuple[int, str, str]]
) -> None:
    moved = 0
    for start, ref, alt in changes:
        places = equivalent(world.bases, start, ref, alt)
        left, right = places[0], places[-1]
        if left == right or left[0] == 0:
            continue
        moved += 1
        assert namer.name(FORWARD, *anchored(world.bases, *left)) == namer.name(FORWARD, *anchored(world.bases, *right))
    assert moved > 50


def test_every_name_leads_back_to_its_allele(world: World, namer: Namer, changes: list[tuple[int, str, str]]) -> None:
    """From the allele to g., c. and n. names, and from each of them to the same left-aligned allele; both strands."""
    returned = 0
    for start, ref, alt in changes[::2]:
        for contig, small in (
            (FORWARD, trimmed(start, ref, alt)),
            (REVERSE, world.mirrored(*trimmed(start, ref, alt))),
        ):
            bases = world.bases if contig == FORWARD else world.mirrored(0, world.bases, "")[1]
            vcf = anchored(bases, *small)
            allele = vcf_allele(namer.genome, change_of(namer.genome, contig, *vcf))
            named = namer.name(contig, *vcf)
            for name in (named.hgvs_g, *(one.hgvs_c for one in named.consequences)):
                if name is not None:
                    assert locate(namer, name) == allele, (name, contig, vcf)
                    returned += 1
    assert returned > CHANGES


def test_p_equals_the_oracle(world: World, namer: Namer, changes: list[tuple[int, str, str]]) -> None:
    compared = 0
    for start, ref, alt in changes:
        for design in world.designs:
            pair = proteins(world, design, start, ref, alt) if design.cds else None
            if pair is None:
                continue
            name = by_transcript(namer, FORWARD, anchored(world.bases, start, ref, alt))[f"{design.name}_F.1"]
            small = trimmed(start, ref, alt)
            expected = oracle_p(*pair, shift=len(small[2]) - len(small[1]))
            assert name.hgvs_p is not None
            if expected == "=":
                assert name.hgvs_p.endswith("=)")
                assert name.consequences[0] in ("synonymous_variant", "splice_region_variant")
            elif expected.endswith(")"):
                assert name.hgvs_p == expected, (start, ref, alt)
            else:
                assert name.hgvs_p.startswith(expected[: len("p.(Met1")]), (start, ref, alt)
                assert "Ter)" in name.hgvs_p
                assert "stop_gained" in name.consequences
            compared += 1
    assert compared > 100


def test_coding_class_follows_the_protein(world: World, namer: Namer, changes: list[tuple[int, str, str]]) -> None:
    for start, ref, alt in changes:
        for design in world.designs:
            pair = proteins(world, design, start, ref, alt) if design.cds else None
            if pair is None:
                continue
            before, after = pair
            name = by_transcript(namer, FORWARD, anchored(world.bases, start, ref, alt))[f"{design.name}_F.1"]
            _, gone, new = trimmed(start, ref, alt)
            shift = len(new) - len(gone)
            terms = set(name.consequences)
            assert ("frameshift_variant" in terms) == (shift % 3 != 0 and before != after)
            assert ("missense_variant" in terms) == (shift == 0 and before != after and len(before) == len(after))
            if shift % 3 == 0:
                assert ("stop_gained" in terms) == (len(after) < len(before) + shift // 3)


def decays_by_hand(design: Design, start: int, ref: str, alt: str, after: str) -> bool:
    """The rule of Abou Tayoun 2018 on genomic positions: where does the changed text's stop lie?"""
    assert design.cds is not None
    start, ref, alt = trimmed(start, ref, alt)
    text: list[int] = []  # the exon of each base of the changed mRNA, from the start codon on
    for number, (low, high) in enumerate(design.exons):
        for position in range(low, high):
            if position == start:
                text += [number] * len(alt)
            if position >= design.cds[0] and not start <= position < start + len(ref):
                text.append(number)
    stop_end = 3 * len(after)
    last = len(design.exons) - 1
    if last == 0 or text[stop_end - 1] == last:
        return False
    if text[stop_end - 1] < last - 1:
        return True
    return text.index(last) - stop_end >= 50


def test_decay_follows_the_rule(world: World, namer: Namer, changes: list[tuple[int, str, str]]) -> None:
    seen = set()
    for start, ref, alt in changes:
        for design in world.designs:
            pair = proteins(world, design, start, ref, alt) if design.cds else None
            if pair is None:
                continue
            name = by_transcript(namer, FORWARD, anchored(world.bases, start, ref, alt))[f"{design.name}_F.1"]
            if not {"stop_gained", "frameshift_variant"} & set(name.consequences) or not pair[1].endswith("*"):
                assert name.nmd is None
                continue
            # the 50-base limit looks back within the exon before the last one only
            expected = decays_by_hand(design, start, ref, alt, pair[1])
            assert name.nmd == expected, (design.name, start, ref, alt)
            seen.add(expected)
    assert seen == {True, False}


def test_a_multi_base_vcf_form_is_the_same_variant(world: World, namer: Namer) -> None:
    rng = random.Random(5)
    for start, ref, alt in random_changes(world, seed=9, count=60):
        before, behind = rng.randint(1, 8), rng.randint(0, 8)
        low, high = max(0, start - before), start + len(ref) + behind
        long = (low + 1, world.bases[low:high], world.bases[low:start] + alt + world.bases[start + len(ref) : high])
        assert namer.name(FORWARD, *long) == namer.name(FORWARD, *anchored(world.bases, start, ref, alt))
