"""Which class of ``tests/genmod_disagreements.tsv`` a disagreement belongs to, by the genotypes alone.

The classes are tried in order; each names the cause in the genotypes, and what may differ then. What no class takes is
unexplained, and fails the test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from genmod_world import Combination
from genmod_world import Kin
from tachkhis.case.model import Affected
from tachkhis.case.model import Sex

Models = frozenset[str]
MISSING = ("./.", ".")
WEAK = ("0/0:4", "0:3", "0/.")
HOMOZYGOUS = ("1/1", "1")
DE_NOVO = frozenset({"AR_hom_dn", "X_dn"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement, in common words."""

    kin: Kin
    gene: Combination
    only_genmod: Models
    only_ours: Models

    @property
    def child(self) -> tuple[str, ...]:
        """The proband's genotypes."""
        return tuple(genotypes[0] for genotypes in self.gene.variants)

    @property
    def parents(self) -> tuple[str, ...]:
        """Genotypes of father and mother, variant after variant."""
        return tuple(text for genotypes in self.gene.variants for text in genotypes[1:3])

    @property
    def relatives(self) -> tuple[str, ...]:
        """Genotypes of everybody but the proband."""
        return tuple(text for genotypes in self.gene.variants for text in genotypes[1:])

    @property
    def pair(self) -> bool:
        """Two variants."""
        return len(self.gene.variants) == 2

    def of(self, affected: Affected) -> tuple[tuple[Sex, str], ...]:
        """Sex and genotype of the affected, or of the healthy, relatives."""
        people = self.kin.people
        return tuple(
            (person.sex, text)
            for genotypes in self.gene.variants
            for person, text in zip(people[1:], genotypes[1:], strict=True)
            if person.affected is affected
        )


def _homozygous_child(one: Difference) -> bool:
    return not one.pair and one.child[0] == "1/1" and (one.gene.place == "autosome" or one.kin.sex is Sex.FEMALE)


def _man_with_two(one: Difference) -> bool:
    """A man of the family, not the proband, with both alleles on X."""
    men = [text for state in (Affected.YES, Affected.NO) for sex, text in one.of(state) if sex is Sex.MALE]
    return one.gene.place == "X" and "0/1" in men


def _hemizygous_healthy(one: Difference) -> bool:
    return any(sex is Sex.MALE and text == "1" for sex, text in one.of(Affected.NO))


def _both_from_one(one: Difference) -> bool:
    """Both alleles in one parent, neither in the other one."""
    first, second = (genotypes[1:3] for genotypes in one.gene.variants)
    father, mother = ({first[number], second[number]} for number in (0, 1))
    carried = {"0/1", "1/1", "1"}
    if one.gene.place == "X" and father == {"1"}:
        return True  # his one X
    return (father <= carried and mother == {"0/0"}) or (mother <= carried and father <= {"0/0", "0"})


CLASSES: dict[str, Callable[[Difference], bool]] = {
    "par_is_not_x": lambda one: one.gene.place == "PAR",
    "y_is_no_autosome": lambda one: one.gene.place == "Y",
    "m_is_no_autosome": lambda one: one.gene.place == "M",
    "proband_not_called": lambda one: one.child[0] in MISSING and not one.only_ours,
    "man_with_two_alleles": lambda one: (
        one.gene.place == "X" and one.kin.sex is Sex.MALE and one.child == ("0/1",) and not one.only_ours
    ),
    "relative_man_with_two_alleles": lambda one: _man_with_two(one) and not one.only_genmod,
    "homozygous_parent_lacks": lambda one: (
        _homozygous_child(one) and any(t in ("0/0", "0") for t in one.parents) and not one.only_ours
    ),
    "homozygous_parent_unknown": lambda one: (
        _homozygous_child(one)
        and one.only_genmod <= DE_NOVO
        and not one.only_ours
        and any(t in (*MISSING, *WEAK) for t in one.parents)
    ),
    "weak_reference": lambda one: any(text in WEAK for text in one.relatives),
    "hemizygous_is_not_heterozygous": lambda one: one.pair and one.gene.place == "X" and _hemizygous_healthy(one),
    "pair_in_cis": lambda one: one.pair and _both_from_one(one) and not one.only_ours,
    "pair_relative_not_called": lambda one: (
        one.pair and any(text in MISSING for text in one.relatives) and not one.only_genmod
    ),
    "pair_parents_share_one": lambda one: (
        one.pair and any({"0/0", "0"}.isdisjoint(v[1:3]) for v in one.gene.variants) and not one.only_genmod
    ),
    "sibling_overwrites": lambda one: (
        one.gene.place == "X" and not one.pair and one.kin.sibling is not None and one.only_genmod <= DE_NOVO
    ),
    "affected_homozygote": lambda one: (
        any(text in HOMOZYGOUS for _, text in one.of(Affected.YES)) and not one.only_genmod
    ),
}


def class_of(difference: Difference) -> str | None:
    """The first class that takes a difference; ``None``: unexplained."""
    return next((name for name, holds in CLASSES.items() if holds(difference)), None)
