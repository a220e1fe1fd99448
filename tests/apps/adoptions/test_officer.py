"""An officer adopts a kit on screen, from its page to a service that is open; what is missing is said at each step."""

from dataclasses import replace

import pytest

from essaim.adoptions import registry
from essaim.adoptions.domain import adopting, launching, team
from essaim.adoptions.domain.queries import readiness
from essaim.adoptions.kits import loading
from essaim.adoptions.models import Adoption, Participation, Phase, TeamMember
from essaim.foundation.accounts.models import Role
from essaim.foundation.jobs.models import Message
from essaim.foundation.journal.models import Entry
from tests.apps.adoptions.builders import adopted, installed, sent
from tests.apps.adoptions.people import browser, cost, text
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

DESK = "/gestion/minimal-gers/"
PLACE = {"territory_name": "Gers", "structure": "Département du Gers", "contact": "05 62 00 00 00"}


@pytest.fixture
def officer():
    return browser()


@pytest.fixture
def preparing(officer):
    installed()
    officer.post("/kits/minimal/adopter/", PLACE)
    return Adoption.objects.get()


def values(client, **changed):
    """What the page of values sends, as it was drawn."""
    form = client.get(DESK + "parametres/").context["form"]
    return {"plafond": "300", "reason": "Délibération", "based_on": form.initial["based_on"], **changed}


def test_the_page_of_a_kit_says_what_it_does_and_what_it_takes():
    installed()
    said = text(browser(role=None).get("/kits/minimal/"))
    for words in (
        "Le plus petit kit", "Une demande, une règle, une réponse.", "Adopter pour mon territoire", "Demander à mon département",
        "Délibération du conseil départemental.", "une mission d’intérêt public", "en ligne, à un guichet", "L’agent", "travaille dans le service",
        "Plafond annuel", "300 heures", "de 1 heure à 1 000 heures", "Votre demande", "Vérifier le plafond", "24 mois après la décision",
        "Sous le plafond, la demande est accordée", "Étant donné, le 1er décembre 2020", "Personne encore sur cette plateforme",
    ):  # fmt: skip
        assert words in said.replace("\u202f", " ").replace("\u00a0", " "), words


def test_a_kit_that_is_not_installed_has_no_page():
    for page in ("", "famille/", "adopter/", "demander/", "1.0.0.yaml"):
        assert browser().get(f"/kits/rien/{page}").status_code == 404


def test_from_the_kit_to_an_open_service(officer):
    installed()
    answer = officer.post("/kits/minimal/adopter/", PLACE)
    assert answer.headers["Location"] == DESK + "preparer/"
    assert "avant l’essai" not in text(officer.get(DESK + "preparer/"))
    saved = officer.post(DESK + "parametres/", values(officer, plafond="250", reason="Délibération du 3 mars"))
    assert saved.headers["Location"] == DESK + "apercu/"
    shown = officer.get(DESK + "apercu/")
    assert "sur 250 heures" in text(shown).replace("\u00a0", " ")
    assert "au plus 250 heures" in text(shown).replace("\u00a0", " ")
    assert 'name="heures"' in shown.content.decode()
    officer.post(DESK + "apercu/", {"fingerprint": shown.context["fingerprint"]})
    assert "Les 2 scénarios passent" in text(officer.get(DESK + "scenarios/"))
    officer.post(DESK + "equipe/", {"email": "Agent@Gers.fr", "role": "agent"})
    officer.post(DESK + "tester/")
    officer.post(DESK + "ouvrir/")
    adoption = Adoption.objects.get()
    assert (adoption.phase, adoption.terms.settings, adoption.terms.reason) == (
        Phase.OPEN, {"plafond": "250"}, "Délibération du 3 mars",
    )  # fmt: skip
    assert browser("visitor@exemple.fr", role=None).get("/services/minimal-gers/").status_code == 200
    acts = set(Entry.objects.values_list("act", flat=True))
    assert acts >= {"adoption.adopt", "adoption.set", "adoption.review", "team.add", "adoption.test", "adoption.open"}
    (invitation,) = Message.objects.filter(to="agent@gers.fr")
    assert "/gestion/minimal-gers/" in invitation.body


