"""Changes of one codon on copies that are open, as ``case.json`` holds them."""

from __future__ import annotations

from tachkhis.case.message import Model


class OpenCodon(Model):
    """What carried changes of one codon would be on one copy, where nobody knows whether they are: of high impact."""

    id: str  # CHROM-POS-REF-ALT of all of them together
    gene: str
    transcript: str
    hgvs_c: str | None
    hgvs_p: str | None
    consequences: list[str]  # SO terms, most severe first
    parts: list[str]  # the changes by name, each as it is alone
