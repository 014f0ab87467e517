"""``tachkhis panel build``: the panel of some people, from their files of variants."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tachkhis.errors import Fault
from tachkhis.errors import InputError

if TYPE_CHECKING:
    from tachkhis.panel.build import BuildRequest
    from tachkhis.panel.genotypes import GenotypeFilter

LISTED = "list of people left out, with the reasons (default: panel.excluded.tsv beside panel.vcf.gz)"
MUCH_MISSING = 0.2  # of the genotypes of autosomes, without callability: a joint call has fewer
LEFT_OUT = {
    "failing_sites": "records that the caller's filters do not let pass (--failing-sites counts them)",
    "symbolic": "structural alleles (<DEL> and the like)",
    "not_bases": "alleles that are not made of A, C, G and T",
    "no_allele": "records without an alternate allele",
    "no_genotypes": "records without genotypes",
}


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """Arguments that say what is read and which genotypes count."""
    add = parser.add_argument
    add(
        "--variants",
        nargs="+",
        required=True,
        metavar="FILE",
        help="VCF, gVCF or BCF with genotypes, compressed and indexed: one or many; @list.txt names a list of them",
    )
    add("--people", type=Path, required=True, help="table: sample sex region affected consent family")
    add(
        "--callable",
        type=Path,
        metavar="DIR|TABLE",
        help="callable bases: DIR/{sample}.bed[.gz], or a table 'sample bed'",
    )
    add("--fasta", type=Path, help="the reference: alleles are moved to the left as far as they go")


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Arguments that say which genotypes and people count."""
    add = parser.add_argument
    add("--build", help="GRCh38, GRCh37 or another name; recognised by the contigs where it is one of these")
    add("--par", metavar="X:A-B,...", help="pseudo-autosomal regions of another build, 1-based: X:1-5000,Y:1-5000")
    add("--min-depth", type=int, metavar="DP", help="least depth of a genotype (default 10; 0 asks for none)")
    add("--min-quality", type=int, metavar="GQ", help="least quality of a genotype (default 20; 0 asks for none)")
    add(
        "--allele-balance",
        metavar="LOW,HIGH",
        help="share of reads of an allele in heterozygotes (default 0.2,0.8; 0,1 asks for none)",
    )
    add("--failing-sites", action="store_true", help="also count records that the caller's filters do not let pass")
    add(
        "--max-kinship",
        type=float,
        metavar="PHI",
        help="leave out one of two people related from here on (default 0.0884: second degree; 1 computes no kinship)",
    )


