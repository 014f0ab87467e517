"""``tachkhis tracks``: annotation tracks, founders and positions brought to a reference."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--genes", required=True, type=Path, help="gene model, prepared (or GTF, GFF3)")
    parser.add_argument(
        "--track", action="append", default=[], metavar="NAME=FILE", help="gnomad, panel, clinvar or scores"
    )
    parser.add_argument("--further", metavar="JSON", help="further tracks with their mappings, as the plan writes them")
    parser.add_argument("--founders", type=Path, help="table of founder variants")
    parser.add_argument("--positions", type=Path, help="table of asked-for positions")
    parser.add_argument("--summary", required=True, type=Path, help="tracks.json; all results go beside it")


def run(args: argparse.Namespace) -> int:
    """Prepare all; see :mod:`tachkhis.variants.tracks` and :mod:`tachkhis.variants.resolve`."""
    from tachkhis.case.further_tracks import tracks_from_json
    from tachkhis.case.prepared_tracks import CALLABLE
    from tachkhis.case.tracks import callable_beside
    from tachkhis.errors import InputError
    from tachkhis.panel.about import UNMARKED_MERGE
    from tachkhis.panel.about import parse_about
    from tachkhis.reference.passport import passport_beside
    from tachkhis.reference.prepare import load_genes_for
    from tachkhis.variants.further_tracks import prepare_callable
    from tachkhis.variants.further_tracks import prepare_further
    from tachkhis.variants.further_tracks import repeated_fields
    from tachkhis.variants.resolve import resolve_founders
    from tachkhis.variants.resolve import resolve_positions
    from tachkhis.variants.sites import write_sites
    from tachkhis.variants.track_summary import write_summary
    from tachkhis.variants.tracks import prepare_track
    from tachkhis.variants.tracks import run_tool

    folder = args.summary.parent
    folder.mkdir(parents=True, exist_ok=True)
    named = dict(item.split("=", 1) for item in args.track)
    tracks = [
        prepare_track(name, Path(source), args.fasta, folder / f"{name}.tsv.gz", folder / "logs")
        for name, source in named.items()
    ]
    for track in tracks:
        if track.several:
            print(
                f"tachkhis tracks: warning: {track.several} alleles of the {track.name} stand under several spellings;"
                " their counts were added (build it with --fasta, so that each stands once)",
                file=sys.stderr,
            )
    if "panel" in named and parse_about(run_tool(["bcftools", "view", "-h", named["panel"]])).unmarked_merge:
        print(f"tachkhis tracks: warning: {UNMARKED_MERGE}: {named['panel']}", file=sys.stderr)
    further = tracks_from_json(args.further) if args.further else ()
    passport = passport_beside(args.fasta)
    tracks += [
        prepare_further(one, passport, args.fasta, folder / f"{one.name}.tsv.gz", folder / "logs") for one in further
    ]
    faults = repeated_fields(tracks, further)
    if faults:
        raise InputError(faults)
    beside = callable_beside(Path(named["panel"])) if "panel" in named else None
    if beside is not None:
        prepare_callable(beside, passport, folder / CALLABLE)
    model = load_genes_for(args.genes, args.fasta)
    sites = list(resolve_founders(args.founders, args.fasta, model)) if args.founders else []
    sites += list(resolve_positions(args.positions, args.fasta)) if args.positions else []
    write_sites(sites, folder / "sites.json")
    write_summary(tracks, args.founders, args.summary)
    return 0
