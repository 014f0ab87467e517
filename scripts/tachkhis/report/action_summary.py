"""``tachkhis panel summary``: a page about a panel, as HTML and PDF, to read and to show."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.panel.people import Member
    from tachkhis.report.panel_summary.material import Material

HELP = """\
writes to DIR: panel.summary.html (opens offline) and panel.summary.pdf, and each figure as DIR/figures/NAME.svg.
Counts by class (and by consequence, with --genes and --fasta), frequency spectrum, Ti/Tv, share not listed in gnomAD,
expected heterozygosity by region; with --variants and --people: heterozygosity, inbreeding F and principal components
of the unrelated people who are unaffected and consent (a line says so where SNVs are too few). Who is related is read
from panel.excluded.tsv beside panel.vcf.gz where it is there, else computed as the build does. Regions of fewer than
five people are not told. The same input gives the same bytes. Sites are streamed.

people.tsv: sample sex region affected consent family, one row for each sample of --variants.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument("--panel", required=True, type=Path, help="the panel: VCF (bgzip) with its index")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write to; made where needed")
    parser.add_argument("--gnomad", type=Path, help="gnomAD sites, VCF with its index, left-aligned")
    parser.add_argument("--variants", type=Path, help="multi-sample VCF or BCF with the people's genotypes")
    parser.add_argument("--people", type=Path, help="table of the people")
    parser.add_argument("--genes", type=Path, help="gene model: GTF, GFF3, or prepared genes.sqlite; with --fasta")
    parser.add_argument("--fasta", type=Path, help="reference of the panel; with --genes")
    parser.add_argument("--language", choices=("fr", "en"), default="fr", help="default: fr")


def run(args: argparse.Namespace) -> int:
    """Write the page."""
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.panel.out_place import whole_folder
    from tachkhis.report.panel_summary.page import make_page
    from tachkhis.report.panel_summary.rendering import to_html
    from tachkhis.report.panel_summary.rendering import to_pdf
    from tachkhis.report.panel_summary.words import words

    faults = []
    for one, other in (("variants", "people"), ("genes", "fasta")):
        given = [getattr(args, name) is not None for name in (one, other)]
        if any(given) and not all(given):
            faults.append(Fault("command line", f"--{one} and --{other} belong together", "give both, or neither"))
    for name in ("gnomad", "variants", "people", "genes", "fasta"):
        path = getattr(args, name)
        if path is not None and not path.is_file():
            faults.append(Fault(str(path), "no such file", f"name a file that exists with --{name}"))
    if faults:
        raise InputError(faults)
    page = make_page(_material(args), words(args.language))
    with whole_folder(args.out) as folder:
        (folder / "figures").mkdir()
        for section in page.sections:
            for figure in section.figures:
                (folder / "figures" / f"{figure.key}.svg").write_text(figure.svg, encoding="utf-8")
        (folder / "panel.summary.html").write_text(to_html(page), encoding="utf-8")
        (folder / "panel.summary.pdf").write_bytes(to_pdf(page))
    for suffix in ("html", "pdf"):
        print(args.out / f"panel.summary.{suffix}")
    return 0


def _material(args: argparse.Namespace) -> Material:
    """Read everything; what takes long comes last."""
    from tachkhis.panel.people import read_people
    from tachkhis.panel.reference import open_bases
    from tachkhis.panel.sites import PanelFile
    from tachkhis.reference.contigs import ContigKind
    from tachkhis.reference.contigs import kind_of
    from tachkhis.report.panel_summary.cohort import cohort
    from tachkhis.report.panel_summary.elsewhere import Elsewhere
    from tachkhis.report.panel_summary.groups import Grouping
    from tachkhis.report.panel_summary.material import Material
    from tachkhis.report.panel_summary.relatives import rules_of
    from tachkhis.report.panel_summary.settings import settings
    from tachkhis.report.panel_summary.tally import tally

    panel = PanelFile(args.panel)
    if args.fasta is not None:
        open_bases(args.fasta, panel.header.contigs)
    gnomad = None if args.gnomad is None else Elsewhere(args.gnomad, panel.contigs)
    grouping = None if args.genes is None else Grouping(args.genes, args.fasta, panel.contigs)
    chosen = settings()
    people: tuple[Member, ...] = () if args.people is None else read_people(args.people)
    counted = [person for person in people if person.consents and person.affected == "no"]
    found = None
    if args.variants is not None:
        found = cohort(args.variants, people, counted, chosen, rules_of(args.panel, panel.header))
    special = (ContigKind.X, ContigKind.Y, ContigKind.M)
    autosomes = {contig: kind_of(contig) not in special for contig in panel.contigs}
    counts = tally(panel.rows(), chosen, autosomes, gnomad, grouping)
    return Material(panel.header, counts, chosen, gnomad is not None, found, len(people) - len(counted))
