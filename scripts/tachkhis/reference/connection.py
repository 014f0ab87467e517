"""Connections to the servers of resources: how patient, which faults another try may mend, and what they are called.

The standard library's client honours ``http_proxy``, ``https_proxy``, ``no_proxy`` and ``SSL_CERT_FILE``.
"""

from __future__ import annotations

import errno
import http.client
import ssl
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
        timeout: seconds without a byte after which a connection counts as broken.
    """

    tries: int = 8
    backoff: float = 1.0
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Hosts:
    """What is known of hosts, over all files of a fetch.

    Attributes:
        answered: answered at least once: an outage of theirs is waited for.
        silent: never did, in all tries for a file: they are not asked again.
    """

    answered: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)


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
        opener = urllib.request.build_opener(_Redirects)
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
                return str(response.read(SMALL_ANSWER).decode("utf-8", "replace"))
        except urllib.error.HTTPError as error:
            problem = f"HTTP status {error.code} ({error.reason})"
            error.close()
        except (UnavailableError, BrokenError) as error:
            problem = str(error)
        except (http.client.HTTPException, OSError) as error:
            problem = said(error)
    raise TransferError(f"{url}: {problem}")


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
