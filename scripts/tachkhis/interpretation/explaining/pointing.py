"""What a request must say to point to a gene, in words for ``explain``."""

from __future__ import annotations

from tachkhis.case.shipped import shipped_table


def pointing_rule() -> str:
    """When the request points to a gene."""
    least = shipped_table("acmg", "candidates")["points_to_from_phenotype_ratio"]
    return (
        f"on a gene panel, or a sign that matches and makes the gene at least {least} times likelier than one at random"
    )
