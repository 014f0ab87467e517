"""A JSON document that programs of others read changes its form only with its version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import Field

from tachkhis.case.message import Model
from tachkhis.case.shipped import SCHEMAS
from tachkhis.cli import main
from tachkhis.errors import ResourceError
from tachkhis.interpretation.schema_versions import digest_of_form
from tachkhis.interpretation.schema_versions import documents
from tachkhis.interpretation.schema_versions import of_this_program
from tachkhis.interpretation.schema_versions import record
from tachkhis.interpretation.schema_versions import recorded


class One(Model):
    """A document."""

    schema_version: str = "1.0"
    description: str = "x"  # a field may be called like a key of JSON Schema
    inner: list[int] = Field(default_factory=list, description="numbers")


@pytest.mark.parametrize("name", documents())
def test_the_recorded_form_is_that_of_the_program(name: str) -> None:
    (version, digest) = next((version, digest) for one, version, digest in of_this_program() if one == name)
    assert recorded(SCHEMAS)[name].get(version) == digest, "raise schema_version of the document: tachkhis schemas"


class Inner(Model):
    """A part."""

    number: int = 0


class OtherName(Model):
    """Its twin."""

    number: int = 0


def test_words_for_people_names_of_classes_and_the_version_are_no_form() -> None:
    class Two(Model):
        """Another description."""

        schema_version: str = "1.1"
        description: str = "x"
        inner: list[int] = Field(default_factory=list, description="other words")

    class Three(One):
        part: Inner

    class Four(Two):
        part: OtherName

    assert digest_of_form(Two) == digest_of_form(One)
    assert digest_of_form(Three) == digest_of_form(Four) != digest_of_form(One)


def test_a_field_more_or_of_another_type_is_another_form() -> None:
    class More(One):
        more: int | None = None

    class Other(One):
        inner: str = ""  # type: ignore[assignment]

    class Renamed(Model):
        schema_version: str = "1.0"
        title: str = "x"
        inner: list[int] = Field(default_factory=list)

    @dataclass
    class Plain:
        schema_version: str = "1.0"
        more: int = 0

    assert len({digest_of_form(one) for one in (One, More, Other, Renamed, Plain)}) == 5


def test_what_is_recorded_never_changes_and_a_new_version_stands_beside_it(tmp_path: Path) -> None:
    record(tmp_path, [("x", "1.0", "a"), ("y", "1.0", "b")])
    with pytest.raises(ResourceError, match=r"x: its form is not that of version 1\.0; raise schema_version"):
        record(tmp_path, [("x", "1.0", "c")])
    record(tmp_path, [("x", "1.1", "c"), ("y", "1.0", "b")])
    assert recorded(tmp_path) == {"x": {"1.0": "a", "1.1": "c"}, "y": {"1.0": "b"}}


def test_the_command_records_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "--out", str(tmp_path)]) == 0
    shipped = json.loads((SCHEMAS / "versions.json").read_text())
    for name, versions in json.loads((tmp_path / "versions.json").read_text()).items():
        assert versions.items() <= shipped[name].items()
    known = json.loads((tmp_path / "versions.json").read_text())
    (version,) = known["status"]
    known["status"][version] = "0" * 64
    (tmp_path / "versions.json").write_text(json.dumps(known))
    assert main(["schemas", "--out", str(tmp_path)]) != 0
    assert f"status: its form is not that of version {version}" in capsys.readouterr().err


def test_what_explain_joins_is_a_list_since_version_2() -> None:
    path = documents()["explain, variant"]
    document = path(case=None, variant="chr1-1-A-C", summary=[])
    assert (document.schema_version, document.joined_into) == ("2.1", [])
