"""Checks of files of records against the reference: tracks, VCFs of cases, BAM and CRAM."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from tachkhis.case.config import Config
from tachkhis.case.model import Case
from tachkhis.case.model import Sheets
from tachkhis.case.model import Unit
from tachkhis.case.reading import fault_at
from tachkhis.case.reads import Trouble
from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.case.tracks import TRACK_FIELDS
from tachkhis.case.vcf_record import text_faults
from tachkhis.case.vcf_text import VcfRow
from tachkhis.case.vcf_text import is_bcf
from tachkhis.errors import Fault
from tachkhis.reference.accessions import ContigNames
from tachkhis.reference.agreement import Allele
from tachkhis.reference.agreement import allele_trouble
from tachkhis.reference.agreement import build_trouble
from tachkhis.reference.agreement import contig_trouble
from tachkhis.reference.agreement import stretch
from tachkhis.reference.check_calls import call_troubles
from tachkhis.reference.check_counts import count_troubles
from tachkhis.reference.check_refs import doubtful_ref_faults
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.fasta_pieces import read_stretches
from tachkhis.reference.passport import Passport
from tachkhis.reference.track_form import end_trouble
from tachkhis.reference.track_form import field_troubles
from tachkhis.reference.track_form import foreign_trouble

PER_CONTIG = 25
"""Records looked at on each contig of an indexed file."""
CONTIGS = 8
"""Contigs looked at of an indexed file."""
FIRST = 200
"""Records looked at of a file without an index."""
LOOKED_THROUGH = 50_000
"""Records of a case's VCF whose form is looked at before the first job; the import looks at all of them."""
MAX_LINES = 20_000
"""Lines read at most of a VCF in plain gzip."""
TOLERATED = 0.05
"""Share of REF alleles of a public track that may disagree with the reference; of a case's VCF none may."""


@dataclass(frozen=True, slots=True)
class Calls:
    """What was looked at of one VCF or BCF.

    Attributes:
        contigs: those of its header and of the records looked at, with their lengths where the header states them.
        statements: header lines that may name a build.
        samples: names in its header.
        info: INFO fields that its header declares, with their Number.
        alleles: REF alleles of some records.
    """

    contigs: dict[str, int | None]
    statements: tuple[str, ...]
    samples: tuple[str, ...]
    info: dict[str, str]
    alleles: tuple[Allele, ...]


@dataclass(frozen=True, slots=True)
class _Looked:
    calls: Calls
    tolerated: float
    blame: Callable[[Trouble], Fault]


def record_faults(config: Config, sheets: Sheets, passport: Passport, *, whole: bool = False) -> list[Fault]:
    """Faults of tracks and of the cases' VCFs: readable, of this reference, with the family's samples and genotypes.

    Args:
        config: the configuration.
        sheets: what the sheets say.
        passport: of the reference.
        whole: read large VCFs of cases whole, too.
    """
    faults: list[Fault] = []
    looked: list[_Looked] = []
    for name, path, tolerated, blame, case in _vcfs(config, sheets):
        try:
            trouble = foreign_trouble(path, track=case is None) or (end_trouble(path) if case is None else None)
            if trouble is not None:
                faults.append(blame(trouble))
                continue
            if case is not None:
                written = sheets.files[path].value or str(path)
                doubtful: list[VcfRow] = []
                most = None if whole else LOOKED_THROUGH
                malformed = text_faults(path, written, case.samples, most, doubtful)
                malformed = malformed or doubtful_ref_faults(doubtful, written, config.reference.fasta, passport)
                if malformed:
                    faults += malformed
                    continue
            calls = look_at_calls(path, set(passport.lengths), lenient=case is not None)
            if case is None:
                faults += [blame(trouble) for trouble in count_troubles(name, path)]
        except read_errors() as error:
            trouble = Trouble(f"it cannot be read as VCF ({error})", "give a VCF or BCF file, plain or bgzip")
            faults.append(blame(trouble))
            continue
        faults += [blame(trouble) for trouble in field_troubles(name, calls.info)]
        if case is None:
            calls = _by_our_names(calls, passport)
        missing = _missing_samples(calls, case)
        if missing is not None:
            faults.append(blame(missing))
        disagreement = contig_trouble(calls.contigs, passport.lengths) or build_trouble(
            calls.statements, config.reference.build
        )
        if disagreement is not None:
            faults.append(blame(disagreement))
            continue
        looked.append(_Looked(calls, tolerated, blame))
        if case is not None and missing is None:
            try:
                troubles = call_troubles(path, case.samples, passport.lengths, whole=whole)
            except read_errors():
                continue  # told by the pass over its bytes, or when the case starts
            faults += [blame(trouble) for trouble in troubles]
    return faults + list(_allele_faults(config, passport, looked))


