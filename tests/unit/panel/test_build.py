"""tachkhis panel build: what is counted, from every kind of file."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.panel.cohorts import build
from unit.panel.cohorts import faults
from unit.panel.cohorts import head
from unit.panel.cohorts import records
from unit.panel.cohorts import runs
from unit.panel.cohorts import sites
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf

TWO = ("A female MA-01 no yes -", "B male MA-02 no yes -")


def counted(
    folder: Path, samples: str, lines: list[str], *more: str | Path, people: tuple[str, ...] = ()
) -> dict[str, str]:
    """Build from one file; women unless said otherwise."""
    names = samples.split()
    vcf = write_vcf(folder / "in.vcf.gz", names, lines)
    table = write_people(folder / "people.tsv", *(people or [f"{name} female MA-01 no yes -" for name in names]))
    assert build(folder, "--variants", vcf, "--people", table, *more) == 0
    return sites(folder / "panel.vcf.gz")


def test_genotypes_of_every_form_are_counted(tmp_path: Path) -> None:
    found = counted(
        tmp_path,
        "A B C D",
        [
            "chr1 100 A C GT 0/1 1|1 ./. 0/0",
            "chr1 200 A C GT ./1 1 0|. .",  # half calls count one allele, a haploid call on an autosome too
        ],
    )
    assert found == {"chr1-100-A-C": "3/6 hom 1 hemi 0", "chr1-200-A-C": "2/3 hom 0 hemi 0"}


def test_two_alternate_alleles_become_two_records_with_the_alleles_of_the_site(tmp_path: Path) -> None:
    found = counted(tmp_path, "A B C", ["chr1 100 A C,G GT 1/2 0/2 2/2", "chr1 200 AT A,* GT 0/1 1/2 2/2"])
    assert found == {
        "chr1-100-A-C": "1/6 hom 0 hemi 0",
        "chr1-100-A-G": "4/6 hom 1 hemi 0",
        "chr1-200-AT-A": "2/6 hom 0 hemi 0",  # '*' is an allele that was called, and not this one
    }


def test_alleles_are_trimmed_and_an_mnv_stays_whole(tmp_path: Path) -> None:
    found = counted(tmp_path, "A", ["chr1 100 CAT CGT GT 0/1", "chr1 200 AC GT GT 0/1", "chr1 300 GAA GA,G GT 1/2"])
    assert list(found) == ["chr1-101-A-G", "chr1-200-AC-GT", "chr1-300-GA-G", "chr1-300-GAA-G"]


def test_an_allele_written_twice_is_counted_once(tmp_path: Path) -> None:
    lines = ["chr1 100 CAT CGT GT 0/1 0/0 0/1", "chr1 101 A G GT 0/0 0/1 0/1"]
    assert counted(tmp_path, "A B C", lines) == {"chr1-101-A-G": "3/6 hom 0 hemi 0"}


def test_indels_move_to_the_left_with_a_fasta(tmp_path: Path) -> None:
    fasta = tmp_path / "genome.fa"
    bases = "ACGT" * 20 + "A" * 40 + "CGTT" * 2470  # a run of A from 81 to 120
    fasta.write_text(f">chr1\n{bases}\n")
    (tmp_path / "genome.fa.fai").write_text("chr1\t10000\t6\t10000\t10001\n")
    assert len(bases) == 10_000
    lines = ["chr1 100 AA A GT 0/1 0/0", "chr1 118 AAA AA GT 0/0 0/1", "chr1 200 T TG GT 0/1 0/0"]
    found = counted(tmp_path, "A B", lines, "--fasta", fasta)
    assert found == {"chr1-80-TA-T": "2/4 hom 0 hemi 0", "chr1-200-T-TG": "1/4 hom 0 hemi 0"}


def test_structural_alleles_are_left_out_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = counted(tmp_path, "A", ["chr1 100 A <DEL> GT 0/1 | PASS END=900", "chr1 200 A C,<INS> GT 1/2"])
    assert found == {"chr1-200-A-C": "1/2 hom 0 hemi 0"}
    assert any("2 structural alleles" in line for line in faults(capsys))


def test_sex_decides_the_copies(tmp_path: Path) -> None:
    people = ("F female MA-01 no yes -", "M male MA-01 no yes -", "N male MA-01 no yes -", "U unknown MA-01 no yes -")
    found = counted(
        tmp_path,
        "F M N U",
        [
            "chrX 500 A C GT 0/1 0/1 1/1 0/1",  # PAR: two copies in all
            "chrX 2000 A C GT 0/1 1/1 0 0/1",  # 1/1 of a male is one copy; unknown sex is left out
            "chrX 3000 A C GT 1/1 0/1 1 1",  # 0/1 of a male is an error: in neither AC nor AN
            "chrX 4000 A C GT ./. ./1 0/0 .",
            "chrY 300 A C GT 0/1 1/1 0 1",  # PAR: on Y one copy, as INFO/nhemi says
            "chrY 1000 A C GT 0/1 1/1 0 1",  # females never
            "chrM 100 A C GT 1/1 0/1 1 0",  # one copy in all; two alleles do not count
        ],
        people=people,
    )
    assert found == {
        "chrX-500-A-C": "5/8 hom 1 hemi 0",
        "chrX-2000-A-C": "2/4 hom 0 hemi 1",
        "chrX-3000-A-C": "3/3 hom 1 hemi 1",
        "chrX-4000-A-C": "1/2 hom 0 hemi 1",
        "chrY-300-A-C": "1/2 hom 0 hemi 1",
        "chrY-1000-A-C": "1/2 hom 0 hemi 1",
        "chrM-100-A-C": "2/3 hom 0 hemi 2",
    }


def test_weak_genotypes_do_not_count(tmp_path: Path) -> None:
    lines = [
        "chr1 100 A C GT:DP:GQ:AD 0/1:9:99:4,5 0/1:30:19:15,15 0/1:30:99:28,2 0/1:30:99:15,15 0/0:30:99:28,2",
        "chr1 200 A C,G GT:DP:GQ:AD 1/2:30:99:0,15,15 1/2:30:99:0,29,1 0/2:30:99:2,0,28 0/1 0/1:.:.:.",
    ]
    names = ["A", "B", "C", "D", "E"]
    vcf = write_vcf(tmp_path / "in.vcf.gz", names, lines)
    table = write_people(tmp_path / "people.tsv", *(f"{name} female MA-01 no yes -" for name in names))
    assert build(tmp_path, "--variants", vcf, "--people", table, plain=False) == 0
    assert sites(tmp_path / "panel.vcf.gz") == {
        "chr1-100-A-C": "1/4 hom 0 hemi 0",
        "chr1-200-A-C": "3/6 hom 0 hemi 0",
        "chr1-200-A-G": "1/6 hom 0 hemi 0",
    }
    assert 'DP="10",GQ="20",AB="0.2-0.8"' in head(tmp_path / "panel.vcf.gz")
    more = ("--min-depth", "0", "--min-quality", "19", "--allele-balance", "0,1")
    assert build(tmp_path, "--variants", vcf, "--people", table, *more, plain=False) == 0
    assert sites(tmp_path / "panel.vcf.gz")["chr1-100-A-C"] == "4/10 hom 0 hemi 0"


def test_failing_sites_count_only_if_asked_for(tmp_path: Path) -> None:
    lines = ["chr1 100 A C GT 0/1 | LowQual .", "chr1 200 A C GT 0/1"]
    assert list(counted(tmp_path, "A", lines)) == ["chr1-200-A-C"]
    assert list(counted(tmp_path, "A", lines, "--failing-sites")) == ["chr1-100-A-C", "chr1-200-A-C"]


GATK = [
    "chr1 1 A <NON_REF> GT:DP:GQ:MIN_DP 0/0:30:60:25 | . END=99",
    "chr1 100 A C,<NON_REF> GT:DP:GQ:AD 0/1:30:99:15,15,0",
    "chr1 101 A <NON_REF> GT:DP:GQ:MIN_DP 0/0:30:60:25 | . END=199",
    "chr1 200 A <NON_REF> GT:DP:GQ:MIN_DP 0/0:12:60:5 | . END=299",  # too thin
    "chr1 300 A <NON_REF> GT:DP:GQ:MIN_DP 0/0:30:3:25 | . END=399",  # too unsure
    "chr1 400 A <NON_REF> GT:DP:GQ:MIN_DP 0/0:30:60:25 | . END=499",
]
DEEPVARIANT = [
    "chr1 1 A <*> GT:GQ:MIN_DP 0/0:50:20 | . END=149",
    "chr1 150 A G,<*> GT:GQ:DP:AD 1/1:50:30:0,30,0",
    "chr1 151 A <*> GT:GQ:MIN_DP 0/0:50:20 | . END=349",
    "chr1 350 A T,<*> GT:GQ:DP:AD 0/0:50:30:29,1,0 | RefCall .",
    "chr1 450 A T,<*> GT:GQ:DP:AD ./.:2:30:20,10,0 | RefCall .",
]
BCFTOOLS = [
    "chr1 1 A <*> GT 0/0 | . END=399;MIN_DP=15",
    "chr1 400 A <*> GT 0/0 | . END=449;MIN_DP=4",
    "chr1 450 A T GT 0/1",
]


def gvcfs(folder: Path) -> list[Path]:
    return [
        write_vcf(folder / "gatk.vcf.gz", ["A"], GATK),
        write_vcf(folder / "deep.vcf.gz", ["B"], DEEPVARIANT),
        write_vcf(folder / "bcftools.vcf.gz", ["C"], BCFTOOLS),
    ]


def test_blocks_of_gvcfs_tell_who_has_the_reference(tmp_path: Path) -> None:
    table = write_people(tmp_path / "people.tsv", *TWO, "C female MA-01 no yes -")
    assert build(tmp_path, "--variants", *gvcfs(tmp_path), "--people", table, plain=False) == 0
    panel = tmp_path / "panel.vcf.gz"
    assert sites(panel) == {
        "chr1-100-A-C": "1/6 hom 0 hemi 0",
        "chr1-150-A-G": "2/6 hom 1 hemi 0",
        "chr1-350-A-T": "0/4 hom 0 hemi 0",  # looked at, carried by nobody; A is too unsure there
        "chr1-450-A-T": "1/4 hom 0 hemi 0",  # B has no genotype
    }
    assert runs(panel).splitlines()[0].split("\t") == ["#chrom", "start", "end", "AN", "AN_MA_01", "AN_MA_02"]
    assert _joined(runs(panel)) == [
        "chr1 0 199 6 4 2",
        "chr1 199 350 4 2 2",
        "chr1 350 449 2 2 0",
        "chr1 449 450 4 4 0",
        "chr1 450 499 2 2 0",
    ]
    assert 'Callable="gvcf"' in head(panel)


def _joined(text: str) -> list[str]:
    return [line.replace("\t", " ") for line in text.splitlines()[1:]]


def test_a_bed_tells_who_could_be_read(tmp_path: Path) -> None:
    one = write_vcf(tmp_path / "one.vcf.gz", ["A"], ["chr1 100 A C GT 0/1", "chr1 300 A G GT 0/1"])
    two = write_vcf(tmp_path / "two.vcf.gz", ["B"], ["chr1 200 A T GT 1/1", "chr1 300 A G GT ./."])
    beds = tmp_path / "beds"
    beds.mkdir()
    (beds / "A.bed").write_text("chr1\t0\t150\nchr1\t250\t400\n")
    (beds / "B.bed").write_text("1\t90\t400\n")
    table = write_people(tmp_path / "people.tsv", *TWO)
    assert build(tmp_path, "--variants", one, two, "--people", table, "--callable", beds) == 0
    assert sites(tmp_path / "panel.vcf.gz") == {
        "chr1-100-A-C": "1/4 hom 0 hemi 0",
        "chr1-200-A-T": "2/2 hom 1 hemi 0",
        "chr1-300-A-G": "1/2 hom 0 hemi 0",  # B's own file has no genotype there
    }


def test_the_header_says_where_one_copy_is_all_that_a_person_has(tmp_path: Path) -> None:
    counted(tmp_path, "A", ["chrY 300 A C GT 1"], people=("A male MA-01 no yes -",))
    told = next(line for line in head(tmp_path / "panel.vcf.gz").splitlines() if "ID=nhemi" in line)
    assert "on X outside the PAR and on all of Y" in told


def test_callable_bases_of_people_who_are_left_out_are_not_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [write_vcf(tmp_path / f"{name}.vcf.gz", [name], ["chr1 100 A C GT 0/1"]) for name in "ABC"]
    table = write_people(tmp_path / "p.tsv", *TWO, "C female MA-01 yes yes -")  # C is affected
    beds = tmp_path / "beds"
    beds.mkdir()
    (beds / "A.bed").write_text("chr1\t0\t500\n")
    for given, told in ((set("A"), ["B"]), (set("AB"), [])):
        for name in given:
            (beds / f"{name}.bed").write_text("chr1\t0\t500\n")
        assert build(tmp_path, "--variants", *files, "--people", table, "--callable", beds) == 0
        said = [line for line in capsys.readouterr().err.splitlines() if "no callable bases" in line]
        assert ["given for B:" in line for line in said] == [True] * len(told)


def test_without_callability_only_records_count_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = write_vcf(tmp_path / "one.vcf.gz", ["A"], ["chr1 100 A C GT 0/1"])
    two = write_vcf(tmp_path / "two.vcf.gz", ["B"], ["chr1 200 A T GT 1/1"])
    table = write_people(tmp_path / "people.tsv", *TWO)
    assert build(tmp_path, "--variants", one, two, "--people", table) == 0
    assert sites(tmp_path / "panel.vcf.gz")["chr1-100-A-C"] == "1/2 hom 0 hemi 0"
    assert any("frequencies are too high" in line for line in faults(capsys))


def test_a_file_merged_from_single_calls_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counted(tmp_path, "A B C", ["chr1 100 A C GT 0/1 ./. ./.", "chr1 200 A C GT ./. 0/1 ./."])
    assert any("67% of the genotypes do not count" in line for line in faults(capsys))
    counted(tmp_path, "A B C", ["chr1 100 A C GT 0/1 0/0 0/0", "chr1 200 A C GT 0/0 0/1 0/0"])
    assert not any("do not count" in line for line in faults(capsys))


def test_a_cohort_split_by_chromosome_is_one_cohort(tmp_path: Path) -> None:
    whole = ["chr1 100 A C GT 0/1 1/1", "chr2 100 A C GT 0/1 0/0"]
    write_vcf(tmp_path / "one.vcf.gz", ["A", "B"], whole[:1])
    write_vcf(tmp_path / "two.vcf.gz", ["B", "A"], ["chr2 100 A C GT 0/0 0/1"])
    table = write_people(tmp_path / "people.tsv", *TWO)
    listed = tmp_path / "list.txt"
    listed.write_text("one.vcf.gz\ntwo.vcf.gz\n")
    assert build(tmp_path, "--variants", f"@{listed}", "--people", table) == 0
    split = records(tmp_path / "panel.vcf.gz")
    both = write_vcf(tmp_path / "both.vcf.gz", ["A", "B"], whole)
    assert build(tmp_path, "--variants", both, "--people", table, out="both.panel.vcf.gz") == 0
    assert split == records(tmp_path / "both.panel.vcf.gz")


def test_people_are_left_out_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vcf = write_vcf(tmp_path / "in.vcf.gz", list("ABCD"), ["chr1 100 A C GT 0/1 1/1 1/1 0/1", "chr1 200 A G GT 0/0 0/1 0/0 0/0"])  # fmt: skip
    rows = (
        "A female MA-01 no panel,research -",
        "B male MA-02 yes yes -",
        "C male MA-02 no no -",
        "D male - unknown yes -",
    )
    table = write_people(tmp_path / "people.tsv", *rows, "Z male MA-02 no yes -")
    listed = tmp_path / "excluded.tsv"
    assert build(tmp_path, "--variants", vcf, "--people", table, "--excluded", listed) == 0
    panel = tmp_path / "panel.vcf.gz"
    assert sites(panel) == {"chr1-100-A-C": "1/2 hom 0 hemi 0", "chr1-200-A-G": "0/2 hom 0 hemi 0"}
    assert [line.split("\t")[:3] for line in listed.read_text().splitlines()[1:]] == [
        ["B", "excluded", "affected"],
        ["C", "excluded", "no_consent"],
        ["D", "excluded", "affected_unknown"],
        ["Z", "excluded", "no_file"],
    ]
    text = head(panel)
    assert 'People=1,Female=1,Male=0,Date="",Source="",Licence="",Regions="MA-01:1"' in text
    assert "##tachkhis_panel_excluded=<Reason=affected,Count=1>" in text
    assert "no_file" not in text  # nobody was left out for it: there is nothing of Z to count
    assert not {"A", "B", "C", "D"} & set(text.splitlines()[-1].split("\t"))
    assert "REGIONS=MA-01:1/2;AC_MA_01=1;AN_MA_01=2" in records(panel)
    said = faults(capsys)
    assert any("Z is in the table, and no file holds this sample" in line for line in said)
    assert "    D\taffected_unknown\tnothing says that they are unaffected" in said
    assert build(tmp_path, "--variants", vcf, "--people", table) == 0
    assert (tmp_path / "panel.excluded.tsv").read_text() == listed.read_text()  # listed whether asked for or not


def test_any_number_of_processes_and_any_run_give_the_same_bytes(tmp_path: Path) -> None:
    lengths = {"chr1": 12_000_000, "chr2": 8_000}
    lines = [f"chr1 {position} A C GT 0/1 0/0" for position in range(1000, 12_000_000, 90_000)]
    vcf = write_vcf(tmp_path / "in.vcf.gz", ["A", "B"], [*lines, "chr2 7 A C GT 1/1 0/1"], lengths)
    table = write_people(tmp_path / "people.tsv", *TWO)
    for name, jobs in (("one", "1"), ("two", "2"), ("again", "1")):
        assert (
            build(
                tmp_path,
                "--variants",
                vcf,
                "--people",
                table,
                "--jobs",
                jobs,
                "--max-kinship",
                "1",
                out=f"{name}.vcf.gz",
            )
            == 0
        )
    one = (tmp_path / "one.vcf.gz").read_bytes()
    assert one == (tmp_path / "two.vcf.gz").read_bytes() == (tmp_path / "again.vcf.gz").read_bytes()
    assert len(sites(tmp_path / "one.vcf.gz")) == len(lines) + 1
    assert (tmp_path / "one.vcf.gz.tbi").exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
