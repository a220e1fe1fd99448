"""A service of gardens where one of everything is, run on the server: prints the paths of its pages and two sessions."""

import importlib
import json
import sys
from pathlib import Path

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

sys.path.insert(0, str(Path.cwd()))
world = importlib.import_module("tests.apps.engines.matching.world")
models = importlib.import_module("essaim.adoptions.models")
matching = importlib.import_module("essaim.engines.matching.models")
accounts = importlib.import_module("essaim.foundation.accounts.models")

found = world.everything()
adoption = models.Adoption.objects.get(pk=found.adoption.pk)
for role in ("agent",):
    for account in accounts.Account.objects.filter(name="Adèle Administration"):
        models.TeamMember.objects.create(adoption=adoption, email=account.email, role=role)
far = world.owner(adoption, "Sylvette Loin", world.CONDOM)
one, other = world.owner(adoption, "Yvonne Attend"), world.gardener(adoption, "Zoé Cultive")
proposal = world.proposed(adoption, one, other)
third = world.owner(adoption, "Paulette Répond")
asked = world.proposed(adoption, third, world.gardener(adoption, "Zélie Jardine"))
matching.Agreement.objects.filter(pk=found.agreement).update(next_visit=timezone.localdate())
agreed = matching.Agreement.objects.get(pk=found.agreement)
run = world.running.prepare(adoption=adoption, actor=world.AGENT, seed="7 12 31")


def session(*profiles):
    store = SessionStore()
    store["dossiers"] = [str(each.participation.key) for each in profiles]
    store.create()
    return store.session_key


mine = f"/services/{adoption.slug}/matching/"
desk = f"/gestion/{adoption.slug}/matching/"
key, both = one.participation.key, agreed.seeker.participation.key
sys.stdout.write(
    json.dumps(
        {
            "session": session(one, third, agreed.seeker),
            "answer": f"{mine}{third.participation.key}/proposition/{asked.pk}/",
            "mine": [
                f"{mine}{key}/",
                f"{mine}{key}/proposition/{proposal.pk}/",
                f"{mine}{both}/",
                *(f"{mine}{both}/accord/{agreed.pk}/{end}" for end in ("", "probleme/", "fin/")),
            ],
            "desk": [
                f"/gestion/{adoption.slug}/",
                *(
                    f"{desk}{end}"
                    for end in ("", "?cote=jardiniers", f"inscription/{found.pk}/", f"inscription/{far.pk}/")
                ),
                f"{desk}inscription/{found.pk}/avec/{found.other}/",
                f"{desk}recherche/{run.pk}/",
                *(f"{desk}propositions/{end}" for end in ("", "?liste=valider", f"{proposal.pk}/")),
                *(
                    f"{desk}accords/{end}"
                    for end in ("", "?liste=termines", "a-visiter/", f"{agreed.pk}/", f"{agreed.pk}/suivi/")
                ),
                f"{desk}problemes/",
            ],
        }
    )
)
