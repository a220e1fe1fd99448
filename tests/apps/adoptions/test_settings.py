"""What an adopter sets: read, bounded, valid together; what a kit is tried with."""

from fractions import Fraction

import pytest

from essaim.adoptions.kits.checking import check_document
from essaim.adoptions.kits.document.reading import parse, read_document
from essaim.adoptions.kits.given import given_value
from essaim.adoptions.kits.kit import assemble
from essaim.adoptions.kits.rehearsing import plain
from essaim.adoptions.kits.settings import BadSettingsError, read_settings, trials
from essaim.adoptions.kits.showing import View
from essaim.adoptions.kits.telling import tell
from essaim.cores.rules.reading import UnreadableValueError
from tests.apps.adoptions.conftest import KITS


@pytest.fixture
def kit(toys):
    return check_document(read_document(KITS / "valid" / "fonds-associations.yaml"), toys).kit


def test_what_is_not_set_is_at_its_default(kit):
    values = read_settings(kit, {"part": "0,25", "domaines": ["sport", "no"]})
    assert (values["part"], values["aide-max"]) == (Fraction(1, 4), 800_000)
    assert values["domaines"] == frozenset({"sport", "no"})


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("aide-max", "10000,01", "une valeur entre 500 € et 10 000 €"),
        ("aide-max", "beaucoup", "attendu : une somme en euros"),
        ("anciennete", "0,5", "attendu : un nombre entier"),
        ("part", "1,1", "une valeur entre 0,1 et 1"),
        ("territoire", "99", "le numéro d’un département"),
        ("domaines", "sport", "une liste de choix"),
        ("domaines", ["mines"], "l’un de : sport, culture, solidarite, no"),
        ("plafond", "3", "ce paramètre n’existe pas → paramètres : enveloppe"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_expected(kit, name, written, said):
    with pytest.raises(BadSettingsError) as refused:
        read_settings(kit, {name: written})
    assert said in str(refused.value).replace("\u00a0", " ").replace("\u202f", " ")
    assert [problem[0] for problem in refused.value.problems] == [name]


def test_values_that_do_not_go_together_are_refused_in_french(changed):
    low = "  - {id: bas, type: integer, label: Bas, unit: heures, default: 5, min: 2, max: 900, source: D, valid_when: {parameter: bas, at_most: {parameter: plafond}}}\n"
    kit = changed(("parameters:\n", f"parameters:\n{low}")).kit
    with pytest.raises(BadSettingsError, match="Bas : au plus 4"):
        read_settings(kit, {"plafond": "4"})
    assert read_settings(kit, {"plafond": "4", "bas": "4"})


def test_a_kit_is_tried_at_the_ends_and_always_with_the_same_draws(kit):
    tried = list(trials(kit))
    assert tried == list(trials(kit))
    assert {values["aide-max"] for values in tried} >= {50_000, 1_000_000, 800_000}
    assert len({values["anciennete"] for values in tried}) > 5
    assert {values["part"] for values in tried} > {Fraction(1, 10), Fraction(1), Fraction(1, 2)}
    assert all(50_000 <= values["aide-max"] <= 1_000_000 for values in tried)


def test_each_way_to_answer_is_tried(changed):
    more = (
        "  - {id: ouvert, type: yes-no, label: Ouvert, default: oui, source: D}\n"
        "  - {id: rythme, type: choice, label: Rythme, default: a, choices: [{id: a, label: A}, {id: b, label: B}], source: D}\n"
        "  - {id: depuis, type: date, label: Depuis, default: 2020-01-01, source: D}\n"
    )
    tried = list(trials(changed(("parameters:\n", f"parameters:\n{more}")).kit))
    assert {values["ouvert"] for values in tried} == {True, False}
    assert {values["rythme"] for values in tried} == {"a", "b"}
    assert len({values["depuis"] for values in tried}) == 1


def test_the_members_of_an_item_follow_parameters_too(kit):
    group = kit.book.fields["annulations"]
    written = [
        {"recette": {"parameter": "aide-max", "times": "2", "plus": "0,50"}, "activite": "Bal"},
        {"recette": "3"},
    ]
    assert given_value(kit, group, written, kit.defaults()) == (
        {"activite": "Bal", "recette": 1_600_050},
        {"recette": 300},
    )
    for wrong in ([{"recette": {"parameter": "part"}}], [{"inconnu": {"parameter": "aide-max"}}], ["x"]):
        with pytest.raises(UnreadableValueError):
            given_value(kit, group, wrong, kit.defaults())


def test_a_scenario_is_told_in_french_with_the_values_of_the_adopter(kit):
    values = read_settings(kit, {"aide-max": "5000"})
    told = list(tell(kit, next(one for one in kit.record.scenarios if one.id == "grande-perte"), values))
    assert [plain(line) for line in told] == [
        "Étant donné, le 1er décembre 2020 : Activités annulées : Recette attendue : 55 000 €, Remboursée par ailleurs : non",
        "Alors « Demande recevable » : inconnu ; Aide accordée : 5 000 € ; Perte de recettes : 55 000 €",
    ]
    told = list(tell(kit, next(one for one in kit.record.scenarios if one.id == "ailleurs"), values))
    assert "Quand « L’agent qui instruit » : accorder — et c’est refusé" in told


def test_a_scenario_that_cannot_be_played_with_these_values_says_so(toys):
    """Half of an odd number of hours is no number of hours: the draws may miss it, the adopter's own values must not break."""
    text = (
        (KITS / "valid" / "minimal.yaml")
        .read_text(encoding="utf-8")
        .replace("{parameter: plafond, plus: 1}", "{parameter: plafond, times: 1.5}")
    )
    kit = assemble(parse(text.encode()), toys)
    even, odd = (View(kit, {"plafond": value}).scenarios()[1] for value in (300, 301))
    assert (even["problems"], len(even["told"])) == ([], 4)
    assert (len(odd["problems"]), odd["told"]) == (1, [])
    assert "ne se joue pas avec plafond = 301" in plain(odd["problems"][0])
