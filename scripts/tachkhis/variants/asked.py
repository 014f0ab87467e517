"""What a person asks for by hand: entries with their place (for a fault), and the reference that they are meant on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError

COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked for.

    Attributes:
        text: as written, without white space around it.
        file: where it was written: a file's name, ``standard input`` or ``command line``.
        row: 1-based line of the file.
    """

    text: str
    file: str = COMMAND_LINE
    row: int | None = None


def read_asked(words: Sequence[str], file: Path | None) -> list[Asked]:
    """Words first, then the lines of a file (``-``: standard input); blank lines and ``#`` comments are left out.

    Raises:
        InputError: the file cannot be read, or nothing is asked for.
    """
    asked = [Asked(word.strip()) for word in words if word.strip()]
    if file is not None:
        name = "standard input" if str(file) == "-" else str(file)
        try:
            text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            remedy = "give a UTF-8 text file with one entry per line"
            raise InputError([Fault(name, f"it cannot be read ({error.__class__.__name__})", remedy)]) from error
        lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
        asked += [Asked(line, name, number) for number, line in lines if line and not line.startswith("#")]
    if not asked:
        raise InputError([Fault(COMMAND_LINE, "nothing is asked for", "write at least one entry, or --file FILE")])
    return asked


def add_reference_arguments(parser: argparse.ArgumentParser) -> None:
    """Which reference: a FASTA and a gene model, or the configuration of a run."""
    group = parser.add_argument_group("reference: --fasta with --genes, or --configfile")
    group.add_argument("--fasta", type=Path, help="reference FASTA (bgzip allowed); indexed beside it where needed")
    group.add_argument("--genes", type=Path, help="gene model: GTF, GFF3, or the prepared genes.sqlite of a run")
    group.add_argument("--configfile", type=Path, help="configuration of a run; what the run prepared is used")
    group.add_argument("--directory", type=Path, default=Path(), help="directory of that run (default: here)")
