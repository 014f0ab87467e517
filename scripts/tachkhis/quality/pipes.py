"""A pipe of commands, read line by line."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from collections.abc import Sequence

from tachkhis.errors import ResourceError


def piped(commands: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines that the last of several commands writes, each of which reads what the one before writes.

    Raises:
        ResourceError: a command cannot be started or fails; with the end of what it said.
    """
    running: list[subprocess.Popen[str]] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        try:
            for command in commands:
                source = running[-1].stdout if running else subprocess.DEVNULL
                running.append(
                    subprocess.Popen(
                        command,
                        stdin=source,
                        stdout=subprocess.PIPE,
                        stderr=said,
                        encoding="utf-8",
                        errors="surrogateescape",
                    )
                )
                if len(running) > 1:
                    _close(running[-2])  # so that it learns when the next one ends
            last = running[-1].stdout
            if last is not None:
                yield from last
            failed = [command[0] for command, process in zip(commands, running, strict=True) if process.wait() != 0]
            if failed:
                said.seek(0)
                raise ResourceError(f"{failed[-1]} failed: {' '.join(said.read().split())[-300:]}")
        except OSError as error:
            raise ResourceError(f"{commands[len(running)][0]} cannot be started ({error})") from error
        finally:
            for process in running:
                _close(process)
                process.terminate()
                process.wait()


def _close(process: subprocess.Popen[str]) -> None:
    if process.stdout is not None and not process.stdout.closed:
        process.stdout.close()
