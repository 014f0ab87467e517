"""All alignments of one pair of reads together: what they say of each other follows their new places."""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.reads.lift.bases import MappedFasta
from tachkhis.reads.lift.cigar import span
from tachkhis.reads.lift.record import LAST
from tachkhis.reads.lift.record import MATE_UNMAPPED
from tachkhis.reads.lift.record import PAIRED_WELL
from tachkhis.reads.lift.record import REVERSE
from tachkhis.reads.lift.record import Record
from tachkhis.reads.lift.way import Way


def lifted(lines: Sequence[str], ways: dict[str, Way], standard: MappedFasta) -> list[str]:
    """The lines of one template, as bwa writes them one after another, on the standard build.

    A read that lies whole within bases that the consensus alone has becomes a read without a place; a further piece of
    a read (supplementary) of that kind is left out, its bases being in the read's own line. XA, the other places of a
    read, is left out: it names places of the consensus.
    """
    records = [Record.read(line) for line in lines]
    kept: list[Record] = []
    lost: set[int] = set()
    for record in records:
        record.tags.pop("XA", None)
        if not record.mapped or record.lift(ways, standard):
            kept.append(record)
        elif record.primary:
            record.unplace()
            lost.add(record.flag & LAST)
            kept.append(record)
    kept = [record for record in kept if record.primary or record.flag & LAST not in lost]
    _name_pieces(kept)
    heads = {record.flag & LAST: record for record in kept if record.primary}
    for record in heads.values():
        if not record.mapped:
            other = heads.get(LAST - (record.flag & LAST))
            placed = other is not None and other.mapped and other is not record
            record.contig, record.position = (other.contig, other.position) if other and placed else ("*", -1)
    for record in kept:
        if record.flag & 1:
            _name_mate(record, heads.get(LAST - (record.flag & LAST)))
    return [record.line for record in kept]


def _name_pieces(records: Sequence[Record]) -> None:
    """SA: the other pieces of a read, where they lie now."""
    if not any("SA" in record.tags for record in records):
        return
    now = {(record.flag & LAST, *record.key): record for record in records if record.mapped}
    for record in records:
        if "SA" not in record.tags:
            continue
        pieces = []
        for entry in record.tags["SA"][5:].rstrip(";").split(";"):
            contig, position, strand, cigar, *_ = entry.split(",")
            other = now.get((record.flag & LAST, contig, position, strand, cigar))
            if other is not None:
                count = other.tags.get("NM", "NM:i:0")[5:]
                shown = other.cigar.replace("H", "S")
                pieces.append(f"{contig},{other.position + 1},{strand},{shown},{other.quality},{count};")
        if pieces:
            record.tags["SA"] = f"SA:Z:{''.join(pieces)}"
        else:
            del record.tags["SA"]


def _name_mate(record: Record, mate: Record | None) -> None:
    """RNEXT, PNEXT, TLEN, MC and the flags that speak of the mate, as bwa writes them."""
    if mate is None:
        return
    contig = "*" if mate.contig == "*" else "=" if mate.contig == record.contig else mate.contig
    length = 0
    if mate.mapped and record.mapped and contig == "=":
        own, other = _outer(record), _outer(mate)
        length = other - own + (other > own) - (other < own)
    record.mate = contig, str(mate.position + 1), str(length)
    if not mate.mapped:
        record.flag = (record.flag | MATE_UNMAPPED) & ~PAIRED_WELL
        record.tags.pop("MC", None)
    elif "MC" in record.tags:
        record.tags["MC"] = f"MC:Z:{mate.cigar}"


def _outer(record: Record) -> int:
    """The base of the reference at which the sequencer began the read, without what is clipped."""
    return record.position + (span(record.cigar) - 1 if record.flag & REVERSE else 0)
