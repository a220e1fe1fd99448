"""Prepare the node of `test_participations`: a few territories, one open service on the toy engines, an agent; say the addresses.

Run by `essaim django shell` of that node.
"""

import json
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

from essaim.adoptions.models import TeamMember
from essaim.foundation.accounts.models import Account
from essaim.foundation.territories.domain import loading
from tests.apps.adoptions.builders import adopted
from tests.territories import SMALL, cut

FIELDS = """\
  - {id: commune, type: commune, label: Votre commune, filled_by: demandeur, seen_by: [agent], purpose: Savoir où, retention: {months: 24, after: decision}, sensitivity: ordinary}
  - {id: naissance, type: date, label: Votre date de naissance, help: "Sur votre carte d’identité.", filled_by: demandeur, seen_by: [agent], purpose: Vérifier l’âge, retention: {months: 24, after: decision}, sensitivity: ordinary}
  - {id: revenus, type: money, label: Vos revenus du mois, filled_by: demandeur, seen_by: [agent], purpose: Vérifier le plafond, retention: {months: 12, after: submission}, sensitivity: social}
  - {id: seul, type: yes-no, label: Vivez-vous seul ?, filled_by: demandeur, seen_by: [agent], purpose: Vérifier le plafond, retention: {months: 12, after: submission}, sensitivity: social}
  - {id: employeurs, type: group, label: Vos employeurs, required: non, members: [{id: nom, type: text, label: Nom de l’employeur}, {id: duree, type: integer, label: Heures faites, unit: heures}], filled_by: demandeur, seen_by: [agent], purpose: Vérifier le plafond, retention: {months: 12, after: submission}, sensitivity: social}
"""
PAGES = """pages:
      - {title: Où vivez-vous ?, fields: [commune, naissance]}
      - {title: Vos ressources, help: Les montants du mois dernier., fields: [revenus, seul]}
      - {title: Votre travail, fields: [heures, employeurs], documents: [{id: bulletin, label: Un bulletin de salaire, purpose: Vérifier les heures, retention: {months: 6, after: decision}, seen_by: [agent], required: non}]}"""
KIT = (
    ("title: Le plus petit kit", "title: Cumuler un emploi et une aide"),
    ("summary: Une demande, une règle, une réponse.", "summary: Travailler quelques heures sans perdre son aide, dans la limite d’un plafond."),
    ("rules:\n", FIELDS + "rules:\n"),
    ("pages: [{title: Vos heures, fields: [heures]}]", PAGES),
)  # fmt: skip


def agent(adoption):
    """An agent of the team, signed in: her session."""
    account = Account.objects.create_user("agent@demo.essaim", None, name="Alix Agent")
    TeamMember.objects.create(adoption=adoption, email=account.email, role="agent")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return session.session_key


call_command("migrate", interactive=False, verbosity=0)
loading.load(folder=cut(Path(tempfile.mkdtemp()), SMALL))
service = adopted("minimal", *KIT)
said = {"service": service.get_absolute_url(), "slug": service.slug, "agent": agent(service)}
sys.stdout.write(json.dumps(said) + "\n")
