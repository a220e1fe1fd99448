"""`essaim signing show|replace`."""

import argparse
import sys

from essaim.foundation.signing import keys
from essaim.foundation.signing.models import PublicKey


def configure(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACTE", required=True, title="actes")
    show = acts.add_parser("show", help="montrer la clé publique d’aujourd’hui et celles d’avant")
    show.set_defaults(run=_show)
    replace = acts.add_parser("replace", help="faire une autre clé, dont l’actuelle signe la succession")
    replace.set_defaults(run=_replace)


def _show(_: argparse.Namespace) -> int:
    try:
        now = keys.ensure()
    except keys.NoKeyError as why:
        print(f"✗ {why}", file=sys.stderr)
        return 1
    for row in PublicKey.objects.all():
        print(f"{row.key}  depuis le {keys.said(row.since)}{'  (en service)' if row.key == now else ''}")
    return 0


def _replace(_: argparse.Namespace) -> int:
    try:
        print(f"Nouvelle clé publique : {keys.replace()}")
    except keys.NoKeyError as why:
        print(f"✗ {why}", file=sys.stderr)
        return 1
    return 0
