"""gVCFs: blocks of the reference tell who was read where; outside of them nothing is known."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest
from cyvcf2 import VCF

from tachkhis.errors import InputError
from tachkhis.variants.first_pass import Door
from tachkhis.variants.intake import import_calls
from tachkhis.variants.sites import Site

from .test_callers_styles import CALLED
from .test_callers_styles import TRIO
from .test_callers_styles import brought
from .test_callers_styles import fasta
from .test_callers_styles import vcf

__all__ = ["fasta"]  # the fixture

SITE = Site("f", "G1", "founder", contig="chr1", position=20, ref="C", alt="T")
DELETION = Site("d", "G1", "founder", contig="chr1", position=22, ref="TCA", alt="T")


def coverage(
    folder: Path, given: Path, fasta: Path, regions: Sequence[str], sample: str = "child"
) -> dict[str, list[str]]:
    """The three files of a member, without the thresholds' header."""
    bed = folder / "coding.bed"
    bed.write_text("".join(region.replace(" ", "\t") + "\n" for region in regions))
    out = folder / "readable"
    import_calls(given, Door(fasta, (sample,), coding=bed, callable_depth=10), folder / "out.bcf", out)
    return {
        name: [" ".join(line.split("\t")) for line in gzip.open(path, "rt").read().splitlines() if line[0] != "#"]
        for name in ("regions", "thresholds", "quantized")
        if (path := out / f"{sample}.{name}.bed.gz").is_file()
    }


def test_a_parent_without_a_call_has_the_reference_only_inside_a_block(fasta: Path, tmp_path: Path) -> None:
    """The mother's block gives its least depth and quality; the father has none and stays unknown."""
    rows = [
        "chr1 15 . T <NON_REF> . . END=22 GT:DP:GQ:MIN_DP ./.:.:.:. 0/0:30:60:25 ./.:.:.:.",
        "chr1 20 . C T,<NON_REF> 50 . . GT:AD:DP:GQ 0/1:9,11,0:20:99 ./.:.:.:. ./.:.:.:.",
        CALLED,
    ]
    assert brought(tmp_path, vcf(tmp_path, rows, (), TRIO), fasta, TRIO) == [
        "chr1:20 C T PASS 0/1:20:9,11:99:. 0/0:25:.,.:60:. ./.:.:.,.:.:."
    ]


def test_a_deletion_needs_blocks_over_all_its_bases(fasta: Path, tmp_path: Path) -> None:
    """The mother's two blocks meet, the weaker one counts; the father's leave a base out."""
    rows = [
        "chr1 15 . T <*> . . END=23 GT:DP:GQ:MIN_DP ./.:.:.:. 0/0:30:60:25 0/0:30:60:25",
        "chr1 22 . TCA T 50 . . GT:AD:DP:GQ 0/1:9,11:20:99 ./.:.:.:. ./.:.:.:.",
        "chr1 24 . A <*> . . END=24 GT:DP:GQ:MIN_DP ./.:.:.:. 0/0:30:40:18 ./.:.:.:.",
        "chr1 25 . C <*> . . END=30 GT:DP:GQ:MIN_DP ./.:.:.:. 0/0:30:50:28 0/0:30:50:28",
    ]
    assert brought(tmp_path, vcf(tmp_path, rows, (), TRIO), fasta, TRIO) == [
        "chr1:22 TCA T PASS 0/1:20:9,11:99:. 0/0:18:.,.:40:. ./.:.:.,.:.:."
    ]


@pytest.mark.parametrize(
    "block",
    [
        "chr1 15 . T . . LowGQX END=22 GT:GQX:DP:MIN_DP ./.:.:.:. 0/0:60:30:25",  # Strelka2: filtered
        "chr1 15 . T <NON_REF> . . END=22 GT:DP:GQ:MIN_DP ./.:.:.:. ./.:30:60:25",  # the caller made no call
        "chr1 15 . T <NON_REF> . . END=19 GT:DP:GQ:MIN_DP ./.:.:.:. 0/0:30:60:25",  # ends before
    ],
)
def test_what_is_no_reference_call_makes_none(fasta: Path, tmp_path: Path, block: str) -> None:
    rows = [block, "chr1 20 . C T 50 PASS . GT:AD:DP:GQ 0/1:9,11:20:99 ./.:.:.:.", CALLED.rpartition(" ")[0]]
    (found,) = brought(tmp_path, vcf(tmp_path, rows, (), TRIO[:2]), fasta, TRIO[:2])
    assert found.split()[-1] == "./.:.:.,.:.:."


def test_a_site_of_interest_is_read_in_the_blocks(fasta: Path, tmp_path: Path) -> None:
    """Sure in the child; of too low a quality in the mother: a depth, and no call; nothing of the father."""
    rows = ["chr1 15 . T <NON_REF> . . END=30 GT:DP:GQ:MIN_DP 0/0:30:60:25 0/0:30:19:25 ./.:.:.:.", CALLED]
    assert brought(tmp_path, vcf(tmp_path, rows, (), TRIO), fasta, TRIO, sites=(SITE, DELETION)) == [
        "chr1:20 C T PASS 0/0:25:.,.:60:. ./.:25:.,.:19:. ./.:.:.,.:.:.",
        "chr1:22 TCA T PASS 0/0:25:.,.:60:. ./.:25:.,.:19:. ./.:.:.,.:.:.",
    ]


def test_a_site_with_a_record_of_its_own_is_not_made_again(fasta: Path, tmp_path: Path) -> None:
    rows = ["chr1 15 . T <*> . . END=30 GT:DP:GQ 0/0:30:60", "chr1 20 . C T 0 RefCall . GT:AD:DP:GQ 0/0:24,1:25:31"]
    (found,) = brought(tmp_path, vcf(tmp_path, rows), fasta, sites=(SITE,))
    assert found == "chr1:20 C T RefCall 0/0:25:24,1:31:."


