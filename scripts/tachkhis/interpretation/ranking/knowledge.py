"""What ranking knows, compiled once from the HPO files and loaded in a fraction of a second after that."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tachkhis.errors import ResourceError
from tachkhis.interpretation.ranking import release as releases
from tachkhis.interpretation.ranking.rows import Flags
from tachkhis.interpretation.ranking.rows import Floats
from tachkhis.interpretation.ranking.rows import Ints
from tachkhis.interpretation.ranking.rows import Lineages
from tachkhis.interpretation.ranking.rows import Profile
from tachkhis.interpretation.ranking.rows import Rows

FORMAT = "4"
"""Changes with the meaning of the compiled arrays."""
Texts = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Compiled arrays; T terms, D diseases with a known gene, G genes, L gene-disease links.

    Attributes:
        version: release or releases of HPO.
        numbers: T; numbers of the terms, ascending; all phenotypic abnormalities.
        renamed: pairs of an older number and the present one, sorted.
        foreign: numbers of terms that exist but are no signs (modes of inheritance, onset, ...).
        lineages: ancestors of the terms.
        information: T; information content over diseases, in nats.
        background: T; share of published patients and diseases that have the term or one below it.
        diseases: D; ids.
        names: D; names as the release has them.
        genes: G; symbols, sorted.
        link_gene: L; gene of each link, ascending.
        link_disease: L; its disease.
        rows: annotation rows.
        signs: annotated signs of diseases with frequencies, all rows.
        profile: the same with all ancestors.
        axes: kept terms x K; directions in which signs occur together.
        axis_term: the kept terms.
        member: disease of each membership in a group of alike-named diseases.
        group: its group.
        group_weight: weight per group: rarer words weigh more.
        whole_name: per group, whether it is the whole name without numbers rather than a word.
        family: G; group of genes whose symbols share their letters.
        papers: G; natural logarithm of 1 + papers behind the gene's annotations.
    """

    version: str
    numbers: Ints
    renamed: Ints
    foreign: Ints
    lineages: Lineages
    information: Floats
    background: Floats
    diseases: Texts
    names: Texts
    genes: Texts
    link_gene: Ints
    link_disease: Ints
    rows: Rows
    signs: Profile
    profile: Profile
    axes: Floats
    axis_term: Ints
    member: Ints
    group: Ints
    group_weight: Floats
    whole_name: Flags
    family: Ints
    papers: Floats

    def position(self, term: str) -> int | None:
        """Position of a term written as ``HP:0001250``; older numbers are followed; ``None`` for no sign."""
        number = int(term.removeprefix("HP:"))
        for _ in range(5):
            where = int(np.searchsorted(self.numbers, number))
            if where < len(self.numbers) and self.numbers[where] == number:
                return where
            old = int(np.searchsorted(self.renamed[:, 0], number))
            if old == len(self.renamed) or self.renamed[old, 0] != number:
                return None
            number = int(self.renamed[old, 1])
        return None

    def unreferenced(self) -> Flags:
        """D; diseases with rows whose source does not say where they come from."""
        found = np.zeros(len(self.diseases), dtype=np.bool_)
        found[self.rows.disease[~self.rows.referenced]] = True
        return found


_PARTS: dict[str, type[Any]] = {"lineages": Lineages, "rows": Rows, "signs": Profile, "profile": Profile}


def save(knowledge: Knowledge, path: Path) -> None:
    """Write all arrays to one file (``.npz``, not compressed); whole or not at all."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for field in fields(Knowledge):
        value = getattr(knowledge, field.name)
        if field.name in _PARTS:
            arrays |= {f"{field.name}.{part.name}": getattr(value, part.name) for part in fields(value)}
        else:
            arrays[field.name] = np.asarray(value)
    held = io.BytesIO()
    np.savez(held, **arrays)  # type: ignore[arg-type]
    part = path.with_suffix(f".{os.getpid()}.part")  # several cases may compile at once
    part.write_bytes(held.getvalue())
    part.replace(path)


def _read(path: Path) -> Knowledge:
    with np.load(path) as arrays:
        values: dict[str, Any] = {}
        for field in fields(Knowledge):
            if kind := _PARTS.get(field.name):
                values[field.name] = kind(**{part.name: arrays[f"{field.name}.{part.name}"] for part in fields(kind)})
            else:
                values[field.name] = arrays[field.name]
    values["version"] = str(values["version"])
    return Knowledge(**values)


def load(where: Path | None = None) -> Knowledge:
    """The compiled knowledge of a folder of HPO files, compiled now if need be (half a minute, once).

    The compiled file stands beside the files, its name holding what it was made from; where the folder cannot be
    written to, it is made anew each time. Where nobody named a folder and set-up fetched none (a run with an
    environment of one's own), the package hpo3 alone is compiled; the version then says that frequencies are lacking.

    Args:
        where: the folder; that of set-up if absent.

    Raises:
        ResourceError: a named folder lacks a file.
    """
    chosen = where or releases.folder()
    if chosen == releases.SHIPPED and releases.lacking(chosen):
        return _compiled(None, chosen.parent.parent / f"tachkhis-{_stamp(None)}.npz")
    releases.check(chosen)
    return _compiled(chosen, chosen / f"tachkhis-{_stamp(chosen)}.npz")


def _compiled(chosen: Path | None, path: Path) -> Knowledge:
    """What was compiled from a folder (none: from the package hpo3 alone), or what is compiled now."""
    if path.is_file():
        try:
            return _read(path)
        except (ValueError, KeyError, EOFError, OSError) as error:
            raise ResourceError(f"{path}: the compiled HPO data are damaged ({error}); delete the file") from None
    from tachkhis.interpretation.ranking.compile import compile_knowledge

    knowledge = compile_knowledge(chosen)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(knowledge, path)
    except OSError:
        return knowledge
    return knowledge


def _stamp(where: Path | None) -> str:
    """Names the compiled file: sizes and times of the HPO files, the release of hpo3, the format."""
    from importlib.metadata import version

    parts = [FORMAT, version("hpo3")]
    if where is not None:
        for name in (releases.OBO, releases.ANNOTATIONS, releases.GENES):
            about = (where / name).stat()
            parts.append(f"{about.st_size} {about.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
