"""``tachkhis run``: a thin wrapper that prints the snakemake call that it makes, and makes it."""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--configfile", required=True, type=Path, help="configuration (see config/README.md)")
    parser.add_argument("--directory", type=Path, default=Path(), help="where results go (default: here)")
    parser.add_argument("--cores", default="all", help="cores to use (default: all)")
    parser.add_argument("--profile", type=Path, help="workflow profile, for example workflow/profiles/slurm")
    parser.add_argument("snakemake", nargs="*", metavar="-- OPTION", help="further options for snakemake, after --")


def command_of(args: argparse.Namespace) -> list[str]:
    """The snakemake call: the program of this Python, so that no activation is needed."""
    import sys

    beside = Path(sys.executable).with_name("snakemake")
    program = str(beside) if beside.is_file() else "snakemake"
    command = [program, "--snakefile", str(ROOT / "workflow" / "Snakefile")]
    command += ["--configfile", str(args.configfile.resolve()), "--directory", str(args.directory)]
    command += ["--cores", args.cores]
    if args.profile is not None:
        command += ["--workflow-profile", str(args.profile.resolve())]
    return command + list(args.snakemake)


def run(args: argparse.Namespace) -> int:
    """Check configuration and sheets, make the call; its exit status is ours.

    Raises:
        InputError: every fault of the configuration and the sheets; no folder was made yet.
    """
    import shlex
    import subprocess
    import sys

    from tachkhis.case.config import load_config
    from tachkhis.case.sheets import load_sheets

    load_sheets(load_config(args.configfile, args.directory))  # all that is told at once, before anything is written
    command = command_of(args)
    print("+", shlex.join(command), file=sys.stderr, flush=True)
    return subprocess.run(command, check=False).returncode
