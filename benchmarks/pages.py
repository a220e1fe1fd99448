"""Home, results, initiative, solution and département pages on the production server, against a bare Django view.

    .venv/bin/python benchmarks/pages.py [--seconds 5] [--clients 4]

Needs the data that `make run` made. Both servers run the same number of processes and threads, one after the other in
the same run. The figure to quote is the processor time of the server for one page, in milliseconds and beside that of
the bare view: it does not depend on what else the machine does. Requests per second and p95 do. Queries per page are
counted in the same run.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

GRANIAN = Path(sys.executable).parent / "granian"
ROOT = Path(__file__).parent.parent
PORT = 8791
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What a page answered under load."""

    per_second: float
    p95_ms: float
    cpu_ms: float


@contextmanager
def server(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Run an application as `essaim serve` does; yield the number of its process."""
    options = ["--interface", "wsgi", "--port", str(PORT), "--workers", "1", "--blocking-threads", "4", "--no-ws"]
    command = [GRANIAN, *options, "--log-level", "error", application]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait()
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait() -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The server did not start.")


def load(path: str, seconds: float, clients: int, server: int) -> Load:
    """Ask for a page as fast as it answers, from several clients at once."""
    times: list[list[float]] = [[] for _ in range(clients)]
    before, end = processor(server), time.monotonic() + seconds
    threads = [threading.Thread(target=_client, args=(path, end, kept)) for kept in times]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sorted(value for kept in times for value in kept)
    spent = (processor(server) - before) * 1000 / len(every)
    return Load(len(every) / seconds, statistics.quantiles(every, n=20)[-1] * 1000, spent)


def processor(process: int) -> float:
    """Return the processor seconds of a process and of its children, from Linux's own count."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(processor(int(child)) for child in children)


def _client(path: str, end: float, kept: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    while time.monotonic() < end:
        start = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            sys.exit(f"{path} answers {answer.status}")
        kept.append(time.perf_counter() - start)


def pages() -> dict[str, str]:
    """One real page of each kind, read from the data."""
    from essaim.portal.catalogue.models import Initiative, Solution, Status

    solution = Solution.objects.filter(status=Status.PUBLISHED).first()
    initiative = Initiative.objects.filter(status=Status.PUBLISHED).first()
    if solution is None or initiative is None:
        sys.exit("The catalogue is empty: run « make run » once, then start again.")
    return {
        "home": "/",
        "results": "/recherche/?q=aide+aux+personnes+%C3%A2g%C3%A9es",
        "solutions": "/solutions/",
        "initiative": initiative.get_absolute_url(),
        "solution": solution.get_absolute_url(),
        "département": "/territoires/departement/32-gers/",
    }


def queries(path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    client.get(path)  # the caches of the process are warm, as on a server
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essaim.config.settings")
    import django

    django.setup()
    settings = {"ESSAIM_DEBUG": "0", "ESSAIM_ALLOWED_HOSTS": "127.0.0.1", "ESSAIM_BASE_URL": f"http://127.0.0.1:{PORT}"}
    environment = os.environ | settings | {"PYTHONPATH": str(ROOT)}
    collect = [Path(sys.executable).parent / "essaim", "django", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(collect, env=environment, check=True)
    addresses = pages()
    counted = {name: queries(path) for name, path in addresses.items()}
    with server("benchmarks.bare:application", environment) as process:
        load("/", 1, options.clients, process)
        floor = load("/", options.seconds, options.clients, process)
    print("| page | processor ms | beside the bare view | queries | req/s | p95 ms |\n|---|---|---|---|---|---|")
    show("bare view", floor, floor, 0)
    with server("essaim.config.wsgi:application", environment) as process:
        for name, path in addresses.items():
            load(path, 1, options.clients, process)
            show(name, load(path, options.seconds, options.clients, process), floor, counted[name])


def show(name: str, page: Load, floor: Load, queries: int) -> None:
    ratio = page.cpu_ms / floor.cpu_ms
    print(
        f"| {name} | {page.cpu_ms:.2f} | {ratio:.0f} | {queries} | {page.per_second:.0f} | {page.p95_ms:.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
