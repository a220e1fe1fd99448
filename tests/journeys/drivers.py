"""People of the Gers who register with the service of the officer, and pairs who say yes. Read by `essaim django shell`.

`SLUG` and `STEP` are written before: `register` sends the others; `consent` makes every pair but one say yes; `agree` validates
some. Prints what the journey needs.
"""

import json

from essaim.adoptions.domain import participating
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.matching.domain.agreeing import agree
from essaim.engines.matching.domain.answering import accept
from essaim.engines.matching.models import Proposal
from essaim.foundation.parties.models import Party

COMMUNES = ("32013", "32132", "32208", "32107", "32256", "32147")
MOMENTS = ["mardi-matin", "jeudi-apres-midi"]
OWNER = {
    "retraite": "oui", "conduire-moins": "oui", "voiture-a-vous": "oui", "boite": "manuelle", "demi-journees": MOMENTS,
    "controle-technique": "oui", "assurance-prevenue": "oui",
}  # fmt: skip
DRIVER = {
    "date-permis": "1988-06-14",
    "permis-valide": "oui",
    "boites": ["manuelle"],
    "disponibilites": MOMENTS,
    "personnes": "1",
}
PHONE_OWNER = "Andrée Exemple"
adoption = Adoption.objects.get(slug=SLUG)  # noqa: F821 - written before
AGENT = Actor("agent", None, "L’agent")


def register(door, name, answers):
    party = Party.objects.create(name=name, email=f"{name.split()[0].lower()}@exemple.test")
    one, _ = participating.begin(adoption=adoption, door=door, party=party, answers=answers)
    participating.send(participation=one, actor=Actor(one.role))


def registered():
    for number in range(10):
        register("matching.proprietaires", f"P{number} Exemple", OWNER | {"commune": COMMUNES[number % 6]})
    for number in range(14):
        register("matching.conducteurs", f"C{number} Exemple", DRIVER | {"commune-conducteur": COMMUNES[number % 6]})
    return {"sent": Participation.objects.filter(adoption=adoption, standing="submitted").count()}


def proposals():
    return Proposal.objects.filter(adoption=adoption).order_by("pk")


def consented():
    """Everybody says yes, but the owner who answers herself on her telephone."""
    for one in proposals().filter(state="open"):
        for mine, answered in ((one.seeker, one.seeker_at), (one.partner, one.partner_at)):
            if not answered and mine.participation.party.name != PHONE_OWNER:
                accept(proposal=one, me=mine, actor=Actor(mine.participation.role))
    found = proposals().filter(state="consented")
    return {"consented": found.count()}


def agreed():
    """Ten agreements: the officer makes the eleventh herself."""
    waiting = list(proposals().filter(state="consented"))
    for one in waiting[:HOW_MANY]:  # noqa: F821 - written before
        agree(proposal=one, actor=AGENT)
    return {"left": [one.pk for one in proposals().filter(state="consented")]}


print(json.dumps({"register": registered, "consent": consented, "agree": agreed}[STEP]()))  # noqa: F821, T201
