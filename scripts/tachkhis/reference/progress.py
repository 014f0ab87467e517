"""Progress of long work: bars on a terminal, plain lines elsewhere (a log of a cluster's job)."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING
from typing import Protocol
from typing import TextIO

from tachkhis.reference.manifest import shown_size

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.progress import TaskID

EVERY = 30.0
"""Seconds between two plain lines of one file."""


class Reporter(Protocol):
    """Hears of the progress of several files; safe to call from several threads."""

    def at(self, name: str, done: int, total: int | None) -> None:
        """``done`` of ``total`` bytes of a file are there."""

    def end(self, name: str, said: str) -> None:
        """A file is finished; ``said`` is one line about it."""

    def note(self, line: str) -> None:
        """Something that a person should know."""


class Lines(AbstractContextManager["Lines"]):
    """Plain lines: one when a file ends, and now and then one in between."""

    def __init__(self, stream: TextIO | None = None, every: float = EVERY) -> None:
        self._stream = stream or sys.stderr
        self._every = every
        self._lock = threading.Lock()
        self._began: dict[str, tuple[float, int]] = {}
        self._told: dict[str, float] = {}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.flush()

    def at(self, name: str, done: int, total: int | None) -> None:
        """See :class:`Reporter`."""
        now = time.monotonic()
        with self._lock:
            began, first = self._began.setdefault(name, (now, done))
            if now - self._told.setdefault(name, now) < self._every:
                return
            self._told[name] = now
            speed = (done - first) / max(now - began, 0.001)
            line = f"{name}: {shown_size(done)}"
            if total:
                line += f" of {shown_size(total)} ({100 * done // total} %)"
            line += f", {shown_size(round(speed))}/s"
            if total and speed > 0:
                line += f", {shown_time((total - done) / speed)} left"
            self._write(line)

    def end(self, name: str, said: str) -> None:
        """See :class:`Reporter`."""
        with self._lock:
            self._write(f"{name}: {said}")

    def note(self, line: str) -> None:
        """See :class:`Reporter`."""
        with self._lock:
            self._write(line)

    def _write(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


class Bars(AbstractContextManager["Bars"]):
    """One bar for each file under way, and one for all."""

    def __init__(self, total: int | None, title: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn
        from rich.progress import DownloadColumn
        from rich.progress import Progress
        from rich.progress import TextColumn
        from rich.progress import TimeRemainingColumn
        from rich.progress import TransferSpeedColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            DownloadColumn(binary_units=True),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        self._progress: Progress = Progress(*columns, console=Console(stderr=True), transient=False)
        self._tasks: dict[str, TaskID] = {}
        self._done: dict[str, int] = {}
        self._lock = threading.Lock()
        self._all = self._progress.add_task(title, total=total)

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def at(self, name: str, done: int, total: int | None) -> None:
        """See :class:`Reporter`."""
        with self._lock:
            if name not in self._tasks:
                self._tasks[name] = self._progress.add_task(name, total=total, completed=done)
            self._progress.update(self._tasks[name], completed=done, total=total)
            self._progress.advance(self._all, done - self._done.get(name, 0))
            self._done[name] = done

    def end(self, name: str, said: str) -> None:
        """See :class:`Reporter`."""
        with self._lock:
            task = self._tasks.pop(name, None)
            if task is not None:
                self._progress.remove_task(task)
            self._progress.console.print(f"{name}: {said}", highlight=False, markup=False)

    def note(self, line: str) -> None:
        """See :class:`Reporter`."""
        self._progress.console.print(line, highlight=False, markup=False)


def reporter(total: int | None, title: str, *, quiet: bool = False) -> Lines | Bars:
    """Bars where a person looks on, lines otherwise."""
    if sys.stderr.isatty() and not quiet:
        return Bars(total, title)
    return Lines()


def shown_time(seconds: float) -> str:
    """A duration for people: ``1 h 5 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
