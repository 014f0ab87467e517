"""The configuration of a run: what is read from ``config.yaml``, checked and with its paths found.

Defaults and meanings of the keys stand in one place, ``workflow/schemas/config.schema.json``; ``config/README.md``
explains them. This module needs the standard library, PyYAML and jsonschema only, since Snakemake reads it often.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tachkhis.case.config_paths import CONSENSUS_ABOUT
from tachkhis.case.config_paths import CONSENSUS_CHANGES
from tachkhis.case.config_paths import FOLDER_KEYS
from tachkhis.case.config_paths import locate
from tachkhis.case.config_paths import located_path
from tachkhis.case.config_paths import located_value
from tachkhis.case.config_paths import looked_up
from tachkhis.case.config_paths import unreadable
from tachkhis.case.config_sections import AlignmentConfig
from tachkhis.case.config_sections import CallingConfig
from tachkhis.case.config_sections import Laboratory
from tachkhis.case.config_sections import PanelBuildConfig
from tachkhis.case.config_sections import ReferenceConfig
from tachkhis.case.config_sections import RefineConfig
from tachkhis.case.config_sections import Regions
from tachkhis.case.config_sections import ReportConfig
from tachkhis.case.config_sections import ResourcesConfig
from tachkhis.case.config_sections import SheetsConfig
from tachkhis.case.further_tracks import RESERVED
from tachkhis.case.further_tracks import track_config
from tachkhis.case.schema import complaints
from tachkhis.case.schema import schema
from tachkhis.case.schema import shown
from tachkhis.case.schema import with_defaults
from tachkhis.case.yaml_lines import dotted
from tachkhis.case.yaml_lines import line_of
from tachkhis.case.yaml_lines import loader
from tachkhis.case.yaml_lines import repeated_keys_of
from tachkhis.errors import Fault
from tachkhis.errors import InputError


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration, checked.

    Attributes:
        file: the configuration file as the user named it, for faults.
        written: the checked content with defaults filled in and paths as written: for provenance.
        folders: where relative paths were looked up, in this order.
    """

    reference: ReferenceConfig
    sheets: SheetsConfig
    resources: ResourcesConfig
    calling: CallingConfig
    report: ReportConfig
    panel_build: PanelBuildConfig | None = None
    alignment: AlignmentConfig = field(default_factory=AlignmentConfig)
    file: str = field(default="configuration", compare=False)
    written: dict[str, Any] = field(default_factory=dict, compare=False)
    folders: tuple[Path, ...] = field(default=(), compare=False)

    @classmethod
    def from_mapping(
        cls, mapping: Mapping[str, Any], folders: Sequence[Path] = (), file: str | Path = "configuration"
    ) -> Config:
        """Check a mapping (from YAML, or Snakemake's ``config``) and find its paths.

        Args:
            mapping: the content.
            folders: where relative paths are looked up after the working directory, in order: in general the
                folder of the configuration file. A ``Path()`` stands for the working directory itself.
            file: name of the file in faults; where it can be read, faults carry its line numbers.

        Raises:
            InputError: every key that is unknown, missing or has an unfit value. Files need not exist yet:
                see :meth:`missing_files`.
        """
        return cls._checked(mapping, (Path(), *(folder for folder in folders if folder != Path())), file)

    @classmethod
    def _checked(cls, mapping: Mapping[str, Any], lookup: tuple[Path, ...], file: str | Path) -> Config:
        faults = [
            Fault(
                file=str(file),
                problem=complaint.problem,
                remedy=complaint.remedy,
                row=line_of(Path(file), complaint.path),
                column=dotted(complaint.path) or None,
                value=complaint.value,
            )
            for complaint in complaints("config", mapping)
        ]
        if not faults:
            faults += _par_faults(str(file), mapping["reference"].get("par"))
            faults += _track_faults(str(file), mapping.get("resources", {}).get("tracks") or {})
        if faults:
            raise InputError(faults)
        written = with_defaults(schema("config"), mapping)

        def located(section: str) -> dict[str, Any]:
            return {key: located_value(f"{section}.{key}", value, lookup) for key, value in written[section].items()}

        report, further = written["report"], written["resources"].get("tracks", {})
        tracks = [
            track_config(name, one, located_path(f"resources.tracks.{name}.file", one["file"], lookup))
            for name, one in further.items()
        ]
        return cls(
            reference=ReferenceConfig(**located("reference") | {"par": _regions(written["reference"].get("par"))}),
            sheets=SheetsConfig(**located("sheets")),
            resources=ResourcesConfig(**located("resources") | {"tracks": tuple(tracks)}),
            calling=CallingConfig(**written["calling"] | {"refine": RefineConfig(**written["calling"]["refine"])}),
            report=ReportConfig(tuple(report["languages"]), Laboratory(**report["laboratory"])),
            panel_build=_panel_build(written["panel_build"], lookup),
            alignment=AlignmentConfig(**written["alignment"]),
            file=str(file),
            written=written,
            folders=lookup,
        )

    def files(self) -> Iterator[tuple[str, str, Path]]:
        """Every file that the configuration names: key, path as written, path as found."""
        for section in ("reference", "sheets", "resources"):
            part = getattr(self, section)
            for key, value in self.written[section].items():
                path = getattr(part, key)
                if isinstance(path, Path) and f"{section}.{key}" not in FOLDER_KEYS:
                    yield f"{section}.{key}", str(value), path
        for track in self.resources.tracks:
            yield track.key, track.written, track.file

    def missing_files(self) -> list[Fault]:
        """A fault for each file that the configuration names and that cannot be read."""
        faults = []
        for key, written, path in self.files():
            problem = unreadable(path)
            if problem is not None:
                line = line_of(Path(self.file), tuple(key.split(".")))
                faults.append(Fault(self.file, problem, looked_up(self.folders), line, key, written))
        consensus = self.reference.consensus
        if consensus is not None and unreadable(consensus) is None:
            for end in (CONSENSUS_CHANGES, CONSENSUS_ABOUT):
                problem = unreadable(consensus.with_suffix(end))
                if problem is not None:
                    remedy = "give consensus.fa as tachkhis panel consensus wrote it, with the files beside it"
                    problem = f"{consensus.with_suffix(end).name} must stand beside it, and {problem}"
                    faults.append(self.fault("reference.consensus", problem, remedy))
        return faults

    def fault(self, key: str, problem: str, remedy: str) -> Fault:
        """A fault about the value of one key (dotted, as in ``reference.fasta``)."""
        value: Any = self.written
        for part in key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return Fault(self.file, problem, remedy, line_of(Path(self.file), tuple(key.split("."))), key, shown(value))


