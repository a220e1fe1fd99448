"""Many at once on the same money, hours and vouchers. Each twin is the same run, with the real guard dropped first."""

import pytest

from tests.faults.ledger_world import WORLD


@pytest.fixture
def run(node):
    return lambda code: node.tell(WORLD + code)


VOUCHERS = """
adoption = begin(bons="6", enveloppe="200")
{twin}
cars = [carrier(adoption, f"Cars {{n}}") for n in range(3)]
titles = [title for n in range(4) for title in issue(person(adoption, f"Personne{{n}} Essai"))][:20]
def client(rank):
    own, outcomes = cars[rank % 3], Counter()
    for title in titles[rank % 20:] + titles[:rank % 20]:
        try:
            take(title, own, key=f"{{rank}}-{{title.pk}}")
            outcomes["done"] += 1
        except RefusedActError as why:
            outcomes[str(why)] += 1
    return outcomes
outcomes = sum(together([lambda rank=rank: client(rank) for rank in range(24)], 24), Counter())
spent = Counter(Movement.objects.filter(moved="spent").values_list("title", flat=True))
print(json.dumps({{"outcomes": outcomes, "twice": sum(1 for n in spent.values() if n > 1), "spent": sum(spent.values()),
                   "balanced": balanced(adoption)}}))
"""


def test_24_clients_on_20_vouchers_spend_each_once(run):
    found = run(VOUCHERS.format(twin=""))
    assert (found["spent"], found["twice"], found["balanced"]) == (20, 0, True)
    assert found["outcomes"] == {"done": 20, "Ce titre a déjà été dépensé.": 24 * 20 - 20}


def test_twin_without_its_unique_constraint_a_voucher_is_spent_again(run):
    found = run(VOUCHERS.format(twin='without_unique(Movement, "title")'))
    assert found["twice"] > 0


HOURS = """
adoption = begin(plafond="40")
{twin}
one = person(adoption)
def work(rank):
    done = 0
    for turn in range(12):
        try:
            hours(one, 50 if rank % 2 else 60, key=f"{{rank}}-{{turn}}")
            done += 50 if rank % 2 else 60
        except RefusedActError:
            pass
    return [done]
outcomes = together([lambda rank=rank: work(rank) for rank in range(8)], 8)
print(json.dumps({{"said": sum(each[0] for each in outcomes), "balance": account(one).balance, "cap": account(one).cap,
                   "rows": sum(Movement.objects.filter(key="heures").values_list("amount", flat=True)),
                   "balanced": balanced(adoption)}}))
"""


def test_8_employers_on_one_cap_never_exceed_it(run):
    found = run(HOURS.format(twin=""))
    assert found["said"] == found["balance"] == found["rows"] <= found["cap"] == 2400
    assert found["balance"] > 2400 - 50
    assert found["balanced"]


def test_twin_without_its_check_the_cap_is_exceeded(run):
    found = run(HOURS.format(twin='without_constraint(LedgerAccount, "ledger_cap")'))
    assert found["balance"] == 8 * 6 * 110 > found["cap"]


def test_twin_without_its_trigger_the_balance_no_longer_is_the_sum(run):
    found = run(HOURS.format(twin='without_trigger("ledger_balance")'))
    assert (found["balance"], found["balanced"]) == (0, False)
    assert found["rows"] > found["cap"]


KEYS = """
adoption = begin(plafond="40")
{twin}
one = person(adoption)
outcomes = together([lambda: str(hours(one, 60, key="same").pk)] * 8, 8)
print(json.dumps({{"answers": sorted(set(outcomes)), "rows": Movement.objects.count()}}))
"""


def test_one_form_sent_eight_times_at_once_is_done_once_and_answers_the_same(run):
    found = run(KEYS.format(twin=""))
    assert (len(found["answers"]), found["rows"]) == (1, 1)


def test_twin_without_its_unique_key_a_form_is_done_again(run):
    racy = 'without_constraint(Movement, "ledger_request_once"); verbs.answered = lambda *_: None'
    assert run(KEYS.format(twin=racy))["rows"] == 8


def test_twin_with_the_constraint_alone_the_form_is_still_done_once(run):
    """The look-up before is only for speed: the database is what refuses."""
    assert run(KEYS.format(twin="verbs.answered = lambda *_: None"))["rows"] == 1


REVERSALS = """
adoption = begin(plafond="40")
{twin}
one = person(adoption)
hours(one, 600)
movement = hours(one, 60)
def back():
    undoing.reverse(movement=movement, actor=AGENT, reason="Erreur")
outcomes = together([back] * 8, 8)
print(json.dumps({{"outcomes": Counter(outcomes), "balance": account(one).balance, "balanced": balanced(adoption)}}))
"""


def test_8_agents_undo_one_movement_once(run):
    found = run(REVERSALS.format(twin=""))
    assert found == {"outcomes": {"done": 1, "RefusedActError": 7}, "balance": 600, "balanced": True}


