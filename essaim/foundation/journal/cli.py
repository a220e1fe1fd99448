"""`essaim journal verify|export|drop-expired`."""

import argparse
import json
import sys
from pathlib import Path

from essaim.foundation.journal.domain import segments


def configure(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACTE", required=True, title="actes")
    verify = acts.add_parser("verify", help="vérifier la chaîne et les signatures")
    verify.add_argument(
        "--anchor",
        type=Path,
        metavar="FICHIER",
        help="export antérieur, gardé hors de ce nœud : un retour en arrière se voit",
    )
    verify.add_argument("--json", action="store_true", help="répondre en JSON")
    verify.set_defaults(run=_verify)
    export = acts.add_parser("export", help="écrire points de contrôle et actes, une ligne JSON chacun")
    export.add_argument("file", type=Path, nargs="?", metavar="FICHIER", help="fichier (sinon, la sortie)")
    export.set_defaults(run=_export)
    acts.add_parser("drop-expired", help="retirer les mois échus, garder leurs points de contrôle").set_defaults(
        run=_drop
    )


def _verify(options: argparse.Namespace) -> int:
    try:
        anchors = read_anchors(options.anchor) if options.anchor else {}
    except (OSError, ValueError, KeyError) as error:
        print(f"✗ export illisible : {options.anchor} ({type(error).__name__})", file=sys.stderr)
        return 2
    problems = segments.verify(anchors)
    if options.json:
        print(json.dumps({"whole": not problems, "problems": problems}, ensure_ascii=False))
    else:
        for problem in problems:
            print(f"✗ {problem}", file=sys.stderr)
        if not problems:
            print("Le journal est entier.")
    return 1 if problems else 0


def read_anchors(path: Path) -> dict[str, tuple[int, str]]:
    """Read the checkpoints of an export made earlier: month -> (count, last hash)."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {line["segment"]: (line["count"], line["last_hash"]) for line in lines if line["kind"] == "checkpoint"}


def _export(options: argparse.Namespace) -> int:
    lines = (json.dumps(row, ensure_ascii=False, default=str) for row in segments.export())
    if options.file is None:
        for line in lines:
            print(line)
        return 0
    with options.file.open("w", encoding="utf-8") as target:
        target.writelines(f"{line}\n" for line in lines)
    return 0


def _drop(_: argparse.Namespace) -> int:
    dropped = segments.drop_expired()
    print(f"Mois retirés : {', '.join(dropped)}" if dropped else "Aucun mois n’est échu.")
    return 0
