"""``tachkhis panel query``: what the panel says of alleles, regions and genes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.errors import Fault
    from tachkhis.panel.query_document import Answer
    from tachkhis.panel.query_document import PanelInfo
    from tachkhis.panel.sites import PanelFile
    from tachkhis.reference.genes import GeneModel
    from tachkhis.reference.normal_allele import Bases

HELP = """\
what to ask (contigs with or without chr, positions from 1):
  chr13-20189546-AC-A     an allele, as in a VCF; need not be trimmed; with --fasta it need not be left-aligned either
  chr13:20189000-20190000 every record of a region; chr13:20189546 of one base
  GJB2                    every record between the ends of a gene; needs --genes
  @list.txt               one of these per line, or lines of a VCF; '#' comments; @- is standard input

answers: AC/AN, frequency, exact two-sided 95 % bounds (Clopper and Pearson 1934), filtering frequency FAF95 (Whiffin
2017, PMID 28518168), homozygotes, hemizygotes (one copy where a person has one), and AC/AN with bounds by region.
A record marked PARTIAL lacks people in AN, of whom nothing tells whether they were looked at: its AF is too high.
An allele that nobody has is 'absent in N alleles: < x %', x the one-sided 95 % upper bound: 218 alleles, < 1.4 %.
N is the AN of the allele's own record, of another record at that place, or of NAME.callable.bed.gz beside the panel;
where none of them holds the place, the answer is that it is not known whether it was looked at, and N is never made up.

A published panel, or a merge of such, withholds counts of few people (header: RegionsWithheld; records: WITHHELD).

json: {"schema_version", "panel": {name version build people date source licence synthetic regions regions_withheld},
  "answers": [{asked kind contig start end
    "alleles": [{allele status(present|absent|not_known) ac an an_source(record|other_record|callable) af af_low af_high
      faf95 absent_below homozygotes hemizygotes "regions": [{region ac an af af_low af_high withheld}] partial
      withheld said}]}]}
Fractions are of 1; null where nothing is known. tsv: the same, one line per allele, regions as CODE:AC/AN:low:high.

Status 2 and one line for each thing wrong, before anything is printed: an allele that is none, a contig or position
that the panel lacks, REF that is not the reference's, an unknown gene, a panel without index or counts.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument("--panel", required=True, type=Path, help="the panel: VCF (bgzip) with its index")
    parser.add_argument("asked", nargs="*", metavar="CHROM-POS-REF-ALT|REGION|GENE|@FILE", help="see below")
    parser.add_argument("--list", action="append", default=[], type=Path, metavar="FILE", help="as @FILE")
    parser.add_argument("--format", choices=("table", "json", "tsv"), default="table", help="default: table")
    parser.add_argument("--genes", type=Path, help="gene model for gene symbols: GTF, GFF3, or prepared genes.sqlite")
    parser.add_argument("--fasta", type=Path, help="reference: checks REF, places indels")
    parser.add_argument("--callable", type=Path, metavar="BED", help="default: NAME.callable.bed.gz beside the panel")


def run(args: argparse.Namespace) -> int:
    """Print the answers."""
    from tachkhis.errors import InputError
    from tachkhis.panel.about import UNMARKED_MERGE
    from tachkhis.panel.answers import Answering
    from tachkhis.panel.answers import panel_info
    from tachkhis.panel.looked_at import open_callability
    from tachkhis.panel.sites import PanelFile
    from tachkhis.panel.wanted import Understanding
    from tachkhis.panel.wanted import read_words

    words = read_words(args.asked, args.list)
    panel = PanelFile(args.panel)
    if panel.header.unmarked_merge:
        print(f"tachkhis panel query: warning: {UNMARKED_MERGE}: {args.panel}", file=sys.stderr)
    bases = _bases(args.fasta, panel)
    understanding = Understanding(panel, _genes(args.genes), bases)
    asked = understanding.of(words)
    answering = Answering(panel, open_callability(args.panel, args.callable), bases)
    answers: list[Answer] = []
    faults: list[Fault] = []
    for wanted in asked:
        try:
            answers.append(answering.answer(wanted, understanding.fasta_contig(wanted.contig)))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(dict.fromkeys(faults))
    _print(args.format, panel_info(panel), answers)
    if bases is None and any(one.status == "absent" for answer in answers for one in answer.alleles):
        print(
            "tachkhis panel query: without --fasta nothing says that REF of an absent allele is the reference's: a slip"
            " in the position, or another build, looks like absence",
            file=sys.stderr,
        )
    return 0


def _print(form: str, info: PanelInfo, answers: list[Answer]) -> None:
    from tachkhis.panel.printing import table_lines
    from tachkhis.panel.printing import tsv_lines
    from tachkhis.panel.query_document import QueryDocument

    if form == "json":
        print(QueryDocument(panel=info, answers=tuple(answers)).model_dump_json(indent=1))
        return
    for line in tsv_lines(answers) if form == "tsv" else table_lines(info, answers):
        print(line)


def _genes(path: Path | None) -> GeneModel | None:
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reference.genes import GeneModel

    if path is None:
        return None
    if not path.is_file():
        raise InputError([Fault(str(path), "no such file", "name a gene model that exists")])
    return GeneModel.load(path)


def _bases(path: Path | None, panel: PanelFile) -> Bases | None:
    """The reference, of the panel's build as far as lengths tell."""
    from tachkhis.panel.reference import open_bases

    return None if path is None else open_bases(path, panel.header.contigs)
