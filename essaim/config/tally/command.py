"""The command itself: read, count, answer. It starts no web framework."""

import argparse
import json
import sys
from pathlib import Path

from essaim.config.tally.answers import as_json
from essaim.config.tally.files import read_election, write_whole
from essaim.config.tally.options import add_rules, rules_of
from essaim.config.tally.words import as_text
from essaim.cores.voting import Election, count, declare_order, published_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe `essaim tally`."""
    parser.description = (
        "Dépouiller une élection de budget participatif : compter, expliquer, publier de quoi recompter. "
        "Le fichier est au format Pabulib (.pb) ou au format ouvert « scrutin » (.json)."
    )
    parser.epilog = "Codes de sortie : 0 fait ; 1 le résultat diffère de l’officiel (--check) ; 2 appel ou fichier incorrect."
    parser.add_argument("file", type=Path, metavar="FICHIER", help="l’élection : .pb (Pabulib) ou .json (scrutin)")
    add_rules(parser)
    parser.add_argument("--json", action="store_true", help="réponse à lire par un programme")
    parser.add_argument("--publish", type=Path, metavar="SORTIE.json", help="écrire le résultat publié, pour le recompte")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Count and print; return the exit code."""
    try:
        return _answer(options, read_election(options.file))
    except OSError as error:
        print(f"✗ {options.file} : {error.strerror}", file=sys.stderr)
    except ValueError as error:
        print(f"✗ {options.file} : {error}", file=sys.stderr)
    return 2


def _answer(options: argparse.Namespace, election: Election) -> int:
    rules, order = rules_of(options, election), declare_order(election, options.ties)
    result = count(election, rules, order, proof=options.json or options.publish is not None)
    if options.publish:
        write_whole(options.publish, published_json(result))
    print(json.dumps(as_json(result), ensure_ascii=False, indent=2) if options.json else as_text(result))
    return 0
