"""The FASTA that a panel is read with: indexed, and of the panel's build as far as lengths tell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.fasta_index import ensure_index
from tachkhis.reference.normal_allele import Bases


def open_bases(fasta: Path, contigs: Mapping[str, int]) -> Bases:
    """Open a FASTA for a panel with these contigs (length in bases, 0 where not stated).

    Raises:
        InputError: absent, no FASTA, or of another build.
    """
    import pysam

    if not fasta.is_file():
        raise InputError([Fault(str(fasta), "no such file", "name a FASTA that exists")])
    spoken = pysam.set_verbosity(0)
    try:
        ensure_index(fasta)
        bases = Bases(fasta)
    except (OSError, ValueError, pysam.SamtoolsError) as error:
        remedy = "give a FASTA (plain or bgzip), or run samtools faidx on it where you may write"
        raise InputError([Fault(str(fasta), "it cannot be indexed or read", remedy)]) from error
    finally:
        pysam.set_verbosity(spoken)
    shared = rename_map(contigs, tuple(bases.lengths))
    if not shared:
        raise InputError([Fault(str(fasta), "it shares no contig with the panel", "give the panel's reference")])
    unlike = [
        f"{other} has {bases.lengths[other]} bases, and {contigs[name]} in the panel"
        for name, other in shared.items()
        if contigs[name] and contigs[name] != bases.lengths[other]
    ]
    if unlike:
        more = f" (and so {len(unlike) - 1} further contigs)" if len(unlike) > 1 else ""
        remedy = "give the reference that the panel was built on"
        raise InputError([Fault(str(fasta), f"{unlike[0]}{more}: another build", remedy)])
    return bases
