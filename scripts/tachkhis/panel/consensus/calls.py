"""Records of calls and of evidence on the new sequence, as text with their genotypes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.normal_allele import Bases

_BLOCK = re.compile(r"(?:^|;)(?:END|SVTYPE)=")
REACH = 10_000
"""Bases on either side to which an indel's other placements are followed."""


@dataclass(frozen=True, slots=True)
class Call:
    """One genotype.

    Attributes:
        alleles: numbers; ``None`` for one that was not called.
        phased: written with ``|``.
        depth: reads; ``None`` where not given.
        quality: GQ; likewise.
        reads: reads by allele (AD); empty where not given.
    """

    alleles: tuple[int | None, ...]
    phased: bool
    depth: int | None
    quality: int | None
    reads: tuple[int, ...]

    @property
    def called(self) -> bool:
        """Every copy was called."""
        return bool(self.alleles) and None not in self.alleles


@dataclass(frozen=True, slots=True)
class Line:
    """One record.

    Attributes:
        cells: its columns as written.
        start: 0-based first base that any allele changes; where bases only come in, the place.
        end: one past the last base.
        ref: the bases between them.
        alts: what stands there instead, by ALT; ``None`` for a symbolic allele or ``*``.
    """

    cells: tuple[str, ...]
    start: int
    end: int
    ref: str
    alts: tuple[str | None, ...]

    @property
    def contig(self) -> str:
        """As the new sequence names it."""
        return self.cells[0]

    def call(self, number: int) -> Call:
        """The genotype of a sample, counted from 0."""
        keys, values = self.cells[8].split(":"), self.cells[9 + number].split(":")
        held = dict(zip(keys, values, strict=False))
        text = held.get("GT", ".")
        alleles = tuple(int(part) if part.isdigit() else None for part in re.split(r"[/|]", text))
        reads = tuple(int(part) if part.isdigit() else 0 for part in held.get("AD", ".").split(","))
        return Call(alleles, "|" in text, _whole(held.get("DP")), _whole(held.get("GQ")), reads if "AD" in held else ())

    def reach(self, bases: Bases) -> tuple[int, int, bool]:
        """Where the change could be written: first and last place, and whether it puts in or takes out bases."""
        moves = any(alt is not None and len(alt) != len(self.ref) for alt in self.alts)
        if not moves:
            return self.start, self.end, False
        low, high = self.start, self.end
        for alt in self.alts:
            if alt is not None and bool(alt) != bool(self.ref):
                left, right = slack(bases, self.contig, self.start, self.end, self.ref or alt)
                low, high = min(low, self.start - left), max(high, self.end + right)
        return low, high, True


def slack(bases: Bases, contig: str, start: int, end: int, moved: str) -> tuple[int, int]:
    """By how many bases an insertion or deletion of ``moved`` can be shifted to the left and to the right."""
    ahead = bases.fetch(contig, end, end + REACH)
    right = 0
    while right < len(ahead) and ahead[right] == moved[right % len(moved)]:
        right += 1
    behind = bases.fetch(contig, max(0, start - REACH), start)
    left = 0
    while left < len(behind) and behind[-1 - left] == moved[-1 - left % len(moved)]:
        left += 1
    return left, right


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() else None


def _line(cells: Sequence[str]) -> Line:
    position, ref = int(cells[1]), cells[3].upper()
    written = [alt.upper() if alt.isalpha() else None for alt in cells[4].split(",")] if cells[4] != "." else []
    known = [ref, *(alt for alt in written if alt is not None)]
    tail = 0
    while len(known) > 1 and all(len(one) > tail and one[-1 - tail] == ref[-1 - tail] for one in known):
        tail += 1
    known = [one[: len(one) - tail] for one in known]
    head = 0
    while len(known) > 1 and all(len(one) > head and one[head] == known[0][head] for one in known):
        head += 1
    start = position - 1 + head
    inner = ref[head : len(ref) - tail]
    alts = tuple(None if alt is None else alt[head : len(alt) - tail] for alt in written)
    return Line(tuple(cells), start, start + len(inner), inner, alts)


