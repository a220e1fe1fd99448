"""`essaim adopt`: adopt a kit for a territory with its own values, play its scenarios, test it, open it."""

import argparse
import json
import sys
from dataclasses import dataclass, field
from typing import Any

from essaim.adoptions.cli.kits import setting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import adopting, launching, team
from essaim.adoptions.domain.installing import latest
from essaim.adoptions.domain.queries.previewing import view_of
from essaim.adoptions.domain.queries.rehearsed import Rehearsed, rehearsed
from essaim.adoptions.kits.settings import BadSettingsError
from essaim.adoptions.models import Adoption, KitVersion
from essaim.foundation.territories import public as territories


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kit", metavar="KIT", help="identifiant d’un kit installé, ou kit@version")
    parser.add_argument("--territory", required=True, metavar="TERRITOIRE", help="numéro de département, code ou nom")
    parser.add_argument(
        "--set", action="append", default=[], metavar="PARAMÈTRE=VALEUR", help="donner une valeur à un paramètre"
    )
    parser.add_argument(
        "--structure", default="", help="qui porte le service (le territoire lui-même, sans cette option)"
    )
    parser.add_argument("--contact", default="", help="où joindre le service")
    parser.add_argument("--reason", default="", metavar="DÉCISION", help="ce qui décide les valeurs, avec sa date")
    parser.add_argument(
        "--member", action="append", default=[], metavar="RÔLE=ADRESSE", help="nommer quelqu’un dans l’équipe"
    )
    parser.add_argument(
        "--scenarios", action="store_true", help="jouer les scénarios du kit avec ces valeurs, et les dire"
    )
    parser.add_argument("--test", action="store_true", help="commencer la phase de test")
    parser.add_argument("--open", action="store_true", help="ouvrir pour de bon, en passant par le test")
    parser.add_argument("--json", action="store_true", help="réponse pour un programme")
    parser.set_defaults(run=run)


@dataclass
class Answer:
    """What was done, and what stopped it."""

    adoption: Adoption | None = None
    scenarios: tuple[Rehearsed, ...] = ()
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    code: int = 0

    def refuse(self, code: int, *lines: str) -> "Answer":
        self.refused += lines
        self.code = code
        return self


def run(options: argparse.Namespace) -> int:
    """0: done; 1: something is missing, or a scenario fails; 2: the call is wrong (unknown kit, territory, value)."""
    answer = _adopted(options, Answer())
    if answer.adoption is not None and not answer.code:
        _further(options, answer)
    if options.json:
        print(json.dumps(_as_dict(answer), ensure_ascii=False, indent=2))
        return answer.code
    print("\n".join(answer.said)) if answer.said else None
    for line in answer.refused:
        print(f"✗ {line}", file=sys.stderr)
    return answer.code


def _adopted(options: argparse.Namespace, answer: Answer) -> Answer:
    version, place = find_version(options.kit), find_place(options.territory)
    if version is None:
        return answer.refuse(
            2, f"Le kit « {options.kit} » n’est pas installé. Installez-le : essaim kit install DOSSIER"
        )
    if place is None:
        return answer.refuse(
            2,
            f"Aucun territoire ne s’appelle « {options.territory} ». Donnez un numéro de département, un code ou un nom.",
        )
    if version.loaded.absent:
        return answer.refuse(1, f"Ce kit demande ce que cette plateforme n’a pas : {', '.join(version.loaded.absent)}.")
    try:
        made = adopting.adopt(
            version=version, territory=place.code, structure=options.structure or place.name,
            written=dict(setting(one) for one in options.set), contact=options.contact, reason=options.reason, actor=None,
        )  # fmt: skip
    except BadSettingsError as error:
        return answer.refuse(2, *(f"--set {line}" for line in str(error).splitlines()))
    except (adopting.AlreadyAdoptedError, adopting.NotNowError) as error:
        return answer.refuse(1, str(error))
    answer.adoption = made
    answer.said.append(f"✓ {made.structure} adopte {version} pour {place.name} : {made.slug}")
    return answer


def find_version(text: str) -> KitVersion | None:
    """Return the newest version of a kit, or the one that is named."""
    kit, _, number = text.partition("@")
    return KitVersion.objects.filter(kit=kit, number=number).first() if number else latest(kit)


def find_place(text: str) -> territories.TerritoryInfo | None:
    """Return a territory by its code (`departement-02`), the number of a département, or its name."""
    found = territories.find(text) or territories.find(f"departement-{text.upper()}")
    return found or next(iter(territories.search(text, limit=1)), None)


def _further(options: argparse.Namespace, answer: Answer) -> None:
    """Name the team, play the scenarios, test, open: what was asked, until something stops it."""
    adoption = answer.adoption
    if adoption is None or not _named(options, answer, adoption):
        return
    answer.scenarios = rehearsed(adoption.terms)
    if options.scenarios:
        _told(answer)
    if answer.code or not (options.test or options.open):
        return
    try:
        launching.begin_test(adoption=adoption, actor=None)
        answer.said.append("✓ Le service est en test.")
        if options.open:
            launching.open_for_real(adoption=adoption, actor=None)
            answer.said.append("✓ Le service est ouvert.")
    except (adopting.NotNowError, RefusedActError) as error:
        answer.refuse(1, str(error))


def _named(options: argparse.Namespace, answer: Answer, adoption: Adoption) -> bool:
    for written in options.member:
        role, _, email = written.partition("=")
        try:
            team.add_member(adoption=adoption, email=email, role=role, actor=None)
        except team.TeamError as error:
            answer.refuse(2, f"--member {written} : {error}")
            return False
        answer.said.append(f"✓ {email} : {role}. Une invitation part.")
    return True


def _told(answer: Answer) -> None:
    for one in answer.scenarios:
        mark = "✓" if one.passed else "✗" if one.played else "–"
        answer.said.append(f"{mark} {one.title}{'' if one.played else ' (non joué : moteur absent)'}")
        answer.said += [f"    {line}" for line in one.told]
        answer.said += [f"    ✗ {problem}" for problem in one.problems]
    failed = sum(1 for one in answer.scenarios if one.problems)
    if failed:
        answer.refuse(1, f"{failed} scénario(s) ne passent pas avec ces valeurs.")


def _as_dict(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = {"done": answer.said, "refused": answer.refused}
    if answer.adoption is None:
        return found
    adoption, terms = answer.adoption, answer.adoption.terms
    return {
        "adoption": adoption.slug, "key": str(adoption.key), "kit": str(terms.version), "territory": adoption.territory.code,
        "structure": adoption.structure, "phase": adoption.phase, "terms": terms.number,
        **found, **view_of(adoption, terms).as_dict(),
    }  # fmt: skip
