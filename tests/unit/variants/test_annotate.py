"""The stream of a case's records: what has no name is set aside with its reason, and never ends the case."""

from __future__ import annotations

import io
from pathlib import Path

import pysam

from tachkhis.case.model import Case
from tachkhis.case.model import Test as Kind
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.passport import read_passport
from tachkhis.variants.annotate import annotate

from .test_callers_styles import CODING
from .test_callers_styles import SEQUENCE
from .test_callers_styles import vcf

FAR = SEQUENCE[:19] + "NR" + SEQUENCE[21:]  # positions 20 and 21 of a coding sequence are not known


def reasons(folder: Path, rows: list[str]) -> dict[tuple[str, str, str], str]:
    """The reason of triage by POS, REF and ALT."""
    fasta, sink = folder / "genome.fa", io.StringIO()
    fasta.write_text(f">chr1\n{FAR}\n")
    pysam.faidx(str(fasta))
    (folder / "passport.json").write_text(read_passport(fasta).to_json())
    case = Case("c", "child", Kind.GENOME, (), (), (), "routine", "none", None, frozenset(), None, ())
    annotate(str(vcf(folder, rows)), sink, case, "bcftools", GeneModel((CODING,)), fasta, ())
    lines = [line.split("\t") for line in sink.getvalue().splitlines() if not line.startswith("#")]
    return {
        (one[1], one[3], one[4]): next(i for i in one[7].split(";") if i.startswith("TRIAGE="))[7:] for one in lines
    }


def test_what_has_no_bases_is_set_aside(tmp_path: Path) -> None:
    rows = [
        "chr1 15 . T <DEL> 50 PASS END=30 GT 0/1",
        "chr1 15 . T T[chr1:40[ 50 PASS SVTYPE=BND GT 0/1",
        "chr1 15 . T ]chr1:40]T 50 PASS SVTYPE=BND GT 0/1",
        "chr1 15 . T T. 50 PASS SVTYPE=BND GT 0/1",
        "chr1 15 . T * 50 PASS . GT 0/1",
        "chr1 15 . T C 50 PASS . GT 0/1",
    ]
    found = reasons(tmp_path, rows)
    assert found.pop(("15", "T", "C")) == "keep:coding"
    assert set(found.values()) == {"aside:symbolic_allele"}
    assert len(found) == 5


def test_where_the_reference_has_no_base_nothing_is_named(tmp_path: Path) -> None:
    rows = ["chr1 20 . N T 50 PASS . GT 0/1", "chr1 21 . R T 50 PASS . GT 0/1", "chr1 19 . GN G 50 PASS . GT 0/1"]
    assert set(reasons(tmp_path, rows).values()) == {"aside:reference_unknown"}
