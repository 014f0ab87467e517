"""What a run has to make: the bridge between the checked sheets and the workflow's rules.

The rules ask a :class:`Plan` for file names and parameters; they hold no logic of their own. Everything here is cheap
and needs the standard library only, since Snakemake reads the workflow again in every job on a cluster.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shlex
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tachkhis.case.alignment_plan import AlignmentPlan
from tachkhis.case.alignment_plan import cores_of_a_job
from tachkhis.case.config import Config
from tachkhis.case.model import Case
from tachkhis.case.model import Sheets
from tachkhis.case.model import Unit
from tachkhis.case.panel_plan import PanelPlan
from tachkhis.case.prepared_reference import PreparedReference
from tachkhis.case.prepared_tracks import PreparedTracks
from tachkhis.case.request import Request
from tachkhis.case.request import unit_from_row
from tachkhis.case.wildcards import Wildcards
from tachkhis.errors import Fault
from tachkhis.errors import InputError

URGENT = 1000
EARLY = 100
FIRST = URGENT + EARLY
SOON = 50
FIRST_RESULT = FIRST + EARLY
Priority = int | Callable[[Wildcards], int]  # a number spares Snakemake one call per job


def units_to_json(units: Sequence[Unit]) -> str:
    """Units as one line of JSON, as far as their alignment depends on it: a kit written later aligns nothing again."""
    rows = [{name: value for name, value in dataclasses.asdict(unit).items() if name != "kit"} for unit in units]
    return json.dumps(rows, default=str, sort_keys=True)


def units_from_json(text: str) -> tuple[Unit, ...]:
    """Undo :func:`units_to_json`."""
    return tuple(unit_from_row(row) for row in json.loads(text))


@dataclass(frozen=True)
class Plan:
    """Names and parameters of everything that a run makes, from its configuration and sheets."""

    config: Config
    sheets: Sheets
    cores: int | None = None  # of this machine that the run may use; not known on a cluster

    @cached_property
    def alignment(self) -> AlignmentPlan:
        """How reads are aligned."""
        return AlignmentPlan(self.config, self.sheets, self.cores, self.fastq_samples)

    @cached_property
    def calling_threads(self) -> int:
        """Cores of one calling job."""
        called = sum(case.vcf is None for case in self.sheets.cases.values())
        return cores_of_a_job(self.cores, called * len(self.reference.intervals))

    @cached_property
    def reference(self) -> PreparedReference:
        """The prepared reference."""
        return PreparedReference(self.config)

    @cached_property
    def tracks(self) -> PreparedTracks:
        """The prepared tracks."""
        return PreparedTracks(self.reference)

    @cached_property
    def panel(self) -> PanelPlan:
        """The panel that is made, where the configuration asks for one."""
        return PanelPlan(self.config)

    @property
    def gene_tables(self) -> list[str]:
        """The laboratory's tables on genes."""
        resources = self.config.resources
        return [
            str(path) for path in (resources.hotspots, resources.constraint, resources.diseases) if path is not None
        ]

    @property
    def genetic_map(self) -> list[str]:
        """The genetic map, if there is one."""
        return [str(self.config.resources.genetic_map)] if self.config.resources.genetic_map is not None else []

    @property
    def genetic_map_argument(self) -> str:
        """The genetic map as an argument, quoted for a shell."""
        return " ".join(f"--genetic-map {shlex.quote(path)}" for path in self.genetic_map)

    @property
    def identities(self) -> list[str]:
        """The identities file, if there is one."""
        return [str(self.config.sheets.identities)] if self.config.sheets.identities is not None else []

    @property
    def identities_argument(self) -> str:
        """The identities file as an argument, quoted for a shell."""
        return " ".join(f"--identities {shlex.quote(path)}" for path in self.identities)

    @property
    def shared_priority(self) -> int:
        """Of the preparations that a first result waits for as well: before the alignments where there is to be one."""
        return URGENT + SOON if self.first_results else 0

    @property
    def first_result_priority(self) -> int:
        """Of the steps of a first result, which urgent cases alone have: before all that could start as well."""
        return FIRST_RESULT

    # -- cases and samples -----------------------------------------------------------------------------------------

    @property
    def cases(self) -> list[str]:
        """Ids of all cases."""
        return list(self.sheets.cases)

    @cached_property
    def urgent(self) -> frozenset[str]:
        """Ids of the cases with urgency ``stat``, and of their samples."""
        cases = [case for case in self.sheets.cases.values() if case.urgency == "stat"]
        return frozenset(name for case in cases for name in (case.id, *case.samples))

    def tell_profiles(self) -> None:
        """Put :attr:`urgent` where expressions in profiles read it (workflow/profiles/slurm): ``TACHKHIS_STAT``."""
        os.environ["TACHKHIS_STAT"] = " ".join(sorted(self.urgent))

    @property
    def priority(self) -> Priority:
        """Which of the jobs that are ready start first: those of urgent cases."""
        return self._priority if self.urgent else 0

    @property
    def early_priority(self) -> Priority:
        """Of jobs that find out whether a case can be analysed at all: before the others of their urgency."""
        return self._early_priority if self.urgent else EARLY

    @property
    def first_priority(self) -> int:
        """Of what no reads can be aligned without: before every other preparation."""
        return FIRST

    @property
    def soon_priority(self) -> Priority:
        """Of jobs that the rest of a case waits for on one core, while the others that are ready can run beside it."""
        return self._soon_priority if self.urgent else SOON

    def _priority(self, wildcards: Wildcards) -> int:
        return 0 if self.urgent.isdisjoint(wildcards) else URGENT

    def _early_priority(self, wildcards: Wildcards) -> int:
        return self._priority(wildcards) + EARLY

    def _soon_priority(self, wildcards: Wildcards) -> int:
        return self._priority(wildcards) + SOON

    @cached_property
    def fastq_samples(self) -> list[str]:
        """Samples that start from FASTQ."""
        return [sample for sample, units in self.sheets.units.items() if units[0].alignment is None]

    @cached_property
    def alignment_samples(self) -> list[str]:
        """Samples that start from BAM or CRAM."""
        return [sample for sample, units in self.sheets.units.items() if units[0].alignment is not None]

    @cached_property
    def _from_fastq(self) -> frozenset[str]:
        return frozenset(self.fastq_samples)

    @cached_property
    def _case_of(self) -> Mapping[str, Case]:
        return {sample: case for case in self.sheets.cases.values() for sample in case.samples}

    def case(self, wildcards: Wildcards) -> Case:
        """The case of a rule's wildcards.

        Raises:
            InputError: a file was asked for of a case that no sheet names.
        """
        if wildcards.case not in self.sheets.cases:
            raise self._unknown("case", wildcards.case, self.config.sheets.cases)
        return self.sheets.cases[wildcards.case]

    def _units(self, wildcards: Wildcards) -> tuple[Unit, ...]:
        if wildcards.sample not in self.sheets.units:
            raise self._unknown("sample", wildcards.sample, self.config.sheets.units)
        return self.sheets.units[wildcards.sample]

    @staticmethod
    def _unknown(noun: str, name: str, sheet: Path | None) -> InputError:
        return InputError([Fault(str(sheet), f"no {noun} {name!r}", f"ask for the results of a {noun} of this sheet")])

    def readable(self, case: Case) -> list[str]:
        """Members of a case that have reads."""
        return [sample for sample in case.samples if sample in self.sheets.units]

    def start(self, case: Case) -> str:
        """Where a case starts: ``fastq``, ``alignment`` or ``vcf``."""
        if case.vcf is not None:
            return "vcf"
        return "alignment" if self._from_fastq.isdisjoint(self.readable(case)) else "fastq"

    def units(self, wildcards: Wildcards) -> str:
        """The units of one sample, as JSON."""
        return units_to_json(self._units(wildcards))

    def unit_files(self, wildcards: Wildcards) -> list[str]:
        """The files of one sample's units."""
        return [str(path) for unit in self._units(wildcards) for path in unit.files]

    def request_of(self, wildcards: Wildcards) -> str:
        """The request of the case that a sample belongs to: where its files are named."""
        case = self._case_of[wildcards.sample].id
        return f"results/cases/{case}/{case}.request.json"

    def inputs_read(self, wildcards: Wildcards) -> list[str]:
        """What is told of the files of the members of a case that have reads."""
        return [f"results/samples/{s}/{s}.inputs.json" for s in self.readable(self.case(wildcards))]

    def vcf_file(self, wildcards: Wildcards) -> list[str]:
        """The VCF that a case starts with, if there is one."""
        case = self.case(wildcards)
        return [str(case.vcf)] if case.vcf is not None else []

    def crams(self, wildcards: Wildcards) -> list[str]:
        """CRAMs of the members of a case that have reads."""
        return [f"results/samples/{s}/{s}.cram" for s in self.readable(self.case(wildcards))]

    def cram_indexes(self, wildcards: Wildcards) -> list[str]:
        """Indexes of :meth:`crams`."""
        return [f"{cram}.crai" for cram in self.crams(wildcards)]

    def sample_summaries(self, wildcards: Wildcards) -> list[str]:
        """What was measured in the members of a case: depth, per-base classes, alignment statistics."""
        ends = ("regions.bed.gz", "quantized.bed.gz", "mosdepth.summary.txt", "stats.txt")
        samples = self.readable(self.case(wildcards))
        return [f"results/samples/{s}/qc/{s}.{end}" for s in samples for end in ends]

    def alignment_summaries(self, wildcards: Wildcards) -> list[str]:
        """Alignment summaries (reads, tools as run) of the members of a case that were aligned here."""
        samples = self.readable(self.case(wildcards))
        return [f"results/samples/{s}/{s}.alignment.json" for s in samples if s in self._from_fastq]

    def calls(self, wildcards: Wildcards) -> list[str]:
        """The calls of a case: by interval and of the mitochondrial genome, or from the VCF that it starts with."""
        case = self.case(wildcards)
        folder = f"results/cases/{case.id}/calls"
        if case.vcf is not None:
            return [f"{folder}/vcf/0001.bcf"]
        nuclear = [f"{folder}/{self.config.calling.caller}/{interval}.bcf" for interval in self.reference.intervals]
        return [*nuclear, f"{folder}/mitochondria.bcf"]

    def gvcf_coverage(self, wildcards: Wildcards) -> list[str]:
        """Folder of the coverage that a gVCF tells, of a case that starts from a VCF; empty where it is none."""
        case = self.case(wildcards)
        return [f"results/cases/{case.id}/calls/vcf/0001.readable"] if case.vcf is not None else []

    def call_indexes(self, wildcards: Wildcards) -> list[str]:
        """Indexes of :meth:`calls`."""
        return [f"{path}.csi" for path in self.calls(wildcards)]

    def case_vcf(self, wildcards: Wildcards) -> str:
        """The VCF that a case starts with."""
        return str(self.case(wildcards).vcf)

    def readable_members(self, wildcards: Wildcards) -> str:
        """Sample ids with reads, comma-separated, proband first: the order of columns in every file of calls."""
        return ",".join(self.readable(self.case(wildcards)))

    def request(self, wildcards: Wildcards) -> str:
        """The request of a case as JSON: all that its interpretation depends on besides the data."""
        return Request.of(self.config, self.sheets, self.case(wildcards).id).to_json()

    def family(self, wildcards: Wildcards) -> str:
        """The part of the request that the data depend on: family and files."""
        return Request.of(self.config, self.sheets, self.case(wildcards).id).data_only().to_json()

    # -- the first result of an urgent case ------------------------------------------------------------------------

    def has_first_result(self, case: Case) -> bool:
        """Whether a case gets a first result: urgent, with requested genes, its proband's reads at hand."""
        return case.urgency == "stat" and bool(case.gene_panels) and case.proband in self.sheets.units

    def first_calls(self, wildcards: Wildcards) -> str:
        """The calls of a case in its requested genes."""
        return f"results/cases/{wildcards.case}/first/{self.config.calling.caller}.bcf"

    def first_call_index(self, wildcards: Wildcards) -> str:
        """Index of :meth:`first_calls`."""
        return f"{self.first_calls(wildcards)}.csi"

    def proband_cram(self, wildcards: Wildcards) -> str:
        """The CRAM of the proband."""
        proband = self.case(wildcards).proband
        return f"results/samples/{proband}/{proband}.cram"

    def proband_cram_index(self, wildcards: Wildcards) -> str:
        """Index of :meth:`proband_cram`."""
        return f"{self.proband_cram(wildcards)}.crai"

    @property
    def first_results(self) -> list[str]:
        """The pages that urgent cases have before their reports."""
        cases = [case.id for case in self.sheets.cases.values() if self.has_first_result(case)]
        return [f"results/cases/{case}/first/{case}.first.fr.html" for case in cases]

    @property
    def case_documents(self) -> list[str]:
        """``case.json`` of every case."""
        return [f"results/cases/{case}/{case}.case.json" for case in self.cases]

    def results(self) -> list[str]:
        """Everything that a run delivers, case by case, so that ``--batch all=1/10`` plans a tenth of the cases."""
        ends = ["vcf.gz", "vcf.gz.tbi", "case.json", "provenance.json"]
        ends += [f"report.{language}.pdf" for language in self.config.report.languages]
        wanted = [f"results/cases/{case}/{case}.{end}" for case in self.cases for end in ends]
        wanted += self.first_results
        if self.sheets.units:
            wanted.append("results/multiqc.html")
        return wanted
