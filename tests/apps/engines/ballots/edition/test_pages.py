"""The pages of an edition: ideas read, mapped and supported, projects in the order of a lot, the desk, the author's own."""

import re
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from essaim.engines.ballots.domain.edition import editions, talking
from essaim.engines.ballots.models.edition import (
    Consultation,
    Exchange,
    Idea,
    Opinion,
    Picture,
    Project,
    Spending,
    Support,
)
from essaim.engines.ballots.views.edition.lot import COOKIE
from essaim.foundation.storage.public import guards_lifted
from tests.apps.adoptions import people
from tests.apps.engines.ballots import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"tEXt", b"Author\0Camille")
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)
"""One pixel, and the name of somebody beside it."""


def public(edition, rest=""):
    return f"/services/{edition.adoption.slug}/ballots/{edition.number}/{rest}"


def desk(edition, rest=""):
    return f"/gestion/{edition.adoption.slug}/ballots/{rest}"


def hidden(response, verb):
    """The hidden fields of the form of an act."""
    form = re.search(rf'action="[^"]*/{verb}/".*?</form>', response.content.decode(), re.DOTALL)[0]
    return dict(re.findall(r'type="hidden" name="(version|request_key)" value="([^"]*)"', form))


def sent(client, url, verb, **values):
    """Send the form of an act as a browser does."""
    page = client.get(url)
    return client.post(f"{url}{verb}/", {**hidden(page, verb), **values}, follow=True)


# What everybody reads


def test_the_home_says_the_phase_and_the_rules():
    edition = builders.service()
    page = people.text(Client().get(f"/services/{edition.adoption.slug}/ballots/"))
    assert "Dépôt des idées" in page
    assert "en ce moment" in page
    assert "Choisissez de 1 à 3 projets" in page
    assert "à partir de 11 ans" in page
    assert "le bulletin papier annule celui envoyé en ligne" in page


def test_without_an_edition_the_home_says_so():
    adoption = builders.adopted(builders.KIT)
    assert "Aucune édition n’est encore annoncée" in people.text(Client().get(f"/services/{adoption.slug}/ballots/"))


def test_out_of_its_phase_no_idea_is_begun_and_the_service_says_until_when():
    edition = builders.service(phase="instruction")
    service = f"/services/{edition.adoption.slug}/"
    assert "le dépôt des idées a fermé le" in people.text(Client().get(service))
    begin = f"{service}commencer/ballots/idee/"
    assert "Fermé pour le moment" in people.text(Client().get(begin))
    assert Client().post(begin).status_code == 409
    open_again = builders.at_phase(edition, "ideas")
    assert "Fermé" not in people.text(Client().get(f"/services/{open_again.adoption.slug}/commencer/ballots/idee/"))


def test_an_idea_is_public_once_read_over():
    edition = builders.service()
    idea = builders.idea(edition)
    assert "Aucune idée n’est encore publiée" in people.text(Client().get(public(edition, "idees/")))
    assert Client().get(public(edition, f"idees/{idea.pk}/")).status_code == 404
    other = builders.published(edition, titre="Un potager")
    assert "Un potager" in people.text(Client().get(public(edition, "idees/")))
    page = people.text(Client().get(public(edition, f"idees/{other.pk}/")))
    assert "0 soutien" in page
    assert "Camille" not in page


def test_ideas_are_searched_and_drawn_on_a_map():
    edition = builders.service()
    builders.published(edition)
    builders.published(edition, titre="Une piste", commune="32107", theme="sport", resume="Pour rouler")
    page = people.text(Client().get(public(edition, "idees/?q=verger")))
    assert "Un verger" in page
    assert "Une piste" not in page
    assert "Une piste" not in people.text(Client().get(public(edition, "idees/?theme=nature")))
    assert "Un verger" not in people.text(Client().get(public(edition, "idees/?commune=32107")))
    drawn = Client().get(public(edition, "idees/?vue=carte")).content.decode()
    assert drawn.count('class="spot"') == 2
    assert "2 idées dans 2 communes" in people.text(Client().get(public(edition, "idees/?vue=carte")))


