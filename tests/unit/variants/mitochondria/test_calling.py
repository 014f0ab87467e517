"""Made-up circles from reads to records: the origin, fractions, families, placeholders, contigs that are not there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from circular_reads import Molecule
from circular_reads import align
from circular_reads import called
from circular_reads import other
from circular_reads import random_bases
from circular_reads import with_changes
from circular_reads import write_reads
from circular_reads import write_reference
from tachkhis.interpretation.limits import unwritten_deletions
from tachkhis.variants.mitochondria.calling import mitochondrial_contig
from tachkhis.variants.mitochondria.circle import Circle
from tachkhis.variants.mitochondria.origin import ReadRules
from tachkhis.variants.mitochondria.origin import build_rotated
from tachkhis.variants.mitochondria.origin import read_person
from tachkhis.variants.mitochondria.rules import MitochondrialRules
from tachkhis.variants.record import Reach
from tachkhis.variants.variant_file import VariantFile

SIZE = 1511  # any length
BASES = random_bases(SIZE, seed=1)
RULES = MitochondrialRules.shipped()


def snv(position: int, bases: str = BASES) -> tuple[int, str, str]:
    return position, bases[position - 1], other(bases[position - 1])


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reference(tmp_path_factory.mktemp("reference"), chr1=random_bases(5000, seed=2), chrM=BASES)


ORIGIN = [1, 2, 5, 12, 20, SIZE - 19, SIZE - 8, SIZE - 3, SIZE]


@pytest.mark.parametrize("suffix", ["cram", "bam"])
def test_every_variant_at_the_origin_is_found_in_all_copies(reference: Path, tmp_path: Path, suffix: str) -> None:
    for number, positions in enumerate((ORIGIN[::2], ORIGIN[1::2])):
        planted = [snv(position) for position in positions]
        reads = write_reads([Molecule(with_changes(BASES, *planted), 1)], 120, number, tmp_path)
        crams = {"A": align(reference, reads, "A", tmp_path, suffix)}
        found = called(crams, reference, tmp_path)
        assert [record.key for record in found if record.passed] == planted
        assert {record.genotypes for record in found if record.passed} == {("1",)}


def test_the_origin_is_as_deep_as_the_rest_where_the_line_is_not(reference: Path, tmp_path: Path) -> None:
    reads = write_reads([Molecule(BASES, 1)], 200, 3, tmp_path)
    cram = align(reference, reads, "A", tmp_path)
    circle = Circle("chrM", BASES)
    pile, _ = read_person(cram, reference, circle, build_rotated(circle, tmp_path), ReadRules(20, 20), RULES)
    depths = pile.depths
    inner = depths[300:-300].mean()
    origin = [*depths[:25], *depths[-25:]]
    assert min(origin) > 0.7 * inner
    assert sum(origin) / len(origin) == pytest.approx(inner, rel=0.15)
    line = subprocess.run(
        ["samtools", "depth", "-a", "-G", "SUPPLEMENTARY", "-Q", "20", "-r", "chrM", "--reference", reference, cram],
        capture_output=True,
        text=True,
        check=True,
    )
    as_line = [int(row.split("\t")[2]) for row in line.stdout.splitlines()]
    assert as_line[0] < 0.7 * sum(as_line[300:-300]) / len(as_line[300:-300])  # what the aligner leaves at the seam


def test_indels_over_the_origin(reference: Path, tmp_path: Path) -> None:
    """Bases between the last and the first, and a deletion of the last three."""
    planted = [(SIZE, BASES[-1], BASES[-1] + "GATCCGA"), (1200, BASES[1199], BASES[1199] + "TTGAC")]
    reads = write_reads([Molecule(with_changes(BASES, *planted), 1)], 100, 4, tmp_path)
    found = called({"A": align(reference, reads, "A", tmp_path)}, reference, tmp_path)
    changed = {written(record.key) for record in found if record.passed}
    assert changed == {written(key) for key in planted}
    gone = (SIZE - 3, BASES[-4:], BASES[-4])
    reads = write_reads([Molecule(with_changes(BASES, gone), 1)], 100, 5, tmp_path)
    (record,) = (
        one for one in called({"A": align(reference, reads, "A", tmp_path)}, reference, tmp_path) if one.passed
    )
    assert written(record.key) == written(gone)


@pytest.mark.parametrize(("share", "told"), [(0.4, True), (0.02, False)])
def test_a_deletion_that_removes_the_origin_is_told_where_the_report_finds_it(
    reference: Path, tmp_path: Path, share: float, told: bool
) -> None:
    """The last ten bases and the first ten: no record can hold it, so the header does, and a limit of the report."""
    molecules = [Molecule(BASES[10:-10], share), Molecule(BASES, 1 - share)]
    reads = write_reads(molecules, 120, 8, tmp_path)
    assert not any(one.passed for one in called({"A": align(reference, reads, "A", tmp_path)}, reference, tmp_path))
    reach = VariantFile(tmp_path / "mitochondria.bcf").mitochondria["A"]
    moved = next(n for n in range(20) if BASES[SIZE - 10 + n] != BASES[10 + n])  # by the 3' rule
    names = [f"m.{SIZE - 9 + moved}_{10 + moved}del"] * told
    assert [name for name, _ in reach.without_origin] == names
    assert [message.values["deletion"] for message in unwritten_deletions(reach)] == names


def written(key: tuple[int, str, str]) -> str:
    """The molecule that a record means, opened at a fixed place."""
    bases = with_changes(BASES, key)
    start = bases.index(BASES[500:540])
    return bases[start:] + bases[:start]


@pytest.mark.parametrize("share", [0.15, 0.3, 0.6, 0.9])
def test_a_fraction_lies_within_its_bounds(reference: Path, tmp_path: Path, share: float) -> None:
    planted = [snv(position) for position in (4, 700, 1300)]
    molecules = [Molecule(with_changes(BASES, *planted), share), Molecule(BASES, 1 - share)]
    reads = write_reads(molecules, 400, 6, tmp_path)
    found = [r for r in called({"A": align(reference, reads, "A", tmp_path)}, reference, tmp_path) if r.passed]
    assert [record.key for record in found] == planted
    for record in found:
        assert record.genotypes == ("0/1",)
        (low, high) = record.bounds[0]
        assert low < record.fractions[0] < high
        assert record.fractions[0] == pytest.approx(share, abs=0.09)
        assert record.fractions[0] == pytest.approx(record.reads[0] / record.depths[0], abs=1e-4)


def test_what_is_too_little_is_written_and_filtered(reference: Path, tmp_path: Path) -> None:
    planted = snv(900)
    molecules = [Molecule(with_changes(BASES, planted), 0.03), Molecule(BASES, 0.97)]
    reads = write_reads(molecules, 600, 7, tmp_path)
    found = {r.key: r for r in called({"A": align(reference, reads, "A", tmp_path)}, reference, tmp_path)}
    assert not any(record.passed for record in found.values())
    assert {"low_fraction", "possible_numt"} <= set(found[planted].filters)


def test_a_family_has_one_record_with_the_reads_of_all(reference: Path, tmp_path: Path) -> None:
    """Half of the child's copies, a few of the mother's, none of the father's; and the father's own."""
    inherited, own = snv(1000), snv(1300)
    shares = {"child": (inherited, 0.5), "father": (own, 1.0), "mother": (inherited, 0.04)}
    crams = {}
    for seed, (name, (change, share)) in enumerate(shares.items(), 10):
        molecules = [Molecule(with_changes(BASES, change), share), Molecule(BASES, 1 - share)]
        crams[name] = align(reference, write_reads(molecules, 220, seed, tmp_path), name, tmp_path)
    found = [record for record in called(crams, reference, tmp_path) if record.passed]
    assert [(record.key, record.genotypes) for record in found] == [
        (inherited, ("0/1", "0", "0/1")),  # by her own reads alone the mother's 4 % would not pass
        (own, ("0", "1", "0")),
    ]
    assert all(min(record.depths) > 100 for record in found)
    child, _, mother = found[0].bounds
    assert child[0] > mother[1]  # the child's heteroplasmy is higher beyond doubt


def test_mates_that_overlap_are_one_observation(reference: Path, tmp_path: Path) -> None:
    reads = write_reads([Molecule(BASES, 1)], 60, 20, tmp_path)
    first = reads[0].read_text().split("\n")
    both = []
    for number in (1, 2):  # both ends of each fragment read the same hundred bases
        path = tmp_path / f"same_{number}.fastq"
        rows = first if number == 1 else [turned(line) if i % 4 == 1 else line for i, line in enumerate(first)]
        path.write_text("\n".join(rows))
        both.append(path)
    circle = Circle("chrM", BASES)
    rotated = build_rotated(circle, tmp_path)
    single = align(reference, [reads[0]], "single", tmp_path)
    double = align(reference, both, "double", tmp_path)
    one, two = (
        read_person(cram, reference, circle, rotated, ReadRules(20, 20), RULES)[0].depths for cram in (single, double)
    )
    assert one.sum() > 0
    assert two.sum() == pytest.approx(one.sum(), rel=0.02)


def turned(bases: str) -> str:
    return bases[::-1].translate(str.maketrans("ACGTN", "TGCAN"))


def test_the_placeholder_is_no_variant_and_hides_none(tmp_path: Path) -> None:
    """As 3107 of the rCRS: a base that nobody has; a neighbour is found all the same."""
    bases = BASES[:800] + "N" + BASES[800:]
    fasta = write_reference(tmp_path, chrM=bases)
    planted = snv(805, bases)
    reads = write_reads([Molecule(with_changes(bases, planted), 1)], 80, 21, tmp_path)
    found = called({"A": align(fasta, reads, "A", tmp_path)}, fasta, tmp_path)
    assert [record.key for record in found] == [planted]


def test_a_read_whose_mate_lies_on_another_contig_is_not_used(tmp_path: Path) -> None:
    """A piece of the mitochondrial genome with changes of its own in a nuclear contig that the reference lacks."""
    copied = with_changes(BASES[1000:1100], *(snv(p, BASES[1000:1100]) for p in (20, 50, 80)))
    flank = random_bases(600, seed=30)
    fasta = write_reference(tmp_path, chr1=flank, chrM=BASES)
    reads = write_reads([Molecule(BASES, 1)], 100, 31, tmp_path)
    lines: tuple[list[str], list[str]] = ([], [])
    for number in range(60):
        for end, read in zip(lines, (copied, turned(flank[150:250])), strict=True):
            end.append(f"@n{number}\n{read}\n+\n{'?' * 100}\n")
    for path, more in zip(reads, lines, strict=True):
        path.write_text(path.read_text() + "".join(more))
    cram = align(fasta, reads, "A", tmp_path)
    shown = subprocess.run(
        ["samtools", "view", "-c", "-q", "20", "-r", "A", "-T", fasta, cram, "chrM:1050-1050"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(shown.stdout) > 130  # they are there, well mapped
    assert [record for record in called({"A": cram}, fasta, tmp_path) if record.passed] == []


def test_the_file_says_how_well_each_member_was_read(reference: Path, tmp_path: Path) -> None:
    crams = {
        name: align(reference, write_reads([Molecule(BASES, 1)], depth, seed, tmp_path), name, tmp_path)
        for seed, (name, depth) in enumerate((("deep", 300), ("shallow", 8)), 40)
    }
    called(crams, reference, tmp_path)
    reaches = VariantFile(tmp_path / "mitochondria.bcf").mitochondria
    assert 200 < reaches["deep"].depth < 320
    assert reaches["deep"].limit < 0.2
    assert reaches["deep"].readable == 1
    assert reaches["shallow"] == Reach(reaches["shallow"].depth, 1.0, reaches["shallow"].readable)
    assert reaches["shallow"].readable < 0.5


def test_same_reads_same_bytes(reference: Path, tmp_path: Path) -> None:
    molecules = [Molecule(with_changes(BASES, snv(7), snv(1300)), 0.4), Molecule(BASES, 0.6)]
    cram = align(reference, write_reads(molecules, 150, 50, tmp_path), "A", tmp_path)
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        called({"A": cram}, reference, tmp_path / name)
        files.append((tmp_path / name / "mitochondria.bcf").read_bytes())
    assert files[0] == files[1]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["mitochondria.bcf", "mitochondria.bcf.csi"]


def test_without_the_contig_or_a_target_on_it_there_is_no_record(tmp_path: Path) -> None:
    targets = tmp_path / "targets.bed"
    targets.write_text("1\t10\t50\n")
    assert mitochondrial_contig({"1": 100}, None) is None
    assert mitochondrial_contig({"1": 100, "MT": 50}, None) == "MT"
    assert mitochondrial_contig({"chr1": 100, "chrM": 50}, targets) is None
    targets.write_text("1\t10\t50\nMT\t0\t40\n")
    assert mitochondrial_contig({"chr1": 100, "chrM": 50}, targets) == "chrM"
    fasta = write_reference(tmp_path, chr1=random_bases(2000, seed=60))
    reads = write_reads([Molecule(random_bases(2000, seed=60), 1)], 5, 61, tmp_path)
    assert called({"A": align(fasta, reads, "A", tmp_path)}, fasta, tmp_path) == []
    assert VariantFile(tmp_path / "mitochondria.bcf").mitochondria == {}


def test_the_fraction_inside_a_deletion_is_out_of_all_fragments(reference: Path, tmp_path: Path) -> None:
    """Two molecules in a hundred keep three bases that all others lack, one of them changed: 2 %, not 100 %."""
    start = next(at for at in range(700, 800) if len(set(BASES[at - 2 : at + 7])) == 4)
    deletion = (start, BASES[start - 1 : start + 3], BASES[start - 1])
    inner = snv(start + 2)
    molecules = [Molecule(with_changes(BASES, deletion), 0.98), Molecule(with_changes(BASES, inner), 0.02)]
    reads = write_reads(molecules, 600, 7, tmp_path)
    found = {
        record.key: record for record in called({"A": align(reference, reads, "A", tmp_path)}, reference, tmp_path)
    }
    assert found[deletion].passed
    assert "low_fraction" in found[inner].filters
    assert found[inner].depths[0] > 0.8 * found[deletion].depths[0]
    assert found[inner].reads[0] > 3
