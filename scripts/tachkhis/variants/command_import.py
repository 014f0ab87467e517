"""``tachkhis import``: another caller's VCF through the same door as our own calls."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--vcf", required=True, type=Path, help="VCF, gVCF or BCF of the family, plain or compressed")
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--request", required=True, type=Path, help="the request of the case (JSON): family, sexes")
    parser.add_argument("--genes", type=Path, help="gene model: variants of one codon stay, or become, one record")
    parser.add_argument("--sites", type=Path, help="founders and positions, resolved (sites.json): kept though absent")
    parser.add_argument("--coding", type=Path, help="coding regions (BED), for coverage from a gVCF")
    parser.add_argument("--readable", type=Path, help="folder for that coverage; empty where the file is no gVCF")
    parser.add_argument("--out", required=True, type=Path, help="result, BCF with its index")


def _check_files(args: argparse.Namespace) -> None:
    """Say what is absent.

    Raises:
        InputError: a file is.
    """
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError

    prepared = "prepare the reference first (tachkhis reference), or name the one that a run prepared"
    wanted = [("--vcf", args.vcf, "name the VCF, gVCF or BCF of the family")]
    wanted += [("--fasta", path, prepared) for path in (args.fasta, Path(f"{args.fasta}.fai"))]
    wanted.append(("--fasta", args.fasta.parent / "passport.json", prepared))
    wanted.append(("--request", args.request, "name the family.json or request.json of the case"))
    for option in ("genes", "sites", "coding"):
        path = getattr(args, option)
        wanted += [] if path is None else [(f"--{option}", path, f"name a file that exists, or leave out --{option}")]
    faults = [
        Fault("command line", "no such file", remedy, column=option, value=str(path))
        for option, path, remedy in wanted
        if not path.is_file()
    ]
    if not args.out.parent.is_dir():
        faults.append(Fault("command line", "no such folder", "make it first", None, "--out", str(args.out.parent)))
    if faults:
        raise InputError(faults)


def run(args: argparse.Namespace) -> int:
    """Import; see :mod:`tachkhis.variants.intake`."""
    from tachkhis.case.request import Request
    from tachkhis.reference.genes import GeneModel
    from tachkhis.reference.passport import prepared_passport
    from tachkhis.reference.prepare import load_genes_for
    from tachkhis.reference.sex_chromosomes import sex_chromosomes
    from tachkhis.variants.first_pass import Door
    from tachkhis.variants.intake import import_calls
    from tachkhis.variants.sites import read_sites

    _check_files(args)
    request = Request.read(args.request)
    passport = prepared_passport(args.fasta)
    chromosomes = sex_chromosomes(request.config, passport.lengths)
    sexes = [person.sex for person in request.case.people]

    def copies(contig: str, position: int) -> list[int]:
        return [chromosomes.ploidy(contig, position, sex) for sex in sexes]

    def model() -> GeneModel:
        return load_genes_for(args.genes, args.fasta)

    door = Door(
        fasta=args.fasta,
        samples=tuple(person.sample for person in request.case.people),
        sites=() if args.sites is None else read_sites(args.sites),
        model=None if args.genes is None else model,
        copies=copies,
        coding=args.coding,
        callable_depth=request.config.calling.callable_depth,
    )
    import_calls(args.vcf, door, args.out, args.readable)
    return 0
