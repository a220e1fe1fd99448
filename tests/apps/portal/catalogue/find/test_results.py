import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essaim.portal.catalogue.models import Status

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("1")</script> & « » \' "'


def get(client, **query):
    return client.get(reverse("catalogue:search"), query)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode()).replace("&nbsp;", " ").replace("\u00a0", " ")


def test_everything_is_listed_without_words(client, catalogue):
    page = text(get(client))
    assert "3 résultats" in page
    assert "La voiture des aînés" in page
    assert "Un chauffeur bénévole dans le Gers" in page  # grouped under its solution


def test_everyday_words_find_and_say_why(client, catalogue):
    page = text(get(client, q="veiture partagée pour personnes agées"))
    assert "La voiture des aînés" in page
    assert "Pourquoi ce résultat" in page
    assert "vous aviez écrit « veiture »" in page
    assert "exact=oui" in page


def test_the_reasons_stand_in_a_few_words_and_in_full(client, catalogue):
    page = text(get(client, q="veiture partagée"))
    assert "Pourquoi ce résultat : <strong>voiture, covoiturage</strong>" in page
    assert "<li>« voiture » (vous aviez écrit « veiture ») dans le titre</li>" in page


def test_what_finds_nothing_does_not_say_that_it_was_widened(client, catalogue):
    page = text(get(client, q="zzzzqq"))
    assert "Aucun résultat" in page
    assert "nous avons élargi" not in page


def test_filters_that_leave_nothing_say_what_there_is_without_them(client, catalogue):
    page = text(get(client, q="vaccination", departement="34"))
    assert "Enlever les filtres</a> et chercher dans toute la France : 1 résultat." in page


def test_a_screen_holds_ten_results(client, write):
    for number in range(11):
        write.solution(f"seule-{number}", f"Solution {number}")
    page = get(client)
    assert page.content.decode().count('<article class="result">') == 10
    assert "page=2" in page.content.decode()


def test_asked_exactly_nothing_is_repaired_nor_widened(client, catalogue):
    assert "Aucun résultat" in text(get(client, q="veiture", exact="oui"))
    page = text(get(client, q="vaccination", exact="oui"))
    assert "1 résultat" in page
    assert "Seuls vos mots exacts sont cherchés" in page


def test_asked_exactly_every_word_must_be_there(client, catalogue):
    assert "Aucun résultat" in text(get(client, q="vaccination alimentaires", exact="oui"))


@pytest.mark.parametrize(
    ("query", "found", "left_out"),
    [
        ({"theme": "sante"}, "Un bus de vaccination", "La voiture des aînés"),
        ({"etape": "test"}, "Rouler ensemble à Béziers", "Un bus de vaccination"),
        ({"preuve": "followed"}, "Un bus de vaccination", "Rouler ensemble à Béziers"),
        ({"departement": "46"}, "Un bus de vaccination", "Rouler ensemble à Béziers"),
        ({"territoire": "departement-34"}, "Rouler ensemble à Béziers", "Un bus de vaccination"),
    ],
)
def test_filters_narrow(client, catalogue, query, found, left_out):
    page = text(get(client, **query))
    assert found in page
    assert left_out not in page


def test_facets_count_and_tick(client, catalogue):
    page = text(get(client, theme="sante"))
    assert re.search(r'name="theme" value="sante" checked', page)
    assert re.search(r'name="departement" value="46"', page)


def test_a_commune_written_leads_to_its_address(client, catalogue):
    response = get(client, q="bus", lieu="Auch")
    assert response.status_code == 302
    assert "pres=commune-32013" in response["Location"]
    assert "q=bus" in response["Location"]


def test_a_commune_that_does_not_exist_is_said(client, catalogue):
    assert "Aucune commune ne s’appelle « Xyz »" in text(get(client, lieu="Xyz"))


def test_a_position_leads_to_the_nearest_commune(client, catalogue):
    response = get(client, position="43.64,0.59")
    assert "pres=commune-32013" in response["Location"]
    for bad in ("x", "1", "200,0", "nan,nan", "1,2,3"):
        assert get(client, position=bad).status_code == 200


def test_near_keeps_what_is_near(client, catalogue):
    page = text(get(client, pres="commune-34032", rayon="20"))
    assert "Rouler ensemble à Béziers" in page
    assert "Un bus de vaccination" not in page
    assert "À moins de <strong>20 km</strong> de <strong>Béziers</strong>" in page


def test_the_map_shows_the_same_results(client, catalogue):
    page = text(get(client, vue="carte"))
    assert "Gers : 1 résultat" in page
    assert "departement=32" in page
    assert "La voiture des aînés" in page


def test_my_territory_is_offered(client, catalogue):
    session = client.session
    session["territory"] = "departement-32"
    session.save()
    assert "Seulement ce qui concerne Gers" in text(get(client))
    assert "Seulement ce qui concerne" not in text(get(client, territoire="departement-32"))


def test_nothing_found_says_what_to_do_next(client, catalogue):
    page = text(get(client, q="zzzzqq", exact="oui", theme="sante"))
    assert "Rien ne répond encore à cette recherche" in page
    for act in ("Enlever les filtres", "Créer une alerte", "Proposer une initiative", "Élargir"):
        assert act in page


def test_an_empty_catalogue_has_its_page(client, db):
    assert "Rien ne répond encore" in text(get(client))


def test_a_page_too_far_shows_the_last_one(client, catalogue):
    assert "La voiture des aînés" in text(get(client, page="500"))


def test_what_means_nothing_is_said_and_never_fails(client, catalogue):
    response = get(client, theme="nimporte", tri="x", page="-1", vue="\x00", q="\x00", territoire="zzz")
    assert response.status_code == 200
    assert "« nimporte » n’existe pas" in text(response)


def test_hostile_words_are_escaped(client, catalogue, write):
    write.initiative("hostile", HOSTILE, "departement-32", summary=HOSTILE)
    page = get(client, q=HOSTILE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.SCHEDULED, Status.ARCHIVED])
def test_only_what_is_published_is_found(client, write, status):
    write.initiative("secret", "Brouillon secret", "departement-32", status=status)
    write.solution("secrete", "Solution secrète", status=status)
    for url in ("catalogue:search", "catalogue:initiatives", "catalogue:solutions"):
        page = text(client.get(reverse(url), {"q": "secret"}))
        assert "Brouillon secret" not in page
        assert "Solution secrète" not in page


@pytest.mark.parametrize("url", ["catalogue:search", "catalogue:initiatives", "catalogue:solutions"])
def test_one_and_three_rows_cost_the_same(client, write, url):
    def add(rank):
        solution = write.solution(f"s{rank}", f"Solution {rank}")
        write.initiative(f"i{rank}", f"Initiative {rank}", "departement-32", solution=solution)

    def cost():
        client.get(reverse(url))  # the memory of the process is warm
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(url))
        return len(asked)

    add(1)
    one = cost()
    add(2)
    add(3)
    assert cost() == one


def test_lists_by_theme(client, catalogue):
    page = text(client.get(reverse("catalogue:initiatives"), {"theme": "sante"}))
    assert "Un bus de vaccination" in page
    assert "Des bons alimentaires" not in page
    assert "Des bons alimentaires" in text(client.get(reverse("catalogue:initiatives"), {"theme": "nimporte"}))
    assert "La voiture des aînés" in text(client.get(reverse("catalogue:solutions")))


@pytest.mark.parametrize("url", ["catalogue:initiatives", "catalogue:solutions"])
def test_empty_lists_say_what_to_do(client, db, url):
    assert reverse("catalogue:propose") in text(client.get(reverse(url)))
