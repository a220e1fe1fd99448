"""The server of production killed (-9) during a vote, and answers cut after the commit: people send again, and nothing is lost.

Twins: a server that acknowledges before it writes; people whose ballot is sealed anew at each sending.
"""

import shutil

import pytest

from tests.faults.effort import ROUNDS, SEED, tell
from tests.faults.vote_web import Cutter, Voters, everything, had_again, judged, prepare, serving, settled, trouble
from tests.node import Node

VOTERS, KILLS = 60 * ROUNDS, 2 * ROUNDS
CUT = 0.25
HASTY = "tests.faults.hasty:application"
ON_A_SMALL_DISK = """
from essaim.engines.ballots.domain.vote import preflight
preflight.LEAST_DISK = 0  # it refuses, and rightly, to open a vote there
"""


def struck(web):
    """Kill the server and start it again."""

    def strike(_moment):
        web.kill()
        web.start()

    return strike


def test_killed_and_cut_off_every_ballot_is_there_once_and_every_receipt_is_had(node):
    poll = prepare(node, f"voters={VOTERS}")
    with serving(node) as web, Cutter(web.port, CUT, SEED) as proxy:
        with Voters(proxy.port, poll) as voters:
            kills = trouble(voters, KILLS, struck(web))
        found = judged(node, voters)
        again = had_again(web.port, poll)
        after = judged(node, voters)
    tell("server", **found, again=again, kills=kills, cut=proxy.cut, unknown=voters.unknown)
    assert (kills, voters.robbed) == (KILLS, 0)
    assert proxy.cut > 0
    assert found == after == everything(poll)
    assert again == len(poll.ballots)


def test_twin_a_server_that_acknowledges_before_it_writes_loses_ballots(node):
    poll = prepare(node, "voters=40")
    with serving(node, application=HASTY) as web:
        with Voters(web.port, poll) as voters:
            trouble(voters, 1, struck(web))
        settled(node, 3)
        found = judged(node, voters)
    tell("twin: acknowledged early", **found)
    assert found["lost"] > 0


def test_twin_people_whose_ballot_is_sealed_anew_are_marked_and_have_no_receipt(node):
    poll = prepare(node, "voters=40", anew=3)
    with serving(node) as web, Cutter(web.port, CUT, SEED) as proxy, Voters(proxy.port, poll, anew=True) as voters:
        pass
    tell("twin: sealed anew", **judged(node, voters), robbed=voters.robbed, cut=proxy.cut)
    assert voters.robbed > 0


@pytest.mark.parametrize("application", ["", HASTY], ids=["ours", "twin"])
def test_a_full_disk_refuses_ballots_and_loses_none_its_twin_loses_some(
    small_disk, template_node, server_url, application
):
    if server_url:
        pytest.skip("the file of SQLite is on the disk that is filled; PostgreSQL's: test_vote_database.py")
    shutil.copy(template_node.folder / "essaim.sqlite3", small_disk.folder)
    node = Node(small_disk.folder, "")
    poll = prepare(node, f"voters={40 * ROUNDS}", before=ON_A_SMALL_DISK)
    with serving(node, application=application) as web:
        with Voters(web.port, poll) as voters:
            trouble(voters, 1, lambda _moment: small_disk.fill(until=lambda: voters.failed > 8 or voters.over))
        settled(node, 3 if application else 0)
        found = judged(node, voters)
        again = had_again(web.port, poll) if not application else 0
    tell(f"full disk{', twin' if application else ''}", **found, refused=voters.failed)
    if application:
        assert found["lost"] > 0
    else:
        assert found == everything(poll)
        assert voters.failed > 0
        assert again == len(poll.ballots)
