"""Ways to write a variant that are not read, each with what to write instead: never silently taken for something else.

Repeat counts and alleles of several changes are HGVS (https://hgvs-nomenclature.org, "repeated sequences", "alleles");
``A3243G`` and ``315.1C`` are the notation of MITOMAP and of mitochondrial haplotyping.
"""

from __future__ import annotations

import re

DEFAULT = ("it is not an HGVS name", "write it like NM_004004.6:c.35del")
_REPEAT = re.compile(r"(?P<kind>[cngm])\.[\d*_+-]+[ACGTNacgtn]*\[[^\]]*\](?:.*)")
_ALLELE = re.compile(r"(?P<kind>[cngm])\.\(?\[.*[;,].*")
_SUBSTITUTION = re.compile(r"(?P<at>\d+)(?P<ref>[ACGT])>(?P<alt>[ACGT])", re.IGNORECASE)
_MITOMAP = re.compile(r"(?:m\.)?(?P<ref>[ACGT])(?P<at>\d+)(?P<alt>[ACGT])", re.IGNORECASE)
_INSERTED = re.compile(r"(?:m\.)?[ACGT]?(?P<at>\d+)\.(?P<copies>[1-9])(?P<base>[ACGT])", re.IGNORECASE)
_DELETED = re.compile(r"(?:m\.)?(?P<ref>[ACGT])?(?P<at>\d+)(?P<word>d|del)", re.IGNORECASE)


def why_unread(name: str) -> tuple[str, str]:
    """The problem with a name that no parser takes, and what to write instead; in general, if its form is unknown."""
    accession, colon, change = name.strip().partition(":")
    change = (change if colon else accession).strip()
    if found := _ALLELE.match(change):
        remedy = "write each change as a name of its own; changes of one codon on one copy as one delins"
        return "an allele of several changes is a form that is not read", remedy
    if found := _REPEAT.match(change):
        kind = found["kind"]
        remedy = f"write what differs from the reference, like {kind}.22_24dup, {kind}.22_24del or {kind}.24_25insCAG"
        return "a count of repeats is a form that is not read", remedy
    if found := _INSERTED.fullmatch(change):
        at, base = int(found["at"]), found["base"].upper()
        bases = base * int(found["copies"])
        copied = f", or m.{at}dup where it copies base {at}" if len(bases) == 1 else ""
        return _mitochondrial(f"m.{at}_{at + 1}ins{bases}", copied)
    if found := _MITOMAP.fullmatch(change):
        return _mitochondrial(f"m.{found['at']}{found['ref'].upper()}>{found['alt'].upper()}")
    if (found := _DELETED.fullmatch(change)) and not change.startswith("m."):
        return _mitochondrial(f"m.{found['at']}del{(found['ref'] or '').upper()}")
    if found := _SUBSTITUTION.fullmatch(change):
        written = f"{found['at']}{found['ref'].upper()}>{found['alt'].upper()}"
        problem = "it does not say what its position counts"
        remedy = f"write m.{written} on the mitochondrion, else the sequence and the kind, like NM_004004.6:c.{written}"
        return problem, remedy
    return DEFAULT


def _mitochondrial(name: str, also: str = "") -> tuple[str, str]:
    problem = "this older form is not read"
    return problem, f"write {name}{also}, if a base of the mitochondrion is meant"
