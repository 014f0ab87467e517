"""``tachkhis panel summary``: what it counts, what the people's genotypes give, and the page that it writes."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pysam
import pytest
from pypdf import PdfReader

from tachkhis.cli import main
from tachkhis.panel.people import Member
from tachkhis.panel.people import read_people
from tachkhis.panel.sites import PanelFile
from tachkhis.report.panel_summary.cohort import Cohort
from tachkhis.report.panel_summary.cohort import cohort
from tachkhis.report.panel_summary.elsewhere import Elsewhere
from tachkhis.report.panel_summary.page import ratio_with_bounds
from tachkhis.report.panel_summary.people_figures import between
from tachkhis.report.panel_summary.settings import settings
from tachkhis.report.panel_summary.tally import class_of
from tachkhis.report.panel_summary.tally import tally
from tachkhis.report.panel_summary.words import words
from unit.panel.panels import info
from unit.panel.panels import write_panel

HALVES = {"MA-04": (2, 120), "MA-06": (0, 98)}
RECORDS = [
    ("chr1", 10, "A", "G", info(2, 218, HALVES)),  # transition, 0.9 %, in one region only
    ("chr1", 20, "A", "C", info(1, 218)),  # transversion, seen once
    ("chr1", 30, "AT", "A", info(150, 218)),
    ("chr1", 40, "C", "CTT", info(20, 218)),
    ("chr1", 50, "CG", "TA", info(1, 200)),
    ("chr1", 55, "CGT", "AA", info(5, 218)),
    ("chr1", 60, "C", "T", info(0, 218)),  # looked at, seen in nobody
    ("chrX", 10, "G", "A", info(30, 160, {"MA-04": (10, 90), "MA-06": (20, 70)})),
]


def gnomad(folder: Path, *rows: tuple[str, int, str, str, str, int]) -> Path:
    """Sites with AC (as text) and AN, contigs without ``chr``."""
    path = folder / "gnomad.vcf"
    head = [
        "##fileformat=VCFv4.2",
        '##INFO=<ID=AC,Number=A,Type=Integer,Description="x">',
        '##INFO=<ID=AN,Number=1,Type=Integer,Description="x">',
        "##contig=<ID=1,length=2000>\n##contig=<ID=X,length=1000>",
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
    ]
    body = [f"{contig}\t{at}\t.\t{ref}\t{alt}\t.\t.\tAC={ac};AN={an}" for contig, at, ref, alt, ac, an in rows]
    path.write_text("\n".join([*head, *body]) + "\n")
    return Path(pysam.tabix_index(str(path), preset="vcf", force=True))


@pytest.mark.parametrize(
    ("ref", "alt", "kind"),
    [
        ("A", "G", "snv"),
        ("AC", "GT", "mnv"),
        ("A", "AGG", "insertion"),
        ("AGG", "A", "deletion"),
        ("AGG", "T", "delins"),
        ("AG", "TCC", "delins"),
    ],
)
def test_classes(ref: str, alt: str, kind: str) -> None:
    assert class_of(ref, alt) == kind


def test_seen_once_of_few_is_not_rare() -> None:
    assert settings().is_rare(1, 100)
    assert not settings().is_rare(1, 28)  # 3.6 %


def test_counts_by_class_bin_and_region(tmp_path: Path) -> None:
    panel = PanelFile(write_panel(tmp_path, RECORDS))
    found = tally(panel.rows(), settings(), {"chr1": True, "chrX": False})
    assert (found.sites, found.seen, found.unseen, found.largest_an) == (8, 7, 1, 218)
    assert found.classes == {"snv": 3, "deletion": 1, "insertion": 1, "mnv": 1, "delins": 1}
    # seen once; 0.9 %; 5 of 218 is 2.3 %; 20 of 218 is 9.2 % and 30 of 160 is 19 %; none; 150 of 218 is 69 %
    assert found.spectrum == [2, 1, 1, 2, 0, 1]
    assert found.rare == 3  # 2 and 1 of 218, 1 of 200
    assert found.transitions == [0, 1, 0, 1, 0, 0]
    assert found.transversions == [1, 0, 0, 0, 0, 0]
    # one autosomal SNV has counts by region: 2 p (1 - p) AN / (AN - 1) with p = 2/120, and 0
    assert found.regions["MA-04"].diversity == pytest.approx(2 * (2 / 120) * (118 / 120) * 120 / 119)
    assert found.regions["MA-06"].diversity == 0
    assert (found.regions["MA-04"].only_here, found.regions["MA-06"].only_here) == (1, 0)


def test_gnomad_is_matched_by_allele_whatever_its_contigs_are_called(tmp_path: Path) -> None:
    panel = PanelFile(write_panel(tmp_path, RECORDS))
    beside = gnomad(
        tmp_path,
        ("1", 10, "A", "C,G", "7,90", 1000),  # the second of two alleles
        ("1", 20, "A", "G", "5", 1000),  # another allele of the place
        ("1", 30, "ATC", "AC", "3", 90_000),  # the deletion, not trimmed
        ("1", 40, "C", "CTT", "1", 150_000),
        ("X", 10, "G", "A", "600", 1000),
    )
    found = tally(panel.rows(), settings(), {}, Elsewhere(beside, panel.contigs))
    assert found.listed == [0, 1, 0, 2, 0, 1]
    # common here (lower bound at least 1 %), below 0.1 % there; 5 of 218 has a lower bound of 0.75 %, and is not common
    assert [(one.allele, one.gnomad) for one in found.common] == [
        ("chr1-30-AT-A", (3, 90_000)),
        ("chr1-40-C-CTT", (1, 150_000)),
    ]
    assert found.common_count == 2


def test_partial_records_are_counted_and_never_listed_as_common_here(tmp_path: Path) -> None:
    marked = [(*record[:4], f"{record[4]};PARTIAL=3" if record[1] == 30 else record[4]) for record in RECORDS]
    panel = write_panel(tmp_path, marked)
    beside = gnomad(tmp_path, ("1", 9, "A", "C", "7", 9))
    opened = PanelFile(panel)
    found = tally(opened.rows(), settings(), {}, Elsewhere(beside, opened.contigs))
    whole = tally(PanelFile(write_panel(tmp_path, RECORDS, name="whole")).rows(), settings(), {}, Elsewhere(beside, opened.contigs))  # fmt: skip
    assert (found.partial, whole.partial) == (1, 0)
    assert {one.allele for one in whole.common} - {one.allele for one in found.common} == {"chr1-30-AT-A"}
    out = str(tmp_path / "page")
    assert main(["panel", "summary", "--language", "en", "--out", out, "--panel", str(panel)]) == 0
    assert "1 of 8: some of the people may not have been looked at there" in texts(tmp_path / "page")[1]


def test_a_published_panel_says_what_it_does_not_tell(tmp_path: Path) -> None:
    records = [("chr1", 10, "A", "G", info(2, 218, HALVES) + ";WITHHELD=MA-01"), *RECORDS[1:3]]
    panel = write_panel(tmp_path, records, name="out")
    plain = panel.with_suffix("")
    text = plain.read_text().replace('AB="0.2-0.8"', 'AB="0.2-0.8",RegionsWithheld="MA-01,MA-08"')
    plain.write_text(text)
    pysam.tabix_compress(str(plain), str(panel), force=True)
    pysam.tabix_index(str(panel), preset="vcf", force=True)
    words = ["panel", "summary", "--panel", str(panel), "--out", str(tmp_path / "page"), "--language", "en"]
    assert main(words) == 0
    (page,) = (tmp_path / "page").glob("*.html")
    text = page.read_text()
    assert "not all people of these regions are told by region" in text
    assert "1 alleles of 3: some counts are not told there" in text


def test_contigs_of_which_gnomad_has_no_record_are_not_compared(tmp_path: Path) -> None:
    panel = PanelFile(write_panel(tmp_path, RECORDS))
    found = tally(panel.rows(), settings(), {}, Elsewhere(gnomad(tmp_path, ("1", 9, "A", "C", "7", 9)), panel.contigs))
    assert sum(found.compared) == 6  # all but the allele on X
    assert not any(one.allele.startswith("chrX") for one in found.common)


def test_the_bounds_of_titv_are_those_of_the_share_of_transitions() -> None:
    assert ratio_with_bounds(2, 0) is None
    found = ratio_with_bounds(200, 100)
    assert found is not None
    ratio, low, high = found
    assert ratio == 2
    # exact bounds of 200 of 300 are 61.0 % and 72.0 %
    assert low == pytest.approx(0.610 / 0.390, abs=0.01)
    assert high == pytest.approx(0.720 / 0.280, abs=0.02)


def test_between_groups() -> None:
    assert between({"a": [(0.0, 1.0), (0.0, 2.0)], "b": [(1.0, 1.0)]}) == pytest.approx(1)
    assert between({"a": [(0.0, 0.0), (1.0, 0.0)], "b": [(0.0, 0.0), (1.0, 0.0)]}) == pytest.approx(0)


PEOPLE = 24
SNVS = 600


def write_people(folder: Path) -> tuple[Path, Path]:
    """Two regions of 12 that differ in frequency; the last person is homozygous throughout, one pair are twins."""
    rng = np.random.default_rng(11)
    first = rng.uniform(0.2, 0.8, SNVS)
    second = np.clip(first + rng.normal(0, 0.2, SNVS), 0.05, 0.95)
    copies = np.stack(
        [rng.random((SNVS, 2)) < (first if person < 12 else second)[:, None] for person in range(PEOPLE)], axis=1
    )
    copies[:, -1, 1] = copies[:, -1, 0]
    copies[:, 1] = copies[:, 0]
    names = [f"P{number:02d}" for number in range(PEOPLE)]
    path = folder / "people.vcf"
    columns = "\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *names])
    lines = ["##fileformat=VCFv4.2", "##contig=<ID=chr1,length=400000>", "##contig=<ID=chrX,length=400000>"]
    lines += ['##FORMAT=<ID=GT,Number=1,Type=String,Description="GT">', columns]
    for row in range(SNVS):
        calls = [f"{int(a)}/{int(b)}" for a, b in copies[row]]
        lines.append("\t".join(["chr1", str(1000 + 500 * row), ".", "A", "G", ".", ".", ".", "GT", *calls]))
    lines.append("\t".join(["chrX", "500", ".", "A", "G", ".", ".", ".", "GT", *["0/1"] * PEOPLE]))
    path.write_text("\n".join(lines) + "\n")
    table = folder / "people.tsv"
    rows = ["sample\tsex\tregion\taffected\tconsent\tfamily"]
    rows += [f"{name}\tfemale\tMA-0{4 if number < 12 else 6}\tno\tyes\t" for number, name in enumerate(names)]
    table.write_text("\n".join(rows) + "\n")
    return path, table


@pytest.fixture(scope="module")
def genotyped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_people(tmp_path_factory.mktemp("people"))


def of(genotyped: tuple[Path, Path], *left_out: str) -> Cohort:
    people = read_people(genotyped[1])
    counted: list[Member] = [person for person in people if person.sample not in left_out]
    return cohort(genotyped[0], people, counted, settings())


def test_a_person_without_heterozygous_sites_has_f_of_one(genotyped: tuple[Path, Path]) -> None:
    found = of(genotyped)
    assert found.snvs <= SNVS  # those below 5 % are left out; X is
    assert found.people[-1].heterozygosity == 0
    assert found.people[-1].inbreeding == pytest.approx(1)
    others = [person.inbreeding for person in found.people[:-1] if person.inbreeding is not None]
    assert abs(float(np.mean(others))) < 0.06


def test_components_tell_regions_apart_and_leave_out_one_of_two_twins(genotyped: tuple[Path, Path]) -> None:
    found = of(genotyped, "P23")
    assert found.relatives == 1
    groups: dict[str, list[tuple[float, float]]] = {}
    for person in found.people:
        if person.components is not None:
            groups.setdefault(person.region, []).append((person.components[0], person.components[1]))
    assert sorted(len(spots) for spots in groups.values()) == [11, 11]
    assert between(groups) > 0.9


def test_table_and_file_must_name_the_same_people(
    genotyped: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "p.tsv"
    text = genotyped[1].read_text()
    table.write_text(text.replace("P03\t", "P99\t"))
    panel = write_panel(tmp_path, RECORDS)
    asked = ["panel", "summary", "--panel", str(panel), "--out", str(tmp_path / "o"), "--variants", str(genotyped[0])]
    assert main([*asked, "--people", str(table)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [("'P03'" in line, "'P99'" in line) for line in lines] == [(True, False), (False, True)]
    assert main(asked) == 2
    assert "belong together" in capsys.readouterr().err


def texts(out: Path) -> tuple[list[str], str]:
    """The PDF's pages and the HTML."""
    pages = PdfReader(io.BytesIO((out / "panel.summary.pdf").read_bytes())).pages
    return [page.extract_text() for page in pages], (out / "panel.summary.html").read_text()


