"""What is said of changes that share a codon: those read together in one record, and those left apart."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.interpretation.assess import Judged
from tachkhis.variants import fields
from tachkhis.variants.record import Variant

_HOW = {
    fields.BY_HOMOZYGOUS: "candidate.joined_homozygous",
    fields.BY_PHASE_SET: "candidate.joined_phase_set",
    fields.BY_PHASE: "candidate.joined_phase",
    fields.BY_TRANSMISSION: "candidate.joined_transmission",
    fields.BY_CALLER: "candidate.joined_caller",
}


def joined_remarks(variant: Variant) -> list[Message]:
    """Of which changes a joined record is made, why it was, what ClinVar and founders say of each, and its bound."""
    if variant.joined_into is not None:  # a founder, kept for itself
        return [Message(key="candidate.joined_into", values={"whole": variant.joined_into})]
    if not variant.parts:
        return []
    found = [Message(key="candidate.joined", values={"parts": ", ".join(part.name for part in variant.parts)})]
    found += [Message(key=_HOW[reason]) for reason in variant.joined_by if reason in _HOW]
    for part in variant.parts:
        if part.founder is not None:
            values = {"part": part.name, "founder": part.founder}
            found.append(Message(key="candidate.joined_part_founder", values=values))
        if part.clinvar is None:
            continue
        values = {"part": part.name, "id": part.clinvar.id or "?", "significance": part.clinvar.significance}
        found.append(Message(key="candidate.joined_part_clinvar", values=values))
    return found + _bounds(variant)


def _bounds(variant: Variant) -> list[Message]:
    """The rarest part bounds the frequency of the joined allele where a collection does not list that itself."""
    found = []
    rarest = variant.rarest_part
    if variant.gnomad is None and rarest is not None and rarest.gnomad is not None:
        values = {"part": rarest.name, "ac": str(rarest.gnomad.ac), "an": str(rarest.gnomad.an)}
        found.append(Message(key="candidate.joined_frequency", values=values))
    rarest = variant.rarest_panel_part
    if variant.panel is None and rarest is not None and rarest.panel is not None:
        values = {"part": rarest.name, "ac": str(rarest.panel.ac), "an": str(rarest.panel.an)}
        found.append(Message(key="candidate.joined_frequency_panel", values=values))
    return found


def same_codon(judged: Sequence[Judged], in_gene: Mapping[str, Judged]) -> list[Message]:
    """A message for each carried change of the codon of one of a candidate's variants that was not read with it.

    Args:
        judged: the variants of the candidate.
        in_gene: every judged variant of the gene, by id; the neighbour may have been set aside, and is then no part.
    """
    found = []
    for one in judged:
        for neighbour in one.variant.codon_with:
            known = in_gene.get(neighbour)
            partner = neighbour if known is None else known.evidence.consequence.hgvs_c or neighbour
            name = one.evidence.consequence.hgvs_c or one.variant.hgvs_g or one.variant.id
            values = {"variant": name, "partner": partner}
            found.append(Message(key="candidate.same_codon", values=values, about=one.variant.id))
    return found
