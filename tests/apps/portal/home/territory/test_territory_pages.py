"""The pages of territories: what each says, what is missing, how many queries, what a wrong address gets."""

import re
from xml.dom import minidom

import pytest
from django.urls import reverse

from essaim.foundation.territories import public as territories
from essaim.foundation.territories.models import Containment, Territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]
GERS = "/territoires/departement/32-gers/"
AUCH = "/territoires/commune/32013-auch/"
REUNION = "/territoires/departement/974-la-reunion/"


def text_of(response) -> str:
    """The words of the page's main part, on one line."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", main[0], flags=re.DOTALL)
    return re.sub(r"[\s\u00a0\u202f]+", " ", words.replace("&nbsp;", " "))


def queries_of(client, address) -> int:
    """How many queries a page needs once what is kept in memory is there."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("code", ["pays-FR", "region-76", "departement-32", "epci-200066926", "commune-32013"])
def test_each_level_has_its_page_at_the_path_that_is_announced(client, code):
    place = territories.get(code)
    response = client.get(place.path)
    assert response.status_code == 200
    assert f"<h1>{place.name}</h1>" in response.content.decode()


def test_the_addresses_of_the_site_and_of_the_territories_agree():
    for code in ("region-76", "departement-32", "epci-200066926", "commune-32013"):
        place = territories.get(code)
        assert reverse("home:territory", args=[place.level, place.slug]) == place.path
    assert reverse("home:country") == territories.get("pays-FR").path


@pytest.mark.parametrize("address", ["/territoires/departement/32/", "/territoires/departement/32-landes/"])
def test_the_right_number_with_a_wrong_name_leads_to_the_page(client, address):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, GERS)


@pytest.mark.parametrize(
    "address",
    [
        "/territoires/departement/99-nulle-part/",
        "/territoires/canton/32-gers/",
        "/territoires/departement/99-x/indicateurs.csv",
        "/territoires/indicateurs/inconnu/",
        "/territoires/indicateurs/inconnu.csv",
        "/territoires/indicateurs/densite/?periode=1789",
        "/territoires/contours/99.json",
        "/territoires/contours/99.svg",
    ],
)
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_departement_shows_figures_with_value_rank_national_value_and_source(client):
    said = text_of(client.get(GERS))
    assert "192 645 habitants, 458 communes" in said
    assert "Part des 75 ans ou plus 1er janvier 2025 · Insee, estimations de population (provisoire)" in said
    assert "Licence Ouverte 2.0 14,8 % 1er sur 4" in said
    assert "10,7 % France" in said
    assert "23 080 €/an France métropolitaine" in said


def test_a_missing_figure_says_so_and_is_never_zero(client):
    territories_without = [
        reading.indicator.label for reading in territories.profile("departement-974") if reading.value is None
    ]
    said = text_of(client.get("/territoires/departement/974-la-reunion/"))
    assert said.count("non disponible sans rang") == len(territories_without)


def test_a_departement_without_any_figure_in_common_says_why_it_has_no_likeness(client):
    from essaim.foundation.territories.models import Value

    Value.objects.filter(territory__code="departement-32").delete()
    territories.forget_caches()
    said = text_of(client.get(GERS))
    territories.forget_caches()
    assert "Pas de comparaison possible" in said
    assert "non disponible sans rang" in said


def test_likeness_is_shown_with_its_reasons(client):
    said = text_of(client.get(GERS))
    found = territories.alike("departement-32", 6)
    assert len(found) == 3
    assert "Ce qui les rapproche" in said
    assert "plus proches que" in said
    for one in found:
        assert one.territory.name in said


def test_the_list_of_communes_is_searched_and_paged(client):
    first = client.get(GERS)
    assert len(first.context["communes"]) == 25
    assert 'rel="next"' in first.content.decode()
    assert [place.name for place in client.get(GERS, {"commune": "auch"}).context["communes"]] == ["Auch"]
    assert [place.name for place in client.get(GERS, {"commune": "ÀUCH"}).context["communes"]] == ["Auch"]
    assert "Auch" in {place.name for place in client.get(GERS, {"commune": "32000"}).context["communes"]}
    assert "Aucune commune de ce nom ici" in client.get(GERS, {"commune": "zzz"}).content.decode()
    last = client.get(GERS, {"page": "9999"})
    assert last.context["communes"].number == last.context["communes"].paginator.num_pages


def test_names_are_sorted_without_accents(client):
    names = [place.name for place in client.get(GERS).context["communes"].paginator.object_list]
    assert names == sorted(names, key=territories.fold)


