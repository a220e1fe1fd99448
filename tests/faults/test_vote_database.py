"""PostgreSQL killed (-9) during a vote, whole or one of its processes; its disk filled. What it acknowledged is there.

The server is one of our own, as durable as PostgreSQL is by itself. Twin: `synchronous_commit=off`, which answers before it
writes. (`fsync=off` shows only when the machine loses its power: no process that dies can show it; the pre-flight refuses both.)
"""

import os
import signal
from contextlib import closing, suppress

import psycopg
import pytest

from tests.faults.disks import absent
from tests.faults.effort import ROUNDS, SEED, tell
from tests.faults.vote_web import Cutter, Voters, everything, had_again, judged, prepare, serving, settled, trouble
from tests.node import wait_until

pytestmark = pytest.mark.postgres
HASTY = "tests.faults.hasty:application"
VOTERS, KILLS = 60 * ROUNDS, 2 * ROUNDS


def struck(server):
    """Kill the whole server and start it again; then one of its processes, after which it mends itself; and so on."""

    def strike(moment):
        if moment % 2:
            kill_one(server)
        else:
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


@pytest.mark.parametrize("application", ["", HASTY], ids=["ours", "twin"])
def test_a_full_disk_refuses_ballots_and_loses_none_its_twin_loses_some(own_disk, own_postgres, own_node, application):
    full = own_node.folder / "full"
    if own_disk is None:
        pytest.skip(absent() or "no small disk can be mounted here: what a full disk does is not tried")
    poll = prepare(own_node, f"voters={40 * ROUNDS}")
    with serving(own_node, application=application, settings={"HASTY_UNTIL": str(full)}) as web:
        with Voters(web.port, poll) as voters:
            trouble(voters, 1, lambda _moment: filled(own_disk, own_postgres, voters, full))
        settled(own_node, 5 if application else 0)
        found = judged(own_node, voters)
        again = 0 if application else had_again(web.port, poll)
    tell(f"full disk{', twin' if application else ''}", **found, again=again, refused=voters.failed)
    if application:
        assert found["lost"] > 0
    else:
        assert voters.failed > 0
        assert found == everything(poll)
        assert again == len(poll.ballots)


def use_up(line):
    """Use up the room that the journal of the database had set aside: it needs more, and there is none."""
    with suppress(psycopg.Error):
        for _ in range(40):
            line.execute("SELECT pg_logical_emit_message(false, 'test', 'x')")
            line.execute("SELECT pg_switch_wal()")


def filled(disk, server, voters, full):
    """Leave no room until voters were refused; a server that gave up for the lack of it is started again."""
    line = psycopg.connect(server.url, autocommit=True)  # now: who comes when the disk is full is turned away
    voters.may_go.clear()  # nobody votes on what room the journal of the database had set aside

    def seen():
        if not voters.may_go.is_set():
            use_up(line)
            full.touch()
            voters.may_go.set()
        return voters.failed > 8 or voters.over

    with closing(line):
        disk.fill(until=seen)
    try:
        wait_until(lambda: answers(server), 3)
    except AssertionError:
        server.kill()
        server.start()


def stall(server):
    """Stop the process that writes what was acknowledged and not yet written: a slow disk, a busy machine."""
    with psycopg.connect(server.url) as line:
        rows = line.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'").fetchall()
    os.kill(rows[0][0], signal.SIGSTOP)


def test_twin_a_database_that_answers_before_it_writes_loses_ballots(own_postgres, own_node):
    poll = prepare(own_node, "voters=40")
    name = own_node.database_url.rpartition("/")[2]
    own_node.query(f"ALTER DATABASE {name} SET synchronous_commit = off")
    stall(own_postgres)
    with serving(own_node) as web:
        with Voters(web.port, poll) as voters:
            trouble(voters, 1, lambda _moment: own_postgres.kill() or own_postgres.start())
        found = judged(own_node, voters)
    tell("twin: asynchronous commit", **found)
    assert found["lost"] > 0
