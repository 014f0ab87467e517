"""Annotation tracks brought to the reference: contig names, one ALT per record, left-aligned, our INFO names.

A prepared track is a tabix-indexed table (CHROM POS REF ALT and our fields): ``bcftools annotate`` reads such a table
beside a stream, while it would want an indexed file, thus one intermediate per track, for a VCF.

A track that shares no contig, or no record, with the reference is refused loudly: an empty annotation looks exactly
like a rare variant.
"""

from __future__ import annotations

import gzip
import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.case import tracks
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.panel.about import parse_about
from tachkhis.panel.about import whole_number
from tachkhis.panel.header_lines import HeaderLines
from tachkhis.reads.pipeline import Stream
from tachkhis.reference.accessions import ContigNames
from tachkhis.reference.passport import passport_beside
from tachkhis.variants import fields
from tachkhis.variants.fields import Field
from tachkhis.variants.track_tables import COMPLETE
from tachkhis.variants.track_tables import ONE_PER_ALLELE
from tachkhis.variants.track_tables import PATHOGENIC_FIRST
from tachkhis.variants.track_tables import SPELLINGS

BY_ID: Mapping[str, Field] = {target.id: target for target in (*fields.TRACK_FIELDS, *fields.SCORE_FIELDS)}
CLINVAR_FIELDS = tuple(BY_ID[name] for name in tracks.columns_of("clinvar"))
# Sequence Ontology terms of ClinVar's MC that abolish the product of a gene
NULL_TERMS = {"SO:0001587", "SO:0001589", "SO:0001574", "SO:0001575"}
WRITTEN = "TACHKHIS_WRITTEN"  # INFO of a record that was split or moved: how it was written
PATHOGENIC = ("pathogenic", "likely_pathogenic", "pathogenic/likely_pathogenic")


@dataclass(slots=True)
class Track:
    """A prepared track.

    Attributes:
        name: gnomad, panel, clinvar or scores.
        version: what its header says of its version or date (of a panel: name and version); else the file's name.
        synthetic: whether its header says that it is made up.
        date: the date that its header gives (``##fileDate``; of a panel: that of its line), as written there, or
            ``None``.
        records: records in the prepared file.
        fields: INFO fields that it gives.
        people, female, male: for the panel: people that its header counts.
        several: alleles of the panel that stand under several spellings, whose counts were added.
        derived: records whose number of alleles (AN) was not given, and follows from AC and AF.
        genes: for ClinVar: gene -> (pathogenic or likely pathogenic records, those of them that are null variants).
    """

    name: str
    version: str
    synthetic: bool
    date: str | None = None
    records: int = 0
    fields: tuple[str, ...] = ()
    people: int | None = None
    female: int | None = None
    male: int | None = None
    derived: int = 0
    several: int = 0
    genes: dict[str, tuple[int, int]] = field(default_factory=dict)


def columns_of(name: str) -> tuple[Field, ...]:
    """The fields of a prepared track, in the order of its columns."""
    return tuple(BY_ID[column] for column in tracks.columns_of(name))


def prepare_track(name: str, source: Path, fasta: Path, out: Path, logs: Path) -> Track:
    """Write ``out`` (table with its index) and its header lines (``header.txt`` for ``tsv.gz``).

    Raises:
        InputError: the file lacks fields that the track must have, or shares no contig with the reference.
        ResourceError: a tool failed, or no record of the track fits the reference.
    """
    header = _header(source)
    track = Track(name, _version(header, source), "synthetic" in header.lower(), _date(header))
    track.fields = tracks.columns_of(name)
    if name == "panel":
        _tell_panel(header, track)
    with tempfile.TemporaryDirectory(prefix=".track.", dir=out.parent) as folder:
        scratch = Path(folder)
        renames = _write_renames(source, header, fasta, scratch)
        if name == "clinvar":
            _prepare_clinvar(source, track, renames, fasta, out, logs)
        else:
            _prepare_counts(source, header, track, renames, fasta, out, logs, scratch)
    write_columns(out, name, ("CHROM", "POS", "REF", "ALT"), columns_of(name))
    run_tool(["tabix", "-f", "-s", "1", "-b", "2", "-e", "2", str(out)])
    track.records = count_lines(out)
    if track.records == 0:
        raise ResourceError(f"{source}: no record of the track {name} lies on the reference; is it of another build?")
    return track


def write_columns(out: Path, name: str, place: Sequence[str], given: Sequence[Field], logic: str = "") -> None:
    """Write what ``bcftools annotate`` is told of a table: header lines of its fields, and its columns in order.

    Args:
        out: the table.
        name: of the track.
        place: names of the columns before the fields.
        given: the fields.
        logic: ``--merge-logic`` of each field, where several rows may lie over one record.
    """
    out.with_name(f"{name}.header.txt").write_text("".join(f"{field.header}\n" for field in given))
    columns = [*place, *(f"{field.id} {logic}".rstrip() for field in given)]
    out.with_name(f"{name}.columns.txt").write_text("".join(f"{column}\n" for column in columns))


