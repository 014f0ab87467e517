"""The prepared tracks of a run: gnomAD, panel, ClinVar, scores and further ones, with founders and asked-for sites."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tachkhis.case.further_tracks import tracks_to_json
from tachkhis.case.prepared_reference import PreparedReference
from tachkhis.case.prepared_reference import fingerprint
from tachkhis.case.tracks import TRACK_FIELDS
from tachkhis.case.tracks import callable_beside

CALLABLE = "panel.callable.bed.gz"  # among the prepared tracks
TRACK_ENDS = ("tsv.gz", "tsv.gz.tbi", "header.txt", "columns.txt")


@dataclass(frozen=True)
class PreparedTracks:
    """Names and parameters of the prepared tracks, and of the steps that make and use them."""

    reference: PreparedReference

    @cached_property
    def sources(self) -> dict[str, str]:
        """The configured tracks by name."""
        resources = self.reference.config.resources
        named = {name: getattr(resources, name) for name in ("gnomad", "panel", "clinvar", "scores")}
        further = {track.name: track.file for track in resources.tracks}
        return {name: str(path) for name, path in (named | further).items() if path is not None}

    @cached_property
    def panel_callable(self) -> Path | None:
        """The track of callable alleles beside the panel; ``None`` where it has none."""
        panel = self.reference.config.resources.panel
        return None if panel is None else callable_beside(panel)

    @cached_property
    def folder(self) -> str:
        """Folder of the prepared tracks; its name also changes with the columns that are taken from them."""
        config = self.reference.config
        resources, reference = config.resources, config.reference
        paths = [Path(path) for path in self.sources.values()]
        extras = (resources.founders, resources.sites, reference.genes)
        columns = json.dumps(TRACK_FIELDS, sort_keys=True) + tracks_to_json(resources.tracks)
        paths += [self.panel_callable] if self.panel_callable is not None else []
        return f"{self.reference.folder}/tracks-{fingerprint(*paths, *extras, extra=columns)}"

    @property
    def files(self) -> list[str]:
        """Prepared tracks with their indexes."""
        named = [f"{self.folder}/{name}.{end}" for name in self.sources for end in TRACK_ENDS]
        reach = [f"{self.folder}/{CALLABLE}{end}" for end in ("", ".tbi")] if self.panel_callable is not None else []
        return named + reach

    @property
    def looked_up(self) -> list[str]:
        """Those of :attr:`files` in which single places are looked up: without what only bcftools reads."""
        return [path for path in self.files if not path.endswith(".txt")]

    @property
    def inputs(self) -> list[str]:
        """The files that tracks are prepared from."""
        beside = [str(self.panel_callable)] if self.panel_callable is not None else []
        return [*self.sources.values(), *beside]

    @property
    def reach_argument(self) -> str:
        """The panel's callable alleles as an argument of the triage, where there are any."""
        return f"--panel-callable {shlex.quote(f'{self.folder}/{CALLABLE}')}" if self.panel_callable is not None else ""

    @property
    def keep(self) -> str:
        """Shares the prepared tracks."""
        return self.reference.keep(self.folder, [*self.files, self.summary, self.sites])

    @property
    def site_sources(self) -> list[str]:
        """Tables of founders and asked-for positions."""
        resources = self.reference.config.resources
        return [str(path) for path in (resources.founders, resources.sites) if path is not None]

    @property
    def arguments(self) -> str:
        """``--track name=file`` for every configured track, quoted for a shell."""
        further = self.reference.config.resources.tracks
        names = {track.name for track in further}
        own = [f"{name}={path}" for name, path in self.sources.items() if name not in names]
        told = [f"--track {shlex.quote(one)}" for one in own]
        return " ".join([*told, *([f"--further {shlex.quote(tracks_to_json(further))}"] if further else [])])

    @property
    def site_arguments(self) -> str:
        """Tables of sites as arguments, quoted for a shell."""
        resources = self.reference.config.resources
        named = (("--founders", resources.founders), ("--positions", resources.sites))
        return " ".join(f"{name} {shlex.quote(str(path))}" for name, path in named if path is not None)

    @property
    def annotate_pipe(self) -> str:
        """One ``bcftools annotate`` per track, to be put behind a stream of records."""
        pipes = []
        for name in self.sources:
            ends = ("tsv.gz", "header.txt", "columns.txt")
            table, header, columns = (shlex.quote(f"{self.folder}/{name}.{end}") for end in ends)
            form = "-Ov" if name == list(self.sources)[-1] else "-Ou"
            pipes.append(f"| bcftools annotate --no-version {form} -a {table} -h {header} -C {columns} -")
        return " ".join(pipes)

    @property
    def summary(self) -> str:
        """What each track is: source, version, records."""
        return f"{self.folder}/tracks.json"

    @property
    def sites(self) -> str:
        """Founder variants and asked-for positions, in the coordinates of the reference."""
        return f"{self.folder}/sites.json"
