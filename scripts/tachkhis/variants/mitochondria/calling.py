"""From the CRAMs of a family to one BCF."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.prepare import read_bed
from tachkhis.variants.mitochondria.circle import Circle
from tachkhis.variants.mitochondria.family import call_family
from tachkhis.variants.mitochondria.family import reach_of
from tachkhis.variants.mitochondria.origin import ReadRules
from tachkhis.variants.mitochondria.origin import build_rotated
from tachkhis.variants.mitochondria.origin import read_person
from tachkhis.variants.mitochondria.pile import Pile
from tachkhis.variants.mitochondria.rules import MitochondrialRules
from tachkhis.variants.mitochondria.writing import header
from tachkhis.variants.mitochondria.writing import line
from tachkhis.variants.mitochondria.writing import write_bcf
from tachkhis.variants.record import Reach


def mitochondrial_contig(lengths: Mapping[str, int], targets: Path | None) -> str | None:
    """The contig to call: the reference's mitochondrial one, if there is one and, with targets, one of them lies on it.

    Raises:
        InputError: the targets are not BED, or none lies on the reference.
    """
    names = list(lengths)
    found = next((name for name in names if kind_of(name) is ContigKind.M), None)
    if found is None or targets is None:
        return found
    return found if any(contig == found for contig, _, _ in read_bed(targets, names)) else None


def with_origin(reach: Reach, pile: Pile, rules: MitochondrialRules) -> Reach:
    """The reach with the deletions that remove the origin, from the reads and the fraction on that others are reported.

    A fragment may show one with both its ends: their fraction is the highest that it can be.
    """
    found = [
        (f"m.{name}", count)
        for name, count in sorted(pile.unwritable.items())
        if count >= max(rules.least_reads, rules.least_fraction * reach.depth)
    ]
    return replace(reach, without_origin=tuple(found))


def call_mitochondria(
    crams: Mapping[str, Path], fasta: Path, reads: ReadRules, targets: Path | None, out: Path
) -> list[str]:
    """Write ``out`` and its index.

    Args:
        crams: indexed CRAM by sample, in the order of the columns.
        fasta: prepared reference, with ``.fai``.
        reads: which reads count.
        targets: BED of what was captured; ``None`` for a genome.
        out: BCF.

    Returns:
        Notes for the log: the reach of each member, what was left aside, deletions that remove the origin.

    Raises:
        ResourceError: a tool failed.
    """
    import pysam

    rules = MitochondrialRules.shipped()
    with (
        pysam.FastaFile(str(fasta)) as reference,
        tempfile.TemporaryDirectory(prefix=".mitochondria.", dir=out.parent) as scratch,
    ):
        folder = Path(scratch)
        lengths = dict(zip(reference.references, reference.lengths, strict=True))
        contig = mitochondrial_contig(lengths, targets)
        if contig is None:
            write_bcf(header(lengths, {}, crams), (), out, folder)
            return ["no mitochondrial contig to call"]
        circle = Circle(contig, reference.fetch(contig).upper())
        rotated = build_rotated(circle, folder)
        piles: dict[str, Pile] = {}
        reaches: dict[str, Reach] = {}
        notes = []
        for sample, cram in crams.items():
            piles[sample], passed = read_person(cram, fasta, circle, rotated, reads, rules)
            reaches[sample] = reach = with_origin(reach_of(piles[sample], rules), piles[sample], rules)
            notes.append(f"{sample}: depth {reach.depth}, limit {reach.limit:.4f}; read ends not used: {passed}")
            for name, count in sorted(piles[sample].unwritable.items()):
                notes.append(f"{sample}: m.{name} removes the origin and cannot be written: {count} read ends")
        records = call_family(circle, piles, rules)
        write_bcf(header(lengths, reaches, crams), (line(contig, record) for record in records), out, folder)
        return notes
