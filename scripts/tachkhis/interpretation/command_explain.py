"""``tachkhis explain``: the whole decision path of one variant of a case, or why a gene is not in its report."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.interpretation.explaining.document import GenePath
    from tachkhis.interpretation.explaining.document import VariantPath
    from tachkhis.interpretation.explaining.files import Files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.usage = (
        "tachkhis explain CASE CHROM-POS-REF-ALT [--directory DIR] [--format json]\n"
        "       tachkhis explain CASE --gene GENE [--directory DIR] [--format json]"
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="CASE CHROM-POS-REF-ALT",
        help="the case, and the allele as in its VCF (position 1-based)",
    )
    parser.add_argument("--gene", help="a gene instead of an allele: why it is in the report or not, with its coverage")
    parser.add_argument("--directory", type=Path, default=Path(), help="directory of the run (default: here)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")
    files = parser.add_argument_group("files from elsewhere, instead of CASE")
    files.add_argument("--vcf", type=Path, help="annotated calls: results/cases/CASE/CASE.vcf.gz")
    files.add_argument("--case-json", type=Path, help="results/cases/CASE/CASE.case.json")
    files.add_argument("--request", type=Path, help="results/cases/CASE/CASE.request.json (for what is not listed)")
    files.add_argument("--tracks", type=Path, help="tracks.json of the prepared tracks (likewise)")
    files.add_argument("--passport", type=Path, help="passport.json of the prepared reference (likewise)")


def run(args: argparse.Namespace) -> int:
    """Print; see :mod:`tachkhis.interpretation.explaining`.

    Raises:
        InputError: no such run, case, allele or gene, or an unfinished case.
    """
    from tachkhis.interpretation.explaining.printing import gene_text
    from tachkhis.interpretation.explaining.printing import variant_text

    if args.gene is None:
        path = _of_variant(args)
        said, document = variant_text(path), path.model_dump_json(by_alias=True, indent=1)
    else:
        gene = _of_gene(args)
        said, document = gene_text(gene), gene.model_dump_json(by_alias=True, indent=1)
    print(document if args.format == "json" else said)
    return 0


def _files(args: argparse.Namespace, words: list[str], most: int) -> Files:
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.interpretation.explaining.files import of_arguments
    from tachkhis.interpretation.explaining.files import of_case

    if len(words) > most:
        remedy = "write: tachkhis explain CASE CHROM-POS-REF-ALT, or: tachkhis explain CASE --gene GENE"
        raise InputError([Fault("command line", "too many words", remedy, value=" ".join(args.words))])
    return of_case(words[0], args.directory) if words[:1] and len(words) == most else of_arguments(args)


def _of_variant(args: argparse.Namespace) -> VariantPath:
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.interpretation.explaining.allele import parse_allele
    from tachkhis.interpretation.explaining.allele import refuse_elsewhere
    from tachkhis.interpretation.explaining.files import interpretation_of
    from tachkhis.interpretation.explaining.variant_path import Explainer
    from tachkhis.interpretation.inputs import read_case

    if not args.words:
        remedy = "write: tachkhis explain CASE CHROM-POS-REF-ALT, or: tachkhis explain CASE --gene GENE"
        raise InputError([Fault("command line", "which variant or gene?", remedy)])
    if len(args.words) == 1:
        allele = parse_allele(args.words[0])
        files = _files(args, args.words, 2)
    else:
        files = _files(args, args.words, 2)
        allele = parse_allele(args.words[1])
    refuse_elsewhere(allele, files)
    return Explainer(files, read_case(files.case_json), interpretation_of(files)).variant(allele)


def _of_gene(args: argparse.Namespace) -> GenePath:
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.interpretation.explaining.files import interpretation_of
    from tachkhis.interpretation.explaining.gene_path import GeneExplainer
    from tachkhis.interpretation.inputs import read_case

    files = _files(args, args.words, 1)
    interpretation = interpretation_of(files)
    if interpretation is None:
        problem = "the request, tracks or reference of the case are not at hand, so its genes cannot be looked into"
        remedy = "keep the files that the run's configuration names, or name --request, --tracks and --passport"
        raise InputError([Fault(str(files.case_json), problem, remedy, column="--gene", value=args.gene)])
    return GeneExplainer(files, read_case(files.case_json), interpretation).gene(args.gene)
