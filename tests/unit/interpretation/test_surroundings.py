"""What stands around a variant, on a made-up gene of thirteen residues in three exons, on either strand.

The protein is MKRAMERQQQQEF: an intron parts codon 4, exon 2 begins with the last base of that codon.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pysam
import pytest

from tachkhis.case.tracks import columns_of
from tachkhis.interpretation.acmg.evidence import GnomadCoverage
from tachkhis.interpretation.acmg.evidence import KnownVariant
from tachkhis.interpretation.acmg.evidence import LofInExon
from tachkhis.interpretation.acmg.evidence import StartLoss
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.gnomad_coverage import coverage_around
from tachkhis.interpretation.surroundings import Surroundings
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Variant
from tachkhis.variants.sequence import reverse_complement

from .families import consequence
from .families import seen

PAD = "ACTGACTGAC" * 5
INTRON = "GTAAGT" + "C" * 40 + "TTTCAG"
EXONS = ("TTTTT" + "ATGAAACGTGC", "A" + "ATGGAACGT" + "CAG" * 4 + "GA", "ATTTTAA" + "CCCCC")
SEQUENCE = PAD + EXONS[0] + INTRON + EXONS[1] + INTRON + EXONS[2] + PAD
FIRST = tuple(SEQUENCE.index(exon) for exon in EXONS)  # 0-based
PLACES = tuple((start, start + len(exon)) for start, exon in zip(FIRST, EXONS, strict=True))
CODING = [
    base
    for (start, end), skip, cut in zip(PLACES, (5, 0, 0), (0, 0, 5), strict=True)
    for base in range(start + skip, end - cut)
]
ESTABLISHED = "criteria_provided,_multiple_submitters,_no_conflicts"


class World:
    """A gene on one strand, with ClinVar, gnomAD and scores; alleles are written as on the transcript (``8 G T``)."""

    def __init__(self, folder: Path, strand: int) -> None:
        self.folder, self.strand = folder, strand
        self.sequence = SEQUENCE if strand > 0 else reverse_complement(SEQUENCE)
        self.fasta = folder / "genome.fa"
        self.fasta.write_text(f">chr1\n{self.sequence}\n")
        pysam.faidx(str(self.fasta))
        size = len(SEQUENCE)
        places = PLACES if strand > 0 else tuple((size - end, size - start) for start, end in PLACES[::-1])
        cds = (CODING[0], CODING[-1] + 1)
        if strand < 0:
            cds = (size - cds[1], size - cds[0])
        self.transcript = Transcript("T1.1", "G", "g", "protein_coding", "chr1", strand, places, cds, mane="select")
        self.others: tuple[Transcript, ...] = ()

    def around(self) -> Surroundings:
        return Surroundings(GeneModel((self.transcript, *self.others)), self.fasta, self.folder)

    def place(self, coding: int) -> int:
        """1-based genomic position of a coding base (``c.`` number)."""
        base = CODING[coding - 1]
        return base + 1 if self.strand > 0 else len(SEQUENCE) - base

    def allele(self, written: str) -> tuple[int, str, str]:
        number, ref, alt = written.split()
        if self.strand < 0:
            ref, alt = reverse_complement(ref), reverse_complement(alt)
        assert self.sequence[self.place(int(number)) - 1] == ref
        return self.place(int(number)), ref, alt

    def name(self, written: str) -> str:
        position, ref, alt = self.allele(written)
        return f"chr1-{position}-{ref}-{alt}"

    def variant(self, written: str, effect: Consequence) -> Variant:
        position, ref, alt = self.allele(written)
        return replace(seen(effect=effect, girl="0/1"), position=position, ref=ref, alt=alt)

    def track(self, name: str, *rows: tuple[str, dict[str, str]]) -> None:
        lines = []
        for written, cells in rows:
            position, ref, alt = self.allele(written)
            columns = [cells.get(column, ".") for column in columns_of(name)]
            lines.append((position, "\t".join(["chr1", str(position), ref, alt, *columns])))
        plain = self.folder / f"{name}.tsv"
        plain.write_text("".join(f"{line}\n" for _, line in sorted(lines)))
        pysam.tabix_compress(str(plain), f"{plain}.gz", force=True)
        pysam.tabix_index(f"{plain}.gz", seq_col=0, start_col=1, end_col=1, force=True)

    def clinvar(self, *written: str, significance: str = "Pathogenic", status: str = ESTABLISHED) -> None:
        cells = {"CLINVAR_ID": "1", "CLINVAR_SIG": significance, "CLINVAR_STATUS": status.replace(",", "%2C")}
        self.track("clinvar", *((allele, cells) for allele in written))


@pytest.fixture(params=[1, -1], ids=["forward", "reverse"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    return World(tmp_path, request.param)


def missense(protein: str) -> Consequence:
    return consequence("missense_variant", gene="G", hgvs_p=protein)


def test_the_made_up_gene_is_what_it_says(world: World) -> None:
    protein = world.around()._namer.provider.spliced(world.transcript).protein
    assert protein == "MKRAMERQQQQEF*"


def test_another_change_of_the_residue_is_found(world: World) -> None:
    world.clinvar("8 G T", "5 A G")  # Arg3Leu, and Lys2Arg of the codon before
    variant = world.variant("8 G A", missense("p.(Arg3His)"))
    expected = KnownVariant(world.name("8 G T"), "T1.1:c.8G>T", "p.(Arg3Leu)", Class.PATHOGENIC, 2)
    assert world.around().same_codon(variant, variant.consequences[0]) == (expected,)


def test_the_same_change_by_other_bases_is_found(world: World) -> None:
    world.clinvar("18 A C")  # GAA to GAC, Glu6Asp
    variant = world.variant("18 A T", missense("p.(Glu6Asp)"))
    (found,) = world.around().same_codon(variant, variant.consequences[0]) or ()
    assert (found.protein, found.allele) == ("p.(Glu6Asp)", world.name("18 A C"))


@pytest.mark.parametrize(
    ("listed", "significance"),
    [
        ("18 A T", "Pathogenic"),  # the variant itself
        ("16 G T", "Pathogenic"),  # Glu6Ter
        ("18 A C", "Uncertain_significance"),
        ("18 A C", "Benign"),
        ("18 A C", "Conflicting_classifications_of_pathogenicity"),
    ],
)
def test_what_is_not_compared(world: World, listed: str, significance: str) -> None:
    world.clinvar(listed, significance=significance)
    variant = world.variant("18 A T", missense("p.(Glu6Asp)"))
    assert world.around().same_codon(variant, variant.consequences[0]) == ()


@pytest.mark.parametrize(("score", "found"), [("0.19", 1), ("0.2", 0)])
def test_a_known_variant_that_may_act_by_splicing_is_left_out(world: World, score: str, found: int) -> None:
    world.clinvar("18 A C")
    world.track("scores", ("18 A C", {"SCORE_SPLICEAI": score}))
    variant = world.variant("18 A T", missense("p.(Glu6Asp)"))
    assert len(world.around().same_codon(variant, variant.consequences[0]) or ()) == found


def test_a_known_variant_at_the_edge_of_an_exon_is_left_out(world: World) -> None:
    world.clinvar("11 C A", "12 A G")  # codon 4, on either side of the intron: in the splice region
    variant = world.variant("10 G A", missense("p.(Ala4Thr)"))
    assert world.around().same_codon(variant, variant.consequences[0]) == ()


@pytest.mark.parametrize(
    ("words", "class_"),
    [
        ("Likely_pathogenic", Class.LIKELY_PATHOGENIC),
        ("Pathogenic/Likely_pathogenic", Class.LIKELY_PATHOGENIC),
        ("Pathogenic", Class.PATHOGENIC),
    ],
)
def test_where_submitters_say_one_or_the_other_the_lower_class_counts(world: World, words: str, class_: Class) -> None:
    world.clinvar("8 G T", significance=words)
    variant = world.variant("8 G A", missense("p.(Arg3His)"))
    assert [one.class_ for one in world.around().same_codon(variant, variant.consequences[0]) or ()] == [class_]


def test_without_clinvar_or_reference_nobody_looked(world: World) -> None:
    variant = world.variant("8 G A", missense("p.(Arg3His)"))
    assert world.around().same_codon(variant, variant.consequences[0]) is None
    world.clinvar("8 G T")
    assert (
        Surroundings(GeneModel((world.transcript,)), None, world.folder).same_codon(variant, variant.consequences[0])
        is None
    )
    assert Surroundings().gnomad_coverage(variant) is None


@pytest.mark.parametrize(
    ("listed", "upstream"),
    [
        (("8 G T",), 1),  # Arg3Leu: before Met5
        (("8 G T", "18 A C"), 1),  # Glu6Asp: after it
        (("14 T C",), 0),  # Met5Thr
        (("2 T C",), 0),  # the start codon itself
        ((), 0),
    ],
)
def test_pathogenic_variants_before_the_next_methionine(world: World, listed: tuple[str, ...], upstream: int) -> None:
    world.clinvar(*listed)
    variant = world.variant("1 A G", consequence("start_lost", gene="G"))
    assert world.around().start_loss(variant, variant.consequences[0]) == StartLoss(5, upstream)


def test_a_single_submitter_before_the_next_methionine_does_not_count(world: World) -> None:
    world.clinvar("8 G T", status="criteria_provided,_single_submitter")
    variant = world.variant("1 A G", consequence("start_lost", gene="G"))
    assert world.around().start_loss(variant, variant.consequences[0]) == StartLoss(5, 0)


@pytest.mark.parametrize(("mane", "found"), [("plus_clinical", "T2.1"), (None, None)])
def test_another_transcript_that_begins_elsewhere(world: World, mane: str | None, found: str | None) -> None:
    first, last = world.transcript.cds or (0, 0)
    cds = (first + 3, last) if world.strand > 0 else (first, last - 3)
    world.others = (replace(world.transcript, id="T2.1", cds=cds, mane=mane),)
    variant = world.variant("1 A G", consequence("start_lost", gene="G"))
    start = world.around().start_loss(variant, variant.consequences[0])
    assert start is not None
    assert start.alternative == found  # only what MANE names is taken to be functional, where it names any


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("16 G T", 5, 1000, "."),), LofInExon(0.005, 0.005)),  # Glu6Ter
        ((("16 G T", 5, 1000, "0.01"),), LofInExon(0.01, 0.01)),  # the filtering frequency is higher
        ((("16 G T", 5, 1000, "."), ("22 C T", 1, 1000, ".")), LofInExon(0.005, 0.006)),  # and Gln8Ter
        ((("18 A C", 500, 1000, "."),), LofInExon(0.0, 0.0)),  # missense
        ((("4 A T", 500, 1000, "."),), LofInExon(0.0, 0.0)),  # Lys2Ter, in another exon
        ((("16 G T", 9, 100_000, "."),), LofInExon(0.0, 0.0)),  # too rare to be summed
    ],
)
def test_truncating_variants_of_an_exon(
    world: World, rows: tuple[tuple[str, int, int, str], ...], expected: LofInExon
) -> None:
    cells = [
        (written, {"GNOMAD_AC": str(ac), "GNOMAD_AN": str(an), "GNOMAD_FAF": faf}) for written, ac, an, faf in rows
    ]
    world.track("gnomad", *cells)
    exon = world.transcript.exons[1]
    found = world.around().lof_in_exon(consequence("stop_gained", gene="G"), exon)
    assert found is not None
    assert (found.highest, found.total) == pytest.approx((expected.highest, expected.total))


@pytest.mark.parametrize(("passed", "highest"), [("PASS", 0.005), (".", 0.005), ("AC0", 0.0), ("AS_VQSR&AC0", 0.0)])
def test_a_record_that_gnomad_filtered_is_no_truncating_variant(world: World, passed: str, highest: float) -> None:
    world.track("gnomad", ("16 G T", {"GNOMAD_AC": "5", "GNOMAD_AN": "1000", "GNOMAD_FILTER": passed}))
    found = world.around().lof_in_exon(consequence("stop_gained", gene="G"), world.transcript.exons[1])
    assert found == LofInExon(highest, highest)


@pytest.mark.parametrize(("number", "bases"), [("22", 30), ("38", 30), ("42", 5000)])
def test_gnomad_beside_a_place(world: World, number: str, bases: int) -> None:
    """Coding bases 8 and 22 lie 66 bases apart (an intron), 22 and 38 lie 68: beyond the 30 bases looked at first."""
    base = {"22": "22 C T", "38": "38 T C", "42": "40 T C"}[number]
    world.track("gnomad", (base, {"GNOMAD_AC": "1", "GNOMAD_AN": "4000"}))
    near = {"22": "18 A T", "38": "37 T A", "42": "18 A T"}[number]
    assert world.around().gnomad_coverage(world.variant(near, missense("p.?"))) == GnomadCoverage(4000, bases)


def test_of_a_gnomad_without_a_record_anywhere_near_nothing_is_known(world: World) -> None:
    world.track("gnomad")
    assert world.around().gnomad_coverage(world.variant("18 A T", missense("p.?"))) == GnomadCoverage(0, 30)


@pytest.mark.parametrize(
    ("apart", "an", "expected"),
    [
        (4, 150_000, GnomadCoverage(0, 30)),  # dense, as gnomAD is: a hole of 800 bases was not read
        (200, 150_000, GnomadCoverage(150_000, 5000)),  # sparse throughout: the records further off tell
        (200, 140, GnomadCoverage(140, 5000)),
        (20_000, 150_000, GnomadCoverage(0, 30)),  # none within reach
    ],
)
def test_silence_in_a_dense_track_is_a_hole_and_in_a_sparse_one_is_chance(
    apart: int, an: int, expected: GnomadCoverage
) -> None:
    """The place lies in the middle of a stretch of 800 bases without a record."""
    places = [place for place in range(0, 100_000, apart) if abs(place - 50_100) > 400]
    found = coverage_around(50_099, 50_100, lambda start, end: [an for place in places if start <= place < end])
    assert found == expected


@pytest.mark.parametrize(
    ("ref", "alt", "expected"),
    [
        ("TCAG", "T", True),  # one of four CAG
        ("T", "TCAG", True),
        ("GGAA", "G", False),  # GAA stands once
        ("TCAGCAG", "T", True),
        ("CGTC", "C", False),  # no pure repeat of its unit
    ],
)
def test_repeats(tmp_path: Path, ref: str, alt: str, expected: bool) -> None:
    world = World(tmp_path, 1)
    start = SEQUENCE.index(EXONS[1])
    variant = replace(
        seen(girl="0/1"), position=SEQUENCE.index(max(ref, alt, key=len)[:4], start) + 1, ref=ref, alt=alt
    )
    assert world.around().in_repeat(variant) is expected
    assert Surroundings().in_repeat(variant) is None
