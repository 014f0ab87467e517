"""What the request points to, and what makes an allele or a call stand out: the rules that guard the candidates.

The request **points to** a gene of a requested gene panel, and to a gene that matches at least one sign and that the
signs make more likely than a gene chosen at random, by at least the factor ``points_to_from_phenotype_ratio``
(``resources/acmg/candidates.json``, a laboratory default). A request with neither sign nor gene panel points to
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.balance import Balance
from tachkhis.interpretation.balance import balance_of
from tachkhis.interpretation.balance import looks_mosaic
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.fit import Fit
from tachkhis.variants.mitochondria.rules import MitochondrialRules
from tachkhis.variants.record import Call
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import Variant
from tachkhis.variants.refine.rules import shipped_rules

_BENIGN = re.compile(r"\bbenign\b", re.IGNORECASE)
_PATHOGENIC = re.compile(r"\bpathogenic\b", re.IGNORECASE)
_ONE_OF_SEVERAL = (Zygosity.HET, Zygosity.HETEROPLASMIC)


@dataclass(frozen=True, slots=True)
class Question:
    """What the request asks, as far as the choice of candidates goes."""

    hpo: tuple[str, ...]
    panel_genes: frozenset[str]
    consent: frozenset[str]

    @property
    def asked(self) -> bool:
        """Whether the request names a sign or a gene panel."""
        return bool(self.hpo or self.panel_genes)

    def points_to(self, gene: str, fit: Fit) -> bool:
        """Whether the request points to a gene; see the module."""
        if gene in self.panel_genes:
            return True
        least = float(shipped_table("acmg", "candidates")["points_to_from_phenotype_ratio"])
        return bool(fit.matched) and fit.ratio >= least


def is_secondary(gene: str) -> bool:
    """Whether a gene is on the ACMG SF list."""
    genes: Collection[str] = shipped_table("acmg", "secondary_findings")["genes"]
    return gene in genes


def would_be_secondary(gene: str, fit: Fit, question: Question) -> bool:
    """Whether what is found in a gene would be a secondary finding: on the ACMG SF list, and not what was asked about.

    A sign of the request that the gene is known for makes it the question's own, be the sign as common as a delay of
    development: what is found there may be the answer, and silence would withhold it.
    """
    return is_secondary(gene) and not fit.matched and not question.points_to(gene, fit)


def stars_of(review_status: str) -> int:
    """Stars of a ClinVar review status, 0 to 4."""
    table = shipped_table("acmg", "clinvar")["stars"]
    return int(table.get(review_status.strip().lower(), 0))


def clinvar_pathogenic(variant: Variant, stars: int = 1) -> bool:
    """Whether ClinVar lists exactly this allele as pathogenic or likely pathogenic, with at least so many stars."""
    return _says_pathogenic(variant.clinvar, stars)


def part_pathogenic(variant: Variant) -> bool:
    """Whether ClinVar lists one of the changes of a joined record as pathogenic by itself, with at least one star."""
    return any(_says_pathogenic(part.clinvar) for part in variant.parts)


def known_pathogenic(variant: Variant) -> bool:
    """By ClinVar, as such or (a joined record has no fewer rights than its parts) one of its changes."""
    return clinvar_pathogenic(variant) or part_pathogenic(variant)


def _says_pathogenic(entry: ClinVarEntry | None, stars: int = 1) -> bool:
    """Whether an entry of ClinVar says pathogenic or likely pathogenic, with at least so many stars."""
    if entry is None or stars_of(entry.review_status.replace("_", " ")) < stars:
        return False
    words = entry.significance.replace("_", " ")
    return _PATHOGENIC.search(words) is not None and "conflicting" not in words.lower()


def clinvar_benign(variant: Variant, stars: int = 1) -> bool:
    """Whether ClinVar lists exactly this allele as benign or likely benign, with at least so many stars."""
    entry = variant.clinvar
    if entry is None or stars_of(entry.review_status.replace("_", " ")) < stars:
        return False
    words = entry.significance.replace("_", " ")
    return _BENIGN.search(words) is not None and "conflicting" not in words.lower()


def clinvar_reserves(variant: Variant) -> list[Message]:
    """What ClinVar says against a computed class P or LP: a benign classification, or a conflicting one."""
    entry = variant.clinvar
    if entry is None:
        return []
    values = {"stars": str(stars_of(entry.review_status.replace("_", " ")))}
    if clinvar_benign(variant):
        return [Message(key="candidate.clinvar_benign", values=values)]
    if "conflicting" in entry.significance.lower():
        return [Message(key="candidate.clinvar_conflicting", values=values)]
    return []


def weak_call(variant: Variant, call: Call | None, zygosity: Zygosity) -> Message | None:
    """Why a carried call must be confirmed before anything is concluded from it; ``None`` where it need not be.

    By ``proband_call`` of ``resources/acmg/family.json`` (a laboratory default); a heteroplasmic share is weak below
    the least fraction of ``resources/calling/mitochondria.json``. Of the quality by the own reads and that given the
    whole family the better one counts: sure parents can settle a child's genotype. A value that the caller did not
    give (depth, reads, quality) says nothing.
    """
    if call is None:
        return None
    rule = shipped_table("acmg", "family")["proband_call"]
    filtered = any(name not in ("PASS", ".") for name in variant.filters)
    one = len(call.alleles) == 1 or call.one_left
    needed = (int(rule["min_depth"]) + 1) // 2 if one else int(rule["min_depth"])
    shallow = call.depth is not None and call.depth < needed
    qualities = [one for one in (call.quality, call.joint_quality) if one is not None]
    doubtful = bool(qualities) and max(qualities) < int(rule["min_quality"])
    skewed = False
    if zygosity in _ONE_OF_SEVERAL:
        least = float(rule["min_alt_share"])
        if zygosity is Zygosity.HETEROPLASMIC:
            least = MitochondrialRules.shipped().least_fraction
        if call.alt_reads is not None:
            whole = call.depth if call.ref_reads is None else call.ref_reads + call.alt_reads
            skewed = whole is not None and call.alt_reads < least * whole
        else:  # a caller may give the share of the reads alone
            skewed = call.share is not None and call.share < least
    if balance_of(call, zygosity) is Balance.CONTRARY:
        values = {"alt": str(call.alt_reads), "whole": str((call.alt_reads or 0) + (call.ref_reads or 0))}
        return Message(key="candidate.weak_call_balance", values=values)
    if not (filtered or shallow or doubtful or skewed):
        return None
    if not (shallow or skewed):  # the reads are not what is wrong
        if filtered:
            names = ",".join(name for name in variant.filters if name not in ("PASS", "."))
            return Message(key="candidate.weak_call_filtered", values={"filters": names})
        values = {"quality": str(max(qualities)), "least": str(rule["min_quality"])}
        return Message(key="candidate.weak_call_quality", values=values)
    if call.alt_reads is None or call.depth is None:
        return Message(key="candidate.weak_call_unread")
    return Message(key="candidate.weak_call", values={"alt": str(call.alt_reads), "depth": str(call.depth)})


def spanning_remarks(variant: Variant, call: Call | None) -> list[Message]:
    """That few fragments span a repeat: fewer than the refinement asks for to judge the genotype by them."""
    if variant.repeat is None or call is None or call.spanning is None:
        return []
    least = shipped_rules().spanning.genotype_min_reads
    if call.spanning >= least:
        return []
    return [Message(key="candidate.few_spanning", values={"n": str(call.spanning), "least": str(least)})]


def copy_remarks(variant: Variant, call: Call | None) -> list[Message]:
    """That an imported genotype needs more copies than there are, by itself or beside a deletion of the same file."""
    found = []
    for one in variant.copy_conflicts:
        if call is None or one.sample != call.sample:
            continue
        if one.settled:
            values = {"genotype": one.called, "other": str(one.other)}
            found.append(Message(key="candidate.one_copy_read", values=values))
        elif one.called:
            found.append(Message(key="candidate.more_copies_called", values={"genotype": one.called}))
        elif one.other is None:
            found.append(Message(key="candidate.one_copy_called"))
        else:
            key = "candidate.one_copy_left" if one.one_left else "candidate.copies_over"
            found.append(Message(key=key, values={"other": one.other}))
    return found


def balance_remarks(call: Call | None, zygosity: Zygosity, *, de_novo: bool) -> list[Message]:
    """What the reads of a call that is not weak say beyond its genotype: it stands, and is to be confirmed."""
    if call is None or call.alt_reads is None or call.ref_reads is None:
        return []
    values = {"alt": str(call.alt_reads), "whole": str(call.alt_reads + call.ref_reads)}
    found = []
    if balance_of(call, zygosity) is Balance.UNUSUAL:
        found.append(Message(key="candidate.balance_unusual", values=values))
    if de_novo and looks_mosaic(call, zygosity):
        found.append(Message(key="candidate.mosaic_possible", values=values))
    return found
