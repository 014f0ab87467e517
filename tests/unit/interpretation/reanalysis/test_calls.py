"""The archived VCF as the calls that it was made of, and with one resource exchanged."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

from tachkhis.interpretation.reanalysis.calls import write_calls
from tachkhis.interpretation.reanalysis.calls import write_exchanged
from tachkhis.variants import fields

HEAD = [
    "##fileformat=VCFv4.2",
    "##contig=<ID=chr1,length=1000>",
    "##contig=<ID=chr2,length=1000>",
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="depth">',
    '##INFO=<ID=SCORE_REVEL,Number=1,Type=Float,Description="brought by the calls, or by a track">',
    '##INFO=<ID=TRACK_X,Number=0,Type=Flag,Description="a track">',
    fields.CLINVAR_SIG.header,
    fields.GNOMAD_AC.header,
    fields.TRIAGE.header,
    *(one.header for one in fields.JOIN_FIELDS),
]


def vcf(path: Path, rows: list[str]) -> Path:
    lines = [*HEAD, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tp"]
    lines += [f"{row.replace(' ', chr(9))}\tGT\t0/1" for row in rows]
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode()))
    return path


def records(text: str) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [("-".join((row[0], row[1], row[3], row[4])), row[7]) for row in rows]


def test_annotation_goes_and_calls_stay(tmp_path: Path) -> None:
    rows = [
        "chr1 10 . A G 9 PASS DP=5;GNOMAD_AC=3;TRIAGE=keep:coding;SCORE_REVEL=0.5;TRACK_X",
        "chr1 20 . A G 9 PASS TRIAGE=aside:common",
    ]
    sink = io.StringIO()
    write_calls(vcf(tmp_path / "a.vcf.gz", rows), [], sink)
    assert records(sink.getvalue()) == [("chr1-10-A-G", "DP=5;SCORE_REVEL=0.5"), ("chr1-20-A-G", ".")]
    assert "TRIAGE" not in sink.getvalue()
    assert sink.getvalue().count("\tGT\t0/1") == 2
    sink = io.StringIO()
    write_calls(tmp_path / "a.vcf.gz", ["SCORE_REVEL"], sink)  # where a track gave it
    assert records(sink.getvalue())[0] == ("chr1-10-A-G", "DP=5")


def test_records_that_the_join_added_go(tmp_path: Path) -> None:
    """10 and 11 were called and read together; 50-52 was one record of the caller, whose parts were added."""
    rows = [
        "chr1 10 . AC GT 9 PASS JOINED=10-A-G,11-C-T;JOINED_BY=homozygous;TRIAGE=keep:coding",
        "chr1 10 . A G 9 PASS DP=5;JOINED_INTO=10-AC-GT;TRIAGE=aside:joined",
        "chr1 11 . C T 9 PASS DP=6;JOINED_INTO=10-AC-GT;TRIAGE=aside:joined",
        "chr1 50 . ACG TCA 9 PASS DP=7;JOINED=50-A-T,52-G-A;JOINED_BY=caller;TRIAGE=keep:coding",
        "chr1 50 . A T 9 PASS JOINED_INTO=50-ACG-TCA;TRIAGE=aside:joined",
        "chr1 52 . G A 9 PASS JOINED_INTO=50-ACG-TCA;TRIAGE=aside:joined",
        "chr2 5 . A T 9 PASS DP=1",
    ]
    sink = io.StringIO()
    write_calls(vcf(tmp_path / "a.vcf.gz", rows), [], sink)
    assert records(sink.getvalue()) == [
        ("chr1-10-A-G", "DP=5"),
        ("chr1-11-C-T", "DP=6"),
        ("chr1-50-ACG-TCA", "DP=7"),
        ("chr2-5-A-T", "DP=1"),
    ]


def test_one_resource_is_exchanged_and_no_other(tmp_path: Path) -> None:
    old = vcf(
        tmp_path / "old.vcf.gz",
        [
            "chr1 10 . A G 9 PASS DP=5;GNOMAD_AC=3;CLINVAR_SIG=Benign;TRIAGE=keep:coding",
            "chr1 10 . A T 9 PASS DP=5",
            "chr1 30 . A T 9 PASS CLINVAR_SIG=Pathogenic",
            "chr2 5 . A T 9 PASS DP=1",
        ],
    )
    new = vcf(
        tmp_path / "new.vcf.gz",
        [
            "chr1 10 . A G 9 PASS DP=5;GNOMAD_AC=30;TRIAGE=aside:common",
            "chr1 10 . A T 9 PASS DP=5;CLINVAR_SIG=Pathogenic;GNOMAD_AC=1",
            "chr1 20 . A T 9 PASS CLINVAR_SIG=Pathogenic",
            "chr2 5 . A T 9 PASS DP=1;CLINVAR_SIG=Likely_benign",
        ],
    )
    sink = io.StringIO()
    write_exchanged(old, new, ["CLINVAR_*"], sink)
    assert records(sink.getvalue()) == [
        ("chr1-10-A-G", "DP=5;GNOMAD_AC=3"),
        ("chr1-10-A-T", "DP=5;CLINVAR_SIG=Pathogenic"),
        ("chr1-30-A-T", "."),
        ("chr2-5-A-T", "DP=1;CLINVAR_SIG=Likely_benign"),
    ]
