"""What a person asks a panel: alleles, places and genes, as words, lists and lines of a VCF."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.contigs import rename_map

if TYPE_CHECKING:
    from tachkhis.panel.sites import PanelFile
    from tachkhis.reference.genes import GeneModel
    from tachkhis.reference.normal_allele import Bases

COMMAND_LINE = "command line"
ALLELE_FORM = "write CHROM-POS-REF-ALT as in a VCF, for example chr13-20189546-AC-A"
_REGION = re.compile(r"(\S+):([\d,]+)(?:-([\d,]+))?")
_BASES = re.compile(r"[ACGTN]+")
_PLACE = re.compile(r"[:>\s]|-\d+(?:-|$)")  # what a gene symbol does not have
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that was asked, with its place.

    Attributes:
        text: as written.
        file: a file's name, ``standard input`` or ``command line``.
        row: 1-based line of the file.
    """

    text: str
    file: str = COMMAND_LINE
    row: int | None = None

    def fault(self, problem: str, remedy: str) -> Fault:
        """A fault of this word."""
        return Fault(self.file, problem, remedy, self.row, None, self.text[:_SHOWN])


@dataclass(frozen=True, slots=True)
class Wanted:
    """An allele or a stretch of a contig that the panel has.

    Attributes:
        word: what was written.
        kind: ``allele``, ``region`` or ``gene``.
        contig: as the panel names it.
        start: 1-based; of an allele the position of REF.
        end: 1-based, inclusive.
        ref: REF of an allele; else empty.
        alt: ALT of an allele; else empty.
    """

    word: str
    kind: str
    contig: str
    start: int
    end: int
    ref: str = ""
    alt: str = ""


def read_words(words: Sequence[str], files: Iterable[Path]) -> list[Word]:
    """Words, ``@file`` among them standing for the lines of a file, then the lines of further files.

    Raises:
        InputError: a file cannot be read, or nothing is asked for.
    """
    found: list[Word] = []
    for word in words:
        if word.startswith("@"):
            found += _lines(Path(word[1:]))
        elif word.strip():
            found.append(Word(word.strip()))
    for file in files:
        found += _lines(file)
    if not found:
        remedy = "write an allele, a region, a gene or @list.txt"
        raise InputError([Fault(COMMAND_LINE, "nothing is asked for", remedy)])
    return found


def _lines(file: Path) -> list[Word]:
    name = "standard input" if str(file) == "-" else str(file)
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        remedy = "give a UTF-8 text file with one allele, region or gene per line"
        raise InputError([Fault(name, f"it cannot be read ({error.__class__.__name__})", remedy)]) from error
    rows = [(row, line.strip()) for row, line in enumerate(text.splitlines(), 1)]
    found = [Word(line, name, row) for row, line in rows if line and not line.startswith("#")]
    if not found:
        raise InputError([Fault(name, "it holds no line to ask for", "write one allele, region or gene per line")])
    return found


