"""A shared folder of prepared files: made once, whole or not at all, by however many runs at once."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from tachkhis.errors import ResourceError
from tachkhis.reference.store import keep

WRITE = "import sys, pathlib; [pathlib.Path(p).write_text(sys.argv[1]) for p in sys.argv[2:]]"


def writer(word: str, *files: Path) -> list[str]:
    return [sys.executable, "-c", WRITE, word, *map(str, files)]


def outputs(run: Path) -> tuple[Path, Path]:
    run.mkdir(exist_ok=True)
    return run / "a.txt", run / "b.txt"


def test_the_second_run_links_to_what_the_first_made(tmp_path: Path) -> None:
    store = tmp_path / "shared" / "deep" / "part.v1"
    first, second = outputs(tmp_path / "one"), outputs(tmp_path / "two")
    assert keep(store, first, writer("first", *first))
    assert not keep(store, second, writer("second", *second))
    assert [path.read_text() for path in (*first, *second)] == ["first"] * 4
    assert all(path.resolve().parent == store.resolve() for path in (*first, *second))
    assert sorted(path.name for path in store.parent.iterdir()) == ["part.v1"]


def test_a_command_that_fails_leaves_nothing_in_the_store(tmp_path: Path) -> None:
    store, files = tmp_path / "shared" / "part.v1", outputs(tmp_path / "one")
    with pytest.raises(ResourceError, match="status 3"):
        keep(store, files, [sys.executable, "-c", "raise SystemExit(3)"])
    assert not store.exists()
    assert keep(store, files, writer("again", *files))


def test_runs_that_start_together_end_with_one_whole_part(tmp_path: Path) -> None:
    """Each command waits until all have begun, so that none finds the part in the store at its start."""
    store, count = tmp_path / "shared" / "part.v1", 4
    wait = (
        "import pathlib, sys, time\n"
        "folder, name, word, *files = sys.argv[1:]\n"
        "pathlib.Path(folder, name).touch()\n"
        f"while len(list(pathlib.Path(folder).iterdir())) < {count}: time.sleep(0.01)\n"
        "for file in files: pathlib.Path(file).write_text(word)\n"
    )
    begun = tmp_path / "begun"
    begun.mkdir()
    runs = [outputs(tmp_path / f"run{number}") for number in range(count)]
    made: list[bool] = []

    def start(number: int) -> None:
        files = runs[number]
        command = [sys.executable, "-c", wait, str(begun), str(number), f"word{number}", *map(str, files)]
        made.append(keep(store, files, command))

    threads = [threading.Thread(target=start, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [True] * count
    words = {path.read_text() for files in runs for path in files}
    assert len(words) == 1
    assert sorted(path.name for path in store.parent.iterdir()) == ["part.v1"]


def test_a_part_that_lost_a_file_is_named(tmp_path: Path) -> None:
    store, files = tmp_path / "shared" / "part.v1", outputs(tmp_path / "one")
    keep(store, files, writer("x", *files))
    (store / "b.txt").unlink()
    with pytest.raises(ResourceError, match="not whole"):
        keep(store, files, writer("y", *files))
    assert (store / "a.txt").read_text() == "x"
