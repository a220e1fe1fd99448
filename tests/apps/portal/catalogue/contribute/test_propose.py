"""Anyone proposes an initiative: one question a page, nothing typed is lost, nothing is sent by accident."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from essaim.foundation.jobs.models import Message
from essaim.portal.catalogue.domain import proposals
from essaim.portal.catalogue.forms.proposal import KEYS, QUESTIONS
from essaim.portal.catalogue.models import Proposal, Theme

pytestmark = pytest.mark.django_db

ANSWERS = {
    "nom": {"title": "Le bus du marché", "summary": "Un bus va au marché."},
    "probleme": {"problem": "Sans voiture, pas de marché."},
    "fonctionnement": {"how_it_works": "Le bus passe le jeudi."},
    "public": {"for_whom": "Les aînés", "themes": ["mobilite"]},
    "territoire": {"territory_name": "Gers"},
    "porteur": {"holder": "Commune d’Auch", "partners": "Caf : paie l’essence\nMSA"},
    "etape": {"stage": "running", "since": "printemps 2024"},
    "chiffre": {
        "figure_label": "Voyageurs", "figure_value": "1 250,5", "figure_unit": "personnes", "figure_kind": "measured",
        "figure_when": "2024", "figure_source": "Bilan de la commune",
    },
    "contact": {"email": "ana@exemple.fr"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def places():
    Theme.objects.create(slug="mobilite", label="Se déplacer")
    territory = apps.get_model("territories", "Territory")
    territory.objects.create(code="departement-32", level="departement", insee="32", name="Gers", slug="32-gers")


@pytest.fixture
def proposal() -> Proposal:
    row = Proposal.objects.create()
    Proposal.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    row.refresh_from_db()
    return row


def answer(client, proposal, key, values=None, **extra):
    return client.post(reverse("catalogue:proposal", args=[proposal.token, key]), (values or ANSWERS[key]) | extra)


def fill(client, proposal):
    for key in KEYS:
        assert answer(client, proposal, key).status_code == 302, key


def test_the_start_page_begins_a_proposal_by_post_only(client):
    assert client.get(reverse("catalogue:propose")).status_code == 200
    assert not Proposal.objects.exists()
    response = client.post(reverse("catalogue:propose"))
    row = Proposal.objects.get()
    assert response["Location"] == reverse("catalogue:proposal", args=[row.token, "nom"])


def test_a_robot_that_fills_the_trap_begins_nothing(client):
    assert client.post(reverse("catalogue:propose"), {"site_web": "http://spam"}).status_code == 429
    assert not Proposal.objects.exists()


def test_every_question_is_asked_kept_and_sent(client, proposal):
    fill(client, proposal)
    review = client.get(reverse("catalogue:proposal_review", args=[proposal.token]))
    assert "Le bus du marché" in review.content.decode()
    response = client.post(reverse("catalogue:proposal_review", args=[proposal.token]))
    assert response["Location"] == reverse("catalogue:proposal_state", args=[proposal.token])
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.SENT
    assert Message.objects.filter(to="ana@exemple.fr").count() == 1
    state = client.get(response["Location"]).content.decode()
    assert "Votre proposition est envoyée" in state


def test_sending_twice_sends_once(client, proposal):
    fill(client, proposal)
    for _ in range(2):
        client.post(reverse("catalogue:proposal_review", args=[proposal.token]))
    assert Message.objects.filter(to="ana@exemple.fr").count() == 1


def test_the_answers_become_the_record_of_an_initiative(client, proposal):
    fill(client, proposal)
    proposal.refresh_from_db()
    record = proposals.as_record(proposal)
    assert record.territories == ["departement-32"]
    assert [(partner.name, partner.part) for partner in record.partners] == [("Caf", "paie l’essence"), ("MSA", "")]
    assert (str(record.figures[0].value), record.figures[0].source) == ("1250.5", "Bilan de la commune")
    assert record.stages[0].when.text == "printemps 2024"


def test_half_a_figure_kept_by_autosave_is_left_out(client, proposal):
    fill(client, proposal)
    proposal.refresh_from_db()
    proposal.answers["figure_source"] = ""
    assert proposals.as_record(proposal).figures == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_each_question_says_what_is_wrong_and_keeps_what_was_typed(client, proposal, question):
    wrong = {"figure_label": "Voyageurs", "email": "pas une adresse", "territory_name": "Nullepart-sur-Rien"}
    response = answer(client, proposal, question.key, wrong)
    assert response.status_code == 422
    html = response.content.decode()
    assert "invalid" in html or "error" in html


def test_a_stopped_initiative_must_say_what_was_learnt(client, proposal):
    response = answer(client, proposal, "etape", {"stage": "stopped"})
    assert "dites en une phrase ce qui a été appris" in response.content.decode()


def test_several_territories_of_one_name_ask_which(client, proposal):
    territory = apps.get_model("territories", "Territory")
    for code, insee in (("commune-01001", "01001"), ("commune-02001", "02001")):
        territory.objects.create(code=code, level="commune", insee=insee, name="Sainte-Colombe", slug=insee)
    response = answer(client, proposal, "territoire", {"territory_name": "Sainte-Colombe"})
    assert "choisissez le vôtre" in response.content.decode()
    chosen = {"territory_name": "Sainte-Colombe", "territory": "commune-02001"}
    assert answer(client, proposal, "territoire", chosen).status_code == 302
    proposal.refresh_from_db()
    assert proposal.answers["territory"] == "commune-02001"


def test_autosave_keeps_what_is_valid_and_says_when(client, proposal):
    url = reverse("catalogue:proposal_autosave", args=[proposal.token, "nom"])
    response = client.post(url, {"title": "Le bus", "summary": ""})
    assert response.status_code == 200
    assert response.json()["message"].startswith("Enregistré à")
    proposal.refresh_from_db()
    assert proposal.answers["title"] == "Le bus"


def test_autosave_says_what_it_could_not_keep(client, proposal):
    url = reverse("catalogue:proposal_autosave", args=[proposal.token, "contact"])
    response = client.post(url, {"email": "rose@"})
    assert response.status_code == 422
    assert "Votre adresse électronique" in response.json()["error"]


def test_autosave_refuses_once_sent(client, proposal):
    fill(client, proposal)
    proposals.send(proposal=proposal, moderators=[])
    url = reverse("catalogue:proposal_autosave", args=[proposal.token, "nom"])
    assert client.post(url, {"title": "Autre"}).status_code == 409


def test_an_incomplete_proposal_is_not_sent(client, proposal):
    answer(client, proposal, "nom")
    response = client.post(reverse("catalogue:proposal_review", args=[proposal.token]))
    assert response.status_code == 422
    assert "il manque" in response.content.decode()
    with pytest.raises(proposals.NotReady, match="le problème"):
        proposals.send(proposal=proposal, moderators=[])


def test_a_proposal_sent_too_quickly_looks_automatic(client, proposal):
    fill(client, proposal)
    Proposal.objects.update(created_at=timezone.now())
    assert client.post(reverse("catalogue:proposal_review", args=[proposal.token])).status_code == 429


def test_a_private_page_asks_not_to_be_indexed(client, proposal):
    """Whoever holds the link reads the answers: a search engine must not be among them."""
    mark = '<meta name="robots" content="noindex">'
    fill(client, proposal)
    pages = [
        reverse("catalogue:proposal", args=[proposal.token, "nom"]),
        reverse("catalogue:proposal_review", args=[proposal.token]),
    ]
    assert all(mark in client.get(page).content.decode() for page in pages)
    client.post(pages[1])
    assert mark in client.get(reverse("catalogue:proposal_state", args=[proposal.token])).content.decode()
    assert mark not in client.get(reverse("catalogue:propose")).content.decode()


def test_unknown_links_and_questions_are_not_found(client, proposal):
    assert client.get(reverse("catalogue:proposal", args=[uuid4(), "nom"])).status_code == 404
    assert client.get(reverse("catalogue:proposal", args=[proposal.token, "inconnue"])).status_code == 404


def test_hostile_answers_stay_text(client, proposal):
    answer(client, proposal, "nom", {"title": "<script>alert(1)</script>", "summary": "{{ settings.SECRET_KEY }}"})
    html = client.get(reverse("catalogue:proposal_review", args=[proposal.token])).content.decode()
    assert "<script>alert" not in html
    assert "{{ settings.SECRET_KEY }}" in html
