"""One person's reads on the circle: streamed once, those at the origin aligned anew where the line has no end.

An aligner takes the contig for a line: a read over the origin is cut in two and one half is clipped. Fragments that
touch the first or last bases (also by a supplementary alignment) are aligned again, by the same aligner, to the genome
opened on the opposite side, and count there instead. The nuclear genome is not in that second index; such a read is
used if one of its alignments to the contig had the mapping quality that is asked for.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

from tachkhis.reads.pipeline import Stream
from tachkhis.variants.mitochondria.circle import Circle
from tachkhis.variants.mitochondria.pile import Pile
from tachkhis.variants.mitochondria.rules import MitochondrialRules

BATCH_BASES = 20_000_000  # of bwa; fixed, as in reads/align.py


_AS_TEXT = bytes(min(33 + quality, 126) for quality in range(256))  # base qualities as FASTQ writes them


@dataclass(frozen=True, slots=True)
class ReadRules:
    """Which reads count: least mapping quality and base quality, phred (``calling.*`` of the configuration)."""

    mapping_quality: int
    base_quality: int


@dataclass(slots=True)
class _Fragment:
    """A fragment at the origin: FASTQ records by end (1, 2; 0 for an unpaired read), best mapping quality."""

    ends: dict[int, str] = field(default_factory=dict)
    best: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """What was left aside, in read ends, by reason; for the log."""

    counts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{reason} {count}" for reason, count in sorted(self.counts.items())) or "none"


def build_rotated(circle: Circle, folder: Path) -> Path:
    """Write and index the genome opened on the opposite side.

    Raises:
        ResourceError: bwa is absent or failed.
    """
    path = folder / "rotated.fa"
    path.write_text(f">{circle.name}\n{circle.rotated}\n")
    with Stream(folder) as stream:
        stream.start("index", ["bwa", "index", str(path)], stdout=subprocess.DEVNULL)
    return path


def read_person(
    cram: Path, fasta: Path, circle: Circle, rotated: Path, reads: ReadRules, rules: MitochondrialRules
) -> tuple[Pile, Passed]:
    """Everything that one person's reads show on the contig.

    Args:
        cram: indexed CRAM or BAM.
        fasta: the reference that it is aligned to.
        circle: the contig.
        rotated: index made by :func:`build_rotated`.
        reads: which reads count.
        rules: the table.
    """
    import pysam

    pile, passed = Pile(circle, rules, reads.base_quality), Passed()
    with pysam.AlignmentFile(str(cram), reference_filename=str(fasta)) as alignment:
        fragments = {name: _Fragment() for name in _names_at_origin(alignment, circle, rules.origin_window)}
        for read in alignment.fetch(circle.name):
            reason = _refused(read)
            fragment = fragments.get(read.query_name)
            if reason is None and fragment is not None:
                _collect(read, fragment)
            elif reason is None and not (read.is_supplementary or read.is_unmapped):
                if read.mapping_quality >= reads.mapping_quality:
                    pile.add(read)
                else:
                    passed.counts["mapping_quality"] += 1
            elif reason is not None:
                passed.counts[reason] += 1
    _align_again(fragments, rotated, pile, reads, passed)
    return pile.finish(), passed


def _names_at_origin(alignment: Any, circle: Circle, window: int) -> list[str]:
    """Fragments with an alignment at either end of the contig, in the order of the file."""
    size = circle.length
    places = [(0, size)] if 2 * window >= size else [(0, window), (size - window, size)]
    return list(
        dict.fromkeys(read.query_name for low, high in places for read in alignment.fetch(circle.name, low, high))
    )


def _refused(read: Any) -> str | None:
    """Why an alignment is not used; a fragment whose other end lies on another contig may be a nuclear copy."""
    if read.is_secondary or read.is_qcfail:
        return "secondary_or_failed"
    if read.query_sequence is None:
        return "without_bases"
    if read.is_duplicate:
        return "duplicate"
    if read.is_paired and not read.mate_is_unmapped and read.next_reference_id != read.reference_id:
        return "mate_on_another_contig"
    return None


def _collect(read: Any, fragment: _Fragment) -> None:
    fragment.best = max(fragment.best, 0 if read.is_unmapped else read.mapping_quality)
    sequence = read.get_forward_sequence()
    if read.is_supplementary or sequence is None:
        return
    end = 0 if not read.is_paired else 1 if read.is_read1 else 2
    given = read.get_forward_qualities()
    qualities = "~" * len(sequence) if given is None else bytes(given).translate(_AS_TEXT).decode("ascii")
    fragment.ends[end] = f"@{read.query_name}\n{sequence}\n+\n{qualities}\n"


def _align_again(fragments: dict[str, _Fragment], rotated: Path, pile: Pile, reads: ReadRules, passed: Passed) -> None:
    import pysam

    good = [fragment for fragment in fragments.values() if fragment.best >= reads.mapping_quality]
    passed.counts["mapping_quality"] += sum(len(one.ends) for one in fragments.values()) - sum(
        len(one.ends) for one in good
    )
    if not any(fragment.ends for fragment in good):
        return
    source, target = rotated.with_name("origin.fq"), rotated.with_name("origin.sam")
    source.write_text("".join(one.ends[end] for one in good for end in sorted(one.ends)))
    with Stream(rotated.parent) as stream, target.open("wb") as sink:
        command = ["bwa", "mem", "-t", "1", "-K", str(BATCH_BASES), "-p", str(rotated), str(source)]
        stream.start("align", command, stdout=sink)
    with pysam.AlignmentFile(str(target)) as alignment:
        for read in alignment:
            if not (read.is_unmapped or read.is_secondary or read.is_supplementary):
                if read.mapping_quality >= reads.mapping_quality:
                    pile.add(read, rotated=True)
                else:
                    passed.counts["mapping_quality"] += 1
