"""The table of consequences, and the rule for nonsense-mediated decay to the base."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.variants.names import Namer
from tachkhis.variants.severity import severity

from .names_world import FORWARD
from .names_world import Design
from .names_world import World
from .names_world import write_world


def test_severity_falls_from_high_to_modifier() -> None:
    table = severity()
    weights = ["HIGH", "MODERATE", "LOW", "MODIFIER"]
    in_order = [weights.index(table.impacts[term]) for term in sorted(table.ranks, key=table.ranks.__getitem__)]
    assert in_order == sorted(in_order)


@pytest.mark.parametrize(
    ("worse", "milder"),
    [
        ("splice_acceptor_variant", "stop_gained"),
        ("stop_gained", "frameshift_variant"),
        ("frameshift_variant", "stop_lost"),
        ("stop_lost", "start_lost"),
        ("start_lost", "inframe_insertion"),
        ("inframe_deletion", "missense_variant"),
        ("missense_variant", "splice_region_variant"),
        ("splice_region_variant", "synonymous_variant"),
        ("synonymous_variant", "intron_variant"),
    ],
)
def test_severity_is_that_of_ensembl(worse: str, milder: str) -> None:
    assert severity().ordered([milder, worse, milder]) == (worse, milder)


# exon 1: ATG and 29 codons; exon 2: 40 codons of TAC (one base from a stop); exon 3: 5 codons, stop, tail
EXON_1 = "ATG" + "GAA" * 29
EXON_2 = "TAC" * 40
EXON_3 = "GGT" * 5 + "TAA" + "CCTTGGCC" * 4
INTRON = "GTAAGTCCATTGACTTTTTCAG"
FLANK = "TCATACTGCA"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    bases = FLANK + EXON_1 + INTRON + EXON_2 + INTRON + EXON_3 + FLANK
    first = len(FLANK)
    second = first + len(EXON_1) + len(INTRON)
    third = second + len(EXON_2) + len(INTRON)
    exons = ((first, first + len(EXON_1)), (second, second + len(EXON_2)), (third, third + len(EXON_3)))
    return write_world(tmp_path_factory.mktemp("decay"), bases, [Design("N", exons, (first, third + 18))])


@pytest.mark.parametrize(
    ("codon", "decays"),
    [
        (1, True),
        (22, True),  # ends 54 bases before the last junction
        (23, True),  # 51 bases
        (24, False),  # 48 bases: within the last 50 of the penultimate exon
        (40, False),
    ],
)
def test_decay_stops_fifty_bases_before_the_last_junction(world: World, codon: int, decays: bool) -> None:
    start = world.designs[0].exons[1][0] + 3 * codon - 1  # the C of this TAC in exon 2
    name = Namer(world.fasta, world.model).name(FORWARD, start + 1, "C", "A").consequences[0]
    assert "stop_gained" in name.consequences
    assert name.nmd is decays


def test_decay_counts_in_the_changed_transcript(world: World) -> None:
    """Bases that come in behind the new stop push the junction away: 48 bases become 49 or 50."""
    at = world.designs[0].exons[1][0] + 3 * 23  # codon 24 of exon 2, where a plain stop escapes decay
    namer = Namer(world.fasta, world.model)
    for alt, decays in (("TGAA", False), ("TGAAA", True)):
        name = namer.name(FORWARD, at + 1, "TAC", alt).consequences[0]
        assert (name.hgvs_p, name.consequences[0]) == ("p.(Tyr54Ter)", "stop_gained")
        assert name.nmd is decays


def test_no_decay_without_introns(tmp_path: Path) -> None:
    bases = FLANK + EXON_1 + EXON_3 + FLANK
    exons = ((len(FLANK), len(bases) - len(FLANK)),)
    world = write_world(tmp_path, bases, [Design("S", exons, (len(FLANK), len(FLANK) + len(EXON_1) + 18))])
    name = Namer(world.fasta, world.model).name(FORWARD, len(FLANK) + 4, "G", "T").consequences[0]
    assert (name.hgvs_p, name.nmd) == ("p.(Glu2Ter)", False)
