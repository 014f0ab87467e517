"""Which caller wrote a VCF, from the header lines that callers leave, and words of theirs that mislead."""

from __future__ import annotations

import re
from collections.abc import Sequence

OF_NO_QUALITY = frozenset(("MONOALLELIC",))
"""FILTER words that say nothing against a call: GLnexus marks so an ALT that it could not put beside the others of its
place in one record."""
_TELLING = (
    ("GLnexus", r"##GLnexusVersion=(\S+)"),
    ("DeepVariant", r"##DeepVariant_version=(\S+)"),
    ("Sentieon", r"##SentieonCommandLine\.(?!Bqsr|Dedup)\w+=<.*?Version=\"?(?:sentieon-genomics-)?([\w.\-]+)"),
    ("Clair3", r"##clair3_version=(\S+)"),
    ("Octopus", r"##octopus=<(?:.*,)?version=([^,>\s]+)"),
    ("Torrent Variant Caller", r'##source="?tvc ([\w.\-]+)'),
    ("Platypus", r"##source=Platypus_Version_(\S+)"),
    ("DRAGEN", r'##DRAGENCommandLine=<ID=[^>]*?(?:Version|SW)[:="\s]*(?:SW:\s*)?([\w.\-]+)'),
    ("GATK GenotypeGVCFs", r'##GATKCommandLine=<ID=GenotypeGVCFs,.*?Version="?([\w.\-]+)'),
    ("GATK HaplotypeCaller", r'##GATKCommandLine=<ID=HaplotypeCaller,.*?Version="?([\w.\-]+)'),
    ("freebayes", r"##source=freeBayes v?(\S+)"),
    ("Strelka2", r"##source_version=(\S+)"),
    ("bcftools", r"##bcftools_callVersion=([^\s+]+)"),
)


def caller_of(lines: Sequence[str]) -> str:
    """The caller with its version; else what the file calls its source; ``unknown`` where it says nothing."""
    for name, pattern in _TELLING:
        if name == "Strelka2" and not any(line.lower().startswith("##source=strelka") for line in lines):
            continue
        for line in lines:
            found = re.match(pattern, line)
            if found is not None:
                return f"{name} {found.group(1)}"
    source = next((line.removeprefix("##source=").strip() for line in lines if line.startswith("##source=")), "")
    return source[:80] or "unknown"
