#!/usr/bin/env python3
"""Candidates of simulated trios: how often the planted cause is the first, or among the first five.

Each trio is a published patient of the development half: gene, zygosity, kinds of change, sex and signs are theirs, the
background and all annotations are drawn (families_world.json). All passes through the shipped rules of classification,
inheritance and listing; a cause that is not listed counts as a failure. The signs are ranked without the annotations
that cite the patient's own paper. Figures are of coefficients fitted without any family of the same gene (five folds).
``--fit`` writes the shipped coefficients (resources/phenotype/diplotypes.json) from all families. A simulated family is
no patient: real backgrounds hold artefacts and genes that mislead in ways that no table of assumptions has.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from families_fit import NAMES
from families_fit import Listing
from families_fit import cross_validate
from families_fit import fit
from families_fit import rank_of
from families_page import write_page
from families_world import CHILD
from families_world import Planted
from families_world import Simulated
from families_world import World
from families_world import published
from families_world import simulate
from ranking import interval
from ranking_fit import Array

from paths import ROOT
from paths import needed_data
from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.candidates import choose
from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.ranking.knowledge import load
from tachkhis.interpretation.ranking.measures import paper_number
from tachkhis.interpretation.ranking.model import Ranker
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import clinvar_pathogenic
from tachkhis.interpretation.weighing import TABLE
from tachkhis.variants.record import Variant

SETTINGS = {
    "trio, signs and ClinVar": (True, True, False),
    "trio, signs alone": (True, False, False),
    "trio, ClinVar alone": (False, True, False),
    "trio, neither": (False, False, False),
    "child alone, signs and ClinVar": (True, True, True),
}
MODES = {
    "de_novo": "dominant, de novo",
    "homozygous": "recessive, homozygous, parents first cousins",
    "compound": "recessive, compound heterozygous",
    "x_linked": "X-linked, hemizygous boy",
}
PER_MODE = 60
CLASSES = ("P", "LP", "VUS", "LB", "B")


def chosen_patients(per_mode: int) -> list[Planted]:
    """Patients by mode, gene after gene in turn, so that many genes are seen."""
    csv.field_size_limit(1 << 27)
    text = (needed_data() / "benchmarks" / "phenopackets_dev.tsv").read_text("utf-8")
    found = list(published(list(csv.DictReader(text.splitlines(), delimiter="\t"))))
    turn: Counter[tuple[str, str]] = Counter()
    rounds = []
    for one in found:
        rounds.append((turn[one.mode, one.gene], one))
        turn[one.mode, one.gene] += 1
    rounds.sort(key=lambda pair: pair[0])
    return [one for mode in MODES for one in [each for _, each in rounds if each.mode == mode][:per_mode]]


def needed(trio: Simulated, fits: Fits, *, alone: bool) -> tuple[Variant, ...]:
    """Without lone heterozygous alleles that no rule can list; judging them takes most of the time.

    Those are neither truncating nor P or LP in ClinVar, and either a healthy parent has them, or, of a child alone, no
    sign matches their gene.
    """
    count = Counter(variant.consequences[0].gene for variant in trio.variants)
    kept = []
    for variant in trio.variants:
        child, *parents = variant.calls
        lone = count[variant.consequences[0].gene] == 1 and len(child.alleles) == 2 and child.carried == 1
        gene = variant.consequences[0].gene
        idle = not fits.of(gene).matched if alone else any(call.carried for call in parents)
        if (
            not (lone and idle and variant.contig != "chrX")
            or variant.consequences[0].impact == "HIGH"
            or clinvar_pathogenic(variant)
        ):
            kept.append(variant)
    return tuple(kept)


def list_candidates(trio: Simulated, world: World, fits: Fits, *, clinvar: bool, alone: bool) -> list[Chosen]:
    """What the shipped rules list, best first."""
    variants, tracks, family = needed(trio, fits, alone=alone), world.tracks, trio.family
    if alone:
        family = replace(family, sequenced=frozenset({CHILD}), confirmed=frozenset())
        variants = tuple(replace(variant, calls=variant.calls[:1]) for variant in variants)
    if not clinvar:
        variants = tuple(replace(variant, clinvar=None) for variant in variants)
        kept = [one for one in tracks.resources if one.name != "clinvar"]
        tracks = tracks.model_copy(update={"resources": kept, "clinvar_genes": {}})
    case = replace(family.case, hpo=fits.terms)
    family = replace(family, case=case)
    genes = Assessor(family, tracks, None, "GRCh38", fits.terms, fits=fits).genes(variants)
    return choose(genes, family, Question(fits.terms, frozenset(), frozenset()), trio.runs)[0]


def listings_of(trio: Simulated, world: World, ranker: Ranker) -> list[Listing]:
    """The candidates of one trio in each setting."""
    one, found = trio.planted, []
    with_signs = Fits(one.terms, ranker, paper_number(one.paper))
    for setting, (signs, clinvar, alone) in SETTINGS.items():
        listed = list_candidates(trio, world, with_signs if signs else Fits(()), clinvar=clinvar, alone=alone)
        listed.sort(key=lambda chosen: (CLASSES.index(chosen.class_), -chosen.result.fit.score))
        held = [{variant.id for variant in chosen.diplotype.variants} for chosen in listed]
        cause = next((n for n, ids in enumerate(held) if ids == trio.cause), -1)
        related = tuple(n for n, ids in enumerate(held) if ids & trio.cause and n != cause)
        values = tuple(chosen.weight.values for chosen in listed)
        found.append(Listing(one.id, one.gene, one.mode, setting, values, cause, related))
    return found


def _work(part: tuple[int, int, int]) -> tuple[list[Listing], list[Counter[str]]]:
    number, parts, per_mode = part
    knowledge = load()
    ranker = Ranker(knowledge, leave_publication_out=True)
    world = World.draw(np.random.default_rng(1), [str(gene) for gene in knowledge.genes])
    found, counts = [], []
    for seed, one in enumerate(chosen_patients(per_mode)):
        if seed % parts == number:
            trio = simulate(world, one, seed)
            found += listings_of(trio, world, ranker)
            if seed % 5 == 0:
                counts.append(background(trio, world))
    return found, counts


def background(trio: Simulated, world: World) -> Counter[str]:
    """What one trio holds, the cause apart: kept variants of the child, rare inherited ones, candidates by mode."""
    found: Counter[str] = Counter()
    own = [variant for variant in trio.variants if variant.id not in trio.cause]
    found["variants kept"] = len(own)
    found["inherited below 0.1 %"] = sum(
        variant.calls[0].carried == 1
        and any(call.carried for call in variant.calls[1:])
        and (variant.gnomad is None or (variant.gnomad.af or 0.0) < 0.001)
        for variant in own
    )
    rest = replace(trio, variants=tuple(own))
    for chosen in list_candidates(rest, world, Fits(()), clinvar=True, alone=False):
        found[f"candidates {chosen.mode.value}"] += 1
    return found


def table(title: str, listings: Sequence[Listing], scores: dict[int, Array]) -> str:
    """Top 1 and top 5 by setting, and of the order by class, then phenotype, beside them."""
    head = ["", "families", "listed", "top 1, %", "top 5, %", "by class then signs: top 1, %", "top 5, %"]
    rows = []
    for setting in SETTINGS:
        places = [n for n, one in enumerate(listings) if one.setting == setting]
        ours = [rank_of(scores[n][:-1], listings[n].cause) for n in places]
        plain = [rank_of(-np.arange(len(listings[n].values), dtype=float), listings[n].cause) for n in places]
        cells = [setting, str(len(places)), str(sum(listings[n].cause >= 0 for n in places))]
        for ranks, top in product((ours, plain), (1, 5)):
            hits = sum(rank <= top for rank in ranks)
            low, high = interval(hits, len(ranks))
            cells.append(f"{100 * hits / max(1, len(ranks)):.1f} ({low:.0f}-{high:.0f})")
        rows.append(cells)
    widths = [max(len(cells[place]) for cells in [head, *rows]) for place in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in [head, *rows]]
    return "\n".join([title, *(line.rstrip() for line in lines)])


def write_coefficients(listings: Sequence[Listing], weights: Array) -> None:
    """The shipped table."""
    families = len({one.family for one in listings})
    content = {
        "release": "2026-11",
        "about": "Coefficients of the weight of a candidate (tachkhis.interpretation.weighing says what each value is): "
        "natural logarithms of odds per unit of the value, against 'none of the candidates'.",
        "fitted": f"scripts/benchmark families --fit: conditional logit on {families} simulated trios in five settings "
        "(trio with and without signs and ClinVar, and the child alone), each with its planted cause and again without it; ridge "
        "towards 1 for the phenotype and ln(350)/8 per point (Tavtigian 2020, PMC8011844), towards 0 for all else. Causes "
        "are those of the development phenopackets of shared/data/benchmarks, signs ranked without their own "
        "publication; the background is drawn (tests/benchmarks/families_world.json). No case or gene is stored.",
        "coefficients": {name: round(float(weight), 3) for name, weight in zip(NAMES, weights, strict=True)},
    }
    TABLE.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {TABLE.relative_to(ROOT)}")


def main() -> int:
    """Simulate, list, weigh, print, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="fit the shipped coefficients anew")
    parser.add_argument("--per-mode", type=int, default=PER_MODE, help="families of each mode, at most")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark", help="folder of the page")
    args = parser.parse_args()
    start = time.perf_counter()
    load()
    with ProcessPoolExecutor(args.cores) as pool:
        parts = list(pool.map(_work, [(number, args.cores, args.per_mode) for number in range(args.cores)]))
    listings = sorted(
        (one for found, _ in parts for one in found), key=lambda one: (list(MODES).index(one.mode), one.family)
    )
    scores = cross_validate(listings)
    if args.fit:
        write_coefficients(listings, fit(listings))
    counts = [one for _, found in parts for one in found]
    names = sorted({name for one in counts for name in one}, reverse=True)
    drawn = ", ".join(f"{name} {np.mean([one[name] for one in counts]):.1f}" for name in names)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime
    texts = [
        f"{len(listings) // len(SETTINGS)} trios in {time.perf_counter() - start:.0f} s on {args.cores} cores ({spent:.0f} s of CPU); HPO {load().version}",
        f"Background per trio, means: {drawn}",
        table("All modes, cross-validated by gene", listings, scores),
    ]
    for mode, title in MODES.items():
        places = [n for n, one in enumerate(listings) if one.mode == mode]
        own = {n: scores[place] for n, place in enumerate(places)}
        texts.append(table(title[0].upper() + title[1:], [listings[n] for n in places], own))
    weights = zip(NAMES, fit(listings), strict=True)
    texts.append("Coefficients of all families\n" + "\n".join(f"{name:18} {weight:7.3f}" for name, weight in weights))
    print("\n\n".join(texts))
    print(write_page(texts, listings, scores, args.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
