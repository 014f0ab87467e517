"""Established tools run by themselves, or as one stream, for the preparation of resources."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
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


def run_chain(commands: Sequence[Sequence[str]], about: str) -> str:
    """Run tools of which each reads what the one before it writes; the last writes a file by itself.

    Args:
        commands: programs with their arguments; no shell is involved.
        about: the file that errors name.

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
            source = subprocess.DEVNULL if upstream is None else upstream
            sink = subprocess.DEVNULL if number == len(commands) - 1 else subprocess.PIPE
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
        statuses = [process.wait() for process in running]
    except BaseException:
        for process in running:
            process.kill()
            process.wait()
        if upstream is not None:
            upstream.close()
        raise
    for listener in listeners:
        listener.join()
    texts = [said[number].decode("utf-8", "replace") for number in range(len(running))]
    failed = [number for number, status in enumerate(statuses) if status != 0]
    # a tool whose reader went away fails too, and says nothing
    culprit = next((number for number in failed if texts[number].strip()), failed[0] if failed else None)
    if culprit is not None:
        program = " ".join(Path(word).name for word in commands[culprit][:3])
        raise ResourceError(f"{about}: {program} failed: {' '.join(texts[culprit].split())[:SAID]}")
    return "".join(texts)


def _listen(process: subprocess.Popen[bytes], said: dict[int, bytes], number: int) -> None:
    assert process.stderr is not None
    with process.stderr as stderr:
        said[number] = stderr.read()


def _absent(command: Sequence[str]) -> ResourceError:
    return ResourceError(f"{command[0]} is not installed; the README's set-up installs it")
