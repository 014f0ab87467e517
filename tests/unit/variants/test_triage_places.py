"""What is named as of high or moderate impact on any transcript is never set aside for its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.variants import fields
from tachkhis.variants.evidence import changed_bases
from tachkhis.variants.names import Namer
from tachkhis.variants.triage import Triage

from .names_world import FORWARD
from .names_world import REVERSE
from .names_world import Design
from .names_world import World
from .names_world import equivalent
from .names_world import write_world
from .triage_world import changes_at_edges
from .triage_world import genes_world

# 0-based: exons 10-20, 45-75, 110-118; coding 50-68
GENE = Design("T", ((10, 20), (45, 75), (110, 118)), (50, 68))
BASES = (
    "TTCTCTACCT"  # before
    "CTTACCTATG"  # exon 1
    "GTGTCTAATCTACACAGACAGACAG"  # intron 1: 20-45
    "TTCATGATGAAACCTGGATTTAACTTCTAA"  # exon 2: 45-75, CDS from 50
    "GTAAGTCTCTTACTAATCTAACATTCTTTCCTCAG"  # intron 2: 75-110
    "CCTTATTC"  # exon 3
    "TATACCTTTC"
)  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return write_world(tmp_path_factory.mktemp("places"), BASES, [GENE])


def reasons(world: World, start: int, ref: str, alt: str) -> set[str]:
    """Those at each place that gives the same bases, on either strand."""
    triage = Triage(world.model, Namer(world.fasta, world.model).genome)
    found = set()
    for place in equivalent(world.bases, start, ref, alt):
        for contig, (at, old, new) in ((FORWARD, place), (REVERSE, world.mirrored(*place))):
            found.add(triage.place(contig, at, at + len(old), new))
    return found


@pytest.mark.parametrize(
    ("start", "ref", "alt", "reason"),
    [
        (49, "", "TGA", fields.KEEP_CODING),  # T|GA..: read as three bases behind the first coding one
        (20, "", "G", fields.KEEP_SPLICE),  # between an exon and its donor
        (20, "", "C", fields.KEEP_SPLICE),
        (29, "", "G", fields.ASIDE_INTRON),
        (100, "", BASES[100:109], fields.KEEP_SPLICE),  # read before the copied bases it is deep in the intron
        (10, BASES[10:20], "", fields.KEEP_SPLICE),  # all of an exon that codes for nothing
        (4, BASES[4:20], "", fields.KEEP_SPLICE),  # and what stands before it
        (4, BASES[4:25], "", fields.KEEP_SPLICE),
        (105, BASES[105:123], "", fields.KEEP_SPLICE),
        (4, BASES[4:14], "", fields.ASIDE_UTR),  # out of the transcript, without a splice site
        (112, BASES[112:116], "", fields.ASIDE_UTR),
        (1, BASES[1:6], "", fields.ASIDE_OUTSIDE),
        (2, BASES[2:126], "", fields.KEEP_CODING),
    ],
)
def test_an_insertion_or_deletion_is_judged_at_all_of_its_places(
    world: World, start: int, ref: str, alt: str, reason: str
) -> None:
    assert reasons(world, start, ref, alt) == {reason}


@pytest.mark.parametrize(("start", "reason"), [(20, "keep"), (27, "keep"), (28, "aside"), (36, "aside"), (37, "keep")])
def test_the_splice_sites_of_what_codes_for_nothing(tmp_path: Path, start: int, reason: str) -> None:
    silent = write_world(tmp_path, BASES, [Design("S", GENE.exons, None)])
    (found,) = reasons(silent, start, BASES[start], "A" if BASES[start] != "A" else "C")
    assert found.partition(":")[0] == reason


def test_a_deletion_over_the_origin_of_a_circle(tmp_path: Path) -> None:
    world = write_world(tmp_path, BASES, [GENE])
    namer = Namer(world.fasta, world.model)
    namer.genome.mitochondrial = frozenset({FORWARD})  # type: ignore[misc]
    triage = Triage(world.model, namer.genome)
    assert triage.place(FORWARD, len(BASES) - 3, len(BASES) + 15, "") == fields.ASIDE_UTR
    assert triage.place(FORWARD, len(BASES) - 3, len(BASES) + 25, "") == fields.KEEP_SPLICE


@pytest.mark.parametrize("seed", range(3))
def test_nothing_of_high_or_moderate_impact_is_set_aside(tmp_path: Path, seed: int) -> None:
    world = genes_world(tmp_path, seed)
    namer = Namer(world.fasta, world.model)
    triage = Triage(world.model, namer.genome)
    kept = aside = 0
    for contig, position, ref, alt in changes_at_edges(world, seed, 500):
        reason = triage.place(contig, *changed_bases(position, ref, alt))
        names = namer.name(contig, position, ref, alt).consequences
        if any(name.impact in ("HIGH", "MODERATE") for name in names):
            kept += 1
            assert reason.startswith(fields.KEEP), (contig, position, ref, alt, names)
        aside += reason.startswith("aside")
    assert kept > 200
    assert aside > 100


def test_a_model_without_genes(world: World) -> None:
    triage = Triage(GeneModel([]), Namer(world.fasta, world.model).genome)
    assert triage.place(FORWARD, 50, 53, "") == fields.ASIDE_OUTSIDE
