"""The founder variants and asked-for positions that a report may show, and what of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.request import Request
from tachkhis.interpretation.called_sites import sites_in_calls
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.result import SiteGenotype
from tachkhis.interpretation.result import SiteResult
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import is_secondary

WITHHELD = "withheld"
BEYOND_QUESTION = "beyond_question"


def shown_sites(
    sites: Sequence[SiteResult], request: Request, question: Question, fits: Fits, family: Family, vcf: Path
) -> tuple[list[SiteResult], int, int]:
    """The sites that the report may show, how many are left out, and how many of the rest could not be tested.

    Asked-for positions are shown. A founder variant is shown where the request points to its gene or the consent
    covers it (secondary findings for genes of the ACMG SF list, carrier states for all others): which rows are
    shown follows from the question alone and never from what was read, so that a missing row tells nothing. What
    was read in relatives is told where the request points to the gene or the proband carries the allele; else it is
    withheld, for all of them alike (:func:`relatives_withheld`).
    """
    case = request.case

    def asked(gene: str) -> bool:
        needed = "secondary_findings" if is_secondary(gene) else "carrier"
        return needed in case.consent or question.points_to(gene, fits.of(gene))

    shown = [site for site in sites if site.kind != "founder" or asked(site.gene)]
    left_out = [site for site in sites if site not in shown]
    untestable = sum(1 for site in left_out if site.why_not_tested is not None)
    if case.vcf is not None:
        shown = sites_in_calls(shown, vcf, family, request.config.calling.callable_depth)
    told = [
        site
        if site.kind != "founder" or question.points_to(site.gene, fits.of(site.gene))
        else relatives_withheld(site, case.proband)
        for site in shown
    ]
    return told, len(left_out) - untestable, untestable


def relatives_withheld(site: SiteResult, proband: str) -> SiteResult:
    """A founder site that only the consent of the proband shows: relatives are told if the proband carries the allele.

    Else what a relative carries is no part of the answer, and the proband's consent is not theirs. Every relative
    is then ``withheld``, whatever was read in them and whether or not they were read, so that the word tells nothing.
    A site that could not be tested at all stays as it is.
    """
    own = [one.status for one in site.genotypes if one.sample == proband]
    relatives = [one for one in site.genotypes if one.sample != proband]
    if not relatives or site.why_not_tested is not None or any(status.startswith("carried") for status in own):
        return site
    genotypes = [
        one if one.sample == proband else SiteGenotype(sample=one.sample, depth=None, alt_reads=None, status=WITHHELD)
        for one in site.genotypes
    ]
    return site.model_copy(update={"genotypes": genotypes, "why_withheld": BEYOND_QUESTION})
