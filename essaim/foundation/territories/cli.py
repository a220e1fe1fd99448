"""`essaim territories`: list, show, import indicators.

Exit codes: 0 done; 1 no such territory, or nothing found; 2 the call or a file is wrong.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from essaim.foundation.territories import public
from essaim.foundation.territories.models import Level
from essaim.foundation.ui.public import french


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _configure_list(actions.add_parser("list", help="chercher des territoires, ou lister un niveau"))
    _configure_show(actions.add_parser("show", help="montrer un territoire et ses indicateurs"))
    _configure_import(actions.add_parser("import-indicators", help="importer un millésime d’indicateurs"))


def _configure_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", default="", metavar="NOM", help="début d’un nom, code postal, département")
    parser.add_argument("--level", choices=[level.value for level in Level], help="un seul niveau")
    parser.add_argument("--limit", type=int, default=20, help="nombre de réponses (20)")
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=list_territories)


def _configure_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "code", metavar="CODE", help="departement-32, commune-32013, region-76, epci-200066926, pays-FR"
    )
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=show)


def _configure_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("values", type=Path, metavar="VALEURS.csv", help="colonnes indicateur, territoire, valeur")
    parser.add_argument("meta", type=Path, metavar="META.csv", help="une ligne par indicateur : thème, libellé, unité…")
    parser.add_argument("--dry-run", action="store_true", help="tout vérifier et ne rien écrire")
    parser.add_argument("--json", action="store_true", help="compte rendu pour un programme")
    parser.set_defaults(run=import_indicators)


def list_territories(options: argparse.Namespace) -> int:
    levels = [options.level] if options.level else None
    if options.text:
        found = public.search(options.text, levels=levels, limit=options.limit)
    else:
        found = public.parts("pays-FR", options.level or Level.REGION)[: options.limit]
    if options.json:
        _print_json({"results": [_described(one) for one in found]})
    for one in found if not options.json else []:
        print(f"{one.code:22} {one.name} ({one.level_label})")
    if not found:
        print("Aucun territoire trouvé.", file=sys.stderr)
    return 0 if found else 1


def show(options: argparse.Namespace) -> int:
    found = public.find(options.code)
    if found is None:
        print(
            f"Territoire inconnu : « {options.code} ». Cherchez son code : essaim territories list NOM", file=sys.stderr
        )
        return 1
    readings = public.profile(found.code)
    wholes = public.ancestors(found.code)
    if options.json:
        _print_json(
            {
                **_described(found),
                "within": [one.code for one in wholes],
                "indicators": [_reading(one) for one in readings],
                "alike": [
                    {"code": one.territory.code, "distance": round(one.distance, 4)} for one in public.alike(found.code)
                ],
            }
        )
        return 0
    print(f"{found.name} · {found.level_label} · {found.code}")
    print(f"Population : {french.number(found.population)}")
    print(f"Dans : {', '.join(one.name for one in wholes) or '—'}")
    for one in readings:
        value = french.number(one.value, one.indicator.decimals)
        value += "" if one.value is None else f" {one.indicator.unit} ({one.rank}/{one.count})"
        print(f"  {one.indicator.label} ({one.indicator.period_label}) : {value}")
    return 0


def import_indicators(options: argparse.Namespace) -> int:
    try:
        report = public.import_indicators(values=options.values, meta=options.meta, dry_run=options.dry_run)
    except public.BadFileError as error:
        if options.json:
            _print_json({"imported": False, "problems": [one.as_dict() for one in error.problems]})
        for problem in error.problems:
            print(f"✗ {problem}", file=sys.stderr)
        print(f"Rien n’est importé : {len(error.problems)} problème(s) à corriger.", file=sys.stderr)
        return 2
    if options.json:
        _print_json({"imported": not options.dry_run, **asdict(report)})
    else:
        print(f"Essai, rien n’est écrit. {report}" if options.dry_run else str(report))
    return 0


def _described(one: public.TerritoryInfo) -> dict[str, object]:
    return {
        "code": one.code,
        "level": one.level,
        "insee": one.insee,
        "name": one.name,
        "population": one.population,
        "path": one.path,
    }


def _reading(one: public.IndicatorReading) -> dict[str, object]:
    return {
        "indicator": one.indicator.slug,
        "label": one.indicator.label,
        "unit": one.indicator.unit,
        "period": one.indicator.period,
        "value": one.value,
        "rank": one.rank,
        "count": one.count,
        "national": one.national,
        "national_scope": one.national_scope,
    }


def _print_json(answer: object) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=2))