def _vcfs(config: Config, sheets: Sheets) -> Iterator[tuple[str, Path, float, Callable[[Trouble], Fault], Case | None]]:
    for name in TRACK_FIELDS:
        path = getattr(config.resources, name)
        if path is not None and path.is_file():
            yield name, path, TOLERATED, _blame_key(config, f"resources.{name}"), None
    for case in sheets.cases.values():
        if case.vcf is not None and case.vcf in sheets.files:
            yield "", case.vcf, 0.0, _blame_cell(sheets, case.vcf), case


def _by_our_names(calls: Calls, passport: Passport) -> Calls:
    """A track whose contigs are RefSeq accessions of this build, under the reference's names."""
    if not any(name.startswith("NC_") for name in calls.contigs):
        return calls
    names = ContigNames(passport)
    return replace(
        calls,
        contigs={names.get(name) or name: length for name, length in calls.contigs.items()},
        alleles=tuple(replace(one, contig=names.get(one.contig) or one.contig) for one in calls.alleles),
    )


def _blame_key(config: Config, key: str) -> Callable[[Trouble], Fault]:
    return lambda trouble: config.fault(key, trouble.problem, trouble.remedy)


def _blame_cell(sheets: Sheets, path: Path) -> Callable[[Trouble], Fault]:
    return lambda trouble: fault_at(sheets.files[path], trouble)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep htslib and pysam from writing to the terminal: what they find becomes a fault."""
    import pysam

    level = pysam.set_verbosity(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        pysam.set_verbosity(level)


def look_at_calls(path: Path, ours: set[str], *, lenient: bool = False) -> Calls:
    """Header and some records of a VCF or BCF; spread over contigs where it has an index.

    Args:
        path: the file.
        ours: contigs of the reference, to choose contigs from.
        lenient: read as text, without its index, what htslib refuses (a caller's own way with headers).

    Raises:
        DamagedError: the file cannot be read; also what :func:`tachkhis.case.streams.read_errors` lists.
    """
    if first_bytes(path, 2) == GZIP_MAGIC and not is_bgzf(path):
        return _look_at_text(path)
    import pysam

    try:
        with quiet(), pysam.VariantFile(str(path), ignore_truncation=True) as calls:
            contigs: dict[str, int | None] = {
                name: (contig.length or None) for name, contig in calls.header.contigs.items()
            }
            statements = [
                str(record).strip()
                for record in calls.header.records
                if record.key in ("reference", "assembly", "genome", "contig") and "length" not in record
            ]
            alleles = [_allele(record) for record in _some_records(calls, list(contigs), ours)]
            for allele in alleles:
                contigs.setdefault(allele.contig, None)
            samples = tuple(calls.header.samples)
            info = {str(name): str(field.number) for name, field in calls.header.info.items()}
    except (OSError, ValueError) as error:
        if lenient and not is_bcf(path):
            return _look_at_text(path)
        raise DamagedError(str(error)) from error
    return Calls(contigs, tuple(statements), samples, info, tuple(alleles))


def _look_at_text(path: Path) -> Calls:
    """Header and first records of a VCF in plain gzip, which pysam does not open."""
    contigs: dict[str, int | None] = {}
    statements: list[str] = []
    samples: list[str] = []
    info: dict[str, str] = {}
    alleles: list[Allele] = []
    with open_bytes(path) as handle:
        for raw in islice(handle, MAX_LINES):
            line = raw.decode("utf-8", "replace").rstrip()
            fields = line.split("\t")
            if line.startswith("##contig=") and (name := re.search(r"[<,]ID=([^,>]+)", line)):
                length = re.search(r"[<,]length=(\d+)", line)
                contigs[name.group(1)] = int(length.group(1)) if length else None
            elif line.startswith(("##reference=", "##assembly=", "##genome=")):
                statements.append(line)
            elif line.startswith("##INFO=") and (field := re.search(r"[<,]ID=([^,>]+).*?[<,]Number=([^,>]+)", line)):
                info[field.group(1)] = field.group(2)
            elif line.startswith("#CHROM"):
                samples = fields[9:]
            elif not line.startswith("#") and len(fields) >= 8 and fields[1].isdigit():
                contigs.setdefault(fields[0], None)
                alleles.append(Allele(fields[0], int(fields[1]), fields[3], _named(fields[4].split(","))))
            elif not line.startswith("#"):
                raise DamagedError(f"not a record of a VCF: {line[:40]!r}")
            if len(alleles) >= FIRST:
                break
    return Calls(contigs, tuple(statements), tuple(samples), info, tuple(alleles))


def _some_records(calls: Any, contigs: list[str], ours: set[str]) -> Iterator[Any]:
    names = rename_map(contigs, ours)
    if calls.index is None or not names:
        yield from islice(calls, FIRST)
        return
    found = 0
    for name in names:
        try:
            records = list(islice(calls.fetch(name), PER_CONTIG))
        except ValueError:  # a contig of the header without records may be absent from the index
            continue
        yield from records
        found += bool(records)
        if found >= CONTIGS:
            return


def _allele(record: Any) -> Allele:
    return Allele(str(record.chrom), int(record.pos), str(record.ref), _named(record.alts or ()))


def _named(alts: Iterable[str]) -> bool:
    return any(alt.isalpha() for alt in alts)


def _missing_samples(calls: Calls, case: Case | None) -> Trouble | None:
    missing = [sample for sample in case.samples if sample not in calls.samples] if case is not None else []
    if not missing:
        return None
    has = ", ".join(calls.samples[:10]) or "none"
    problem = f"it has no sample {', '.join(map(repr, missing))} (it has {has})"
    remedy = "rename its samples (bcftools reheader -s), or write its names as sample ids"
    if len(missing) < len(case.samples if case is not None else ()):
        remedy = "give one file with all members (bcftools merge, with -g for gVCFs), or " + remedy
    return Trouble(problem, remedy)


def _allele_faults(config: Config, passport: Passport, looked: list[_Looked]) -> Iterator[Fault]:
    wanted: dict[str, list[tuple[int, int]]] = {}
    names: list[Mapping[str, str]] = []
    for item in looked:
        mapping = rename_map(item.calls.contigs, passport.lengths)
        names.append(mapping)
        for allele in item.calls.alleles:
            if allele.contig in mapping:
                wanted.setdefault(mapping[allele.contig], []).append(stretch(allele))
    if not wanted:
        return
    try:
        bases = read_stretches(config.reference.fasta, wanted)
    except read_errors() as error:
        yield config.fault("reference.fasta", f"the reference cannot be read ({error})", "give a whole FASTA file")
        return
    for item, renamed in zip(looked, names, strict=True):
        trouble = allele_trouble(item.calls.alleles, renamed, bases, item.tolerated)
        if trouble is not None:
            yield item.blame(trouble)


def alignment_faults(sheets: Sheets, passport: Passport) -> list[Fault]:
    """Faults of BAM and CRAM files: readable, aligned to this reference, sorted, read groups of the right sample."""
    faults: list[Fault] = []
    for unit in (unit for units in sheets.units.values() for unit in units):
        if unit.alignment is None or unit.alignment not in sheets.files:
            continue
        place = sheets.files[unit.alignment]
        faults += [fault_at(place, trouble) for trouble in _header_troubles(unit, unit.alignment, passport)]
    return faults


def _header_troubles(unit: Unit, path: Path, passport: Passport) -> Iterator[Trouble]:
    import pysam

    try:
        with quiet(), pysam.AlignmentFile(str(path), check_sq=False, ignore_truncation=True) as alignment:
            header = alignment.header.to_dict()
    except (OSError, ValueError) as error:
        yield Trouble(f"it cannot be read as BAM or CRAM ({error})", "give a BAM or CRAM file")
        return
    contigs: dict[str, int | None] = {row["SN"]: int(row["LN"]) for row in header.get("SQ", [])}
    trouble = contig_trouble(contigs, passport.lengths, exact=True)
    if trouble is not None:
        yield trouble
    if header.get("HD", {}).get("SO") != "coordinate":
        yield Trouble("it is not sorted by coordinate", "sort it (samtools sort)")
    groups = header.get("RG", [])
    names = list(dict.fromkeys(str(group.get("SM", "")) for group in groups))
    if not groups:
        how = f"samtools addreplacerg -r 'ID:{unit.unit}' -r 'SM:{unit.sample}'"
        yield Trouble("its reads have no read group", f"add one ({how})")
    elif names != [unit.sample]:
        problem = f"its read groups are of sample {', '.join(map(repr, names))}, not {unit.sample!r}"
        yield Trouble(problem, "write that name as the sample id, or correct SM in its header (samtools reheader)")
