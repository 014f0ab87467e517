"""``tachkhis name``: alleles of a reference to HGVS names and consequences, on every transcript."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.errors import Fault
    from tachkhis.variants.asked import Asked
    from tachkhis.variants.names import NamedVariant
    from tachkhis.variants.opening import OpenReference

HELP = """\
alleles:
  CHROM-POS-REF-ALT                as in a VCF, POS counted from 1; chr13-20189546-AC-A; a contig may hold hyphens
  a line of a VCF                  in --file: tab-separated, columns 1, 2, 4 and 5 are read; several ALT, several rows
An allele need not be left-aligned. In --file, '*', '<NON_REF>' and other symbolic alleles, breakends, '.' and alleles
with N get a row that says no_name and why. A malformed line, an unknown contig, or a REF that is not the reference's
(on the mitochondrion it may run over the origin) is a fault, one line each, and ends with status 2 before anything is
printed; so does an allele with N on the command line. Where the FASTA has a letter for several bases (R is A or G),
REF is that letter or N.

columns of the table ('.' where there is nothing), one row per allele and transcript, genes by severity, within a gene
MANE Select first, MANE Plus Clinical next:
  allele, hgvs_g, gene, transcript, mane, chosen (why it is the gene's transcript of the report), consequence (SO
  terms, most severe first; an indel is judged at all its equivalent places and the worst counts), impact, exon, intron,
  hgvs_c, hgvs_p (exon, intron, hgvs_c and hgvs_p are those of the place nearest the 3' end, as HGVS wants), nmd (decay
  predicted: yes, no), worst_at, worst_exon, worst_intron (the equivalent place that gives the consequence, where the
  named one does not), note (why a name is missing; no_name: why the allele has none; other_placements: what other
  places give)
