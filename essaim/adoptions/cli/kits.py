"""`essaim kit`: check a kit, install it, show it with one's own values, begin one, print its schema."""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from essaim.adoptions import public, registry
from essaim.adoptions.domain import forking
from essaim.adoptions.domain.installing import Tried, try_kit
from essaim.adoptions.kits import schema
from essaim.adoptions.kits.beginning import CannotBeginError, begin, write_new
from essaim.adoptions.models import Adoption
from essaim.adoptions.params.base import IDENTIFIER


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _configure_check(actions.add_parser("check", help="vérifier un kit avant de l’installer"))
    _configure_show(actions.add_parser("show", help="montrer un kit avec ses propres valeurs"))
    _configure_new(actions.add_parser("new", help="commencer un kit"))
    _configure_install(actions.add_parser("install", help="installer des kits sur cette plateforme"))
    shown = actions.add_parser("schema", help="écrire le schéma JSON d’un kit, pour un éditeur de texte")
    shown.set_defaults(run=print_schema)


def _configure_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="KIT", help="dossier d’un kit, ou son fichier kit.yaml")
    parser.add_argument(
        "--document", action="store_true", help="vérifier tout ce qui peut l’être même si un moteur manque ici"
    )
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=check)


def _configure_install(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="KIT", help="dossier d’un kit, ou son fichier kit.yaml")
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=install)


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
    parser.add_argument("--title", default="", metavar="TITRE", help="le nom du kit, en français")
    start = parser.add_mutually_exclusive_group(required=True)
    start.add_argument("--engine", action="append", metavar="MOTEUR", help="un moteur que le kit utilise")
    start.add_argument(
        "--from",
        dest="source",
        metavar="SERVICE",
        help="partir d’une adoption (son adresse), avec ses valeurs par défaut",
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


def install(options: argparse.Namespace) -> int:
    """0: all are there; 1: one is refused, the others are installed."""
    tried = [try_kit(path) for path in options.paths]
    if options.json:
        print(json.dumps([_tried(one) for one in tried], ensure_ascii=False, indent=2))
        return 0 if all(one.version for one in tried) else 1
    for one in tried:
        for line in lines_of(one):
            print(line, file=sys.stdout if one.version else sys.stderr)
    return 0 if all(one.version for one in tried) else 1


def lines_of(one: Tried) -> list[str]:
    """Return what became of one kit, for a person."""
    if one.version is not None:
        return [f"✓ {one.version} {'est installé' if one.new else 'était déjà installé'}."]
    if one.lacking:
        return [f"– {one.path} n’est pas installé. Ce qui manque ici : {' ; '.join(one.lacking)}."]
    return [*(f"✗ {line}" for line in one.problems), f"✗ {one.path} n’est pas installé."]


def _tried(one: Tried) -> dict[str, Any]:
    version = str(one.version) if one.version else ""
    return {
        "path": str(one.path), "installed": version, "new": one.new, "lacking": list(one.lacking),
        "problems": [] if one.lacking else list(one.problems),
    }  # fmt: skip


def show(options: argparse.Namespace) -> int:
    settings = dict(setting(one) for one in options.set)
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


def setting(written: str) -> tuple[str, Any]:
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
    if options.source:
        return _fork(options, identifier)
    if not options.title:
        print("✗ Donnez un nom au kit : --title", file=sys.stderr)
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


def _fork(options: argparse.Namespace, identifier: str) -> int:
    """Begin a kit from an adoption: its values become the defaults, and the new kit says where it comes from."""
    adoption = Adoption.objects.filter(slug=options.source).select_related("territory").first()
    if adoption is None:
        print(f"✗ « {options.source} » n’est l’adresse d’aucun service de cette plateforme.", file=sys.stderr)
        return 1
    if identifier == adoption.kit:
        print(f"✗ Un autre kit porte un autre nom que « {identifier} » : changez le nom du dossier.", file=sys.stderr)
        return 2
    tree = forking.forked(adoption.terms, identifier=identifier, title=options.title)
    try:
        file = write_new(options.folder, forking.written(tree))
    except CannotBeginError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    print(
        f"✓ {file} est prêt, fait à partir de {tree['kit']['forked_from']}. Changez-le, puis : essaim kit check {options.folder}"
    )
    return 0


def print_schema(_options: argparse.Namespace) -> int:
    print(schema.written(registry.engines), end="")
    return 0
