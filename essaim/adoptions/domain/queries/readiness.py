"""What an adoption still needs before its test and before it opens: one list, in the words of the officer."""

from collections.abc import Iterator
from dataclasses import dataclass

from essaim.adoptions.domain.queries.rehearsed import failing, rehearsed
from essaim.adoptions.domain.team import team_roles
from essaim.adoptions.models import Adoption, Terms

SERVICE, VALUES, PREVIEW, SCENARIOS = "service", "parameters", "preview", "scenarios"
TEAM, ENGINES, DOSSIER, TRIAL = "team", "engines", "dossier", "trial"
TITLES = {
    SERVICE: "Le service",
    VALUES: "Les paramètres",
    PREVIEW: "L’aperçu",
    SCENARIOS: "Les scénarios",
    TEAM: "L’équipe",
    ENGINES: "Les réglages",
    DOSSIER: "Le dossier d’essaimage",
    TRIAL: "L’essai",
}
"""The steps, in the order in which they are walked."""


@dataclass(frozen=True)
class Check:
    """One line of the list.

    ``step``: the page that mends it. ``before``: what cannot be done without it (`test`, `open`; nothing: it is only
    wise). ``route``: the page of an engine, when the step is its own.
    """

    step: str
    label: str
    done: bool
    before: str = "open"
    route: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the preparation with its lines."""

    key: str
    title: str
    checks: tuple[Check, ...]

    @property
    def done(self) -> bool:
        return all(check.done for check in self.checks)

    @property
    def needed(self) -> bool:
        """Whether it keeps the service from opening."""
        return any(not check.done and check.before for check in self.checks)


def checks(adoption: Adoption, terms: Terms | None = None) -> list[Check]:
    """Return the whole list of an adoption. Two queries (the team, the trials) and those of its engines."""
    held = terms or adoption.terms
    trials = adoption.participations.exclude(standing="draft").exists()
    return [
        *_service(adoption), *_values(held), *_reviewed(adoption, held), *_scenarios(held), *_team(adoption, held),
        *_engines(adoption, held), *_dossier(adoption, held),
        Check(TRIAL, "Faire un essai complet pendant la phase de test", trials, before=""),
    ]  # fmt: skip


def steps(found: list[Check]) -> list[Step]:
    """Return the lines by step, in the order in which they are walked; a step without a line is left out."""
    lines = {key: tuple(check for check in found if check.step == key) for key in TITLES}
    return [Step(key, TITLES[key], held) for key, held in lines.items() if held]


def missing(found: list[Check], before: str) -> list[Check]:
    """Return what keeps an adoption from its test, or from opening (what the test needs, and more)."""
    needs = {"test"} if before == "test" else {"test", "open"}
    return [check for check in found if check.before in needs and not check.done]


def _service(adoption: Adoption) -> Iterator[Check]:
    yield Check(SERVICE, "Dire où joindre le service : un téléphone, une adresse, un guichet", bool(adoption.contact))


def _values(terms: Terms) -> Iterator[Check]:
    if terms.kit.record.parameters:
        yield Check(VALUES, "Dire ce qui décide les valeurs (une délibération, sa date)", bool(terms.reason))


def _reviewed(adoption: Adoption, terms: Terms) -> Iterator[Check]:
    read = adoption.reviewed.get(PREVIEW) == terms.fingerprint
    yield Check(PREVIEW, "Relire le formulaire, les règles et les lettres avec vos valeurs", read, before="")


def _scenarios(terms: Terms) -> Iterator[Check]:
    absent = terms.kit.absent
    if absent:
        yield Check(SCENARIOS, f"Ce kit demande ce que cette plateforme n’a pas : {', '.join(absent)}", False, "test")
        return
    wrong = failing(terms.kit, rehearsed(terms))
    count = len(terms.kit.record.scenarios)
    yield Check(SCENARIOS, f"Les {count} scénarios du kit passent avec vos valeurs", not wrong, before="test")


def _team(adoption: Adoption, terms: Terms) -> Iterator[Check]:
    held = {member.role for member in adoption.team.all()}
    for role in team_roles(terms.kit.record.roles):
        agent = role.kind == "agent"
        yield Check(TEAM, f"Nommer quelqu’un : {role.label}", role.id in held, before="open" if agent else "")


def _engines(adoption: Adoption, terms: Terms) -> Iterator[Check]:
    for key, engine in terms.kit.engines.items():
        for screen in engine.set_up:
            lacking = screen.missing(adoption.pk)
            route = screen.route if ":" in screen.route else f"{key}_desk:{screen.route}"
            yield from (Check(ENGINES, f"{screen.label} : {one}", False, route=route) for one in lacking)
            if not lacking:
                yield Check(ENGINES, screen.label, True, route=route)


def _dossier(adoption: Adoption, terms: Terms) -> Iterator[Check]:
    read = adoption.reviewed.get(DOSSIER) == terms.fingerprint
    yield Check(DOSSIER, "Relire le dossier d’essaimage et le registre des données", read, before="")
