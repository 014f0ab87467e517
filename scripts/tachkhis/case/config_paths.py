"""Paths that a configuration or a sheet names: found in folders, checked for being readable."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.schema import schema
from tachkhis.case.shipped import HOUSE

FOLDER_KEYS = ("reference.prepared",)
CONSENSUS_CHANGES, CONSENSUS_ABOUT = ".changes.tsv", ".json"
"""Ends of the names of what ``tachkhis panel consensus`` writes beside its FASTA, ``consensus.fa``."""


def locate(written: str, folders: Sequence[Path]) -> Path:
    """Find a file: the first folder that holds it counts; where none does, the path is as in the first.

    Args:
        written: path as written; absolute, relative or beginning with ``~``.
        folders: folders to look in, in order; ``Path()`` is the working directory.
    """
    path = Path(written).expanduser() if written.startswith("~") else Path(written)
    if path.is_absolute():
        return path
    for folder in folders:
        candidate = folder / path
        if os.path.exists(candidate):  # noqa: PTH110 (Path.exists raises on over-long names)
            tidy = Path(os.path.normpath(candidate))
            return tidy if ".." in candidate.parts and tidy.exists() and tidy.samefile(candidate) else candidate
    return (folders[0] / path) if folders else path


def unreadable(path: Path) -> str | None:
    """Why a file cannot be read, or ``None`` if it can."""
    if os.path.isdir(path):  # noqa: PTH112 (Path.is_dir and Path.exists raise on over-long names)
        return "this is a folder, not a file"
    if not os.path.exists(path):  # noqa: PTH110
        return "the file does not exist"
    if not os.access(path, os.R_OK):
        return "the file may not be read by this user"
    return None


def looked_up(folders: Sequence[Path]) -> str:
    """The remedy for a file that was not found: where it was looked up."""
    names = list(dict.fromkeys("the working directory" if str(f) == "." else str(f) for f in folders))
    places = " and ".join(names) if names else "the working directory"
    return f"write the path of an existing file (relative paths are looked up from {places})"


def located_value(key: str, value: object, folders: Sequence[Path]) -> object:
    """The value of a key, looked up where it is a path; the shipped founder table is found wherever the run stands."""
    if not isinstance(value, str) or key == "reference.build":
        return value
    if key in FOLDER_KEYS:
        return locate(value, folders) if not Path(value).is_absolute() else Path(value)
    default = schema("config")["properties"]["resources"]["properties"]["founders"]["default"]
    found = locate(value, folders)
    return HOUSE / value if value == default and not found.exists() else found


def located_path(key: str, value: str, folders: Sequence[Path]) -> Path:
    """A path that a key names, looked up."""
    found = located_value(key, value, folders)
    assert isinstance(found, Path)
    return found
