"""Run established tools as one stream, and say which of them failed and why."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from types import TracebackType
from typing import IO

from tachkhis.errors import ResourceError

TAIL_LINES = 12


@dataclass(frozen=True, slots=True)
class _Running:
    name: str
    process: subprocess.Popen[bytes]
    log: Path


@dataclass(slots=True)
class Brake:
    """Stops all tools of several streams, from another thread."""

    pulled: bool = False
    streams: list[Stream] = field(default_factory=list)

    def pull(self) -> None:
        """Kill what runs; what is started later is killed as it starts."""
        self.pulled = True
        for stream in list(self.streams):
            stream.stop()


@dataclass(slots=True)
class Stream:
    """Processes joined by pipes; each writes its own log ``{logs}/{name}.log``.

    Use as a context manager: leaving it waits for every process and raises :class:`ResourceError` that names the
    first tool that failed, with the end of what it said. On an exception inside, all processes are stopped.
    """

    logs: Path
    brake: Brake = field(default_factory=Brake)
    running: list[_Running] = field(default_factory=list)

    def start(
        self,
        name: str,
        command: Sequence[str],
        stdin: int | IO[bytes] | None = subprocess.DEVNULL,
        stdout: int | IO[bytes] = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:
        """Start one tool.

        Args:
            name: short name, used for the log file and in errors.
            command: the program and its arguments; no shell is involved.
            stdin: where it reads from.
            stdout: where it writes to.

        Raises:
            ResourceError: the program is not installed.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        try:
            with log.open("wb") as handle:
                process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=handle)
        except FileNotFoundError as error:
            raise ResourceError(
                f"{command[0]} is not installed; the README's set-up installs it, or use --sdm conda"
            ) from error
        self.running.append(_Running(name, process, log))
        if self.brake.pulled:
            process.kill()
        return process

    def stop(self) -> None:
        """Kill all tools; :meth:`wait` then says so."""
        for tool in list(self.running):
            tool.process.kill()

    def wait(self) -> None:
        """Wait for all tools.

        Raises:
            ResourceError: at least one failed; a tool killed by SIGPIPE is named only if no other one failed.
        """
        codes = [(tool, tool.process.wait()) for tool in self.running]
        for tool in self.running:
            self._close(tool.process)
        failed = [(tool, code) for tool, code in codes if code != 0]
        if not failed:
            return
        tool, code = next(((t, c) for t, c in failed if c not in (-13, 141)), failed[0])
        raise ResourceError(f"{tool.name} ended with status {code}: {tail(tool.log)}")

    @staticmethod
    def _close(process: subprocess.Popen[bytes]) -> None:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None and not pipe.closed:
                with contextlib.suppress(BrokenPipeError):  # the reader is gone, and its status is reported
                    pipe.close()

    def __enter__(self) -> Stream:
        self.brake.streams.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for tool in self.running:
                tool.process.kill()
                tool.process.wait()
                self._close(tool.process)
            return
        self.wait()


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log, joined by `` | ``; empty if the log is absent."""
    if not log.is_file():
        return ""
    text = log.read_text(errors="replace").strip().splitlines()
    return " | ".join(line.strip() for line in text[-lines:] if line.strip())


def version_of(tool: str) -> str:
    """The version that a command-line tool reports of itself (``unknown`` where it says none).

    Raises:
        ResourceError: the tool is not installed.
    """
    import re

    arguments = [tool] if tool == "bwa" else [tool, "--version"]
    try:
        done = subprocess.run(
            arguments, capture_output=True, text=True, errors="replace", check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError as error:
        raise ResourceError(f"{tool} is not installed") from error
    found = re.search(r"v?(\d+\.\d+[\w.\-]*)", f"{done.stdout}\n{done.stderr}")
    return found.group(1) if found else "unknown"
