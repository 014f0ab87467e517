"""One file over HTTP: resumed, retried, hashed as it comes, complete or not there.

Why not ``pooch``: it has neither resume nor mirrors, and hashes after the download; nothing would be left for it.
"""

from __future__ import annotations

import email.message
import http.client
import json
import os
import re
import shutil
import threading
import urllib.error
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.reference.connection import PERMANENT
from tachkhis.reference.connection import BrokenError
from tachkhis.reference.connection import Hosts
from tachkhis.reference.connection import Manner
from tachkhis.reference.connection import Pace
from tachkhis.reference.connection import StoppedError
from tachkhis.reference.connection import TransferError
from tachkhis.reference.connection import UnavailableError
from tachkhis.reference.connection import open_url
from tachkhis.reference.connection import said
from tachkhis.reference.connection import unwritable
from tachkhis.reference.manifest import shown_size
from tachkhis.reference.pins import CHUNK
from tachkhis.reference.pins import Digests
from tachkhis.reference.pins import digests_of

LEAST_PROGRESS = 32 << 10
"""Bytes that a broken try must have brought to count as one that helped: a server that gives a few and closes, for
ever, must not keep a fetch from the next address."""
LONGEST_WAIT = 60.0
"""Seconds between two tries at most, unless the server asks for more."""
TRIES_UNREACHED = 3
"""Tries at most of a host that never answered: a machine without internet should hear so soon."""
LONGEST_ASKED = 600.0
"""Seconds that a server may ask for (Retry-After)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete download that does not yet bear its name."""

    url: str
    digests: Digests
    resumed: bool
    measured: bool = True
    """The server, or the manifest, told where the file ends: a connection cut short would have been seen."""


