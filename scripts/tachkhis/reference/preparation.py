"""Making prepared resources step by step: each is recorded with what went in and out, and redone only if needed.

``provenance.json`` in the prepared folder is that record. A step is up to date where its inputs (by SHA-256), its
parameters and the versions of its tools are those recorded, and its outputs are still what was written. Outputs are
made in a scratch folder and moved into place when the step is done.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tachkhis import __version__
from tachkhis.errors import ResourceError
from tachkhis.reference.pins import digests_of
from tachkhis.reference.pins import read_pin
from tachkhis.reference.pins import untouched

RECORD = "provenance.json"
SCRATCH = ".scratch."
FORMAT = 1
"""Changed with what steps write: everything is then made again."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to make.

    Attributes:
        name: unique in the folder.
        inputs: files that are read: downloads, or outputs of earlier steps.
        outputs: files that are written, relative to the prepared folder.
        make: writes the outputs into the folder it gets (by their relative names) and returns notes for the record.
        tools: programs whose version counts.
        parameters: everything else that the result depends on.
    """

    name: str
    inputs: tuple[Path, ...]
    outputs: tuple[str, ...]
    make: Callable[[Path], Mapping[str, Any]]
    tools: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


@dataclass(slots=True)
class Preparation:
    """A prepared folder with its record.

    Attributes:
        folder: where results go.
        source: the folder of downloads; inputs below it are named relative to it.
        tell: hears one line per step.
    """

    folder: Path
    source: Path
    tell: Callable[[str], None]
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    _digests: dict[Path, dict[str, Any]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            try:
                content = json.loads((self.folder / RECORD).read_text(encoding="utf-8"))
                self.steps = dict(content["steps"])
            except (ValueError, KeyError, TypeError) as error:
                problem = f"{self.folder / RECORD}: is damaged; remove it, and everything is made again"
                raise ResourceError(problem) from error

    def do(self, step: Step) -> bool:
        """Make what a step makes, unless it is up to date.

        Returns:
            Whether it was made.

        Raises:
            ResourceError: it failed; what was there before stays.
        """
        key = self.key_of(step)
        if self.is_done(step, key):
            self.tell(f"{step.name}: is up to date")
            return False
        self.tell(f"{step.name}: is being made")
        scratch = self.folder / f"{SCRATCH}{step.name.replace(':', '_')}"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        try:
            notes = step.make(scratch)
            for output in step.outputs:
                target = self.folder / output
                target.parent.mkdir(parents=True, exist_ok=True)
                (scratch / output).replace(target)
        except OSError as error:
            problem = f"{error.filename or self.folder}: {error.strerror or error}"
            raise ResourceError(f"{step.name}: {problem}") from error
        except sqlite3.Error as error:
            raise ResourceError(f"{step.name}: {self.folder}: {error}") from error
        except ResourceError as error:
            raise ResourceError(f"{step.name}: {error}") from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        made = {
            "key": key,
            "inputs": [self._input(path) for path in step.inputs],
            "parameters": list(step.parameters),
            "tools": {tool: version_of(tool) for tool in step.tools},
            "outputs": [self._output(self.folder / output) for output in step.outputs],
            "notes": dict(notes),
        }
        with self._lock:  # steps may be made side by side
            self.steps[step.name] = made
            self.save()
        return True

    def is_done(self, step: Step, key: str | None = None) -> bool:
        """Whether a step's record and its outputs are those of its inputs."""
        recorded = self.steps.get(step.name)
        if recorded is None or recorded["key"] != (key or self.key_of(step)):
            return False
        stated = {output["file"]: output for output in recorded["outputs"]}
        return all(output in stated and self._unchanged(stated[output]) for output in step.outputs)

    def is_recorded(self, step: Step) -> bool:
        """Whether a step was made from these inputs, wherever its outputs are now."""
        return step.name in self.steps and self.steps[step.name]["key"] == self.key_of(step)

    def keep_only(self, names: Sequence[str]) -> None:
        """Forget steps of an earlier call that this one did not ask for, and remove what they made."""
        gone = [name for name in self.steps if name not in names]
        for name in gone:
            kept = {output["file"] for other in names for output in self.steps.get(other, {}).get("outputs", ())}
            for output in self.steps.pop(name)["outputs"]:
                if output["file"] not in kept:
                    (self.folder / output["file"]).unlink(missing_ok=True)
        if gone:
            self.save()

    def key_of(self, step: Step) -> str:
        """Digest of all that the outputs of a step depend on."""
        parts = {
            "format": FORMAT,
            "inputs": [self._input(path)["sha256"] for path in step.inputs],
            "names": [path.name for path in step.inputs],
            "outputs": list(step.outputs),
            "parameters": list(step.parameters),
            "tools": {tool: version_of(tool) for tool in step.tools},
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def save(self) -> None:
        """Write the record, whole or not at all.

        Raises:
            ResourceError: the folder cannot be written, or the disk is full.
        """
        content = {
            "tachkhis": __version__,
            "written": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "steps": {name: self.steps[name] for name in sorted(self.steps)},
        }
        partial = self.folder / f".{RECORD}.partial"
        try:
            partial.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            partial.replace(self.folder / RECORD)
        except OSError as error:
            raise ResourceError(f"{self.folder / RECORD}: {error.strerror or error}") from error
        finally:
            partial.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove what calls that were killed left half made; for who holds the folder alone."""
        for scratch in self.folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(scratch, ignore_errors=True)

    def _input(self, path: Path) -> dict[str, Any]:
        if path not in self._digests:
            self._digests[path] = self._made_here(path) or self._fetched(path)
        return self._digests[path]

    def _made_here(self, path: Path) -> dict[str, Any] | None:
        """What the record says of an input that an earlier step wrote."""
        if not path.is_relative_to(self.folder):
            return None
        name = path.relative_to(self.folder).as_posix()
        for recorded in list(self.steps.values()):
            for output in recorded["outputs"]:
                if output["file"] == name:
                    return {"file": name, "bytes": output["bytes"], "sha256": output["sha256"]}
        return None

    def _fetched(self, path: Path) -> dict[str, Any]:
        name = path.relative_to(self.source).as_posix() if path.is_relative_to(self.source) else path.name
        pin = read_pin(path)
        if pin is not None and untouched(path, pin):
            told = {"url": pin.url, "version": pin.version, "fetched": pin.fetched, "checked": pin.checked}
            return {"file": name, "bytes": pin.bytes, "sha256": pin.sha256, **told}
        digests = digests_of(path)
        if pin is not None and digests.of("sha256") != pin.sha256:
            raise ResourceError(f"{path}: is not what was fetched; 'tachkhis resources verify' tells more")
        return {"file": name, "bytes": digests.count, "sha256": digests.of("sha256")}

    def _output(self, path: Path) -> dict[str, Any]:
        digests = digests_of(path)
        self._digests.pop(path, None)
        name = path.relative_to(self.folder).as_posix()
        mtime = path.stat().st_mtime_ns
        return {"file": name, "bytes": digests.count, "sha256": digests.of("sha256"), "mtime_ns": mtime}

    def _unchanged(self, stated: Mapping[str, Any]) -> bool:
        path = self.folder / stated["file"]
        try:
            status = path.stat()
        except OSError:
            return False
        if status.st_size != stated["bytes"]:
            return False
        same_time = bool(status.st_mtime_ns == stated["mtime_ns"])
        return same_time or bool(digests_of(path).of("sha256") == stated["sha256"])


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the prepared folder; two preparations of one folder would disturb each other.

    Raises:
        ResourceError: another preparation works there, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / ".lock").open("w")
    except OSError as error:
        raise ResourceError(f"{folder}: cannot be written ({error.strerror})") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ResourceError(f"{folder}: another 'resources prepare' works there; wait for it") from error
        except OSError:
            pass  # a file system without locks
        yield


@cache
def version_of(tool: str) -> str:
    """The version that a program states.

    Raises:
        ResourceError: the program is not installed.
    """
    if tool == "tachkhis":
        return __version__
    try:
        done = subprocess.run(
            [tool] if tool == "bwa" else [tool, "--version"], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise ResourceError(f"{tool} is not installed; the README's set-up installs it") from error
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    if tool == "bwa":  # states its version in its help alone
        lines = [line.removeprefix("Version: ") for line in lines if line.startswith("Version: ")]
    return lines[0].strip() if lines else "unknown"
