"""Charts on empty, single, negative, missing and hostile data: what is drawn is what the data say."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from essaim.foundation.ui import charts
from essaim.foundation.ui.charts.map import thresholds
from essaim.foundation.ui.charts.scene import domain, ticks

HOSTILE = '<script>alert("1")</script>&'
SQUARE = "M0 0h10v10h-10z"


@dataclass(frozen=True)
class Outline:
    insee: str
    name: str
    d: str = SQUARE
    x: float = 5.0
    y: float = 5.0


@dataclass(frozen=True)
class France:
    view_box: str = "0 0 100 100"
    shapes: tuple = (Outline("32", "Gers"), Outline("58", "Nièvre", x=80, y=70), Outline("2A", "Corse-du-Sud"))
    frames: tuple = ((1, 1, 20, 20),)
    magnified: tuple = (Outline("32", "Gers"),)


def drawn(scene):
    """The SVG of a scene, read by a strict parser (undeclared prefixes, unclosed marks and bad escapes fail)."""
    html = render_to_string("ui/charts/chart.html", {"scene": scene})
    assert "script>" not in html.replace("&lt;script&gt;", "").replace("&lt;/script&gt;", "")
    svg = html[html.index('<svg class="chart-drawing"') :]
    return etree.fromstring(svg[: svg.index("</svg>") + 6].encode())


def marks(svg, css):
    return [mark for mark in svg.iter() if css in (mark.get("class") or "").split()]


def words(svg):
    return ["".join(mark.itertext()) for mark in svg.iter("{*}text")]


def every_chart(value, label):
    """One chart of each kind that holds this value and this label."""
    amount = abs(value) if value is not None else None
    return [
        charts.bars(label, [charts.Bar(label, value, value, value)], unit=label, source=label),
        charts.lines(label, [charts.Series(label, [(2019, value), (2020, None)])], unit=label),
        charts.stacked(label, [label], [charts.StackRow(label, [amount])], unit=label),
        charts.dots(label, [label], [charts.DotRow(label, [value])], unit=label),
        charts.diffusion(label, [charts.Spread(label, "launched", 2018, label, label, f"/{label}")]),
        charts.departements(label, France(), {"32": charts.Place("launched", value, label, "/gers/")}, by_value=True),
        charts.departements(label, France(), {"32": charts.Place("launched", value, label, "/gers/")}),
    ]


@pytest.mark.parametrize("value", [None, 0, -3.5, 10**9, float("nan"), Decimal("0.001")])
def test_every_chart_takes_any_value_and_any_label(value):
    for scene in every_chart(value, HOSTILE):
        svg = drawn(scene)
        assert (svg.get("role") == "img") is not scene.interactive
        assert scene.reading
        assert scene.table.rows


def test_every_chart_takes_nothing():
    empty = [
        charts.bars("Vide", []),
        charts.lines("Vide", []),
        charts.stacked("Vide", [], []),
        charts.dots("Vide", [], []),
        charts.diffusion("Vide", []),
        charts.departements("Vide", France(), {}, by_value=True),
        charts.departements("Vide", France(), {}),
    ]
    for scene in empty:
        drawn(scene)
        assert "ucun" in scene.reading or "0" in scene.reading


def test_a_label_leaves_room_for_the_words_of_its_value():
    scene = charts.bars(
        "Heures", [charts.Bar("De 2 000 à 9 999 habitants, 10 000 à 49 999", 10.65)], unit="heures par mois"
    )
    beside = [mark.text for mark in scene.marks if mark.css == "label"]
    value = next(mark.text for mark in scene.marks if mark.css == "value")
    assert len(beside[0]) + len(value) < 45 < len(" ".join(beside)) + len(value)


def test_a_missing_value_is_hatched_and_said_never_zero():
    svg = drawn(charts.bars("Appels", [charts.Bar("Gers", None), charts.Bar("Ardèche", 10000)], unit="appels"))
    (missing,) = marks(svg, "missing")
    assert missing.get("fill").startswith("url(#")
    assert "non disponible" in words(svg)
    assert len(marks(svg, "bar")) == 1


def test_a_bar_says_why_it_has_no_value():
    scene = charts.bars("Titre", [charts.Bar("Mars", 12), charts.Bar("Avril", None, absent="non publié")])
    assert scene.table.rows == [["Mars", "12"], ["Avril", "non publié"]]
    assert [mark.title for mark in scene.marks if mark.missing] == ["non publié"]


def test_a_negative_bar_ends_where_the_positive_one_starts():
    svg = drawn(charts.bars("Solde", [charts.Bar("Gers", -5), charts.Bar("Nièvre", 15)]))
    first, second = ((float(m.get("x")[:-1]), float(m.get("width")[:-1])) for m in marks(svg, "bar"))
    assert first == (0, 25)
    assert second == (25, 75)


def test_a_share_of_a_whole_fills_its_share_of_the_ground():
    svg = drawn(charts.bars("Réponses", [charts.Bar("Oui", 25), charts.Bar("Non", 10)], unit="%", whole=100))
    assert [mark.get("width") for mark in marks(svg, "bar")] == ["25.00%", "10.00%"]


def test_an_interval_without_value_is_a_range_not_a_guess():
    scene = charts.bars("Sorties", [charts.Bar("Avant", None, 7, 8), charts.Bar("Objectif", 20)], unit="%")
    assert "de 7 à 8\u00a0%" in words(drawn(scene))
    assert scene.table.rows[0][1] == "de 7 à 8\u00a0%"


def test_an_interval_is_drawn_and_tabled():
    scene = charts.bars("Part", [charts.Bar("Gers", 40, 38, 42)], unit="%", decimals=0)
    assert len(marks(drawn(scene), "whisker")) == 3
    assert scene.table.rows[0][2] == "de 38 à 42\u00a0%"


def test_a_line_is_cut_at_a_missing_year():
    points = [(2018, 1), (2019, None), (2020, 3), (2021, 4)]
    svg = drawn(charts.lines("Suite", [charts.Series("Gers", points)]))
    assert len(marks(svg, "line")) == 1
    assert len(marks(svg, "dot")) == 3


def test_parts_of_a_row_fill_the_width_in_proportion():
    svg = drawn(charts.stacked("Public", ["enfants", "autres"], [charts.StackRow("Visées", [2000, 500])]))
    assert [mark.get("width") for mark in marks(svg, "part")] == ["80.00%", "20.00%"]


def test_a_stacked_chart_refuses_what_it_cannot_say():
    with pytest.raises(ValueError, match="negative"):
        charts.stacked("x", ["a"], [charts.StackRow("r", [-1])])
    with pytest.raises(ValueError, match="five"):
        charts.stacked("x", list("abcdef"), [])
    with pytest.raises(ValueError, match="categories"):
        charts.stacked("x", ["a"], [charts.StackRow("r", [1, 2])])


def test_a_vague_date_stands_in_its_own_lane():
    rows = [
        charts.Spread("Gers", "origin", 2018),
        charts.Spread("Gironde", "launched", 2020, origin="Gers"),
        charts.Spread("Landes", "studied", when="bientôt"),
    ]
    scene = charts.diffusion("Budget participatif", rows)
    svg = drawn(scene)
    places = {mark.find("{*}title").text.split("\u00a0")[0]: mark.get("cx") for mark in svg.iter("{*}circle")}
    assert places == {"Gers": "40.00%", "Gironde": "76.00%", "Landes": "91.00%"}
    assert len(marks(svg, "edge")) == 2
    assert [str(row[2]) for row in scene.table.rows] == ["2018", "2020", "bientôt"]


def test_the_map_links_each_departement_once_with_its_words():
    places = {"32": charts.Place("origin", url="/gers/"), "58": charts.Place("launched")}
    scene = charts.departements("Budget participatif", France(), places, arrows=[("32", "58")])
    svg = drawn(scene)
    assert svg.get("role") is None  # an image hides its links from screen readers
    assert [link.get("aria-label") for link in svg.iter("{*}a")] == ["Gers\u00a0: à l’origine"]
    assert len(marks(svg, "place--origin")) == 2  # the map and its loupe
    assert len(marks(svg, "arrow")) == 1
    assert [row[0].text for row in scene.table.rows] == ["Gers (32)", "Nièvre (58)"]


def test_the_map_by_value_hatches_what_is_missing():
    places = {"32": charts.Place(value=1), "58": charts.Place(value=9)}
    scene = charts.departements("Taux", France(), places, by_value=True, unit="%")
    svg = drawn(scene)
    assert svg.get("role") == "img"
    assert [mark.find("{*}title").text for mark in svg.iter("{*}path") if mark.get("fill")] == [
        "Corse-du-Sud\u00a0: non disponible"
    ]
    assert len(marks(svg, "step-1")) == 2
    assert len(marks(svg, "step-5")) == 1
    assert scene.legend[-1].label == "non disponible"
    assert len(scene.table.rows) == 3


def test_the_map_refuses_a_departement_that_it_does_not_know():
    with pytest.raises(ValueError, match="99"):
        charts.departements("x", France(), {"99": charts.Place("origin")})


@given(st.lists(st.floats(-1e6, 1e6), max_size=60))
def test_classes_cover_every_value(values):
    limits = thresholds(values)
    assert len(limits) <= 5
    assert limits == sorted(set(limits))
    assert all(any(value <= limit for limit in limits) for value in values)


@given(st.lists(st.floats(-1e9, 1e9), max_size=20), st.booleans())
def test_ticks_cover_the_domain(values, zero):
    low, high = domain(values, zero=zero)
    marked = ticks(low, high)
    room = 1e-6 * (high - low) + 1e-9
    assert marked[0] <= low + room
    assert marked[-1] >= high - room
    assert 2 <= len(marked) <= 8


def test_two_charts_do_not_share_an_identifier():
    scenes = [charts.bars("Appels", [charts.Bar("Gers", value)]) for value in (1, 2)]
    assert scenes[0].uid != scenes[1].uid


def test_dots_with_intervals_have_a_line_each():
    """Intervals on one line would cover each other; a missing one says so and is not drawn as 0."""
    rows = [charts.DotRow("Pluie", [40, None, 60], [(35, 45), None, (52, 68)])]
    scene = charts.dots("Temps", ["Hier", "Ce jour", "Demain"], rows, unit="%")
    heights = {dict(mark.geometry)["cy"] for mark in scene.marks if mark.shape == "circle"}
    assert len(heights) == 2
    assert sum(mark.css == "whisker" for mark in scene.marks) == 6
    assert [mark.text for mark in scene.marks if mark.css == "value"] == ["non disponible"]
    assert any("de 35" in mark.title and "à 45" in mark.title for mark in scene.marks)
