"""What each copy has at one codon, from the caller's records to case.json and the report: His50 CAC to TAA, a stop."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import Any

import pysam
import pytest

from tachkhis.cli import main
from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.codon import open_codons
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.phase import phase_of
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.telling import Question
from tachkhis.report.conclusion import result_box
from tachkhis.report.context import Context
from tachkhis.report.text import Text
from tachkhis.variants.record import OpenWhole
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import VariantFile

from .families import family
from .families import seen
from .test_candidates import ATAXIA
from .test_candidates import TRACKS
from .test_candidates import TRIO
from .test_candidates import chosen
from .test_candidates import keys
from .test_candidates import lof
from .test_candidates import missense
from .test_codon import COMMON
from .world import write_case
from .world import write_vcf

CODING = "ATG" + "GCA" * 48 + "CAC" + "GCA" * 148 + "TAA"  # codon 50 at 2048-2050
HET, HOM, NONE = "0/1:30:15,15:99", "1/1:30:0,30:90", "0/0:30:30,0:99"
WHOLE = "chr1-2048-CAC-TAA"


@dataclass(frozen=True)
class Told:
    """What came out: kept variants by id, every record by id, the result, and page 1 in words."""

    kept: dict[str, Variant]
    triage: dict[str, str]
    result: CaseResult
    page_1: str


def told(
    folder: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    first: str,
    last: str,
    info: str = ".",
    places: tuple[str, str] = ("2048 . C T", "2050 . C A"),
) -> Told:
    """2048 C>T (Tyr) and 2050 C>A (Gln) with the calls of girl, father and mother, joined, triaged and interpreted."""
    arguments = write_case(folder, [])
    before = CODING[:100], CODING[100:400], CODING[400:]
    bases = "C" * 1100 + before[0] + "C" * 800 + before[1] + "C" * 700 + before[2]
    (folder / "genome.fa").write_text(f">chr1\n{bases.ljust(10_000, 'C')}\n>chrX\n{'C' * 10_000}\n")
    pysam.faidx(str(folder / "genome.fa"))
    changes = zip(places, (first, last), strict=True)
    rows = [f"chr1 {change} 200 PASS {info} GT:DP:AD:GQ {calls}" for change, calls in changes]
    given = write_vcf(folder / "called.vcf", rows)
    (folder / "sites.json").write_text("[]")
    files = [f"--{name}={folder / file}" for name, file in (("request", "request.json"), ("fasta", "genome.fa"))]
    files += [f"--genes={folder / 'genes.gtf'}", f"--sites={folder / 'sites.json'}"]
    capfdbinary.readouterr()
    for command, source, made in (("join", given, "joined.vcf"), ("triage", folder / "joined.vcf", "case.vcf")):
        assert main([command, *files, "--input", str(source)]) == 0
        (folder / made).write_bytes(capfdbinary.readouterr().out)
    assert main([*arguments, "--out", str(folder / "case.json")]) == 0
    records = [line.split("\t") for line in (folder / "case.vcf").read_text().splitlines() if line[0] != "#"]
    triage = {
        "-".join((cells[0], cells[1], cells[3], cells[4])): cells[7].partition("TRIAGE=")[2].partition(";")[0]
        for cells in records
    }
    result = CaseResult.model_validate(json.loads((folder / "case.json").read_text()))
    box = result_box(Context(result, Text.load("fr")))
    words = " ".join("".join(run.text for run in sentence) for sentence in box.sentences)
    kept = {variant.id: variant for variant in VariantFile(folder / "case.vcf")}
    return Told(kept, triage, result, words.replace("\u202f", " ").replace("\u00a0", " "))


def test_a_homozygous_and_a_heterozygous_change_are_one_copy_with_both_and_one_with_the_first(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    found = told(tmp_path, capfdbinary, f"{HOM} {HET} {HET}", f"{HET} {HET} {NONE}")
    assert set(found.kept) == {WHOLE, "chr1-2048-C-T"}
    assert found.triage["chr1-2050-C-A"] == "aside:joined"
    whole, alone = found.kept[WHOLE], found.kept["chr1-2048-C-T"]
    assert whole.chosen is not None
    assert str(whole.chosen.hgvs_p).endswith("p.(His50Ter)")
    assert [call.gt for call in whole.calls] == ["0/1", "0/1", "0/0"]  # girl, father, mother
    assert [call.gt for call in alone.calls] == ["0/1", "0/0", "0/1"]  # the copies that have it alone
    assert phase_of(whole, alone, family(**TRIO)) is Phase.TRANS
    pairs = [one for one in found.result.candidates if len(one.variants) == 2]
    assert [one.phase for one in pairs] == ["trans"]
    reasons = {reason.key for reason in pairs[0].reasons}
    assert {"candidate.joined_one_homozygous", "candidate.codon_apart", "candidate.codon_alone"} <= reasons
    assert "candidate.same_codon" not in reasons  # nothing is in doubt
    assert found.result.open_codons == []


@pytest.mark.parametrize(
    "parents",
    [(HET, HET), (NONE, NONE), ("./.:.:.:.", "./.:.:.:.")],
    ids=["both carry both", "both arose anew", "unread"],
)
def test_an_open_pair_that_would_be_a_stop_is_kept_and_told_whatever_its_parts_are(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], parents: tuple[str, str]
) -> None:
    calls = " ".join((HET, *parents))
    found = told(tmp_path, capfdbinary, calls, calls, COMMON)
    assert found.triage == {"chr1-2048-C-T": "keep:codon", "chr1-2050-C-A": "keep:codon"}
    assert not found.result.candidates  # each is common, and benign alone
    (whole,) = found.result.open_codons
    assert (whole.id, whole.gene, whole.consequences) == (WHOLE, "TTPA", ["stop_gained"])
    assert str(whole.hgvs_p).endswith("p.(His50Ter)")
    assert len(whole.parts) == 2
    assert "À vérifier sur les lectures, phase inconnue (TTPA)" in found.page_1
    assert "p.(His50Ter)" in found.page_1


@pytest.mark.parametrize(("info", "reason"), [("", "aside:common"), (";CODON_SPLIT_STOP", "keep:codon")])
def test_a_stop_across_an_intron_is_not_set_aside_for_the_frequency_of_a_part(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], info: str, reason: str
) -> None:
    calls = f"{HOM} {HET} {HET}", f"{NONE} {NONE} {NONE}"
    found = told(tmp_path, capfdbinary, *calls, f"{COMMON};CODON_SPLIT=2600-C-A{info}")
    assert found.triage["chr1-2048-C-T"] == reason


ACROSS = ("1200 . G T", "2001 . C A")  # codon 34 GCA, its first base before the intron: Ser and Glu alone, both a stop


def test_two_common_missense_changes_that_are_a_stop_across_an_intron_are_judged_as_the_stop_they_are(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    found = told(tmp_path, capfdbinary, f"{HOM} {HET} {HET}", f"{HOM} {HET} {HET}", COMMON, ACROSS)
    assert found.triage == {"chr1-1200-G-T": "keep:coding", "chr1-2001-C-A": "keep:coding"}
    first, last = found.kept["chr1-1200-G-T"], found.kept["chr1-2001-C-A"]
    assert (first.codon_cis, last.codon_cis) == ((last.id,), (first.id,))
    for one in (first, last):
        assert one.chosen is not None
        assert (str(one.chosen.hgvs_p), one.chosen.impact) == ("p.(Ala34Ter)", "HIGH")
        assert [part.id for part in one.parts] == [first.id, last.id]
        assert one.gnomad is None  # the frequencies are those of its parts
        assert all(part.gnomad is not None for part in one.parts)
    assert len(found.result.candidates) == 2  # two records of one allele
    for candidate in found.result.candidates:
        (shown,) = candidate.variants
        codes = {one.code for one in shown.classification.criteria}
        assert "PVS1" in codes
        assert not codes & {"BA1", "BS1", "BP2"}
        assert {"candidate.joined", "candidate.joined_across_intron"} <= {one.key for one in candidate.reasons}
        assert "candidate.codon_split" not in {one.key for one in candidate.reasons}


def test_a_stop_across_an_intron_on_one_phased_copy_is_one_allele(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    phased = "0|1:30:15,15:99"
    found = told(tmp_path, capfdbinary, *[f"{phased} {HET} {NONE}"] * 2, COMMON, ACROSS)
    first, last = found.kept["chr1-1200-G-T"], found.kept["chr1-2001-C-A"]
    assert phase_of(first, last, family(**TRIO)) is Phase.CIS
    assert not any(len(one.variants) == 2 for one in found.result.candidates)
    (tmp_path / "open").mkdir()
    open_ones = told(tmp_path / "open", capfdbinary, *[f"{HET} {HET} {HET}"] * 2, COMMON, ACROSS)
    assert set(open_ones.triage.values()) == {"keep:codon"}


def test_one_of_each_parent_is_a_pair_in_trans_without_a_doubt(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    found = told(tmp_path, capfdbinary, f"{HET} {HET} {NONE}", f"{HET} {NONE} {HET}")
    assert set(found.kept) == {"chr1-2048-C-T", "chr1-2050-C-A"}
    assert found.result.open_codons == []
    assert "À vérifier sur les lectures" not in found.page_1
    assert not any(reason.key == "candidate.same_codon" for one in found.result.candidates for reason in one.reasons)


def test_both_of_the_father_are_one_allele_of_his(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    found = told(tmp_path, capfdbinary, f"{HET} {HET} {NONE}", f"{HET} {HET} {NONE}", COMMON)
    assert set(found.kept) == {WHOLE}
    (candidate,) = found.result.candidates
    assert candidate.variants[0].origin == "paternal"
    assert "candidate.joined_inherited" in {reason.key for reason in candidate.reasons}


def test_a_deduced_copy_is_doubted_where_a_parent_is_not_the_parent() -> None:
    whole = replace(lof("TTPA", girl="1/1", father="0/1", mother="0/1"), ref="AC", alt="GT", joined_by=("inherited",))
    trusted, doubted = family(**TRIO), replace(family(**TRIO), distrusted=frozenset({("girl", "father")}))
    assert [one.proposed for one in chosen(trusted, whole, hpo=(ATAXIA,))] == [True]
    (found,) = chosen(doubted, whole, hpo=(ATAXIA,))
    assert not found.proposed
    assert "joined_relationship" in keys(found)


def open_pair(gene: str) -> list[Variant]:
    whole = OpenWhole("chr1-6000-AC-GT", gene, "T1.1", ("stop_gained",), "T1.1:c.1_2delinsGT", "p.(Met1Ter)")
    return [replace(missense(gene, position, girl="0/1"), codon_open=(whole,)) for position in (6_000, 6_001)]


@pytest.mark.parametrize(
    ("gene", "consent", "shown"),
    [
        ("TTPA", frozenset[str](), True),  # the request points to it
        ("BRCA2", frozenset[str](), False),  # a gene of the ACMG list
        ("BRCA2", frozenset({"secondary_findings"}), True),
        ("GJB2", frozenset[str](), False),  # no sign points to it
    ],
)
def test_what_would_be_withheld_were_it_certain_is_withheld_while_it_is_open(
    gene: str, consent: frozenset[str], shown: bool
) -> None:
    genes = Assessor(family(), TRACKS, None, "own build", (ATAXIA,)).genes(open_pair(gene))
    found = open_codons(genes, Question((ATAXIA,), frozenset(), consent))
    assert [len(one.parts) for one in found] == ([2] if shown else [])


PHASES: list[tuple[str, str, Phase]] = [
    ("0|1", "0|1", Phase.CIS),  # no PS: one set for the whole contig
    ("0|1", "1|0", Phase.TRANS),
    ("0|1", "0/1", Phase.UNKNOWN),
    ("1|1", "0|1", Phase.UNKNOWN),
]


@pytest.mark.parametrize(("first", "second", "phase"), PHASES)
def test_phase_without_a_phase_set_holds_for_the_contig(first: str, second: str, phase: Phase) -> None:
    one, other = seen(position=5_000, girl=first), seen(position=9_000, girl=second)
    found = phase_of(one, other, family("girl"))
    assert found is phase


def test_copies_that_the_transmission_contradicts_are_open() -> None:
    calls = {"father": "0/1", "mother": "0/0"}
    one, other = seen(position=5_000, girl="0/1", **calls), seen(position=5_001, girl="0/1", **calls)
    apart = replace(one, codon_apart=(other.id,))
    assert phase_of(apart, other, family(**TRIO)) is Phase.UNKNOWN
    unread = [replace(each, calls=each.calls[:1]) for each in (apart, other)]
    assert phase_of(*unread, family(**TRIO)) is Phase.TRANS


def test_a_phase_set_and_none_are_two_sets() -> None:
    one, other = seen(position=5_000, girl="0|1"), seen(position=9_000, girl="0|1")
    (call,) = other.calls
    other = replace(other, calls=(replace(call, phase_set=9_000),))
    assert phase_of(one, other, family("girl")) is Phase.UNKNOWN


def test_a_pair_in_trans_by_a_phase_without_a_set_says_where_that_is_from() -> None:
    one, other = lof("TTPA", 5_000, girl="0|1"), lof("TTPA", 9_000, girl="1|0")
    (found,) = (each for each in chosen(family(), one, other, hpo=(ATAXIA,)) if len(each.judged) == 2)
    assert "compound_trans_phase" in keys(found)


def few(number: int | None, repeat: str | None = "A:9") -> set[str]:
    variant: Any = replace(lof("TTPA", girl="1/1", father="0/1", mother="0/1"), repeat=repeat)
    calls = tuple(replace(call, spanning=number) if call.sample == "girl" else call for call in variant.calls)
    (found,) = chosen(family(**TRIO), replace(variant, calls=calls), hpo=(ATAXIA,))
    return keys(found)


def test_few_fragments_over_a_repeat_are_told() -> None:
    assert [("few_spanning" in few(number)) for number in (3, 4, 7, 8, None)] == [True, True, True, False, False]
    assert "few_spanning" not in few(5, repeat=None)
