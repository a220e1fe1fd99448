"""Ballots a second through the web server, beside bare inserts in the same run; then the count of what was acknowledged.

    .venv/bin/python benchmarks/votes.py                              # SQLite, and PostgreSQL where it is installed
    .venv/bin/python benchmarks/votes.py --only postgresql --workers 2 --voters 3000

The server is that of a node: what `essaim serve` runs, with all its middleware, on a database that keeps what it acknowledges
(the pre-flight is asked, and must be content). 416 projects are in the vote. Ballots are sealed beforehand, each for a voter of a list; 8 clients
keep their connections and post them as the page does: cookie of the voter, CSRF token, gzip accepted. A ballot counts when
its page came back with its receipt. A bare insert is one row of the width of a sealed ballot in a transaction of its own, by
as many clients in as many processes, straight to the database (SQLite has one writer: the better of 1 and of 8), before and after.

Then the vote is closed and counted: acknowledged, marks, envelopes and opened ballots must be equal, the votes of each project those
that the clients sent, and `verify/recount.py` must accept each published file.
"""

import argparse
import json
import multiprocessing
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.guards import fresh
from benchmarks.pages import processor
from tests.faults.vote_web import Poll, prepare, read, request, serving, shows
from tests.faults.vote_world import WORLD
from tests.node import ROOT, Node
from tools.postgres import Server, binaries, own_server

CLIENTS, WARM, BARE_SECONDS, PROJECTS = 8, 40, 3, 416
HEAD = ("database", "processes", "ballots/s", "bare inserts/s", "ratio", "p50 ms", "p99 ms", "server ms", "database ms",
        "acknowledged = counted")  # fmt: skip
DURABLE = """
from essaim.foundation.storage.domain import durability
assert not durability.problems(), durability.problems()
"""
COUNT = """
from pathlib import Path
from essaim.cores import voting
live = closing.figures(here())["web"]
closing.close_vote(urn=here(), actor=NADIA)
counting.count_vote(urn=here(), typed={typed!r}, actor=NADIA)
votes, opened, files = Counter(), 0, []
for one in Count.objects.select_related("zone"):
    opened += one.figures["ballots"]
    for group in one.published["election"]["ballots"]:
        votes.update({{choice: group["voters"] for choice in group["choices"]}})
    files.append(str(Path({folder!r}) / f"{{one.zone.code}}.json"))
    Path(files[-1]).write_bytes(voting.canonical_json(one.published) + b"\\n")
print(json.dumps({{**marks(), "live": live, "opened": opened, "votes": votes, "files": files}}))
"""


class Clients:
    """Several clients that post ballots, each on its own connection, and keep how long each took and what came back."""

    def __init__(self, port: int, path: str, ballots: list[dict]) -> None:
        self.port, self.path = port, path
        self.todo, self.lock = iter(ballots), threading.Lock()
        self.kept: list[tuple[float, dict, bytes]] = []

    def run(self) -> float:
        """Post everything; return the seconds it took."""
        threads = [threading.Thread(target=self._client) for _ in range(CLIENTS)]
        start = time.perf_counter()
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return time.perf_counter() - start

    def _client(self) -> None:
        with (
            closing(socket.create_connection(("127.0.0.1", self.port), timeout=60)) as line,
            line.makefile("rb") as reader,
        ):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (ballot := self._next()) is not None:
                sent = request(self.path, self.port, ballot["sealed"], ballot["cookie"])
                start = time.perf_counter()
                line.sendall(sent)
                answer = read(reader)
                self.kept.append((time.perf_counter() - start, ballot, answer))

    def _next(self) -> dict | None:
        with self.lock:
            return next(self.todo, None)

    def acknowledged(self) -> list[dict]:
        """Return the ballots whose page came back with their receipt."""
        return [ballot for _, ballot, answer in self.kept if shows(answer, ballot["receipt"])]


# ── bare inserts ────────────────────────────────────────────────────────────────────────────────────────────────────


def bare(node: Node, width: int) -> float:
    """Return bare inserts a second: one row of a ballot's width each, acknowledged when it is on the disk."""
    return max(_bare(node, width, clients) for clients in ((CLIENTS,) if node.database_url else (1, CLIENTS)))


def _bare(node: Node, width: int, clients: int) -> float:
    kind = "bytea" if node.database_url else "blob"
    node.query("DROP TABLE IF EXISTS bare")
    columns = f"id bigint PRIMARY KEY, urn bigint, zone bigint, receipt varchar(64), sealed {kind}"
    node.query(f"CREATE TABLE bare ({columns})")
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        jobs = [(node.database_url, str(node.folder), rank, clients, width) for rank in range(clients)]
        rate = sum(pool.starmap(_insert, jobs))
    node.query("DROP TABLE bare")
    return rate


