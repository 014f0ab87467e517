"""The major-allele reference of a panel, as a run uses it: what it says of itself, what it changes, whether it fits.

``tachkhis panel consensus`` writes it (room ``panel``, a later one). Beside ``NAME.fa`` stand ``NAME.changes.tsv``, the
list of what was changed, and ``NAME.json``, what it was made from. Positions are 0-based half-open here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.case.config_paths import CONSENSUS_ABOUT
from tachkhis.case.config_paths import CONSENSUS_CHANGES
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.passport import Contig
from tachkhis.reference.passport import Passport

CHANGES, MANIFEST = CONSENSUS_CHANGES, CONSENSUS_ABOUT
COLUMNS = (
    *("contig", "start0", "end0", "ref", "alt", "consensus_start0", "consensus_end0"),
    *("ac", "an", "panel_position", "panel_ref", "panel_alt", "decision"),
)
APPLIED = "applied"
REMEDY = "give consensus.fa as tachkhis panel consensus wrote it, with the files beside it"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``ref``, bases ``[start, end)`` of the standard contig, is ``alt`` from ``consensus_start`` on.

    ``start`` and ``end`` are equal where bases are only put in.
    """

    contig: str
    start: int
    end: int
    ref: str
    alt: str
    consensus_start: int

    @property
    def consensus_end(self) -> int:
        """One past the last base of ``alt`` in the consensus."""
        return self.consensus_start + len(self.alt)


@dataclass(frozen=True, slots=True)
class ConsensusAbout:
    """What the maker wrote down.

    Attributes:
        name: of the panel; that of its file where its header has none.
        version: of the panel; empty where its header has none.
        people: of the panel; ``None`` where not stated.
        synthetic: the panel's data, or the reference, are made up.
        applied: alleles that were put in.
        par: pseudo-autosomal regions that were told of, as ``--par`` has them; empty for none.
        digest: SHA-256 of the standard reference, as in its passport.
        changes_sha256: SHA-256 of the list of changes, hex.
        standard: contigs of the standard reference, with MD5.
        consensus: contigs of the consensus, with MD5.
    """

    name: str
    version: str
    people: int | None
    synthetic: bool
    applied: int
    par: str
    digest: str
    changes_sha256: str
    standard: tuple[Contig, ...]
    consensus: tuple[Contig, ...]

    @property
    def title(self) -> str:
        """Name and version of the panel, as far as they are known."""
        return " ".join(part for part in (self.name, self.version) if part)

    def to_json(self) -> str:
        """As JSON text with sorted keys."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def beside(fasta: Path, end: str) -> Path:
    """The file beside the FASTA of a consensus whose name ends so."""
    return fasta.with_suffix(end)


def read_about(fasta: Path) -> ConsensusAbout:
    """What stands beside the FASTA of a consensus.

    Raises:
        InputError: it is absent or not as ``tachkhis panel consensus`` writes it.
    """
    path = beside(fasta, MANIFEST)
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for side in ("standard", "consensus"):
            held[side] = tuple(Contig(**one) for one in held[side])
        return ConsensusAbout(**held)
    except (OSError, ValueError, TypeError, KeyError) as error:
        problem = f"{path.name} beside it, which says what it was made from, cannot be read ({type(error).__name__})"
        raise InputError([Fault(str(fasta), problem, "make it again with tachkhis panel consensus")]) from error


def read_changes(path: Path, step: int = 1) -> Iterator[Change]:
    """The alleles that were put in, in order.

    Args:
        path: the list of changes.
        step: give each ``step``-th line alone, where it holds one.

    Raises:
        InputError: the file is not a list of changes.
    """
    try:
        with path.open(encoding="utf-8") as handle:
            if handle.readline().rstrip("\n").split("\t") != list(COLUMNS):
                raise InputError([Fault(str(path), "its header is not that of a list of changes", REMEDY)])
            for number, line in enumerate(handle, 2):
                if (number - 2) % step == 0 and line.endswith(f"\t{APPLIED}\n"):
                    yield _change(path, number, line.rstrip("\n").split("\t"))
    except (OSError, UnicodeDecodeError) as error:
        problem = f"the list of changes cannot be read ({type(error).__name__})"
        raise InputError([Fault(str(path), problem, REMEDY)]) from error


def _change(path: Path, number: int, cells: list[str]) -> Change:
    try:
        contig, start, end, ref, alt, there, last = cells[:7]
        ref, alt = ref.replace(".", ""), alt.replace(".", "")
        found = Change(contig, int(start), int(end), ref, alt, int(there))
        if found.end - found.start != len(ref) or found.consensus_end != int(last):
            raise ValueError
    except ValueError as error:
        raise InputError([Fault(str(path), "a line cannot be read", REMEDY, row=number)]) from error
    return found


def contig_faults(about: ConsensusAbout, fasta: Path, standard: Mapping[str, int]) -> list[Fault]:
    """Whether the standard reference that it was made from has these contigs, of these lengths, in this order."""
    remedy = "make it again with tachkhis panel consensus --fasta and the reference of this run"
    made = {contig.name: contig.length for contig in about.standard}
    if list(made) == list(standard) and made == dict(standard):
        return []
    other = next((name for name in standard if made.get(name) != standard[name]), None)
    other = other or next((name for name in made if name not in standard), None)
    if other is None:
        problem = "it was made from a reference whose contigs stand in another order"
    elif other not in made or other not in standard:
        where = "the reference of this run" if other in standard else "the reference that it was made from"
        problem = f"contig {other} is in {where} alone"
    else:
        problem = f"contig {other} had {made[other]:,} bases where it was made, and has {standard[other]:,} here"
    return [Fault(str(fasta), problem, remedy)]


def sequence_faults(about: ConsensusAbout, fasta: Path, standard: Passport, made: Passport) -> list[Fault]:
    """Whether both sequences are, base by base, those that it was made from and that were made.

    Args:
        about: what stands beside it.
        fasta: the consensus, for faults.
        standard: passport of the standard reference, with the MD5 of each contig.
        made: likewise of the consensus as it is now.
    """
    faults = contig_faults(about, fasta, standard.lengths)
    known = {contig.name: contig.md5 for contig in about.standard}
    for contig in standard.contigs:
        if not faults and known.get(contig.name) != contig.md5:
            problem = f"it was made from another sequence: the bases of contig {contig.name} differ"
            faults.append(Fault(str(fasta), problem, "make it again from the reference of this run"))
    if made.contigs != about.consensus:
        faults.append(Fault(str(fasta), "it is not the sequence that its .json tells of", REMEDY))
    found = hashlib.sha256(beside(fasta, CHANGES).read_bytes()).hexdigest()
    if found != about.changes_sha256:
        faults.append(Fault(str(beside(fasta, CHANGES)), "it is not the list that belongs to the consensus", REMEDY))
    faults += [
        Fault(str(fasta), f"it changes the mitochondrial contig {contig.name}", REMEDY)
        for contig, old in zip(made.contigs, standard.contigs, strict=False)
        if kind_of(contig.name) is ContigKind.M and contig != old
    ]
    return faults
