"""The laboratory's tables on genes as resources of the result: which file, which bytes, how many rows."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tachkhis.case.config_sections import ResourcesConfig
from tachkhis.case.gene_tables import TABLES
from tachkhis.interpretation.setting import Resource


def table_resources(resources: ResourcesConfig) -> list[Resource]:
    """One resource per table that the configuration names; made up where its comments say ``synthetic``."""
    found = []
    for name in TABLES:
        path = getattr(resources, name)
        if not isinstance(path, Path):
            continue
        content = path.read_bytes()
        lines = content.decode("utf-8-sig").splitlines()
        rows = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
        found.append(
            Resource(
                name=name,
                version=f"{path.name} sha256:{hashlib.sha256(content).hexdigest()[:12]}",
                synthetic=any("synthetic" in line.lower() for line in lines if line.lstrip().startswith("#")),
                records=max(0, len(rows) - 1),
            )
        )
    return found
