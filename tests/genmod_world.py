"""Families and VCFs on which ``genmod models`` and our modes of inheritance are compared: every combination of genotypes.

Single variants have a gene of their own; a pair shares one. Both programs read the same file: genes stand in
``Annotation`` (genmod) and in ``CSQ`` (ours).
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from quiet_case import quiet_case
from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.interpretation.family import Family
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants import fields
from tachkhis.variants.reference_call import ReferenceRule

LENGTHS = {"chr1": 248_956_422, "chrX": 156_040_895, "chrY": 57_227_415, "chrM": 16_569}  # GRCh38
COPIES = SexChromosomes(LENGTHS, {"X": ((10_001, 2_781_479), (155_701_383, 156_030_895))})
PLACES = {"autosome": "chr1", "PAR": "chrX", "X": "chrX", "Y": "chrY", "M": "chrM"}
START = {"autosome": 1_000_000, "PAR": 100_001, "X": 50_000_001, "Y": 10_000_001, "M": 1}


@dataclass(frozen=True, slots=True)
class Kin:
    """A family of the comparison: sex of the proband, who of father, mother and sibling is affected.

    ``sibling`` is ``None`` in a trio; the sibling is of the proband's other sex.
    """

    name: str
    sex: Sex
    father: bool = False
    mother: bool = False
    sibling: bool | None = None

    @property
    def people(self) -> tuple[Person, ...]:
        """Proband first."""
        state = {True: Affected.YES, False: Affected.NO}
        found = [
            Person("child", "father", "mother", self.sex, Affected.YES),
            Person("father", None, None, Sex.MALE, state[self.father]),
            Person("mother", None, None, Sex.FEMALE, state[self.mother]),
        ]
        if self.sibling is not None:
            other = Sex.MALE if self.sex is Sex.FEMALE else Sex.FEMALE
            found.append(Person("sibling", "father", "mother", other, state[self.sibling]))
        return tuple(found)

    @property
    def family(self) -> Family:
        """The family as the interpretation takes it, everybody sequenced."""
        case = quiet_case(self.people)
        return Family(case, frozenset(case.samples), COPIES, ReferenceRule.shipped())

    def write_ped(self, path: Path) -> None:
        """The PED file that genmod reads."""
        sexes = {Sex.MALE: "1", Sex.FEMALE: "2"}
        rows = [
            "\t".join(
                (
                    "FAM",
                    one.sample,
                    one.father or "0",
                    one.mother or "0",
                    sexes[one.sex],
                    "2" if one.affected is Affected.YES else "1",
                )
            )
            for one in self.people
        ]
        path.write_text("#FamilyID\tIndividualID\tPaternalID\tMaternalID\tSex\tPhenotype\n" + "\n".join(rows) + "\n")


FAMILIES = (
    Kin("girl", Sex.FEMALE),
    Kin("boy", Sex.MALE),
    Kin("girl_father_affected", Sex.FEMALE, father=True),
    Kin("boy_mother_affected", Sex.MALE, mother=True),
    Kin("girl_brother_affected", Sex.FEMALE, sibling=True),
    Kin("boy_sister_affected", Sex.MALE, sibling=True),
    Kin("girl_brother_healthy", Sex.FEMALE, sibling=False),
    Kin("boy_sister_healthy", Sex.MALE, sibling=False),
)


@dataclass(frozen=True, slots=True)
class Combination:
    """One gene: its place, and the genotypes of everybody for one variant or for two, proband first.

    A genotype is written as VCF does, with the depth where it is not 30: ``0/0:4`` is four reads.
    """

    place: str
    variants: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """``0/1 0/0 0/0`` of one variant; two are joined by `` + ``."""
        return " + ".join(" ".join(genotypes) for genotypes in self.variants)


TWO = ("0/0", "0/1", "1/1", "./.", "0/0:4", "0/.")
FEW = ("0/0", "0/1", "1/1", "./.")
MALE_X = ("0", "1", "0/0", "1/1", "0/1", ".", "0:3")
FEMALE_X = ("0/0", "0/1", "1/1", "./.", "0/0:4")
ONE = ("0", "1", ".", "0:3")


def combinations_of(kin: Kin) -> Iterator[Combination]:
    """Every combination of a family, single variants first, then pairs of one gene."""
    male = kin.sex is Sex.MALE
    trio = kin.sibling is None
    sibling: tuple[str, ...]
    two = TWO if trio else FEW
    child = ("0/0", "0/1", "1/1", "./.", "1/.") if trio else ("0/1", "1/1")
    for place in ("autosome", "PAR"):
        yield from _singles(place, child, two, two, () if trio else FEW)
    if male:
        child = ("0", "1", "1/1", "0/1", ".") if trio else ("1", "1/1")
    else:
        child = ("0/0", "0/1", "1/1", "./.") if trio else ("0/1", "1/1")
    sibling = () if trio else (("0/0", "0/1", "1/1", "./.") if male else ("0", "1", "."))
    yield from _singles("X", child, MALE_X if trio else ("0", "1", "."), FEMALE_X, sibling)
    if male and trio:
        yield from _singles("Y", ("0", "1", "1/1", "0/1", "."), ONE, (".",), ())
    yield from _singles("M", ("0", "1", "0/1", "1/1", "."), ONE, ONE, () if trio else ("0", "1"))
    parents = ("0/0", "0/1", "1/1", "./.", "0/0:4") if kin.name in ("girl", "boy") else ("0/0", "0/1")
    yield from _pairs("autosome", "0/1", parents, parents, () if trio else ("0/0", "0/1", "./."))
    if not male:
        yield from _pairs("X", "0/1", ("0", "1", "."), ("0/0", "0/1", "1/1", "./."), () if trio else ("0", "1"))


def _singles(
    place: str, child: Sequence[str], father: Sequence[str], mother: Sequence[str], sibling: Sequence[str]
) -> Iterator[Combination]:
    for genotypes in product(child, father, mother, *([sibling] if sibling else [])):
        yield Combination(place, (genotypes,))


def _pairs(
    place: str, child: str, father: Sequence[str], mother: Sequence[str], sibling: Sequence[str]
) -> Iterator[Combination]:
    each = list(product((child,), father, mother, *([sibling] if sibling else [])))
    for number, one in enumerate(each):
        for other in each[number:]:  # the order of two variants says nothing
            yield Combination(place, (one, other))


def write_vcf(kin: Kin, genes: Sequence[Combination], path: Path) -> None:
    """One VCF of all combinations, sorted; gene ``G<number>`` is that combination."""
    columns = "|".join(fields.CSQ_COLUMNS)
    lines = ["##fileformat=VCFv4.2"]
    lines += [f"##contig=<ID={name},length={length}>" for name, length in LENGTHS.items()]
    lines += [
        '##INFO=<ID=Annotation,Number=.,Type=String,Description="Gene">',
        '##INFO=<ID=TRIAGE,Number=1,Type=String,Description="Triage">',
        f'##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequences. Format: {columns}">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Reads">',
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
        "\t".join(
            ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *(p.sample for p in kin.people))
        ),
    ]
    rows = []
    at = dict(START)
    for number, gene in enumerate(genes):
        contig = PLACES[gene.place]
        for genotypes in gene.variants:
            position = at[gene.place]
            at[gene.place] += 10
            info = f"Annotation=G{number};TRIAGE=keep:coding;CSQ={_csq(f'G{number}')}"
            calls = [_call(text) for text in genotypes]
            rows.append(
                (list(LENGTHS).index(contig), position, f"{contig}\t{position}\t.\tA\tG\t100\tPASS\t{info}", calls)
            )
    rows.sort(key=lambda row: row[:2])
    lines += [f"{head}\tGT:DP:GQ\t" + "\t".join(calls) for _, _, head, calls in rows]
    path.write_text("\n".join(lines) + "\n")


def _csq(gene: str) -> str:
    values = {"Consequence": "missense_variant", "IMPACT": "MODERATE", "SYMBOL": gene, "Feature": f"T{gene}.1"}
    values["BIOTYPE"] = "protein_coding"
    return "|".join(values.get(column, "") for column in fields.CSQ_COLUMNS)


def _call(text: str) -> str:
    gt, _, depth = text.partition(":")
    return f"{gt}:{depth or 30}:60"
