"""Steps that make the reference, its index, the gene model, regions and tables of a prepared folder."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import open_bytes
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


def reference_step(source: Path, build: str, content: Checksum | None) -> Step:
    """The reference as plain FASTA, with ``.fai`` and ``.dict``; its contigs keep their names."""
    name = fasta_name(build)

    def make(scratch: Path) -> Mapping[str, Any]:
        import pysam

        target = scratch / name
        target.parent.mkdir(parents=True)
        trailing = decompress(source, target, content)
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
        return notes

    outputs = (name, f"{name}.fai", str(Path(name).with_suffix(".dict")))
    return Step("reference", (source,), outputs, make, parameters=(build, str(content)))


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
    """The gene model under the reference's contig names, as the indexed store that every step reads."""
    output = f"genes/{source.name.removesuffix('.gz').removesuffix('.gtf').removesuffix('.gff3')}.sqlite"

    def make(scratch: Path) -> Mapping[str, Any]:
        from tachkhis.reference.gene_store import digest_of
        from tachkhis.reference.gene_store import write_store
        from tachkhis.reference.prepare import load_genes_for

        model = load_genes_for(source, folder / fasta_name(build))
        write_store(model, scratch / output, digest_of(source))
        mane = sum(transcript.mane is not None for transcript in model)
        return {"transcripts": len(model), "mane": mane, "contigs": len(model.contigs)}

    inputs = (source, folder / f"{fasta_name(build)}.fai")
    return Step("genes", inputs, (output,), make, tools=("tachkhis",))


def regions_step(name: str, source: Path, folder: Path, build: str) -> Step:
    """A BED file under the reference's contig names, sorted, bgzipped and indexed."""
    output = f"regions/{source.name.removesuffix('.gz').removesuffix('.bed')}.bed.gz"

    def make(scratch: Path) -> Mapping[str, Any]:
        import pysam

        contigs = [line.split("\t")[0] for line in (folder / f"{fasta_name(build)}.fai").read_text().splitlines()]
        rows, gone = _bed_rows(source, contigs)
        target = scratch / output
        target.parent.mkdir(parents=True)
        plain = target.with_suffix("")
        plain.write_bytes(b"".join(row for _, _, _, row in rows))
        pysam.tabix_compress(str(plain), str(target), force=True)
        pysam.tabix_index(str(target), preset="bed", force=True)
        plain.unlink()
        return {"rows": len(rows), "left_out_not_on_the_reference": gone}

    inputs = (source, folder / f"{fasta_name(build)}.fai")
    return Step(f"{name}:{source.name}", inputs, (output, f"{output}.tbi"), make, tools=("tachkhis",))


def _bed_rows(source: Path, contigs: list[str]) -> tuple[list[tuple[int, int, int, bytes]], int]:
    """Rows with order of contig, start, end; and how many lie on no contig of the reference."""
    parsed: list[tuple[str, int, int, list[bytes]]] = []
    with open_bytes(source) as handle:
        for number, line in enumerate(handle, 1):
            if not line.strip() or line.startswith((b"#", b"track", b"browser")):
                continue
            cells = line.rstrip(b"\r\n").split(b"\t")
            try:
                parsed.append((cells[0].decode(), int(cells[1]), int(cells[2]), cells[3:]))
            except (IndexError, ValueError) as error:
                raise ResourceError(f"{source}, row {number}: not a BED row; fetch the file again") from error
    order = {name: number for number, name in enumerate(contigs)}
    names = rename_map(list(dict.fromkeys(row[0] for row in parsed)), contigs)
    if parsed and not names:
        raise ResourceError(f"{source}: no region lies on the reference; is it of another build?")
    kept = [
        (order[names[name]], start, end, b"\t".join((f"{names[name]}\t{start}\t{end}".encode(), *rest)) + b"\n")
        for name, start, end, rest in parsed
        if name in names
    ]
    return sorted(kept), len(parsed) - len(kept)


def copy_step(name: str, sources: tuple[Path, ...]) -> Step:
    """Files that are kept as they are."""
    outputs = tuple(f"tables/{name}/{source.name}" for source in sources)

    def make(scratch: Path) -> Mapping[str, Any]:
        for source, output in zip(sources, outputs, strict=True):
            (scratch / output).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, scratch / output)
        return {}

    return Step(name, sources, outputs, make)
