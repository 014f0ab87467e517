"""Two changes of one codon from the caller's records to the report: Tyr50 to a stop, to Phe, and to what it truly is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pysam
import pytest

from tachkhis.cli import main
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.phase import phase_of
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import Part
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import VariantFile

from .families import consequence
from .families import family
from .families import seen
from .test_acmg_criteria import evidence
from .test_acmg_criteria import met
from .test_candidates import ATAXIA
from .test_candidates import TRIO
from .test_candidates import chosen
from .test_candidates import keys
from .test_candidates import lof
from .test_sentences import told
from .world import write_case
from .world import write_vcf

CODING = "ATG" + "GCA" * 48 + "TAC" + "GCA" * 148 + "TAA"  # codon 50 at 2048-2050
PATHOGENIC = (
    "CLINVAR_ID=4711;CLINVAR_SIG=Pathogenic;CLINVAR_STATUS=reviewed_by_expert_panel"
    ";GNOMAD_AC=4;GNOMAD_AN=100000;GNOMAD_AF=0.00004"
)
COMMON = "GNOMAD_AC=30000;GNOMAD_AN=100000;GNOMAD_AF=0.3"
CARRIED = "1/1:30:0,30:90 0/1:30:15,15:99 0/1:28:14,14:99"


def run(folder: Path, first: str, last: str, capfdbinary: pytest.CaptureFixture[bytes], filters: str = "PASS") -> str:
    """What ``explain`` says of 2050 C>A after join, triage and interpretation of 2049 A>T and 2050 C>A."""
    arguments = write_case(folder, [])
    before = CODING[:100], CODING[100:400], CODING[400:]
    bases = "C" * 1100 + before[0] + "C" * 800 + before[1] + "C" * 700 + before[2]
    (folder / "genome.fa").write_text(f">chr1\n{bases.ljust(10_000, 'C')}\n>chrX\n{'C' * 10_000}\n")
    pysam.faidx(str(folder / "genome.fa"))
    rows = [
        f"chr1 2049 . A T 90 {filters} {COMMON} GT:DP:AD:GQ {first}",
        f"chr1 2050 . C A 200 PASS {PATHOGENIC} GT:DP:AD:GQ {last}",
    ]
    given = write_vcf(folder / "called.vcf", rows)
    (folder / "sites.json").write_text("[]")
    files = [f"--{name}={folder / file}" for name, file in (("request", "request.json"), ("fasta", "genome.fa"))]
    files += [f"--genes={folder / 'genes.gtf'}", f"--sites={folder / 'sites.json'}"]
    capfdbinary.readouterr()
    for command, source, result in (("join", given, "joined.vcf"), ("triage", folder / "joined.vcf", "case.vcf")):
        assert main([command, *files, "--input", str(source)]) == 0
        (folder / result).write_bytes(capfdbinary.readouterr().out)
    assert main([*arguments, "--out", str(folder / "case.json")]) == 0
    again = ["--vcf", str(folder / "case.vcf"), "--case-json", str(folder / "case.json")]
    assert main(["explain", *again, "chr1-2050-C-A"]) == 0
    return capfdbinary.readouterr().out.decode()


def test_a_false_stop_is_read_as_what_the_codon_codes_for(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    said = run(tmp_path, CARRIED, CARRIED, capfdbinary)
    kept = list(VariantFile(tmp_path / "case.vcf"))
    assert [one.id for one in kept] == ["chr1-2049-AC-TA"]
    (variant,) = kept
    assert variant.triage == "keep:clinvar"  # no fewer rights than its best part
    assert variant.chosen is not None
    assert str(variant.chosen.hgvs_p).endswith("p.(Tyr50Leu)")
    assert [call.gt for call in variant.calls] == ["1/1", "0/1", "0/1"]
    assert [part.id for part in variant.parts] == ["chr1-2049-A-T", "chr1-2050-C-A"]
    assert variant.rarest_part is variant.parts[1]
    assert variant.gnomad is None  # the bound is no count of its own
    assert "joined: read together with the other changes of its codon as chr1-2049-AC-TA" in said
    assert "joined of chr1-2049-A-T, chr1-2050-C-A, on one copy by: homozygous, transmission" in said
    assert "ClinVar 4711: Pathogenic" in said
    case = json.loads((tmp_path / "case.json").read_text())
    (candidate,) = case["candidates"]
    reasons = {reason["key"] for reason in candidate["reasons"]}
    assert {"candidate.joined", "candidate.joined_part_clinvar", "candidate.joined_frequency"} <= reasons
    assert not candidate["proposed"]
    assert "candidate.joined_part_pathogenic" in reasons


def test_a_change_that_no_filter_stopped_is_never_hidden_by_one_that_was(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    said = run(tmp_path, CARRIED, CARRIED, capfdbinary, filters="LowQual")
    (variant,) = VariantFile(tmp_path / "case.vcf")
    assert (variant.id, variant.filters, variant.triage) == ("chr1-2050-C-A", ("PASS",), "keep:clinvar")
    assert "same codon: chr1-2049-A-T is carried, too" in said
    (candidate,) = json.loads((tmp_path / "case.json").read_text())["candidates"]
    assert "candidate.same_codon" in {reason["key"] for reason in candidate["reasons"]}


def beside(position: int, other: int, **calls: str) -> Variant:
    return replace(lof("TTPA", position, **calls), codon_with=(f"chr1-{other}-A-G",))


@pytest.mark.parametrize("calls", [("1/1", "0/1"), ("0/1", "0/1")], ids=["homozygous and heterozygous", "both open"])
def test_changes_left_apart_name_each_other_in_the_report(calls: tuple[str, str]) -> None:
    one, other = beside(5_000, 5_001, girl=calls[0]), beside(5_001, 5_000, girl=calls[1])
    found = chosen(family(), one, other, hpo=(ATAXIA,))
    about = {message.about for each in found for message in each.reasons if message.key == "candidate.same_codon"}
    assert about == {one.id, other.id}
    assert all("un autre changement du même codon est porté" in told(each) for each in found)


def test_changes_that_an_intron_parts_name_each_other_in_the_report() -> None:
    one = replace(lof("TTPA", 5_000, girl="1/1"), codon_split=("chr1-6000-A-G",))
    (found,) = chosen(family(), one, hpo=(ATAXIA,))
    assert "un autre changement du même codon est porté de l’autre côté d’un intron" in told(found)


def test_a_neighbour_that_was_set_aside_is_named_by_its_place() -> None:
    (found,) = chosen(family(), beside(5_000, 5_001, girl="1/1"), hpo=(ATAXIA,))
    assert "chr1-5001-A-G" in told(found)


KNOWN = ClinVarEntry("4711", "Pathogenic", "reviewed by expert panel", ())


def of_parts(*counts: AlleleCounts | None, **more: object) -> Variant:
    parts = tuple(Part(f"chr1-{i}-A-G", f"T1.1:c.{i}A>G", None, count) for i, count in enumerate(counts, 10))
    variant = seen(effect=consequence(gene="TTPA"), girl="1/1", father="0/1", mother="0/1")
    return replace(variant, ref="AC", alt="GT", parts=parts, joined_by=("homozygous",), **more)  # type: ignore[arg-type]


def test_a_part_that_clinvar_knows_keeps_the_whole_on_the_list_and_proposes_nothing() -> None:
    variant = of_parts(None, None)
    variant = replace(variant, parts=(replace(variant.parts[0], clinvar=KNOWN), variant.parts[1]))
    found: list[Chosen] = chosen(family(**TRIO), variant, hpo=(ATAXIA,))
    assert [one.proposed for one in found] == [False]
    assert {"joined_part_clinvar", "joined_part_pathogenic", "joined_homozygous"} <= keys(found[0])
    assert "L’un des changements, T1.1:c.10A>G, est décrit seul dans ClinVar (n° 4711)" in told(found[0])


COUNTED = AlleleCounts(1, 100_000, 0)
OFTEN = AlleleCounts(30_000, 100_000, 5_000)


@pytest.mark.parametrize(
    ("counts", "strength"),
    [
        ((COUNTED, OFTEN), "supporting"),  # at most as common as the rarest
        ((OFTEN, OFTEN), None),
        ((None, None), None),  # silence
        ((None, OFTEN), None),
        ((replace(COUNTED, filters=("AC0",)), OFTEN), None),
    ],
)
def test_the_rarest_part_bounds_the_frequency(
    counts: tuple[AlleleCounts | None, AlleleCounts | None], strength: str | None
) -> None:
    given = evidence(of_parts(*counts), modes=frozenset({"autosomal_recessive"}), gnomad_configured=True)
    assert met(given, "PM2") == strength
    assert met(given, "BA1") is None  # a bound from above is never a frequency that is too high
    assert met(given, "BS1") is None


def test_a_founder_is_no_second_hit_beside_the_record_that_it_is_a_part_of() -> None:
    whole = replace(lof("TTPA", 5_000, girl="0/1"), ref="AC", alt="GT")
    part = replace(lof("TTPA", 5_000, girl="0/1"), founder="TTPA c.744del", joined_into=(whole.id,))
    assert phase_of(whole, part, family()) is Phase.CIS
    assert "joined_into" in {key for found in chosen(family(), whole, part, hpo=(ATAXIA,)) for key in keys(found)}
