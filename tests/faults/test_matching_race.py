"""Many at once on the same people. Each twin is the same run, with the real guard dropped from the database first."""

import pytest

from tests.faults.matching_world import WORLD


@pytest.fixture
def run(node):
    return lambda code: node.tell(WORLD + code)


ONCE = """
adoption = begin()
one, other = owner(adoption), gardener(adoption)
proposal = accepted(proposed(adoption, one, other), one, other)
{twin}
outcomes = together([lambda: agreeing.agree(proposal=fresh(proposal), actor=AGENT)] * 8)
print(json.dumps({{"outcomes": outcomes, "agreements": Agreement.objects.count(),
                   "taken": Profile.objects.get(pk=one.pk).taken}}))
"""
UNGUARDED = """
def unguarded(act, held, today):
    Proposal.objects.filter(pk=held.pk).update(state="agreed")
    Profile.objects.filter(pk__in=[held.seeker_id, held.partner_id]).update(capacity=F("capacity") + 1, taken=F("taken") + 1)
    return agreeing._written(act, held, today, [])
agreeing.begin, agreeing.step = unguarded, lambda change: None
"""


def test_8_agents_who_validate_one_proposal_make_one_agreement(run):
    found = run(ONCE.format(twin=""))
    assert found == {"outcomes": {"done": 1, "RefusedActError": 7}, "agreements": 1, "taken": 1}


def test_without_the_checks_of_the_act_the_database_still_refuses_a_second_agreement(run):
    found = run(ONCE.format(twin=UNGUARDED))
    assert found == {"outcomes": {"done": 1, "IntegrityError": 7}, "agreements": 1, "taken": 1}


def test_twin_without_its_unique_constraints_a_proposal_is_accepted_eight_times(run):
    drop = 'without_unique(Agreement, "proposal"); without_constraint(Agreement, "matching_one_agreement")'
    found = run(ONCE.format(twin=UNGUARDED + drop))
    assert (found["agreements"], found["outcomes"]) == (8, {"done": 8})


CAPACITY = """
adoption = begin()
other = gardener(adoption)
pairs = []
for number in range(6):
    one = owner(adoption, f"Odette{{number}} P")
    pairs.append(accepted(proposed(adoption, one, other), one, other))
{twin}
outcomes = together([lambda pair=pair: agreeing.agree(proposal=fresh(pair), actor=AGENT) for pair in pairs])
kept = Profile.objects.get(pk=other.pk)
print(json.dumps({{"outcomes": outcomes, "taken": kept.taken, "capacity": kept.capacity,
                   "agreements": Agreement.objects.count()}}))
"""
UNCOUNTED = """
def uncounted(held):
    for key in sorted((held.seeker_id, held.partner_id)):
        Profile.objects.filter(pk=key).update(taken=F("taken") + 1)
    return []
agreeing._take_places, agreeing._verify, agreeing.withdraw_others = uncounted, lambda *_: None, lambda *_: None
"""


def test_6_agreements_at_once_never_pass_a_capacity_of_2(run):
    found = run(CAPACITY.format(twin=""))
    assert found == {"outcomes": {"done": 2, "RefusedActError": 4}, "taken": 2, "capacity": 2, "agreements": 2}


def test_without_the_conditional_update_the_check_of_the_database_still_refuses(run):
    found = run(CAPACITY.format(twin=UNCOUNTED))
    assert found == {"outcomes": {"done": 2, "IntegrityError": 4}, "taken": 2, "capacity": 2, "agreements": 2}


def test_twin_without_its_check_the_capacity_is_passed(run):
    found = run(CAPACITY.format(twin=UNCOUNTED + 'without_constraint(Profile, "matching_within_capacity")'))
    assert (found["taken"], found["agreements"], found["capacity"]) == (6, 6, 2)


PROPOSALS = """
adoption = begin()
one, other = owner(adoption), gardener(adoption)
{twin}
outcomes = together([lambda: proposing.propose(adoption=adoption, seeker=one, partner=other, actor=AGENT)] * 8)
print(json.dumps({{"outcomes": outcomes, "live": Proposal.objects.filter(state="open").count(),
                   "told": one.participation.told.count()}}))
"""


def test_8_agents_who_propose_one_pair_make_one_proposal(run):
    found = run(PROPOSALS.format(twin=""))
    assert found == {"outcomes": {"done": 1, "RefusedActError": 7}, "live": 1, "told": 1}


def test_twin_without_its_constraint_one_pair_is_proposed_eight_times(run):
    found = run(PROPOSALS.format(twin='without_constraint(Proposal, "matching_one_live_proposal")'))
    assert (found["live"], found["told"]) == (8, 8)


ANSWERS = """
adoption = begin()
one, other = owner(adoption), gardener(adoption)
proposal = proposed(adoption, one, other)
yes = [lambda me=me: answering.accept(proposal=fresh(proposal), me=me, actor=holder(me)) for me in (one, other) * 3]
no = [lambda: answering.decline(proposal=fresh(proposal), me=one, actor=holder(one), reason="autre")] * 2
outcomes = together(yes + no)
kept = fresh(proposal)
print(json.dumps({"state": kept.state, "both": bool(kept.seeker_at and kept.partner_at), "outcomes": outcomes}))
"""


def test_a_yes_and_a_no_at_once_leave_one_answer(run):
    found = run(ANSWERS)
    assert found["state"] == "declined"
    assert set(found["outcomes"]) <= {"done", "RefusedActError"}


LOCKS = """
adoption = begin()
ones = [owner(adoption, f"Odette{n} P") for n in range(3)]
others = [gardener(adoption, f"Karim{n} J") for n in range(3)]
def turn(rank):
    for step in range(6):
        pair = ones[(rank + step) % 3], others[(rank * 2 + step) % 3]
        try:
            proposal = proposed(adoption, *pair)
            accepted(fresh(proposal), *(pair if rank % 2 else reversed(pair)))
            agreeing.end(agreement=agreeing.agree(proposal=fresh(proposal), actor=AGENT), actor=AGENT, reason="desaccord")
        except RefusedActError:
            pass
outcomes = together([lambda rank=rank: turn(rank) for rank in range(6)])
running = {one.pk: 0 for one in Profile.objects.all()}
for seeker, partner in Agreement.objects.filter(state="running").values_list("seeker_id", "partner_id"):
    running[seeker] += 1
    running[partner] += 1
print(json.dumps({"outcomes": outcomes, "exact": running == dict(Profile.objects.values_list("pk", "taken")),
                  "agreements": Agreement.objects.count()}))
"""


def test_people_crossed_in_every_way_never_wait_for_each_other_in_a_circle(run):
    found = run(LOCKS)
    assert found["outcomes"] == {"done": 6}
    assert found["exact"]
    assert found["agreements"] > 0
