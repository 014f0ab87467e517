"""Checks of the gene model: its form, that it is of the reference, and that it holds what the cases ask for."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.case.config import Config
from tachkhis.case.model import Sheets
from tachkhis.case.schema import did_you_mean
from tachkhis.case.streams import CHUNK
from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.agreement import build_trouble
from tachkhis.reference.agreement import contig_trouble
from tachkhis.reference.contigs import canonical
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.gene_lines import Faults
from tachkhis.reference.gene_lines import read_lines
from tachkhis.reference.passport import Passport
from tachkhis.reference.track_form import SMALL

_FEATURE = re.compile(rb"^([^\t\n#]+)\t[^\t\n]*\t[^\t\n]*\t\d+\t(\d+)\t", re.MULTILINE)
_GENE_NAME = re.compile(rb'(?:gene_name|gene_id|gene|Name)[ =]"?([^";\n]+)')


@dataclass(slots=True)
class _Model:
    """What was seen of a gene model so far.

    Attributes:
        contigs: contig to the greatest end of a feature on it.
        genes: names on contigs of the reference.
        elsewhere: names on other contigs, each with its first such contig.
        statements: header lines, which may name a build.
    """

    contigs: dict[str, int] = field(default_factory=dict)
    genes: set[str] = field(default_factory=set)
    elsewhere: dict[str, str] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)

    def take(self, text: bytes, ours: dict[str, int]) -> None:
        """Take in some whole lines."""
        if not self.contigs:
            lines = (line for line in text.split(b"\n") if line.startswith(b"#"))
            self.statements += [line.decode("utf-8", "replace") for line in lines]
        here: dict[str, int] = {}
        for name, end in _FEATURE.findall(text):
            contig = name.decode("utf-8", "replace")
            here[contig] = max(here.get(contig, 0), int(end))
        for contig, last in here.items():
            self.contigs[contig] = max(self.contigs.get(contig, 0), last)
        placed = rename_map(self.contigs, ours)
        if all(contig in placed for contig in here):
            self.genes |= _names(text)
            return
        for line in text.split(b"\n"):  # rare: a stretch with contigs that the reference lacks
            contig = line.partition(b"\t")[0].decode("utf-8", "replace")
            if contig in placed:
                self.genes |= _names(line)
            elif contig in here:
                for gene in _names(line):
                    self.elsewhere.setdefault(gene, contig)


def _names(text: bytes) -> set[str]:
    names = {name.decode("utf-8", "replace") for name in set(_GENE_NAME.findall(text))}
    return names | {name.split(".")[0] for name in names if name.startswith("ENSG")}


def gene_faults(config: Config, sheets: Sheets, passport: Passport) -> list[Fault]:
    """Whether the gene model fits the reference, and holds every gene that a case asks for.

    Reads until a shared contig and all genes are found; to the end where one is missing.
    """
    asked = {name for case in sheets.cases.values() for name in case.gene_panels}
    panels = [panel for name, panel in sheets.gene_panels.items() if name in asked]
    wanted = {gene for panel in panels for gene in panel.genes}
    model = _Model()
    try:
        zipped = first_bytes(config.reference.genes, 2) == GZIP_MAGIC
        to_the_end = zipped and config.reference.genes.stat().st_size <= SMALL  # a cut gzip shows at its end only
        satisfied = False
        for number, text in enumerate(_line_blocks(config.reference.genes)):
            if number == 0 and (found := _form_faults(config, text)):
                return found
            if not satisfied:
                model.take(text, passport.lengths)
                satisfied = wanted <= model.genes and bool(rename_map(model.contigs, passport.lengths))
            if satisfied and not to_the_end:
                break
    except read_errors() as error:
        problem = f"the gene model cannot be read ({error})"
        return [config.fault("reference.genes", problem, "give a whole GTF or GFF3 file, plain or gzip")]
    faults = list(_model_faults(config, passport, model.contigs, model.statements))
    return faults or list(_missing_genes(sheets, wanted - model.genes, model))


def _form_faults(config: Config, text: bytes) -> list[Fault]:
    """Faults of the first lines; one line tells of a file that is something else altogether."""
    if not _FEATURE.search(text):
        return []  # told as a model without features
    faults = Faults(Path(str(config.written["reference"]["genes"])))
    try:
        read_lines(io.StringIO(text.decode("utf-8", "replace")), faults)
    except InputError as error:
        return list(error.faults)
    return faults.found


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


def _missing_genes(sheets: Sheets, missing: set[str], model: _Model) -> Iterator[Fault]:
    for case in sheets.cases.values():
        for name in case.gene_panels:
            panel = sheets.gene_panels.get(name)
            for gene in panel.genes if panel is not None else ():
                own = sheets.rows.get(("gene", f"{name}/{gene}"))
                place = own or sheets.rows["case", case.id]
                column = "gene" if own is not None else "gene_panels"
                if gene in missing:
                    problem, remedy = _gene_trouble(gene, model)
                    if own is not None:
                        problem = problem.replace("the gene", f"gene {gene!r} of gene panel {name!r}", 1)
                    else:
                        remedy += ", or the name of a gene panel"
                    yield Fault(place.sheet, problem, remedy, place.row, column, gene)


def _gene_trouble(gene: str, model: _Model) -> tuple[str, str]:
    """What is wrong with a gene that was not found on the reference, and what to write instead."""
    if gene in model.elsewhere:
        contig = model.elsewhere[gene]
        problem = f"the gene lies on contig {contig!r} of the gene model only, and the reference has no such contig"
        return problem, "give the gene model of the reference, or another gene"
    near = did_you_mean(gene, sorted(model.genes)) if len(model.genes) < 5_000 else None
    hint = f"did you mean {near!r}? " if near else ""
    return "the gene is not in the gene model", f"{hint}write the symbol that the gene model uses"


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
