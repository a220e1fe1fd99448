"""A referent changes her own page herself: at once, with its history, seen by the moderators; nobody else does."""

import pytest
from django.urls import reverse

from essaim.foundation.accounts.models import Account, Role
from essaim.foundation.jobs.models import Message
from essaim.foundation.journal.models import Entry
from essaim.portal.catalogue.domain import referents
from essaim.portal.catalogue.forms.sections import OWN
from essaim.portal.catalogue.models import Initiative, Status

pytestmark = pytest.mark.django_db
TEXTS = {"title": "Le bus bus", "summary": "Deux bus.", "reason": "un second bus roule", "version": 0}


@pytest.fixture
def hers(person, initiative, client):
    """A published page, and its referent signed in."""
    page = initiative()
    page.referent = person()
    page.save()
    return page


def section(page, key="textes") -> str:
    return reverse("catalogue:own_section", args=[page.slug, key])


def test_the_referent_changes_her_page_at_once(client, hers):
    assert client.get(reverse("catalogue:own_page", args=[hers.slug])).status_code == 200
    assert all(client.get(section(hers, one.key)).status_code == 200 for one in OWN)
    assert client.post(section(hers), TEXTS).status_code == 302
    hers.refresh_from_db()
    last = hers.versions.first()
    assert (hers.summary, last.actor, last.reason) == ("Deux bus.", hers.referent.key, "un second bus roule")
    assert Entry.objects.get(act="initiative.edit").actor == hers.referent.key
    assert "Deux bus." in client.get(hers.get_absolute_url()).content.decode()


def test_the_moderators_are_told_once_a_day_and_compare(client, person, hers):
    moderator = Account.objects.create_user("mod@exemple.fr")
    moderator.memberships.create(territory=hers.territories.get(), role=Role.MODERATOR)
    client.post(section(hers), TEXTS)
    client.post(section(hers), TEXTS | {"summary": "Trois bus.", "version": 2})
    assert [message.to for message in Message.objects.filter(subject__startswith="Page modifiée")] == ["mod@exemple.fr"]
    person(Role.MODERATOR)
    html = client.get(reverse("catalogue:moderation_queue", args=["par-les-referents"])).content.decode()
    address = reverse("catalogue:history_initiative", args=[hers.slug])
    assert f"{address}?nouvelle=3&amp;ancienne=2" in html
    assert "Trois" in client.get(f"{address}?nouvelle=3&ancienne=2").content.decode()


def test_what_moderators_changed_is_not_in_the_queue_of_referents(client, person, initiative):
    page = initiative()
    person(Role.MODERATOR)
    client.post(reverse("catalogue:edit_initiative", args=[page.slug, "textes"]), TEXTS)
    html = client.get(reverse("catalogue:moderation_queue", args=["par-les-referents"])).content.decode()
    assert "Rien n’attend" in html


@pytest.mark.parametrize("who", ["visitor", "stranger", "contributor", "referent of another", "moderator"])
def test_nobody_else_does(client, person, initiative, who):
    page = initiative()
    if who == "moderator":
        person(Role.MODERATOR)
    elif who == "contributor":
        person(Role.CONTRIBUTOR)
    elif who != "visitor":
        account = person()
        if who == "referent of another":
            Initiative.objects.filter(pk=initiative("autre").pk).update(referent=account)
    expected = 302 if who == "visitor" else 403
    for url in (reverse("catalogue:own_page", args=[page.slug]), section(page)):
        assert client.get(url).status_code == expected
    assert client.post(section(page), TEXTS).status_code == expected
    page.refresh_from_db()
    assert page.summary == "Un bus."


def test_a_page_that_is_not_published_is_not_hers_to_change(client, hers):
    Initiative.objects.filter(pk=hers.pk).update(status=Status.ARCHIVED)
    assert client.get(section(hers)).status_code == 404
    with pytest.raises(referents.NotReferent):
        referents.save(
            page=hers, changes={"summary": "x"}, actor=hers.referent.key, reason="x", read_at=0, moderators=[]
        )


def test_who_is_no_longer_referent_when_she_saves_is_told(hers):
    key = hers.referent.key
    Initiative.objects.filter(pk=hers.pk).update(referent=None)
    with pytest.raises(referents.NotReferent):
        referents.save(page=hers, changes={"summary": "x"}, actor=key, reason="x", read_at=0, moderators=[])


@pytest.mark.parametrize("field", ["evidence_level", "solution", "territories", "passages", "source_key", "provenance"])
def test_what_moderators_decide_is_not_hers(client, hers, field):
    with pytest.raises(ValueError, match=field):
        referents.save(page=hers, changes={field: "x"}, actor=hers.referent.key, reason="x", read_at=0, moderators=[])
    assert client.get(section(hers, "territoires")).status_code == 404
    assert f'name="{field}"' not in client.get(section(hers, "classement")).content.decode()


def test_the_sections_ask_for_nothing_that_the_verb_refuses(hers):
    named = {name for one in OWN for name in ([one.name] if one.name else one.form().fields)}
    assert named <= referents.FIELDS


def test_a_page_that_changed_meanwhile_comes_back_without_the_name_of_the_moderator(client, person, hers):
    referent, moderator = hers.referent, person(Role.MODERATOR)
    client.post(reverse("catalogue:edit_initiative", args=[hers.slug, "textes"]), TEXTS | {"summary": "Relu."})
    client.force_login(referent)
    again = client.post(section(hers), TEXTS)
    assert again.status_code == 409
    assert moderator.name not in again.content.decode()
    assert "Deux bus." in again.content.decode()
