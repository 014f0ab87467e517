"""One file of the manifest brought to its place: from whichever address gives the right bytes, checked, pinned."""

from __future__ import annotations

import contextlib
import os
import threading
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from pathlib import Path

from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import foreign_format
from tachkhis.reference.connection import Hosts
from tachkhis.reference.connection import Manner
from tachkhis.reference.connection import TransferError
from tachkhis.reference.connection import small_text
from tachkhis.reference.file_end import end_of
from tachkhis.reference.gzip_content import content_trouble
from tachkhis.reference.manifest import Checksum
from tachkhis.reference.manifest import RemoteFile
from tachkhis.reference.manifest import shown_size
from tachkhis.reference.pins import LENGTH_BY_FORM
from tachkhis.reference.pins import LENGTH_TOLD
from tachkhis.reference.pins import LENGTH_UNKNOWN
from tachkhis.reference.pins import Digests
from tachkhis.reference.pins import Pin
from tachkhis.reference.pins import digests_of
from tachkhis.reference.pins import lock_path
from tachkhis.reference.pins import read_pin
from tachkhis.reference.pins import untouched
from tachkhis.reference.pins import write_pin
from tachkhis.reference.progress import Reporter
from tachkhis.reference.transfer import Fetched
from tachkhis.reference.transfer import Transfer


@dataclass(frozen=True, slots=True)
class Request:
    """How a set of files is fetched.

    Attributes:
        folder: where the resources stand.
        versions: version of each entry, by build and name, as the pins note it.
        mirrors: addresses, tried first, below which a copy of such a folder is served.
        hosts: which hosts answered so far, and which did not.
        update: fetch again what the publisher replaces, and pin anew what changed.
    """

    folder: Path
    versions: dict[str, str]
    mirrors: tuple[str, ...] = ()
    update: bool = False
    parallel: int = 2
    manner: Manner = field(default_factory=Manner)
    hosts: Hosts = field(default_factory=Hosts)


def partial_of(path: Path) -> Path:
    """Where the bytes of a download gather."""
    return path.with_name(f".{path.name}.partial")


def bring(remote: RemoteFile, request: Request, report: Reporter, stop: threading.Event) -> str | None:
    """Bring one file; the line to say about it, or ``None`` where it was there already."""
    path = request.folder / remote.path
    path.parent.mkdir(parents=True, exist_ok=True)
    pin = read_pin(path)
    daily = _publishers(remote, request, pin, report) if _wants_publishers(remote, request, path, pin) else None
    expected = remote.checksum or daily
    if path.is_file() and _is_there(path, remote, pin, expected, request):
        return None
    transfer = Transfer(
        partial=partial_of(path),
        size=remote.size,
        known=expected is not None,
        manner=request.manner,
        tell=lambda done, total: report.at(str(remote.path), done, total),
        note=lambda line: report.note(f"{remote.path}: {line}"),
        stop=stop,
        hosts=request.hosts,
        further=expected.algorithm if expected else None,
    )
    checks = _Checks(remote, expected, "manifest" if remote.checksum else "publisher", pin, request.update)
    fetched, checked, length = _from_any(transfer, remote, request, checks, report)
    transfer.partial.replace(path)
    transfer.finish()
    _flush_folder(path.parent)
    digests = fetched.digests
    fresh = Pin(
        file=remote.file,
        bytes=digests.count,
        sha256=digests.of("sha256"),
        md5=digests.of("md5"),
        url=fetched.url,
        version=request.versions.get(f"{remote.build}/{remote.entry}", ""),
        fetched=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        checked=checked,
        length=length,
    )
    write_pin(path, fresh)
    against = {"manifest": "agrees with the manifest", "publisher": "agrees with the publisher's checksum"}
    return f"{shown_size(digests.count)}, {against.get(checked, 'pinned on first fetch')}{_told_length(length)}"


def _told_length(length: str) -> str:
    if length != LENGTH_UNKNOWN:
        return ""
    return "; its length is unknown: nobody told it, nor does its form show where it ends, so that it may be cut short"


def _wants_publishers(remote: RemoteFile, request: Request, path: Path, pin: Pin | None) -> bool:
    """Whether the publisher's checksum of the day is asked for: not where the file stays as it is."""
    if remote.checksum_url is None or remote.checksum is not None:
        return False
    return request.update or pin is None or not path.is_file() or not untouched(path, pin)


def _publishers(remote: RemoteFile, request: Request, pin: Pin | None, report: Reporter) -> Checksum | None:
    """The checksum that the publisher gives beside the file; ``None`` where it cannot be had."""
    assert remote.checksum_url is not None
    try:
        text = small_text(remote.checksum_url, request.manner)
    except TransferError as error:
        instead = "" if pin else "; pinned instead"
        report.note(f"{remote.path}: the publisher's checksum cannot be had ({error}){instead}")
        return None
    rows = [line.split() for line in text.splitlines() if line.strip()]
    for words in rows:
        named = len(words) > 1 and words[-1].lstrip("*").rpartition("/")[2] == remote.file
        if named or len(rows) == 1:  # a file of one line is about this file, whatever the publisher calls it there
            with contextlib.suppress(ValueError):
                return Checksum.parse(f"{_ALGORITHM_BY_LENGTH.get(len(words[0]), '')}:{words[0]}")
    report.note(f"{remote.path}: {remote.checksum_url} does not name it" + ("" if pin else "; pinned instead"))
    return None


