"""Connections to the servers of resources: how patient, which faults another try may mend, and what they are called.

The standard library's client honours ``http_proxy``, ``https_proxy``, ``no_proxy`` and ``SSL_CERT_FILE``.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import IO
from typing import Any

from tachkhis import __version__
from tachkhis.errors import TachkhisError

PERMANENT = frozenset({400, 401, 403, 404, 405, 406, 410, 451, 501})
"""HTTP statuses that another try does not change (RFC 9110)."""
SMALL_ANSWER = 4 << 20
"""Bytes of a checksum file at most."""


class TransferError(TachkhisError):
    """A file could not be fetched; one line."""


class StoppedError(TachkhisError):
    """The person interrupted, or another file's fault ended the work."""


class UnavailableError(Exception):
    """This address will not give the file."""


class BrokenError(Exception):
    """The connection broke, or the server was busy: another try may help."""

    def __init__(self, problem: str, wait: float | None = None, *, unreached: bool = False) -> None:
        super().__init__(problem)
        self.wait = wait
        self.unreached = unreached  # no server answered at all


@dataclass(frozen=True, slots=True)
class Manner:
    """How patiently files are fetched.

    Attributes:
        tries: tries in a row that bring next to nothing (less than ``LEAST_PROGRESS`` bytes), before the next address
            is taken.
        backoff: seconds before the second try; doubled each time, up to :data:`LONGEST_WAIT`.
        timeout: seconds without a byte after which a connection counts as broken; also the window of ``least_rate``.
        least_rate: bytes per second that have to come over each window: a server that drips is as good as silent.
    """

    tries: int = 8
    backoff: float = 1.0
    timeout: float = 60.0
    least_rate: float = 1024.0


class Pace:
    """Watches that bytes come fast enough."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._since, self._count = time.monotonic(), 0

    def came(self, count: int) -> None:
        """``count`` further bytes came.

        Raises:
            BrokenError: over the last window fewer came than the manner asks for.
        """
        self._count += count
        now = time.monotonic()
        took = now - self._since
        if took < self._manner.timeout:
            return
        if self._count < self._manner.least_rate * took:
            least = f"{self._manner.least_rate:,.0f} bytes per second are the least"
            raise BrokenError(f"it is too slow: {self._count:,} bytes in {took:.0f} s, where {least}")
        self._since, self._count = now, 0


@dataclass(frozen=True, slots=True)
class Hosts:
    """What is known of hosts, over all files of a fetch.

    Attributes:
        answered: answered at least once: an outage of theirs is waited for.
        silent: never did, in all tries for a file: they are not asked again.
    """

    answered: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)


class _Answer(http.client.HTTPResponse):
    """An answer whose head has to come within the timeout as a whole, not byte by byte."""

    def __init__(self, sock: socket.socket, *words: Any, **named: Any) -> None:
        super().__init__(sock, *words, **named)
        self._connection = sock

    def begin(self) -> None:
        late = threading.Event()

        def cut() -> None:
            late.set()
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)

        watch = threading.Timer(self._connection.gettimeout() or Manner().timeout, cut)
        watch.daemon = True
        watch.start()
        try:
            super().begin()
        except (http.client.HTTPException, OSError) as error:
            if late.is_set():
                raise TimeoutError from error
            raise
        finally:
            watch.cancel()
        if late.is_set():
            raise TimeoutError


class _Plain(http.client.HTTPConnection):
    response_class = _Answer


class _Secure(http.client.HTTPSConnection):
    response_class = _Answer


class _PlainHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Plain, req)


class _SecureHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Secure, req)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Redirects as usual, but never from an encrypted to an unencrypted address."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise UnavailableError(f"it redirects to an unencrypted address ({newurl})")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def open_url(url: str, manner: Manner, headers: Mapping[str, str] | None = None) -> http.client.HTTPResponse:
    """Ask for an address.

    Raises:
        urllib.error.HTTPError: the server answered with a status that is no success.
        UnavailableError: another try would not help.
        BrokenError: the connection failed.
    """
    named = {"User-Agent": f"tachkhis/{__version__}", "Accept-Encoding": "identity", **(headers or {})}
    try:
        opener = urllib.request.build_opener(_Redirects, _PlainHandler, _SecureHandler)
        response: http.client.HTTPResponse = opener.open(
            urllib.request.Request(url, headers=named), timeout=manner.timeout
        )
    except urllib.error.HTTPError:
        raise
    except urllib.error.URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise UnavailableError(f"its certificate is not trusted ({error.reason.verify_message})") from error
        raise BrokenError(said(error.reason), unreached=True) from error
    except (http.client.HTTPException, OSError) as error:
        raise BrokenError(said(error)) from error
    return response


def small_text(url: str, manner: Manner) -> str:
    """A small text, such as a publisher's file of checksums.

    Raises:
        TransferError: it cannot be had.
    """
    problem = ""
    for _ in range(max(1, min(2, manner.tries))):
        try:
            with open_url(url, manner) as response:
                return _read_small(response, manner).decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            problem = f"HTTP status {error.code} ({error.reason})"
            error.close()
        except (UnavailableError, BrokenError) as error:
            problem = str(error)
        except (http.client.HTTPException, OSError) as error:
            problem = said(error)
    raise TransferError(f"{url}: {problem}")


def _read_small(response: http.client.HTTPResponse, manner: Manner) -> bytes:
    """A small answer, which has to come within the timeout as a whole.

    Raises:
        BrokenError: it does not.
    """
    ends, came = time.monotonic() + manner.timeout, b""
    while len(came) < SMALL_ANSWER and (data := response.read1(SMALL_ANSWER - len(came))):
        came += data
        if time.monotonic() > ends:
            raise BrokenError(f"it is too slow: {len(came):,} bytes in {manner.timeout:.0f} s")
    return came


def unwritable(folder: Path, error: OSError) -> TransferError:
    """A disk that is full, or a folder that may not be written, in one line."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return TransferError(
            f"{folder}: the disk is full, or the quota used up; what came is kept: make room, fetch again"
        )
    return TransferError(f"{folder}: cannot be written ({error.strerror or error})")


def said(error: BaseException | str) -> str:
    """A broken connection, in words."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    text = str(error) or type(error).__name__
    return f"the connection failed ({text})".replace("\n", " ")
