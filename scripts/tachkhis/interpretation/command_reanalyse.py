"""``tachkhis reanalyse``: a finished case again, from its archived calls, with newer resources."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.case.config import Config
    from tachkhis.interpretation.reanalysis.archive import Analysis


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.usage = "tachkhis reanalyse CASE --configfile NEW.yaml [--directory DIR] [--cores N] [--format json]"
    parser.add_argument("case", metavar="CASE", help="a finished case of the run")
    parser.add_argument(
        "--configfile",
        required=True,
        type=Path,
        help="configuration with the newer resources",
    )
    parser.add_argument("--directory", type=Path, default=Path(), help="directory of the run (default: here)")
    parser.add_argument("--cores", default="all", help="cores to use (default: all)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")


def run(args: argparse.Namespace) -> int:
    """Run the workflow from the annotation on, beside the earlier results, and print what changed.

    Raises:
        InputError: no such run or case, an unfinished case, or a configuration that cannot be used.
        ResourceError: the calls cannot be taken over.
    """
    import shlex
    import subprocess
    import sys
    import tempfile

    from tachkhis.case.config import load_config
    from tachkhis.case.start import put_program_on_path
    from tachkhis.interpretation.reanalysis.archive import first_analysis
    from tachkhis.interpretation.reanalysis.archive import latest_analysis
    from tachkhis.interpretation.reanalysis.compare import compare
    from tachkhis.interpretation.reanalysis.page import page_of
    from tachkhis.interpretation.reanalysis.printing import text_of
    from tachkhis.interpretation.reanalysis.seed import ask
    from tachkhis.interpretation.reanalysis.seed import seed
    from tachkhis.interpretation.reanalysis.seed import shadowed
    from tachkhis.interpretation.reanalysis.seed import snakemake_call

    put_program_on_path()
    first = first_analysis(args.case, args.directory)
    earlier = latest_analysis(first)
    work = first.next(earlier.number + 1, first.directory)
    config = load_config(args.configfile, args.directory)
    _refuse(config, first)
    for line in shadowed(config):
        print(line, file=sys.stderr)
    asked = ask(config, earlier)
    configfile = seed(work, earlier, first, asked, config)
    command = snakemake_call(work, configfile, dict.fromkeys(config.report.languages), args.cores)
    print("+", shlex.join(command), file=sys.stderr, flush=True)
    status = subprocess.run(command, check=False, stdout=sys.stderr).returncode
    if status:
        return status
    with tempfile.TemporaryDirectory(dir=work.directory, prefix="exchange-") as scratch:
        document = compare(earlier, work, asked, Path(scratch), first)
    said, told = text_of(document), document.model_dump_json(by_alias=True, indent=1) + "\n"
    work.document.with_suffix(".txt").write_text(said, encoding="utf-8")
    work.document.with_suffix(".fr.html").write_text(page_of(document, "fr"), encoding="utf-8")
    work.document.write_text(told, encoding="utf-8")  # last: it says that the reanalysis is finished
    print(told if args.format == "json" else said, end="")
    print(f"written: {work.document}", file=sys.stderr)
    return 0


def _refuse(config: Config, first: Analysis) -> None:
    """Refuse files that do not exist, and another reference than that of the calls.

    Raises:
        InputError: every fault.
    """
    from tachkhis.errors import InputError

    units = ("sheets.units",)  # reads are not needed
    faults = [one for one in config.missing_files() if one.column not in units]
    before = first.request().config.reference
    if config.reference.build != before.build:
        remedy = "name the reference of the calls; another one needs a new run from the reads"
        faults.append(config.fault("reference.build", f"the case was called on {before.build}", remedy))
    if faults:
        raise InputError(faults)
