"""What must not be named, and transcripts whose coding sequence is not an ordinary one."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pysam
import pytest

from tachkhis.errors import ResourceError
from tachkhis.errors import TachkhisError
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.names import Namer
from tachkhis.variants.names import TranscriptName
from tachkhis.variants.sequence import UnnameableAlleleError

HEAD = "TCATACTGCA"
BODY = "ATGACCGAGAAATACCTGTGGGCAGTTGATCATTAA"  # M T E K Y L W A V D H *
TAIL = "GCTCGTTGACTAGC"
BASES = HEAD + BODY + TAIL
ATG, STOP = len(HEAD), len(HEAD) + len(BODY)
WHOLE = Transcript("NM_1.2", "GENE", "1", "protein_coding", "1", 1, ((2, len(BASES) - 2),), (ATG, STOP), mane="select")


def namer_of(folder: Path, bases: str, *transcripts: Transcript, contig: str = "1", chosen_only: bool = False) -> Namer:
    fasta = folder / "genome.fa"
    fasta.write_text(f">{contig}\n{bases}\n", encoding="ascii")
    pysam.faidx(str(fasta))
    return Namer(fasta, GeneModel(transcripts), chosen_only=chosen_only)


def first(namer: Namer, position: int, ref: str, alt: str) -> TranscriptName:
    return namer.name(next(iter(namer.genome.lengths)), position, ref, alt).consequences[0]


def test_a_whole_coding_sequence_is_named(tmp_path: Path) -> None:
    name = first(namer_of(tmp_path, BASES, WHOLE), ATG + 4, "A", "G")
    assert (name.hgvs_c, name.hgvs_p, name.note) == ("NM_1.2:c.4A>G", "p.(Thr2Ala)", None)


@pytest.mark.parametrize("alt", ["*", "<DEL>", "<NON_REF>", "G[2:321681[", "", ".", "R"])
def test_alleles_without_bases_are_refused(tmp_path: Path, alt: str) -> None:
    namer = namer_of(tmp_path, BASES, WHOLE)
    with pytest.raises(UnnameableAlleleError, match="cannot be named") as caught:
        namer.name("1", ATG + 4, "A", alt)
    assert isinstance(caught.value, TachkhisError)
    assert isinstance(caught.value, ValueError)


def test_a_ref_of_another_genome_is_refused(tmp_path: Path) -> None:
    namer = namer_of(tmp_path, BASES, WHOLE)
    with pytest.raises(UnnameableAlleleError, match="the reference has 'A' there, not 'C'"):
        namer.name("1", ATG + 4, "C", "G")
    with pytest.raises(UnnameableAlleleError, match="no contig 'chr1'"):
        namer.name("chr1", ATG + 4, "A", "G")
    with pytest.raises(UnnameableAlleleError, match="are the same"):
        namer.name("1", ATG + 4, "A", "A")
    with pytest.raises(UnnameableAlleleError):
        namer.name("1", len(BASES) + 3, "A", "G")


def test_lower_case_alleles_are_the_same(tmp_path: Path) -> None:
    namer = namer_of(tmp_path, BASES.lower(), WHOLE)
    assert first(namer, ATG + 4, "a", "g").hgvs_c == "NM_1.2:c.4A>G"


def test_unknown_bases_in_alt_give_no_protein_name(tmp_path: Path) -> None:
    name = first(namer_of(tmp_path, BASES, WHOLE), ATG + 4, "A", "N")
    assert name.consequences == ("coding_sequence_variant",)
    assert name.hgvs_p is None
    assert name.note == "no_protein_name:unknown_bases"


INCOMPLETE = [
    (replace(WHOLE, start_incomplete=True), "start_incomplete"),
    (replace(WHOLE, start_incomplete=True, phase=1, cds=(ATG - 1, STOP)), "start_incomplete"),
    (replace(WHOLE, end_incomplete=True, exons=((2, STOP - 6),), cds=(ATG, STOP - 6)), "end_incomplete"),
    (replace(WHOLE, exons=((2, STOP - 6),), cds=(ATG, STOP - 6)), "no_stop_codon"),
    (replace(WHOLE, cds=(ATG, STOP - 1)), "length_not_multiple_of_3"),
    (replace(WHOLE, cds=(ATG + 3, STOP)), "no_start_codon"),
    (replace(WHOLE, gapped=True), "coding_sequence_gapped"),
]


@pytest.mark.parametrize(("transcript", "reason"), INCOMPLETE, ids=[reason for _, reason in INCOMPLETE])
def test_no_protein_name_where_the_coding_sequence_is_not_sound(
    tmp_path: Path, transcript: Transcript, reason: str
) -> None:
    """``hgvs`` alone would give a wrong one or crash (transcripts that lack their end, for example)."""
    name = first(namer_of(tmp_path, BASES, transcript), ATG + 14, "A", "T")  # TAC of Tyr5 to TTC
    assert name.hgvs_p is None
    assert name.note == f"no_protein_name:{reason}"
    assert name.hgvs_c is not None


def test_frame_of_an_incomplete_start_is_still_used_for_the_class(tmp_path: Path) -> None:
    transcript = replace(WHOLE, start_incomplete=True, phase=1, cds=(ATG + 2, STOP), exons=((ATG + 2, STOP + 5),))
    name = first(namer_of(tmp_path, BASES, transcript), ATG + 15, "C", "T")  # TAC to TAT, third base of its codon
    assert name.consequences == ("synonymous_variant",)
    name = first(namer_of(tmp_path, BASES, transcript), ATG + 15, "C", "G")  # TAC to TAG
    assert name.consequences == ("stop_gained",)


def test_a_shift_in_a_coding_sequence_without_end_is_a_shift_alone(tmp_path: Path) -> None:
    """What the new frame meets later is no stop gained; and a shift in the last codon is not silent."""
    open_ended = replace(WHOLE, end_incomplete=True, exons=((2, STOP - 6),), cds=(ATG, STOP - 6))
    namer = namer_of(tmp_path, BASES, open_ended)
    shifted = first(namer, ATG + 3, "G", "GT")  # ATG TAC CGA GAA ATA CCT GTG GGC AGT TGA
    assert (shifted.hgvs_c, shifted.consequences) == ("NM_1.2:c.3_4insT", ("frameshift_variant",))
    last = first(namer, STOP - 6, "T", "TT")
    assert (last.hgvs_c, last.consequences) == ("NM_1.2:c.30dup", ("frameshift_variant",))


def test_an_internal_stop_gives_no_protein_name(tmp_path: Path) -> None:
    bases = BASES.replace("TGG", "TGA")
    name = first(namer_of(tmp_path, bases, WHOLE), ATG + 4, "A", "G")
    assert (name.hgvs_p, name.note) == (None, "no_protein_name:internal_stop")
    assert name.consequences == ("coding_sequence_variant",)


def test_selenocysteine_is_read_where_the_gene_model_says_so(tmp_path: Path) -> None:
    bases = BASES.replace("TGG", "TGA")  # codon 7
    namer = namer_of(tmp_path, bases, replace(WHOLE, selenoprotein=True))
    assert first(namer, ATG + 4, "A", "G").hgvs_p == "p.(Thr2Ala)"
    lost = first(namer, ATG + 21, "A", "C")  # TGA to TGC
    assert (lost.hgvs_p, lost.consequences, lost.note) == ("p.(Sec7Cys)", ("missense_variant",), "selenoprotein")
    gained = first(namer, ATG + 15, "C", "A")  # TAC to TAA: an ordinary new stop
    assert (gained.hgvs_p, gained.consequences) == ("p.(Tyr5Ter)", ("stop_gained",))
    new_tga = first(namer, ATG + 16, "CTG", "TGA")  # Leu6 to TGA is a stop: only the old one is read as Sec
    assert new_tga.hgvs_p == "p.(Leu6Ter)"


@pytest.mark.parametrize(
    ("at", "ref", "alt", "c", "protein", "term"),
    [
        (
            15,
            "CTTG",
            "C",
            "c.17_19del",
            "p.(Leu6del)",
            "inframe_deletion",
        ),  # TTG|TGA: the TGA that is left is the old one
        (16, "TTGT", "T", "c.17_19del", "p.(Leu6del)", "inframe_deletion"),
        (18, "GTGA", "G", "c.19_21del", "p.(Sec7del)", "inframe_deletion"),
        (15, "CTT", "CTGACTT", "c.16_17insGACT", "p.(Leu6Ter)", "stop_gained"),
        (19, "TGA", "TAA", "c.20G>A", "p.(Sec7Ter)", "stop_gained"),
    ],
)
def test_a_selenocysteine_beside_a_change_stays_one(
    tmp_path: Path, at: int, ref: str, alt: str, c: str, protein: str, term: str
) -> None:
    bases = BASES.replace("CTGTGG", "TTGTGA")  # codons 6 and 7; codon 5 is TAC
    namer = namer_of(tmp_path, bases, replace(WHOLE, selenoprotein=True))
    name = first(namer, ATG + at, ref, alt)
    assert (name.hgvs_c, name.hgvs_p, name.consequences[0]) == (f"NM_1.2:{c}", protein, term)


def test_the_stop_codon_is_added_where_the_file_leaves_it_out(tmp_path: Path) -> None:
    short = replace(WHOLE, cds=(ATG, STOP - 3))
    name = first(namer_of(tmp_path, BASES, short), STOP, "A", "G")
    assert (name.hgvs_c, name.hgvs_p) == ("NM_1.2:c.36A>G", "p.(Ter12=)")
    assert name.note == "stop_codon_added"
    behind = first(namer_of(tmp_path, BASES, short), STOP + 1, BASES[STOP], "C" if BASES[STOP] != "C" else "G")
    assert behind.hgvs_c is not None
    assert behind.hgvs_c.startswith("NM_1.2:c.*1")
    assert behind.note == "stop_codon_added"
    before = first(namer_of(tmp_path, BASES, short), ATG + 4, "A", "G")  # its name does not rest on the added codon
    assert (before.hgvs_p, before.note) == ("p.(Thr2Ala)", None)


def test_the_stop_codon_is_added_across_an_intron(tmp_path: Path) -> None:
    """The intron lies between the last sense codon and the stop codon."""
    bases = HEAD + BODY[:-3] + "GTAAGTTTTTTTTCAG" + BODY[-3:] + TAIL
    body_end = ATG + len(BODY) - 3
    transcript = replace(WHOLE, exons=((2, body_end), (body_end + 16, len(bases) - 2)), cds=(ATG, body_end))
    name = first(namer_of(tmp_path, bases, transcript), body_end + 17, "T", "C")
    assert (name.hgvs_c, name.hgvs_p) == ("NM_1.2:c.34T>C", "p.(Ter12GlnextTer3)")


MITO = Transcript("ND.1", "MT-ND", "1", "protein_coding", "MT", 1, ((ATG, STOP),), (ATG, STOP))


def test_mitochondrial_code_and_names(tmp_path: Path) -> None:
    """TGA is tryptophan and AGA a stop (NCBI genetic code 2)."""
    namer = namer_of(tmp_path, BASES, MITO, contig="MT")
    named = namer.name("MT", ATG + 21, "G", "A")  # TGG to TGA
    assert named.hgvs_g == f"MT:m.{ATG + 21}G>A"
    assert named.consequences[0].hgvs_p == "p.(Trp7=)"
    stop = first(namer, ATG + 11, "A", "G")  # AAA of Lys4 to AGA
    assert (stop.consequences, stop.hgvs_p) == (("stop_gained",), "p.(Lys4Ter)")


@pytest.mark.parametrize("contig", ["M", "MT", "chrM", "chrMT"])
def test_mitochondrial_contigs_are_known_by_name(tmp_path: Path, contig: str) -> None:
    namer = namer_of(tmp_path, BASES, replace(MITO, contig=contig), contig=contig)
    assert namer.name(contig, ATG + 4, "A", "G").hgvs_g == f"{contig}:m.{ATG + 4}A>G"


@pytest.mark.parametrize("tail", [1, 2])
def test_a_mitochondrial_stop_that_poly_a_completes(tmp_path: Path, tail: int) -> None:
    """MT-ND1 and others end with T or TA; the tail makes it TAA (Anderson 1981)."""
    bases = BASES[: STOP - 3 + tail] + "CCCC"
    end = STOP - 3 + tail
    namer = namer_of(tmp_path, bases, replace(MITO, exons=((ATG, end),), cds=(ATG, end)), contig="MT")
    assert first(namer, ATG + 4, "A", "G").hgvs_p == "p.(Thr2Ala)"
    lost = first(namer, STOP - 2, "T", "C")
    assert lost.consequences == ("stop_lost",)
    assert lost.hgvs_p == "p.(Ter12GlnextTer?)"


def test_mitochondrial_start_codons(tmp_path: Path) -> None:
    """MT-ND1 starts with ATA, which is methionine; a change to another start codon keeps the protein."""
    bases = HEAD + "ATA" + BODY[3:] + TAIL
    namer = namer_of(tmp_path, bases, MITO, contig="MT")
    kept = first(namer, ATG + 3, "A", "G")
    assert (kept.hgvs_p, kept.consequences[0]) == ("p.(Met1=)", "start_retained_variant")
    lost = first(namer, ATG + 2, "T", "C")
    assert (lost.hgvs_p, lost.consequences[0]) == ("p.(Met1?)", "start_lost")


def test_the_chosen_transcript_of_the_worst_gene_comes_first(tmp_path: Path) -> None:
    other = Transcript("NR_9.1", "AAA", "2", "lncRNA", "1", -1, ((0, len(BASES)),), None)
    longer = replace(WHOLE, id="NM_0.1", mane=None)
    namer = namer_of(tmp_path, BASES, other, longer, WHOLE)
    names = namer.name("1", ATG + 15, "C", "A").consequences
    assert [(name.transcript, name.chosen, name.chosen_why) for name in names] == [
        ("NM_1.2", True, "mane_select"),
        ("NM_0.1", False, ""),
        ("NR_9.1", True, "only"),
    ]
    assert names[0].impact == "HIGH"
    assert names[2].consequences == ("non_coding_transcript_exon_variant",)
    assert names[2].hgvs_c == "NR_9.1:n.36G>T"  # the 25th of 60 bases, counted from their end


def test_chosen_only_gives_other_transcripts_their_consequence_alone(tmp_path: Path) -> None:
    namer = namer_of(tmp_path, BASES, replace(WHOLE, id="NM_0.1", mane=None), WHOLE, chosen_only=True)
    chosen, other = namer.name("1", ATG + 15, "C", "A").consequences
    assert (chosen.hgvs_c, chosen.hgvs_p) == ("NM_1.2:c.15C>A", "p.(Tyr5Ter)")
    assert (other.hgvs_c, other.hgvs_p, other.consequences) == (None, None, ("stop_gained",))


def test_between_genes(tmp_path: Path) -> None:
    namer = namer_of(tmp_path, BASES + "ACGT" * 10, WHOLE)
    named = namer.name("1", len(BASES) + 9, "A", "G")
    assert named.hgvs_g == f"1:g.{len(BASES) + 9}A>G"
    assert [(name.gene, name.transcript, name.consequences) for name in named.consequences] == [
        ("", "", ("intergenic_variant",))
    ]


def test_genes_of_another_naming_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="'chr1' against '1'"):
        namer_of(tmp_path, BASES, replace(WHOLE, contig="chr1"))


def test_genes_of_another_build_are_refused(tmp_path: Path) -> None:
    namer = namer_of(tmp_path, BASES, replace(WHOLE, exons=((2, len(BASES) + 50),)))
    with pytest.raises(ResourceError, match=r"NM_1\.2 reaches over the end of 1"):
        namer.name("1", ATG + 4, "A", "G")


def test_no_network_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a network connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert first(namer_of(tmp_path, BASES, WHOLE), ATG + 4, "A", "G").hgvs_p == "p.(Thr2Ala)"
