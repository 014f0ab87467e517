"""The reference that a person names on the command line, opened for naming."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tachkhis.case.config import load_config
from tachkhis.case.model import Sheets
from tachkhis.case.plan import Plan
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.founders import SHIPPED
from tachkhis.reference.accessions import RCRS
from tachkhis.reference.accessions import accessions
from tachkhis.reference.fasta_index import ensure_index
from tachkhis.reference.gene_cache import cached_genes_for
from tachkhis.reference.passport import Passport
from tachkhis.reference.passport import read_passport
from tachkhis.variants.names import Namer


@dataclass(frozen=True)
class OpenReference:
    """A reference with its genes, ready for naming.

    Attributes:
        fasta: the reference.
        genes: its gene model, as text or prepared.
        founders: the founder table whose older names are known.
        namer: of this reference.
    """

    fasta: Path
    genes: Path
    founders: Path
    namer: Namer

    @cached_property
    def accessions(self) -> Mapping[str, str]:
        """RefSeq accession by contig name, where the build is known."""
        passport = self.fasta.with_name("passport.json")
        if passport.is_file():
            return accessions(Passport.from_json(passport.read_text(encoding="utf-8")))
        known = accessions(read_passport(self.fasta, sequence=False))
        others = {name: accession for name, accession in known.items() if accession != RCRS}
        return others | dict.fromkeys(sorted(self.namer.genome.rcrs), RCRS)

    def genomic(self, hgvs_g: str) -> str:
        """A genomic name with the contig's accession in front, where it has one."""
        contig, _, change = hgvs_g.rpartition(":")
        return f"{self.accessions.get(contig, contig)}:{change}"


def open_reference(args: argparse.Namespace) -> OpenReference:
    """Open what the arguments name.

    Raises:
        InputError: neither way is complete, or a file is absent or unreadable.
        ResourceError: FASTA and gene model do not fit together.
    """
    founders = SHIPPED
    if args.configfile is not None:
        if args.fasta is not None or args.genes is not None:
            remedy = "write either --configfile, or --fasta with --genes"
            raise InputError([Fault("command line", "the reference is named twice", remedy)])
        fasta, genes, founders = _of_run(args.configfile, args.directory)
    elif args.fasta is None or args.genes is None:
        remedy = "write --fasta FASTA --genes GTF, or --configfile CONFIG"
        raise InputError([Fault("command line", "which reference?", remedy)])
    else:
        fasta, genes = args.fasta, args.genes
    absent = [path for path in (fasta, genes) if not path.is_file()]
    if absent:
        raise InputError([Fault(str(path), "no such file", "name a file that exists") for path in absent])
    ensure_index(fasta, prepared=fasta.with_name("passport.json").is_file())
    return OpenReference(fasta, genes, founders, Namer(fasta, cached_genes_for(genes, fasta)))


def _of_run(configfile: Path, directory: Path) -> tuple[Path, Path, Path]:
    """FASTA, gene model and founders of a run: as prepared where the run has done so, else as configured."""
    config = load_config(configfile)
    absent = [path for path in (config.reference.fasta, config.reference.genes) if not path.is_file()]
    if absent:
        raise InputError([Fault(str(path), "no such file", "correct the configuration") for path in absent])
    plan = Plan(config, Sheets({}, {}))
    fasta, genes = directory / plan.reference.fasta, directory / plan.reference.genes
    founders = config.resources.founders or SHIPPED
    if fasta.is_file() and Path(f"{fasta}.fai").is_file():
        return fasta, genes if genes.is_file() else config.reference.genes, founders
    return config.reference.fasta, config.reference.genes, founders
