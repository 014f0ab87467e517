"""Steps that make the reference, its index, the gene model, regions and tables of a prepared folder."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.errors import ResourceError
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.gzip_content import pieces
from tachkhis.reference.manifest import Checksum
from tachkhis.reference.passport import known_build
from tachkhis.reference.passport import read_passport
from tachkhis.reference.preparation import Step

BWA_ENDS = (".amb", ".ann", ".bwt", ".pac", ".sa")


def fasta_name(build: str) -> str:
    """Where the reference stands in a prepared folder."""
    return f"reference/{build}.fa"


def reference_step(source: Path, build: str, content: Checksum | None, mask: Path | None = None) -> Step:
    """The reference as plain FASTA, with ``.fai`` and ``.dict``; its contigs keep their names.

    Args:
        source: FASTA, plain or gzip.
        build: the build that it must be of, where Tachkhis knows it.
        content: checksum of the decompressed content.
        mask: BED of regions to overwrite with N, such as the false duplications of GRCh38, to which reads of CBS,
            U2AF1 and other genes are lost otherwise; the sequence is then no longer the publisher's.
    """
    name = fasta_name(build)

    def make(scratch: Path) -> Mapping[str, Any]:
        import pysam

        target = scratch / name
        target.parent.mkdir(parents=True)
        trailing = decompress(source, target, content)
        masked = mask_regions(target, mask) if mask is not None else 0
        passport = read_passport(target)
        ours = known_build(build)
        if ours is not None and passport.build != ours:
            raise ResourceError(f"{source}: is not {build}, by the lengths of its contigs (it is {passport.build})")
        pysam.faidx(str(target))
        lines = ["@HD\tVN:1.6\tSO:unsorted"]
        lines += [f"@SQ\tSN:{contig.name}\tLN:{contig.length}\tM5:{contig.md5}" for contig in passport.contigs]
        target.with_suffix(".dict").write_text("\n".join(lines) + "\n")
        notes: dict[str, Any] = {"contigs": len(passport.contigs), "bases": passport.bases, "build": passport.build}
        if trailing:
            notes["bytes_after_the_compressed_data"] = trailing
        if mask is not None:
            notes["masked_bases"] = masked
        return notes

    outputs = (name, f"{name}.fai", str(Path(name).with_suffix(".dict")))
    inputs = (source,) if mask is None else (source, mask)
    return Step("reference", inputs, outputs, make, parameters=(build, str(content)))


def mask_regions(fasta: Path, regions: Path) -> int:
    """Overwrite regions of a plain FASTA with N, in place; the number of bases.

    Raises:
        ResourceError: a region lies beyond the end of its contig, or none is on the reference.
    """
    import pysam

    pysam.faidx(str(fasta))
    index = Path(f"{fasta}.fai")
    lines = {row[0]: tuple(map(int, row[1:5])) for row in (line.split("\t") for line in index.read_text().splitlines())}
    index.unlink()  # it will be made again
    rows, _ = _bed_rows(regions, list(lines))
    bases = 0
    with fasta.open("r+b") as handle:
        for name, start, end, _ in rows:
            length, offset, per_line, stored = lines[name]
            if end > length:
                raise ResourceError(f"{regions}: a region ends at {name}:{end:,}, where {length:,} bases are")
            at = start
            while at < end:
                stop = min(end, (at // per_line + 1) * per_line)
                handle.seek(offset + at // per_line * stored + at % per_line)
                handle.write(b"N" * (stop - at))
                at = stop
            bases += end - start
    return bases


def decompress(source: Path, target: Path, content: Checksum | None = None) -> int:
    """Write the content of a file, decompressed if it is gzip; the number of bytes after its compressed data.

    Raises:
        ResourceError: the compression is damaged, or the content has another checksum.
    """
    digest = hashlib.new(content.algorithm, usedforsecurity=False) if content else None
    trailing: list[int] = []
    try:
        with target.open("wb") as out:
            if first_bytes(source, 2) != GZIP_MAGIC:
                with source.open("rb") as handle:
                    shutil.copyfileobj(handle, out)
            else:
                for piece in pieces(source, trailing):
                    out.write(piece)
                    if digest is not None:
                        digest.update(piece)
    except DamagedError as error:
        raise ResourceError(f"{source}: {error}; fetch it again") from error
    if content is not None and digest is not None and digest.hexdigest() != content.digest:
        raise ResourceError(
            f"{source}: its content's {content.algorithm} is {digest.hexdigest()}, not {content.digest}"
        )
    return sum(trailing)


def index_step(folder: Path, build: str) -> Step:
    """The bwa index beside the reference; a human genome takes about an hour and several gigabytes of memory."""
    name = fasta_name(build)

    def make(scratch: Path) -> Mapping[str, Any]:
        prefix = scratch / name
        prefix.parent.mkdir(parents=True)
        command = ["bwa", "index", "-p", str(prefix), str(folder / name)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ResourceError(f"bwa index failed: {' '.join(done.stderr.split()[-30:])}")
        return {"command": f"bwa index {name}"}

    return Step("index", (folder / name,), tuple(name + end for end in BWA_ENDS), make, tools=("bwa",))


def genes_step(source: Path, folder: Path, build: str) -> Step:
    """The gene model under the reference's contig names: as the text that a configuration names, and as the store.

    The store (SQLite) is what commands such as ``tachkhis name`` open at once. Features on contigs that the reference
    lacks are left out of both.
    """
    plain = source.name.removesuffix(".gz")
    output = f"genes/{plain}.gz"
    store = f"genes/{Path(plain).stem}.sqlite"

    def make(scratch: Path) -> Mapping[str, Any]:
        from tachkhis.reference.gene_store import digest_of
        from tachkhis.reference.gene_store import write_store
        from tachkhis.reference.prepare import load_genes_for

        text = scratch / "genes" / plain
        text.parent.mkdir(parents=True)
        gone = _rename_features(source, text, _contigs(folder, build))
        _compress(text, scratch / output)
        model = load_genes_for(scratch / output, folder / fasta_name(build))
        write_store(model, scratch / store, digest_of(scratch / output))
        mane = sum(transcript.mane is not None for transcript in model)
        return {"transcripts": len(model), "mane": mane, "contigs": len(model.contigs), "features_left_out": gone}

    inputs = (source, folder / f"{fasta_name(build)}.fai")
    return Step("genes", inputs, (output, store), make, tools=("tachkhis",))


def _contigs(folder: Path, build: str) -> list[str]:
    return [line.split("\t")[0] for line in (folder / f"{fasta_name(build)}.fai").read_text().splitlines()]


def _compress(plain: Path, target: Path) -> None:
    """Bgzip a file, and remove the plain one."""
    import pysam

    pysam.tabix_compress(str(plain), str(target), force=True)
    plain.unlink()


def _rename_features(source: Path, target: Path, contigs: list[str]) -> int:
    """Write a GTF or GFF3 under the reference's names; the number of features on contigs that it lacks."""
    with open_bytes(source) as handle:
        names = dict.fromkeys(line.split(b"\t", 1)[0].decode() for line in handle if line.strip() and line[:1] != b"#")
    renames = {old.encode(): new.encode() for old, new in rename_map(names, contigs).items()}
    if not renames:
        raise ResourceError(f"{source}: shares no contig with the reference; is it of another build?")
    gone = 0
    with open_bytes(source) as handle, target.open("wb") as out:
        for line in handle:
            if line[:1] == b"#" or not line.strip():
                region = line.startswith(b"##sequence-region")  # of GFF3: would name contigs under their old names
                out.write(b"" if region else line)
                continue
            name, _, rest = line.partition(b"\t")
            if name in renames:
                out.write(renames[name] + b"\t" + rest)
            else:
                gone += 1
    return gone


