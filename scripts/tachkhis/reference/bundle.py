"""One file to carry resources to a machine without internet: a tar whose first member lists all others with checksums.

The tar is plain (the content is compressed already), holds no clock and no owner, and is written under another name
until it is whole. Unpacking checks each file before it gets its name, keeps what is there already, and so can be
called again after an interruption.
"""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from pathlib import PurePosixPath
from typing import IO

from tachkhis.errors import ResourceError
from tachkhis.reference.connection import unwritable
from tachkhis.reference.manifest import shown_size
from tachkhis.reference.pins import CHUNK
from tachkhis.reference.pins import SUFFIX
from tachkhis.reference.pins import Digests
from tachkhis.reference.pins import digests_of
from tachkhis.reference.pins import read_pin
from tachkhis.reference.pins import untouched
from tachkhis.reference.preparation import RECORD

LISTING = "BUNDLE.json"
FORMAT = 1
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a bundle: its path below the folder, its bytes and its SHA-256."""

    path: str
    bytes: int
    sha256: str


def files_below(folder: Path, chosen: Sequence[Path] = ()) -> list[Path]:
    """Files to carry, sorted: those below ``chosen`` (relative folders or files), or all; nothing hidden or half.

    Links are followed: the bundle holds what they lead to.

    Raises:
        ResourceError: a link leads nowhere, or to a folder above it.
    """
    found = []
    for path in sorted(_below(folder, (folder.resolve(),))):
        relative = path.relative_to(folder)
        if chosen and not any(relative.is_relative_to(part) for part in chosen):
            continue
        if path.is_symlink() and not path.exists():
            raise ResourceError(f"{path}: the link leads nowhere, and its file would be missing in the bundle")
        if path.is_file():
            found.append(relative)
    return found


def _below(folder: Path, above: tuple[Path, ...]) -> Iterator[Path]:
    """Everything that is not hidden below a folder, folders excepted; those that links lead to as well."""
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if not path.is_dir():
            yield path
            continue
        real = path.resolve()
        if real in above:
            raise ResourceError(f"{path}: the link leads to a folder that it stands in")
        yield from _below(path, (*above, real))


def make_bundle(folder: Path, files: Sequence[Path], out: Path, tell: Callable[[str], None]) -> list[Item]:
    """Write a bundle.

    Args:
        folder: the folder that the files stand in.
        files: paths below it.
        out: the bundle; appears whole or not at all.
        tell: hears one line per file.

    Raises:
        ResourceError: a file is not what was fetched, changes meanwhile, or the disk has no room.
    """
    items = [_item(folder, file) for file in files]
    total = sum(item.bytes for item in items)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(out.parent).free
        if total > free:
            need = f"{shown_size(total)} to write, {shown_size(free)} free"
            raise ResourceError(f"{out.parent}: not enough room on the disk ({need})")
        partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
        try:
            with tarfile.open(partial, "w", format=tarfile.PAX_FORMAT) as tar:
                listing = {"format": FORMAT, "files": [vars_of(item) for item in items]}
                text = (json.dumps(listing, indent=1) + "\n").encode()
                tar.addfile(_member(LISTING, len(text)), io.BytesIO(text))
                for item in items:
                    tell(f"{item.path}: {shown_size(item.bytes)}")
                    with (folder / item.path).open("rb") as handle:
                        reader = _Reader(handle)
                        tar.addfile(_member(item.path, item.bytes), reader)
                    if reader.digests.of("sha256") != item.sha256:
                        raise ResourceError(f"{folder / item.path}: changed while the bundle was made; begin again")
            with partial.open("rb") as handle:
                os.fsync(handle.fileno())
            partial.replace(out)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in FULL:
            problem = f"{out.parent}: the disk is full, or the quota used up"
            raise ResourceError(f"{problem}; make room, and make the bundle again") from error
        raise ResourceError(str(unwritable(out.parent, error))) from error
    return items


def vars_of(item: Item) -> dict[str, str | int]:
    """An item as JSON has it."""
    return {"path": item.path, "bytes": item.bytes, "sha256": item.sha256}


def _item(folder: Path, file: Path) -> Item:
    path = folder / file
    pin = None if file.name.endswith(SUFFIX) else read_pin(path)
    if pin is not None and untouched(path, pin):
        return Item(file.as_posix(), pin.bytes, pin.sha256)
    digests = digests_of(path)
    if pin is not None and digests.of("sha256") != pin.sha256:
        raise ResourceError(f"{path}: is not what was fetched; 'tachkhis resources verify' tells more")
    return Item(file.as_posix(), digests.count, digests.of("sha256"))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    return member


class _Reader:
    """A file that is digested while it is read."""

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle
        self.digests = Digests()

    def read(self, size: int = -1) -> bytes:
        data = self._handle.read(size)
        self.digests.update(data)
        return data


def unpack_bundle(bundle: Path, folder: Path, tell: Callable[[str], None]) -> tuple[int, int, list[str]]:
    """Unpack a bundle; files that are there with the right bytes are kept.

    Returns:
        Files written, files that were there already, and faults, one line each.

    Raises:
        ResourceError: it is no bundle, or the folder cannot be written.
    """
    try:
        with tarfile.open(bundle, "r|") as tar:
            members = iter(tar)
            items = _read_listing(bundle, tar, members)
            _refuse_other_build(items, folder)
            folder.mkdir(parents=True, exist_ok=True)
            _ask_for_room(items, folder)
            written, kept, faults = _unpack(tar, members, items, folder, tell)
    except (tarfile.TarError, EOFError) as error:
        raise ResourceError(f"{bundle}: is no bundle, or is cut short ({error})") from error
    except OSError as error:
        where = bundle if error.filename == str(bundle) else folder
        more = "; make room, and unpack again: what is there is kept" if error.errno in FULL else ""
        raise ResourceError(f"{where}: {error.strerror or error}{more}") from error
    _set_times(folder, items)
    return written, kept, faults


def _read_listing(bundle: Path, tar: tarfile.TarFile, members: Iterator[tarfile.TarInfo]) -> dict[str, Item]:
    first = next(members, None)
    handle = tar.extractfile(first) if first is not None and first.name == LISTING and first.isfile() else None
    if handle is None:
        raise ResourceError(
            f"{bundle}: is no bundle of 'tachkhis resources bundle make': it does not begin with {LISTING}"
        )
    try:
        content = json.loads(handle.read())
        if content["format"] != FORMAT:
            raise ResourceError(f"{bundle}: is a bundle of another version of Tachkhis")
        items = [Item(str(row["path"]), int(row["bytes"]), str(row["sha256"])) for row in content["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ResourceError(f"{bundle}: its {LISTING} is damaged") from error
    for item in items:
        path = PurePosixPath(item.path)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            raise ResourceError(f"{bundle}: it holds the path {item.path!r}, which leads out of the folder")
    return {item.path: item for item in items}


def _refuse_other_build(items: dict[str, Item], folder: Path) -> None:
    """Prepared resources of two builds have the same names: runs on one would read those of the other.

    Raises:
        ResourceError: the folder holds those of another build than the bundle.
    """
    record = folder / RECORD
    if RECORD not in items or not record.is_file():
        return
    try:
        build = str(json.loads(record.read_text(encoding="utf-8"))["steps"]["reference"]["parameters"][0])
    except (ValueError, KeyError, TypeError, IndexError):
        return  # not a record: it is replaced by the bundle's
    if not any(path.startswith(f"reference/{build}.") for path in items):
        raise ResourceError(f"{folder}: holds the prepared resources of {build}, the bundle those of another build")


def _ask_for_room(items: dict[str, Item], folder: Path) -> None:
    """Refuse before anything is written what cannot end well.

    Raises:
        ResourceError: the files that are not there yet are more than the disk has room for.
    """
    there = {path for path, item in items.items() if _size(folder / path) == item.bytes}
    total = sum(item.bytes for path, item in items.items() if path not in there)
    free = shutil.disk_usage(folder).free
    if total > free:
        need = f"{shown_size(total)} to write, {shown_size(free)} free"
        raise ResourceError(f"{folder}: not enough room on the disk ({need}); make room, and unpack again")


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _unpack(
    tar: tarfile.TarFile,
    members: Iterator[tarfile.TarInfo],
    items: dict[str, Item],
    folder: Path,
    tell: Callable[[str], None],
) -> tuple[int, int, list[str]]:
    written, kept, seen = 0, 0, set()
    faults: list[str] = []
    try:
        for member in members:
            item = items.get(member.name)
            if item is None or not member.isfile() or member.size != item.bytes:
                faults.append(f"{member.name}: is not what the bundle lists; left out")
                continue
            target = folder / item.path
            if (
                target.is_file()
                and target.stat().st_size == item.bytes
                and digests_of(target).of("sha256") == item.sha256
            ):
                kept += 1
                seen.add(item.path)
                continue
            fault = _extract(tar, member, item, target)
            seen.add(item.path)
            if fault is None:
                written += 1
                tell(f"{item.path}: {shown_size(item.bytes)}")
            else:
                faults.append(fault)
    except (tarfile.TarError, EOFError) as error:
        faults.append(f"the bundle is cut short ({error}); copy it again")
    faults += [f"{path}: is missing in the bundle; copy it again" for path in items if path not in seen]
    return written, kept, faults


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, item: Item, target: Path) -> str | None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    source = tar.extractfile(member)
    assert source is not None
    digests = Digests()
    try:
        with partial.open("wb") as out:
            while data := source.read(CHUNK):
                out.write(data)
                digests.update(data)
            out.flush()
            os.fsync(out.fileno())
        if digests.count != item.bytes or digests.of("sha256") != item.sha256:
            return f"{item.path}: its checksum is not the one listed; copy the bundle again"
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return None


def _set_times(folder: Path, items: dict[str, Item]) -> None:
    """Give unpacked files the modification times that their lock files and the record of a preparation know.

    They then count as untouched, and need not be read again by a fetch or a prepare.
    """
    for item in items.values():
        path = folder / item.path
        if f"{item.path}{SUFFIX}" in items and path.is_file():
            pin = read_pin(path)
            if pin is not None and pin.sha256 == item.sha256 and path.stat().st_size == item.bytes:
                os.utime(path, ns=(pin.mtime_ns, pin.mtime_ns))
    if RECORD not in items or not (folder / RECORD).is_file():
        return
    recorded = json.loads((folder / RECORD).read_text(encoding="utf-8"))["steps"].values()
    for output in (output for step in recorded for output in step["outputs"]):
        carried = items.get(output["file"])
        if carried is not None and carried.sha256 == output["sha256"] and (folder / output["file"]).is_file():
            os.utime(folder / output["file"], ns=(output["mtime_ns"], output["mtime_ns"]))