def test_an_idea_is_supported_once_by_a_browser():
    edition = builders.service()
    idea = builders.published(edition)
    client, url = Client(), public(edition, f"idees/{idea.pk}/")
    assert "Merci" in people.text(client.post(url + "soutenir/", follow=True))
    assert "déjà" in people.text(client.post(url + "soutenir/", follow=True))
    assert Support.objects.count() == 1
    Client().post(url + "soutenir/")
    assert "2 soutiens" in people.text(client.get(url))
    assert "retiré" in people.text(client.post(url + "soutenir/", {"retirer": "1"}, follow=True))
    assert Support.objects.count() == 1


def test_nobody_is_found_from_a_support():
    edition = builders.service()
    one, other = builders.published(edition), builders.published(edition, titre="Autre")
    client = Client()
    for idea in (one, other):
        client.post(public(edition, f"idees/{idea.pk}/soutenir/"))
    tokens = list(Support.objects.values_list("token", flat=True))
    assert len(set(tokens)) == 2
    assert {field.name for field in Support._meta.fields} == {"token", "idea"}
    assert client.session.session_key not in "".join(tokens)


def test_the_supports_of_an_address_are_counted():
    edition = builders.service()
    idea = builders.published(edition)
    for _ in range(60):
        Client().post(public(edition, f"idees/{idea.pk}/soutenir/"))
    page = Client().post(public(edition, f"idees/{idea.pk}/soutenir/"), follow=True)
    assert "Trop de soutiens" in people.text(page)


def test_the_order_of_projects_is_drawn_for_each_visitor_and_holds_over_pages():
    edition = builders.service(phase="instruction")
    for number in range(30):
        builders.project(edition, f"Projet {number}")
    client, url = Client(), public(edition, "projets/")
    first = numbers(client.get(url))
    assert len(first) == 24
    assert not set(first) & set(numbers(client.get(url + "?page=2")))
    assert numbers(client.get(url)) == first
    assert numbers(Client().get(url)) != first


def numbers(response):
    return re.findall(r'id="projet-(\d+)"', response.content.decode())


def test_without_cookies_the_links_carry_the_order():
    edition = builders.service(phase="instruction")
    for number in range(30):
        builders.project(edition, f"Projet {number}")
    page = Client().get(public(edition, "projets/"))
    lot = page.cookies[COOKIE].value
    assert f"ordre={lot}" in page.content.decode()
    again = Client().get(public(edition, f"projets/?ordre={lot}"))
    assert numbers(again) == numbers(page)
    rest = numbers(Client().get(public(edition, f"projets/?ordre={lot}&page=2")))
    assert len(set(rest) | set(numbers(page))) == 30


def test_projects_are_searched_by_word_number_and_theme():
    edition = builders.service(phase="instruction")
    builders.project(edition, "Un préau")
    builders.project(edition, "Une fresque")
    assert numbers(Client().get(public(edition, "projets/?q=PREAU"))) == ["1"]
    assert numbers(Client().get(public(edition, "projets/?q=2"))) == ["2"]
    assert "Aucun projet ne répond" in people.text(Client().get(public(edition, "projets/?theme=culture")))


def test_projects_are_filtered_by_canton_where_the_edition_has_cantons_and_each_says_how_many_it_leaves():
    edition = builders.service(phase="instruction")
    for number, (canton, category) in enumerate(
        (("Auch-1", "sport"), ("Auch-2", "sport"), ("Auch-2", "culture")), start=1
    ):
        builders.project(edition, f"Projet {number}")
        Project.objects.filter(number=number).update(canton=canton, category=category)
    assert "Canton" not in people.text(Client().get(public(edition, "projets/")))
    Consultation.objects.filter(pk=edition.pk).update(cantons=["Auch-1", "Auch-2", "Mirande"])
    page = Client().get(public(edition, "projets/?canton=Auch-2&theme=sport"))
    assert numbers(page) == ["2"]
    facets = {one.name: {each.value: each.count for each in one.options} for one in page.context["facets"]}
    assert facets["canton"] == {
        "Auch-1": 1,
        "Auch-2": 1,
    }  # of the theme asked, whatever the canton; none where no project is
    assert facets["theme"]["sport"] == 1
    assert set(numbers(Client().get(public(edition, "projets/?canton=Auch-2&canton=Auch-1")))) == {"1", "2", "3"}
    assert numbers(Client().get(public(edition, "projets/?q=auch-1"))) == ["1"]


