"""What people write for a variant, to a name that ``locate`` can place: every substitution is said, none is silent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.panel.founders import FounderVariant
from tachkhis.panel.legacy import bare
from tachkhis.panel.legacy import founders_called
from tachkhis.reference.accessions import RCRS
from tachkhis.reference.genes import Transcript
from tachkhis.variants.genomic_context import check_context
from tachkhis.variants.genomic_context import context_of
from tachkhis.variants.genomic_context import contig_called
from tachkhis.variants.genomic_context import refuse_other_version
from tachkhis.variants.locate import UnplaceableNameError
from tachkhis.variants.names import Namer
from tachkhis.variants.unread_forms import foreign_character

_TRAILING_PROTEIN = re.compile(r"(?:[,;]?\s+|(?=\(p\.))(\(?p\.\S+)$")
_BRACKETS = re.compile(r"^(?P<accession>[^()]+)\((?P<gene>[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A name as it is taken.

    Attributes:
        name: accession or contig of the gene model and reference in use, and the change.
        protein: the protein name that stood behind it, to be compared; empty if there was none.
        remarks: what was put in place of what was written, and why that is allowed.
        contig: where the transcript is meant, if the name says so: ``NC_000023.11(NM_...)``.
    """

    name: str
    protein: str = ""
    remarks: tuple[str, ...] = ()
    contig: str | None = None


def read_as(text: str, namer: Namer, accessions: Mapping[str, str], founders: Sequence[FounderVariant] = ()) -> ReadAs:
    """Take a name as people write it.

    ``NM_004004.6:c.35del``, also with the gene in brackets or the protein name behind;
    ``NC_000013.11(NM_004004.6):c...`` and ``chr13(NM_004004.6):c...``; ``GJB2:c.35del`` (on its MANE
    Select transcript); ``NC_000013.11:g...`` and ``chr13:g...``; ``m.3243A>G``; ``GJB2 35delG`` and other older names
    of the founder table; a RefSeq name where the gene model has its Ensembl twin of the MANE pair, and the reverse.

    Args:
        text: as written.
        namer: the reference and its genes.
        accessions: RefSeq accession by contig name.
        founders: rows whose older names are known.

    Raises:
        UnplaceableNameError: the gene in brackets is another one, the contig before the brackets is not of this
            reference or lacks the transcript, a gene has no MANE Select transcript, or an older name belongs to
            several rows.
    """
    check_characters(text)
    written, protein = text.strip(), ""
    trailing = _TRAILING_PROTEIN.search(written)
    if trailing is not None and ":" in written[: trailing.start()]:
        protein, written = trailing[1], written[: trailing.start()]
        protein = protein[1:-1] if protein.startswith("(") and protein.endswith(")") else protein
    if written.startswith("m."):
        written = f"{_mitochondrion(text, namer)}:{written}"
    head, colon, change = (part.strip() for part in written.partition(":" if ":" in written else " "))
    gene_stated, contig = _BRACKETS.match(head), None
    if gene_stated is not None:
        head = gene_stated["accession"].strip()
        if change[:2] in ("c.", "n."):
            contig = context_of(text, head, namer, accessions)
        inner = gene_stated["gene"].strip()
        if contig is not None:
            head, gene_stated = inner, None
        elif head in namer.model.genes and re.fullmatch(r"\w+\.\d+", inner):  # GJB2(NM_004004.6):c.35del
            head, gene_stated = inner, _BRACKETS.match(f"{inner}({head})")
    taken = _contig(head, change, namer, accessions) or _gene_of_the_mitochondrion(text, head, change, namer)
    if taken is None:
        _refuse_double_meaning(text, head, change, namer, founders)
        taken = _transcript(text, head, change, namer) or _older(text, head, change, namer, founders)
    if taken is None:
        return ReadAs(f"{head}:{change}" if colon == ":" else written, protein, (), contig)
    name, remarks = taken
    if contig is not None:
        check_context(text, name.partition(":")[0], contig, namer)
    if gene_stated is not None:
        _check_gene(text, gene_stated["gene"].strip(), name, namer)
    return ReadAs(name, protein, remarks, contig)


def check_characters(text: str) -> None:
    """Refuse a character that only looks like one of a name: a long dash may be ``-`` or ``_``, which differ.

    Raises:
        UnplaceableNameError: there is one.
    """
    found = foreign_character(text)
    if found is not None:
        raise UnplaceableNameError(text, *found)


_Taken = tuple[str, tuple[str, ...]]


def _mitochondrion(text: str, namer: Namer) -> str:
    contigs = sorted(namer.genome.mitochondrial & set(namer.genome.lengths))
    if len(contigs) != 1:
        problem = f"the reference has {len(contigs)} mitochondrial contigs"
        raise UnplaceableNameError(text, problem, "write the contig before the name, like chrM:m.3243A>G")
    return contigs[0]


def _contig(head: str, change: str, namer: Namer, accessions: Mapping[str, str]) -> _Taken | None:
    if change[:2] not in ("g.", "m."):
        return None
    contig = contig_called(head, namer, accessions)
    if contig is None:
        refuse_other_version(f"{head}:{change}", head, accessions)
        return None
    remarks = []
    if contig in namer.genome.mitochondrial and accessions.get(contig) != RCRS:
        remarks.append(f"{contig} is not the rCRS ({RCRS}): its positions are its own")
    return f"{contig}:{change}", tuple(remarks)


def _gene_of_the_mitochondrion(text: str, head: str, change: str, namer: Namer) -> _Taken | None:
    """``MT-TL1:m.3243A>G``: the gene says nothing more, but must be one of the mitochondrion."""
    if not change.startswith("m.") or head not in namer.model.genes:
        return None
    contigs = {one.contig for one in namer.model.genes[head].transcripts} & namer.genome.mitochondrial
    if len(contigs) != 1:
        problem = f"{head} is not a gene of the mitochondrion"
        raise UnplaceableNameError(text, problem, f"write a c. or n. name, like {head}:c.35del")
    return f"{contigs.pop()}:{change}", (f"{head} is a gene of the mitochondrion, and m. counts along all of it",)


