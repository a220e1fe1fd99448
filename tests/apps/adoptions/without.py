"""Run by `test_without_engines`: prepare a platform whose services use engines, or visit it with one of them left out.

    python -m tests.apps.adoptions.without prepare FILE     # writes the addresses to visit, and which engines each uses
    python -m tests.apps.adoptions.without visit FILE       # prints what each address answered, as JSON

It is a program of its own because an engine is switched on at start: only another process can be without it.
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - Django is set up first
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from essaim.adoptions import registry  # noqa: E402
from essaim.adoptions.domain import adopting  # noqa: E402
from essaim.adoptions.domain.installing import install_folder, try_kit  # noqa: E402
from essaim.adoptions.models import Adoption, KitVersion  # noqa: E402
from essaim.config.environment import ROOT  # noqa: E402
from essaim.foundation.accounts.models import Membership, Role  # noqa: E402
from essaim.foundation.territories.models import Territory  # noqa: E402

EMAIL = "officer@demo.essaim"
KITS = Path(__file__).parents[2] / "kits" / "valid"
PUBLIC = ("/services/{slug}/", "/kits/{kit}/", "/kits/{kit}/famille/", "/kits/{kit}/adopter/", "/kits/{kit}/demander/")
DESK = (
    "", "jour/", "journal/", "aide/", "preparer/", "service/", "apercu/", "scenarios/", "dossier/", "equipe/", "conditions/",
    "conditions/valeurs/", "tester/", "ouvrir/", "fermer/", "kit.yaml",
)  # fmt: skip


def prepare(file: Path) -> None:
    """One territory, one manager, and services in test, of the smallest kits that use every engine together."""
    call_command("migrate", interactive=False, verbosity=0)
    place = Territory.objects.create(code="pays-FR", level="country", insee="FR", name="France", slug="france")
    account = get_user_model().objects.create_user(EMAIL, "x", name="Officer")
    Membership.objects.create(account=account, role=Role.ADMINISTRATOR, territory=place)
    tried = [*install_folder(ROOT / "kits"), *(try_kit(path) for path in sorted(KITS.glob("*.yaml")))]
    for version in smallest([one.version for one in tried if one.version]):
        made = adopting.adopt(version=version, territory=place.code, structure="Essai", written={}, actor=None)
        adopting.start_test(adoption=made, actor=None)
    services = [
        {"slug": one.slug, "kit": one.kit, "engines": sorted(one.terms.kit.sections)} for one in Adoption.objects.all()
    ]
    file.write_text(json.dumps({"engines": sorted(registry.engines), "services": services}), encoding="utf-8")


def smallest(versions: list[KitVersion]) -> list[KitVersion]:
    """The kits to run: from the shortest on, each that uses an engine that none before it uses."""
    kept, used = [], set()
    for version in sorted(versions, key=lambda one: len(one.document)):
        if not set(version.loaded.sections) <= used:
            kept.append(version)
            used |= set(version.loaded.sections)
    return kept


def visit(file: Path) -> None:
    """Every page of every service, as its manager; what a page says of an engine that is not here."""
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(email=EMAIL))
    found = {path: client.get(path).status_code for path in ("/", "/kits/", "/gestion/", "/solutions/", "/sante/")}
    unavailable = []
    for one in json.loads(file.read_text(encoding="utf-8"))["services"]:
        paths = [path.format(**one) for path in PUBLIC] + [f"/gestion/{one['slug']}/{path}" for path in DESK]
        answers = {path: client.get(path) for path in paths}
        found |= {path: answer.status_code for path, answer in answers.items()}
        words = [answers[path].content.decode() for path in (paths[0], f"/gestion/{one['slug']}/")]
        unavailable += [one["slug"]] if all("non disponible" in page for page in words) else []
    json.dump({"engines": sorted(registry.engines), "answers": found, "unavailable": unavailable}, sys.stdout)


if __name__ == "__main__":
    {"prepare": prepare, "visit": visit}[sys.argv[1]](Path(sys.argv[2]))
