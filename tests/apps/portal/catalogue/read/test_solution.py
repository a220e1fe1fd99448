import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essaim.portal.catalogue.domain.queries.diffusion import most_spread, stops_of, until, years_of
from essaim.portal.catalogue.models import Diffusion, Figure, Initiative, Solution, StageDate, Status

pytestmark = pytest.mark.django_db


def text(response):
    return re.sub(r"\s+", " ", response.content.decode()).replace("&nbsp;", " ").replace("\u00a0", " ")


@pytest.fixture
def solution(write, places):
    """Born in Gers in 2018, launched in Hérault in 2020 with a change, studied in Lot at no known date."""
    car = write.solution("car", "La voiture des aînés")
    gers = write.initiative("car-gers", "Le Gers commence", "departement-32", solution=car)
    StageDate.objects.create(initiative=gers, stage="running", when_text="2018", year=2018, passage=28)
    herault = write.initiative("car-herault", "L’Hérault reprend", "departement-34", solution=car, stage="test")
    common = {"solution": car, "from_territory": places["departement-32"], "from_initiative": gers}
    Diffusion.objects.create(
        **common, to_territory=places["departement-34"], to_initiative=herault, state="launched", when_text="début 2020",
        year=2020, changes="En bus.", source="La note, passage 28", passage=28,
    )  # fmt: skip
    Diffusion.objects.create(solution=car, to_territory=places["departement-46"], state="studied", passage=28)
    return car


def test_the_way_of_a_solution(solution):
    stops = stops_of(solution)
    assert [(stop.name, stop.state, stop.year, stop.origin) for stop in stops] == [
        ("Gers", "origin", 2018, ""),
        ("Hérault", "launched", 2020, "Gers"),
        ("Lot", "studied", None, ""),
    ]
    assert [stop.departements for stop in stops] == [("32",), ("34",), ("46",)]
    assert years_of(stops) == [2018, 2020]
    assert [stop.name for stop in until(stops, 2018)] == ["Gers"]
    assert len(until(stops, None)) == 3
    assert most_spread() == solution


def test_an_initiative_without_edge_is_on_the_way_too(write):
    car = write.solution("car", "La voiture des aînés")
    write.initiative("seule", "Seule", "commune-32013", solution=car, stage="idea")
    stopped = {"stage": "stopped", "lessons": "Trop cher."}
    write.initiative("finie", "Finie", "departement-34", solution=car, **stopped)
    write.initiative("nationale", "Nationale", "pays-FR", solution=car)
    states = {stop.name: (stop.state, stop.departements) for stop in stops_of(car)}
    assert states == {"Auch": ("studied", ("32",)), "Hérault": ("stopped", ("34",)), "France": ("launched", ())}


def test_an_unpublished_initiative_has_no_link(solution):
    Initiative.objects.filter(slug="car-herault").update(status=Status.DRAFT)
    (herault,) = (stop for stop in stops_of(solution) if stop.name == "Hérault")
    assert (herault.url, herault.title) == ("", "")


def test_the_page_shows_the_way_as_drawing_and_table(client, solution):
    shown = text(client.get(solution.get_absolute_url()))
    for words in ("Gers a inspiré Hérault", "début 2020", "En bus.", "à l’étude", "passage 28", "La note, passage 28"):
        assert words in shown
    assert "Où elle est en 2018" in text(client.get(solution.get_absolute_url(), {"annee": "2018"}))
    assert "Où elle est connue" in text(client.get(solution.get_absolute_url(), {"annee": "1800"}))


def test_figures_stand_side_by_side_and_are_never_added(client, solution):
    for slug, value in [("car-gers", "300"), ("car-herault", "111")]:
        page = Initiative.objects.get(slug=slug)
        Figure.objects.create(
            initiative=page, label="Trajets", value=Decimal(value), unit="trajets", kind="measured", source="s"
        )
    shown = text(client.get(solution.get_absolute_url()))
    assert "300" in shown
    assert "111" in shown
    assert "411" not in shown


def test_what_it_takes_is_told_or_to_be_completed(client, solution):
    solution.needs = {"people": "Un chauffeur."}
    solution.save()
    shown = text(client.get(solution.get_absolute_url()))
    assert "Un chauffeur." in shown
    assert "</strong> : de l’argent, un cadre légal, du temps." in shown
    assert "Adopter" not in shown  # nothing is promised that is not there
    assert "/initiatives/car-gers/contact/" in shown


def test_a_solution_that_nobody_has_described(client, write):
    alone = write.solution("seule", "Une idée citée")
    shown = text(client.get(alone.get_absolute_url()))
    assert "Personne n’a encore décrit sa version" in shown
    assert "Proposer la première initiative" in shown


def test_what_is_not_published_does_not_exist(client, solution):
    Solution.objects.update(status=Status.DRAFT)
    assert client.get(solution.get_absolute_url()).status_code == 404


def test_two_and_four_initiatives_cost_the_same(client, solution, write):
    def cost():
        client.get(solution.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(solution.get_absolute_url())
        return len(asked)

    two = cost()
    write.initiative("auch", "Auch", "commune-32013", solution=solution)
    write.initiative("beziers", "Béziers", "commune-34032", solution=solution)
    assert cost() == two
