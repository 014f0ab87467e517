"""A real family called by GATK (GIAB, chr21): the import and ``bcftools norm`` say the same of every allele."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pysam

from tachkhis.variants.first_pass import Door
from tachkhis.variants.intake import import_calls

TRIO = ("NA24385", "NA24149", "NA24143")
QUERY = r"%CHROM\t%POS\t%REF\t%ALT[\t%GT:%DP:%AD:%GQ]\n"


def said(*steps: list[str]) -> dict[tuple[str, ...], list[str]]:
    """What a pipe of bcftools steps says by allele; the order of the copies does not count."""
    data = b""
    for step in [*steps, ["query", "-f", QUERY, "-"]]:
        data = subprocess.run(["bcftools", *step], input=data, capture_output=True, check=True).stdout
    found = {}
    for line in data.decode().splitlines():
        cells = [cell.split(":", 1) for cell in line.split("\t")[4:]]
        members = ["/".join(sorted(gt.replace("|", "/").split("/"))) + ":" + rest for gt, rest in cells]
        found[tuple(line.split("\t")[:4])] = members
    return found


def test_a_gatk_trio_is_split_as_bcftools_norm_splits_it(human: Path, tmp_path: Path) -> None:
    (given,) = (human / "trio_vcf").glob("*.vcf.gz")
    (packed,) = (human / "trio_vcf").glob("*.fasta.gz")
    fasta = tmp_path / "genome.fa"
    sequence = gzip.decompress(packed.read_bytes()).decode().split("\n", 1)[1]
    fasta.write_text(f">chr21\n{sequence}")
    pysam.faidx(str(fasta))
    out = tmp_path / "out.bcf"
    import_calls(given, Door(fasta, TRIO), out)
    carried = ["view", "-Ou", "-i", 'GT[*]="alt"', "-"]
    wanted = said(
        ["view", "-Ou", "-s", ",".join(TRIO), str(given)],
        ["norm", "-Ou", "-m", "-any", "-f", str(fasta), "-"],
        carried,
        ["view", "-Ou", "-e", 'ALT="*"', "-"],
    )
    assert len(wanted) > 1500
    assert said(["view", "-Ou", str(out)]) == wanted
