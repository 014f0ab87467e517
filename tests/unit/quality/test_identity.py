"""Two samples of one person, among members of a family."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.quality.genotype_tally import GenotypeTally
from tachkhis.quality.identity import same_people

HEAD = [
    "##fileformat=VCFv4.2",
    "##contig=<ID=chr1,length=10000>",
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="d">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="q">',
]
GIRL = Person("girl", "father", "mother", Sex.FEMALE, Affected.YES)
SISTER = replace(GIRL, sample="sister")
BROTHER = replace(GIRL, sample="brother", sex=Sex.MALE)
MOTHER = Person("mother", None, None, Sex.FEMALE, Affected.NO)


def vcf_of(folder: Path, samples: list[str], pairs: list[tuple[str, str]]) -> Path:
    """Each pair of genotypes is a place, 30 reads deep."""
    rows = ["\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples])]
    for place, calls in enumerate(pairs, 1):
        cells = [f"{call}:30:99" for call in calls]
        rows.append("\t".join(["chr1", str(place), ".", "A", "G", "99", "PASS", ".", "GT:DP:GQ", *cells]))
    path = folder / "x.vcf"
    path.write_text("\n".join([*HEAD, *rows]) + "\n")
    return path


SAME = [("0/1", "0/1"), ("1/1", "1/1")]
OTHER = [("0/1", "0/0"), ("0/1", "1/1")]


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        (SAME * 20, True),
        (SAME * 19 + OTHER, True),  # 38 of 40, errors
        (SAME * 18 + OTHER * 2, False),  # 36 of 40
        (SAME * 14, False),  # too few places
        (SAME * 14 + [("0/0", "0/0")] * 40, False),  # where nobody carries the allele nothing is learnt
        ([("0/1", "0/1"), ("0/1", "0/0")] * 40, False),  # a parent and a child
    ],
)
def test_when_two_samples_are_one_person(tmp_path: Path, pairs: list[tuple[str, str]], found: bool) -> None:
    vcf = vcf_of(tmp_path, ["girl", "mother"], pairs)
    assert bool(same_people(GenotypeTally.of(vcf), [GIRL, MOTHER])) is found


@pytest.mark.parametrize(("other", "twins"), [(SISTER, True), (BROTHER, False), (MOTHER, False)])
def test_only_children_of_one_couple_and_one_sex_may_be_twins(tmp_path: Path, other: Person, twins: bool) -> None:
    vcf = vcf_of(tmp_path, ["girl", other.sample], SAME * 20)
    (same,) = same_people(GenotypeTally.of(vcf), [GIRL, other])
    assert (same.first, same.second, same.sites, same.equal, same.twins) == ("girl", other.sample, 40, 40, twins)
