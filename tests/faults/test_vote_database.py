"""PostgreSQL killed (-9) during a vote, whole or one of its processes; its disk filled. What it acknowledged is there.

The server is one of our own, as durable as PostgreSQL is by itself. Twin: `synchronous_commit=off`, which answers before it
writes. (`fsync=off` shows only when the machine loses its power: no process that dies can show it; the pre-flight refuses both.)
"""

import os
import signal
from contextlib import suppress

import psycopg
import pytest

from tests.faults.effort import ROUNDS, SEED, tell
from tests.faults.vote_web import Cutter, Voters, everything, had_again, judged, prepare, serving, trouble
from tests.node import wait_until

pytestmark = pytest.mark.postgres
VOTERS, KILLS = 60 * ROUNDS, 2 * ROUNDS


def struck(server):
    """Kill the whole server and start it again; then one of its processes, after which it mends itself; and so on."""

    def strike(moment):
        if moment % 2:
            return kill_one(server)
        server.kill()
        server.start()

    return strike


def kill_one(server):
    """Kill the process that serves somebody: PostgreSQL throws everybody out and reads its journal again."""
    with psycopg.connect(server.url) as line:
        rows = line.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname LIKE 'own_%' AND backend_type = 'client backend'"
        ).fetchall()
    for (each,) in rows[:1]:
        os.kill(each, signal.SIGKILL)
    wait_until(lambda: answers(server))


def answers(server):
    with suppress(psycopg.OperationalError), psycopg.connect(server.url) as line:
        return bool(line.execute("SELECT NOT pg_is_in_recovery()").fetchone())
    return False


def test_the_database_killed_loses_no_ballot_and_every_receipt_is_had(own_postgres, own_node):
    poll = prepare(own_node, f"voters={VOTERS}")
    with serving(own_node) as web, Cutter(web.port, 0.1, SEED) as proxy:
        with Voters(proxy.port, poll) as voters:
            kills = trouble(voters, KILLS, struck(own_postgres))
        found = judged(own_node, voters)
        again = had_again(web.port, poll)
    tell("database", **found, again=again, kills=kills, refused=voters.failed, cut=proxy.cut)
    assert kills == KILLS
    assert found == everything(poll)
    assert again == len(poll.ballots)


def test_twin_a_database_that_answers_before_it_writes_loses_ballots(own_postgres, own_node):
    poll = prepare(own_node, "voters=40")
    name = own_node.database_url.rpartition("/")[2]
    own_node.query(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with serving(own_node) as web:
        with Voters(web.port, poll) as voters:
            trouble(voters, 1, lambda _moment: own_postgres.kill() or own_postgres.start())
        found = judged(own_node, voters)
    tell("twin: asynchronous commit", **found)
    assert found["lost"] > 0