def _transcript(text: str, head: str, change: str, namer: Namer) -> _Taken | None:
    """A transcript by its id, by the id of its MANE twin, or by its gene."""
    if change[:2] not in ("c.", "n."):
        return None
    model = namer.model
    if model.with_id(head):
        return f"{head}:{change}", ()
    twins = model.with_alias(head)
    if twins:
        said = f"{head} is {twins[0].id} of this gene model (the same transcript: MANE {_label(twins[0])})"
        return f"{twins[0].id}:{change}", (said,)
    accession = head.rpartition(".")[0] or head
    others = model.alias_versions(accession) if not model.versions(accession) else ()
    if others:
        known = ", ".join(f"{alias} (as {model.with_alias(alias)[0].id})" for alias in others)
        remedy = "name the variant on that version, or give the gene model of this one; nothing is substituted"
        raise UnplaceableNameError(text, f"the gene model has {known}, not {head}", remedy)
    if head not in model.genes:
        _tell_symbol(text, head, namer)
        return None
    select = [one for one in model.genes[head].transcripts if one.mane == "select"]
    if len({one.id for one in select}) == 1:
        return f"{select[0].id}:{change}", (f"{head} is read on {select[0].id} (its MANE Select transcript)",)
    ids = list(dict.fromkeys(one.id for one in model.genes[head].transcripts))
    if len(ids) == 1:
        said = f"{head} is read on {ids[0]} (its only transcript in the gene model, which marks no MANE Select one)"
        return f"{ids[0]}:{change}", (said,)
    problem = f"the gene model marks {'no' if not select else 'more than one'} MANE Select transcript of {head}"
    raise UnplaceableNameError(text, problem, f"name the transcript: {', '.join(ids)}")


def _tell_symbol(text: str, head: str, namer: Namer) -> None:
    """A gene in another case is told, not taken: symbols that differ in case alone exist."""
    alike = [symbol for symbol in namer.model.genes if symbol.casefold() == head.casefold()]
    if alike:
        raise UnplaceableNameError(text, f"the gene model has no gene {head}", f"write {' or '.join(alike)}")


def _label(transcript: Transcript) -> str:
    return {"select": "Select", "plus_clinical": "Plus Clinical"}.get(transcript.mane or "", "pair")


def _refuse_double_meaning(text: str, gene: str, change: str, namer: Namer, founders: Sequence[FounderVariant]) -> None:
    """A coding name of a gene, without transcript, that is also an older name of another variant of that gene."""
    if change.startswith("c.") and gene in namer.model.genes:
        for row in founders_called(founders, gene, change):
            if bare(row.hgvs_c) != bare(change):
                problem = f"in older papers {change} of {gene} means {row.transcript}:{row.hgvs_c}"
                raise UnplaceableNameError(text, problem, "write the transcript that is meant")


def _older(text: str, gene: str, name: str, namer: Namer, founders: Sequence[FounderVariant]) -> _Taken | None:
    """An older name of a founder variant, within its gene."""
    rows = founders_called(founders, gene, name)
    if not rows:
        known = [row.hgvs_c for row in founders if row.gene == gene]
        if known and not re.match(r"[cngmp]\.", name):
            problem = f"it is no HGVS name, and the founder table has no such name of {gene}"
            remedy = (
                f"of {gene} it has {', '.join(known)}; another variant needs its HGVS name, like NM_004004.6:c.35del"
            )
            raise UnplaceableNameError(text, problem, remedy)
        return None
    if len(rows) > 1:
        names = ", ".join(f"{row.transcript}:{row.hgvs_c}" for row in rows)
        raise UnplaceableNameError(text, f"several founder variants go by that name ({names})", "write one of these")
    (row,) = rows
    said = f"{name} of {gene} is {row.transcript}:{row.hgvs_c} (founder table{_doubt(row)})"
    taken = _transcript(text, row.transcript, _with_bases(row.hgvs_c, name), namer)
    if taken is None:
        return f"{row.transcript}:{row.hgvs_c}", (said,)
    return taken[0], (said, *taken[1])


def _doubt(row: FounderVariant) -> str:
    return "" if row.verified.strip().lower() == "yes" else ", a row that is not fully verified"


def _with_bases(hgvs_c: str, name: str) -> str:
    """The bases that the older name states are kept, so that they are compared with the reference."""
    stated = re.search(r"(?:del|dup)([ACGT]+)$", name)
    plain = hgvs_c.endswith(("del", "dup")) and name.removeprefix("c.").startswith(hgvs_c.removeprefix("c."))
    return hgvs_c + stated[1] if stated is not None and plain else hgvs_c


def _lies_on(gene: str, contig: str, namer: Namer) -> bool:
    found = namer.model.genes.get(gene)
    return found is not None and any(one.contig == contig for one in found.transcripts)


def _check_gene(text: str, gene: str, name: str, namer: Namer) -> None:
    head, _, change = name.partition(":")
    found = namer.model.with_id(head)
    if change.startswith(("g.", "m.")) and not _lies_on(gene, head, namer):
        problem = f"the gene model has no gene {gene} on {head}"
        raise UnplaceableNameError(text, problem, "correct the gene in brackets, or leave it out")
    if found and gene not in {one.gene for one in found} | {one.gene_id for one in found}:
        problem = f"{found[0].id} is a transcript of {found[0].gene}, not of {gene}"
        raise UnplaceableNameError(text, problem, "correct the gene in brackets, or the accession")
