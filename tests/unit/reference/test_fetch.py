"""Fetching over a bad network: resumed, checked, complete or not there."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial as partial_of
from pathlib import Path
from typing import Any

import pysam
import pytest

from tachkhis.cli import main

from .resources_server import Served
from .resources_server import Site
from .resources_server import entry
from .resources_server import manifest
from .resources_server import md5
from .resources_server import site

BODY = random.Random(1).randbytes(300_000)
OTHER = random.Random(2).randbytes(300_000)
NAME = "mini/thing/thing.bin"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Site]:
    with site({}) as running:
        yield running


def write(folder: Path, server: Site, served: Served | None = None, **keys: Any) -> list[str]:
    """A manifest with one file; what every command needs to know of it."""
    if served is not None:
        server.files["/thing.bin"] = served
    row = {"file": "thing.bin", "urls": [server.url("/thing.bin")], **keys}
    path = manifest(folder / "manifest.json", [entry("thing", [row], moving=True)])
    return ["--manifest", str(path), "--to", str(folder / "to")]


def fetch(*words: str) -> int:
    return main(["resources", "fetch", "thing", "--plain", "--backoff", "0.01", "--tries", "3", *words])


def no_half_file(folder: Path) -> bool:
    return not (folder / "to" / NAME).exists()


def test_a_file_comes_and_is_pinned(tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]) -> None:
    where = write(tmp_path, server, Served(BODY))
    assert fetch(*where) == 0
    assert (tmp_path / "to" / NAME).read_bytes() == BODY
    pin = json.loads((tmp_path / "to" / f"{NAME}.lock.json").read_text())
    assert (pin["bytes"], pin["checked"]) == (len(BODY), "first fetch")
    assert f"md5:{pin['md5']}" == md5(BODY)
    assert "pinned on first fetch" in capsys.readouterr().err
    assert fetch(*where) == 0
    assert "0 fetched, 1 there already" in capsys.readouterr().out
    assert len(server.files["/thing.bin"].asked) == 1


def test_a_dropped_connection_is_continued_from_where_it_broke(tmp_path: Path, server: Site) -> None:
    served = Served(BODY, cuts=[100_000, 50_000])
    assert fetch(*write(tmp_path, server, served, checksum=md5(BODY))) == 0
    assert served.asked == [None, "bytes=100000-", "bytes=150000-"]
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_a_line_that_breaks_often_is_no_fault_as_long_as_bytes_come(tmp_path: Path, server: Site) -> None:
    served = Served(BODY, cuts=[50_000] * 5)
    assert fetch(*write(tmp_path, server, served, checksum=md5(BODY))) == 0  # 3 tries are for those without a byte
    assert len(served.asked) == 6
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_a_server_that_gives_a_few_bytes_each_time_is_given_up_for_the_next_address(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    drip = Served(BODY, every=7)
    server.files["/drip"], server.files["/good"] = drip, Served(BODY)
    where = write(tmp_path, server, urls=[server.url("/drip"), server.url("/good")], checksum=md5(BODY))
    assert fetch(*where) == 0
    assert drip.asked == [None, "bytes=7-", "bytes=14-"]  # --tries 3
    assert server.files["/good"].asked == ["bytes=21-"]
    assert (tmp_path / "to" / NAME).read_bytes() == BODY
    assert "(3 tries); the next address is tried" in capsys.readouterr().err


def test_a_server_that_answers_with_another_part_is_read_from_the_beginning(tmp_path: Path, server: Site) -> None:
    served = Served(BODY, cuts=[9_000], shift=7)
    assert fetch(*write(tmp_path, server, served, checksum=md5(BODY))) == 0
    assert served.asked == [None, "bytes=9000-", None]
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_a_server_that_ignores_range_is_read_from_the_beginning(tmp_path: Path, server: Site) -> None:
    served = Served(BODY, ranges=False, cuts=[100_000])
    assert fetch(*write(tmp_path, server, served, checksum=md5(BODY))) == 0
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_unpinned_bytes_are_not_continued_without_the_servers_word_that_the_file_is_the_same(
    tmp_path: Path, server: Site
) -> None:
    served = Served(BODY, tag=None, cuts=[100_000])
    assert fetch(*write(tmp_path, server, served)) == 0
    assert served.asked == [None, None]
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_a_file_replaced_between_two_fetches_is_not_patched_together(tmp_path: Path, server: Site) -> None:
    where = write(tmp_path, server, Served(BODY, cuts=[100_000, 0, 0, 0], tag='"old"'))
    assert fetch(*where) == 1
    assert no_half_file(tmp_path)
    server.files["/thing.bin"] = Served(OTHER, tag='"new"')
    assert fetch(*where) == 0
    assert (tmp_path / "to" / NAME).read_bytes() == OTHER


@pytest.mark.parametrize(
    ("served", "keys", "words"),
    [
        (Served(BODY, cuts=[0, 0, 0, 0, 0]), {}, "the connection ended after 0 of 300,000 bytes (3 tries)"),
        (Served(BODY, claim=400_000), {}, "the connection ended after 300,000 of 400,000 bytes"),
        (Served(BODY, claim=200_000), {"checksum": md5(BODY)}, "where the manifest says"),
        (Served(OTHER), {"checksum": md5(BODY)}, f"where the manifest says {md5(BODY)[4:]}"),
        (Served(BODY), {"bytes": 299_999}, "it offers 300,000 bytes, where the manifest says 299,999"),
        (Served(b"<!DOCTYPE html><p>Please log in"), {}, "the answer is a web page"),
        (Served(b""), {}, "the file is empty"),
        (Served(BODY, statuses=[500, 503, 502]), {}, "HTTP status 502 (Bad Gateway) (3 tries)"),
        (Served(BODY, statuses=[404]), {}, "HTTP status 404 (Not Found)"),
        (Served(redirect="/thing.bin"), {}, "HTTP status 302"),
        (Served(BODY[:9_000], claim=-1), {"bytes": 300_000}, "the connection ended after 9,000 of 300,000 bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_wrong_is_one_line_and_leaves_no_half_file(
    tmp_path: Path, server: Site, served: Served, keys: dict[str, Any], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(*write(tmp_path, server, served, **keys)) == 1
    shown = capsys.readouterr()
    faults = [line for line in shown.err.splitlines() if line.startswith(f"{NAME}: http")]
    assert len(faults) == 1
    assert words in faults[0]
    assert "0 fetched, 0 there already, 1 failed" in shown.out
    assert no_half_file(tmp_path)
    assert not (tmp_path / "to" / ".locks").exists()


def test_a_busy_server_is_asked_again(tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert fetch(*write(tmp_path, server, Served(BODY, statuses=[503, 429]))) == 0
    assert "HTTP status 503" in capsys.readouterr().err
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_mirrors_are_tried_in_order_and_continue_each_others_bytes(tmp_path: Path, server: Site) -> None:
    server.files |= {"/lies": Served(OTHER), "/breaks": Served(BODY, cuts=[120_000, 0, 0, 0]), "/good": Served(BODY)}
    urls = [server.url(path) for path in ("/gone", "/lies", "/breaks", "/good")]
    where = write(tmp_path, server, urls=urls, checksum=md5(BODY))
    assert fetch(*where) == 0
    assert server.files["/good"].asked == ["bytes=120000-"]
    assert json.loads((tmp_path / "to" / f"{NAME}.lock.json").read_text())["url"] == server.url("/good")


def test_continued_bytes_that_do_not_check_are_fetched_once_more_from_the_beginning(
    tmp_path: Path, server: Site
) -> None:
    where = write(tmp_path, server, Served(BODY), checksum=md5(BODY))
    partial = tmp_path / "to" / "mini" / "thing" / ".thing.bin.partial"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(OTHER[:150_000])
    assert fetch(*where) == 0
    assert server.files["/thing.bin"].asked == ["bytes=150000-", None]
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_a_host_that_does_not_answer_is_not_asked_for_each_file_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"file": name, "urls": [f"http://127.0.0.1:9/{name}"]} for name in "abcdef"]
    path = manifest(tmp_path / "m.json", [entry("thing", rows)])
    where = ["--manifest", str(path), "--to", str(tmp_path / "to"), "--parallel", "1"]
    assert fetch(*where) == 1
    faults = [line for line in capsys.readouterr().err.splitlines() if "http://127.0.0.1:9/" in line]
    assert len(faults) == 6
    assert sum("is not asked again" in line for line in faults) == 5


def test_an_outage_of_a_host_that_answered_before_is_waited_for(tmp_path: Path) -> None:
    with site({"/thing.bin": Served(BODY, cuts=[100_000])}) as first:
        where = write(tmp_path, first, checksum=md5(BODY))
        port = int(first.address.rpartition(":")[2])
        command = [sys.executable, "-m", "tachkhis.cli", "resources", "fetch", "thing", *where, "--backoff", "0.05"]
        running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert running.stderr is not None
        said = ""
        while "next try" not in said:  # the line broke: the server goes away for some tries
            said += running.stderr.readline()
    while said.count("Connection refused") < 4 and running.poll() is None:  # a host that never answered gets 3 tries
        said += running.stderr.readline()
    with site({"/thing.bin": Served(BODY)}, port) as second:
        rest = running.communicate(timeout=30)[1]
        assert running.returncode == 0, said + rest
        assert second.files["/thing.bin"].asked == ["bytes=100000-"]
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_a_redirect_is_followed_with_the_range(tmp_path: Path, server: Site) -> None:
    server.files["/real"] = Served(BODY, cuts=[99_000])
    assert fetch(*write(tmp_path, server, Served(redirect="/real"), checksum=md5(BODY))) == 0
    assert server.files["/real"].asked == [None, "bytes=99000-"]


def test_a_laboratorys_own_mirror_is_asked_first(tmp_path: Path, server: Site) -> None:
    where = write(tmp_path, server, Served(BODY), checksum=md5(BODY))
    server.files[f"/mirror/{NAME}"] = Served(BODY)
    assert fetch(*where, "--mirror", server.url("/mirror/")) == 0
    assert server.files["/thing.bin"].asked == []


def test_a_pinned_file_that_changed_is_a_fault_until_the_update_is_asked_for(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    where = write(tmp_path, server, Served(BODY))
    assert fetch(*where) == 0
    (tmp_path / "to" / NAME).unlink()
    server.files["/thing.bin"] = Served(OTHER)
    assert fetch(*where) == 1
    assert "it changed since it was pinned" in capsys.readouterr().err
    assert no_half_file(tmp_path)
    assert fetch(*where, "--update") == 0
    assert (tmp_path / "to" / NAME).read_bytes() == OTHER
    assert main(["resources", "verify", *where]) == 0


def test_the_publishers_checksum_of_the_day_is_used(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(body: bytes) -> Served:  # as NCBI writes it: one line that names the file of the release
        return Served(f"{md5(body)[4:]}  /panfs/clinvar/thing_20260101.bin\n".encode())

    server.files["/thing.bin.md5"] = said(BODY)
    where = write(tmp_path, server, Served(OTHER), checksum_url=server.url("/thing.bin.md5"))
    assert fetch(*where) == 1
    assert "where the publisher says" in capsys.readouterr().err
    server.files["/thing.bin"] = Served(BODY)
    assert fetch(*where) == 0
    assert "agrees with the publisher's checksum" in capsys.readouterr().err
    server.files |= {"/thing.bin": Served(OTHER), "/thing.bin.md5": said(OTHER)}
    assert fetch(*where) == 0  # what is there stays until an update is asked for
    assert (tmp_path / "to" / NAME).read_bytes() == BODY
    assert fetch(*where, "--update") == 0
    assert (tmp_path / "to" / NAME).read_bytes() == OTHER
    assert fetch(*where, "--update") == 0
    assert len(server.files["/thing.bin"].asked) == 1  # the publisher's checksum says that it is the same


def test_a_file_of_which_nobody_tells_the_length_is_read_twice_before_it_is_pinned(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without Content-Length a connection that breaks looks like the end of the file."""
    cut = Served(BODY, claim=-1, cuts=[9_000])
    where = write(tmp_path, server, cut)
    assert fetch(*where) == 1
    assert f"two readings of it differ (9,000 and {len(BODY):,} bytes)" in capsys.readouterr().err
    assert no_half_file(tmp_path)
    assert not (tmp_path / "to" / f"{NAME}.lock.json").exists()
    assert fetch(*where) == 0
    assert (tmp_path / "to" / NAME).read_bytes() == BODY
    assert "nobody tells its length or checksum" in capsys.readouterr().err
    (tmp_path / "to" / NAME).unlink()
    cut.asked.clear()
    assert fetch(*where) == 0  # the pin tells
    assert len(cut.asked) == 1


