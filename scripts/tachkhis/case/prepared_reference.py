"""The prepared reference of a run: FASTA, bwa index, gene model, scatter intervals and coding regions, by name.

A prepared folder is named by what it is made from, so that a change of a file makes another folder.
"""

from __future__ import annotations

import hashlib
import math
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tachkhis.case.config import Config
from tachkhis.case.config_paths import CONSENSUS_ABOUT
from tachkhis.case.config_paths import CONSENSUS_CHANGES
from tachkhis.case.wildcards import Wildcards

GZIP_EXPANSION = 3.5  # typical ratio of a FASTA to its gzip
PREPARED_FORMAT = 3  # to be raised when prepared files change their form: stores keep several side by side
BWA_SUFFIXES = (".amb", ".ann", ".bwt", ".pac", ".sa")
GENES_FORMAT = 1  # of reference/gene_store.py (not imported here: it is a later room)


def fingerprint(*paths: Path | None, extra: str = "") -> str:
    """Eight characters that change when a file's name, size or time does; cheap, for names of prepared folders."""
    text = [extra]
    for path in paths:
        if path is not None:
            status = path.stat()
            text.append(f"{path.resolve()}:{status.st_size}:{status.st_mtime_ns}")
    return hashlib.sha256("\n".join(text).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class PreparedReference:
    """Names and parameters of what is prepared from reference, gene model and targets."""

    config: Config

    @cached_property
    def folder(self) -> str:
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
        folder = self.folder
        files = [self.fasta, f"{self.fasta}.fai", f"{folder}/genome.dict", self.passport]
        return self.keep(f"{folder}/genome", files)

    @property
    def keep_consensus(self) -> str:
        """Shares the consensus with the files beside it."""
        return self.keep(f"{self.consensus_folder}/genome", self.consensus_files)

    @property
    def keep_index(self) -> str:
        """Shares the bwa index."""
        folder = self.folder if self.config.reference.consensus is None else self.consensus_folder
        return self.keep(f"{folder}/bwa", [f"{self.aligned}{suffix}" for suffix in BWA_SUFFIXES])

    @property
    def keep_genes(self) -> str:
        """Shares the indexed gene model."""
        return self.keep(str(Path(self.genes).parent), [self.genes])

    @property
    def keep_regions(self) -> str:
        """Shares scatter intervals and coding regions."""
        return self.keep(self.regions, [self.coding, self.calibration, *self.interval_files, *self.called_files])

    @property
    def fasta(self) -> str:
        """The reference, uncompressed, with ``.fai`` beside it."""
        return f"{self.folder}/genome.fa"

    @property
    def passport(self) -> str:
        """What the reference is: contigs, digest, build, whether it is synthetic."""
        return f"{self.folder}/passport.json"

    @cached_property
    def consensus_folder(self) -> str:
        """Folder of the consensus that reads are aligned to; named by its file, as the others."""
        consensus = self.config.reference.consensus
        return f"{self.folder}/consensus-{'none' if consensus is None else fingerprint(consensus)}"

    @property
    def consensus_files(self) -> list[str]:
        """The consensus, the list of its changes, and what it was made from."""
        ends = (".fa", CONSENSUS_CHANGES, CONSENSUS_ABOUT)
        return [f"{self.consensus_folder}/consensus{end}" for end in ends]

    @property
    def consensus_sources(self) -> list[str]:
        """The same as the configuration names them; without the key, a name that says what is missing."""
        consensus = self.config.reference.consensus
        if consensus is None:
            return ["the-key-reference.consensus-of-the-configuration"]
        return [str(consensus), *(str(consensus.with_suffix(end)) for end in (CONSENSUS_CHANGES, CONSENSUS_ABOUT))]

    @property
    def consensus_used(self) -> list[str]:
        """The prepared consensus where reads are aligned to it, else nothing."""
        return [] if self.config.reference.consensus is None else self.consensus_files

    @property
    def consensus_about(self) -> list[str]:
        """What the consensus says of itself, where there is one."""
        return [] if self.config.reference.consensus is None else self.consensus_sources[-1:]

    @property
    def consensus_argument(self) -> str:
        """Arguments of the alignment to a consensus, quoted for a shell; empty without one."""
        if self.config.reference.consensus is None:
            return ""
        return shlex.join(["--consensus", self.consensus_files[0], "--fasta", self.fasta])

    @property
    def aligned(self) -> str:
        """The prepared FASTA that reads are aligned to."""
        return self.fasta if self.config.reference.consensus is None else self.consensus_files[0]

    @cached_property
    def aligner_index(self) -> str:
        """Prefix of the bwa index: the user's own where it stands beside the FASTA, else the prepared one."""
        own = self.config.reference.consensus or self.config.reference.fasta
        if all(Path(f"{own}{suffix}").is_file() for suffix in BWA_SUFFIXES):
            return str(own)
        return self.aligned

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
        return f"{self.folder}/genes-{name}/genes.sqlite"

    @cached_property
    def regions(self) -> str:
        """Folder of what depends on gene model and targets: intervals, coding regions."""
        reference = self.config.reference
        extra = f"{len(self.intervals)}.{PREPARED_FORMAT}"
        return f"{self.folder}/regions-{fingerprint(reference.genes, reference.targets, extra=extra)}"

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

    @property
    def targets(self) -> list[str]:
        """The target BED, if there is one."""
        return [str(self.config.reference.targets)] if self.config.reference.targets is not None else []

    @property
    def targets_argument(self) -> str:
        """The target BED as an argument, quoted for a shell."""
        return " ".join(f"--targets {shlex.quote(path)}" for path in self.targets)
