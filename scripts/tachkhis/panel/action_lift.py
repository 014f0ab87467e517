"""``tachkhis panel lift``: calls made on a major-allele reference, brought back to the standard build."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.errors import Fault
    from tachkhis.panel.consensus.lift import LiftCounts

HELP = """\
The calls of people who are like the consensus hold no record where the consensus differs from the standard build; on
the standard build these people are homozygous for the difference. So the places must be read, not only the variants:

  bcftools mpileup -Ou -I -f DIR/consensus.fa -R DIR/consensus.places.bed -q 20 -Q 20 -a AD,DP READS.cram |
    bcftools call -m -a GQ -Oz -o evidence.vcf.gz        (without -v; with --ploidy-file for X, Y as for the calls)

--alignments does that for you. Each changed place without a call against it becomes a record: samples that are like the
consensus there with at least --depth reads are homozygous, others are ./. with the depth that they have, and a place
where no sample was read has the filter NotRead. INFO/LIFT says of each record: moved, swapped or like_consensus. PL is
not kept where alleles change places. Two unphased heterozygous calls within one changed stretch cannot be told apart:
./. there. Blocks of a gVCF are refused.

The result is sorted, its REF checked against --fasta, its indels left-aligned (bcftools norm).
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument(
        "--consensus", required=True, type=Path, metavar="DIR", help="folder of tachkhis panel consensus"
    )
    parser.add_argument("--fasta", required=True, type=Path, help="the standard reference")
    parser.add_argument("--calls", required=True, type=Path, help="VCF of calls on DIR/consensus.fa, sorted")
    parser.add_argument("--evidence", type=Path, help="VCF with a genotype at each base of DIR/consensus.places.bed")
    parser.add_argument("--alignments", nargs="+", type=Path, metavar="CRAM", help="reads on DIR/consensus.fa, instead")
    parser.add_argument("--ploidy-file", type=Path, help="with --alignments: as for bcftools call")
    parser.add_argument("--samples-file", type=Path, help="with --alignments: as for bcftools call")
    parser.add_argument("--depth", type=int, default=10, help="reads from which a place counts as read (default: 10)")
    parser.add_argument("--out", required=True, type=Path, metavar="VCF", help="result, .vcf.gz, indexed")


def run(args: argparse.Namespace) -> int:
    """Write the lifted calls; see :mod:`tachkhis.panel.consensus.lift`."""
    import tempfile

    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.panel.consensus.lifting import read_places
    from tachkhis.panel.consensus.writing import FASTA
    from tachkhis.panel.consensus.writing import PLACES

    faults = [
        Fault(str(path), "no such file", "name a file that exists")
        for path in (args.fasta, args.calls, args.evidence, *(args.alignments or ()), args.ploidy_file)
        if path is not None and not path.is_file()
    ]
    for path in args.alignments or ():
        faults += _unreadable_reads(path)
    if (args.evidence is None) == (args.alignments is None):
        remedy = "give --evidence or --alignments: without them, who is like the consensus is not known"
        faults.append(Fault("command line", "what was read at the changed places?", remedy))
    if not (args.consensus / FASTA).is_file():
        remedy = "run tachkhis panel consensus, and name its folder"
        faults.append(Fault(str(args.consensus), "it holds no consensus.fa", remedy))
    if faults:
        raise InputError(faults)
    with tempfile.TemporaryDirectory(prefix=".lift.", dir=args.out.parent) as folder:
        evidence = args.evidence
        if evidence is None:
            evidence = Path(folder) / "evidence.vcf.gz"
            ploidy = (args.ploidy_file, args.samples_file)
            read_places(args.alignments, args.consensus / FASTA, args.consensus / PLACES, evidence, ploidy)
        _say(_lifted(args, evidence, Path(folder)), args.out)
    return 0


def _unreadable_reads(path: Path) -> list[Fault]:
    """Why alignments cannot be read by place: no BAM or CRAM, or no index; an absent file is told elsewhere."""
    import pysam

    from tachkhis.errors import Fault

    if not path.is_file():
        return []
    spoken = pysam.set_verbosity(0)
    try:
        with pysam.AlignmentFile(str(path), check_sq=False) as reads:
            indexed = reads.has_index()
    except (OSError, ValueError):
        return [Fault(str(path), "it is no BAM or CRAM", "give the alignments to the consensus")]
    finally:
        pysam.set_verbosity(spoken)
    return [] if indexed else [Fault(str(path), "it has no index", f"run samtools index {path.name}")]


def _lifted(args: argparse.Namespace, evidence: Path, folder: Path) -> LiftCounts:
    from tachkhis.panel.consensus.lifting import lift_file

    return lift_file(args.consensus, args.fasta, args.calls, evidence, args.depth, args.out, folder)


def _say(counts: LiftCounts, out: Path) -> None:
    print(
        f"{counts.moved} moved, {counts.swapped} swapped, {counts.restored} like the standard build again, "
        f"{counts.like_consensus} changed places without a call against them"
    )
    print(f"genotypes not called: {counts.not_read} not read, {counts.not_resolved} not resolved")
    print(out)
