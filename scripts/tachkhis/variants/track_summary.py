"""``tracks.json``: what a run says of the resources that it was annotated with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from tachkhis.variants.tracks import Track


def write_summary(prepared: Sequence[Track], founders: Path | None, out: Path) -> None:
    """``tracks.json``: resources as used, and ClinVar's counts of pathogenic and of null variants by gene."""
    resources: list[dict[str, object]] = [
        {
            "name": track.name,
            "version": track.version,
            "synthetic": track.synthetic,
            "records": track.records,
            "derived": track.derived,
            "date": track.date,
            "fields": list(track.fields),
            "people": track.people,
            "female": track.female,
            "male": track.male,
        }
        for track in prepared
    ]
    if founders is not None:
        text = founders.read_text(encoding="utf-8-sig")
        rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        comments = [line for line in text.splitlines() if line.startswith("#")]
        version = f"{founders.name} sha256:{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        made_up = any("synthetic" in line.lower() for line in comments)
        resources.append(
            {"name": "founders", "version": version, "synthetic": made_up, "records": max(0, len(rows) - 1)}
        )
    genes = {
        gene: {"pathogenic": counts[0], "lof_pathogenic": counts[1]}
        for track in prepared
        for gene, counts in track.genes.items()
    }
    out.write_text(json.dumps({"resources": resources, "clinvar_genes": genes}, indent=1, sort_keys=True) + "\n")
