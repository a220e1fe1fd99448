"""Guards of the ledger beside their broken twins: violations, operations per second, and the price against a bare insert.

    python benchmarks/guards.py                 # SQLite, and PostgreSQL where it is installed
    python benchmarks/guards.py --rate 200      # fewer operations to measure the rate

Each line is one node of its own, in processes of its own. A twin is the same code with the real constraint dropped from
the database. The bare insert writes one row of the same width in one transaction of its own, with as many clients, in the
same process as what it is compared to.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faults.ledger_world import WORLD
from tests.node import Node
from tools.postgres import binaries, temporary_server

VOUCHERS = """
adoption = begin(bons="5", enveloppe="200")
{twin}
cars = [carrier(adoption, f"Cars {{n}}") for n in range(3)]
titles = [title for n in range(4) for title in issue(person(adoption, f"Personne{{n}} Essai"))]
def client(rank):
    tried = 0
    for title in titles[rank % 20:] + titles[:rank % 20]:
        tried += 1
        try:
            take(title, cars[rank % 3])
        except RefusedActError:
            pass
    return [tried]
clock = time.perf_counter()
tried = counted(together([lambda rank=rank: client(rank) for rank in range(24)], 24))
seconds = time.perf_counter() - clock
spent = Movement.objects.filter(moved="spent").count()
print(json.dumps({{"operations": tried, "seconds": seconds, "violations": spent - len(titles), "of": f"{{spent}} spends of {{len(titles)}} vouchers"}}))
"""
HOURS = """
adoption = begin(plafond="40")
{twin}
one = person(adoption)
def work(rank):
    for turn in range(12):
        try:
            hours(one, 50 if rank % 2 else 60)
        except RefusedActError:
            pass
    return [12]
clock = time.perf_counter()
tried = counted(together([lambda rank=rank: work(rank) for rank in range(8)], 8))
seconds, now = time.perf_counter() - clock, account(one)
over = max(0, now.balance - now.cap)
print(json.dumps({{"operations": tried, "seconds": seconds, "violations": over, "of": f"{{now.balance}} min under a cap of {{now.cap}}"}}))
"""
FORMS = """
adoption = begin(plafond="900")
{twin}
people = [person(adoption, f"Personne{{n}} Essai") for n in range(4)]
def send(number):
    hours(people[number % 4], 1, key=f"form-{{number % 30}}")
clock = time.perf_counter()
together([lambda number=number: send(number) for number in range(240)], 8)
seconds, rows = time.perf_counter() - clock, Movement.objects.count()
print(json.dumps({{"operations": 240, "seconds": seconds, "violations": rows - 30, "of": f"{{rows}} acts of 30 forms, each sent 8 times"}}))
"""
UNDONE = """
adoption = begin(plafond="900")
{twin}
one = person(adoption)
hours(one, 9000)
rows = [hours(one, 10) for _ in range(20)]
def back(row):
    try:
        undoing.reverse(movement=row, actor=AGENT, reason="Erreur")
    except RefusedActError:
        pass
clock = time.perf_counter()
together([lambda row=row: back(row) for row in rows * 8], 8)
seconds, undone = time.perf_counter() - clock, Movement.objects.filter(moved="reversed").count()
print(json.dumps({{"operations": 160, "seconds": seconds, "violations": undone - 20, "of": f"{{undone}} reversals of 20 movements"}}))
"""
COUNTED = """
import time
def counted(found):
    lost = [one for one in found if not isinstance(one, list)]
    assert not lost, lost  # an outcome that is not known is not counted as one
    return sum(one[0] for one in found)
"""
CASES = (
    (
        "24 clients on 20 vouchers",
        VOUCHERS,
        'without_unique(Movement, "title"); without_constraint(LedgerAccount, "ledger_floor")',
    ),
    ("8 employers on one cap", HOURS, 'without_constraint(LedgerAccount, "ledger_cap")'),
    (
        "8 times the same form",
        FORMS,
        'without_constraint(Movement, "ledger_request_once"); verbs.answered = lambda *_: None',
    ),
    ("8 agents undo one movement", UNDONE, 'without_unique(Movement, "reverses")'),
)
RATE = """
adoption = begin(plafond="900")
people = [person(adoption, f"Personne{n} Essai") for n in range(4)]
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE bare (a bigint, b bigint, amount bigint, day varchar(10), words varchar(200))")
def bare(number):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare VALUES (%s, %s, %s, %s, %s)", [number, number, 1, "2026-11-25", "x" * 120])
def guarded(number):
    hours(people[number % 4], 1, key=f"form-{number}")
def clients(work, count, workers=4):
    def client(rank):
        for number in range(rank, count, workers):
            work(number)
    clock = time.perf_counter()
    outcomes = together([lambda rank=rank: client(rank) for rank in range(workers)], workers)
    assert outcomes == ["done"] * workers, outcomes
    return count / (time.perf_counter() - clock)
clients(bare, 40), clients(guarded, 1)
print(json.dumps({"bare": clients(bare, {count}), "guarded": clients(lambda number: guarded(number + 10**6), {count})}))
"""


@contextmanager
def fresh(server: str, name: str) -> Iterator[Node]:
    """A node of its own: migrated, empty."""
    import psycopg

    with tempfile.TemporaryDirectory() as folder:
        url = ""
        if server:
            with psycopg.connect(server, autocommit=True) as database:
                database.execute(f"CREATE DATABASE {name}")
            url = server.rsplit("/", 1)[0] + f"/{name}"
        node = Node(Path(folder), url)
        done = node.run("django", "migrate")
        assert done.returncode == 0, done.stderr
        yield node


def run(node: Node, code: str) -> dict:
    done = node.python(WORLD + COUNTED + code)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def races(name: str, server: str) -> None:
    print(
        f"\n**{name}**\n\n| guard | violations | what happened | its twin | what happened | guarded op/s | twin op/s |"
    )
    print("|---|---|---|---|---|---|---|")
    for rank, (label, code, twin) in enumerate(CASES):
        found = []
        for side, dropped in enumerate(("", twin)):
            with fresh(server, f"race_{rank}_{side}") as node:
                found.append(run(node, code.format(twin=dropped)))
        ours, theirs = found
        assert ours["violations"] == 0, ours
        assert theirs["violations"] > 0, theirs
        speed = [f"{one['operations'] / one['seconds']:.0f}" for one in found]
        print(
            f"| {label} | {ours['violations']} | {ours['of']} | {theirs['violations']} | {theirs['of']} | {speed[0]} | {speed[1]} |"
        )


def rate(name: str, server: str, count: int) -> None:
    with fresh(server, "rate") as node:
        found = run(node, RATE.replace("{count}", str(count)))
    ratio = found["bare"] / found["guarded"]
    print(f"\n{name}, 4 clients, {count} acts: bare insert {found['bare']:.0f}/s, guarded act {found['guarded']:.0f}/s,"
          f" one act for {ratio:.1f} bare inserts")  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rate", type=int, default=600, help="operations to measure the rate with")
    options.add_argument("--only", choices=["sqlite", "postgresql"], help="one database")
    asked = options.parse_args()
    print(f"{os.cpu_count()} processors")
    if asked.only != "postgresql":
        races("SQLite", "")
        rate("SQLite", "", asked.rate)
    if asked.only != "sqlite":
        with temporary_server() if binaries() else nullcontext("") as server:
            if not server:
                print("\nPostgreSQL is not installed here: not measured.")
                return
            races("PostgreSQL", server)
            rate("PostgreSQL", server, asked.rate)


if __name__ == "__main__":
    main()
