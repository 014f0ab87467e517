"""``tachkhis first``: the page of a first result."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("case", type=Path, metavar="FIRST.json", help="calls in the requested genes, interpreted")
    parser.add_argument("--request", type=Path, required=True, help="the request of the case (JSON): who has reads")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.html", help="the page to write")
    parser.add_argument("--language", default="fr", help="language of the page (default: fr)")


def run(args: argparse.Namespace) -> int:
    """Write the page; see :mod:`tachkhis.report.first_page`.

    Raises:
        InputError: the document cannot be used, or there is no such language.
    """
    from tachkhis.case.request import Request
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.report.first_page import first_page
    from tachkhis.report.read import read_case
    from tachkhis.report.text import Text
    from tachkhis.report.text import languages

    if args.language not in languages():
        remedy = f"write one of: {', '.join(languages())}"
        raise InputError([Fault("--language", "no page in this language", remedy, value=args.language)])
    read = Request.read(args.request).units
    args.out.write_text(first_page(read_case(args.case), Text.load(args.language), read), encoding="utf-8")
    return 0
