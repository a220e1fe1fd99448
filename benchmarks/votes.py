"""Ballots a second through the web server, beside bare inserts in the same run; then the count of what was acknowledged.

    .venv/bin/python benchmarks/votes.py                              # SQLite, and PostgreSQL where it is installed
    .venv/bin/python benchmarks/votes.py --only postgresql --workers 2 --voters 3000

The server is that of a node: `essaim serve`, with all its middleware, on a database that keeps what it acknowledges
(`durability_problems` is asked, and must be empty). Ballots are sealed beforehand, each for a voter of a list of her own; 8 clients
keep their connections and post them as the page does: cookie of the voter, CSRF token, gzip accepted. A ballot counts when
its page came back with its receipt. A bare insert is one row of the width of a sealed ballot in a transaction of its own, by
as many clients in as many processes (SQLite has one writer: the best of 1 and of 8 is told), straight to the database.

Then the vote is closed and counted: acknowledged, marks, envelopes and opened ballots must be equal, the votes of each project those
that the clients sent, and `verify/recount.py` must accept each published file.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.guards import fresh
from tests.faults.vote_world import WORLD
from tests.node import Node
from tools.postgres import binaries, own_server

CLIENTS = 8
WARM = 40
TICKS = os.sysconf("SC_CLK_TCK")
PREPARE = """
from django.core.signing import get_cookie_signer
from essaim.engines.ballots.views.vote import shared
from essaim.foundation.storage.domain import durability
assert not durability.problems(), durability.problems()
urn, typed = begin(zones=3, voters={voters}, projects=(1000,) * 12)
signer = get_cookie_signer(salt=shared.COOKIE + str(urn.key))
def ballot(voter):
    projects = sorted(style_for(urn, voter).projects)
    chosen = sorted(random.sample(projects, random.randint(1, 3)))
    sealed = envelope(urn, voter, *chosen)
    return {{"cookie": shared.COOKIE + "=" + signer.sign(str(voter.key)), "sealed": sealed.hex(),
            "receipt": casting.receipt_of(sealed), "choices": chosen}}
ballots = [ballot(one) for one in Voter.objects.filter(urn=urn).select_related("zone")]
random.shuffle(ballots)
json.dump({{"path": f"/services/{{urn.consultation.adoption.slug}}/ballots/vote/envoyer/", "ballots": ballots, "typed": typed}},
          open({file!r}, "w"))
"""
COUNT = """
from pathlib import Path
from essaim.cores import voting
from essaim.engines.ballots.domain.vote import closing as closes
urn = here()
live = closes.figures(urn)
closing.close_vote(urn=urn, actor=NADIA)
counting.count_vote(urn=here(), typed={typed!r}, actor=NADIA)
votes, opened, files = Counter(), 0, []
for one in Count.objects.select_related("zone"):
    opened += one.figures["ballots"]
    for group in one.published["election"]["ballots"]:
        votes.update({{choice: group["voters"] for choice in group["choices"]}})
    files.append(str(Path({folder!r}) / f"{{one.zone.code}}.json"))
    Path(files[-1]).write_bytes(voting.canonical_json(one.published) + b"\\n")
print(json.dumps({{**marks(), "live": live["web"], "opened": opened, "votes": votes, "files": files}}))
"""


# ── the server and its clients ──────────────────────────────────────────────────────────────────────────────────────


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(node: Node, workers: int) -> Iterator[tuple[int, int]]:
    """Run `essaim serve` as in production; yield its port and the number of its process."""
    port = free_port()
    settings = {"ESSAIM_DEBUG": "0", "ESSAIM_ALLOWED_HOSTS": "127.0.0.1", "ESSAIM_BASE_URL": f"http://127.0.0.1:{port}"}
    environment, essaim = node.environment | settings, str(Path(sys.executable).parent / "essaim")
    subprocess.run([essaim, "django", "collectstatic", "--noinput", "-v", "0"], env=environment, cwd=ROOT, check=True)
    command = [essaim, "serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The server did not start.")


def request(path: str, port: int, ballot: dict) -> bytes:
    token = "a" * 32
    body = f"csrfmiddlewaretoken={token}&sealed={ballot['sealed']}".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n"
        f"Cookie: csrftoken={token}; {ballot['cookie']}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def answer(reader) -> tuple[bytes, bytes]:
    """Read one answer: its head, its body as it was sent."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = reader.readline()
        if not line:
            raise ConnectionError(head)
        head += line
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return head, reader.read(int(length.split(b":")[1]))


class Clients:
    """Several clients that post ballots, each on its own connection, and keep how long each took and what came back."""

    def __init__(self, port: int, path: str, ballots: list[dict]) -> None:
        self.port, self.path = port, path
        self.todo, self.lock = iter(ballots), threading.Lock()
        self.kept: list[tuple[float, dict, bytes, bytes]] = []

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
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=60)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            reader = line.makefile("rb")
            while (ballot := self._next()) is not None:
                sent, start = request(self.path, self.port, ballot), time.perf_counter()
                line.sendall(sent)
                head, body = answer(reader)
                self.kept.append((time.perf_counter() - start, ballot, head, body))

    def _next(self) -> dict | None:
        with self.lock:
            return next(self.todo, None)

    def acknowledged(self) -> list[dict]:
        """Return the ballots whose page came back with their receipt."""
        return [ballot for _, ballot, head, body in self.kept if _shows(head, body, ballot["receipt"])]


