"""``tachkhis acmg``: ACMG/AMP codes into points and class."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.interpretation.acmg.combine import Code


EXAMPLE = """\
example:
  printf 'uuid\\tcriteria_met\\nv1\\tPVS1;PM2_Supporting\\n' > codes.tsv
  tachkhis acmg combine --table codes.tsv --out classes.tsv
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EXAMPLE
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    combine = actions.add_parser(
        "combine",
        help="combine the codes of many variants",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Read a table with columns uuid and criteria_met (codes joined by ';', for example\n"
        "PVS1_Strong;PM2_Supporting) and write uuid, points, class (Tavtigian 2020 with the table at the borders)\n"
        "and class_2015 (Richards 2015).\n\n"
        "A code that is written twice counts once, at the strongest strength given. Otherwise the codes are taken as\n"
        "they are: whether two may stand together (PVS1 with PP3, PM1 with PP3) was the choice of who applied them.\n"
        "PP5 and BP6 are retired and give no points. A uuid that comes again with other codes is refused.",
    )
    combine.add_argument("--table", type=Path, required=True, metavar="FILE", help="tab-separated table")
    combine.add_argument("--out", type=Path, required=True, metavar="FILE", help="tab-separated result")


def run(args: argparse.Namespace) -> int:
    """Combine every row."""
    from tachkhis.interpretation.acmg.combine import class_2015
    from tachkhis.interpretation.acmg.combine import combined_class
    from tachkhis.interpretation.acmg.combine import total_points

    lines = ["uuid\tpoints\tclass\tclass_2015"]
    for uuid, codes in read_criteria(args.table):
        row = (uuid, str(total_points(codes)), combined_class(codes).value, class_2015(codes).value)
        lines.append("\t".join(row))
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def read_criteria(path: Path) -> list[tuple[str, list[Code]]]:
    """Rows of a table of criteria, every code once.

    Raises:
        InputError: the table cannot be read, lacks a column, holds a code that does not exist, or a uuid with two lists
            of codes; all faults at once.
    """
    import csv

    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.interpretation.acmg.combine import each_once
    from tachkhis.interpretation.acmg.combine import parse_code

    name = str(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(name, f"cannot be read ({error})", "give a tab-separated UTF-8 table")]) from error
    kept = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    cells = list(csv.reader((line for _, line in kept), delimiter="\t", quoting=csv.QUOTE_NONE))
    header = cells[0] if cells else []
    missing = [column for column in ("uuid", "criteria_met") if column not in header]
    if missing:
        raise InputError([Fault(name, "column is missing", "add it to the header line", 1, c) for c in missing])
    faults, found = [], []
    seen: dict[str, tuple[int, list[Code]]] = {}
    for (number, _), values in zip(kept[1:], cells[1:], strict=True):
        row = dict(zip(header, values + [""] * len(header), strict=False))
        codes = []
        for written in (part.strip() for part in row["criteria_met"].replace(",", ";").split(";")):
            try:
                if written:
                    codes.append(parse_code(written))
            except ValueError as error:
                remedy = "write a code with its strength, for example PM2_Supporting"
                faults.append(Fault(name, str(error).split(":")[0], remedy, number, "criteria_met", written))
        once = each_once(codes)
        before, same = seen.setdefault(row["uuid"], (number, once))
        if set(once) != set(same):
            problem = f"the same uuid has other codes in row {before}"
            faults.append(Fault(name, problem, "give each variant its own uuid, once", number, "uuid", row["uuid"]))
        found.append((row["uuid"], once))
    if faults:
        raise InputError(faults)
    return found
