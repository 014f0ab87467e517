"""What the page of a panel says of its people: only of those whom the panel counts, and nothing of few."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pysam
import pytest

from tachkhis.cli import main
from tachkhis.panel.people import Reason
from tachkhis.panel.people import read_people
from tachkhis.panel.sites import PanelFile
from tachkhis.report.panel_summary import figures
from tachkhis.report.panel_summary.cohort import cohort
from tachkhis.report.panel_summary.document import Page
from tachkhis.report.panel_summary.material import Material
from tachkhis.report.panel_summary.page import make_page
from tachkhis.report.panel_summary.relatives import rules_of
from tachkhis.report.panel_summary.settings import settings
from tachkhis.report.panel_summary.tally import tally
from tachkhis.report.panel_summary.words import words
from unit.panel.panels import info
from unit.panel.panels import write_panel


def genotypes(folder: Path, people: int, snvs: int, regions: Callable[[int], str], status: str = "no") -> list[Path]:
    """A VCF and its table: P00 and P01 are half sisters (kinship 1/8); the last person's status is given."""
    rng = np.random.default_rng(5)
    share = rng.uniform(0.3, 0.7, snvs)
    copies = rng.random((people, 2, snvs)) < share
    father = rng.random((2, snvs)) < share
    for child in (0, 1):
        copies[child, 0] = np.where(rng.random(snvs) < 0.5, father[0], father[1])
    names = [f"P{number:02d}" for number in range(people)]
    vcf, table = folder / "people.vcf", folder / "people.tsv"
    head = "\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *names])
    lines = ["##fileformat=VCFv4.2", f"##contig=<ID=chr1,length={snvs * 500 + 500}>"]
    lines += ['##FORMAT=<ID=GT,Number=1,Type=String,Description="GT">', head]
    for row in range(snvs):
        calls = "\t".join(f"{a:d}/{b:d}" for a, b in copies[:, :, row].astype(int))
        lines.append(f"chr1\t{500 * (row + 1)}\t.\tA\tG\t.\t.\t.\tGT\t{calls}")
    vcf.write_text("\n".join(lines) + "\n")
    rows = [f"{n}\tfemale\t{regions(i)}\t{status if i == people - 1 else 'no'}\tyes\t" for i, n in enumerate(names)]
    table.write_text("\n".join(["sample\tsex\tregion\taffected\tconsent\tfamily", *rows]) + "\n")
    return [vcf, table]


def page_of(folder: Path, files: list[Path], an: int = 24) -> Page:
    vcf, table = files
    panel = PanelFile(write_panel(folder, [("chr1", 10, "A", "G", info(2, an)), ("chr1", 20, "A", "C", info(1, an))]))
    people = read_people(table)
    found = cohort(vcf, people, people, settings())
    counts = tally(panel.rows(), settings(), {"chr1": True})
    return make_page(Material(panel.header, counts, settings(), False, found), words("en"))


def figure_of(page: Page, key: str) -> tuple[str, str]:
    return next((one.title, one.caption) for section in page.sections for one in section.figures if one.key == key)


def test_relatives_are_those_of_the_panel_and_every_number_of_people_is_that_of_the_dots(tmp_path: Path) -> None:
    page = page_of(tmp_path, genotypes(tmp_path, 13, 3000, lambda number: "MA-01" if number < 7 else "MA-06"))
    title, caption = figure_of(page, "pca")
    assert "Regions" in title
    assert "n = 12 people" in caption
    assert "1 people were left out as relatives of others (kinship from 0.088" in caption
    assert "n = 12 people" in figure_of(page, "heterozygosity")[1]
    assert "n = 12 people" in figure_of(page, "inbreeding")[1]
    assert any("and 1 more as relatives" in line for line in page.method)


def test_the_title_of_the_components_names_no_regions_where_none_is_shown(tmp_path: Path) -> None:
    page = page_of(tmp_path, genotypes(tmp_path, 12, 400, lambda number: f"MA-{number % 4 + 1:02d}"))
    title, caption = figure_of(page, "pca")
    assert title == "The first two components; fewer than two regions have 5 people to compare"
    assert "between regions" not in caption


