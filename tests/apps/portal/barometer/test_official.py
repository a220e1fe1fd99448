"""Quotas and margins from official totals: recognised questions, numbers as Insee counts them, one act that fills both; a file of a grid."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from essaim.cores.tables import UnreadableError
from essaim.foundation.territories import public as territories
from essaim.portal.barometer.domain import composing
from essaim.portal.barometer.domain.intake.grids import read_grid, take_grid
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.official import official, official_words
from essaim.portal.barometer.domain.official.axes import axis
from essaim.portal.barometer.domain.queries.offered import offered
from essaim.portal.barometer.domain.queries.questionnaire import profile_of
from essaim.portal.barometer.models import Kind, Margin, Quota, Status, Wave
from essaim.portal.barometer.params import ChoiceRecord, WordsRecord
from tests.apps.portal.barometer.conftest import move
from tests.apps.portal.barometer.test_answering import text

pytestmark = pytest.mark.django_db
BASE = "/barometres/gers/1/"
HEAD = "sexe;age;total;source;periode\n"


@pytest.fixture
def wave(barometer):
    made = Wave.objects.create(barometer=barometer, number=1, title="Première vague", sample_target=600)
    for what in ("sex", "age", "size"):
        label, words = official_words("departement-32", what)
        composing.add_question(wave=made, label=label, words=words, place={"profile": True}, actor=None)
    return made


def single(*labels):
    return WordsRecord(
        kind=Kind.SINGLE, wording="Quel âge avez-vous ?",
        choices=tuple(ChoiceRecord(code=f"c{place}", label=label) for place, label in enumerate(labels)),
    )  # fmt: skip


def asked(barometer, *labels, wording="Quel âge avez-vous ?"):
    made = Wave.objects.create(barometer=barometer, number=9, title="Autre")
    words = single(*labels).model_copy(update={"wording": wording})
    composing.add_question(wave=made, label="Question", words=words, place={"profile": True}, actor=None)
    return profile_of(made)[0]


def crossed(wave, *slugs):
    by_slug = {each.slug: each for each in profile_of(wave)}
    return [by_slug[slug] for slug in slugs]


def sexes_and_ages():
    people = {"Une femme": "femme", "Un homme": "homme"}
    ages = ["De 18 à 24 ans", "De 25 à 34 ans", "De 35 à 49 ans", "De 50 à 64 ans", "65 ans ou plus"]
    return [(sex, age) for sex in people for age in ages]


def lines(total=lambda place: str(10 * (place + 1))):
    given = [f"{sex};{age};{total(place)};Insee, recensement;2022" for place, (sex, age) in enumerate(sexes_and_ages())]
    return HEAD + "\n".join(given)


def refused(wave, content, name="grille.csv"):
    with pytest.raises(UnreadableError) as problem:
        read_grid(name, content.encode(), profile_of(wave))
    return [str(each) for each in problem.value.problems]


def test_the_pyramid_of_a_departement_is_that_of_the_file(small_france):
    """Gers, 1 January 2022: the line of women is copied from the file by hand."""
    gers = territories.pyramid("departement-32")
    assert gers.counts["femmes"][:6] == (3626, 4426, 5182, 4719, 3723, 3482)
    women, men = gers.counts["femmes"], gers.counts["hommes"]
    assert sum(women) + sum(men) == gers.between(["femmes", "hommes"], 0, None)
    assert gers.between(["femmes"], 20, 24) == women[4]
    assert 5 * gers.between(["femmes"], 18, 24) == 2 * women[3] + 5 * women[4]
    assert gers.between(["hommes"], 95, None) == men[-1]
    with pytest.raises(ValueError, match="counted together"):
        gers.between(["hommes"], 75, 99)
    assert territories.cuts(18, 24) == [(18, 19)]
    assert territories.cuts(65, None) == []
    assert territories.cuts(18, 62) == [(18, 19), (60, 62)]
    assert territories.cuts(21, 23) == [(21, 23)]


def test_a_whole_is_the_sum_of_its_departements_and_a_smaller_place_has_none(small_france):
    four = [territories.pyramid(f"departement-{number}") for number in ("32", "34", "93", "974")]
    assert territories.pyramid("pays-FR").between(["femmes"], 0, None) == sum(
        each.between(["femmes"], 0, None) for each in four
    )
    assert territories.pyramid("commune-32013") is None
    assert territories.pyramid("departement-ZZ") is None


@pytest.mark.parametrize(
    ("labels", "bands"),
    [
        (("18-24 ans", "25 ans et plus"), {"c0": (18, 24), "c1": (25, None)}),
        (("De 15 à 29 ans", "De 30 à 59 ans", "60 ans et au-delà"), {"c0": (15, 29), "c1": (30, 59), "c2": (60, None)}),
        (("18-24 ans", "30 ans et plus"), {}),  # a gap
        (("18-24 ans", "24 ans et plus"), {}),  # an overlap
        (("Jeune", "25 ans et plus"), {}),
        (("18-74 ans", "75-99 ans"), {}),  # Insee counts 95 and over together
    ],
)
def test_a_question_of_age_is_read_from_its_choices(barometer, labels, bands):
    found = axis(asked(barometer, *labels))
    assert (dict(found.bands) if found else {}) == bands


@pytest.mark.parametrize("labels", [("Femme", "Homme", "Autre"), ("Femme ou homme", "Sans réponse"), ("Oui", "Non")])
def test_a_question_that_insee_does_not_count_has_no_official_total(barometer, labels):
    assert axis(asked(barometer, *labels, wording="Vous êtes…")) is None


def test_numbers_of_euros_are_no_ages(barometer):
    assert axis(asked(barometer, "De 18 à 24 euros", "25 euros ou plus", wording="Combien ?")) is None


def test_sex_and_age_are_those_of_insee_and_say_what_was_cut(wave):
    found = official("departement-32", crossed(wave, "sexe", "age"), profile_of(wave))
    gers = territories.pyramid("departement-32")
    assert found.totals["homme", "65_plus"] == gers.between(["hommes"], 65, None)
    assert abs(found.totals["femme", "18_24"] - gers.between(["femmes"], 18, 24)) < 1
    assert "Insee" in found.source
    assert "18-19 ans estimés" in found.source
    assert "répartis également" in found.note
    assert "2022" in found.period


def test_sex_alone_counts_the_ages_that_the_wave_asks(wave):
    gers = territories.pyramid("departement-32")
    adults = official("departement-32", crossed(wave, "sexe"), profile_of(wave))
    assert abs(adults.totals["femme",] - gers.between(["femmes"], 18, None)) < 1
    everybody = official("departement-32", crossed(wave, "sexe"))
    assert everybody.totals["femme",] == gers.between(["femmes"], 0, None)
    assert "enfants compris" in everybody.note


def test_age_by_size_of_commune_and_age_in_an_epci_are_not_known(wave):
    assert official("departement-32", crossed(wave, "sexe", "taille_de_la_commune"), profile_of(wave)) is None
    assert official("epci-200066926", crossed(wave, "sexe"), profile_of(wave)) is None
    assert official_words("epci-200066926", "age") is None


def test_all_that_the_platform_knows_can_be_weighed_together(wave, officer):
    """Grids of the same people have one sum; the size of communes, counted at all ages, is taken in shares."""
    axes = [crossed(wave, *slugs) for slugs in (("sexe",), ("age",), ("sexe", "age"))]
    wholes = {sum(official("departement-32", each, profile_of(wave)).totals.values()) for each in axes}
    assert len(wholes) == 1
    officer.post(BASE + "marges/", {"official": "1"})
    kept = {each.question.version.question.slug: each for each in wave.margins.all()}
    assert {slug: each.in_shares for slug, each in kept.items()} == {
        "sexe": False, "age": False, "taille_de_la_commune": True,
    }  # fmt: skip
    assert sum(kept["sexe"].totals.values()) == sum(kept["age"].totals.values())
    address = BASE + "quotas/taille_de_la_commune/"
    officer.post(address, officer.get(address).context["form"].initial | {"with_margins": "on"})
    assert wave.margins.get(question__version__question__slug="taille_de_la_commune").in_shares


def test_official_shares_are_saved_as_they_are_shown_and_not_otherwise(wave, officer):
    address = BASE + "marges/taille_de_la_commune/"
    sent = officer.get(address).context["form"].initial
    assert sent["unit"] == "shares"
    assert officer.post(address, sent | {"total_moins_2000": 90}).status_code == 422
    assert officer.post(address, sent).status_code == 302
    assert wave.margins.get().in_shares


def test_sex_by_departement_sums_to_the_whole(barometer):
    made = Wave.objects.create(barometer=barometer, number=1, title="Une")
    for what in ("sex", "departement"):
        label, words = official_words("pays-FR", what)
        composing.add_question(wave=made, label=label, words=words, place={"profile": True}, actor=None)
    found = official("pays-FR", profile_of(made))
    whole = territories.pyramid("pays-FR")
    assert sum(found.totals.values()) == whole.between(["femmes", "hommes"], 0, None)
    assert len(found.totals) == 8


def test_what_is_offered_names_its_source_and_leaves_out_what_is_taken(wave, officer):
    assert [each.label for each in offered(wave, profile_of(wave))] == ["Sexe × Âge", "Taille de la commune"]
    page = text(officer.get(BASE + "quotas/"))
    assert (
        "Insee, estimations de population (provisoires) ; Licence Ouverte 2.0 ; 18-19 ans estimés, 1er janvier 2022"
        in page
    )
    Quota.objects.create(wave=wave, position=1, axes=["sexe", "age"])
    assert [each.label for each in offered(wave, profile_of(wave))] == ["Taille de la commune"]


def test_one_act_fills_the_quota_and_the_margins(wave, officer):
    address = BASE + "quotas/sexe+age/"
    page = officer.get(address)
    assert "Déjà remplis" in text(page)
    sent = page.context["form"].initial | {"with_margins": "on"}
    assert officer.post(address, sent).status_code == 302
    known = official("departement-32", crossed(wave, "sexe", "age"), profile_of(wave))
    assert sum(cell.target for cell in Quota.objects.get().cells.all()) == 600
    margin = wave.margins.get(question__version__question__slug="sexe")
    women = sum(people for (sex, _age), people in known.totals.items() if sex == "femme")
    assert (margin.totals["femme"], margin.source, margin.source_date) == (women, known.source, known.period)


def test_other_numbers_may_not_bear_the_name_of_our_source(wave, officer):
    address = BASE + "quotas/sexe+age/"
    sent = officer.get(address).context["form"].initial | {"cell_0": 1}
    page = officer.post(address, sent)
    assert page.status_code == 422
    assert "ne sont plus ceux de cette source" in text(page)
    assert not Quota.objects.exists()
    assert officer.post(address, sent | {"source": "Comptage de la mairie"}).status_code == 302
    address = BASE + "marges/sexe/"
    known = {"total_femme": 1, "total_homme": 1, "unit": "people"} | {
        name: officer.get(address).context["form"].initial[name] for name in ("source", "source_date")
    }
    assert officer.post(address, known).status_code == 422


def test_margins_that_the_platform_knows_are_taken_at_once_and_keep_those_that_are_there(wave, officer):
    sex = next(each for each in profile_of(wave) if each.slug == "sexe")
    Margin.objects.create(wave=wave, question_id=sex.id, totals={"femme": 1, "homme": 1}, source="Mairie")
    assert "La plateforme les connaît" in text(officer.get(BASE + "marges/"))
    page = officer.post(BASE + "marges/", {"official": "1"}, follow=True)
    assert "Âge, Taille de la commune" in text(page)
    assert set(wave.margins.values_list("source", flat=True)) >= {"Mairie"}
    assert wave.margins.count() == 3
    assert "Reprendre les totaux officiels" not in text(officer.get(BASE + "marges/"))


def test_a_grid_of_a_file_is_taken_with_its_source(wave, officer):
    sent = {"upload": "1", "with_margins": "on", "file": BytesIO(lines().encode())}
    sent["file"].name = "grille.csv"
    page = officer.post(BASE + "quotas/", sent, follow=True)
    assert "est repris du fichier : 10 cases" in text(page)
    quota = Quota.objects.get()
    assert (quota.axes, quota.source, quota.source_date) == (["sexe", "age"], "Insee, recensement", "2022")
    assert quota.cells.get(codes=["homme", "65_plus"]).population == 100
    assert wave.margins.get(question__version__question__slug="sexe").totals == {"femme": 150, "homme": 400}


def test_the_sheet_that_the_page_gives_is_taken_back_as_it_is(wave, officer):
    given = officer.get(BASE + "quotas/sexe+age.csv")
    assert given.status_code == 200
    found = read_grid("quota.csv", given.content, profile_of(wave))
    assert found.populations == official("departement-32", crossed(wave, "sexe", "age"), profile_of(wave)).totals


def test_a_workbook_of_one_question_with_decimals_is_rounded(wave):
    book = Workbook()
    for row in [["Sexe", "total", "source", "periode"], ["femme", 10.6, "Insee", "2022"], ["homme", 9.2, "", ""]]:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    taken = take_grid(
        wave=wave, profile=profile_of(wave), name="x.xlsx", data=stream.getvalue(), with_margins=False, actor=None
    )
    assert taken.populations == {("femme",): 11, ("homme",): 9}
    assert not wave.margins.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("sexe;total\nUne femme;3\n", "Ligne 1 : Il manque les colonnes source, periode"),
        ("metier;total;source;periode\n", "Ligne 1, colonne « metier » : « metier » n’est pas une question"),
        ("total;source;periode\n1;a;b\n", "aucune colonne ne nomme une question"),
        ("sexe;Sexe;total;source;periode\n", "Deux colonnes nomment la même question"),
        (HEAD, "Ligne 2 : Aucune ligne sous les titres. Attendu : 10 lignes"),
        (HEAD + "Une fille;De 18 à 24 ans;3;Insee;2022\n", "Ligne 2, colonne « sexe » : « Une fille » n’est pas une réponse. Attendu : « Une femme »"),
        (HEAD + "Une femme;De 18 à 24 ans;12x;Insee;2022\n", "Ligne 2, colonne « total » : « 12x » n’est pas un nombre de personnes. Attendu"),
        (HEAD + "Une femme;De 18 à 24 ans;;Insee;2022\n", "colonne « total » : Une cellule vide n’est pas"),
        (HEAD + "Une femme;De 18 à 24 ans;-3;Insee;2022\n", "« -3 » n’est pas un nombre"),
        (HEAD + "Une femme;De 18 à 24 ans;3;;2022\n", "colonne « source » : Une cellule vide ne dit pas d’où viennent"),
        (HEAD + "Une femme;De 18 à 24 ans;3;Insee;2022\nUn homme;De 18 à 24 ans;3;Mairie;2022\n", "Ligne 3, colonne « source » : « Mairie » diffère"),
        (HEAD + "Une femme;De 18 à 24 ans;3;Insee;2022\nfemme;18_24;4;Insee;2022\n", "Ligne 3, colonne « total » : « Une femme × De 18 à 24 ans » a déjà"),
        (HEAD + "Une femme;De 18 à 24 ans;3;Insee;2022\n", "Il manque la ligne de la case « Un homme × 65 ans ou plus »"),
        (lines(lambda _place: "0"), "Tous les totaux sont nuls"),
    ],
)  # fmt: skip
def test_a_wrong_grid_says_line_column_value_and_what_is_expected(wave, content, said):
    assert any(said in each for each in refused(wave, content)), refused(wave, content)
    assert not Quota.objects.exists()


def test_a_grid_is_refused_on_an_open_wave_and_without_target(wave, officer):
    Wave.objects.filter(pk=wave.pk).update(sample_target=None)
    file = BytesIO(lines().encode())
    file.name = "grille.csv"
    page = officer.post(BASE + "quotas/", {"upload": "1", "file": file})
    assert page.status_code == 422
    assert "combien de réponses vous visez" in text(page)
    move(wave, Status.OPEN)
    with pytest.raises(NotNow, match="ses quotas ne changent plus"):
        take_grid(
            wave=wave, profile=profile_of(wave), name="g.csv", data=lines().encode(), with_margins=True, actor=None
        )
    assert not Margin.objects.exists()
