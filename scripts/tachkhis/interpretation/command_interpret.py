"""``tachkhis interpret``: the annotated VCF of a case to ``case.json``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.case.request import Request
    from tachkhis.interpretation.build import Interpretation


def add_request_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the request of the case comes from."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--request", type=Path, help="the request of the case (JSON), as the workflow writes it")
    source.add_argument("--config", "--configfile", type=Path, help="configuration of the run; needs --case")
    parser.add_argument("--case", help="id of the case, with --config")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_request_arguments(parser)
    parser.add_argument("--vcf", required=True, type=Path, help="annotated calls of the family")
    parser.add_argument("--quality", type=Path, help="quality of the case (JSON); none where it starts from a VCF")
    parser.add_argument("--autozygosity", type=Path, help="runs of homozygosity of the family (JSON)")
    parser.add_argument("--sites", type=Path, help="what was read at the sites of interest (JSON)")
    parser.add_argument("--tracks", required=True, type=Path, help="resources as used, ClinVar counts by gene (JSON)")
    parser.add_argument("--passport", required=True, type=Path, help="passport of the reference (JSON)")
    parser.add_argument("--genes", type=Path, help="gene model, prepared (default: that of the configuration)")
    parser.add_argument("--fasta", type=Path, help="prepared reference (default: genome.fa beside the passport)")
    parser.add_argument("--out", required=True, type=Path, help="case.json to write")


def request_of(args: argparse.Namespace) -> Request:
    """The request that the arguments name.

    Raises:
        InputError: the configuration or its sheets cannot be used, or hold no such case.
    """
    from tachkhis.case.config import load_config
    from tachkhis.case.request import Request
    from tachkhis.case.sheets import load_sheets
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError

    if args.request is not None:
        return Request.read(args.request)
    config = load_config(args.config)
    sheets = load_sheets(config)
    if args.case not in sheets.cases:
        remedy = f"write --case with one of: {', '.join(sheets.cases)}"
        raise InputError([Fault(str(config.sheets.cases), "no such case", remedy, column="case", value=args.case)])
    return Request.of(config, sheets, args.case)


def interpretation_of(args: argparse.Namespace) -> Interpretation:
    """The interpretation that the arguments describe; nothing is computed yet."""
    from tachkhis.interpretation.build import Interpretation
    from tachkhis.interpretation.inputs import read_quality
    from tachkhis.interpretation.inputs import read_runs
    from tachkhis.interpretation.inputs import read_sites
    from tachkhis.interpretation.inputs import read_tracks
    from tachkhis.reference.passport import Passport

    return Interpretation(
        request=request_of(args),
        vcf=args.vcf,
        passport=Passport.from_json(args.passport.read_text(encoding="utf-8")),
        quality=read_quality(args.quality),
        tracks=read_tracks(args.tracks),
        sites=read_sites(args.sites),
        genes_file=args.genes,
        runs=read_runs(args.autozygosity),
        fasta=args.fasta or beside(args.passport, "genome.fa"),
        tracks_folder=args.tracks.parent,
    )


def beside(path: Path, name: str) -> Path | None:
    """The file of this name in the same folder; ``None`` where there is none."""
    found = path.with_name(name)
    return found if found.is_file() else None


def run(args: argparse.Namespace) -> int:
    """Interpret; see :mod:`tachkhis.interpretation.build`."""
    from tachkhis.interpretation.build import to_json

    result = interpretation_of(args).result()
    args.out.write_text(to_json(result), encoding="utf-8")
    return 0
