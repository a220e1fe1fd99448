"""All of France: the counts that the sources announce, the shape of the graph, names and postcodes."""

import csv
from collections import Counter

import pytest

from essaim.foundation.territories import public
from essaim.foundation.territories.domain.loading import load
from essaim.foundation.territories.domain.reference import DATA
from essaim.foundation.territories.models import Containment, Level, Load, Territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_france")]


def test_counts_are_those_of_the_sources():
    counts = Counter(Territory.objects.values_list("level", flat=True))
    assert counts == {"pays": 1, "region": 18, "departement": 101, "epci": 1255, "commune": 34875}


def test_each_commune_is_in_one_departement_one_region_and_france():
    wholes = Counter(
        Containment.objects.filter(part__level=Level.COMMUNE).values_list("part", "whole__level").order_by()
    )
    by_level = Counter(level for (_part, level), count in wholes.items() if count == 1)
    assert set(wholes.values()) == {1}
    assert by_level == {"pays": 34875, "region": 34875, "departement": 34875, "epci": 34871}


def test_containment_is_closed():
    """What contains what contains me contains me, except through an EPCI, which may spread over several départements."""
    wholes = {}
    pairs = Containment.objects.values_list("part__code", "whole__code")
    for part, whole in pairs:
        wholes.setdefault(part, set()).add(whole)
    for part, above in wholes.items():
        direct = {code for code in above if not code.startswith("epci-")}
        assert all(wholes.get(code, set()) <= above for code in direct), part


def test_an_epci_is_in_every_departement_that_it_touches():
    with (DATA / "communes.csv").open(encoding="utf-8", newline="") as file:
        touched = {(row["departement"], row["epci"]) for row in csv.DictReader(file) if row["epci"]}
    stored = Containment.objects.filter(part__level=Level.EPCI, whole__level=Level.DEPARTEMENT)
    assert set(stored.values_list("whole__insee", "part__insee")) == touched
    assert max(Counter(epci for _departement, epci in touched).values()) > 1


def test_everything_is_reached_from_france():
    assert Containment.objects.filter(whole__code="pays-FR").count() == Territory.objects.count() - 1


def test_populations_add_up():
    departements = sum(one.population or 0 for one in public.departements())
    assert public.get("pays-FR").population == departements
    assert sum(region.population or 0 for region in public.parts("pays-FR", "region")) == departements


def test_only_the_four_communes_that_the_sources_name_have_no_point():
    missing = Territory.objects.filter(level=Level.COMMUNE, latitude=None)
    assert sorted(missing.values_list("insee", flat=True)) == ["15031", "15035", "15047", "15171"]


def test_codes_slugs_and_paths():
    gers, auch = public.get("departement-32"), public.get("commune-32013")
    assert gers.path == "/territoires/departement/32-gers/"
    assert auch.path == "/territoires/commune/32013-auch/"
    assert auch.postcodes == ("32000",)
    assert public.get("pays-FR").path == "/territoires/france/"
    assert public.get("departement-2A").slug == "2a-corse-du-sud"
    assert Territory.objects.values("level", "slug").distinct().count() == Territory.objects.count()


def test_a_second_load_changes_nothing(django_assert_num_queries):
    before = Load.objects.get(name="référentiel géographique").loaded_at
    with django_assert_num_queries(1):
        assert load() is False
    assert public.load() is False
    assert Load.objects.get(name="référentiel géographique").loaded_at == before


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("gers", "departement-32"),
        ("HERAULT", "departement-34"),
        ("saint-denis", "commune-97411"),
        ("seine saint denis", "departement-93"),
        ("St Denis", "commune-97411"),
        ("l'haÿ", "commune-94038"),
        ("hay les roses", "commune-94038"),
        ("havre", "commune-76351"),
        ("Paris", "departement-75"),
        ("occitanie", "region-76"),
        ("france", "pays-FR"),
        ("2a", "departement-2A"),
        ("974", "departement-974"),
        ("32000", "commune-32013"),
        ("75011", "commune-75056"),
        ("faucigny glières", "epci-200000172"),
        ("œting", "commune-57521"),
    ],
)
def test_search_by_the_beginning_of_a_name_or_a_number(text, first):
    assert public.search(text)[0].code == first


def test_search_limits_filters_and_finds_nothing(django_assert_num_queries):
    public.search("gers")
    with django_assert_num_queries(1):
        assert len(public.search("saint", limit=7)) == 7
    assert {one.level for one in public.search("paris", levels=["commune"])} == {"commune"}
    with django_assert_num_queries(0):
        assert public.search("") == []
        assert public.search("zzzz") == []
        assert public.search("99999") == []


