"""The desk: an agent types for somebody, finds dossiers, reads what her role may read; others see less, or nothing."""

import re

import pytest
from django.test import Client

from essaim.adoptions.models import Participation
from essaim.foundation.journal.models import Entry
from tests.apps.adoptions.builders import adopted, sent
from tests.apps.adoptions.journeys import begin, contact, hidden, sent_online
from tests.apps.adoptions.people import account, manager, member, signed_in
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

WHO = {"for_whom": "self", "name": "Andrée Papier", "address": "1 rue des Écoles, Auch"}
FOR_AGENTS = ("dossiers.csv", "saisir/", "dossiers/{key}/", "dossiers/{key}/recu/")
SECRET = "  - {id: intime, type: text, label: Intime, filled_by: demandeur, purpose: P, retention: {months: 2, after: submission}, sensitivity: social}\n"


def typed(agent, adoption, channel="post"):
    """Begin to type; return the address of the long page."""
    answer = agent.post(f"/gestion/{adoption.slug}/saisir/", {"door": "desk.demande", "channel": channel})
    assert answer.status_code == 302, answer.content
    return answer["Location"]


def test_paper_first_then_the_person_finds_it_on_her_telephone():
    """Journey 3: the same form, on paper first, found again by the citizen on her phone."""
    adoption = adopted()
    agent = member(adoption)
    url = typed(agent, adoption)
    filed = agent.post(url, {**hidden(agent, url), **WHO, "heures": "12", "_deposer": "1"})
    assert filed.status_code == 302, filed.content
    receipt = agent.get(filed["Location"]).content.decode()
    code = re.search(r'code-box">([A-Z0-9-]+)<', receipt)[1]
    assert "n° 1" in receipt
    one = Participation.objects.get()
    assert (one.channel, one.standing, one.answers, one.party.name) == (
        "post",
        "submitted",
        {"heures": "12"},
        "Andrée Papier",
    )
    phone = Client()
    opened = phone.post("/mon-dossier/", {"par": "code", "code-code": code})
    assert "12\u00a0heures" in phone.get(opened["Location"]).content.decode()


def test_the_act_is_the_person_s_by_the_hand_of_the_agent():
    adoption = adopted()
    agent = member(adoption)
    url = typed(agent, adoption, "phone")
    agent.post(url, {**hidden(agent, url), **WHO, "heures": "12", "_deposer": "1"})
    happening = Participation.objects.get().happenings.get()
    assert (happening.role, happening.actor is not None) == ("demandeur", True)


def test_what_is_missing_is_said_only_when_it_is_sent():
    adoption = adopted()
    agent = member(adoption)
    url = typed(agent, adoption)
    kept = agent.post(url, {**hidden(agent, url), "name": "Andrée Papier", "heures": "", "_garder": "1"})
    assert kept["Location"] == url
    page = agent.get(url).content.decode()
    assert 'value="Andrée Papier"' in page
    assert "field-error" not in page
    wrong = agent.post(url, {**hidden(agent, url), "name": "Andrée Papier", "heures": "", "_deposer": "1"})
    assert wrong.status_code == 422
    assert "Écrivez un nombre" in wrong.content.decode()
    assert "une façon de vous répondre" in wrong.content.decode()


def test_the_agent_says_that_a_rule_is_not_met_and_files_all_the_same():
    adoption = adopted(plafond="10")
    agent = member(adoption)
    url = typed(agent, adoption)
    values = {**hidden(agent, url), **WHO, "heures": "12"}
    said = agent.post(url, {**values, "_deposer": "1"})
    assert "n’y a pas droit" in said.content.decode()
    assert Participation.objects.get().standing == "draft"
    again = {**values, **hidden_of(said), "_deposer_quand_meme": "1"}
    assert agent.post(url, again).status_code == 302
    assert Participation.objects.get().standing == "submitted"


def hidden_of(answer):
    return dict(re.findall(r'type="hidden" name="(_\w+|request_key)" value="([^"]*)"', answer.content.decode()))


def test_what_the_agent_types_is_kept_while_she_types():
    adoption = adopted()
    agent = member(adoption)
    url = typed(agent, adoption)
    kept = agent.post(f"{url}enregistrer/", {**hidden(agent, url), **WHO, "heures": "12"})
    assert kept.json()["saved_at"]
    one = Participation.objects.get()
    assert (one.answers, one.party.name) == ({"heures": "12"}, "Andrée Papier")


def test_an_agent_does_not_open_the_draft_that_somebody_writes_on_line(client):
    adoption = adopted()
    begin(client, adoption)
    one = Participation.objects.get()
    assert member(adoption).get(f"/gestion/{adoption.slug}/saisir/{one.key}/").status_code == 404


@pytest.mark.parametrize("path", FOR_AGENTS)
def test_who_opens_a_page_of_agents(client, path):
    adoption, other = adopted(), adopted(structure="Une association")
    sent_online(client, adoption)
    url = f"/gestion/{adoption.slug}/" + path.format(key=Participation.objects.get().key)
    assert member(adoption).get(url).status_code == 200
    refused = [manager(), member(other), member(adoption, "partenaire", "partenaire"), signed_in(account("inconnue"))]
    assert [one.get(url).status_code for one in refused] == [403] * 4
    assert client.get(url).status_code == 302  # the holder is nobody here: she is asked to sign in


