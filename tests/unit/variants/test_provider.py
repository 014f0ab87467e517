"""The local provider of ``hgvs``, and our own genomic and protein names against those that ``hgvs`` itself makes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import hgvs.parser

# isort: split
import hgvs.normalizer
import hgvs.variantmapper
import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.variants.names import Namer
from tachkhis.variants.placement import change_of
from tachkhis.variants.provider import ALIGNMENT
from tachkhis.variants.provider import key_of

from .names_world import FORWARD
from .names_world import World
from .names_world import random_changes
from .names_world import random_world

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return random_world(tmp_path_factory.mktemp("provider"), 11)


@pytest.fixture(scope="module")
def namer(world: World) -> Namer:
    return Namer(world.fasta, world.model)


def test_bases_of_a_transcript_are_spliced_and_stranded(world: World, namer: Namer) -> None:
    design = world.designs[1]
    spliced = "".join(world.bases[start:end] for start, end in design.exons)
    for transcript in (
        world.model.genes[f"{design.name}F"].transcripts + world.model.genes[f"{design.name}R"].transcripts
    ):
        assert namer.provider.get_seq(key_of(transcript)) == spliced
        info = namer.provider.get_tx_identity_info(key_of(transcript))
        assert info["lengths"] == [end - start for start, end in design.exons]
        assert spliced[info["cds_start_i"] : info["cds_start_i"] + 3] == "ATG"
        assert spliced[info["cds_end_i"] - 3 : info["cds_end_i"]] in ("TAA", "TAG", "TGA")


def test_genomic_names_are_those_of_the_normalizer_of_hgvs(world: World, namer: Namer) -> None:
    mapper = namer.projector._mapper
    ways = {
        forward: hgvs.normalizer.Normalizer(
            namer.provider, shuffle_direction=3 if forward else 5, validate=False, variantmapper=mapper
        )
        for forward in (True, False)
    }
    for start, ref, alt in random_changes(world, seed=4, count=400):
        if start < 40 or start > len(world.bases) - 40:
            continue  # hgvs does not look over the end of a contig
        anchor = world.bases[start - 1]
        change = change_of(namer.genome, FORWARD, start, anchor + ref, anchor + alt)
        for forward, normalizer in ways.items():
            ours = namer.projector.genomic(change, forward=forward)
            assert str(ours) == str(normalizer.normalize(ours)), (start, ref, alt)


def fixed(raw: str) -> str:
    """The string fixes that ``hgvs`` needs (notes on issue 2, section 5), here only to compare with."""
    raw = raw.partition(":")[2]
    raw = raw.replace("p.Met1?", "p.(Met1?)")
    raw = re.sub(r"p\.\(Ter(\d+)Ter\)", r"p.(Ter\1=)", raw)
    return re.sub(r"Ter(?!\d)[A-Z].*\)", "Ter)", raw)


def known_fault(ours: str, theirs: str) -> str | None:
    """Why the name of ``hgvs`` is not taken, or ``None`` where it should be ours."""
    if re.search(r"_Ter\d+del", theirs) and "fsTer" in ours:
        return "a change that takes the stop away is described like a frame shift"
    if ours == "p.(Met1=)" and theirs == "p.(Met1?)":
        return "the bases left make the same start codon"
    gone = re.fullmatch(r"p\.\(([A-Z][a-z]{2}\d+)(?:_\w+)?del\)", ours)
    if gone and theirs == f"p.({gone[1]}Ter)":
        return "the last residues are deleted and the stop codon stays"
    if re.fullmatch(r"p\.\(Ter\d+=\)", ours) and theirs == "p.?":
        return "the copy takes the stop codon along: hgvs names nothing beyond the coding sequence"
    if re.search(r"extTer1\)", theirs) and ours.endswith("dup)"):
        return "a copy of the last residue is a duplication"
    return None


def test_protein_names_are_those_of_hgvs_but_for_known_faults(world: World, namer: Namer) -> None:
    """``hgvs`` translates whole transcripts in its own way; what differs must be of a known kind."""
    mapper = hgvs.variantmapper.VariantMapper(namer.provider, replace_reference=True, prevalidation_level=None)
    mapping = hgvs.global_config.mapping
    same, faults = 0, 0
    for start, ref, alt in sorted(random_changes(world, seed=8, count=1500)):
        anchor = world.bases[start - 1]
        change = change_of(namer.genome, FORWARD, start, anchor + ref, anchor + alt)
        for name in namer.name(FORWARD, start, anchor + ref, anchor + alt).consequences:
            if not name.hgvs_c or ":c." not in name.hgvs_c or name.hgvs_p in (None, "p.?", "p.0?"):
                continue
            transcript = world.model.with_id(name.transcript)[0]
            place = namer.projector.named_place(change, transcript)
            assert place is not None
            variant = namer.projector.on_transcript(place, transcript)
            # a copy that ends with the exon is still exonic; hgvs has a switch for that
            mapping.ins_at_boundary_is_intronic = variant.posedit.edit.type != "dup"
            try:
                theirs = fixed(str(mapper.c_to_p(variant, alt_ac=FORWARD, alt_aln_method=ALIGNMENT)))
            finally:
                mapping.ins_at_boundary_is_intronic = True
            if theirs == name.hgvs_p:
                same += 1
            else:
                assert known_fault(str(name.hgvs_p), theirs), (name.hgvs_c, name.hgvs_p, theirs)
                faults += 1
    assert same > 300
    assert 0 < faults < 20


def test_importing_needs_no_network_and_no_database() -> None:
    """In a fresh process: sockets refuse, and the parts of ``hgvs`` that go online are not even there."""
    program = (
        "import socket\n"
        "def refuse(*_): raise SystemExit('network')\n"
        "socket.socket.connect = refuse\n"
        "socket.getaddrinfo = refuse\n"
        "import sys\n"
        "for absent in ('psycopg2', 'IPython', 'biocommons.seqrepo', 'yoyo'): sys.modules[absent] = None\n"
        "import tachkhis.variants.locate\n"
        "assert 'hgvs.dataproviders.uta' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(SCRIPTS)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_one_id_on_two_contigs_is_two_transcripts(world: World) -> None:
    """The pseudo-autosomal regions carry the same accession on X and Y."""
    first = world.model.transcripts[0]
    model = GeneModel([first, world.model.renamed({FORWARD: "other"}).transcripts[0]])
    assert len({key_of(transcript) for transcript in model}) == 2
