"""The sheets: read, checked row by row and across rows, and turned into cases, units and gene panels.

This is the first layer of checks, quick (standard library and jsonschema only), since Snakemake does it each time it
parses the workflow. The further layers read the data: :mod:`tachkhis.reference.check` (heads, contigs, builds:
``tachkhis check``) and :mod:`tachkhis.case.verify` (every byte of one case: ``tachkhis verify``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tachkhis.case.config import Config
from tachkhis.case.curation import check_curation
from tachkhis.case.curation import curation_of
from tachkhis.case.entries import Entry
from tachkhis.case.entries import Sheet
from tachkhis.case.entries import read_sheet
from tachkhis.case.gene_tables import table_faults
from tachkhis.case.identifiers import check_gene_panels
from tachkhis.case.identifiers import check_unique
from tachkhis.case.identifiers import check_unique_units
from tachkhis.case.inputs import UNIT_FILES
from tachkhis.case.inputs import check_units
from tachkhis.case.inputs import find_files
from tachkhis.case.inputs import path_of
from tachkhis.case.model import Affected
from tachkhis.case.model import Case
from tachkhis.case.model import GenePanel
from tachkhis.case.model import Person
from tachkhis.case.model import Place
from tachkhis.case.model import Sex
from tachkhis.case.model import Sheets
from tachkhis.case.model import Test
from tachkhis.case.model import Unit
from tachkhis.case.pedigree import check_members
from tachkhis.case.pedigree import check_parents
from tachkhis.case.phenotype import phenotype_faults
from tachkhis.case.schema import did_you_mean
from tachkhis.case.schema import schema
from tachkhis.case.specimens import check_specimens
from tachkhis.errors import Fault
from tachkhis.errors import InputError

SINGLE_GENE = "gene"
"""Version of a gene panel that is one gene asked for by its symbol."""


def load_sheets(config: Config) -> Sheets:
    """Read and check all sheets of a configuration.

    Raises:
        InputError: every fault of every sheet, and every file that configuration or sheets name and that is not
            there, in the order of file and row.
    """
    sheets, faults = read_sheets(config)
    if faults:
        raise InputError(faults)
    return sheets


def read_sheets(config: Config) -> tuple[Sheets, list[Fault]]:
    """What the sheets say as far as it can be understood, and all faults that need no reading of the data, sorted.

    With faults, the first part serves to look for further ones, and for nothing else.
    """
    written = config.written["sheets"]
    cases = read_sheet("cases", config.sheets.cases, written["cases"])
    samples = read_sheet("samples", config.sheets.samples, written["samples"])
    if config.sheets.units is None:
        units = Sheet("", ("sample",), [])
    else:
        units = read_sheet("units", config.sheets.units, written["units"])
    if config.sheets.gene_panels is None:
        panels = Sheet("gene_panels", ("gene_panel",), [])
    else:
        panels = read_sheet("gene_panels", config.sheets.gene_panels, written["gene_panels"])
    if config.sheets.curation is None:
        curation = Sheet("curation", ("case",), [])
    else:
        curation = read_sheet("curation", config.sheets.curation, written["curation"])

    panels_are_sound = not panels.faults
    _refuse_empty(cases, "case")
    _refuse_empty(samples, "person")
    check_unique(cases, "case", "case")
    check_members(cases, samples)
    check_parents(samples)
    check_specimens(samples)
    check_unique_units(units)
    check_units(units, samples, cases)
    check_gene_panels(panels)
    check_curation(curation, [entry.text("case") for entry in cases.entries if entry.text("case")])
    _check_phenotype(cases)
    if panels_are_sound:
        _check_gene_panels(cases, panels)
    case_folders = _folders(config, config.sheets.cases)
    unit_folders = _folders(config, config.sheets.units)
    files = find_files(cases, ("vcf",), case_folders) | find_files(units, UNIT_FILES, unit_folders)

    sheets = Sheets(
        cases=_cases(cases, samples, case_folders),
        units=_units(units, unit_folders),
        gene_panels=_gene_panels(cases, panels),
        curation=curation_of(curation),
        files=files,
        rows=_rows(cases, "case") | _rows(panels, "gene_panel") | _gene_rows(panels),
    )
    missing = config.missing_files()
    absent = {fault.value for fault in missing if (fault.column or "").startswith("sheets.")}
    # a sheet that is not there is a fault of the configuration, told once
    faults = [f for sheet in (cases, samples, units, panels, curation) for f in sheet.faults if f.file not in absent]
    return sheets, in_order([*missing, *faults, *phenotype_faults(sheets), *table_faults(config)])


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults by file, row and column, each once."""
    unique = dict.fromkeys(faults)
    return sorted(unique, key=lambda f: (f.file, f.row or 0, f.column or "", f.value or "", f.problem))


def _refuse_empty(sheet: Sheet, noun: str) -> None:
    if not sheet.entries and not sheet.faults:
        sheet.faults.append(Fault(sheet.file, f"the sheet holds no {noun}", f"write a row per {noun} below the header"))


def _folders(config: Config, sheet: Path | None) -> tuple[Path, ...]:
    """Where the paths in a sheet are looked up: the working directory, then the sheet's own folder."""
    folders = config.folders[:1] or (Path(),)
    return (*folders, sheet.parent) if sheet is not None and sheet.parent not in folders else folders