def test_the_whole_page_in_french(genotyped: tuple[Path, Path], tmp_path: Path) -> None:
    beside = gnomad(tmp_path, ("1", 10, "A", "G", "90", 1000))
    files = ["--panel", write_panel(tmp_path, RECORDS), "--gnomad", beside]
    files += ["--variants", genotyped[0], "--people", genotyped[1], "--out", tmp_path / "o"]
    assert main(["panel", "summary", *map(str, files)]) == 0
    pages, html = texts(tmp_path / "o")
    assert all("DONNÉES SYNTHÉTIQUES" in page for page in (*pages, html))
    assert "Les régions se séparent" in html
    assert any("Les régions se séparent" in page for page in pages)
    assert "http" not in html  # nothing is fetched
    assert not any(name in html for name in ("P00", "P07", str(tmp_path)))
    drawn = {path.stem for path in (tmp_path / "o" / "figures").iterdir()}
    assert {"classes", "spectrum", "titv", "novel", "map", "diversity", "heterozygosity", "inbreeding", "pca"} == drawn


def test_real_data_in_english_carry_no_banner_and_give_the_same_bytes(tmp_path: Path) -> None:
    panel = write_panel(tmp_path, RECORDS, synthetic=False)
    for name in ("a", "b"):
        out = str(tmp_path / name)
        assert main(["panel", "summary", "--language", "en", "--out", out, "--panel", str(panel)]) == 0
    pages, html = texts(tmp_path / "a")
    assert "SYNTH" not in "".join((*pages, html))
    assert "of the alleles are rare here" in html
    for file in ("panel.summary.pdf", "panel.summary.html"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_both_languages_say_the_same_things() -> None:
    french, english = words("fr"), words("en")
    assert french.sentences.keys() == english.sentences.keys()
    for key, sentence in french.sentences.items():
        assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", english.sentences[key])), key
