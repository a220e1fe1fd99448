"""`essaim check`: settings, database and guards, said in French."""

import argparse
import sys

from django.core.checks import ERROR, WARNING, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from essaim.config.environment import Environment, environment, variable
from essaim.foundation.signing import public as signing
from essaim.foundation.storage.public import start_problems


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", action="store_true", help="afficher tous les réglages, leur défaut et leur sens")
    parser.add_argument("--deploy", action="store_true", help="vérifier aussi ce qu’une mise en production demande")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.settings:
        print(settings_table())
        return 0
    least = WARNING if options.deploy else ERROR
    problems = [
        str(problem) for problem in run_checks(include_deployment_checks=options.deploy) if problem.level >= least
    ]
    problems += missing_in_production() if options.deploy else []
    problems += [why for why in [signing.problem()] if why and options.deploy]
    problems += pending_migrations()
    problems += start_problems()
    for problem in problems:
        print(f"✗ {problem}", file=sys.stderr)
    if not problems:
        print("Réglages, base et gardes : tout est en ordre.")
    return 1 if problems else 0


def missing_in_production() -> list[str]:
    """What a public node cannot do without: a way to send mail, and somebody to answer."""
    needed = {"email_url": "aucun message ne part", "contact_email": "personne ne répond aux réclamations"}
    return [f"{variable(name)} manque : {risk}" for name, risk in needed.items() if not getattr(environment, name)]


def pending_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"Migration à passer : {migration} (lancez « essaim setup »)" for migration, _ in plan]


def settings_table() -> str:
    rows = []
    for name, field in Environment.model_fields.items():
        default = "" if field.is_required() else field.get_default(call_default_factory=True)
        rows.append(f"{variable(name):32} {default!s:24} {field.description}")
    return "\n".join(rows)