def _shows(head: bytes, body: bytes, receipt: str) -> bool:
    page = gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body
    return b" 200 " in head.split(b"\r\n")[0] and receipt.encode() in page


def processor(process: int) -> float:
    """Return the processor seconds of a process and of its children, from Linux's own count."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(processor(int(child)) for child in children)


# ── bare inserts ────────────────────────────────────────────────────────────────────────────────────────────────────


def bare(node: Node, width: int, clients: int, seconds: float) -> float:
    """Return bare inserts a second: one row of a ballot's width each, acknowledged when it is on the disk."""
    node.query("DROP TABLE IF EXISTS bare")
    kind = "bytea" if node.database_url else "blob"
    node.query(f"CREATE TABLE bare (id bigint PRIMARY KEY, urn bigint, zone bigint, receipt varchar(64), sealed {kind})")
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        jobs = [(node.database_url, str(node.folder), rank, clients, width, seconds) for rank in range(clients)]
        return sum(pool.starmap(_insert, jobs))


def _insert(url: str, folder: str, rank: int, clients: int, width: int, seconds: float) -> float:
    insert, row = _writer(url, folder), (1, 1, "a" * 64, os.urandom(width))
    number, start = rank, time.perf_counter()
    while time.perf_counter() - start < seconds:
        insert((number, *row))
        number += clients
    return (number - rank) / clients / (time.perf_counter() - start)


def _writer(url: str, folder: str):
    if url:
        import psycopg

        line = psycopg.connect(url, autocommit=True)
        return lambda row: line.execute("INSERT INTO bare VALUES (%s, %s, %s, %s, %s)", row, prepare=True)
    line = sqlite3.connect(Path(folder) / "essaim.sqlite3", timeout=60, isolation_level=None)
    line.execute("PRAGMA synchronous=FULL")
    return lambda row: line.execute("INSERT INTO bare VALUES (?, ?, ?, ?, ?)", row)


# ── one database ────────────────────────────────────────────────────────────────────────────────────────────────────


def python(node: Node, code: str) -> str:
    done = node.python(WORLD + code)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def measure(name: str, node: Node, options: argparse.Namespace) -> str:
    """Measure one database; return its line of the table."""
    file = node.folder / "ballots.json"
    python(node, PREPARE.format(voters=options.voters + WARM, file=str(file)))
    prepared = json.loads(file.read_text())
    ballots, path = prepared["ballots"], prepared["path"]
    width = len(ballots[0]["sealed"]) // 2
    floor = [max(bare(node, width, each, 3) for each in ((CLIENTS,) if node.database_url else (1, CLIENTS)))]
    with served(node, options.workers) as (port, process):
        warm = Clients(port, path, ballots[:WARM])
        warm.run()
        clients, before = Clients(port, path, ballots[WARM:]), processor(process)
        seconds = clients.run()
        spent = processor(process) - before
    floor.append(max(bare(node, width, each, 3) for each in ((CLIENTS,) if node.database_url else (1, CLIENTS))))
    acknowledged = warm.acknowledged() + clients.acknowledged()
    check(node, prepared, acknowledged)
    return line(name, options, [kept[0] for kept in clients.kept], seconds, spent, statistics.mean(floor))


def line(name: str, options: argparse.Namespace, took: list[float], seconds: float, spent: float, floor: float) -> str:
    cuts = statistics.quantiles(took, n=100)
    rate = len(took) / seconds
    cells = [
        name, options.workers, f"{rate:.0f}", f"{floor:.0f}", f"{rate / floor:.3f}", f"{cuts[49] * 1000:.0f}",
        f"{cuts[98] * 1000:.0f}", f"{spent * 1000 / len(took):.2f}", f"{len(took) + WARM} = {len(took) + WARM}",
    ]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def check(node: Node, prepared: dict, acknowledged: list[dict]) -> None:
    """Close, count and recount: everything acknowledged is there, once, and nothing else. Exits when it is not."""
    found = json.loads(python(node, COUNT.format(typed=tuple(prepared["typed"]), folder=str(node.folder))))
    sent = Counter(str(choice) for ballot in acknowledged for choice in ballot["choices"])
    numbers = {len(acknowledged), len(prepared["ballots"]), *(found[key] for key in ("live", "web", "envelopes", "opened"))}
    if len(numbers) != 1 or found["twice"] or Counter(found["votes"]) != sent:
        sys.exit(f"The count is not what was acknowledged: {len(acknowledged)} acknowledged, {found}")
    for published in found["files"]:
        subprocess.run([sys.executable, ROOT / "verify" / "recount.py", published], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voters", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="processes of the server")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {CLIENTS} clients\n")
    print("| database | processes | ballots/s | bare inserts/s | ratio | p50 ms | p99 ms | server ms a ballot | acknowledged = counted |")
    print("|---|---|---|---|---|---|---|---|---|")
    with own_server() if binaries() and options.only != "sqlite" else nullcontext() as server:
        for workers in options.workers:
            one = argparse.Namespace(**{**vars(options), "workers": workers})
            if options.only != "postgresql":
                with fresh("", "") as node:
                    print(measure("SQLite", node, one), flush=True)
            if server is not None:
                with fresh(server.url, f"votes_{workers}") as node:
                    print(measure("PostgreSQL", node, one), flush=True)
    if server is None and options.only != "sqlite":
        print("\nPostgreSQL is not installed here: not measured.")


if __name__ == "__main__":
    main()
