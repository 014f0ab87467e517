"""All checks of a run's inputs that are worth their time before anything heavy starts: ``tachkhis check``.

Layers: configuration and sheets (:mod:`tachkhis.case.sheets`, at each parse of the workflow); heads and small files,
the genome, and records against it (here); every byte of one case (:mod:`tachkhis.case.verify`).
"""

from __future__ import annotations

from pathlib import Path

from tachkhis.case.config import Config
from tachkhis.case.heads import AT_START
from tachkhis.case.heads import read_faults
from tachkhis.case.identities import identity_faults
from tachkhis.case.model import Sheets
from tachkhis.case.phenotype import contradiction_faults
from tachkhis.case.sheets import in_order
from tachkhis.case.sheets import read_sheets
from tachkhis.case.verified import verified_files
from tachkhis.errors import InputError
from tachkhis.reference.check_consensus import consensus_faults
from tachkhis.reference.check_genes import gene_faults
from tachkhis.reference.check_genome import reference_faults
from tachkhis.reference.check_genome import site_faults
from tachkhis.reference.check_genome import target_faults
from tachkhis.reference.check_records import alignment_faults
from tachkhis.reference.check_records import record_faults
from tachkhis.reference.check_tracks import further_faults
from tachkhis.reference.founder_table import founder_faults
from tachkhis.reference.genetic_map import genetic_map_faults
from tachkhis.reference.passport import Passport


def check_case_inputs(
    config: Config, *, whole: bool = False, threads: int = 2, again: bool = True
) -> tuple[Sheets, Passport]:
    """The sheets and the reference's passport, checked together with the files they name.

    Faults of the sheets do not keep the files from being looked at: all faults come at once.

    Args:
        config: the configuration.
        whole: read every file of reads whole, not only small ones.
        threads: files of reads that are read at the same time.
        again: read files of reads again that an earlier start of the run in the working directory has verified; and
            read all small ones. Without, for the start of a run, their alignment reads what is many.

    Raises:
        InputError: every fault found.
    """
    sheets, faults = read_sheets(config)
    missing = {fault.column for fault in faults if fault.file == config.file}
    if "sheets.identities" not in missing:
        faults += identity_faults(config, sheets)
    if "resources.founders" not in missing:
        faults += founder_faults(config)
    faults += contradiction_faults(sheets)
    passport = None
    if "reference.fasta" not in missing:
        passport, found = reference_faults(config)
        faults += found
    fasta = config.reference.fasta
    verified = frozenset() if again or "reference.fasta" in missing else verified_files(sheets, fasta, Path())
    most = None if again else AT_START
    damaged = read_faults(sheets, fasta, whole=whole, threads=threads, verified=verified, at_most=most)
    faults += damaged
    if passport is not None:
        if "reference.genes" not in missing:
            faults += gene_faults(config, sheets, passport)
        if "reference.targets" not in missing:
            faults += target_faults(config, passport)
        if "reference.consensus" not in missing:
            faults += consensus_faults(config, passport)
        if "resources.genetic_map" not in missing:
            faults += genetic_map_faults(config, passport.lengths)
        if "resources.sites" not in missing:
            faults += site_faults(config, passport)
        known = {(fault.file, fault.row, fault.column) for fault in damaged}
        found = [*record_faults(config, sheets, passport, whole=whole), *alignment_faults(sheets, passport)]
        found += further_faults(config, passport)
        faults += [fault for fault in found if (fault.file, fault.row, fault.column) not in known]
    if faults or passport is None:
        raise InputError(in_order(faults))
    return sheets, passport