def _insert(url: str, folder: str, rank: int, clients: int, width: int) -> float:
    insert, row = _writer(url, folder), (1, 1, "a" * 64, os.urandom(width))
    number, start = rank, time.perf_counter()
    while time.perf_counter() - start < BARE_SECONDS:
        insert((number, *row))
        number += clients
    return (number - rank) / clients / (time.perf_counter() - start)


def _writer(url: str, folder: str) -> Callable[[tuple], object]:
    if url:
        import psycopg

        line = psycopg.connect(url, autocommit=True)
        return lambda row: line.execute("INSERT INTO bare VALUES (%s, %s, %s, %s, %s)", row, prepare=True)
    file = sqlite3.connect(Path(folder) / "essaim.sqlite3", timeout=60, isolation_level=None)
    file.execute("PRAGMA synchronous=FULL")
    return lambda row: file.execute("INSERT INTO bare VALUES (?, ?, ?, ?, ?)", row)


# ── one database ────────────────────────────────────────────────────────────────────────────────────────────────────


def measure(node: Node, voters: int, workers: int, server: Server | None) -> str:
    """Measure one database; return its line of the table."""
    poll = prepare(node, f"zones=3, voters={voters + WARM}, projects=(1000,) * {PROJECTS}", before=DURABLE)
    width = len(poll.ballots[0]["sealed"]) // 2
    floors = [bare(node, width)]
    collect = [sys.executable, "-m", "essaim.config.cli", "django", "collectstatic", "--noinput", "-v", "0"]
    production = {"ESSAIM_DEBUG": "0"}
    subprocess.run(collect, env=node.environment | production, cwd=ROOT, check=True)
    with serving(node, workers=workers, settings=production) as web:
        warm = Clients(web.port, poll.path, poll.ballots[:WARM])
        warm.run()
        clients = Clients(web.port, poll.path, poll.ballots[WARM:])
        watched = [web.process.pid, *([server.processes()[0]] if server else [])]
        before = [processor(each) for each in watched]
        seconds = clients.run()
        spent = [(processor(each) - was) * 1000 / voters for each, was in zip(watched, before, strict=True)]
    floors.append(bare(node, width))
    counted = check(node, poll, warm.acknowledged() + clients.acknowledged())
    return line(workers, [kept[0] for kept in clients.kept], seconds, spent, statistics.mean(floors), counted)


def line(workers: int, took: list[float], seconds: float, spent: list[float], floor: float, counted: int) -> str:
    cuts, rate = statistics.quantiles(took, n=100), len(took) / seconds
    database = f"{spent[1]:.1f}" if len(spent) > 1 else "in it"
    cells = [workers, f"{rate:.0f}", f"{floor:.0f}", f"{rate / floor:.3f}", f"{cuts[49] * 1000:.0f}", f"{cuts[98] * 1000:.0f}",
             f"{spent[0]:.1f}", database, counted]  # fmt: skip
    return " | ".join(map(str, cells)) + " |"


def check(node: Node, poll: Poll, acknowledged: list[dict]) -> int:
    """Close, count and recount: everything acknowledged is there, once, and nothing else. Exits when it is not."""
    done = node.python(WORLD + COUNT.format(typed=poll.typed, folder=str(node.folder)))
    assert done.returncode == 0, done.stderr[-3000:]
    found, sent = json.loads(done.stdout), Counter(str(choice) for one in acknowledged for choice in one["choices"])
    numbers = {len(acknowledged), len(poll.ballots), *(found[key] for key in ("live", "web", "envelopes", "opened"))}
    if len(numbers) != 1 or found["twice"] or Counter(found["votes"]) != sent:
        sys.exit(f"The count is not what was acknowledged: {len(acknowledged)} acknowledged, {found}")
    for published in found["files"]:
        recount = [sys.executable, ROOT / "verify" / "recount.py", published]
        subprocess.run(recount, check=True, stdout=subprocess.DEVNULL)
    return len(acknowledged)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voters", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="processes of the server")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {CLIENTS} clients, {options.voters} ballots\n")
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    with own_server() if binaries() and options.only != "sqlite" else nullcontext() as server:
        for workers in options.workers:
            if options.only != "postgresql":
                with fresh("", "") as node:
                    print("| SQLite |", measure(node, options.voters, workers, None), flush=True)
            if server is not None:
                with fresh(server.url, f"votes_{workers}") as node:
                    print("| PostgreSQL |", measure(node, options.voters, workers, server), flush=True)
    if server is None and options.only != "sqlite":
        print("\nPostgreSQL is not installed here: not measured.")


if __name__ == "__main__":
    main()