@pytest.mark.parametrize(
    ("sent_", "words"),
    [
        ({"plafond": "2000"}, "« 2000 » est hors des bornes de « Plafond annuel (heures) » ; une valeur entre 1 heure et 1 000 heures."),
        ({"plafond": "beaucoup"}, "« beaucoup » n’est pas une valeur de « Plafond annuel (heures) » ; attendu : un nombre entier"),
        ({"plafond": ""}, "Ce champ est obligatoire."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_said_on_its_field(preparing, officer, sent_, words):
    answer = officer.post(DESK + "parametres/", values(officer, **sent_))
    assert answer.status_code == 422
    (error,) = answer.context["form"].errors["plafond"]
    assert words in error.replace("\u202f", " ").replace("\u00a0", " ")
    assert Adoption.objects.get().terms.settings == {}


def test_values_must_go_together(officer):
    installed(
        "minimal",
        ("source: Délibération}\nroles", "source: Délibération}\n  - {id: seuil, type: integer, label: Seuil, unit: heures, default: 1, min: 1, max: 1000, source: Délibération, valid_when: {parameter: seuil, less_than: {parameter: plafond}}}\nroles"),
    )  # fmt: skip
    officer.post("/kits/minimal/adopter/", PLACE)
    answer = officer.post(DESK + "parametres/", values(officer, seuil="400"))
    (error,) = answer.context["form"].errors["seuil"]
    assert error.startswith("Ces valeurs ne vont pas ensemble ; il faut : ")


def test_two_officers_at_once_are_told(preparing, officer):
    old = values(officer, plafond="250")
    officer.post(DESK + "parametres/", values(officer, plafond="200"))
    assert officer.post(DESK + "parametres/", old).headers["Location"] == DESK + "parametres/"
    assert "Quelqu’un a changé ces valeurs" in text(officer.get(DESK + "parametres/"))
    assert Adoption.objects.get().terms.settings == {"plafond": "200"}


def test_a_change_of_values_asks_to_read_over_again(preparing, officer):
    shown = officer.get(DESK + "apercu/").context["fingerprint"]
    officer.post(DESK + "apercu/", {"fingerprint": shown})
    assert reread() is True
    officer.post(DESK + "parametres/", values(officer, plafond="12"))
    assert reread() is False
    officer.post(DESK + "apercu/", {"fingerprint": shown})
    assert reread() is False


def reread():
    checks = readiness.checks(Adoption.objects.get())
    return next(check.done for check in checks if check.step == readiness.PREVIEW)


def test_the_same_structure_adopts_once(preparing, officer):
    again = officer.post("/kits/minimal/adopter/", PLACE, follow=True)
    assert "a déjà adopté ce kit" in text(again)
    assert Adoption.objects.count() == 1
    officer.post("/kits/minimal/adopter/", {**PLACE, "structure": "Secours"})
    assert set(Adoption.objects.values_list("slug", flat=True)) == {"minimal-gers", "minimal-gers-2"}


def test_a_commune_of_the_territory_may_be_chosen_and_no_other_place(officer):
    installed()
    refused = officer.post("/kits/minimal/adopter/", {**PLACE, "territory_name": "Hérault"})
    assert "Votre rôle ne s’étend pas à ce territoire : Hérault" in refused.context["form"].errors["territory_name"][0]
    assert (
        "Aucun territoire"
        in officer.post("/kits/minimal/adopter/", {**PLACE, "territory_name": "Zzz"})
        .context["form"]
        .errors["territory_name"][0]
    )
    officer.post("/kits/minimal/adopter/", {**PLACE, "territory_name": "Auch", "structure": "Ville d’Auch"})
    assert Adoption.objects.get().territory.name == "Auch"


def test_who_may_not_adopt_is_led_to_ask():
    installed()
    answer = browser("camille@exemple.fr", Role.CONTRIBUTOR).get("/kits/minimal/adopter/")
    assert answer.status_code == 403
    assert "/kits/minimal/demander/" in answer.content.decode()


def test_opening_says_what_is_missing_and_does_nothing(preparing, officer):
    officer.post(DESK + "tester/")
    page = text(officer.get(DESK + "ouvrir/"))
    assert "Dire ce qui décide les valeurs" in page
    assert "Nommer quelqu’un : L’agent" in page
    assert "Ouvrir le service" not in page
    officer.post(DESK + "ouvrir/")
    assert Adoption.objects.get().phase == Phase.TESTING
    assert "Il manque" in text(officer.get(DESK + "preparer/"))


def test_a_scenario_that_fails_keeps_from_the_test(preparing, officer, monkeypatch):
    from essaim.adoptions.domain.queries.rehearsed import Rehearsed

    wrong = (Rehearsed("un", "Un cas", (), True, ("attendu oui, trouvé non",)),)
    monkeypatch.setattr(readiness, "rehearsed", lambda _terms: wrong)
    with pytest.raises(launching.NotReadyError, match="scénarios du kit passent"):
        launching.begin_test(adoption=preparing, actor=None)
    assert Adoption.objects.get().phase == Phase.PREPARING


def test_what_an_engine_still_needs_is_a_line_that_keeps_from_opening(preparing, officer):
    screen = replace(registry.engines["desk"].set_up[0], missing=lambda _key: ["choisissez un guichet"])
    registry.engines["desk"] = replace(registry.engines["desk"], set_up=(screen,))  # `toys` puts everything back
    loading._typed.cache_clear()
    assert "Équipe : choisissez un guichet" in text(officer.get(DESK + "preparer/"))
    assert "Équipe : choisissez un guichet" in text(officer.get(DESK + "ouvrir/"))
    loading._typed.cache_clear()


def ready(adoption):
    team.add_member(adoption=adoption, email="agent@gers.fr", role="agent", actor=None)
    adoption.all_terms.update(reason="Délibération")


def test_what_opening_erases_is_counted_before(officer):
    adoption = adopted(phase="testing")
    ready(adoption)
    sent(adoption, "desk.demande", {"heures": "12"})
    assert "L’essai s’efface : 1 dossier, 1 événement, 0 message." in text(officer.get(DESK + "ouvrir/")).replace(
        "\u00a0", " "
    )
    officer.post(DESK + "ouvrir/")
    assert not Participation.objects.exists()
    again = officer.post(DESK + "ouvrir/", follow=True)
    assert "Ce service est ouvert : cet acte n’est plus possible." in text(again)


def test_closing_counts_what_is_under_way(officer):
    adoption = adopted()
    sent(adoption, "desk.demande", {"heures": "12"})
    assert "1 dossier est encore en cours" in text(officer.get(DESK + "fermer/"))
    officer.post(DESK + "fermer/")
    assert Adoption.objects.get().phase == Phase.CLOSED
    assert "Le service est fermé" in text(officer.get(DESK + "preparer/"))
    assert officer.get("/services/minimal-gers/").status_code == 404


def test_the_values_of_another_adopter_are_a_start(officer):
    adopted(territory="departement-34", structure="Hérault", plafond="77")
    adopted(phase="preparing")
    page = officer.get("/gestion/minimal-gers/parametres/?depuis=minimal-herault")
    assert page.context["form"].initial["plafond"] == "77"
    assert "Ce sont celles de Hérault" in text(page)
    assert officer.get("/gestion/minimal-gers/parametres/?depuis=rien").context["form"].initial["plafond"] == "300"


def test_the_departement_of_the_adopter_is_hers_not_the_origin_s():
    adoption = adopted("fonds-associations", territory="departement-34", structure="Hérault", phase="preparing")
    assert adoption.terms.settings == {"territoire": "34"}
    inside = adopted("fonds-associations", territory="commune-32013", structure="Auch", phase="preparing")
    assert inside.terms.settings == {"territoire": "32"}
    with pytest.raises(adopting.AlreadyAdoptedError):
        adopted("fonds-associations", territory="commune-32013", structure="Auch")


def test_a_team_is_named_and_unnamed(preparing, officer):
    for email, role, words in (
        ("agent@gers.fr", "agent", "L’invitation est partie."),
        ("agent@gers.fr", "agent", "avait déjà ce rôle"),
        ("pas-une-adresse", "agent", "Saisissez une adresse"),
        ("x@y.fr", "demandeur", "Sélectionnez un choix valide"),
    ):
        assert words in text(officer.post(DESK + "equipe/", {"email": email, "role": role}, follow=True))
    member = TeamMember.objects.get()
    assert browser("agent@gers.fr", role=None).get(DESK).status_code == 200
    officer.post(f"{DESK}equipe/{member.pk}/retirer/")
    assert browser("agent@gers.fr", role=None).get(DESK).status_code == 403
    assert "déjà plus ce rôle" in text(officer.post(f"{DESK}equipe/{member.pk}/retirer/", follow=True))


@pytest.mark.parametrize("page", ["preparer/", "apercu/", "parametres/", "equipe/", "scenarios/"])
def test_a_step_costs_the_same_with_one_row_and_with_three(preparing, officer, page):
    def fill(count):
        TeamMember.objects.all().delete()
        for rank in range(count):
            team.add_member(adoption=preparing, email=f"a{rank}@gers.fr", role="agent", actor=None)

    fill(1)
    one = cost(officer, DESK + page)
    fill(3)
    assert cost(officer, DESK + page) == one <= 16


def test_a_team_member_who_manages_nothing_does_not_prepare(preparing):
    team.add_member(adoption=preparing, email="agent@gers.fr", role="agent", actor=None)
    agent = browser("agent@gers.fr", role=None)
    for page in ("preparer/", "parametres/", "equipe/", "ouvrir/", "conditions/", "kit.yaml"):
        assert agent.get(DESK + page).status_code == 403, page
    assert "Préparer" not in text(agent.get(DESK))
