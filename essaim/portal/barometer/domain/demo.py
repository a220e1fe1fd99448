"""The demonstration: a wave whose answers are drawn by the machine from the parameters of `questionnaires/demonstration.yaml`.

It is marked as simulated in its row, its title and its notice; only `essaim setup --demo` makes it, never production.
"""

from random import Random
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from essaim.foundation.territories import public as territories
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import composing, running
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, questionnaire
from essaim.portal.barometer.models import Answer, Barometer, Kind, Margin, Mode, Status, Tally, Wave

SLUG = "demonstration"
SOURCE = "Paramètres de la démonstration : nombres inventés"
NOTICE: dict[str, Any] = {
    "title": "Vague de démonstration (simulée)",
    "population": "Population inventée de la démonstration",
    "population_size": 100_000,
    "sample_target": 600,
    "contact": "Cette vague est une démonstration : personne ne peut y répondre.",
    "institute": "La plateforme elle-même (simulation)",
    "commissioner": "Personne : démonstration",
    "commissioner_capacity": "sans objet",
    "buyer": "Personne : démonstration",
    "objective": "Montrer une vague de bout en bout, avec des réponses tirées au sort par la machine.",
    "selection": "Aucune personne interrogée : 600 réponses tirées au sort, selon des parts écrites dans questionnaires/demonstration.yaml.",
    "conditions": "Simulation, graine 20261125.",
    "reward": "aucune",
    "adjustment": "Sexe, âge, profession, taille de commune ; marges inventées elles aussi.",
    "simulated": True,
}  # fmt: skip


@transaction.atomic
def create_demo(*, territory: str = "departement-32") -> Wave | None:
    """Make the demonstration wave, closed, unless it is there. Side effects: all its rows, in one transaction.

    Args:
        territory: Code of the territory that owns the demonstration barometer.

    Returns:
        The wave, or None where it existed already.
    """
    if Barometer.objects.filter(slug=SLUG).exists():
        return None
    place = territories.get(territory)
    barometer = composing.create_barometer(
        territory_id=place.id, title="Démonstration", purpose="Données simulées, pour essayer.", owner_id=None, actor=None
    )  # fmt: skip
    wave = composing.create_wave(barometer=barometer, title=NOTICE["title"], actor=None, model=questionnaires.model())
    asked, drawn = questionnaire(wave), _parameters()
    for slug, shares in drawn["population"].items():
        held = {code: share for code, share in shares.items() if share}
        Margin.objects.create(
            wave=wave, question_id=asked.by_slug[slug].id, totals=held, in_shares=True, source=SOURCE, source_date="2026"
        )  # fmt: skip
    Wave.objects.filter(pk=wave.pk).update(
        **NOTICE, planned_end=timezone.localdate(), status=Status.OPEN, opened_at=timezone.now()
    )
    _answer(wave, asked, drawn)
    running.close_wave(wave=wave, actor=None)
    wave.refresh_from_db()
    return wave


def _parameters() -> dict[str, Any]:
    text = (questionnaires.FOLDER / "demonstration.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def _answer(wave: Wave, asked: Questionnaire, drawn: dict[str, Any]) -> None:
    chance = Random(drawn["seed"])  # noqa: S311 # nosec B311 - a simulation that anybody can make again
    rows = [Answer(wave=wave, values=_person(asked, drawn, chance)) for _ in range(drawn["answers"])]
    Answer.objects.bulk_create(rows)
    Tally.objects.create(wave=wave, mode=Mode.LINK, begun=len(rows), done=len(rows))


def _person(asked: Questionnaire, drawn: dict[str, Any], chance: Random) -> dict[str, Any]:
    values: dict[str, Any] = {}
    while (one := asked.next(values)) is not None:
        values[one.slug] = _value(one, values, drawn, chance)
    return {slug: value for slug, value in values.items() if asked.by_slug[slug].kind is not Kind.TEXT}


def _value(one: Asked, values: dict[str, Any], drawn: dict[str, Any], chance: Random) -> Any:
    given = drawn["respondents"].get(one.slug) or drawn["opinions"].get(one.slug)
    if given is None or (not one.must_answer and chance.random() < drawn["passed"]):
        return None
    if one.kind in {Kind.SCALE, Kind.NUMBER}:
        least, most, frequent = given
        return round(chance.triangular(least, most, frequent))
    weights = _tilted(one.slug, values, given, drawn["tilts"])
    if one.kind is Kind.SINGLE:
        return chance.choices(list(weights), list(weights.values()))[0]
    wanted = chance.randint(1, one.at_most or 2)
    return sorted(set(chance.choices(list(weights), list(weights.values()), k=wanted)), key=list(weights).index)


def _tilted(
    slug: str, values: dict[str, Any], weights: dict[str, float], tilts: list[dict[str, Any]]
) -> dict[str, float]:
    found = dict(weights)
    for tilt in tilts:
        if tilt["question"] == slug and values.get(tilt["when"]) == tilt["is"]:
            found[tilt["code"]] *= tilt["times"]
    return found
