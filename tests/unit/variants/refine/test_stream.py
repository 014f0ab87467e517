"""The stream as a whole: nothing dropped, in order, the same bytes however often and however it is scattered."""

from __future__ import annotations

from pathlib import Path

import pysam

from tachkhis.case.config_sections import RefineConfig
from tachkhis.reference.prepare import CALIBRATION_BASES
from tachkhis.reference.prepare import CALIBRATION_PIECE
from tachkhis.reference.prepare import calibration
from tachkhis.variants.refine.stream import CHUNK_BASES
from tachkhis.variants.refine.stream import CUT_GAP
from tachkhis.variants.refine.stream import chunks

from .lab import HEADER
from .lab import Edit
from .lab import Lab
from .lab import Sample
from .lab import bases

REFERENCE = bases(31, 1500)[:-1] + "C" + "A" * 12 + "G" + bases(32, 1500)[1:]
RUN: Edit = (1499, "CA", "C")
NEAR: Edit = (1490, REFERENCE[1490], "A" if REFERENCE[1490] != "A" else "C")
FORMAT = "GT:PL:AD:DP:GQ"


def rows() -> list[str]:
    snvs = [
        f"{position + 1} . {REFERENCE[position]} {'A' if REFERENCE[position] != 'A' else 'C'} 50 PASS . {FORMAT} {call}"
        for position, call in ((200, "0/1:60,0,90:12,12:24:60"), (2600, "0/1:60,0,90:50,8:58:60"))
    ]
    return [
        snvs[0],
        f"1500 . CA C 90 PASS . {FORMAT} 0/1:90,0,90:10,10:20:90",
        f"1500 . CAA C 9 LowQual . {FORMAT} 0/1:9,0,90:20,2:22:9",
        "2000 . N <DEL> 50 PASS . GT 0/1",
        snvs[1],
    ]


def lab(folder: Path) -> Lab:
    return Lab(folder, REFERENCE, [Sample("p", [[], [RUN, NEAR]], step=8)])


def test_every_record_comes_out_and_in_order(tmp_path: Path) -> None:
    records = lab(tmp_path).refine(rows())
    kept = [(r.pos, r.ref, r.alts) for r in records if r.info.get("REFINE") != ("rescued",)]
    assert kept == [(int(c[0]), c[2], (c[3],)) for c in (row.split() for row in rows())]
    assert [record.pos for record in records] == sorted(record.pos for record in records)
    assert [record.pos for record in records if record.info.get("REFINE") == ("rescued",)] == [1491]


def test_with_every_rule_off_the_records_are_as_they_came(tmp_path: Path) -> None:
    records = lab(tmp_path).refine(rows(), RefineConfig(False, False, False, False, False))
    assert [str(record).split("\t")[1:] for record in records] == [
        [*line.split()[:-1], line.split()[-1] + "\n"] for line in rows()
    ]


def test_the_same_in_two_intervals_as_in_one_and_twice_the_same(tmp_path: Path) -> None:
    bench = lab(tmp_path)
    whole = [str(record) for record in bench.refine(rows())]
    again = [str(record) for record in bench.refine(rows())]
    half = bench.refine(rows()[:3], stretches=[(0, 1700)]) + bench.refine(rows()[3:], stretches=[(1700, 3000)])
    assert whole == again
    assert whole == [str(record) for record in half]


def test_chunks_are_cut_only_where_no_record_is_near(tmp_path: Path) -> None:
    path = tmp_path / "x.vcf"
    places = [100, 200, CHUNK_BASES + 150, CHUNK_BASES + 150 + CUT_GAP // 2, CHUNK_BASES + 150 + 3 * CUT_GAP]
    places.append(places[-1] + 10)
    text = HEADER + "##contig=<ID=c,length=9000000>\n##contig=<ID=d,length=9000000>\n"
    text += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    text += "".join(f"c\t{place}\t.\tA\tC\t.\t.\t.\n" for place in places) + "d\t5\t.\tA\tC\t.\t.\t.\n"
    path.write_text(text)
    with pysam.VariantFile(str(path)) as reader:
        found = [[(r.contig, r.pos) for r in piece] for piece in chunks(list(reader))]
    assert [len(piece) for piece in found] == [2, 4, 1]


def test_calibration_pieces_are_everything_or_spread_evenly() -> None:
    small = [("c", 0, 1000), ("d", 50, 60)]
    assert calibration(small) == small
    large = [("c", 0, 30_000_000), ("d", 1000, 10_001_000)]
    found = calibration(large)
    assert sum(end - start for _, start, end in found) == CALIBRATION_BASES
    assert {end - start for _, start, end in found} == {CALIBRATION_PIECE}
    assert [name for name, _, _ in found].count("d") == len(found) // 4
    targets = [("c", 1000 * number, 1000 * number + 100) for number in range(30_000)]
    picked = calibration(targets)
    assert sum(end - start for _, start, end in picked) == CALIBRATION_BASES
    assert set(picked) <= set(targets) | {piece for piece in picked if piece[2] - piece[1] < 100}
    assert picked == sorted(picked)
