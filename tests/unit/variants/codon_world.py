"""A codon that an intron parts, on either strand, and a family; for the tests of what is read together there."""

from __future__ import annotations

from pathlib import Path

import pysam

from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript

FORWARD = "ATGA" + "GTCCCCCCCCCCCCAG" + "GCTAA" + "C" * 15  # codon 2 AGC at 4, 21, 22
REVERSE = FORWARD[::-1].translate(str.maketrans("ACGT", "TGCA"))
PLUS = Transcript("T1.1", "G1", "g1", "protein_coding", "chr1", 1, ((0, 4), (20, 25)), (0, 25))
MINUS = Transcript("T2.1", "G2", "g2", "protein_coding", "chr2", -1, ((15, 20), (36, 40)), (15, 40))
MODEL = GeneModel([PLUS, MINUS])
TRIO = (
    Person("child", "father", "mother", Sex.MALE, Affected.YES),
    Person("father", None, None, Sex.MALE, Affected.NO),
    Person("mother", None, None, Sex.FEMALE, Affected.NO),
)
DEEP = ":30:99"  # reads and quality from which a relative's reference call is believed


def written_genome(path: Path) -> Path:
    """The FASTA of both strands, indexed."""
    path.write_text(f">chr1\n{FORWARD}\n>chr2\n{REVERSE}\n")
    pysam.faidx(str(path))
    return path
