"""RefSeq accessions of the contigs of a known build: what a genomic HGVS name has to start with."""

from __future__ import annotations

from collections.abc import Iterable

from tachkhis.reference.contigs import canonical
from tachkhis.reference.contigs import rename_map
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


class ContigNames:
    """The reference's name for a contig, however a file calls it: with or without ``chr``, or by RefSeq accession.

    An accession counts with its version: ``NC_000001.10`` is GRCh37's and no contig of GRCh38.
    """

    def __init__(self, passport: Passport) -> None:
        """Of one reference."""
        self._lengths = passport.lengths
        self._passport = passport
        self._accessions: dict[str, str] | None = None
        self._known: dict[str, str | None] = {}

    def get(self, name: str) -> str | None:
        """The reference's name, ``None`` for a contig that it lacks."""
        if name not in self._known:
            self._known[name] = rename_map([name], self._lengths).get(name) or self._by_accession(name)
        return self._known[name]

    def mapping(self, names: Iterable[str]) -> dict[str, str]:
        """The names of a file with a partner; no two map to one."""
        found = rename_map(names, self._lengths)
        for name in names:
            ours = None if name in found else self._by_accession(name)
            if ours is not None and ours not in found.values():
                found[name] = ours
        return found

    def _by_accession(self, name: str) -> str | None:
        if not name.startswith("NC_"):
            return None
        if self._accessions is None:
            self._accessions = {accession: contig for contig, accession in accessions(self._passport).items()}
        return self._accessions.get(name)
