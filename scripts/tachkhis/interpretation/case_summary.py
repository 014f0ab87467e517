"""What ``case.json`` says of the request itself: the case, the people, where the data start."""

from __future__ import annotations

from tachkhis.case.model import Unit
from tachkhis.case.request import Request
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.phenotype import hpo
from tachkhis.interpretation.setting import CaseSummary
from tachkhis.interpretation.setting import ConsensusUse
from tachkhis.interpretation.setting import GenePanelSummary
from tachkhis.interpretation.setting import PersonSummary
from tachkhis.reference.consensus import ConsensusAbout
from tachkhis.reference.consensus import read_about
from tachkhis.reference.passport import make_passport


def summary_of(request: Request) -> CaseSummary:
    """The request under its pseudonymous id, with the labels of its signs."""
    case, ontology = request.case, hpo()
    return CaseSummary(
        id=case.id,
        proband=case.proband,
        test=case.test.value,
        urgency=case.urgency,
        consanguinity=case.consanguinity,
        region=case.region,
        region_name=None,
        consent=sorted(case.consent),
        referrer=case.referrer,
        file_number=case.file_number,
        phenotype=[
            *(ontology.term(term) for term in case.hpo),
            *(ontology.term(term, excluded=True) for term in case.hpo_excluded),
        ],
        gene_panels=[
            GenePanelSummary(name=panel.name, version=panel.version, genes=list(panel.genes))
            for panel in request.gene_panels
        ],
    )


def people_of(request: Request, family: Family) -> list[PersonSummary]:
    """The members of the family, in the order of the request."""

    def units(sample: str) -> tuple[Unit, ...]:
        return request.units.get(sample, ())

    return [
        PersonSummary(
            sample=person.sample,
            role=family.role(person),
            sex=person.sex.value,
            affected=person.affected.value,
            father=person.father,
            mother=person.mother,
            specimen=person.specimen,
            collected=person.collected,
            received=person.received,
            platforms=sorted({unit.platform for unit in units(person.sample) if unit.fastq_1 is not None}),
            kits=sorted({unit.kit for unit in units(person.sample) if unit.kit}),
        )
        for person in request.case.people
    ]


def aligned_here(request: Request) -> list[str]:
    """Members whose reads the run aligns itself."""
    samples = request.case.samples if request.case.vcf is None else ()
    return [s for s in samples if any(unit.alignment is None for unit in request.units.get(s, ()))]


def consensus_of(request: Request) -> ConsensusAbout | None:
    """What the consensus of the configuration says of itself; ``None`` where there is none.

    Raises:
        InputError: it cannot be read.
    """
    path = request.config.reference.consensus
    return None if path is None else read_about(path)


def consensus_use(about: ConsensusAbout | None, request: Request) -> ConsensusUse | None:
    """How far the case uses the consensus."""
    if about is None:
        return None
    digest = make_passport(about.consensus).digest
    return ConsensusUse(
        panel=about.name,
        version=about.version,
        people=about.people,
        changes=about.applied,
        digest=digest,
        samples=aligned_here(request),
    )


def start_of(request: Request) -> str:
    """Where the case starts: ``fastq``, ``alignment`` or ``vcf``."""
    if request.case.vcf is not None:
        return "vcf"
    units = [unit for rows in request.units.values() for unit in rows]
    return "alignment" if units and all(unit.alignment is not None for unit in units) else "fastq"
