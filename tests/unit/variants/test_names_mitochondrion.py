"""The real mitochondrion (rCRS): its genetic code, its unfinished stop codons, its names, on both strands.

Genes as NCBI's NC_012920.1 has them. The variants are textbook ones (MITOMAP): their names are known.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pysam
import pytest

from paths import shared_data
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.locate import locate
from tachkhis.variants.names import Namer
from tachkhis.variants.names import TranscriptName

DATA = shared_data()
RCRS = DATA / "human" / "mt" / "rCRS.fasta" if DATA is not None else Path("absent")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not RCRS.is_file(), reason="the rCRS is absent (set TACHKHIS_SHARED_DATA)"),
]
GENES = (
    # symbol, first and last base, strand
    ("MT-ND1", 3307, 4262, 1),
    ("MT-CO1", 5904, 7445, 1),
    ("MT-ATP8", 8366, 8572, 1),
    ("MT-ATP6", 8527, 9207, 1),
    ("MT-ND4", 10760, 12137, 1),
    ("MT-ND6", 14149, 14673, -1),
)
TRNA = ("MT-TL1", 3230, 3304, 1)


def model(contig: str) -> GeneModel:
    coding = [
        Transcript(symbol, symbol, symbol, "protein_coding", contig, strand, ((first - 1, last),), (first - 1, last))
        for symbol, first, last, strand in GENES
    ]
    symbol, first, last, strand = TRNA
    return GeneModel(
        [*coding, Transcript(symbol, symbol, symbol, "Mt_tRNA", contig, strand, ((first - 1, last),), None)]
    )


@pytest.fixture(scope="module")
def namer(tmp_path_factory: pytest.TempPathFactory) -> Namer:
    """The contig goes by a name that says nothing: it is known by its bases."""
    fasta = Path(shutil.copy(RCRS, tmp_path_factory.mktemp("rcrs") / "rCRS.fasta"))
    pysam.faidx(str(fasta))
    with pysam.FastaFile(str(fasta)) as reference:
        (contig,) = reference.references
    assert contig not in ("M", "MT", "chrM", "chrMT")
    return Namer(fasta, model(contig))


def on(namer: Namer, gene: str, position: int, ref: str, alt: str) -> TranscriptName:
    (contig,) = namer.genome.lengths
    named = namer.name(contig, position, ref, alt)
    assert named.hgvs_g.startswith(f"{contig}:m.")
    return next(name for name in named.consequences if name.gene == gene)


KNOWN = [
    ("MT-ND1", 3460, "G", "A", "c.154G>A", "p.(Ala52Thr)", "missense_variant"),
    ("MT-ND4", 11778, "G", "A", "c.1019G>A", "p.(Arg340His)", "missense_variant"),
    ("MT-ND6", 14484, "T", "C", "c.190A>G", "p.(Met64Val)", "missense_variant"),  # the other strand
    ("MT-ATP6", 8993, "T", "G", "c.467T>G", "p.(Leu156Arg)", "missense_variant"),
    ("MT-ATP8", 8528, "T", "C", "c.163T>C", "p.(Trp55Arg)", "missense_variant"),  # TGA is Trp
    ("MT-ATP6", 8528, "T", "C", "c.2T>C", "p.(Met1?)", "start_lost"),
    ("MT-CO1", 7445, "A", "G", "c.1542A>G", "p.(Ter514=)", "stop_retained_variant"),  # AGA to AGG: both are stops
    ("MT-ND1", 4261, "T", "C", "c.955T>C", "p.(Ter319GlnextTer?)", "stop_lost"),  # TA and poly(A): TAA
    ("MT-TL1", 3243, "A", "G", "n.14A>G", None, "non_coding_transcript_exon_variant"),
]


@pytest.mark.parametrize(("gene", "position", "ref", "alt", "change", "protein", "term"), KNOWN)
def test_known_variants(
    namer: Namer, gene: str, position: int, ref: str, alt: str, change: str, protein: str | None, term: str
) -> None:
    name = on(namer, gene, position, ref, alt)
    assert (name.hgvs_c, name.hgvs_p, name.consequences[0]) == (f"{gene}:{change}", protein, term)
    (contig,) = namer.genome.lengths
    for asked in (f"{gene}:{change}", f"{contig}:m.{position}{ref}>{alt}"):
        assert locate(namer, asked) == (contig, position, ref, alt)


def test_half_a_stop_codon_at_the_end_of_a_transcript_is_no_residue(namer: Namer) -> None:
    """TAA ends MT-ATP6 and its transcript: without TA nothing says what the codon becomes, nor where it goes on."""
    name = on(namer, "MT-ATP6", 9203, "CAT", "C")
    assert (name.hgvs_c, name.hgvs_p, name.note) == ("MT-ATP6:c.679_680del", "p.?", "no_stop_follows")


def test_every_reference_protein_is_sound(namer: Namer) -> None:
    """With the standard code they would hold stops inside; three end with T or TA."""
    for transcript in namer.model:
        if transcript.cds is not None:
            assert namer.provider.spliced(transcript).reason is None, transcript.gene
