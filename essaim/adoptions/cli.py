"""`essaim kit`: check a kit, show it with one's own values, begin one, print its schema."""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from essaim.adoptions import public, registry
from essaim.adoptions.kits import schema
from essaim.adoptions.kits.beginning import CannotBeginError, begin
from essaim.adoptions.params.base import IDENTIFIER


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _configure_check(actions.add_parser("check", help="vérifier un kit avant de l’installer"))
    _configure_show(actions.add_parser("show", help="montrer un kit avec ses propres valeurs"))
    _configure_new(actions.add_parser("new", help="commencer un kit"))
    shown = actions.add_parser("schema", help="écrire le schéma JSON d’un kit, pour un éditeur de texte")
    shown.set_defaults(run=print_schema)


def _configure_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="KIT", help="dossier d’un kit, ou son fichier kit.yaml")
    parser.add_argument(
        "--document", action="store_true", help="vérifier tout ce qui peut l’être même si un moteur manque ici"
    )
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=check)


def _configure_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="KIT", help="dossier d’un kit, ou son fichier kit.yaml")
    parser.add_argument(
        "--set", action="append", default=[], metavar="PARAMÈTRE=VALEUR", help="donner une valeur à un paramètre"
    )
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=show)


def _configure_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="DOSSIER", help="où écrire kit.yaml ; son nom devient l’identifiant"
    )
    parser.add_argument("--title", required=True, metavar="TITRE", help="le nom du kit, en français")
    parser.add_argument(
        "--engine", action="append", required=True, metavar="MOTEUR", help="un moteur que le kit utilise"
    )
    parser.set_defaults(run=new)


def check(options: argparse.Namespace) -> int:
    """0: all pass; 1: one is refused; 2: one cannot be read as a kit."""
    answers = [_checked(path, as_document=options.document) for path in options.paths]
    if options.json:
        print(json.dumps([answer for _, answer, _ in answers], ensure_ascii=False, indent=2))
    else:
        for code, _, lines in answers:
            print("\n".join(lines), file=sys.stderr if code else sys.stdout)
    return max(code for code, _, _ in answers)


def _checked(path: Path, *, as_document: bool) -> tuple[int, dict[str, Any], list[str]]:
    """Return the exit code of one kit, its answer for a program, its lines for a person."""
    try:
        report = public.check_kit(path=path, as_document=as_document)
    except public.UnreadableError as error:
        return 2, _refused(path, [error.problem]), [f"✗ {error.problem}"]
    except public.FaultyKitError as error:
        count = len(error.problems)
        lines = [*(f"✗ {problem}" for problem in error.problems), f"✗ {path} : refusé, {count} point(s) à corriger."]
        return 1, _refused(path, error.problems), [*lines, *_engines_here(error.problems)]
    return 0, _accepted(path, report), _passed(path, report)


def _refused(path: Path, problems: Any) -> dict[str, Any]:
    return {"path": str(path), "accepted": False, "problems": [problem.as_dict() for problem in problems]}


def _accepted(path: Path, report: public.Report) -> dict[str, Any]:
    header = report.kit.record.kit
    return {
        "path": str(path),
        "accepted": True,
        "id": header.id,
        "version": header.version,
        "digest": report.kit.digest,
        "scenarios": report.scenarios,
        "trials": report.trials,
        "lacking": list(report.lacking),
        "unchecked": list(report.unchecked),
    }


def _passed(path: Path, report: public.Report) -> list[str]:
    header = report.kit.record.kit
    what = "peut être adopté ici" if not report.lacking else "est bien écrit, mais ne peut pas être adopté ici"
    lines = [f"✓ {path} : {header.id} {header.version} {what}. Empreinte : {report.kit.digest}"]
    lines += [f"  {report.scenarios} scénario(s) joué(s) avec {report.trials} jeux de paramètres."]
    lines += [f"  Ce qui manque ici : {one}." for one in report.lacking]
    return lines + [f"  Non vérifié : {one}." for one in report.unchecked]


def _engines_here(problems: Any) -> list[str]:
    if not any(
        problem.path.startswith("engines.") and "cette plateforme n’a pas" in problem.message for problem in problems
    ):
        return []
    here = ", ".join(sorted(registry.engines)) or "aucun"
    return [f"Moteurs de cette plateforme : {here}. Pour vérifier le reste du kit : essaim kit check --document"]


def show(options: argparse.Namespace) -> int:
    settings = dict(_setting(one) for one in options.set)
    try:
        view = public.view_kit(path=options.path, settings=settings)
    except public.UnreadableError as error:
        print(f"✗ {error.problem}", file=sys.stderr)
        return 2
    except public.FaultyKitError as error:
        print("\n".join(f"✗ {problem}" for problem in error.problems), file=sys.stderr)
        return 1
    except public.BadSettingsError as error:
        print("\n".join(f"✗ --set {line}" for line in str(error).splitlines()), file=sys.stderr)
        return 2
    print(json.dumps(view.as_dict(), ensure_ascii=False, indent=2) if options.json else "\n".join(view.lines()))
    return 1 if any(one["problems"] for one in view.scenarios()) else 0


def _setting(written: str) -> tuple[str, Any]:
    """« plafond=140 »; several choices are separated by commas between brackets: « secteurs=[a,b] »."""
    name, _, value = written.partition("=")
    if value.startswith("[") and value.endswith("]"):
        return name, [one.strip() for one in value[1:-1].split(",") if one.strip()]
    return name, value


def new(options: argparse.Namespace) -> int:
    identifier = options.folder.resolve().name
    if not re.match(IDENTIFIER, identifier):
        print(
            f"✗ « {identifier} » ne peut pas être l’identifiant d’un kit : minuscules sans accent, chiffres et tirets",
            file=sys.stderr,
        )
        return 2
    try:
        file = begin(
            options.folder, identifier=identifier, title=options.title, engines=options.engine, known=registry.engines
        )
    except CannotBeginError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    absent = [one for one in options.engine if one not in registry.engines]
    print(f"✓ {file} est prêt. Remplacez chaque « … », puis : essaim kit check {options.folder}")
    if absent:
        print(
            f"  Moteurs absents de cette plateforme : {', '.join(absent)}. Leur section est à écrire ; vérifiez avec --document."
        )
    return 0


def print_schema(_options: argparse.Namespace) -> int:
    print(schema.written(registry.engines), end="")
    return 0