def test_a_dossier_of_another_adoption_is_not_found(client):
    adoption, other = adopted(), adopted(structure="Une association")
    sent_online(client, adoption)
    key = Participation.objects.get().key
    for path in FOR_AGENTS[2:]:
        assert (
            member(other, name=f"a{len(path)}").get(f"/gestion/{other.slug}/" + path.format(key=key)).status_code == 404
        )


def test_a_manager_without_a_role_sees_dossiers_not_people(client):
    adoption = adopted()
    sent_online(client, adoption)
    page = manager().get(f"/gestion/{adoption.slug}/dossiers/?q=camille").content.decode()
    assert "Camille" not in page
    page = manager("pays-FR").get(f"/gestion/{adoption.slug}/dossiers/").content.decode()
    assert "n° 1" in page
    assert "Camille Exemple" not in page
    assert manager("departement-34").get(f"/gestion/{adoption.slug}/dossiers/").status_code == 403
    assert member(adoption, "partenaire").get(f"/gestion/{adoption.slug}/dossiers/").status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 2), ("q=1", 1), ("q=n°+2", 1), ("q=camille", 1), ("q=claude+exemple", 1), ("q=zorro", 0), ("standing=draft", 0),
     ("door=desk.demande", 2), ("door=autre.porte", 2), ("channel=post", 0), ("page=99", 2), ("q=99999999999999999999", 0)],
)  # fmt: skip
def test_dossiers_are_found(query, found):
    adoption = adopted()
    sent(adoption, "desk.demande", {"heures": "1"})
    sent(adoption, "desk.demande", {"heures": "2"}, name="Claude Exemple", email="claude@exemple.test")
    page = member(adoption).get(f"/gestion/{adoption.slug}/dossiers/?{query}").content.decode()
    assert page.count('<tr><th scope="row">') == found


def test_a_role_reads_only_the_answers_that_the_kit_gives_it(client):
    adoption = adopted(
        "minimal", ("rules:\n", SECRET + "rules:\n"), ("fields: [heures]}]", "fields: [heures, intime]}]")
    )
    one = sent(adoption, "desk.demande", {"heures": "12", "intime": "Secret"})
    page = member(adoption).get(f"/gestion/{adoption.slug}/dossiers/{one.key}/").content.decode()
    assert "12\u00a0heures" in page
    assert "Secret" not in page
    assert "1 réponse n’est pas lisible" in page.replace("\u00a0", " ")
    assert "une demande est déposée" in page.lower()


def test_the_list_is_taken_as_a_file_that_is_harmless_and_the_journal_says_so():
    adoption = adopted()
    sent(adoption, "desk.demande", {"heures": "1"}, name="=CMD()")
    sheet = member(adoption).get(f"/gestion/{adoption.slug}/dossiers.csv?q=cmd")
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("numéro;nom;entrée")
    assert ";'=CMD();" in lines[1]
    assert Entry.objects.filter(act="dossier.export").count() == 1


def test_a_lost_code_is_replaced_by_the_agent(client):
    adoption = adopted()
    sent_online(client, adoption)
    one = Participation.objects.get()
    agent = member(adoption)
    page = agent.post(f"/gestion/{adoption.slug}/dossiers/{one.key}/code/", follow=True).content.decode()
    code = re.search(r'code-box">([A-Z0-9-]+)<', page)[1]
    assert Client().post("/mon-dossier/", {"par": "code", "code-code": code}).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(count, django_assert_max_num_queries):
    adoption = adopted()
    for rank in range(count):
        sent(adoption, "desk.demande", {"heures": str(rank)}, name=f"Personne {rank}")
    agent = member(adoption)
    with django_assert_max_num_queries(15):  # one asks the engines whom she may open
        agent.get(f"/gestion/{adoption.slug}/dossiers/")


def test_a_draft_typed_at_the_desk_is_found_and_taken_up():
    adoption = adopted()
    agent = member(adoption)
    url = typed(agent, adoption)
    one = Participation.objects.get()
    page = agent.get(f"/gestion/{adoption.slug}/dossiers/{one.key}/").content.decode()
    assert url in page


def test_a_service_in_test_is_tried_by_its_team_only(client):
    adoption = adopted(phase="testing")
    assert client.get(adoption.get_absolute_url()).status_code == 404
    agent = member(adoption)
    assert "En test" in agent.get(adoption.get_absolute_url()).content.decode()
    draft = begin(agent, adoption)
    assert contact(agent, draft).status_code == 302
    assert Participation.objects.get().trial


def test_the_pages_of_the_desk_stand_in_groups_by_what_a_person_may_do():
    adoption = adopted()
    html = member(adoption).get(f"/gestion/{adoption.slug}/").content.decode()
    nav = re.search(r'<nav class="desk-pages.*?</nav>', html, re.DOTALL)[0]
    groups = {
        re.search(r">([^<]+)</p>", part)[1]: re.findall(r"<li><a [^>]*>([^<]+)</a>", part)
        for part in nav.split('class="desk-group"')[1:]
    }
    assert groups["Chaque jour"][:3] == ["À faire", "Dossiers", "Saisir"]
    assert groups["Bilan"][0] == "Résultats"
    assert groups["Conduire le service"] == ["Journal", "Aide"]
    assert nav.count('aria-current="page"') == 1
    assert "Pages du service&nbsp;: À faire</a>" in nav
    assert 'href="#pages">Pages du service' in nav
    managed = manager().get(f"/gestion/{adoption.slug}/journal/").content.decode()
    assert all(f">{label}</a>" in managed for label in ("Préparer", "Équipe"))
    assert "Pages du service&nbsp;: Journal</a>" in managed
