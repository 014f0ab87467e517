"""Further tracks at the check: whole, read by their mapping, and by some rows of this reference."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from tachkhis.case.config import Config
from tachkhis.case.further_tracks import TrackConfig
from tachkhis.case.reads import Trouble
from tachkhis.case.streams import read_errors
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.reference.accessions import ContigNames
from tachkhis.reference.agreement import Allele
from tachkhis.reference.agreement import allele_trouble
from tachkhis.reference.agreement import build_trouble
from tachkhis.reference.agreement import contig_trouble
from tachkhis.reference.agreement import stretch
from tachkhis.reference.check_records import TOLERATED
from tachkhis.reference.fasta_pieces import read_stretches
from tachkhis.reference.passport import Passport
from tachkhis.reference.track_form import end_trouble
from tachkhis.reference.track_rows import OpenTrack
from tachkhis.reference.track_rows import TrackRow
from tachkhis.reference.track_rows import open_track

_COPY_AGAIN = "copy the file again, whole"
LOOKED_AT = 2_000
"""Rows looked at of each track."""


def further_faults(config: Config, passport: Passport) -> list[Fault]:
    """Faults of the tracks under ``resources.tracks`` whose files are there."""
    faults: list[Fault] = []
    for track in config.resources.tracks:
        if not track.file.is_file():
            continue  # told with the other files
        try:
            faults += [config.fault(track.key, one.problem, one.remedy) for one in _troubles(config, track, passport)]
        except InputError as error:
            faults += error.faults
        except ResourceError as error:
            faults.append(config.fault(track.key, str(error), _COPY_AGAIN))
        except read_errors() as error:
            faults.append(config.fault(track.key, f"it cannot be read ({error})", _COPY_AGAIN))
    return faults


def _troubles(config: Config, track: TrackConfig, passport: Passport) -> Iterator[Trouble]:
    cut = end_trouble(track.file)
    if cut is not None:
        yield cut
        return
    opened = open_track(track, passport.build)
    trouble = build_trouble(opened.statements, config.reference.build)
    names = ContigNames(passport)
    if opened.kind == "bed":
        contigs = dict.fromkeys(span.contig for span in islice(opened.spans(), LOOKED_AT))
        trouble = trouble or _contig_trouble(contigs, names, passport)
    else:
        trouble = trouble or _row_trouble(config, opened, names, passport)
    if trouble is not None:
        yield trouble


def _contig_trouble(contigs: dict[str, None], names: ContigNames, passport: Passport) -> Trouble | None:
    """Whether none of the contigs is the reference's; ``None`` where one is, or there is none to compare."""
    ours: dict[str, int | None] = {names.get(name) or name: None for name in contigs}
    return contig_trouble(ours, passport.lengths) if contigs else None


def _row_trouble(config: Config, opened: OpenTrack, names: ContigNames, passport: Passport) -> Trouble | None:
    rows: list[TrackRow] = list(islice(opened.rows(passport.build), LOOKED_AT))
    contigs = dict.fromkeys(row.contig for row in rows)
    trouble = _contig_trouble(contigs, names, passport)
    if trouble is not None or not rows:
        return trouble
    known = {name: ours for name in contigs if (ours := names.get(name)) is not None}
    alleles = [Allele(row.contig, row.position, row.ref) for row in rows if row.contig in known]
    wanted: dict[str, list[tuple[int, int]]] = {}
    for allele in alleles:
        wanted.setdefault(known[allele.contig], []).append(stretch(allele))
    bases = read_stretches(config.reference.fasta, wanted)
    return allele_trouble(alleles, known, bases, TOLERATED)
