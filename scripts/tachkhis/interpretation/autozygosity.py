"""What runs of homozygosity mean: F_ROH, the class that it suggests, the declaration, a whole chromosome in one run.

F_ROH is the share of the callable autosomes in runs of at least a stated length (McQuillan 2008, PMID 18760389). The
class rests on long runs alone, by Bayes' rule over simulated couples
(``resources/quality/autozygosity_pedigrees.json``); it speaks of what a couple's child looks like, and states no
kinship. Thresholds: ``resources/quality/autozygosity.json``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.case.model import Case
from tachkhis.case.model import Person
from tachkhis.interpretation.runs import Autosome
from tachkhis.interpretation.runs import Autozygosity
from tachkhis.interpretation.runs import Couple
from tachkhis.interpretation.runs import FRoh
from tachkhis.interpretation.runs import ParentOnChromosome
from tachkhis.interpretation.runs import PersonAutozygosity
from tachkhis.interpretation.runs import Run
from tachkhis.interpretation.runs import WholeChromosome
from tachkhis.quality.homozygosity import FamilyRuns
from tachkhis.quality.homozygosity import HomozygousRun
from tachkhis.quality.homozygosity import PersonRuns
from tachkhis.quality.homozygosity import shortest_run
from tachkhis.quality.kinship import Comparison
from tachkhis.quality.kinship import compare_f
from tachkhis.quality.kinship import compare_kinship
from tachkhis.quality.kinship import pedigrees
from tachkhis.quality.markers import thresholds
from tachkhis.variants.binomial import upper_tail

SMOOTHING = 0.5
"""Children added to each cell of a class's grid, so that none is impossible."""
_MISMATCH = {
    Comparison.HIGHER.value: "quality.autozygosity_higher",
    Comparison.LOWER.value: "quality.autozygosity_lower",
}
_WITHOUT = {
    "father": "quality.whole_chromosome_without_father",
    "mother": "quality.whole_chromosome_without_mother",
}

_NOT_GIVEN = {
    "father": "quality.chromosome_without_father",
    "mother": "quality.chromosome_without_mother",
}


def autozygosity_of(found: FamilyRuns, case: Case) -> Autozygosity:
    """The runs of a family with their meaning.

    Args:
        found: runs and markers, as measured.
        case: the request: family and declared consanguinity.
    """
    callable_bases = sum(found.callable.values())
    told = callable_bases >= thresholds()["min_callable_bases"]
    return Autozygosity(
        test=found.test,
        genetic_map=found.genetic_map,
        autosome_bases=sum(found.lengths.values()),
        callable_bases=callable_bases,
        told=told,
        run_from_bases=shortest_run(found.lengths),
        frequencies=dict(found.frequencies),
        people=[_person(one, found, case, told=told) for one in found.people],
        couples=[
            Couple(
                father=pair.first,
                mother=pair.second,
                kinship=pair.kinship if told else None,
                sites=pair.sites,
                declared=_declared_couple(pair.first, pair.second, case, pair.kinship, pair.sites, told=told),
            )
            for pair in found.relatives
            if pair.kind == "couple"
        ],
        autosomes=[
            Autosome(contig=contig, bases=bases, covered=list(found.covered.get(contig, ())))
            for contig, bases in found.lengths.items()
            if found.covered  # measured by a version that did not tell what it covers: nothing can be drawn
        ],
    )


def posterior(f: float, runs: int) -> dict[str, float]:
    """Probability of each class of couples, given F in long runs and their number.

    Args:
        f: share of the callable autosomes in runs of at least ``class_from_bases``.
        runs: how many these are.
    """
    table, prior = pedigrees(), thresholds()["prior"]
    row = bisect_right(table["f_edges"], f) - 1
    column = bisect_right(table["run_edges"], runs) - 1
    cells = len(table["f_edges"]) * len(table["run_edges"])
    weights = {
        name: prior[name] * (entry["grid"][row][column] + SMOOTHING) / (entry["children"] + SMOOTHING * cells)
        for name, entry in table["classes"].items()
    }
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def credible(classes: dict[str, float]) -> list[str]:
    """The likeliest classes that together reach the table's probability."""
    found: list[str] = []
    total = 0.0
    for name, probability in sorted(classes.items(), key=lambda item: -item[1]):
        found.append(name)
        total += probability
        if total >= thresholds()["credible"]:
            break
    return found


