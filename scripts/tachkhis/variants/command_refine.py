"""``tachkhis refine``: a stream of one caller's records in, the same records refined, and hidden SNVs, out."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BARE = (b"required_fields=0x23f", b"decode_md=0")  # name, flag, contig, place, mapping quality, CIGAR, bases


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--request", required=True, type=Path, help="the request of the case (JSON)")
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--passport", required=True, type=Path, help="passport of the reference")
    parser.add_argument("--interval", required=True, type=Path, help="BED of the interval")
    parser.add_argument("--called", type=Path, help="BED of what was called: records of its margin are only looked at")
    parser.add_argument("--coding", type=Path, help="BED where SNVs may share a codon (default: anywhere)")
    parser.add_argument("--calibration", required=True, type=Path, help="BED on which repeats are measured")
    parser.add_argument("--crams", required=True, type=Path, nargs="+", help="alignments of the members, one each")
    parser.add_argument("--input", default="-", help="sorted BCF or VCF, one ALT per record (default: standard input)")
    parser.add_argument("--output", default="-", help="result, BCF (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Refine; see :mod:`tachkhis.variants.refine.stream`."""
    import pysam

    from tachkhis.case.request import Request
    from tachkhis.reference.passport import Passport
    from tachkhis.reference.sex_chromosomes import sex_chromosomes
    from tachkhis.variants.refine.rules import shipped_rules
    from tachkhis.variants.refine.second_pass import SecondPass
    from tachkhis.variants.refine.setting import Setting
    from tachkhis.variants.refine.setting import by_contig
    from tachkhis.variants.refine.stream import declare
    from tachkhis.variants.refine.stream import refine
    from tachkhis.variants.refine.stutter import Stutter
    from tachkhis.variants.refine.stutter import calibrate
    from tachkhis.variants.refine.stutter import calibration_tracts
    from tachkhis.variants.refine.view import open_records

    request, rules = Request.read(args.request), shipped_rules()
    calling = request.config.calling
    copies = sex_chromosomes(request.config, Passport.from_json(args.passport.read_text()).lengths)
    people = tuple(person for person in request.case.people if person.sample in request.units)
    with (
        tempfile.TemporaryDirectory(prefix="tachkhis.refine.") as folder,
        pysam.FastaFile(str(args.fasta)) as fasta,
        open_records(args.input) as reader,
    ):
        declare(reader.header)
        crams = by_sample(args.crams, args.fasta)
        bare = by_sample(args.crams, args.fasta, BARE)
        ploidy, sexes = Path(folder) / "ploidy", Path(folder) / "sexes"
        ploidy.write_text(copies.ploidy_file())
        sexes.write_text(copies.samples_file([(person.sample, person.sex) for person in people]))
        quality, prior = calling.min_mapping_quality, Stutter.prior(rules.stutter)
        repeats = calibration_tracts(fasta, stretches(args.calibration), rules) if calling.refine.repeats else []
        setting = Setting(
            people=people,
            crams=crams,
            bare=bare,
            fasta=fasta,
            copies=copies,
            stutter={
                sample: calibrate(cram, fasta, repeats, rules, quality) if calling.refine.repeats else prior
                for sample, cram in bare.items()
            },
            second=SecondPass(
                args.fasta, tuple(args.crams), ploidy, sexes, Path(folder), quality, calling.min_base_quality
            ),
            stretches=by_contig(stretches(args.interval)),
            called=by_contig(stretches(args.called or args.interval)),
            rules=rules,
            switches=calling.refine,
            min_mapping_quality=quality,
            min_quality=calling.min_quality,
            min_base_quality=calling.min_base_quality,
            coding=None if args.coding is None else by_contig(merged(args.coding)),
        )
        with pysam.VariantFile(args.output, "wb", header=reader.header) as writer:
            for record in refine(reader, reader.header, setting):
                writer.write(record)
        for cram in (*crams.values(), *bare.values()):
            cram.close()
    return 0


def by_sample(paths: Sequence[Path], fasta: Path, options: Sequence[bytes] | None = None) -> dict[str, Any]:
    """Open alignments of one person each, by the sample of their read groups.

    Args:
        paths: the files.
        fasta: the reference.
        options: options of htslib for the format, as ``pysam.AlignmentFile`` takes them.
    """
    import pysam

    found = {}
    for path in paths:
        alignment = pysam.AlignmentFile(str(path), reference_filename=str(fasta), format_options=options)
        found[next(str(group["SM"]) for group in alignment.header.to_dict()["RG"])] = alignment
    return found


def merged(bed: Path) -> list[tuple[str, int, int]]:
    """The first three columns of a BED file in any order, as stretches that neither overlap nor touch."""
    found: list[tuple[str, int, int]] = []
    rows = [line.split("\t")[:3] for line in bed.read_text().splitlines()]
    for name, start, end in sorted((name, int(start), int(end)) for name, start, end in rows):
        if found and found[-1][0] == name and start <= found[-1][2]:
            found[-1] = (name, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((name, start, end))
    return found


def stretches(bed: Path) -> list[tuple[str, int, int]]:
    """Rows of a BED file that Tachkhis wrote."""
    rows = [line.split("\t") for line in bed.read_text().splitlines()]
    return [(name, int(start), int(end)) for name, start, end in rows]
