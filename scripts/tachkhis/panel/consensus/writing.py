"""The files of a major-allele reference: sequence (by ``bcftools consensus``), chain, list of changes."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import ResourceError
from tachkhis.panel.about import PanelAbout
from tachkhis.panel.consensus.changes import Edit
from tachkhis.panel.consensus.changes import Left
from tachkhis.panel.consensus.changes import change_lines
from tachkhis.reference.consensus import APPLIED
from tachkhis.reference.consensus import COLUMNS
from tachkhis.reference.consensus import MANIFEST
from tachkhis.reference.consensus import ConsensusAbout
from tachkhis.reference.consensus import beside
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.par_twins import Par
from tachkhis.reference.par_twins import words_of
from tachkhis.reference.passport import read_passport

FASTA, CHAIN, CHANGES, BED, VCF = (
    *("consensus.fa", "consensus.chain", "consensus.changes.tsv", "consensus.changes.bed", "consensus.vcf.gz"),
)
PLACES = "consensus.places.bed"
"""In the coordinates of the new sequence: the bases whose depth says whether a change holds in a person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was written.

    Attributes:
        applied: changes put in.
        left: majority alleles left out, by reason.
    """

    applied: int
    left: dict[str, int]


def write_all(decisions: Iterable[Edit | Left], bases: Bases, fasta: Path, out: Path) -> Outcome:
    """Write every file into ``out``.

    Args:
        decisions: in the order of the reference.
        bases: of the reference.
        fasta: the same, for ``bcftools``.
        out: folder; made where needed.

    Raises:
        ResourceError: bcftools failed, or wrote another sequence than the list of changes says.
    """
    out.mkdir(parents=True, exist_ok=True)
    left: dict[str, int] = {}
    lengths = dict(bases.lengths)
    applied = 0
    with (out / CHANGES).open("w") as table, (out / BED).open("w") as bed, (out / PLACES).open("w") as places:
        table.write("\t".join(COLUMNS) + "\n")
        header = ["##fileformat=VCFv4.2", *(f"##contig=<ID={name},length={size}>" for name, size in lengths.items())]
        plain = out / VCF.removesuffix(".gz")
        with plain.open("w") as vcf:
            vcf.write("\n".join([*header, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"]) + "\n")
            for block in _blocks(_noted(decisions, left, table)):
                for edit in block:
                    applied += 1
                    lengths[edit.contig] += len(edit.alt) - len(edit.ref)
                    table.write(change_lines(edit.contig, edit.row, edit, APPLIED) + "\n")
                    name = f"{edit.contig}-{edit.row.position}-{edit.row.ref}-{edit.row.alt}"
                    bed.write(f"{edit.contig}\t{edit.start}\t{max(edit.end, edit.start + 1)}\t{name}\n")
                    first, last = evidence_bases(edit)
                    places.write(f"{edit.contig}\t{max(first, 0)}\t{last}\n")
                vcf.write(_record(block, bases) + "\n")
    _make(plain, fasta, out, lengths)
    return Outcome(applied, dict(sorted(left.items())))


def evidence_bases(edit: Edit) -> tuple[int, int]:
    """The bases of the new sequence that tell whether a person has the change: the new ones, else both neighbours."""
    if edit.alt:
        return edit.consensus_start, edit.consensus_end
    return edit.consensus_start - 1, edit.consensus_start + 1


def _noted(decisions: Iterable[Edit | Left], left: dict[str, int], table: object) -> Iterator[Edit]:
    for decision in decisions:
        if isinstance(decision, Edit):
            yield decision
        else:
            left[decision.why] = left.get(decision.why, 0) + 1
            table.write(change_lines(decision.contig, decision.row, None, decision.why) + "\n")  # type: ignore[attr-defined]


def _blocks(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Edits that one record must hold: an indel takes the base before it along, and records may not overlap."""
    block: list[Edit] = []
    for edit in edits:
        anchor = edit.start - (not (edit.ref and edit.alt))
        if block and (edit.contig != block[0].contig or anchor >= block[-1].end):
            yield block
            block = []
        block.append(edit)
    if block:
        yield block


def _record(block: Sequence[Edit], bases: Bases) -> str:
    first, last = block[0], block[-1]
    start, end = first.start, last.end
    pieces, at = [], start
    for edit in block:
        pieces += [bases.fetch(first.contig, at, edit.start), edit.alt]
        at = edit.end
    ref, alt = bases.fetch(first.contig, start, end), "".join(pieces)
    if not ref or not alt:
        if start > 0:
            base = bases.fetch(first.contig, start - 1, start)
            start, ref, alt = start - 1, base + ref, base + alt
        else:
            base = bases.fetch(first.contig, end, end + 1)
            ref, alt = ref + base, alt + base
    return "\t".join((first.contig, str(start + 1), ".", ref, alt, ".", "PASS", "."))


def _make(plain: Path, fasta: Path, out: Path, lengths: dict[str, int]) -> None:
    import pysam

    pysam.tabix_compress(str(plain), str(out / VCF), force=True)
    plain.unlink()
    pysam.tabix_index(str(out / VCF), preset="vcf", force=True)
    command = [
        "bcftools",
        "consensus",
        "-f",
        str(fasta),
        "-c",
        str(out / CHAIN),
        "-o",
        str(out / FASTA),
        str(out / VCF),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ResourceError(f"bcftools consensus failed: {done.stderr.strip()}")
    pysam.faidx(str(out / FASTA))
    made = pysam.FastaFile(str(out / FASTA))
    for name, length in lengths.items():
        if name not in made.references or made.get_reference_length(name) != length:
            raise ResourceError(f"bcftools consensus wrote {name} with another length than the list of changes gives")


def check_sequence(changes: dict[str, list[Edit]], standard: Bases, made: Bases) -> None:
    """Every change stands in the new sequence where the list says, and the bases around it are those of the old one.

    Raises:
        ResourceError: a place differs.
    """
    for contig, edits in changes.items():
        at = there = 0
        for edit in edits:
            same = standard.fetch(contig, at, edit.start) == made.fetch(contig, there, edit.consensus_start)
            if not same or made.fetch(contig, edit.consensus_start, edit.consensus_end) != edit.alt:
                raise ResourceError(f"the new sequence differs from the list of changes near {contig}:{edit.start + 1}")
            at, there = edit.end, edit.consensus_end


def write_about(panel: PanelAbout, file: str, standard: Path, out: Path, applied: int, par: Par) -> None:
    """Write down what the sequence was made from, for the run that uses it: panel, both sequences by MD5, the list.

    Args:
        panel: header of the panel.
        file: name of its file, which stands for a name where the header has none.
        standard: the standard reference.
        out: folder of the sequence.
        applied: changes put in.
        par: pseudo-autosomal regions that were told of.
    """
    old, new = read_passport(standard), read_passport(out / FASTA)
    about = ConsensusAbout(
        name=panel.name or file,
        version=panel.version,
        people=panel.people,
        synthetic=panel.synthetic or old.synthetic,
        applied=applied,
        par=words_of(par),
        digest=old.digest,
        changes_sha256=hashlib.sha256((out / CHANGES).read_bytes()).hexdigest(),
        standard=old.contigs,
        consensus=new.contigs,
    )
    beside(out / FASTA, MANIFEST).write_text(about.to_json(), encoding="utf-8")
