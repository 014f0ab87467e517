"""Whole files of calls on the new sequence, to the standard build."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.panel.consensus.calls import CallFile
from tachkhis.panel.consensus.calls import Evidence
from tachkhis.panel.consensus.calls import Line
from tachkhis.panel.consensus.changes import read_changes
from tachkhis.panel.consensus.lift import HEADER
from tachkhis.panel.consensus.lift import Lift
from tachkhis.panel.consensus.lift import LiftCounts
from tachkhis.panel.consensus.writing import CHANGES
from tachkhis.panel.consensus.writing import FASTA
from tachkhis.panel.consensus.writing import check_sequence
from tachkhis.reference.normal_allele import Bases


def read_places(
    alignments: Sequence[Path], fasta: Path, places: Path, out: Path, ploidy: tuple[Path | None, Path | None]
) -> None:
    """Genotype every changed base in the reads of some people, whether it varies or not.

    Raises:
        ResourceError: bcftools failed.
    """
    mpileup = ["bcftools", "mpileup", "--no-version", "-Ou", "-I", "-f", str(fasta), "-R", str(places)]
    mpileup += ["-d", "1000", "-q", "20", "-Q", "20", "-a", "AD,DP", *map(str, alignments)]
    call = ["bcftools", "call", "--no-version", "-m", "-a", "GQ", "-Oz", "-o", str(out)]
    for option, value in zip(("--ploidy-file", "--samples-file"), ploidy, strict=True):
        call += [option, str(value)] if value is not None else []
    with subprocess.Popen(mpileup, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as first:
        done = subprocess.run(call, stdin=first.stdout, capture_output=True, text=True, check=False)
    if first.returncode or done.returncode:
        said = [line for line in done.stderr.strip().splitlines() if not line.startswith("Note:")]
        raise ResourceError(f"bcftools could not read the changed places: {'; '.join(said) or 'it does not say why'}")


def _by_contig(file: CallFile, order: dict[str, int]) -> Iterator[tuple[str, Iterator[Line]]]:
    """Each contig of the new sequence with its records, in order; of contigs without records too.

    Raises:
        InputError: the file is not sorted as the new sequence, or has another contig.
    """
    lines = file.lines()
    following = next(lines, None)

    def of(contig: str) -> Iterator[Line]:
        nonlocal following
        last = 0
        while following is not None and following.contig == contig:
            position = int(following.cells[1])
            if position < last:
                raise InputError(
                    [Fault(str(file.path), "it is not sorted", "run bcftools sort", value=f"{contig}:{position}")]
                )
            last = position
            yield following
            following = next(lines, None)

    for contig in order:
        yield contig, of(contig)
    if following is not None:
        problem = "a contig is not in the major-allele reference, or stands out of its order"
        raise InputError([Fault(str(file.path), problem, "give calls made on consensus.fa", value=following.contig)])


def _header(file: CallFile, standard: Bases) -> list[str]:
    """The header of the calls with the contigs of the standard build."""
    kept = [line for line in file.header if not line.startswith(("##contig=", "##reference="))]
    known = {line.partition(",")[0] for line in kept}
    kept += [line for line in HEADER if line.partition(",")[0] not in known]
    kept += [f"##contig=<ID={name},length={length}>" for name, length in standard.lengths.items()]
    columns = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *file.samples)
    return [*kept, "\t".join(columns)]


def lift_file(
    consensus: Path, fasta: Path, calls: Path, evidence: Path, depth: int, out: Path, scratch: Path
) -> LiftCounts:
    """Write the calls on the standard build.

    Args:
        consensus: folder of ``tachkhis panel consensus``.
        fasta: the standard reference.
        calls: VCF on the new sequence, sorted as it.
        evidence: VCF with a genotype at each base of ``consensus.places.bed``.
        depth: reads from which a place counts as read.
        out: result, indexed.
        scratch: folder for files on the way.

    Raises:
        InputError: calls or evidence do not belong to the new sequence, or are not sorted.
        ResourceError: standard and new sequence do not differ as the list of changes says, or bcftools failed.
    """
    import pysam

    changes = read_changes(consensus / CHANGES)
    standard, made = Bases(fasta), Bases(consensus / FASTA)
    check_sequence(changes, standard, made)
    file = CallFile(calls)
    if not file.samples:
        raise InputError([Fault(str(calls), "it has no samples", "give calls with genotypes")])
    order = {name: number for number, name in enumerate(made.lengths)}
    counts = LiftCounts()
    lift = Lift(file.samples, standard, made, Evidence(CallFile(evidence), file.samples, order), depth, counts)
    plain = scratch / "lifted.vcf"
    with plain.open("w", encoding="utf-8") as handle:
        handle.write("\n".join(_header(file, standard)) + "\n")
        for contig, lines in _by_contig(file, order):
            for line in lift.contig(changes.get(contig, []), lines):
                handle.write(line + "\n")
    sort = ["bcftools", "sort", "-Ou", "-T", str(scratch / "sort"), str(plain)]
    norm = ["bcftools", "norm", "--no-version", "-c", "e", "-f", str(fasta), "-Oz", "-o", str(out)]
    with (scratch / "sort.log").open("wb") as log, subprocess.Popen(sort, stdout=subprocess.PIPE, stderr=log) as first:
        done = subprocess.run(norm, stdin=first.stdout, capture_output=True, text=True, check=False)
    if first.returncode or done.returncode:
        said = f"{(scratch / 'sort.log').read_text().strip()} {done.stderr.strip()}"
        raise ResourceError(f"the lifted calls do not fit {fasta.name}: {said}")
    pysam.tabix_index(str(out), preset="vcf", force=True)
    return counts
