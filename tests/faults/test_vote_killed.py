"""Killed (-9) again and again during a vote, sometimes right after a commit: no acknowledged ballot lost, none twice.

The checker reads what the clients wrote down and what the urn answers. Every receipt is had again by sending again.
"""

import json
import random
import signal

from tests.faults.vote_world import WORLD

VOTERS, KILLS = 240, 4
PREPARE = f"""
urn, typed = begin(voters={VOTERS})
ballots = [[number, envelope(urn, person(urn, number), 1 + number % 5).hex()] for number in range(1, {VOTERS + 1})]
print(json.dumps({{"ballots": ballots, "typed": typed}}))
"""
WORK = """
import os, signal
urn, ballots = here(), json.load(open({ballots!r}))
acknowledged = set(open({log!r}).read().split()) if os.path.exists({log!r}) else set()
log, lock, done = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT), threading.Lock(), 0
todo = iter([(number, sealed) for number, sealed in ballots if casting.receipt_of(bytes.fromhex(sealed)) not in acknowledged])
{twin}
def client():
    global done
    while True:
        with lock:
            number, sealed = next(todo, (None, None))
        if number is None:
            return
        receipt = {send}
        with lock:
            done += 1
            if done == {die_at}:
                os.kill(os.getpid(), signal.SIGKILL)  # it is in the urn, and nobody was told
            os.write(log, (receipt + "\\n").encode())
outcomes = Counter(together([client] * 4, 4))
assert set(outcomes) == {{"done"}}, outcomes
"""
CAST = "casting.cast(urn=urn, voter=person(urn, number), sealed=bytes.fromhex(sealed), most=3)"
BEFORE_COMMIT = """
told = []
def cast_and_tell(number, sealed):
    '''Acknowledged inside the transaction: what a reply sent too early, or an asynchronous commit, does.'''
    with transaction.atomic():
        receipt = casting.cast(urn=urn, voter=person(urn, number), sealed=bytes.fromhex(sealed), most=3)
        with lock:
            told.append(receipt)
            os.write(log, (receipt + "\\n").encode())
            if len(told) == DIE_AT:
                os.kill(os.getpid(), signal.SIGKILL)  # this one at least is told, and not in the urn
    return receipt
"""
SHOW = """
urn = here()
held = set(Envelope.objects.values_list("receipt", flat=True))
print(json.dumps({"held": sorted(held), **marks()}))
"""


def vote_and_die(node, tmp_path, kills, send=CAST, twin=""):
    prepared = node.python(WORLD + PREPARE)
    assert prepared.returncode == 0, prepared.stderr[-2000:]
    ballots, log = tmp_path / "ballots.json", tmp_path / "acknowledged"
    ballots.write_text(json.dumps(json.loads(prepared.stdout)["ballots"]))
    chance = random.Random(20261126)  # noqa: S311 - moments to die at, not secrets
    for _ in range(kills):
        die_at = chance.randrange(20, 45)
        code = WORK.format(
            ballots=str(ballots), log=str(log), send=send, die_at=0 if twin else die_at,
            twin=twin.replace("DIE_AT", str(die_at)),
        )  # fmt: skip
        done = node.python(WORLD + code)
        assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    return ballots, log


def test_killed_during_a_vote_no_acknowledged_ballot_is_lost_and_every_receipt_is_had_again(node, tmp_path):
    ballots, log = vote_and_die(node, tmp_path, KILLS)
    acknowledged = set(log.read_text().split())
    found = json.loads(node.python(WORLD + SHOW).stdout)
    assert acknowledged <= set(found["held"])
    assert len(found["held"]) > len(acknowledged)  # some were in the urn and nobody was told
    done = node.python(WORLD + WORK.format(ballots=str(ballots), log=str(log), send=CAST, die_at=0, twin=""))
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(node.python(WORLD + SHOW).stdout)
    assert set(log.read_text().split()) == set(found["held"])
    assert {name: found[name] for name in ("marks", "twice", "web", "envelopes")} == {
        "marks": VOTERS, "twice": 0, "web": VOTERS, "envelopes": VOTERS,
    }  # fmt: skip


def test_twin_acknowledged_before_the_commit_a_ballot_is_lost(node, tmp_path):
    _, log = vote_and_die(node, tmp_path, 1, send="cast_and_tell(number, sealed)", twin=BEFORE_COMMIT)
    found = json.loads(node.python(WORLD + SHOW).stdout)
    assert set(log.read_text().split()) - set(found["held"])
