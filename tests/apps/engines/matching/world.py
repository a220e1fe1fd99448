"""A service of gardens that runs in the Gers, with people who register, and the steps that lead to an agreement."""

from dataclasses import dataclass
from uuid import UUID

from essaim.adoptions.contract import Actor
from essaim.adoptions.models import Adoption
from essaim.engines.matching.domain import agreeing, answering, following, proposing, running
from essaim.engines.matching.models import Profile
from tests.apps.adoptions.builders import KITS, adopted, sent

AUCH, PAVIE, CONDOM = "32013", "32307", "32107"
AGENT = Actor("agent", label="Agathe Agent")
ONE_SCENARIO = """scenarios:
  - id: trop-loin
    title: Un jardin trop loin
    today: 2020-12-01
    given: {lookups: {matching.distance: {parameter: distance-max, plus: "0,1"}}}
    then: {rules: {assez-pres: non}}
"""
HALF_DAYS = ["mardi-matin", "jeudi-matin", "samedi-matin"]


def garden_service(*pairs, **options):
    return adopted("jardins-a-partager", *pairs, **options)


def another_service(*pairs, **options):
    """The service of gardens in another mode, which its scenarios do not tell: one short scenario stands for them."""
    text = (KITS / "jardins-a-partager.yaml").read_text(encoding="utf-8")
    scenarios = text[text.index("scenarios:\n") :]
    return garden_service(*pairs, (scenarios, ONE_SCENARIO), **options)


def owner(adoption, name="Odette Planté", commune=AUCH, **answers):
    """Register an owner; return her profile."""
    said = {"commune-jardin": commune, "surface": "250", "outils": "oui", "presence": HALF_DAYS, **answers}
    return _registered(adoption, "matching.jardins", said, name)


def gardener(adoption, name="Karim Jardin", commune=AUCH, **answers):
    """Register a gardener; return his profile."""
    said = {
        "commune-jardinier": commune,
        "naissance": "1980-01-01",
        "a-ses-outils": "non",
        "venue": HALF_DAYS,
        **answers,
    }
    return _registered(adoption, "matching.jardiniers", said, name)


def _registered(adoption, door, answers, name):
    email = f"{name.split()[0].lower()}@secret.test"
    participation = sent(adoption, door, answers, name=name, email=email, phone="06 11 22 33 44")
    return Profile.objects.select_related("participation__party", "adoption__territory").get(
        participation=participation
    )


def holder(profile):
    return Actor(profile.participation.role, label="la personne")


def proposed(adoption, seeker, partner):
    return proposing.propose(adoption=adoption, seeker=seeker, partner=partner, actor=AGENT)


def accepted(proposal, *profiles):
    for one in profiles:
        proposal = answering.accept(proposal=proposal, me=one, actor=holder(one))
    return proposal


def agreed(adoption, seeker, partner):
    proposal = accepted(proposed(adoption, seeker, partner), seeker, partner)
    return agreeing.agree(proposal=proposal, actor=AGENT)


@dataclass(frozen=True)
class Everything:
    """One record of each kind in one service."""

    adoption: Adoption
    key: UUID
    pk: int
    other: int
    proposal: int
    agreement: int
    run: int
    incident: int


def everything():
    """A service where one of each kind of record is: for the table of rights and for screens."""
    adoption = garden_service(structure="Service des jardins")
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    one, other = owner(adoption, "Rose Ancolie"), gardener(adoption, "Lou Bêche")
    run = running.prepare(adoption=adoption, actor=AGENT, seed="7 12 31")
    incident = following.report(proposal=agreement.proposal, actor=AGENT, answers={"probleme": "Un portail cassé."})
    return Everything(
        adoption, one.participation.key, one.pk, other.pk, agreement.proposal_id, agreement.pk, run.pk, incident.pk
    )
