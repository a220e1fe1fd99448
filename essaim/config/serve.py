"""`essaim serve`: the production server, and the worker beside it when asked."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from essaim.foundation.storage.public import start_problems


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="adresse d’écoute (127.0.0.1)")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="port (8000, ou PORT)")
    parser.add_argument("--workers", type=int, default=1, help="processus du serveur (1)")
    parser.add_argument("--threads", type=int, default=2, help="fils d’exécution par processus (2)")
    parser.add_argument("--worker", action="store_true", help="lancer aussi le travail de fond (messages, rappels)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    problems = start_problems()
    for problem in problems:
        print(f"✗ {problem}", file=sys.stderr)
    if problems:
        return 1
    print(f"Essaim répond sur http://{options.host}:{options.port} — arrêter : Ctrl+C", flush=True)
    command = server_command(options)
    if not options.worker:
        # The server takes our place: nothing is left for which to keep 90 MB.
        os.execv(command[0], command)  # noqa: S606 - our own command, no shell
    return _with_worker(command)


def _with_worker(command: list[str]) -> int:
    """Run the server and the worker side by side until one is told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes = [
        subprocess.Popen(command),
        subprocess.Popen([sys.executable, "-m", "essaim.config.cli", "worker"]),
    ]
    try:
        return processes[0].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(processes)


def server_command(options: argparse.Namespace) -> list[str]:
    """Granian with its threads set: its default is 512, far too many for SQLite and for a small machine.

    Two a process, measured under a vote (`benchmarks/votes.py`): with four or eight, threads fight over Python's lock and over the
    file of SQLite; a third fewer ballots pass, and the slowest in a hundred waits two or three times as long.
    """
    return [
        str(Path(sys.executable).parent / "granian"),
        "--interface", "wsgi",
        "--host", options.host,
        "--port", str(options.port),
        "--workers", str(options.workers),
        "--blocking-threads", str(options.threads),
        "--no-ws",
        "--log-level", "warning",
        "essaim.config.wsgi:application",
    ]  # fmt: skip


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