def test_a_selection_is_kept_for_the_visit():
    edition = builders.service(phase="instruction")
    found = builders.project(edition)
    client = Client()
    back = public(edition, "projets/")
    page = client.post(public(edition, f"projets/{found.number}/selection/"), {"back": back}, follow=True)
    assert "est dans votre sélection" in people.text(page)
    assert "Un préau" in people.text(client.get(public(edition, "selection/")))
    client.post(public(edition, f"projets/{found.number}/selection/"))
    assert "Votre sélection est vide" in people.text(client.get(public(edition, "selection/")))
    away = client.post(public(edition, f"projets/{found.number}/selection/"), {"back": "https://ailleurs.test/"})
    assert away["Location"] == public(edition, "selection/")


def test_a_refusal_and_its_reason_are_published_on_the_page_of_the_idea():
    edition = builders.service()
    idea = builders.published(edition)
    edition = builders.at_phase(edition, "instruction")
    project = builders.studying.study(idea=idea, actor=builders.AGENT)
    assert "À l’étude" in people.text(Client().get(public(edition, f"idees/{idea.pk}/")))
    builders.decided(project, "refuse", reason="Le terrain est privé.")
    assert "Le terrain est privé." in people.text(Client().get(public(edition, f"idees/{idea.pk}/")))
    assert "Le terrain est privé." in people.text(Client().get(public(edition, "projets/?etat=non-soumis")))
    assert "Le terrain est privé." in people.text(Client().get(public(edition, f"projets/{project.number}/")))


def test_a_project_under_study_is_not_public():
    edition = builders.service(phase="instruction")
    project = builders.project(edition, standing="studied")
    assert Client().get(public(edition, f"projets/{project.number}/")).status_code == 404
    assert "ne sont pas encore connus" in people.text(Client().get(public(edition, "projets/")))


@pytest.mark.parametrize("page", ["idees/", "idees/?vue=carte"])
def test_a_page_of_ideas_asks_as_much_whatever_their_number(page):
    edition = builders.service()
    builders.published(edition)
    one = people.cost(Client(), public(edition, page))
    for number in range(2):
        builders.published(edition, titre=f"Autre {number}", email=f"{number}@exemple.test")
    assert people.cost(Client(), public(edition, page)) == one


@pytest.mark.parametrize("page", ["projets/", "selection/", "realisations/"])
def test_a_page_of_projects_asks_as_much_whatever_their_number(page):
    edition = builders.service(phase="instruction")
    client = Client()

    def one_more(number):
        found = builders.project(edition, f"Projet {number}")
        client.post(public(edition, f"projets/{found.number}/selection/"))

    one_more(1)
    one = people.cost(client, public(edition, page))
    one_more(2)
    one_more(3)
    assert people.cost(client, public(edition, page)) == one


# The desk


def test_an_agent_reads_over_and_publishes():
    edition = builders.service()
    idea = builders.idea(edition)
    agent = people.member(edition.adoption)
    assert "Un verger" in people.text(agent.get(desk(edition, "idees/")))
    assert "Relire et publier" in people.text(agent.get(f"/gestion/{edition.adoption.slug}/"))
    url = desk(edition, f"idees/{idea.pk}/")
    values = {"title": "Un verger partagé", "summary": "Des fruits.", "category": "nature", "zone": idea.zone_id}
    assert "Fait : publier" in people.text(sent(agent, url, "publish", **values))
    assert Idea.objects.get().title == "Un verger partagé"
    assert "Un verger partagé" in people.text(Client().get(public(edition, "idees/")))


