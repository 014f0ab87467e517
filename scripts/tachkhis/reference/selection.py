"""What a command on resources is asked to work on: names, builds, single chromosomes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.manifest import Entry
from tachkhis.reference.manifest import Manifest
from tachkhis.reference.manifest import RemoteFile
from tachkhis.reference.manifest import unknown


def select(
    manifest: Manifest,
    names: Sequence[str] = (),
    build: str | None = None,
    *,
    everything: bool = False,
    without: Sequence[str] = (),
) -> list[tuple[Entry, tuple[RemoteFile, ...]]]:
    """What a command is asked to work on.

    Args:
        manifest: the entries.
        names: ``clinvar``, ``GRCh38/clinvar``, or one chromosome of an entry: ``gnomad-joint:22``.
        build: limits what names and ``everything`` mean; alone it means the standard entries of that build.
        everything: entries that are not standard too.
        without: names to leave out.

    Returns:
        Entries with the files asked for (none for those that the user must bring), in the order of the manifest.

    Raises:
        InputError: unknown or ambiguous names, an unknown build; each with the nearest name.
    """
    pool = list(manifest.entries) if build is None else manifest.of_build(build)
    faults: list[Fault] = []
    wanted: dict[str, set[str | None]] = {}
    for name in names:
        for entry, part in _named(name, pool, faults):
            wanted.setdefault(entry.key, set()).add(part)
    if not names:
        wanted = {entry.key: {None} for entry in pool if everything or entry.standard}
    dropped: dict[str, set[str | None]] = {}
    for name in without:
        for entry, part in _named(name, pool, faults, several=True):
            dropped.setdefault(entry.key, set()).add(part)
    if faults:
        raise InputError(faults)
    chosen = []
    for entry in pool:
        if entry.key not in wanted or None in dropped.get(entry.key, ()):
            continue
        parts, gone = wanted[entry.key], dropped.get(entry.key, set())
        files = tuple(file for file in entry.files if (None in parts or file.part in parts) and file.part not in gone)
        chosen.append((entry, files))
    return chosen


def _named(
    name: str, pool: Sequence[Entry], faults: list[Fault], *, several: bool = False
) -> list[tuple[Entry, str | None]]:
    bare, _, part = name.partition(":")
    found = [entry for entry in pool if bare in (entry.name, entry.key)]
    if not found:
        known = [entry.name for entry in pool] + [entry.key for entry in pool]
        faults.append(unknown("resource", name, known, "NAME", bare))
        return []
    if len(found) > 1 and not several:
        remedy = f"write --build, or {' or '.join(entry.key for entry in found)}"
        faults.append(Fault("command line", "the name stands in several builds", remedy, value=name))
        return []
    if not part:
        return [(entry, None) for entry in found]
    asked = re.sub("(?i)^chr", "", part)
    parts = [file.part for file in found[0].files if file.part is not None]
    if asked not in parts:
        problem = f"{bare} has no part {part}" if parts else f"{bare} does not come by chromosome"
        remedy = f"its parts are {', '.join(parts)}" if parts else f"write {bare}"
        faults.append(Fault("command line", problem, remedy, value=name))
        return []
    return [(entry, asked) for entry in found]
