"""The stop codon: where bases of it change, its term and its p. name agree, on both strands."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.names import Namer
from tachkhis.variants.names import TranscriptName

COMPLEMENT = str.maketrans("ACGT", "TGCA")
WHOLE = "ATGACCGAGTACTAAGCTCGTTGACTAGCCC"  # M T E Y *, then GCT CGT TGA
SPLIT = "ATGACCTA" + "GTCCCCCCCCCCCCCCAG" + "AGACCCTGACCC"  # M T *, the stop's last base beyond the intron


def both(folder: Path, bases: str, exons: tuple[tuple[int, int], ...], end: int, change: str) -> TranscriptName:
    """The name of a change (``POS REF ALT``) on a plus-strand transcript, and on its mirror image."""
    length, (written, ref, alt) = len(bases), change.split()
    position = int(written)
    mirror = bases[::-1].translate(COMPLEMENT)
    path = folder / "stop.fa"
    path.write_text(f">plus\n{bases}\n>minus\n{mirror}\n")
    pysam.faidx(str(path))
    back = tuple((length - last, length - first) for first, last in exons[::-1])
    cds = length - end, length - exons[0][0]
    plus = Transcript("T.1", "G1", "g1", "protein_coding", "plus", 1, exons, (exons[0][0], end))
    minus = Transcript("T.1", "G2", "g2", "protein_coding", "minus", -1, back, cds)
    namer = Namer(path, GeneModel([plus, minus]))
    (one,) = namer.name("plus", position, ref, alt).consequences
    first = length - position - len(ref) + 1  # 0-based, of the base before the mirrored REF without its anchor
    bare_ref, bare_alt = (text[1:][::-1].translate(COMPLEMENT) for text in (ref, alt))
    anchor = mirror[first - 1]
    (other,) = namer.name("minus", first, anchor + bare_ref, anchor + bare_alt).consequences
    told = [(x.hgvs_c, x.hgvs_p, x.consequences, x.nmd, x.worst_at) for x in (one, other)]
    assert told[0] == told[1]
    return one


BEFORE = {"inframe_insertion"}
IN_FRAME = {"stop_lost", "inframe_insertion"}
SHIFTED = {"stop_lost", "frameshift_variant"}
STAYS = {"stop_retained_variant"}
DOUBLED = {"stop_retained_variant", "inframe_insertion"}


@pytest.mark.parametrize(
    ("change", "p", "terms"),
    [
        ("12 C CGGG", "p.(Ter5GlyextTer1)", BEFORE),  # GGG TAA, no base of the stop codon
        ("14 A ACGG", "p.(Ter5TyrextTer4)", IN_FRAME),  # within it: TAC GGA GCT CGT TGA
        ("13 T TGTT", "p.(Ter5CysextTer1)", IN_FRAME),  # TGT TAA
        ("12 C CGGGTAA", "p.(Ter5GlyextTer1)", BEFORE),
        ("12 C CT", "p.(Ter5LeuextTer?)", SHIFTED),  # may as well be written within the stop codon
        ("11 AC A", "p.(Ter5LysextTer4)", {"frameshift_variant"}),  # no base of the stop codon goes
        ("12 C CTAC", "p.(Tyr4dup)", DOUBLED),  # HGVS: a duplication, written as such; the stop stands behind it
        ("14 A ACTG", "p.(Tyr4dup)", DOUBLED),  # TAC TGA: the same protein
        ("14 A AGCC", "p.(Ter5=)", STAYS),  # TAG CCA
        ("13 T TG", "p.(Ter5=)", STAYS),  # TGA
        ("14 AA A", "p.(Ter5=)", STAYS),  # TAG
        ("15 A AA", "p.(Ter5=)", STAYS),
        ("10 TACT T", "p.(Tyr4del)", {"stop_retained_variant", "inframe_deletion"}),
    ],
)
def test_what_becomes_of_the_stop_is_told_alike_by_term_and_name(
    tmp_path: Path, change: str, p: str, terms: set[str]
) -> None:
    name = both(tmp_path, WHOLE, ((0, len(WHOLE)),), 15, change)
    assert (name.hgvs_p, set(name.consequences)) == (p, terms)


def test_a_stop_codon_in_two_exons_that_is_left_whole_is_not_lost_at_its_edge(tmp_path: Path) -> None:
    """CAG|AGACC: whether the intron's AG goes or the exon's, CAG|ACC is left, and TA|A is the stop as before."""
    name = both(tmp_path, SPLIT, ((0, 8), (26, len(SPLIT))), 27, "26 GAG G")
    assert name.consequences == ("splice_acceptor_variant", "stop_retained_variant", "coding_sequence_variant")
    assert (name.hgvs_p, name.worst_at) == (None, "c.9-1_9del")  # named in the UTR


def test_bases_that_were_not_read_shift_the_frame_and_tell_no_residue(tmp_path: Path) -> None:
    for change, terms in (("6 C CN", ("frameshift_variant",)), ("6 C CNNN", ("coding_sequence_variant",))):
        name = both(tmp_path, WHOLE, ((0, len(WHOLE)),), 15, change)
        assert (name.hgvs_p, name.consequences) == (None, terms)
        assert name.note == "no_protein_name:unknown_bases"
