"""The annotated VCF of a case, read into typed records; nothing else of the file is used.

The records stream: only those that triage kept (``TRIAGE=keep:...``) become :class:`Variant`; of the others the
reason is counted. A value that a caller did not give is ``None``, never zero.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tachkhis.case.further_tracks import MARK
from tachkhis.case.further_tracks import SCORE
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.variants import fields
from tachkhis.variants.imported_header import LEFT_OUT
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Call
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Part
from tachkhis.variants.record import Reach
from tachkhis.variants.record import Variant
from tachkhis.variants.refined import mosaic_parents
from tachkhis.variants.refined import notes
from tachkhis.variants.refined import parent_reads

RECOUNTED = 2  # reads with the allele, counted anew in a parent, from which that count is taken
MISSING = -2147483648  # BCF's "missing" integer; every integer at or below VECTOR_END is no value
VECTOR_END = -2147483641
KEEP = "keep:"
UNTRIAGED = "aside:no_reason_given"
SCORE_PREFIX = SCORE
PASSED = frozenset({"", ".", "PASS"})


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


def variant_of(record: Any, samples: tuple[str, ...]) -> Variant:
    """A cyvcf2 record with one alternate allele, typed."""
    info = record.INFO
    anew = parent_reads(info)
    return Variant(
        contig=record.CHROM,
        position=record.POS,
        ref=record.REF,
        alt=record.ALT[0] if record.ALT else ".",
        quality=None if record.QUAL is None else round(float(record.QUAL), 2),
        filters=tuple(record.FILTERS),
        triage=info.get(fields.TRIAGE.id) or UNTRIAGED,
        hgvs_g=_text(info.get(fields.HGVSG.id)) or "",
        consequences=consequences_of(info.get(fields.CSQ.id)),
        calls=tuple(_recounted(call, anew) for call in _calls(record, samples)),
        gnomad=_gnomad(info),
        panel=_panel(info),
        clinvar=_clinvar(info),
        founder=_text(info.get(fields.FOUNDER.id)),
        panel_looked=_number(info.get(fields.PANEL_LOOKED.id)),
        scores=_scores(info),
        marks=_marks(info),
        parts=_joined_parts(_raw(info, fields.PARTS.id)),
        joined_by=tuple(filter(None, _raw(info, fields.JOINED_BY.id).split(","))),
        joined_into=next(iter(_ids(record.CHROM, _raw(info, fields.JOINED_INTO.id))), None),
        codon_with=_ids(record.CHROM, _raw(info, fields.CODON_WITH.id)),
        refined=notes(info),
        mosaic_parents=mosaic_parents(info),
    )


def _raw(info: Any, name: str) -> str:
    return str(info.get(name) or "")


def _ids(contig: str, value: str) -> tuple[str, ...]:
    return tuple(f"{contig}-{item}" for item in value.split(",") if item)


def _joined_parts(value: str) -> tuple[Part, ...]:
    """What a joined record says of each of its parts: the columns of ``fields.PART_COLUMNS``, typed."""
    found = []
    for entry in filter(None, value.split(",")):
        row = dict(zip(fields.PART_COLUMNS, map(fields.unescape, entry.split("|")), strict=True))
        clinvar = None
        if row["clinvar_id"] or row["clinvar_sig"]:
            said = ", ".join(_words(row["clinvar_sig"]))
            clinvar = ClinVarEntry(row["clinvar_id"], said, ", ".join(_words(row["clinvar_status"])), ())
        found.append(
            Part(
                id=row["id"],
                name=row["hgvs_c"],
                clinvar=clinvar,
                gnomad=_counts(row["gnomad_ac"], row["gnomad_an"], row["gnomad_faf"], row["gnomad_filter"]),
                panel=_counts(row["panel_ac"], row["panel_an"]),
                founder=row["founder"] or None,
            )
        )
    return tuple(found)


def _counts(ac: str, an: str, faf: str = "", filters: str = "") -> AlleleCounts | None:
    if not ac or not an:
        return None
    names = tuple(name for name in filters.split("&") if name not in PASSED)
    return AlleleCounts(int(ac), int(an), None, faf=_float(faf or None), filters=names)


def _recounted(call: Call, anew: Mapping[str, tuple[int, int]]) -> Call:
    """A parent's call with the reads counted anew, where they say more of the allele than the caller's."""
    alt, depth = anew.get(call.sample, (0, 0))
    if alt < RECOUNTED or alt <= (call.alt_reads or 0):
        return call
    return replace(call, depth=depth, ref_reads=depth - alt, alt_reads=alt)


def consequences_of(value: str | None) -> tuple[Consequence, ...]:
    """The consequences of a CSQ value, the chosen transcript first."""
    if not value:
        return ()
    found = []
    for entry in value.split(","):
        cells = [fields.unescape(cell) for cell in entry.split("|")]
        row = dict(zip(fields.CSQ_COLUMNS, cells, strict=False))
        found.append(
            Consequence(
                consequences=tuple(term for term in row.get("Consequence", "").split("&") if term),
                impact=row.get("IMPACT") or "MODIFIER",
                gene=row.get("SYMBOL", ""),
                transcript=row.get("Feature", ""),
                biotype=row.get("BIOTYPE", ""),
                mane=row.get("MANE") or None,
                chosen_why=row.get("CHOSEN") or None,
                exon=row.get("EXON") or None,
                intron=row.get("INTRON") or None,
                hgvs_c=row.get("HGVSc") or None,
                hgvs_p=row.get("HGVSp") or None,
                nmd={"yes": True, "no": False}.get(row.get("NMD", "")),
                note=row.get("NOTE") or None,
                worst_at=row.get("WORST_AT") or None,
                worst_exon=row.get("WORST_EXON") or None,
                worst_intron=row.get("WORST_INTRON") or None,
            )
        )
    return tuple(sorted(found, key=lambda consequence: not consequence.chosen))  # stable: chosen ones first


def _text(value: object) -> str | None:
    return None if value in (None, "", ".") else fields.unescape(str(value))


def _words(value: object) -> list[str]:
    """The items of a string INFO field, as people write them."""
    items = [part for item in str(value or "").split(",") for part in fields.unescape(item).split("|")]
    return [item.replace("_", " ").strip() for item in items if item.strip(" _")]


def _number(value: object) -> int | None:
    if isinstance(value, tuple):
        value = value[0]
    return None if value is None else int(str(value))


def _float(value: object) -> float | None:
    """A float of INFO; BCF holds 32 bits, so no more than seven digits are meant."""
    if isinstance(value, tuple):
        value = value[0]
    return None if value is None else float(f"{float(str(value)):.6g}")


def _gnomad(info: Any) -> AlleleCounts | None:
    ac, an = _number(info.get(fields.GNOMAD_AC.id)), _number(info.get(fields.GNOMAD_AN.id))
    if ac is None or an is None:
        return None
    homozygotes = _number(info.get(fields.GNOMAD_NHOMALT.id))
    filters = tuple(name for name in str(info.get(fields.GNOMAD_FILTER.id) or "").split("&") if name not in PASSED)
    return AlleleCounts(ac, an, homozygotes, faf=_float(info.get(fields.GNOMAD_FAF.id)), filters=filters)


def _panel(info: Any) -> AlleleCounts | None:
    ac, an = _number(info.get(fields.PANEL_AC.id)), _number(info.get(fields.PANEL_AN.id))
    if ac is None or an is None:
        return None
    pairs = (item.rpartition(":") for item in str(info.get(fields.PANEL_REGIONS.id) or "").split(",") if ":" in item)
    regions = {fields.unescape(region): counts for region, _, counts in pairs}
    return AlleleCounts(
        ac,
        an,
        _number(info.get(fields.PANEL_NHOM.id)),
        faf=_float(info.get(fields.PANEL_FAF.id)),
        hemizygotes=_number(info.get(fields.PANEL_NHEMI.id)),
        regions=dict(sorted(regions.items())),
    )


def _clinvar(info: Any) -> ClinVarEntry | None:
    number = _text(info.get(fields.CLINVAR_ID.id))
    significance = _words(info.get(fields.CLINVAR_SIG.id))
    if number is None and not significance:
        return None
    conditions = tuple(_words(info.get(fields.CLINVAR_DN.id)))
    references = tuple(
        tuple(part for part in item.split(",") if part not in ("", "."))
        for item in (_text(info.get(fields.CLINVAR_XREF.id)) or "").split("|")
    )
    return ClinVarEntry(
        id=number or "",
        significance=", ".join(significance),
        review_status=", ".join(_words(info.get(fields.CLINVAR_STATUS.id))),
        conditions=conditions,
        parts=_parts(_text(info.get(fields.CLINVAR_CONF.id)) or ""),
        references=references if len(references) == len(conditions) else (),
    )


def _parts(text: str) -> tuple[tuple[str, int], ...]:
    """``Uncertain_significance(2)|Likely_benign(1)`` as classes and counts (older releases part them by commas)."""
    found = re.findall(r"([^|(]+)\((\d+)\)[|,]?", text)
    return tuple((name.replace("_", " ").strip(" ,"), int(number)) for name, number in found)


def _scores(info: Any) -> dict[str, float]:
    """Predictor scores: every numeric INFO field named ``SCORE_<tool>``, by tool."""
    found = {}
    for key, value in info:
        if key.startswith(SCORE_PREFIX):
            number = _float(value)
            if number is not None:
                found[key.removeprefix(SCORE_PREFIX)] = number
    return dict(sorted(found.items()))


def _marks(info: Any) -> dict[str, str]:
    """Words and flags of further tracks: every INFO field named ``TRACK_<field>``, by field."""
    found = {}
    for key, value in info:
        text = _text(value) if key.startswith(MARK) else None
        if text is not None:
            found[key.removeprefix(MARK)] = text
    return dict(sorted(found.items()))


def _integers(record: Any, name: str) -> list[list[int | None]] | None:
    """A FORMAT field of whole numbers: per sample its values, missing ones as ``None``."""
    if name not in record.FORMAT:
        return None
    array = record.format(name)
    if array is None:
        return None
    return [[None if value <= VECTOR_END else int(value) for value in row] for row in array.tolist()]


def _floats(record: Any, name: str) -> list[list[float]]:
    """A FORMAT field of numbers: per sample those that are given."""
    array = record.format(name) if name in record.FORMAT else None
    if array is None:
        return []
    return [[float(f"{value:.6g}") for value in row if value == value] for row in array.tolist()]  # NaN: missing


def _calls(record: Any, samples: tuple[str, ...]) -> tuple[Call, ...]:
    depths, allelic, qualities, joint, sets, ref, alt = (
        _integers(record, name) for name in ("DP", "AD", "GQ", fields.JOINT_GQ.id, "PS", "RO", "AO")
    )
    fractions, bounds = (_floats(record, name) for name in (fields.FRACTION, fields.FRACTION_BOUNDS))
    genotypes = record.genotypes if "GT" in record.FORMAT else [[] for _ in samples]

    def first(table: list[list[int | None]] | None, row: int) -> int | None:
        return table[row][0] if table is not None and table[row] else None

    calls = []
    for row, (sample, genotype) in enumerate(zip(samples, genotypes, strict=True)):
        alleles = tuple(None if allele < 0 else int(allele) for allele in genotype[:-1])
        reads = allelic[row] if allelic is not None and len(allelic[row]) >= 2 else [None, None]
        fraction = fractions[row] if fractions else []
        both = bounds[row] if bounds else []
        phased = len(alleles) > 1 and bool(genotype[-1])
        calls.append(
            Call(
                sample=sample,
                alleles=alleles,
                depth=first(depths, row),
                ref_reads=reads[0] if reads[0] is not None else first(ref, row),
                alt_reads=reads[1] if reads[1] is not None else first(alt, row),
                quality=first(qualities, row),
                phased=phased,
                phase_set=first(sets, row) if phased else None,
                joint_quality=first(joint, row),
                fraction=fraction[0] if len(fraction) == 1 else None,
                fraction_bounds=(both[0], both[1]) if len(both) == 2 else None,
            )
        )
    return tuple(calls)
