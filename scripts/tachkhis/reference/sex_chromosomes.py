"""Copies of each contig by sex: pseudo-autosomal regions, and the ploidy files of the callers.

Males have one copy of X and Y outside the pseudo-autosomal regions (PAR) and two copies of the PAR, which are called
on X; Y has one copy throughout (as ``bcftools call --ploidy GRCh37`` has it). Females have no Y. Where the sex is
unknown, X is taken as two copies and Y as one, so that nothing is hidden. The mitochondrial genome is one copy.
Positions are 1-based inclusive unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tachkhis.case.config import Config
from tachkhis.case.model import Sex
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import canonical
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.passport import known_build

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEX_CODES: Mapping[Sex, str] = {Sex.MALE: "M", Sex.FEMALE: "F", Sex.UNKNOWN: "U"}
"""Sexes as the ploidy file and the samples file of bcftools write them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one contig, 1-based inclusive."""

    contig: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SexChromosomes:
    """Where the sexes differ in copies.

    Attributes:
        lengths: length in bases of each contig of the reference, in its order.
        par: pseudo-autosomal regions by canonical contig name (``X``, ``Y``), sorted, 1-based inclusive.
    """

    lengths: Mapping[str, int]
    par: Mapping[str, tuple[tuple[int, int], ...]]

    def in_par(self, contig: str, position: int) -> bool:
        """Whether a position (1-based) lies in a pseudo-autosomal region."""
        return any(start <= position <= end for start, end in self.par.get(canonical(contig), ()))

    def in_par_mask(self, contig: str, start: int, bases: int) -> NDArray[np.bool_]:
        """For each of some bases from ``start`` (1-based) on, whether it lies in a pseudo-autosomal region."""
        import numpy as np

        inside = np.zeros(bases, bool)
        for first, last in self.par.get(canonical(contig), ()):
            inside[max(0, first - start) : max(0, last + 1 - start)] = True
        return inside

    def ploidy(self, contig: str, position: int, sex: Sex) -> int:
        """Copies (0, 1 or 2) of a position (1-based) in a person of this sex."""
        kind = kind_of(contig)
        if kind is ContigKind.M:
            return 1
        if kind is ContigKind.Y:
            return 0 if sex is Sex.FEMALE else 1
        if kind is ContigKind.X and sex is Sex.MALE:
            return 2 if self.in_par(contig, position) else 1
        return 2

    def exceptions(self, sex: Sex) -> list[tuple[Stretch, int]]:
        """Stretches that do not have two copies in this sex, with their copies, in the reference's order."""
        found: list[tuple[Stretch, int]] = []
        for contig, length in self.lengths.items():
            kind = kind_of(contig)
            if kind is ContigKind.M:
                found.append((Stretch(contig, 1, length), 1))
            elif kind is ContigKind.Y:
                found.append((Stretch(contig, 1, length), 0 if sex is Sex.FEMALE else 1))
            elif kind is ContigKind.X and sex is Sex.MALE:
                found += [(stretch, 1) for stretch in self._outside_par(contig, length)]
        return found

    def _outside_par(self, contig: str, length: int) -> list[Stretch]:
        outside: list[Stretch] = []
        start = 1
        for par_start, par_end in self.par.get(canonical(contig), ()):
            if par_start > length:
                break
            if par_start > start:
                outside.append(Stretch(contig, start, par_start - 1))
            start = max(start, par_end + 1)
        if start <= length:
            outside.append(Stretch(contig, start, length))
        return outside

    def ploidy_file(self) -> str:
        """Text for ``bcftools call --ploidy-file``: ``CHROM FROM TO SEX PLOIDY`` for the sexes M, F and U."""
        lines = []
        for sex, code in SEX_CODES.items():
            for stretch, copies in self.exceptions(sex):
                lines.append(f"{stretch.contig} {stretch.start} {stretch.end} {code} {copies}")
        lines += [f"* * * {code} 2" for code in SEX_CODES.values()]
        return "\n".join(lines) + "\n"

    def samples_file(self, sexes: Sequence[tuple[str, Sex]]) -> str:
        """Text for ``bcftools call --samples-file``: sample and sex code, in the order given."""
        return "".join(f"{sample}\t{SEX_CODES[sex]}\n" for sample, sex in sexes)

    def copy_number_map(self, sexes: Sequence[tuple[str, Sex]]) -> str:
        """Text for ``freebayes --cnv-map``: ``contig start end sample copies``, 0-based half-open.

        freebayes 1.3.6 takes 0 copies as "no call for this sample" (tried).
        """
        lines = []
        for sample, sex in sexes:
            for stretch, copies in self.exceptions(sex):
                lines.append(f"{stretch.contig}\t{stretch.start - 1}\t{stretch.end}\t{sample}\t{copies}\n")
        return "".join(lines)


def par_of_build(build: str) -> Mapping[str, tuple[tuple[int, int], ...]] | None:
    """The pseudo-autosomal regions of a build that Tachkhis knows (also under an alias such as hg19), or ``None``.

    Source: Genome Reference Consortium, as in ``resources/reference/par.json``.
    """
    table = read_json(RESOURCES / "reference" / "par.json")["builds"]
    known = known_build(build)
    if known not in table:
        return None
    return _sorted_par((contig, stretches) for contig, stretches in table[known].items())


def sex_chromosomes(config: Config, lengths: Mapping[str, int]) -> SexChromosomes:
    """What the configuration says (``reference.par``), else what is known of its build, else no PAR at all.

    Args:
        config: the run's configuration.
        lengths: length in bases of each contig of the reference, in its order.
    """
    written = config.reference.par
    par = _sorted_par(written.items()) if written is not None else par_of_build(config.reference.build)
    return SexChromosomes(lengths=dict(lengths), par=par or {})


def _sorted_par(
    items: Iterable[tuple[str, Sequence[Sequence[int]]]],
) -> dict[str, tuple[tuple[int, int], ...]]:
    return {
        canonical(contig): tuple(sorted((int(start), int(end)) for start, end in stretches))
        for contig, stretches in items
    }
