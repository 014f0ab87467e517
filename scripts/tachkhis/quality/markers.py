"""The markers of runs of homozygosity: common autosomal substitutions of a family's calls, read once.

Which places count, and with which frequency, is said in ``resources/quality/autozygosity.json``. While the calls are
read, what kinship needs is counted as well: heterozygous places that two people share, and places without a shared
allele.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.quality.pipes import piped

HOM_REF, HET, UNKNOWN, HOM_ALT = range(4)
GENOTYPES = ("0/0", "0/1", "./.", "1/1")
INFO_FIELDS = ("PANEL_AC", "PANEL_AN", "GNOMAD_AF")


@dataclass(slots=True)
class Places:
    """Marker positions (1-based, ascending) of one person on one contig, by genotype."""

    het: array[int] = field(default_factory=lambda: array("I"))
    hom: array[int] = field(default_factory=lambda: array("I"))

    def count(self, start: int, end: int) -> tuple[int, int]:
        """Homozygous and heterozygous markers from start to end, both included."""
        found = [bisect_right(places, end) - bisect_left(places, start) for places in (self.hom, self.het)]
        return found[0], found[1]

    def trimmed(self, start: int, end: int, first: int, last: int) -> tuple[int, int] | None:
        """A run from its first homozygous marker to its last, up to the heterozygous ones on either side.

        bcftools 1.16 gives runs one marker late at both ends: the first is left out, and a heterozygous one let in.

        Args:
            start: as bcftools gives it.
            end: likewise.
            first: bound to the left.
            last: bound to the right.

        Returns:
            ``None`` where no homozygous marker lies within.
        """
        inside = bisect_left(self.hom, max(start, first)), bisect_right(self.hom, min(end, last)) - 1
        if inside[0] > inside[1]:
            return None
        before = bisect_left(self.het, self.hom[inside[0]]) - 1
        after = bisect_right(self.het, self.hom[inside[1]])
        low = max(first, self.het[before] + 1) if before >= 0 else first
        high = min(last, self.het[after] - 1) if after < len(self.het) else last
        return self.hom[bisect_left(self.hom, low)], self.hom[bisect_right(self.hom, high) - 1]


@dataclass(slots=True)
class Pair:
    """Two people over all substitutions where both calls are strong.

    Attributes:
        first: one sample.
        second: the other.
        het: heterozygous places of each.
        shared: places where both are heterozygous.
        opposite: places where they are homozygous for different alleles.
        by_contig: places where one is homozygous for the alternate allele and the other was called, and those of them
            without a shared allele.
    """

    first: str
    second: str
    het: list[int] = field(default_factory=lambda: [0, 0])
    shared: int = 0
    opposite: int = 0
    by_contig: dict[str, list[int]] = field(default_factory=dict)

    def kinship(self) -> float | None:
        """Kinship by the estimator of KING-robust, which needs no frequencies; ``None`` without heterozygous places.

        Manichaikul 2010, Bioinformatics 26:2867: shared heterozygous places less twice the opposite homozygous ones,
        over twice the smaller number of heterozygous places, with half the difference of the two numbers taken off.
        """
        fewer, more = sorted(self.het)
        if not fewer:
            return None
        return (self.shared - 2 * self.opposite) / (2 * fewer) + 0.5 - (fewer + more) / (4 * fewer)

    def take(self, contig: str, one: int, two: int, places: int = 1) -> None:
        """Count places of a contig where the two have these genotypes."""
        if UNKNOWN in (one, two):
            return
        self.het[0] += places * (one == HET)
        self.het[1] += places * (two == HET)
        if HOM_ALT in (one, two):
            counts = self.by_contig.setdefault(contig, [0, 0])
            counts[0] += places
            if HOM_REF in (one, two):
                counts[1] += places
                self.opposite += places
        else:
            self.shared += places * (one == two == HET)


def thresholds() -> Any:
    """``resources/quality/autozygosity.json``."""
    return read_json(RESOURCES / "quality" / "autozygosity.json")


class Markers:
    """The markers of a family, read from its annotated calls by iterating :meth:`lines` to the end.

    Attributes:
        samples: of the file, in its order.
        places: by sample and contig, what the person carries.
        stretches: by contig, stretches (first and last marker) within which no two neighbours lie too far apart.
        frequencies: markers by where their frequency comes from: panel, gnomad, default.
        pairs: the pairs asked for.
    """

    def __init__(self, vcf: Path, pairs: Sequence[tuple[str, str]], max_gap: int) -> None:
        """Open a file.

        Args:
            vcf: calls of the family, one alternate allele per record.
            pairs: pairs of samples to compare; those that the file lacks are left out.
            max_gap: bases between neighbouring markers beyond which nothing is said of what lies between.

        Raises:
            InputError: not a VCF or BCF that can be read.
        """
        from cyvcf2 import VCF

        try:
            file = VCF(str(vcf))
        except Exception as error:  # cyvcf2 raises bare Exception and OSError alike
            fault = Fault(str(vcf), f"cannot be read as VCF ({error})", "give a VCF or BCF, gzipped by bgzip")
            raise InputError([fault]) from error
        self.samples: tuple[str, ...] = tuple(file.samples)
        self.places: dict[str, dict[str, Places]] = {sample: {} for sample in self.samples}
        self.stretches: dict[str, list[tuple[int, int]]] = {}
        self.frequencies: dict[str, int] = {"panel": 0, "gnomad": 0, "default": 0}
        self.pairs = [Pair(*pair) for pair in pairs if {*pair} <= {*self.samples}]
        self._columns = [(self.samples.index(pair.first), self.samples.index(pair.second)) for pair in self.pairs]
        self._max_gap = max_gap
        self._commands = _commands(vcf, file.raw_header)
        self._tracks = any(f"##INFO=<ID={name}," in file.raw_header for name in INFO_FIELDS)

    def lines(self, lengths: Mapping[str, int]) -> Iterator[str]:
        """The markers as a VCF of their own, header first, for ``bcftools roh --AF-tag AF``.

        Args:
            lengths: length in bases of each autosome; records elsewhere are left out.

        Raises:
            ResourceError: bcftools cannot read the calls.
        """
        yield "##fileformat=VCFv4.2\n"
        for contig, length in lengths.items():
            yield f"##contig=<ID={contig},length={length}>\n"
        yield '##INFO=<ID=AF,Number=A,Type=Float,Description="Frequency of the alternate allele">\n'
        yield '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        yield "\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *self.samples)) + "\n"
        frequency_of = _Frequencies(self._tracks, self.frequencies)
        patterns: dict[str, _Pattern] = {}
        current = ""
        for line in piped(self._commands):  # millions of them: what repeats is looked at once
            contig, place, ref, alt, ac, an, gnomad, called = line.split("\t", 7)
            if contig != current:
                self._end(current, patterns)
                patterns, current = {}, contig
            if contig not in lengths:
                continue
            pattern = patterns.get(called)
            if pattern is None:
                pattern = patterns[called] = self._pattern(contig, called.rstrip("\n"))
            pattern.places += 1
            if not pattern.carriers:
                continue
            frequency = frequency_of(ac, an, gnomad)
            if frequency is None:
                continue
            position = int(place)
            self._reach(contig, position)
            for places in pattern.carriers:
                places.append(position)
            yield f"{contig}\t{place}\t.\t{ref}\t{alt}\t.\t.\tAF={frequency:.5g}\tGT\t{pattern.written}\n"
        self._end(current, patterns)

    def _pattern(self, contig: str, called: str) -> _Pattern:
        """Genotypes as written, with the lists that a place with them goes into."""
        types = tuple(genotype_of(call) for call in called.split("\t"))
        carriers = []
        for sample, kind in zip(self.samples, types, strict=True):
            if kind in (HET, HOM_ALT):
                places = self.places[sample].setdefault(contig, Places())
                carriers.append(places.het if kind == HET else places.hom)
        return _Pattern(types, "\t".join([GENOTYPES[kind] for kind in types]), tuple(carriers))

    def _end(self, contig: str, patterns: Mapping[str, _Pattern]) -> None:
        """Count the pairs over a contig that was read."""
        for pattern in patterns.values():
            for pair, (first, second) in zip(self.pairs, self._columns, strict=True):
                pair.take(contig, pattern.types[first], pattern.types[second], pattern.places)

    def _reach(self, contig: str, position: int) -> None:
        stretches = self.stretches.setdefault(contig, [])
        if stretches and position - stretches[-1][1] <= self._max_gap:
            stretches[-1] = (stretches[-1][0], position)
        else:
            stretches.append((position, position))


@dataclass(slots=True)
class _Pattern:
    """Genotypes of all samples on one contig: codes, as roh reads them, lists for a place with them, such places."""

    types: tuple[int, ...]
    written: str
    carriers: tuple[array[int], ...]
    places: int = 0


class _Frequencies:
    """The frequency of the alternate allele at each place, and the count of where it came from."""

    def __init__(self, tracks: bool, counted: dict[str, int]) -> None:
        table = thresholds()
        self._tracks, self._counted = tracks, counted
        self._default = float(table["default_frequency"])
        self._bounds = (float(table["min_frequency"]), float(table["max_frequency"]))
        self._alleles = int(table["min_panel_alleles"])

    def __call__(self, ac: str, an: str, gnomad: str) -> float | None:
        """``None`` where the place is no marker; a dot is a value that the record lacks."""
        if not self._tracks:
            self._counted["default"] += 1
            return self._default
        frequency, source = 0.0, "panel"
        if an != "." and int(an) >= self._alleles:
            frequency = (int(ac) if ac != "." else 0) / int(an)
        if not frequency and gnomad != ".":
            frequency, source = float(gnomad), "gnomad"
        if not self._bounds[0] <= frequency <= self._bounds[1]:
            return None
        self._counted[source] += 1
        return frequency


def genotype_of(call: str) -> int:
    """The code of a genotype; anything but two known copies is unknown."""
    copies = call.replace("|", "/").split("/")
    if len(copies) != 2 or not {*copies} <= {"0", "1"}:
        return UNKNOWN
    return {0: HOM_REF, 1: HET, 2: HOM_ALT}[copies.count("1")]


def _commands(vcf: Path, header: str) -> list[list[str]]:
    """Substitutions that passed, with weak genotypes made unknown, as columns."""
    table = thresholds()
    limits = (("DP", table["min_depth"]), ("GQ", table["min_quality"]))
    weak = [f"FMT/{name}<{least}" for name, least in limits if f"##FORMAT=<ID={name}," in header]
    infos = [name if f"##INFO=<ID={name}," in header else None for name in INFO_FIELDS]
    columns = "\\t".join(["%CHROM", "%POS", "%REF", "%ALT", *(f"%INFO/{name}" if name else "." for name in infos)])
    source = str(vcf)
    commands = []
    if weak:
        commands.append(["bcftools", "filter", "--no-version", "-Ou", "-S", ".", "-e", " || ".join(weak), source])
        source = "-"
    wanted = 'TYPE="snp" && N_ALT=1 && (FILTER="PASS" || FILTER=".")'
    return [*commands, ["bcftools", "query", "-i", wanted, "-f", f"{columns}[\\t%GT]\\n", source]]
