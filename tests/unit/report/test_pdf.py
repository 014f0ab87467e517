"""The ink: same bytes everywhere, no clock, no warning, nothing read as markup."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tachkhis.errors import ResourceError
from tachkhis.interpretation.provenance import commit_of
from tachkhis.report.edition import with_edition
from tachkhis.report.glyphs import FONTS
from tachkhis.report.pdf import TEMPLATE
from tachkhis.report.pdf import render_pdf
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from . import examples

Pdf = Callable[[str], bytes]
SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


def run_command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS), "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "random"}
    command = [sys.executable, "-m", "tachkhis.cli", "report", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_two_processes_in_two_folders_write_the_same_bytes(tmp_path: Path, text: Text) -> None:
    content = examples.homozygous_founder().model_dump_json(by_alias=True)
    view = with_edition(build_view(examples.homozygous_founder(), text), text, content.encode(), commit_of())
    digests = {hashlib.sha256(render_pdf(view)).hexdigest()}
    for name in ("one", "deux dossiers"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.json").write_text(content, encoding="utf-8")
        done = run_command(folder, f"{name}.json", "--out", f"out-{name}.pdf")
        assert (done.returncode, done.stderr) == (0, "")
        digests.add(hashlib.sha256((folder / f"out-{name}.pdf").read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_checkout_elsewhere_writes_the_same_bytes(tmp_path: Path, pdf: Pdf, text: Text) -> None:
    shutil.copytree(TEMPLATE.parent, tmp_path / "report")
    shutil.copytree(FONTS, tmp_path / "fonts")
    view = build_view(examples.negative_singleton(), text)
    moved = render_pdf(view, tmp_path / "report" / TEMPLATE.name, tmp_path / "fonts")
    assert moved == pdf("negative_singleton")


@pytest.mark.parametrize("name", examples.ALL)
def test_metadata_hold_no_clock_and_no_path(pdf: Pdf, name: str) -> None:
    reader = PdfReader(io.BytesIO(pdf(name)))
    metadata = reader.metadata
    assert metadata is not None
    assert metadata.creation_date is None
    assert metadata.modification_date is None
    assert not [key for key in metadata if "Date" in key]
    assert b"CreateDate" not in pdf(name)
    assert str(SCRIPTS.parent).encode() not in pdf(name)


def test_title_and_language_are_set_for_readers_of_the_screen(pdf: Pdf) -> None:
    reader = PdfReader(io.BytesIO(pdf("homozygous_founder")))
    assert reader.metadata is not None
    assert reader.metadata.title == "Compte rendu d’analyse génétique, dossier DEMO-A"
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_only_the_shipped_fonts_are_used_and_embedded(pdf: Pdf) -> None:
    names: set[str] = set()
    for example in ("homozygous_founder", "nasty"):
        for page in PdfReader(io.BytesIO(pdf(example))).pages:
            for font in page["/Resources"]["/Font"].values():
                descendant = font.get_object()["/DescendantFonts"][0].get_object()
                names.add(str(descendant["/BaseFont"]).partition("+")[2])
                assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
    assert names == {
        "NotoSans-Regular",
        "NotoSans-Bold",
        "NotoSans-Italic",
        "NotoNaskhArabic-Regular",
        "NotoNaskhArabic-Bold",
    }


def test_data_are_never_read_as_markup(pages: Callable[[str], list[str]]) -> None:
    page = " ".join(pages("nasty"))
    for literal in ("#let x = $a_b$ *gras* _it_ @ref <lbl> \\ \"q\" 'a' `c` // /* [u] {v} ~ --", "S#1_$*@<x>\\\"'"):
        assert literal in page
    assert "[U+4E2D]" in page  # no glyph: written out, not dropped
    assert "[U+202E]" in page  # would reorder what follows: written out


def test_a_long_name_keeps_every_letter(pages: Callable[[str], list[str]]) -> None:
    squeezed = "".join(pages("nasty")).replace(" ", "")
    assert "g.20189547_20189548delins" + "ACGT" * 40 in squeezed


def test_any_warning_of_the_typesetter_fails(tmp_path: Path, text: Text) -> None:
    shutil.copytree(TEMPLATE.parent, tmp_path / "report")
    template = tmp_path / "report" / TEMPLATE.name
    source = template.read_text(encoding="utf-8")
    template.write_text(source.replace('"Noto Naskh Arabic"', '"No Such Font"'), encoding="utf-8")
    with pytest.raises(ResourceError, match="warnings"):
        render_pdf(build_view(examples.negative_singleton(), text), template)


def test_a_missing_font_folder_fails(tmp_path: Path, text: Text) -> None:
    with pytest.raises(ResourceError, match="fonts"):
        render_pdf(build_view(examples.negative_singleton(), text), TEMPLATE, tmp_path / "fonts")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext of poppler-utils")
@pytest.mark.parametrize("members", [1, 3, 5, 8])
def test_a_long_name_of_a_site_stays_in_its_column(tmp_path: Path, text: Text, members: int) -> None:
    people = [examples.person(f"P{number}", "other", "male", "no") for number in range(members)]
    people[0] = people[0].model_copy(update={"role": "proband"})
    carried = examples.site("SYNT00000000001.2:c.305del", "SGCG", people, [("carried_het", 13, 27)] * members)
    path = tmp_path / "report.pdf"
    path.write_bytes(render_pdf(build_view(examples.case(people, sites=[carried]), text)))
    boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    words = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>', boxes)
    (disease,) = [float(left) for left, _, word in words if word == "Maladie"]
    names = [float(right) for _, right, word in words if word.startswith("SYNT00000000001.2:")]
    assert names
    assert max(names) < disease
    if members == 8:
        assert len([word for _, _, word in words if word == "hétérozygote"]) == members  # one column for all


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext of poppler-utils")
@pytest.mark.parametrize("name", examples.ALL)
def test_nothing_runs_out_of_the_margins(tmp_path: Path, pdf: Pdf, name: str) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(name))
    boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    right_edges = [float(edge) for edge in re.findall(r'<word .*?xMax="([\d.]+)"', boxes)]
    left_edges = [float(edge) for edge in re.findall(r'<word xMin="([\d.]+)"', boxes)]
    a4_width, margin = 595.28, 17 / 25.4 * 72
    assert len(right_edges) > 100
    assert max(right_edges) < a4_width - margin + 1
    assert min(left_edges) > margin - 1