def regions_step(name: str, source: Path, folder: Path, build: str) -> Step:
    """A BED file under the reference's contig names, sorted, bgzipped and indexed."""
    output = f"regions/{source.name.removesuffix('.gz').removesuffix('.bed')}.bed.gz"

    def make(scratch: Path) -> Mapping[str, Any]:
        import pysam

        rows, bed = _bed_rows(source, _contigs(folder, build))
        target = scratch / output
        target.parent.mkdir(parents=True)
        plain = target.with_suffix("")
        count = 0
        with plain.open("wb") as out:
            for name, start, end, rest in rows:
                out.write(f"{name}\t{start}\t{end}".encode() + rest + b"\n")
                count += 1
        _compress(plain, target)
        pysam.tabix_index(str(target), preset="bed", force=True)
        return {"rows": count, "left_out_not_on_the_reference": bed.rows - count}

    inputs = (source, folder / f"{fasta_name(build)}.fai")
    return Step(f"{name}:{source.name}", inputs, (output, f"{output}.tbi"), make, tools=("tachkhis",))


@dataclass(slots=True)
class _Bed:
    """What a first reading of a BED file tells.

    Attributes:
        names: contigs to their names on the reference, those that are on it.
        rows: how many rows it has.
        sorted: whether its rows on the reference stand in the reference's order.
    """

    names: dict[str, str]
    rows: int
    sorted: bool


