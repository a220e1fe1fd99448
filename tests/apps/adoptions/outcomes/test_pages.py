"""What people read: the page of a service, its panel, all adopters side by side, files."""

import csv
import io
import json
import re
from datetime import date

import pytest

from essaim.adoptions.domain.outcomes import measuring
from essaim.adoptions.domain.outcomes.measuring import Value
from essaim.adoptions.domain.outcomes.releasing import release_due
from essaim.adoptions.models import Adoption, Phase
from essaim.adoptions.public import outcomes_of, outcomes_of_kit
from tests.apps.adoptions.builders import adopted
from tests.apps.adoptions.outcomes.conftest import AUCH, CONDOM, LOMBEZ, MEASURES, at
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def read(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode().replace("&nbsp;", " ").replace("\xa0", " ").replace("\u202f", " ")


def page(service):
    return f"/services/{service.slug}/resultats/"


def test_the_public_page_says_not_available_then_fewer_than_eleven_then_the_number(client, service, count):
    count(1, 10)
    for url in (f"/services/{service.slug}/", page(service)):
        html = read(client, url)
        assert "non disponible" in html
        assert "moins de 11 demandes" not in html
    count.publish(2026, 1, 20)
    for url in (f"/services/{service.slug}/", page(service)):
        html = read(client, url)
        assert "moins de 11 demandes" in html
        assert "au 20 janvier 2026" in html
    count(1, 1, CONDOM)
    for url in (f"/services/{service.slug}/", page(service)):
        assert "moins de 11 demandes" in read(client, url)  # nothing is counted when a page is read
    count.publish(2026, 1, 21)
    for url in (f"/services/{service.slug}/", page(service)):
        html = read(client, url)
        assert '<span class="figure-number">11</span>' in html
        assert "moins de 11 demandes" not in html


def test_the_page_gives_target_reading_months_and_communes(client, service, count):
    for month in (1, 2):
        count(month, 40)
        count(month, 20, CONDOM)
        count(month, 12, LOMBEZ)
    count.publish(2026, 3, 2)
    html = read(client, page(service))
    for words in (
        "Le nombre de demandes accordées", "Objectif : 300 demandes, atteint à 48 %", "février 2026", "Condom",
        "source : Comptage du service par la plateforme", "au 28 février 2026", "pour 1 000 habitants",
        "Aucun nombre de moins de 11 personnes",
    ):  # fmt: skip
        assert words in html, words


def test_a_measure_is_shown_with_its_interval_its_source_and_what_is_missing_is_said(client, service):
    assert "non disponible" in read(client, page(service))
    value = Value("eau", date(2026, 1, 31), 1200, "Relevé du compteur", 1100, 1300)
    measuring.enter(adoption=service, value=value, author=None)
    html = read(client, page(service))
    assert "de 1 100 à 1 300" in html
    assert "Relevé du compteur" in html


def test_a_measure_of_a_few_people_is_not_said(client, service):
    value = Value("eau", date(2026, 1, 31), 7, "Bilan", people=7)
    measuring.enter(adoption=service, value=value, author=None)
    html = read(client, page(service))
    assert "moins de 11 personnes" in html
    assert '<span class="figure-number">7</span>' not in html
    assert ",7," not in read(client, f"/services/{service.slug}/resultats.csv")


def test_a_demonstration_is_marked(client, service, count):
    Adoption.objects.filter(pk=service.pk).update(simulated=True)
    count(1, 30)
    assert "simulé</span>" in read(client, page(service))
    assert "(simulé)" in read(client, "/kits/minimal/resultats/")
    assert ",true," in read(client, "/kits/minimal/resultats.csv")


@pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.TESTING])
def test_before_the_opening_there_is_no_page_and_no_panel(client, engine, phase):
    service = adopted("minimal", MEASURES, phase=phase)
    read(client, page(service), 404)
    read(client, f"/services/{service.slug}/resultats.csv", 404)
    assert outcomes_of(adoption=service.key) is None
    assert outcomes_of_kit(kit="minimal") == []


test_before_the_opening_there_is_no_page_and_no_panel = pytest.mark.usefixtures("small_france")(
    test_before_the_opening_there_is_no_page_and_no_panel
)


