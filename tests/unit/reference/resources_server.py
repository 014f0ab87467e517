"""A local HTTP server that behaves as badly as real ones: cuts, no ranges, redirects, wrong lengths, lies."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Served:
    """One address and how it behaves.

    Attributes:
        body: the bytes of the file.
        ranges: honours Range.
        tag: the ETag, if any.
        cuts: bytes after which each of the first answers breaks off.
        statuses: statuses of the first answers, instead of the file.
        redirect: where it sends the client.
        claim: Content-Length it states, instead of the right one; -1 for none at all.
        shift: bytes by which a partial answer begins too late.
        pause: seconds before each piece.
        every: bytes after which every answer breaks off.
        drip: seconds before each single byte of the body.
        slow_head: seconds before each byte of a head that does not end.
        asked: Range header of each request, or None.
    """

    body: bytes = b""
    ranges: bool = True
    tag: str | None = '"1"'
    cuts: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    redirect: str | None = None
    claim: int | None = None
    shift: int = 0
    pause: float = 0.0
    every: int | None = None
    drip: float = 0.0
    slow_head: float = 0.0
    asked: list[str | None] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.close_connection = True
        served: Served | None = self.server.files.get(self.path)  # type: ignore[attr-defined]
        if served is None:
            self.send_error(404)
            return
        served.asked.append(self.headers.get("Range"))
        if served.slow_head:
            self._trickle(b"HTTP/1.1 200 OK\r\n" + b"X-More: x\r\n" * 1000, served.slow_head)
            return
        if served.redirect is not None:
            self.send_response(302)
            self.send_header("Location", served.redirect)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if served.statuses:
            self.send_error(served.statuses.pop(0))
            return
        start = self._start(served)
        piece = served.body[start + (served.shift if start else 0) :]
        self.send_response(206 if start else 200)
        if start:
            first = start + served.shift
            self.send_header("Content-Range", f"bytes {first}-{len(served.body) - 1}/{len(served.body)}")
        if served.tag is not None:
            self.send_header("ETag", served.tag)
        if served.claim != -1:
            self.send_header("Content-Length", str(len(piece) if served.claim is None else served.claim))
        self.end_headers()
        cut = served.cuts.pop(0) if served.cuts else len(piece) if served.every is None else served.every
        if served.drip:
            self._trickle(piece[:cut], served.drip)
            return
        for place in range(0, min(cut, len(piece)), 1 << 14):
            if served.pause:
                time.sleep(served.pause)
            with contextlib.suppress(ConnectionError):
                self.wfile.write(piece[place : min(place + (1 << 14), cut)])

    def _trickle(self, body: bytes, pause: float) -> None:
        """Byte by byte, until the client goes away."""
        with contextlib.suppress(OSError):
            for place in range(len(body)):
                time.sleep(pause)
                self.wfile.write(body[place : place + 1])
                self.wfile.flush()

    def _start(self, served: Served) -> int:
        asked = self.headers.get("Range")
        condition = self.headers.get("If-Range")
        if not asked or not served.ranges or (condition is not None and condition != served.tag):
            return 0
        start = int(asked.removeprefix("bytes=").split("-")[0])
        return start if start < len(served.body) else 0


@dataclass
class Site:
    """A running server: its files by path, and its address."""

    files: dict[str, Served]
    address: str

    def url(self, path: str) -> str:
        return self.address + path


@contextlib.contextmanager
def site(files: dict[str, Served], port: int = 0) -> Iterator[Site]:
    """Serve files until the block ends, on a free port or on this one."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    server.files = files  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Site(files, f"http://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()


def md5(body: bytes) -> str:
    return "md5:" + hashlib.md5(body).hexdigest()


def entry(name: str, files: Sequence[dict[str, Any]], kind: str = "table", **further: Any) -> dict[str, Any]:
    """An entry of a manifest with the keys that must be there."""
    texts = dict.fromkeys(("title", "version", "licence", "page", "citation", "prepare", "verified"), "made for a test")
    return {"name": name, "kind": kind, **texts, **({"files": list(files)} if files else {}), **further}


def manifest(path: Path, entries: Sequence[dict[str, Any]], build: str = "mini") -> Path:
    path.write_text(json.dumps({"build": build, "entries": list(entries)}))
    return path
