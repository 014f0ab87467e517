"""Many files: room on the disk, two at a time, each once even if several fetches run, checked before it has its name.

A file appears under its name only when its bytes were checked, by one rename; until then they gather in
``.FILE.partial`` beside it, which the next fetch continues.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import threading
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tachkhis.errors import TachkhisError
from tachkhis.reference.connection import StoppedError
from tachkhis.reference.connection import TransferError
from tachkhis.reference.connection import unwritable
from tachkhis.reference.delivery import Request
from tachkhis.reference.delivery import bring
from tachkhis.reference.delivery import partial_of
from tachkhis.reference.manifest import RemoteFile
from tachkhis.reference.manifest import shown_size
from tachkhis.reference.pins import LENGTH_UNKNOWN
from tachkhis.reference.pins import digests_of
from tachkhis.reference.pins import read_pin
from tachkhis.reference.progress import Reporter

LOCKS = ".locks"
"""Folder, below that of the resources, of the locks that keep two fetches apart."""
RESERVE = 64 << 20
"""Bytes that stay free on the disk."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its fault in one line, or none."""

    remote: RemoteFile
    fetched: bool
    fault: str | None = None


def fetch_all(files: Sequence[RemoteFile], request: Request, report: Reporter) -> list[Outcome]:
    """Fetch files, ``parallel`` at a time; a fault of one does not keep the others from coming.

    Raises:
        TransferError: the folder cannot be written, or the disk has no room for what is known to come.
        KeyboardInterrupt: what came so far stays, and the next fetch continues it.
    """
    _make_folder(request.folder)
    report.note(_check_room(files, request))
    stop = threading.Event()
    outcomes: dict[Future[Outcome], RemoteFile] = {}
    with ThreadPoolExecutor(max_workers=max(1, request.parallel)) as pool:
        try:
            for remote in files:
                outcomes[pool.submit(_fetch, remote, request, report, stop)] = remote
            pending = set(outcomes)
            while pending:
                _, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [future.result() for future in outcomes]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe.{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise unwritable(folder, error) from error


def still_to_come(remote: RemoteFile, folder: Path) -> int | None:
    """Bytes of a file that a fetch would bring, exactly or about; ``None`` where nobody knows."""
    path = folder / remote.path
    if path.is_file():
        return 0
    if remote.expected is None:
        return None
    partial = partial_of(path)
    there = partial.stat().st_size if partial.is_file() else 0
    return max(0, remote.expected - there)


def free_space(folder: Path) -> int:
    """Free bytes where a folder stands, or would stand."""
    nearest = folder.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    return shutil.disk_usage(nearest).free


def _check_room(files: Sequence[RemoteFile], request: Request) -> str:
    """What is to come, for people; refused where the disk has no room for it."""
    sizes = [still_to_come(remote, request.folder) for remote in files]
    need = sum(size or 0 for size in sizes)
    free = shutil.disk_usage(request.folder).free
    if need and need + RESERVE > free:
        problem = f"not enough room on the disk: about {shown_size(need)} to come, {shown_size(free)} free"
        raise TransferError(f"{request.folder}: {problem}; make room, or leave out entries with --without")
    more = f", and {sizes.count(None)} of unknown size" if None in sizes else ""
    return f"to come: {shown_size(need)}{more}; free in {request.folder}: {shown_size(free)}"


def _fetch(remote: RemoteFile, request: Request, report: Reporter, stop: threading.Event) -> Outcome:
    name = str(remote.path)
    try:
        if stop.is_set():
            raise StoppedError("stopped")
        with _alone(request.folder, remote, report, stop):
            said = bring(remote, request, report, stop)
        report.end(name, said or "is there already")
        return Outcome(remote, fetched=said is not None)
    except StoppedError:
        return Outcome(remote, fetched=False, fault=f"{name}: interrupted; fetch again to continue")
    except TachkhisError as error:
        fault = f"{name}: {error}"
    except OSError as error:
        fault = f"{name}: {unwritable(request.folder, error)}"
    report.end(name, "failed")
    return Outcome(remote, fetched=False, fault=fault)


@contextlib.contextmanager
def _alone(folder: Path, remote: RemoteFile, report: Reporter, stop: threading.Event) -> Iterator[None]:
    """Hold the lock of one file; wait for another fetch that holds it. Nothing of the lock is left afterwards."""
    path = folder / LOCKS / "_".join(remote.path.parts)
    handle = _locked(path, str(remote.path), report, stop)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)  # while it is held: whoever waits for it sees that it is gone, and makes another
        handle.close()
        with contextlib.suppress(OSError):  # another file's lock is in the folder
            path.parent.rmdir()


def _locked(path: Path, name: str, report: Reporter, stop: threading.Event) -> TextIO:
    told = False
    while True:
        try:
            path.parent.mkdir(exist_ok=True)
            handle = path.open("w")
        except FileNotFoundError:  # another fetch has just taken the folder away
            continue
        except FileExistsError:  # it was there for mkdir, and gone when mkdir looked whether it is a folder
            if path.parent.is_file():
                raise
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(handle.fileno()), path.stat()):
                return handle
            handle.close()
            continue
        except FileNotFoundError:  # gone between two looks
            handle.close()
            continue
        except BlockingIOError:
            handle.close()
            if not told:
                report.note(f"{name}: another fetch works on it; waiting")
                told = True
            if stop.wait(0.2):
                raise StoppedError("stopped") from None
        except OSError as error:  # a file system without locks
            if error.errno not in (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP):
                handle.close()
                raise
            report.note(f"{name}: this file system has no locks; let only one fetch run at a time")
            return handle


def verify_file(
    remote: RemoteFile, folder: Path, tell: Callable[[int], None] | None = None, *, needed: bool = False
) -> tuple[bool, list[str]]:
    """Read a fetched file again, and compare it with the manifest and with its lock file.

    Args:
        remote: the file.
        folder: the folder of the resources.
        tell: hears of the bytes read.
        needed: a file that is absent is a fault.

    Returns:
        Whether it is there, and its faults, one line each.
    """
    path, name = folder / remote.path, str(remote.path)
    try:
        pin = read_pin(path)
    except TachkhisError as error:
        return path.is_file(), [str(error)]
    if not path.is_file():
        if pin is not None:
            return False, [f"{name}: was fetched on {pin.fetched} and is gone; fetch it again"]
        return False, [f"{name}: is not there; fetch it"] if needed else []
    if pin is None and remote.checksum is None:
        return True, [f"{name}: has neither a lock file nor a checksum in the manifest; fetch it again"]
    try:
        digests = digests_of(path, remote.checksum.algorithm if remote.checksum else None, tell)
    except OSError as error:
        return True, [f"{name}: cannot be read ({error.strerror})"]
    faults = []
    if remote.checksum is not None and digests.of(remote.checksum.algorithm) != remote.checksum.digest:
        found = digests.of(remote.checksum.algorithm)
        faults.append(f"its {remote.checksum.algorithm} is {found}, where the manifest says {remote.checksum.digest}")
    if pin is not None and digests.of("sha256") != pin.sha256:
        faults.append(f"its sha256 is {digests.of('sha256')}, where its lock file says {pin.sha256}")
    return True, [f"{name}: {fault}; fetch it again" for fault in faults]


def length_unknown(remote: RemoteFile, folder: Path) -> bool:
    """Whether a file is there of which nobody told the length when it was pinned, and no checksum is known."""
    path = folder / remote.path
    try:
        pin = read_pin(path) if path.is_file() else None
    except TachkhisError:  # told as a fault of its own
        return False
    return pin is not None and pin.length == LENGTH_UNKNOWN and remote.checksum is None
