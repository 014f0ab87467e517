"""Compile the HPO files to the arrays of :class:`Knowledge`."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tachkhis.interpretation.ranking.knowledge import Knowledge
from tachkhis.interpretation.ranking.newer import extend
from tachkhis.interpretation.ranking.release import Release
from tachkhis.interpretation.ranking.release import read
from tachkhis.interpretation.ranking.rows import Flags
from tachkhis.interpretation.ranking.rows import Floats
from tachkhis.interpretation.ranking.rows import Ints
from tachkhis.interpretation.ranking.rows import Lineages
from tachkhis.interpretation.ranking.rows import Profile
from tachkhis.interpretation.ranking.rows import Rows
from tachkhis.interpretation.ranking.rows import closure
from tachkhis.interpretation.ranking.rows import frequencies

PHENOTYPIC_ABNORMALITY = 118
LEAST_SHARE = 2e-5
MOST_INFORMATION = 10.0
PATIENTS = 0.7
"""Share of published patients (rather than of diseases) in the background."""
AXES = 100
LEAST_DISEASES = 8
"""A term of fewer diseases takes no part in the axes: one paper must not shape them."""
LEAST_NAMED = 3
"""A word of fewer disease names groups nothing."""
COMMON_WORDS = frozenset(
    [
        "type",
        "autosomal",
        "recessive",
        "dominant",
        "linked",
        "with",
        "without",
        "and",
        "the",
        "syndrome",
        "susceptibility",
    ]
)


def compile_knowledge(where: Path | None) -> Knowledge:
    """Read the files of a folder (none: begin with nothing), add what hpo3's newer release knows, derive all arrays."""
    release = extend(Release("") if where is None else read(where))
    numbers, lineages = _lineages(release)
    at = {number: position for position, number in enumerate(numbers)}
    linked = {disease for diseases in release.links.values() for disease in diseases}
    diseases = sorted(linked)
    rows = _rows(release, at, {name: position for position, name in enumerate(diseases)})
    signs = frequencies(rows, np.ones(len(rows.disease), dtype=np.bool_))
    profile = closure(signs, lineages)
    known = max(1, len(np.unique(profile.disease)))
    share = np.bincount(profile.term, profile.frequency, len(numbers)) / known
    information = np.minimum(-np.log(np.maximum(share, LEAST_SHARE)), MOST_INFORMATION).astype(np.float32)
    background = PATIENTS * _patients(rows, lineages) + (1.0 - PATIENTS) * share
    genes, link_gene, link_disease = _links(release, diseases)
    kept, axes = _axes(profile, information, len(diseases))
    member, group, weight, whole = _named([release.names.get(name, "") for name in diseases])
    return Knowledge(
        version=release.version,
        numbers=np.array(numbers, dtype=np.int32),
        renamed=np.array(sorted(release.renamed.items()), dtype=np.int32).reshape(-1, 2),
        foreign=np.array(sorted(set(release.labels) - set(numbers)), dtype=np.int32),
        lineages=lineages,
        information=information,
        background=background.astype(np.float32),
        diseases=np.array(diseases),
        names=np.array([release.names.get(name, "") for name in diseases]),
        genes=np.array(genes),
        link_gene=link_gene,
        link_disease=link_disease,
        rows=rows,
        signs=signs,
        profile=profile,
        axes=axes,
        axis_term=kept,
        member=member,
        group=group,
        group_weight=weight,
        whole_name=whole,
        family=_families(genes),
        papers=_papers(rows, link_gene, link_disease, len(genes)),
    )


def _lineages(release: Release) -> tuple[list[int], Lineages]:
    above: dict[int, frozenset[int]] = {}

    def climb(term: int) -> frozenset[int]:
        if term not in above:
            above[term] = frozenset((term,)).union(*(climb(parent) for parent in release.parents[term]))
        return above[term]

    numbers = [term for term in sorted(release.labels) if PHENOTYPIC_ABNORMALITY in climb(term)]
    at = {number: position for position, number in enumerate(numbers)}
    lists = [sorted(at[one] for one in above[number] if one in at) for number in numbers]
    starts = np.cumsum([0, *map(len, lists)]).astype(np.int32)
    return numbers, Lineages(starts, np.array([one for found in lists for one in found], dtype=np.int32))


def _rows(release: Release, terms: dict[int, int], diseases: dict[str, int]) -> Rows:
    found = sorted(
        (diseases[row.disease], terms[number], place)
        for place, row in enumerate(release.rows)
        if row.disease in diseases and (number := release.current(row.term)) in terms
    )
    kept = [release.rows[place] for _, _, place in found]
    return Rows(
        disease=np.array([disease for disease, _, _ in found], dtype=np.int32),
        term=np.array([term for _, term, _ in found], dtype=np.int32),
        seen=np.array([row.seen for row in kept], dtype=np.float32),
        asked=np.array([row.asked for row in kept], dtype=np.float32),
        share=np.array([row.share for row in kept], dtype=np.float32),
        referenced=np.array([row.referenced for row in kept], dtype=np.bool_),
        paper_starts=np.cumsum([0, *(len(row.papers) for row in kept)]).astype(np.int32),
        papers=np.array([paper for row in kept for paper in row.papers], dtype=np.int32),
    )


