"""From a closed wave to its published page, by an officer: the screens, what they refuse, who may."""

import pytest
from django.urls import reverse

from essaim.foundation.accounts.models import Role
from essaim.foundation.journal.models import Entry
from essaim.foundation.storage.public import guards_lifted
from essaim.portal.barometer.domain import publishing, weighing
from essaim.portal.barometer.domain.weighing import Limit
from essaim.portal.barometer.models import Answer, Barometer, Margin, QuestionVersion, Result, Status, Tally, Wave
from tests.apps.portal.barometer.closed import closed, prepare
from tests.apps.portal.barometer.conftest import move

pytestmark = pytest.mark.django_db
DESK = "/barometres/gers/1/"
PAGE = "/barometre/gers/1/"
FREE = {"kind": "free", "lowest": "0,3", "highest": "3"}


@pytest.fixture
def wave(barometer):
    return closed(barometer)


def shown(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def posted(client, path, **data):
    answer = client.post(path, data, follow=True)
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def weighed(wave, limit=None):
    weighing.group_all(wave=wave, actor=None)
    return weighing.weigh_wave(wave=wave, limit=limit or Limit(), actor=None)


def test_an_officer_goes_from_closed_to_published_without_a_statistician(officer, wave):
    assert "Redresser les réponses" in shown(officer, DESK)
    assert "Aucun poids n’est calculé" in shown(officer, f"{DESK}verifier/")
    assert "C’est enregistré" in posted(officer, f"{DESK}redresser/regrouper/")
    assert "Les poids sont calculés" in posted(officer, f"{DESK}redressement/", **FREE)
    assert "Aperçu" in shown(officer, f"{DESK}lecture/")
    assert "Tout est vert" in shown(officer, f"{DESK}verifier/")
    page = posted(officer, f"{DESK}publier/")
    assert "ne changent plus" in page
    assert "SHA-256" in page
    wave.refresh_from_db()
    assert wave.status == Status.PUBLISHED
    assert list(Entry.objects.filter(act__startswith="barometer").values_list("act", flat=True).order_by("pk")) == [
        "barometer.weigh", "barometer.weigh", "barometer.publish",
    ]  # fmt: skip


def test_nothing_is_published_before_the_list_is_green(officer, wave):
    Wave.objects.filter(pk=wave.pk).update(buyer="")
    weighed(wave)
    assert "l’acheteur" in shown(officer, f"{DESK}verifier/")
    assert "Publier la vague" not in shown(officer, f"{DESK}verifier/")
    assert "Rien n’est publié : 1 points" in posted(officer, f"{DESK}publier/")
    wave.refresh_from_db()
    assert wave.status == Status.CLOSED
    Wave.objects.filter(pk=wave.pk).update(buyer="Le Gers")  # the same act, once it is green
    posted(officer, f"{DESK}publier/")
    wave.refresh_from_db()
    assert wave.status == Status.PUBLISHED


def test_an_empty_category_is_refused_in_french_and_mended_from_the_page(officer, barometer):
    wave = closed(barometer, ages=(0.0, 0.5, 0.5))
    answer = officer.post(f"{DESK}redressement/", FREE)
    page = answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert answer.status_code == 422
    assert "catégorie « jeune » : personne dans l’échantillon" in page
    assert "Regrouper ou laisser de côté « age »" in page
    assert not Result.objects.exists()
    posted(officer, f"{DESK}redressement/age/", group_jeune="1", group_adulte="1", group_senior="2")
    assert "jeune ou adulte" in shown(officer, f"{DESK}redressement/")
    assert "Les poids sont calculés" in posted(officer, f"{DESK}redressement/", **FREE)
    assert Result.objects.get().parameters["margins"][1]["groups"][0]["total"] == 650
    assert wave.margins.count() == 2


def test_too_small_a_base_is_refused_and_mended_from_the_page(officer, barometer):
    wave = prepare(barometer, 120, ages=(0.0, 0.5, 0.5))
    Answer.objects.bulk_create(
        Answer(wave=wave, values={"sexe": "f", "age": "jeune", "utile": "oui"}) for _ in range(2)
    )
    Tally.objects.update(done=122)
    move(wave, Status.OPEN)
    move(wave, Status.CLOSED)
    page = officer.post(f"{DESK}redressement/", FREE).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert "catégorie « jeune » : base trop petite, 2 personnes (minimum 3). Regroupez-la" in page
    assert "Regrouper ou laisser de côté « age »" in page
    assert not Result.objects.exists()
    posted(officer, f"{DESK}redressement/age/", group_jeune="1", group_adulte="1", group_senior="2")
    assert "Les poids sont calculés" in posted(officer, f"{DESK}redressement/", **FREE)


def test_totals_that_disagree_are_read_in_shares_from_the_page(officer, wave):
    Margin.objects.filter(question__version__question__slug="sexe").update(totals={"f": 52_000, "h": 48_000})
    page = officer.post(f"{DESK}redressement/", FREE).content.decode()
    assert "Totaux différents" in page
    assert "Lire toutes les marges en parts" in page
    posted(officer, f"{DESK}redresser/en-parts/")
    assert "Les poids sont calculés" in posted(officer, f"{DESK}redressement/", **FREE)


def test_bounds_too_narrow_are_refused_with_those_that_would_do(officer, wave):
    page = officer.post(
        f"{DESK}redressement/", {"kind": "bounded", "lowest": "0,99", "highest": "1,01"}
    ).content.decode()
    assert "trop étroites" in page
    page = officer.post(f"{DESK}redressement/", {"kind": "trimmed", "lowest": "2", "highest": "3"}).content.decode()
    assert "au-dessous de 1" in page


def test_a_question_can_be_left_out(officer, wave):
    posted(officer, f"{DESK}redressement/age/", out="1")
    assert "laissée de côté" in shown(officer, f"{DESK}redressement/")
    posted(officer, f"{DESK}redressement/", **FREE)
    assert [margin["variable"] for margin in Result.objects.get().parameters["margins"]] == ["sexe"]


def test_margins_changed_after_the_weights_turn_the_list_red(officer, wave):
    weighed(wave)
    Margin.objects.filter(question__version__question__slug="sexe").update(totals={"f": 500, "h": 500})
    assert "Les marges ont changé" in shown(officer, f"{DESK}verifier/")
    assert officer.get(f"{DESK}lecture/").status_code == 302
    with pytest.raises(publishing.NotGreen):
        publishing.publish(wave=wave, actor=None)


@pytest.mark.parametrize("role", [None, Role.READER, Role.CONTRIBUTOR, Role.MODERATOR])
def test_only_managers_weigh_and_publish(person, wave, role):
    weighed(wave)
    client = person(role)
    for end in ("redressement/", "redressement/age/", "verifier/", "lecture/"):
        assert client.get(DESK + end).status_code == 403, end
    for end in ("redressement/", "redresser/regrouper/", "publier/"):
        assert client.post(DESK + end, FREE).status_code == 403, end
    wave.refresh_from_db()
    assert wave.status == Status.CLOSED


def test_a_manager_of_elsewhere_is_a_stranger(person, wave):
    client = person(Role.MANAGER, "departement-34")
    assert client.get(f"{DESK}verifier/").status_code == 403
    assert client.post(f"{DESK}publier/").status_code == 403


def test_before_publication_there_is_nothing_to_read(client, wave):
    weighed(wave)
    for end in ("", "chiffres.csv", "chiffres/utile.csv", "donnees.zip"):
        assert client.get(PAGE + end).status_code == 404, end
    assert "Aucune vague publiée" in shown(client, "/barometre/")
    assert "Dernières vagues publiées" not in shown(client, "/")
    assert "Le baromètre d’ici" not in shown(client, "/territoires/departement/32-gers/")


def test_a_published_wave_is_in_the_site_map_and_in_the_open_data(client, wave):
    weighed(wave)
    assert PAGE not in shown(client, "/sitemap-barometres.xml")
    publishing.publish(wave=wave, actor=None)
    assert PAGE in shown(client, "/sitemap-barometres.xml")
    assert "sitemap-barometres.xml" in shown(client, "/sitemap.xml")
    page = shown(client, "/donnees/catalogue.jsonld")
    assert f"{PAGE}donnees.zip" in page
    assert "Première vague" in page
    assert client.get("/sitemap-inconnu.xml").status_code == 404


def test_a_simulated_wave_is_in_neither(client, wave):
    weighed(wave)
    publishing.publish(wave=wave, actor=None)
    with guards_lifted():
        Wave.objects.filter(pk=wave.pk).update(simulated=True)
    assert PAGE not in shown(client, "/sitemap-barometres.xml")
    assert PAGE not in shown(client, "/donnees/catalogue.jsonld")


def test_the_published_page_says_everything(client, wave):
    weighed(wave)
    publishing.publish(wave=wave, actor=None)
    page = shown(client, PAGE)
    for words in (
        "après redressement", "Intervalle à 95 %", "Marge conventionnelle, par référence au sondage aléatoire",
        "Échantillon construit par quotas", "Tout sondage a des marges d’erreur", "Toute personne peut consulter la notice",
        "Parts redressées ; leurs intervalles sont dans le tableau", "Composition de l’échantillon", "Questions laissées sans réponse", "La méthode, simplement", "Base (réponses)",
    ):  # fmt: skip
        assert words in page, words
    assert "<dd></dd>" not in page
    assert "imulé" not in page
    assert "Première vague" in shown(client, "/barometre/")
    assert "Dernières vagues publiées" in shown(client, "/")
    assert "Le baromètre d’ici" in shown(client, "/territoires/departement/32-gers/")
    assert "Le baromètre d’ici" not in shown(client, "/territoires/departement/34-herault/")
    assert client.get(f"{PAGE}chiffres/sexe.csv").status_code == 404


def test_a_small_wave_is_flagged_and_never_crossed(client, barometer):
    wave = closed(barometer, 60)
    weighed(wave)
    publishing.publish(wave=wave, actor=None)
    page = shown(client, PAGE)
    assert "base faible : à lire avec prudence" in page
    assert "Selon le profil" not in page
    assert "Ne lisez pas ces groupes séparément" in page
    rows = client.get(f"{PAGE}chiffres/utile.csv").content.decode().split("\r\n")[1:-1]
    assert all(",base faible," in row for row in rows)


def test_people_without_a_profile_answer_are_named_and_the_question_left_out(officer, barometer):
    wave = prepare(barometer, 120)
    Answer.objects.create(wave=wave, values={"sexe": "f", "age": None, "utile": "oui"})
    Tally.objects.update(done=121)
    move(wave, Status.OPEN)
    move(wave, Status.CLOSED)
    page = officer.post(f"{DESK}redressement/", FREE).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert "Marge « age » : 1 personne sans réponse" in page
    posted(officer, f"{DESK}redressement/age/", out="1")
    assert "Les poids sont calculés" in posted(officer, f"{DESK}redressement/", **FREE)


def test_an_answer_that_the_margin_does_not_know_is_named_and_grouped(officer, wave):
    Margin.objects.filter(question__version__question__slug="age").update(totals={"jeune": 400, "adulte": 600})
    page = officer.post(f"{DESK}redressement/", FREE).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert "la valeur « senior »" in page
    assert "n’est pas dans la marge" in page
    posted(officer, f"{DESK}redressement/age/", group_jeune="1", group_adulte="2", group_senior="2")
    assert "Les poids sont calculés" in posted(officer, f"{DESK}redressement/", **FREE)
    assert "adulte ou senior" in shown(officer, f"{DESK}redressement/")


def test_a_wave_without_margin_or_answer_says_what_to_do(officer, barometer):
    wave = closed(barometer, 0)
    assert "n’a reçu aucune réponse" in officer.post(f"{DESK}redressement/", FREE).content.decode()
    Margin.objects.filter(wave=wave).delete()
    assert "Aucune marge" in shown(officer, f"{DESK}redressement/")
    with pytest.raises(publishing.NotGreen):
        publishing.publish(wave=wave, actor=None)


def test_an_open_wave_is_not_weighed(officer, barometer):
    wave = prepare(barometer, 60)
    move(wave, Status.OPEN)
    for end in ("redressement/", "verifier/", "lecture/"):
        assert officer.get(DESK + end).status_code == 302, end
    assert "n’est pas close" in posted(officer, f"{DESK}redresser/regrouper/")
    assert "Seule une vague close se publie" in posted(officer, f"{DESK}publier/")


def test_a_sensitive_question_needs_its_basis(officer, barometer):
    wave = prepare(barometer, 120)
    QuestionVersion.objects.filter(uses__wave=wave, question__slug="utile").update(sensitive=True)
    move(wave, Status.OPEN)
    move(wave, Status.CLOSED)
    weighed(wave)
    assert "Les questions sensibles ont leur base légale" in shown(officer, f"{DESK}verifier/")
    with pytest.raises(publishing.NotGreen, match="sensibles"):
        publishing.publish(wave=wave, actor=None)
    Wave.objects.filter(pk=wave.pk).update(sensitive_basis="Intérêt public, article 9-2-g.")
    publishing.publish(wave=wave, actor=None)
    assert "article 9-2-g" in shown(officer, PAGE)


def test_a_simulated_wave_says_so_on_page_csv_and_archive(client, barometer):
    wave = closed(barometer, simulated=True)
    weighed(wave)
    with pytest.raises(publishing.NotGreen, match="simulée"):
        publishing.publish(wave=wave, actor=None)
    Wave.objects.filter(pk=wave.pk).update(selection="Réponses simulées par la machine.")
    publishing.publish(wave=wave, actor=None)
    page = shown(client, PAGE)
    assert "<title>Simulé : " in page.replace("\n", "")
    assert page.count("(simulé)") > 10
    rows = client.get(f"{PAGE}chiffres.csv").content.decode().split("\r\n")[1:-1]
    assert all(row.endswith(",simulé") for row in rows)
    answer = client.get(f"{PAGE}donnees.zip")
    assert "SIMULE-gers-vague-1.zip" in answer["Content-Disposition"]
    for path in ("/barometre/", "/", "/territoires/departement/32-gers/"):
        assert "Simulé" in shown(client, path), path


def test_the_page_costs_the_same_whatever_is_published(client, barometer, django_assert_num_queries):
    for number, people in ((1, 120), (2, 300)):
        wave = closed(barometer, people, number=number) if number == 1 else _another(barometer, people)
        weighed(wave)
        publishing.publish(wave=wave, actor=None)
        with django_assert_num_queries(8):
            assert client.get(wave.get_absolute_url()).status_code == 200


def test_the_list_costs_the_same_at_one_and_three(client, barometer, django_assert_num_queries):
    costs = []
    for number in (1, 2, 3):
        wave = closed(barometer, 120) if number == 1 else _another(barometer, 120, number)
        weighed(wave)
        publishing.publish(wave=wave, actor=None)
        if number in {1, 3}:
            with django_assert_num_queries(costs[0] if costs else 2) as counted:
                client.get("/barometre/")
            costs.append(len(counted))


def test_the_desk_of_a_published_wave_leads_to_its_page(officer, wave):
    weighed(wave)
    publishing.publish(wave=wave, actor=None)
    assert reverse("barometer:wave", args=["gers", 1]) in shown(officer, DESK)
    assert "ne changent plus" in shown(officer, f"{DESK}redressement/")
    assert officer.get(f"{DESK}verifier/").status_code == 302
    assert "ne changent plus" in posted(officer, f"{DESK}redresser/regrouper/")
    assert "déjà publiée" in posted(officer, f"{DESK}publier/")


def _another(barometer, people, number=2):
    """Another wave of the same questions: they are in the bank already."""
    other = Barometer.objects.create(slug=f"gers-{number}", title="Autre", territory=barometer.territory)
    return closed(other, people)
