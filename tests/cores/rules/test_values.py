"""Values: what is read, what is refused, how each is said in French."""

import contextlib
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.cores.rules.kinds import Kind, Shape, Variable
from essaim.cores.rules.reading import UnreadableValueError, departement_of, read
from essaim.cores.rules.wording import say_number, say_value
from tests.cores.rules.trees import CHILDREN, SECTORS


def of(kind):
    return Variable("x", kind, "X", choices=SECTORS)


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Kind.INTEGER, "0300", 300),
        (Kind.DECIMAL, "12,5", Fraction(25, 2)),
        (Kind.MONEY, "12,5", 1250),
        (Kind.MONEY, "12.50 €", 1250),
        (Kind.DATE, "2020-02-29", date(2020, 2, 29)),
        (Kind.YES_NO, "non", False),
        (Kind.COMMUNE, "01004", "01004"),
        (Kind.DEPARTEMENT, "2A", "2A"),
        (Kind.CHOICE, "aide", "aide"),
        (Kind.CHOICES, ["aide", "tourisme"], frozenset({"aide", "tourisme"})),
        (Kind.TEXT, "no", "no"),
    ],
)
def test_a_value_is_read_as_its_type(kind, written, value):
    assert read(of(kind), written) == value


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        (Kind.INTEGER, "1 000", "un nombre entier en chiffres"),
        (Kind.INTEGER, "1e3", "un nombre entier"),
        (Kind.INTEGER, "٣", "un nombre entier"),
        (Kind.INTEGER, "9" * 16, "un nombre entier"),
        (Kind.DECIMAL, "1.234,5", "un nombre en chiffres"),
        (Kind.MONEY, "12,345", "au plus deux décimales"),
        (Kind.DATE, "2021-02-29", "une date"),
        (Kind.DATE, "29/02/2020", "une date"),
        (Kind.DATE, "0020-12-31", "de 1900 à 2200"),
        (Kind.YES_NO, "no", "oui ou non"),
        (Kind.YES_NO, "true", "oui ou non"),
        (Kind.COMMUNE, "1004", "cinq caractères"),
        (Kind.DEPARTEMENT, "96", "le numéro d’un département"),
        (Kind.CHOICE, "mines", "l’un de : agriculture, tourisme, aide"),
        (Kind.CHOICES, "aide", "une liste de choix"),
        (Kind.TEXT, ["a"], "une seule valeur"),
        (Kind.TEXT, "a" * 10_001, "caractères au plus"),
    ],
)
def test_what_is_not_of_the_type_is_refused(kind, written, expected):
    with pytest.raises(UnreadableValueError, match=expected):
        read(of(kind), written)


def test_a_group_is_read_item_by_item():
    assert read(CHILDREN, [{"age": "3"}, {}]) == ({"age": 3}, {})
    for wrong, expected in [
        ({"age": "3"}, "une liste"),
        ([{"nom": "x"}], "n’est pas un champ"),
        (["x"], "une table"),
        ([{}] * 201, "200 éléments"),
        ([{"age": ["3"]}], "une seule valeur"),
    ]:
        with pytest.raises(UnreadableValueError, match=expected):
            read(CHILDREN, wrong)


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("number", "shape", "expected"),
    [
        (300, Shape(Kind.INTEGER, "heures"), "300 heures"),
        (1, Shape(Kind.INTEGER, "heures"), "1 heure"),
        (1, Shape(Kind.INTEGER, "jours ouvrés"), "1 jour ouvré"),
        (2, Shape(Kind.INTEGER, "jours ouvrés"), "2 jours ouvrés"),
        (1, Shape(Kind.INTEGER, "niveaux de garanties"), "1 niveau de garanties"),
        (1, Shape(Kind.INTEGER, "rendez-vous"), "1 rendez-vous"),
        (1, Shape(Kind.INTEGER, "mois"), "1 mois"),
        (Fraction(3, 2), Shape(Kind.DECIMAL, "heures par mois"), "1,5 heure par mois"),
        (1_234_567, Shape(Kind.INTEGER), "1 234 567"),
        (Fraction(1, 3), Shape(Kind.DECIMAL), "environ 0,33"),
        (Fraction(-5, 2), Shape(Kind.DECIMAL), "-2,5"),
        (150_050, Shape(Kind.MONEY), "1 500,50 €"),
        (30_000, Shape(Kind.MONEY), "300 €"),
        (-50, Shape(Kind.MONEY), "-0,50 €"),
        (Fraction(10_000, 3), Shape(Kind.MONEY), "environ 33,33 €"),
    ],
)
def test_a_number_is_said_as_the_french_write_it(number, shape, expected):
    assert plain(say_number(Fraction(number), shape)) == expected


def test_other_values_are_said_too():
    assert say_value(of(Kind.DATE), date(2020, 7, 1)) == "1er juillet 2020"
    assert say_value(of(Kind.YES_NO), True) == "oui"
    assert say_value(of(Kind.CHOICES), frozenset({"aide", "tourisme"})) == "aide à domicile et tourisme"
    assert say_value(of(Kind.CHOICES), frozenset()) == "aucun choix"
    assert plain(say_value(CHILDREN, ({"age": 3, "gardé": False},))) == "Âge : 3 ans, Gardé : non"
    assert say_value(CHILDREN, ()) == "aucun élément"


@given(st.integers(-(10**12), 10**12))
def test_money_said_is_money_read(cents):
    said = plain(say_number(Fraction(cents), Shape(Kind.MONEY))).replace(" ", "").removesuffix("€")
    assert read(of(Kind.MONEY), said) == cents


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.GROUP, Kind.CHOICES}])
@given(written=st.text(max_size=20))
def test_any_text_is_read_or_refused(kind, written):
    with contextlib.suppress(UnreadableValueError):
        assert read(of(kind), written) is not None


def test_the_departement_of_a_commune():
    assert [departement_of(code) for code in ("01004", "2A004", "97105")] == ["01", "2A", "971"]
