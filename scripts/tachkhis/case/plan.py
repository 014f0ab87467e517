"""What a run has to make: the bridge between the checked sheets and the workflow's rules.

The rules ask a :class:`Plan` for file names and parameters; they hold no logic of their own. Everything here is cheap
and needs the standard library only, since Snakemake reads the workflow again in every job on a cluster.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import re
import shlex
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from tachkhis.case.config import Config
from tachkhis.case.further_tracks import tracks_to_json
from tachkhis.case.model import Case
from tachkhis.case.model import Sheets
from tachkhis.case.model import Unit
from tachkhis.case.request import Request
from tachkhis.case.request import unit_from_row
from tachkhis.case.tracks import TRACK_FIELDS
from tachkhis.case.tracks import callable_beside

NOTHING = "(?!)"  # a wildcard constraint that no name meets
GZIP_EXPANSION = 3.5  # typical ratio of a FASTA to its gzip
PREPARED_FORMAT = 3  # to be raised when prepared files change their form: stores keep several side by side
BWA_SUFFIXES = (".amb", ".ann", ".bwt", ".pac", ".sa")
GENES_FORMAT = 1  # of reference/gene_store.py (not imported here: it is a later room)
CALLABLE = "panel.callable.bed.gz"  # among the prepared tracks
TRACK_ENDS = ("tsv.gz", "tsv.gz.tbi", "header.txt", "columns.txt")


class Wildcards(Protocol):
    """The wildcards of a rule, as Snakemake hands them to an input function."""

    case: str
    sample: str
    interval: str
    language: str


def fingerprint(*paths: Path | None, extra: str = "") -> str:
    """Eight characters that change when a file's name, size or time does; cheap, for names of prepared folders."""
    text = [extra]
    for path in paths:
        if path is not None:
            status = path.stat()
            text.append(f"{path.resolve()}:{status.st_size}:{status.st_mtime_ns}")
    return hashlib.sha256("\n".join(text).encode()).hexdigest()[:8]


def units_to_json(units: Sequence[Unit]) -> str:
    """Units as one line of JSON, as far as their alignment depends on it: a kit written later aligns nothing again."""
    rows = [{name: value for name, value in dataclasses.asdict(unit).items() if name != "kit"} for unit in units]
    return json.dumps(rows, default=str, sort_keys=True)


def units_from_json(text: str) -> tuple[Unit, ...]:
    """Undo :func:`units_to_json`."""
    return tuple(unit_from_row(row) for row in json.loads(text))


def pattern(names: Sequence[str]) -> str:
    """A wildcard constraint that exactly these names meet."""
    return "|".join(re.escape(name) for name in names) if names else NOTHING