def test_twin_without_its_unique_constraint_a_movement_is_undone_eight_times(run):
    found = run(REVERSALS.format(twin='without_unique(Movement, "reverses")'))
    assert found["balance"] == 660 - 8 * 60


MORE = """
adoption = begin(plafond="40")
{twin}
one = person(adoption)
movement = hours(one, 60)
hours(one, 600)
try:
    with transaction.atomic():
        Movement.objects.create(adoption=adoption, moved="reversed", key="heures", source=movement.target,
            target=movement.source, amount=61, on=movement.on, at=movement.at, reverses=movement)
    outcome = "done"
except IntegrityError as refused:
    outcome = "refused"
print(json.dumps(outcome))
"""


def test_no_more_is_undone_than_was_done(run):
    assert run(MORE.format(twin="")) == "refused"


def test_twin_without_its_trigger_more_is_undone(run):
    assert run(MORE.format(twin='without_trigger("ledger_reversal_exact")')) == "done"


ELSEWHERE = """
from datetime import date, timedelta
adoption = begin()
{twin}
one, farm, cars = person(adoption), employer(adoption), carrier(adoption)
first, second, _ = issue(one)
def said(title, where):
    try:
        take(title, where)
        return "done"
    except RefusedActError as why:
        return str(why)
outcomes = [said(first, farm)]
LedgerAccount.objects.filter(key="bons", place="holder").update(expires_on=date.today() - 2 * timedelta(days=1))
outcomes.append(said(second, cars))
print(json.dumps(outcomes))
"""


def test_outside_the_list_and_after_the_last_day_nothing_is_taken(run):
    outside, late = run(ELSEWHERE.format(twin=""))
    assert "pas sur la liste" in outside
    assert "a pris fin" in late


@pytest.mark.parametrize(("guard", "which"), [("ledger_accepted_there", 0), ("ledger_not_expired", 1)])
def test_twin_without_its_trigger_each_is_taken(run, guard, which):
    assert run(ELSEWHERE.format(twin=f'without_trigger("{guard}")'))[which] == "done"


STANDING = """
adoption = begin()
{twin}
one, cars = person(adoption), carrier(adoption)
first, *_ = issue(one)
cars.acceptances.update(standing="{standing}")
try:
    take(first, cars)
    outcome = "done"
except RefusedActError as why:
    outcome = str(why)
print(json.dumps(outcome))
"""
ENDED = """
from datetime import date, timedelta
adoption = begin()
{twin}
one = person(adoption)
LedgerAccount.objects.filter(key="heures", place="holder").update(declared_until=date.today() - timedelta(days=1))
try:
    hours(one, 60)
    outcome = "done"
except RefusedActError as why:
    outcome = str(why)
print(json.dumps(outcome))
"""


@pytest.mark.parametrize(("standing", "said"), [("waiting", "pas encore admise"), ("suspended", "suspendue")])
def test_nothing_is_spent_where_no_decision_admits_it(run, standing, said):
    assert said in run(STANDING.format(twin="", standing=standing))


@pytest.mark.parametrize("standing", ["waiting", "suspended"])
def test_twin_without_its_trigger_it_is_spent_there(run, standing):
    assert run(STANDING.format(twin=f'without_trigger("ledger_not_{standing}")', standing=standing)) == "done"


def test_nothing_is_declared_after_its_end(run):
    assert "on n’y déclare plus" in run(ENDED.format(twin=""))


def test_twin_without_its_trigger_it_is_declared(run):
    assert run(ENDED.format(twin='without_trigger("ledger_not_declared_after")')) == "done"


HOLDS = """
from essaim.engines.ledger.domain.promising import promise
from essaim.adoptions.acting import acting
from essaim.adoptions.runtime import SYSTEM
adoption = begin(plafond="40")
{twin}
one = person(adoption)
record = adoption.terms.kit.sections["ledger"].account("heures")
def keep():
    with acting(adoption, "ledger.hold", actor=SYSTEM, participations=[one]) as act:
        return str(promise(act, record, act.participations[0], 600).pk)
kept = [one for one in together([keep] * 8, 8) if one != "RefusedActError"]
promised = Hold.objects.first()
given = together([lambda: verbs.release(promised=promised, actor=SYSTEM)] * 8, 8)
now = account(one)
print(json.dumps({{"kept": len(kept), "given": Counter(given), "coming": now.coming, "cap": now.cap}}))
"""


def test_promises_never_exceed_the_cap_and_end_once(run):
    found = run(HOLDS.format(twin=""))
    assert found == {"kept": 4, "given": {"done": 1, "RefusedActError": 7}, "coming": 1800, "cap": 2400}


def test_twin_without_its_check_more_is_promised_than_there_is(run):
    found = run(HOLDS.format(twin='without_constraint(LedgerAccount, "ledger_cap")'))
    assert found["kept"] == 8
