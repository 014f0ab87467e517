"""The founder variants and asked-for positions that a report may show, and what of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.request import Request
from tachkhis.interpretation.called_sites import sites_in_calls
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.result import SiteResult
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import is_secondary


def shown_sites(
    sites: Sequence[SiteResult], request: Request, question: Question, fits: Fits, family: Family, vcf: Path
) -> tuple[list[SiteResult], int, int]:
    """The sites that the report may show, how many are left out, and how many of the rest could not be tested.

    Asked-for positions are shown. A founder variant is shown where the request points to its gene or the consent
    covers it (secondary findings for genes of the ACMG SF list, carrier states for all others): which rows are
    shown follows from the question alone and never from what was read, so that a missing row tells nothing. What
    was read in relatives is kept only where the proband carries the allele: what they carry else is theirs.
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
    return [without_relatives(site, case.proband) for site in shown], len(left_out) - untestable, untestable


def without_relatives(site: SiteResult, proband: str) -> SiteResult:
    """A founder site of the proband alone unless they carry the allele: a relative's state is then not their report's.

    A position that was asked for by name is answered in every member.
    """
    if site.kind != "founder" or any(
        one.sample == proband and one.status.startswith("carried") for one in site.genotypes
    ):
        return site
    return site.model_copy(update={"genotypes": [one for one in site.genotypes if one.sample == proband]})
