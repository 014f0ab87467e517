"""Words of ``tachkhis explain``: triage reasons, messages without a language, counts."""

from __future__ import annotations

from tachkhis.case.message import Message
from tachkhis.interpretation.explaining.document import ReportVerdict
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.variants import fields
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.triage import Limits

TRIAGE_WORDS = {
    fields.KEEP_FOUNDER: "kept: a listed founder variant, looked at before any frequency",
    fields.KEEP_CLINVAR: "kept: ClinVar knows it as pathogenic, or submitters disagree",
    fields.KEEP_CODING: "kept: it touches coding sequence and is not known to be common",
    fields.KEEP_SPLICE: "kept: it lies beside a splice site and is not known to be common",
    fields.KEEP_CODON: "kept: with another change of its codon it may be of high impact; their copies are open",
    fields.KEEP_NONCODING: "kept: it touches an exon of a non-coding transcript and is not known to be common",
    fields.ASIDE_NO_GENOTYPE: "set aside: the proband has no genotype there",
    fields.ASIDE_NOT_CARRIED: "set aside: the proband does not carry it",
    fields.ASIDE_SYMBOLIC: "set aside: a symbolic allele, which is not named",
    fields.ASIDE_UNKNOWN_REFERENCE: "set aside: the reference has no base there (N), so nothing can be named",
    fields.ASIDE_QUALITY: "set aside: the call is of low quality",
    fields.ASIDE_COMMON: "set aside: common in a reference collection",
    fields.ASIDE_JOINED: "set aside: read together with one of its codon or frame on the same copy, in another record",
    fields.ASIDE_INTRON: "set aside: deep in an intron",
    fields.ASIDE_UTR: "set aside: in an untranslated region",
    fields.ASIDE_OUTSIDE: "set aside: outside genes",
}

CONSENT_WORDS = {
    "secondary_findings": "secondary findings (the gene is on the ACMG SF list, and the request is about none of it)",
    "carrier": (
        "carrier states (one copy in a gene for recessive disease, or for recessive and dominant disease, to which the"
        " request does not point)"
    ),
    "incidental": "incidental findings (no sign of the request is among those of the gene, nor is it on a gene panel)",
}


def triage_words(reason: str) -> str:
    """What a triage reason means, with the numbers that it follows from."""
    limits = Limits.shipped()
    numbers = {
        fields.KEEP_SPLICE: f"within {limits.splice_window} bases",
        fields.ASIDE_COMMON: (
            f"above {limits.common_frequency:g} in gnomAD on {limits.common_alleles} alleles or more, or the lower 95 %"
            f" bound in the panel on {limits.common_alleles_panel} or more (a partial record of the panel never counts)"
        ),
        fields.ASIDE_INTRON: f"more than {limits.splice_window} bases from coding sequence",
    }
    words = TRIAGE_WORDS.get(reason, "see the manual")
    return f"{words}: {numbers[reason]}" if reason in numbers else words


def not_looked_at(consent: str) -> str:
    """The whole of what is said of something that the consent does not cover."""
    return f"not looked at: no consent to {CONSENT_WORDS[consent]}"


CANNOT_TELL = (
    "not told: it is in no list of the report, and without what the case was interpreted with (tracks, reference or"
    " gene model were replaced, or were not named) nobody can say whether the consent covers it; interpret the case"
    " again, or name --request, --tracks and --passport"
)


def of_list(one: ReportVerdict) -> str:
    """Which list, where it is not that of the question."""
    return "" if one.list_ in (None, "diagnostic") else f" of the list {one.list_} (by consent)"


def plain(message: Message) -> str:
    """A message without a language: ``frequency at most (af 0.0001)``."""
    words = message.key.partition(".")[2].replace(".", " ").replace("_", " ")
    values = ", ".join(f"{name} {value}" for name, value in message.values.items())
    return f"{words} ({values})" if values else words


def counts(found: AlleleCounts | None) -> str:
    """Counts of a collection with the exact 95 % bounds of the frequency."""
    if found is None or found.an < 1:
        return "not listed"
    lower, upper = clopper_pearson(found.ac, found.an)
    homozygotes = "?" if found.homozygotes is None else found.homozygotes
    return (
        f"{found.ac}/{found.an} alleles, frequency {found.ac / found.an:.3g}"
        f" (exact 95 % bounds {lower:.3g} to {upper:.3g}), {homozygotes} homozygotes"
        + (f", filtered by the collection itself: {', '.join(found.filters)}" if found.filters else "")
    )


def of(part: int | None, whole: int | None) -> str:
    """``15 of 30``; ``?`` for what is not known."""
    return f"{'?' if part is None else part} of {'?' if whole is None else whole}"
