"""Home, results, initiative, solution and département pages on the production server, against a bare Django view.

    .venv/bin/python benchmarks/pages.py [--seconds 5] [--clients 4]

Needs the data that `make run` made. Both servers run the same number of processes and threads, one after the other in
the same run, and the figure to quote is the ratio. Queries per page are counted in the same run.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GRANIAN = Path(sys.executable).parent / "granian"
ROOT = Path(__file__).parent.parent
PORT = 8790


@contextmanager
def server(application: str, environment: dict[str, str]) -> Iterator[None]:
    command = [
        GRANIAN,
        "--interface",
        "wsgi",
        "--port",
        str(PORT),
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-ws",
    ]
    process = subprocess.Popen([*command, "--log-level", "error", application], cwd=ROOT, env=environment)
    try:
        _wait()
        yield
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


def load(path: str, seconds: float, clients: int) -> tuple[float, float]:
    """Return requests per second and the 95th percentile in milliseconds."""
    times: list[list[float]] = [[] for _ in range(clients)]
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=_client, args=(path, end, kept)) for kept in times]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sorted(value for kept in times for value in kept)
    return len(every) / seconds, statistics.quantiles(every, n=20)[-1] * 1000


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
    addresses = pages()
    counted = {name: queries(path) for name, path in addresses.items()}
    with tempfile.TemporaryDirectory():
        environment = os.environ | {
            "ESSAIM_DEBUG": "0",
            "ESSAIM_ALLOWED_HOSTS": '["127.0.0.1"]',
            "PYTHONPATH": str(ROOT),
        }
        subprocess.run(
            [Path(sys.executable).parent / "essaim", "django", "collectstatic", "--noinput", "-v", "0"],
            env=environment,
            check=True,
        )
        with server("benchmarks.bare:application", environment):
            floor, slow = load("/", options.seconds, options.clients)
        print(f"{'page':14}{'req/s':>9}{'p95 ms':>9}{'queries':>9}{'ratio':>9}")
        print(f"{'bare view':14}{floor:9.0f}{slow:9.1f}{0:9}{1:9.2f}")
        with server("essaim.config.wsgi:application", environment):
            for name, path in addresses.items():
                load(path, 1, options.clients)
                rate, slow = load(path, options.seconds, options.clients)
                print(f"{name:14}{rate:9.0f}{slow:9.1f}{counted[name]:9}{rate / floor:9.3f}")


if __name__ == "__main__":
    main()
