import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from essaim.portal.catalogue.search import SearchRequest
from essaim.portal.catalogue.search.address import PER_PAGE, parse, read_address, write

pytestmark = pytest.mark.django_db
NAMES = [
    "q",
    "theme",
    "public",
    "departement",
    "etape",
    "preuve",
    "territoire",
    "pres",
    "rayon",
    "tri",
    "vue",
    "page",
    "exact",
]


def test_an_empty_address_asks_for_everything():
    assert read_address(QueryDict("")) == SearchRequest(per_page=PER_PAGE)


def test_every_part_is_read(terms, places):
    address = parse(
        QueryDict(
            "q=voiture+partag%C3%A9e&theme=mobilite&public=aines&departement=32&etape=running&preuve=followed"
            "&territoire=region-76&pres=commune-32013&rayon=20&tri=titre&vue=carte&page=3&exact=oui"
        )
    )
    asked = address.request
    assert asked.query == "voiture partagée"
    assert (asked.themes, asked.publics, asked.stages, asked.evidence) == (
        ("mobilite",),
        ("aines",),
        ("running",),
        ("followed",),
    )
    assert (asked.departements, asked.territory) == (("departement-32",), "region-76")
    assert (asked.near, asked.within_km, address.near.name) == ((43.65, 0.58), 20, "Auch")
    assert (asked.sort, asked.page, asked.exact, address.view) == ("title", 3, True, "carte")
    assert address.ignored == ()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("theme=nimporte", "nimporte"),
        ("public=nimporte", "nimporte"),
        ("departement=99", "99"),
        ("etape=flying", "flying"),
        ("preuve=sure", "sure"),
        ("territoire=departement-99", "departement-99"),
        ("pres=commune-99999", "commune-99999"),
        ("tri=hasard", "hasard"),
        ("vue=globe", "globe"),
    ],
)
def test_what_means_nothing_is_left_out_and_said(query, name, places):
    address = parse(QueryDict(query))
    assert address.request == SearchRequest(per_page=PER_PAGE)
    assert [name in sentence for sentence in address.ignored] == [True]


def test_near_a_commune_the_nearest_come_first_unless_asked_otherwise(places):
    assert read_address(QueryDict("pres=commune-32013")).sort == "distance"
    assert read_address(QueryDict("pres=commune-32013&tri=recent")).sort == "recent"
    assert read_address(QueryDict("tri=distance")).sort == "relevance"


def test_what_is_written_reads_the_same(terms, places):
    query = "q=v%C3%A9lo+%26+train&theme=mobilite&departement=32&departement=34&etape=test&territoire=pays-FR&vue=carte"
    address = parse(QueryDict(query))
    assert parse(QueryDict(write(address))) == address
    near = parse(QueryDict("pres=commune-32013&rayon=10&exact=oui"))
    assert parse(QueryDict(write(near))) == near


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=30)), max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_address_makes_it_fail(pairs):
    values = QueryDict(mutable=True)
    for name, value in pairs:
        values.appendlist(name, value)
    address = parse(values)
    assert 1 <= address.request.page <= 10_000
    assert parse(QueryDict(write(address))).request.query == address.request.query
