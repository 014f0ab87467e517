"""A bundle carries downloads and prepared resources to a machine without internet, whole or with one line per fault."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tachkhis.cli import main

from .resources_server import Served
from .resources_server import entry
from .resources_server import manifest
from .resources_server import site

BODIES = {"a": bytes(range(256)) * 300, "b": b"second\n" * 9000}


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with ``m.json`` and two downloads in ``get``, and a half one."""
    monkeypatch.setenv("no_proxy", "*")
    with site({f"/{name}": Served(body) for name, body in BODIES.items()}) as server:
        rows = [entry(name, [{"file": name, "urls": [server.url(f"/{name}")]}]) for name in BODIES]
        path = manifest(tmp_path / "m.json", rows)
        words = ["--all", "--manifest", str(path), "--to", str(tmp_path / "get"), "--plain"]
        assert main(["resources", "fetch", *words]) == 0
    (tmp_path / "get" / "mini" / "a" / ".c.partial").write_bytes(b"half")
    yield tmp_path


def bundle(folder: Path, *words: str) -> int:
    where = ["--from", str(folder / "get"), "--out", str(folder / "b.tar"), "--manifest", str(folder / "m.json")]
    return main(["resources", "bundle", "make", *words, *where])


def unpack(folder: Path, name: str = "b.tar") -> int:
    return main(["resources", "bundle", "unpack", str(folder / name), "--to", str(folder / "far")])


