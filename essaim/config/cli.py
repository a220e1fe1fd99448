"""The command line `essaim`: finds the command, starts Django only when it needs it, returns its exit code.

Exit codes: 0 done; 1 the answer is no (a check failed, nothing found); 2 the call or the file is wrong; 141 whoever read
the answer closed before its end, as the shell says of other commands.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import essaim
from essaim.config.french import speak_french

CUT = 141
Configure = Callable[[argparse.ArgumentParser], None]


@dataclass(frozen=True)
class Command:
    """A command by name: where its parser is configured, and whether it needs the platform (Django).

    ``alone``: its actions that neither sign nor store anything: they run on a machine that holds no platform, without a secret.
    """

    configure: str
    help: str
    platform: bool = True
    alone: frozenset[str] = frozenset()


COMMANDS = {
    "setup": Command("essaim.config.setup:configure", "préparer la base : structure, territoires, catalogue"),
    "serve": Command("essaim.config.serve:configure", "lancer le serveur, et le travail de fond avec --worker"),
    "territories": Command(
        "essaim.foundation.territories.cli:configure", "territoires : lister, montrer, importer des indicateurs"
    ),
    "search": Command("essaim.portal.catalogue.search.cli:configure_search", "chercher dans le catalogue"),
    "search-bench": Command(
        "essaim.portal.catalogue.search.cli:configure_bench", "mesurer la recherche sur un corpus et des requêtes"
    ),
    "worker": Command("essaim.foundation.jobs.cli:configure", "faire le travail de fond : messages, tâches, rappels"),
    "journal": Command(
        "essaim.foundation.journal.cli:configure", "journal : vérifier, exporter, retirer les mois échus"
    ),
    "signing": Command("essaim.foundation.signing.cli:configure", "clé de signature : la montrer, la remplacer"),
    "person": Command("essaim.foundation.parties.cli:configure", "données d’une personne : exporter, effacer, durées"),
    "tally": Command(
        "essaim.config.tally.command:configure",
        "dépouiller un budget participatif : compter, expliquer, publier de quoi recompter",
        platform=False,
    ),
    "backup": Command("essaim.foundation.storage.cli:configure_backup", "sauvegarder tout le nœud dans un fichier"),
    "restore": Command("essaim.foundation.storage.cli:configure_restore", "remettre une sauvegarde en place"),
    "catalogue": Command("essaim.portal.catalogue.exchange.cli:configure", "catalogue : importer, exporter"),
    "kit": Command(
        "essaim.adoptions.cli.kits:configure",
        "kits : vérifier, installer, montrer, commencer un kit",
        alone=frozenset({"check", "show", "new", "schema"}),
    ),
    "adopt": Command(
        "essaim.adoptions.cli.adopting:configure", "adopter un kit pour un territoire, l’essayer, l’ouvrir"
    ),
    "accounts": Command("essaim.foundation.accounts.cli:configure", "comptes : donner, retirer, lister des rôles"),
    "survey": Command(
        "essaim.config.survey.cli:configure", "enquêtes : redresser, estimer, trier, vérifier", platform=False
    ),
    "check": Command("essaim.config.check:configure", "vérifier les réglages, la base et ses gardes"),
    "django": Command("essaim.config.django:configure", "passer une commande à Django (migrate, shell…)"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    try:
        code = _main(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes what is left when it ends
        return CUT
    return code


def _main(arguments: Sequence[str] | None) -> int:
    speak_french()
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = next((word for word in words if not word.startswith("-")), None)
    parser = _parser(name, _action(words, name))
    if name not in COMMANDS:
        options = parser.parse_args(words)
        parser.print_help()
        return 0 if options.command is None else 2
    options = parser.parse_args(words)
    return _run(options) if COMMANDS[name].platform else int(options.run(options) or 0)


def _run(options: argparse.Namespace) -> int:
    """Run a command of the platform; a database that is away or full is said in a sentence, not in a trace."""
    from django.db import InterfaceError, OperationalError

    try:
        return int(options.run(options) or 0)
    except (InterfaceError, OperationalError) as error:
        print(
            f"✗ La base ne répond pas : {str(error).strip().splitlines()[0]}\n"
            "  Vérifiez qu’elle est démarrée, DATABASE_URL, la place sur le disque, et que « essaim setup » est passé.",
            file=sys.stderr,
        )
        return 1


def _action(words: Sequence[str], name: str | None) -> str:
    """The first word after the command."""
    after = words[words.index(name) + 1 :] if name else []
    return next((word for word in after if not word.startswith("-")), "")


def _parser(chosen: str | None, action: str = "") -> argparse.ArgumentParser:
    """List every command, but load only the chosen one: the others cost nothing."""
    parser = argparse.ArgumentParser(
        prog="essaim", description="Trouver, lancer, mesurer et diffuser des solutions solidaires."
    )
    parser.add_argument(
        "--version", action="version", version=f"essaim {essaim.__version__}", help="afficher la version"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMANDE", title="commandes")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.help, description=command.help)
        if name == chosen:
            _load(command, alone=bool(command.alone) and action in {"", *command.alone})(sub)
    return parser


def _load(command: Command, *, alone: bool) -> Configure:
    if command.platform:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essaim.config.settings")
        import django
        from django.core.exceptions import ImproperlyConfigured

        from essaim.config.secret import require_secret

        try:
            django.setup()
            if not alone:
                require_secret()
        except ImproperlyConfigured as error:
            print(f"✗ {error}", file=sys.stderr)
            raise SystemExit(2) from None
    module, _, function = command.configure.partition(":")
    configure: Configure = getattr(importlib.import_module(module), function)
    return configure


if __name__ == "__main__":
    sys.exit(main())