def test_a_stale_screen_is_told():
    edition = builders.service()
    idea = builders.idea(edition)
    agent = people.member(edition.adoption)
    url = desk(edition, f"idees/{idea.pk}/")
    page = agent.get(url)
    builders.moderating.hide(idea=idea, actor=builders.AGENT, version=1, reason="Une insulte.")
    values = {"title": "A", "summary": "B", "category": "nature", "zone": idea.zone_id}
    answer = agent.post(url + "publish/", {**hidden(page, "publish"), **values})
    assert answer.status_code == 422
    assert "Un autre acte a changé cette idée" in people.text(answer)


def test_hiding_wants_its_reason():
    edition = builders.service()
    idea = builders.idea(edition)
    agent = people.member(edition.adoption)
    url = desk(edition, f"idees/{idea.pk}/")
    assert "obligatoire" in people.text(sent(agent, url, "hide", reason=""))
    assert "Fait" in people.text(sent(agent, url, "hide", reason="Hors sujet."))


def test_two_ideas_are_joined_with_consent():
    edition = builders.service()
    one, other = builders.idea(edition), builders.published(edition, titre="Un grand verger", email="b@exemple.test")
    agent = people.member(edition.adoption)
    url = desk(edition, f"idees/{one.pk}/")
    assert "Idées proches" in people.text(agent.get(url))
    assert "obligatoire" in people.text(sent(agent, url, "merge", into=other.pk, consent=""))
    sent(agent, url, "merge", into=other.pk, consent="D’accord par téléphone le 3 mars")
    assert "Un verger" in people.text(Client().get(public(edition, f"idees/{other.pk}/")))
    page = people.text(Client().get(public(edition, f"idees/{one.pk}/")))
    assert "continue avec Un grand verger" in page
    assert "téléphone" not in page


def test_the_study_goes_from_opinion_to_vote():
    edition = builders.service()
    idea = builders.published(edition)
    edition = builders.at_phase(edition, "instruction")
    agent = people.member(edition.adoption)
    assert "Projet" in people.text(sent(agent, desk(edition, f"idees/{idea.pk}/"), "study"))
    project = Project.objects.get()
    url = desk(edition, f"projets/{project.pk}/")
    assert "coût estimé" in people.text(sent(agent, url, "admit"))
    values = {"service": "routes", "view": "favourable", "reason": "Le terrain convient.", "cost": "12 500,50"}
    assert "Avis enregistré" in people.text(sent(agent, url, "advise", **values))
    assert Opinion.objects.get().cost_cents == 1_250_050
    assert "soumis au vote" in people.text(sent(agent, url, "admit"))
    page = people.text(Client().get(public(edition, f"projets/{project.number}/")))
    assert "12 500,50 €" in page
    assert "Le service des routes" in page
    assert "Le terrain convient." in page


def test_a_project_of_the_territory_is_added():
    edition = builders.service(phase="instruction")
    agent = people.member(edition.adoption)
    page = agent.get(desk(edition, "projets/ajouter/"))
    known = dict(re.findall(r'type="hidden" name="(version|request_key)" value="([^"]*)"', page.content.decode()))
    values = {"title": "Une halle", "summary": "Pour le marché", "category": "culture", "zone": edition.zones.get().pk}
    assert "Une halle" in people.text(agent.post(desk(edition, "projets/ajouter/"), {**known, **values}, follow=True))


