"""`essaim survey weight | estimate | book | check`: weigh, estimate and verify from files, without the platform.

Exit codes: 0 done; 1 the margins are refused, or a reference case differs; 2 the call or a file is wrong.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

METHODS = ("raking", "linear", "logit", "truncated")


def configure(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACTE", title="actes", required=True)
    _configure_weight(acts.add_parser("weight", help="redresser : calculer les poids"))
    _configure_estimate(acts.add_parser("estimate", help="estimer des parts, des moyennes, une évolution"))
    _configure_book(acts.add_parser("book", help="tous les tris croisés, avec leurs intervalles"))
    _configure_check(acts.add_parser("check", help="comparer un cas de référence avec nos calculs"))


def _configure_weight(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Calculer les poids qui amènent un fichier de réponses à des marges. Rien n’est écrit si les marges sont refusées. "
        "Codes de sortie : 0 fait ; 1 marges refusées ; 2 fichier inutilisable."
    )
    _data(parser)
    _weighting(parser, required=True)
    parser.add_argument(
        "--trim",
        nargs=2,
        type=float,
        metavar=("MIN", "MAX"),
        help="borner les poids après coup, en montrant ce que cela défait",
    )
    parser.add_argument("--id", default="", metavar="COLONNE", help="colonne qui identifie chaque réponse")
    parser.add_argument("--output", type=Path, metavar="FICHIER", help="écrire les poids dans ce CSV")
    parser.add_argument(
        "--json", action="store_true", help="écrire le compte rendu en JSON, poids compris sans --output"
    )
    parser.set_defaults(run=_runner("essaim.config.survey.weighting"))


def _configure_estimate(parser: argparse.ArgumentParser) -> None:
    parser.description = "Estimer, avec l’intervalle que le redressement laisse. Chaque demande peut être répétée."
    _data(parser)
    _weighting(parser, required=False)
    asked = parser.add_argument_group("demandes")
    lines = {
        "--share": ("COLONNE[=VALEUR,…]", "part d’une réponse, ou de chacune"),
        "--mean": ("COLONNE", "moyenne d’un nombre"),
        "--total": ("COLONNE[=VALEUR,…]", "total d’un nombre, ou nombre de personnes"),
        "--ratio": ("HAUT/BAS", "rapport de deux totaux"),
        "--quantile": ("COLONNE:0.5,…", "médiane et autres quantiles"),
        "--net": ("COLONNE:POUR,…/CONTRE,…", "solde des réponses favorables"),
        "--lead": ("COLONNE", "quelle réponse arrive en tête, si l’on peut le dire"),
    }
    for name, (shape, help_) in lines.items():
        asked.add_argument(name, action="append", default=[], metavar=shape, help=help_)
    parser.add_argument(
        "--by", action="append", default=[], metavar="COLONNE", help="dans chaque groupe de cette colonne"
    )
    parser.add_argument("--previous", type=Path, metavar="DATA.csv", help="vague précédente : dire l’évolution")
    parser.add_argument("--previous-margins", type=Path, metavar="M.json", help="ses marges (sinon : les mêmes)")
    parser.add_argument("--panel", default="", metavar="COLONNE", help="identifiant de qui a répondu aux deux vagues")
    parser.add_argument(
        "--replicates", type=_at_least(2), default=0, metavar="R", help="ajouter l’erreur type de R réplications"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="graine des réplications (1)")
    _publishing(parser)
    parser.add_argument("--json", action="store_true", help="écrire en JSON")
    parser.set_defaults(run=_runner("essaim.config.survey.estimating"))


def _configure_book(parser: argparse.ArgumentParser) -> None:
    parser.description = "Croiser toutes les questions avec toutes les colonnes de tri, d’un coup."
    _data(parser)
    _weighting(parser, required=False)
    parser.add_argument("--questions", required=True, metavar="A,B,…", help="colonnes des questions")
    parser.add_argument("--banners", required=True, metavar="C,D,…", help="colonnes de tri")
    parser.add_argument("--tests", action="store_true", help="tester chaque tri (Rao–Scott, correction de Holm)")
    _publishing(parser)
    parser.add_argument("--output", type=Path, metavar="FICHIER", help="écrire le livre dans ce CSV")
    parser.add_argument("--json", action="store_true", help="écrire en JSON")
    parser.set_defaults(run=_runner("essaim.config.survey.booking"))


def _configure_check(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Refaire un cas de référence (JSON, ses CSV à côté de lui) et comparer chaque valeur avec sa tolérance. "
        "Codes de sortie : 0 tout concorde ; 1 des valeurs diffèrent ; 2 fichier ou cas inconnu."
    )
    parser.add_argument("cases", nargs="+", type=Path, metavar="CASE.json", help="cas à refaire")
    parser.add_argument("--json", action="store_true", help="écrire en JSON")
    parser.set_defaults(run=_runner("essaim.config.survey.checking"))


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA.csv", help="fichier de réponses, une ligne par personne")


def _weighting(parser: argparse.ArgumentParser, *, required: bool) -> None:
    group = parser.add_argument_group("redressement")
    group.add_argument(
        "--margins", type=Path, required=required, metavar="M.json", help="marges (docs/formats/marges.md)"
    )
    if not required:
        group.add_argument(
            "--weights", default="", metavar="COLONNE", help="sans --margins : poids déjà là, pris tels quels"
        )
    group.add_argument("--method", choices=METHODS, default="raking", help="calage (raking)")
    group.add_argument(
        "--bounds", nargs=2, type=float, metavar=("MIN", "MAX"), help="bornes du rapport poids / poids de départ"
    )
    group.add_argument("--base-weight", default="", metavar="COLONNE", help="poids de départ (1 sans elle)")
    group.add_argument(
        "--tolerance",
        type=_between_0_and_1,
        default=1e-9,
        metavar="ÉCART",
        help="écart relatif permis aux marges (1e-9)",
    )
    group.add_argument(
        "--minimum-base", type=_at_least(1), default=3, metavar="N", help="personnes qu’il faut par catégorie (3)"
    )


def _publishing(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("publication")
    group.add_argument(
        "--level", type=_between_0_and_1, default=0.95, metavar="NIVEAU", help="niveau des intervalles (0.95)"
    )
    group.add_argument(
        "--withhold-under", type=_at_least(0), default=50, metavar="N", help="base sous laquelle rien ne sort (50)"
    )
    group.add_argument(
        "--flag-under", type=_at_least(0), default=100, metavar="N", help="base sous laquelle on avertit (100)"
    )
    group.add_argument("--random-sample", action="store_true", help="échantillon tiré au sort, et non par quotas")


def _between_0_and_1(text: str) -> float:
    value = _number(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"« {text} » : un nombre entre 0 et 1 est attendu")
    return value


def _at_least(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = _number(text)
        if value < least or value != int(value):
            raise argparse.ArgumentTypeError(f"« {text} » : un nombre entier, {least} ou plus, est attendu")
        return int(value)

    return read


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un nombre") from None


def _runner(module: str) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        import importlib

        from essaim.config.survey.tables import UnusableFile
        from essaim.cores.survey import Refused

        try:
            return int(importlib.import_module(module).run(options))
        except Refused as refused:
            _say_refused(refused, as_json=options.json)
            return 1
        except UnusableFile as error:
            print(
                json.dumps({"error": str(error)}, ensure_ascii=False) if options.json else f"✗ {error}", file=sys.stderr
            )
            return 2

    return run


def _say_refused(refused: Exception, *, as_json: bool) -> None:
    from essaim.cores.survey import Refused

    if not isinstance(refused, Refused):
        raise TypeError from refused
    if as_json:
        problems = [
            {"kind": each.kind, "margin": each.margin, "category": each.category, "message": each.text}
            for each in refused.problems
        ]
        print(json.dumps({"error": str(refused), "problems": problems}, ensure_ascii=False), file=sys.stderr)
        return
    print("✗ Redressement refusé, rien n’est écrit :", file=sys.stderr)
    for each in refused.problems:
        print(f"  – {each.text}", file=sys.stderr)