def test_the_gazetteer_keeps_homonyms_apart():
    names = public.gazetteer()
    assert names["seine saint denis"] == ("departement-93",)
    assert {code.partition("-")[0] for code in names["saint denis"]} == {"commune"}
    assert names["saint denis"][0] == "commune-97411"
    assert names["paris"][:2] == ("departement-75", "commune-75056")
    assert names["la reunion"][:2] == ("region-04", "departement-974")
    assert public.postcodes()["32000"] == ("commune-32013",)


def test_herault_concerns_its_communes_its_region_and_france():
    concerned = public.concerned_by("departement-34")
    assert {"departement-34", "region-76", "pays-FR", "commune-34172"} <= concerned
    assert Counter(code.partition("-")[0] for code in concerned)["commune"] == 341
    assert not concerned & {"departement-32", "commune-32013"}
    assert public.concerned_by("commune-34172") >= {"departement-34", "epci-243400017", "region-76", "pays-FR"}
    assert len(public.concerned_by("pays-FR")) == 36250
    assert public.concerned_by("departement-99") == frozenset()


@pytest.mark.parametrize("code", ["departement-34", "commune-34172", "epci-243400017", "region-76"])
def test_the_condition_in_sql_says_the_same(code):
    pairs = Containment.objects.filter(public.concerned(code, path="part")).values_list("part__code", flat=True)
    expected = public.concerned_by(code) - {"pays-FR"}  # France is part of nothing
    assert set(pairs) == expected


def test_ancestors_parts_and_departements():
    assert [one.code for one in public.ancestors("commune-32013")] == [
        "pays-FR",
        "region-76",
        "departement-32",
        "epci-200066926",
    ]
    assert len(public.parts("region-76", "departement")) == 13
    found = public.departements_of(["commune-32013", "departement-93", "region-93", "pays-FR", "epci-200066926"])
    assert found["commune-32013"] == ("departement-32",)
    assert found["departement-93"] == ("departement-93",)
    assert len(found["region-93"]) == 6
    assert found["pays-FR"] == ()
    assert "departement-32" in found["epci-200066926"]


def test_nearest_communes(django_assert_num_queries):
    auch = public.get("commune-32013")
    with django_assert_num_queries(1):
        near = public.nearest(auch.latitude, auch.longitude, limit=4)
    assert near[0][0].code == "commune-32013"
    assert [km for _place, km in near] == sorted(km for _place, km in near)
    assert public.nearest(48.0, -20.0, within_km=30) == []


def test_each_departement_falls_on_its_own_place_of_the_map():
    drawn = {shape.insee: shape for shape in public.departements_map().shapes}
    assert len(drawn) == 101
    for place in public.departements():
        x, y = public.departements_map().project(place.latitude, place.longitude, place.insee)
        shape = drawn[place.insee]
        assert abs(x - shape.x) < 40, place
        assert abs(y - shape.y) < 40, place


def test_indicators_are_complete_and_say_what_is_missing():
    known = public.indicators()
    assert len(known) == 33
    with (DATA / "indicateurs_meta.csv").open(encoding="utf-8", newline="") as file:
        announced = {row["indicateur"]: int(row["nb_departements"]) for row in csv.DictReader(file)}
    assert {one.slug: one.coverage for one in known} == announced
    mayotte = {reading.indicator.slug: reading for reading in public.profile("departement-976")}
    assert mayotte["taux_chomage"].value is None
    assert mayotte["taux_chomage"].rank is None
    assert mayotte["part_0_24"].rank == 1
    assert mayotte["niveau_vie_median"].national == 23080
    assert mayotte["niveau_vie_median"].national_scope == "FM"
    assert mayotte["population"].national_scope == "FR"


def test_gers_is_like_its_rural_neighbours_and_mayotte_like_none():
    found = public.alike("departement-32", 5)
    assert [one.distance for one in found] == sorted(one.distance for one in found)
    assert found[0].territory.code == "departement-12"
    assert all(one.near for one in found)
    assert all(one.shared >= 0.6 for one in found)
    assert public.alike("departement-976") == []
    assert public.alike("commune-32013") == []


def test_counts_of_heads_are_not_compared():
    names = {one.slug for one in public.compared(public.indicators())}
    assert {"population", "densite", "taux_pauvrete"} <= names
    assert not names & {"rsa_allocataires", "prime_activite", "apa_beneficiaires", "ase_enfants_confies"}
