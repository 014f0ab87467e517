"""``panel consensus`` and ``panel lift``: the sequence, the list of changes, and calls that come back whole."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pysam
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.cli import main
from unit.panel.panels import info
from unit.panel.panels import write_fasta
from unit.panel.panels import write_panel

#        1        10        20        30        40
BASES = "GATTACAGTCAAAAAAGTCCGCATTGACCGATGCTTTACCGGATCGA"
Site = tuple[int, str, str, int, int]
"""Position (1-based), REF, ALT, AC, AN."""
Row = tuple[int, str, str, str]
"""Position, REF, ALT, genotype with further fields."""


def build(folder: Path, sites: Sequence[Site], bases: str = BASES, *more: str) -> Path:
    """The consensus of a panel with these sites; its folder. Masked sequence stands on chrY, a genome of 10 on chrM."""
    fasta = write_fasta(folder / "std.fa", {"chr1": bases, "chrY": "NNNNACGTAC", "chrM": "ACGTACGTAC"})
    rows = [("chr1", at, ref, alt, info(ac, an)) for at, ref, alt, ac, an in sites]
    rows += [("chrY", 3, "A", "C", info(50, 50)), ("chrM", 2, "C", "T", info(100, 109))]
    lengths = {"chr1": len(bases), "chrY": 10, "chrM": 10}
    out = folder / "cons"
    panel = write_panel(folder, rows, contigs=lengths)
    assert main(["panel", "consensus", "--panel", str(panel), "--fasta", str(fasta), "--out", str(out), *more]) == 0
    return out


def sequence(folder: Path, contig: str = "chr1") -> str:
    return str(pysam.FastaFile(str(folder / "consensus.fa")).fetch(contig)).upper()


def decisions(folder: Path) -> dict[str, str]:
    lines = (folder / "consensus.changes.tsv").read_text().splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return {f"{row[0]}-{row[9]}-{row[10]}-{row[11]}": row[-1] for row in cells}


def test_majority_alleles_are_put_in_and_the_rest_left(tmp_path: Path) -> None:
    found = build(
        tmp_path,
        [
            (2, "A", "C", 200, 218),
            (4, "T", "G", 109, 218),  # exactly a half is no majority
            (5, "A", "G", 30, 40),  # a majority of few: AN is less than half of 218
            (10, "CA", "C", 150, 218),
            (20, "C", "CTT", 218, 218),
            (20, "C", "G", 120, 218),  # the base before the insertion: both go in
            (26, "GACC", "G", 130, 218),
            (28, "C", "T", 140, 218),  # within the deletion, and more frequent: the deletion stays out
            (30, "G", "A", 131, 218),
        ],
    )
    assert sequence(found) == "GCTTACAGTC" + "AAAAA" + "GTCGTT" + "GCATTGATCAATGCTTTACCGGATCGA"
    assert decisions(found) == {
        "chr1-2-A-C": "applied",
        "chr1-5-A-G": "few_read",
        "chr1-10-CA-C": "applied",
        "chr1-20-C-CTT": "applied",
        "chr1-20-C-G": "applied",
        "chr1-26-GACC-G": "overlaps",
        "chr1-28-C-T": "applied",
        "chr1-30-G-A": "applied",
        "chrY-3-A-C": "masked",
        "chrM-2-C-T": "mitochondrial",
    }
    assert sequence(found, "chrY") == "NNNNACGTAC"
    assert sequence(found, "chrM") == "ACGTACGTAC"


def test_a_majority_of_an_that_lacks_people_is_none(tmp_path: Path) -> None:
    fasta = write_fasta(tmp_path / "std.fa", {"chr1": BASES})
    rows = [("chr1", 2, "A", "C", f"{info(200, 218)};PARTIAL=13"), ("chr1", 30, "G", "A", info(131, 218))]
    panel = write_panel(tmp_path, rows, contigs={"chr1": len(BASES)})
    out = tmp_path / "cons"
    assert main(["panel", "consensus", "--panel", str(panel), "--fasta", str(fasta), "--out", str(out)]) == 0
    assert decisions(out) == {"chr1-2-A-C": "partial", "chr1-30-G-A": "applied"}


def test_fewer_people_may_be_asked_for_and_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    sites = [(2, "A", "C", 200, 218), (5, "A", "G", 30, 40)]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (build(tmp_path / name, sites, BASES, "--min-an", "40") for name in "ab")
    assert decisions(first)["chr1-5-A-G"] == "applied"
    for file in sorted(first.iterdir()):
        if file.suffix not in (".fai", ".tbi"):
            assert file.read_bytes() == (second / file.name).read_bytes()


def test_the_chain_says_what_the_list_says(tmp_path: Path) -> None:
    found = build(tmp_path, [(10, "CA", "C", 150, 218), (20, "C", "CTT", 218, 218)])
    head, *rows = (found / "consensus.chain").read_text().split("\n\n")[0].splitlines()
    assert head.split()[2:8] == ["chr1", "47", "+", "0", "47", "chr1"]
    numbers = [[int(text) for text in row.split()] for row in rows]
    std = new = 0
    places = []
    for size, *gaps in numbers:
        std, new = std + size, new + size
        if gaps:
            places.append((std, new, *gaps))
            std, new = std + gaps[0], new + gaps[1]
    assert (std, new) == (47, 48)
    lines = [line.split("\t") for line in (found / "consensus.changes.tsv").read_text().splitlines()[1:]]
    lines = [row for row in lines if row[-1] == "applied"]
    edits = [(int(row[1]), int(row[5]), int(row[2]) - int(row[1]), int(row[6]) - int(row[5])) for row in lines]
    assert places == edits


def with_par(folder: Path, par: str) -> list[str]:
    """Arguments for a panel whose header names these regions: one majority allele on X at 3, one at 9."""
    bases = "ACGTACGTACGTACGTACGT"
    fasta = write_fasta(folder / "std.fa", {"chrX": bases, "chrY": bases})
    rows = [("chrX", 3, "G", "C", info(200, 218)), ("chrX", 9, "A", "C", info(200, 218))]
    panel = write_panel(folder, rows, contigs={"chrX": 20, "chrY": 20}, par=par)
    return ["panel", "consensus", "--panel", str(panel), "--fasta", str(fasta), "--out", str(folder / "cons")]


@pytest.mark.parametrize(
    ("par", "more", "first"),
    [
        ("X:1-5,Y:1-5", [], "pseudo_autosomal"),
        ("X:1-5,Y:1-5", ["--par", "Y:1-5,X:1-5"], "pseudo_autosomal"),
        ("", ["--par", "X:1-5,Y:1-5"], "pseudo_autosomal"),
        ("none", [], "applied"),
        ("X:1-5,Y:1-5 and none", ["--par", "X:1-5,Y:1-5"], "pseudo_autosomal"),
    ],
)
def test_the_pseudo_autosomal_regions_are_those_the_panel_was_counted_with(
    tmp_path: Path, par: str, more: list[str], first: str
) -> None:
    assert main([*with_par(tmp_path, par), *more]) == 0
    assert decisions(tmp_path / "cons") == {"chrX-3-G-C": first, "chrX-9-A-C": "applied"}


@pytest.mark.parametrize(
    ("par", "more", "said"),
    [
        ("X:1-5,Y:1-5", ["--par", "X:1-6,Y:1-6"], "it contradicts the panel, whose header has PAR='X:1-5,Y:1-5'"),
        ("X:1-5,Y:1-5 and not told", [], "panels of several pseudo-autosomal regions were merged into it"),
        ("X1-5", [], "PAR in its header is no list of regions"),
    ],
)
def test_pseudo_autosomal_regions_that_contradict_each_other_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], par: str, more: list[str], said: str
) -> None:
    assert main([*with_par(tmp_path, par), *more]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert not (tmp_path / "cons").exists()


def test_ref_of_another_build_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fasta = write_fasta(tmp_path / "std.fa", {"chr1": BASES})
    panel = write_panel(tmp_path, [("chr1", 2, "G", "C", info(200, 218))], contigs={"chr1": len(BASES)})
    asked = ["panel", "consensus", "--panel", str(panel), "--fasta", str(fasta), "--out", str(tmp_path / "o")]
    assert main(asked) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "REF is not the reference's, which has A" in line


def write_calls(path: Path, rows: Sequence[tuple[str, *Row]], lengths: dict[str, int]) -> Path:
    """A VCF of one person."""
    head = ["##fileformat=VCFv4.2", *(f"##contig=<ID={name},length={size}>" for name, size in lengths.items())]
    head += [
        f'##FORMAT=<ID={name},Number={number},Type={kind},Description="{name}">'
        for name, number, kind in (("GT", "1", "String"), ("DP", "1", "Integer"), ("AD", "R", "Integer"))
    ]
    head.append('##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="GQ">')
    head.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP")
    lines = [f"{name}\t{at}\t.\t{ref}\t{alt}\t50\tPASS\t.\tGT:DP:AD\t{call}" for name, at, ref, alt, call in rows]
    path.write_text("\n".join([*head, *lines]) + "\n")
    return path


def evidence(folder: Path, at: dict[int, str], default: str = "0/0:30:30") -> Path:
    """Genotypes at the changed places (positions of the consensus from 1), all alike unless said otherwise."""
    rows: list[tuple[str, int, str, str, str]] = []
    lengths = {name: len(sequence(folder, name)) for name in ("chr1", "chrY", "chrM")}
    places = sorted(
        {
            (line.split("\t")[0], place)
            for line in (folder / "consensus.places.bed").read_text().splitlines()
            for place in range(int(line.split("\t")[1]), int(line.split("\t")[2]))
        }
    )
    for name, place in places:
        call = at.get(place + 1, default)
        if call:
            rows.append((name, place + 1, sequence(folder, name)[place], "." if call[0] == "0" else "T", call))
    return write_calls(folder.parent / "evidence.vcf", rows, lengths)


def lift(folder: Path, calls: Sequence[Row], read: dict[int, str] | None = None, *more: str) -> dict[str, list[str]]:
    """Lifted records of one person: allele to genotype fields, filter and LIFT."""
    lengths = {name: len(sequence(folder, name)) for name in ("chr1", "chrY", "chrM")}
    written = write_calls(folder.parent / "calls.vcf", [("chr1", *row) for row in calls], lengths)
    out = folder.parent / "lifted.vcf.gz"
    beside = evidence(folder, read or {})
    asked = ["panel", "lift", "--consensus", folder, "--fasta", folder.parent / "std.fa", "--calls", written]
    assert main([*map(str, asked), "--evidence", str(beside), "--out", str(out), *more]) == 0
    with pysam.BGZFile(str(out)) as handle:
        lines = [raw.decode().rstrip("\n").split("\t") for raw in handle if not raw.startswith(b"#")]
    return {f"{c[1]}-{c[3]}-{c[4]}": [*c[9].split(":"), c[6], c[7].rpartition("LIFT=")[2]] for c in lines}


SNV = (2, "A", "C", 200, 218)
GONE = (10, "CA", "C", 150, 218)  # one A of the run at 11-16 is not in the consensus
MORE = (20, "C", "CTT", 218, 218)


def test_who_is_like_the_consensus_is_homozygous_on_the_standard_build(tmp_path: Path) -> None:
    """The trap: nothing was called, and yet these are the calls."""
    found = lift(build(tmp_path, [SNV, GONE, MORE]), [], {2: "0/0:24:24"})
    assert found == {
        "2-A-C": ["1/1", "24", ".", "0,24", "PASS", "like_consensus"],
        "10-CA-C": ["1/1", "30", ".", "0,30", "PASS", "like_consensus"],
        "20-C-CTT": ["1/1", "30", ".", "0,30", "PASS", "like_consensus"],
    }


@pytest.mark.parametrize(
    ("read", "genotype", "depth"),
    [
        ("0/0:9:9", "./.", "9"),  # too few reads
        ("./.:0:0", "./.", "0"),
        ("0/1:30:15,15", "./.", "30"),  # read otherwise, though nobody called it: not believed
        ("", "./.", "."),  # no evidence of this place at all
        ("0:12:12", "1", "12"),  # one copy
    ],
)
def test_a_place_that_was_not_read_is_not_called(tmp_path: Path, read: str, genotype: str, depth: str) -> None:
    found = lift(build(tmp_path, [SNV]), [], {2: read})["2-A-C"]
    assert found[:2] == [genotype, depth]
    assert found[4] == ("PASS" if genotype == "1" else "NotRead")


@pytest.mark.parametrize(
    ("call", "allele", "genotype", "reads"),
    [
        ((2, "C", "A", "0/1:30:14,16"), "2-A-C", "1/0", "16,14"),  # REF and ALT change places
        ((2, "C", "A", "1/1:30:1,29"), None, "", ""),  # back to the standard bases: no call
        ((2, "C", "G", "0/1:30:14,16"), "2-A-C,G", "1/2", "0,14,16"),  # neither has the standard base
        ((2, "C", "A,G", "1/2:30:0,14,16"), "2-A-G", "0/1", "14,16"),
        ((2, "C", "A", "1:30:0,30"), None, "", ""),
        ((2, "C", "A", "./.:3:2,1"), None, "", ""),
    ],
)
def test_calls_at_a_changed_base(tmp_path: Path, call: Row, allele: str | None, genotype: str, reads: str) -> None:
    found = lift(build(tmp_path, [SNV]), [call])
    if allele is None:
        assert found == {}
    else:
        assert found == {allele: [genotype, "30", ".", reads, "PASS", "swapped"]}


def test_calls_elsewhere_move_and_keep_their_genotype(tmp_path: Path) -> None:
    folder = build(tmp_path, [SNV, GONE, MORE])
    # consensus: one base less from 11 on, one more from 21 on
    found = lift(folder, [(17, "T", "G", "0/1:20:9,11"), (29, "C", "CA", "1|0:22:10,12"), (34, "GC", "G", "1/1:9:0,9")])
    moved = {name: fields[0] for name, fields in found.items() if fields[-1] == "moved"}
    assert moved == {"18-T-G": "0/1", "28-C-CA": "1|0", "33-GC-G": "1/1"}
    assert sum(fields[-1] == "like_consensus" for fields in found.values()) == 3


def test_an_insertion_that_restores_a_deleted_base_anywhere_in_its_run(tmp_path: Path) -> None:
    folder = build(tmp_path, [GONE])
    assert lift(folder, [(10, "C", "CA", "1/1:30:0,30")]) == {}
    assert {name: one[0] for name, one in lift(folder, [(10, "C", "CA", "0/1:30:15,15")]).items()} == {"10-CA-C": "1/0"}
    assert {name: one[0] for name, one in lift(folder, [(15, "A", "AA", "0/1:30:15,15")]).items()} == {"10-CA-C": "1/0"}
    two_more = lift(folder, [(10, "C", "CAA", "0/1:30:15,15")])
    assert {name: one[0] for name, one in two_more.items()} == {"10-CA-C,CAA": "1/2"}


def test_two_calls_of_one_stretch_need_their_phase(tmp_path: Path) -> None:
    folder = build(tmp_path, [(20, "C", "CTTGG", 218, 218)])
    apart = [(21, "T", "A", "0/1:30:15,15"), (23, "G", "C", "0/1:28:14,14")]
    assert {name: one[0] for name, one in lift(folder, apart).items()} == {}
    phased = [(21, "T", "A", "0|1:30:15,15"), (23, "G", "C", "0|1:28:14,14")]
    assert {name: one[0] for name, one in lift(folder, phased).items()} == {"20-C-CTTGG,CATCG": "1|2"}


def test_what_cannot_be_lifted_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = build(tmp_path, [SNV])
    capsys.readouterr()
    lengths = {"chr1": 47}
    calls = write_calls(
        tmp_path / "c.vcf", [("chr1", 9, "T", "A", "0/1:9:4,5"), ("chr1", 3, "T", "A", "0/1:9:4,5")], lengths
    )
    asked = ["panel", "lift", "--fasta", str(tmp_path / "std.fa"), "--out", str(tmp_path / "o.vcf.gz")]
    here, beside = ["--consensus", str(folder)], ["--evidence", str(evidence(folder, {}))]
    assert main([*asked, *here, *beside, "--calls", str(calls)]) == 2
    assert "not sorted" in capsys.readouterr().err
    assert main([*asked, *here, "--calls", str(calls)]) == 2
    assert "--evidence or --alignments" in capsys.readouterr().err
    assert main([*asked, *here, "--alignments", str(calls), "--calls", str(calls)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "it is no BAM or CRAM" in line
    other = write_calls(tmp_path / "d.vcf", [("chr7", 9, "T", "A", "0/1:9:4,5")], lengths)
    assert main([*asked, *here, *beside, "--calls", str(other)]) == 2
    assert "'chr7'" in capsys.readouterr().err
    block = tmp_path / "e.vcf"
    block.write_text(calls.read_text().replace("PASS\t.", "PASS\tEND=20"))
    assert main([*asked, *here, *beside, "--calls", str(block)]) == 2
    assert "gVCF" in capsys.readouterr().err
    assert main([*asked, "--consensus", str(tmp_path), *beside, "--calls", str(calls)]) == 2
    assert "consensus.fa" in capsys.readouterr().err


def applied(bases: str, edits: Sequence[tuple[int, str, str]]) -> str:
    """A sequence with changes (0-based start, old, new) put in, from right to left; they may not overlap."""
    at = len(bases) + 1
    for start, old, new in sorted(edits, key=lambda one: (one[0], one[0] + len(one[1])), reverse=True):
        assert bases[start : start + len(old)] == old
        assert start + len(old) <= at
        bases, at = bases[:start] + new + bases[start + len(old) :], start
    return bases


def random_edits(rng: random.Random, bases: str, count: int) -> list[tuple[int, str, str]]:
    """Changes that lie at least a base apart."""
    found: list[tuple[int, str, str]] = []
    at = 2
    for _ in range(count):
        at += rng.randint(1, 9)
        size = rng.choice([0, 1, 1, 1, 2, 3])
        if at + size >= len(bases) - 2:
            break
        old = bases[at : at + size]
        new = rng.choice(["", old[:1] * 2]) if size > 1 else "".join(rng.choice("AC") for _ in range(rng.randint(0, 3)))
        if size == 1 and rng.random() < 0.6:
            new = {"A": "C", "C": "A", "G": "A", "T": "C"}[old]
        if new == old or (new and old and (new[0] == old[0] or new[-1] == old[-1])):
            continue
        edit = at, old, new
        if leftmost(bases, edit) != edit:
            continue
        found.append(edit)
        at += size + 1
    return found


def leftmost(bases: str, edit: tuple[int, str, str]) -> tuple[int, str, str]:
    """An insertion or deletion moved to the left by hand, base by base."""
    start, old, new = edit
    while start > 1 and not (old and new) and bases[start - 1] == (old or new)[-1]:
        start, old, new = start - 1, (old and bases[start - 1] + old[:-1]), (new and bases[start - 1] + new[:-1])
    return start, old, new


def as_record(bases: str, edit: tuple[int, str, str]) -> tuple[int, str, str]:
    """Position from 1, REF and ALT, with the base before where either is empty."""
    start, old, new = edit
    if old and new:
        return start + 1, old, new
    return start, bases[start - 1] + old, bases[start - 1] + new


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**9))
def test_lifted_calls_spell_the_persons_two_sequences(seed: int) -> None:
    """A random standard sequence full of repeats, a random consensus, a random person on it: nothing may be lost."""
    rng = random.Random(seed)
    bases = "".join(rng.choice(["A", "C", "AC", "AAC", "G", "T"]) for _ in range(70))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sites = [(*as_record(bases, edit), 200, 218) for edit in random_edits(rng, bases, 9)]
        made = build(folder, sites, bases)
        consensus = sequence(made)
        edits = random_edits(rng, consensus, 9)
        rows, copies = [], ([], [])
        for edit in edits:
            genotype = rng.choice(["0|1", "1|0", "1|1"])
            for copy in (0, 1):
                if genotype[2 * copy] == "1":
                    copies[copy].append(edit)
            rows.append((*as_record(consensus, edit), f"{genotype}:30:15,15"))
        rows.sort()
        truth = [applied(consensus, own) for own in copies]
        lengths = {n: len(sequence(made, n)) for n in ("chr1", "chrY", "chrM")}
        calls = write_calls(folder / "calls.vcf", [("chr1", *row) for row in rows], lengths)
        out = folder / "lifted.vcf.gz"
        asked = ["panel", "lift", "--consensus", made, "--fasta", folder / "std.fa", "--calls", calls, "--out", out]
        assert main([*map(str, asked), "--evidence", str(evidence(made, {}))]) == 0
        lifted: tuple[list[tuple[int, str, str]], ...] = ([], [])
        with pysam.VariantFile(str(out)) as handle:
            for record in handle:
                genotype = record.samples[0]["GT"]
                for copy in (0, 1):
                    if genotype[copy]:
                        lifted[copy].append(minimal(record.pos - 1, record.alleles[0], record.alleles[genotype[copy]]))
        assert [applied(bases, own) for own in lifted] == truth


def minimal(start: int, old: str, new: str) -> tuple[int, str, str]:
    """What really differs; bases that come in stand behind the base that VCF writes before them."""
    while old and new and old[0] == new[0]:
        old, new, start = old[1:], new[1:], start + 1
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return start, old, new
