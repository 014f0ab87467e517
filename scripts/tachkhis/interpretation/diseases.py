"""Identifiers of diseases and genes: only what a source itself links, never a guess from names."""

from __future__ import annotations

from functools import cache

from tachkhis.case.shipped import RESOURCES
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import Disease
from tachkhis.reference.genes import GeneModel
from tachkhis.variants.record import ClinVarEntry

TABLE = RESOURCES / "disease" / "orpha_fr.tsv"
PREFIX = "Orphanet:"


@cache
def french_names() -> dict[str, str]:
    """French names by ORPHAcode (Orphanet nomenclature, CC BY 4.0; see ``resources/disease/README.md``)."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {cells[0]: cells[1] for cells in rows[1:]}


def diseases_of(entry: ClinVarEntry) -> list[Disease]:
    """ClinVar's conditions, with the ORPHAcode where ClinVar gives exactly one for the condition."""
    found: list[Disease] = []
    for number, name in enumerate(entry.conditions):
        ids = entry.references[number] if entry.references else ()
        codes = sorted({one.removeprefix(PREFIX) for one in ids if one.startswith(PREFIX)})
        if len(codes) == 1:
            found.append(Disease(name=name, orpha=f"ORPHA:{codes[0]}", name_fr=french_names().get(codes[0])))
        else:
            found.append(Disease(name=name))
    return found


def with_gene_id(candidate: Candidate, model: GeneModel) -> Candidate:
    """The candidate with the HGNC id that the gene model gives for its gene, if all its transcripts agree on one."""
    ids = {transcript.hgnc for transcript in model if transcript.gene == candidate.gene and transcript.hgnc}
    return candidate.model_copy(update={"hgnc_id": ids.pop()}) if len(ids) == 1 else candidate
