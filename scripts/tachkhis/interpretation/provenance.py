"""Where a result comes from: input files, resources, tools, the program itself and the configuration.

This is the only document that holds a clock; everything else of a run is the same bytes for the same input.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from tachkhis import __version__
from tachkhis.case.message import Model
from tachkhis.case.request import Request
from tachkhis.case.shipped import HOUSE
from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.setting import Tool
from tachkhis.reference.consensus import MANIFEST
from tachkhis.reference.consensus import beside

_CHUNK = 1 << 20
PROGRAMS = ("pysam", "snakemake", "typst")
"""Packages of the environment that read, order and print; Python itself has a field of its own."""


class SourceFile(Model):
    """A file that the configuration names: its key, its name without folder, bytes and SHA-256."""

    key: str
    file: str
    bytes: int
    sha256: str


class Provenance(Model):
    """``{case}.provenance.json``."""

    schema_version: str = "1.0"
    case: str
    written: str  # UTC, ISO 8601
    program: str
    commit: str  # of the checkout, "unknown" outside one; "+changed" where tracked files differ from it
    python: str
    inputs: dict[str, Any]  # as `tachkhis verify` wrote them: files with checksums
    reference: dict[str, str]
    sources: list[SourceFile]
    resources: list[Resource]
    tools: list[Tool]
    config: dict[str, Any]
    results: list[SourceFile]


@dataclass(frozen=True, slots=True)
class Digest:
    """Size in bytes and SHA-256 of a file, hex."""

    size: int
    sha256: str


def digest_of(path: Path) -> Digest:
    """Read a file whole."""
    state, size = hashlib.sha256(), 0
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            state.update(chunk)
            size += len(chunk)
    return Digest(size, state.hexdigest())


def commit_of(house: Path = HOUSE) -> str:
    """The commit of the checkout, with ``+changed`` where tracked files differ; ``unknown`` where git cannot say."""

    def git(*words: str) -> str | None:
        try:
            done = subprocess.run(
                ["git", "-C", str(house), *words], capture_output=True, text=True, check=False, timeout=30
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    commit = git("rev-parse", "HEAD")
    if not commit or not (house / ".git").exists():
        return "unknown"
    return f"{commit}+changed" if git("status", "--porcelain", "--untracked-files=no") else commit


def provenance_of(
    request: Request,
    inputs: dict[str, Any],
    reference: dict[str, str],
    resources: list[Resource],
    tools: list[Tool],
    results: dict[str, Path],
    now: datetime | None = None,
) -> Provenance:
    """Collect the provenance of one case.

    Args:
        request: the request; its configuration is written out whole.
        inputs: what ``tachkhis verify`` wrote.
        reference: build, digest of the reference.
        resources: resources as used.
        tools: tools as run.
        results: results to checksum, by key.
        now: the time, for tests.
    """
    sources = {f"resources.{key}": path for key, path in _paths(request.config.resources)}
    sources |= {track.key.removesuffix(".file"): track.file for track in request.config.resources.tracks}
    sources |= {"reference.genes": request.config.reference.genes}
    sheets = request.config.sheets  # the identities stay out: not even their checksum is kept
    kept = ("cases", "samples", "units", "gene_panels", "curation")
    named = {name: getattr(sheets, name) for name in kept}
    sources |= {f"sheets.{key}": path for key, path in named.items() if path is not None}
    consensus = request.config.reference.consensus
    if consensus is not None:  # what it says of itself holds the MD5 of every contig and the digest of its changes
        sources["reference.consensus"] = beside(consensus, MANIFEST)
    if request.config.reference.targets is not None:
        sources["reference.targets"] = request.config.reference.targets
    config = json.loads(request.to_json())["config"]
    return Provenance(
        case=request.case.id,
        written=(now or datetime.now(UTC)).isoformat(timespec="seconds"),
        program=f"tachkhis {__version__}",
        commit=commit_of(),
        python=platform.python_version(),
        inputs=inputs,
        reference=reference,
        sources=[_source(key, path) for key, path in sorted(sources.items()) if path.is_file()],
        resources=resources,
        tools=[*tools, *(Tool(name=name, version=metadata.version(name)) for name in PROGRAMS)],
        config=config,
        results=[_source(key, path) for key, path in sorted(results.items())],
    )


def _paths(section: Any) -> list[tuple[str, Path]]:
    named = ((name, getattr(section, name)) for name in section.__dataclass_fields__)
    return [(name, path) for name, path in named if isinstance(path, Path)]


def _source(key: str, path: Path) -> SourceFile:
    digest = digest_of(path)
    return SourceFile(key=key, file=path.name, bytes=digest.size, sha256=digest.sha256)