def test_what_is_carried_is_whole_and_verifies_without_internet(
    fetched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bundle(fetched) == 0
    assert "4 files" in capsys.readouterr().out  # two downloads and their lock files; nothing half, no locks
    assert unpack(fetched) == 0
    for name, body in BODIES.items():
        assert (fetched / "far" / "mini" / name / name).read_bytes() == body
    assert (
        main(["resources", "verify", "--all", "--manifest", str(fetched / "m.json"), "--to", str(fetched / "far")]) == 0
    )
    # the server is gone: what was carried counts as fetched
    again = ["--all", "--manifest", str(fetched / "m.json"), "--to", str(fetched / "far"), "--plain"]
    assert main(["resources", "fetch", *again]) == 0


def test_the_same_files_give_the_same_bundle(fetched: Path) -> None:
    assert bundle(fetched) == 0
    first = (fetched / "b.tar").read_bytes()
    assert bundle(fetched) == 0
    assert (fetched / "b.tar").read_bytes() == first


def test_a_bundle_may_hold_one_resource_alone(fetched: Path) -> None:
    assert bundle(fetched, "b") == 0
    with tarfile.open(fetched / "b.tar") as tar:
        assert tar.getnames() == ["BUNDLE.json", "mini/b/b", "mini/b/b.lock.json"]


def test_a_bundle_that_was_cut_short_is_told_and_continued(fetched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bundle(fetched) == 0
    whole = (fetched / "b.tar").read_bytes()
    (fetched / "cut.tar").write_bytes(whole[: len(whole) - 60_000])
    assert unpack(fetched, "cut.tar") == 1
    lines = capsys.readouterr().err.splitlines()
    assert "mini/b/b: is missing in the bundle; copy it again" in lines
    far = fetched / "far" / "mini"
    assert (far / "a" / "a").read_bytes() == BODIES["a"]
    assert not (far / "b" / "b").exists()
    assert not list(far.rglob("*.partial"))
    assert unpack(fetched) == 0
    assert "2 files unpacked, 2 there already, 0 faults" in capsys.readouterr().out


def test_changed_bytes_are_refused_and_leave_no_file(fetched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bundle(fetched) == 0
    body = bytearray((fetched / "b.tar").read_bytes())
    body[body.index(b"second\n")] = ord("S")
    (fetched / "b.tar").write_bytes(body)
    assert unpack(fetched) == 1
    faults = [line for line in capsys.readouterr().err.splitlines() if "checksum is not the one listed" in line]
    assert len(faults) == 1
    assert not (fetched / "far" / "mini" / "b" / "b").exists()


def test_a_download_that_is_not_what_was_fetched_is_not_carried(
    fetched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fetched / "get" / "mini" / "a" / "a").write_bytes(b"changed")
    assert bundle(fetched) == 1
    assert "is not what was fetched" in capsys.readouterr().err
    assert not (fetched / "b.tar").exists()


def listed(path: Path, names: dict[str, bytes]) -> None:
    """A tar whose listing names these members."""
    import hashlib

    files = [
        {"path": name, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()} for name, body in names.items()
    ]
    content = {"BUNDLE.json": json.dumps({"format": 1, "files": files}).encode(), **names}
    with tarfile.open(path, "w") as tar:
        for name, body in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"../evil": b"x"}, "leads out of the folder"),
        ({"/etc/evil": b"x"}, "leads out of the folder"),
        (None, "is no bundle of 'tachkhis resources bundle make'"),
        ({}, ""),
    ],
)
def test_what_is_no_bundle_is_one_line(
    tmp_path: Path, names: dict[str, bytes] | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if names is None:
        with tarfile.open(tmp_path / "b.tar", "w") as tar:
            tar.add(__file__, "something")
    else:
        listed(tmp_path / "b.tar", names)
    assert unpack(tmp_path) == (1 if said else 0)
    assert said in capsys.readouterr().err
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["make", "--from", "{0}/none", "--out", "{0}/b.tar"], 2, "is no folder"),
        (["make", "--from", "{0}", "--out", "{0}/b.tar"], 2, "holds nothing to carry"),
        (["make", "--from", "{0}", "--out", "{0}"], 2, "is a folder"),
        (["unpack", "{0}/none.tar", "--to", "{0}/far"], 2, "is no file"),
        (["unpack", "{0}/text.tar", "--to", "{0}/far"], 1, "is no bundle"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if words[0] == "unpack":
        (tmp_path / "text.tar").write_text("some text")
    assert main(["resources", "bundle", *(word.format(tmp_path) for word in words)]) == status
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_links_are_followed_and_one_that_leads_nowhere_is_told(
    fetched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = fetched / "big disk"
    (fetched / "get" / "mini" / "a").rename(elsewhere)
    (fetched / "get" / "mini" / "a").symlink_to(elsewhere)
    assert bundle(fetched) == 0
    assert "4 files" in capsys.readouterr().out
    assert unpack(fetched) == 0
    assert (fetched / "far" / "mini" / "a" / "a").read_bytes() == BODIES["a"]
    (elsewhere / "up").symlink_to(fetched / "get")
    assert bundle(fetched) == 1
    assert "the link leads to a folder that it stands in" in capsys.readouterr().err
    (elsewhere / "up").unlink()
    (fetched / "get" / "gone").symlink_to(fetched / "nothing")
    assert bundle(fetched) == 1
    assert "the link leads nowhere" in capsys.readouterr().err


def test_a_disk_without_room_is_told_before_anything_is_written(
    fetched: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bundle(fetched) == 0
    usage = shutil.disk_usage(fetched)
    room = len(BODIES["b"]) + 2000
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=room))
        capsys.readouterr()
        assert unpack(fetched) == 1
        assert "not enough room on the disk" in capsys.readouterr().err
        assert not list((fetched / "far").iterdir())
        (fetched / "far" / "mini" / "a").mkdir(parents=True)
        (fetched / "far" / "mini" / "a" / "a").write_bytes(BODIES["a"])  # needs no room any more
        assert unpack(fetched) == 0


def test_a_bundle_of_another_build_is_not_put_over_prepared_resources(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def prepared(build: str) -> dict[str, bytes]:
        record = {"steps": {"reference": {"parameters": [build, "None"], "outputs": []}}}
        names = ("provenance.json", f"reference/{build}.fa", "tracks/clinvar.vcf.gz")
        return dict(zip(names, (json.dumps(record).encode(), b">1\n", build.encode()), strict=True))

    listed(tmp_path / "b.tar", prepared("GRCh38"))
    listed(tmp_path / "other.tar", prepared("GRCh37"))
    assert unpack(tmp_path) == unpack(tmp_path) == 0
    assert unpack(tmp_path, "other.tar") == 1
    assert "holds the prepared resources of GRCh38" in capsys.readouterr().err
    assert (tmp_path / "far" / "tracks" / "clinvar.vcf.gz").read_bytes() == b"GRCh38"
