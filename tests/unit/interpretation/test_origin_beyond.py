"""An allele that a parent carries is not de novo, be it where that parent cannot have given it.

On X in a boy and on mitochondria the mother alone gives: a father who carries what she lacks is no new mutation but an
inconsistency to be checked (samples exchanged, a paralogue read at both places, uniparental disomy).
"""

from __future__ import annotations

import pytest

from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.candidates import choose
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.inheritance import single_diplotypes
from tachkhis.interpretation.inputs import ClinVarGene
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.telling import Question

from .families import family
from .families import nonsense
from .families import seen

INCONSISTENT = "candidate.mendelian_inconsistency"
DYSTROPHY = "HP:0003560"  # Muscular dystrophy, a sign of DMD
TRACKS = TracksInput(
    resources=[Resource(name=name, version="1", synthetic=True) for name in ("gnomad", "clinvar")],
    clinvar_genes={"DMD": ClinVarGene(pathogenic=9, lof_pathogenic=9)},
)


def trio(proband: str = "boy", father: str = "no", **more: frozenset[tuple[str, str]]) -> Family:
    return family(proband, father=father, mother="no", **more)


def told(people: Family, contig: str, position: int = 5_000, **calls: str) -> Diplotype:
    (one,) = single_diplotypes(seen(contig, position, effect=nonsense("DMD"), **calls), people)
    return one


@pytest.mark.parametrize(
    ("proband", "contig", "position", "own", "father", "mother", "origin", "inconsistent"),
    [
        ("boy", "chrX", 5_000, "1", "1", "0/0", Origin.UNKNOWN, True),
        ("boy", "chrX", 5_000, "1/1", "1/1", "0/0", Origin.UNKNOWN, True),
        ("boy", "chrX", 5_000, "1", "0/1", "0/0", Origin.UNKNOWN, True),  # two alleles in him: carried all the same
        ("boy", "chrX", 5_000, "1", "0", "0/0", Origin.DE_NOVO, False),
        ("boy", "chrX", 5_000, "1", "./.", "0/0", Origin.DE_NOVO, False),  # his call does not matter there
        ("boy", "chrX", 5_000, "1", "1", "0/1", Origin.MATERNAL, False),
        ("boy", "chrX", 5_000, "1", "1", "0/0:4", Origin.UNKNOWN, False),  # too few reads in the mother
        ("girl", "chrX", 5_000, "0/1", "1", "0/0", Origin.PATERNAL, False),
        ("boy", "chrX", 500, "0/1", "0/1", "0/0", Origin.PATERNAL, False),  # a pseudo-autosomal region
        ("boy", "chrX", 500, "0/1", "0/0", "0/0", Origin.DE_NOVO, False),
        ("girl", "chr1", 5_000, "0/1", "0/1", "0/0", Origin.PATERNAL, False),
        ("girl", "chr1", 5_000, "0/1", "0/0", "0/1", Origin.MATERNAL, False),
        ("boy", "chrY", 2_000, "1", "1", "./.", Origin.PATERNAL, False),
        ("girl", "chrM", 100, "1/1", "1/1", "0/0", Origin.UNKNOWN, True),
        ("girl", "chrM", 100, "1/1", "0/0", "0/0", Origin.DE_NOVO, False),
        ("girl", "chrM", 100, "1/1", "1/1", "1/1", Origin.MATERNAL, False),
    ],
)
def test_what_a_parent_carries_is_not_de_novo(
    proband: str, contig: str, position: int, own: str, father: str, mother: str, origin: Origin, inconsistent: bool
) -> None:
    one = told(trio(proband), contig, position, **{proband: own}, father=father, mother=mother)
    assert one.origins == (origin,)
    keys = {reason.key for reason in one.reasons}
    assert (INCONSISTENT in keys) == inconsistent
    assert "candidate.de_novo_hemizygous" not in keys or origin is Origin.DE_NOVO


def test_a_father_whom_the_data_contradict_counts_as_well() -> None:
    people = trio(distrusted=frozenset({("boy", "father")}))
    one = told(people, "chrX", boy="1", father="1", mother="0/0")
    assert one.origins == (Origin.UNKNOWN,)
    assert INCONSISTENT in {reason.key for reason in one.reasons}


@pytest.mark.parametrize(("father", "codes"), [("1", set()), ("0", {"PS2"})])
def test_no_criterion_counts_it_as_de_novo_and_it_is_not_proposed(father: str, codes: set[str]) -> None:
    """The father is affected too: nothing but the inconsistency speaks against the mode."""
    people = trio(father="yes", confirmed=frozenset({("boy", "father"), ("boy", "mother")}))
    variant = seen("chrX", 5_000, effect=nonsense("DMD"), boy="1", father=father, mother="0/0")
    assessor = Assessor(people, TRACKS, None, "own build", (DYSTROPHY,), fits=Fits((DYSTROPHY,)))
    genes = assessor.genes([variant])
    (found,) = choose(genes, people, Question((DYSTROPHY,), frozenset(), frozenset()))[0]
    assert {one.code for one in found.judged[0].classification.criteria} & {"PS2", "PM6"} == codes
    if father == "1":
        assert found.diplotype.support is Support.OPEN
        assert (found.proposed, found.notable) == (False, True)
        assert INCONSISTENT in {one.key for one in found.reasons}
