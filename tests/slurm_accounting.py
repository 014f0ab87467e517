"""SLURM's accounting for the one-machine cluster: a private MariaDB, slurmdbd, and the accounts and QOS of a site.

Debian's slurmdbd, slurm-wlm-mysql-plugin and mariadb-server; nothing of a database that the machine may have is used:
its files, socket and ports are our own.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

PROGRAMS = ("slurmdbd", "sacctmgr", "sacct", "mariadbd", "mariadb", "mariadb-install-db")
LINK = Path("/etc/slurm/slurmdbd.conf")
PORT = 16819
ACCOUNT = "genetics"
URGENT, ROUTINE = "urgent", "routine"
CONFIG = f"""AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort={PORT}
AccountingStorageEnforce=associations,qos
PriorityType=priority/multifactor
PriorityWeightQOS=10000
"""
DATABASE_CONFIG = """AuthType=auth/munge
DbdHost=localhost
DbdPort={port}
SlurmUser=root
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_acct_db
LogFile={folder}/slurmdbd.log
PidFile={folder}/slurmdbd.pid
"""
GRANTS = (
    "create database if not exists slurm_acct_db;"
    " create user if not exists 'slurm'@'localhost' identified by 'slurm';"
    " grant all on slurm_acct_db.* to 'slurm'@'localhost';"
)

Start = Callable[..., None]
Wait = Callable[[str, Callable[[], bool]], None]


def missing() -> list[str]:
    """Programs that accounting needs and this machine lacks."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


def ok(*command: str | Path) -> bool:
    """Whether a command succeeds."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def start_database(folder: Path, daemon: Start, wait: Wait) -> None:
    """Start MariaDB and slurmdbd; before the controller.

    Args:
        folder: of the cluster.
        daemon: starts a daemon: its name, its command, and ``environment``.
        wait: waits for a condition.
    """
    place = folder / "mysql"
    socket = place / "m.sock"
    user = pwd.getpwnam("mysql")
    place.mkdir()
    os.chown(place, user.pw_uid, user.pw_gid)
    for parent in (folder, *folder.parents):  # the database's user must get through, however deep the tests' folder is
        if not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    install = ["mariadb-install-db", "--user=mysql", f"--datadir={place}", "--skip-test-db"]
    subprocess.run([*install, "--auth-root-authentication-method=socket"], check=True, capture_output=True)
    command = ["mariadbd", "--no-defaults", "--user=mysql", f"--datadir={place}", f"--socket={socket}"]
    daemon("mariadbd", *command, "--skip-networking", f"--pid-file={place}/m.pid", "--innodb-lock-wait-timeout=900")
    wait("database", lambda: ok("mariadb", "-S", socket, "-e", "select 1"))
    subprocess.run(["mariadb", "-S", socket, "-e", GRANTS], check=True, capture_output=True)
    config = folder / "slurmdbd.conf"
    config.write_text(DATABASE_CONFIG.format(port=PORT, folder=folder))
    config.chmod(0o600)
    LINK.unlink(missing_ok=True)
    LINK.symlink_to(config)
    daemon("slurmdbd", "slurmdbd", "-D", environment={**os.environ, "MYSQL_UNIX_PORT": str(socket)})
    wait("slurmdbd", lambda: ok("sacctmgr", "-n", "show", "qos"))


def add_site(cluster: str, wait: Wait) -> None:
    """An account with the user root, and two QOS that it may use; once the controller runs."""
    wait("cluster known", lambda: ok("sacctmgr", "-n", "-i", "show", "cluster", cluster))
    for words in (
        ("add", "qos", URGENT, "Priority=100"),
        ("add", "qos", ROUTINE, "Priority=1"),
        ("add", "account", ACCOUNT, f"Cluster={cluster}"),
        ("add", "user", "root", f"Account={ACCOUNT}", f"Cluster={cluster}"),
        ("modify", "user", "root", "set", f"DefaultAccount={ACCOUNT}"),
        ("modify", "user", "root", "set", f"qos={ROUTINE},{URGENT}", f"defaultqos={ROUTINE}"),
    ):
        done = subprocess.run(["sacctmgr", "-i", *words], capture_output=True, text=True, check=False)
        if done.returncode and "Nothing new added" not in done.stdout + done.stderr:
            raise RuntimeError(f"sacctmgr {' '.join(words)}: {done.stdout} {done.stderr}")


def forget() -> None:
    """Remove the link to our configuration."""
    if LINK.is_symlink():
        LINK.unlink()
