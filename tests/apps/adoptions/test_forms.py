"""Forms made from the fields of a kit: generous with what is typed, exact in what is kept, clear in what is wrong."""

import pytest
from django.http import QueryDict

from essaim.adoptions.forms import form_for
from essaim.adoptions.forms.kinds import plain_number, read_day
from tests.apps.adoptions.builders import adopted
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

NAMES = ["nom", "siege", "domaine", "creation", "annulations"]
WHOLE = {
    "nom": "Les amis", "siege": "auch", "domaine": "sport", "creation": "3 mars 1950", "annulations_lignes": "2",
    "annulations-0-activite": "Loto", "annulations-0-recette": "1 500,50 €", "annulations-0-remboursee": "non",
    "annulations-1-activite": "",
}  # fmt: skip


@pytest.fixture
def terms():
    return adopted("fonds-associations").terms


def filled(terms, **changes):
    data = QueryDict(mutable=True)
    data.update({**WHOLE, **changes})
    return form_for(terms, NAMES, data=data)


@pytest.mark.parametrize(
    "written",
    ["27/3/1950", "27/03/1950", "27 03 1950", "27-3-1950", "27.3.1950", "27031950", "1950-03-27", "27 mars 1950", "le 27 MARS 1950"],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(written):
    assert read_day(written).isoformat() == "1950-03-27"


@pytest.mark.parametrize("written", ["27/3/50", "31/2/1950", "hier", "3/27/1950", "1 ju 1950", "٢٧/٣/١٩٥٠"])
def test_what_is_no_date_is_not_guessed(written):
    assert read_day(written) is None


@pytest.mark.parametrize(
    ("typed", "kept"), [("1 500,50 €", "1500,50"), ("1\u202f500 euros", "1500"), (" 12 ", "12"), ("douze", "douze")]
)
def test_spaces_and_the_euro_are_the_reader_s(typed, kept):
    assert plain_number(typed) == kept


def test_what_is_typed_is_kept_as_the_core_reads_it(terms):
    form = filled(terms)
    assert form.is_valid(), form.errors
    assert form.answers() == {
        "nom": "Les amis", "siege": "32013", "domaine": "sport", "creation": "1950-03-03",
        "annulations": [{"activite": "Loto", "recette": "1500,50", "remboursee": "non"}],
    }  # fmt: skip


def test_what_was_kept_comes_back_as_it_is_typed(terms):
    kept = filled(terms)
    assert kept.is_valid()
    html = str(form_for(terms, NAMES, initial=kept.answers()))
    for words in ('value="Auch (32)"', 'value="03/03/1950"', 'value="Loto"', 'value="1500,50"'):
        assert words in html


def test_a_name_that_several_communes_bear_is_chosen_in_a_list(terms):
    form = filled(terms, siege="saint-a")
    assert "choisissez la vôtre" in form.errors["siege"][0]
    assert 'type="radio" name="siege_choix"' in str(form)
    code = str(form).partition('name="siege_choix" value="')[2][:5]
    again = filled(terms, siege="saint-a", siege_choix=code)
    assert again.is_valid()
    assert again.answers()["siege"] == code


def test_the_communes_of_the_territory_are_proposed_first(terms):
    proposed = str(filled(terms, siege="saint-a")).partition('name="siege_choix"')[2]
    assert proposed.partition("<span>")[2].partition("</span>")[0].endswith("(32, 32340)")


def test_a_choice_that_the_name_does_not_lead_to_is_not_believed(terms):
    assert "choisissez la vôtre" in filled(terms, siege="saint-a", siege_choix="99999").errors["siege"][0]


def test_an_unknown_commune_says_how_to_mend(terms):
    assert "code postal" in filled(terms, siege="Zzz").errors["siege"][0]


def test_a_wrong_line_says_which_and_where(terms):
    form = filled(terms, **{"annulations-0-recette": "beaucoup"})
    assert form.errors["annulations"][0].startswith("Ligne 1, Recette attendue : Attendu : une somme en euros")
    assert "field--error" in str(form)


def test_a_line_is_added_and_another_removed_without_script(terms):
    added = form_for(terms, NAMES, data=_with(_ajouter="annulations"), quiet=True)
    assert str(added).count('class="line"') == 3
    assert "field-error" not in str(added)
    removed = form_for(terms, NAMES, data=_with(_retirer="annulations:0"), quiet=True)
    assert str(removed).count('class="line"') == 1
    assert "Loto" not in str(removed)


def _with(**more):
    data = QueryDict(mutable=True)
    data.update({**WHOLE, **more})
    return data


def test_a_group_that_is_required_wants_a_line(terms):
    form = filled(terms, **{"annulations-0-activite": "", "annulations-0-recette": "", "annulations-0-remboursee": ""})
    assert form.errors["annulations"] == ["Remplissez une ligne au moins."]


def test_a_quiet_form_keeps_what_is_right_and_names_what_is_wrong(terms):
    form = form_for(terms, NAMES, data=_with(creation="hier", nom=""), quiet=True)
    assert form.is_valid()
    assert "creation" not in form.answers()
    assert set(form.wrong) == {"creation", "nom"}
    assert form.blank() == ["nom"]


def test_the_words_of_a_kit_are_escaped():
    adoption = adopted(
        "minimal", ("label: Heures travaillées, unit: heures,", 'label: Heures, unit: heures, help: "Loyer & charges",')
    )
    html = str(form_for(adoption.terms, ["heures"]))
    assert "Loyer &amp; charges" in html
