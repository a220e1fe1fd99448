"""The API: described, valid, the same results as the site, errors in French, polite to caches and other sites."""

import json

import jsonschema
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from essaim.portal.catalogue.domain import lifecycle
from essaim.portal.catalogue.exchange.api.description import EXAMPLES, openapi
from essaim.portal.catalogue.models import Initiative

from .conftest import initiative_record, solution_record, write_pages


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


def get(client, path: str, status: int = 200, **headers):
    response = client.get(f"/api/v1{path}", headers=headers)
    assert response.status_code == status, response.content[:300]
    return response.json() if response.content else None


def test_the_description_is_valid_openapi_3_1(client):
    described = client.get("/api/v1/openapi.json").json()
    validate(described, cls=OpenAPIV31SpecValidator)
    assert described["openapi"].startswith("3.1")
    assert set(EXAMPLES) == {path.removeprefix("/api/v1") for path in described["paths"]}


PATHS = {
    "/solutions": "/solutions",
    "/solutions/{slug}": "/solutions/bus-sante",
    "/initiatives": "/initiatives?q=bus&per_page=1",
    "/initiatives/{slug}": "/initiatives/gers-bus",
    "/diffusion": "/diffusion",
    "/territories": "/territories?q=gers",
    "/territories/{code}": "/territories/departement-32",
    "/themes": "/themes",
    "/publics": "/publics",
}


@pytest.mark.parametrize(("described", "asked"), PATHS.items())
def test_every_answer_is_what_its_description_promises(catalogue, client, described, asked):
    document = openapi()
    promised = document["paths"][f"/api/v1{described}"]["get"]["responses"][200]["content"]["application/json"][
        "schema"
    ]
    schema = {**promised, "components": document["components"]}
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(get(client, asked))


def test_every_address_of_the_description_is_tried():
    assert {f"/api/v1{path}" for path in PATHS} == set(openapi()["paths"])


def test_filters_and_search_give_what_the_results_page_gives(catalogue, client):
    def ids(query: str) -> set[str]:
        return {one["id"] for one in get(client, f"/initiatives?{query}")["results"]}

    assert ids("") == {"gers-bus", "herault-bus", "france-jardin"}
    assert ids("departement=34") == {"herault-bus"}
    assert ids("theme=alimentation") == {"france-jardin"}
    assert ids("etape=test&etape=idea") == {"herault-bus"}
    assert ids("q=camion+du+docteur") >= {"gers-bus"}
    assert "herault-bus" not in ids("territoire=departement-32")


def test_pages_follow_one_another(catalogue, client):
    first = get(client, "/initiatives?tri=titre&per_page=2")
    assert (first["total"], first["page_count"], first["previous"]) == (3, 2, None)
    second = client.get(first["next"].replace("http://127.0.0.1:8000", "")).json()
    assert second["next"] is None
    assert "page=1" in second["previous"]
    assert "tri=titre" in second["previous"]
    seen = [one["id"] for one in first["results"] + second["results"]]
    assert len(seen) == len(set(seen)) == 3
    assert get(client, "/initiatives?page=40")["results"] == []


def test_what_is_not_published_is_not_found(catalogue, client):
    lifecycle.withdraw(page=Initiative.objects.get(slug="gers-bus"), reason="essai")
    assert get(client, "/initiatives/gers-bus", 404)["error"] == "Cette initiative n’existe pas, ou n’est pas publiée."
    assert get(client, "/initiatives?departement=32")["total"] == 0
    assert get(client, "/diffusion")["results"][0]["from_initiative"] is None


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/initiatives?page=zz", 422, "page : un nombre entier est attendu"),
        ("/initiatives?per_page=101", 422, "la plus grande valeur possible est 100"),
        ("/initiatives?etape=finie", 422, "est inconnu : écrivez l’un de : idea, test"),
        ("/initiatives?theme=absent", 400, "Le thème « absent » n’existe pas"),
        ("/solutions?public=absent", 400, "Le public « absent » n’existe pas"),
        ("/initiatives?departement=99", 400, "99"),
        ("/initiatives?territoire=departement-99", 400, "departement-99"),
        ("/initiatives/absente", 404, "n’existe pas"),
        ("/territories/lune", 404, "Ce territoire n’existe pas"),
        ("/n-importe-quoi", 404, "voyez /api/v1/"),
    ],
)
def test_an_error_says_in_french_what_to_mend(catalogue, client, path, status, words):
    found = get(client, path, status)
    assert set(found) == {"error", "details"}
    assert words in " ".join([found["error"], *found["details"]])


def test_an_unchanged_answer_is_not_sent_again(catalogue, client):
    response = client.get("/api/v1/initiatives/gers-bus")
    assert response["Last-Modified"]
    again = client.get("/api/v1/initiatives/gers-bus", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Initiative.objects.filter(slug="gers-bus").update(title="Un autre titre")
    changed = client.get("/api/v1/initiatives/gers-bus", headers={"if-none-match": response["ETag"]})
    assert changed.json()["title"] == "Un autre titre"


def test_other_sites_may_read_it_without_cookies(catalogue, client):
    for path in ("/api/v1/themes", "/api/v1/initiatives/absente", "/flux/feed.json", "/schema/initiative.json"):
        response = client.get(path, headers={"origin": "https://ailleurs.exemple"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies
    asked = client.options("/api/v1/themes", headers={"access-control-request-method": "GET"})
    assert asked.status_code == 204
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]


def test_it_is_read_only(catalogue, client):
    for method in (client.post, client.put, client.patch, client.delete):
        assert method("/api/v1/initiatives").status_code == 405


def test_too_many_questions_are_slowed_down(catalogue, client, monkeypatch):
    from essaim.portal.catalogue.exchange.api.routes import api

    monkeypatch.setattr(api.throttling[0] if hasattr(api, "throttling") else api.throttle[0], "num_requests", 2)
    assert [client.get("/api/v1/themes").status_code for _ in range(3)] == [200, 200, 429]
    response = client.get("/api/v1/themes")
    assert "attendez" in response.json()["error"]
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/initiatives", "/solutions", "/diffusion", "/initiatives/gers-bus"])
def test_one_and_three_rows_take_the_same_queries(terms, client, path):
    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            get(client, path)
        return len(made)

    write_pages(solution_record(), initiative_record())
    count()  # the caches of territories and of the index fill once
    one = count()
    for number in range(2):
        slug = f"autre-{number}"
        write_pages(
            solution_record(id=slug, source_key=slug), initiative_record(id=f"i-{slug}", source_key=slug, solution=slug)
        )
    count()
    assert count() == one


def test_the_page_of_documentation_shows_every_address_without_a_script_of_others(client, db):
    page = client.get("/api/v1/").content.decode()
    for path in openapi()["paths"]:
        assert path in page
    assert "swagger" not in page.lower()
    assert "://cdn" not in page
    assert json.dumps(openapi(), ensure_ascii=False).count('"description"') > 100


def test_a_header_that_anybody_may_write_does_not_give_another_address(catalogue, client, monkeypatch):
    from essaim.portal.catalogue.exchange.api.routes import api

    cache.clear()
    monkeypatch.setattr(api.throttle[0], "num_requests", 1)
    told = [client.get("/api/v1/themes", headers={"x-forwarded-for": f"192.0.2.{n}"}).status_code for n in range(3)]
    assert told == [200, 429, 429]
