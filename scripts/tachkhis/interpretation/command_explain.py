"""``tachkhis explain``: the whole decision path of one variant of a case."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("allele", metavar="CHROM-POS-REF-ALT", help="the allele, as in the VCF")
    parser.add_argument("--vcf", required=True, type=Path, help="annotated calls: results/cases/CASE/CASE.vcf.gz")
    parser.add_argument("--case-json", required=True, type=Path, help="results/cases/CASE/CASE.case.json")
    again = parser.add_argument_group("to see the criteria of an allele that the report does not list")
    again.add_argument("--request", type=Path, help="results/cases/CASE/CASE.request.json")
    again.add_argument("--tracks", type=Path, help="tracks.json of the prepared tracks")
    again.add_argument("--passport", type=Path, help="passport.json of the prepared reference")


def run(args: argparse.Namespace) -> int:
    """Print; see :mod:`tachkhis.interpretation.explain`."""
    from tachkhis.case.request import Request
    from tachkhis.interpretation.build import Interpretation
    from tachkhis.interpretation.explain import explain
    from tachkhis.interpretation.explain import not_called
    from tachkhis.interpretation.explain import parse_allele
    from tachkhis.interpretation.inputs import read_case
    from tachkhis.interpretation.inputs import read_quality
    from tachkhis.interpretation.inputs import read_tracks
    from tachkhis.reference.passport import Passport
    from tachkhis.variants.record import VariantFile

    allele = parse_allele(args.allele)
    result = read_case(args.case_json)
    variant = VariantFile(args.vcf).find(allele.contig, allele.position, allele.ref, allele.alt)
    if variant is None:
        print("\n".join(not_called(allele, result)))
        return 0
    interpretation = None
    if None not in (args.request, args.tracks, args.passport):
        interpretation = Interpretation(
            request=Request.read(args.request),
            vcf=args.vcf,
            passport=Passport.from_json(args.passport.read_text(encoding="utf-8")),
            quality=read_quality(None),
            tracks=read_tracks(args.tracks),
            sites=[],
        )
    print("\n".join(explain(variant, result, interpretation)))
    return 0
