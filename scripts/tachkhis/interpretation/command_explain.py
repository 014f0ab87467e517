"""``tachkhis explain``: the whole decision path of one variant of a case."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tachkhis.interpretation.build import Interpretation
    from tachkhis.interpretation.explain import Allele
    from tachkhis.variants.record import Variant


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.usage = "tachkhis explain CASE CHROM-POS-REF-ALT [--directory DIR]"
    parser.add_argument(
        "words", nargs="+", metavar="CASE CHROM-POS-REF-ALT", help="the case, and the allele as in its VCF"
    )
    parser.add_argument("--directory", type=Path, default=Path(), help="directory of the run (default: here)")
    files = parser.add_argument_group("files from elsewhere, instead of CASE")
    files.add_argument("--vcf", type=Path, help="annotated calls: results/cases/CASE/CASE.vcf.gz")
    files.add_argument("--case-json", type=Path, help="results/cases/CASE/CASE.case.json")
    files.add_argument("--request", type=Path, help="results/cases/CASE/CASE.request.json (for alleles not listed)")
    files.add_argument("--tracks", type=Path, help="tracks.json of the prepared tracks (likewise)")
    files.add_argument("--passport", type=Path, help="passport.json of the prepared reference (likewise)")


@dataclass(frozen=True, slots=True)
class Files:
    """Where the results of a case are; the last four are needed for alleles that the report does not list."""

    vcf: Path
    case_json: Path
    request: Path | None
    tracks: Path | None
    passport: Path | None
    genes: Path | None = None


def files_of(args: argparse.Namespace) -> Files:
    """The files that the arguments name.

    Raises:
        InputError: neither a finished case nor the files are named.
    """
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError

    if len(args.words) > 2:
        remedy = "write: tachkhis explain CASE CHROM-POS-REF-ALT"
        raise InputError([Fault("command line", "too many words", remedy, value=" ".join(args.words))])
    if len(args.words) == 2:
        folder = args.directory / "results" / "cases" / args.words[0]
        if not folder.is_dir():
            remedy = "write the id of a case of this run, or name the run with --directory"
            raise InputError([Fault(str(folder), "no such case", remedy, value=args.words[0])])
        stem = folder / args.words[0]
        request = Path(f"{stem}.request.json")
        return Files(Path(f"{stem}.vcf.gz"), Path(f"{stem}.case.json"), request, *_prepared(request, args.directory))
    if args.vcf is None or args.case_json is None:
        remedy = "write the case before the allele, or name --vcf and --case-json"
        raise InputError([Fault("command line", "which case?", remedy, value=args.words[0])])
    return Files(args.vcf, args.case_json, args.request, args.tracks, args.passport)


def _prepared(request: Path, directory: Path) -> tuple[Path | None, Path | None, Path | None]:
    """``tracks.json``, ``passport.json``, gene model of a run; ``None`` where they, or their sources, are gone."""
    import os

    from tachkhis.case.model import Sheets
    from tachkhis.case.plan import Plan
    from tachkhis.case.request import Request

    here = Path.cwd()
    try:
        asked = Request.read(request)
        os.chdir(directory)
        plan = Plan(asked.config, Sheets({asked.case.id: asked.case}, asked.units))
        tracks, reference = plan.tracks, plan.reference
        found = Path(tracks.summary).resolve(), Path(reference.passport).resolve(), Path(reference.genes).resolve()
    except OSError:
        return None, None, None
    finally:
        os.chdir(here)
    return found if all(path.is_file() for path in found) else (None, None, None)


def run(args: argparse.Namespace) -> int:
    """Print; see :mod:`tachkhis.interpretation.explain`."""
    from tachkhis.interpretation.explain import explain
    from tachkhis.interpretation.explain import kinship
    from tachkhis.interpretation.explain import not_called
    from tachkhis.interpretation.explain import parse_allele
    from tachkhis.interpretation.inputs import read_case

    files = files_of(args)
    allele = parse_allele(args.words[-1])
    _refuse_elsewhere(allele, files)
    result = read_case(files.case_json)
    variant = _find(files.vcf, allele)
    if variant is None:
        depths = _depths(args, files, allele) if len(args.words) == 2 else []
        print("\n".join([*kinship(result), *not_called(allele, result), *depths]))
        return 0
    again = _again(files)
    lines = [*kinship(result), *explain(variant, result, again)]
    together = None if variant.joined_into is None else _find(files.vcf, parse_allele(variant.joined_into))
    if together is not None:
        lines += ["", *explain(together, result, again)]
    print("\n".join(lines))
    return 0


def _find(vcf: Path, allele: Allele) -> Variant | None:
    from tachkhis.variants.variant_file import VariantFile

    return VariantFile(vcf).find(allele.contig, allele.position, allele.ref, allele.alt)


def _refuse_elsewhere(allele: Allele, files: Files) -> None:
    """Refuse an allele that cannot be of this run's reference.

    Raises:
        InputError: the reference has no such contig, no such position, or other bases there. Bases are compared where
            the prepared reference is at hand; contigs are those of the VCF where it is not.
    """
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reference.contigs import rename_map
    from tachkhis.reference.passport import Passport
    from tachkhis.variants.variant_file import VariantFile

    def refuse(problem: str, remedy: str) -> InputError:
        return InputError([Fault("command line", problem, remedy, value=allele.id)])

    if files.passport is not None and files.passport.is_file():
        lengths = Passport.from_json(files.passport.read_text(encoding="utf-8")).lengths
    else:
        lengths = VariantFile(files.vcf).contigs
    if not lengths:
        return
    if allele.contig not in lengths:
        near = rename_map([allele.contig], lengths).get(allele.contig)
        hint = f"did you mean {near!r}? " if near else ""
        raise refuse("the reference has no such contig", f"{hint}write one of: {', '.join(list(lengths)[:30])}")
    length = lengths[allele.contig]
    if not 1 <= allele.position <= length - len(allele.ref) + 1:
        raise refuse("this is no position of the contig", f"write a position from 1 to {length} (1-based)")
    fasta = files.passport.with_name("genome.fa") if files.passport is not None else None
    if fasta is None or not fasta.is_file():
        return
    import pysam

    with pysam.FastaFile(str(fasta)) as reference:
        start = allele.position - 1
        here = reference.fetch(allele.contig, start, start + len(allele.ref)).upper()
    if here != allele.ref:
        raise refuse(
            f"the reference has {here} here, not {allele.ref}", f"write {here} as REF, or correct the position"
        )


def _depths(args: argparse.Namespace, files: Files, allele: Allele) -> list[str]:
    """How deep each member was read at a place where nothing was called, and how many reads carry the allele."""
    import pysam

    from tachkhis.case.request import Request
    from tachkhis.interpretation.inputs import read_case
    from tachkhis.variants.genotype import AROUND
    from tachkhis.variants.sites import Site
    from tachkhis.variants.sites import read_support

    if files.request is None:
        return []
    calling = Request.read(files.request).config.calling
    fasta = files.passport.with_name("genome.fa") if files.passport is not None else None
    site = Site(
        str(allele), "", "position", contig=allele.contig, position=allele.position, ref=allele.ref, alt=allele.alt
    )
    lines = []
    for person in read_case(files.case_json).people:
        cram = args.directory / "results" / "samples" / person.sample / f"{person.sample}.cram"
        if not cram.is_file() or fasta is None:
            lines.append(f"{person.sample}: its reads are not at hand")
            continue
        with pysam.FastaFile(str(fasta)) as reference:
            offset = max(0, allele.position - 1 - AROUND)
            bases = reference.fetch(allele.contig, offset, allele.position + AROUND).upper()
        with pysam.AlignmentFile(str(cram), reference_filename=str(fasta)) as alignment:
            support = read_support(alignment, site, bases, offset, calling.min_mapping_quality)
        lines.append(f"{person.sample}: {support.depth} reads over the place, {support.alt_reads} with the allele")
    return lines


def _again(files: Files) -> Interpretation | None:
    """The interpretation, to be looked into, where its inputs are at hand."""
    from tachkhis.case.request import Request
    from tachkhis.interpretation.build import Interpretation
    from tachkhis.interpretation.command_interpret import beside
    from tachkhis.interpretation.inputs import read_quality
    from tachkhis.interpretation.inputs import read_tracks
    from tachkhis.reference.passport import Passport

    if files.request is None or files.tracks is None or files.passport is None:
        return None
    return Interpretation(
        request=Request.read(files.request),
        vcf=files.vcf,
        passport=Passport.from_json(files.passport.read_text(encoding="utf-8")),
        quality=read_quality(None),
        tracks=read_tracks(files.tracks),
        sites=[],
        genes_file=files.genes,
        fasta=beside(files.passport, "genome.fa"),
        tracks_folder=files.tracks.parent,
    )
