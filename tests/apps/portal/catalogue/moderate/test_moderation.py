"""Moderators decide in their territories only; nothing is decided twice; every decision has its reason and its trace."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from essaim.foundation.accounts.models import Account, Role
from essaim.foundation.jobs.models import Message
from essaim.foundation.journal.models import Entry
from essaim.portal.catalogue.domain import amendments, editing, lifecycle, proposals
from essaim.portal.catalogue.models import Amendment, Initiative, Proposal, Status, SynonymGroup
from essaim.portal.catalogue.views.editing import refusal

pytestmark = pytest.mark.django_db

ANSWERS = {
    "title": "Le bus du marché", "summary": "Un bus.", "problem": "Loin.", "how_it_works": "Il passe.", "themes": ["mobilite"],
    "territory": "commune-32013", "territory_name": "Auch", "holder": "Auch", "stage": "running",
}  # fmt: skip


@pytest.fixture
def proposal(places) -> Proposal:
    row = Proposal.objects.create(answers=ANSWERS, email="lea@exemple.fr")
    proposals.send(proposal=row, moderators=[])
    row.refresh_from_db()
    return row


@pytest.fixture
def amendment(initiative) -> Amendment:
    return amendments.propose(initiative=initiative(), texts={"summary": "Un bus rouge."}, email="lea@exemple.fr")


def addresses(proposal, amendment) -> list[str]:
    slug = amendment.initiative.slug
    return [
        reverse("catalogue:moderation"),
        reverse("catalogue:moderation_proposal", args=[proposal.token]),
        reverse("catalogue:moderation_amendment", args=[amendment.pk]),
        reverse("catalogue:moderation_initiative", args=[slug]),
        reverse("catalogue:edit_initiative", args=[slug, "textes"]),
        reverse("catalogue:history_initiative", args=[slug]),
    ]


def test_a_moderator_of_the_place_opens_everything(client, person, proposal, amendment):
    person(Role.MODERATOR)
    assert [client.get(url).status_code for url in addresses(proposal, amendment)] == [200] * 6


@pytest.mark.parametrize(
    ("role", "territory"),
    [
        (None, ""),
        (Role.READER, "departement-32"),
        (Role.CONTRIBUTOR, "departement-32"),
        (Role.MODERATOR, "departement-40"),
    ],
)
def test_nobody_else_opens_anything(client, person, proposal, amendment, role, territory):
    person(role, territory or "departement-32")
    answers = [client.get(url).status_code for url in addresses(proposal, amendment)]
    queue = 200 if role == Role.MODERATOR else 403
    assert answers == [queue, 403, 403, 403, 403, 403]


def test_a_visitor_is_led_to_sign_in(client, proposal, amendment):
    for url in addresses(proposal, amendment):
        response = client.get(url)
        assert response.status_code == 302
        assert "next=" in response["Location"]


def test_the_queue_shows_only_her_territories(client, person, initiative):
    initiative("auch", Status.REVIEW)
    initiative("dax", Status.REVIEW, territory="departement-40")
    person(Role.MODERATOR)
    html = client.get(reverse("catalogue:moderation_queue", args=["relecture"])).content.decode()
    assert "Le bus auch" in html
    assert "Le bus dax" not in html


@pytest.mark.parametrize("queue", ["relecture", "brouillons", "modifications"])
def test_a_queue_costs_the_same_at_one_and_at_three_rows(client, person, initiative, queue):
    person(Role.MODERATOR)

    def add(name):
        if queue == "modifications":
            amendments.propose(initiative=initiative(name), texts={"summary": "Autre."})
        else:
            initiative(name, Status.REVIEW if queue == "relecture" else Status.DRAFT)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("catalogue:moderation_queue", args=[queue]))
        return len(seen)

    add("a")
    one = cost()
    add("b")
    add("c")
    assert cost() == one


def test_accepting_makes_a_page_in_review_once(client, person, proposal):
    person(Role.MODERATOR)
    url = reverse("catalogue:moderation_proposal", args=[proposal.token])
    client.post(url, {"accept": "1"})
    again = client.post(url, {"accept": "1"})
    assert "n’attend plus de décision" in again.content.decode()
    page = Initiative.objects.get()
    assert (page.status, page.provenance) == (Status.REVIEW, "proposée sur le site")
    assert Message.objects.filter(to="lea@exemple.fr", subject__contains="acceptée").count() == 1


def test_refusing_needs_a_reason_that_the_person_reads(client, person, proposal):
    person(Role.MODERATOR)
    url = reverse("catalogue:moderation_proposal", args=[proposal.token])
    client.post(url, {"refuse": "1", "reason": " "})
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.SENT
    client.post(url, {"refuse": "1", "reason": "Déjà au catalogue."})
    assert "Déjà au catalogue." in Message.objects.get(subject__contains="retenue").body


def test_an_amendment_is_read_as_a_difference_and_published_field_by_field(client, person, initiative):
    page = initiative()
    row = amendments.propose(initiative=page, texts={"summary": "Un bus rouge.", "problem": "Trop loin."})
    person(Role.MODERATOR)
    url = reverse("catalogue:moderation_amendment", args=[row.pk])
    html = client.get(url).content.decode()
    assert "<ins" in html
    client.post(url, {"accept": "1", "fields": ["summary"]})
    page.refresh_from_db()
    assert (page.summary, page.problem) == ("Un bus rouge.", "")
    assert page.versions.count() == 2


def test_an_amendment_says_when_the_text_changed_meanwhile(client, person, initiative):
    page = initiative()
    lifecycle.keep_version(page=page)
    row = amendments.propose(initiative=page, texts={"summary": "Un bus rouge."})
    amendments.edit(initiative=page, texts={"summary": "Un bus vert."}, actor=None, reason="couleur")
    person(Role.MODERATOR)
    assert "a changé depuis" in client.get(reverse("catalogue:moderation_amendment", args=[row.pk])).content.decode()


def test_an_amendment_without_change_is_not_sent(client, initiative):
    page = initiative()
    values = {"title": page.title, "summary": f"  {page.summary} ", "holder": ""}
    response = client.post(reverse("catalogue:amend", args=[page.slug]), values)
    assert response.status_code == 422
    assert "Aucun texte n’a changé" in response.content.decode()


def test_a_changed_text_no_longer_cites_the_note(initiative):
    page = initiative(passages={"summary": [12], "title": [12]})
    amendments.edit(initiative=page, texts={"summary": "Autre texte."}, actor=None, reason="test")
    page.refresh_from_db()
    assert page.passages == {"title": [12]}


def test_publish_schedule_withdraw(client, person, initiative):
    page = initiative(status=Status.REVIEW)
    person(Role.MODERATOR)

    def step(act, **values):
        client.post(reverse("catalogue:step_initiative", args=[page.slug, act]), values)
        page.refresh_from_db()
        return page.status

    tomorrow = timezone.localtime() + timedelta(days=1)
    assert step("programmer", at="2020-01-01T08:00") == Status.REVIEW
    assert step("programmer", at=tomorrow.strftime("%Y-%m-%dT%H:%M")) == Status.SCHEDULED
    assert lifecycle.publish_due(now=timezone.now()) == 0
    assert lifecycle.publish_due(now=tomorrow + timedelta(minutes=1)) == 1
    page.refresh_from_db()
    assert page.status == Status.PUBLISHED
    assert step("retirer", reason="") == Status.PUBLISHED
    assert step("retirer", reason="Doublon") == Status.ARCHIVED
    assert step("publier") == Status.PUBLISHED


def test_a_step_keeps_what_somebody_else_saved_since_the_page_was_read(initiative):
    read_before = initiative(status=Status.REVIEW)
    amendments.edit(
        initiative=Initiative.objects.get(), texts={"summary": "Un bus vert."}, actor=None, reason="couleur"
    )
    lifecycle.publish(page=read_before)
    assert Initiative.objects.get().summary == "Un bus vert."
    assert Initiative.objects.get().versions.first().record["summary"] == "Un bus vert."


def test_two_moderators_who_publish_the_same_page_publish_it_once(initiative):
    first, second = initiative(status=Status.REVIEW), Initiative.objects.get()
    lifecycle.publish(page=first)
    with pytest.raises(lifecycle.WrongStep):
        lifecycle.publish(page=second)
    assert Initiative.objects.get().versions.count() == 1


def test_a_version_does_not_bring_a_page_back_where_its_moderator_has_no_say(client, person, initiative):
    page = initiative(territory="departement-40")
    lifecycle.keep_version(page=page)
    editing.save(page=page, changes={"territories": ["commune-32013"]}, actor=None, reason="déplacée")
    person(Role.MODERATOR)
    url = reverse("catalogue:history_initiative", args=[page.slug])
    answer = client.post(url, {"number": 1}, follow=True)
    assert "Gardez au moins un territoire où vous modérez" in answer.content.decode()
    assert [place.code for place in page.territories.all()] == ["commune-32013"]


def test_a_moderator_does_not_take_a_page_away_from_another_territory(client, person, initiative, places):
    page = initiative()
    page.territories.add(places["departement-40"])
    person(Role.MODERATOR)
    request = RequestFactory().post("/")
    request.user = Account.objects.get()
    said = refusal(request, page, {"territories": ["commune-32013"]})
    assert "Vous ne modérez pas Landes" in said
    assert refusal(request, page, {"territories": ["departement-40", "departement-32"]}) == ""


def test_a_page_without_territory_is_not_published(initiative):
    page = initiative(status=Status.DRAFT)
    page.territories.clear()
    with pytest.raises(lifecycle.WrongStep, match="pas de territoire"):
        lifecycle.publish(page=page)


def test_history_compares_and_restores(client, person, initiative):
    page = initiative()
    amendments.edit(initiative=page, texts={"summary": "Un bus vert."}, actor=None, reason="couleur")
    person(Role.MODERATOR)
    url = reverse("catalogue:history_initiative", args=[page.slug])
    html = client.get(url).content.decode()
    assert "<ins" in html
    client.post(url, {"number": "1"})
    page.refresh_from_db()
    assert page.summary == "Un bus."


def test_every_decision_is_in_the_journal_without_a_name(client, person, proposal):
    account = person(Role.MODERATOR)
    client.post(reverse("catalogue:moderation_proposal", args=[proposal.token]), {"accept": "1"})
    entry = Entry.objects.get(act="proposal.accepted")
    assert entry.actor == account.key
    assert account.email not in str(entry.__dict__)
    assert "lea@exemple.fr" not in str(entry.__dict__)


def test_a_moderator_adds_a_synonym(client, person):
    account = person(Role.MODERATOR, "pays-FR")
    url = reverse("catalogue:moderation_synonyms")
    assert client.post(url, {"words": "seul", "reason": "x"}).status_code == 422
    client.post(url, {"words": "popote, cantine", "reason": "dit dans le Gers", "active": "on"})
    group = SynonymGroup.objects.get(reason="dit dans le Gers")
    assert group.words == ["popote", "cantine"]
    assert group.actor == account.key
    assert account.name in client.get(url).content.decode()
    assert account.name not in str(group.__dict__)
    account.delete()
    person(Role.MANAGER, "pays-FR")
    assert "compte supprimé" in client.get(url).content.decode()


def test_the_groups_of_synonyms_are_searched_and_paged(client, person):
    account = person(Role.MODERATOR, "pays-FR")
    url = reverse("catalogue:moderation_synonyms")
    for number in range(26):
        SynonymGroup.objects.create(words=[f"mot{number}", "autre"])
    SynonymGroup.objects.create(words=["Goûter", "quatre-heures"], actor=account.key, reason="dit à l’école")
    first = client.get(url)
    assert first.context["groups"][0]["group"].words == ["Goûter", "quatre-heures"]  # what people wrote comes first
    assert len(first.context["groups"]) == 25
    assert [row["group"].words[0] for row in client.get(url, {"q": "gouter"}).context["groups"]] == ["Goûter"]
    assert "Aucun groupe ne contient ce mot" in client.get(url, {"q": "zzz"}).content.decode()
