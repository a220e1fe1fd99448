"""Three kits at work in the database: what their scenarios promise is what happens when they are adopted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.cases.models import Case
from essaim.engines.ledger.domain import settling, verbs
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.models import LedgerAccount, Title
from essaim.engines.matching.domain import agreeing, answering, proposing
from essaim.engines.matching.models import Agreement, Profile
from tests.apps.adoptions.builders import adopted, sent
from tests.apps.engines.cases.builders import act
from tests.kits.real import KITS
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

AGENT, JURY = Actor("agent", None, "Nadia"), Actor("jury", None, "Le jury")
MANAGER, CLERK = Actor("encadrant", None, "Simon"), Actor("referent", None, "Awa")
AUCH = "32013"
WORKSHOP = {
    "nom-du-lieu": "L’Atelier", "siret": "00000000000000", "commune-du-lieu": AUCH, "ateliers": ["demarches"],
    "prix": "10", "formateur": "oui", "accessible": "oui", "charte": "oui",
}  # fmt: skip
ASSOCIATION = {
    "nom-association": "Le Lien", "commune-mission": AUCH, "interet-general": "oui", "missions": ["droits"],
    "besoins": ["mardi-matin"], "places": "1", "public-fragile": "non",
}  # fmt: skip
STAFF = {
    "service": "Accueil", "statut": "fonctionnaire", "commune-depart": AUCH, "envies": ["droits"],
    "disponibilites": ["mardi-matin"], "temps-voulu": "2",
}  # fmt: skip


def running(name, **parameters):
    return adopted(KITS[name], territoire="32", **parameters)


def case_of(participation):
    return Case.objects.select_related("participation__party", "adoption").get(participation=participation)


def balance(holder, key):
    return LedgerAccount.objects.filter(participation=holder, key=key, place="holder").latest("since").balance


@pytest.fixture
def passes():
    return running("pass-numerique")


def asked_pass(adoption, name="Paul Exemple", **answers):
    said = {"commune": AUCH, "situation": "rsa", "seul": "non", "envie": "demarches", **answers}
    return sent(adoption, "cases.demande", said, name=name, email=f"{name.split()[0].lower()}@exemple.test")


def place(adoption, **answers):
    return sent(adoption, "ledger.lieu", {**WORKSHOP, **answers}, name="L’Atelier", email="atelier@exemple.test")


def test_a_granted_pass_is_vouchers_that_a_place_takes_and_is_paid_for(passes):
    person, workshop = asked_pass(passes), place(passes)
    act(case_of(person), "grant")
    titles = list(Title.objects.select_related("account__participation", "adoption__territory"))
    assert len(titles) == 10
    with pytest.raises(RefusedActError, match="pas encore admise"):
        verbs.spend_title(title=titles[0], acceptor=workshop, actor=Actor("lieu"))
    act(case_of(workshop), "grant", answers={"visite-faite": "oui"})
    verbs.spend_title(title=titles[0], acceptor=workshop, actor=Actor("lieu"))
    with pytest.raises(RefusedActError):
        verbs.spend_title(title=titles[0], acceptor=workshop, actor=Actor("lieu"))
    assert balance(person, "titres") == 9000
    paid = settling.settle(adoption=passes, acceptor=workshop, account="titres", actor=AGENT)
    assert paid.amount == 1000


def test_a_place_that_registers_waits_for_its_visit(passes):
    case = case_of(place(passes))
    assert case.state == "a-verifier"
    with pytest.raises(RefusedActError):
        act(case, "grant")
    assert act(case, "grant", answers={"visite-faite": "oui"}).state == "lieu-accepte"
    assert not Title.objects.exists()


def test_a_second_pass_in_the_year_is_refused(passes):
    act(case_of(asked_pass(passes)), "grant")
    with pytest.raises(RefusedActError):
        act(case_of(asked_pass(passes)), "grant")
    assert act(case_of(asked_pass(passes, name="Inès Exemple", seul="oui")), "grant").state == "pass-donne"
    assert Title.objects.count() == 15


def test_the_envelope_stops_the_grant_whole():
    adoption = running("pass-numerique", enveloppe="1000", valeur="50", **{"titres-debut": "20"})
    act(case_of(asked_pass(adoption)), "grant")
    late = case_of(asked_pass(adoption, name="Inès Exemple"))
    with pytest.raises(RefusedActError):
        act(late, "grant")
    assert case_of(late.participation).state == "demande-recue"
    assert Title.objects.count() == 20


def scholar(adoption, months):
    said = {
        "demande": "bourse", "inscrit": "oui", "metier": "generaliste", "mois-de-bourse": months, "contrat-etat": "non",
        "zone": "oui",
    }  # fmt: skip
    return sent(adoption, "cases.demande", said, name="Léa Exemple", email="lea@exemple.test")


def signed(adoption, months):
    student = scholar(adoption, months)
    case = case_of(student)
    act(case, "take")
    act(case, "propose")
    act(case, "advise", actor=JURY)
    assert not LedgerAccount.objects.filter(participation=student).exists()
    assert act(case, "grant", answers={"contrat-signe": "oui"}).state == "accordee"
    return student


@pytest.mark.parametrize(("months", "owed_at_once", "owed_after_a_month"), [("24", 36, 37), ("72", 0, 1)])
def test_a_month_of_grant_owes_a_month_and_the_law_the_rest(months, owed_at_once, owed_after_a_month):
    adoption = running("bourse-medecins")
    student = signed(adoption, months)
    assert balance(student, "exercice") == owed_at_once
    verbs.credit(adoption=adoption, holder=student, asked=Asked("bourse", 60000), actor=AGENT)
    assert (balance(student, "bourse"), balance(student, "exercice")) == (60000, owed_after_a_month)
    verbs.declare(adoption=adoption, holder=student, asked=Asked("exercice", 1), actor=AGENT)
    assert balance(student, "exercice") == owed_after_a_month - 1


def test_more_than_the_contract_says_is_never_paid():
    adoption = running("bourse-medecins")
    student = signed(adoption, "24")
    with pytest.raises(RefusedActError):
        verbs.credit(adoption=adoption, holder=student, asked=Asked("bourse", 60000 * 25), actor=AGENT)


def test_staff_wait_for_their_service_then_give_time_up_to_the_cap_of_the_month():
    adoption = running("agents-solidaires")
    lien = sent(adoption, "matching.associations", ASSOCIATION, name="Le Lien", email="lien@exemple.test")
    nora = sent(adoption, "matching.volontaires", STAFF, name="Nora Exemple", email="nora@exemple.test")
    with pytest.raises(RefusedActError):
        met(adoption, lien, nora)
    act(case_of(nora), "grant", actor=MANAGER, answers={"service-organise": "oui"})
    met(adoption, lien, nora)
    given = Asked("temps", 4)
    verbs.declare(adoption=adoption, holder=nora, asked=given, actor=Actor("association", None, "Le Lien"))
    with pytest.raises(RefusedActError):
        verbs.declare(adoption=adoption, holder=nora, asked=Asked("temps", 1), actor=CLERK)
    assert balance(nora, "temps") == 4
    agreeing.end(agreement=Agreement.objects.get(), reason="prevu", actor=CLERK)
    LedgerAccount.objects.filter(participation=nora).update(declared_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(RefusedActError, match="pris fin"):
        verbs.declare(adoption=adoption, holder=nora, asked=Asked("temps", 1), actor=CLERK)


def met(adoption, *participations):
    """Propose the two of them, who both accept, and begin their agreement."""
    found = Profile.objects.select_related("participation__party", "adoption__territory")
    seeker, partner = (found.get(participation=one) for one in participations)
    proposal = proposing.propose(adoption=adoption, seeker=seeker, partner=partner, actor=CLERK)
    for one in (seeker, partner):
        proposal = answering.accept(proposal=proposal, me=one, actor=Actor(one.participation.role))
    return agreeing.agree(proposal=proposal, actor=CLERK)
