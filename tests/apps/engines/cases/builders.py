"""Cases for tests: the example kit adopted, demands sent, acts done."""

from essaim.adoptions.models import TeamMember
from essaim.adoptions.runtime import Actor
from essaim.engines.cases.domain.acts import do
from essaim.engines.cases.models import Case
from tests.apps.adoptions.builders import adopted, sent

AGENT = Actor("agent", None, "Nadia")
COMMISSION = Actor("commission", None, "La commission")
HOLDER = Actor("demandeur", None, "Camille")
ANSWERS = {"nom": "Camille Exemple", "commune": "32013", "apprenti": "non", "revenu": "620", "devis": "1200"}
VERIFIED = {"devis-verifie": "oui"}


def service(*pairs, **options):
    """Adopt the example kit, each (old, new) replaced."""
    return adopted("aide-au-permis", *pairs, **options)


def filed(adoption, name="Camille Exemple", email="camille@exemple.test", **answers):
    """Send a demand; return its case."""
    sent(adoption, "cases.demande", {**ANSWERS, **answers}, name=name, email=email)
    return Case.objects.select_related("participation__party", "adoption").latest("pk")


def again(case):
    return Case.objects.select_related("participation__party", "adoption").get(pk=case.pk)


def act(case, verb, actor=AGENT, **options):
    """Do something to a case as it is now."""
    case = again(case)
    return do(case=case, verb=verb, actor=actor, **{"version": case.version, **options})


def in_commission(case):
    act(case, "take")
    return act(case, "propose", answers=VERIFIED)


def member(adoption, role, account):
    return TeamMember.objects.create(adoption=adoption, role=role, email=account.email)
