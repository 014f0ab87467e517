"""``CHROM-POS-REF-ALT``, by which people and documents name an allele, in its parts."""

from __future__ import annotations


def parts_of(text: str) -> tuple[str, int, str, str] | None:
    """Contig (which may hold hyphens itself), position (1-based), REF, ALT; ``None`` where it is not of that form.

    Whether the contig has such a position is for those to say who hold the reference.
    """
    parts = text.rsplit("-", 3)
    if len(parts) != 4 or not all(parts) or not (parts[1].isascii() and parts[1].isdigit()):
        return None
    return parts[0], int(parts[1]), parts[2], parts[3]