def test_few_snvs_cost_the_figures_of_the_people_and_not_the_page(tmp_path: Path) -> None:
    vcf, table = genotypes(tmp_path, 12, 16, lambda _: "MA-01", status="unknown")
    panel = write_panel(tmp_path, [("chr1", 10, "A", "G", info(2, 24))])
    words_ = ["panel", "summary", "--language", "en", "--panel", str(panel), "--out", str(tmp_path / "o")]
    assert main([*words_, "--variants", str(vcf), "--people", str(table)]) == 0
    html = (tmp_path / "o" / "panel.summary.html").read_text()
    assert "With 16 common autosomal SNVs left after thinning" in html
    assert "1 were left out (affected or not known as unaffected" in html  # as the panel leaves them out
    assert not (tmp_path / "o" / "figures" / "pca.svg").exists()


def test_rare_is_not_said_of_few_alleles(tmp_path: Path) -> None:
    few = page_of(tmp_path, genotypes(tmp_path, 12, 16, lambda _: ""), an=22)
    assert not any("at most 1%" in name for _, name in few.keys)
    assert figure_of(few, "spectrum")[0] == (
        "50% of the alleles are seen once; what is rarer than 1% cannot be told from 22 alleles"
    )
    many = page_of(tmp_path, genotypes(tmp_path, 12, 16, lambda _: ""), an=200)
    assert any("at most 1%" in name for _, name in many.keys)