@pytest.mark.parametrize("slow", [{"drip": 0.02}, {"slow_head": 0.02}], ids=["body", "head"])
def test_a_server_that_drips_is_given_up_for_the_next_address(
    tmp_path: Path, server: Site, slow: dict[str, float], capsys: pytest.CaptureFixture[str]
) -> None:
    server.files |= {"/drip": Served(BODY, **slow), "/good": Served(BODY)}  # type: ignore[arg-type]
    where = write(tmp_path, server, urls=[server.url("/drip"), server.url("/good")], checksum=md5(BODY))
    began = time.monotonic()
    assert fetch(*where, "--timeout", "0.3", "--tries", "2") == 0
    assert time.monotonic() - began < 10
    assert "(2 tries); the next address is tried" in (said := capsys.readouterr().err)
    assert ("1,024 bytes per second are the least" in said) is ("drip" in slow)
    assert (tmp_path / "to" / NAME).read_bytes() == BODY
    if "drip" in slow:  # what dripped is continued
        assert server.files["/good"].asked[0] not in (None, "bytes=0-")


def test_a_slow_line_may_be_allowed(tmp_path: Path, server: Site) -> None:
    served = Served(BODY[:40], drip=0.02)
    assert fetch(*write(tmp_path, server, served), "--timeout", "0.3", "--least-rate", "10") == 0
    assert len(served.asked) == 1