def _tell_panel(header: str, track: Track) -> None:
    """Which panel it is: name, version, date and people of its header; what the header does not say stays as it is."""
    read = HeaderLines.read(header.splitlines())
    about = parse_about(header)
    track.people, track.female, track.male = (
        about.people,
        whole_number(read.panel.get("Female")),
        whole_number(read.panel.get("Male")),
    )
    track.version = about.title or track.version
    track.date = about.date or track.date


def count_lines(path: Path) -> int:
    """Lines of a gzipped text."""
    with gzip.open(path, "rb") as handle:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: handle.read(1 << 20), b""))


def _header(source: Path) -> str:
    return run_tool(["bcftools", "view", "-h", str(source)])


def run_tool(command: list[str]) -> str:
    """What a tool writes.

    Raises:
        ResourceError: it failed.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ResourceError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def _version(header: str, source: Path) -> str:
    """The first line of the header that states a version or a date; the file's name otherwise."""
    for key in ("##version=", "##fileDate=", "##source=", "##datasetVersion="):
        for line in header.splitlines():
            if line.startswith(key):
                return f"{source.name}, {line[len(key) :].strip()}"
    return source.name


def _date(header: str) -> str | None:
    """What the header says in ``##fileDate``."""
    found = (line.partition("=")[2].strip() for line in header.splitlines() if line.startswith("##fileDate="))
    return next(found, None) or None


def _fai_names(fasta: Path) -> list[str]:
    return [line.split("\t")[0] for line in Path(f"{fasta}.fai").read_text().splitlines()]


def _write_renames(source: Path, header: str, fasta: Path, scratch: Path) -> dict[str, str]:
    names = [line.split("ID=")[1].split(",")[0].rstrip(">") for line in header.splitlines() if "##contig=" in line]
    if not names and _indexed(source):
        names = [line.split("\t")[0] for line in run_tool(["bcftools", "index", "-s", str(source)]).splitlines()]
    elif not names:  # as ClinVar's own file, before it is indexed: its header names no contig
        found = run_tool(["bcftools", "query", "-f", "%CHROM\n", str(source)]).splitlines()
        names = list(dict.fromkeys(found))
    renames = ContigNames(passport_beside(fasta)).mapping(names)
    if not renames:
        raise InputError(
            [
                Fault(
                    str(source),
                    "shares no contig with the reference",
                    f"give a file of the reference's build; the reference has {', '.join(_fai_names(fasta)[:3])} ...",
                    value=", ".join(names[:3]),
                )
            ]
        )
    (scratch / "contigs.txt").write_text("".join(f"{old} {new}\n" for old, new in sorted(renames.items())))
    return renames


def _prepare_counts(
    source: Path,
    header: str,
    track: Track,
    renames: Mapping[str, str],
    fasta: Path,
    out: Path,
    logs: Path,
    scratch: Path,
) -> None:
    present = {line.split("ID=")[1].split(",")[0] for line in header.splitlines() if line.startswith("##INFO=<ID=")}
    missing = tracks.lacking(track.name, present)
    if missing:
        problem = f"the track {track.name} lacks INFO fields that it is read for"
        raise InputError([Fault(str(source), problem, f"add one of {', '.join(names)}") for names in missing])
    chosen = {name: BY_ID[target] for target, name in tracks.chosen_names(track.name, present).items()}
    annots = scratch / "annots.txt"
    annots.write_text("".join(f"INFO/{name} {target.id}\n" for name, target in chosen.items()))
    # bcftools refuses to strip where there is nothing to strip
    strip = ["-x", "^" + ",".join(f"INFO/{name}" for name in chosen)] if present - set(chosen) else []
    absent = [target for target in columns_of(track.name) if target not in chosen.values()]
    extra = scratch / "header.txt"
    extra.write_text("".join(f"{target.header}\n" for target in absent))
    contigs = scratch / "contigs.txt"
    regions = scratch / "regions.txt"  # a file: names such as HLA-A*01:01 cannot be told from places on a command line
    ends = dict(line.split("\t")[:2] for line in Path(f"{fasta}.fai").read_text().splitlines())
    regions.write_text("".join(f"{old}\t1\t{ends[new]}\n" for old, new in sorted(renames.items())))
    with Stream(logs) as stream:
        first = stream.start(
            f"{track.name}.strip",
            ["bcftools", "annotate", "--no-version", "-Ou", *strip, "--rename-chrs", str(contigs)]
            + (["-R", str(regions)] if _indexed(source) else [])
            + [str(source)],
        )
        second = stream.start(
            f"{track.name}.rename",
            ["bcftools", "annotate", "--no-version", "-Ou", "--rename-annots", str(annots)]
            + (["-h", str(extra)] if absent else [])
            + ["-"],
            stdin=first.stdout,
        )
        af = 7 if fields.GNOMAD_AF in columns_of(track.name) else 0
        report = scratch / "complete.txt"
        names = [field.id for field in columns_of(track.name)]
        place = names.index(fields.GNOMAD_FILTER.id) + 5 if fields.GNOMAD_FILTER.id in names else 0
        complete = ["awk", "-v", f"af={af}", "-v", f"filter={place}", "-v", f"report={report}", COMPLETE]
        if track.name == "scores":
            complete = ["awk", ONE_PER_ALLELE]
        elif track.name == "panel":
            complete = ["awk", "-v", f"report={report}", SPELLINGS]
        _write_table(stream, track.name, second, fasta, out, complete, spelled=track.name == "panel")
    if track.name == "scores":
        return
    derived, lacking, several, *first_place = report.read_text().split()
    track.derived, track.several = int(derived), int(several)
    if int(lacking):
        problem = f"{lacking} records give no allele number (AN), nor AC and AF to derive it from; the first: "
        remedy = "give a file whose records have AC and AN; without AN a common variant would look as if it were absent"
        raise InputError([Fault(str(source), problem + "".join(first_place), remedy)])


