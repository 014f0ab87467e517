"""One file over HTTP: resumed, retried, hashed as it comes, complete or not there.

Why not ``pooch``: it has neither resume nor mirrors, and hashes after the download; nothing would be left for it.
The standard library's client honours ``http_proxy``, ``https_proxy``, ``no_proxy`` and ``SSL_CERT_FILE``.
"""

from __future__ import annotations

import email.message
import errno
import http.client
import json
import os
import re
import shutil
import ssl
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from typing import Any

from tachkhis import __version__
from tachkhis.errors import TachkhisError
from tachkhis.reference.manifest import shown_size
from tachkhis.reference.pins import CHUNK
from tachkhis.reference.pins import Digests
from tachkhis.reference.pins import digests_of

PERMANENT = frozenset({400, 401, 403, 404, 405, 406, 410, 451, 501})
"""HTTP statuses that another try does not change (RFC 9110)."""
LONGEST_WAIT = 60.0
"""Seconds between two tries at most, unless the server asks for more."""
LONGEST_ASKED = 600.0
"""Seconds that a server may ask for (Retry-After)."""
SMALL_ANSWER = 4 << 20
"""Bytes of a checksum file at most."""


class TransferError(TachkhisError):
    """A file could not be fetched; one line."""


class StoppedError(TachkhisError):
    """The person interrupted, or another file's fault ended the work."""


class _UnavailableError(Exception):
    """This address will not give the file."""


