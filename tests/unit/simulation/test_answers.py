"""The answers, checked against the genome, the gene model and the true genotypes by other means than they were made."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from Bio.Data.IUPACData import protein_letters_1to3
from Bio.Seq import Seq

from .conftest import GtfTranscript
from .conftest import read_vcf

Answers = dict[str, Any]


@pytest.fixture(scope="session")
def answers(made: Path) -> Answers:
    return dict(json.loads((made / "truth" / "expected.json").read_text())["cases"])


@pytest.fixture(scope="session")
def variants(answers: Answers) -> list[dict[str, Any]]:
    found = [v for case in answers.values() for part in ("variants", "carrier", "decoys") for v in case[part]]
    assert {v["consequence"] for v in found} >= {"frameshift_variant", "stop_gained", "missense_variant"}
    return found


def changed_contig(variant: dict[str, Any], contig: str) -> str:
    start = variant["position"] - 1
    assert contig[start : start + len(variant["ref"])] == variant["ref"]
    return contig[:start] + variant["alt"] + contig[start + len(variant["ref"]) :]


def coding_after(variant: dict[str, Any], item: GtfTranscript, contig: str) -> str:
    """The CDS after the change, with exon bounds moved along where the length changed."""
    shift = len(variant["alt"]) - len(variant["ref"])
    moved = [
        (start + shift * (start > variant["position"]), end + shift * (end > variant["position"]))
        for start, end in item.parts["CDS"] + item.parts["stop_codon"]
    ]
    return item.spliced(moved, changed_contig(variant, contig))


def named(coding: str, name: str) -> str:
    """The CDS after the change that a c. name describes."""
    if match := re.fullmatch(r"c\.(\d+)([ACGT])>([ACGT])", name):
        at, was, now = int(match[1]), match[2], match[3]
        assert coding[at - 1] == was
        return coding[: at - 1] + now + coding[at:]
    match = re.fullmatch(r"c\.(\d+)(?:_(\d+))?(del|dup)", name)
    assert match is not None, name
    first, last = int(match[1]), int(match[2] or match[1])
    piece = coding[first - 1 : last]
    assert coding[last : last + len(piece)] != piece, "not at the most 3' position"
    return coding[: first - 1] + (piece * 2 if match[3] == "dup" else "") + coding[last:]


def test_coding_names_describe_the_genomic_change(
    variants: list[dict[str, Any]], genome: dict[str, str], transcripts: dict[str, GtfTranscript]
) -> None:
    checked = 0
    for variant in variants:
        accession, name = variant["hgvs_c"].split(":")
        item = transcripts[accession]
        assert item.mane
        assert item.gene == variant["gene"]
        if "+" in name or "-" in name:
            continue
        contig = genome[item.contig]
        assert named(item.coding(contig), name) == coding_after(variant, item, contig), variant["id"]
        checked += 1
    assert checked >= 3


def test_protein_names_describe_the_translation(
    variants: list[dict[str, Any]], genome: dict[str, str], transcripts: dict[str, GtfTranscript]
) -> None:
    letters = {**{three: one for one, three in protein_letters_1to3.items()}, "Ter": "*"}
    for variant in variants:
        if variant["hgvs_p"] == "p.?":
            continue
        item = transcripts[variant["transcript"]]
        before = str(Seq(item.coding(genome[item.contig])).translate())
        after_coding = coding_after(variant, item, genome[item.contig])
        after = str(Seq(after_coding[: len(after_coding) // 3 * 3]).translate())
        match = re.fullmatch(r"p\.\((\w{3})(\d+)(\w{3})(?:fsTer(\d+))?\)", variant["hgvs_p"])
        assert match is not None
        at = int(match[2]) - 1
        assert before[:at] == after[:at]
        assert (before[at], after[at]) == (letters[match[1]], letters[match[3]])
        if match[4]:
            assert after.index("*") == at + int(match[4]) - 1
        if variant["consequence"] != "missense_variant":
            last_exon = item.parts["stop_codon"][0]
            ends = [part for part in item.parts["CDS"] if not abs(part[0] - last_exon[0]) < part[1] - part[0] + 5]
            to_junction = sum(end - start + 1 for start, end in ends)
            assert after.index("*") * 3 + 50 < to_junction, "the stop must call for nonsense-mediated decay"


def test_alleles_are_left_aligned_and_parsimonious(variants: list[dict[str, Any]], genome: dict[str, str]) -> None:
    for variant in variants:
        ref, alt = variant["ref"], variant["alt"]
        if len(ref) != len(alt):
            assert ref[0] == alt[0]
            assert min(len(ref), len(alt)) == 1
            assert genome[variant["contig"]][variant["position"] - 1] != max(ref, alt, key=len)[-1]


def test_genotypes_of_the_cases_are_what_the_mode_says(answers: Answers) -> None:
    recessive, linked = answers["TINY-A"], answers["TINY-D"]
    assert (recessive["gene"], recessive["mode"], recessive["finding"]) == ("SGCG", "recessive_homozygous", True)
    shown = {sample: call["zygosity"] for sample, call in recessive["variants"][0]["genotypes"].items()}
    assert shown == {"TINY-A-P": "hom_alt", "TINY-A-F": "het", "TINY-A-M": "het"}
    assert recessive["variants"][0]["founder"]
    assert (linked["gene"], linked["mode"]) == ("DMD", "x_linked")
    shown = {sample: call["zygosity"] for sample, call in linked["variants"][0]["genotypes"].items()}
    assert shown == {"TINY-D-P": "hemi_alt", "TINY-D-F": "hemi_ref", "TINY-D-M": "het", "TINY-D-B": "hemi_ref"}
    assert linked["variants"][0]["origin"] == "maternal"


def test_untransmitted_and_new_alleles_stay_where_they_arose(answers: Answers) -> None:
    carrier, decoy = answers["TINY-A"]["carrier"][0], answers["TINY-A"]["decoys"][0]
    assert {s: c["gt"] for s, c in carrier["genotypes"].items()} == {
        "TINY-A-P": "0/0",
        "TINY-A-F": "0/1",
        "TINY-A-M": "0/0",
    }
    assert decoy["origin"] == "de_novo"


def test_founder_lies_in_true_autozygosity(made: Path, answers: Answers) -> None:
    truth = json.loads((made / "truth" / "ibd.json").read_text())["cases"]["TINY-A"]
    founder = answers["TINY-A"]["variants"][0]
    segment = truth["founder_segment"]
    assert segment["contig"] == founder["contig"]
    assert segment["start"] <= founder["position"] <= segment["end"]
    total = sum(item["end"] - item["start"] + 1 for item in truth["segments"])
    assert truth["f"] == pytest.approx(total / truth["autosome_bases"], abs=1e-6)
    inside = outside = 0
    for record in read_vcf(made / "truth" / "TINY-A.vcf.gz"):
        girl = record["TINY-A-P"].split("|")
        position = int(record["POS"])
        if record["CHROM"] not in ("chr1", "chr2"):
            continue
        covered = any(
            record["CHROM"] == item["contig"] and item["start"] <= position <= item["end"] for item in truth["segments"]
        )
        heterozygous = len(set(girl)) == 2
        inside += covered
        outside += heterozygous and not covered
        assert not (covered and heterozygous)
    assert inside > 10
    assert outside > 10


@pytest.mark.parametrize(
    ("case", "children", "new"), [("TINY-A", ["TINY-A-P"], 1), ("TINY-D", ["TINY-D-P", "TINY-D-B"], 0)]
)
def test_families_obey_mendel(made: Path, answers: Answers, case: str, children: list[str], new: int) -> None:
    father, mother = f"{case}-F", f"{case}-M"
    planted_new = [decoy["id"] for decoy in answers[case]["decoys"] if decoy["origin"] == "de_novo"]
    broken = []
    seen: set[str] = set()
    for record in read_vcf(made / "truth" / f"{case}.vcf.gz"):
        calls = {name: record[name].split("|") for name in (*children, father, mother)}
        seen.add(record["CHROM"])
        for child in children:
            mine = calls[child]
            if record["CHROM"] == "chrM":
                fits = mine == calls[mother]
            elif record["CHROM"] == "chrY":
                fits = mine == (["."] if child == "TINY-A-P" else calls[father])
            elif len(mine) == 1:
                fits = mine[0] in calls[mother]
            else:
                fits = mine[0] in calls[father] and mine[1] in calls[mother]
            if not fits:
                broken.append(f"{record['CHROM']}-{record['POS']}-{record['REF']}-{record['ALT']}")
    assert seen == {"chr1", "chr2", "chrX", "chrY", "chrM"}
    assert broken == planted_new
    assert len(broken) == new


def test_population_variants_do_not_break_genes(
    made: Path, genome: dict[str, str], transcripts: dict[str, GtfTranscript], variants: list[dict[str, Any]]
) -> None:
    planted = {variant["id"] for variant in variants}
    founders = {line.split("\t")[1:3][1] for line in (made / "founders.tsv").read_text().splitlines()[2:]}
    checked = 0
    for track in ("gnomad", "panel"):
        for record in read_vcf(made / f"{track}.vcf.gz"):
            if f"{record['CHROM']}-{record['POS']}-{record['REF']}-{record['ALT']}" in planted:
                continue
            variant = {"position": int(record["POS"]), "ref": record["REF"], "alt": record["ALT"]}
            for item in transcripts.values():
                if item.contig != record["CHROM"] or "CDS" not in item.parts:
                    continue
                parts = item.parts["CDS"] + item.parts["stop_codon"]
                last = variant["position"] + len(record["REF"]) - 1
                if not any(start <= last and variant["position"] <= end for start, end in parts):
                    continue
                if item.gene == "XPC" and len(record["REF"]) != len(record["ALT"]):
                    assert track == "panel"  # the founder that only the panel carries
                    assert any(name.endswith("del") for name in founders)
                    continue
                assert len(record["REF"]) == len(record["ALT"]) == 1
                table = 2 if item.contig == "chrM" else 1
                before = str(Seq(item.coding(genome[item.contig])).translate(table=table))
                after = str(Seq(coding_after(variant, item, genome[item.contig])).translate(table=table))
                assert after.count("*") == 1
                assert after[0] == before[0] == "M"
                checked += 1
    assert checked > 20
