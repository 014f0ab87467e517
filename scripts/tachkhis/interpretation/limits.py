"""What this analysis of this case could not look at; the limits of the method as such are the report's own."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.case.model import Affected
from tachkhis.case.request import Request
from tachkhis.interpretation.case_summary import aligned_here
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.result import SiteResult
from tachkhis.quality.gene_coverage import GeneCoverage
from tachkhis.variants.record import Reach

WHOLE = 0.995  # share of the mitochondrial positions from which a genome counts as read whole
NAMED = 5  # contigs, or founder rows, that a sentence names


def limits_of(
    request: Request,
    family: Family,
    tracks: TracksInput,
    coverage: list[GeneCoverage],
    sites: list[SiteResult],
    *,
    scores: bool,
    records: int,
    cut: int,
    hidden_sites: int,
    untestable_sites: int = 0,
    left_out: tuple[int, tuple[str, ...]] = (0, ()),
    mitochondria: Mapping[str, Reach] | None = None,
    gvcf_quality: int | None = None,
    runs: Sequence[Message] = (),
    unused_curation: int = 0,
    refused_founders: Sequence[str] = (),
) -> list[Message]:
    """The messages, in a fixed order.

    Args:
        request: the request.
        family: the family as the VCF holds it.
        tracks: resources as used.
        coverage: coverage of the requested genes.
        sites: sites of interest that are shown.
        scores: whether the file declares a predictor score.
        records: records that were called.
        cut: candidates of class VUS that the list had no room for.
        hidden_sites: founder sites that were read and are not shown, being outside the request.
        untestable_sites: founder sites outside the request that could not be read at all (gene not in the model, ...).
        left_out: records of an imported VCF on contigs that the reference lacks, and those contigs.
        mitochondria: how well each member's mitochondrial genome was read; empty where it was not called from reads.
        runs: what could not be told of runs of homozygosity.
        gvcf_quality: least genotype quality (phred) of a readable base, where a gVCF told the coverage; else ``None``.
        unused_curation: rows of the curation file on alleles that are not judged in this case.
        refused_founders: names of founder rows that disagree with the gene model, whoever they would be shown to.
    """
    case = request.case
    found: list[Message] = []

    def say(condition: bool, key: str, **values: str) -> None:
        if condition:
            found.append(Message(key=f"limit.{key}", values=values))

    say(case.vcf is not None and gvcf_quality is None, "started_from_vcf")
    depth = str(request.config.calling.callable_depth)
    say(gvcf_quality is not None, "started_from_gvcf", depth=depth, quality=str(gvcf_quality))
    if request.config.reference.consensus is not None:
        here = aligned_here(request)
        others = [sample for sample in family.sequenced if sample not in here]
        say(not here, "consensus_not_used")
        say(bool(here and others), "consensus_not_for_all", samples=", ".join(sorted(others)))
        say(bool(here), "consensus_used")
    lost, contigs = left_out
    say(lost > 0, "records_left_out", n=str(lost), contigs=", ".join(contigs[:NAMED]) + (" …" * (len(contigs) > NAMED)))
    say(not tracks.has("gnomad"), "no_gnomad")
    derived = next((resource.derived for resource in tracks.resources if resource.name == "gnomad"), 0)
    say(derived > 0, "gnomad_numbers_derived", n=str(derived))
    say(not tracks.has("clinvar"), "no_clinvar")
    say(not tracks.has("panel"), "no_panel")
    say(request.config.resources.founders is None, "no_founders")
    say(not scores, "no_scores")
    for resource in tracks.resources:
        silent = records > 0 and resource.matched == 0
        values = {"track": resource.name, "records": str(records), "n": str(resource.records or 0)}
        say(silent, "track_silent", **values)
    missing = [p for p in (family.father, family.mother) if p is None]
    say(len(missing) == 2, "no_parents")
    say(len(missing) == 1, "one_parent")
    absent = [p.sample for p in case.people if p.sample not in family.sequenced]
    say(bool(absent), "not_sequenced", samples=", ".join(absent))
    outcast = sorted(parent for _, parent in family.distrusted)
    say(bool(outcast), "relationship_not_used", samples=", ".join(outcast))
    say(not case.hpo, "no_phenotype")
    say(family.proband.affected is Affected.NO, "proband_unaffected")
    say(family.proband.affected is Affected.UNKNOWN, "proband_status_unknown")
    found += runs
    unread = [gene.gene for gene in coverage if gene.missing]
    say(bool(unread), "genes_not_in_model", genes=", ".join(unread))
    partial = [gene.gene for gene in coverage if not gene.missing and gene.percent_callable < 100]
    say(bool(partial), "genes_partly_unread", genes=", ".join(partial))
    say(any(site.why_not_tested is not None for site in sites), "sites_not_tested")
    say(hidden_sites > 0, "founders_outside_request", n=str(hidden_sites))
    say(untestable_sites > 0, "founders_not_testable", n=str(untestable_sites))
    said = ", ".join(refused_founders[:NAMED]) + (" …" * (len(refused_founders) > NAMED))
    say(bool(refused_founders), "founders_refused", n=str(len(refused_founders)), sites=said)
    say(cut > 0, "candidates_cut", n=str(cut))
    say(unused_curation > 0, "curation_unused", n=str(unused_curation))
    reach = (mitochondria or {}).get(case.proband)
    found.append(mitochondrial_limit(case.vcf is not None, reach))
    found += unwritten_deletions(reach)
    say(True, "full_penetrance")
    return found


def mitochondrial_limit(from_vcf: bool, reach: Reach | None) -> Message:
    """What the analysis of the proband's mitochondrial genome can have missed."""
    if from_vcf:
        return Message(key="limit.mitochondrial_from_vcf")
    if reach is None:
        return Message(key="limit.mitochondrial_not_called")
    if reach.limit >= 1:
        return Message(key="limit.mitochondrial_unread", values={"depth": str(reach.depth)})
    values = {"depth": str(reach.depth), "limit": f"{100 * reach.limit:.0f}"}
    if reach.readable < WHOLE:
        return Message(
            key="limit.mitochondrial_partly_read", values={**values, "readable": f"{100 * reach.readable:.1f}"}
        )
    return Message(key="limit.mitochondrial_detection", values=values)


def unwritten_deletions(reach: Reach | None) -> list[Message]:
    """The deletions of the proband that remove the mitochondrial origin: seen in the reads, and in no record."""
    return [
        Message(key="limit.mitochondrial_without_origin", values={"deletion": name, "n": str(reads)})
        for name, reads in (() if reach is None else reach.without_origin)
    ]
