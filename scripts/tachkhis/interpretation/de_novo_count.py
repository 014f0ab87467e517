"""How many coding de novo alleles one child seems to have: more than a few speak of the data, not of the child."""

from __future__ import annotations

from collections.abc import Iterable

from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.telling import weak_call


def apparent_de_novo(genes: Iterable[GeneResult], family: Family) -> frozenset[str]:
    """Ids of the variants that change a protein, are strongly called in the proband and look de novo."""
    impacts = shipped_table("acmg", "candidates")["eligible_impact"]
    proband, found = family.proband, set()
    for result in genes:
        for diplotype in result.diplotypes:
            for variant, origin in zip(diplotype.variants, diplotype.origins, strict=True):
                consequence = variant.on(result.gene)
                if origin is not Origin.DE_NOVO or consequence is None or consequence.impact not in impacts:
                    continue
                if weak_call(variant, variant.call(proband.sample), family.zygosity(variant, proband)) is None:
                    found.add(variant.id)
    return frozenset(found)


def most_de_novo() -> int:
    """The number of such variants up to which a child is believed to have them (``family.json``)."""
    return int(shipped_table("acmg", "family")["de_novo"]["most_coding"])
