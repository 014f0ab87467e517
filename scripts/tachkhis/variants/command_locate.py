"""``tachkhis locate``: HGVS names to alleles of a reference."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.panel.founders import FounderVariant
    from tachkhis.variants.asked import Asked
    from tachkhis.variants.opening import OpenReference

HELP = """\
names that are understood:
  NM_004004.6:c.35del              a transcript of the gene model in exactly this version; c. or n.
  NM_004004.6(GJB2):c.35delG       bases in the name are compared with the reference
  ENST00000382848.10:c.35del       the Ensembl twin of a MANE pair, where the gene model states it; this is said
  NC_000013.11(NM_004004.6):c.-22-2A>C   HGVS's form for introns, also chr13(NM_004004.6):c....; the contig must be
                                   the transcript's, in the version of the build; it says which copy of a PAR is meant
  GJB2:c.35del                     on the gene's MANE Select transcript; this is said
  NC_000013.11:g.20189547del       or chr13:g....; the accession must be that of the reference's build
  MT-TL1:n.14A>G                   a gene without MANE: on its transcript, if it has but one; this is said
  NC_012920.1:m.3243A>G            or chrM:m...., or m.3243A>G alone, or MT-TL1:m.3243A>G; never g.
  NC_012920.1:m.16569_1insA        over the origin, as for all circular sequences; a deletion m.16569_2del, too
  "GJB2 35delG"                    an older name of a founder variant, as the founder table lists them
Names need not be 3'-shifted. Nothing is guessed: another version of a transcript, bases that the reference
does not have, or a position that the transcript lacks (c.133 where the coding sequence has 132 bases: the base
behind it is c.*1) is a fault, one line each, and ends with status 2; so is a protein name behind the c. name that
contradicts it (p.Ala2fs, p.A2Qfs*9, p.(=) and p.? are read). Repeat counts (c.22CAG[4]) and alleles of several
changes (c.[4G>A;5C>T]) are not read: write what differs as dup, del, ins or delins, one name for each change.

columns: asked, allele (CHROM-POS-REF-ALT, left-aligned; over the origin, REF runs on with base 1), hgvs_g, hgvs_c and
hgvs_p (3'-shifted, on the transcript that was named; '.' where there is none), consequence (of an indel, that of the
worst equivalent place), remark (what was substituted).
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from tachkhis.variants.asked import add_reference_arguments

    parser.description = "Place HGVS names on a reference."
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument("names", nargs="*", metavar="NAME", help="HGVS names; quote them for the shell")
    parser.add_argument("--file", type=Path, help="more names, one per line; '-' is standard input")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table, tab-separated")
    parser.add_argument(
        "--founders", type=Path, help="founder table (default: the configuration's, or the shipped one)"
    )
    add_reference_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print one row per name; see :mod:`tachkhis.variants.locate` and :mod:`tachkhis.variants.alias`."""
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.errors import UnusableWordError
    from tachkhis.panel.founders import read_founders
    from tachkhis.variants.asked import read_asked
    from tachkhis.variants.opening import open_reference
    from tachkhis.variants.spliced import OverrunError

    asked = read_asked(args.names, args.file)
    reference = open_reference(args)
    founders = read_founders(args.founders or reference.founders)
    rows: list[dict[str, str | None]] = []
    faults: list[Fault] = []
    for one in asked:
        try:
            rows.append(_row(one, reference, founders))
        except UnusableWordError as error:
            faults.append(Fault(one.file, error.problem, error.remedy, one.row, None, one.text))
        except OverrunError as error:
            faults += [fault for fault in (error.fault(reference.genes),) if fault not in faults]
    if faults:
        raise InputError(faults)
    _print(rows, args.format)
    return 0


def _row(one: Asked, reference: OpenReference, founders: tuple[FounderVariant, ...]) -> dict[str, str | None]:
    from tachkhis.variants.alias import read_as
    from tachkhis.variants.locate import UnplaceableNameError
    from tachkhis.variants.locate import locate
    from tachkhis.variants.protein_written import contradicts

    namer = reference.namer
    taken = read_as(one.text, namer, reference.accessions, founders)
    place = locate(namer, taken.name, taken.contig)
    named = namer.name(*place)
    accession = taken.name.partition(":")[0]
    on = next((name for name in named.consequences if name.transcript == accession), None)
    remarks = list(taken.remarks)
    if taken.protein and on is not None and taken.protein not in (on.hgvs_p, "p.?"):
        if on.hgvs_p == "p.?" or "no_protein_name" in (on.note or ""):
            remarks.append(f"{taken.protein} is not compared: the protein's change cannot be told from the genome here")
        elif contradicts(taken.protein, on.hgvs_p, frameshift="frameshift_variant" in on.consequences):
            problem = f"the protein name is {on.hgvs_p or 'not given'} on {accession}, not {taken.protein}"
            raise UnplaceableNameError(one.text, problem, "correct the name, or leave the protein out")
    if place[1] + len(place[2]) - 1 > namer.genome.lengths[place[0]]:
        remarks.append("REF runs over the origin: a record of a VCF cannot say this, 'tachkhis name' reads it")
    return {
        "asked": one.text,
        "allele": "-".join(map(str, place)),
        "hgvs_g": reference.genomic(named.hgvs_g),
        "hgvs_c": on.hgvs_c if on is not None else None,
        "hgvs_p": on.hgvs_p if on is not None else None,
        "consequence": "&".join(on.consequences) if on is not None else None,
        "remark": "; ".join(remarks) or None,
    }


def _print(rows: list[dict[str, str | None]], style: str) -> None:
    import json

    if style == "json":
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    print("\t".join(rows[0]))
    for row in rows:
        print("\t".join(value or "." for value in row.values()))