def test_a_region_of_one_person_is_told_neither_by_its_number_nor_by_its_diversity(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, list[str]] = {}
    drawn = figures.tiles, figures.dots

    def tiles(name: str, people: dict[str, int], say: Callable[[int], str], *rest: object) -> str:
        told[name] = [f"{code} {say(number)}" for code, number in people.items()]
        return drawn[0](name, people, say, *rest)  # type: ignore[arg-type]

    def dots(name: str, marks: list[tuple[str, list[float]]], *rest: object) -> str:
        told[name] = [label for label, _ in marks]
        return drawn[1](name, marks, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(figures, "tiles", tiles)
    monkeypatch.setattr(figures, "dots", dots)
    rows = [("chr1", 10, "A", "G", info(7, 22, {"MA-04": (6, 20), "MA-06": (1, 2)}))]
    panel = PanelFile(write_panel(tmp_path, rows))
    header = replace(panel.header, regions={"MA-04": 10, "MA-06": 1})
    counts = tally(panel.rows(), settings(), {"chr1": True})
    make_page(Material(header, counts, settings(), False), words("en"))
    assert told["map"] == ["MA-04 10", "MA-06 <5"]
    assert len(told["diversity"]) == 1


def excluded(folder: Path, *samples: str) -> None:
    lines = [f"{sample}\texcluded\trelated\tkinship 0.250 with P12" for sample in samples]
    lines.append("P03\tnoted\tfamily\tdeclared of no family")
    (folder / "panel.excluded.tsv").write_text("\n".join(["sample\tdecision\treason\tdetail", *lines]) + "\n")


def test_the_list_beside_the_panel_says_whom_it_left_out(tmp_path: Path) -> None:
    vcf, table = genotypes(tmp_path, 13, 3000, lambda number: "MA-01" if number < 9 else "MA-06")
    panel = PanelFile(write_panel(tmp_path, [("chr1", 10, "A", "G", info(2, 24))]))
    people = read_people(table)
    counts = tally(panel.rows(), settings(), {"chr1": True})
    excluded(tmp_path, "P05", "P06")  # and neither of the half sisters P00 and P01
    header = replace(panel.header, people=11)
    found = cohort(vcf, people, people, settings(), rules_of(panel.path, header))
    page = make_page(Material(header, counts, settings(), False, found, 4), words("en"))
    caption = figure_of(page, "pca")[1]
    assert "n = 11 people" in caption
    assert "2 people were left out: those whom the panel's own list of exclusions leaves out." in caption
    said = " ".join(page.method)
    assert "4 were left out (affected" in said
    assert "and 2 more by the panel's own list of exclusions" in said
    assert "The panel counts 11 people" in said
    assert "The components show 11 people" in said
    assert "Heterozygosity and inbreeding show 7 of them at most" in said  # MA-06 has four
    grown = rules_of(panel.path, replace(header, people=10))  # the list does not leave as many: one sister goes as well
    assert cohort(vcf, people, people, settings(), grown).relatives == 3


def test_without_a_list_kinship_is_that_of_the_build_on_the_same_snvs(tmp_path: Path) -> None:
    """300 SNVs, each written eight times: by distance alone 2,400 SNVs would look as if they were independent."""
    vcf, table = genotypes(tmp_path, 30, 300, lambda _: "MA-01")
    head = [line for line in vcf.read_text().splitlines() if line.startswith("#")]
    rows = [line.split("\t") for line in vcf.read_text().splitlines() if not line.startswith("#")]
    linked = [["chr1", str(4000 * n + 400 * k), *row[2:]] for n, row in enumerate(rows, 1) for k in range(8)]
    head[1] = f"##contig=<ID=chr1,length={4000 * len(rows) + 8000}>"
    vcf.write_text("\n".join([*head, *("\t".join(row) for row in linked)]) + "\n")
    bare = cohort(vcf, read_people(table), read_people(table), settings())  # a file without an index is read as well
    pysam.tabix_compress(str(vcf), f"{vcf}.gz")
    pysam.tabix_index(f"{vcf}.gz", preset="vcf")
    out = tmp_path / "built" / "panel.vcf.gz"
    out.parent.mkdir()
    asked = ["panel", "build", "--variants", f"{vcf}.gz", "--people", str(table), "--name", "T", "--version", "1"]
    assert main([*asked, "--out", str(out)]) == 0
    header = PanelFile(out).header
    (tmp_path / "built" / "panel.excluded.tsv").unlink()
    people = read_people(table)
    found = cohort(Path(f"{vcf}.gz"), people, people, settings(), rules_of(out, header))
    assert not found.listed
    assert found.relatives == header.excluded.get("related", 0)
    assert len(found.people) == header.people
    assert found.kinship == pytest.approx(float(header.filters["Kinship"]), rel=1e-3)
    assert (bare.relatives, bare.kinship) == (found.relatives, found.kinship)


@pytest.mark.parametrize(
    ("language", "title", "hatched"),
    [
        (
            "en",
            "At least 1 of the 12 regions are represented; at least 60 people have a region",
            "it is no region without",
        ),
        ("fr", "Au moins 1 des 12 régions sont représentées ; au moins 60 personnes", "ce n’est pas une région sans"),
    ],
)
def test_regions_that_a_published_panel_withholds_are_no_regions_without_people(
    tmp_path: Path, language: str, title: str, hatched: str
) -> None:
    panel = PanelFile(write_panel(tmp_path, [("chr1", 10, "A", "G", info(2, 218))]))
    counts = tally(panel.rows(), settings(), {"chr1": True})
    open_ = replace(panel.header, regions={"MA-04": 60})
    closed = replace(open_, filters={"RegionsWithheld": "MA-09,MA-12"})
    plain, told = (
        next(one for section in page.sections for one in section.figures if one.key == "map")
        for page in (make_page(Material(h, counts, settings(), False), words(language)) for h in (open_, closed))
    )
    assert told.title.startswith(title)
    assert hatched in told.caption
    assert (plain.svg.count("<pattern"), "<pattern" in told.svg) == (0, True)


def test_every_reason_of_an_exclusion_has_its_words(tmp_path: Path) -> None:
    panel = PanelFile(write_panel(tmp_path, [("chr1", 10, "A", "G", info(2, 218))]))
    counts = tally(panel.rows(), settings(), {"chr1": True})
    header = replace(panel.header, excluded={**{str(reason): 2 for reason in Reason}, "moved_away": 3})
    for language in ("fr", "en"):
        page = make_page(Material(header, counts, settings(), False), words(language))
        (told,) = (value for label, value in page.facts if label == words(language).say("fact.excluded"))
        assert not any(str(reason) in told for reason in Reason if "_" in reason)
        assert "(moved_away) 3" in told
