"""The pages of a territory manager, as owner, as member, as stranger."""

import re
from pathlib import Path

import pytest

from essaim.foundation.accounts import public
from essaim.foundation.accounts.domain import acts
from essaim.foundation.accounts.models import Membership, Role

PEOPLE, JOURNAL, REGISTER = (
    "/administration/personnes/",
    "/administration/journal/",
    "/administration/donnees-personnelles/",
)


@pytest.mark.parametrize("path", [PEOPLE, JOURNAL, REGISTER])
def test_owner_member_stranger_and_nobody(client, person, path):
    assert client.get(path).url == f"/compte/connexion/?next={path.replace('/', '%2F')}"
    for name, role, status in [("Owner", Role.MANAGER, 200), ("Member", Role.MODERATOR, 403), ("Stranger", None, 403)]:
        client.force_login(person(name, role))
        answer = client.get(path)
        assert answer.status_code == status, name
        page = answer.content.decode()
        assert page.count("<h1") == 1
        assert ("À qui le demander" in page) is (status == 403)


def test_one_sees_the_people_of_ones_territory_only(client, manager, person):
    person("Auscitaine", Role.READER, "commune-32013")
    landaise = person("Landaise", Role.READER, "departement-40")
    person("Sans")
    client.force_login(manager)
    page = client.get(PEOPLE).content.decode()
    assert "Auscitaine" in page
    assert "Landaise" not in page
    assert "Sans" not in page
    assert client.get(f"{PEOPLE}{landaise.key}/").status_code == 404


def test_people_are_searched_by_name_and_address(client, manager, person):
    person("Alix", Role.READER)
    client.force_login(manager)
    assert "Alix" in client.get(PEOPLE, {"q": "alix@"}).content.decode()
    assert "Personne ne correspond" in client.get(PEOPLE, {"q": "zzz"}).content.decode()


def test_inviting_from_the_page(client, manager):
    client.force_login(manager)
    answer = client.post(PEOPLE, {"email": "neuf@exemple.fr", "territory": "auch", "role": "reader"})
    assert answer.url == PEOPLE
    assert "neuf@exemple.fr" in client.get(PEOPLE).content.decode()


@pytest.mark.parametrize(
    ("territory", "role", "sentence"),
    [
        ("Landes", "reader", "Vous ne gérez pas"),
        ("Atlantide", "reader", "Aucun territoire"),
        ("Gers", "administrator", "choix"),
    ],
)
def test_a_wrong_invitation_is_explained_and_does_nothing(client, manager, territory, role, sentence):
    client.force_login(manager)
    answer = client.post(PEOPLE, {"email": "neuf@exemple.fr", "territory": territory, "role": role})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Membership.objects.filter(account__email="neuf@exemple.fr").exists()


def test_changing_then_withdrawing_a_role(client, manager, person):
    alix = person("Alix", Role.READER)
    path, membership = f"{PEOPLE}{alix.key}/", alix.memberships.get()
    client.force_login(manager)
    client.post(path, {"membership": membership.pk, f"{membership.pk}-role": "moderator"})
    membership.refresh_from_db()
    assert membership.role == "moderator"
    assert client.post(path, {"membership": membership.pk, "withdraw": "1"}).url == PEOPLE
    assert not alix.memberships.exists()


def test_a_role_of_another_territory_is_out_of_reach_even_by_its_number(client, manager, person, places):
    alix = person("Alix", Role.READER)
    other = Membership.objects.create(account=alix, territory=places["departement-40"], role=Role.READER)
    client.force_login(manager)
    answer = client.post(f"{PEOPLE}{alix.key}/", {"membership": other.pk, "withdraw": "1"})
    assert answer.status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


def test_a_role_above_ones_own_shows_no_form(client, manager, person):
    client.force_login(manager)
    page = client.get(f"{PEOPLE}{person('Ada', Role.ADMINISTRATOR).key}/").content.decode()
    assert "au-dessus du vôtre" in page
    assert 'name="withdraw"' not in page


def test_the_list_costs_the_same_at_one_and_three_people(client, manager, person):
    client.force_login(manager)
    client.get(PEOPLE)  # the first visit fills what the process keeps
    counts = []
    for names in ((), ("B", "C")):
        for name in names:
            person(name, Role.READER)
        with _counted() as counted:
            client.get(PEOPLE)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def _counted():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def test_the_journal_speaks_french_and_keeps_to_the_territory(client, manager, person):
    public.grant(by=manager.key, email="neuf@exemple.fr", territory="commune-32013", role=Role.READER)
    public.grant(by=None, email="ailleurs@exemple.fr", territory="departement-40", role=Role.READER)
    client.force_login(manager)
    page = client.get(JOURNAL).content.decode()
    assert re.search(r"Gisele.*donne un rôle.*neuf.*lecture · Auch", page, re.DOTALL)
    assert "Landes" not in page
    client.force_login(person("Ada", Role.ADMINISTRATOR, "pays-FR"))
    assert "Landes" in client.get(JOURNAL).content.decode()


def test_the_journal_filters_by_act_and_day(client, manager):
    public.grant(by=manager.key, email="neuf@exemple.fr", territory="departement-32", role=Role.READER)
    client.force_login(manager)
    assert "Aucun acte" in client.get(JOURNAL, {"acte": "role.withdraw"}).content.decode()
    assert "neuf" in client.get(JOURNAL, {"acte": "role.grant"}).content.decode()
    assert "Aucun acte" in client.get(JOURNAL, {"jusque": "2001-01-01"}).content.decode()


def test_the_journal_has_pages_and_a_constant_cost(client, manager):
    client.force_login(manager)
    client.get(JOURNAL)  # the first visit fills what the process keeps
    counts = []
    for number in (1, 60):
        for each in range(number):
            public.grant(
                by=manager.key, email=f"p{number}-{each}@exemple.fr", territory="departement-32", role=Role.READER
            )
        with _counted() as counted:
            page = client.get(JOURNAL).content.decode()
        counts.append(len(counted))
    assert counts[0] == counts[1]
    older = re.search(r'href="(\?avant=\d+)"', page).group(1)
    assert "p1-0" in client.get(JOURNAL + older).content.decode()


def test_the_register_is_the_one_of_the_code(client, manager):
    client.force_login(manager)
    assert "accounts.Account.email" in client.get(REGISTER).content.decode()


def test_every_act_written_in_the_code_has_french_words():
    """An act that the journal page would show by its code name."""
    source = Path(acts.__file__).parents[3]
    text = "".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py"))
    written = re.findall(r'(?:record|journal)\(\s*act="([a-z.-]+)"|_(?:write|journal)\(\s*"([a-z.-]+)"', text)
    names = {one or other for one, other in written}
    assert len(names) > 15
    assert names <= set(acts.WORDS)
