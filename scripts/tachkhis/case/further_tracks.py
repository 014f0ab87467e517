"""Further annotation tracks of the configuration (``resources.tracks``): files of any number, each with a mapping.

A track is a VCF, a BED or a table; what is read of it lands in INFO: numbers as ``SCORE_<NAME>``, words and flags as
``TRACK_<NAME>``. This module needs the standard library only, since Snakemake reads the configuration often.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCORE = "SCORE_"
"""What INFO fields of numbers begin with."""
MARK = "TRACK_"
"""What INFO fields of words and flags begin with."""
RESERVED = ("gnomad", "panel", "clinvar", "scores", "founders", "hpo", "sites")
"""Names of the other resources."""


@dataclass(frozen=True, slots=True)
class TrackField:
    """One value of a track.

    Attributes:
        name: upper case; the INFO field is named after it.
        column: where it stands: number of a column from 1, its name, or an INFO field (``SpliceAI.DS_AG``: a part).
        type: ``number``, ``text`` or ``flag``.
    """

    name: str
    column: int | str
    type: str

    @property
    def info(self) -> str:
        """Id of the INFO field."""
        return f"{SCORE if self.type == 'number' else MARK}{self.name}"


@dataclass(frozen=True, slots=True)
class TrackConfig:
    """One entry of ``resources.tracks``.

    Attributes:
        name: its key.
        file: the file, as found.
        written: the file, as written.
        format: ``vcf``, ``bed``, ``tsv`` or ``csv``; ``None`` where the content tells.
        columns: where the allele stands in a table (chrom, pos, ref, alt): number from 1 or name; empty where known.
        fields: what is read; empty where the release is known by its header.
        several: which of several rows of one allele counts by the first field: ``max``, ``min`` or ``first``.
    """

    name: str
    file: Path
    written: str
    format: str | None
    columns: Mapping[str, int | str]
    fields: tuple[TrackField, ...]
    several: str | None

    @property
    def key(self) -> str:
        """The key of its file in the configuration, dotted."""
        return f"resources.tracks.{self.name}.file"


def track_config(name: str, written: Mapping[str, Any], file: Path) -> TrackConfig:
    """An entry as the schema has checked it."""
    return TrackConfig(
        name=name,
        file=file,
        written=str(written["file"]),
        format=written.get("format"),
        columns=dict(written.get("columns") or {}),
        fields=tuple(track_field(key, value) for key, value in (written.get("fields") or {}).items()),
        several=written.get("several"),
    )


def track_field(name: str, written: int | str | Mapping[str, Any]) -> TrackField:
    """A field as written: a column alone, or a column with a type."""
    known = written if isinstance(written, Mapping) else {"column": written}
    return TrackField(re.sub(r"[^A-Z0-9_]", "_", name.upper()), known["column"], str(known.get("type", "number")))


def tracks_to_json(tracks: tuple[TrackConfig, ...]) -> str:
    """One line that a command line can carry."""
    return json.dumps([asdict(track) for track in tracks], default=str, sort_keys=True)


def tracks_from_json(text: str) -> tuple[TrackConfig, ...]:
    """Undo :func:`tracks_to_json`."""
    return tuple(
        TrackConfig(**row | {"file": Path(row["file"]), "fields": tuple(TrackField(**one) for one in row["fields"])})
        for row in json.loads(text)
    )
