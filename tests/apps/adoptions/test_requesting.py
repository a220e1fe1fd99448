"""Somebody who may not adopt asks; whoever may is told, answers, and adopts."""

import pytest
from django.test import Client

from essaim.adoptions.domain import requesting
from essaim.adoptions.models import Adoption, AdoptionRequest
from essaim.adoptions.personal import erase_old_requests
from essaim.foundation.jobs.models import Message
from essaim.foundation.parties.public import erase_person, export_person
from tests.apps.adoptions.builders import installed
from tests.apps.adoptions.people import browser, text
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

SAID = {
    "territory_name": "Gers", "structure": "Les Amis", "name": "Ana", "email": "ana@amis.fr", "message": "Nous en avons besoin.",
}  # fmt: skip


@pytest.fixture
def officer():
    installed()
    return browser()


def ask():
    Client().post("/kits/minimal/demander/", SAID)
    return AdoptionRequest.objects.get()


def test_a_request_is_stored_and_told_to_who_may_answer(officer):
    asked = ask()
    assert (asked.territory.name, asked.structure, asked.state) == ("Gers", "Les Amis", "sent")
    told = {message.to: message.body for message in Message.objects.all()}
    assert set(told) == {"officer@exemple.fr", "ana@amis.fr"}
    assert all(str(asked.key) in body for body in told.values())
    assert "Nous en avons besoin." in told["officer@exemple.fr"]
    page = text(Client().get(asked.get_absolute_url()))
    assert "n’a pas encore répondu" in page
    assert "ana@amis.fr" not in page
    assert "Les Amis" in text(officer.get("/gestion/"))
    assert "Les Amis" not in text(browser("autre@exemple.fr", code="departement-34").get("/gestion/"))


def test_adopting_answers_it(officer):
    asked = ask()
    page = officer.get(f"/kits/minimal/adopter/?demande={asked.key}")
    assert page.context["form"].initial == {"territory_name": "Gers", "structure": "Les Amis"}
    officer.post(f"/kits/minimal/adopter/?demande={asked.key}", {"territory_name": "Gers", "structure": "Les Amis"})
    asked.refresh_from_db()
    assert (asked.state, asked.adoption) == ("accepted", Adoption.objects.get())
    assert "acceptée" in Message.objects.get(subject="Une réponse à votre demande").body
    assert "en préparation" in text(Client().get(asked.get_absolute_url()))


def test_it_is_refused_once_with_its_reason(officer):
    asked = ask()
    assert officer.post(asked.get_absolute_url(), {"answer": ""}).status_code == 422
    officer.post(asked.get_absolute_url(), {"answer": "Pas cette année."})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("declined", "Pas cette année.")
    again = officer.post(asked.get_absolute_url(), {"answer": "Si."}, follow=True)
    assert "a déjà une réponse" in text(again)
    with pytest.raises(requesting.AnsweredError):
        requesting.answer(request=asked, accepted=True, text="", actor=None)


def test_others_do_not_answer(officer):
    asked = ask()
    for person in (Client(), browser("autre@exemple.fr", code="departement-34")):
        assert person.post(asked.get_absolute_url(), {"answer": "Non."}).status_code in {302, 403}
    asked.refresh_from_db()
    assert asked.state == "sent"
    other = browser("autre@exemple.fr", code="departement-34")
    assert other.get(f"/kits/minimal/adopter/?demande={asked.key}").context["asked"] is None
    assert other.get("/kits/minimal/adopter/?demande=zut").context["asked"] is None


def test_a_robot_and_a_wrong_form_ask_nothing(officer):
    assert Client().post("/kits/minimal/demander/", {**SAID, "site_web": "x"}).status_code == 429
    wrong = Client().post("/kits/minimal/demander/", {**SAID, "territory_name": "Zzz", "email": "x"})
    assert set(wrong.context["form"].errors) == {"territory_name", "email"}
    assert not AdoptionRequest.objects.exists()


def test_a_person_s_request_is_exported_and_erased(officer):
    from datetime import date, timedelta

    asked = ask()
    assert "Nous en avons besoin." in str(export_person(email="ana@amis.fr"))
    assert erase_old_requests(date(2020, 1, 1), apply=True) == 0
    assert erase_old_requests(asked.sent_at.date() + timedelta(days=800), apply=False) == 1
    erase_person(email="ana@amis.fr")
    assert not AdoptionRequest.objects.exists()