def warnings_of(autozygosity: Autozygosity, case: Case) -> list[Message]:
    """What the page on quality says: a mismatch with the declaration, a chromosome in one run; never a kinship."""
    found: list[Message] = []
    for person in autozygosity.people:
        if person.declared in _MISMATCH:
            long = person.f[-1]
            values = {"sample": person.sample, "percent": f"{100 * long.f:.1f}"}
            found.append(Message(key=_MISMATCH[person.declared], values=values))
        if person.sample == case.proband:
            found += [_disomy_message(person.sample, one) for one in person.whole_chromosome]
    for couple in autozygosity.couples:
        if couple.declared == Comparison.HIGHER:
            values = {"first": couple.father, "second": couple.mother}
            found.append(Message(key="quality.kinship_higher", values=values))
    return found


def limits_of_runs(autozygosity: Autozygosity | None, case: Case) -> list[Message]:
    """What could not be told of runs of homozygosity."""
    if autozygosity is None:
        related = case.consanguinity not in ("none", "unknown")
        return [Message(key="limit.autozygosity")] if related else []
    if not autozygosity.told:
        values = {"bases": f"{autozygosity.callable_bases / 1e6:.1f}"}
        return [Message(key="limit.autozygosity_small_genome", values=values)]
    key = "limit.autozygosity_exome" if autozygosity.test != "genome" else ""
    return [Message(key=key)] if key else []


def _disomy_message(sample: str, one: WholeChromosome) -> Message:
    values = {"sample": sample, "contig": one.contig}
    if one.not_given_by is None:  # never of a chromosome that is not in one run
        return Message(key="quality.whole_chromosome", values=values)
    evidence = next(parent for parent in one.parents if parent.parent == one.not_given_by)
    values |= {"sites": str(evidence.sites), "conflicts": str(evidence.conflicts)}
    return Message(key=(_WITHOUT if one.in_one_run else _NOT_GIVEN)[one.not_given_by], values=values)


def _person(one: PersonRuns, found: FamilyRuns, case: Case, *, told: bool) -> PersonAutozygosity:
    runs = [_run(run) for run in one.runs]
    if not told:
        return PersonAutozygosity(sample=one.sample, runs=runs, declared=Comparison.NOT_TOLD)
    table = thresholds()
    whole = _whole_chromosomes(one, found, case.person(one.sample))
    whole += _without_a_parent(one, found, case.person(one.sample), {chromosome.contig for chromosome in whole})
    apart = {chromosome.contig for chromosome in whole}
    callable_bases = sum(bases for contig, bases in found.callable.items() if contig not in apart)
    counted = [run for run in runs if run.contig not in apart]
    shares = [_f(counted, least, callable_bases) for least in (*table["f_from_bases"], table["class_from_bases"])]
    classes = posterior(shares[-1].f, shares[-1].runs)
    declared = Comparison.NOT_TOLD
    if _is_child_of_the_couple(case.person(one.sample), case):
        declared = compare_f(shares[-1].f, found.test, case.consanguinity)
    return PersonAutozygosity(
        sample=one.sample,
        runs=runs,
        f=shares,
        classes={name: round(probability, 4) for name, probability in classes.items()},
        suggested=max(classes, key=lambda name: classes[name]),
        compatible=credible(classes),
        declared=declared,
        whole_chromosome=whole,
    )


def _run(run: HomozygousRun) -> Run:
    return Run(
        contig=run.contig,
        start=run.start,
        end=run.end,
        bases=run.bases,
        centimorgans=run.centimorgans,
        markers=run.markers,
        heterozygous=run.heterozygous,
        quality=run.quality,
    )


def _f(runs: Iterable[Run], least: int, callable_bases: int) -> FRoh:
    lengths = [run.bases for run in runs if run.bases >= least]
    share = round(sum(lengths) / callable_bases, 5) if callable_bases else 0.0
    return FRoh(from_bases=least, runs=len(lengths), bases=sum(lengths), f=share)


def _is_child_of_the_couple(person: Person, case: Case) -> bool:
    """Whether the declaration, which is of the proband's parents, speaks of this person's parents."""
    if person.sample == case.proband:
        return True
    couple = (case.person(case.proband).father, case.person(case.proband).mother)
    return None not in couple and (person.father, person.mother) == couple


