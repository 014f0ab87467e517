"""The command line: one command per thing that a person or a rule asks for.

Each command lives in its room as ``command_<name>.py`` with ``add_arguments(parser)`` and ``run(args) -> int``;
only the module of the command that is called gets imported, so that ``--help`` is immediate.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import select
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from tachkhis import __version__
from tachkhis.errors import InputError
from tachkhis.errors import TachkhisError

ONE_THREAD = "OPENBLAS_NUM_THREADS"
"""Numpy starts a thread per core as it is imported; for what is computed here they cost more than they bring."""

READER_LEFT = 141
"""Status where the reader of standard output closed it early: 128 + SIGPIPE, as of any program in a pipe."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command's room, one-line help, and whether people (rather than rules) call it."""

    room: str
    help: str
    public: bool = True


COMMANDS: dict[str, Command] = {
    "check": Command("reference", "check configuration, sheets and input files; one line per fault"),
    "run": Command("case", "run the workflow: a thin wrapper that prints the snakemake call it makes"),
    "status": Command("case", "where each case of a run stands, what it waits for, its turnaround clock"),
    "simulate": Command("simulation", "make the synthetic genome, families and reads of the demo"),
    "explain": Command("interpretation", "the whole decision path of a variant of a case, or why a gene is not in it"),
    "reanalyse": Command("interpretation", "a finished case again with newer resources, and what that changed"),
    "report": Command("report", "render a case.json to PDF"),
    "name": Command("variants", "name alleles: HGVS, consequence, impact on every transcript"),
    "locate": Command("variants", "place HGVS names on a reference: the alleles that they mean"),
    "acmg": Command("interpretation", "combine ACMG/AMP codes into points and class"),
    "rank": Command("interpretation", "rank genes for a list of HPO terms"),
    "resources": Command("reference", "the files of a real genome: list, fetch, verify, prepare, bundle"),
    "panel": Command("panel", "the Moroccan reference panel: build, merge, query, summarise"),
    "reference": Command("reference", "prepare a reference: index, dictionary, intervals, passport", public=False),
    "genes": Command("reference", "index the gene model of a prepared reference", public=False),
    "regions": Command("reference", "scatter intervals and coding regions of a reference", public=False),
    "slim": Command("reference", "stream a VCF with few of its INFO fields, under other contig names", public=False),
    "keep": Command("reference", "run a command unless a shared folder holds what it makes", public=False),
    "ploidy": Command("reference", "copies of X, Y and M by sex, for a caller", public=False),
    "verify": Command("case", "verify the input files of one case: whole, in step, checksummed", public=False),
    "align": Command("reads", "align, trim and mark duplicates of one sample in one stream", public=False),
    "lift": Command("reads", "alignments to a panel's consensus, on the standard build, as a stream", public=False),
    "autozygosity": Command("quality", "runs of homozygosity and kinship of a family", public=False),
    "pedigrees": Command("simulation", "expected autozygosity by pedigree: makes the shipped table", public=False),
    "tracks": Command("variants", "prepare annotation tracks for a reference", public=False),
    "mitochondria": Command("variants", "call the mitochondrial genome of a family, with fractions", public=False),
    "import": Command("variants", "bring a caller's VCF to the reference: split, left-aligned", public=False),
    "parts": Command("variants", "run a caller on parts of an interval, several at a time, in order", public=False),
    "refine": Command("variants", "refine a stream of calls: artefacts, repeats, hidden SNVs, family", public=False),
    "quality": Command("quality", "summarise coverage and quality of one sample", public=False),
    "requested": Command("quality", "where the requested genes of an urgent case lie", public=False),
    "sites": Command("variants", "read the sites of interest in each member", public=False),
    "join": Command("variants", "read the changes of one codon and copy together, in a stream", public=False),
    "triage": Command("variants", "write triage, HGVS and consequence onto a stream of records", public=False),
    "interpret": Command("interpretation", "annotated VCF to case.json", public=False),
    "first": Command("report", "the page of a first result: provisional, requested genes only", public=False),
    "warnings": Command("interpretation", "print what a run's results must not be read without", public=False),
    "provenance": Command("interpretation", "write the provenance of one case", public=False),
    "failures": Command("case", "print the end of the logs of failed jobs", public=False),
    "accuracy": Command("quality", "compare calls with a truth set inside confident regions", public=False),
    "schemas": Command("interpretation", "write the JSON Schemas of the models", public=False),
}


def overview() -> str:
    """The help of the program as a whole."""
    lines = [f"tachkhis {__version__}: from the reads of a family to a report that a geneticist signs", ""]
    lines += ["usage: tachkhis COMMAND [options]      tachkhis COMMAND --help", ""]
    for title, public in (("commands", True), ("steps that the workflow's rules call", False)):
        lines.append(f"{title}:")
        shown = {name: command for name, command in COMMANDS.items() if command.public is public}
        lines += [f"  {name:<14}{command.help}" for name, command in shown.items()]
        lines.append("")
    return "\n".join(lines).rstrip()


def main(argv: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 on success, 1 on a failure of the work itself, 2 on bad input or usage, :data:`READER_LEFT` where whoever
        reads standard output closed it early (``| head -1``), which is no failure.
    """
    arguments = sys.argv[1:] if argv is None else argv
    os.environ.setdefault(ONE_THREAD, "1")
    try:
        status = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit:  # argparse: help, or a usage that is not right
        if _reader_left():
            _forget_output()
        raise
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _forget_output()
        return READER_LEFT
    return status


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(overview())
        return 0
    if arguments[0] in ("-V", "--version", "version"):
        print(f"tachkhis {__version__}")
        return 0
    name = arguments[0]
    if name not in COMMANDS:
        print(f"tachkhis: unknown command {name!r}; 'tachkhis --help' lists the commands", file=sys.stderr)
        return 2
    command = COMMANDS[name]
    module = importlib.import_module(f"tachkhis.{command.room}.command_{name}")
    parser = argparse.ArgumentParser(prog=f"tachkhis {name}", description=command.help)
    module.add_arguments(parser)
    args = parser.parse_args(arguments[1:])
    try:
        return int(module.run(args))
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except TachkhisError as error:
        print(f"tachkhis {name}: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        if isinstance(error, OSError) and _reader_left():
            raise BrokenPipeError from error
        if os.environ.get("TACHKHIS_DEBUG"):
            raise
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}, line {frame.lineno}"
        said = f"{type(error).__name__}: {error}".replace("\n", " ")
        print(
            f"tachkhis {name}: a fault of the program ({place}): {said}; TACHKHIS_DEBUG=1 shows more", file=sys.stderr
        )
        return 1


def _reader_left() -> bool:
    """Whether standard output is a pipe that nobody reads any more; a pipe to a tool of ours is another matter."""
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), select.POLLOUT)
        return any(event & select.POLLERR for _, event in poll.poll(0))
    except (AttributeError, OSError, ValueError):  # no standard output, or none that is a file
        return False


def _forget_output() -> None:
    """Let what is left in the buffer go nowhere, so that the end of the program does not fail over it."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
