"""A PostgreSQL server that lives as long as one run of the tests, in a folder of its own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def binaries() -> Path | None:
    """Return the folder that holds initdb and pg_ctl, newest version first, or None where PostgreSQL is absent."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str]) -> None:
    """Run one of PostgreSQL's own commands. It refuses to run as root: become its user then."""
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*become, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server and yield its DATABASE_URL; stop it and remove its data afterwards."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("PostgreSQL is absent (initdb not found): apt install postgresql")
    home = Path(tempfile.mkdtemp(prefix="essaim-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    port = _free_port()
    _run([f"{folder}/initdb", "-D", f"{home}/data", "-U", "essaim", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
    control = [f"{folder}/pg_ctl", "-D", f"{home}/data", "-w", "-l", f"{home}/log"]
    _run([*control, "-o", f"{OPTIONS} -p {port} -k {home} -h 127.0.0.1", "start"])
    try:
        yield f"postgresql://essaim@127.0.0.1:{port}/postgres"
    finally:
        _run([*control, "-m", "immediate", "stop"])
        shutil.rmtree(home, ignore_errors=True)
