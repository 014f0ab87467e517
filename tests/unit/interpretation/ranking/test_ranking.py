"""Genes ranked by signs: files, what is left out for a publication, tables of cases."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from tachkhis.cli import main
from tachkhis.errors import ResourceError
from tachkhis.interpretation.ranking import release as releases
from tachkhis.interpretation.ranking.evidence import everything
from tachkhis.interpretation.ranking.evidence import referenced
from tachkhis.interpretation.ranking.evidence import signs_of
from tachkhis.interpretation.ranking.evidence import without_paper
from tachkhis.interpretation.ranking.knowledge import Knowledge
from tachkhis.interpretation.ranking.knowledge import load
from tachkhis.interpretation.ranking.measures import MEASURES
from tachkhis.interpretation.ranking.measures import Matcher
from tachkhis.interpretation.ranking.measures import paper_number
from tachkhis.interpretation.ranking.model import Model
from tachkhis.interpretation.ranking.model import Ranker
from tachkhis.interpretation.ranking.model import read_model

from .small import NEW
from .small import OLD
from .small import ROWS
from .small import write_release

PLAIN = Model(tuple(float(name in ("ratio", "together")) for name in MEASURES), 1.0)
"""Evidence by signs alone; the shipped weights are fitted for thousands of genes, not for four."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("hpo"))


@pytest.fixture(scope="module")
def knowledge(folder: Path) -> Knowledge:
    return load(folder)


def at(knowledge: Knowledge, *terms: int) -> list[int]:
    found = [knowledge.position(f"HP:{term:07d}") for term in terms]
    return [one for one in found if one is not None]


@pytest.mark.parametrize(
    ("signs", "gene"), [((1011, 1012), "AAA1"), ((1021, 1023), "BBB1"), ((1031,), "CCC1"), ((1041, 1042), "DDD1")]
)
def test_the_gene_whose_disease_has_the_signs_comes_first(
    knowledge: Knowledge, signs: tuple[int, ...], gene: str
) -> None:
    found = Ranker(knowledge, PLAIN).genes(at(knowledge, *signs))
    assert found[0].name == gene
    assert sum(one.score for one in found) == pytest.approx(1.0)
    assert Ranker(knowledge, PLAIN).diseases(at(knowledge, *signs))[0].gene == gene


def test_the_compiled_file_says_the_same_as_the_files(knowledge: Knowledge, folder: Path) -> None:
    again = load(folder)
    assert len(list(folder.glob("*.npz"))) == 1
    assert again.version == knowledge.version == "2099-01-01"
    assert np.array_equal(again.profile.frequency, knowledge.profile.frequency)


def test_frequencies_are_pooled_and_climb_to_the_ancestors(knowledge: Knowledge) -> None:
    evidence = everything(knowledge)
    of_first = list(knowledge.diseases).index("OMIM:1")
    leaf, system = at(knowledge, 1011, 101)
    held = {
        (int(term), int(disease)): float(share)
        for term, disease, share in zip(
            knowledge.profile.term, knowledge.profile.disease, knowledge.profile.frequency, strict=True
        )
    }
    assert held[leaf, of_first] == pytest.approx(4 / 5)  # 3 of 3, and two pseudo-patients of whom one has it
    assert held[system, of_first] == pytest.approx(4 / 5)
    assert evidence.annotated.all()


def test_order_of_the_signs_does_not_matter(knowledge: Knowledge) -> None:
    terms = at(knowledge, 1011, 1022, 104)
    found = [Ranker(knowledge, PLAIN).probabilities(order) for order in permutations(terms)]
    assert all(np.allclose(one, found[0]) for one in found)


def test_a_paper_left_out_takes_its_rows_along_and_no_others(knowledge: Knowledge) -> None:
    left = without_paper(knowledge, 22)
    assert left is not None
    diseases, evidence = left
    assert [str(knowledge.diseases[one]) for one in diseases] == ["OMIM:2"]
    signs = signs_of(knowledge, at(knowledge, 1021, 1022, 1023))
    exact = evidence.measure(signs)[MEASURES.index("exact_information"), 0]
    own = knowledge.information[at(knowledge, 1021, 1022, 1023)]
    assert exact == pytest.approx(own[2] / own.sum())  # both other rows cite the paper, one of them another paper too
    assert without_paper(knowledge, 99) is None


def test_leaving_the_publication_out_is_ranking_without_its_rows(tmp_path: Path, knowledge: Knowledge) -> None:
    """The whole disease rests on one paper: its gene must rank as if the rows had never been written."""
    bare = load(write_release(tmp_path / "bare", [row for row in ROWS if "PMID:11" not in row[2]]))
    assert "OMIM:1" in bare.diseases
    signs = (1011, 1012)
    strict = Ranker(knowledge, PLAIN, leave_publication_out=True)
    open_ = Ranker(knowledge, PLAIN).genes(at(knowledge, *signs))
    left = strict.genes(at(knowledge, *signs), 11)
    assert open_[0].name == "AAA1"
    assert left[0].name != "AAA1"
    assert strict.genes(at(knowledge, *signs), 99)[0].name == "AAA1"
    measures = Matcher(knowledge, leave_publication_out=True).diseases(signs_of(knowledge, at(knowledge, *signs)), 11)
    lone = Matcher(bare).diseases(signs_of(bare, at(bare, *signs)))
    first = list(knowledge.diseases).index("OMIM:1")
    assert not measures[2][first]
    assert not lone[2][first]
    for name in ("exact_information", "together"):
        assert measures[0][MEASURES.index(name), first] == 0.0


