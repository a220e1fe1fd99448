"""`essaim catalogue import` and `essaim catalogue export`.

Exit codes: 0 done; 1 lines are refused, nothing was written; 2 the file or the mapping cannot be used.
"""

import argparse
import json
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="act", metavar="ACTE", title="actes", required=True)
    _configure_import(commands.add_parser("import", help="faire entrer des fiches, brouillons à relire"))
    _configure_export(commands.add_parser("export", help="faire sortir les fiches publiées"))


def _configure_import(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Importer un fichier JSON, JSON lines, CSV ou XLSX, tout ou rien. Relancer le même fichier ne change rien. "
        "Codes de sortie : 0 fait ; 1 des lignes sont refusées, rien n’est écrit ; 2 fichier ou correspondance inutilisable."
    )
    parser.add_argument("file", metavar="FICHIER", type=Path, help="fichier à importer")
    parser.add_argument(
        "--mapping", default="", metavar="CORRESPONDANCE", help="fichier YAML, ou nom d’une correspondance fournie ; "
        "sans elle, le fichier est un export d’Essaim"
    )  # fmt: skip
    parser.add_argument(
        "--dry-run", action="store_true", help="essai à blanc : dire ce qui serait fait, ne rien écrire"
    )
    parser.add_argument("--publish", action="store_true", help="publier aussitôt (seulement pour un export d’Essaim)")
    parser.add_argument("--json", action="store_true", help="écrire le compte rendu en JSON")
    parser.set_defaults(run=run_import)


def _configure_export(parser: argparse.ArgumentParser) -> None:
    parser.description = "Écrire les fiches publiées. Seul le JSON contient tout : solutions, initiatives et diffusion."
    parser.add_argument("--format", choices=["json", "csv", "geojson", "xlsx"], default="json", help="format (json)")
    parser.add_argument("--output", metavar="FICHIER", type=Path, help="fichier à écrire (sinon : à l’écran)")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="comme --format json")
    parser.set_defaults(run=run_export)


def run_import(options: argparse.Namespace) -> int:
    from essaim.portal.catalogue.exchange.importing.files import UnusableFile
    from essaim.portal.catalogue.exchange.importing.mapping import UnusableMapping
    from essaim.portal.catalogue.exchange.importing.run import import_file

    try:
        report = import_file(
            path=options.file, mapping=options.mapping, dry_run=options.dry_run, publish=options.publish
        )
    except (UnusableFile, UnusableMapping) as error:
        print(json.dumps({"error": str(error)}, ensure_ascii=False) if options.json else error, file=sys.stderr)
        return 2
    print(report.as_json() if options.json else report.as_text())
    return 1 if report.problems else 0


def run_export(options: argparse.Namespace) -> int:
    from essaim.portal.catalogue.exchange.export import whole

    content = whole(options.format)
    if options.output is None:
        for block in content:
            sys.stdout.buffer.write(block)
        return 0
    try:
        with options.output.open("wb") as file:
            file.writelines(content)
    except OSError as error:
        print(f"« {options.output} » ne peut pas être écrit : {error.strerror}.", file=sys.stderr)
        return 2
    return 0
