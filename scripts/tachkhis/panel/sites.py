"""The sites of a panel: read one after the other, or by place through the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import open_bytes
from tachkhis.case.streams import read_errors
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.about import PanelAbout
from tachkhis.panel.about import parse_about
from tachkhis.panel.records import BUILD_AGAIN
from tachkhis.panel.records import BadRecordError
from tachkhis.panel.records import CountRow
from tachkhis.panel.records import Site
from tachkhis.panel.records import count_rows
from tachkhis.panel.records import sites_of
from tachkhis.reference.track_form import end_trouble
from tachkhis.reference.track_form import foreign_trouble

COUNTS = ("AC", "AN")
"""INFO fields without which a panel says nothing."""


class PanelFile:
    """A panel, opened.

    Attributes:
        path: the file.
        header: what it says of itself.
        contigs: names of its contigs, in the header's order, then those that only the index knows.
    """

    def __init__(self, path: Path) -> None:
        """Open a panel.

        Raises:
            InputError: absent, damaged, no VCF, not indexed, or without allele counts.
        """
        self.path = path
        self._refuse_unreadable()
        import pysam

        spoken = pysam.set_verbosity(0)
        try:
            index = next(name for name in (f"{path}.tbi", f"{path}.csi") if Path(name).is_file())
            self._tabix: Any = pysam.TabixFile(str(path), index=index, encoding="utf-8")
            lines = "\n".join(self._tabix.header)
        except (OSError, ValueError) as error:
            remedy = f"run tabix -f -p vcf {path.name} on the sorted file"
            raise InputError([self._fault("its index cannot be used", remedy)]) from error
        finally:
            pysam.set_verbosity(spoken)
        self.header: PanelAbout = parse_about(lines)
        lacking = [name for name in COUNTS if name not in self.header.info]
        if lacking:
            remedy = "give the panel that tachkhis panel build wrote"
            raise InputError([self._fault(f"it declares no INFO field {' and no '.join(lacking)}", remedy)])
        indexed = list(self._tabix.contigs)
        self.contigs: tuple[str, ...] = tuple(dict.fromkeys([*self.header.contigs, *indexed]))
        self._indexed = frozenset(indexed)

    def _fault(self, problem: str, remedy: str, value: str | None = None) -> Fault:
        return Fault(str(self.path), problem, remedy, value=value)

    def _refuse_unreadable(self) -> None:
        path = self.path
        if not path.is_file():
            raise InputError([self._fault("no such file", "name the panel's VCF")])
        try:
            trouble = foreign_trouble(path)
            compressed = is_bgzf(path)
            cut = end_trouble(path) if trouble is None and compressed else None
            with open_bytes(path) as handle:
                binary = trouble is None and handle.read(3) == b"BCF"
        except read_errors() as error:
            raise InputError([self._fault(f"it cannot be read ({error})", "copy the file again")]) from error
        if trouble is not None:
            raise InputError([self._fault(trouble.problem, "give the panel's VCF (bgzip, with its index)")])
        if binary:
            remedy = "write it as VCF: bcftools view -Oz -o panel.vcf.gz, then tabix -p vcf panel.vcf.gz"
            raise InputError([self._fault("it is BCF, not VCF", remedy)])
        if cut is not None:
            raise InputError([self._fault(cut.problem, cut.remedy)])
        if not compressed:
            raise InputError([self._fault("it is not compressed by blocks", f"run bgzip {path.name}, then tabix")])
        if not any(Path(f"{path}{suffix}").is_file() for suffix in (".tbi", ".csi")):
            raise InputError([self._fault("it has no index", f"run tabix -p vcf {path.name}")])

    def _sites(self, line: str) -> list[Site]:
        try:
            return sites_of(line)
        except BadRecordError as error:
            raise InputError([error.fault(self.path)]) from error

    def fetch(self, contig: str, start0: int, end0: int) -> Iterator[Site]:
        """Sites whose REF shares a base with a 0-based half-open interval, in the file's order.

        Raises:
            InputError: a record cannot be used.
        """
        if contig not in self._indexed or end0 <= start0:
            return
        import pysam

        spoken = pysam.set_verbosity(0)
        try:
            for line in self._tabix.fetch(contig, start0, end0):
                for site in self._sites(line):
                    if site.position <= end0 and site.position - 1 + len(site.ref) > start0:
                        yield site
        except (OSError, ValueError) as error:  # the index is of another file, or the file is damaged
            remedy = f"sort it and make its index again: tabix -f -p vcf {self.path.name}"
            raise InputError([self._fault("the file and its index do not agree", remedy)]) from error
        finally:
            pysam.set_verbosity(spoken)

    def _refuse_unsorted(self, one: CountRow, row: int) -> None:
        value = f"{one.contig}:{one.position}"
        remedy = f"sort it and make its index again: bcftools sort -Oz, then tabix -f -p vcf {self.path.name}"
        raise InputError([Fault(str(self.path), "the record stands out of order", remedy, row, "POS", value)])

    def rows(self) -> Iterator[CountRow]:
        """All alleles, in the file's order, one at a time, with the counts alone.

        Raises:
            InputError: a record cannot be used; the fault names its line.
        """
        row, contig, last = 0, "", 0
        seen: set[str] = set()
        try:
            with open_bytes(self.path) as handle:
                for line in handle:
                    row += 1
                    if line.startswith(b"#"):
                        continue
                    for one in count_rows(line.decode("utf-8")):
                        again = one.contig != contig and one.contig in seen
                        if again or (one.contig == contig and one.position < last):
                            self._refuse_unsorted(one, row)
                        if one.contig != contig:
                            seen.add(one.contig)
                        contig, last = one.contig, one.position
                        yield one
        except BadRecordError as error:
            raise InputError([error.fault(self.path, row)]) from error
        except ValueError as error:
            raise InputError([Fault(str(self.path), str(error), BUILD_AGAIN, row=row)]) from error
        except read_errors() as error:
            raise InputError([self._fault(f"it cannot be read to its end ({error})", "copy it again")]) from error
