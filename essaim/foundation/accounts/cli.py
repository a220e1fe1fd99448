"""`essaim accounts`: give and withdraw roles from the machine; the first administrator is made here."""

import argparse
import sys

from essaim.foundation.accounts.domain import queries, roles
from essaim.foundation.accounts.models import Account, Role
from essaim.foundation.territories.public import UnknownTerritoryError


def configure(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION", title="actions")
    give = commands.add_parser("grant", help="donner un rôle à une adresse, dans un territoire")
    give.add_argument("email", help="adresse électronique")
    give.add_argument("role", choices=Role.values, help="rôle")
    give.add_argument("territory", help="code du territoire : pays-FR, departement-32…")
    give.set_defaults(run=grant)
    take = commands.add_parser("revoke", help="retirer le rôle d’une adresse dans un territoire")
    take.add_argument("email", help="adresse électronique")
    take.add_argument("territory", help="code du territoire")
    take.set_defaults(run=revoke)
    commands.add_parser("list", help="lister les personnes et leurs rôles").set_defaults(run=show)


def grant(options: argparse.Namespace) -> int:
    try:
        roles.grant(by=None, email=options.email, territory=options.territory, role=Role(options.role))
    except UnknownTerritoryError:
        return _refuse(f"Territoire inconnu : {options.territory} (« essaim territories list » les montre).")
    except roles.NotAllowedError as refusal:
        return _refuse(str(refusal))
    print(f"{options.email} : {Role(options.role).label}, {options.territory}. Un message lui est écrit.")
    return 0


def revoke(options: argparse.Namespace) -> int:
    account = Account.objects.filter(
        email=options.email.lower(), memberships__territory__code=options.territory
    ).first()
    if account is None:
        return _refuse(f"{options.email} n’a pas de rôle dans {options.territory}.")
    try:
        roles.revoke(by=None, account=account.key, territory=options.territory)
    except roles.NotAllowedError as refusal:
        return _refuse(str(refusal))
    print(f"{options.email} n’a plus de rôle dans {options.territory}.")
    return 0


def show(_: argparse.Namespace) -> int:
    for view in queries.accounts_with(roles=Role, territory=None):
        held = ", ".join(f"{role.role_label} ({role.territory_code})" for role in view.roles)
        print(f"{view.email:40} {held}")
    return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
