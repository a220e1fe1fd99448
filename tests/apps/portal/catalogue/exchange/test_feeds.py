"""Feeds, frames, descriptions and site map: what other sites and programs read."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime

import feedparser
import pytest
from django.template import Context, Template
from django.utils import timezone

from essaim.portal.catalogue.exchange import dcat
from essaim.portal.catalogue.models import Initiative, Solution


def test_the_atom_feed_is_well_formed_and_in_order(catalogue, client):
    Initiative.objects.filter(slug="gers-bus").update(updated_at=timezone.now())
    response = client.get("/flux/atom.xml?q=bus")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.language == "fr"
    assert "«\u00a0bus\u00a0»" in feed.feed.title
    assert feed.feed.links[0].href.endswith("/recherche/?q=bus") or feed.feed.link.endswith("/recherche/?q=bus")
    assert feed.entries[0].link.endswith("/initiatives/gers-bus/")
    assert feed.entries[0].id == f"urn:uuid:{Initiative.objects.get(slug='gers-bus').key}"
    assert "Gers" in [tag.term for tag in feed.entries[0].tags]
    dates = [entry.updated for entry in feed.entries]
    assert dates == sorted(dates, reverse=True)


def test_a_feed_of_a_territory_holds_what_concerns_it(catalogue, client):
    found = client.get("/flux/feed.json?territoire=departement-34").json()
    assert {item["url"].rsplit("/", 2)[1] for item in found["items"]} >= {"herault-bus"}
    assert "gers-bus" not in json.dumps(found)
    assert "Hérault" in found["title"]


def test_the_json_feed_has_what_version_1_1_asks(catalogue, client):
    response = client.get("/flux/feed.json")
    assert response["Content-Type"].startswith("application/feed+json")
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith("/flux/feed.json")
    assert len(feed["items"]) == 4
    for item in feed["items"]:
        assert item["id"].startswith("urn:uuid:")
        assert item["content_text"]
        assert datetime.fromisoformat(item["date_modified"]).tzinfo


@pytest.mark.parametrize("path", ["/flux/atom.xml?q=zzzz&exact=oui", "/flux/atom.xml", "/flux/feed.json"])
def test_an_unchanged_feed_is_not_sent_again(catalogue, client, path):
    response = client.get(path)
    assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_a_control_character_does_not_break_the_feed(catalogue, client):
    Initiative.objects.filter(slug="gers-bus").update(summary="avant\x0baprès <b> & ]]>")
    feed = feedparser.parse(client.get("/flux/atom.xml").content)
    assert not feed.bozo
    assert len(feed.entries) == 4


def test_the_frame_may_be_shown_anywhere_and_knows_nobody(catalogue, client):
    response = client.get("/integrer/?q=bus")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    page = response.content.decode()
    assert "Le bus du Gers" in page
    assert "<script" not in page
    assert "style=" not in page


def test_other_pages_may_not_be_framed(client, db):
    response = client.get("/donnees/")
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_an_empty_frame_says_so(catalogue, client):
    assert "Rien ne correspond" in client.get("/integrer/?q=zzzz&exact=oui").content.decode()


def test_the_lines_to_copy_hold_the_search(catalogue, client):
    page = client.get("/integrer/mode-d-emploi/?q=bus&departement=32").content.decode()
    assert "&lt;iframe src=&quot;http" in page or '&lt;iframe src="http' in page
    assert "/integrer/?q=bus&amp;departement=32" in page
    assert 'src="/integrer/?q=bus&amp;departement=32"' in page


def test_a_hostile_search_stays_text_in_the_pages(catalogue, client):
    for path in ("/integrer/", "/integrer/mode-d-emploi/"):
        page = client.get(path, {"q": '"><script>alert(1)</script>'}).content.decode()
        assert "<script>alert" not in page


def test_the_data_block_of_a_page_cannot_be_left(catalogue):
    page = Initiative.objects.get(slug="gers-bus")
    page.title = "</script><script>alert(1)</script> & co"
    block = Template("{% load exchange %}{% json_ld page %}").render(Context({"page": page}))
    assert block.count("<script") == block.count("</script>") == 1
    found = json.loads(re.search(r">(.*)</script>$", block).group(1))
    assert found["@graph"][0]["@type"] == "Project"
    assert found["@graph"][0]["name"] == page.title
    assert found["@graph"][0]["areaServed"][0]["name"] == "Gers"
    assert [step["position"] for step in found["@graph"][1]["itemListElement"]] == [1, 2, 3]


def test_a_solution_is_described_too(catalogue):
    block = Template("{% load exchange %}{% json_ld page %}").render(Context({"page": Solution.objects.get()}))
    assert '"@type": "CreativeWork"' in block
    assert "Personnes âgées" in block


MANDATORY = {
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"},
    "dcat:Dataset": {
        "dct:title",
        "dct:description",
        "dcat:distribution",
        "dct:license",
        "dct:spatial",
        "dct:publisher",
    },
    "dcat:Distribution": {"dcat:accessURL", "dct:license", "dct:format"},
    "dcat:DataService": {"dct:title", "dcat:endpointURL"},
    "foaf:Agent": {"foaf:name"},
}


def test_every_data_set_is_described_with_what_dcat_ap_asks(catalogue, client):
    response = client.get("/donnees/catalogue.jsonld")
    assert response["Content-Type"].startswith("application/ld+json")
    graph = response.json()["@graph"]
    nodes = {node["@id"]: node for node in graph}
    for node in graph:
        for kind in node["@type"]:
            assert MANDATORY.get(kind, set()) <= set(node)
    sets = [node for node in graph if "dcat:Dataset" in node["@type"]]
    assert {node["dct:title"][0]["@value"].split(" : ")[1] for node in sets} == {"France", "Gers", "Hérault"}
    for node in sets:
        for link in node["dcat:distribution"] + node["dct:spatial"] + node["dct:publisher"]:
            assert link["@id"] in nodes


AT_MOST_ONE = {"dct:publisher", "dct:modified", "dct:accessRights", "dct:accrualPeriodicity", "dct:license", "dct:format",
               "dcat:mediaType", "foaf:homepage"}  # fmt: skip


def test_what_is_only_named_says_what_it_is(catalogue):
    """The ranges and the counts of DCAT-AP 2.1.1's SHACL shapes (SEMIC, CC-BY 4.0), on what we write."""
    rows = dcat.statements()
    kinds = {(subject, value.value) for subject, name, value in rows if name == "rdf:type"}
    named = {(value.value, dcat.RANGES[name]) for _, name, value in rows if name in dcat.RANGES}
    assert {kind for _, kind in named} == set(dcat.RANGES.values())
    assert named <= kinds
    assert sum(name == "skos:prefLabel" and "data-theme" in subject for subject, name, _ in rows) == 1
    single = [(subject, name) for subject, name, _ in rows if name in AT_MOST_ONE]
    assert len(single) == len(set(single))


