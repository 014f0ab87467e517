"""Every kind of disagreement with ferro-hgvs; see :mod:`benchmarks.names_classes`."""

from __future__ import annotations

import re

from benchmarks.names_classes import Pair
from benchmarks.names_classes import Rule

FERRO_C = (
    Rule(
        "n. names",
        lambda pair: pair.change_name.startswith("n."),
        "ours",
        "ferro says that the change does not overlap any non-coding transcript",
    ),
    Rule(
        "refused",
        lambda pair: bool(pair.error),
        "ours",
        "ferro gives an error (no protein, or no overlap) for a change inside the transcript",
    ),
    Rule("outside", lambda pair: not pair.change_name, "ours", "HGVS has no c. name for bases outside the transcript"),
    Rule(
        "split into several",
        lambda pair: ";" in pair.theirs,
        "both",
        "HGVS prefers separate names where unchanged bases lie between; one VCF allele is one event, and we give it one",
    ),
    Rule(
        "repeat in brackets",
        lambda pair: bool(re.search(r"[ACGT]\[\d+\]", pair.theirs)),
        "ours",
        "inside the coding sequence HGVS allows it for units of 3n only; elsewhere both are legal",
    ),
    Rule(
        "introns of the 3' UTR",
        lambda pair: bool(re.search(r"\*\d+[+-]\d+", pair.change_name)),
        "ours",
        "ferro counts them from the wrong exon",
    ),
    Rule(
        "a long copy",
        lambda pair: pair.change_name.endswith("dup") and "ins" in pair.theirs and len(pair.change[2]) >= 30,
        "ours",
        "bases that copy those right before them are a duplication, however many; ferro writes them out as inserted",
    ),
    Rule(
        "inversion or replacement",
        lambda pair: ("inv" in pair.change_name) != ("inv" in pair.theirs) or "delins" in pair.change_name,
        "ours",
        "the shared bases of REF and ALT are taken off before the kind is chosen",
    ),
    Rule(
        "placed over a border",
        lambda pair: pair.crosses or "+" in pair.change_name or bool(re.search(r"\d-\d", pair.change_name)),
        "ours",
        "ferro does not shift an intronic indel, or shifts it over the exon's edge",
    ),
)


def _residue(name: str) -> str:
    found = re.search(r"[A-Z][a-z]{2}\d+", name)
    return found[0] if found else ""


def _turned(pair: Pair) -> bool:
    """Both say that the same residues come in, at another place of a repeat."""
    doubled = [re.fullmatch(r"p\.\(([A-Z][a-z]{2})\d+dup\)", name) for name in (pair.ours.hgvs_p or "", pair.theirs)]
    if doubled[0] is not None and doubled[1] is not None:
        return doubled[0][1] == doubled[1][1]
    told = [re.search(r"(?<!del)ins((?:[A-Z][a-z]{2})+)\)$", name) for name in (pair.ours.hgvs_p or "", pair.theirs)]
    letters = [sorted(re.findall(r"[A-Z][a-z]{2}", one[1])) for one in told if one is not None]
    return len(letters) == 2 and letters[0] == letters[1]


FERRO_P = (
    Rule(
        "no name", lambda pair: "Xaa" in pair.theirs, "ours", "ferro writes Xaa for the stop codon, and no new residue"
    ),
    Rule(
        "no stop follows",
        lambda pair: "no_stop_follows" in pair.note,
        "both",
        "the stop codon goes, and the transcript ends before the next one: no length can be given",
    ),
    Rule("3' rule of proteins", _turned, "ours", "of several places of the new residues, HGVS takes the last"),
    Rule(
        "stop behind the old one",
        lambda pair: (
            pair.theirs.endswith("Ter)")
            and bool({"inframe_insertion", "protein_altering_variant"} & set(pair.ours.consequences))
            and not (pair.ours.hgvs_p or "").endswith("Ter)")
        ),
        "both",
        "the insertion holds a stop that comes no sooner than the old one; we compare whole proteins",
    ),
    Rule(
        "no protein from ferro",
        lambda pair: not pair.theirs and (pair.ours.hgvs_p or "") not in ("p.?", "p.0?"),
        "ours",
        "ferro gives none for names that it writes as repeats or refuses",
    ),
    Rule(
        "splice sites",
        lambda pair: (pair.ours.hgvs_p or "") in ("p.?", "p.0?"),
        "ours",
        "the protein of a changed splice site is not predicted: p.?; ferro gives none, or translates as if spliced",
    ),
    Rule(
        "untranslated bases",
        lambda pair: pair.ours.hgvs_p is None and "no_protein_name" not in pair.note,
        "ours",
        "the coding sequence stays as it is; ferro writes Met1? for some changes of the UTR",
    ),
    Rule(
        "coding sequence that is not sound",
        lambda pair: "no_protein_name" in pair.note,
        "ours",
        "a name would rest on an incomplete or broken coding sequence",
    ),
    Rule(
        "start codon",
        lambda pair: "Met1" in pair.theirs or "Met1" in (pair.ours.hgvs_p or ""),
        "ours",
        "Met1? only where the start codon does not come back: c.1dup leaves an ATG (p.(Met1=)), c.3dup shifts the frame",
    ),
    Rule(
        "stop codon",
        lambda pair: (
            "Ter" in _residue(pair.theirs) + _residue(pair.ours.hgvs_p or "")
            or bool(re.search(r"_?Ter\d+|extTer", pair.theirs + (pair.ours.hgvs_p or "")))
        ),
        "both",
        "before the stop codon, an extension (p.(Ter27ProextTer1)) and an insertion name the same protein; extTer0 is no name",
    ),
    Rule(
        "split into several",
        lambda pair: pair.theirs in ("p.?",) or ";" in pair.theirs,
        "ours",
        "ferro follows the parts of c.[a;b] alone",
    ),
    Rule(
        "nothing behind a new stop",
        lambda pair: "TerTer" in pair.theirs,
        "ours",
        "a protein ends with its first stop: p.(Val118Ter), not delinsTerTer",
    ),
    Rule(
        "insertion with a stop",
        lambda pair: bool(re.search(r"ins(?:[A-Z][a-z]{2})+Ter\)", pair.ours.hgvs_p or "")),
        "ours",
        "HGVS: p.(Met3_His4insGlyTer), not a replacement of the next residue",
    ),
    Rule(
        "unchanged",
        lambda pair: (pair.ours.hgvs_p or "").endswith("=)"),
        "both",
        "nothing changes; ferro names every codon that was touched, we the first",
    ),
)
