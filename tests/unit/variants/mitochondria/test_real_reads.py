"""Real reads: all 23 SNVs of HG03706 and no other; the same alleles in NA12878 as GATK's Mutect2 passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from mitochondrial_sets import call_real
from mitochondrial_sets import expected_snvs
from mitochondrial_sets import second_opinion

pytestmark = pytest.mark.real


@pytest.mark.parametrize("contig", ["chrM", "MT"])
def test_hg03706_has_its_23_snvs_and_no_other(human: Path, tmp_path: Path, contig: str) -> None:
    found, reach = call_real(human / "mt", "HG03706", tmp_path, contig)
    passed = {record.key: record for record in found if record.passed}
    snvs = {key for key in passed if len(key[1]) == len(key[2])}
    known = expected_snvs(human / "mt")
    assert len(known) == 23
    assert snvs == known
    assert {passed[key].genotypes for key in known} == {("1",)}
    assert min(passed[key].fractions[0] for key in known) > 0.95
    assert 60 < reach.depth < 90
    assert not any(position in (3106, 3107) for position, _, _ in passed)  # the placeholder
    # the common length variants, left-aligned: m.310T>TCC (315.1C and one more), m.523_524del
    assert {key for key in passed if key not in known} == {(310, "T", "TCC"), (513, "GCA", "G")}


def test_hg03706s_nuclear_copies_are_written_with_their_filter(human: Path, tmp_path: Path) -> None:
    """Reads with 13062G 13095C 13105G together, and 12705T in 9 %: no nuclear genome was there to take them."""
    found = {record.key: record for record in call_real(human / "mt", "HG03706", tmp_path)[0]}
    for key in ((12705, "C", "T"), (13062, "A", "G")):
        assert "possible_numt" in found[key].filters
        assert found[key].fractions[0] < 0.1


def test_na12878_agrees_with_mutect2(human: Path, tmp_path: Path) -> None:
    found, _ = call_real(human / "mt", "NA12878_gatk", tmp_path)
    passed = {record.key: record for record in found if record.passed}
    theirs = {key: opinion for key, opinion in second_opinion(human / "mt").items() if opinion.passed}
    assert len(theirs) == 5
    assert set(passed) == set(theirs)
    for key, opinion in theirs.items():
        assert passed[key].fractions[0] == pytest.approx(opinion.fraction, abs=0.1)
