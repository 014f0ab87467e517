"""Consequences against what bcftools expects of its own ``csq`` (real Ensembl transcripts of 39 genes)."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pysam
import pytest

from csq_words import WORDS
from tachkhis.reference.genes import GeneModel
from tachkhis.variants.names import Namer
from tachkhis.variants.severity import severity

SHARED = Path(os.environ.get("TACHKHIS_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
FIXTURES = SHARED / "human" / "annotation" / "csq"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FIXTURES.is_dir(), reason=f"{FIXTURES} is absent (set TACHKHIS_SHARED_DATA)"),
]


@dataclass(frozen=True)
class Expected:
    """One record of a fixture."""

    fixture: str
    place: tuple[str, int, str, str]
    terms: frozenset[str]
    transcripts: frozenset[str]


def expectations(folder: Path) -> Iterator[Expected]:
    for file in sorted(folder.glob("*.vcf")):
        for line in file.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if line.startswith("#") or len(cells) < 8:
                continue
            told = [item.partition("=")[2] for item in cells[7].split(";") if item.startswith("EXP=")]
            alone = [item.partition("=")[2] for item in cells[7].split(";") if item.startswith("EXPL=")]
            for text in alone or told:
                if text in (".", "") or text.startswith("@") or cells[4].startswith("<"):
                    continue
                parts = [part.split("|") for part in text.split(",")]
                if any("+" in part[6] for part in parts if len(part) > 6):
                    continue  # what two records do together on one haplotype
                terms = frozenset(WORDS[word] for part in parts for word in part[0].split("&"))
                names = frozenset(part[2] for part in parts if part[2])
                for alt in cells[4].split(","):
                    yield Expected(folder.name, (cells[0], int(cells[1]), cells[3], alt), terms, names)


def namer_of(folder: Path, scratch: Path) -> Namer:
    source = next(file for file in sorted(folder.iterdir()) if file.name.endswith((".fa", ".fa.gz")))
    fasta = scratch / f"{folder.name}.fa"
    content = source.read_bytes()
    fasta.write_bytes(gzip.decompress(content) if source.suffix == ".gz" else content)
    pysam.faidx(str(fasta))
    genes = scratch / f"{folder.name}.gff"
    gff = next(file for file in sorted(folder.glob("*.gff")) if file.name.startswith("ENST"))
    # two fixtures carry further columns behind the ninth
    rows = ["\t".join(line.split("\t")[:9]) for line in gff.read_text(encoding="utf-8").splitlines()]
    genes.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return Namer(fasta, GeneModel.load(genes))


# Where our main consequence differs from csq's, and why ours stands.
DIFFERENCES = {
    (
        "ENST00000420670",
        44688,
    ): "c.3G>A takes the start codon away; csq's fixture has a coding sequence of one codon only",
    (
        "ENST00000423372",
        2723,
    ): "the insertion is behind the third base from the edge, so it is outside SO's splice region",
    ("ENST00000519442", 42130): "one of the two places of this deletion takes the eighth base before the exon",
    ("ENST00000528237", 14714): "the coding sequence has no stop codon, so that a stop in its last codon is a new one",
    ("ENST00000624631", 547): "an intron of 2 bases: the deleted base can be its splice site, which is worse",
}


def test_main_consequence_is_that_of_csq(tmp_path: Path) -> None:
    ranks = severity().ranks
    compared, differing = 0, set()
    for folder in sorted(FIXTURES.iterdir()):
        expected = [record for record in expectations(folder) if record.terms]
        if not expected:
            continue
        namer = namer_of(folder, tmp_path)
        for record in expected:
            contig, position, ref, _ = record.place
            if namer.genome.fetch(contig, position - 1, position - 1 + len(ref)) != ref.upper():
                continue  # one REF runs over the end of its fixture's sequence
            found = {
                term
                for name in namer.name(*record.place).consequences
                if not record.transcripts or name.transcript.partition(".")[0] in record.transcripts
                for term in name.consequences
            }
            compared += 1
            if min(found, key=ranks.__getitem__) != min(record.terms, key=ranks.__getitem__):
                differing.add((record.fixture, position))
    assert compared >= 70
    assert differing == set(DIFFERENCES)


def test_a_record_that_csq_1_16_misses(tmp_path: Path) -> None:
    """TNNT2 4391 CC>AA: two residues change, the second to a stop (csq 1.16 calls it missense)."""
    namer = namer_of(FIXTURES / "ENST00000360372", tmp_path)
    name = namer.name("chr1", 4391, "CC", "AA").consequences[0]
    assert name.consequences[0] == "stop_gained"
    assert name.hgvs_p == "p.(Glu132_Glu133delinsAspTer)"


def test_start_lost_where_the_vcf_begins_in_the_codon(tmp_path: Path) -> None:
    name = namer_of(FIXTURES / "ENST00000230048", tmp_path).name("6", 214, "AT", "A").consequences[0]
    assert (name.consequences[0], name.hgvs_p) == ("start_lost", "p.(Met1?)")
    assert name.hgvs_c == "ENST00000230048.4:c.2del"


def test_incomplete_coding_sequence_gives_no_protein_name_but_a_consequence(tmp_path: Path) -> None:
    """CNTROB ENST00000571540 starts in the middle of a codon (phase 2)."""
    name = namer_of(FIXTURES / "ENST00000571540", tmp_path).name("17", 3188, "C", "T").consequences[0]
    assert name.consequences == ("missense_variant", "NMD_transcript_variant")
    assert name.hgvs_p is None
    assert name.note == "no_protein_name:start_incomplete"


def test_real_missense_variant_of_hg001() -> None:
    """HG001 carries ANKEF1 p.Leu324Gln (hg19 chr20:10030188 T>A), here in slice coordinates."""
    human = SHARED / "human"
    model = GeneModel.load(human / "annotation" / "refseq_ucsc_hg19.slices.complete_transcripts.gff3")
    namer = Namer(human / "ref" / "dev_chr20_slices.fa", model)
    named = namer.name("chr20a", 32188, "T", "A")
    assert named.hgvs_g == "chr20a:g.32188T>A"
    assert [(name.hgvs_c, name.hgvs_p, name.exon) for name in named.consequences] == [
        ("NM_022096:c.971T>A", "p.(Leu324Gln)", "7/11"),
        ("NM_198798:c.971T>A", "p.(Leu324Gln)", "6/10"),
    ]
    assert [name.chosen for name in named.consequences] == [True, False]


def test_the_gtf_of_the_same_genes_gives_the_same_names() -> None:
    """The UCSC GTF leaves the stop codon out of its CDS lines, the GFF3 has it in: no name may depend on that."""
    human = SHARED / "human"
    fasta = human / "ref" / "dev_chr20_slices.fa"
    gtf = Namer(fasta, GeneModel.load(human / "annotation" / "refseq_ucsc_hg19.slices.gtf"))
    gff = Namer(fasta, GeneModel.load(human / "annotation" / "refseq_ucsc_hg19.slices.complete_transcripts.gff3"))
    for position in (20950, 25800, 32188, 38300, 38306, 38308, 38309):
        ref = gtf.genome.fetch("chr20a", position - 1, position)
        alt = "A" if ref != "A" else "C"
        shared = [name for name in gtf.name("chr20a", position, ref, alt).consequences if name.gene == "ANKRD5"]
        assert shared == list(gff.name("chr20a", position, ref, alt).consequences)