def add_naming(parser: argparse.ArgumentParser) -> None:
    """Arguments that say what the panel is called and where it goes."""
    add = parser.add_argument
    add("--name", required=True, help="name of the panel")
    add("--version", required=True, help="version of the panel")
    add(
        "--out",
        type=Path,
        required=True,
        metavar="panel.vcf.gz",
        help="the panel; its index and callable bases go beside it",
    )
    add(
        "--date",
        default="",
        help="date of the data, YYYY-MM-DD (default: none, so that the same input gives the same bytes)",
    )
    add("--source", default="", help="where the data come from, for the header")
    add("--licence", default="", help="licence, for the header")
    add("--jobs", type=int, default=1, metavar="N", help="processes (the result is the same)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Inputs, rules, names."""
    add_inputs(parser)
    add_naming(parser)
    add_rules(parser)
    parser.add_argument("--excluded", type=Path, metavar="TSV", help=LISTED)
    parser.add_argument(
        "--ledger",
        type=Path,
        help="file to which who was counted is added, as keyed digests: to add and withdraw people later",
    )
    parser.add_argument("--key", type=Path, help="file of the ledger's key, kept elsewhere (16 bytes or more)")


def run(args: argparse.Namespace) -> int:
    """Make the panel."""
    from tachkhis.panel.build import build_panel
    from tachkhis.panel.build import plan_build
    from tachkhis.panel.build import tell
    from tachkhis.panel.ledger import ledger_of_people
    from tachkhis.panel.ledger import record
    from tachkhis.panel.ledger import refuse_taken
    from tachkhis.panel.people import excluded_beside
    from tachkhis.panel.sharing import tell_small

    request = request_of(args)
    key = key_of(args)
    plan = plan_build(request)
    tell(plan, "build")
    listed = args.excluded if args.excluded is not None else excluded_beside(args.out)
    counted = None
    if key is not None:
        counted = ledger_of_people(request.name, request.version, key, (one.sample for one in plan.cohort.people))
        refuse_taken(args.ledger, counted)
    counts = build_panel(plan, args.out, request.jobs, listed)
    if counted is not None:
        record(args.ledger, counted)
    tell_left_out(counts, "build")
    tell_small(args.out, "build")
    tell_partial(counts, "build")
    if request.fasta is None:
        print(
            "tachkhis panel build: warning: no --fasta: indels are counted as they are spelt, and one that the files"
            " spell in several ways is split over several records; give the reference where callers did not left-align",
            file=sys.stderr,
        )
    print(f"{args.out}: {counts['alleles']} alleles of {plan.header.people} people; people left out: {listed}")
    return 0


def tell_partial(counts: Mapping[str, int], action: str) -> None:
    """A warning where the AN of some alleles does not hold everybody."""
    if counts.get("partial"):
        print(
            f"tachkhis panel {action}: warning: at {counts['partial']} of {counts['alleles']} alleles people have no"
            " record, and nothing tells where they were callable: AN lacks them and AF is too high; these records are"
            " marked PARTIAL, and neither triage nor BA1 and BS1 read their frequency; to make them whole, build"
            " with gVCFs or --callable, or from calls at the same sites",
            file=sys.stderr,
        )


def tell_left_out(counts: Mapping[str, int], action: str) -> None:
    """What was not counted, one line per reason, on standard error; and a warning where most of it is missing."""
    missing, genotypes = counts.get("missing", 0), counts.get("genotypes", 0)
    if missing > MUCH_MISSING * genotypes:
        share = missing / genotypes
        print(
            f"tachkhis panel {action}: warning: {share:.0%} of the genotypes do not count; if the file was"
            " merged from people called one by one, who has the reference is missing in it, and frequencies are too"
            " high: call them jointly, or give gVCFs or --callable",
            file=sys.stderr,
        )
    for reason, told in LEFT_OUT.items():
        if counts.get(reason):
            print(f"tachkhis panel {action}: left out: {counts[reason]} {told}", file=sys.stderr)


def key_of(args: argparse.Namespace) -> bytes | None:
    """The key of the ledger, where there is one.

    Raises:
        InputError: only one of ``--ledger`` and ``--key`` is given, or the key cannot be used.
    """
    from tachkhis.panel.ledger import read_key

    if (args.ledger is None) != (args.key is None):
        lacking = "--key" if args.key is None else "--ledger"
        raise InputError([Fault(lacking, "the ledger needs its key and the key its ledger", f"give {lacking} as well")])
    return None if args.key is None else read_key(args.key)


def request_of(args: argparse.Namespace) -> BuildRequest:
    """The request that the arguments make.

    Raises:
        InputError: an argument that cannot be used.
    """
    from tachkhis.panel.build import BuildRequest
    from tachkhis.panel.sources import file_list

    faults: list[Fault] = []
    if args.jobs < 1:
        faults.append(Fault("--jobs", "not a number of processes", "write 1 or more", value=str(args.jobs)))
    if not args.out.name.endswith(".gz"):
        faults.append(
            Fault("--out", "the panel is compressed", "write a name that ends in .vcf.gz", value=str(args.out))
        )
    par = par_of(args.par, faults)
    rule = _rule(args, faults)
    if args.max_kinship is not None and not 0 < args.max_kinship <= 1:
        problem, remedy = "not a kinship coefficient", "write a number above 0, at most 0.5 (1 asks for none)"
        faults.append(Fault("--max-kinship", problem, remedy, value=str(args.max_kinship)))
    if faults:
        raise InputError(faults)
    variants = tuple(file_list(args.variants))
    if args.out.resolve() in {path.resolve() for path in variants}:
        problem = "the panel would be written over a file that it is made from"
        raise InputError([Fault("--out", problem, "write another name", value=str(args.out))])
    return BuildRequest(
        variants=variants,
        people=args.people,
        name=args.name,
        version=args.version,
        build=args.build,
        par=par,
        fasta=args.fasta,
        callable_beds=args.callable,
        rule=rule,
        max_kinship=args.max_kinship,
        date=args.date,
        source=args.source,
        licence=args.licence,
        jobs=args.jobs,
    )


def par_of(text: str | None, faults: list[Fault]) -> dict[str, tuple[tuple[int, int], ...]] | None:
    """Pseudo-autosomal regions as ``--par`` has them, by canonical contig, 1-based; faults are added to the list."""
    import re

    from tachkhis.reference.contigs import canonical

    if text is None:
        return None
    found: dict[str, list[tuple[int, int]]] = {}
    for word in filter(None, text.split(",")):
        match = re.fullmatch(r"(\w+):(\d+)-(\d+)", word)
        if match is None or canonical(match[1]) not in ("X", "Y") or not 0 < int(match[2]) <= int(match[3]):
            faults.append(Fault("--par", "not a region of X or Y", "write X:1-5000,Y:1-5000 (1-based)", value=word))
            continue
        found.setdefault(canonical(match[1]), []).append((int(match[2]), int(match[3])))
    return {contig: tuple(sorted(stretches)) for contig, stretches in found.items()}


def _rule(args: argparse.Namespace, faults: list[Fault]) -> GenotypeFilter:
    from dataclasses import replace

    from tachkhis.panel.genotypes import GenotypeFilter

    rule = GenotypeFilter.shipped()
    if args.min_depth is not None:
        rule = replace(rule, min_depth=args.min_depth)
    if args.min_quality is not None:
        rule = replace(rule, min_quality=args.min_quality)
    for name, value in (("--min-depth", rule.min_depth), ("--min-quality", rule.min_quality)):
        if value < 0:
            faults.append(Fault(name, "it is below 0", "write 0 or more", value=str(value)))
    if args.allele_balance is not None:
        try:
            low, high = (float(word) for word in args.allele_balance.replace("-", ",").split(","))
            if not 0 <= low < high <= 1:
                raise ValueError
            rule = replace(rule, balance=(low, high))
        except ValueError:
            remedy = "write LOW,HIGH, fractions, as in 0.2,0.8"
            faults.append(Fault("--allele-balance", "not two fractions", remedy, value=args.allele_balance))
    return replace(rule, failing_sites=args.failing_sites)
