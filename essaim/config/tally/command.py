"""The command itself: read, count, answer. It starts no web framework."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from essaim.config.tally.answers import as_json, check_json
from essaim.config.tally.files import export, read_election, read_frame_file, write_json
from essaim.config.tally.options import add_rules, rules_of
from essaim.config.tally.words import as_text, check_text
from essaim.cores.voting import (
    BadFrame,
    Election,
    UndeclaredTie,
    check,
    compare,
    count,
    declare_order,
    declared_rules,
    declares_winners,
    explain,
    published_json,
    usual_rules,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe `essaim tally`."""
    parser.description = (
        "Dépouiller une élection de budget participatif : compter, expliquer, publier de quoi recompter. "
        "Le fichier est au format Pabulib (.pb) ou au format ouvert « scrutin » (.json)."
    )
    parser.epilog = (
        "Codes de sortie : 0 fait ; 1 le résultat diffère de l’officiel (--check) ; 2 appel ou fichier incorrect."
    )
    parser.add_argument("file", type=Path, metavar="FICHIER", help="l’élection : .pb (Pabulib) ou .json (scrutin)")
    add_rules(parser)
    add = parser.add_argument
    add(
        "--frame",
        type=Path,
        metavar="CADRE.json",
        help="le cadre figé avant le vote : enveloppes, cantons, limites, bulletins nuls",
    )
    add(
        "--explain",
        action="store_true",
        help="dire pourquoi chaque projet gagne ou perd, et combien de voix il manquait",
    )
    add("--compare", action="store_true", help="compter aussi les mêmes bulletins selon d’autres règles")
    add(
        "--split",
        type=lambda text: tuple(text.split(",")),
        default=(),
        metavar="CHAMPS",
        help="avec --compare : dire aussi où va l’argent, par valeur de ces champs des projets (canton,zone)",
    )
    add(
        "--check",
        action="store_true",
        help="comparer avec les gagnants officiels du fichier, selon la règle qu’il déclare",
    )
    add("--publish", type=Path, metavar="SORTIE.json", help="écrire le résultat publié, pour le recompte")
    add("--export", type=Path, metavar="SORTIE", help="écrire aussi l’élection, sans rien des votants : .pb ou .json")
    add("--json", action="store_true", help="réponse à lire par un programme")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Count and print; return the exit code."""
    try:
        election = read_election(options.file)
        return _check(options, election) if options.check else _count(options, election)
    except OSError as error:
        print(f"✗ {error.filename or options.file} : {error.strerror}", file=sys.stderr)
    except UndeclaredTie as error:
        print(f"✗ {error} (option --ties)", file=sys.stderr)
    except BadFrame as error:
        print(f"✗ {options.frame} : {error}", file=sys.stderr)
    except ValueError as error:
        print(f"✗ {options.file} : {error}", file=sys.stderr)
    return 2


def _count(options: argparse.Namespace, election: Election) -> int:
    rules, order = rules_of(options, election), declare_order(election, options.ties)
    if options.publish and rules.rule == "welfare":
        raise ValueError("l’optimum sert à comparer : il ne se publie pas comme résultat")
    frame = read_frame_file(options.frame) if options.frame else None
    proof = options.json or options.explain or options.publish is not None
    result = count(election, rules, order, proof=proof, frame=frame)
    compared = compare(election, usual_rules(election), order, frame=frame, by=options.split) if options.compare else ()
    if options.publish:
        write_json(options.publish, published_json(result))
    if options.export:
        export(options.export, election)
    if options.json:
        _print_json(as_json(result, explained=options.explain, compared=compared))
    else:
        print(as_text(result, explain(result) if options.explain else (), compared))
    return 0


def _check(options: argparse.Namespace, election: Election) -> int:
    if options.frame:
        raise ValueError("--check compare selon la règle que le fichier déclare : l’appeler sans --frame")
    if not declares_winners(election):
        raise ValueError("le fichier ne dit pas qui a gagné (colonne « selected ») : rien à comparer")
    found = check(election, declared_rules(election), declare_order(election, options.ties))
    if options.json:
        _print_json(check_json(election, found))
    else:
        print(check_text(election, found))
    return 0 if found.same else 1


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))
