"""The prepared gene model answers every question as the file it was made from does, and is refused when it is not whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.case import prepared_reference
from tachkhis.errors import ResourceError
from tachkhis.reference import gene_store
from tachkhis.reference.gene_store import StoredGeneModel
from tachkhis.reference.gene_store import write_store
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    cuts = sorted(draw(st.sets(st.integers(0, 200_000), min_size=2, max_size=8)))
    cuts = cuts[: len(cuts) - len(cuts) % 2]
    exons = tuple(zip(cuts[::2], cuts[1::2], strict=True))
    coding = draw(st.booleans())
    return Transcript(
        id=f"NM_{draw(st.integers(1, 4))}.{draw(st.integers(1, 3))}",
        gene=draw(st.sampled_from(["ABC1", "ABC1-AS1", "Zé|;1"])),
        gene_id="g",
        biotype=draw(st.sampled_from(["protein_coding", "lncRNA"])),
        contig=draw(st.sampled_from(["chr1", "chrX", "HLA*01:01"])),
        strand=draw(st.sampled_from([1, -1])),
        exons=exons,
        cds=(exons[0][0], exons[-1][1]) if coding else None,
        mane=draw(st.sampled_from([None, "select", "plus_clinical"])),
        start_incomplete=draw(st.booleans()),
        phase=draw(st.integers(0, 2)),
        hgnc=draw(st.sampled_from(["", "HGNC:4284"])),
        selenoprotein=draw(st.booleans()),
        gapped=draw(st.booleans()),
        tags=tuple(draw(st.lists(st.sampled_from(["basic", "CCDS"]), max_size=2))),
        aliases=tuple(draw(st.sets(st.sampled_from(["ENST1.1", "ENST2.7"]), max_size=2))),
    )


places = st.tuples(
    st.sampled_from(["chr1", "chrX", "HLA*01:01", "absent"]), st.integers(0, 250_000), st.integers(0, 90_000)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(transcripts(), min_size=1, max_size=12), st.lists(places, max_size=6))
def test_it_answers_as_the_model_in_memory(
    tmp_path_factory: pytest.TempPathFactory, many: list[Transcript], asked: list[tuple[str, int, int]]
) -> None:
    path = tmp_path_factory.mktemp("store") / "genes.sqlite"
    model = GeneModel(many, "a title")
    write_store(model, path)
    stored = GeneModel.load(path)
    assert isinstance(stored, StoredGeneModel)
    assert (stored.title, stored.contigs, len(stored)) == (model.title, model.contigs, len(model))
    assert stored.transcripts == model.transcripts
    assert list(stored) == list(model)
    for contig, start, size in asked:
        assert stored.overlapping(contig, start, start + size) == model.overlapping(contig, start, start + size)
    assert dict(stored.genes) == dict(model.genes)
    assert list(stored.genes) == list(model.genes)
    assert "NOGENE" not in stored.genes
    for gene in model.genes:
        assert stored.chosen(gene) == model.chosen(gene)
        assert stored.coding_regions(gene) == model.coding_regions(gene)
    for alias in ("ENST1.1", "ENST2.7", "ENST2.8"):
        assert stored.with_alias(alias) == model.with_alias(alias)
        assert stored.alias_versions(alias[:5]) == model.alias_versions(alias[:5])
    for number in range(1, 5):
        assert stored.versions(f"NM_{number}") == model.versions(f"NM_{number}")
        assert stored.with_id(f"NM_{number}.1") == model.with_id(f"NM_{number}.1")


ONE = Transcript("NM_1.2", "ABC1", "g", "protein_coding", "chr1", 1, ((10, 50), (80, 99)), (20, 90), mane="select")


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "genes.sqlite"
    write_store(GeneModel([ONE], "title"), path, "abc")
    yield path


def test_the_same_model_gives_the_same_bytes(stored: Path, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere" / "again.sqlite"
    write_store(GeneModel([ONE], "title"), again, "abc")
    assert stored.read_bytes() == again.read_bytes()
    assert [path.name for path in again.parent.iterdir()] == ["again.sqlite"]  # nothing partial is left


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    broken = Transcript("NM_1.2", "ABC1", "g", "x", "chr1", 1, ((10, object()),), None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        write_store(GeneModel([broken]), tmp_path / "genes.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_refused(stored: Path) -> None:
    stored.write_bytes(stored.read_bytes()[:5000])
    with pytest.raises(ResourceError, match="not a whole prepared gene model"):
        list(StoredGeneModel(stored))


def test_another_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (x)")
    with pytest.raises(ResourceError, match=r"other\.sqlite: not a whole prepared gene model"):
        GeneModel.load(path)


def test_another_format_is_refused(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gene_store, "FORMAT", 99)
    with pytest.raises(ResourceError, match="of format 1, not 99; remove it"):
        StoredGeneModel(stored)


def test_the_plan_names_the_file_after_the_format() -> None:
    assert prepared_reference.GENES_FORMAT == gene_store.FORMAT


def test_it_is_read_only(stored: Path) -> None:
    stored.chmod(0o444)
    stored.parent.chmod(0o555)
    try:
        assert StoredGeneModel(stored).overlapping("chr1", 60, 61) == [ONE]
    finally:
        stored.parent.chmod(0o755)
