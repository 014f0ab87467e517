"""What goes wrong on real clusters, made on purpose in the one-machine cluster; and the profile as a site sets it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import yaml

from paths import ROOT
from slurm_accounting import ROUTINE
from slurm_cluster import Cluster
from slurm_cluster import Job
from slurm_cluster import ask

PROFILE = ROOT / "workflow" / "profiles" / "slurm" / "config.yaml"


def site_profile(folder: Path, *, cpus: int = 16, accounting: bool = False) -> Path:
    """The profile that ships, with what a site sets: partitions, shorter waits; and too little memory for one step.

    Args:
        folder: where to write it.
        cpus: of a node.
        accounting: the account, and a QOS by urgency, as the lines of the profile have them.
    """
    settings = yaml.safe_load(PROFILE.read_text())
    settings["slurm-init-seconds-before-status-checks"] = settings["seconds-between-status-checks"] = 3
    settings["latency-wait"] = 20
    settings["default-resources"].append("slurm_partition='core'")
    settings["cores"] = cpus
    settings["set-threads"] = dict.fromkeys(settings["set-threads"], min(4, cpus))
    if accounting:
        lines = PROFILE.read_text().replace("'normal'", f"'{ROUTINE}'").splitlines()
        site = [line.split("# - ", 1)[1] for line in lines if line.strip().startswith(("# - slurm_account", "# - qos"))]
        settings["default-resources"] += site
    steps = settings["set-resources"]
    steps["align_sample"]["slurm_partition"] = "long"
    steps["index_reference"]["mem_mb"] = "150 if attempt == 1 else 1500"
    folder.mkdir()
    (folder / "config.yaml").write_text(yaml.safe_dump(settings))
    return folder


@dataclass
class Trouble:
    """Makes each kind of trouble once, as soon as the job that it is meant for runs; ``told`` says which was made."""

    cluster: Cluster
    back_after: float | None = None  # seconds until the lost node is started again
    told: dict[str, Job] = field(default_factory=dict)
    seen: dict[tuple[str, str], Job] = field(default_factory=dict)
    lost_at: float = 0.0

    def look(self) -> None:
        """Look at the jobs once."""
        lost = self.told.get("lost")
        due = self.back_after is not None and time.monotonic() > self.lost_at + self.back_after
        if due and lost is not None and lost.node not in self.cluster.daemons:
            self.cluster.start_node(lost.node)
        for job in self.cluster.jobs():
            self.seen[job.id, job.memory] = job
            if job.state != "RUNNING" or job.id in {made.id for made in self.told.values()}:
                continue
            if "cancelled" not in self.told and job.comment.startswith("rule_verify_inputs"):
                ask("scancel", job.id)
                self.told["cancelled"] = job
            elif "lost" not in self.told and job.comment.startswith("rule_align_sample"):
                self.cluster.lose_node(job.node)
                self.told["lost"] = job
                self.lost_at = time.monotonic()
            elif "restarted" not in self.told and job.comment.startswith("rule_call_with_bcftools"):
                self.cluster.stop_controller()
                time.sleep(4)  # at least one look of Snakemake's goes unanswered
                self.cluster.start_controller()
                self.told["restarted"] = job


def restarts_of(job: str) -> int:
    """How often SLURM itself started a job again."""
    found = re.search(r"Restarts=(\d+)", ask("scontrol", "show", "job", job))
    assert found is not None
    return int(found[1])
