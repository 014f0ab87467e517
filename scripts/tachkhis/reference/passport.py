"""The passport of a reference: its contigs, their lengths, a digest, and the build that the lengths betray."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import Literal

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.contigs import canonical
from tachkhis.reference.fasta_pieces import records_of

DigestKind = Literal["sequence", "lengths"]
_BASES = b"ACGTUNRYSWKMBDHVacgtunryswkmbdhv"  # IUPAC codes of nucleotides
_REMEDY = "name a FASTA file (plain, gzip or bgzip) whose records start with '>name'"


@dataclass(frozen=True, slots=True)
class Contig:
    """One record of a FASTA file: name, length in bases, and MD5 of its upper-case sequence where it was read."""

    name: str
    length: int
    md5: str | None = None


@dataclass(frozen=True, slots=True)
class Passport:
    """What a reference is.

    Attributes:
        contigs: in the order of the file.
        digest: SHA-256, in hex, over the lines ``name<TAB>length<TAB>md5`` of all contigs.
        digest_kind: ``sequence`` where the MD5 of each sequence went in; ``lengths`` where only names and
            lengths did, because the sequences were not read.
        build: the build that Tachkhis knows whose lengths these are, or ``None``.
        synthetic: whether a header line of the FASTA says that the sequence is made up; only looked at where
            the sequences were read or no index stands beside the file.
    """

    contigs: tuple[Contig, ...]
    digest: str
    digest_kind: DigestKind
    build: str | None
    synthetic: bool

    @property
    def lengths(self) -> dict[str, int]:
        """Length in bases by contig name, in the order of the file."""
        return {contig.name: contig.length for contig in self.contigs}

    @property
    def bases(self) -> int:
        """Length of the whole reference."""
        return sum(contig.length for contig in self.contigs)

    def to_json(self) -> str:
        """The passport as JSON text with sorted keys."""
        contigs = [{"length": c.length, "md5": c.md5, "name": c.name} for c in self.contigs]
        content = {
            "build": self.build,
            "contigs": contigs,
            "digest": self.digest,
            "digest_kind": self.digest_kind,
            "synthetic": self.synthetic,
        }
        return json.dumps(content, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Passport:
        """The inverse of :meth:`to_json`.

        Raises:
            KeyError, ValueError: the text is not a passport.
        """
        content: dict[str, Any] = json.loads(text)
        contigs = tuple(Contig(c["name"], c["length"], c["md5"]) for c in content["contigs"])
        return cls(contigs, content["digest"], content["digest_kind"], content["build"], content["synthetic"])


def read_passport(fasta: Path, *, sequence: bool = True) -> Passport:
    """The passport of a FASTA file (plain, gzip or bgzip).

    Args:
        fasta: the file.
        sequence: read and digest every sequence (about 10 s per gigabase); otherwise take names and lengths, from
            ``<fasta>.fai`` where that is no older than the FASTA, else by reading through.

    Raises:
        InputError: the file cannot be read, is no FASTA, holds an empty or repeated record, or is cut short.
    """
    index = fasta.with_name(fasta.name + ".fai")
    synthetic = False
    try:
        if not sequence and index.is_file() and index.stat().st_mtime >= fasta.stat().st_mtime:
            contigs = _contigs_of_index(index)
            synthetic = b"synthetic" in _first_line(fasta).lower()
        else:
            contigs = []
            for contig, header in _scan(fasta, digest=sequence):
                contigs.append(contig)
                synthetic = synthetic or "synthetic" in header.lower()
    except read_errors() as error:
        raise InputError([Fault(str(fasta), f"the reference cannot be read ({error})", _REMEDY)]) from error
    _refuse_bad_contigs(fasta, contigs)
    return make_passport(contigs, synthetic=synthetic)


def make_passport(contigs: Sequence[Contig], *, synthetic: bool = False) -> Passport:
    """The passport of these contigs; the digest is of kind ``sequence`` if all of them carry their MD5."""
    kind: DigestKind = "sequence" if all(contig.md5 for contig in contigs) else "lengths"
    digest = hashlib.sha256()
    for contig in contigs:
        md5 = contig.md5 if kind == "sequence" else ""
        digest.update(f"{contig.name}\t{contig.length}\t{md5}\n".encode())
    lengths = {contig.name: contig.length for contig in contigs}
    return Passport(tuple(contigs), digest.hexdigest(), kind, guess_build(lengths), synthetic)


def known_build(name: str) -> str | None:
    """The proper name of a build that Tachkhis knows: ``hg38`` is ``GRCh38``, ``hs37d5`` is ``GRCh37``."""
    wanted = name.lower().split(".p")[0]
    for build, entry in _builds().items():
        if wanted in (build.lower(), *entry["aliases"]):
            return build
    return None


def builds_named(text: str) -> set[str]:
    """The builds that a text names, by proper name or alias, as words of their own (``.../hg38.fa``: GRCh38)."""
    named = set()
    for build, entry in _builds().items():
        words = "|".join(re.escape(word) for word in (build, *entry["aliases"]))
        if re.search(rf"(?i)(?<![a-z0-9])(?:{words})(?![a-z0-9])", text):
            named.add(build)
    return named


def guess_build(lengths: Mapping[str, int]) -> str | None:
    """The build to which most contigs belong by name and length; ``None`` where none or several fit best.

    The mitochondrial genome has no say: it is the same in all.
    """
    votes = {
        build: sum(_fits(entry, name, length) for name, length in lengths.items() if canonical(name) != "MT")
        for build, entry in _builds().items()
    }
    best = max(votes.values())
    winners = [build for build, count in votes.items() if count == best]
    return winners[0] if best and len(winners) == 1 else None


def misfits(build: str, lengths: Mapping[str, int]) -> list[tuple[str, int, tuple[int, ...]]]:
    """Contigs whose name belongs to a known build but whose length does not.

    Returns:
        Name, length here, and lengths in the build (more than one for the M of GRCh37), in the order given.
    """
    entry = _builds()[build]["lengths"]
    found = []
    for name, length in lengths.items():
        expected = entry.get(canonical(name))
        if expected is not None and length not in expected:
            found.append((name, length, tuple(expected)))
    return found


def _builds() -> Mapping[str, Any]:
    builds: Mapping[str, Any] = read_json(RESOURCES / "reference" / "builds.json")["builds"]
    return builds


def _fits(entry: Mapping[str, Any], name: str, length: int) -> bool:
    return length in entry["lengths"].get(canonical(name), ())


def _contigs_of_index(index: Path) -> list[Contig]:
    try:
        rows = [line.split("\t")[:2] for line in index.read_text(encoding="utf-8").splitlines()]
        return [Contig(name, int(length)) for name, length in rows]
    except ValueError as error:
        raise DamagedError(f"its index {index.name} is no .fai: remove it or make it anew") from error


def _first_line(fasta: Path) -> bytes:
    with open_bytes(fasta) as handle:
        return handle.readline(4096)


def _scan(fasta: Path, *, digest: bool) -> Iterator[tuple[Contig, str]]:
    """Each contig with its header line."""
    title: str | None = None
    length = 0
    md5 = hashlib.md5(usedforsecurity=False)
    for header, bases in records_of(fasta):
        if header is None:
            if title is None:
                raise DamagedError("it does not begin with '>'")
            if bases.translate(None, _BASES):
                raise DamagedError(f"the record {title.split()[0] if title else ''} holds letters that are no bases")
            length += len(bases)
            if digest:
                md5.update(bases.upper())
            continue
        if title is not None:
            yield Contig((title.split() or [""])[0], length, md5.hexdigest() if digest else None), title
        title, length, md5 = header, 0, hashlib.md5(usedforsecurity=False)
    if title is not None:
        yield Contig((title.split() or [""])[0], length, md5.hexdigest() if digest else None), title


def _refuse_bad_contigs(fasta: Path, contigs: Sequence[Contig]) -> None:
    faults = []
    if not contigs:
        faults.append(Fault(str(fasta), "the reference holds no sequence", _REMEDY))
    seen: set[str] = set()
    for contig in contigs:
        if not contig.name:
            faults.append(Fault(str(fasta), "a record has no name", _REMEDY))
        elif contig.name in seen:
            faults.append(Fault(str(fasta), "a contig stands twice", "keep one record per contig", value=contig.name))
        elif not contig.length:
            faults.append(
                Fault(str(fasta), "a contig has no bases", "remove or complete the record", value=contig.name)
            )
        seen.add(contig.name)
    if faults:
        raise InputError(faults)


def prepared_passport(fasta: Path) -> Passport:
    """The passport beside the FASTA of a prepared reference.

    Raises:
        InputError: there is none, or it is none.
    """
    beside = fasta.with_name("passport.json")
    remedy = "prepare the reference first (tachkhis reference), or name the one that a run prepared"
    try:
        return Passport.from_json(beside.read_text(encoding="utf-8"))
    except OSError as error:
        problem = f"the prepared reference has no passport ({error.strerror})"
        raise InputError([Fault(str(beside), problem, remedy)]) from error
    except (KeyError, TypeError, ValueError) as error:
        raise InputError([Fault(str(beside), "this is not the passport of a prepared reference", remedy)]) from error


def passport_beside(fasta: Path) -> Passport:
    """The passport of a prepared reference, which stands beside it; names and lengths where there is none.

    Raises:
        InputError: the file cannot be read; see :func:`read_passport`.
    """
    beside = fasta.with_name("passport.json")
    if beside.is_file():
        return Passport.from_json(beside.read_text(encoding="utf-8"))
    return read_passport(fasta, sequence=False)