def test_a_checksum_file_that_drips_does_not_hold_up_the_fetch(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    server.files["/sums"] = Served(b"x" * 1000, drip=0.02)
    where = write(tmp_path, server, Served(BODY), checksum_url=server.url("/sums"))
    assert fetch(*where, "--timeout", "0.3") == 0
    assert "the publisher's checksum cannot be had" in capsys.readouterr().err


def test_bytes_that_do_not_check_although_they_were_begun_anew_are_a_fault_that_says_so(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each download breaks and is continued, and both are other bytes than the manifest's."""
    assert fetch(*write(tmp_path, server, Served(OTHER, cuts=[100_000, 300_000, 100_000]), checksum=md5(BODY))) == 1
    assert capsys.readouterr().err.splitlines()[-1].endswith(f"where the manifest says {md5(BODY)[4:]}")


def test_a_download_that_is_always_cut_at_the_same_byte_is_pinned_with_a_warning_or_not_at_all(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = Served(BODY, claim=-1, every=9_000)
    where = write(tmp_path, server, cut)
    assert fetch(*where) == 0
    assert "its length is unknown" in capsys.readouterr().err
    assert len(cut.asked) == 2
    assert json.loads((tmp_path / "to" / f"{NAME}.lock.json").read_text())["length"] == "unknown"
    assert main(["resources", "verify", *where]) == 0
    assert f"nobody told the length when they were pinned: {NAME}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "whole", "short", "said"),
    [
        ("a.vcf.gz", "bgzf", -28, "it lacks the last block of BGZF"),
        ("a.xml", b"<?xml version='1.0'?>\n<JDBOR date='1'><D/></JDBOR>\n", 40, "its first element is not closed"),
        ("a.json", b'{"a": [1, 2]}\n', 9, "it is not JSON to its end"),
        ("a.zip", "zip", -30, "it lacks the directory at the end of a zip"),
        ("a.tar", bytes(100 * [7]) + bytes(1948), 1000, "it lacks the two empty blocks"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("a.") else "",
)
def test_a_format_that_has_an_end_tells_that_nothing_is_missing(
    tmp_path: Path,
    server: Site,
    name: str,
    whole: str | bytes,
    short: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    body = made(whole, tmp_path)
    server.files["/whole"], server.files["/cut"] = Served(body, claim=-1), Served(body[:short], claim=-1)
    for path, status in (("/cut", 1), ("/whole", 0)):
        row = {"file": name, "urls": [server.url(path)]}
        listed = manifest(tmp_path / "m.json", [entry("thing", [row])])
        assert fetch("--manifest", str(listed), "--to", str(tmp_path / "to")) == status
        assert len(server.files[path].asked) == 1
        assert (said in capsys.readouterr().err) is (status == 1)
        assert (tmp_path / "to" / "mini" / "thing" / name).exists() is (status == 0)
    pin = json.loads((tmp_path / "to" / "mini" / "thing" / f"{name}.lock.json").read_text())
    assert pin["length"] == "by its form"


def made(whole: str | bytes, folder: Path) -> bytes:
    """A file of a format with an end."""
    import zipfile

    if isinstance(whole, bytes):
        return whole
    if whole == "zip":
        with zipfile.ZipFile(folder / "made.zip", "w") as out:
            out.writestr("a", "text")
        return (folder / "made.zip").read_bytes()
    (folder / "text").write_text("##fileformat=VCFv4.2\n")
    pysam.tabix_compress(str(folder / "text"), str(folder / "text.gz"), force=True)
    return (folder / "text.gz").read_bytes()


@pytest.mark.parametrize("keys", [{"checksum": md5(BODY)}, {"bytes": len(BODY)}])
def test_a_known_length_or_checksum_needs_no_second_reading(
    tmp_path: Path, server: Site, keys: dict[str, str | int]
) -> None:
    served = Served(BODY, claim=-1)
    assert fetch(*write(tmp_path, server, served, **keys)) == 0
    assert len(served.asked) == 1


def test_a_compressed_file_that_nobody_knows_must_at_least_be_whole(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = gzip.compress(BODY)
    path = manifest(tmp_path / "m.json", [entry("thing", [{"file": "a.gz", "urls": [server.url("/a.gz")]}])])
    where = ["--manifest", str(path), "--to", str(tmp_path / "to")]
    for body, words in ((whole[:-500], "cut short"), (BODY, "not compressed")):
        server.files["/a.gz"] = Served(body)
        assert fetch(*where) == 1
        assert words in capsys.readouterr().err
    server.files["/a.gz"] = Served(whole)
    assert fetch(*where) == 0


def test_verify_tells_how_many_were_fetched_and_names_the_others(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"file": f"{name}.bin", "urls": [server.url(f"/{name}")]} for name in "abcd"]
    server.files |= {f"/{name}": Served(BODY) for name in "abcd"}
    path = manifest(tmp_path / "m.json", [entry("thing", rows[:2]), entry("other", rows[2:])])
    where = ["--manifest", str(path), "--to", str(tmp_path / "to")]
    assert fetch(*where) == 0
    capsys.readouterr()
    for words in ([], ["--all"]):
        assert main(["resources", "verify", *words, *where]) == 0
        told = capsys.readouterr().out.splitlines()
        assert told[0].startswith("2 of 4 files fetched, ")
        assert told[0].endswith(": all in order")
        assert told[1] == "not fetched: mini/other/c.bin, mini/other/d.bin"
    assert main(["resources", "verify", "other", *where]) == 1
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "mini/other/c.bin",
        "mini/other/d.bin",
    ]


def test_a_damaged_download_is_fetched_anew_and_verify_tells_of_it(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    where = write(tmp_path, server, Served(BODY))
    assert fetch(*where) == 0
    assert main(["resources", "verify", *where]) == 0
    assert "all in order" in capsys.readouterr().out
    (tmp_path / "to" / NAME).write_bytes(BODY[:-1] + b"?")
    assert main(["resources", "verify", *where]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "where its lock file says" in lines[0]
    (tmp_path / "to" / NAME).unlink()
    assert main(["resources", "verify", *where]) == 1
    assert "is gone; fetch it again" in capsys.readouterr().err
    (tmp_path / "to" / NAME).write_bytes(BODY)
    (tmp_path / "to" / f"{NAME}.lock.json").rename(tmp_path / "kept")
    assert main(["resources", "verify", *where]) == 1
    assert "has neither a lock file nor a checksum in the manifest" in capsys.readouterr().err
    (tmp_path / "kept").rename(tmp_path / "to" / f"{NAME}.lock.json")
    (tmp_path / "to" / NAME).unlink()
    assert fetch(*where) == 0
    assert main(["resources", "verify", *where]) == 0


def test_the_disk_without_room_is_told_before_anything_comes(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    where = write(tmp_path, server, Served(BODY), size="900000 TiB")
    assert fetch(*where) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "not enough room on the disk" in lines[0]
    assert server.files["/thing.bin"].asked == []
    assert fetch(*where, "--dry-run") == 1
    assert "there is not enough room" in capsys.readouterr().out


def test_a_disk_that_fills_up_is_one_line_and_the_bytes_are_kept(
    tmp_path: Path, server: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import errno
    import io

    from tachkhis.reference import transfer

    real = Path.open

    class Full(io.FileIO):
        def write(self, data: Any) -> int:
            if self.tell() > 50_000:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(data)

    def opened(self: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if self.name.endswith(".partial") and mode in ("wb", "ab"):
            return Full(self, mode)
        return real(self, mode, *rest, **named)

    where = write(tmp_path, server, Served(BODY), checksum=md5(BODY))
    monkeypatch.setattr(transfer.Path, "open", opened)
    assert fetch(*where) == 1
    assert "the disk is full" in capsys.readouterr().err
    assert no_half_file(tmp_path)
    monkeypatch.undo()
    assert fetch(*where) == 0
    assert server.files["/thing.bin"].asked[1] is not None


def test_a_folder_that_cannot_be_written_is_one_line(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    where = write(tmp_path, server, Served(BODY))
    (tmp_path / "to").write_text("a file, not a folder")
    assert fetch(*where) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "cannot be written" in lines[0]


def test_an_interrupted_fetch_leaves_no_half_file_and_is_continued(tmp_path: Path, server: Site) -> None:
    served = Served(BODY, pause=0.2)
    where = write(tmp_path, server, served, checksum=md5(BODY))
    command = [sys.executable, "-m", "tachkhis.cli", "resources", "fetch", "thing", *where]
    partial = tmp_path / "to" / "mini" / "thing" / ".thing.bin.partial"
    heard = partial_of(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what runs in the background may ignore it
    running = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=heard)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not (partial.is_file() and partial.stat().st_size > 20_000):
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert running.returncode == 130, said
    assert "the same command continues where it stopped" in said
    assert "Traceback" not in said
    assert no_half_file(tmp_path)
    assert not (tmp_path / "to" / ".locks").exists()
    there = partial.stat().st_size
    assert 0 < there < len(BODY)
    served.pause = 0
    assert fetch(*where) == 0
    assert served.asked[-1] == f"bytes={there}-"
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_two_fetches_at_once_bring_a_file_once(tmp_path: Path, server: Site) -> None:
    served = Served(BODY, pause=0.02)
    where = write(tmp_path, server, served)
    command = [sys.executable, "-m", "tachkhis.cli", "resources", "fetch", "thing", *where]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate(timeout=40)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert served.asked == [None]
    assert (tmp_path / "to" / NAME).read_bytes() == BODY
    assert not (tmp_path / "to" / ".locks").exists()


def test_a_proxy_of_the_environment_is_used(tmp_path: Path, server: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.setenv("no_proxy", "")
    server.files["http://far.invalid/thing.bin"] = Served(BODY)  # a proxy is asked for the whole address
    assert fetch(*write(tmp_path, server, urls=["http://far.invalid/thing.bin"])) == 0
    assert (tmp_path / "to" / NAME).read_bytes() == BODY


def test_a_dry_run_says_what_would_come_and_writes_nothing(
    tmp_path: Path, server: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(*write(tmp_path, server, Served(BODY), bytes=300_000), "--dry-run") == 0
    assert f"{NAME}: 293.0 KiB from {server.url('/thing.bin')}" in capsys.readouterr().out
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fetch", "clinva", "--build", "GRCh38"], "did you mean clinvar?"),
        (["fetch", "clinvar"], "write --build, or GRCh37/clinvar or GRCh38/clinvar"),
        (["fetch", "GRCh38/clinvar:7"], "does not come by chromosome"),
        (["fetch", "gnomad-joint:Z"], "its parts are 1, 2, 3"),
        (["fetch", "--build", "grch38"], "did you mean GRCh38?"),
        (["fetch"], "nothing is named to fetch"),
        (["fetch", "hpo", "--parallel", "0"], "--parallel is too small"),
        (["fetch", "hpo", "--least-rate", "nan"], "--least-rate is too small"),
        (["fetch", "hpo", "--mirror", "/mnt/copy"], "a mirror is served over HTTP"),
        (["fetch", "hpo", "--manifest", "absent.json"], "is no manifest"),
        (["list", "--installed"], "--installed needs the folder"),
        (["verify"], "is no folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_status_two_and_one_line(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = [] if words[0] == "list" else ["--to", str(tmp_path / "none")]
    assert main(["resources", *words, *where]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_what_the_user_must_bring_is_named_with_its_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resources", "fetch", "GRCh38/spliceai", "--to", str(tmp_path)]) == 1
    assert "bring your own" in (said := capsys.readouterr().err)
    assert "https://basespace.illumina.com" in said
