"""What people sent before the journeys begin, so that no page of work is empty. Read by `essaim django shell`.

Prints the addresses that only the holder of a link knows, as JSON.
"""

import json
from datetime import timedelta

from django.utils import timezone

from essaim.foundation.accounts.models import Account
from essaim.portal.catalogue.domain import alerts, amendments, claims, lifecycle, proposals
from essaim.portal.catalogue.models import Alert, Initiative, Version, ZeroResult

ANSWERS = {
    "title": "L’épicerie qui passe",
    "summary": "Un camion-épicerie s’arrête dans huit villages, deux fois par semaine.",
    "problem": "Plus de magasin à moins de quinze kilomètres.",
    "how_it_works": "On commande la veille, ou on choisit sur place.",
    "themes": ["alimentation"],
    "territory_name": "Gers",
    "territory": "departement-32",
    "holder": "Une association de villageois",
    "stage": "running",
}


def propose(*, sent, **answers):
    row = proposals.start()
    proposals.save_answers(proposal=row, answers=ANSWERS | answers)
    if sent:
        proposals.send(proposal=row, moderators=[])
    return row


person = Account.objects.get(email="contribution@demo.essaim")
moderator = Account.objects.get(email="moderation@demo.essaim")
writing = propose(sent=False, title="Le potager partagé")
sent = propose(sent=True)
refused = propose(sent=True, title="Une idée hors sujet")
proposals.refuse(proposal=refused, reason="Ce n’est pas une initiative solidaire.", actor=moderator.key)
drafted = propose(sent=True, title="Le vélo du facteur")
page = proposals.accept(proposal=drafted, actor=moderator.key)
lifecycle.schedule(page=page, at=timezone.now() + timedelta(days=3), actor=moderator.key)

bus = Initiative.objects.get(slug="bus-pmi-aude")
texts = {"summary": bus.summary + " Il s’arrête aussi sur les marchés."}
amendments.propose(initiative=bus, texts=texts, comment="Vu sur place.")
amendments.edit(
    initiative=bus, texts={"holder": "Département de l’Aude (PMI)"}, actor=moderator.key, reason="précision"
)
claims.ask(initiative=bus, account_id=person.pk, actor=person.key, moderators=[])
ZeroResult.objects.create(query="machine à remonter le temps")
assert Version.objects.filter(initiative=bus).exists()

for email in ("confirmee@exemple.fr", "attente@exemple.fr"):
    alerts.ask(email=email, search="q=bus", words="« bus »")
alerts.confirm(alert=Alert.objects.get(email="confirmee@exemple.fr"))
paths = [f"/alertes/{alert.token}/" for alert in Alert.objects.all()]
paths += [f"/proposer/{row.token}/" for row in (writing, sent, refused)]
print(json.dumps(paths))  # noqa: T201 - read by the fixture
