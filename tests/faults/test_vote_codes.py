"""One code for one use, tried several times at once; the twin reads it, then deletes it."""

import pytest

from tests.faults.vote_world import WORLD

CODES, CLICKS = 8, 4


@pytest.fixture
def run(node):
    return lambda code: node.tell(WORLD + code)


RACE = f"""
from datetime import timedelta
from django.utils import timezone
from essaim.engines.ballots.domain.vote import codes
from essaim.engines.ballots.domain.vote.addresses import Address
urn, _ = begin(voters={CODES})
held = {{}}
for number in range(1, {CODES} + 1):
    address = Address("mail", f"p{{number}}@exemple.test")
    OneTimeCode.objects.create(urn=urn, voter=person(urn, number), until=timezone.now() + timedelta(minutes=5),
                               digest=codes.digest(urn, address, "12345678"))
    held[number] = address
TWIN
let_in = Counter()
def click(number):
    def one():
        if codes.use(urn=urn, address=held[number], code="12345678") is not None:
            let_in[number] += 1
    return one
together([click(number) for number in held for _ in range({CLICKS})], 16)
print(json.dumps({{"let in": len(let_in), "twice": sum(n > 1 for n in let_in.values()), "left": OneTimeCode.objects.count()}}))
"""
READ_THEN_DELETE = """
def careless(*, urn, address, code):
    row = OneTimeCode.objects.filter(digest=codes.digest(urn, address, code)).select_related("voter").first()
    time.sleep(.05)
    OneTimeCode.objects.filter(digest=codes.digest(urn, address, code)).delete()
    return row.voter if row else None
codes.use = careless
"""


def test_of_several_clicks_at_once_one_wins(run):
    assert run(RACE.replace("TWIN", "")) == {"let in": CODES, "twice": 0, "left": 0}


def test_twin_read_then_deleted_a_code_serves_twice(run):
    assert run(RACE.replace("TWIN", READ_THEN_DELETE))["twice"] > 0