@pytest.mark.parametrize("paper", [11, 22, 23, 99])
def test_a_paper_left_out_is_not_counted_as_published_on_its_gene(
    tmp_path: Path, knowledge: Knowledge, paper: int
) -> None:
    """A count that held the case's own paper would tell which genes were just published."""
    bare = load(write_release(tmp_path / "bare", [row for row in ROWS if f"PMID:{paper}" not in row[2]]))
    assert list(bare.genes) == list(knowledge.genes)
    signs = signs_of(knowledge, at(knowledge, 1011))
    left = Matcher(knowledge, leave_publication_out=True).genes(signs, paper)[MEASURES.index("papers")]
    assert left == pytest.approx(bare.papers)
    whole = Matcher(knowledge).genes(signs, paper)[MEASURES.index("papers")]
    assert whole == pytest.approx(knowledge.papers)


def test_rows_without_a_source_do_not_count_where_a_publication_is_left_out(knowledge: Knowledge) -> None:
    from dataclasses import replace

    marked = replace(knowledge, rows=replace(knowledge.rows, referenced=knowledge.rows.term != at(knowledge, 1041)[0]))
    signs = signs_of(knowledge, at(knowledge, 1041))
    last = list(knowledge.diseases).index("ORPHA:4")
    exact = MEASURES.index("exact_information")
    assert everything(marked).measure(signs)[exact, last] == 1.0
    assert referenced(marked).measure(signs)[exact, last] == 0.0


@pytest.mark.parametrize(("text", "number"), [("PMID:123", 123), ("123", 123), ("", None), ("doi:10.1/x", None)])
def test_a_paper_is_a_number(text: str, number: int | None) -> None:
    assert paper_number(text) == number


def test_older_numbers_are_followed(knowledge: Knowledge) -> None:
    assert knowledge.position(OLD) == knowledge.position(NEW) is not None
    assert knowledge.position("HP:0000005") is None  # a term, but no sign


def rank(folder: Path, table: Path, out: Path, *more: str) -> int:
    return main(["rank", "--cases", str(table), "--out", str(out), "--hpo-data", str(folder), *more])


def test_a_table_of_cases_is_ranked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, out = tmp_path / "cases.tsv", tmp_path / "out.tsv"
    table.write_text(
        "case_id\tother\thpo_present\thpo_excluded\tpmid\n"
        "a\tx\tHP:0001011;HP:0001012\tHP:0001021\tPMID:11\n"
        f"b\tx\t{OLD};HP:7777777\t\t\n"
        "c\tx\tfoo\t\t\n"
    )
    assert rank(folder, table, out) == 0
    lines = [line.split("\t") for line in out.read_text().splitlines()]
    assert lines[0] == ["case_id", "rank", "gene", "score"]
    assert [line[:2] for line in lines[1:]] == [[case, str(place)] for case in "ab" for place in (1, 2, 3, 4)]
    scores = {(line[0], line[2]): float(line[3]) for line in lines[1:]}
    assert scores["a", "AAA1"] > scores["a", "DDD1"]
    assert [float(line[3]) for line in lines[1:5]] == sorted((float(line[3]) for line in lines[1:5]), reverse=True)
    warnings = [line for line in capsys.readouterr().err.splitlines() if line.startswith("warning")]
    assert len(warnings) == 3
    assert "row 3, column hpo_present, value 'HP:7777777'" in warnings[0]
    first = out.read_bytes()
    assert rank(folder, table, out) == 0
    assert out.read_bytes() == first
    assert rank(folder, table, out, "--leave-publication-out") == 0
    left = {tuple(line.split("\t")[0:3:2]): float(line.split("\t")[3]) for line in out.read_text().splitlines()[1:]}
    assert left["a", "AAA1"] < scores["a", "AAA1"]
    assert left["b", "AAA1"] == scores["b", "AAA1"]  # names no publication


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("case\thpo_present\na\tHP:0001011\n", "column case_id is missing"),
        ("case_id\thpo_present\na\tHP:0001011\na\tHP:0001011\n", "case stands in row 2 already"),
        ("case_id\thpo_present\na\tfoo\n", "not an HPO term"),
        ("case_id\thpo_present\n", "has no case"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(
    folder: Path, tmp_path: Path, text: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "cases.tsv"
    table.write_text(text)
    assert rank(folder, table, tmp_path / "out.tsv") == 2
    assert problem in capsys.readouterr().err
    assert not (tmp_path / "out.tsv").exists()


def test_absent_files_are_one_line_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"no HPO file hp[.]obo, phenotype[.]hpoa, genes_to"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3/7", (3.0, 7.0)),
        ("0/0", (None, None)),
        ("HP:0040281", (0.9, None)),
        ("45%", (0.45, None)),
        ("", (None, None)),
    ],
)
def test_frequencies_are_read_as_written(text: str, found: tuple[float | None, float | None]) -> None:
    seen, asked, share = releases._frequency(text)
    read = (seen, asked) if "/" in text else (share, asked)
    assert tuple(None if np.isnan(one) else one for one in read) == pytest.approx(found)


def test_the_shipped_model_weighs_every_measure() -> None:
    model = read_model()
    assert len(model.weights) == len(MEASURES) <= 15
    assert 0.3 <= model.sharpness <= 1.5
    assert 0.0 < model.unexplained < 1.0
