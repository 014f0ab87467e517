"""``tachkhis sites``: what was read at the sites of interest in each member of a case."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--request", required=True, type=Path, help="the request of the case (JSON)")
    parser.add_argument("--sites", required=True, type=Path, help="founders and positions, resolved (JSON)")
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--passport", required=True, type=Path, help="passport of the reference")
    parser.add_argument("--samples", required=True, type=Path, help="folder of the samples' results")
    parser.add_argument("--out", required=True, type=Path, help="result (JSON)")


def run(args: argparse.Namespace) -> int:
    """Read; see :mod:`tachkhis.variants.genotype`."""
    import json
    from dataclasses import asdict

    from tachkhis.case.request import Request
    from tachkhis.reference.passport import Passport
    from tachkhis.reference.sex_chromosomes import sex_chromosomes
    from tachkhis.variants.genotype import genotype_sites
    from tachkhis.variants.sites import read_sites

    request = Request.read(args.request)
    copies = sex_chromosomes(request.config, Passport.from_json(args.passport.read_text()).lengths)
    crams = {sample: args.samples / sample / f"{sample}.cram" for sample in request.units}
    results = genotype_sites(read_sites(args.sites), request, crams, args.fasta, copies)
    rows = [asdict(result) for result in results]
    args.out.write_text(json.dumps(rows, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return 0
