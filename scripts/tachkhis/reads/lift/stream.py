"""A stream of SAM on the consensus to one on the standard build."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path

from tachkhis.errors import ResourceError
from tachkhis.reads.lift.bases import MappedFasta
from tachkhis.reads.lift.template import lifted
from tachkhis.reads.lift.way import Way
from tachkhis.reference.consensus import CHANGES
from tachkhis.reference.consensus import ConsensusAbout
from tachkhis.reference.consensus import beside
from tachkhis.reference.consensus import read_about
from tachkhis.reference.consensus import read_changes


class Lift:
    """What is needed to bring alignments back: the changes, the standard sequence, and what the consensus is."""

    def __init__(self, about: ConsensusAbout, ways: dict[str, Way], standard: MappedFasta) -> None:
        """Know the way of each changed contig."""
        self._about = about
        self._ways = ways
        self._standard = standard
        self._lengths = {contig.name: contig.length for contig in about.consensus}

    @classmethod
    def open(cls, consensus: Path, fasta: Path) -> Lift:
        """Read the list of changes beside a consensus.

        Args:
            consensus: its FASTA; only what stands beside it is read.
            fasta: the standard reference, plain, with ``.fai``.

        Raises:
            InputError: a file beside the consensus cannot be read.
            ResourceError: the standard reference cannot be read.
        """
        ways: dict[str, Way] = {}
        for change in read_changes(beside(consensus, CHANGES)):
            ways.setdefault(change.contig, Way()).add(change)
        return cls(read_about(consensus), ways, MappedFasta(fasta))

    def lines(self, source: Iterable[str]) -> Iterator[str]:
        """SAM lines with their ends; alignments of one template stand together, as an aligner writes them.

        Raises:
            ResourceError: a contig of the header is not the consensus'.
        """
        template: list[str] = []
        name = ""
        headed = False
        for line in source:
            if line.startswith("@"):
                yield self._header(line)
                continue
            if not headed:
                headed = True
                yield f"@CO\ttachkhis: aligned to the major-allele reference of the panel {self._about.title}\n"
            own = line[: line.index("\t")]
            if own != name and template:
                yield from self._out(template)
                template = []
            name = own
            template.append(line.rstrip("\n"))
        if template:
            yield from self._out(template)

    def _out(self, template: list[str]) -> Iterator[str]:
        for line in lifted(template, self._ways, self._standard):
            yield f"{line}\n"

    def _header(self, line: str) -> str:
        """The line with the length of the standard contig."""
        if not line.startswith("@SQ\t"):
            return line
        cells = line.rstrip("\n").split("\t")
        named = {cell[:2]: cell[3:] for cell in cells[1:]}
        contig = named.get("SN", "")
        if self._lengths.get(contig) != int(named.get("LN", "0")) or contig not in self._standard.lengths:
            raise ResourceError(
                f"contig {contig} of the alignments is not that of the consensus, or not of the standard"
            )
        kept = [f"LN:{self._standard.lengths[contig]}" if cell.startswith("LN:") else cell for cell in cells]
        return "\t".join(cell for cell in kept if cell[:3] not in ("M5:", "UR:")) + "\n"