def load_config(path: Path, directory: Path | None = None) -> Config:
    """Read a configuration file (YAML or JSON).

    Args:
        path: the file.
        directory: the run's directory, where that is not the working directory; looked in instead of it.

    Raises:
        InputError: the file cannot be read, is no YAML, repeats a key, or does not fit; see :class:`Config`.
    """
    import yaml

    problem = unreadable(path)
    if problem is not None:
        raise InputError([Fault(str(path), problem, "name the configuration file of the run")])
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=loader())
        faults = list(repeated_keys_of(str(path), node))
        content = yaml.load(text, Loader=loader())
    except UnicodeDecodeError as error:
        raise InputError([Fault(str(path), "it is not UTF-8 text", "save it as UTF-8")]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or "unreadable"
        row = mark.line + 1 if mark is not None else None
        remedy = "write 'key: value' lines, indented by spaces, as in config/config.yaml"
        raise InputError([Fault(str(path), f"it is not valid YAML ({detail})", remedy, row=row)]) from error
    if not isinstance(content, Mapping):
        remedy = "write the sections reference, sheets, resources, calling and report"
        raise InputError([Fault(str(path), "it holds no keys", remedy)])
    if faults:
        raise InputError(faults)
    return Config._checked(content, (directory or Path(), path.parent), path)


def _panel_build(section: Mapping[str, Any] | None, folders: Sequence[Path]) -> PanelBuildConfig | None:
    if section is None:
        return None
    variants = [
        f"@{locate(word[1:], folders)}" if word.startswith("@") else str(locate(word, folders))
        for word in section["variants"]
    ]
    beds = section["callable"]
    found = {
        "people": locate(section["people"], folders),
        "variants": tuple(variants),
        "callable": None if beds is None else locate(beds, folders),
        "arguments": tuple(section["arguments"]),
    }
    return PanelBuildConfig(**{**section, **found})


def _track_faults(file: str, tracks: Mapping[str, Mapping[str, Any]]) -> list[Fault]:
    faults = []
    for name, written in tracks.items():
        place = line_of(Path(file), ("resources", "tracks", name))
        if name in RESERVED:
            remedy = f"write another name; {name} is a resource of its own (resources.{name})"
            faults.append(Fault(file, "the name is taken", remedy, place, f"resources.tracks.{name}"))
        if written.get("columns") and not written.get("fields"):
            remedy = (
                "write fields as well, as in {REVEL: 8}; or leave columns out where the release is known by its header"
            )
            faults.append(Fault(file, "a table with columns and no field", remedy, place, f"resources.tracks.{name}"))
    return faults


def _regions(par: Mapping[str, Sequence[Sequence[int]]] | None) -> dict[str, Regions] | None:
    if par is None:
        return None
    return {contig: tuple(sorted((start, end) for start, end in regions)) for contig, regions in par.items()}


def _par_faults(file: str, par: Mapping[str, Sequence[Sequence[int]]] | None) -> list[Fault]:
    faults = []
    for contig, regions in (_regions(par) or {}).items():
        problem = None
        if any(start > end for start, end in regions):
            problem = "a region ends before it starts"
        elif any(left[1] >= right[0] for left, right in pairwise(regions)):
            problem = "two regions overlap"
        if problem is not None:
            line = line_of(Path(file), ("reference", "par", contig))
            remedy = "write separate regions [start, end], 1-based inclusive"
            faults.append(Fault(file, problem, remedy, line, f"reference.par.{contig}", str(list(map(list, regions)))))
    return faults
