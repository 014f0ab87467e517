"""The signs of a request, by the HPO of the package hpo3: terms, labels, what a gene is linked with.

How well a gene fits is the matter of :mod:`tachkhis.interpretation.fit` and of the ranking model behind it. The
release is loaded once, when first asked for. Labels are English as in the installed release, and French
where there is an official translation of the term; where the release words the English label otherwise than the
translators had it, that is noted, so that a report can show both (HPO licence: content unaltered, version shown).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence
from functools import cache
from functools import cached_property
from pathlib import Path

from tachkhis.case.hpo_release import HpoRelease
from tachkhis.case.hpo_release import load
from tachkhis.case.shipped import RESOURCES
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.interpretation.setting import PhenotypeTerm

FRENCH = RESOURCES / "phenotype" / "hpo_fr.tsv"
PHENOTYPIC_ABNORMALITY = 118  # HP:0000118

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


class Hpo:
    """The installed release; use :func:`hpo` to get the one instance."""

    def __init__(self, release: HpoRelease) -> None:
        self._release = release
        self._lineages: dict[int, frozenset[int]] = {}
        self._closures: dict[str, frozenset[int]] = {}
        self._groups: dict[tuple[tuple[str, ...], float], dict[str, frozenset[int]]] = {}

    @property
    def version(self) -> str:
        """Release of the ontology, a date."""
        return self._release.version

    @cached_property
    def _french(self) -> dict[str, tuple[str, str]]:
        return read_french(FRENCH)

    def fault(self, term: str, file: str, row: int | None = None, column: str | None = None) -> Fault | None:
        """What is wrong with a term as written, or ``None``."""
        if not re.fullmatch(r"HP:\d{7}", term):
            return Fault(
                file, "not an HPO term", "write HP: and seven digits, for example HP:0001250", row, column, term
            )
        found = self._release.term(_number(term))
        if found is None:
            remedy = f"look the sign up at hpo.jax.org; the installed release is {self.version}"
            return Fault(file, "HPO term does not exist", remedy, row, column, term)
        if found.obsolete:
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
        found = self._release.term(_number(identifier))
        assert found is not None, identifier
        english = found.name
        french, translated = self._french.get(identifier, (None, None))
        return PhenotypeTerm(
            id=identifier,
            label_en=english,
            label_fr=french,
            label_fr_of=translated if translated != english else None,
            excluded=excluded,
        )

    def knows(self, gene: str) -> bool:
        """Whether the gene has annotations."""
        return self._release.knows(gene)

    @property
    def genes(self) -> Iterable[str]:
        """Every gene symbol of the release."""
        return self._release.genes

    def modes(self, gene: str) -> tuple[str, ...]:
        """Modes of inheritance listed for the gene, sorted; values of :data:`MODES`."""
        ids = self._release.annotations(gene)
        return tuple(sorted({MODES[name] for term in ids if (name := f"HP:{term:07d}") in MODES}))

    def matched(self, gene: str, terms: Sequence[str]) -> tuple[str, ...]:
        """Terms that the gene's annotations hold or specialise, each once, in the order given."""
        closure = self.closure(gene)
        return tuple(term for term in dict.fromkeys(terms) if _number(term) in closure)

    def akin(self, gene: str, terms: Sequence[str], share: float) -> tuple[str, ...]:
        """Terms that stand, with a sign of the gene, below a term that few genes stand below; each once, in order.

        Args:
            gene: symbol.
            terms: signs, of which those that the gene matches are akin as well.
            share: of the genes with any sign, the part that may stand below the shared term at most.
        """
        closure = self.closure(gene)
        if not closure:
            return ()
        groups = self.groups(terms, share)
        return tuple(term for term, group in groups.items() if not group.isdisjoint(closure))

    def groups(self, terms: Sequence[str], share: float) -> dict[str, frozenset[int]]:
        """Of each term those above it, itself included, that at most a part of the genes with signs stand below."""
        asked = tuple(dict.fromkeys(terms))
        if (asked, share) not in self._groups:
            lineages = {term: self._lineage(_number(term)) for term in asked}
            most = share * self.genes_below(PHENOTYPIC_ABNORMALITY)
            self._groups[asked, share] = {
                term: frozenset(one for one in above if self.genes_below(one) <= most)
                for term, above in lineages.items()
            }
        return self._groups[asked, share]

    def genes_below(self, term: int) -> int:
        """How many genes have a term or one below it."""
        return self._release.genes_below(term)

    def closure(self, gene: str) -> frozenset[int]:
        """The gene's signs with all their ancestors."""
        if gene not in self._closures:
            signs = [term for term in self._release.annotations(gene) if self._is_abnormality(term)]
            self._closures[gene] = frozenset().union(*(self._lineage(term) for term in signs))
        return self._closures[gene]

    def _lineage(self, term: int) -> frozenset[int]:
        """A term and all its ancestors."""
        if term not in self._lineages:
            found = self._release.term(term)
            above = (self._lineage(parent) for parent in (found.parents if found is not None else ()))
            self._lineages[term] = frozenset({term}).union(*above)
        return self._lineages[term]

    def _is_abnormality(self, term: int) -> bool:
        return PHENOTYPIC_ABNORMALITY in self._lineage(term)


@cache
def hpo() -> Hpo:
    """The one instance; the first call loads the release."""
    return Hpo(load())


def read_french(path: Path) -> dict[str, tuple[str, str]]:
    """French labels: term -> (French label, English label that it translates)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {cells[0]: (cells[1], cells[2]) for cells in rows[1:] if len(cells) >= 3}


def _number(term: str) -> int:
    return int(term.removeprefix("HP:"))