@dataclass(slots=True)
class Transfer:
    """The download of one file into ``partial``; whoever renames it checks it first.

    Attributes:
        partial: where the bytes gather; what an earlier try left is continued.
        size: bytes that the file must have; ``None`` where nobody knows.
        known: a checksum of the whole is known, so that bytes of an earlier try (or of another mirror) may be
            continued without the server's word that the file is still the same.
        further: algorithm of a digest beside SHA-256 and MD5.
        tell: hears of progress: bytes there, bytes in all (``None``: unknown).
        note: hears of retries and changes of address, one line each.
        stop: set from outside to end the work at the next chunk.
        hosts: which hosts answered so far, and which did not.
    """

    partial: Path
    size: int | None
    known: bool
    manner: Manner
    tell: Callable[[int, int | None], None]
    note: Callable[[str], None]
    stop: threading.Event
    hosts: Hosts = field(default_factory=Hosts)
    further: str | None = None
    _resumed: bool = False
    _measured: bool = True
    _digests: Digests | None = None

    def from_url(self, url: str) -> Fetched:
        """Bring the whole file from one address, with as many tries as its manner allows.

        Raises:
            TransferError: this address does not give it; what came stays for another try.
            StoppedError: stopped from outside; what came stays.
        """
        host = urllib.parse.urlsplit(url).netloc
        if host in self.hosts.silent:
            raise TransferError(f"{url}: {host} did not answer before, and is not asked again")
        barren, most = 0, self._there()  # a try counts that brings more than any before, begun anew or not
        while True:
            try:
                digests = self._attempt(url)
            except UnavailableError as error:
                raise TransferError(f"{url}: {error}") from error
            except BrokenError as error:
                barren = 0 if self._there() - most >= LEAST_PROGRESS else barren + 1
                most = max(most, self._there())
                silent = error.unreached and host not in self.hosts.answered
                if barren >= (min(self.manner.tries, TRIES_UNREACHED) if silent else self.manner.tries):
                    if silent:
                        self.hosts.silent.add(host)
                    raise TransferError(f"{url}: {error} ({barren} tries)") from error
                wait = self.manner.backoff * 2 ** max(0, barren - 1)
                wait = max(min(wait, LONGEST_WAIT), min(error.wait or 0.0, LONGEST_ASKED))
                self.note(f"{error}; next try in {wait:.0f} s, {shown_size(self._there())} are there")
                if self.stop.wait(wait):
                    raise StoppedError("stopped") from error
                continue
            return Fetched(url, digests, self._resumed, self._measured)

    def read_again(self, url: str) -> Digests:
        """Digests of what an address gives now, from the beginning; nothing is kept.

        Raises:
            TransferError: this address does not give it.
            StoppedError: stopped from outside.
        """
        digests = Digests()
        try:
            response = self._open(url, 0, None)
            assert response is not None  # nothing was asked to be continued
            with response:
                pace = Pace(self.manner)
                while data := response.read1(CHUNK):
                    if self.stop.is_set():
                        raise StoppedError("stopped")
                    digests.update(data)
                    self.tell(digests.count, None)
                    pace.came(len(data))
        except (UnavailableError, BrokenError) as error:
            raise TransferError(f"{url}: {error}") from error
        except (http.client.HTTPException, OSError) as error:
            raise TransferError(f"{url}: {said(error)}") from error
        return digests

    def forget(self) -> None:
        """Remove what came so far."""
        self.partial.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)
        self._resumed, self._digests = False, None

    def finish(self) -> None:
        """Remove the notes of the download; the bytes were renamed."""
        self._state.unlink(missing_ok=True)

    @property
    def _state(self) -> Path:
        return self.partial.with_name(self.partial.name + ".json")

    def _there(self) -> int:
        try:
            return self.partial.stat().st_size
        except FileNotFoundError:
            return 0

    def _validator(self, url: str) -> str | None:
        """What the server said of the file's version when the bytes that are there came from this address."""
        try:
            state: dict[str, str | None] = json.loads(self._state.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return state.get("validator") if state.get("url") == url else None

    def _attempt(self, url: str) -> Digests:
        have, validator = self._there(), self._validator(url)
        if have and not (self.known or validator):
            self.forget()
            have = 0
        response = self._open(url, have, validator)
        if response is None:  # the server says that the whole file is there
            return self._so_far(have)
        with response:
            place = _place(response, have)
            if place is None:
                self.forget()
                raise BrokenError("it answered with another part of the file than was asked for; begun anew")
            start, total = place
            if self.size is not None and total is not None and total != self.size:
                raise UnavailableError(f"it offers {total:,} bytes, where the manifest says {self.size:,}")
            self._make_room(total, start)
            self._resumed = start > 0
            self._measured = total is not None or self.size is not None or response.chunked
            self.tell(start, total or self.size)
            digests = self._digests = self._so_far(start)
            answer = response.headers
            self._write_state(url, answer.get("ETag"), answer.get("Last-Modified"))
            self._read(response, "ab" if start else "wb", digests, total)
        if total is not None and digests.count < total:
            raise BrokenError(f"the connection ended after {digests.count:,} of {total:,} bytes")
        if self.size is not None and digests.count < self.size:
            raise BrokenError(f"the connection ended after {digests.count:,} of {self.size:,} bytes")
        return digests

    def _so_far(self, start: int) -> Digests:
        """Digests of the bytes that are there; read again only where this is not the process that brought them."""
        if not start:
            return Digests(self.further)
        if self._digests is not None and self._digests.count == start:
            return self._digests
        return digests_of(self.partial, self.further)

    def _open(self, url: str, have: int, validator: str | None) -> http.client.HTTPResponse | None:
        headers = {}
        if have:
            headers["Range"] = f"bytes={have}-"
            if validator:
                headers["If-Range"] = validator
        try:
            response = open_url(url, self.manner, headers)
        except urllib.error.HTTPError as error:
            self.hosts.answered.add(urllib.parse.urlsplit(url).netloc)
            with error:
                self._judge(error, have)
            return None
        self.hosts.answered.add(urllib.parse.urlsplit(url).netloc)
        return response

    def _judge(self, error: urllib.error.HTTPError, have: int) -> None:
        """What a status other than success means; returns only where the file is there already."""
        if error.code == 416 and have:
            total = re.fullmatch(r"bytes \*/(\d+)", error.headers.get("Content-Range", ""))
            if total and int(total[1]) == have:
                return
            self.forget()
            raise BrokenError("the server has fewer bytes than are there; begun anew")
        if error.code in PERMANENT or 300 <= error.code < 400:
            raise UnavailableError(f"HTTP status {error.code} ({error.reason})")
        after = error.headers.get("Retry-After", "")
        raise BrokenError(f"HTTP status {error.code} ({error.reason})", float(after) if after.isdigit() else None)

    def _make_room(self, total: int | None, start: int) -> None:
        whole = total or self.size
        free = shutil.disk_usage(self.partial.parent).free
        if whole is not None and whole - start > free:
            need = f"{shown_size(whole - start)} to come, {shown_size(free)} free"
            raise TransferError(f"{self.partial.parent}: not enough room on the disk ({need})")

    def _write_state(self, url: str, tag: str | None, modified: str | None) -> None:
        strong = tag if tag and not tag.startswith("W/") else None
        text = json.dumps({"url": url, "validator": strong or modified})
        try:
            self._state.write_text(text, encoding="utf-8")
        except OSError as error:
            raise unwritable(self.partial.parent, error) from error

    def _read(self, response: http.client.HTTPResponse, mode: str, digests: Digests, total: int | None) -> None:
        try:
            handle = self.partial.open(mode)
        except OSError as error:
            raise unwritable(self.partial.parent, error) from error
        pace = Pace(self.manner)
        with handle:
            while True:
                if self.stop.is_set():
                    raise StoppedError("stopped")
                try:
                    data = response.read1(CHUNK)
                except (http.client.HTTPException, OSError) as error:
                    raise BrokenError(said(error)) from error
                if not data:
                    break
                try:
                    handle.write(data)
                except OSError as error:
                    raise unwritable(self.partial.parent, error) from error
                digests.update(data)
                self.tell(digests.count, total or self.size)
                pace.came(len(data))
            try:
                handle.flush()
                os.fsync(handle.fileno())
            except OSError as error:
                raise unwritable(self.partial.parent, error) from error


def _place(response: http.client.HTTPResponse, have: int) -> tuple[int, int | None] | None:
    """Where the answer begins, and the bytes of the whole file where the server states them.

    ``None`` where the answer is not the part that was asked for.
    """
    headers: email.message.Message = response.headers
    stated = headers.get("Content-Length")
    length = int(stated) if stated and stated.isdigit() else None
    if response.status != 206:
        return 0, length  # the whole file, whatever was asked for
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", headers.get("Content-Range", ""))
    if found is None or int(found[1]) != have:
        return None
    if found[3] != "*":
        return have, int(found[3])
    return have, have + length if length is not None else None
