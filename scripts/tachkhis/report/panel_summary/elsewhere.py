"""gnomAD beside a panel: both files are read once, side by side, a stretch of a contig at a time."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from tachkhis.case.tracks import TRACK_FIELDS
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.panel.records import CountRow
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.normal_allele import normalised

STRETCH = 1 << 17
"""Bases of gnomAD held at a time."""
_Key = tuple[int, str, str]


class Elsewhere:
    """AC and AN of gnomAD for the alleles of a panel, asked in the panel's order.

    Alleles are compared trimmed; both files must be left-aligned, as gnomAD and ``panel build --fasta`` are.
    """

    def __init__(self, path: Path, contigs: tuple[str, ...]) -> None:
        """Open gnomAD for a panel with these contigs.

        Raises:
            InputError: not readable, not indexed, without AC and AN, or of other contigs.
        """
        self.path = path
        self.asked = self.found = 0
        names = self._names()
        self._renamed = rename_map(contigs, names)
        if not self._renamed:
            problem = f"it shares no contig with the panel; its contigs are {', '.join(names[:3])}"
            raise InputError([Fault(str(path), problem, "give gnomAD of the panel's build")])
        self._fields = self._count_fields()
        self._contig, self._end = "", 0
        self._held: dict[_Key, tuple[int, int]] = {}
        self._stream: Iterator[tuple[_Key, tuple[int, int]]] = iter(())
        self._next: tuple[_Key, tuple[int, int]] | None = None
        self._process: subprocess.Popen[str] | None = None

    def _names(self) -> list[str]:
        done = subprocess.run(["bcftools", "index", "-s", str(self.path)], capture_output=True, text=True, check=False)
        if not self.path.is_file() or done.returncode:
            problem = "no such file" if not self.path.is_file() else "it has no index, or is no VCF"
            raise InputError([Fault(str(self.path), problem, "give gnomAD's VCF with its index (tabix -p vcf)")])
        return [line.split("\t")[0] for line in done.stdout.splitlines()]

    def _count_fields(self) -> tuple[str, str]:
        done = subprocess.run(["bcftools", "view", "-h", str(self.path)], capture_output=True, text=True, check=True)
        fields = TRACK_FIELDS["gnomad"]
        chosen = [
            next((name for name in fields[key] if f"##INFO=<ID={name}," in done.stdout), None)
            for key in ("GNOMAD_AC", "GNOMAD_AN")
        ]
        if chosen[0] is None or chosen[1] is None:
            raise InputError([Fault(str(self.path), "it has no allele counts (AC, AN)", "give gnomAD's sites VCF")])
        return chosen[0], chosen[1]

    def _read(self, contig: str) -> Iterator[tuple[_Key, tuple[int, int]]]:
        ac, an = self._fields
        form = f"%POS\\t%REF\\t%ALT\\t%INFO/{ac}\\t%INFO/{an}\\n"
        command = ["bcftools", "query", "-r", contig, "-f", form, str(self.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            self._process = process
            assert process.stdout is not None
            for line in process.stdout:
                position, ref, alts, seen, looked = line.rstrip("\n").split("\t")
                if not looked.isdigit():
                    continue
                for alt, count in zip(alts.split(","), seen.split(","), strict=False):
                    if alt.isalpha() and count.isdigit():
                        atom = normalised(None, contig, int(position), ref, alt)
                        yield (atom.position, atom.ref, atom.alt), (int(count), int(looked))
        if process.returncode:
            raise ResourceError(f"bcftools failed on {self.path}")

    def has(self, contig: str) -> bool:
        """Whether gnomAD has records of a contig of the panel."""
        return contig in self._renamed

    def close(self) -> None:
        """End the reading."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def __call__(self, row: CountRow) -> tuple[int, int] | None:
        """AC and AN of an allele; ``None`` where gnomAD does not list it."""
        self.asked += 1
        atom = normalised(None, row.contig, row.position, row.ref, row.alt)
        if row.contig != self._contig:
            self.close()
            self._contig, self._end, self._held = row.contig, 0, {}
            name = self._renamed.get(row.contig)
            self._stream = iter(()) if name is None else self._read(name)
            self._next = next(self._stream, None)
        if atom.position > self._end:
            self._advance(atom.position)
        known = self._held.get((atom.position, atom.ref, atom.alt))
        self.found += known is not None
        return known

    def _advance(self, position: int) -> None:
        """Hold the stretch that begins a little before a position."""
        least, self._end = position - STRETCH // 8, position + STRETCH
        self._held = {key: counts for key, counts in self._held.items() if key[0] >= least}
        while self._next is not None and self._next[0][0] <= self._end:
            if self._next[0][0] >= least:
                self._held[self._next[0]] = self._next[1]
            self._next = next(self._stream, None)
