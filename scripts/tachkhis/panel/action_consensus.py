"""``tachkhis panel consensus``: a reference whose alleles are the panel's majority."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = """\
puts in every allele with AF > 0.5 whose AN is at least half of the greatest AN of its contig and at least 20 (or
--min-an). Of alleles that get in each other's way the most frequent is put in. Not changed: bases that are N in the
reference (a masked pseudo-autosomal region of Y stays masked), the mitochondrial genome, which keeps its numbering, and
the pseudo-autosomal regions where Y is not masked: a change of one copy would part reads by their allele.

writes to DIR:
  consensus.fa, .fai        the sequence, by bcftools consensus; contigs keep their names, NOT their coordinates
  consensus.chain           standard to consensus, UCSC chain format
  consensus.changes.tsv     every majority allele: standard and new coordinates (0-based half-open), AC, AN, decision:
                            applied, overlaps, masked, mitochondrial, pseudo_autosomal, partial, few_read,
                            not_left_aligned
  consensus.changes.bed     what was put in, standard coordinates
  consensus.places.bed      the bases of the NEW sequence where depth tells whether a person has the change
  consensus.vcf.gz          what was given to bcftools consensus
  consensus.json            the panel's name and version, and the MD5 of every contig of both sequences
The same input gives the same bytes.

A run aligns to it where its configuration names consensus.fa as reference.consensus; alignments, and all that follows,
come back to the standard build (config/README.md).

Calls made on the consensus itself are brought back to the standard build by 'tachkhis panel lift': a person who is like
the consensus is NOT like the standard build where they differ, and must appear there as a homozygous call.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument("--panel", required=True, type=Path, help="the panel: VCF (bgzip) with its index")
    parser.add_argument("--fasta", required=True, type=Path, help="the standard reference that the panel was built on")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write to; made where needed")
    parser.add_argument(
        "--min-an", type=int, metavar="N", help="alleles that must have been looked at (default: above)"
    )
    parser.add_argument(
        "--par",
        metavar="X:A-B,...",
        help="pseudo-autosomal regions, 1-based: X:1-5000,Y:1-5000 (default: those that the panel's header names, else"
        " those of its build)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the files; see :mod:`tachkhis.panel.consensus`."""
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.panel.consensus import writing
    from tachkhis.panel.consensus.changes import Rules
    from tachkhis.panel.consensus.changes import choose
    from tachkhis.panel.consensus.changes import fewest_alleles
    from tachkhis.panel.consensus.changes import read_changes
    from tachkhis.panel.consensus.panel_par import par_of_panel
    from tachkhis.panel.out_place import whole_folder
    from tachkhis.panel.reference import open_bases
    from tachkhis.panel.sites import PanelFile
    from tachkhis.reference.contigs import ContigKind
    from tachkhis.reference.contigs import kind_of
    from tachkhis.reference.contigs import rename_map
    from tachkhis.reference.normal_allele import Bases
    from tachkhis.reference.par_twins import ParTwins
    from tachkhis.reference.passport import guess_build
    from tachkhis.reference.sex_chromosomes import par_of_build

    if args.min_an is not None and args.min_an < 1:
        remedy = "write a whole number from 1"
        raise InputError([Fault("command line", "--min-an is no number of alleles", remedy, value=str(args.min_an))])
    panel = PanelFile(args.panel)
    bases = open_bases(args.fasta, panel.header.contigs)
    known = par_of_build(panel.header.build) or par_of_build(guess_build(bases.lengths) or "") or {}
    par = par_of_panel(panel.header, args.panel, args.par, known)
    rules = Rules(
        fewest_alleles(panel.rows(), args.min_an),
        rename_map(panel.contigs, tuple(bases.lengths)),
        frozenset(name for name in bases.lengths if kind_of(name) is ContigKind.M),
        str(args.panel),
        ParTwins(bases.lengths, par, bases.fetch),
    )
    with whole_folder(args.out) as folder:
        outcome = writing.write_all(choose(panel.rows(), bases, rules), bases, args.fasta, folder)
        changes = read_changes(folder / writing.CHANGES)
        writing.check_sequence(changes, bases, Bases(folder / writing.FASTA))
        writing.write_about(panel.header, args.panel.name, args.fasta, folder, outcome.applied, par)
    left = ", ".join(f"{count} {why}" for why, count in outcome.left.items())
    print(f"{outcome.applied} changes put in{f'; left out: {left}' if left else ''}")
    print(args.out / writing.FASTA)
    return 0
