"""The annotated VCF of a case, read into typed records; nothing else of the file is used.

The records stream as lines of text: only those that triage kept (``TRIAGE=keep:...``) are decoded and become
:class:`Variant`; of the others the reason is counted. A value that a caller did not give is ``None``, never zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.quality.call_lines import call_lines
from tachkhis.quality.genotype_tally import FIRST_SAMPLE
from tachkhis.quality.genotype_tally import GenotypeTally
from tachkhis.variants import fields
from tachkhis.variants.imported_header import LEFT_OUT
from tachkhis.variants.record import Reach
from tachkhis.variants.record import Variant
from tachkhis.variants.record_line import has_value
from tachkhis.variants.record_line import value_of
from tachkhis.variants.typed_record import UNTRIAGED
from tachkhis.variants.typed_record import variant_of

KEEP = "keep:"


class VariantFile:
    """The annotated VCF of a case, to be read once.

    Iterating gives the kept :class:`Variant` records in file order; afterwards ``triage`` holds the number of records
    per reason (kept ones included).
    """

    def __init__(
        self,
        path: Path,
        watched: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Open a file.

        Args:
            path: the file.
            watched: INFO fields by track; ``matched`` then counts the records that have any of them.

        Attributes:
            genotypes: the genotypes of all records, counted while they are read.

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
        self.genotypes = GenotypeTally(self.samples)

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
                found[sample] = Reach(int(depth), float(limit), float(readable), self._without_origin(sample))
        return found

    def _without_origin(self, sample: str) -> tuple[tuple[str, int], ...]:
        found = []
        for line in self._vcf.raw_header.splitlines():
            if line.startswith(f"##{fields.WITHOUT_ORIGIN}={sample} "):
                _, name, count = line.split("=", 1)[1].split(" ")
                found.append((name, int(count)))
        return tuple(sorted(found))

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
        from cyvcf2 import VCF

        with TemporaryDirectory(prefix="tachkhis-kept-") as folder:
            kept = Path(folder) / "kept.vcf"
            with kept.open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as sink:
                sink.write(self._vcf.raw_header)
                sink.writelines(self._kept_lines())
            for record in VCF(str(kept)):
                yield variant_of(record, self.samples)

    def _kept_lines(self) -> Iterator[str]:
        """The lines of the kept records, every record being counted; this runs for each record of a genome."""
        key, triage, matched, take = f"{fields.TRIAGE.id}=", self.triage, self.matched, self.genotypes.take
        least = FIRST_SAMPLE + len(self.samples) if self.samples else FIRST_SAMPLE - 1
        watched = [(track, tuple(names)) for track, names in self.watched.items()]
        for line in call_lines(self.path):
            cells = line.rstrip("\n").split("\t")
            if len(cells) < least:
                raise ResourceError(f"{self.path.name}: a record is cut short ({line[:60]!r}); copy or make it again")
            info = cells[7]
            reason = value_of(info, key) or UNTRIAGED
            triage[reason] += 1
            for track, names in watched:
                for name in names:
                    if name in info and has_value(info, name):
                        matched[track] += 1
                        break
            take(cells)
            if reason.startswith(KEEP):
                yield line

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
