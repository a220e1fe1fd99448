import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import RequestContext, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.models import Diffusion, Figure, Initiative, StageDate, Status
from essaim.portal.catalogue.public import EVERYDAY

pytestmark = pytest.mark.django_db


def text(response):
    return re.sub(r"\s+", " ", response.content.decode()).replace("&nbsp;", " ").replace("\u00a0", " ")


@pytest.fixture
def spread(catalogue, places):
    """The voiture goes from Gers (2018) to Béziers, at no known date."""
    gers = Initiative.objects.get(slug="car-gers")
    StageDate.objects.create(initiative=gers, stage="running", when_text="2018", year=2018)
    Diffusion.objects.create(
        solution=catalogue, from_territory=places["departement-32"], from_initiative=gers, state="launched",
        to_territory=places["commune-34032"], to_initiative=Initiative.objects.get(slug="car-beziers"),
    )  # fmt: skip
    return catalogue


def test_the_question_and_the_three_doors(client, catalogue):
    page = text(client.get("/"))
    assert "cherchez-vous</span> à résoudre ?" in page
    for name in ("catalogue:search", "catalogue:solutions", "home:territories", "home:indicators", "catalogue:propose"):
        assert f'href="{reverse(name)}"' in page
    assert EVERYDAY[0] in page


def test_an_empty_catalogue_still_has_a_home(client, db):
    page = client.get("/")
    assert page.status_code == 200
    assert "Ce que contient le catalogue" not in text(page)


def test_the_catalogue_is_counted_from_the_database(client, catalogue):
    Figure.objects.create(
        initiative=Initiative.objects.get(slug="car-gers"), label="l", value=1, unit="u", kind="measured", source="s"
    )
    hidden = Initiative.objects.get(slug="bons")
    Initiative.objects.filter(pk=hidden.pk).update(status=Status.DRAFT)
    page = text(client.get("/"))
    counts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(?:<a[^>]*>)?([^<]+)<", page))
    assert counts == {
        "solutions": "1",
        "initiatives": "3",
        "départements où elles sont": "3",
        "chiffres, chacun avec sa source": "1",
    }
    assert "Dernière mise à jour d’une initiative" in page


def test_the_map_moves_through_the_years_by_links(client, spread):
    page = text(client.get("/"))
    assert "Gers a inspiré Hérault" in page
    assert 'href="/?annee=2018#diffusion"' in page
    past = text(client.get("/", {"annee": "2018"}))
    assert "Gers a inspiré Hérault" not in past
    assert "1 territoire n’a" in past
    assert "Tout ce que l’on sait" in text(client.get("/", {"annee": "jamais"}))


def test_the_barometer_speaks_in_words_with_its_source(client, write):
    solution = write.solution("barometre-solidarite", "Un baromètre")
    write.initiative(
        "barometre", "Le premier baromètre", "pays-FR", solution=solution, how_it_works="Le climat vient en tête.",
        passages={"how_it_works": [42]},
    )  # fmt: skip
    page = client.get("/").content.decode()
    assert "Le climat vient en tête." in page
    assert 'href="/la-note/#passage-42"' in page


def test_my_territory_is_named(client, catalogue):
    session = client.session
    session["territory"] = "departement-32"
    session.save()
    assert "territoire=departement-32" in text(client.get("/"))


def test_one_and_three_initiatives_cost_the_same(client, spread, write):
    def cost():
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return len(asked)

    few = cost()
    write.initiative("a", "A", "commune-32013", solution=spread)
    write.initiative("b", "B", "departement-46", solution=spread)
    assert cost() == few


@pytest.fixture
def panel(rf):
    """Draw what the catalogue shows on the page of a territory."""

    def draw(code):
        request = rf.get("/")
        request.user, request.session = AnonymousUser(), {}
        template = Template('{% load ui %}{% panels "territory" place %}')
        return template.render(RequestContext(request, {"place": territories.get(code)}))

    return draw


def test_the_panel_of_a_territory(panel, spread):
    shown = panel("departement-32")
    assert "Un chauffeur bénévole dans le Gers" in shown
    assert "Des bons alimentaires" not in shown  # the whole of France is one link away
    assert "Rouler ensemble à Béziers" in panel("region-76")
    assert "Un bus de vaccination" in panel("pays-FR")


def test_the_panel_of_a_territory_without_anything(panel, places):
    shown = panel("departement-46")
    assert "Aucune initiative connue ici" in shown
    assert "Proposer une initiative" in shown


def test_the_panel_says_what_is_studied_without_a_page(panel, spread, places):
    Diffusion.objects.create(solution=spread, to_territory=places["departement-46"], state="studied")
    assert "Idées reprises ou à l’étude ici" in panel("departement-46")


def test_the_panel_costs_the_same_with_one_and_three(panel, spread, write):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            panel("departement-32")
        return len(asked)

    one = cost()
    write.initiative("a", "A", "commune-32013")
    write.initiative("b", "B", "departement-32")
    assert cost() == one
