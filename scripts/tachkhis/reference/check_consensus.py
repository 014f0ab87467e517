"""Whether the consensus of a panel that a run aligns to belongs to the run's reference."""

from __future__ import annotations

from collections.abc import Mapping

from tachkhis.case.config import Config
from tachkhis.case.streams import read_errors
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.consensus import CHANGES
from tachkhis.reference.consensus import Change
from tachkhis.reference.consensus import ConsensusAbout
from tachkhis.reference.consensus import beside
from tachkhis.reference.consensus import contig_faults
from tachkhis.reference.consensus import read_about
from tachkhis.reference.consensus import read_changes
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import canonical
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.fasta_pieces import read_stretches
from tachkhis.reference.par_twins import words_of
from tachkhis.reference.passport import Passport
from tachkhis.reference.passport import read_passport
from tachkhis.reference.sex_chromosomes import sex_chromosomes

KEY = "reference.consensus"
LOOKED_AT = 2_000
"""Changes whose bases are looked at, spread over the list; the preparation compares the whole sequences."""
AGAIN = "make it again with tachkhis panel consensus --fasta and the reference of this run"


def consensus_faults(config: Config, passport: Passport) -> list[Fault]:
    """What keeps the consensus from being used, one fault per key and cause; nothing where none is named.

    Args:
        config: the configuration.
        passport: of the standard reference; lengths suffice.
    """
    fasta = config.reference.consensus
    if fasta is None:
        return []
    try:
        about = read_about(fasta)
        found = contig_faults(about, fasta, passport.lengths) or _content_faults(config, about)
    except InputError as error:
        found = list(error.faults)
    except read_errors() as error:
        found = [Fault(str(fasta), f"it cannot be read ({error})", AGAIN)]
    return [config.fault(KEY, fault.problem, fault.remedy) for fault in found]


def _content_faults(config: Config, about: ConsensusAbout) -> list[Fault]:
    fasta = config.reference.consensus
    assert fasta is not None
    made = read_passport(fasta, sequence=False).lengths
    if made != {contig.name: contig.length for contig in about.consensus}:
        return [Fault(str(fasta), "its contigs are not those that its .json tells of", AGAIN)]
    ours = words_of(sex_chromosomes(config, made).par)
    if {canonical(name) for name in made} >= {"X", "Y"} and about.par != ours:
        problem = f"it was made with other pseudo-autosomal regions ({about.par or 'none'}) than the run has"
        remedy = f"make it again with tachkhis panel consensus --par {ours}" if ours else AGAIN
        return [Fault(str(fasta), problem, remedy)]
    changes = list(read_changes(beside(fasta, CHANGES), max(1, about.applied // LOOKED_AT)))
    names = {change.contig for change in changes}
    strange = next((name for name in names if name not in made), None)
    if strange is not None:
        return [Fault(str(fasta), f"its list of changes names contig {strange}, which it lacks", AGAIN)]
    touched = next((name for name in sorted(names) if kind_of(name) is ContigKind.M), None)
    if touched is not None:
        problem = f"it changes the mitochondrial contig {touched}, whose positions and bases must be the standard ones"
        return [Fault(str(fasta), problem, AGAIN)]
    standard = read_stretches(config.reference.fasta, _wanted(changes, standard=True))
    consensus = read_stretches(fasta, _wanted(changes, standard=False))
    for change in changes:
        here = standard.get((change.contig, change.start + 1, change.end), "")
        there = consensus.get((change.contig, change.consensus_start + 1, change.consensus_end), "")
        if here != change.ref:
            place = f"{change.contig}:{change.start + 1}"
            problem = f"it was made from another sequence: {place} was {change.ref[:20]}, and is {here[:20]} here"
            return [Fault(str(fasta), problem, AGAIN)]
        if there != change.alt:
            return [
                Fault(
                    str(fasta),
                    f"its bases are not those of its list of changes, near {change.contig}:{change.start + 1}",
                    AGAIN,
                )
            ]
    return []


def _wanted(changes: list[Change], *, standard: bool) -> Mapping[str, list[tuple[int, int]]]:
    """Stretches to read, 1-based inclusive, by contig; none for an empty side."""
    wanted: dict[str, list[tuple[int, int]]] = {}
    for change in changes:
        start, end = (change.start, change.end) if standard else (change.consensus_start, change.consensus_end)
        if end > start:
            wanted.setdefault(change.contig, []).append((start + 1, end))
    return wanted
