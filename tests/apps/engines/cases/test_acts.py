"""Acts on cases: guarded, written once with their history, their decision, their letters and what follows."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from essaim.adoptions.acting import AlreadyDoneError
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import adopting
from essaim.adoptions.models import Happening
from essaim.engines.cases.domain import acts, deadlines
from essaim.engines.cases.domain.deadlines import run_out
from essaim.engines.cases.domain.writing import StaleError
from essaim.engines.cases.models import ERASED, Case, CaseEvent, Decision, Sector, SectorCommune
from essaim.foundation.territories.models import Territory
from tests.apps.engines.cases.builders import (
    AGENT,
    COMMISSION,
    HOLDER,
    VERIFIED,
    act,
    again,
    filed,
    in_commission,
    service,
)
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def story(case):
    return [(one.verb, one.way, one.before, one.after) for one in case.events.all()]


def test_a_demand_that_is_sent_opens_its_case():
    case = filed(service())
    assert (case.state, case.kind, case.version, case.reference) == ("recu", "open", 1, "n° 1")
    assert story(case) == [("submit", "", "", "recu")]
    assert {clock.deadline for clock in case.clocks.all()} == {"instruire", "decider"}
    assert case.due_at == min(clock.due_at for clock in case.clocks.all())
    assert Happening.objects.get(event="cases.submitted").payload == {"file": "1"}


def test_what_the_door_sorts_begins_elsewhere():
    assert filed(service(), apprenti="oui").state == "a-orienter"


def test_a_case_goes_to_its_decision_with_its_history_and_its_letter():
    case = in_commission(filed(service()))
    act(case, "grant", COMMISSION)
    case = again(case)
    assert story(case) == [
        ("submit", "", "", "recu"),
        ("take", "prendre", "recu", "instruction"),
        ("propose", "proposer", "instruction", "commission"),
        ("grant", "accorder", "commission", "accorde"),
    ]
    assert (case.kind, case.due_at, case.clocks.count()) == ("granted", None, 0)
    decision = case.decision
    assert (decision.granted, decision.amount_cents, decision.days, decision.in_time) == (True, 90_000, 0, True)
    assert any("Revenu" in line for line in decision.grounds)
    told = case.participation.told.get()
    assert "Le " in told.body
    assert "900" in told.body
    assert "dossier 1" in told.body
    case.participation.refresh_from_db()
    assert case.participation.standing == "decided"
    assert Happening.objects.get(event="cases.granted").payload == {"file": "1", "amount": 90_000}


def test_a_rule_that_is_not_yes_refuses_with_its_reasons():
    case = in_commission(filed(service(), revenu="3000"))
    with pytest.raises(RefusedActError, match=r"« Accorder » n’est pas possible : .*Revenu du mois dernier"):
        act(case, "grant", COMMISSION)
    assert again(case).state == "commission"


def test_what_is_missing_is_named():
    case = filed(service())
    act(case, "take")
    act(case, "propose")
    with pytest.raises(RefusedActError, match="il manque : Devis vérifié"):
        act(case, "grant", COMMISSION)


@pytest.mark.parametrize(("verb", "actor"), [("grant", COMMISSION), ("take", HOLDER), ("take", COMMISSION)])
def test_a_verb_from_elsewhere_or_by_somebody_else_is_refused(verb, actor):
    case = filed(service())
    with pytest.raises(RefusedActError):
        act(case, verb, actor)
    assert again(case).version == 1


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_refusal_carries_its_reason(reason):
    case = in_commission(filed(service()))
    with pytest.raises(RefusedActError, match="motif"):
        act(case, "refuse", COMMISSION, reason=reason)
    act(case, "refuse", COMMISSION, reason="Le devis date de l’an dernier.")
    case = again(case)
    assert case.decision.reason == "Le devis date de l’an dernier."
    assert "Le devis date de l’an dernier." in case.participation.told.get().body


def test_the_second_of_two_agents_sees_what_happened_and_who_did_it(django_user_model):
    nadia = django_user_model.objects.create_user(email="nadia@exemple.test", name="Nadia Exemple")
    case = in_commission(filed(service()))
    seen = case.version
    acts.do(case=case, verb="grant", actor=COMMISSION.__class__("commission", nadia.key, "Nadia"), version=seen)
    with pytest.raises(StaleError, match=r"Entre-temps, Nadia Exemple a agi \(Accorder, le .* à l’état « Accordé »"):
        acts.do(case=case, verb="refuse", actor=COMMISSION, version=seen, reason="Trop tard.")
    assert Decision.objects.count() == 1


def test_the_same_form_sent_twice_acts_once():
    case = filed(service())
    act(case, "take", request_key="form-1")
    with pytest.raises(AlreadyDoneError):
        act(case, "take", request_key="form-1")
    assert case.events.filter(verb="take").count() == 1


def test_a_case_is_given_to_somebody_and_that_is_written():
    case = filed(service())
    somebody = uuid4()
    acts.assign(case=case, to=somebody, actor=AGENT, version=1)
    assert (again(case).assigned_to, again(case).version) == (somebody, 2)
    with pytest.raises(StaleError):
        acts.assign(case=case, to=None, actor=AGENT, version=1)
    act(case, "withdraw", HOLDER)
    with pytest.raises(RefusedActError, match="terminé"):
        acts.assign(case=case, to=None, actor=AGENT, version=3)


def test_many_are_done_together_and_each_refused_one_says_why():
    adoption = service()
    cases = [filed(adoption, name=f"P{n}", email=f"p{n}@exemple.test") for n in range(3)]
    act(cases[1], "withdraw", HOLDER)
    found = acts.do_many(cases=[(again(one), 1) for one in cases], verb="take", actor=AGENT, request_key="k")
    assert [bool(one.refused) for one in found] == [False, True, False]
    assert "Entre-temps" in found[1].refused
    assert [again(one).state for one in cases] == ["instruction", "retire", "instruction"]


def moved(case, **delta):
    return timezone.now() + timedelta(**delta)


def test_a_deadline_that_runs_out_alerts_once():
    case = filed(service(("default: 20, min: 2, max: 60", "default: 2, min: 2, max: 60")))
    assert run_out() == 0
    assert run_out(moved(case, days=12)) == 1
    assert run_out(moved(case, days=12)) == 0
    case = again(case)
    assert (case.late, case.state) == (True, "recu")
    event = case.events.last()
    assert (event.verb, event.way, event.machine) == ("late", "instruire", True)


def test_silence_grants_tells_and_is_late():
    case = filed(service(("{field: devis-verifie, is: oui}", "{field: devis-verifie, is_not: non}")))
    assert run_out(moved(case, days=80)) == 2
    case = again(case)
    assert (case.state, case.decision.machine, case.decision.in_time) == ("accorde", True, False)
    assert case.participation.told.get().message == "accord"


def closing(state):
    """The table closes a case that is late when a national right exists; it can from one state only."""
    way = (
        f"      - {{id: clore, verb: close, label: Clore, from: {state}, to: sans-suite, by: [agent]}}\n    deadlines:"
    )
    row = "events:\n  - {on: cases.late, do: cases.close, when: droit-national}\nmessages:\n  - id: complement"
    return (
        ("    deadlines:", way),
        ("cases.redirect]", "cases.redirect, cases.close]"),
        ("messages:\n  - id: complement", row),
    )


def test_the_table_of_a_kit_makes_a_transition_and_says_so():
    case = filed(service(*closing("a-orienter")), apprenti="oui")
    assert run_out(moved(case, days=40)) == 1
    case = again(case)
    assert (case.state, case.events.last().verb) == ("sans-suite", "close")
    assert case.events.last().reason == "À la suite d’un autre acte de ce service."
    assert [one.event for one in Happening.objects.order_by("pk")] == ["cases.submitted", "cases.late", "cases.closed"]


def test_what_the_table_cannot_do_leaves_the_case_late_and_the_others_go_on():
    adoption = service(*closing("instruction"))
    case, other = filed(adoption, apprenti="oui"), filed(adoption, email="s@exemple.test")
    assert run_out(moved(case, days=40)) == 2
    assert [(again(one).state, again(one).late) for one in (case, other)] == [("a-orienter", True), ("recu", True)]
    assert "« clore » n’est pas possible" in again(case).events.last().reason
    assert run_out(moved(case, days=41)) == 0


def test_a_case_that_fails_does_not_stop_the_others(monkeypatch):
    adoption = service()
    first, second = filed(adoption), filed(adoption, email="s@exemple.test")
    before = deadlines.lapse

    def broken(section, world, position, clock, watch, **options):
        if world.field("revenu") == 100:
            raise ZeroDivisionError
        return before(section, world, position, clock, watch, **options)

    first.participation.answers["revenu"] = "1"
    first.participation.save(update_fields=["answers"])
    monkeypatch.setattr(deadlines, "lapse", broken)
    with pytest.raises(ZeroDivisionError):
        run_out(moved(first, days=40))
    assert [again(one).late for one in (first, second)] == [False, True]


def test_silence_alone_is_not_in_time():
    case = filed(service(delai="60"))
    assert run_out(moved(case, days=64)) == 1
    case = again(case)
    assert (case.kind, case.decision.in_time, case.late) == ("granted", False, True)


def test_what_is_decided_in_time_stays_so():
    case = in_commission(filed(service(delai="2")))
    act(case, "grant", COMMISSION, now=moved(case, days=30))
    assert (again(case).decision.in_time, again(case).decision.days) == (True, 30)


def test_a_sum_that_cannot_be_computed_leaves_the_case_to_somebody():
    case = filed(service())
    case.participation.answers.pop("devis")
    case.participation.save(update_fields=["answers"])
    assert run_out(moved(case, days=80)) == 2
    case = again(case)
    assert (case.state, case.late) == ("recu", True)
    assert "« aide » ne peut pas être calculé" in case.events.last().reason
    assert run_out(moved(case, days=81)) == 0


def test_a_case_that_stays_incomplete_is_closed_and_the_service_is_not_late():
    case = filed(service())
    act(case, "take")
    act(case, "ask", reason="Le devis.")
    assert "Le devis." in case.participation.told.get().body
    assert run_out(moved(case, days=40)) == 1
    case = again(case)
    assert (case.state, case.kind, case.late, case.events.last().reason) == (
        "sans-suite",
        "closed",
        False,
        "Le dossier est resté incomplet.",
    )


def test_deadlines_do_not_run_in_a_closed_service():
    adoption = service()
    case = filed(adoption)
    adopting.close_adoption(adoption=adoption, actor=None)
    assert run_out(moved(case, days=80)) == 0


def test_the_same_person_granted_this_year_is_not_granted_twice():
    adoption = service()
    first, second = filed(adoption), filed(adoption, email="CAMILLE@exemple.test")
    act(in_commission(first), "grant", COMMISSION)
    with pytest.raises(RefusedActError, match="Déjà accordé"):
        act(in_commission(second), "grant", COMMISSION)
    other = filed(adoption, name="Sacha", email="sacha@exemple.test")
    act(in_commission(other), "grant", COMMISSION)


def test_lookups_see_the_other_cases_of_the_same_person_only(kit):
    from essaim.engines.cases.runtime import CasesRuntime

    adoption = service()
    first, second = filed(adoption), filed(adoption)
    asked = ["granted-this-year", "under-way", "nothing"]
    look = CasesRuntime().look
    assert look(second.participation, asked) == {"granted-this-year": False, "under-way": True}
    act(in_commission(first), "grant", COMMISSION)
    assert look(second.participation, asked) == {"granted-this-year": True, "under-way": False}
    assert look(first.participation, asked) == {"granted-this-year": False, "under-way": True}


def test_a_commune_leads_to_its_sector():
    adoption = service()
    sector = Sector.objects.create(adoption=adoption, label="Auch")
    auch = Territory.objects.get(code="commune-32013")
    SectorCommune.objects.create(adoption=adoption, sector=sector, commune=auch)
    assert filed(adoption).sector == sector
    assert filed(adoption, commune="32256").sector is None


def test_outcomes_are_counted_by_month_and_commune():
    adoption = service()
    act(in_commission(filed(adoption)), "grant", COMMISSION)
    act(in_commission(filed(adoption, email="b@exemple.test")), "refuse", COMMISSION, reason="Non.")
    filed(adoption, email="c@exemple.test", commune="32256")
    from essaim.engines.cases.engine import ENGINE

    found = list(ENGINE.runtime.count(adoption))
    month = timezone.localdate().replace(day=1)
    values = {(one.outcome, one.commune): (one.value, one.people) for one in found if one.outcome != "days-to-decision"}
    assert values == {
        ("submitted", "commune-32013"): (2, 2),
        ("submitted", "commune-32256"): (1, 1),
        ("granted", "commune-32013"): (1, 1),
        ("refused", "commune-32013"): (1, 1),
        ("granted-sums", "commune-32013"): (900, 1),
    }
    assert {one.month for one in found} == {month}
    assert [one.value for one in found if one.outcome == "days-to-decision"] == [0, 0]


def test_opening_erases_the_cases_of_the_test():
    adoption = service(phase="testing")
    act(in_commission(filed(adoption)), "grant", COMMISSION)
    from essaim.engines.cases.engine import ENGINE

    assert list(ENGINE.runtime.count(adoption)) == []
    adopting.open_adoption(adoption=adoption, actor=None)
    assert (Case.objects.count(), CaseEvent.objects.count(), Decision.objects.count()) == (0, 0, 0)


def test_erasing_a_person_keeps_that_it_was_refused():
    from essaim.adoptions.personal import erase_participation

    case = in_commission(filed(service()))
    act(case, "refuse", COMMISSION, reason="Madame Exemple est trop riche.")
    erase_participation(case.participation)
    case = again(case)
    assert (case.decision.reason, case.decision.grounds, case.decision.granted) == (ERASED, [], False)
    assert {one.reason for one in case.events.all()} == {"", ERASED}


def test_what_one_is_told_and_may_do_is_followed():
    from essaim.engines.cases.engine import ENGINE

    adoption = service()
    case = filed(adoption)
    (line,) = ENGINE.runtime.follow(case.participation)
    assert (line.title, line.text) == ("Reçu", "Un agent va lire votre demande.")
    assert [label for label, _ in line.links] == ["Retirer ma demande"]
    assert isinstance(line.due, date)
    act(case, "take")
    (line,) = ENGINE.runtime.follow(case.participation)
    assert line.links == ()


FROZEN = [
    (
        "cases_case_frozen",
        "cases_case",
        lambda: Case.objects.update(state="recu", kind="open", version=9, ended_at=None),
    ),
    ("cases_decision_fixed", "cases_decision", lambda: Decision.objects.update(granted=False, reason="x")),
    ("cases_decision_kept", "cases_decision", lambda: Decision.objects.all()._raw_delete("default")),
    ("cases_caseevent_fixed", "cases_caseevent", lambda: CaseEvent.objects.filter(verb="grant").update(reason="autre")),
    ("cases_caseevent_kept", "cases_caseevent", lambda: CaseEvent.objects.all()._raw_delete("default")),
]


@pytest.fixture
def decided():
    case = in_commission(filed(service()))
    act(case, "grant", COMMISSION)
    return again(case)


def dropped(trigger, table):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


@pytest.mark.parametrize(("trigger", "table", "change"), FROZEN, ids=[row[0] for row in FROZEN])
def test_what_is_decided_or_done_never_changes(decided, trigger, table, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


@pytest.mark.parametrize(("trigger", "table", "change"), FROZEN, ids=[row[0] for row in FROZEN])
def test_without_its_guard_it_changes(decided, trigger, table, change):
    """The broken twin: the same change, with the trigger dropped."""
    dropped(trigger, table)
    if trigger == "cases_case_frozen":
        dropped("cases_case_stale", table)
    with transaction.atomic():
        change()
        transaction.set_rollback(True)


def stale_write(case):
    """What an act does that read version 1, whatever happened since."""
    Case.objects.filter(pk=case.pk).update(
        state="retire", kind="closed", ended_at=timezone.now(), due_at=None, version=2
    )


def test_a_stale_write_is_refused_by_the_database():
    case = filed(service())
    act(case, "take")
    with pytest.raises(IntegrityError), transaction.atomic():
        stale_write(case)
    assert again(case).state == "instruction"


def test_without_its_guard_a_stale_write_wins():
    """The broken twin."""
    case = filed(service())
    act(case, "take")
    dropped("cases_case_stale", "cases_case")
    stale_write(case)
    assert again(case).state == "retire"


def refusal(case):
    CaseEvent.objects.create(case=case, version=99, verb="refuse", after="refuse", kind="refused", at=timezone.now())


def test_a_refusal_without_reason_is_refused_by_the_database():
    case = filed(service())
    with pytest.raises(IntegrityError), transaction.atomic():
        refusal(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(case=case, granted=False, days=1, at=timezone.now())


def test_answers_of_an_act_are_kept_with_the_demand():
    case = filed(service())
    act(case, "take")
    act(case, "propose", answers=VERIFIED)
    case.participation.refresh_from_db()
    assert case.participation.answers["devis-verifie"] == "oui"