def _check_phenotype(cases: Sheet) -> None:
    for entry in cases.entries:
        for term in entry.texts("hpo"):
            if term in entry.texts("hpo_excluded"):
                problem = "the term is both present (hpo) and excluded"
                cases.blame(entry, "hpo_excluded", problem, "keep it in one of the two columns", term)


def _is_symbol(name: str) -> bool:
    """Whether a name has the form of an approved gene symbol (or of an Ensembl gene id)."""
    pattern = schema("gene_panels")["properties"]["gene"]["pattern"]
    return re.search(pattern, name) is not None


def _check_gene_panels(cases: Sheet, panels: Sheet) -> None:
    known = list(dict.fromkeys(entry.text("gene_panel") for entry in panels.entries if entry.text("gene_panel")))
    for entry in cases.entries:
        for name in entry.texts("gene_panels"):
            if name in known or _is_symbol(name):
                continue
            near = did_you_mean(name, known)
            hint = f"did you mean {near!r}? " if near else ""
            listed = f"one of {', '.join(known)}" if known else f"a gene panel, once {panels.file} defines it"
            remedy = f"{hint}write {listed}, or an approved gene symbol such as GJB2"
            cases.blame(entry, "gene_panels", "no such gene panel", remedy, name)


def _gene_panels(cases: Sheet, panels: Sheet) -> dict[str, GenePanel]:
    found: dict[str, GenePanel] = {}
    for entry in panels.entries:
        name, gene = entry.text("gene_panel"), entry.text("gene")
        if name and gene:
            genes = found[name].genes if name in found else ()
            found[name] = GenePanel(name, entry.text("version"), (*genes, gene))
    asked = (name for entry in cases.entries for name in entry.texts("gene_panels"))
    for name in asked:
        if name not in found and _is_symbol(name):
            found[name] = GenePanel(name, SINGLE_GENE, (name,))
    return found


def _cases(cases: Sheet, samples: Sheet, folders: tuple[Path, ...]) -> dict[str, Case]:
    people: dict[str, list[Entry]] = {}
    for entry in samples.entries:
        people.setdefault(entry.text("case"), []).append(entry)
    found: dict[str, Case] = {}
    for entry in cases.entries:
        name = entry.text("case")
        if name and name not in found:
            found[name] = _case(entry, people.get(name, ()), path_of(entry, "vcf", folders))
    return found


def _case(entry: Entry, people: Iterable[Entry], vcf: Path | None) -> Case:
    proband = entry.text("proband")
    family = [_person(person) for person in people if person.text("sample")]
    return Case(
        id=entry.text("case"),
        proband=proband,
        test=Test(entry.text("test") or Test.GENOME),
        hpo=entry.texts("hpo"),
        hpo_excluded=entry.texts("hpo_excluded"),
        gene_panels=entry.texts("gene_panels"),
        urgency=entry.text("urgency"),
        consanguinity=entry.text("consanguinity"),
        region=entry.text("region") or None,
        consent=frozenset(entry.texts("consent")),
        referrer=entry.text("referrer") or None,
        people=tuple(sorted(family, key=lambda person: person.sample != proband)),
        vcf=vcf,
        file_number=entry.text("file_number") or None,
    )


def _person(entry: Entry) -> Person:
    return Person(
        sample=entry.text("sample"),
        father=entry.text("father") or None,
        mother=entry.text("mother") or None,
        sex=Sex(entry.text("sex") or Sex.UNKNOWN),
        affected=Affected(entry.text("affected") or Affected.UNKNOWN),
        specimen=entry.text("specimen") or None,
        collected=entry.text("collected") or None,
        received=entry.text("received") or None,
    )


def _units(units: Sheet, folders: tuple[Path, ...]) -> dict[str, tuple[Unit, ...]]:
    found: dict[str, tuple[Unit, ...]] = {}
    for entry in units.entries:
        sample = entry.text("sample")
        if not sample:
            continue
        unit = Unit(
            sample=sample,
            unit=entry.text("unit"),
            library=entry.text("library") or sample,
            platform=entry.text("platform"),
            fastq_1=path_of(entry, "fastq_1", folders),
            fastq_2=path_of(entry, "fastq_2", folders),
            alignment=path_of(entry, "alignment", folders),
            kit=entry.text("kit") or None,
        )
        found[sample] = (*found.get(sample, ()), unit)
    return found


def _rows(sheet: Sheet, column: str) -> dict[tuple[str, str], Place]:
    rows: dict[tuple[str, str], Place] = {}
    for entry in sheet.entries:
        if entry.text(column):
            rows.setdefault((column, entry.text(column)), sheet.place(entry, column))
    return rows


def _gene_rows(panels: Sheet) -> dict[tuple[str, str], Place]:
    """Where each gene of each gene panel stands, by name of the gene panel and symbol."""
    rows: dict[tuple[str, str], Place] = {}
    for entry in panels.entries:
        name, gene = entry.text("gene_panel"), entry.text("gene")
        if name and gene:
            rows.setdefault(("gene", f"{name}/{gene}"), panels.place(entry, "gene"))
    return rows
