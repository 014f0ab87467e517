"""The sections of the configuration, typed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.further_tracks import TrackConfig

Regions = tuple[tuple[int, int], ...]
"""Regions of one contig, 1-based inclusive, sorted."""


@dataclass(frozen=True, slots=True)
class ReferenceConfig:
    """Section ``reference``. ``par`` is by contig as written, 1-based inclusive; ``None`` where nothing is written.

    ``consensus`` is the FASTA of ``tachkhis panel consensus`` that reads are aligned to instead of ``fasta``.
    """

    build: str
    fasta: Path
    genes: Path
    targets: Path | None
    par: dict[str, Regions] | None
    prepared: Path | None
    consensus: Path | None = None


@dataclass(frozen=True, slots=True)
class SheetsConfig:
    """Section ``sheets``."""

    cases: Path
    samples: Path
    units: Path | None
    gene_panels: Path | None
    identities: Path | None
    curation: Path | None = None


@dataclass(frozen=True, slots=True)
class ResourcesConfig:
    """Section ``resources``."""

    clinvar: Path | None
    gnomad: Path | None
    panel: Path | None
    founders: Path | None
    sites: Path | None
    scores: Path | None
    genetic_map: Path | None = None
    tracks: tuple[TrackConfig, ...] = ()
    hotspots: Path | None = None
    constraint: Path | None = None
    diseases: Path | None = None


@dataclass(frozen=True, slots=True)
class AlignmentConfig:
    """Section ``alignment``: gigabytes of FASTQ from which a sample's units are aligned apart; ``None``: never."""

    apart_gb: float | None = 10


@dataclass(frozen=True, slots=True)
class RefineConfig:
    """Section ``calling.refine``: which rules of the refinement of calls are on."""

    artefacts: bool
    rescue: bool
    repeats: bool
    family: bool
    phase: bool = True


@dataclass(frozen=True, slots=True)
class CallingConfig:
    """Section ``calling``; qualities are phred, ``scatter_bases`` bases per job, ``callable_depth`` reads."""

    caller: str
    min_mapping_quality: int
    min_base_quality: int
    min_quality: int
    scatter_bases: int
    callable_depth: int
    refine: RefineConfig


@dataclass(frozen=True, slots=True)
class Laboratory:
    """Section ``report.laboratory``: what stands at the head of each report."""

    name: str | None
    address: str | None
    phone: str | None
    accreditation: str | None


@dataclass(frozen=True, slots=True)
class ReportConfig:
    """Section ``report``."""

    languages: tuple[str, ...]
    laboratory: Laboratory


@dataclass(frozen=True, slots=True)
class PanelBuildConfig:
    """Section ``panel_build``: a panel to make; ``variants`` as written, or ``@list`` with the path found."""

    people: Path
    variants: tuple[str, ...]
    callable: Path | None
    name: str
    version: str
    date: str
    source: str
    licence: str
    left_align: bool
    parts: int
    arguments: tuple[str, ...]
