"""The triage of most records of a genome, by a few looks at the cells of the line.

Most records are not carried by the proband, or are common in gnomAD and nothing else is known of them. For these the
answer is that of :class:`tachkhis.variants.triage.Triage`, at a fraction of the time; wherever anything else could
matter (a founder, ClinVar, a codon read together, a filter, an odd genotype) there is none, and the whole evidence is
read.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Sequence

from tachkhis.variants import fields
from tachkhis.variants.record_line import PASSED
from tachkhis.variants.triage import Limits

_CARRIED = {"0/0:": False, "0|0:": False} | dict.fromkeys(("0/1:", "1/1:", "1/0:", "0|1:", "1|1:", "1|0:"), True)
_AF, _AN, _FILTER = (f";{target.id}=" for target in (fields.GNOMAD_AF, fields.GNOMAD_AN, fields.GNOMAD_FILTER))
_CLINVAR = f"{fields.CLINVAR_SIG.id}="
_JOINED, _CODON = "JOINED", "CODON_"
"""What every field of ``fields.JOIN_FIELDS`` begins with: changes of a codon that are read together, or may be."""


def quick_triage(
    limits: Limits, positions: Collection[str], proband: int | None
) -> Callable[[Sequence[str]], str | None]:
    """A function that decides a record where a few looks are enough.

    It is a function with its own variables, not a method, for it runs for each record of a genome.

    Args:
        limits: the numbers of the triage.
        positions: of alleles of which something is known beforehand, as VCF writes them.
        proband: number of the proband's cell; ``None``: nothing is ever decided.

    Returns:
        From the cells of a line (to the proband's, and what follows) to ``aside:not_in_proband``, ``aside:common`` or
        ``None``: the whole evidence has to be read.
    """
    if proband is None:
        return lambda _: None
    most, alleles, carried_of = limits.common_frequency, limits.common_alleles, _CARRIED.get

    def reason(cells: Sequence[str]) -> str | None:
        if len(cells) <= proband or cells[8][:3] != "GT:" or not cells[4].isalpha() or cells[1] in positions:
            return None
        carried, info = carried_of(cells[proband][:4]), f"{cells[7]};"
        if carried is None or _JOINED in info or _CODON in info:
            return None
        if not carried:
            return fields.ASIDE_NOT_CARRIED
        at = info.find(_AF) + len(_AF)
        if at < len(_AF) or float(info[at : info.find(";", at)]) <= most:
            return None
        if _CLINVAR in info or cells[6] not in PASSED:
            return None
        at = info.find(_AN) + len(_AN)
        if at < len(_AN) or int(info[at : info.find(";", at)]) < alleles:
            return None
        at = info.find(_FILTER)
        return fields.ASIDE_COMMON if at < 0 or info.startswith("PASS;", at + len(_FILTER)) else None

    return reason
