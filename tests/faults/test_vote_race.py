"""Web and paper at once for one voter, the same ballot sent eight times at once, votes that come as the vote closes."""

import pytest

from tests.faults.vote_world import WORLD

VOTERS = 12


@pytest.fixture
def run(node):
    return lambda code: node.tell(WORLD + code)


BOTH = f"""
urn, _ = begin({{pairs}} voters={VOTERS})
{{twin}}
def web(number, choice):
    return lambda: vote(urn, number, choice)
def paper(number):
    return lambda: reception.receive(urn=urn, voter=person(urn, number), actor=NADIA)
jobs = [job for number in range(1, {VOTERS + 1}) for job in (web(number, 1), paper(number), web(number, 2), paper(number))]
outcomes = Counter(str(one)[:20] if len(str(one)) < 64 else "receipt" for one in together(jobs, 16))
print(json.dumps({{{{**marks(), "outcomes": outcomes, "paper": Mark.objects.filter(channel="paper").count()}}}}))
"""
CHECK_THEN_WRITE = """
without_constraint(Mark, "ballots_one_vote_a_voter")
def careless(*, urn, voter, sealed, most):
    if Mark.objects.filter(urn=urn, voter=voter).exists():
        raise casting.AlreadyVotedError
    time.sleep(.05)
    with transaction.atomic():
        Mark.objects.create(urn=urn, voter=voter, zone=voter.zone, channel="web")
        Envelope.objects.create(urn=urn, zone=voter.zone, sealed=sealed, receipt=casting.receipt_of(sealed))
    return casting.receipt_of(sealed)
casting.cast = careless
"""


@pytest.mark.parametrize("pairs", ["", "FIRST,"])
def test_web_and_paper_at_once_give_one_vote_each_and_every_web_mark_has_its_envelope(run, pairs):
    found = run(BOTH.format(pairs=pairs, twin=""))
    assert (found["marks"], found["twice"]) == (VOTERS, 0)
    assert found["web"] == found["envelopes"]
    if not pairs:
        assert found["paper"] == VOTERS  # paper cancels the web: whoever came on paper is counted on paper


def test_twin_checked_first_and_without_the_unique_key_somebody_votes_twice(run):
    found = run(BOTH.format(pairs="FIRST,", twin=CHECK_THEN_WRITE))
    assert found["twice"] > 0


SAME = """
urn, _ = begin(voters=6)
{twin}
voters = {{number: person(urn, number) for number in range(1, 7)}}
sealed = {{number: envelope(urn, one, 1, 2) for number, one in voters.items()}}
def send(number):
    return lambda: casting.cast(urn=urn, voter=voters[number], sealed={what}, most=3)
answers = together([send(number) for number in voters for _ in range(8)], 16)
print(json.dumps({{**marks(), "receipts": len(set(answers)), "answers": len([one for one in answers if len(one) == 64])}}))
"""


def test_the_same_ballot_sent_eight_times_at_once_gives_one_envelope_and_eight_same_receipts(run):
    found = run(SAME.format(twin="", what="sealed[number]"))
    assert found == {"marks": 6, "twice": 0, "web": 6, "envelopes": 6, "receipts": 6, "answers": 48}


def test_twin_where_the_server_makes_the_ballot_a_lost_reply_is_a_lost_receipt(run):
    found = run(SAME.format(twin="", what="envelope(urn, voters[number], 1, 2)"))
    assert found["answers"] == 6  # the 42 others are told that they voted, and have no receipt


CLOSING = """
urn, _ = begin(FIRST, voters=40)
def late(number):
    return lambda: time.sleep(number / 400) or vote(urn, number, 1)
jobs = [late(number) for number in range(1, 41)] + [lambda: time.sleep(.05) or closing.close_vote(urn=urn, actor=NADIA)]
answers = together(jobs, 41)
received = [one for one in answers if isinstance(one, str) and len(one) == 64]
urn = here()
print(json.dumps({"stage": urn.stage, "received": len(received), **marks(), "batch": Envelope.objects.filter(batch=None).count(),
                  "missing": checkpoints.missing(urn)}))
"""


def test_every_ballot_received_as_the_vote_closes_is_in_the_last_checkpoint(run):
    found = run(CLOSING)
    assert found["stage"] == "closed"
    assert found["received"] == found["marks"] == found["envelopes"]
    assert (found["batch"], found["missing"]) == (0, [])


CIRCLE = """
urn, _ = begin(FIRST, voters=8)
{twin}
# slow, so that all are at it together: between the look at the roll and the writing, then between what is taken up and what is written
mixing.AMONG = mixing.AMONG.replace("{{values}})", "{{values}} WHERE pg_sleep(.2) IS NOT NULL)")
write, go, late, looked = casting.put, threading.Event(), threading.local(), []
def paused(row):
    if isinstance(row, Mark) and getattr(late, "yes", False):
        looked.append(row)
        go.wait({patience})
    return write(row)
casting.put = paused
def until(condition):
    end = time.monotonic() + {patience}
    while not condition() and time.monotonic() < end:
        time.sleep(.02)
def second(number, choice):
    def job():
        late.yes = True
        return vote(urn, number, choice)
    return job
def first(number):
    def job():
        until(lambda: len(looked) == 16)  # both others have looked at the roll: nobody has voted
        return vote(urn, number, 1)
    return job
def watch():
    until(lambda: Mark.objects.count() == 8)
    go.set()
jobs = [second(number, choice) for number in range(1, 9) for choice in (2, 3)] + [first(number) for number in range(1, 9)] + [watch]
answers = together(jobs, 25)
print(json.dumps({{**marks(), "receipts": len([one for one in answers if len(one) == 64]),
                  "refused": answers.count("AlreadyVotedError"), "circles": answers.count("OperationalError")}}))
"""


@pytest.mark.postgres
def test_two_sendings_of_each_voter_wait_for_each_other_and_never_in_a_circle(run):
    found = run(CIRCLE.format(twin="", patience=1))
    assert found == {"marks": 8, "twice": 0, "web": 8, "envelopes": 8, "receipts": 8, "refused": 16, "circles": 0}


@pytest.mark.postgres
def test_twin_without_the_hold_on_the_voter_the_database_breaks_circles(run):
    found = run(CIRCLE.format(twin="casting.hold_voter = lambda voter: None", patience=60))
    assert found["circles"] > 0
    assert (found["marks"], found["twice"], found["envelopes"]) == (8, 0, 8)  # the unique key holds all the same
