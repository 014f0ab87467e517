"""The manifest that ships: whole, honest about what nobody verified; the list of it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tachkhis.cli import main
from tachkhis.errors import InputError
from tachkhis.reference.manifest import ANY_BUILD
from tachkhis.reference.manifest import Checksum
from tachkhis.reference.manifest import parse_size
from tachkhis.reference.manifest import read_manifest
from tachkhis.reference.manifest import shown_size
from tachkhis.reference.selection import select

from .resources_server import Served
from .resources_server import entry
from .resources_server import manifest
from .resources_server import site

SHIPPED = read_manifest()
BY_KEY = {one.key: one for one in SHIPPED.entries}
CHROMOSOMES = [*map(str, range(1, 23)), "X", "Y"]


def test_what_the_laboratory_needs_is_there_for_both_builds() -> None:
    for build in ("GRCh38", "GRCh37"):
        kinds = {one.kind for one in SHIPPED.entries if one.build == build and one.standard}
        assert {"reference", "genes", "clinvar", "gnomad", "regions"} <= kinds
    assert {file.file for file in BY_KEY[f"{ANY_BUILD}/hpo"].files} == {
        "hp.obo",
        "phenotype.hpoa",
        "genes_to_phenotype.txt",
        "phenotype_to_genes.txt",
    }


def test_gnomad_comes_by_chromosome_from_three_places_with_the_publishers_checksums() -> None:
    for key in ("GRCh38/gnomad-joint", "GRCh38/gnomad-exomes", "GRCh38/gnomad-genomes", "GRCh37/gnomad-exomes"):
        assert [file.part for file in BY_KEY[key].files] == CHROMOSOMES
    assert [file.part for file in BY_KEY["GRCh37/gnomad-genomes"].files] == CHROMOSOMES[:-1]  # v2.1.1 has no Y there
    joint = BY_KEY["GRCh38/gnomad-joint"].files[21]
    path = "/release/4.1/vcf/joint/gnomad.joint.v4.1.sites.chr22.vcf.bgz"
    assert len(joint.urls) == 3
    assert all(url.endswith(path) for url in joint.urls)
    sums = [str(file.checksum) for one in SHIPPED.entries if one.kind == "gnomad" for file in one.files]
    assert len(set(sums)) == len(sums) == 24 * 4 + 23


@pytest.mark.parametrize(("name", "printed"), [("gnomad-exomes", 58.81), ("gnomad-genomes", 460.93)])
def test_the_sizes_by_chromosome_add_up_to_what_gnomad_prints_for_the_whole(name: str, printed: float) -> None:
    size = BY_KEY[f"GRCh37/{name}"].size
    assert size is not None
    assert size / (1 << 30) == pytest.approx(printed, abs=0.1)  # each part is printed with two decimals


def test_every_entry_says_where_it_was_seen_and_no_two_files_collide() -> None:
    paths = [file.path for one in SHIPPED.entries for file in one.files]
    assert len(set(paths)) == len(paths)
    for one in SHIPPED.entries:
        assert len(one.verified) > 20, one.key
        assert one.page.startswith("https://"), one.key
        assert bool(one.bring) != bool(one.files), one.key
        assert all(url.startswith("https://") for file in one.files for url in file.urls), one.key
        if any(file.checksum is None and file.checksum_url is None for file in one.files):
            assert "in on first fetch" in one.verified, one.key


def test_a_build_means_what_a_run_needs_and_a_name_may_be_one_chromosome() -> None:
    names = [one.key for one, _ in select(SHIPPED, (), "GRCh38")]
    assert "GRCh38/gnomad-joint" in names
    assert "any/hpo" in names
    assert "GRCh38/gnomad-exomes" not in names
    assert not any(name.startswith("GRCh37/") for name in names)
    ((_, files),) = select(SHIPPED, ["gnomad-joint:chr22"])
    assert [file.part for file in files] == ["22"]
    chosen = dict(select(SHIPPED, (), "GRCh38", without=["gnomad-joint:22", "hpo"]))
    assert [len(chosen[BY_KEY["GRCh38/gnomad-joint"]]), BY_KEY["any/hpo"] in chosen] == [23, False]


def test_sizes_are_read_as_printed_and_shown_in_the_same_units() -> None:
    assert parse_size("1.5 GiB") == 1610612736
    assert [shown_size(size) for size in (None, 0, 1023, 1536, 872949833, 5 << 40)] == [
        "unknown",
        "0 B",
        "1023 B",
        "1.5 KiB",
        "832.5 MiB",
        "5.0 TiB",
    ]
    for text in ("1.5 GB", "99", "nan GiB", "-1 GiB"):
        with pytest.raises(ValueError, match="not its size as the source prints it"):
            parse_size(text)
    with pytest.raises(ValueError, match="no checksum"):
        Checksum.parse("md5:abc")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"kind": "music"}, "kind 'music' is none of"),
        ({"title": ""}, "keys lack"),
        ({"colour": "red"}, "unknown keys: ['colour']"),
        ({"files": []}, "give files, or say why"),
        ({"files": [{"file": "../evil", "urls": ["https://x/y"]}]}, "no plain file name"),
        ({"files": [{"file": "a", "urls": ["ftp://x/y"]}]}, "needs urls"),
        ({"files": [{"file": "a", "urls": ["https://x/y"], "checksum": "crc:1"}]}, "no checksum"),
        ({"files": [{"file": "a", "urls": ["https://x/y"], "bytes": "many"}]}, "not its exact number"),
        ({"files": [{"file": "a", "urls": ["https://x/y"]}] * 2}, "two files have one name"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_manifest_is_refused_in_one_line(tmp_path: Path, row: dict[str, Any], words: str) -> None:
    path = manifest(tmp_path / "m.json", [entry("thing", [{"file": "a", "urls": ["https://x/y"]}]) | row])
    with pytest.raises(InputError) as caught:
        read_manifest([path])
    assert words in str(caught.value)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("size", 99, 'size of a is 99, not its size as the source prints it, such as "67.11 GiB"; exact bytes are'),
        ("bytes", "99", 'bytes of a is "99", not its exact number of bytes'),
        ("bytes", True, "bytes of a is true, not its exact number of bytes"),
        ("bytes", 0, "bytes of a is 0, not its exact number of bytes"),
        ("checksum", None, 'checksum of a is null, not text such as "md5:'),
        ("urls", "https://x/y", 'urls of a is "https://x/y", not a list'),
        ("file", 3, "file is 3, no plain file name"),
    ],
)
def test_a_value_of_another_kind_says_what_it_is_and_what_is_asked_for(
    tmp_path: Path, key: str, value: Any, told: str
) -> None:
    row = {"file": "a", "urls": ["https://x/y"]} | {key: value}
    with pytest.raises(InputError) as caught:
        read_manifest([manifest(tmp_path / "m.json", [entry("thing", [row])])])
    (fault,) = caught.value.faults
    assert f"m.json: entry thing: {told}" in str(fault)


def test_the_sums_keep_builds_and_alternatives_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resources", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    known = {one.key: sum(file.expected or 0 for file in one.files) for one in SHIPPED.entries}
    for build in ("GRCh37", "GRCh38"):
        (line,) = [line for line in lines if line.startswith(f"{build}: ")]
        usual = sum(known[one.key] for one in SHIPPED.entries if one.build == build and one.standard)
        assert line.startswith(f"{build}: ~{shown_size(usual)}, and ")
        assert f"{shown_size(sum(known.values()))}" not in line


def test_the_list_says_that_no_address_was_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resources", "list", "hpo"]) == 0
    assert "no address of the shipped list was tried" in capsys.readouterr().out
    path = manifest(tmp_path / "m.json", [entry("one", [{"file": "a", "urls": ["https://x/a"]}])])
    assert main(["resources", "list", "--manifest", str(path)]) == 0
    assert "was tried" not in capsys.readouterr().out


def test_the_list_says_what_is_there_in_whole_and_in_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        entry("one", [{"file": "a", "urls": ["https://x/a"], "bytes": 3}]),
        entry("two", [{"file": name, "urls": [f"https://x/{name}"]} for name in ("b", "c")], standard=False),
        entry("three", [{"file": "d", "urls": ["https://x/d"]}]),
        entry("four", [], bring="its licence forbids it"),
    ]
    path = manifest(tmp_path / "m.json", rows)
    where = ["--manifest", str(path), "--to", str(tmp_path / "to")]
    for name in ("one/a", "two/b", "three/.d.partial"):
        file = tmp_path / "to" / "mini" / name
        file.parent.mkdir(parents=True)
        file.write_text("abc")
    assert main(["resources", "list", *where, "--format", "json"]) == 0
    listed = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert {name: row["installed"] for name, row in listed.items()} == {
        "one": True,
        "two": False,
        "three": False,
        "four": False,
    }
    assert [listed["two"]["installed_files"], listed["three"]["partial_files"], listed["one"]["bytes"]] == [1, 1, 3]
    assert main(["resources", "list", *where]) == 0
    shown = capsys.readouterr().out
    states = {line.split()[1]: line for line in shown.splitlines() if line.startswith("mini")}
    assert "  yes  " in states["one"]
    assert "  1 of 2  " in states["two"]
    assert "  partly  " in states["three"]
    sums = "mini: 3 B, and 1 file of unknown size; alternatives (*) 2 files of unknown size"
    assert sums in shown.splitlines()
    assert "bring your own four: its licence forbids it" in shown
    assert main(["resources", "list", *where, "--installed"]) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("mini ")] == [
        "one",
        "two",
    ]


def test_a_person_at_a_terminal_sees_bars_with_speed_and_time_left(tmp_path: Path) -> None:
    with site({"/a": Served(bytes(400_000), pause=0.02)}) as server:
        row = {"file": "a", "urls": [server.url("/a")], "bytes": 400_000}
        path = manifest(tmp_path / "m.json", [entry("thing", [row])])
        command = [sys.executable, "-m", "tachkhis.cli", "resources", "fetch", "--all", "--manifest", str(path)]
        ours, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "no_proxy": "*"}
        running = subprocess.Popen([*command, "--to", str(tmp_path / "to")], stderr=theirs, env=environment)
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 1 << 16):
                shown += piece
        except OSError:  # the other end is closed
            pass
        assert running.wait(20) == 0
    text = shown.decode("utf-8", "replace")
    assert "mini/thing/a" in text
    assert "━" in text
    assert "/s" in text
