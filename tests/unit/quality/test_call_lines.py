"""Records of the calls as lines of text, and the genotypes counted from them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tachkhis.errors import ResourceError
from tachkhis.quality.call_lines import call_lines
from tachkhis.quality.genotype_tally import GenotypeTally

HEAD = [
    "##fileformat=VCFv4.2",
    "##contig=<ID=chr1,length=10000>",
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="d">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="q">',
    "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT girl mother",
]


def write(path: Path, *rows: str) -> Path:
    lines = [line.replace(" ", "\t") if line.startswith("#C") else line for line in HEAD]
    path.write_text("\n".join([*lines, *(row.replace(" ", "\t") for row in rows)]) + "\n")
    return path


ROWS = [f"chr1 {place} . A G 9 PASS . GT:DP:GQ 0/1:30:99 0/0:30:99" for place in range(1, 3000)]


@pytest.mark.parametrize(("name", "form"), [("x.vcf.gz", "z"), ("x.bcf", "b"), ("plain.vcf", "v"), ("x.u.bcf", "u")])
def test_the_lines_are_the_same_whatever_the_format(tmp_path: Path, name: str, form: str) -> None:
    text, out = write(tmp_path / "x.vcf", *ROWS), tmp_path / name
    subprocess.run(["bcftools", "view", "--no-version", f"-O{form}", "-o", out, text], check=True)
    assert list(call_lines(out)) == [row.replace(" ", "\t") + "\n" for row in ROWS]


def test_a_file_without_records_has_no_lines(tmp_path: Path) -> None:
    assert list(call_lines(write(tmp_path / "x.vcf"))) == []


def test_a_file_that_ends_early_is_told(tmp_path: Path) -> None:
    text = write(tmp_path / "x.vcf", *ROWS)
    subprocess.run(["bgzip", text], check=True)
    whole = (tmp_path / "x.vcf.gz").read_bytes()
    (tmp_path / "x.vcf.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ResourceError, match="bgzip failed"):
        list(call_lines(tmp_path / "x.vcf.gz"))


@pytest.mark.parametrize(
    ("row", "shared", "equal"),
    [
        ("A G 9 . . GT:DP:GQ 1|1:30:99 0|0:30:99", (1, 1), (1, 0)),  # phase tells nothing here
        ("A G 9 . . GT:DP:GQ 1/1:30:99 1/1:30:99", (1, 0), (1, 1)),
        ("A G 9 . . GT:DP:GQ 0/0:30:99 0/0:30:99", (0, 0), (0, 0)),
        ("A G 9 . . GT:DP:GQ 1/1:30:99 0/.:30:99", (0, 0), (0, 0)),  # half a call is no reference
        ("A G 9 . . GT:DP:GQ 1/1:30:99 0:30:99", (0, 0), (0, 0)),  # one copy on an autosome
        ("A G 9 . . GT:DP:GQ 1/1:30:99 0/0:.:99", (0, 0), (0, 0)),  # no depth
        ("A G 9 . . GT:DP:GQ 1/1:30:. 0/0:30:.", (1, 1), (1, 0)),  # no quality is no doubt
        ("A G 9 . . GT:DP:GQ 1/1:10:20 0/0:10:20", (1, 1), (1, 0)),  # at the limits of the table
        ("A G 9 . . GT:DP:GQ 1/1:10:20 0/0:10:19", (0, 0), (0, 0)),
        ("A G 9 . . GQ:DP:GT 99:30:1/1 99:30:0/0", (1, 1), (1, 0)),  # any order of FORMAT
        ("A G 9 . . GT:DP:GQ 1/1:30 0/0", (0, 0), (0, 0)),  # dropped ends
        ("A G 9 weak . GT:DP:GQ 1/1:30:99 0/0:30:99", (0, 0), (0, 0)),
        ("A <DEL> 9 . . GT:DP:GQ 1/1:30:99 0/0:30:99", (0, 0), (0, 0)),
    ],
)
def test_what_is_counted_of_two_people(
    tmp_path: Path, row: str, shared: tuple[int, int], equal: tuple[int, int]
) -> None:
    tally = GenotypeTally.of(write(tmp_path / "x.vcf", f"chr1 5 . {row}"))
    assert (tally.shared("girl", "mother"), tally.equal("girl", "mother")) == (shared, equal)
