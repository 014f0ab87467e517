"""A case: one request, one family, one report; and the units of reads that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum
from pathlib import Path


class Sex(StrEnum):
    """Declared sex of a person."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Affected(StrEnum):
    """Whether a person shows the phenotype of the request."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Test(StrEnum):
    """What was sequenced."""

    GENOME = "genome"
    EXOME = "exome"
    PANEL = "panel"


@dataclass(frozen=True, slots=True)
class Unit:
    """One pair of FASTQ files, or one alignment file, of a sample.

    Either ``fastq_1`` (and, for paired reads, ``fastq_2``) is set, or ``alignment`` is.
    Duplicates are marked within a ``library``. ``kit`` (preparation and capture) is told in the report only.
    """

    sample: str
    unit: str
    library: str
    platform: str
    fastq_1: Path | None = None
    fastq_2: Path | None = None
    alignment: Path | None = None
    kit: str | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The unit's input files, in order."""
        return tuple(path for path in (self.fastq_1, self.fastq_2, self.alignment) if path is not None)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the family; ``father`` and ``mother`` are sample ids of the same case, or ``None``.

    ``specimen``, ``collected`` and ``received`` (dates as ``YYYY-MM-DD``) are told in the report only.
    """

    sample: str
    father: str | None
    mother: str | None
    sex: Sex
    affected: Affected
    specimen: str | None = None
    collected: str | None = None
    received: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One request about one proband. ``people`` holds the whole family, proband first."""

    id: str
    proband: str
    test: Test
    hpo: tuple[str, ...]
    hpo_excluded: tuple[str, ...]
    gene_panels: tuple[str, ...]
    urgency: str
    consanguinity: str
    region: str | None
    consent: frozenset[str]
    referrer: str | None
    people: tuple[Person, ...]
    vcf: Path | None = None
    file_number: str | None = None

    @property
    def samples(self) -> tuple[str, ...]:
        """Sample ids of the family, proband first."""
        return tuple(person.sample for person in self.people)

    def person(self, sample: str) -> Person:
        """The member with this sample id.

        Raises:
            KeyError: no such member.
        """
        for person in self.people:
            if person.sample == sample:
                return person
        raise KeyError(sample)


@dataclass(frozen=True, slots=True)
class GenePanel:
    """A named, versioned list of genes that a request asks for."""

    name: str
    version: str
    genes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Curation:
    """A criterion as a person decided it: one row of the curation file.

    ``variant`` is ``CHROM-POS-REF-ALT`` as written, ``strength`` one of the five strengths or ``rejected``, ``date``
    ``YYYY-MM-DD``.
    """

    case: str
    variant: str
    code: str
    strength: str
    reason: str
    author: str
    date: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: sheet as the user named it, 1-based line (if known), column, value as written."""

    sheet: str
    row: int | None
    column: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Sheets:
    """All that the sheets say, checked: cases by id, units by sample, gene panels by name.

    ``gene_panels`` also holds, as a gene panel of one, each gene that a case asks for by its symbol.
    ``files`` says where each input file is named, ``rows`` where each case, gene panel and gene of one stands
    (keys ``("case", id)``, ``("gene_panel", name)`` and ``("gene", "name/symbol")``).
    """

    cases: Mapping[str, Case]
    units: Mapping[str, tuple[Unit, ...]]
    gene_panels: Mapping[str, GenePanel] = field(default_factory=dict)
    curation: tuple[Curation, ...] = ()
    files: Mapping[Path, Place] = field(default_factory=dict, compare=False, repr=False)
    rows: Mapping[tuple[str, str], Place] = field(default_factory=dict, compare=False, repr=False)

    @property
    def samples(self) -> tuple[str, ...]:
        """Samples that have reads, in sheet order."""
        return tuple(self.units)

    def case_of(self, sample: str) -> Case:
        """The case that a sample belongs to.

        Raises:
            KeyError: no case holds this sample.
        """
        for case in self.cases.values():
            if sample in case.samples:
                return case
        raise KeyError(sample)
