"""Fields picked from the text of a VCF are those that a reader of VCF finds."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from tachkhis.case.tracks import chosen_names
from tachkhis.errors import ResourceError
from tachkhis.reference.prepared_tracks import CLINVAR_KEPT
from tachkhis.reference.prepared_tracks import read_header
from tachkhis.reference.slim_records import slim_records

HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


def slim(text: str, folder: Path, keep: list[str]) -> tuple[list[str], int]:
    (folder / "in.vcf").write_text(HEAD + text)
    out = io.BytesIO()
    gone = slim_records(folder / "in.vcf", out, keep, {"1": "chr1"})
    return out.getvalue().decode().splitlines(), gone


def test_only_whole_names_are_kept_wherever_they_stand(tmp_path: Path) -> None:
    text = (
        "1\t5\ta\tA\tC\t.\tPASS\tAC=1;XAC=2;AC_afr=3;vep=AC|x,AC\n"
        "1\t6\tb\tA\tC\t.\tPASS\tXAC=2;flag;AF=0.5;AC=7\tGT\t0/1\n"
        "1\t7\tc\tA\tC\t.\tPASS\t.\r\n"
        "2\t8\td\tA\tC\t.\tPASS\tAC=1\n"
    )
    lines, gone = slim(text, tmp_path, ["AC", "AF"])
    assert [line.split("\t")[7] for line in lines] == ["AC=1", "AC=7;AF=0.5", "."]
    assert {line.split("\t")[0] for line in lines} == {"chr1"}
    assert all(line.count("\t") == 7 for line in lines)
    assert gone == 1


def test_a_record_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="a record has 3 columns"):
        slim("1\t5\tA\n", tmp_path, ["AC"])


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "track"),
    [
        ("clinvar_b37_chr1_2000records_20230710.vcf.gz", "clinvar"),
        ("gnomad.exomes.r2.1.1.sites.chr1.sample.vcf.gz", "gnomad"),
    ],
)
def test_real_records_of_clinvar_and_gnomad_say_what_bcftools_reads(human: Path, name: str, track: str) -> None:
    source = human / "annotation" / name
    info = read_header(source).info
    keep = [one for one in CLINVAR_KEPT if one in info] if track == "clinvar" else [*chosen_names(track, info).values()]
    assert len(keep) > 4
    out = io.BytesIO()
    assert slim_records(source, out, keep, {"1": "1"}) == 0
    picked = []
    for line in out.getvalue().decode().splitlines():
        cells = line.split("\t")
        stated = dict(item.split("=", 1) for item in cells[7].split(";") if "=" in item)
        picked.append("\t".join([*cells[:2], *cells[3:5], *(stated.get(one, ".") for one in keep)]))
    wanted = "".join(f"\\t%{one}" for one in keep)
    command = ["bcftools", "query", "-f", f"%CHROM\\t%POS\\t%REF\\t%ALT{wanted}\\n", str(source)]
    read = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(picked) == len(read) >= 100
    for mine, theirs in zip(picked, read, strict=True):
        for one, other in zip(mine.split("\t"), theirs.split("\t"), strict=True):
            assert one == other or float(one) == pytest.approx(float(other), rel=1e-5)  # bcftools shortens floats
