"""Sites of interest are read from the reads: SNV and indel, carried and not, and what cannot be read says so."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pysam
import pytest

from tachkhis.case.model import Sex
from tachkhis.errors import InputError
from tachkhis.variants.genotype import Reading
from tachkhis.variants.genotype import SiteReading
from tachkhis.variants.genotype import genotype_sites
from tachkhis.variants.genotype import mitochondrial_status_of
from tachkhis.variants.genotype import status_of
from tachkhis.variants.sites import Site
from tachkhis.variants.sites import Support
from tachkhis.variants.sites import read_sites
from tachkhis.variants.sites import read_support
from tachkhis.variants.sites import window
from tachkhis.variants.sites import write_sites

SEQUENCE = (
    "".join(random.Random(3).choices("ACGT", k=400)) + "CAAAAAT" + "".join(random.Random(4).choices("ACGT", k=400))
)
RUN = 400  # 0-based position of the C before the run of A


def alignment(tmp_path: Path, rows: list[tuple[str, int, str, str]]) -> pysam.AlignmentFile:
    """Rows of (name, 0-based start, sequence, cigar)."""
    header = pysam.AlignmentHeader.from_dict(
        {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": [{"SN": "c", "LN": len(SEQUENCE)}]}
    )
    path = tmp_path / "x.bam"
    with pysam.AlignmentFile(str(path), "wb", header=header) as out:
        for name, start, sequence, cigar in sorted(rows, key=lambda row: row[1]):
            read = pysam.AlignedSegment(header)
            read.query_name, read.reference_id, read.reference_start = name, 0, start
            read.query_sequence, read.cigarstring, read.mapping_quality = sequence, cigar, 60
            read.query_qualities = pysam.qualitystring_to_array("I" * len(sequence))
            out.write(read)
    pysam.index(str(path))
    return pysam.AlignmentFile(str(path))


def test_a_deletion_in_a_run_is_counted_wherever_the_aligner_put_it(tmp_path: Path) -> None:
    site = Site("x", "G", "founder", contig="c", position=RUN + 1, ref="CA", alt="C")
    start = RUN - 40
    left = SEQUENCE[start : RUN + 1] + SEQUENCE[RUN + 2 : RUN + 60]
    rows = [
        ("left", start, left, f"41M1D{len(left) - 41}M"),
        ("right", start, left, f"45M1D{len(left) - 45}M"),
        ("ref", start, SEQUENCE[start : start + 100], "100M"),
        ("ends-inside", start, SEQUENCE[start : RUN + 4], f"{RUN + 4 - start}M"),  # cannot tell: does not span the run
    ]
    support = read_support(alignment(tmp_path, rows), site, SEQUENCE[RUN - 100 : RUN + 100], RUN - 100, 20)
    assert support == Support(depth=3, alt_reads=2)


def test_an_snv_beside_an_indel_on_the_same_copy_does_not_hide_it(tmp_path: Path) -> None:
    """The founder's deletion and an SNV on the base after the run (G), or on the one before it: carried."""
    site = Site("x", "G", "founder", contig="c", position=RUN + 1, ref="CA", alt="C")
    left, right = SEQUENCE[RUN - 40 : RUN], SEQUENCE[RUN + 7 : RUN + 60]
    spelt = {"plain": "CAAAAT", "after": "CAAAAG", "before": "GAAAAT"}
    rows = [(name, RUN - 40, left + run + right, f"41M1D{len(right) + 5}M") for name, run in spelt.items()]
    rows += [
        (f"ref{n}", RUN - 40, left + run + right, f"{47 + len(right)}M") for n, run in enumerate(("CAAAAAT", "CAAAAAC"))
    ]
    support = read_support(alignment(tmp_path, rows), site, SEQUENCE[RUN - 100 : RUN + 100], RUN - 100, 20)
    assert support == Support(depth=5, alt_reads=3)


def test_a_read_that_spells_neither_counts_for_neither(tmp_path: Path) -> None:
    """Of the deletion's length with another base inside, or with the base after the run removed: it may be hidden."""
    site = Site("x", "G", "founder", contig="c", position=RUN + 1, ref="CA", alt="C")
    left, right = SEQUENCE[RUN - 40 : RUN], SEQUENCE[RUN + 7 : RUN + 60]
    tail = len(right)
    rows = [
        ("carries", RUN - 40, left + "CAAAAT" + right, f"41M1D{tail + 5}M"),
        ("inside", RUN - 40, left + "CAGAAT" + right, f"41M1D{tail + 5}M"),
        ("edge", RUN - 40, left + "CAAAAA" + right, f"46M1D{tail}M"),
        ("longer", RUN - 40, left + "CAAAAAAT" + right, f"41M1I{tail + 6}M"),
        ("ref-spelt-otherwise", RUN - 40, left + "CAAGAAT" + right, f"{tail + 47}M"),
    ]
    support = read_support(alignment(tmp_path, rows), site, SEQUENCE[RUN - 100 : RUN + 100], RUN - 100, 20)
    assert support == Support(depth=1, alt_reads=1, another=2, unclear=2)


@pytest.mark.parametrize(
    ("support", "status"),
    [
        (Support(13, 1, unclear=12), "not_readable"),  # half the reads have its length, spelt otherwise
        (Support(13, 0, another=15), "not_carried"),  # another length on one copy
        (Support(0, 0, another=30), "not_carried"),
        (Support(25, 0, unclear=1), "not_carried"),
        (Support(14, 14, another=15), "carried_het"),  # another allele on the other copy
        (Support(27, 12), "carried_het"),
    ],
)
def test_status_beside_reads_that_spell_neither(support: Support, status: str) -> None:
    assert status_of(support, 2, 10) == status


