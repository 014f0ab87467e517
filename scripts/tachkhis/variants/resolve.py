"""Founder names to alleles of the installed reference: recomputed from the gene model, refused where they disagree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.founders import NOT_VERIFIED
from tachkhis.panel.founders import FounderVariant
from tachkhis.panel.founders import read_founders
from tachkhis.reference.allele_id import parts_of
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.genes import GeneModel
from tachkhis.variants.locate import UnplaceableNameError
from tachkhis.variants.locate import locate
from tachkhis.variants.names import Namer
from tachkhis.variants.names import TranscriptName
from tachkhis.variants.protein_written import contradicts
from tachkhis.variants.protein_written import names_a_protein
from tachkhis.variants.sequence import UnnameableAlleleError
from tachkhis.variants.sites import Site

ABSENT_GENE = "gene_not_in_model"
NOT_LOCATED = "not_located"
PROTEIN_DISAGREES = "protein_disagrees"
GENE_DISAGREES = "gene_disagrees"
COORDINATE_DISAGREES = "coordinate_disagrees"


def resolve_founders(table: Path, fasta: Path, model: GeneModel) -> Iterator[Site]:
    """Every row of the founder table as a site; those that cannot be looked at carry the reason.

    A row whose recomputed gene, protein name or coordinate differs from the table's is refused: one of both is wrong.
    A name that is written otherwise, and means the same allele, is no disagreement. Rows of one allele are one site:
    that of the first row that is looked for, so that no report calls an allele carried and not tested at once. A name
    of several rows of which none is looked for stands once, with the reason of the first.
    """
    namer = Namer(fasta, model)
    rows = [(row, *_resolve(row, namer, model)) for row in read_founders(table)]
    looked_for = {place for _, site, place in rows if site.why_not is None}
    told: set[object] = set()
    for row, site, place in rows:
        if site.why_not is not None and place in looked_for:
            continue
        of_row = place or (row.gene, row.transcript.partition(".")[0], row.hgvs_c)
        if row.hgvs_c not in ("", "-") and of_row in told:
            continue
        told.add(of_row)
        yield site


Place = tuple[str, int, str, str]


def _resolve(row: FounderVariant, namer: Namer, model: GeneModel) -> tuple[Site, Place | None]:
    """The site of a row; and the allele that its name means here, be it looked for or not."""
    why = row.why_not_tested
    if why is None and row.gene not in model.genes:
        why = ABSENT_GENE
    means: Place | None = None
    if why in (None, NOT_VERIFIED):
        try:
            means = locate(namer, f"{row.transcript}:{row.hgvs_c}")
        except UnplaceableNameError:
            why = why or NOT_LOCATED
    if why is None and means is not None:
        why = _disagreement(row, namer, means)
    return _site(row, means if why is None else None, why), means


def _site(row: FounderVariant, place: Place | None, why: str | None) -> Site:
    contig, position, ref, alt = place if place is not None else (None, None, None, None)
    return Site(
        name=row.hgvs_c if row.transcript in ("", "-") else f"{row.transcript}:{row.hgvs_c}",
        gene=row.gene,
        kind="founder",
        disease=row.disease,
        population=row.population,
        evidence=row.frequency,
        reference=row.reference,
        contig=contig,
        position=position,
        ref=ref,
        alt=alt,
        why_not=why,
    )


def _other_protein(written: str, name: TranscriptName) -> bool:
    return contradicts(written, name.hgvs_p, frameshift="frameshift_variant" in name.consequences)


def _disagreement(row: FounderVariant, namer: Namer, place: Place) -> str | None:
    """What the gene model says otherwise than the table of a row whose name was found."""
    named = namer.name(*place)
    here = [name for name in named.consequences if name.transcript == row.transcript]
    if here and row.gene not in {name.gene for name in here}:
        return GENE_DISAGREES
    if here and names_a_protein(row.hgvs_p) and all(_other_protein(row.hgvs_p, name) for name in here):
        return PROTEIN_DISAGREES
    if row.coordinate not in ("", "-"):
        parts = parts_of(row.coordinate)
        if parts is None:
            return COORDINATE_DISAGREES
        contig, position, ref, alt = parts
        ours = rename_map([contig], namer.genome.lengths).get(contig)
        try:
            other = namer.name(ours or contig, position, ref, alt).hgvs_g
        except (ValueError, UnnameableAlleleError):
            return COORDINATE_DISAGREES
        return None if other == named.hgvs_g else COORDINATE_DISAGREES
    return None


COLUMNS = ("contig", "position", "ref", "alt", "name", "gene")


def resolve_positions(table: Path, fasta: Path) -> Iterator[Site]:
    """Asked-for positions (columns contig, position, ref, alt, name, gene), checked against the reference.

    Raises:
        InputError: a column is missing, or a REF allele is not what the reference has there.
    """
    import pysam

    lines = [(n, line) for n, line in enumerate(table.read_text(encoding="utf-8-sig").splitlines(), 1)]
    rows = [(number, line.split("\t")) for number, line in lines if line.strip() and not line.startswith("#")]
    if not rows or any(column not in rows[0][1] for column in COLUMNS):
        raise InputError([Fault(str(table), "a column is missing", f"head the table with {' '.join(COLUMNS)}", 1)])
    header = rows[0][1]
    faults: list[Fault] = []
    found: list[Site] = []
    with pysam.FastaFile(str(fasta)) as reference:
        for number, cells in rows[1:]:
            row = dict(zip(header, cells, strict=False))
            contig = rename_map([row.get("contig", "")], reference.references).get(row.get("contig", ""))
            position = row.get("position", "")
            if contig is None or not position.isdigit():
                fault = "contig is not in the reference" if contig is None else "position is not a number"
                faults.append(Fault(str(table), fault, "write a place of the reference", number, "position", position))
                continue
            ref, start = row.get("ref", "").upper(), int(position) - 1
            actual = reference.fetch(contig, start, start + len(ref)).upper()
            if not ref or actual != ref:
                faults.append(Fault(str(table), "REF is not the reference's", f"write {actual}", number, "ref", ref))
                continue
            alt = row.get("alt", "").upper()
            found.append(
                Site(row["name"], row["gene"], "position", None, None, None, None, contig, start + 1, ref, alt)
            )
    if faults:
        raise InputError(faults)
    yield from found