def test_a_site_outside_every_block_stays_unknown(fasta: Path, tmp_path: Path) -> None:
    rows = ["chr1 15 . T <*> . . END=19 GT:DP:GQ 0/0:30:60", "chr1 20 . C <*> . . . GT:DP:GQ ./.:3:0"]
    assert brought(tmp_path, vcf(tmp_path, rows), fasta, sites=(SITE,)) == []


REGIONS = ["chr1 1 11 G1|exon_1/2", "chr1 19 29 G1|exon_2/2"]


def test_coverage_of_gatk_blocks(fasta: Path, tmp_path: Path) -> None:
    """Bases 2-5 are read, 6-7 too shallow, 8-9 of low quality, 10 in no record, 11 read; a variant counts as its base."""
    rows = [
        "chr1 1 . A <NON_REF> . . END=5 GT:DP:GQ:MIN_DP:PL 0/0:30:80:28:0,80,900",
        "chr1 6 . C <NON_REF> . . END=7 GT:DP:GQ:MIN_DP:PL 0/0:10:27:9:0,27,300",
        "chr1 8 . T <NON_REF> . . END=9 GT:DP:GQ:MIN_DP:PL 0/0:20:12:20:0,12,300",
        "chr1 11 . G A,<NON_REF> 90 . . GT:AD:DP:GQ:PL 0/1:12,13,0:25:99:1,0,1,1,1,1",
        "chr1 20 . C <NON_REF> . . END=29 GT:DP:GQ:MIN_DP:PL 0/0:40:99:35:0,99,900",
    ]
    found = coverage(tmp_path, vcf(tmp_path, rows), fasta, REGIONS)
    assert found["regions"] == ["chr1 1 11 G1|exon_1/2 20.50", "chr1 19 29 G1|exon_2/2 40.00"]
    assert found["thresholds"] == ["chr1 1 11 G1|exon_1/2 9 7 7 0", "chr1 19 29 G1|exon_2/2 10 10 10 10"]
    assert found["quantized"] == ["chr1 1 5 callable", "chr1 5 10 low", "chr1 10 11 callable", "chr1 19 29 callable"]


@pytest.mark.parametrize(
    "rows",
    [
        ["chr1 1 . A <*> 0 . END=11 GT:GQ:MIN_DP:PL 0/0:50:22:0,69,689"],  # DeepVariant
        ["chr1 1 . A . . PASS END=11;BLOCKAVG_min30p3a GT:GQX:DP:DPF:MIN_DP 0/0:60:25:1:22"],  # Strelka2
        [
            "chr1 1 . A <NON_REF> . PASS END=11 GT:AD:DP:GQ:MIN_DP:PL:SPL:ICNT 0/0:25,0:25:66:22:0,1,2:0,1,2:1,2"
        ],  # DRAGEN
        [
            f"chr1 {n + 1} . {'ACGTACGTACG'[n]} . 50 . . GT:DP:RGQ 0/0:22:60" for n in range(11)
        ],  # GenotypeGVCFs, all sites
    ],
)
def test_every_style_of_block_reads_its_bases(fasta: Path, tmp_path: Path, rows: list[str]) -> None:
    found = coverage(tmp_path, vcf(tmp_path, rows), fasta, REGIONS)
    assert found["quantized"] == ["chr1 1 11 callable", "chr1 19 29 low"]


def test_a_filtered_block_and_a_missing_call_read_nothing(fasta: Path, tmp_path: Path) -> None:
    rows = [
        "chr1 1 . A . . LowGQX END=6 GT:GQX:DP:DPF:MIN_DP 0/0:60:25:1:22",
        "chr1 7 . G . . PASS END=11 GT:GQX:DP:DPF:MIN_DP .:60:25:1:22",
    ]
    assert coverage(tmp_path, vcf(tmp_path, rows), fasta, REGIONS)["quantized"] == ["chr1 1 11 low", "chr1 19 29 low"]


def test_a_plain_vcf_tells_no_coverage(fasta: Path, tmp_path: Path) -> None:
    rows = [
        "chr1 2 . C T 50 . . GT:DP:GQ 0/1:30:99",
        "chr1 6 . C T 50 . . GT:DP:GQ 0/1:30:99",
        "chr1 20 . C . . . . GT 0/0",
    ]
    assert coverage(tmp_path, vcf(tmp_path, rows), fasta, REGIONS) == {}
    assert (tmp_path / "readable").is_dir()


def test_a_gvcf_that_is_not_sorted_is_refused(fasta: Path, tmp_path: Path) -> None:
    rows = ["chr1 15 . T <*> . . END=19 GT:DP 0/0:30", "chr1 2 . C T 50 . . GT:DP 0/1:30"]
    with pytest.raises(
        InputError, match=r"row 4: the records of this gVCF are not sorted \(chr1:2 C>T comes too late\)"
    ):
        import_calls(vcf(tmp_path, rows), Door(fasta, ("child",)), tmp_path / "out.bcf")


def test_the_number_of_calls_from_blocks_stands_in_the_header(fasta: Path, tmp_path: Path) -> None:
    test_a_parent_without_a_call_has_the_reference_only_inside_a_block(fasta, tmp_path)
    assert (
        "##tachkhis_import=alleles:2,alleles_unseen:1,blocks:1,calls_from_blocks:1,reference_positions:1,variants:1"
        in VCF(str(tmp_path / "out.bcf")).raw_header
    )
