"""Checks of the counts in the first records of the panel and of gnomAD: a run reads frequencies from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from tachkhis.case.reads import Trouble
from tachkhis.case.streams import open_bytes
from tachkhis.case.tracks import TRACK_FIELDS
from tachkhis.case.vcf_text import is_bcf

LOOKED_AT: Mapping[str, int] = {"panel": 100_000, "gnomad": 5_000}
"""Records looked at of each track; the preparation of the tracks reads all."""
AF_SLACK = 0.005
"""How far the panel's AF may be from AC over AN: makers round it to two digits behind the point at the coarsest."""
_TINY = 1e-9  # of binary fractions
_MAKE_AGAIN = "make the file again, or correct the record"


def count_troubles(track: str, path: Path) -> list[Trouble]:
    """The first record whose counts cannot be: AC and AN that are no numbers or AC above AN, an AF that is not theirs.

    Args:
        track: its name; others than the panel and gnomAD have no counts.
        path: VCF, plain or compressed; a BCF holds numbers where it says so, and is not looked at.

    Raises:
        OSError, DamagedError: see :func:`tachkhis.case.streams.read_errors`.
    """
    if track not in LOOKED_AT or is_bcf(path):
        return []
    fields = TRACK_FIELDS[track]
    names = [fields[f"{track.upper()}_{field}"] for field in ("AC", "AN")]
    frequency = fields.get(f"{track.upper()}_AF", ("AF",))
    with open_bytes(path) as handle:
        records = (line for line in handle if not line.startswith(b"#"))
        for line in islice(records, LOOKED_AT[track]):
            cells = line.rstrip(b"\r\n").decode("utf-8", "replace").split("\t")
            problem = _problem(cells, names, frequency, exact=track == "panel")
            if problem is not None:
                record = "-".join((*cells[:2], *cells[3:5]))[:80]
                return [Trouble(f"{problem} (record {record})", _MAKE_AGAIN)]
    return []


def _problem(
    cells: Sequence[str], counts: Sequence[Sequence[str]], frequency: Sequence[str], *, exact: bool
) -> str | None:
    if len(cells) < 8:
        return f"it has {len(cells)} columns, not 8"
    info = dict(item.partition("=")[::2] for item in cells[7].split(";"))
    alts = len(cells[4].split(","))
    ac, an, af = (next((info[name] for name in known if name in info), ".") for known in (*counts, frequency))
    for name, text, number in (("AC", ac, alts), ("AN", an, 1)):
        values = text.split(",")
        if text != "." and (len(values) != number or not all(value.isascii() and value.isdigit() for value in values)):
            return f"{name} is {text[:40]!r}, not {number} whole number{'s' if number > 1 else ''}"
    seen = [] if ac == "." else [int(value) for value in ac.split(",")]
    looked = None if an == "." else int(an)
    if looked is not None and sum(seen) > looked:
        return f"more alleles seen than looked at: AC={ac[:40]}, AN={an}"
    for row, text in enumerate([] if af == "." else af.split(",")):
        if text == ".":
            continue
        try:
            value = float(text)
        except ValueError:
            return f"AF is {text[:40]!r}, not a number"
        if not 0.0 <= value <= 1.0:
            return f"AF is {text[:40]}, not a fraction"
        if exact and looked and row < len(seen) and abs(value - seen[row] / looked) > AF_SLACK + _TINY:
            return f"AF is {text[:40]}, and AC over AN is {seen[row]}/{looked}"
    return None
