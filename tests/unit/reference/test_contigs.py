"""Contig names: one contig, several spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import canonical
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.contigs import rename_map


@pytest.mark.parametrize(
    ("name", "bare", "kind"),
    [
        ("chr1", "1", ContigKind.AUTOSOME),
        ("22", "22", ContigKind.AUTOSOME),
        ("chr23", "23", ContigKind.OTHER),
        ("chrX", "X", ContigKind.X),
        ("x", "X", ContigKind.X),
        ("Y", "Y", ContigKind.Y),
        ("chrM", "MT", ContigKind.M),
        ("M", "MT", ContigKind.M),
        ("MT", "MT", ContigKind.M),
        ("chr20a", "20a", ContigKind.OTHER),
        ("GL000191.1", "GL000191.1", ContigKind.OTHER),
        ("chrUn_KI270302v1", "Un_KI270302v1", ContigKind.OTHER),
        ("hs37d5", "hs37d5", ContigKind.OTHER),
        ("chr", "chr", ContigKind.OTHER),
    ],
)
def test_canonical_names_and_kinds(name: str, bare: str, kind: ContigKind) -> None:
    assert (canonical(name), kind_of(name)) == (bare, kind)


def test_renaming_either_way() -> None:
    ucsc, ensembl = ["chr1", "chrX", "chrM", "chrUn_1"], ["1", "X", "MT", "GL1"]
    assert rename_map(ucsc, ensembl) == {"chr1": "1", "chrX": "X", "chrM": "MT"}
    assert rename_map(ensembl, ucsc) == {"1": "chr1", "X": "chrX", "MT": "chrM"}
    assert rename_map(["20"], ["chr20a"]) == {}


def test_no_two_names_become_one() -> None:
    assert rename_map(["chr1", "1"], ["1"]) == {"1": "1"}
    assert rename_map(["1", "chr1"], ["chr1"]) == {"chr1": "chr1"}
    assert rename_map(["M", "MT"], ["chrM"]) == {"M": "chrM"}


NAMES = st.lists(st.sampled_from(["1", "chr1", "2", "chr2", "M", "MT", "chrM", "X", "chrX", "odd"]), unique=True)


@given(NAMES, NAMES)
def test_a_renaming_is_one_to_one_and_keeps_the_contig(old: list[str], new: list[str]) -> None:
    names = rename_map(old, new)
    assert len(set(names.values())) == len(names)
    assert set(names.values()) <= set(new)
    assert all(canonical(a) == canonical(b) for a, b in names.items())
    assert all(names[name] == name for name in set(old) & set(new))
