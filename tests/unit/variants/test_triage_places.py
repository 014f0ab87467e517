"""What is named as of high or moderate impact on any transcript is never set aside for its place."""

from __future__ import annotations

import random
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


RNA = (
    Design("R1", ((30, 90),), None),  # of one exon, as RMRP and RNU4ATAC
    Design("R2", ((150, 180), (210, 225), (260, 300)), None),
)


@pytest.mark.parametrize("strand", [FORWARD, REVERSE])
def test_no_base_of_an_rna_goes_or_comes_in_silence(tmp_path: Path, strand: str) -> None:
    """Every deletion of 1 to 70 bases and every insertion that has a place on an exon; outer ones reach in, too."""
    rng = random.Random(7)
    bases = "".join(rng.choice("ACGT") * rng.choice((1, 1, 2, 3)) for _ in range(400))[:330]
    world = write_world(tmp_path, bases, list(RNA))
    triage = Triage(world.model, Namer(world.fasta, world.model).genome)
    exons = [exon for design in RNA for exon in design.exons]
    changes = [(start, bases[start : start + size], "") for start in range(2, 250) for size in (1, 2, 3, 7, 21, 70)]
    changes += [(start, "", new) for start in range(2, 320) for new in ("A", "CAG", bases[start : start + 4])]
    kept = 0
    for change in changes:
        places = equivalent(bases, *change)
        touches = any(at < high and at + len(old) > low for at, old, _ in places for low, high in exons)
        touches |= any(not old and low <= at <= high for at, old, _ in places for low, high in exons)
        at, old, new = world.mirrored(*change) if strand == REVERSE else change
        reason = triage.place(strand, at, at + len(old), new)
        assert not touches or reason == fields.KEEP_NONCODING, change
        kept += touches
    assert kept > 1000


@pytest.mark.parametrize(
    ("start", "end", "first", "impact"),
    [
        (210, 225, "exon_loss_variant", "HIGH"),  # exactly an exon, which leaves both splice sites
        (150, 180, "exon_loss_variant", "HIGH"),  # the first one
        (140, 182, "splice_donor_variant", "HIGH"),
        (20, 95, "transcript_ablation", "HIGH"),
        (210, 224, "splice_region_variant", "LOW"),
        (40, 60, "non_coding_transcript_exon_variant", "MODIFIER"),
    ],
)
def test_what_goes_of_an_rna_has_its_name(tmp_path: Path, start: int, end: int, first: str, impact: str) -> None:
    text = list("".join("ACGT"[(n * n + n // 7) % 4] for n in range(330)))
    text[end] = "A" if text[start] != "A" else "C"  # so that the deletion has one place
    text[start - 1] = "G" if text[end - 1] != "G" else "T"
    bases = "".join(text)
    world = write_world(tmp_path, bases, list(RNA))
    namer = Namer(world.fasta, world.model)
    for contig, (at, old, _) in (
        (FORWARD, (start, bases[start:end], "")),
        (REVERSE, world.mirrored(start, bases[start:end], "")),
    ):
        before = namer.genome.fetch(contig, at - 1, at)
        (name, *_) = namer.name(contig, at, before + old, before).consequences
        assert (name.consequences[0], name.impact) == (first, impact)


def test_a_model_without_genes(world: World) -> None:
    triage = Triage(GeneModel([]), Namer(world.fasta, world.model).genome)
    assert triage.place(FORWARD, 50, 53, "") == fields.ASIDE_OUTSIDE
