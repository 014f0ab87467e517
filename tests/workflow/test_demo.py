"""The demo: what the pipeline reports is what the simulator wrote down before any read was made."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pysam
import pytest
from cyvcf2 import VCF
from pypdf import PdfReader

from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult

pytestmark = pytest.mark.demo

CASES = ["DEMO-A", "DEMO-B", "DEMO-C", "DEMO-D", "DEMO-E"]
FOUND = CASES[:4]


def result_of(demo: Path, case: str) -> CaseResult:
    return CaseResult.model_validate_json((demo / f"results/cases/{case}/{case}.case.json").read_text())


def expected_of(data: Path, case: str) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((data / "truth" / "expected.json").read_text())["cases"][case]
    return answers


def proposed(demo: Path, case: str) -> list[Candidate]:
    return [candidate for candidate in result_of(demo, case).candidates if candidate.proposed]


def pages(demo: Path, case: str) -> list[str]:
    reader = PdfReader(demo / f"results/cases/{case}/{case}.report.fr.pdf")
    return [page.extract_text() for page in reader.pages]


def squeezed(text: str) -> str:
    """Text without spaces, hyphens of layout and invisible marks: tokens may be set with them."""
    return re.sub(r"[\s\u00ad\u200b\u2060-\u2069\u202f\u00a0]", "", text)


@pytest.mark.parametrize("case", FOUND)
def test_exactly_the_planted_cause_is_proposed(demo: Path, demo_data: Path, case: str) -> None:
    expected = expected_of(demo_data, case)
    assert expected["finding"]
    found = proposed(demo, case)
    assert [candidate.gene for candidate in found] == [expected["gene"]]
    assert found[0].rank == 1
    assert found[0].mode.value == expected["mode"]
    assert found[0].phase == expected["phase"]
    assert {variant.id for variant in found[0].variants} == {variant["id"] for variant in expected["variants"]}


@pytest.mark.parametrize("case", FOUND)
def test_names_genotypes_and_origin_are_the_simulators(demo: Path, demo_data: Path, case: str) -> None:
    variants = {variant.id: variant for variant in proposed(demo, case)[0].variants}
    for expected in expected_of(demo_data, case)["variants"]:
        variant = variants[expected["id"]]
        assert variant.chosen is not None
        assert variant.chosen.hgvs_c == expected["hgvs_c"]
        assert (variant.chosen.hgvs_p or "p.?") == expected["hgvs_p"]
        assert expected["consequence"] in variant.chosen.consequences
        assert variant.origin == expected["origin"]
        assert (variant.founder is not None) == expected["founder"]
        zygosity = {genotype.sample: genotype.zygosity for genotype in variant.genotypes}
        assert zygosity == {sample: answer["zygosity"] for sample, answer in expected["genotypes"].items()}
        assert all(genotype.depth is not None and genotype.depth >= 5 for genotype in variant.genotypes)


def test_nothing_is_proposed_where_there_is_no_finding(demo: Path, demo_data: Path) -> None:
    assert not expected_of(demo_data, "DEMO-E")["finding"]
    assert proposed(demo, "DEMO-E") == []


@pytest.mark.parametrize("case", CASES)
def test_carrier_states_and_decoys_are_not_proposed(demo: Path, demo_data: Path, case: str) -> None:
    expected = expected_of(demo_data, case)
    bystanders = {variant["id"] for variant in (*expected["carrier"], *expected["decoys"])}
    assert bystanders.isdisjoint(variant.id for candidate in proposed(demo, case) for variant in candidate.variants)


@pytest.mark.parametrize("case", CASES)
def test_every_true_variant_of_the_readable_autosomes_is_called(demo: Path, demo_data: Path, case: str) -> None:
    """Sensitivity on the whole synthetic family, SNVs of the proband on chr1 to chr3: nothing is lost on the way."""
    proband = expected_of(demo_data, case)["proband"]

    def carried(path: Path) -> set[tuple[str, int, str, str]]:
        reader = VCF(str(path), samples=[proband])
        return {
            (v.CHROM, v.POS, v.REF, v.ALT[0])
            for v in reader
            if v.CHROM in ("chr1", "chr2", "chr3") and len(v.REF) == len(v.ALT[0]) == 1 and max(v.genotypes[0][:-1]) > 0
        }

    truth = carried(demo_data / "truth" / f"{case}.vcf.gz")
    calls = carried(demo / f"results/cases/{case}/{case}.vcf.gz")
    assert len(truth) > 200
    assert len(truth & calls) / len(truth) > 0.95


@pytest.mark.parametrize("case", CASES)
def test_no_record_is_without_a_reason_and_kept_ones_have_names(demo: Path, case: str) -> None:
    for record in VCF(str(demo / f"results/cases/{case}/{case}.vcf.gz")):
        reason = record.INFO.get("TRIAGE")
        assert reason is not None
        assert reason.startswith(("keep:", "aside:"))
        assert (record.INFO.get("HGVSG") is not None) == reason.startswith("keep:")


def test_males_have_one_x_and_females_no_y(demo: Path) -> None:
    reader = VCF(str(demo / "results/cases/DEMO-D/DEMO-D.vcf.gz"))
    index = {sample: number for number, sample in enumerate(reader.samples)}
    outside_par = [v for v in reader if v.CHROM == "chrX" and 20_000 < v.POS < 114_000]
    assert outside_par
    assert all(len(v.genotypes[index["DEMO-D-P"]]) == 2 for v in outside_par)  # one allele and the phase flag
    assert all(len(v.genotypes[index["DEMO-D-M"]]) == 3 for v in outside_par)
    family = VCF(str(demo / "results/cases/DEMO-A/DEMO-A.vcf.gz"))
    index = {sample: number for number, sample in enumerate(family.samples)}
    on_y = [v for v in family if v.CHROM == "chrY" and v.POS > 20_000]
    assert on_y  # the father's
    assert all(v.genotypes[index["DEMO-A-F"]][0] == 1 for v in on_y)
    assert all(v.genotypes[index[sample]][0] < 0 for v in on_y for sample in ("DEMO-A-P", "DEMO-A-M"))


@pytest.mark.parametrize("case", CASES)
def test_sex_family_and_quality_are_in_order(demo: Path, case: str) -> None:
    result = result_of(demo, case)
    declared = {person.sample: person.sex for person in result.people}
    assert {q.sample: q.sex_inferred for q in result.quality.samples} == declared
    assert all(check.verdict == "pass" for check in result.quality.relationships)
    assert len(result.quality.relationships) == sum(
        (p.father is not None) + (p.mother is not None) for p in result.people
    )


def test_the_founder_was_looked_at_in_every_member(demo: Path, demo_data: Path) -> None:
    """SGCG in family A; GJB2 in family B, which only the father carries and which was not called in the others."""
    cause = expected_of(demo_data, "DEMO-A")["variants"][0]["id"]
    site = next(site for site in result_of(demo, "DEMO-A").sites if site.id == cause)
    status = {genotype.sample: genotype.status for genotype in site.genotypes}
    assert status == {"DEMO-A-P": "carried_hom", "DEMO-A-F": "carried_het", "DEMO-A-M": "carried_het"}
    bystander = expected_of(demo_data, "DEMO-B")["carrier"][0]["id"]
    sites = json.loads((demo / "results/cases/DEMO-B/DEMO-B.sites.json").read_text())
    site = next(site for site in sites if site["id"] == bystander)
    status = {genotype["sample"]: genotype["status"] for genotype in site["genotypes"]}
    assert status == {"DEMO-B-P": "not_carried", "DEMO-B-F": "carried_het", "DEMO-B-M": "not_carried"}


@pytest.mark.parametrize("case", ["DEMO-A", "DEMO-D"])
def test_a_carrier_state_is_told_with_consent_though_a_healthy_parent_carries_it(
    demo: Path, demo_data: Path, case: str
) -> None:
    assert "carrier" in result_of(demo, case).case.consent
    found = result_of(demo, case).findings.carrier
    assert found.status == "looked_at"
    listed = {variant.id for candidate in found.candidates for variant in candidate.variants}
    told = "".join(squeezed(page) for page in pages(demo, case))
    for carrier in expected_of(demo_data, case)["carrier"]:
        assert carrier["id"] in listed
        assert squeezed(carrier["hgvs_c"].split(":")[1]) in told


def test_a_carrier_state_that_nobody_asked_about_is_not_told(demo: Path, demo_data: Path) -> None:
    """Family B consented to no carrier results, and its request does not point to GJB2, which the father carries."""
    bystander = expected_of(demo_data, "DEMO-B")["carrier"][0]
    assert bystander["id"] not in (demo / "results/cases/DEMO-B/DEMO-B.case.json").read_text()
    assert "GJB2" not in "".join(pages(demo, "DEMO-B"))


@pytest.mark.parametrize("case", CASES)
def test_every_page_says_synthetic_draft_case_and_number(demo: Path, case: str) -> None:
    text = pages(demo, case)
    for number, page in enumerate(text, 1):
        assert "SYNTHÉTIQUES" in page
        assert "BROUILLON" in page
        assert case in page
        assert f"{number}/{len(text)}" in squeezed(page)


@pytest.mark.parametrize("case", FOUND)
def test_page_one_holds_the_answer(demo: Path, demo_data: Path, case: str) -> None:
    first = squeezed(pages(demo, case)[0])
    expected = expected_of(demo_data, case)
    assert expected["gene"] in first
    for variant in expected["variants"]:
        assert squeezed(variant["hgvs_c"].split(":")[1]) in first


def test_the_negative_report_is_one_page(demo: Path) -> None:
    text = pages(demo, "DEMO-E")
    assert len(text) == 1
    assert "TTPA" not in text[0]  # a carrier state that neither request nor consent points to
    for words in ("Limites", "couverture", "gnomAD", "HP:"):
        assert words.lower() in text[0].lower(), words


@pytest.mark.parametrize("case", CASES)
def test_provenance_is_whole(demo: Path, case: str) -> None:
    document = json.loads((demo / f"results/cases/{case}/{case}.provenance.json").read_text())
    text = json.dumps(document)
    for tool in ("bwa", "samtools", "bcftools", "fastp", "mosdepth"):
        assert tool in text
    assert len(re.findall(r"\b[0-9a-f]{64}\b", text)) >= 6


@pytest.mark.parametrize("case", CASES)
def test_case_json_holds_no_path_and_no_clock(demo: Path, case: str) -> None:
    text = (demo / f"results/cases/{case}/{case}.case.json").read_text()
    assert str(demo) not in text
    assert "/work" not in text
    assert "results/" not in text
    assert not re.search(r"\d{2}:\d{2}:\d{2}", text)


def test_there_is_one_multiqc_page_with_every_sample(demo: Path) -> None:
    page = (demo / "results" / "multiqc.html").read_text()
    assert all(f"DEMO-{sample}" in page for sample in ("A-P", "B-F", "C-M", "D-B", "E-P"))


def test_identical_inputs_give_identical_bytes(demo: Path, demo_data: Path, tmp_path: Path) -> None:
    """One family again from FASTQ, in another folder, with other threads: VCF, case.json and PDF are the same bytes."""
    from conftest import run_workflow

    case = "DEMO-E"
    wanted = [f"results/cases/{case}/{case}.{end}" for end in ("vcf.gz", "case.json", "report.fr.pdf")]
    run_workflow(demo_data / "config.yaml", tmp_path / "again", "--set-threads", "align_sample=2", "--", *wanted)
    for name in wanted:
        assert (demo / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_a_second_demo_does_nothing_and_ends_with_the_reports(demo: Path) -> None:
    from paths import ROOT

    done = subprocess.run([ROOT / "scripts" / "demo"], capture_output=True, text=True, check=True)
    assert [Path(line) for line in done.stdout.splitlines()[-5:]] == [
        demo / f"results/cases/{case}/{case}.report.fr.pdf" for case in CASES
    ]
    took = re.search(r"set-up took (\d+) ms", done.stderr)
    assert took is not None
    assert int(took[1]) < 3000


def explained(demo: Path, case: str, allele: str) -> str:
    command = ["tachkhis", "explain", case, allele, "--directory", str(demo)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_explain_tells_the_path_of_a_variant_that_is_no_cause(demo: Path, demo_data: Path) -> None:
    carrier = expected_of(demo_data, "DEMO-D")["carrier"][0]
    said = explained(demo, "DEMO-D", carrier["id"])
    assert carrier["hgvs_c"] in said
    assert "keep:" in said
    assert "criterion PVS1" in said


def test_explain_says_how_deep_each_member_was_read_where_nothing_was_called(demo: Path, demo_data: Path) -> None:
    with pysam.FastaFile(str(demo_data / "genome.fa")) as genome:
        base = genome.fetch("chr1", 4999, 5000).upper()
    said = explained(demo, "DEMO-B", f"chr1-5000-{base}-{'A' if base != 'A' else 'C'}")
    assert "not called in this family" in said
    for sample in ("DEMO-B-P", "DEMO-B-F", "DEMO-B-M"):
        depth = re.search(rf"{sample}: (\d+) reads over the place, 0 with the allele", said)
        assert depth is not None
        assert 5 < int(depth[1]) < 60
