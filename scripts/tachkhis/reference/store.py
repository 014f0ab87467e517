"""A folder of prepared files that many runs share, never torn by two of them starting at once.

A part (index, regions, tracks ...) appears in the store by one rename of a finished folder, so that it is there whole
or not at all. A run links to it. Where two runs make the same part at once, the first to finish wins and the other
links to the winner's.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tachkhis.errors import ResourceError


def keep(store: Path, outputs: Sequence[Path], command: Sequence[str]) -> bool:
    """Make ``outputs`` links into ``store``; run ``command``, which makes them, only where the store lacks them.

    Args:
        store: folder of this part in the store; its parents are made.
        outputs: files that the command writes, of different names.
        command: program and arguments; no shell is involved.

    Returns:
        Whether the command was run.

    Raises:
        ResourceError: the command failed, or the store cannot be written.
    """
    made = False
    if not all((store / path.name).exists() for path in outputs):
        if store.exists():
            raise ResourceError(f"{store} is not whole; remove that folder, it will be made again")
        for path in outputs:
            path.unlink(missing_ok=True)  # a link of an earlier run: never write through it
        status = subprocess.run(command, check=False).returncode
        if status != 0:
            raise ResourceError(f"{command[0]} ended with status {status}")
        _put(store, outputs)
        made = True
    for path in outputs:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(store.resolve() / path.name)
    return made


def _put(store: Path, outputs: Sequence[Path]) -> None:
    """Copy finished files into the store as one folder; give way where another run was faster."""
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{store.name}.", dir=store.parent))
    except OSError as error:
        raise ResourceError(f"{store.parent} cannot be written ({error.strerror}); see reference.prepared") from error
    try:
        for path in outputs:
            shutil.copyfile(path, scratch / path.name, follow_symlinks=False)
        scratch.chmod(0o755)
        try:
            scratch.rename(store)
        except OSError:
            if not store.is_dir():
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
