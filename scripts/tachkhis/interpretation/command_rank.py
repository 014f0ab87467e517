"""``tachkhis rank``: the genes and diseases whose known signs fit a list of HPO terms best."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.errors import Fault
    from tachkhis.interpretation.ranking.model import Ranker

TOP = 100
"""Genes of each case in a table of results."""

EXAMPLE = """\
example (proximal muscle weakness, calf pseudohypertrophy, high creatine kinase; intellect is normal):
  tachkhis rank --hpo HP:0003701,HP:0003707,HP:0003236 --excluded HP:0001249 --top 5
a table of cases (case_id, hpo_present and where known hpo_excluded, pmid; terms joined by ;):
  tachkhis rank --cases cases.tsv --out ranked.tsv
The score is the probability that the gene is the cause, provided that it is a gene that HPO links with a disease.
Excluded terms are checked, but do not change the order: in published cases they mislead (docs of the benchmark).
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EXAMPLE
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--hpo", "--terms", dest="hpo", metavar="HP:..,HP:..", help="signs of the patient, by commas")
    what.add_argument("--cases", type=Path, metavar="FILE", help="table of cases to rank")
    what.add_argument("--prepare", action="store_true", help="only compile the HPO files, once, for fast starts")
    parser.add_argument("--excluded", default="", metavar="HP:..,HP:..", help="signs looked for and absent")
    parser.add_argument("--top", type=int, default=20, metavar="N", help="genes and diseases to print (default 20)")
    parser.add_argument("--genes", default="", metavar="G1,G2", help="print only these genes")
    parser.add_argument("--out", type=Path, metavar="FILE", help="with --cases: case_id rank gene score, top 100 each")
    parser.add_argument(
        "--leave-publication-out",
        action="store_true",
        help="with --cases: use no annotation that cites a case's own pmid, nor any without a reference to check",
    )
    parser.add_argument(
        "--hpo-data",
        type=Path,
        metavar="DIR",
        help="folder of hp.obo, phenotype.hpoa and "
        "genes_to_phenotype.txt of another release (default: TACHKHIS_HPO, or those of set-up)",
    )


def run(args: argparse.Namespace) -> int:
    """Rank one patient to standard output, or a table of cases to a file."""
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.interpretation.ranking.knowledge import load
    from tachkhis.interpretation.ranking.model import Ranker

    if args.cases and not args.out:
        raise InputError([Fault("command line", "--cases without --out", "name the table to write with --out")])
    knowledge = load(args.hpo_data)
    if args.prepare:
        print(f"HPO {knowledge.version}: {len(knowledge.genes)} genes, {len(knowledge.diseases)} diseases")
        return 0
    ranker = Ranker(knowledge, leave_publication_out=args.leave_publication_out)
    return _rank_table(args.cases, args.out, ranker) if args.cases else _rank_one(args, ranker)


def _rank_table(path: Path, out: Path, ranker: Ranker) -> int:
    from tachkhis.interpretation.ranking.cases import read_cases

    cases, passed = read_cases(path, ranker.knowledge)
    _warn(passed)
    print(f"HPO {ranker.knowledge.version}; {len(cases)} cases", file=sys.stderr)
    part = out.with_name(f"{out.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as table:
        table.write("case_id\trank\tgene\tscore\n")
        for case in cases:
            for number, found in enumerate(ranker.genes(case.terms, case.paper, TOP), 1):
                table.write(f"{case.id}\t{number}\t{found.name}\t{found.score:.6g}\n")
    part.replace(out)
    return 0


def _rank_one(args: argparse.Namespace, ranker: Ranker) -> int:
    from tachkhis.errors import InputError
    from tachkhis.interpretation.phenotype import hpo
    from tachkhis.interpretation.ranking.cases import usable

    terms, faults = usable(ranker.knowledge, _split(args.hpo), "--hpo")
    _, others = usable(ranker.knowledge, _split(args.excluded), "--excluded")
    if faults or others or not terms:
        from tachkhis.errors import Fault

        none = [Fault("--hpo", "no sign given", "write at least one HPO term")]
        raise InputError([*faults, *others] or none)
    wanted, top = set(_split(args.genes)), max(0, args.top)
    written = [f"HP:{ranker.knowledge.numbers[term]:07d}" for term in terms]
    ontology = hpo()
    print(
        f"# HPO {ranker.knowledge.version}; score: probability that the gene is the cause, if it is one of HPO's genes"
    )
    print("rank\tgene\tscore\tmatched\tmodes")
    genes = [one for one in ranker.genes(terms, top=len(ranker.knowledge.genes)) if not wanted or one.name in wanted]
    for number, one in enumerate(genes[:top], 1):
        matched, modes = ontology.matched(one.name, written), ontology.modes(one.name)
        cells = (str(number), one.name, f"{one.score:.4g}", ",".join(matched) or ".", ",".join(modes) or ".")
        print("\t".join(cells))
    print("# diseases with a known gene; score: share among them")
    print("rank\tdisease\tscore\tgene\tname")
    diseases = ranker.diseases(terms, top=len(ranker.knowledge.diseases))
    diseases = [one for one in diseases if not wanted or one.gene in wanted]
    for number, one in enumerate(diseases[:top], 1):
        print(f"{number}\t{one.name}\t{one.score:.4g}\t{one.gene}\t{one.label}")
    return 0


def _warn(faults: Iterable[Fault]) -> None:
    for fault in faults:
        print(f"warning: {fault}", file=sys.stderr)


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", text) if part]
