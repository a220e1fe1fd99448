"""A service that examines cases, open in the Gers, with its team and its demands. Read by `essaim django shell`; prints its address and one demand's key."""

import json
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from essaim.adoptions.domain import adopting, participating
from essaim.adoptions.domain.installing import install_document
from essaim.adoptions.kits.document.reading import parse
from essaim.adoptions.runtime import Actor
from essaim.engines.cases.domain.acts import do
from essaim.engines.cases.domain.deadlines import run_out
from essaim.engines.cases.models import Case
from essaim.foundation.parties.models import Party

PEOPLE = ("Camille Exemple", "Sacha Exemple", "Dominique Exemple", "Andrea Exemple", "Maxime Exemple", "Claude Exemple")
TEAM = {"agent": "contribution@demo.essaim", "commission": "lecture@demo.essaim"}
AGENT = Actor("agent", None, "L’agent")


def filed(adoption, number, name):
    party = Party.objects.create(name=name, email=f"personne{number}@exemple.test")
    answers = {"nom": name, "commune": "32013", "apprenti": "non", "revenu": str(600 + 200 * number), "devis": "1200"}
    one, _ = participating.begin(adoption=adoption, door="cases.demande", party=party, answers=answers)
    participating.send(participation=one, actor=Actor("demandeur"))
    return Case.objects.get(participation=one)


def act(case, verb, **more):
    case = Case.objects.get(pk=case.pk)
    return do(case=case, verb=verb, actor=AGENT, version=case.version, **more)


kit = install_document(document=parse(Path(KIT).read_bytes()))  # noqa: F821 - written before
adoption = adopting.adopt(
    version=kit,
    territory="departement-32",
    structure="Département du Gers",
    written={},
    actor=None,
    contact="05 62 00 00 00",
)
adopting.start_test(adoption=adoption, actor=None)
adopting.open_adoption(adoption=adoption, actor=None)
for role, email in TEAM.items():
    adoption.team.create(role=role, email=email)
cases = [filed(adoption, number, name) for number, name in enumerate(PEOPLE)]
run_out(timezone.now() + timedelta(days=40))  # the first demands are late
cases += [filed(adoption, 9, "Alix Exemple"), filed(adoption, 0, "Lou Exemple")]
act(cases[1], "take")
act(cases[1], "ask", reason="Le devis signé par l’auto-école.")
for case in cases[2:4]:
    act(case, "take")
    act(case, "propose", answers={"devis-verifie": "oui"})
print(json.dumps({"slug": adoption.slug, "key": str(cases[0].participation.key)}))  # noqa: T201 - what the journey reads
