"""Records of a large VCF with few of their INFO fields, picked from the text as it streams by."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.errors import ResourceError

SLIM_SAYS = "records on contigs that the reference lacks:"
"""What ``tachkhis slim`` says on standard error, before their number."""


def slim_records(source: Path, out: IO[bytes], keep: Sequence[str], names: Mapping[str, str]) -> int:
    """Write the records of a VCF with some INFO fields alone, under new contig names.

    Args:
        source: VCF, plain, gzip or bgzip.
        out: gets one line per record.
        keep: INFO fields to keep, where a record has them.
        names: contig names to new ones; records on other contigs are left out.

    Returns:
        How many were left out.

    Raises:
        ResourceError: the file is cut short, damaged, or no VCF.
    """
    marks = [f";{name}=".encode() for name in keep]
    renames = {old.encode(): new.encode() for old, new in names.items()}
    gone = 0
    try:
        with open_bytes(source) as handle:
            for line in handle:
                if line[:1] == b"#":
                    continue
                cells = line.split(b"\t", 7)
                contig = renames.get(cells[0])
                if contig is None:
                    gone += 1
                    continue
                if len(cells) < 8:
                    raise ResourceError(f"{source}: a record has {len(cells)} columns; fetch it again")
                info = b";" + cells[7].rstrip(b"\r\n").partition(b"\t")[0]
                kept = []
                for mark in marks:
                    at = info.find(mark)
                    if at >= 0:
                        end = info.find(b";", at + 1)
                        kept.append(info[at + 1 : end if end >= 0 else None])
                cells[0], cells[7] = contig, b";".join(kept) or b"."
                out.write(b"\t".join(cells) + b"\n")
    except BrokenPipeError:
        raise
    except read_errors() as error:
        raise ResourceError(f"{source}: cannot be read ({error}); fetch it again") from error
    return gone
