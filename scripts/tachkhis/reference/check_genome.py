"""Checks of the genome itself: reference, pseudo-autosomal regions, gene model, targets, asked-for positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tachkhis.case.config import Config
from tachkhis.case.model import Sheets
from tachkhis.case.schema import did_you_mean
from tachkhis.case.streams import CHUNK
from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.case.table import read_table
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.agreement import Allele
from tachkhis.reference.agreement import allele_trouble
from tachkhis.reference.agreement import build_trouble
from tachkhis.reference.agreement import contig_trouble
from tachkhis.reference.agreement import stretch
from tachkhis.reference.contigs import canonical
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.passport import Passport
from tachkhis.reference.passport import known_build
from tachkhis.reference.passport import misfits
from tachkhis.reference.passport import read_passport
from tachkhis.reference.passport import read_stretches

MAX_FAULTS = 20
"""Faults told of one file; one more line says how many there are."""
SITE_COLUMNS = ("contig", "position", "ref", "alt", "name", "gene")

_FEATURE = re.compile(rb"^([^\t\n#]+)\t[^\t\n]*\t[^\t\n]*\t\d+\t(\d+)\t", re.MULTILINE)
_GENE_NAME = re.compile(rb'(?:gene_name|gene_id|gene|Name)[ =]"?([^";\n]+)')


def reference_faults(config: Config) -> tuple[Passport | None, list[Fault]]:
    """The reference's passport (names and lengths), and what is wrong with the reference."""
    try:
        passport = read_passport(config.reference.fasta, sequence=False)
    except InputError as error:
        return None, [config.fault("reference.fasta", fault.problem, fault.remedy) for fault in error.faults]
    return passport, [*_build_faults(config, passport), *_par_faults(config, passport)]


def _build_faults(config: Config, passport: Passport) -> Iterator[Fault]:
    build = config.reference.build
    known = known_build(build)
    if known is None:
        return
    own = "or name the build otherwise if it is a genome of your own"
    if passport.build is not None and passport.build != known:
        problem = f"the reference is {passport.build} by the lengths of its contigs, not {known}"
        yield config.fault("reference.build", problem, f"write {passport.build}, or give the FASTA of {known}")
        return
    wrong = misfits(known, passport.lengths)
    if wrong:
        name, length, expected = wrong[0]
        problem = f"contig {name} has {length:,} bases in the FASTA and {expected[0]:,} in {known}"
        yield config.fault("reference.build", problem, f"give the FASTA of {known}, {own}")
    elif passport.build is None:
        problem = f"no contig of the FASTA is one of {known} (it has {', '.join(list(passport.lengths)[:3])})"
        yield config.fault("reference.build", problem, f"give the FASTA of {known}, {own}")


def _par_faults(config: Config, passport: Passport) -> Iterator[Fault]:
    for contig, regions in (config.reference.par or {}).items():
        names = rename_map([contig], passport.lengths)
        if not names:
            remedy = f"write one of the reference's contigs: {', '.join(list(passport.lengths)[:30])}"
            yield config.fault(f"reference.par.{contig}", "the reference has no such contig", remedy)
        elif regions and regions[-1][1] > passport.lengths[names[contig]]:
            problem = (
                f"a region ends at {regions[-1][1]:,}, behind the contig's {passport.lengths[names[contig]]:,} bases"
            )
            yield config.fault(f"reference.par.{contig}", problem, "write regions within the contig, 1-based inclusive")


