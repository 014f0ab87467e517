"""The sites of a panel: read one after the other, or by place through the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import NamedTuple

from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.about import PanelAbout
from tachkhis.panel.about import parse_about
from tachkhis.panel.bounds import FrequencyBounds
from tachkhis.panel.bounds import frequency_of
from tachkhis.panel.header import PARTIAL
from tachkhis.reference.track_form import end_trouble
from tachkhis.reference.track_form import foreign_trouble

COUNTS = ("AC", "AN")
"""INFO fields without which a panel says nothing."""
HOMOZYGOTES = ("nhom", "nhomalt", "AC_Hom")
HEMIZYGOTES = ("nhemi", "AC_Hemi")
_QUICK = ("AC=", "AN=", "AF=")
_MARK = f";{PARTIAL}="
AF_SLACK = 0.005 + 1e-9
"""How far AF may be from AC over AN: makers round it to two digits behind the point at the coarsest."""
_BUILD_AGAIN = "build the panel again, or correct the record"


@dataclass(frozen=True, slots=True)
class RegionCount:
    """Counts in the people of one region.

    Attributes:
        region: ISO 3166-2 code, ``MA-06``.
        ac: alleles seen.
        an: alleles looked at.
    """

    region: str
    ac: int
    an: int

    @property
    def bounds(self) -> FrequencyBounds | None:
        """Frequency and bounds; ``None`` where no allele was looked at."""
        return frequency_of(self.ac, self.an) if self.an else None


@dataclass(frozen=True, slots=True)
class Site:
    """One allele of a panel.

    Attributes:
        contig: as the panel names it.
        position: 1-based.
        ref: REF, upper case.
        alt: ALT, upper case.
        ac: alleles seen.
        an: alleles looked at; may be 0.
        homozygotes: people with two copies; ``None`` where the panel does not say.
        hemizygotes: people with one copy of a place that they have once; likewise.
        regions: counts by region, in the record's order.
        partial: people of the panel whom AN lacks, for nothing tells whether they were looked at; 0 of a whole record.
    """

    contig: str
    position: int
    ref: str
    alt: str
    ac: int
    an: int
    homozygotes: int | None
    hemizygotes: int | None
    regions: tuple[RegionCount, ...]
    partial: int = 0

    @property
    def allele(self) -> str:
        """``CHROM-POS-REF-ALT``."""
        return f"{self.contig}-{self.position}-{self.ref}-{self.alt}"

    @property
    def bounds(self) -> FrequencyBounds | None:
        """Frequency and bounds; ``None`` where no allele was looked at."""
        return frequency_of(self.ac, self.an) if self.an else None


class CountRow(NamedTuple):
    """One allele with its counts alone, for readers of every site; as :class:`Site`, regions as text."""

    contig: str
    position: int
    ref: str
    alt: str
    ac: int
    an: int
    regions: str
    partial: bool = False


class _RecordError(Exception):
    """A record whose counts cannot be used."""


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise _RecordError(f"{name} is {text!r}, not a whole number")
    return int(text)


def _per_allele(info: dict[str, str], names: tuple[str, ...], number: int) -> list[str] | None:
    """Values of the first field of these that the record has, one per ALT; ``None`` where it has none."""
    name = next((name for name in names if info.get(name, ".") != "."), None)
    if name is None:
        return None
    values = info[name].split(",")
    if len(values) != number:
        raise _RecordError(f"{name} has {len(values)} values for {number} ALT")
    return values


def _regions(info: dict[str, str], row: int) -> tuple[RegionCount, ...]:
    """``MA-01:AC/AN,...``; of a record with several ALT, ``|`` between them is not foreseen and AC_MA_01 is read."""
    found = []
    text = info.get("REGIONS", ".")
    if text != "." and row == 0 and "," not in info.get("AC", ""):
        for item in text.split(","):
            code, _, counts = item.partition(":")
            ac, _, an = counts.partition("/")
            found.append(RegionCount(code, _whole(f"REGIONS {code}", ac), _whole(f"REGIONS {code}", an)))
    else:
        for name, value in info.items():
            if name.startswith("AC_MA_"):
                code = name[3:]
                an = info.get(f"AN_{code}", ".")
                region = code.replace("_", "-")
                found.append(RegionCount(region, _whole(name, value.split(",")[row]), _whole(f"AN_{code}", an)))
    for one in found:
        if one.ac > one.an:
            raise _RecordError(f"more alleles seen than looked at in {one.region}: {one.ac} of {one.an}")
    return tuple(found)


def sites_of(line: str) -> list[Site]:
    """The alleles of one line of a panel; symbolic alleles and ``*`` are left out.

    Raises:
        ValueError: counts that cannot be used; the text says which, and of which record.
    """
    cells = line.rstrip("\r\n").split("\t")
    try:
        if len(cells) < 8:
            raise _RecordError(f"{len(cells)} columns, not 8")
        info = dict(item.partition("=")[::2] for item in cells[7].split(";"))
        alts = cells[4].upper().split(",")
        position = _whole("POS", cells[1])
        seen = _per_allele(info, ("AC",), len(alts))
        if seen is None or "AN" not in info:
            raise _RecordError("no AC" if seen is None else "no AN")
        an = _whole("AN", info["AN"])
        _check_frequency(info, seen, an)
        hom, hemi = (_per_allele(info, names, len(alts)) for names in (HOMOZYGOTES, HEMIZYGOTES))
        found = []
        for row, alt in enumerate(alts):
            if not alt.isalpha():
                continue
            ac = _whole("AC", seen[row])
            if ac > an:
                raise _RecordError(f"more alleles seen than looked at: AC={ac}, AN={an}")
            site = Site(
                cells[0],
                position,
                cells[3].upper(),
                alt,
                ac,
                an,
                None if hom is None else _whole("homozygotes", hom[row]),
                None if hemi is None else _whole("hemizygotes", hemi[row]),
                _regions(info, row),
                _whole(PARTIAL, info.get(PARTIAL, "0")),
            )
            if 2 * (site.homozygotes or 0) + (site.hemizygotes or 0) > ac:
                raise _RecordError(f"homozygotes and hemizygotes hold more alleles than AC={ac}")
            found.append(site)
    except _RecordError as error:
        raise ValueError(f"{error} (record {'-'.join([*cells[:2], *cells[3:5]])[:80]})") from error
    return found


def _check_frequency(info: dict[str, str], seen: list[str], an: int) -> None:
    """AF, where a record has one, must be a fraction, and that of its counts as far as it is rounded."""
    for row, text in enumerate(info.get("AF", ".").split(",")):
        if text == ".":
            continue
        try:
            frequency = float(text)
        except ValueError as error:
            raise _RecordError(f"AF is {text!r}, not a number") from error
        if not 0.0 <= frequency <= 1.0:
            raise _RecordError(f"AF is {text}, not a fraction")
        if row < len(seen) and seen[row].isdigit() and an and abs(frequency - int(seen[row]) / an) > AF_SLACK:
            raise _RecordError(f"AF is {text}, and AC over AN is {int(seen[row])}/{an}")


def _agrees(frequency: str, ac: int, an: int) -> bool:
    try:
        return frequency == "." or not an or abs(float(frequency) - ac / an) <= AF_SLACK
    except ValueError:
        return False


def _count_rows(line: str) -> list[CountRow]:
    """The alleles of one line; what is out of the ordinary is left to :func:`sites_of`, which says what is wrong."""
    cells = line.split("\t", 8)
    if len(cells) >= 8:
        fields = {item[:3]: item[3:] for item in cells[7].rstrip("\r\n").split(";") if item.startswith(_QUICK)}
        ac, an, alt = fields.get("AC=", ""), fields.get("AN=", ""), cells[4]
        plain = ac.isdigit() and an.isdigit() and cells[1].isdigit() and alt.isalpha() and int(ac) <= int(an)
        if plain and _agrees(fields.get("AF=", "."), int(ac), int(an)):
            at = cells[7].find("REGIONS=")
            regions = cells[7][at + 8 :].split(";", 1)[0].rstrip("\r\n") if at >= 0 else ""
            partial = _MARK in f";{cells[7]}"
            ref = cells[3].upper()
            return [CountRow(cells[0], int(cells[1]), ref, alt.upper(), int(ac), int(an), regions, partial)]
    found = []
    for one in sites_of(line):
        regions = ",".join(f"{count.region}:{count.ac}/{count.an}" for count in one.regions)
        row = CountRow(one.contig, one.position, one.ref, one.alt, one.ac, one.an, regions, one.partial > 0)
        found.append(row)
    return found


class PanelFile:
    """A panel, opened.

    Attributes:
        path: the file.
        header: what it says of itself.
        contigs: names of its contigs, in the header's order, then those that only the index knows.
    """

    def __init__(self, path: Path) -> None:
        """Open a panel.

        Raises:
            InputError: absent, damaged, no VCF, not indexed, or without allele counts.
        """
        self.path = path
        self._refuse_unreadable()
        import pysam

        spoken = pysam.set_verbosity(0)
        try:
            index = next(name for name in (f"{path}.tbi", f"{path}.csi") if Path(name).is_file())
            self._tabix: Any = pysam.TabixFile(str(path), index=index, encoding="utf-8")
            lines = "\n".join(self._tabix.header)
        except (OSError, ValueError) as error:
            remedy = f"run tabix -f -p vcf {path.name} on the sorted file"
            raise InputError([self._fault("its index cannot be used", remedy)]) from error
        finally:
            pysam.set_verbosity(spoken)
        self.header: PanelAbout = parse_about(lines)
        lacking = [name for name in COUNTS if name not in self.header.info]
        if lacking:
            remedy = "give the panel that tachkhis panel build wrote"
            raise InputError([self._fault(f"it declares no INFO field {' and no '.join(lacking)}", remedy)])
        indexed = list(self._tabix.contigs)
        self.contigs: tuple[str, ...] = tuple(dict.fromkeys([*self.header.contigs, *indexed]))
        self._indexed = frozenset(indexed)

    def _fault(self, problem: str, remedy: str, value: str | None = None) -> Fault:
        return Fault(str(self.path), problem, remedy, value=value)

    def _refuse_unreadable(self) -> None:
        path = self.path
        if not path.is_file():
            raise InputError([self._fault("no such file", "name the panel's VCF")])
        try:
            trouble = foreign_trouble(path)
            compressed = is_bgzf(path)
            cut = end_trouble(path) if trouble is None and compressed else None
            with open_bytes(path) as handle:
                binary = trouble is None and handle.read(3) == b"BCF"
        except read_errors() as error:
            raise InputError([self._fault(f"it cannot be read ({error})", "copy the file again")]) from error
        if trouble is not None:
            raise InputError([self._fault(trouble.problem, "give the panel's VCF (bgzip, with its index)")])
        if binary:
            remedy = "write it as VCF: bcftools view -Oz -o panel.vcf.gz, then tabix -p vcf panel.vcf.gz"
            raise InputError([self._fault("it is BCF, not VCF", remedy)])
        if cut is not None:
            raise InputError([self._fault(cut.problem, cut.remedy)])
        if not compressed:
            raise InputError([self._fault("it is not compressed by blocks", f"run bgzip {path.name}, then tabix")])
        if not any(Path(f"{path}{suffix}").is_file() for suffix in (".tbi", ".csi")):
            raise InputError([self._fault("it has no index", f"run tabix -p vcf {path.name}")])

    def _sites(self, line: str) -> list[Site]:
        try:
            return sites_of(line)
        except ValueError as error:
            raise InputError([self._fault(str(error), _BUILD_AGAIN)]) from error

    def fetch(self, contig: str, start0: int, end0: int) -> Iterator[Site]:
        """Sites whose REF shares a base with a 0-based half-open interval, in the file's order.

        Raises:
            InputError: a record cannot be used.
        """
        if contig not in self._indexed or end0 <= start0:
            return
        try:
            for line in self._tabix.fetch(contig, start0, end0):
                for site in self._sites(line):
                    if site.position <= end0 and site.position - 1 + len(site.ref) > start0:
                        yield site
        except (OSError, UnicodeDecodeError) as error:
            raise InputError([self._fault(f"it cannot be read ({error})", "copy it again and index it")]) from error

    def rows(self) -> Iterator[CountRow]:
        """All alleles, in the file's order, one at a time, with the counts alone.

        Raises:
            InputError: a record cannot be used; the fault names its line.
        """
        row = 0
        try:
            with open_bytes(self.path) as handle:
                for line in handle:
                    row += 1
                    if not line.startswith(b"#"):
                        yield from _count_rows(line.decode("utf-8"))
        except ValueError as error:
            raise InputError([Fault(str(self.path), str(error), _BUILD_AGAIN, row=row)]) from error
        except read_errors() as error:
            raise InputError([self._fault(f"it cannot be read to its end ({error})", "copy it again")]) from error
