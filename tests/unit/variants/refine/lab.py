"""A small laboratory: people with known haplotypes, their reads with the right CIGARs, and calls to be refined."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import Any

import pysam

from tachkhis.case.config_sections import RefineConfig
from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants.refine.rules import shipped_rules
from tachkhis.variants.refine.second_pass import SecondPass
from tachkhis.variants.refine.setting import Setting
from tachkhis.variants.refine.setting import by_contig
from tachkhis.variants.refine.stream import declare
from tachkhis.variants.refine.stream import refine
from tachkhis.variants.refine.stutter import Stutter

READ = 100
ON = RefineConfig(True, True, True, True, True)
RULES = shipped_rules()

Edit = tuple[int, str, str]
"""0-based position, reference and alternate allele, as VCF writes them."""

HEADER = """##fileformat=VCFv4.2
##FILTER=<ID=LowQual,Description="low">
##INFO=<ID=DP,Number=1,Type=Integer,Description="depth">
##INFO=<ID=AC,Number=A,Type=Integer,Description="copies">
##INFO=<ID=AN,Number=1,Type=Integer,Description="all copies">
##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">
##FORMAT=<ID=PL,Number=G,Type=Integer,Description="likelihoods">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="reads">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="quality">
"""


def bases(seed: int, length: int) -> str:
    """A sequence without runs of three or more."""
    rng, found = random.Random(seed), ""
    while len(found) < length:
        base = rng.choice("ACGT")
        if found[-1:] != base:
            found += base
    return found


@dataclass(frozen=True)
class Sample:
    """A person and their haplotypes with the step between reads: a copy every ``step`` bases gives READ/step reads deep."""

    name: str
    haplotypes: Sequence[Sequence[Edit]]
    step: int = 10
    father: str | None = None
    mother: str | None = None
    sex: Sex = Sex.FEMALE

    @property
    def person(self) -> Person:
        return Person(self.name, self.father, self.mother, self.sex, Affected.UNKNOWN)


def spell(reference: str, edits: Sequence[Edit]) -> tuple[str, list[int | None]]:
    """A haplotype with, for each of its bases, the 0-based position on the reference; ``None`` for inserted ones."""
    sequence, places, at = "", [], 0
    for position, ref, alt in sorted(edits):
        sequence += reference[at:position] + alt
        places += list(range(at, position))
        places += [position + index if index < len(ref) else None for index in range(len(alt))]
        at = position + len(ref)
    return sequence + reference[at:], [*places, *range(at, len(reference))]


def cigar(places: Sequence[int | None]) -> str:
    """The alignment of a read whose bases stand at these positions."""
    operations: list[list[Any]] = []
    last: int | None = None
    for place in places:
        if place is not None and last is not None and place > last + 1:
            operations.append(["D", place - last - 1])
        name = "M" if place is not None else "I"
        if operations and operations[-1][0] == name:
            operations[-1][1] += 1
        else:
            operations.append([name, 1])
        last = place if place is not None else last
    return "".join(f"{length}{name}" for name, length in operations)


def read_rows(reference: str, sample: Sample) -> list[tuple[int, str, str, str]]:
    """Reads of a person, name, start, CIGAR and bases; none begins or ends inside an insertion."""
    rows = []
    for number, edits in enumerate(sample.haplotypes):
        sequence, places = spell(reference, edits)
        for begin in range(3 * number, len(sequence) - READ, sample.step):
            part = places[begin : begin + READ]
            if part[0] is not None and part[-1] is not None:
                rows.append((part[0], f"{number}-{begin}", cigar(part), sequence[begin : begin + READ]))
    return sorted(rows)


class Lab:
    """One contig ``c`` with reads of some people."""

    def __init__(self, folder: Path, reference: str, samples: Sequence[Sample], contig: str = "c") -> None:
        self.folder, self.reference, self.samples, self.contig = folder, reference, samples, contig
        self.fasta = folder / "genome.fa"
        self.fasta.write_text(f">{contig}\n{reference}\n")
        pysam.faidx(str(self.fasta))
        self.copies = SexChromosomes({contig: len(reference)}, {})
        self.paths = [self._write(sample) for sample in samples]

    def _write(self, sample: Sample) -> Path:
        header = pysam.AlignmentHeader.from_dict(
            {
                "HD": {"VN": "1.6", "SO": "coordinate"},
                "SQ": [{"SN": self.contig, "LN": len(self.reference)}],
                "RG": [{"ID": "1", "SM": sample.name}],
            }
        )
        path = self.folder / f"{sample.name}.bam"
        with pysam.AlignmentFile(str(path), "wb", header=header) as out:
            for number, (start, name, operations, sequence) in enumerate(read_rows(self.reference, sample)):
                read = pysam.AlignedSegment(header)
                read.query_name, read.reference_id, read.reference_start = name, 0, start
                read.query_sequence, read.cigarstring, read.mapping_quality = sequence, operations, 60
                read.query_qualities = pysam.qualitystring_to_array("I" * len(sequence))
                read.flag = 16 if number % 2 else 0
                read.set_tag("RG", "1")
                out.write(read)
        pysam.index(str(path))
        return path

    def refine(
        self,
        rows: Sequence[str],
        switches: RefineConfig = ON,
        stretches: Sequence[tuple[int, int]] | None = None,
        header: str = HEADER,
        called: Sequence[tuple[int, int]] | None = None,
        setting: Setting | None = None,
    ) -> list[Any]:
        """Records (columns parted by spaces, from POS on) refined; ``pysam.VariantRecord`` each."""
        names = [sample.name for sample in self.samples]
        text = header + f"##contig=<ID={self.contig},length={len(self.reference)}>\n"
        text += "\t".join(["#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".replace(" ", "\t"), *names]) + "\n"
        text += "".join("\t".join((self.contig, *row.split())) + "\n" for row in rows)
        path = self.folder / "calls.vcf"
        path.write_text(text)
        with pysam.VariantFile(str(path)) as reader:
            declare(reader.header)
            return list(refine(list(reader), reader.header, setting or self.setting(switches, stretches, called)))

    def setting(
        self,
        switches: RefineConfig,
        stretches: Sequence[tuple[int, int]] | None = None,
        called: Sequence[tuple[int, int]] | None = None,
    ) -> Setting:
        """What a refinement needs; rates are the prior's."""
        people = tuple(sample.person for sample in self.samples)
        ploidy, sexes = self.folder / "ploidy", self.folder / "sexes"
        ploidy.write_text(self.copies.ploidy_file())
        sexes.write_text(self.copies.samples_file([(person.sample, person.sex) for person in people]))
        crams = {
            sample.name: pysam.AlignmentFile(str(path)) for sample, path in zip(self.samples, self.paths, strict=True)
        }
        return Setting(
            people=people,
            crams=crams,
            bare={name: pysam.AlignmentFile(str(alignment.filename.decode())) for name, alignment in crams.items()},
            fasta=pysam.FastaFile(str(self.fasta)),
            copies=self.copies,
            stutter={person.sample: Stutter.prior(RULES.stutter) for person in people},
            second=SecondPass(self.fasta, tuple(self.paths), ploidy, sexes, self.folder, 20, 20),
            stretches=by_contig((self.contig, *s) for s in stretches or [(0, len(self.reference))]),
            called=by_contig((self.contig, *s) for s in called or stretches or [(0, len(self.reference))]),
            rules=RULES,
            switches=switches,
            min_mapping_quality=20,
            min_quality=20,
            min_base_quality=20,
        )


def off(name: str) -> RefineConfig:
    """Every rule but one."""
    return replace(ON, **{name: False})


def only(name: str) -> RefineConfig:
    """One rule alone."""
    return replace(RefineConfig(False, False, False, False, False), **{name: True})
