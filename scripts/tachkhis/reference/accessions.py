"""RefSeq accessions of the contigs of a known build: what a genomic HGVS name has to start with."""

from __future__ import annotations

from tachkhis.reference.contigs import canonical
from tachkhis.reference.passport import Passport

RCRS = "NC_012920.1"  # the revised Cambridge Reference Sequence
RCRS_LENGTH = 16569  # hg19's chrM has 16,571 bases and is another sequence
RCRS_MD5 = "c68f52674c9fb33aef52dcf399755519"  # of the upper-case bases, as SAM's M5 tag has it


def accessions(passport: Passport) -> dict[str, str]:
    """RefSeq accession by contig name, for GRCh37 and GRCh38; the rCRS is known by its bases in any genome.

    Source: NCBI's assembly reports, as the package ``bioutils`` carries them. Contigs without an accession there are
    left out, and so is a mitochondrial contig that is not the rCRS.
    """
    found = {contig.name: RCRS for contig in passport.contigs if contig.md5 == RCRS_MD5}
    if passport.build not in ("GRCh37", "GRCh38"):
        return found
    from bioutils.assemblies import make_name_ac_map

    known: dict[str, str] = make_name_ac_map(passport.build)
    for contig in passport.contigs:
        name = canonical(contig.name)
        if name == "MT":
            if contig.length == RCRS_LENGTH and not contig.md5:
                found[contig.name] = RCRS
        elif name in known:
            found[contig.name] = known[name]
    return found