_ALGORITHM_BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}


def _is_there(path: Path, remote: RemoteFile, pin: Pin | None, expected: Checksum | None, request: Request) -> bool:
    """Whether a file that stands under its name is the one to have; one that is not gets fetched anew."""
    if request.update and remote.moving and expected is None:
        return False
    if pin is not None and untouched(path, pin) and (expected is None or pin.agrees(expected)):
        return True
    if expected is None and pin is None:
        return False
    digests = digests_of(path, expected.algorithm if expected else None)
    if expected is not None:
        same = digests.of(expected.algorithm) == expected.digest
    else:
        assert pin is not None
        same = digests.of("sha256") == pin.sha256
    if not same:
        return False
    fresh = pin or Pin(
        remote.file,
        digests.count,
        digests.of("sha256"),
        digests.of("md5"),
        "",
        request.versions.get(f"{remote.build}/{remote.entry}", ""),
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "manifest" if remote.checksum else "publisher",
    )
    write_pin(path, fresh)
    return True


@dataclass(frozen=True, slots=True)
class _Checks:
    """What a complete download is checked against before it gets its name."""

    remote: RemoteFile
    expected: Checksum | None
    source: str
    pin: Pin | None
    update: bool

    def trouble(self, partial: Path, fetched: Fetched) -> tuple[str | None, str]:
        """The fault, if any, and what the bytes were checked against."""
        digests = fetched.digests
        foreign = foreign_format(partial)
        if foreign == "a web page":
            return "the answer is a web page, not the file (a proxy, or a page that asks to log in?)", ""
        if self.expected is not None:
            found = digests.of(self.expected.algorithm)
            if found != self.expected.digest:
                told = "the manifest says" if self.source == "manifest" else "the publisher says"
                return f"its {self.expected.algorithm} is {found}, where {told} {self.expected.digest}", ""
        changed = self.pin is not None and self.pin.sha256 != digests.of("sha256")
        if changed and not self.update and (self.expected is None or self.source == "publisher"):
            lock = lock_path(Path(self.remote.file)).name
            when = self.pin.fetched if self.pin else ""
            return f"it changed since it was pinned on {when} ({lock}); --update accepts the new one", ""
        if self.expected is not None:
            return None, self.source
        return self._form(partial), "first fetch"

    def proven(self, fetched: Fetched) -> bool:
        """Whether a checksum, or the pin of an earlier fetch, says that these are the right bytes."""
        return self.expected is not None or (self.pin is not None and self.pin.sha256 == fetched.digests.of("sha256"))

    def _form(self, partial: Path) -> str | None:
        """What can be seen of a file that nobody gave a checksum of: that its compression is whole."""
        if not self.remote.file.endswith((".gz", ".bgz")):
            return None if partial.stat().st_size else "the file is empty"
        if first_bytes(partial, 2) != GZIP_MAGIC:
            return "it is not compressed, though its name says so"
        return content_trouble(partial)


def _from_any(
    transfer: Transfer, remote: RemoteFile, request: Request, checks: _Checks, report: Reporter
) -> tuple[Fetched, str, str]:
    """Try each address in turn until the bytes check: what came, checked against what, and who told its length."""
    urls = [f"{mirror.rstrip('/')}/{remote.path.as_posix()}" for mirror in request.mirrors] + list(remote.urls)
    troubles: list[str] = []
    for url in urls:
        for again in (False, True):  # continued bytes that do not check are fetched once more from the beginning
            try:
                fetched = transfer.from_url(url)
            except TransferError as error:
                if str(error).startswith(str(transfer.partial.parent)):
                    raise  # our disk, not the address
                troubles.append(str(error))
                break
            trouble, checked = checks.trouble(transfer.partial, fetched)
            length = LENGTH_TOLD
            if trouble is None and not fetched.measured and not checks.proven(fetched):
                end = end_of(transfer.partial, remote.file)
                length, trouble = (LENGTH_BY_FORM, None) if end.whole else (LENGTH_UNKNOWN, end.trouble)
                if trouble is None and not end.whole:
                    report.note(f"{remote.path}: nobody tells its length or checksum; it is read twice, to compare")
                    try:
                        trouble = _difference(fetched, transfer.read_again(url))
                    except TransferError as error:
                        trouble = f"it could not be read a second time to compare ({error})"
            if trouble is None:
                return fetched, checked, length
            transfer.forget()
            if again or not fetched.resumed:
                troubles.append(f"{url}: {trouble}")
                break
            report.note(f"{remote.path}: {trouble}; begun anew")
        if url != urls[-1]:
            report.note(f"{troubles[-1]}; the next address is tried")
    raise TransferError("; ".join(dict.fromkeys(troubles)))


def _difference(fetched: Fetched, again: Digests) -> str | None:
    """Why two readings of an address are not of one whole file."""
    if fetched.digests.of("sha256") == again.of("sha256"):
        return None
    counts = f"{fetched.digests.count:,} and {again.count:,} bytes"
    return f"two readings of it differ ({counts}), and nobody tells its length or checksum"


def _flush_folder(folder: Path) -> None:
    """Make the rename last, where the file system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
