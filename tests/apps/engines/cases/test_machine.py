"""What may happen to a case, and what follows: the pure machine, on the example kit."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from essaim.adoptions.contract import Happened, RefusedActError
from essaim.adoptions.kits.rehearsing import Stage
from essaim.cores.rules.evaluation import Facts
from essaim.engines.cases.domain.clocks import Watch
from essaim.engines.cases.domain.machine import Position, RuleNotMetError, arrive, lapse, move, overdue, way
from essaim.engines.cases.rehearsal import File, Rehearsal
from tests.apps.engines.cases.conftest import changed

NOON = Watch(datetime(2020, 3, 2, 12, tzinfo=ZoneInfo("Europe/Paris")))
FIELDS = {"apprenti": False, "revenu": 50_000, "devis": 100_000, "devis-verifie": True}


def world(kit, *, today=date(2020, 3, 2), lookups=None, **fields):
    known = {**FIELDS, **{name.replace("_", "-"): value for name, value in fields.items()}}
    looked = {"cases.granted-this-year": False} if lookups is None else lookups
    return Stage(kit, kit.defaults(), Facts(known, kit.defaults(), looked, today))


def later(watch, **moved):
    return Watch(watch.now.replace(**moved))


def test_a_case_begins_where_its_door_sorts_it(kit, section):
    door = section.doors[0]
    plain = arrive(section, world(kit), door, NOON)
    assert (plain.position.state, plain.happened, plain.tells) == ("recu", (Happened("submitted"),), None)
    assert arrive(section, world(kit, apprenti=True), door, NOON).position.state == "a-orienter"
    assert arrive(section, world(kit, apprenti=None), None, NOON).position.state == "recu"


def test_what_is_not_known_does_not_sort(kit, section):
    unknown = world(kit)
    unknown.facts = Facts({}, kit.defaults(), {}, date(2020, 3, 2))
    assert arrive(section, unknown, section.doors[0], NOON).position.state == "recu"


@pytest.mark.parametrize(
    ("state", "verb", "role", "said"),
    [
        ("recu", "grant", "commission", "« accorder » n’est pas possible à l’état « Reçu »"),
        ("commission", "grant", "agent", "ce rôle ne peut pas accorder un dossier à l’état « En commission »"),
        ("accorde", "refuse", "commission", "« refuser » n’est pas possible à l’état « Accordé »"),
    ],
)
def test_what_is_not_possible_is_refused_in_words(kit, section, state, verb, role, said):
    with pytest.raises(RefusedActError) as refused:
        way(section, world(kit), state, verb, role)
    assert str(refused.value) == said


@pytest.mark.parametrize(("fields", "verdict"), [({"revenu": 200_000}, "non"), ({"lookups": {}}, "pas encore connu")])
def test_a_rule_that_is_not_yes_refuses_with_its_trace(kit, section, fields, verdict):
    with pytest.raises(RuleNotMetError, match=verdict) as refused:
        way(section, world(kit, **fields), "commission", "grant", "commission")
    assert refused.value.evaluation.decided or refused.value.evaluation.missing


def test_a_grant_carries_its_amount_and_tells(kit, section):
    one = way(section, world(kit), "commission", "grant", "commission")
    step = move(section, world(kit), Position("commission"), one, NOON)
    assert step.happened == (Happened("granted", {"amount": 80_000}),)
    assert (step.position.state, step.tells) == ("accorde", "accord")


def test_what_cannot_be_computed_is_not_granted(kit, section):
    here = world(kit)
    here.facts = Facts({"revenu": 1}, kit.defaults(), {}, date(2020, 3, 2))
    one = next(one for one in section.transitions if one.id == "accorder")
    with pytest.raises(RefusedActError, match=r"« aide » ne peut pas être calculé : il manque field.devis"):
        move(section, here, Position("commission"), one, NOON)


@pytest.mark.parametrize(("name", "event"), [("refuser", "refused"), ("orienter", "closed"), ("prendre", None)])
def test_reaching_an_end_is_an_event(kit, section, name, event):
    one = next(one for one in section.transitions if one.id == name)
    step = move(section, world(kit), Position(one.from_), one, NOON)
    assert [happened.event for happened in step.happened] == ([event] if event else [])


def test_verbs_of_one_state_part_by_their_rules():
    take = "{id: prendre, verb: take, label: Prendre en charge, from: recu, to: instruction, by: [agent]}"
    short = take.replace("to: instruction", "to: commission").replace("id: prendre", "id: court")
    parted = changed((take, short.replace("by:", "when: droit-national, by:") + "\n      - " + take))
    section = parted.sections["cases"]
    assert way(section, world(parted, apprenti=True), "recu", "take", "agent").to == "commission"
    assert way(section, world(parted), "recu", "take", "agent").to == "instruction"


def test_declaring_in_place_is_an_event_each_time():
    declare = "{id: declarer, verb: declare, label: Déclarer, from: instruction, to: instruction, by: [demandeur], amount: aide}"
    take = "{id: prendre, verb: take,"
    kit = changed((take, f"{declare}\n      - {take}"), ("cases.withdraw]", "cases.withdraw, cases.declare]"))
    section = kit.sections["cases"]
    one = way(section, world(kit), "instruction", "declare", "demandeur")
    step = move(section, world(kit), Position("instruction"), one, NOON)
    assert step.happened == (Happened("declared", {"amount": 80_000}),)
    assert step.tells is None


def test_a_deadline_that_only_alerts_leaves_the_case_where_it_is(kit, section):
    position = arrive(section, world(kit), section.doors[0], NOON).position
    assert overdue(position, NOON) is None
    after = later(NOON, month=4, day=2)
    step = lapse(section, world(kit), position, overdue(position, after), after)
    assert (step.position.state, step.happened, step.tells) == ("recu", (Happened("late"),), None)
    assert overdue(step.position, after) is None


def test_silence_decides_on_the_day_it_is_acquired(kit, section):
    position = Position("commission", arrive(section, world(kit), section.doors[0], NOON).position.clocks[1:])
    after = later(NOON, month=6)
    step = lapse(section, world(kit), position, overdue(position, after), after)
    assert step.happened == (Happened("late"), Happened("granted", {"amount": 80_000}))
    assert (step.position.state, step.tells, step.deadline.id) == ("accorde", "accord", "decider")


def played(section, world, *acts):
    state = File()
    happened = ()
    for verb, role in acts:
        out = Rehearsal().act(section, world, state, verb, role)
        state, happened = out.state, out.happened
    return state, happened


def test_a_rehearsal_numbers_its_cases_and_says_so_in_what_happens(kit, section):
    here = world(kit)
    state, happened = played(section, here, ("submit", "demandeur"), ("withdraw", "demandeur"), ("submit", "agent"))
    assert happened == (Happened("submitted", {"file": "2"}),)
    assert Rehearsal().observe(section, here, state)["cases"] == "2"
    assert Rehearsal().observe(section, here, File()) == {
        "state": "aucun",
        "cases": "0",
        "late": "non",
        "deadline": "aucun",
    }


@pytest.mark.parametrize("verb", ["take", "grant"])
def test_nothing_is_done_before_a_case_or_after_its_end(kit, section, verb):
    with pytest.raises(RefusedActError, match="aucun dossier"):
        played(section, world(kit), (verb, "agent"))
    with pytest.raises(RefusedActError, match=r"terminé .*figé"):
        played(section, world(kit), ("submit", "demandeur"), ("withdraw", "demandeur"), (verb, "agent"))


def test_an_effect_opens_a_case_and_makes_the_transition_of_its_verb():
    kit = changed(("{id: orienter, verb: redirect", "{id: clore, verb: close, label: Clore, from: recu, to: sans-suite, by: [agent]}\n      - {id: orienter, verb: redirect"), ("cases.redirect]", "cases.redirect, cases.close]"))  # fmt: skip
    section, here = kit.sections["cases"], world(kit)
    opened = Rehearsal().apply(section, here, File(), "open", {})
    assert [one.event for one in opened.happened] == ["submitted"]
    with pytest.raises(RefusedActError, match="déjà en cours"):
        Rehearsal().apply(section, here, opened.state, "open", {})
    closed = Rehearsal().apply(section, here, opened.state, "close", {})
    assert [one.event for one in closed.happened] == ["closed"]
    with pytest.raises(RefusedActError, match="n’est pas possible à l’état"):
        Rehearsal().apply(section, here, opened.state, "grant", {})


def test_time_passes_in_the_order_of_the_deadlines(kit, section):
    state, _ = played(section, world(kit), ("submit", "demandeur"))
    out = Rehearsal().act(section, world(kit, today=date(2020, 6, 1)), state, "look", "agent")
    assert [one.event for one in out.happened] == ["late", "late", "granted"]
    assert out.state.late == 2