def gene_faults(config: Config, sheets: Sheets, passport: Passport) -> list[Fault]:
    """Whether the gene model fits the reference, and holds every gene that a case asks for.

    Reads until a shared contig and all genes are found; to the end where one is missing.
    """
    asked = {name for case in sheets.cases.values() for name in case.gene_panels}
    panels = [panel for name, panel in sheets.gene_panels.items() if name in asked]
    wanted = {gene for panel in panels for gene in panel.genes}
    contigs: dict[str, int] = {}
    genes: set[str] = set()
    statements: list[str] = []
    try:
        for text in _line_blocks(config.reference.genes):
            if not contigs:
                lines = (line for line in text.split(b"\n") if line.startswith(b"#"))
                statements += [line.decode("utf-8", "replace") for line in lines]
            for name, end in _FEATURE.findall(text):
                contig = name.decode("utf-8", "replace")
                contigs[contig] = max(contigs.get(contig, 0), int(end))
            if wanted - genes:
                genes |= {name.decode("utf-8", "replace") for name in set(_GENE_NAME.findall(text))}
                genes |= {name.split(".")[0] for name in genes if name.startswith("ENSG")}
            if wanted <= genes and rename_map(contigs, passport.lengths):
                break
    except read_errors() as error:
        problem = f"the gene model cannot be read ({error})"
        return [config.fault("reference.genes", problem, "give a GTF or GFF3 file, plain or gzip")]
    faults = list(_model_faults(config, passport, contigs, statements))
    return faults or list(_missing_genes(sheets, wanted - genes, genes))


def _model_faults(
    config: Config, passport: Passport, contigs: dict[str, int], statements: list[str]
) -> Iterator[Fault]:
    if not contigs:
        remedy = "give a GTF or GFF3 file: nine columns, separated by tabs"
        yield config.fault("reference.genes", "the gene model holds no feature", remedy)
        return
    trouble = contig_trouble(dict.fromkeys(contigs), passport.lengths) or build_trouble(
        statements, config.reference.build
    )
    if trouble is not None:
        yield config.fault("reference.genes", trouble.problem, trouble.remedy)
        return
    for name, new in rename_map(contigs, passport.lengths).items():
        # genes of a circular genome may run over its end
        if contigs[name] > passport.lengths[new] and canonical(name) != "MT":
            problem = f"a feature ends at {name}:{contigs[name]:,}, behind the contig's {passport.lengths[new]:,} bases"
            yield config.fault("reference.genes", problem, "give the gene model of the reference's build")
            return


def _missing_genes(sheets: Sheets, missing: set[str], known: set[str]) -> Iterator[Fault]:
    for case in sheets.cases.values():
        for name in case.gene_panels:
            panel = sheets.gene_panels.get(name)
            for gene in panel.genes if panel is not None else ():
                if gene not in missing:
                    continue
                near = did_you_mean(gene, sorted(known)) if len(known) < 5_000 else None
                hint = f"did you mean {near!r}? " if near else ""
                remedy = f"{hint}write the symbol that the gene model uses"
                own = sheets.rows.get(("gene_panel", name))
                place = own or sheets.rows["case", case.id]
                problem = f"gene {gene!r} of gene panel {name!r} is not in the gene model"
                if own is None:
                    problem, remedy = "the gene is not in the gene model", f"{remedy}, or the name of a gene panel"
                column = "gene" if own is not None else "gene_panels"
                yield Fault(place.sheet, problem, remedy, None if own else place.row, column, gene)


def target_faults(config: Config, passport: Passport) -> list[Fault]:
    """Whether the targets are intervals of the reference."""
    path = config.reference.targets
    if path is None:
        return []
    file = str(config.written["reference"]["targets"])
    contigs: dict[str, int] = {}
    faults: list[Fault] = []
    try:
        with open_bytes(path) as handle:
            for number, line in enumerate(handle, 1):
                _take_target(file, number, line.decode("utf-8", "replace").rstrip("\r\n"), contigs, faults)
    except read_errors() as error:
        return [config.fault("reference.targets", f"it cannot be read ({error})", "give a BED file")]
    if faults:
        return capped(faults)
    if not contigs:
        return [config.fault("reference.targets", "it holds no interval", "give a BED file, or null for a genome")]
    trouble = contig_trouble(dict.fromkeys(contigs), passport.lengths)
    if trouble is not None:
        return [config.fault("reference.targets", trouble.problem, trouble.remedy)]
    for name, new in rename_map(contigs, passport.lengths).items():
        if contigs[name] > passport.lengths[new]:
            problem = (
                f"an interval ends at {name}:{contigs[name]:,}, behind the contig's {passport.lengths[new]:,} bases"
            )
            return [config.fault("reference.targets", problem, "give the BED of the reference's build")]
    return []


