"""A gene model prepared once: one indexed file from which only the transcripts that are asked for are read.

The file is an SQLite database, opened read-only and without locks, so that any number of jobs may share it. It holds
no clock and no path: the same gene model gives the same bytes (of one version of SQLite). Tables:

- ``meta``: one row of JSON: format, title, contigs, digest (SHA-256) of the source, transcripts that it held;
- ``transcripts``: one row each, numbered in file order; exons and the rest as JSON;
- ``bins``: the transcripts that touch each 32-kb bin of each contig;
- ``aliases``: the ids of transcripts at the other database.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from tachkhis.errors import ResourceError
from tachkhis.reference.genes import BIN
from tachkhis.reference.genes import Gene
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript

FORMAT = 1  # change it with the tables: older files are then made again
MAGIC = b"SQLite format 3\0"
_TRANSCRIPTS = 8192  # kept in memory after they were read
_BINS = 512
_SCHEMA = """
CREATE TABLE meta (text TEXT NOT NULL);
CREATE TABLE transcripts (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, accession TEXT NOT NULL, gene TEXT NOT NULL, gene_id TEXT NOT NULL,
    contig TEXT NOT NULL, rest TEXT NOT NULL);
CREATE TABLE bins (contig TEXT NOT NULL, bin INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (contig, bin, number)) WITHOUT ROWID;
CREATE TABLE aliases (alias TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (alias, number)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX by_id ON transcripts (id);
CREATE INDEX by_accession ON transcripts (accession);
CREATE INDEX by_gene ON transcripts (gene);
"""
_COLUMNS = "number, id, gene, gene_id, contig, rest"
_Row = tuple[int, str, str, str, str, str]


def is_stored(path: Path) -> bool:
    """The file is a prepared gene model (or another SQLite database), not a GTF or GFF3."""
    try:
        with path.open("rb") as handle:
            return handle.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_store(model: GeneModel, out: Path, digest: str = "") -> None:
    """Write a gene model as one indexed file; it appears whole or not at all.

    Args:
        model: its contigs named as in the reference.
        out: the file to write.
        digest: SHA-256 of the file that the model was read from.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    partial.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(partial)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.executescript(_SCHEMA)
            meta = {"format": FORMAT, "title": model.title, "contigs": list(model.contigs), "source_sha256": digest}
            meta["transcripts"] = len(model)
            with database:
                database.execute("INSERT INTO meta VALUES (?)", (json.dumps(meta, sort_keys=True),))
                database.executemany("INSERT INTO transcripts VALUES (?, ?, ?, ?, ?, ?, ?)", _rows(model))
                database.executemany("INSERT INTO bins VALUES (?, ?, ?)", sorted(_bins(model)))
                pairs = {(alias, number) for number, one in enumerate(model) for alias in one.aliases}
                database.executemany("INSERT INTO aliases VALUES (?, ?)", sorted(pairs))
            database.executescript(_INDEXES)
        with partial.open("rb") as handle:
            os.fsync(handle.fileno())
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


def _rows(model: GeneModel) -> Iterator[tuple[int, str, str, str, str, str, str]]:
    for number, transcript in enumerate(model):
        rest = (
            transcript.biotype,
            transcript.strand,
            [position for exon in transcript.exons for position in exon],
            transcript.cds,
            transcript.mane,
            transcript.start_incomplete,
            transcript.end_incomplete,
            transcript.phase,
            transcript.selenoprotein,
            transcript.gapped,
            transcript.tags,
            transcript.aliases,
            transcript.hgnc,
        )
        text = json.dumps(rest, separators=(",", ":"))
        named = transcript.id, transcript.accession, transcript.gene, transcript.gene_id, transcript.contig
        yield number, *named, text


def _bins(model: GeneModel) -> Iterator[tuple[str, int, int]]:
    for number, transcript in enumerate(model):
        for place in range(transcript.start >> BIN, (transcript.end >> BIN) + 1):
            yield transcript.contig, place, number


def _transcript(row: _Row) -> Transcript:
    _, identifier, gene, gene_id, contig, text = row
    biotype, strand, flat, cds, mane, no_start, no_end, phase, seleno, gapped, tags, aliases, hgnc = json.loads(text)
    return Transcript(
        id=identifier,
        gene=gene,
        gene_id=gene_id,
        biotype=biotype,
        contig=contig,
        strand=strand,
        exons=tuple(zip(flat[::2], flat[1::2], strict=True)),
        cds=None if cds is None else (cds[0], cds[1]),
        mane=mane,
        start_incomplete=no_start,
        end_incomplete=no_end,
        phase=phase,
        selenoprotein=seleno,
        gapped=gapped,
        tags=tuple(tags),
        aliases=tuple(aliases),
        hgnc=hgnc,
    )


class StoredGeneModel(GeneModel):
    """A gene model that stays on disk; what was read last is kept in memory."""

    def __init__(self, path: Path) -> None:
        """Open a prepared gene model.

        Raises:
            ResourceError: not one, damaged, or of another format version.
        """
        self.path = path
        self._known: OrderedDict[int, Transcript] = OrderedDict()
        self._near: OrderedDict[tuple[str, int], list[Transcript]] = OrderedDict()
        try:
            self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            meta = json.loads(self._database.execute("SELECT text FROM meta").fetchone()[0])
            version, contigs, count = meta["format"], tuple(meta["contigs"]), int(meta["transcripts"])
        except (sqlite3.Error, TypeError, ValueError, KeyError) as error:
            raise self._damaged(error) from error
        if version != FORMAT:
            remedy = "remove it, and the next run makes it again"
            raise ResourceError(f"{path}: a prepared gene model of format {version}, not {FORMAT}; {remedy}")
        super().__init__((), meta["title"])
        self.digest: str = meta["source_sha256"]
        self._contigs, self._count = contigs, count

    def _damaged(self, error: Exception) -> ResourceError:
        remedy = "remove it, and the next run makes it again"
        return ResourceError(f"{self.path}: not a whole prepared gene model ({type(error).__name__}); {remedy}")

    def _read(self, where: str, *values: str | int) -> list[Transcript]:
        """Transcripts of a query in file order, from memory where they are there."""
        try:
            rows: list[_Row] = self._database.execute(
                f"SELECT {_COLUMNS} FROM transcripts {where} ORDER BY number", values
            ).fetchall()
            return [self._keep(row) for row in rows]
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise self._damaged(error) from error

    def _keep(self, row: _Row) -> Transcript:
        known = self._known.get(row[0])
        if known is None:
            known = self._known[row[0]] = _transcript(row)
            if len(self._known) > _TRANSCRIPTS:
                self._known.popitem(last=False)
        return known

    @property
    def transcripts(self) -> tuple[Transcript, ...]:
        """All, in file order: they are read anew each time and not kept."""
        return tuple(self)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Transcript]:
        try:
            for row in self._database.execute(f"SELECT {_COLUMNS} FROM transcripts ORDER BY number"):
                yield self._known.get(row[0]) or _transcript(row)
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise self._damaged(error) from error

    @property
    def contigs(self) -> tuple[str, ...]:
        """Contigs that carry a transcript, in order of appearance."""
        return self._contigs

    def in_bin(self, contig: str, number: int) -> list[Transcript]:
        """Transcripts that touch a bin, in file order."""
        key = contig, number
        found = self._near.get(key)
        if found is None:
            where = "WHERE number IN (SELECT number FROM bins WHERE contig = ? AND bin = ?)"
            found = self._near[key] = self._read(where, contig, number)
            if len(self._near) > _BINS:
                self._near.popitem(last=False)
        return found

    def overlapping(self, contig: str, start0: int, end0: int) -> list[Transcript]:
        """As :meth:`GeneModel.overlapping`."""
        first, last = start0 >> BIN, max(start0, end0 - 1) >> BIN
        if first == last:
            found: Iterable[Transcript] = self.in_bin(contig, first)
        else:
            where = "WHERE number IN (SELECT number FROM bins WHERE contig = ? AND bin BETWEEN ? AND ?)"
            found = self._read(where, contig, first, last)
        return [transcript for transcript in found if start0 < transcript.end and end0 > transcript.start]

    @cached_property
    def genes(self) -> Mapping[str, Gene]:
        """Genes by symbol, in order of appearance."""
        return _StoredGenes(self)

    def symbols(self) -> list[str]:
        """Gene symbols, in order of appearance."""
        query = "SELECT gene FROM transcripts GROUP BY gene ORDER BY MIN(number)"
        try:
            return [row[0] for row in self._database.execute(query)]
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def of_gene(self, symbol: str) -> list[Transcript]:
        """Transcripts of a gene, in file order; empty where there is no such gene."""
        return self._read("WHERE gene = ?", symbol)

    def with_id(self, identifier: str) -> tuple[Transcript, ...]:
        """As :meth:`GeneModel.with_id`."""
        return tuple(self._read("WHERE id = ?", identifier))

    def with_alias(self, identifier: str) -> tuple[Transcript, ...]:
        """As :meth:`GeneModel.with_alias`."""
        return tuple(self._read("WHERE number IN (SELECT number FROM aliases WHERE alias = ?)", identifier))

    def alias_versions(self, accession: str) -> tuple[str, ...]:
        """As :meth:`GeneModel.alias_versions`."""
        query = "SELECT DISTINCT alias FROM aliases WHERE alias > ? AND alias < ? ORDER BY alias"
        try:
            return tuple(row[0] for row in self._database.execute(query, (f"{accession}.", f"{accession}/")))
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def versions(self, accession: str) -> tuple[Transcript, ...]:
        """As :meth:`GeneModel.versions`."""
        return tuple(self._read("WHERE accession = ?", accession))


class _StoredGenes(Mapping[str, Gene]):
    """Genes by symbol, read when asked for."""

    def __init__(self, model: StoredGeneModel) -> None:
        self._model = model
        self._symbols: list[str] | None = None

    def __getitem__(self, symbol: str) -> Gene:
        group = self._model.of_gene(symbol)
        if not group:
            raise KeyError(symbol)
        return Gene(symbol, group[0].gene_id, tuple(group))

    def _all(self) -> list[str]:
        if self._symbols is None:
            self._symbols = self._model.symbols()
        return self._symbols

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())