def test_works_are_told_with_photos_and_money(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    edition = builders.service(phase="instruction")
    won, lost = builders.project(edition, "Un préau"), builders.project(edition, "Une fresque")
    builders.called(edition, [won])
    agent = people.member(edition.adoption)
    url = desk(edition, f"projets/{won.pk}/")
    today = builders.timezone.localdate().isoformat()
    photo = SimpleUploadedFile("mur.png", PNG, content_type="image/png")
    page = sent(agent, url, "follow", on=today, words="Le mur est monté.", photo=photo, alternative="")
    assert "Dites ce que montre la photo" in people.text(page)
    photo.seek(0)
    sent(agent, url, "follow", on=today, words="Le mur est monté.", photo=photo, alternative="Un mur en pierre")
    sent(agent, url, "spend", on=today, sum="4000", words="Le gros œuvre")
    assert "dépasse" in people.text(sent(agent, url, "spend", on=today, sum="-5000", words="Erreur"))
    page = people.text(Client().get(public(edition, f"projets/{won.number}/")))
    assert "Le mur est monté." in page
    picture = Picture.objects.get()
    assert picture.alternative == "Un mur en pierre"
    with picture.file.open() as held:
        assert b"Camille" not in held.read()
    assert Spending.objects.get().cents == 400_000
    works = people.text(Client().get(public(edition, "realisations/")))
    assert "Sur 1 projet lauréat" in works
    assert "Une fresque" not in works
    assert "réalisé" in people.text(sent(agent, url, "deliver"))
    assert builders.reread(won).standing == "delivered"
    assert builders.reread(lost).standing == "not-retained"


def test_a_partner_without_the_right_does_nothing():
    edition = builders.service()
    idea = builders.idea(edition)
    manager = people.browser()
    assert manager.get(desk(edition, f"idees/{idea.pk}/")).status_code == 403
    assert manager.get(desk(edition, "projets/")).status_code == 200
    assert manager.get(desk(edition, "projets/ajouter/")).status_code == 403


@pytest.mark.parametrize("page", ["idees/?vue=toutes", "projets/?vue=tous"])
def test_a_list_of_the_desk_asks_as_much_whatever_its_length(page):
    edition = builders.service()
    agent = people.member(edition.adoption)
    builders.idea(edition)
    edition = builders.at_phase(edition, "instruction")
    builders.project(edition)
    one = people.cost(agent, desk(edition, page))
    edition = builders.at_phase(edition, "ideas")
    for number in range(2):
        builders.idea(edition, email=f"{number}@exemple.test")
    edition = builders.at_phase(edition, "instruction")
    for number in range(2):
        builders.project(edition, f"Autre {number}")
    assert people.cost(agent, desk(edition, page)) == one


# The set-up


def test_a_manager_sets_an_edition_up():
    adoption = builders.adopted(builders.KIT)
    manager = people.browser()
    url = f"/gestion/{adoption.slug}/ballots/edition/"
    assert editions.missing(adoption.pk) == ["créer l’édition"]
    page = people.text(manager.post(url, {"part": "begin", "title": "Édition 2027"}, follow=True))
    assert "fixer les dates" in page
    manager.post(url, {"part": "first", "first": "2027-01-04"})
    found = editions.running(adoption)
    spans = editions.spans_of(found)
    assert [one.key for one in spans] == list(builders.KEYS)
    assert (spans[0].opens.isoformat(), spans[1].opens.isoformat()) == ("2027-01-04", "2027-02-04")
    assert editions.missing(adoption.pk) == []
    zone = {"part": "zone", "label": "Auch", "envelope": "60000", "communes": "Auch"}
    assert "Secteur « Auch » créé" in people.text(manager.post(url, zone, follow=True))
    taken = {"part": "zone", "label": "Autre", "envelope": "40000", "communes": "32013"}
    assert "Déjà dans un autre secteur : Auch" in people.text(manager.post(url, taken))
    manager.post(url, {**taken, "communes": "Condom"})
    assert editions.missing(adoption.pk) == []
    keys = {one.label: one.pk for one in found.zones.all()}
    wrong = {"part": "envelopes", f"zone_{keys['Auch']}": "1", f"zone_{keys['Autre']}": "2"}
    assert "3 € en tout" in people.text(manager.post(url, wrong)).replace("\xa0", " ")


def test_dates_that_overlap_are_named():
    edition = builders.service()
    url = desk(edition, "edition/")
    days = {
        f"{one.key}_{side}": getattr(one, side).isoformat()
        for one in editions.spans_of(edition)
        for side in ("opens", "closes")
    }
    answer = people.browser().post(url, {"part": "dates", **days, "vote_opens": days["ideas_opens"]})
    assert answer.status_code == 422
    assert "Le vote ouvre le" in people.text(answer)


def test_an_agent_reads_the_edition_and_changes_nothing():
    edition = builders.service()
    agent = people.member(edition.adoption)
    assert "Budget du canton 2026" in people.text(agent.get(desk(edition, "edition/")))
    assert agent.post(desk(edition, "edition/"), {"part": "first", "first": "2027-01-04"}).status_code == 403


# The author


def opened(idea):
    """The browser of the author of an idea."""
    client = Client()
    session = client.session
    session["dossiers"] = [str(idea.participation.key)]
    session.save()
    return client


def test_the_author_answers_the_team_on_her_own_page():
    edition = builders.service()
    idea = builders.published(edition)
    edition = builders.at_phase(edition, "instruction")
    idea.consultation = edition
    author, key = opened(idea), idea.participation.key
    own = f"/services/{edition.adoption.slug}/ballots/dossier/{key}/echange/"
    assert "Aucun message" in people.text(author.get(own))
    talking.ask(idea=idea, actor=builders.AGENT, words="Sur quel terrain ?")
    assert "Sur quel terrain ?" in people.text(author.get(f"/mon-dossier/{key}/"))
    page = author.get(own)
    known = dict(re.findall(r'type="hidden" name="(version|request_key)" value="([^"]*)"', page.content.decode()))
    page = author.post(own, {**known, "words": "Derrière la mairie."}, follow=True)
    assert "Votre réponse est envoyée" in people.text(page)
    author.post(own, {**known, "words": "Derrière la mairie."})
    assert Exchange.objects.filter(side="holder").count() == 1
    agent = people.member(edition.adoption)
    assert "Réponses reçues 1" in people.text(agent.get(desk(edition, "idees/")))
    assert Client().get(own).status_code == 404


def test_the_author_takes_a_project_back_before_the_vote():
    edition = builders.service()
    idea = builders.published(edition)
    edition = builders.at_phase(edition, "instruction")
    project = builders.studying.study(idea=idea, actor=builders.AGENT)
    author = opened(idea)
    url = f"/services/{edition.adoption.slug}/ballots/dossier/{idea.participation.key}/retirer/"
    page = author.get(url)
    known = dict(re.findall(r'type="hidden" name="(version|request_key)" value="([^"]*)"', page.content.decode()))
    assert "obligatoire" in people.text(author.post(url, {**known, "reason": ""}))
    author.post(url, {**known, "reason": "La mairie le fait."})
    assert builders.reread(project).standing == "withdrawn"
    assert author.get(url).status_code == 404


def test_ideas_alike_are_suggested_before_sending():
    edition = builders.service()
    builders.published(edition)
    from essaim.adoptions.domain import participating
    from essaim.foundation.parties.models import Party

    party = Party.objects.create(name="Sacha Exemple", email="sacha@exemple.test")
    answers = {**builders.ANSWERS, "titre": "Planter un verger communal"}
    draft, _ = participating.begin(adoption=edition.adoption, door="ballots.idee", party=party, answers=answers)
    client = Client()
    session = client.session
    session["dossiers"] = [str(draft.key)]
    session.save()
    page = people.text(client.get(f"/mon-dossier/{draft.key}/relire/"))
    assert "Des idées proches de la vôtre" in page
    assert "Un verger" in page


def test_a_long_list_of_works_folds_and_leaves_none_out():
    edition = builders.service(phase="instruction")
    for number in range(1, 31):
        builders.project(edition, f"Projet {number}")
    with guards_lifted():  # a vote of thirty winners would take a minute
        Project.objects.update(standing="winner")
    page = Client().get(public(edition, "realisations/")).content.decode()
    assert page.count("<summary>Projets 25 à 30</summary>") == 1
    assert all(f"n°&nbsp;{number} Projet" in page for number in range(1, 31))
