"""The prepared resources of a build as a whole: which steps, in which order, and the configuration that uses them."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.reference.manifest import Entry
from tachkhis.reference.manifest import RemoteFile
from tachkhis.reference.preparation import Preparation
from tachkhis.reference.preparation import Step
from tachkhis.reference.prepared_genome import copy_step
from tachkhis.reference.prepared_genome import fasta_name
from tachkhis.reference.prepared_genome import genes_step
from tachkhis.reference.prepared_genome import index_step
from tachkhis.reference.prepared_genome import reference_step
from tachkhis.reference.prepared_genome import regions_step
from tachkhis.reference.prepared_tracks import Genome
from tachkhis.reference.prepared_tracks import clinvar_step
from tachkhis.reference.prepared_tracks import gnomad_part
from tachkhis.reference.prepared_tracks import has_scores
from tachkhis.reference.prepared_tracks import joined_step
from tachkhis.reference.prepared_tracks import scores_part

CONFIG = "config.yaml"
Chosen = Sequence[tuple[Entry, tuple[RemoteFile, ...]]]


@dataclass(slots=True)
class Work:
    """One call of ``prepare``.

    Attributes:
        build: the build.
        source: folder of the downloads.
        folder: folder of the results.
        threads: chromosomes made side by side.
        index: make the bwa index.
        partial: go on where chromosomes of gnomAD are not there.
        mask: name of the regions that are overwritten with N in the reference; empty for none.
        done: names of the steps of this call.
    """

    build: str
    source: Path
    folder: Path
    threads: int
    index: bool
    partial: bool
    mask: str
    tell: Callable[[str], None]
    done: list[str] = field(default_factory=list)


def prepare_build(chosen: Chosen, work: Work) -> Path:
    """Make everything that the downloads allow; the path of the configuration that names it.

    The configuration goes before the reference is made anew, and comes back when all is whole: a run that begins in
    between would read a sequence and an index, or tracks, that do not belong together.

    Raises:
        InputError: the folder holds another build, whose tracks have the same names.
        ResourceError: the reference is absent, chromosomes of gnomAD are, or a step failed.
    """
    there = {entry: tuple(file for file in files if (work.source / file.path).is_file()) for entry, files in chosen}
    references = _of_kind(there, "reference")
    if not references:
        problem = f"{work.source}: the reference of {work.build} is not there"
        raise ResourceError(f"{problem}; 'tachkhis resources fetch reference --build {work.build} --to {work.source}'")
    _refuse_gaps(there, work)
    preparation = Preparation(work.folder, work.source, work.tell)
    _refuse_other_build(preparation, work)
    preparation.clear()
    genome = Genome(work.folder / fasta_name(work.build), work.threads)
    config: dict[str, dict[str, str]] = {"reference": {"build": work.build, "fasta": fasta_name(work.build)}}
    file = references[0][1][0]
    reference = reference_step(work.source / file.path, work.build, file.content, _mask(there, work))
    if not preparation.is_done(reference):
        (work.folder / CONFIG).unlink(missing_ok=True)
    _do(preparation, reference, work)
    if work.index:
        _do(preparation, index_step(work.folder, work.build), work)
    for _, files in _of_kind(there, "genes")[:1]:
        step = genes_step(work.source / files[0].path, work.folder, work.build)
        _do(preparation, step, work)
        config["reference"]["genes"] = step.outputs[0]
    config["resources"] = _tracks(there, preparation, genome, work)
    for entry, files in _of_kind(there, "regions"):
        for one in files:
            _do(preparation, regions_step(entry.name, work.source / one.path, work.folder, work.build), work)
    for kind in ("table", "mappability"):
        for entry, files in _of_kind(there, kind):
            _do(preparation, copy_step(entry.name, tuple(work.source / one.path for one in files)), work)
    preparation.keep_only(work.done)
    return _write_config(work.folder, config)


def _refuse_other_build(preparation: Preparation, work: Work) -> None:
    """Each build has a folder of its own: runs on the other one would read this one's frequencies.

    Raises:
        InputError: the folder is another build's.
    """
    recorded = preparation.steps.get("reference")
    there = recorded["parameters"][0] if recorded is not None else work.build
    if there != work.build:
        problem = f"holds the prepared resources of {there}, whose runs would read those of {work.build}"
        remedy = f"write --to with a folder of its own for {work.build}"
        raise InputError([Fault(str(work.folder), problem, remedy)])


def _mask(there: dict[Entry, tuple[RemoteFile, ...]], work: Work) -> Path | None:
    if not work.mask:
        return None
    for entry, files in _of_kind(there, "regions"):
        if entry.name == work.mask:
            return work.source / files[0].path
    known = ", ".join(entry.name for entry, _ in _of_kind(there, "regions")) or "none"
    raise ResourceError(f"--mask {work.mask}: no such regions are in {work.source}; there are: {known}")


def _of_kind(there: dict[Entry, tuple[RemoteFile, ...]], kind: str) -> list[tuple[Entry, tuple[RemoteFile, ...]]]:
    return [(entry, files) for entry, files in there.items() if entry.kind == kind and files]


def _do(preparation: Preparation, step: Step, work: Work) -> None:
    work.done.append(step.name)
    preparation.do(step)


def _refuse_gaps(there: dict[Entry, tuple[RemoteFile, ...]], work: Work) -> None:
    """A frequency track without a chromosome makes its variants look as if they were absent from gnomAD."""
    if work.partial:
        return
    for entry, files in _of_kind(there, "gnomad"):
        gone = [file.part or file.file for file in entry.files if file not in files]
        if gone:
            problem = f"{entry.key}: {len(gone)} of {len(entry.files)} files are not there ({', '.join(gone[:5])} ...)"
            risk = "variants there would look as if gnomAD had none"
            raise ResourceError(f"{problem}: {risk}; fetch them, write --without {entry.name}, or --partial")


def _tracks(
    there: dict[Entry, tuple[RemoteFile, ...]], preparation: Preparation, genome: Genome, work: Work
) -> dict[str, str]:
    made: dict[str, str] = {}
    for _, files in _of_kind(there, "clinvar")[:1]:
        step = clinvar_step(work.source / files[0].path, genome)
        _do(preparation, step, work)
        made["clinvar"] = step.outputs[0]
    entries = _of_kind(there, "gnomad")
    joint = [(entry, files) for entry, files in entries if entry.name.endswith("-joint")]
    by_part: dict[str, list[Path]] = {}
    for _, files in joint or entries:
        for file in files:
            by_part.setdefault(file.part or file.file, []).append(work.source / file.path)
    if by_part:
        parts = [gnomad_part("gnomad", part, tuple(paths), genome) for part, paths in by_part.items()]
        made["gnomad"] = _joined("gnomad", parts, preparation, genome, work)
    for entry, files in entries:
        if entry not in dict(joint) and has_scores(work.source / files[0].path):
            parts = [scores_part(file.part or file.file, work.source / file.path, genome) for file in files]
            made["scores"] = _joined("scores", parts, preparation, genome, work)
            break
    return made


def _joined(name: str, parts: Sequence[Step], preparation: Preparation, genome: Genome, work: Work) -> str:
    """Make the chromosomes of a track, some at a time, and the whole; the chromosomes are then removed."""
    step = joined_step(name, [work.folder / part.outputs[0] for part in parts], genome)
    work.done += [*(part.name for part in parts), step.name]
    if all(preparation.is_recorded(part) for part in parts) and preparation.is_done(step):
        preparation.tell(f"{name}: is up to date")
        return step.outputs[0]
    with ThreadPoolExecutor(max_workers=max(1, work.threads)) as pool:
        for _ in pool.map(preparation.do, parts):
            pass
    preparation.do(step)
    for part in parts:
        for output in part.outputs:
            (work.folder / output).unlink(missing_ok=True)
    return step.outputs[0]


def _write_config(folder: Path, config: dict[str, dict[str, str]]) -> Path:
    """The sections ``reference`` and ``resources`` of a configuration."""
    lines = [
        "# Written by 'tachkhis resources prepare': the sections reference and resources of a configuration.",
        "# Paths are relative to this file: keep your configuration beside it, or write this folder before them.",
        "# Add sheets and the rest as config/README.md says; provenance.json tells what each file was made of.",
    ]
    for section, keys in config.items():
        lines.append(f"{section}:" if keys else f"{section}: {{}}")
        lines += [f"  {key}: {value}" for key, value in keys.items()]
    path = folder / CONFIG
    partial = folder / f".{CONFIG}.partial"
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    partial.replace(path)
    return path
