"""``tachkhis check``: files against each other, before anything heavy."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pysam
import pytest
from case.study import GENES
from case.study import Study

from tachkhis.cli import main

from .checked_study import COUNTS
from .checked_study import FOUNDER
from .checked_study import FOUNDER_HEAD
from .checked_study import IDENTITY
from .checked_study import IDENTITY_HEAD
from .checked_study import VCF_TEXT
from .checked_study import aligned
from .checked_study import base
from .checked_study import called
from .checked_study import check
from .checked_study import cut
from .checked_study import founders
from .checked_study import genes
from .checked_study import identities
from .checked_study import other
from .checked_study import record
from .checked_study import resource
from .checked_study import scores_text
from .checked_study import targets
from .checked_study import text_calls
from .checked_study import with_track


def test_a_sound_study_is_summed_up(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(study) == 0
    out = capsys.readouterr().out
    assert "mini (genome.fa): 2 contigs, 700 bases" in out
    assert "cases      1, 1 of them stat" in out
    assert "C1  genome 3 people  from FASTQ" in out
    assert out.endswith("all inputs are in order\n")


@pytest.mark.parametrize(
    ("how", "start"),
    [(aligned, "BAM/CRAM"), (lambda s: called(s, [("1", 9, base("chr1", 9))], lengths={"1": 400}), "VCF")],
)
def test_other_entry_points(
    study: Study, capsys: pytest.CaptureFixture[str], how: Callable[[Study], None], start: str
) -> None:
    how(study)
    assert check(study) == 0, capsys.readouterr().err
    assert f"from {start}" in capsys.readouterr().out


def test_tracks_of_other_contig_names_will_do(study: Study) -> None:
    records = [("1", position, base("chr1", position)) for position in range(1, 40)]
    with_track(study, records, lengths={"1": 400, "X": 300, "22": 51304566})
    pysam.tabix_index(str(study.folder / "gnomad.vcf.gz"), preset="vcf")
    assert check(study) == 0


def test_a_track_in_plain_gzip_is_looked_at_all_the_same(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    with_track(study, [])
    text = f"##fileformat=VCFv4.2\n{COUNTS}##contig=<ID=1,length=400>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    study.gzip("gnomad.vcf.gz", f"{text}1\t7\t.\t{base('chr1', 7)}\t.\t.\t.\tAC=1\n")
    assert check(study) == 0
    study.gzip("gnomad.vcf.gz", f"{text}1\t7\t.\t{other('chr1', 7)}\t.\t.\t.\tAC=1\n")
    assert check(study) == 2
    assert "1 of 1 REF alleles" in capsys.readouterr().err


def test_calls_with_the_least_of_headers_and_windows_line_ends_are_fine(study: Study) -> None:
    text_calls(study, f"1\t9\t.\t{base('chr1', 9)}\t<*>\t.\todd\tEND=12\tGT:XX\t0/0\t0/0\t0/0:1")
    assert check(study) == 0


def test_n_before_a_symbolic_allele_is_fine(study: Study) -> None:
    text_calls(study, record("K:F:M"), record("K:F:M", REF="N", ALT="<DEL>", INFO="END=12"))
    assert check(study) == 0


@pytest.mark.parametrize("name", ["SCORE_REVEL", "REVEL", "revel_max", "SCORE_SPLICEAI", "spliceai_ds_max"])
def test_each_known_name_of_a_score_will_do(study: Study, name: str) -> None:
    resource(study, "scores", "s.vcf", scores_text(name))
    assert check(study) == 0


def test_founders_identities_and_tracks_that_are_sound(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    founders(study, "# from a spreadsheet", '"' + FOUNDER_HEAD.replace("\t", '"\t"') + '"', FOUNDER)
    identities(study, IDENTITY_HEAD, IDENTITY)
    resource_line = "founders: f.tsv\n  gnomad: gnomad.txt"
    study.config = study.config.replace("founders: f.tsv", resource_line)
    (study.folder / "gnomad.txt").write_text(VCF_TEXT)  # the content counts, not the name
    assert check(study) == 0, capsys.readouterr().err


def test_the_identities_of_a_whole_laboratory_will_do(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    identities(study, IDENTITY_HEAD, IDENTITY, IDENTITY.replace("K\t", "Q77\t"))
    assert check(study) == 0, capsys.readouterr().err


def test_targets_on_alternate_contigs_are_left_out_and_counted(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    targets("chr1\t1\t9\nchr1_KI270706v1_random\t1\t9\nchr1_KI270706v1_random\t11\t19\n")(study)
    assert check(study) == 0, capsys.readouterr().err
    assert "3 intervals, 2 of them left out" in capsys.readouterr().out


@pytest.mark.parametrize("indexed", [False, True])
def test_records_on_alternate_contigs_are_left_out_and_counted(
    study: Study, capsys: pytest.CaptureFixture[str], indexed: bool
) -> None:
    alternate = "chr1_KI270706v1_random"
    called(
        study,
        [("chr1", 1, base("chr1", 1)), (alternate, 5, "A"), (alternate, 8, "A")],
        lengths={"chr1": 400, alternate: 90},
    )
    if indexed:
        pysam.tabix_index(str(study.folder / "calls.vcf.gz"), preset="vcf")
    assert check(study) == 0, capsys.readouterr().err
    said = f"cases.tsv, row 2, column vcf: 2 records are left out: on contigs that the reference lacks ({alternate})"
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("marker", "said"),
    [("samtools markdup", False), ("picard MarkDuplicates", False), ("samblaster", False), ("", True)],
)
def test_an_alignment_of_which_no_program_marked_the_duplicates_is_noted(
    study: Study, capsys: pytest.CaptureFixture[str], marker: str, said: bool
) -> None:
    aligned(study, marker=marker)
    assert check(study) == 0, capsys.readouterr().err
    notes = [line for line in capsys.readouterr().out.splitlines() if line.startswith("note ")]
    assert len(notes) == int(said)
    assert all("units.tsv, row 3, column alignment: its header names no program that marks" in line for line in notes)


def test_calls_in_bcf_are_looked_through_as_well(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    lengths = {"chr1": 400, "22": 300}
    called(study, [("chr1", 1, base("chr1", 1)), ("22", 5, "A")], lengths=lengths, genotypes=("0/1", "0/1", "./."))
    with (
        pysam.VariantFile(str(study.folder / "calls.vcf.gz")) as calls,
        pysam.VariantFile(str(study.folder / "calls.bcf"), "wb", header=calls.header) as out,
    ):
        for record in calls:
            out.write(record)
    study.put("cases", 2, "vcf", "calls.bcf")
    assert check(study) == 2
    said = capsys.readouterr().err
    assert "1 record lies on contig '22'" in said
    assert "no record has a genotype of 'M'" in said
    assert len(said.splitlines()) == 2


@pytest.mark.parametrize("lines", [(IDENTITY,), (IDENTITY_HEAD, IDENTITY + "\tx"), (IDENTITY_HEAD, "K\tBENNANI")])
def test_no_cell_of_the_identities_is_ever_shown(
    study: Study, capsys: pytest.CaptureFixture[str], lines: tuple[str, ...]
) -> None:
    identities(study, *lines)
    assert check(study) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert not [cell for cell in IDENTITY.split("\t")[1:] if cell in said.replace("female", "")]


def test_faults_of_sheets_and_of_files_come_together(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.put("samples", 2, "father", "Q9")
    study.put("cases", 2, "hpo", "HP:9999999")
    cut(study, "F_R1.fastq.gz", 9)
    genes(GENES.replace("chr1", "scaffold9"))(study)
    assert check(study) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0].rpartition("/")[2] for line in lines] == [
        "config.yaml",
        "cases.tsv",
        "samples.tsv",
        "units.tsv",
    ]


def test_a_narrower_or_another_term_may_be_excluded(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.put("cases", 2, "hpo_excluded", "HP:0000407,HP:0001250")  # sensorineural hearing impairment, seizure
    assert check(study) == 0, capsys.readouterr().err


def test_quick_opens_no_data(study: Study) -> None:
    cut(study, "F_R1.fastq.gz", 9)
    assert check(study, "--quick") == 0
    assert check(study) == 2


def test_whatever_is_missing_there_is_no_traceback(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.write()
    for path in sorted(study.folder.iterdir()):
        content = path.read_bytes()
        path.unlink()
        assert main(["check", "--configfile", str(study.folder / "config.yaml")]) == 2, path
        assert "Traceback" not in capsys.readouterr().err
        path.write_bytes(os.urandom(64))
        assert main(["check", "--configfile", str(study.folder / "config.yaml")]) == 2, path
        assert "Traceback" not in capsys.readouterr().err
        path.write_bytes(content)


def test_the_working_example(capsys: pytest.CaptureFixture[str]) -> None:
    """The example has no fault but, where the synthetic set was not made yet, files that are not there."""
    root = Path(__file__).parents[3]
    status = main(["check", "--quick", "--configfile", str(root / "config" / "config.yaml")])
    made = (root / ".demo" / "data" / "digest").is_file()
    errors = capsys.readouterr().err.splitlines()
    assert status == (0 if made else 2), errors
    assert all("the file does not exist" in line and ".demo/data" in line for line in errors)
