"""A large gene model is read once: the second time from the user's cache, never where file, reference or reader changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tachkhis.reference import gene_cache
from tachkhis.reference.gene_cache import cached_genes_for
from tachkhis.reference.gene_store import StoredGeneModel

ROW = 'chr1\tx\t{kind}\t{start}\t{end}\t.\t+\t{phase}\tgene_id "G"; gene_name "{name}"; transcript_id "T.1";\n'


def write_model(path: Path, name: str) -> None:
    rows = [("transcript", 1, 90, "."), ("exon", 1, 90, "."), ("CDS", 1, 90, "0")]
    path.write_text("".join(ROW.format(kind=k, start=s, end=e, phase=p, name=name) for k, s, e, p in rows))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A gene model, and a reference of which the index is there."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(gene_cache, "LARGE", 0)
    genes, fasta = tmp_path / "genes.gtf", tmp_path / "genome.fa"
    write_model(genes, "GJB2")
    Path(f"{fasta}.fai").write_text("chr1\t500\t6\t60\t61\n")
    return genes, fasta


def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Counts how often a model is read as text."""
    seen: list[Path] = []
    real = gene_cache.load_genes_for

    def counted(genes: Path, fasta: Path) -> object:
        seen.append(genes)
        return real(genes, fasta)

    monkeypatch.setattr(gene_cache, "load_genes_for", counted)
    return seen


def held() -> Path:
    where = gene_cache.folder()
    assert where is not None
    return where


def test_the_second_time_it_is_not_read_again(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = reads(monkeypatch)
    first = cached_genes_for(*files)
    second = cached_genes_for(*files)
    assert len(seen) == 1
    assert isinstance(second, StoredGeneModel)
    assert [one.gene for one in second] == [one.gene for one in first] == ["GJB2"]


def test_another_model_or_reference_or_a_damaged_file_is_read(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = reads(monkeypatch)
    cached_genes_for(*files)
    write_model(files[0], "GJB6")
    assert [one.gene for one in cached_genes_for(*files)] == ["GJB6"]
    Path(f"{files[1]}.fai").write_text("chr1\t600\t6\t60\t61\n")
    cached_genes_for(*files)
    assert len(seen) == 3
    for path in held().iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert [one.gene for one in cached_genes_for(*files)] == ["GJB6"]
    assert len(seen) == 4


def test_the_last_few_are_kept(files: tuple[Path, Path]) -> None:
    for number in range(gene_cache.KEPT + 3):
        write_model(files[0], f"G{number}")
        cached_genes_for(*files)
    assert len(list(held().iterdir())) == gene_cache.KEPT


def test_a_small_model_and_a_folder_that_cannot_be_written_do_without(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert [one.gene for one in cached_genes_for(*files)] == ["GJB2"]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(gene_cache, "LARGE", 1_000_000)
    assert [one.gene for one in cached_genes_for(*files)] == ["GJB2"]
    assert not held().exists()


def test_a_file_damaged_in_the_middle_is_read_again(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = reads(monkeypatch)
    cached_genes_for(*files)
    (path,) = held().iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(4096) + whole[8192:])
    assert [one.gene for one in cached_genes_for(*files)] == ["GJB2"]
    assert len(seen) == 2


def test_a_full_disk_and_a_user_without_a_home_do_without(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(gene_cache, "write_store", full)
    assert [one.gene for one in cached_genes_for(*files)] == ["GJB2"]

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert [one.gene for one in cached_genes_for(*files)] == ["GJB2"]
