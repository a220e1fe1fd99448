"""`essaim setup`: everything the platform needs to start, in steps that may be repeated without harm."""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command

from essaim.config.environment import ROOT
from essaim.foundation.storage import public as storage
from essaim.foundation.territories import public as territories

WORDS = {"created": "pages et liens créés", "updated": "mis à jour"}


@dataclass(frozen=True)
class Step:
    """One step of the preparation. It is idempotent, and quick when there is nothing to do."""

    label: str
    run: Callable[[], object]
    demo: bool = False


def steps() -> list[Step]:
    """Return the steps in order."""
    return [
        Step("Structure de la base", migrate),
        Step("Clé de signature", make_signing_key),
        Step("Territoires et indicateurs", load_territories),
        Step("Mots de la recherche", load_words),
        Step("Catalogue fondateur", load_catalogue),
        Step("Kits", install_kits),
        Step("Fichiers statiques", collect_static),
        Step("Sens des pages (modèle facultatif)", read_meaning),
        Step("Comptes de démonstration", create_demo_accounts, demo=True),
        Step("Vague de baromètre simulée", create_demo_wave, demo=True),
        Step("Services simulés, un par kit", create_demo_services, demo=True),
    ]


def migrate() -> None:
    """A migration that fails is rolled back; the guards that it lifted are put back too."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception:
        storage.install_guards()
        raise


def make_signing_key() -> None:
    """Make the key that signs, once; say its public half, to be noted elsewhere."""
    from essaim.foundation.signing.public import ensure

    print(f"clé publique {ensure()} … ", end="", flush=True)


def load_territories() -> None:
    territories.load(progress=lambda sentence: print(f"{sentence} … ", end="", flush=True))


def load_words() -> None:
    from essaim.portal.catalogue.search import load_synonyms

    load_synonyms()


def load_catalogue() -> None:
    from essaim.portal.catalogue.domain.seeding import load_seed

    outcomes = load_seed()
    changed = ", ".join(f"{count} {WORDS[outcome]}" for outcome, count in outcomes.items() if outcome != "unchanged")
    print(f"{changed} … " if changed else "", end="", flush=True)


def install_kits() -> None:
    """Install the kits of `kits/`. One that is broken is said, and keeps none of the others out."""
    from essaim.adoptions.cli.kits import lines_of
    from essaim.adoptions.domain.installing import install_folder

    tried = install_folder(ROOT / "kits")
    broken = [one for one in tried if one.version is None and not one.lacking]
    for one in broken:
        print("\n".join(["", *lines_of(one)]), file=sys.stderr)
    counts = {
        "nouveaux": sum(one.new for one in tried),
        "en attente d’un moteur": sum(1 for one in tried if one.lacking),
        "refusés": len(broken),
    }
    said = ", ".join(f"{words} : {count}" for words, count in counts.items() if count)
    print(f"{said} … " if said else "", end="", flush=True)


def collect_static() -> None:
    """In production the files of the look are copied once, compressed, under names that say their content."""
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def read_meaning() -> None:
    from essaim.portal.catalogue.search import read_meaning as read

    if count := read():
        print(f"{count} pages … ", end="", flush=True)


def create_demo_accounts() -> None:
    from essaim.foundation.accounts.public import create_demo_accounts as create

    accounts = create()
    print(f"mot de passe commun : {accounts[0].password}")
    for each in accounts:
        print(f"    {each.role_label:24} {each.territory_name:10} {each.email}")
    print("    ", end="")


def create_demo_wave() -> None:
    from essaim.portal.barometer.public import create_demonstration

    if answers := create_demonstration():
        print(f"{answers} réponses tirées au sort, marquées comme simulées … ", end="", flush=True)


def create_demo_services() -> None:
    from essaim.adoptions.public import create_demonstrations
    from essaim.foundation.accounts.public import DEMO_TEAM

    if made := create_demonstrations(team=DEMO_TEAM):
        print(f"{made} services, aux personnes inventées … ", end="", flush=True)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--demo",
        action="store_true",
        help="ajouter un compte de démonstration par rôle et une vague et des services simulés (refusé en production)",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.demo and not settings.DEBUG:
        print("Comptes de démonstration refusés : ESSAIM_DEBUG n’est pas actif.", file=sys.stderr)
        return 2
    for step in steps():
        if step.demo and not options.demo:
            continue
        start = time.monotonic()
        print(f"→ {step.label} … ", end="", flush=True)
        step.run()
        print(f"{time.monotonic() - start:.1f} s".replace(".", ","))
    return 0