class Understanding:
    """Words as places of one panel."""

    def __init__(self, panel: PanelFile, genes: GeneModel | None, bases: Bases | None) -> None:
        """Know the panel's contigs; genes and bases where a gene model and a FASTA were given."""
        self._panel = panel
        self._genes = genes
        self._bases = bases
        self._contigs: dict[str, str | None] = {}
        self._in_fasta: dict[str, str] = {} if bases is None else rename_map(panel.contigs, tuple(bases.lengths))

    def fasta_contig(self, contig: str) -> str | None:
        """The panel's contig as the FASTA names it."""
        return self._in_fasta.get(contig)

    def of(self, words: Sequence[Word]) -> list[Wanted]:
        """All of them, in order.

        Raises:
            InputError: every word that cannot be used, one line each.
        """
        found: list[Wanted] = []
        faults: list[Fault] = []
        for word in words:
            said = self._one(word)
            if isinstance(said, Fault):
                faults.append(said)
            else:
                found += said
        if faults:
            raise InputError(faults)
        return found

    def _one(self, word: Word) -> list[Wanted] | Fault:
        cells = word.text.split("\t")
        if len(cells) >= 5:
            return self._alleles(word, cells[0], cells[1], cells[3], cells[4])
        parts = word.text.rsplit("-", 3)
        if len(parts) == 4 and parts[1].isdigit() and not _REGION.fullmatch(word.text):
            return self._alleles(word, *parts)
        region = _REGION.fullmatch(word.text)
        if region is not None:
            return self._region(word, region[1], region[2], region[3])
        if self._genes is not None and word.text in self._genes.genes:
            return self._gene(word)
        if _PLACE.search(word.text) or word.text.count("-") > 1:
            return word.fault("neither an allele nor a region", f"{ALLELE_FORM}, or chr1:100-200")
        if self._genes is None:
            return word.fault("a gene symbol needs a gene model", "add --genes MODEL, or write an allele or a region")
        return word.fault("the gene model has no such gene", "write the symbol as the gene model has it")

    def _contig(self, name: str) -> str | None:
        if name not in self._contigs:
            self._contigs[name] = rename_map([name], self._panel.contigs).get(name)
        return self._contigs[name]

    def _place(self, word: Word, name: str, start: int, end: int) -> str | Fault:
        """The contig as the panel names it, or what is wrong with the place."""
        contig = self._contig(name)
        if contig is None:
            known = ", ".join(self._panel.contigs[:3])
            return word.fault("the panel has no such contig", f"its contigs are {known} ... (with or without chr)")
        length = self._panel.header.contigs.get(contig) or 0
        in_fasta = self._in_fasta.get(contig)
        if not length and in_fasta is not None and self._bases is not None:
            length = self._bases.lengths[in_fasta]
        if start < 1 or (length and start > length):
            return word.fault("no such position", f"{contig} has positions 1 to {length or '...'}")
        if end < start:
            return word.fault("the region ends before it begins", "write START-END, both counted from 1")
        return contig

    def _region(self, word: Word, name: str, first: str, last: str | None) -> list[Wanted] | Fault:
        start, end = (int(text.replace(",", "") or 0) for text in (first, last or first))
        contig = self._place(word, name, start, end)
        return contig if isinstance(contig, Fault) else [Wanted(word.text, "region", contig, start, end)]

    def _gene(self, word: Word) -> list[Wanted] | Fault:
        assert self._genes is not None
        spans: dict[str, tuple[int, int]] = {}
        for transcript in self._genes.genes[word.text].transcripts:
            low, high = spans.get(transcript.contig, (transcript.start, transcript.end))
            spans[transcript.contig] = min(low, transcript.start), max(high, transcript.end)
        found = []
        for name, (low, high) in spans.items():
            contig = self._contig(name)
            if contig is not None:
                found.append(Wanted(word.text, "gene", contig, low + 1, high))
        return found or word.fault(f"the gene lies on {', '.join(spans)}, which the panel lacks", "ask another panel")

    def _alleles(self, word: Word, name: str, position: str, ref: str, alts: str) -> list[Wanted] | Fault:
        if not (position.isascii() and position.isdigit()):
            return word.fault("not an allele", ALLELE_FORM)
        at, ref = int(position), ref.upper()
        contig = self._place(word, name, at, at)
        if isinstance(contig, Fault):
            return contig
        found = []
        for alt in alts.upper().split(","):
            if not (_BASES.fullmatch(ref) and _BASES.fullmatch(alt)) or ref == alt:
                problem = "REF and ALT are the same" if ref == alt else "REF and ALT must be bases (A, C, G, T, N)"
                return word.fault(problem, ALLELE_FORM)
            found.append(Wanted(word.text, "allele", contig, at, at + len(ref) - 1, ref, alt))
        in_fasta = self._in_fasta.get(contig)
        if self._bases is not None and in_fasta is not None:
            there = self._bases.fetch(in_fasta, at - 1, at - 1 + len(ref))
            if there != ref:
                shown = there[:20] + ("..." if len(there) > 20 else "")
                return word.fault(f"REF is not the reference's, which has {shown}", "check position and build")
        return found
