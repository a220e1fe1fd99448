"""The pages of somebody who answers: errors in words, order drawn, full cells, codes, closed doors, what stays in the browser."""

import html
import json
import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from essaim.config.logs import DiscreetFormatter
from essaim.foundation.accounts.models import Role
from essaim.portal.barometer.domain import invitations
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.forms.answering import order
from essaim.portal.barometer.models import Answer, Draft, QuotaCell, Remark, Status, Wave
from tests.apps.portal.barometer.conftest import add_question, make_ready, move
from tests.apps.portal.barometer.people import at, take_part

pytestmark = pytest.mark.django_db


def text(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def wave(asked):
    make_ready(asked, by_invitation=True, by_paper=True)
    add_question(asked, "notes", "scale", [])
    version = asked.questions.last().version
    version.lowest, version.highest = 0, 10
    version.save()
    add_question(asked, "plusieurs", "multiple", ["a", "b", "c"])
    asked.questions.last().version.choices.filter(code="c").update(exclusive=True)
    add_question(asked, "heures", "number", [])
    add_question(asked, "mot", "text", [])
    move(asked, Status.OPEN)
    return asked


def begun(wave, client=None):
    client = client or Client()
    client.post(f"/repondre/{wave.key}/")
    return client


def page(wave, slug):
    return f"/repondre/{wave.key}/q/{slug}/"


GIVEN = {"sexe": "f", "utile": "oui", "notes": "0", "plusieurs": ["a", "b"], "heures": "12", "mot": "Plus de cars."}


def test_each_kind_of_answer_is_stored_as_what_it_is(wave):
    client = begun(wave)
    for slug, value in GIVEN.items():
        assert client.post(page(wave, slug), {"answer": value}).status_code == 302
    read = text(client.get(f"/repondre/{wave.key}/relire/"))
    assert "a, b" in read
    assert "Plus de cars." in read
    client.post(f"/repondre/{wave.key}/relire/")
    assert Answer.objects.get().values == {
        "sexe": "f", "utile": "oui", "notes": 0, "plusieurs": ["a", "b"], "heures": 12,
    }  # fmt: skip
    assert Remark.objects.get().text == "Plus de cars."


def test_a_question_that_is_passed_is_an_answer_not_given(wave):
    client = begun(wave)
    client.post(page(wave, "sexe"), {"answer": "f"})
    for slug in ("utile", "notes", "plusieurs", "heures", "mot"):
        client.post(page(wave, slug), {})
    client.post(f"/repondre/{wave.key}/relire/")
    row = Answer.objects.get().values
    assert row == {"sexe": "f", "utile": None, "notes": None, "plusieurs": None, "heures": None}
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("slug", "value", "said"),
    [
        ("sexe", "", "Choisissez une réponse"), ("sexe", "x", "choix"), ("notes", "11", "choix"),
        ("plusieurs", ["a", "c"], "ne va avec aucune autre réponse"), ("heures", "douze", "nombre entier"),
        ("mot", "x" * 2001, "2000 signes au plus"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_said_in_words_and_not_kept(wave, slug, value, said):
    client = begun(wave)
    wrong = client.post(page(wave, slug), {"answer": value})
    assert wrong.status_code == 422
    assert said in text(wrong)
    assert "Erreur" in wrong.content.decode().partition("</title>")[0]
    assert Draft.objects.get().values == {}


def test_somebody_whose_cell_is_full_is_thanked_at_once_and_her_code_is_kept(wave):
    for _ in range(2):
        take_part(wave, {"sexe": "f", "utile": "oui", "notes": 1, "plusieurs": ["a"], "heures": 1, "mot": None})
    code = invitations.draw(wave=wave, label="Essai", count=1, actor=None)[0]
    client = Client()
    client.get(f"/invitation/{code}/")
    begun(wave, client)
    led = client.post(page(wave, "sexe"), {"answer": "f"}, follow=True)
    assert "nous avons déjà assez de réponses de personnes comme vous" in text(led)
    assert not invitations.is_spent(code)
    assert Draft.objects.count() == 0


def test_a_code_serves_once_and_the_second_time_says_so(wave):
    code = invitations.draw(wave=wave, label="Essai", count=1, actor=None)[0]
    client = Client()
    typed = client.post("/invitation/", {"code": code.lower().replace("-", "")}, follow=True)
    assert "Commencer" in text(typed)
    begun(wave, client)
    for slug, value in GIVEN.items():
        client.post(page(wave, slug), {"answer": value})
    assert "Vos réponses sont enregistrées" in text(client.post(f"/repondre/{wave.key}/relire/", follow=True))
    again = Client().get(f"/invitation/{code}/", follow=True)
    assert "Déjà répondu" in text(again)
    assert "Nous ne savons pas laquelle" in text(again)
    assert Answer.objects.count() == 1


def test_an_unknown_code_is_said_and_many_are_slowed(wave):
    client = Client()
    wrong = client.post("/invitation/", {"code": "AAAA-AAAA-AAAA"})
    assert (wrong.status_code, "n’est pas connu" in text(wrong)) == (422, True)
    last = [client.post("/invitation/", {"code": "AAAA-AAAA-AAAA"}).status_code for _ in range(25)]
    assert last[-1] == 429


def test_the_log_keeps_no_code():
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Gone: /invitation/K7QF-2M9D-XT4H/", None, None
    )
    assert DiscreetFormatter().format(record) == "Gone: /invitation/…/"


def test_somebody_resumes_where_she_was_until_the_delay(wave):
    client = begun(wave)
    client.post(page(wave, "sexe"), {"answer": "f"})
    assert "Reprendre là où j’en étais" in text(client.get(f"/repondre/{wave.key}/"))
    assert client.post(f"/repondre/{wave.key}/", follow=True).redirect_chain[-1][0] == page(wave, "utile")
    with at(timezone.now() + timedelta(minutes=61)):
        take_part(wave, {"sexe": "f", "utile": "oui", "notes": 1, "plusieurs": ["a"], "heures": 1, "mot": None})
        take_part(wave, {"sexe": "f", "utile": "oui", "notes": 1, "plusieurs": ["a"], "heures": 1, "mot": None})
    assert client.get(page(wave, "utile"), follow=True).redirect_chain[-1][0] == f"/repondre/{wave.key}/"


def test_a_question_that_is_not_for_her_leads_to_the_next_one(wave):
    client = begun(wave)
    led = client.get(page(wave, "inconnue"), follow=True)
    assert led.redirect_chain[-1][0] == page(wave, "sexe")


def test_who_stops_leaves_nothing(wave):
    client = begun(wave)
    client.post(page(wave, "sexe"), {"answer": "f"})
    assert "C’est effacé" in text(client.post(f"/repondre/{wave.key}/effacer/"))
    assert Draft.objects.count() == 0
    assert set(QuotaCell.objects.values_list("held", flat=True)) == {0}


def test_a_tampered_cookie_is_no_pass(wave):
    client = begun(wave)
    client.cookies["reponse"] = json.dumps({"draft": str(Draft.objects.get().key)})
    assert client.get(page(wave, "sexe")).headers["Location"] == f"/repondre/{wave.key}/"


def test_the_pass_of_a_wave_opens_no_other(wave):
    client = begun(wave)
    other = Wave.objects.create(
        barometer=wave.barometer, number=2, title="Autre", status="open", opened_at=timezone.now()
    )
    assert client.get(page(other, "sexe")).headers["Location"] == f"/repondre/{other.key}/"


def test_the_session_of_who_answers_holds_nothing(wave):
    from django.contrib.sessions.models import Session

    client = begun(wave)
    client.post(page(wave, "sexe"), {"answer": "f"})
    assert Session.objects.count() == 0


def test_without_a_public_link_one_needs_a_code(wave):
    Wave.objects.filter(pk=wave.pk)  # frozen once open: another wave
    other = Wave.objects.create(
        barometer=wave.barometer, number=2, title="Autre", status="open", opened_at=timezone.now(), by_link=False, by_invitation=True
    )  # fmt: skip
    assert Client().get(f"/repondre/{other.key}/").headers["Location"] == "/invitation/"


def test_a_wave_in_preparation_is_tried_by_its_team_only(asked, person):
    url = f"/repondre/{asked.key}/"
    assert Client().get(url).status_code == 404
    assert person().get(url).status_code == 404
    assert person(Role.MANAGER, "departement-34").get(url).status_code == 404
    member = person(Role.CONTRIBUTOR)
    assert "Essai" in text(member.get(url))
    code = invitations.draw(wave=asked, label="Essai", count=1, actor=None)[0]
    assert "n’est pas encore ouverte" in text(Client().get(f"/invitation/{code}/", follow=True))


def test_an_agent_types_in_a_paper_with_its_code(wave, person):
    agent = person(Role.CONTRIBUTOR)
    code = invitations.draw(wave=wave, label="Essai", count=1, actor=None)[0]
    entry = "/barometres/gers/1/saisie/"
    assert "n’est pas de cette vague" in text(agent.post(entry, {"mode": "paper", "code": "AAAA-AAAA-AAAA"}))
    asked = agent.post(entry, {"mode": "paper", "code": code}, follow=True)
    assert "recopiez la réponse cochée" in text(asked)
    for slug, value in GIVEN.items():
        agent.post(page(wave, slug), {"answer": value})
    assert "Saisir une autre réponse" in text(agent.post(f"/repondre/{wave.key}/relire/", follow=True))
    assert "déjà été donnée avec ce code" in text(agent.post(entry, {"mode": "paper", "code": code}))
    assert wave.tallies.get().mode == "paper"


def test_the_order_of_choices_is_drawn_for_each_person_and_kept_for_her(asked):
    row = add_question(asked, "ordre", "single", [f"c{rank}" for rank in range(8)], random_order=True)
    row.version.choices.filter(code="c7").update(fixed=True)
    one = questionnaire(asked).by_slug["ordre"]
    orders = {tuple(option.code for option in order(one, draft)) for draft in range(30)}
    assert len(orders) > 20
    assert {codes[-1] for codes in orders} == {"c7"}
    assert order(one, 3) == order(one, 3)


@pytest.mark.parametrize("more", [0, 40])
def test_a_question_costs_the_same_whatever_the_answers_already_there(wave, more):
    """One waiting row or a wave half full: asking costs the same queries."""
    for _ in range(more // 20):
        take_part(wave, {"sexe": "h", "utile": "oui", "notes": 1, "plusieurs": ["a"], "heures": 1, "mot": None})
    client = begun(wave)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(page(wave, "utile"))
    assert len(queries) == 7  # the lines of grids are read apart