def test_a_closed_service_keeps_its_page(client, service, count):
    count(1, 30)
    count.publish(2026, 2, 1)
    Adoption.objects.filter(pk=service.pk).update(phase=Phase.CLOSED, closed_at=at(2026, 2, 3))
    assert '<span class="figure-number">30</span>' in read(client, page(service))


def test_the_files_say_what_is_not_published_and_why(client, service, count):
    count(1, 30)
    count(2, 3)
    count.publish(2026, 3, 2)
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"/services/{service.slug}/resultats.csv").content.decode("utf-8-sig")))
    )
    found = [(row["objet"], row["statut"], row["valeur"], row["fin"]) for row in rows if row["resultat"] == "accordees"]
    assert found[:3] == [
        ("total", "publié", "30", "2026-01-31"),
        ("mois", "publié", "30", "2026-01-31"),
        ("mois", "non publié", "", "2026-02-28"),
    ]
    content = json.loads(client.get(f"/services/{service.slug}/resultats.json").content)
    assert [field["name"] for field in content["champs"]] == list(rows[0])
    assert len(content["donnees"]) == len(rows)
    assert content["donnees"][0]["valeur"] == 30
    assert "L312-1-2" in content["regle"]


def test_a_text_that_looks_like_a_formula_is_harmless(client, service):
    measuring.enter(adoption=service, value=Value("eau", date(2026, 1, 31), 1, "=1+1"), author=None)
    assert ",'=1+1" in client.get(f"/services/{service.slug}/resultats.csv").content.decode()


def test_adopters_are_side_by_side_with_rates_and_what_is_absent(client, service, count, engine):
    count(1, 60)
    count.publish(2026, 2, 1)
    other = adopted("minimal", MEASURES, territory="departement-34", structure="Hérault")
    html = read(client, "/kits/minimal/resultats/")
    assert "Gers · Département du Gers" in html
    assert "Hérault · Hérault" in html
    assert f'href="/services/{other.slug}/resultats/"' in html
    assert "0,31" in html  # 60 for the 191,000 people of the Gers
    assert "non disponible" in html
    engine.runtime.parts.clear()
    release_due(adoption=other)
    html = read(client, "/kits/minimal/resultats/")
    assert re.search(r"moins de 11\s*</td>", html)
    assert "26 novembre 2026" in html


def test_a_kit_that_nobody_runs_says_so_and_an_unknown_one_is_not_found(client, engine):
    adopted("minimal", MEASURES, phase="preparing")
    assert "Aucun territoire n’a encore ouvert ce service" in read(client, "/kits/minimal/resultats/")
    read(client, "/kits/inconnu/resultats/", 404)
    read(client, "/kits/inconnu/resultats.csv", 404)


test_a_kit_that_nobody_runs_says_so_and_an_unknown_one_is_not_found = pytest.mark.usefixtures("small_france")(
    test_a_kit_that_nobody_runs_says_so_and_an_unknown_one_is_not_found
)


def test_pages_cost_the_same_for_one_and_three(client, service, count, django_assert_num_queries):
    count(1, 30)
    count.publish(2026, 2, 1)
    read(client, "/kits/minimal/resultats/")
    with django_assert_num_queries(5):
        read(client, "/kits/minimal/resultats/")
    for number in range(2):
        other = adopted("minimal", MEASURES, structure=f"Structure {number}")
        measuring.enter(adoption=other, value=Value("eau", date(2026, 1, 31), 5, "Relevé"), author=None)
    with django_assert_num_queries(5):
        read(client, "/kits/minimal/resultats/")


@pytest.mark.parametrize("where", ["", "resultats/", "resultats.csv"])
def test_a_public_page_asks_no_engine_to_count(client, service, count, engine, monkeypatch, where):
    count(1, 30)

    def asked(*_anything):
        raise AssertionError("a public page counts")

    monkeypatch.setattr(type(engine.runtime), "count", asked)
    read(client, f"/services/{service.slug}/{where}")


def test_other_apps_read_frozen_reports(service, count):
    count(1, 60)
    count.publish(2026, 2, 1)
    report = outcomes_of(adoption=service.key)
    assert (report.territory, report.kit, report.outcomes[0].total.number) == ("departement-32", "minimal", 60)
    assert [(one.place, one.number) for one in report.outcomes[0].places] in ([], [(AUCH, 60)])
    with pytest.raises(AttributeError):
        report.slug = "autre"