class CallFile:
    """A VCF of calls on the new sequence, sorted.

    Attributes:
        path: the file.
        header: its lines up to ``#CHROM``, without that.
        samples: in its order.
    """

    def __init__(self, path: Path) -> None:
        """Read the header.

        Raises:
            InputError: it is no VCF.
        """
        self.path = path
        self.header: list[str] = []
        self.samples: tuple[str, ...] = ()
        try:
            with open_bytes(path) as handle:
                for raw in handle:
                    line = raw.decode("utf-8").rstrip("\r\n")
                    if line.startswith("#CHROM"):
                        self.samples = tuple(line.split("\t")[9:])
                        return
                    if not line.startswith("##"):
                        break
                    self.header.append(line)
        except read_errors() as error:
            raise InputError([Fault(str(path), f"it cannot be read ({error})", "give a VCF")]) from error
        except UnicodeDecodeError as error:
            raise InputError([Fault(str(path), "it is no text", "give a VCF (not BCF) with genotypes")]) from error
        raise InputError([Fault(str(path), "it is no VCF with a header", "give a VCF (not BCF) with genotypes")])

    def lines(self) -> Iterator[Line]:
        """Its records.

        Raises:
            InputError: a record cannot be read; the fault names its line.
        """
        row = 0
        try:
            with open_bytes(self.path) as handle:
                for raw in handle:
                    row += 1
                    if not raw.startswith(b"#"):
                        cells = raw.decode("utf-8").rstrip("\r\n").split("\t")
                        if _BLOCK.search(cells[7]):
                            problem = "a block of a gVCF or a symbolic allele cannot be moved"
                            raise InputError([Fault(str(self.path), problem, "give a VCF of calls alone", row=row)])
                        yield _line(cells)
        except (ValueError, IndexError) as error:
            raise InputError([Fault(str(self.path), "a record cannot be read", "give a whole VCF", row=row)]) from error


class Evidence:
    """Genotypes at every changed base of the new sequence, whether it varies or not: who was read there, how deep."""

    def __init__(self, file: CallFile, samples: Sequence[str], order: Mapping[str, int]) -> None:
        """Read a sorted VCF in step with the changes.

        Args:
            file: the VCF.
            samples: of the calls.
            order: number of each contig in the new sequence's file.

        Raises:
            InputError: it lacks one of the samples of the calls.
        """
        self._places = order
        self._order: dict[str, int] = {}
        for sample in samples:
            if sample not in file.samples:
                problem = "a sample of the calls has no column in the evidence"
                raise InputError([Fault(str(file.path), problem, "make it of the same people", value=sample)])
            self._order[sample] = file.samples.index(sample)
        self._lines = file.lines()
        self._next = next(self._lines, None)
        self._contig = ""
        self._held: dict[int, Line] = {}

    def at(self, contig: str, first: int, last: int) -> list[Line] | None:
        """Records of the bases ``first`` to ``last`` (half-open), asked in order; ``None`` unless all are there."""
        if contig != self._contig:
            self._contig, self._held = contig, {}
            while self._next is not None and self._places.get(self._next.contig, -1) < self._places[contig]:
                self._next = next(self._lines, None)
        self._held = {position: line for position, line in self._held.items() if position >= first - 1}
        while self._next is not None and self._next.contig == contig and int(self._next.cells[1]) <= last:
            position = int(self._next.cells[1]) - 1
            # an indel's record beside that of the base itself says nothing of the base
            if position >= first - 1 and (len(self._next.cells[3]) == 1 or position not in self._held):
                self._held[position] = self._next
            self._next = next(self._lines, None)
        found = [self._held.get(position) for position in range(first, last)]
        return None if None in found else [line for line in found if line is not None]

    def calls(self, lines: Sequence[Line], sample: str) -> list[Call]:
        """The genotypes of a sample in records of this file."""
        return [line.call(self._order[sample]) for line in lines]