def test_a_commune_says_where_it_is(client):
    said = text_of(client.get(AUCH))
    assert "22 428 habitants, code postal 32000." in said
    assert "Occitanie" in said
    assert "CA Grand Auch Coeur de Gascogne" in said
    assert "Duran 3 km" in said


def test_a_commune_without_a_point_or_a_population_says_so(client):
    lost = Territory.objects.create(
        code="commune-32999", level="commune", insee="32999", name="Sans-Lieu", slug="32999-sans-lieu"
    )
    for whole in Territory.objects.filter(code__in=["pays-FR", "region-76", "departement-32"]):
        Containment.objects.create(whole=whole, part=lost)
    said = text_of(client.get("/territoires/commune/32999-sans-lieu/"))
    territories.forget_caches()
    assert "population non disponible" in said
    assert "Position de la mairie : non disponible" in said


def test_a_retired_commune_stays_readable(client):
    Territory.objects.filter(code="commune-32013").update(retired=True)
    assert "Ce territoire n’existe plus" in client.get(AUCH).content.decode()


def test_the_way_in_searches_by_name_and_postcode(client):
    said = text_of(client.get("/territoires/", {"q": "saint denis"}))
    assert "Saint-Denis commune, La Réunion (974)" in said
    assert "Saint-Denis commune, Seine-Saint-Denis (93)" in said
    assert "Auch commune, Gers (32)" in text_of(client.get("/territoires/", {"q": "32000"}))
    assert "Aucun territoire pour « zzz »" in text_of(client.get("/territoires/", {"q": "zzz"}))


def test_a_search_is_escaped(client):
    page = client.get("/territoires/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_the_map_of_france_is_links_and_the_list_says_the_same(client):
    page = client.get("/territoires/").content.decode()
    drawing = re.search(r'<svg class="chart-drawing".*?</svg>', page, re.DOTALL)
    assert drawing
    links = re.findall(r'<a href="([^"]+)"', drawing[0])
    assert sorted(links) == sorted(place.path for place in territories.departements())
    assert all(page.count(f'href="{link}"') >= 2 for link in links)


def test_queries_do_not_grow_with_what_is_listed(client):
    """Gers has 458 communes and Seine-Saint-Denis 39; a page asks as much for either."""
    counts = {queries_of(client, place.path) for place in territories.departements()}
    assert len(counts) == 1
    assert counts.pop() <= 16


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/territoires/", 5),
        ("/territoires/?q=saint", 8),
        ("/territoires/france/", 12),
        ("/territoires/region/76-occitanie/", 12),
        (AUCH, 14),
        ("/territoires/indicateurs/", 4),
        ("/territoires/indicateurs/densite/", 6),
        (GERS + "indicateurs.csv", 3),
    ],
)
def test_pages_ask_little_of_the_database(client, address, most):
    assert queries_of(client, address) <= most


def test_each_page_is_one_and_the_same_for_one_or_three_rows(client):
    """The list of départements of a region: one (La Réunion) or two (Occitanie, cut)."""
    assert queries_of(client, "/territoires/region/04-la-reunion/") == queries_of(
        client, "/territoires/region/76-occitanie/"
    )


@pytest.mark.parametrize(
    ("address", "kind"),
    [("/territoires/contours/32.json", "application/json"), ("/territoires/contours/32.svg", "image/svg+xml")],
)
def test_outlines_are_kept_by_browsers(client, address, kind):
    response = client.get(address, HTTP_ACCEPT_ENCODING="gzip")
    assert response.status_code == 200
    assert response["Content-Type"] == kind
    assert response["Content-Encoding"] == "gzip"
    assert "max-age=604800" in response["Cache-Control"]
    again = client.get(address, HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_the_drawing_of_the_communes_is_sound_svg(client):
    drawing = minidom.parseString(client.get("/territoires/contours/32.svg").content).documentElement  # noqa: S318  ours
    assert drawing.tagName == "svg"
    path = drawing.firstChild.getAttribute("d")
    assert path.startswith("M")
    assert not re.search(r"[^ML0-9. -]", path)


def test_outlines_know_all_communes_but_the_merged_ones(client):
    shapes = client.get("/territoires/contours/32.json").json()["objects"]["32"]["geometries"]
    drawn = {shape["properties"]["code"] for shape in shapes}
    assert drawn == {place.insee for place in territories.parts("departement-32", "commune")}