An intronic hgvs_c is printed on its transcript alone (NM_004004.6:c.-22-2A>C). For other people HGVS puts the accession
of hgvs_g before it: NC_000013.11(NM_004004.6):c.-22-2A>C; tachkhis locate reads both.
"""
COLUMNS = (
    "allele",
    "hgvs_g",
    "gene",
    "transcript",
    "mane",
    "chosen",
    "consequence",
    "impact",
    "exon",
    "intron",
    "hgvs_c",
    "hgvs_p",
    "nmd",
    "worst_at",
    "worst_exon",
    "worst_intron",
    "note",
)
Allele = tuple[str, int, str, str]
UNREAD = "no_name:unknown_bases"
UNNAMED = (
    (r"\*", "no_name:spanned_by_a_deletion"),
    (r"<NON_REF>|<\*>|<X>", "no_name:any_other_allele"),
    (r"\.", "no_name:no_alternate_allele"),
    (r"<[^<>\s,]+>", "no_name:symbolic_allele"),
    (r".*[\[\]].+:\d+[\[\]].*|\.[A-Z]+|[A-Z]+\.", "no_name:breakend"),
    (r"[ACGT]*N[ACGTN]*", UNREAD),
)
"""ALT alleles of a VCF that have no name, and the note that says so."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from tachkhis.variants.asked import add_reference_arguments

    parser.description = "Name alleles: g., c. (n., m.) and p., consequence, impact, exon and intron, decay."
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument("alleles", nargs="*", metavar="CHROM-POS-REF-ALT", help="alleles, as in a VCF")
    parser.add_argument("--file", type=Path, help="more alleles, one per line, or a VCF; '-' is standard input")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table, tab-separated")
    parser.add_argument(
        "--mane",
        action="store_true",
        help="only MANE Select and MANE Plus Clinical transcripts; an allele without one says no_mane_transcript",
    )
    add_reference_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print the names; see :mod:`tachkhis.variants.names`."""
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.errors import UnusableWordError
    from tachkhis.reference.contigs import rename_map
    from tachkhis.variants.asked import read_asked
    from tachkhis.variants.opening import open_reference
    from tachkhis.variants.placement import change_of
    from tachkhis.variants.spliced import OverrunError

    alleles, faults = _alleles(read_asked(args.alleles, args.file))
    try:
        reference = open_reference(args)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from error
    genome = reference.namer.genome
    wanted: list[tuple[Allele, str]] = []
    for one, (contig, position, ref, alt) in alleles:
        allele = rename_map([contig], genome.lengths).get(contig, contig), position, ref, alt
        note = why_unnamed(alt)
        if one.row is None and note == UNREAD:
            remedy = "write the bases that were read; an allele with N may be any of several, and each has its own name"
            faults.append(Fault(one.file, "ALT has a base that was not read (N)", remedy, None, None, one.text[:80]))
            continue
        note = "" if one.row is None else note
        wanted.append((allele, note))
        if note:
            continue
        try:
            change = change_of(genome, *allele)
            reference.namer.check_within(change)
        except UnusableWordError as error:
            faults.append(error.fault(one.file, one.row))
        except OverrunError as error:
            faults += [fault for fault in (error.fault(reference.genes),) if fault not in faults]
    if faults:
        raise InputError(sorted(faults, key=lambda fault: fault.row or 0))
    named = ((allele, note or reference.namer.name(*allele)) for allele, note in wanted)
    _print(named, reference, args)
    return 0


def why_unnamed(alt: str) -> str:
    """The note of an allele of a VCF that has no name by its kind; empty for one of bases."""
    return next((note for pattern, note in UNNAMED if re.fullmatch(pattern, alt, re.IGNORECASE)), "")


def _alleles(asked: list[Asked]) -> tuple[list[tuple[Asked, Allele]], list[Fault]]:
    """What the entries say; the form alone is looked at."""
    from tachkhis.errors import Fault

    found: list[tuple[Asked, Allele]] = []
    faults: list[Fault] = []
    for one in asked:
        cells = one.text.split("\t")
        record = len(cells) >= 5 and one.row is not None
        parts = [cells[0], cells[1], cells[3], cells[4]] if record else one.text.rsplit("-", 3)
        if len(parts) != 4 or not all(parts) or not (parts[1].isascii() and parts[1].isdigit()) or int(parts[1]) < 1:
            remedy = "write CHROM-POS-REF-ALT as in a VCF, for example chr13-20189546-AC-A"
            faults.append(Fault(one.file, "not an allele", remedy, one.row, None, one.text[:80]))
            continue
        alts = [alt if why_unnamed(alt) else alt.upper() for alt in parts[3].split(",")]
        found += [(one, (parts[0], int(parts[1]), parts[2].upper(), alt)) for alt in alts]
    return found, faults


def _print(
    named: Iterator[tuple[Allele, NamedVariant | str]], reference: OpenReference, args: argparse.Namespace
) -> None:
    import json

    if args.format == "table":
        print("\t".join(COLUMNS))
    before = "["
    for allele, variant in named:
        written = "-".join(map(str, allele))
        if isinstance(variant, str):
            if args.format == "json":
                print(before, json.dumps({"allele": written, "hgvs_g": None, "transcripts": [], "note": variant}))
                before = ","
            else:
                print("\t".join((written, *("." for _ in COLUMNS[2:]), variant)))
            continue
        names = [name for name in variant.consequences if not args.mane or name.mane is not None]
        if args.format == "json":
            document = {"allele": written, "hgvs_g": reference.genomic(variant.hgvs_g)}
            print(before, json.dumps(document | {"transcripts": [asdict(name) for name in names]}, ensure_ascii=False))
            before = ","
            continue
        if not names:
            nothing = ("." for _ in COLUMNS[3:])
            print("\t".join((written, reference.genomic(variant.hgvs_g), *nothing, "no_mane_transcript")))
        for name in names:
            decay = {True: "yes", False: "no", None: None}[name.nmd]
            cells = (
                *(written, reference.genomic(variant.hgvs_g), name.gene, name.transcript, name.mane, name.chosen_why),
                *("&".join(name.consequences), name.impact, name.exon, name.intron, name.hgvs_c, name.hgvs_p),
                *(decay, name.worst_at, name.worst_exon, name.worst_intron, name.note),
            )
            print("\t".join(cell or "." for cell in cells))
    if args.format == "json":
        print("]")
