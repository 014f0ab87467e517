"""``tachkhis check``: configuration, sheets and input files, one line per fault."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.case.model import Case
    from tachkhis.case.model import Sheets


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--configfile", "--config", type=Path, default=Path("config/config.yaml"), help="default config/config.yaml"
    )
    parser.add_argument(
        "--directory", type=Path, help="directory of the run, where relative paths are looked up first (default: here)"
    )
    depth = parser.add_mutually_exclusive_group()
    depth.add_argument("--quick", action="store_true", help="configuration and sheets only; open no data file")
    depth.add_argument(
        "--full", action="store_true", help="read every file of reads whole (by default: those up to 64 MB)"
    )
    depth.add_argument("--handed", choices=["-"], help=argparse.SUPPRESS)  # of another Python: see start_check
    parser.add_argument("--threads", type=int, default=2, help="files read at the same time (default 2)")


def run(args: argparse.Namespace) -> int:
    """Check; see :func:`tachkhis.reference.check.check_case_inputs`."""
    import os

    from tachkhis.case.config import load_config

    os.environ.setdefault("REF_PATH", ":")  # htslib must not fetch references from the network
    if args.handed:
        import sys

        from tachkhis.reference.start_check import check_handed

        check_handed(sys.stdin.read())
        return 0
    config = load_config(args.configfile, args.directory)
    notes: list[str] = []
    if args.quick:
        from tachkhis.case.sheets import load_sheets

        sheets = load_sheets(config)
        reference = f"{config.reference.build} ({config.written['reference']['fasta']})"
    else:
        from tachkhis.reference.check import check_case_inputs
        from tachkhis.reference.check_genome import targets_left_out
        from tachkhis.reference.notices import notices

        sheets, passport = check_case_inputs(config, whole=args.full, threads=args.threads)
        size = f"{len(passport.contigs)} contigs, {passport.bases:,} bases"
        made_up = ", synthetic" if passport.synthetic else ""
        reference = f"{config.reference.build} ({config.written['reference']['fasta']}): {size}{made_up}"
        targets, left_out = targets_left_out(config, passport)
        if targets:
            reference += f"\ntargets    {targets:,} intervals"
        if left_out:
            reference += f", {left_out:,} of them left out: they lie on alternate contigs that the reference lacks"
        notes = list(notices(config, sheets, passport))
    for line in summary(sheets, reference, notes):
        print(line)
    return 0


def summary(sheets: Sheets, reference: str, notes: Sequence[str] = ()) -> list[str]:
    """What will be worked on, in a few lines; ``notes`` are what a person should know before."""
    cases = sheets.cases.values()
    people = sum(len(case.people) for case in cases)
    urgent = sum(case.urgency == "stat" for case in cases)
    units = sum(len(units) for units in sheets.units.values())
    lines = [
        f"reference  {reference}",
        f"cases      {len(sheets.cases)}" + (f", {urgent} of them stat" if urgent else ""),
        f"people     {people}, {len(sheets.units)} of them with reads",
        f"units      {units}",
    ]
    width = max((len(name) for name in sheets.cases), default=0)
    for case in cases:
        size = f"{len(case.people)} {'person' if len(case.people) == 1 else 'people'}"
        lines.append(f"  {case.id:<{width}}  {case.test:<7}{size:<10}from {entry_point(case, sheets)}")
    lines += [f"note       {note}" for note in notes]
    return [*lines, "all inputs are in order"]


def entry_point(case: Case, sheets: Sheets) -> str:
    """What a case starts from: ``VCF``, ``BAM/CRAM``, ``FASTQ``, or several of them."""
    if case.vcf is not None:
        return "VCF"
    units = [unit for sample in case.samples for unit in sheets.units.get(sample, ())]
    kinds = {"BAM/CRAM" if unit.alignment is not None else "FASTQ" for unit in units}
    return " and ".join(sorted(kinds, reverse=True))
