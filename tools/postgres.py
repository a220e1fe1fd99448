"""A PostgreSQL server that lives as long as one run of the tests, in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""For tests that do not kill the server: nothing that it acknowledges is sure to be on the disk."""
DURABLE = ""
"""PostgreSQL's own settings: what it acknowledges is on the disk."""


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


@dataclass(frozen=True)
class Server:
    """A server in a folder of its own: made, started, killed, started again on the same data."""

    binaries: Path
    home: Path
    port: int
    options: str

    @property
    def url(self) -> str:
        return f"postgresql://essaim@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        locale = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        _run([f"{self.binaries}/initdb", "-D", f"{self.home}/data", "-U", "essaim", *locale])

    def start(self) -> None:
        place = f"-p {self.port} -k {self.home} -h 127.0.0.1 -c max_connections=60"
        self._control("-l", f"{self.home}/log", "-o", f"{self.options} {place}", "start")

    def stop(self) -> None:
        self._control("-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill -9 the server and all that works for it, as a power cut would: nothing is said, nothing is tidied."""
        for first in self.processes()[:1]:
            os.kill(first, signal.SIGSTOP)  # it starts nobody else meanwhile
        processes = self.processes()
        for each in processes:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        while any(_lives(each) for each in processes):
            time.sleep(0.01)
        # Nobody may have read its death yet (a container without an init): it would be taken for alive.
        for left in (self.home / "data" / "postmaster.pid", self.home / f".s.PGSQL.{self.port}.lock"):
            left.unlink(missing_ok=True)

    def processes(self) -> list[int]:
        """Return the number of the server's process, then those of its children."""
        with suppress(OSError):
            first = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
            return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]
        return []  # it is dead already

    def _control(self, *words: str) -> None:
        _run([f"{self.binaries}/pg_ctl", "-D", f"{self.home}/data", "-w", *words])


def _lives(process: int) -> bool:
    """Whether a process still runs: one whose parent did not hear of its death does not."""
    with suppress(OSError):
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    return False


@contextmanager
def own_server(options: str = DURABLE, home: Path | None = None) -> Iterator[Server]:
    """Start a server in a folder (`home`, empty; without it a new one); stop it and remove its data afterwards."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("PostgreSQL is absent (initdb not found): apt install postgresql")
    home = home or Path(tempfile.mkdtemp(prefix="essaim-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    server = Server(folder, home, _free_port(), options)
    server.make()
    server.start()
    try:
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):  # a test may have left it dead
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a quick server, whose data nobody will miss, and yield its DATABASE_URL."""
    with own_server(QUICK) as server:
        yield server.url
