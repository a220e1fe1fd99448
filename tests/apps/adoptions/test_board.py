"""The desk of a service: what waits, late first, why nothing does; its journal and its help, in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from essaim.adoptions import registry
from essaim.adoptions.domain import team
from essaim.adoptions.models import Adoption, Phase
from essaim.adoptions.runtime import Actor, Waiting
from essaim.foundation.accounts.models import Role
from tests.apps.adoptions.builders import adopted, sent
from tests.apps.adoptions.desk import engine as desk
from tests.apps.adoptions.people import browser, cost, text
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

DESK = "/gestion/minimal-gers/"


@pytest.fixture
def agent():
    adoption = adopted()
    team.add_member(adoption=adoption, email="agent@gers.fr", role="agent", actor=None)
    return browser("agent@gers.fr", role=None)


@pytest.fixture
def waiting(monkeypatch):
    """Let things wait in the toy desk, for those who have a role."""
    held = []
    kind = type(registry.engines["desk"].runtime)
    monkeypatch.setattr(kind, "waiting", lambda _self, _adoption, roles, _reach=None: held if "agent" in roles else [])
    return held


def thing(label, due):
    now = timezone.now()
    return Waiting(label, "Dossier n° 1", "agent", now, "/x/", now + timedelta(days=due) if due is not None else None)


def test_late_first_then_the_nearest_then_without_a_date(agent, waiting):
    waiting += [thing("sans date", None), thing("bientôt", 2), thing("en retard", -1)]
    said = text(agent.get(DESK))
    assert said.index("en retard") < said.index("bientôt") < said.index("sans date")
    assert "3 choses vous attendent, dont 1 en retard" in said
    assert "Vous agissez ici comme : L’agent" in said.replace("\u00a0", " ")
    sheet = text(agent.get(DESK + "jour/"))
    assert sheet.index("en retard") < sheet.index("bientôt") < sheet.index("sans date")
    assert "à cocher à la main" in sheet


@pytest.mark.parametrize(
    ("phase", "words"),
    [(Phase.PREPARING, "Le service est en préparation"), (Phase.CLOSED, "Le service est fermé")],
)
def test_an_empty_desk_says_why_by_phase(agent, phase, words):
    from essaim.adoptions.domain.queries.desk import board

    adoption = Adoption.objects.get()
    adoption.phase = phase
    assert words in board(adoption, adoption.terms, ["agent"]).why


def test_an_empty_desk_says_why(agent):
    adoption = Adoption.objects.get()
    assert "Personne n’a encore rien déposé" in text(agent.get(DESK))
    one = sent(adoption, "desk.demande", {"heures": "12"})
    assert "1 dossier(s) en cours, mais aucun n’attend un acte de votre rôle" in text(agent.get(DESK))
    assert "Vous n’avez aucun rôle dans cette équipe" in text(browser().get(DESK))
    team.add_member(adoption=adoption, email="partner@gers.fr", role="partenaire", actor=None)
    assert "Votre rôle n’a rien à traiter" in text(browser("partner@gers.fr", role=None).get(DESK))
    desk.grant(one, Actor("agent"), 0)
    assert "Personne n’a encore" in text(agent.get(DESK))


def test_the_journal_says_in_words_what_happened(agent):
    one = sent(Adoption.objects.get(), "desk.demande", {"heures": "12"})
    desk.grant(one, Actor("agent"), 0)
    said = text(agent.get(DESK + "journal/"))
    for words in (
        "une demande est accordée",
        "une demande est déposée",
        "L’agent",
        "n° 1",
        "ouvre un service",
        "adopte un kit",
    ):
        assert words in said
    assert "Rien encore" in text(agent.get(DESK + "journal/?avant=2020-01-01T00:00:00%2B00:00"))
    assert agent.get(DESK + "journal/?avant=hier").status_code == 200
    assert agent.get(DESK + "journal/?avant=2020-99-01T00:00:00Z").status_code == 200


def test_the_help_is_written_from_the_kit(agent):
    said = text(agent.get(DESK + "aide/")).replace("\u00a0", " ")
    for words in (
        "L’agent votre rôle",
        "accorder (Guichet)",
        "refuser (Guichet)",
        "Ce rôle lit, sans agir.",
        "Heures travaillées",
        "donnée sociale",
    ):
        assert words in said


@pytest.mark.parametrize("page", ["", "jour/", "journal/", "aide/"])
def test_a_page_costs_the_same_with_one_row_and_with_three(agent, page):
    adoption = Adoption.objects.get()
    sent(adoption, "desk.demande", {"heures": "12"})
    one = cost(agent, DESK + page)
    for name in ("b", "c"):
        sent(adoption, "desk.demande", {"heures": "12"}, email=f"{name}@exemple.test")
    assert cost(agent, DESK + page) == one <= 14


def test_the_list_of_services_costs_the_same_with_one_and_with_three(agent):
    officer = browser()
    one = cost(officer, "/gestion/")
    adopted(structure="Deux")
    adopted(structure="Trois", territory="commune-32013")
    said = text(officer.get("/gestion/"))
    assert "Deux" in said
    assert "Trois" in said
    assert cost(officer, "/gestion/") == one


def test_the_list_is_empty_for_who_has_no_service():
    assert "Vous entrerez ici dès qu’un service" in text(browser("x@y.fr", role=None).get("/gestion/"))
    assert "Choisissez un kit" in text(browser("z@y.fr", Role.MANAGER, "departement-34").get("/gestion/"))
