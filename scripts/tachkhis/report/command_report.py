"""``tachkhis report``: a case.json to a PDF."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("case", type=Path, metavar="CASE.json", help="the result of a case")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help="the report to write")
    parser.add_argument("--language", default="fr", help="language of the report (default: fr)")
    parser.add_argument("--format", choices=["pdf"], default="pdf", help="format of the report (default: pdf)")
    parser.add_argument(
        "--identities",
        type=Path,
        metavar="FILE.tsv",
        help="who the samples are (sample, family_name, given_names, birth_date, sex_at_birth, record_number); "
        "read here only, and written nowhere but in the report",
    )


def run(args: argparse.Namespace) -> int:
    """Render the report.

    Raises:
        InputError: case.json or the identities file cannot be used, or there is no such language.
        ResourceError: a sentence, font or template is missing, or the page could not be laid out cleanly.
    """
    from tachkhis.case.identities import read_identities
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.interpretation.provenance import commit_of
    from tachkhis.report.edition import with_edition
    from tachkhis.report.pdf import render_pdf
    from tachkhis.report.read import read_case
    from tachkhis.report.text import Text
    from tachkhis.report.text import languages
    from tachkhis.report.view import build_view

    if args.language not in languages():
        remedy = f"write one of: {', '.join(languages())}"
        raise InputError([Fault("--language", "no report in this language", remedy, value=args.language)])
    result = read_case(args.case)
    identities = read_identities(args.identities) if args.identities is not None else {}
    text = Text.load(args.language)
    view = build_view(result, text, identities.get(result.case.proband))
    pdf = render_pdf(with_edition(view, text, args.case.read_bytes(), commit_of()))
    try:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_bytes(pdf)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise InputError([Fault(str(args.out), problem, "give a file in a folder that can be written to")]) from error
    return 0
