"""``NC_000001.11(NM_...):c.18+1G>A``: the genomic sequence before the brackets is checked, and says which copy is meant."""

from __future__ import annotations

import pytest

from tachkhis.variants.alias import read_as
from tachkhis.variants.locate import UnplaceableNameError
from tachkhis.variants.locate import locate
from tachkhis.variants.names import Namer

from .test_locate import namer

__all__ = ["namer"]  # the fixture

BUILD = {"1": "NC_000001.11", "2": "NC_000002.12"}

READ = [
    ("NC_000001.11(NM_1.2):c.18+1G>A", ("1", 31, "G", "A")),
    ("1(NM_1.2):c.18+1G>A", ("1", 31, "G", "A")),
    ("chr1(NM_1.2):c.18+1G>A", ("1", 31, "G", "A")),
    ("chr2(NM_2.1):c.18+1G>A", ("2", 60, "C", "T")),
    ("NC_000002.12(NM_2.1):c.4A>G", ("2", 75, "T", "C")),
    ("NC_000001.11(NR_3.4):n.20+1G>A", ("1", 31, "G", "A")),
    # a transcript on two contigs, as those of a PAR: the context says which
    ("NC_000001.11(NM_7.1):c.18+1G>A", ("1", 31, "G", "A")),
    ("NC_000002.12(NM_7.1):c.18+1G>A", ("2", 60, "C", "T")),
    ("chr2(NM_7.1):c.4A>G", ("2", 75, "T", "C")),
]


@pytest.mark.parametrize(("name", "allele"), READ)
def test_the_genomic_context_is_read(namer: Namer, name: str, allele: tuple[str, int, str, str]) -> None:
    taken = read_as(name, namer, BUILD)
    assert locate(namer, taken.name, taken.contig) == allele


REFUSED = [
    ("NC_000001.10(NM_1.2):c.18+1G>A", "1 of this reference is NC_000001.11, not NC_000001.10; name .* nothing is sub"),
    ("NC_000001(NM_1.2):c.18+1G>A", "1 of this reference is NC_000001.11, not NC_000001"),
    ("NC_000001.10:g.31G>A", "1 of this reference is NC_000001.11, not NC_000001.10"),
    ("NC_000002.12(NM_1.2):c.18+1G>A", "NM_1.2 lies on 1, not on 2; correct what stands before the brackets"),
    ("chr2(NM_1.2):c.18+1G>A", "NM_1.2 lies on 1, not on 2"),
    ("NC_000020.10(NM_1.2):c.18+1G>A", r"no sequence NC_000020.10 \(it has NC_000001.11, NC_000002.12"),
    ("NG_008358.1(NM_1.2):c.18+1G>A", "no sequence NG_008358.1 .* write a contig of the reference"),
    ("LRG_3(NM_1.2):c.18+1G>A", "no sequence LRG_3"),
    ("NC_000001.11(NM_1.3):c.18+1G>A", "the gene model has NM_1.2, not NM_1.3"),
    ("NC_000001.11(NM_99.1):c.18+1G>A", "no transcript NM_99 in any version"),
    ("NC_000001.11(NM_1.2):c.18+1C>A", "the name says C, the reference has G"),
]


@pytest.mark.parametrize(("name", "why"), REFUSED)
def test_a_context_that_does_not_fit_is_refused(namer: Namer, name: str, why: str) -> None:
    with pytest.raises(UnplaceableNameError, match=why) as caught:
        taken = read_as(name, namer, BUILD)
        locate(namer, taken.name, taken.contig)
    assert "\n" not in str(caught.value)


def test_the_gene_may_stand_before_the_transcript(namer: Namer) -> None:
    taken = read_as("GENE(NM_1.2):c.4A>G", namer, BUILD)
    assert (taken.name, locate(namer, taken.name)) == ("NM_1.2:c.4A>G", ("1", 16, "A", "G"))
    with pytest.raises(UnplaceableNameError, match="no transcript NM_99"):
        locate(namer, read_as("GENE(NM_99.1):c.4A>G", namer, BUILD).name)