def _indexed(source: Path) -> bool:
    return any(Path(f"{source}{end}").is_file() for end in (".tbi", ".csi"))


def _write_table(
    stream: Stream,
    name: str,
    upstream: subprocess.Popen[bytes],
    fasta: Path,
    out: Path,
    complete: Sequence[str] = (),
    *,
    spelled: bool = False,
) -> None:
    """Normalise what ``upstream`` writes, sort it, let ``complete`` (a command) edit the rows, write the table.

    With ``spelled``, ``complete`` finds each record as it was written in a last column.
    """
    written = ["--old-rec-tag", WRITTEN] if spelled else []
    norm = stream.start(
        f"{name}.norm",
        ["bcftools", "norm", "--no-version", "-Ou", "-m", "-any", "-c", "x", *written, "-f", str(fasta), "-"],
        stdin=upstream.stdout,
    )
    sort = stream.start(f"{name}.sort", ["bcftools", "sort", "-Ou", "-T", f"{out}.sort", "-"], stdin=norm.stdout)
    taken = ("FILTER" if field is fields.GNOMAD_FILTER else field.id for field in columns_of(name))
    fields_wanted = "".join(f"\\t%{column}" for column in (*taken, *([WRITTEN] if spelled else [])))
    query = stream.start(
        f"{name}.query",
        ["bcftools", "query", "-f", f"%CHROM\\t%POS\\t%REF\\t%ALT{fields_wanted}\\n", "-"],
        stdin=sort.stdout,
    )
    last = stream.start(f"{name}.complete", complete, stdin=query.stdout) if complete else query
    with out.open("wb") as target:
        stream.start(f"{name}.bgzip", ["bgzip", "-c"], stdin=last.stdout, stdout=target)
    for pipe in (upstream.stdout, norm.stdout, sort.stdout, query.stdout, last.stdout):
        if pipe is not None:
            pipe.close()


def _prepare_clinvar(
    source: Path, track: Track, renames: Mapping[str, str], fasta: Path, out: Path, logs: Path
) -> None:
    from cyvcf2 import VCF

    lengths = [line.split("\t")[:2] for line in Path(f"{fasta}.fai").read_text().splitlines()]
    head = ["##fileformat=VCFv4.2", *(f"##contig=<ID={name},length={length}>" for name, length in lengths)]
    head += [*(target.header for target in CLINVAR_FIELDS), "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"]
    pathogenic: Counter[str] = Counter()
    null: Counter[str] = Counter()
    with Stream(logs) as stream:
        view = stream.start("clinvar.view", ["bcftools", "view", "--no-version", "-Ou", "-"], stdin=subprocess.PIPE)
        assert view.stdin is not None
        _write_table(stream, "clinvar", view, fasta, out, ["awk", PATHOGENIC_FIRST])
        view.stdin.write("\n".join(head).encode())
        for record in VCF(str(source)):
            contig = renames.get(record.CHROM)
            if contig is None or not record.ALT:
                continue
            significance = str(record.INFO.get("CLNSIG") or "")
            if significance.lower() in PATHOGENIC:
                genes = {item.split(":")[0] for item in str(record.INFO.get("GENEINFO") or "").split("|")} - {""}
                pathogenic.update(genes)
                if NULL_TERMS & {item.split("|")[0] for item in str(record.INFO.get("MC") or "").split(",")}:
                    null.update(genes)
            values = (
                (fields.CLINVAR_ID, str(record.ID or ".")),
                (fields.CLINVAR_SIG, significance),
                (fields.CLINVAR_STATUS, str(record.INFO.get("CLNREVSTAT") or "")),
                (fields.CLINVAR_DN, str(record.INFO.get("CLNDN") or "")),
                (fields.CLINVAR_CONF, str(record.INFO.get("CLNSIGCONF") or "")),
                (fields.CLINVAR_XREF, str(record.INFO.get("CLNDISDB") or "")),
            )
            info = ";".join(f"{target.id}={fields.escape(value)}" for target, value in values if value)
            row = (contig, record.POS, ".", record.REF, ",".join(record.ALT), ".", ".", info)
            view.stdin.write(("\t".join(str(item) for item in row) + "\n").encode())
        view.stdin.close()
    track.genes = {gene: (pathogenic[gene], null[gene]) for gene in sorted(pathogenic)}
