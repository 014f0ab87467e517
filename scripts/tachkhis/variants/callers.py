"""Which caller wrote a VCF, from the header lines that callers leave."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TELLING = (
    ("GLnexus", r"##GLnexusVersion=(\S+)"),
    ("DeepVariant", r"##DeepVariant_version=(\S+)"),
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