def _look_through(source: Path, contigs: list[str]) -> _Bed:
    rows, ascending = 0, True
    before = ("", 0, 0)
    seen: dict[str, None] = {}
    for name, start, end, _ in _bed_lines(source):
        rows += 1
        if name != before[0]:
            ascending = ascending and name not in seen
            seen[name] = None
        elif (start, end) < before[1:]:
            ascending = False
        before = (name, start, end)
    names = rename_map(seen, contigs)
    if rows and not names:
        raise ResourceError(f"{source}: no region lies on the reference; is it of another build?")
    order = {name: number for number, name in enumerate(contigs)}
    places = [order[names[name]] for name in seen if name in names]
    return _Bed(names, rows, ascending and places == sorted(places))


def _bed_lines(source: Path) -> Iterator[tuple[str, int, int, bytes]]:
    """Contig, start, end and the rest of each row (with the tab before it).

    Raises:
        ResourceError: the file is damaged, or a row is none of BED.
    """
    try:
        with open_bytes(source) as handle:
            for number, line in enumerate(handle, 1):
                if not line.strip() or line.startswith((b"#", b"track", b"browser")):
                    continue
                cells = line.rstrip(b"\r\n").split(b"\t", 3)
                try:
                    yield cells[0].decode(), int(cells[1]), int(cells[2]), b"".join(b"\t" + rest for rest in cells[3:])
                except (IndexError, ValueError) as error:
                    raise ResourceError(f"{source}, row {number}: not a BED row; fetch the file again") from error
    except read_errors() as error:
        raise ResourceError(f"{source}: cannot be read ({error}); fetch it again") from error


def _bed_rows(source: Path, contigs: list[str]) -> tuple[Iterator[tuple[str, int, int, bytes]], _Bed]:
    """Rows under the reference's names, in its order: as they come where they are sorted, else from memory."""
    bed = _look_through(source, contigs)
    lines = _bed_lines(source)
    rows = ((bed.names[name], start, end, rest) for name, start, end, rest in lines if name in bed.names)
    if bed.sorted:
        return rows, bed
    order = {name: number for number, name in enumerate(contigs)}
    return iter(sorted(rows, key=lambda row: (order[row[0]], *row[1:]))), bed


def copy_step(name: str, sources: tuple[Path, ...]) -> Step:
    """Files that are kept as they are."""
    outputs = tuple(f"tables/{name}/{source.name}" for source in sources)

    def make(scratch: Path) -> Mapping[str, Any]:
        for source, output in zip(sources, outputs, strict=True):
            (scratch / output).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, scratch / output)
        return {}

    return Step(name, sources, outputs, make)