@dataclass(frozen=True)
class Plan:
    """Names and parameters of everything that a run makes, from its configuration and sheets."""

    config: Config
    sheets: Sheets

    # -- the prepared reference ------------------------------------------------------------------------------------

    @cached_property
    def reference(self) -> str:
        """Folder of the prepared reference; links into the store where ``reference.prepared`` names one."""
        reference = self.config.reference
        return f"reference/{reference.build}-{fingerprint(reference.fasta)}"

    def keep(self, folder: str, files: Sequence[str]) -> str:
        """What to put before a command so that its files are shared by runs; nothing without ``reference.prepared``.

        Args:
            folder: where the run has the files.
            files: what the command makes.
        """
        prepared = self.config.reference.prepared
        if prepared is None:
            return ""
        store = prepared / f"{folder.removeprefix('reference/')}.v{PREPARED_FORMAT}"
        return f"tachkhis keep --store {shlex.quote(str(store))} --files {shlex.join(files)} --"

    @property
    def keep_reference(self) -> str:
        """Shares the FASTA with its index, dictionary and passport."""
        folder = self.reference
        files = [self.fasta, f"{self.fasta}.fai", f"{folder}/genome.dict", self.passport]
        return self.keep(f"{folder}/genome", files)

    @property
    def keep_index(self) -> str:
        """Shares the bwa index."""
        return self.keep(f"{self.reference}/bwa", [f"{self.fasta}{suffix}" for suffix in BWA_SUFFIXES])

    @property
    def keep_genes(self) -> str:
        """Shares the indexed gene model."""
        return self.keep(str(Path(self.genes).parent), [self.genes])

    @property
    def keep_regions(self) -> str:
        """Shares scatter intervals and coding regions."""
        return self.keep(self.regions, [self.coding, self.calibration, *self.interval_files, *self.called_files])

    @property
    def keep_tracks(self) -> str:
        """Shares the prepared tracks."""
        return self.keep(self.tracks, [*self.track_files, f"{self.tracks}/tracks.json", f"{self.tracks}/sites.json"])

    @property
    def fasta(self) -> str:
        """The reference, uncompressed, with ``.fai`` beside it."""
        return f"{self.reference}/genome.fa"

    @property
    def passport(self) -> str:
        """What the reference is: contigs, digest, build, whether it is synthetic."""
        return f"{self.reference}/passport.json"

    @cached_property
    def aligner_index(self) -> str:
        """Prefix of the bwa index: the user's own where it stands beside the FASTA, else the prepared one."""
        own = self.config.reference.fasta
        if all(Path(f"{own}{suffix}").is_file() for suffix in BWA_SUFFIXES):
            return str(own)
        return self.fasta

    @property
    def aligner_index_files(self) -> list[str]:
        """Files of the bwa index."""
        return [f"{self.aligner_index}{suffix}" for suffix in BWA_SUFFIXES]

    @cached_property
    def intervals(self) -> list[str]:
        """Ids of the scatter intervals; their number follows from the size of the FASTA (or of the targets)."""
        reference, step = self.config.reference, self.config.calling.scatter_bases
        size = float(reference.fasta.stat().st_size)
        if reference.fasta.suffix in (".gz", ".bgz"):
            size *= GZIP_EXPANSION
        if reference.targets is not None:
            size = min(size, 200.0 * reference.targets.stat().st_size)
        count = max(1, math.ceil(size / step))
        return [f"{number:04d}" for number in range(1, count + 1)]

    @cached_property
    def genes(self) -> str:
        """The gene model under the reference's contig names, indexed; its name changes with file and format."""
        name = fingerprint(self.config.reference.genes, extra=f"genes {GENES_FORMAT}")
        return f"{self.reference}/genes-{name}/genes.sqlite"

    @cached_property
    def regions(self) -> str:
        """Folder of what depends on gene model and targets: intervals, coding regions."""
        reference = self.config.reference
        extra = f"{len(self.intervals)}.{PREPARED_FORMAT}"
        return f"{self.reference}/regions-{fingerprint(reference.genes, reference.targets, extra=extra)}"

    def interval(self, wildcards: Wildcards) -> str:
        """BED of one scatter interval."""
        return f"{self.regions}/intervals/{wildcards.interval}.bed"

    @property
    def interval_files(self) -> list[str]:
        """BED of every scatter interval."""
        return [f"{self.regions}/intervals/{interval}.bed" for interval in self.intervals]

    def called(self, wildcards: Wildcards) -> str:
        """BED of what is called for one scatter interval: the interval with a margin where it borders on another."""
        return f"{self.regions}/called/{wildcards.interval}.bed"

    @property
    def called_files(self) -> list[str]:
        """BED of what is called for every scatter interval."""
        return [f"{self.regions}/called/{interval}.bed" for interval in self.intervals]

    @property
    def calibration(self) -> str:
        """BED of the pieces on which the repeats of each sample are measured; the same for every interval."""
        return f"{self.regions}/calibration.bed"

    @property
    def coding(self) -> str:
        """BED of the coding regions of every gene's chosen transcript."""
        return f"{self.regions}/coding.bed"

    # -- tracks ----------------------------------------------------------------------------------------------------

    @cached_property
    def track_sources(self) -> dict[str, str]:
        """The configured tracks by name."""
        resources = self.config.resources
        named = {name: getattr(resources, name) for name in ("gnomad", "panel", "clinvar", "scores")}
        further = {track.name: track.file for track in resources.tracks}
        return {name: str(path) for name, path in (named | further).items() if path is not None}

    @cached_property
    def panel_callable(self) -> Path | None:
        """The track of callable alleles beside the panel; ``None`` where it has none."""
        panel = self.config.resources.panel
        return None if panel is None else callable_beside(panel)

    @cached_property
    def tracks(self) -> str:
        """Folder of the prepared tracks; its name also changes with the columns that are taken from them."""
        resources, reference = self.config.resources, self.config.reference
        paths = [Path(path) for path in self.track_sources.values()]
        extras = (resources.founders, resources.sites, reference.genes)
        columns = json.dumps(TRACK_FIELDS, sort_keys=True) + tracks_to_json(resources.tracks)
        paths += [self.panel_callable] if self.panel_callable is not None else []
        return f"{self.reference}/tracks-{fingerprint(*paths, *extras, extra=columns)}"

    @property
    def track_files(self) -> list[str]:
        """Prepared tracks with their indexes."""
        named = [f"{self.tracks}/{name}.{end}" for name in self.track_sources for end in TRACK_ENDS]
        reach = [f"{self.tracks}/{CALLABLE}{end}" for end in ("", ".tbi")] if self.panel_callable is not None else []
        return named + reach

    @property
    def track_inputs(self) -> list[str]:
        """The files that tracks are prepared from."""
        beside = [str(self.panel_callable)] if self.panel_callable is not None else []
        return [*self.track_sources.values(), *beside]

    @property
    def reach_argument(self) -> str:
        """The panel's callable alleles as an argument of the triage, where there are any."""
        return f"--panel-callable {shlex.quote(f'{self.tracks}/{CALLABLE}')}" if self.panel_callable is not None else ""

    @property
    def gene_tables(self) -> list[str]:
        """The laboratory's tables on genes."""
        resources = self.config.resources
        return [
            str(path) for path in (resources.hotspots, resources.constraint, resources.diseases) if path is not None
        ]

    @property
    def site_sources(self) -> list[str]:
        """Tables of founders and asked-for positions."""
        resources = self.config.resources
        return [str(path) for path in (resources.founders, resources.sites) if path is not None]

    @property
    def track_arguments(self) -> str:
        """``--track name=file`` for every configured track, quoted for a shell."""
        further = self.config.resources.tracks
        names = {track.name for track in further}
        own = [f"{name}={path}" for name, path in self.track_sources.items() if name not in names]
        told = [f"--track {shlex.quote(one)}" for one in own]
        return " ".join([*told, *([f"--further {shlex.quote(tracks_to_json(further))}"] if further else [])])

    @property
    def site_arguments(self) -> str:
        """Tables of sites as arguments, quoted for a shell."""
        resources = self.config.resources
        named = (("--founders", resources.founders), ("--positions", resources.sites))
        return " ".join(f"{name} {shlex.quote(str(path))}" for name, path in named if path is not None)

    @property
    def annotate_pipe(self) -> str:
        """One ``bcftools annotate`` per track, to be put behind a stream of records."""
        pipes = []
        for name in self.track_sources:
            ends = ("tsv.gz", "header.txt", "columns.txt")
            table, header, columns = (shlex.quote(f"{self.tracks}/{name}.{end}") for end in ends)
            form = "-Ov" if name == list(self.track_sources)[-1] else "-Ou"
            pipes.append(f"| bcftools annotate --no-version {form} -a {table} -h {header} -C {columns} -")
        return " ".join(pipes)

    @property
    def case_documents(self) -> list[str]:
        """``case.json`` of every case."""
        return [f"results/cases/{case}/{case}.case.json" for case in self.cases]

    @property
    def targets(self) -> list[str]:
        """The target BED, if there is one."""
        return [str(self.config.reference.targets)] if self.config.reference.targets is not None else []

    @property
    def targets_argument(self) -> str:
        """The target BED as an argument, quoted for a shell."""
        return " ".join(f"--targets {shlex.quote(path)}" for path in self.targets)

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

    # -- cases and samples -----------------------------------------------------------------------------------------

    @property
    def cases(self) -> list[str]:
        """Ids of all cases."""
        return list(self.sheets.cases)

    @cached_property
    def fastq_samples(self) -> list[str]:
        """Samples that start from FASTQ."""
        return [sample for sample, units in self.sheets.units.items() if units[0].alignment is None]

    @cached_property
    def alignment_samples(self) -> list[str]:
        """Samples that start from BAM or CRAM."""
        return [sample for sample, units in self.sheets.units.items() if units[0].alignment is not None]

    @cached_property
    def _case_of(self) -> Mapping[str, Case]:
        return {sample: case for case in self.sheets.cases.values() for sample in case.samples}

    def case(self, wildcards: Wildcards) -> Case:
        """The case of a rule's wildcards."""
        return self.sheets.cases[wildcards.case]

    def readable(self, case: Case) -> list[str]:
        """Members of a case that have reads."""
        return [sample for sample in case.samples if sample in self.sheets.units]

    def start(self, case: Case) -> str:
        """Where a case starts: ``fastq``, ``alignment`` or ``vcf``."""
        if case.vcf is not None:
            return "vcf"
        return "alignment" if all(s in self.alignment_samples for s in self.readable(case)) else "fastq"

    def input_files(self, wildcards: Wildcards) -> list[str]:
        """The files that a case starts from."""
        case = self.case(wildcards)
        files = [path for sample in self.readable(case) for unit in self.sheets.units[sample] for path in unit.files]
        return [str(path) for path in ([case.vcf] if case.vcf is not None else []) + files]

    def units(self, wildcards: Wildcards) -> str:
        """The units of one sample, as JSON."""
        return units_to_json(self.sheets.units[wildcards.sample])

    def unit_files(self, wildcards: Wildcards) -> list[str]:
        """The files of one sample's units."""
        return [str(path) for unit in self.sheets.units[wildcards.sample] for path in unit.files]

    def verified(self, wildcards: Wildcards) -> str:
        """The verification of the inputs of the case that a sample belongs to."""
        case = self._case_of[wildcards.sample].id
        return f"results/cases/{case}/{case}.inputs.json"

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
        return [f"results/samples/{s}/{s}.alignment.json" for s in samples if s in self.fastq_samples]

    def calls(self, wildcards: Wildcards) -> list[str]:
        """The calls of a case: by interval and of the mitochondrial genome, or from the VCF that it starts with."""
        case = self.case(wildcards)
        folder = f"results/cases/{case.id}/calls"
        if case.vcf is not None:
            return [f"{folder}/vcf/0001.bcf"]
        nuclear = [f"{folder}/{self.config.calling.caller}/{interval}.bcf" for interval in self.intervals]
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
        return Request.of(self.config, self.sheets, wildcards.case).to_json()

    def family(self, wildcards: Wildcards) -> str:
        """The part of the request that the data depend on: family and files."""
        return Request.of(self.config, self.sheets, wildcards.case).data_only().to_json()

    # -- a panel that is made ----------------------------------------------------------------------------------------

    @property
    def panel_inputs(self) -> list[str]:
        """What a panel is made from; without ``panel_build``, a name that says what is missing."""
        build = self.config.panel_build
        if build is None:
            return ["the-section-panel_build-of-the-configuration"]
        words = [str(build.people), *(word.removeprefix("@") for word in build.variants)]
        fasta = [str(self.config.reference.fasta)] if build.left_align else []
        return words + fasta + ([] if build.callable is None else [str(build.callable)])

    @property
    def panel_arguments(self) -> str:
        """Arguments of ``tachkhis panel plan``."""
        build = self.config.panel_build
        if build is None:
            return ""
        reference = self.config.reference
        words = ["--people", str(build.people), "--variants", *build.variants]
        words += ["--name", build.name, "--version", build.version, "--build", reference.build]
        words += [f"--{name}={getattr(build, name)}" for name in ("date", "source", "licence") if getattr(build, name)]
        if build.callable is not None:
            words += ["--callable", str(build.callable)]
        if build.left_align:
            words += ["--fasta", str(reference.fasta)]
        if reference.par is not None:
            stretches = [f"{name}:{a}-{b}" for name, regions in reference.par.items() for a, b in regions]
            words.append(f"--par={','.join(stretches)}")
        return shlex.join([*words, *build.arguments])

    @property
    def panel_parts(self) -> int:
        """Jobs that count a panel."""
        return 1 if self.config.panel_build is None else self.config.panel_build.parts

    @property
    def panel_part_files(self) -> list[str]:
        """What these jobs make."""
        ends = ("sites.gz", "runs.gz", "json")
        return [f"results/panel/parts/{n}.{end}" for n in range(1, self.panel_parts + 1) for end in ends]

    def reports(self) -> list[str]:
        """Every report of the run."""
        return [
            f"results/cases/{case}/{case}.report.{language}.pdf"
            for case in self.cases
            for language in self.config.report.languages
        ]

    def results(self) -> list[str]:
        """Everything that a run delivers."""
        ends = ("vcf.gz", "vcf.gz.tbi", "case.json", "provenance.json")
        wanted = [f"results/cases/{case}/{case}.{end}" for case in self.cases for end in ends]
        if self.sheets.units:
            wanted.append("results/multiqc.html")
        return wanted + self.reports()
