"""The request of one case as one document: all that its analysis depends on besides the data themselves.

The workflow hands it to each step as a parameter, so that a change in the sheets redoes exactly the steps and the
cases that it concerns, and nothing when another case is added.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import fields
from dataclasses import is_dataclass
from dataclasses import replace
from pathlib import Path
from typing import Any

from tachkhis.case.config import Config
from tachkhis.case.config_sections import CallingConfig
from tachkhis.case.config_sections import Laboratory
from tachkhis.case.config_sections import ReferenceConfig
from tachkhis.case.config_sections import RefineConfig
from tachkhis.case.config_sections import ReportConfig
from tachkhis.case.config_sections import ResourcesConfig
from tachkhis.case.config_sections import SheetsConfig
from tachkhis.case.further_tracks import tracks_from_json
from tachkhis.case.model import Affected
from tachkhis.case.model import Case
from tachkhis.case.model import Curation
from tachkhis.case.model import GenePanel
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.case.model import Sheets
from tachkhis.case.model import Test
from tachkhis.case.model import Unit
from tachkhis.errors import Fault
from tachkhis.errors import InputError

NO_SHEETS = SheetsConfig(cases=Path("-"), samples=Path("-"), units=None, gene_panels=None, identities=None)
NO_RESOURCES = ResourcesConfig(clinvar=None, gnomad=None, panel=None, founders=None, sites=None, scores=None)


@dataclass(frozen=True, slots=True)
class Request:
    """One case with its units, its gene panels and the configuration of the run."""

    config: Config
    case: Case
    units: dict[str, tuple[Unit, ...]]
    gene_panels: tuple[GenePanel, ...]
    curation: tuple[Curation, ...] = ()

    @classmethod
    def of(cls, config: Config, sheets: Sheets, case_id: str) -> Request:
        """The request of a case of the sheets.

        Raises:
            KeyError: no such case.
        """
        case = sheets.cases[case_id]
        units = {sample: sheets.units[sample] for sample in case.samples if sample in sheets.units}
        panels = tuple(
            sheets.gene_panels.get(name, GenePanel(name=name, version="-", genes=(name,))) for name in case.gene_panels
        )
        curation = tuple(row for row in sheets.curation if row.case == case_id)
        return cls(config, case, units, panels, curation)

    def data_only(self) -> Request:
        """The part that reads and calls depend on: files, family, sexes, calling.

        Nothing of the question (signs, who is affected), nor of where sheets and prepared files stand.
        """
        case = replace(
            self.case,
            people=tuple(
                replace(person, affected=Affected.UNKNOWN, specimen=None, collected=None, received=None)
                for person in self.case.people
            ),
            hpo=(),
            hpo_excluded=(),
            gene_panels=(),
            urgency="routine",
            consanguinity="unknown",
            region=None,
            consent=frozenset(),
            referrer=None,
            file_number=None,
        )
        units = {sample: tuple(replace(unit, kit=None) for unit in rows) for sample, rows in self.units.items()}
        blank = ReportConfig(languages=(), laboratory=Laboratory(None, None, None, None))
        reference = replace(self.config.reference, prepared=None)
        config = replace(self.config, reference=reference, sheets=NO_SHEETS, resources=NO_RESOURCES, report=blank)
        return Request(config, case, units, ())

    def absolute(self, folder: Path) -> Request:
        """The same with every path absolute, for a reader in another working directory.

        Args:
            folder: the working directory that relative paths were written for.
        """
        rooted = _rooted(self, folder.absolute())
        assert isinstance(rooted, Request)
        return rooted

    def to_json(self) -> str:
        """One line of JSON with sorted keys."""
        config = {
            section: getattr(self.config, section)
            for section in ("reference", "sheets", "resources", "calling", "report")
        }
        document: dict[str, Any] = {"config": config, "case": self.case, "units": self.units}
        document |= {"gene_panels": self.gene_panels, "curation": self.curation}
        return json.dumps(document, default=plain, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Request:
        """Undo :meth:`to_json`."""
        document: dict[str, Any] = json.loads(text)
        return cls(
            config=_config(document["config"]),
            case=case_from_row(document["case"]),
            units={sample: tuple(unit_from_row(row) for row in rows) for sample, rows in document["units"].items()},
            gene_panels=tuple(gene_panel_from_row(row) for row in document["gene_panels"]),
            curation=tuple(curation_from_row(row) for row in document.get("curation", ())),
        )

    @classmethod
    def read(cls, path: Path) -> Request:
        """Read a ``{case}.request.json`` or ``{case}.family.json``.

        Raises:
            InputError: it is neither, or was written by another version.
        """
        try:
            return cls.from_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            problem = f"it is no request of a case, or one of another version ({error.__class__.__name__})"
            remedy = "give the {case}.family.json or {case}.request.json that a run of this version wrote"
            raise InputError([Fault(str(path), problem, remedy)]) from error


def _rooted(value: Any, folder: Path) -> Any:
    """A value with each path in it, however deep, seen from a folder."""
    if isinstance(value, Path):
        return folder / value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _rooted(getattr(value, one.name), folder) for one in fields(value)})
    if isinstance(value, tuple):
        return tuple(_rooted(one, folder) for one in value)
    if isinstance(value, dict):
        return {key: _rooted(one, folder) for key, one in value.items()}
    return value


def plain(value: Any) -> Any:
    """What JSON has no word for: a record's fields by name (``asdict`` would copy each), a set in order."""
    if isinstance(value, frozenset):
        return sorted(value)
    return {field.name: getattr(value, field.name) for field in fields(value)} if is_dataclass(value) else str(value)


