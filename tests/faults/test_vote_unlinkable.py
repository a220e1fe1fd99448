"""Somebody holds dumps of the database from before, during and after a vote, its log, the journal and the open archive, not the keys.

She pairs voters with envelopes, one guess each, in each zone, in every way that we know; then ballots of the archive with voters.
The test: right guesses in all zones of one size, against the exact law of guesses at random (fixed points of a shuffle, mean 1 a
zone). It speaks when any of them would happen once in a million by chance: some 250 are made in a run, so it is wrong at most once in
4,000 runs. Its power: the twin, plain choices beside the mark, is fully linked, at every size.
"""

import json
from itertools import groupby

import pytest

from tests.faults.effort import ROUNDS, tell
from tests.faults.vote_attack import ATTACK, BEGIN, DUMP, OURS, PUBLISHED, SET, SHOW, TWIN, chance
from tests.faults.vote_world import WORLD

SIZES = [5] * 12 + [20] * 4 + [100] + [500] * (ROUNDS > 1)
LUCK = 1e-6
SPREADS = 6
"""Of the archive: standard deviations above the mean of 400 shuffles. Once in a million where many ballots are alike."""
OPEN = {"while it is open", "just before the close"}
TRANSACTION = {"one transaction", "lock on the voter"}


def show(node, code, pairs=""):
    done = node.python(WORLD + BEGIN.format(sizes=SIZES, pairs=pairs) + code + SHOW)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def by_size(guessed):
    """Return, for each moment, way and size: right guesses, people, and the chance of as many or more."""
    rows = sorted(guessed, key=lambda row: (row[0], row[1], row[2]))
    for (when, how, size), group in groupby(rows, key=lambda row: tuple(row[:3])):
        zones = [(people, right) for *_, people, right in group]
        hits, people = sum(right for _, right in zones), [people for people, _ in zones]
        luck = chance(people, hits, SET if when in OPEN and how in TRANSACTION else None)
        yield when, how, size, hits, sum(people), luck


@pytest.fixture(scope="module", params=["FIRST,", ""], ids=["first counts", "paper cancels"])
def found(request, make_shared_node):
    found = show(make_shared_node(), DUMP + OURS + ATTACK + PUBLISHED, request.param)
    worst = {}
    for when, how, size, hits, people, luck in by_size(found["guessed"]):
        worst[size] = min(worst.get(size, (1.0,)), (luck, f"{hits} of {people}, {how}, {when}"))
    tell(f"attack, {request.param}", voters=found["voters"], luckiest=str(worst), published=str(found["published"]))
    return found


def test_dumps_of_every_moment_pair_voters_and_envelopes_no_better_than_chance(found):
    assert found["voters"] == sum(SIZES)
    assert [row for row in by_size(found["guessed"]) if row[-1] < LUCK] == []


def test_log_journal_and_archive_name_nobody(found):
    assert {what: number for what, number in found["never"].items() if number} == {}


def test_ballots_of_the_archive_follow_no_order_of_voters(found):
    for order in ("roll", "receipts"):
        right, mean, spread = found["published"][order]
        assert right <= mean + SPREADS * max(spread, 1), (order, right, mean, spread)


def test_twin_plain_choices_in_one_transaction_with_the_mark_give_everybody_away(node):
    found = show(node, DUMP + TWIN + ATTACK, "FIRST,")
    how = "one transaction" if found["postgres"] else "order on disk"
    rows = [row for row in by_size(found["guessed"]) if row[1] == how]
    tell("twin: plain choices in one transaction", linked=sum(row[3] for row in rows), voters=found["voters"])
    assert {row[2] for row in rows} == set(SIZES)
    assert all(row[3] == row[4] and row[-1] < LUCK for row in rows), rows
