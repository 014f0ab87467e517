"""A record of the annotated VCF as a :class:`Variant`. A value that a caller did not give is ``None``, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tachkhis.variants import fields
from tachkhis.variants.info_values import floats_of
from tachkhis.variants.info_values import integers_of
from tachkhis.variants.info_values import number_of
from tachkhis.variants.info_values import phreds_of
from tachkhis.variants.info_values import raw
from tachkhis.variants.info_values import text_of
from tachkhis.variants.info_values import words_of
from tachkhis.variants.record import Call
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import OpenWhole
from tachkhis.variants.record import Part
from tachkhis.variants.record import Variant
from tachkhis.variants.refined import beside_deletions
from tachkhis.variants.refined import copy_conflicts
from tachkhis.variants.refined import mosaic_parents
from tachkhis.variants.refined import notes
from tachkhis.variants.refined import parent_reads
from tachkhis.variants.track_values import clinvar_of
from tachkhis.variants.track_values import counts_of
from tachkhis.variants.track_values import gnomad_of
from tachkhis.variants.track_values import marks_of
from tachkhis.variants.track_values import panel_of
from tachkhis.variants.track_values import scores_of

RECOUNTED = 2  # reads with the allele, counted anew in a parent, from which that count is taken


OF_RESIDUES = frozenset({"REVEL"})
"""Scores of an exchange of residues: of a change by itself, not of several of one codon."""
UNTRIAGED = "aside:no_reason_given"
_READ = ("DP", "AD", "GQ", fields.JOINT_GQ.id, "PS", "RO", "AO")
_OF_COPIES = (fields.ALONE.id, fields.TOGETHER.id, fields.SPANNING.id)


def variant_of(record: Any, samples: tuple[str, ...]) -> Variant:
    """A cyvcf2 record with one alternate allele, typed."""
    info = record.INFO
    anew = parent_reads(info)
    cis = _ids(record.CHROM, raw(info, fields.CODON_CIS.id))
    scores = scores_of(info)
    return Variant(
        contig=record.CHROM,
        position=record.POS,
        ref=record.REF,
        alt=record.ALT[0] if record.ALT else ".",
        quality=None if record.QUAL is None else round(float(record.QUAL), 2),
        filters=tuple(record.FILTERS),
        triage=info.get(fields.TRIAGE.id) or UNTRIAGED,
        hgvs_g=text_of(info.get(fields.HGVSG.id)) or "",
        consequences=consequences_of(info.get(fields.CSQ.id)),
        calls=tuple(_recounted(call, anew) for call in _calls(record, samples)),
        gnomad=None if cis else gnomad_of(info),  # what is known of one change alone stands in its part
        panel=None if cis else panel_of(info),
        clinvar=None if cis else clinvar_of(info),
        founder=text_of(info.get(fields.FOUNDER.id)),
        panel_looked=number_of(info.get(fields.PANEL_LOOKED.id)),
        scores={name: score for name, score in scores.items() if name not in OF_RESIDUES} if cis else scores,
        marks=marks_of(info),
        parts=_joined_parts(raw(info, fields.PARTS.id)),
        joined_by=tuple(filter(None, raw(info, fields.JOINED_BY.id).split(","))),
        joined_into=_ids(record.CHROM, raw(info, fields.JOINED_INTO.id)),
        codon_with=_ids(record.CHROM, raw(info, fields.CODON_WITH.id)),
        codon_apart=_ids(record.CHROM, raw(info, fields.CODON_APART.id)),
        codon_split=_ids(record.CHROM, raw(info, fields.CODON_SPLIT.id)),
        codon_cis=cis,
        codon_open=_open_wholes(raw(info, fields.CODON_HIGH.id)),
        also_joined=fields.ALONE.id in record.FORMAT,
        refined=notes(info),
        repeat=text_of(info.get(fields.REPEAT.id)),
        mosaic_parents=mosaic_parents(info),
        copy_conflicts=copy_conflicts(info, record.CHROM),
    )


def _ids(contig: str, value: str) -> tuple[str, ...]:
    return tuple(f"{contig}-{item}" for item in value.split(",") if item)


def _joined_parts(value: str) -> tuple[Part, ...]:
    """What a joined record says of each of its parts: the columns of ``fields.PART_COLUMNS``, typed."""
    found = []
    for entry in filter(None, value.split(",")):
        row = dict(zip(fields.PART_COLUMNS, map(fields.unescape, entry.split("|")), strict=True))
        clinvar = None
        if row["clinvar_id"] or row["clinvar_sig"]:
            said = ", ".join(words_of(row["clinvar_sig"]))
            clinvar = ClinVarEntry(row["clinvar_id"], said, ", ".join(words_of(row["clinvar_status"])), ())
        found.append(
            Part(
                id=row["id"],
                name=row["hgvs_c"],
                clinvar=clinvar,
                gnomad=counts_of(row["gnomad_ac"], row["gnomad_an"], row["gnomad_faf"], row["gnomad_filter"]),
                panel=counts_of(row["panel_ac"], row["panel_an"]),
                founder=row["founder"] or None,
            )
        )
    return tuple(found)


def _open_wholes(value: str) -> tuple[OpenWhole, ...]:
    """The columns of ``fields.OPEN_COLUMNS``, typed."""
    found = []
    for entry in filter(None, value.split(",")):
        row = dict(zip(fields.OPEN_COLUMNS, map(fields.unescape, entry.split("|")), strict=True))
        terms = tuple(row["consequence"].split("&"))
        names = row["hgvs_c"] or None, row["hgvs_p"] or None
        found.append(OpenWhole(row["id"], row["symbol"], row["transcript"], terms, *names))
    return tuple(found)


def _recounted(call: Call, anew: Mapping[str, tuple[int, int]]) -> Call:
    """A parent's call with the reads counted anew, where they say more of the allele than the caller's."""
    alt, depth = anew.get(call.sample, (0, 0))
    if alt < RECOUNTED or alt <= (call.alt_reads or 0):
        return call
    return replace(call, depth=depth, ref_reads=depth - alt, alt_reads=alt, phreds=None)


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


def _sum(values: Sequence[int | None]) -> int | None:
    """The sum of counts; ``None`` where none is given."""
    given = [value for value in values if value is not None]
    return sum(given) if given else None


def _calls(record: Any, samples: tuple[str, ...]) -> tuple[Call, ...]:
    held = record.FORMAT  # made anew each time that it is asked for

    def integers(name: str) -> list[list[int | None]] | None:
        return integers_of(record, name) if name in held else None

    depths, allelic, qualities, joint, sets, ref, alt = map(integers, _READ)
    alone, together, spanning = map(integers, _OF_COPIES)
    meant = together if alone is None else alone
    fractions, bounds = (
        floats_of(record, name) if name in held else [] for name in (fields.FRACTION, fields.FRACTION_BOUNDS)
    )
    likelihoods = phreds_of(record, held)
    genotypes = record.genotypes if "GT" in held else [[] for _ in samples]
    left = beside_deletions(record, samples)

    def first(table: list[list[int | None]] | None, row: int) -> int | None:
        return table[row][0] if table is not None and table[row] else None

    calls = []
    for row, (sample, genotype) in enumerate(zip(samples, genotypes, strict=True)):
        alleles = tuple(None if allele < 0 else int(allele) for allele in genotype[:-1])
        reads = allelic[row] if allelic is not None and len(allelic[row]) >= 2 else [None, None]
        fraction = fractions[row] if fractions else []
        both = bounds[row] if bounds else []
        phased = len(alleles) > 1 and bool(genotype[-1])
        if reads[0] is None and reads[1] is None:
            reads = [first(ref, row), first(alt, row)]
        own = first(meant, row)
        if own is not None and own != sum(allele == 1 for allele in alleles):  # the record speaks of some copies alone
            alleles, phased, reads = (0,) * (len(alleles) - own) + (1,) * own, False, [None, None]
        elif meant is not None and own is None:
            alleles, phased, reads = (None,) * len(alleles), False, [None, None]
        lone = sample in left and phased and sum(allele == 1 for allele in alleles) == 1
        calls.append(
            Call(
                sample=sample,
                alleles=alleles,
                depth=first(depths, row),
                ref_reads=reads[0],
                alt_reads=reads[1],
                quality=first(qualities, row),
                phased=phased,
                phase_set=first(sets, row) if phased else None,
                joint_quality=first(joint, row),
                spanning=_sum(spanning[row]) if spanning is not None else None,
                phreds=likelihoods[row] if likelihoods and meant is None else None,
                fraction=fraction[0] if len(fraction) == 1 else None,
                fraction_bounds=(both[0], both[1]) if len(both) == 2 else None,
                one_left=lone,
            )
        )
    return tuple(calls)