def _path(value: str | None) -> Path | None:
    return None if value is None else Path(value)


def case_from_row(row: dict[str, Any]) -> Case:
    """A case from its JSON object."""
    people = tuple(Person(**(p | {"sex": Sex(p["sex"]), "affected": Affected(p["affected"])})) for p in row["people"])
    lists = {key: tuple(row[key]) for key in ("hpo", "hpo_excluded", "gene_panels")}
    typed = {"test": Test(row["test"]), "consent": frozenset(row["consent"]), "vcf": _path(row["vcf"])}
    return Case(**(row | {"people": people} | lists | typed))


def gene_panel_from_row(row: dict[str, Any]) -> GenePanel:
    """A gene panel from its JSON object."""
    return GenePanel(row["name"], row["version"], tuple(row["genes"]))


def curation_from_row(row: dict[str, str]) -> Curation:
    """A row of the curation file from its JSON object."""
    return Curation(**row)


def unit_from_row(row: dict[str, str | None]) -> Unit:
    """A unit from its JSON object."""
    return Unit(
        sample=str(row["sample"]),
        unit=str(row["unit"]),
        library=str(row["library"]),
        platform=str(row["platform"]),
        fastq_1=_path(row["fastq_1"]),
        fastq_2=_path(row["fastq_2"]),
        alignment=_path(row["alignment"]),
        kit=row.get("kit"),
    )


def _config(sections: dict[str, Any]) -> Config:
    reference, sheets, report = sections["reference"], sections["sheets"], sections["report"]
    par = reference["par"]
    return Config(
        reference=ReferenceConfig(
            build=reference["build"],
            fasta=Path(reference["fasta"]),
            genes=Path(reference["genes"]),
            targets=_path(reference["targets"]),
            par=None if par is None else {k: tuple((int(a), int(b)) for a, b in rows) for k, rows in par.items()},
            prepared=_path(reference["prepared"]),
            consensus=_path(reference.get("consensus")),
        ),
        sheets=SheetsConfig(
            cases=Path(sheets["cases"]),
            samples=Path(sheets["samples"]),
            units=_path(sheets["units"]),
            gene_panels=_path(sheets["gene_panels"]),
            identities=_path(sheets["identities"]),
            curation=_path(sheets.get("curation")),
        ),
        resources=ResourcesConfig(
            **{name: _path(value) for name, value in sections["resources"].items() if name != "tracks"},
            tracks=tracks_from_json(json.dumps(sections["resources"].get("tracks", []))),
        ),
        calling=CallingConfig(**sections["calling"] | {"refine": RefineConfig(**sections["calling"]["refine"])}),
        report=ReportConfig(tuple(report["languages"]), Laboratory(**report["laboratory"])),
    )
