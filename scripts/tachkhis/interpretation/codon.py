"""What is said of changes that share a codon: those read together in one record, and those left apart."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.consent import CARRIER
from tachkhis.interpretation.consent import INCIDENTAL
from tachkhis.interpretation.consent import gene_withheld
from tachkhis.interpretation.consent import is_unrelated
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.open_codon import OpenCodon
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import is_secondary
from tachkhis.variants import fields
from tachkhis.variants.record import Variant

_HOW = {
    fields.BY_HOMOZYGOUS: "candidate.joined_homozygous",
    fields.BY_PHASE_SET: "candidate.joined_phase_set",
    fields.BY_PHASE: "candidate.joined_phase",
    fields.BY_ONE_HOMOZYGOUS: "candidate.joined_one_homozygous",
    fields.BY_READS: "candidate.joined_reads",
    fields.BY_INHERITED: "candidate.joined_inherited",
    fields.BY_TRANSMISSION: "candidate.joined_transmission",
    fields.BY_CALLER: "candidate.joined_caller",
}


def joined_remarks(variant: Variant) -> list[Message]:
    """Of which changes a joined record is made, why it was, what ClinVar and founders say of each, and its bound."""
    if variant.joined_into:  # a founder, kept for itself
        return [Message(key="candidate.joined_into", values={"whole": ", ".join(variant.joined_into)})]
    if not variant.parts:
        return []
    lengths = [_added(part.id) for part in variant.parts]
    key = "candidate.joined_frame" if any(lengths) else "candidate.joined"
    found = [Message(key=key, values={"parts": ", ".join(part.name for part in variant.parts)})]
    if any(length % 3 for length in lengths) and sum(lengths) % 3 == 0:
        found.append(Message(key="candidate.joined_frame_kept"))
    found += [Message(key="candidate.joined_across_intron")] if variant.codon_cis else []
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


def _added(name: str) -> int:
    """Bases that an allele (``CONTIG-POS-REF-ALT``) adds; below 0 where it takes some."""
    _, _, ref, alt = name.rsplit("-", 3)
    return len(alt) - len(ref)


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


def relationship_doubts(judged: Sequence[Judged], family: Family) -> list[Message]:
    """Why a joined variant may not be one: its copy was deduced from parents whom the data contradict."""
    deduced = {fields.BY_INHERITED, fields.BY_TRANSMISSION}
    if family.distrusted and any(deduced & set(one.variant.joined_by) for one in judged):
        return [Message(key="candidate.joined_relationship")]
    return []


def same_codon(judged: Sequence[Judged], in_gene: Mapping[str, Judged]) -> list[Message]:
    """A message for each carried change of the codon of one of a candidate's variants that was not read with it.

    It says that the other copy has it, where that is certain, else that this is open.

    Args:
        judged: the variants of the candidate.
        in_gene: every judged variant of the gene, by id; the neighbour may have been set aside, and is then no part.
    """
    found = []
    for one in judged:
        name = one.evidence.consequence.hgvs_c or one.variant.hgvs_g or one.variant.id
        apart = "candidate.codon_alone" if one.variant.also_joined else "candidate.codon_apart"
        told = [("candidate.same_codon", neighbour) for neighbour in one.variant.codon_with]
        told += [(apart, other) for other in one.variant.codon_apart]
        told += [("candidate.codon_split", other) for other in one.variant.codon_split]
        for key, neighbour in told:
            known = in_gene.get(neighbour)
            partner = neighbour if known is None else known.evidence.consequence.hgvs_c or neighbour
            found.append(Message(key=key, values={"variant": name, "partner": partner}, about=one.variant.id))
    return found


def open_codons(genes: Iterable[GeneResult], question: Question) -> list[OpenCodon]:
    """Changes of one codon that would be of high impact together, whatever each is alone, in the order of the file.

    A variant that is certain would be withheld in a gene that the request does not point to (module
    :mod:`tachkhis.interpretation.candidates`); so is one that is not.

    Args:
        genes: every gene, judged.
        question: what the request asks.
    """
    found: dict[str, OpenCodon] = {}
    for result in genes:
        if not _may_show(result, question):
            continue
        for judged in result.judged.values():
            for whole in judged.variant.codon_open:
                if whole.gene != result.gene:
                    continue
                name = judged.evidence.consequence.hgvs_c or judged.variant.id
                before = found.get(whole.id)
                found[whole.id] = OpenCodon(
                    id=whole.id,
                    gene=whole.gene,
                    transcript=whole.transcript,
                    hgvs_c=whole.hgvs_c,
                    hgvs_p=whole.hgvs_p,
                    consequences=list(whole.consequences),
                    parts=[*(before.parts if before is not None else ()), name],
                )
    return list(found.values())


def _may_show(result: GeneResult, question: Question) -> bool:
    if question.points_to(result.gene, result.fit):
        return True
    if is_secondary(result.gene):
        return gene_withheld(result.gene, result.fit, question) is None
    if result.fit.modes and all("recessive" in mode for mode in result.fit.modes):
        return CARRIER in question.consent
    return INCIDENTAL in question.consent or not is_unrelated(result.fit, question)
