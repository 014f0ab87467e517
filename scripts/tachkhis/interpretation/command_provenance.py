"""``tachkhis provenance``: inputs, resources, tools, program and configuration behind the results of one case."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from tachkhis.interpretation.command_interpret import add_request_arguments

    add_request_arguments(parser)
    parser.add_argument("--inputs", required=True, type=Path, help="verified input files (JSON of tachkhis verify)")
    parser.add_argument("--tracks", required=True, type=Path, help="resources as used (JSON)")
    parser.add_argument("--passport", required=True, type=Path, help="passport of the reference (JSON)")
    parser.add_argument("--case-json", required=True, type=Path, help="case.json of the case")
    parser.add_argument("--vcf", type=Path, help="the delivered calls of the case")
    parser.add_argument("--out", required=True, type=Path, help="provenance.json to write")


def run(args: argparse.Namespace) -> int:
    """Collect; see :mod:`tachkhis.interpretation.provenance`."""
    import json

    from tachkhis.interpretation.command_interpret import request_of
    from tachkhis.interpretation.inputs import read_case
    from tachkhis.interpretation.inputs import read_tracks
    from tachkhis.interpretation.provenance import provenance_of
    from tachkhis.reference.passport import Passport

    passport = Passport.from_json(args.passport.read_text(encoding="utf-8"))
    result = read_case(args.case_json)
    tracks = {resource.name: resource for resource in read_tracks(args.tracks).resources}
    used = result.genome.consensus
    consensus = (
        {} if used is None else {"consensus": f"{used.panel} {used.version}".strip(), "consensus_digest": used.digest}
    )
    provenance = provenance_of(
        request=request_of(args),
        inputs=json.loads(args.inputs.read_text(encoding="utf-8")),
        reference={
            "build": result.genome.build,
            "digest": passport.digest,
            "digest_of": passport.digest_kind,
            **consensus,
        },
        resources=[tracks.get(resource.name, resource) for resource in result.resources],
        tools=result.tools,
        results={"case.json": args.case_json, **({"vcf": args.vcf} if args.vcf is not None else {})},
    )
    args.out.write_text(provenance.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return 0
