#!/usr/bin/env python3
"""What a sign of a request opens: genes that match it, and genes that are only akin to it by a term above both.

For common and broad signs: genes (of those with signs in HPO, and of the ACMG SF list) that match, that are akin at the
share of ``resources/acmg/candidates.json`` and at others. In genes that are only akin nothing is told but P and LP
genotypes that make ill by themselves, and nothing in those of the SF list (:mod:`tachkhis.interpretation.akin`).
``--cases``: of the development cases whose request matches no sign of the cause, how many causes each share opens.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.phenotype import hpo

SIGNS = (
    *("HP:0003198", "HP:0001324", "HP:0001252", "HP:0001638", "HP:0001627", "HP:0001250", "HP:0001263", "HP:0001249"),
    *("HP:0001251", "HP:0009830", "HP:0000365", "HP:0000556", "HP:0000077", "HP:0001903", "HP:0002240", "HP:0001397"),
    *("HP:0004322", "HP:0000252", "HP:0002664", "HP:0003201"),
)


def main() -> int:
    """Print one line for each sign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signs", nargs="*", default=SIGNS, metavar="HP:0003198", help="HPO terms (default: twenty)")
    parser.add_argument("--shares", nargs="+", type=float, default=[0.2, 0.3, 0.5, 0.6], help="other shares to try")
    parser.add_argument("--cases", action="store_true", help="measure the shares on the development cases as well")
    given = parser.parse_args()
    whole = hpo()
    whole.check(given.signs, "command line")
    shipped = float(read_json(RESOURCES / "acmg" / "candidates.json")["akin_from_genes_share"])
    listed = set(read_json(RESOURCES / "acmg" / "secondary_findings.json")["genes"])
    genes = [gene for gene in whole.genes if whole.matched(gene, ("HP:0000118",))]
    shares = sorted({shipped, *given.shares})
    print(f"HPO {whole.version}: {len(genes)} genes with signs, {len(listed & set(genes))} of them on the ACMG SF list")
    print(
        f"shipped share {shipped:g}; genes that match, and that are akin without a match (of the SF list in brackets)"
    )
    heads = "".join(f"{'at ' + format(share, 'g'):>12}" for share in shares)
    print(f"{'':12}{'match':>12}{heads}  sign")
    for sign in given.signs:
        matching = {gene for gene in genes if whole.matched(gene, (sign,))}
        found = [matching]
        found += [{gene for gene in genes if whole.akin(gene, (sign,), share)} - matching for share in shares]
        cells = "".join(f"{f'{len(one)} ({len(one & listed)})':>12}" for one in found)
        print(f"{sign:12}{cells}  {whole.term(sign).label_en}")
    if given.cases:
        from signs_cases import lines

        from tachkhis.interpretation.ranking.knowledge import load

        for line in lines(whole, load(), genes, frozenset(listed), shares):
            print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
