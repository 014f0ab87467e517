"""What one column of a sample says, whichever caller wrote it; what is not given is ``None``, never zero.

| ours | taken from |
|---|---|
| GT | GT, else LGT over LA or LAA (local alleles); phase from PGT and PID of GATK where GT itself is not phased |
| DP | DP, else DPI (Strelka2, indels), FDP (Ion Torrent), NR (Platypus), MIN_DP, the sum of the reads by allele |
| AD, AF | AD, else what stands for it: :mod:`tachkhis.variants.foreign_reads` |
| GQ | GQ, else GQX (Strelka2), else RGQ (GATK, where nothing varies) |
| PS | PS, else the position in PID (``100_A_T``), else that in PSL (``chr1*100*1``) where all copies share it |
| phase | that of GT, else of HP (``100-2,100-1``: set and haplotype of each copy; GATK 3, WhatsHap) |

A genotype phased by PSL in another way counts as not phased: its copies belong to several sets. So does one whose PS is
no number: taken as phased without a set, it would be of one set with all such calls of its contig.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import VcfRow
from tachkhis.case.vcf_text import Wrong
from tachkhis.variants.foreign_reads import ForeignReads
from tachkhis.variants.foreign_reads import number_of
from tachkhis.variants.foreign_reads import reads_of

Alleles = tuple[int | None, ...]
_COMMON: dict[str, tuple[Alleles, bool]] = {
    "0/0": ((0, 0), False),
    "0/1": ((0, 1), False),
    "1/1": ((1, 1), False),
    "./.": ((None, None), False),
}
HIGHEST = 99  # where callers commonly cut the genotype quality
_HAPLOTYPE = re.compile(r"([0-9]+)-([12]),([0-9]+)-([12])")
_DIPLOID = 2


@dataclass(frozen=True, slots=True)
class ForeignCall:
    """A call over all alleles of its record.

    Attributes:
        alleles: one number per copy: 0 reference, 1 first ALT ...; ``None`` missing; empty without GT.
        phased: whether the copies stand in haplotype order.
        depth: reads.
        least_depth: fewest reads at any base of a block of the reference; else ``depth``.
        reads: reads by allele, REF first; ``None`` where the caller does not tell them all apart.
        quality: genotype quality, phred.
        phase_set: the phase set, if phased.
        passed: whether the caller's filter on this sample's call (FT) lets it pass.
        likelihoods: phred-scaled likelihoods of the genotypes as written (PL), not read unless asked for.
        failed: the filters that do not let it pass.
        fractions: share of the reads (0 to 1) of each ALT as the caller gave it, where ``reads`` do not tell it.
        written: the genotype as written, where it has more than two copies.
    """

    alleles: Alleles
    phased: bool = False
    depth: int | None = None
    least_depth: int | None = None
    reads: tuple[int | None, ...] | None = None
    quality: int | None = None
    phase_set: int | None = None
    passed: bool = True
    likelihoods: str = ""
    failed: tuple[str, ...] = ()
    fractions: tuple[float | None, ...] = ()
    written: str = ""

    @property
    def carries(self) -> bool:
        """At least one copy of an ALT."""
        return any(allele for allele in self.alleles)

    @property
    def missing(self) -> bool:
        """No copy was called."""
        return all(allele is None for allele in self.alleles)

    @property
    def is_reference(self) -> bool:
        """Every copy was called, and none differs."""
        return bool(self.alleles) and all(allele == 0 for allele in self.alleles)

    def quality_of_one_copy(self) -> int | None:
        """The quality of a call of two equal copies where a person has one: only such genotypes are compared.

        A caller that knows of two copies doubts a ``1/1`` of few reads, since it may be ``0/1``, which is none of the
        possibilities here. Without likelihoods the caller's own quality stays.
        """
        values = [number_of(part) for part in self.likelihoods.split(",")]
        alleles = (math.isqrt(8 * len(values) + 1) - 1) // 2  # REF included
        if self.quality is None or alleles < 2 or alleles * (alleles + 1) // 2 != len(values):
            return self.quality
        equal = [values[(number + 1) * (number + 2) // 2 - 1] for number in range(alleles)]
        if None in equal:
            return self.quality
        best, second = sorted(value for value in equal if value is not None)[:2]
        return max(self.quality, min(HIGHEST, second - best))


def read_call(row: VcfRow, column: int, beside: ForeignReads | None = None) -> ForeignCall:
    """The call in one sample.

    Args:
        row: the record.
        column: of the sample.
        beside: reads that INFO tells of the sample, for those of which its column tells nothing.

    Raises:
        RecordError: the genotype cannot be read, or names an allele that the record lacks.
    """
    values = row.calls[column].split(":")
    cells = {key: value for key, value in zip(row.format, values, strict=False) if value not in ("", ".")}
    if len(values) > len(row.format):
        problem = f"the column of a sample has {len(values)} values where FORMAT has {len(row.format)} keys"
        raise RecordError(Wrong(problem))
    alleles, phased = _genotype(cells, len(row.alts))
    phase_set = _first_number(cells.get("PS"))
    if phased and phase_set is None and "PS" in cells:
        phased = False
    if not phased and "HP" in cells:
        alleles, phased, phase_set = _haplotypes(alleles, cells["HP"])
    if not phased and "PGT" in cells and "PID" in cells:
        alleles, phased = _physical(alleles, cells["PGT"])
        phase_set = _first_number(cells["PID"]) if phased else None
    if phased and phase_set is None:  # GATK may write 0|1 with PID, and no PS: a set of its own all the same
        phase_set = _first_number(cells.get("PID"))
        phased = phase_set is not None or "PID" not in cells
    if phased and phase_set is None and "PSL" in cells:  # VCF 4.4: a set for each copy
        phase_set = _listed_set(cells["PSL"])
        phased = phase_set is not None
    told = reads_of(cells, row.alts, _local(cells))
    reads, depth = told.by_allele, told.depth
    if reads is None and beside is not None and beside.by_allele is not None:
        reads, depth = beside.by_allele, depth if depth is not None else beside.depth
    least = number_of(cells.get("MIN_DP"))
    if depth is None:
        depth = least
    called = any(allele is not None for allele in alleles)
    if depth is None and called and reads is not None and None not in reads:  # merged files give missing calls AD 0,0
        depth = sum(count or 0 for count in reads)
    failed = tuple(name for name in cells.get("FT", "PASS").replace(",", ";").split(";") if name != "PASS")
    return ForeignCall(
        alleles=alleles,
        phased=phased,
        depth=depth,
        least_depth=least if least is not None else depth,
        reads=reads,
        quality=next((n for n in (number_of(cells.get(k)) for k in ("GQ", "GQX", "RGQ")) if n is not None), None),
        phase_set=phase_set if phased else None,
        passed=not failed,
        likelihoods=cells.get("PL", ""),
        failed=failed,
        fractions=told.fractions if reads is told.by_allele else (),
        written=cells.get("GT", cells.get("LGT", "")) if len(alleles) > _DIPLOID else "",
    )


def _genotype(cells: dict[str, str], alts: int) -> tuple[Alleles, bool]:
    text = cells.get("GT")
    local = None
    if text is not None and text in _COMMON:
        return _COMMON[text]
    if text is None and "LGT" in cells:
        text, local = cells["LGT"], _local(cells)
    if text is None:
        return (), False
    body = text.lstrip("/|")  # VCF 4.4 may write the phase of the first copy, too
    phased = "|" in body
    alleles: list[int | None] = []
    for part in body.replace("|", "/").split("/"):
        if part == ".":
            alleles.append(None)
            continue
        if not part.isdigit():
            raise RecordError(Wrong(f"the genotype {text[:20]!r} cannot be read"))
        number = int(part)
        if local is not None:
            if number >= len(local):
                raise RecordError(Wrong(f"the genotype {text[:20]!r} names a local allele that the sample lacks"))
            number = local[number]
        if number > alts:
            raise RecordError(Wrong(f"the genotype {text[:20]!r} names an allele that the record lacks"))
        alleles.append(number)
    return tuple(alleles), phased and len(alleles) > 1


def _haplotypes(alleles: Alleles, text: str) -> tuple[Alleles, bool, int | None]:
    """A heterozygote in the order of HP, its phase set; HP of another form (the tag of a read) says nothing."""
    match = _HAPLOTYPE.fullmatch(text)
    if match is None or len(set(alleles)) != _DIPLOID or None in alleles:
        return alleles, False, None
    first, one, second, two = match.groups()
    if first != second or one == two:
        return alleles, False, None
    return alleles if one == "1" else alleles[::-1], True, int(first)


def _local(cells: Mapping[str, str]) -> list[int] | None:
    """Numbers of the local alleles in the record, REF first (LAA leaves REF out, LA names it)."""
    for key, first in (("LAA", [0]), ("LA", [])):
        if key in cells:
            numbers = [number_of(part) for part in cells[key].split(",")]
            return first + [number for number in numbers if number is not None]
    return [0] if "LGT" in cells or "LAD" in cells else None


def _physical(alleles: Alleles, pgt: str) -> tuple[Alleles, bool]:
    """The order of PGT (``0|1`` or ``1|0``: which copy is not the reference) given to a heterozygote with a 0."""
    if len(alleles) != 2 or None in alleles or sorted(a != 0 for a in alleles) != [False, True]:
        return alleles, False
    other = next(allele for allele in alleles if allele)
    if pgt == "0|1":
        return (0, other), True
    if pgt == "1|0":
        return (other, 0), True
    return alleles, False


def _listed_set(text: str) -> int | None:
    """The position that names the one phase set of all copies; ``None`` where they are of several, or named freely."""
    names = set(text.split(","))
    parts = names.pop().rsplit("*", 2) if len(names) == 1 else []
    return int(parts[1]) if len(parts) == 3 and parts[1].isdigit() else None


def _first_number(text: str | None) -> int | None:
    """The number that a phase set begins with."""
    digits = (text or "").split("_")[0]
    return int(digits) if digits.isdigit() else None
