"""``tachkhis triage``: a stream of annotated records in, the same records with reasons and names out."""

from __future__ import annotations

import argparse
import sys
from io import TextIOWrapper
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--request", required=True, type=Path, help="the request of the case (JSON)")
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--genes", required=True, type=Path, help="gene model, prepared (or GTF, GFF3)")
    parser.add_argument("--sites", required=True, type=Path, help="founders and positions, resolved (JSON)")
    parser.add_argument("--panel-callable", type=Path, help="callable alleles of the panel, beside its prepared table")
    parser.add_argument("--input", default="-", help="VCF or BCF (default: standard input)")


def _check_files(args: argparse.Namespace) -> None:
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError

    prepared = "prepare the reference first (tachkhis reference), or name the one that a run prepared"
    given = {"--request": args.request, "--fasta": args.fasta, "--genes": args.genes, "--sites": args.sites}
    given |= {} if args.panel_callable is None else {"--panel-callable": args.panel_callable}
    given |= {} if args.input == "-" else {"--input": Path(args.input)}
    faults = [
        Fault("command line", "no such file", "name a file that exists", column=option, value=str(path))
        for option, path in given.items()
        if not path.exists()
    ]
    if args.fasta.exists():
        beside = (Path(f"{args.fasta}.fai"), args.fasta.with_name("passport.json"))
        absent = [path for path in beside if not path.is_file()]
        faults += [Fault("command line", "no such file", prepared, None, "--fasta", str(path)) for path in absent]
    if faults:
        raise InputError(faults)


def run(args: argparse.Namespace) -> int:
    """Write VCF to standard output.

    Raises:
        InputError: a file is absent, or what stands beside the reference.
        ResourceError: the records cannot be read.
    """
    from tachkhis.case.request import Request
    from tachkhis.panel.reach import PanelReach
    from tachkhis.reference.prepare import load_genes_for
    from tachkhis.variants.annotate import annotate
    from tachkhis.variants.sites import read_sites

    _check_files(args)
    request = Request.read(args.request)
    model = load_genes_for(args.genes, args.fasta)
    caller = request.config.calling.caller
    reach = None
    if args.panel_callable is not None:
        reach = PanelReach(args.panel_callable, args.panel_callable.with_name("panel.tsv.gz"))
    sink = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="surrogateescape", newline="\n")
    try:
        annotate(args.input, sink, request.case, caller, model, args.fasta, read_sites(args.sites), reach)
        sink.flush()
    finally:
        sink.detach()  # or it closes standard output with itself
    return 0
