"""Whether a mode of inheritance goes with what HPO lists for a gene, and what one copy of a recessive gene is."""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.case.model import Affected
from tachkhis.case.model import Sex
from tachkhis.interpretation.acmg.evidence import DOMINANT_MODES
from tachkhis.interpretation.acmg.evidence import RECESSIVE_MODES
from tachkhis.interpretation.acmg.evidence import X_MODES
from tachkhis.interpretation.acmg.null_variants import is_null
from tachkhis.interpretation.assess import PATHOGENIC
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import State
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.inheritance import Diplotype

ONE_ALLELE = (Mode.DOMINANT, Mode.DE_NOVO)


def fits_gene(mode: Mode, zygosity: Zygosity, place: Place, sex: Sex, modes: Sequence[str]) -> bool:
    """Whether the modes that HPO lists for a gene allow a mode of inheritance; no modes listed contradict nothing.

    On X, a heterozygous girl or woman fits where one copy is known to make ill, and where the allele is de novo: in
    genes listed as X-linked recessive, too, heterozygous girls fall ill, by the share of cells that use the altered X.
    """
    listed = set(modes)
    if not listed:
        return True
    if mode is Mode.MITOCHONDRIAL:
        return "mitochondrial" in listed
    if mode is Mode.Y_LINKED:
        return "y_linked" in listed
    if place is Place.X:
        if is_x_heterozygote(mode, zygosity, place, sex) and mode is not Mode.DE_NOVO:
            return "x_linked_dominant" in listed or ("x_linked" in listed and "x_linked_recessive" not in listed)
        return bool(listed & X_MODES)
    if mode in ONE_ALLELE:
        return bool(listed & (DOMINANT_MODES - X_MODES))
    return bool(listed & (RECESSIVE_MODES - X_MODES))


def is_x_heterozygote(mode: Mode, zygosity: Zygosity, place: Place, sex: Sex) -> bool:
    """One altered X of two: a girl or woman (or a person of unknown sex) with one allele, not with a pair."""
    one_of_two = zygosity is Zygosity.HET and sex is not Sex.MALE
    return place is Place.X and one_of_two and mode is not Mode.COMPOUND_HETEROZYGOUS


def fits(result: GeneResult, diplotype: Diplotype, family: Family) -> bool:
    """Whether a diplotype goes with the modes of its gene."""
    place = family.place(diplotype.variants[0])
    return fits_gene(diplotype.mode, diplotype.zygosity, place, family.proband.sex, result.fit.modes)


def is_carrier_state(result: GeneResult, diplotype: Diplotype, family: Family, *, pointed: bool) -> bool:
    """One copy of a gene that is known for recessive disease and for no disease by one copy.

    A girl or woman whose request points to an X-linked gene, or whose signs match it, is no mere carrier: one copy can
    make ill, by the share of cells that use it.

    Args:
        result: the gene.
        diplotype: one of its diplotypes.
        family: the family.
        pointed: whether the request points to the gene.
    """
    if family.place(diplotype.variants[0]) is Place.X and (result.fit.matched or pointed):
        return False
    one = diplotype.mode in ONE_ALLELE or (diplotype.mode is Mode.X_LINKED and diplotype.zygosity is Zygosity.HET)
    recessive = bool(set(result.fit.modes) & RECESSIVE_MODES)
    return one and recessive and not fits(result, diplotype, family)


def is_ambiguous(result: GeneResult, diplotype: Diplotype) -> bool:
    """One inherited copy of a gene that is known for both dominant and recessive disease."""
    modes = set(result.fit.modes)
    if diplotype.mode is Mode.X_LINKED and diplotype.zygosity is Zygosity.HET:
        return {"x_linked_dominant", "x_linked_recessive"} <= modes
    both = bool(modes & (RECESSIVE_MODES - X_MODES)) and bool(modes & (DOMINANT_MODES - X_MODES))
    return diplotype.mode is Mode.DOMINANT and both


def is_possible_carrier(
    result: GeneResult, diplotype: Diplotype, judged: Sequence[Judged], family: Family, *, pointed: bool
) -> bool:
    """One inherited copy of a gene for dominant and recessive disease that is told as one allele of the recessive one.

    Where the request does not point to the gene, every such allele; where it does, a listed founder or an allele that
    takes a copy away: those are what is known of the recessive disease of such genes (CFTR, GJB2, HBB, MEFV). Never
    where an affected relative carries it too: the disease may then be the dominant one.
    """
    if not is_ambiguous(result, diplotype) or shared_by_affected(diplotype, family):
        return False
    return not pointed or (diplotype.mode is Mode.DOMINANT and all(_of_recessive_disease(one) for one in judged))


def _of_recessive_disease(judged: Judged) -> bool:
    lost = is_null(judged.evidence.consequence.consequences) and judged.class_ in PATHOGENIC
    return judged.variant.founder is not None or lost


def shared_by_affected(diplotype: Diplotype, family: Family) -> bool:
    """Whether an affected relative carries every variant of a diplotype."""
    return any(
        person.affected is Affected.YES
        and all(family.state(variant, person) is State.CARRIER for variant in diplotype.variants)
        for person in family.relatives
    )
