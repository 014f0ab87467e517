"""A large gene model that was read once, kept as an indexed file in the user's cache.

``$XDG_CACHE_HOME/tachkhis/genes`` (``~/.cache`` without the variable). The name is the SHA-256 of the gene model, the
reference's contigs, and the code that reads it, so that another file or a mended reader never meets an old answer.
The last few are kept. Where nothing can be written, the model is read each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from pathlib import Path

from tachkhis.errors import ResourceError
from tachkhis.reference.gene_store import FORMAT
from tachkhis.reference.gene_store import StoredGeneModel
from tachkhis.reference.gene_store import digest_of
from tachkhis.reference.gene_store import is_stored
from tachkhis.reference.gene_store import write_store
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.prepare import load_genes_for

LARGE = 4 * 1024 * 1024  # bytes of a gene model, as it lies on the disk, from which reading it again is felt
KEPT = 4  # files


def cached_genes_for(genes: Path, fasta: Path) -> GeneModel:
    """As :func:`tachkhis.reference.prepare.load_genes_for`, at once where the same large model was read before.

    Raises:
        InputError: the model cannot be read, or shares no contig with the reference.
        ResourceError: a prepared gene model is damaged or of another format.
    """
    if is_stored(genes) or genes.stat().st_size < LARGE:
        return load_genes_for(genes, fasta)
    digest = digest_of(genes)
    where = folder()
    if where is None:
        return load_genes_for(genes, fasta)
    path = where / f"{_key(digest, fasta)}.sqlite"
    if path.is_file():
        with contextlib.suppress(ResourceError, OSError, sqlite3.Error):
            if _whole(path):
                stored = StoredGeneModel(path)
                os.utime(path)
                return stored
    model = load_genes_for(genes, fasta)
    with contextlib.suppress(OSError, sqlite3.Error):
        write_store(model, path, digest)
        _tidy(path.parent)
    return model


def folder() -> Path | None:
    """Where the files lie; ``None`` for a user without a home."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(base or Path.home() / ".cache") / "tachkhis" / "genes"
    except RuntimeError:
        return None


def _whole(path: Path) -> bool:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def _key(digest: str, fasta: Path) -> str:
    found = hashlib.sha256(f"{FORMAT} {digest}\n".encode())
    found.update(Path(f"{fasta}.fai").read_bytes())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        found.update(source.read_bytes())
    return found.hexdigest()[:32]


def _tidy(where: Path) -> None:
    """Remove all but the last used."""
    files = sorted(where.glob("*.sqlite"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in files[KEPT:]:
        old.unlink(missing_ok=True)
