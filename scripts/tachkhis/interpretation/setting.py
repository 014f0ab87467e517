"""What stands around the findings in ``case.json``: request, people, genome, quality, coverage, resources and tools."""

from __future__ import annotations

from pydantic import Field

from tachkhis.case.message import Message
from tachkhis.case.message import Model
from tachkhis.quality.verdict import SampleQuality
from tachkhis.quality.verdict import Verdict


class PhenotypeTerm(Model):
    """An HPO term of the request."""

    id: str
    label_en: str
    label_fr: str | None = None
    label_fr_of: str | None = None  # the English label that was translated, where it is not label_en
    excluded: bool = False


class GenePanelSummary(Model):
    """A gene panel of the request, with the version that was used."""

    name: str
    version: str
    genes: list[str]


class CaseSummary(Model):
    """The request, under its pseudonymous id."""

    id: str
    proband: str
    test: str
    urgency: str
    consanguinity: str
    region: str | None
    region_name: str | None
    consent: list[str]
    referrer: str | None
    phenotype: list[PhenotypeTerm]
    gene_panels: list[GenePanelSummary]
    file_number: str | None = None


class PersonSummary(Model):
    """A member of the family; ``role`` is seen from the proband (proband, father, mother, sibling, other).

    The specimen is as the sheets have it, dates as ``YYYY-MM-DD``; platforms are those of the FASTQ of the sample.
    """

    sample: str
    role: str
    sex: str
    affected: str
    father: str | None
    mother: str | None
    specimen: str | None = None
    collected: str | None = None
    received: str | None = None
    platforms: list[str] = Field(default_factory=list)
    kits: list[str] = Field(default_factory=list)


class ConsensusUse(Model):
    """The panel's major-allele reference that reads are aligned to; all that is reported is the standard's."""

    panel: str  # name of the panel; that of its file where its header has none
    version: str  # empty where the header has none
    people: int | None
    changes: int  # majority alleles that it holds instead of the standard ones
    digest: str  # of its sequences, as of a reference
    samples: list[str]  # members whose reads were aligned to it; the others came as alignments or calls


class GenomeSummary(Model):
    """The reference that coordinates refer to."""

    build: str
    name: str
    digest: str
    gene_model: str
    transcripts: int
    mane: bool = True  # whether the gene model says which transcripts are MANE's
    consensus: ConsensusUse | None = None


class RelationshipCheck(Model):
    """Agreement of a child with one declared parent: sites where they share no allele, of the sites compared."""

    child: str
    parent: str
    sites: int
    conflicts: int
    verdict: Verdict


class Quality(Model):
    """The verdict of quality on the whole case, with its reasons."""

    verdict: Verdict
    reasons: list[Message]
    samples: list[SampleQuality]
    relationships: list[RelationshipCheck]


class Resource(Model):
    """A resource as used."""

    name: str
    version: str
    synthetic: bool
    records: int | None = None
    derived: int = Field(default=0, description="records whose AN was not given, and follows from AC and AF")
    date: str | None = None  # as the file's header gives it (##fileDate; of a panel: Date of its own line)
    note: str | None = None
    fields: list[str] = Field(default_factory=list, description="INFO fields that an annotation track gives")
    matched: int | None = Field(default=None, description="records of the case that the track annotates")
    people: int | None = Field(default=None, description="people that the panel's header counts, also by sex")
    female: int | None = None
    male: int | None = None


class Tool(Model):
    """A tool as run."""

    name: str
    version: str