def test_a_data_set_is_downloaded_from_where_its_description_says(catalogue, client):
    graph = client.get("/donnees/catalogue.jsonld?territoire=departement-32").json()["@graph"]
    found = [node for node in graph if "dcat:Distribution" in node["@type"]]
    assert len(found) == 4
    for node in found:
        address = node["dcat:downloadURL"][0]["@id"].removeprefix("http://127.0.0.1:8000")
        assert client.get(address).status_code == 200
    assert client.get("/donnees/catalogue.jsonld?territoire=departement-99").status_code == 404


def test_turtle_and_json_ld_say_the_same(catalogue, client):
    rows = dcat.statements()
    turtle = client.get("/donnees/catalogue.ttl").content.decode()
    assert turtle.count("@prefix") == len(dcat.PREFIXES)
    body = turtle.split("\n\n", 1)[1]
    assert len(re.findall(r"^    \S+ .* [;.]$", body, re.MULTILINE)) == len(rows)
    graph = json.loads(dcat.json_ld(rows))["@graph"]
    said = sum(len(values) for node in graph for name, values in node.items() if name != "@id")
    assert said == len(rows)


def test_a_quote_in_a_text_does_not_break_the_turtle():
    rows = [("http://x/ y", "dct:title", dcat.Words('dit "oui"\n\\fin'))]
    assert "<http://x/%20y>" in dcat.turtle(rows)
    assert '"dit \\"oui\\"\\n\\\\fin"@fr .' in dcat.turtle(rows)


def test_the_site_map_leads_to_every_published_page(catalogue, client):
    index = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own file
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    sections = [node.text for node in index.findall("s:sitemap/s:loc", space)]
    pages = []
    for section in sections:
        found = ET.fromstring(client.get(section.replace("http://testserver", "")).content)  # noqa: S314 - our own file
        pages += [node.text.replace("http://testserver", "") for node in found.findall("s:url/s:loc", space)]
    assert {"/solutions/bus-sante/", "/initiatives/gers-bus/", "/donnees/"} <= set(pages)
    assert all(client.get(page).status_code == 200 for page in pages)


def test_robots_are_told_where_the_map_is(client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    assert "Disallow: /moderation/" in text


def test_the_block_reuse_keeps_the_search(catalogue, rf):
    request = rf.get("/recherche/", {"q": "bus", "departement": "32"})
    drawn = Template("{% load exchange %}{% feed_links %}{% reuse_links %}").render(Context({"request": request}))
    for path in ("/telecharger/initiatives.csv", "/flux/atom.xml", "/flux/feed.json", "/integrer/mode-d-emploi/"):
        assert f'{path}?q=bus&amp;departement=32"' in drawn
