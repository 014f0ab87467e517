"""Locks of files that are fetched beside each other: their common folder comes and goes between two looks."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tachkhis.reference.download import LOCKS
from tachkhis.reference.download import _locked
from tachkhis.reference.progress import Lines


def test_a_folder_that_goes_while_it_is_made_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / LOCKS / "one.lock"
    usual, left = Path.mkdir, [2]

    def gone_between_two_looks(folder: Path, *args: int, **words: bool) -> None:
        if folder == path.parent and left[0]:
            left[0] -= 1
            raise FileExistsError(folder)
        usual(folder, *args, **words)

    monkeypatch.setattr(Path, "mkdir", gone_between_two_looks)
    with _locked(path, "one", Lines(), threading.Event()):
        assert path.is_file()
    assert not left[0]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / LOCKS).write_text("")
    with pytest.raises(FileExistsError):
        _locked(tmp_path / LOCKS / "one.lock", "one", Lines(), threading.Event())
