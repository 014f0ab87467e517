"""The documents that the steps before leave for the interpretation, as models; unknown keys are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

from pydantic import Field
from pydantic import TypeAdapter
from pydantic import ValidationError

from tachkhis.case.message import Model
from tachkhis.errors import ResourceError
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import SiteResult
from tachkhis.interpretation.setting import Resource
from tachkhis.quality.gene_coverage import GeneCoverage
from tachkhis.quality.homozygosity import FamilyRuns
from tachkhis.quality.verdict import SampleQuality

T = TypeVar("T")


class QualityInput(Model):
    """``{case}.quality.json``: samples with reads, coverage of the requested genes, tools as run (name -> version).

    ``coverage_source`` is ``reads``, or ``gvcf`` where a gVCF's own records told the coverage; a base of it then
    counted as readable from the genotype quality ``min_quality``.
    """

    samples: list[SampleQuality]
    coverage: list[GeneCoverage]
    coverage_source: str = "reads"
    min_quality: int | None = None
    tools: dict[str, str] = Field(default_factory=dict)


class ClinVarGene(Model):
    """ClinVar's P/LP records of a gene, and those of them that are null variants."""

    pathogenic: int
    lof_pathogenic: int


class TracksInput(Model):
    """``tracks.json``: resources as used (names gnomad, clinvar, panel, founders) and ClinVar's counts by gene."""

    resources: list[Resource]
    clinvar_genes: dict[str, ClinVarGene] = Field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a resource of this name was used."""
        return any(resource.name == name for resource in self.resources)

    def named(self, name: str) -> Resource | None:
        """The resource of this name."""
        return next((resource for resource in self.resources if resource.name == name), None)

    def given_by(self) -> dict[str, str]:
        """INFO field to the name of the track that gives it."""
        return {field: resource.name for resource in self.resources for field in resource.fields}


def read_quality(path: Path | None) -> QualityInput:
    """The quality document; empty for ``None`` (a case that starts from a VCF may have none)."""
    return QualityInput(samples=[], coverage=[]) if path is None else _read(path, TypeAdapter(QualityInput))


def read_tracks(path: Path) -> TracksInput:
    """The tracks document."""
    return _read(path, TypeAdapter(TracksInput))


def read_sites(path: Path | None) -> list[SiteResult]:
    """What was read at the sites of interest; empty for ``None``."""
    return [] if path is None else _read(path, TypeAdapter(list[SiteResult]))


def read_runs(path: Path | None) -> FamilyRuns | None:
    """Runs of homozygosity of the family; ``None`` for ``None``."""
    return None if path is None else _read(path, TypeAdapter(FamilyRuns))


def read_case(path: Path) -> CaseResult:
    """A ``case.json``."""
    return _read(path, TypeAdapter(CaseResult))


def _read(path: Path, adapter: TypeAdapter[T]) -> T:
    try:
        return adapter.validate_python(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        first = str(error).splitlines()
        raise ResourceError(f"{path.name} cannot be used: {' '.join(first[:4])}") from error
