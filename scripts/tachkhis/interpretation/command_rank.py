"""``tachkhis rank``: the genes whose known signs fit a list of HPO terms best."""

from __future__ import annotations

import argparse
import re

EXAMPLE = """\
example (proximal muscle weakness, calf pseudohypertrophy, high creatine kinase; intellect is normal):
  tachkhis rank --hpo HP:0003701,HP:0003707,HP:0003236 --excluded HP:0001249 --top 5
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EXAMPLE
    parser.add_argument("--hpo", required=True, metavar="HP:..,HP:..", help="signs of the patient, comma-separated")
    parser.add_argument("--excluded", default="", metavar="HP:..,HP:..", help="signs looked for and absent")
    parser.add_argument("--top", type=int, default=20, metavar="N", help="genes to print (default 20)")
    parser.add_argument("--genes", default="", metavar="G1,G2", help="rank only these genes")


def run(args: argparse.Namespace) -> int:
    """Print rank, gene, score, matched terms and expected modes of inheritance, tab-separated."""
    from tachkhis.interpretation.phenotype import hpo

    ontology = hpo()
    terms, excluded = _split(args.hpo), _split(args.excluded)
    ontology.check(terms, "--hpo")
    ontology.check(excluded, "--excluded")
    wanted = set(_split(args.genes))
    ranked = [pair for pair in ontology.rank(terms, excluded) if not wanted or pair[0] in wanted]
    print(f"# HPO {ontology.version}; score: mean best match of the patient's signs, 0 to 1")
    print("rank\tgene\tscore\tmatched\tmodes")
    for number, (gene, fit) in enumerate(ranked[: max(0, args.top)], 1):
        print(f"{number}\t{gene}\t{fit.score:.4f}\t{','.join(fit.matched) or '.'}\t{','.join(fit.modes) or '.'}")
    return 0


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", text) if part]
