"""The annotated VCF of a case, read into typed records; nothing else of the file is used.

The records stream: only those that triage kept (``TRIAGE=keep:...``) become :class:`Variant`; of the others the
reason is counted. A value that a caller did not give is ``None``, never zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.variants import fields
from tachkhis.variants.imported_header import LEFT_OUT
from tachkhis.variants.record import Reach
from tachkhis.variants.record import Variant
from tachkhis.variants.typed_record import UNTRIAGED
from tachkhis.variants.typed_record import variant_of

KEEP = "keep:"


class VariantFile:
    """The annotated VCF of a case, to be read once.

    Iterating gives the kept :class:`Variant` records in file order; afterwards ``triage`` holds the number of records
    per reason (kept ones included).
    """

    def __init__(self, path: Path, watched: Mapping[str, Sequence[str]] | None = None) -> None:
        """Open a file.

        Args:
            path: the file.
            watched: INFO fields by track; ``matched`` then counts the records that have any of them.

        Raises:
            InputError: not a VCF or BCF that can be read.
        """
        from cyvcf2 import VCF

        self.path = path
        self.triage: Counter[str] = Counter()
        self.watched = dict(watched or {})
        self.matched: Counter[str] = Counter(dict.fromkeys(self.watched, 0))
        try:
            self._vcf = VCF(str(path))
        except Exception as error:  # cyvcf2 raises bare Exception and OSError alike
            raise InputError(
                [Fault(str(path), f"cannot be read as VCF ({error})", "give a VCF or BCF, gzipped by bgzip")]
            ) from error
        self.samples: tuple[str, ...] = tuple(self._vcf.samples)

    @property
    def contigs(self) -> dict[str, int]:
        """Contigs of the header and their lengths in bases; none where the header does not state them all."""
        try:
            return dict(zip(self._vcf.seqnames, self._vcf.seqlens, strict=True))
        except AttributeError:  # how cyvcf2 says that a length is missing
            return {}

    def declares(self, prefix: str) -> bool:
        """Whether the header declares an INFO field whose name begins so."""
        return f"##INFO=<ID={prefix}" in self._vcf.raw_header

    @property
    def left_out(self) -> tuple[int, tuple[str, ...]]:
        """Records of an imported VCF that lie on contigs which the reference lacks, and those contigs."""
        for line in self._vcf.raw_header.splitlines():
            if line.startswith(f"##{LEFT_OUT}="):
                count, _, contigs = line.split("=", 1)[1].partition(" ")
                return int(count), tuple(filter(None, contigs.split(",")))
        return 0, ()

    @property
    def mitochondria(self) -> dict[str, Reach]:
        """How well the mitochondrial genome of each sample was read; empty where it was not called from reads."""
        found: dict[str, Reach] = {}
        for line in self._vcf.raw_header.splitlines():
            if line.startswith(f"##{fields.REACH}="):
                sample, depth, limit, readable = line.split("=", 1)[1].split(" ")
                found[sample] = Reach(int(depth), float(limit), float(readable))
        return found

    @property
    def tools(self) -> dict[str, str]:
        """The caller and the tools of the annotation with their versions, as the annotation wrote them down."""
        found: dict[str, str] = {}
        for line in self._vcf.raw_header.splitlines():
            if line.startswith(("##tachkhis_tools=", "##tachkhis_caller=")):
                name, _, version = line.split("=", 1)[1].rpartition(" ")
                if name:
                    found[name] = version
        return found

    def __iter__(self) -> Iterator[Variant]:
        for record in self._vcf:
            reason = record.INFO.get(fields.TRIAGE.id) or UNTRIAGED
            self.triage[reason] += 1
            for track, names in self.watched.items():
                if any(record.INFO.get(name) is not None for name in names):
                    self.matched[track] += 1
            if reason.startswith(KEEP):
                yield variant_of(record, self.samples)

    def find(self, contig: str, position: int, ref: str, alt: str) -> Variant | None:
        """The record of one allele, kept or set aside (by index where there is one, else by reading on)."""
        indexed = any(Path(f"{self.path}{end}").exists() for end in (".tbi", ".csi"))
        for record in self._vcf(f"{contig}:{position}-{position}") if indexed else self._vcf:
            if (record.CHROM, record.POS, record.REF, list(record.ALT)) == (contig, position, ref, [alt]):
                return variant_of(record, self.samples)
        return None


def read_variants(path: Path) -> tuple[list[Variant], dict[str, int]]:
    """All kept records of a file, and the number of records per triage reason (sorted by reason)."""
    file = VariantFile(path)
    variants = list(file)
    return variants, dict(sorted(file.triage.items()))
