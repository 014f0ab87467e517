"""``tachkhis align``: the reads of one sample to a CRAM, as a whole or unit by unit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.case.model import Place


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "aligns all units of a sample into --cram; or, with --only, one unit into --folder; or, with --aligned, brings"
        " units that were aligned so together into --cram. Every byte of the FASTQ files is checked meanwhile."
    )
    parser.add_argument("--units", required=True, help="the sample's units as JSON (what the plan of a run gives)")
    parser.add_argument("--index", required=True, type=Path, help="the .amb file of the reference's bwa index")
    parser.add_argument("--fasta", type=Path, help="the standard reference (default: the FASTA of --index)")
    parser.add_argument(
        "--consensus", type=Path, help="consensus.fa of tachkhis panel consensus, where --index is of it; needs --fasta"
    )
    parser.add_argument("--request", type=Path, help="request of the case (JSON): faults then name sheet and row")
    parser.add_argument("--cram", type=Path, help="result")
    parser.add_argument("--qc", type=Path, help="folder for the tools' reports and logs")
    parser.add_argument("--summary", type=Path, help="JSON: reads per unit, tools as run")
    parser.add_argument("--inputs", type=Path, help="JSON: checksums and counts of the files of reads")
    parser.add_argument("--only", metavar="UNIT", help="align this unit alone, into --folder")
    parser.add_argument("--folder", type=Path, help="folder for one unit: sorted alignments, reports and logs")
    parser.add_argument("--aligned", nargs="+", type=Path, metavar="FOLDER", help="the folder of each unit, in order")
    parser.add_argument("--threads", type=int, default=1, help="threads for bwa (default 1)")
    parser.add_argument("--sort-memory", type=int, default=768, help="memory of the sort in MB (default 768)")


def run(args: argparse.Namespace) -> int:
    """Align; see :mod:`tachkhis.reads.align`."""
    from tachkhis.case.plan import units_from_json
    from tachkhis.reads.align import align_sample
    from tachkhis.reads.align import align_unit
    from tachkhis.reads.align import join_units
    from tachkhis.reads.mapping import Genome

    units = units_from_json(args.units)
    _check(args, [unit.unit for unit in units])
    index = args.index.with_suffix("")
    genome = Genome(index, args.fasta or index, args.consensus)
    if args.only is not None:
        unit = next(unit for unit in units if unit.unit == args.only)
        align_unit(unit, units, genome, args.folder, args.threads, args.sort_memory, _places(args.request))
        return 0
    if args.aligned is not None:
        made = join_units(units, args.aligned, genome, args.cram, args.qc)
    else:
        places = _places(args.request)
        made = align_sample(units, genome, args.cram, args.qc, args.threads, args.sort_memory, places)
    made.write(args.summary)
    if args.inputs is not None:
        made.write_inputs(args.inputs)
    return 0


def _places(request: Path | None) -> dict[Path, Place] | None:
    from tachkhis.case.places import places_of
    from tachkhis.case.request import Request

    return None if request is None else places_of(Request.read(request))


def _check(args: argparse.Namespace, units: list[str]) -> None:
    """The arguments together.

    Raises:
        InputError: one is missing, or they do not go together.
    """
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError

    faults = []
    if args.consensus is not None and args.fasta is None:
        remedy = "give --fasta as well, the reference to which the alignments come back"
        faults.append(Fault("command line", "--consensus without the standard reference", remedy))
    needed = ("folder",) if args.only is not None else ("cram", "qc", "summary")
    lacking = [f"--{name}" for name in needed if getattr(args, name) is None]
    if lacking:
        faults.append(Fault("command line", "where the results go is not said", f"give {', '.join(lacking)} as well"))
    if args.only is not None and args.only not in units:
        faults.append(Fault("command line", "no such unit", f"one of: {', '.join(units)}", value=args.only))
    if args.aligned is not None and (args.only is not None or len(args.aligned) != len(units)):
        remedy = f"give a folder for each of: {', '.join(units)}, and no --only"
        faults.append(Fault("command line", "--aligned does not fit the units", remedy))
    if faults:
        raise InputError(faults)