def test_an_snv_and_the_two_ends_of_one_fragment(tmp_path: Path) -> None:
    position = 100
    other = "A" if SEQUENCE[position] != "A" else "C"
    site = Site("x", "G", "position", contig="c", position=position + 1, ref=SEQUENCE[position], alt=other)
    carrying = SEQUENCE[60:position] + other + SEQUENCE[position + 1 : 160]
    rows = [("a", 60, carrying, "100M"), ("a", 60, carrying, "100M"), ("b", 60, SEQUENCE[60:160], "100M")]
    support = read_support(alignment(tmp_path, rows), site, SEQUENCE[:200], 0, 20)
    assert support == Support(depth=2, alt_reads=1)


@pytest.mark.parametrize(
    ("ref", "alt", "expected"),
    [
        ("CA", "C", (RUN, RUN + 7)),
        ("C", "CA", (RUN, RUN + 7)),
        ("CAA", "C", (RUN, RUN + 7)),
        ("C", "G", (RUN, RUN + 1)),
    ],
)
def test_the_window_spans_the_repeat_and_one_base_more(ref: str, alt: str, expected: tuple[int, int]) -> None:
    assert window(RUN, ref, alt, SEQUENCE[RUN - 50 : RUN + 50], RUN - 50) == expected


@pytest.mark.parametrize(
    ("depth", "alt", "copies", "status"),
    [
        (38, 0, 2, "not_carried"),
        (10, 0, 2, "not_carried"),
        (9, 0, 2, "not_readable"),
        (5, 0, 1, "not_carried"),
        (4, 0, 1, "not_readable"),
        (0, 0, 2, "not_readable"),
        (30, 14, 2, "carried_het"),
        (30, 30, 2, "carried_hom"),
        (15, 15, 1, "carried_hemi"),
        (30, 1, 2, "not_carried"),
        (3, 2, 2, "carried_het"),
        (0, 0, 0, "not_tested"),
    ],
)
def test_status(depth: int, alt: int, copies: int, status: str) -> None:
    assert status_of(Support(depth, alt), copies, 10) == status


@pytest.mark.parametrize(
    ("depth", "alt", "status"),
    [
        (2000, 0, "not_carried"),
        (2000, 20, "not_carried"),  # 1 %: what errors give
        (2000, 60, "carried_heteroplasmic"),
        (120, 9, "carried_heteroplasmic"),
        (120, 119, "carried_homoplasmic"),
        (40, 0, "not_readable"),  # 5 % of the copies show no read of forty in 13 of 100
        (80, 0, "not_readable"),
        (100, 0, "not_carried"),
        (6, 6, "carried_homoplasmic"),
        (0, 0, "not_readable"),
    ],
)
def test_status_on_the_mitochondrial_genome(depth: int, alt: int, status: str) -> None:
    assert mitochondrial_status_of(Support(depth, alt)) == status


def test_sites_come_back_as_written(tmp_path: Path) -> None:
    sites = (
        Site("a:c.1del", "G", "founder", contig="c", position=3, ref="AC", alt="A"),
        Site("b", "H", "founder", why_not="x"),
    )
    write_sites(sites, tmp_path / "s.json")
    assert read_sites(tmp_path / "s.json") == sites
    assert sites[1].id == "b"


def test_the_sites_of_a_case_are_read_without_their_readings(tmp_path: Path) -> None:
    about = {"name": "T1:c.35del", "gene": "G", "kind": "founder", "disease": "d"}
    allele = {"contig": "HLA-A-1", "position": 7, "ref": "CG", "alt": "C"}
    readings = (
        SiteReading(id="HLA-A-1-7-CG-C", **about, genotypes=(Reading("p", 9, 0, "not_carried"),), why_not_tested=None),
        SiteReading(
            id="T2:c.1-2-3-4", **about | {"name": "T2:c.1-2-3-4"}, genotypes=(), why_not_tested="no_transcript"
        ),
    )
    path = tmp_path / "case.sites.json"
    path.write_text(json.dumps([asdict(reading) for reading in readings]))
    assert read_sites(path) == (
        Site(**about, **allele),
        Site(**about | {"name": "T2:c.1-2-3-4"}, why_not="no_transcript"),
    )


@pytest.mark.parametrize("text", ['[{"site": 1}]', "{", "[3]", '{"a": 1}'])
def test_a_file_that_is_no_table_of_sites_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"odd\.json: it is no table of sites .*; give the sites\.json of the tracks"):
        read_sites(path)


def test_a_founder_that_is_asked_for_by_name_too_is_read_once_in_each_member_at_either(tmp_path: Path) -> None:
    (tmp_path / "c.fa").write_text(f">c\n{SEQUENCE}\n")
    place: dict[str, Any] = {"contig": "c", "position": 3, "ref": SEQUENCE[2], "alt": "N"}
    people = [SimpleNamespace(sample=name, sex=Sex.FEMALE) for name in ("child", "mother")]
    request: Any = SimpleNamespace(
        case=SimpleNamespace(people=people), config=SimpleNamespace(calling=SimpleNamespace(min_mapping_quality=20))
    )
    both = [Site("a", "G", "founder", **place), Site("b", "G", "position", **place)]
    copies: Any = None  # nobody has reads here
    found = genotype_sites(both, request, {}, tmp_path / "c.fa", copies)
    assert [[one.sample for one in site.genotypes] for site in found] == [["child", "mother"]] * 2
