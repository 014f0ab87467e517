"""A SLURM cluster of several nodes on this one machine, for the time of a ``with``; needs root and Debian's packages.

Daemons run in the foreground as our children and end with us even if we are killed. The configuration is linked to
/etc/slurm/slurm.conf, since Snakemake's plugin removes SLURM_CONF from the environment of jobs; a machine that has a
SLURM configuration of its own is left alone.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

import slurm_accounting

LINK = Path("/etc/slurm/slurm.conf")
LOCK = Path("/var/lock/tachkhis-slurm")
MUNGE_RUN = Path("/run/munge")
PROGRAMS = ("slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "sinfo", "munged", "munge")
NODES = ("n1", "n2", "n3")
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)

CONFIG = """ClusterName=tachkhis
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=cred_expire=5
SlurmctldPort=16817
SlurmdTimeout=8
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SlurmdParameters=config_overrides
ReturnToService=2
MinJobAge=3600
KillWait=2
PropagateResourceLimits=NONE
"""
NO_ACCOUNTING = "AccountingStorageType=accounting_storage/none\n"


def reason_against(*, accounting: bool = False) -> str | None:
    """Why no cluster, or none with accounting, can be had on this machine; ``None`` if it can."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    missing += slurm_accounting.missing() if accounting else []
    if missing:
        return f"{', '.join(missing)} not installed: scripts/bin/install-slurm installs them where apt and root are at hand"
    if os.geteuid() != 0:
        return "only root can start SLURM's daemons"
    if LINK.exists() and not LINK.is_symlink():
        return f"this machine has a SLURM of its own ({LINK}), which is left alone"
    return None


def wait_for(what: str, true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until a condition holds.

    Raises:
        TimeoutError: it did not within ``seconds``.
    """
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.2)


def ask(*command: str | Path) -> str:
    """Standard output of a command of SLURM; empty where it fails."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@dataclass(frozen=True, slots=True)
class Job:
    """One line of squeue; ``comment`` is the rule, or the group, that Snakemake submitted."""

    id: str
    state: str
    node: str
    partition: str
    memory: str
    nice: int
    comment: str


@dataclass
class Cluster:
    """Controller and nodes; each node claims 16 CPUs and 64 GB, so that the profile that ships is used as it is.

    With ``accounting``, slurmdbd keeps what jobs took, and the QOS ``urgent`` and ``routine`` are enforced.
    """

    folder: Path
    cpus: int = 16
    accounting: bool = False
    daemons: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._lock = LOCK.open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)  # one cluster at a time: ports and link are the machine's
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self) -> None:
        (self.folder / "state").mkdir(parents=True)
        self._start_munge()
        LINK.parent.mkdir(exist_ok=True)
        host = socket.gethostname().split(".")[0]
        lines = [CONFIG.format(host=host, folder=self.folder)]
        lines.append(slurm_accounting.CONFIG if self.accounting else NO_ACCOUNTING)
        for number, node in enumerate(NODES, 1):
            (self.folder / f"spool.{node}").mkdir()
            place = f"NodeHostname={host} NodeAddr=127.0.0.1 Port={17000 + number}"
            lines.append(f"NodeName={node} {place} CPUs={self.cpus} RealMemory=64000 State=UNKNOWN\n")
        lines.append(f"PartitionName=core Nodes={','.join(NODES)} Default=YES MaxTime=1-00:00:00 State=UP\n")
        lines.append(f"PartitionName=long Nodes={','.join(NODES[1:])} MaxTime=7-00:00:00 State=UP\n")
        config = self.folder / "slurm.conf"
        config.write_text("".join(lines))
        LINK.unlink(missing_ok=True)
        LINK.symlink_to(config)
        if self.accounting:
            slurm_accounting.start_database(self.folder, self._daemon, wait_for)
        self.start_controller()
        if self.accounting:
            slurm_accounting.add_site("tachkhis", wait_for)
        for node in NODES:
            self.start_node(node)
        wait_for("nodes idle", lambda: ask("sinfo", "-hN", "-p", "core", "-o", "%t").split() == ["idle"] * len(NODES))

    def _start_munge(self) -> None:
        if subprocess.run(["munge", "-n"], capture_output=True, check=False).returncode == 0:
            return
        user = pwd.getpwnam("munge")
        for place, mode in ((MUNGE_RUN, 0o755), (Path("/var/log/munge"), 0o700), (Path("/var/lib/munge"), 0o700)):
            place.mkdir(exist_ok=True)
            place.chmod(mode)
            os.chown(place, user.pw_uid, user.pw_gid)
        self._daemon("munged", "munged", "--foreground", "--force", user="munge")
        wait_for("munge", lambda: subprocess.run(["munge", "-n"], capture_output=True, check=False).returncode == 0)

    def _daemon(
        self, name: str, *command: str, user: str | None = None, environment: dict[str, str] | None = None
    ) -> None:
        libc = ctypes.CDLL(None)
        with (self.folder / f"{name}.out").open("ab") as out:
            self.daemons[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                user=user,
                env=environment,
                start_new_session=True,
                preexec_fn=lambda: libc.prctl(DIES_WITH_PARENT, signal.SIGTERM),
            )

    def start_controller(self) -> None:
        """Start slurmctld."""
        self._daemon("slurmctld", "slurmctld", "-D")
        wait_for("controller", lambda: "UP" in ask("scontrol", "ping"))

    def stop_controller(self) -> None:
        """Stop slurmctld; jobs go on."""
        self._end("slurmctld")

    def start_node(self, node: str) -> None:
        """Start the slurmd of a node."""
        self._daemon(node, "slurmd", "-D", "-N", node)

    def lose_node(self, node: str) -> None:
        """What a power cut does: the node's slurmd and everything of its jobs end at once, and tell nobody."""
        jobs = {job.id for job in self.jobs() if job.node == node}
        self.daemons[node].kill()
        self.daemons.pop(node).wait()
        for process in job_processes(jobs):
            process.kill()

    def jobs(self) -> list[Job]:
        """All jobs that the controller knows, ended ones too; none where it does not answer."""
        rows = ask("squeue", "-h", "-t", "all", "-o", "%i|%T|%N|%P|%m|%y|%k").splitlines()
        cells = [row.split("|", 6) for row in rows]
        return [
            Job(i, state, node, part, memory, int(nice), text) for i, state, node, part, memory, nice, text in cells
        ]

    def _end(self, name: str) -> None:
        daemon = self.daemons.pop(name)
        daemon.terminate()
        try:
            daemon.wait(10)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()

    def stop(self) -> None:
        """End everything, in any state."""
        jobs = {job.id for job in self.jobs()}
        for process in job_processes(jobs):
            process.kill()
        last = ("slurmdbd", "mariadbd", "munged")
        for name in [*(n for n in self.daemons if n not in last), *(n for n in last if n in self.daemons)]:
            self._end(name)
        slurm_accounting.forget()
        if LINK.is_symlink() and LINK.readlink().parent == self.folder:
            LINK.unlink()
        self._lock.close()

    def said(self) -> str:
        """The end of the controller's log, for the message of a failed test."""
        log = self.folder / "slurmctld.log"
        return log.read_text(errors="replace")[-3000:] if log.is_file() else ""


def job_processes(jobs: set[str]) -> list[psutil.Process]:
    """Processes of some jobs of the cluster, their slurmstepd among them."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            step = line.startswith("slurmstepd: [") and line[13:].split(".")[0] in jobs
            if step or process.environ().get("SLURM_JOB_ID") in jobs:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue  # it ended between the listing and the look
    return found
