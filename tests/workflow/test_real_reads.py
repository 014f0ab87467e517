"""Real human reads (GIAB) go from FASTQ to PDF through the same Snakefile, and the calls are as good as promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from real_cases import TRUTH
from real_cases import TruthSet
from tachkhis.interpretation.result import CaseResult
from tachkhis.quality.accuracy import Score
from tachkhis.quality.accuracy import compare_exact
from tachkhis.quality.accuracy import compare_haplotypes
from tachkhis.quality.accuracy import read_alleles

pytestmark = pytest.mark.real

HG002, HG001, CEPH = TRUTH


def result_of(run: Path, case: str) -> CaseResult:
    return CaseResult.model_validate_json((run / f"results/cases/{case}/{case}.case.json").read_text())


def scores(human: Path, run: Path, truth: TruthSet, way: str) -> dict[str, Score]:
    fasta = human / "ref" / "dev_chr20_slices.fa"
    known = read_alleles(human / truth.vcf, None, fasta, human / truth.bed)
    calls = read_alleles(
        run / f"results/cases/{truth.case}/{truth.case}.vcf.gz", truth.sample, fasta, human / truth.bed
    )
    return compare_exact(known, calls) if way == "exact" else compare_haplotypes(known, calls, fasta)


@pytest.mark.parametrize("way", ["exact", "haplotype"])
def test_hg002_is_called_as_well_as_promised(human: Path, real_run: Path, way: str) -> None:
    found = scores(human, real_run, HG002, way)
    assert found["snv"].true_positives + found["snv"].false_negatives == 292  # 207 + 85: the whole truth was looked at
    assert found["snv"].f1 >= 0.998
    assert found["indel"].f1 >= 0.98
    assert found["snv"].concordance >= 0.995
    assert found["indel"].concordance >= 0.995


@pytest.mark.parametrize("truth", [HG001, CEPH], ids=lambda truth: truth.case)
def test_hg001_loses_no_snv_in_its_confident_ten_kilobases(human: Path, real_run: Path, truth: TruthSet) -> None:
    found = scores(human, real_run, truth, "exact")
    assert found["snv"].recall == 1.0
    assert found["snv"].precision == 1.0


@pytest.mark.parametrize("truth", TRUTH, ids=lambda truth: truth.case)
def test_every_real_family_gets_its_report(real_run: Path, truth: TruthSet) -> None:
    report = real_run / f"results/cases/{truth.case}/{truth.case}.report.fr.pdf"
    assert report.read_bytes().startswith(b"%PDF")
    result = result_of(real_run, truth.case)
    assert not result.synthetic
    assert result.coverage[0].gene == "ANKRD5"
    assert sum(result.triage.values()) > 50


def test_what_the_refinement_decided_stands_on_the_records(real_run: Path) -> None:
    """The SNVs that BAQ hides in HG002 (two of the truth), an indel whose genotype short tails blurred."""
    from tachkhis.variants.variant_file import VariantFile

    file = VariantFile(real_run / "results/cases/HG002/HG002.vcf.gz")
    for position, ref, alt in ((6225, "A", "G"), (14636, "G", "C")):
        hidden = file.find("chr20a", position, ref, alt)
        assert hidden is not None
        assert hidden.refined == ("rescued",)
    repeat = file.find("chr20a", 89820, "C", "CAG")
    assert repeat is not None
    assert repeat.refined == ("spanning_genotype",)
    assert repeat.calls[0].gt == "1/1"


def test_every_member_has_depths_at_every_record(real_run: Path) -> None:
    from cyvcf2 import VCF

    for record in VCF(str(real_run / "results/cases/CEPH/CEPH.vcf.gz")):
        assert (record.format("DP") >= 0).all()
        assert (record.format("AD") >= 0).all()


def test_the_known_missense_of_hg001_has_the_right_name(real_run: Path) -> None:
    """ANKEF1 (ANKRD5 in this gene model) p.Leu324Gln, at hg19 20:10030188: README of the data."""
    from tachkhis.variants.variant_file import VariantFile

    variant = VariantFile(real_run / "results/cases/HG001/HG001.vcf.gz").find("chr20a", 32188, "T", "A")
    assert variant is not None
    assert variant.chosen is not None
    assert variant.chosen.hgvs_p == "p.(Leu324Gln)"


def test_the_trio_fits_its_declared_parents(real_run: Path) -> None:
    checks = result_of(real_run, "CEPH").quality.relationships
    assert {check.parent for check in checks} == {"NA12891", "NA12892"}
    assert all(check.verdict == "pass" for check in checks)


def test_no_intermediate_fastq_or_sam_is_left(real_run: Path) -> None:
    left = [path for path in (real_run / "results").rglob("*") if path.suffix in (".sam", ".fastq", ".fq", ".bam")]
    assert left == []
