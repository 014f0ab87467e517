"""``tachkhis warnings``: what the results of a run must not be read without, one line each, at its end."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("case_json", nargs="*", type=Path, help="results; those that are not there are left out")


def run(args: argparse.Namespace) -> int:
    """Print the tracks that annotate nothing, with the cases."""
    from tachkhis.interpretation.inputs import read_case

    silent: dict[tuple[str, str], list[str]] = {}
    refused: dict[str, None] = {}
    for path in args.case_json:
        if not path.is_file():
            continue
        result = read_case(path)
        for message in result.limits:
            if message.key == "limit.founders_refused":
                refused[message.values["sites"]] = None
            if message.key == "limit.track_silent":
                track = (message.values["track"], message.values["n"])
                silent.setdefault(track, []).append(f"{result.case.id} ({message.values['records']} records)")
    for (name, count), cases in sorted(silent.items()):
        print(
            f"warning: the track {name} ({count} rows on this reference) annotates none of the records of"
            f" {', '.join(cases)}; is it of another build, are its contigs named otherwise?"
        )
    for names in refused:
        print(
            f"warning: founder rows refused, as gene, protein name or coordinate disagree with the gene model: {names};"
            " they are not looked for, nor spared the frequency filters; correct the table"
        )
    return 0
