"""`essaim person export|erase|retention`: the rights of one person, in one command."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from django.utils import timezone

from essaim.foundation.parties.domain import persons
from essaim.foundation.parties.registry import CannotEraseError


def configure(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACTE", required=True, title="actes")
    export = acts.add_parser("export", help="copier tout ce qui est tenu sur une adresse")
    export.add_argument("email", metavar="ADRESSE")
    export.add_argument("--json", type=Path, metavar="FICHIER", help="écrire dans un fichier (lisible de vous seul)")
    export.set_defaults(run=_export)
    erase = acts.add_parser("erase", help="effacer tout ce qui est tenu sur une adresse")
    erase.add_argument("email", metavar="ADRESSE")
    erase.set_defaults(run=_erase)
    retention = acts.add_parser("retention", help="dire ce qui est échu, et l’effacer avec --apply")
    retention.add_argument("--apply", action="store_true", help="effacer ce qui est échu")
    retention.add_argument("--date", type=date.fromisoformat, help="à cette date (AAAA-MM-JJ) au lieu d’aujourd’hui")
    retention.set_defaults(run=_retention)


def _export(options: argparse.Namespace) -> int:
    try:
        held = persons.export(options.email)
    except persons.NotAnAddressError as error:
        return _wrong(error)
    text = json.dumps(held, ensure_ascii=False, indent=2, default=str)
    if options.json:
        options.json.touch(mode=0o600)
        options.json.write_text(text + "\n", encoding="utf-8")
        print(f"{sum(len(rows) for rows in held.values())} ligne(s) écrites dans {options.json}")
    else:
        print(text)
    return 0 if any(held.values()) else 1


def _erase(options: argparse.Namespace) -> int:
    try:
        counts = persons.erase(options.email)
    except (persons.NotAnAddressError, CannotEraseError) as error:
        return _wrong(error)
    _print(counts)
    print("Les sauvegardes faites avant gardent ces données jusqu’à leur propre échéance.")
    return 0 if any(counts.values()) else 1


def _retention(options: argparse.Namespace) -> int:
    counts = persons.retention(options.date or timezone.localdate(), apply=options.apply)
    _print(counts)
    if not options.apply and any(counts.values()):
        print("Rien n’a été effacé : ajoutez --apply.")
    return 0


def _print(counts: dict[str, int]) -> None:
    for label, count in counts.items():
        print(f"{label} : {count}")


def _wrong(error: Exception) -> int:
    print(f"✗ {error}", file=sys.stderr)
    return 2
