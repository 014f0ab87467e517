"""Tracks: counts that add up, formats that real tracks have, and the mark that they are made up."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pysam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.simulation.tracks import filtering_count

from .conftest import TINY
from .conftest import info
from .conftest import read_vcf

POPULATION = json.loads(TINY.read_text())["population"]


@pytest.mark.parametrize("track", ["gnomad", "panel", "clinvar"])
def test_tracks_say_synthetic_and_are_indexed(made: Path, track: str) -> None:
    path = made / f"{track}.vcf.gz"
    with gzip.open(path, "rt") as handle:
        header = [line for line in handle if line.startswith("##")]
    assert any(line.startswith("##synthetic=") for line in header)
    assert any(line.startswith("##source=") and "synthetic" in line for line in header)
    with pysam.VariantFile(str(path)) as handle:
        assert sum(1 for _ in handle.fetch("chr1", 0, 40_000)) > 3


def test_frequencies_follow_from_counts(made: Path) -> None:
    people = sum(POPULATION["outgroups"].values())
    for record in read_vcf(made / "gnomad.vcf.gz"):
        values = info(record)
        ac, an = int(values["AC"]), int(values["AN"])
        assert 0 < ac <= an <= 2 * people
        assert float(values["AF"]) == pytest.approx(ac / an, rel=1e-4)
        assert 2 * int(values["nhomalt"]) <= ac
        assert int(values["AC_XY"]) <= ac
        assert 0 <= float(values["fafmax_faf95_max"]) < float(values["AF_grpmax"])
        if record["CHROM"] in ("chr1", "chr2"):
            assert an == 2 * people


def test_panel_counts_add_up_over_regions(made: Path) -> None:
    regions = POPULATION["panel"]
    seen = set()
    for record in read_vcf(made / "panel.vcf.gz"):
        values = info(record)
        pairs = dict(entry.split(":") for entry in values["REGIONS"].split(","))
        assert list(pairs) == list(regions)
        counts = {region: tuple(map(int, pair.split("/"))) for region, pair in pairs.items()}
        assert sum(ac for ac, _ in counts.values()) == int(values["AC"])
        assert sum(an for _, an in counts.values()) == int(values["AN"])
        for region, (ac, an) in counts.items():
            key = region.replace("-", "_")
            assert (ac, an) == (int(values[f"AC_{key}"]), int(values[f"AN_{key}"]))
        assert float(values["AF"]) == pytest.approx(int(values["AC"]) / int(values["AN"]), rel=1e-4)
        seen.add((record["CHROM"], int(values["AN"])))
    people = sum(regions.values())
    assert ("chr1", 2 * people) in seen
    assert ("chrM", people) in seen
    on_x = {an for contig, an in seen if contig == "chrX"}
    on_y = {an for contig, an in seen if contig == "chrY"}
    assert on_x <= {2 * people, 2 * people - max(on_y, default=0)}


def test_clinvar_has_the_real_format(made: Path) -> None:
    found: dict[str, set[str]] = {}
    for record in read_vcf(made / "clinvar.vcf.gz"):
        values = info(record)
        assert record["ID"].isdigit()
        assert int(values["ALLELEID"])
        symbol, gene_id = values["GENEINFO"].split(":")
        assert gene_id.isdigit()
        assert values["MC"].startswith("SO:00015") or values["MC"].startswith("SO:00018")
        assert " " not in record["INFO"]
        found.setdefault(symbol, set()).add(values["CLNSIG"])
        if values["CLNSIG"].startswith("Conflicting"):
            assert values["CLNREVSTAT"] == "criteria_provided,_conflicting_classifications"
    for symbol in ("SGCG", "TTPA", "GAA", "XPC", "DMD"):
        assert found[symbol] & {"Pathogenic", "Likely_pathogenic", "Pathogenic/Likely_pathogenic"}
    assert any("Benign" in labels for labels in found.values())


def test_common_coding_variants_are_benign_in_clinvar(made: Path) -> None:
    shares = {
        (record["CHROM"], record["POS"], record["ALT"]): float(info(record)["AF"])
        for record in read_vcf(made / "gnomad.vcf.gz")
    }
    for record in read_vcf(made / "clinvar.vcf.gz"):
        share = shares.get((record["CHROM"], record["POS"], record["ALT"]), 0.0)
        if "athogenic" in info(record)["CLNSIG"] and "Conflicting" not in info(record)["CLNSIG"]:
            assert share < 0.01
        if share > 0.05:
            assert info(record)["CLNSIG"] == "Benign"


@given(st.integers(min_value=1, max_value=2200))
def test_filtering_count_is_the_poisson_bound(ac: int) -> None:
    from math import exp
    from math import lgamma
    from math import log

    expected = filtering_count(ac)
    below = sum(exp(-expected + k * log(expected) - lgamma(k + 1)) for k in range(ac))
    assert 1 - below == pytest.approx(0.05, abs=1e-6)