def _take_target(file: str, number: int, line: str, contigs: dict[str, int], faults: list[Fault]) -> None:
    if not line.strip() or line.startswith(("#", "track", "browser")):
        return
    fields = line.split("\t") if "\t" in line else line.split()
    if len(fields) < 3 or not (fields[1].isdigit() and fields[2].isdigit()):
        problem, remedy = "the line is no interval", "write contig, start and end, separated by tabs"
        faults.append(Fault(file, problem, remedy, number, value=line[:40]))
    elif int(fields[1]) >= int(fields[2]):
        problem, remedy = "the interval ends before it starts", "write start (0-based) below end"
        faults.append(Fault(file, problem, remedy, number, value="\t".join(fields[:3])))
    else:
        contigs[fields[0]] = max(contigs.get(fields[0], 0), int(fields[2]))


def site_faults(config: Config, passport: Passport) -> list[Fault]:
    """Whether the asked-for positions lie on the reference, with its alleles."""
    path = config.resources.sites
    if path is None:
        return []
    file = str(config.written["resources"]["sites"])
    table = read_table(path, file, SITE_COLUMNS)
    faults = list(table.faults)
    if faults:
        return faults
    names = rename_map(dict.fromkeys(row["contig"] for row in table.rows), passport.lengths)
    alleles: dict[int, Allele] = {}
    for row in table.rows:
        contig = names.get(row["contig"])
        if contig is None:
            remedy = f"write one of the reference's contigs: {', '.join(list(passport.lengths)[:30])}"
            faults.append(Fault(file, "the reference has no such contig", remedy, row.number, "contig", row["contig"]))
        elif not row["position"].isdigit() or not 1 <= int(row["position"]) <= passport.lengths[contig]:
            remedy = f"write a whole number from 1 to {passport.lengths[contig]}"
            problem = "this is no position of the contig"
            faults.append(Fault(file, problem, remedy, row.number, "position", row["position"]))
        else:
            alleles[row.number] = Allele(row["contig"], int(row["position"]), row["ref"])
    wanted: dict[str, list[tuple[int, int]]] = {}
    for allele in alleles.values():
        wanted.setdefault(names[allele.contig], []).append(stretch(allele))
    try:
        bases = read_stretches(config.reference.fasta, wanted) if wanted else {}
    except read_errors():
        return faults  # told as a fault of the reference
    for number, allele in alleles.items():
        trouble = allele_trouble([allele], names, bases, 0.0)
        if trouble is not None:
            here = bases[(names[allele.contig], *stretch(allele))]
            remedy = f"write {here} as ref, or correct contig and position"
            faults.append(Fault(file, "the reference has another base here", remedy, number, "ref", allele.ref))
    return capped(faults)


def capped(faults: list[Fault]) -> list[Fault]:
    """At most ``MAX_FAULTS`` of one file's faults, and a line that counts the others."""
    if len(faults) <= MAX_FAULTS:
        return faults
    more = len(faults) - MAX_FAULTS
    last = Fault(faults[0].file, f"there are {more} more faults in this file", "correct those above first")
    return [*faults[:MAX_FAULTS], last]


def _line_blocks(path: Path) -> Iterator[bytes]:
    """Whole lines of a file, about ``CHUNK`` bytes at a time."""
    with open_bytes(path) as handle:
        held = b""
        while chunk := handle.read(CHUNK):
            text = held + chunk
            cut = text.rfind(b"\n") + 1
            held = text[cut:]
            if cut:
                yield text[:cut]
        if held:
            yield held + b"\n"
