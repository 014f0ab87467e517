"""Established tools run by themselves, or as one stream, for the preparation of resources."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
from collections.abc import Callable
from collections.abc import Sequence
from typing import IO

from tachkhis.errors import ResourceError

SAID = 300
"""Characters of what a tool said that an error repeats."""


def run_tool(command: Sequence[str]) -> str:
    """Run one tool; what it wrote.

    Raises:
        ResourceError: it is not installed, or failed.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise _absent(command) from error
    if done.returncode != 0:
        raise ResourceError(f"{' '.join(command[:2])} failed: {' '.join(done.stderr.split())[:SAID]}")
    return done.stdout


def run_chain(commands: Sequence[Sequence[str]], about: str, feed: Callable[[IO[bytes]], None] | None = None) -> str:
    """Run tools of which each reads what the one before it writes; the last writes a file by itself.

    Args:
        commands: programs with their arguments; no shell is involved.
        about: the file that errors name.
        feed: writes what the first tool reads, where it reads no file.

    Returns:
        What all of them said on standard error, in the order of the tools.

    Raises:
        ResourceError: one is not installed, or failed.
    """
    running: list[subprocess.Popen[bytes]] = []
    said: dict[int, bytes] = {}
    listeners: list[threading.Thread] = []
    upstream: IO[bytes] | None = None
    try:
        for number, command in enumerate(commands):
            first, last = number == 0, number == len(commands) - 1
            source = (subprocess.PIPE if feed else subprocess.DEVNULL) if first else upstream
            sink = subprocess.DEVNULL if last else subprocess.PIPE
            try:
                process = subprocess.Popen(command, stdin=source, stdout=sink, stderr=subprocess.PIPE)
            except FileNotFoundError as error:
                raise _absent(command) from error
            if upstream is not None:
                upstream.close()
            upstream = process.stdout
            running.append(process)
            listeners.append(threading.Thread(target=_listen, args=(process, said, number), daemon=True))
            listeners[-1].start()
        stdin = running[0].stdin
        if feed is not None and stdin is not None:
            with contextlib.suppress(BrokenPipeError), stdin:  # a tool that failed tells of itself
                feed(stdin)
        statuses = [process.wait() for process in running]
    except BaseException:
        for process in running:
            process.kill()
            process.wait()
        raise
    for listener in listeners:
        listener.join()
    failed = any(status not in (0, -signal.SIGPIPE) for status in statuses)
    texts = [said[number].decode("utf-8", "replace") for number in range(len(running))]
    for command, status, text in zip(commands, statuses, texts, strict=True):
        if status not in (
            0,
            *([-signal.SIGPIPE] if failed else []),
        ):  # SIGPIPE: because of one that failed, and is told
            raise ResourceError(f"{about}: {' '.join(command[:2])} failed: {' '.join(text.split())[:SAID]}")
    return "".join(texts)


def _listen(process: subprocess.Popen[bytes], said: dict[int, bytes], number: int) -> None:
    assert process.stderr is not None
    with process.stderr as stderr:
        said[number] = stderr.read()


def _absent(command: Sequence[str]) -> ResourceError:
    return ResourceError(f"{command[0]} is not installed; the README's set-up installs it")