class _BrokenError(Exception):
    """The connection broke, or the server was busy: another try may help."""

    def __init__(self, problem: str, wait: float | None = None) -> None:
        super().__init__(problem)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Manner:
    """How patiently files are fetched.

    Attributes:
        tries: tries in a row that bring not one byte, before the next address is taken.
        backoff: seconds before the second try; doubled each time, up to :data:`LONGEST_WAIT`.
        timeout: seconds without a byte after which a connection counts as broken.
    """

    tries: int = 5
    backoff: float = 1.0
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete download that does not yet bear its name."""

    url: str
    digests: Digests
    resumed: bool


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Redirects as usual, but never from an encrypted to an unencrypted address."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise _UnavailableError(f"it redirects to an unencrypted address ({newurl})")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


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
    """

    partial: Path
    size: int | None
    known: bool
    manner: Manner
    tell: Callable[[int, int | None], None]
    note: Callable[[str], None]
    stop: threading.Event
    further: str | None = None
    _resumed: bool = False
    _digests: Digests | None = None

    def from_url(self, url: str) -> Fetched:
        """Bring the whole file from one address, with as many tries as its manner allows.

        Raises:
            TransferError: this address does not give it; what came stays for another try.
            StoppedError: stopped from outside; what came stays.
        """
        barren = 0
        while True:
            before = self._there()
            try:
                digests = self._attempt(url)
            except _UnavailableError as error:
                raise TransferError(f"{url}: {error}") from error
            except _BrokenError as error:
                barren = 0 if self._there() > before else barren + 1
                if barren >= self.manner.tries:
                    raise TransferError(f"{url}: {error} ({self.manner.tries} tries)") from error
                wait = self.manner.backoff * 2 ** max(0, barren - 1)
                wait = max(min(wait, LONGEST_WAIT), min(error.wait or 0.0, LONGEST_ASKED))
                self.note(f"{error}; next try in {wait:.0f} s, {shown_size(self._there())} are there")
                if self.stop.wait(wait):
                    raise StoppedError("stopped") from error
                continue
            return Fetched(url, digests, self._resumed)

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
                raise _BrokenError("it answered with another part of the file than was asked for; begun anew")
            start, total = place
            if self.size is not None and total is not None and total != self.size:
                raise _UnavailableError(f"it offers {total:,} bytes, where the manifest says {self.size:,}")
            self._make_room(total, start)
            self._resumed = start > 0
            self.tell(start, total or self.size)
            digests = self._digests = self._so_far(start)
            answer = response.headers
            self._write_state(url, answer.get("ETag"), answer.get("Last-Modified"))
            self._read(response, "ab" if start else "wb", digests, total)
        if total is not None and digests.count < total:
            raise _BrokenError(f"the connection ended after {digests.count:,} of {total:,} bytes")
        if self.size is not None and digests.count < self.size:
            raise _BrokenError(f"the connection ended after {digests.count:,} of {self.size:,} bytes")
        return digests

    def _so_far(self, start: int) -> Digests:
        """Digests of the bytes that are there; read again only where this is not the process that brought them."""
        if not start:
            return Digests(self.further)
        if self._digests is not None and self._digests.count == start:
            return self._digests
        return digests_of(self.partial, self.further)

    def _open(self, url: str, have: int, validator: str | None) -> http.client.HTTPResponse | None:
        headers = {"User-Agent": f"tachkhis/{__version__}", "Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
            if validator:
                headers["If-Range"] = validator
        opener = urllib.request.build_opener(_Redirects)
        try:
            response: http.client.HTTPResponse = opener.open(
                urllib.request.Request(url, headers=headers), timeout=self.manner.timeout
            )
        except urllib.error.HTTPError as error:
            with error:
                self._judge(error, have)
            return None
        except urllib.error.URLError as error:
            if isinstance(error.reason, ssl.SSLCertVerificationError):
                raise _UnavailableError(f"its certificate is not trusted ({error.reason.verify_message})") from error
            raise _BrokenError(_said(error.reason)) from error
        except (http.client.HTTPException, OSError) as error:
            raise _BrokenError(_said(error)) from error
        return response

    def _judge(self, error: urllib.error.HTTPError, have: int) -> None:
        """What a status other than success means; returns only where the file is there already."""
        if error.code == 416 and have:
            total = re.fullmatch(r"bytes \*/(\d+)", error.headers.get("Content-Range", ""))
            if total and int(total[1]) == have:
                return
            self.forget()
            raise _BrokenError("the server has fewer bytes than are there; begun anew")
        if error.code in PERMANENT or 300 <= error.code < 400:
            raise _UnavailableError(f"HTTP status {error.code} ({error.reason})")
        after = error.headers.get("Retry-After", "")
        raise _BrokenError(f"HTTP status {error.code} ({error.reason})", float(after) if after.isdigit() else None)

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
        with handle:
            while True:
                if self.stop.is_set():
                    raise StoppedError("stopped")
                try:
                    data = response.read1(CHUNK)
                except (http.client.HTTPException, OSError) as error:
                    raise _BrokenError(_said(error)) from error
                if not data:
                    break
                try:
                    handle.write(data)
                except OSError as error:
                    raise unwritable(self.partial.parent, error) from error
                digests.update(data)
                self.tell(digests.count, total or self.size)
            try:
                handle.flush()
                os.fsync(handle.fileno())
            except OSError as error:
                raise unwritable(self.partial.parent, error) from error


def unwritable(folder: Path, error: OSError) -> TransferError:
    """A disk that is full, or a folder that may not be written, in one line."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return TransferError(
            f"{folder}: the disk is full, or the quota used up; what came is kept: make room, fetch again"
        )
    return TransferError(f"{folder}: cannot be written ({error.strerror or error})")


def small_text(url: str, manner: Manner) -> str:
    """A small text, such as a publisher's file of checksums.

    Raises:
        TransferError: it cannot be had.
    """
    request = urllib.request.Request(url, headers={"User-Agent": f"tachkhis/{__version__}"})
    problem = ""
    for _ in range(max(1, min(2, manner.tries))):
        try:
            with urllib.request.build_opener(_Redirects).open(request, timeout=manner.timeout) as response:
                return str(response.read(SMALL_ANSWER).decode("utf-8", "replace"))
        except _UnavailableError as error:
            problem = str(error)
        except urllib.error.HTTPError as error:
            problem = f"HTTP status {error.code} ({error.reason})"
            error.close()
        except (http.client.HTTPException, OSError) as error:
            problem = _said(error.reason if isinstance(error, urllib.error.URLError) else error)
    raise TransferError(f"{url}: {problem}")


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


def _said(error: BaseException | str) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    text = str(error) or type(error).__name__
    return f"the connection failed ({text})".replace("\n", " ")
