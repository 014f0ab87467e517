"""``tachkhis ploidy``: copies of X, Y and M by sex, in the form that a caller wants."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--request", required=True, type=Path, help="the request of the case (JSON)")
    parser.add_argument("--passport", required=True, type=Path, help="passport of the prepared reference")
    parser.add_argument("--caller", required=True, choices=("bcftools", "freebayes"))
    parser.add_argument("--out", required=True, type=Path, help="ploidy file (bcftools) or copy-number map (freebayes)")
    parser.add_argument("--samples", type=Path, help="bcftools: sample and sex, one line each")


def run(args: argparse.Namespace) -> int:
    """Write the files."""
    from tachkhis.case.request import Request
    from tachkhis.reference.passport import Passport
    from tachkhis.reference.sex_chromosomes import sex_chromosomes

    request = Request.read(args.request)
    lengths = Passport.from_json(args.passport.read_text()).lengths
    copies = sex_chromosomes(request.config, lengths)
    sexes = [(person.sample, person.sex) for person in request.case.people if person.sample in request.units]
    if args.caller == "freebayes":
        args.out.write_text(copies.copy_number_map(sexes))
    else:
        args.out.write_text(copies.ploidy_file())
        if args.samples is not None:
            args.samples.write_text(copies.samples_file(sexes))
    return 0