def _declared_couple(
    father: str, mother: str, case: Case, kinship: float | None, sites: int, *, told: bool
) -> Comparison:
    proband = case.person(case.proband)
    if not told or (father, mother) != (proband.father, proband.mother):
        return Comparison.NOT_TOLD
    return compare_kinship(kinship, sites, case.consanguinity)


def _whole_chromosomes(one: PersonRuns, found: FamilyRuns, person: Person) -> list[WholeChromosome]:
    """The chromosome that runs cover nearly whole, where long runs elsewhere are few."""
    table = thresholds()
    long = [run for run in one.runs if run.bases >= table["class_from_bases"]]
    covered = {contig: sum(run.bases for run in long if run.contig == contig) for contig in found.callable}
    shares = {contig: bases / found.callable[contig] for contig, bases in covered.items() if found.callable[contig]}
    whole = [contig for contig, share in shares.items() if share >= table["disomy_chromosome_share"]]
    if len(whole) != 1:
        return []
    elsewhere = sum(found.callable.values()) - found.callable[whole[0]]
    if elsewhere <= 0 or sum(covered.values()) - covered[whole[0]] > table["disomy_elsewhere_f"] * elsewhere:
        return []
    parents = _parents_on(whole[0], found, person)
    lacking = [
        parent.parent
        for parent in parents
        if parent.sites >= table["disomy_min_sites"]
        and parent.conflicts >= table["disomy_conflict_share"] * parent.sites
        and parent.elsewhere_conflicts < table["disomy_conflict_share"] * parent.elsewhere_sites
    ]
    return [
        WholeChromosome(
            contig=whole[0],
            share=round(min(1.0, shares[whole[0]]), 3),
            parents=parents,
            not_given_by=lacking[0] if len(lacking) == 1 else None,
        )
    ]


def _lacking(parents: Sequence[ParentOnChromosome]) -> list[str]:
    """The parents of whom a chromosome shows no allele at far more places than the rest of the genome does.

    The share elsewhere is that of wrong calls (a parent read too shallowly): as many here must be next to impossible.
    """
    table = thresholds()
    found = []
    for parent in parents:
        if parent.sites < table["disomy_min_sites"] or parent.elsewhere_sites < parent.sites:
            continue
        wrong = (parent.elsewhere_conflicts + 1) / (parent.elsewhere_sites + 2)
        excess = parent.conflicts / parent.sites - wrong
        if wrong >= table["disomy_conflict_share"] or excess < table["disomy_excess_share"]:
            continue
        if upper_tail(parent.conflicts, parent.sites, wrong) < table["disomy_conflict_tail"]:
            found.append(parent.parent)
    return found


def _without_a_parent(
    one: PersonRuns, found: FamilyRuns, person: Person, told: Collection[str]
) -> list[WholeChromosome]:
    """The chromosomes without the alleles of one parent alone, in one run or not, whatever runs there are elsewhere.

    Heterodisomy shows no run, and isodisomy in a child of related parents is one run among others.
    """
    runs = {contig: sum(run.bases for run in one.runs if run.contig == contig) for contig in found.callable}
    chromosomes = []
    for contig, bases in found.callable.items():
        parents = _parents_on(contig, found, person)
        lacking = _lacking(parents)
        if contig in told or len(lacking) != 1 or not bases:
            continue
        share = round(min(1.0, runs[contig] / bases), 3)
        chromosomes.append(
            WholeChromosome(contig=contig, in_one_run=False, share=share, parents=parents, not_given_by=lacking[0])
        )
    return chromosomes if len(chromosomes) <= thresholds()["disomy_most_chromosomes"] else []


def _parents_on(contig: str, found: FamilyRuns, person: Person) -> list[ParentOnChromosome]:
    roles = {person.father: "father", person.mother: "mother"}
    told = []
    for pair in found.relatives:
        if pair.kind == "parent" and pair.first == person.sample and pair.second in roles:
            here = [place for place in pair.by_contig if place.contig == contig]
            away = [place for place in pair.by_contig if place.contig != contig]
            told.append(
                ParentOnChromosome(
                    parent=roles[pair.second],
                    sites=sum(place.sites for place in here),
                    conflicts=sum(place.conflicts for place in here),
                    elsewhere_sites=sum(place.sites for place in away),
                    elsewhere_conflicts=sum(place.conflicts for place in away),
                )
            )
    return told