def _patients(rows: Rows, lineages: Lineages) -> Floats:
    """Share of published patients with each term: fractions by disease and paper, large series by their square root."""
    if not len(rows.papers):
        return np.zeros(lineages.terms, dtype=np.float32)
    counted = ~np.isnan(rows.asked) & (np.diff(rows.paper_starts) > 0)
    paper = rows.papers[np.minimum(rows.paper_starts[:-1], len(rows.papers) - 1)]
    series = rows.disease.astype(np.int64) << 32 | paper
    _, where = np.unique(series[counted], return_inverse=True)
    size = np.zeros(where.max(initial=-1) + 1, dtype=np.float32)
    np.maximum.at(size, where, rows.asked[counted])
    whole = closure(Profile(where.astype(np.int32), rows.term[counted], rows.seen[counted]), lineages)
    weight = 1.0 / np.sqrt(np.maximum(size, 1.0))
    found = np.bincount(whole.term, whole.frequency * weight[whole.disease], lineages.terms)
    return (found / max(1.0, float((size * weight).sum()))).astype(np.float32)


def _links(release: Release, diseases: Sequence[str]) -> tuple[list[str], Ints, Ints]:
    at = {name: position for position, name in enumerate(diseases)}
    by_symbol: dict[str, set[int]] = {}
    for number, linked in release.links.items():
        if linked:
            by_symbol.setdefault(release.symbols[number], set()).update(at[disease] for disease in linked)
    genes = sorted(by_symbol)
    pairs = [(position, disease) for position, gene in enumerate(genes) for disease in sorted(by_symbol[gene])]
    both = np.array(pairs, dtype=np.int32)
    return genes, both[:, 0].copy(), both[:, 1].copy()


def _axes(profile: Profile, information: Floats, diseases: int) -> tuple[Ints, Floats]:
    """Directions of the diseases' weighted signs (latent semantic analysis; randomised, from a fixed start)."""
    count = np.bincount(profile.term, minlength=len(information))
    kept = np.flatnonzero((count >= LEAST_DISEASES) & (information > 1.0)).astype(np.int32)
    place = np.full(len(information), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    used = place[profile.term] >= 0
    matrix = np.zeros((diseases, len(kept)), dtype=np.float32)
    weighted = (profile.frequency * information[profile.term])[used]
    matrix[profile.disease[used], place[profile.term[used]]] = weighted
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-6)
    basis = np.random.default_rng(1).standard_normal((len(kept), AXES + 20)).astype(np.float32)
    for _ in range(3):
        basis, _ = np.linalg.qr(matrix.T @ (matrix @ basis))
    _, _, turned = np.linalg.svd(matrix @ basis, full_matrices=False)
    return kept, (basis @ turned.T)[:, :AXES].astype(np.float32)


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]+", name.lower()) if len(word) > 2]


def _named(names: Sequence[str]) -> tuple[Ints, Ints, Floats, Flags]:
    """Groups of diseases by words of their names, and by the whole name without numbers."""
    keys: list[list[str]] = []
    for name in names:
        words = _words(name)
        series = " ".join(word for word in words if word not in COMMON_WORDS)
        keys.append(sorted({*words, *([f"={series}"] if series else [])}))
    count = Counter(key for found in keys for key in found)
    used = sorted(key for key, number in count.items() if number >= (2 if key.startswith("=") else LEAST_NAMED))
    at = {key: position for position, key in enumerate(used)}
    pairs = [(disease, at[key]) for disease, found in enumerate(keys) for key in found if key in at]
    both = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    weight = np.array([math.log(len(names) / count[key]) for key in used], dtype=np.float32)
    whole = np.array([key.startswith("=") for key in used], dtype=np.bool_)
    return both[:, 0].copy(), both[:, 1].copy(), weight, whole


def _families(genes: Sequence[str]) -> Ints:
    roots = [found.group(0) if (found := re.match(r"[A-Z]+", gene)) else gene for gene in genes]
    at = {root: position for position, root in enumerate(sorted(set(roots)))}
    return np.array([at[root] for root in roots], dtype=np.int32)


def _papers(rows: Rows, link_gene: Ints, link_disease: Ints, genes: int) -> Floats:
    of_row = np.repeat(rows.disease, np.diff(rows.paper_starts))
    by_disease: dict[int, set[int]] = {}
    for disease, paper in zip(of_row.tolist(), rows.papers.tolist(), strict=True):
        by_disease.setdefault(disease, set()).add(paper)
    found: list[set[int]] = [set() for _ in range(genes)]
    for gene, disease in zip(link_gene.tolist(), link_disease.tolist(), strict=True):
        found[gene] |= by_disease.get(disease, set())
    return np.log1p([len(one) for one in found]).astype(np.float32)
