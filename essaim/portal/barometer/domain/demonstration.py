"""A wave that the machine answers, to show what a published wave is. Simulated from the parameters below, and said so everywhere."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from essaim.foundation.territories.models import Territory
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import composing, quotas, running, weighing
from essaim.portal.barometer.domain.mixing import lock, mix
from essaim.portal.barometer.domain.publishing import publish
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, questionnaire
from essaim.portal.barometer.domain.weighing import Limit
from essaim.portal.barometer.models import Answer, Barometer, Kind, Mode, Tally, Wave

SLUG = "barometre-de-demonstration"
SEED, PEOPLE = 20_261, 900
SOURCE, PERIOD = "Paramètres de la simulation", "2026"
PROFILE: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "sexe": {"femme": (0.52, 0.60), "homme": (0.48, 0.40)},
    "age": {
        "18_24": (0.08, 0.05), "25_34": (0.12, 0.10), "35_49": (0.23, 0.25), "50_64": (0.27, 0.33), "65_plus": (0.30, 0.27),
    },
    "taille_commune": {
        "moins_2000": (0.48, 0.40), "2000_9999": (0.28, 0.30), "10000_49999": (0.24, 0.30), "50000_plus": (0.0, 0.0),
    },
}  # fmt: skip
"""By question of profile and code: the share in the population that is imagined, then among those who answer."""
LEANING = 1.6
"""Each answer of rank r is drawn in proportion to LEANING to the power -r; the ranks of people of 65 and over begin one further."""
SILENT = 0.04
"""Part of the questions that may be passed which are left without answer."""
TEXTS = {
    "population": "Habitants imaginés de 18 ans et plus",
    "welcome": "Cette vague est une démonstration : la machine y répond.",
    "thanks": "Merci.",
    "contact": "Personne : la vague est simulée.",
    "institute": "Essaim, par simulation",
    "commissioner": "Essaim",
    "commissioner_capacity": "logiciel de démonstration",
    "buyer": "Aucun",
    "objective": "Montrer ce qu’est une vague publiée.",
    "selection": f"Personne n’a été choisi : {PEOPLE} réponses simulées, tirées avec la graine {SEED} et les parts écrites dans le programme.",
    "conditions": "Aucun entretien : simulation.",
    "reward": "Aucune",
    "adjustment": "Sexe, âge et taille de la commune, ramenés aux parts imaginées.",
    "sensitive_basis": "Aucune donnée de personne : réponses simulées.",
}


@transaction.atomic
def create() -> Wave | None:
    """Make the demonstration wave and publish it; None when it is there already.

    Side effects: a barometer, its wave, answers, result and journal entries, in one transaction.
    """
    territory = Territory.objects.filter(code="departement-32").first()
    if territory is None or Barometer.objects.filter(slug=SLUG).exists():
        return None
    wave = _prepared(territory.pk)
    running.open_wave(wave=wave, actor=None)
    _answer(wave)
    running.close_wave(wave=wave, actor=None)
    weighing.group_all(wave=wave, actor=None)
    weighing.weigh_wave(wave=wave, limit=Limit(), actor=None)
    publish(wave=wave, actor=None)
    wave.refresh_from_db()
    return wave


def _prepared(territory: int) -> Wave:
    barometer = composing.create_barometer(
        territory_id=territory, title="Baromètre de démonstration", purpose=TEXTS["objective"], owner_id=None, actor=None
    )  # fmt: skip
    model = questionnaires.model()
    wave = composing.create_wave(barometer=barometer, title="Vague de démonstration", actor=None, model=model)
    fields = TEXTS | {"sample_target": PEOPLE, "planned_end": timezone.localdate() + timedelta(days=30)}
    composing.change_wave(wave=wave, fields=fields, actor=None)
    Wave.objects.filter(pk=wave.pk).update(simulated=True)
    for row in wave.questions.select_related("version__question"):
        parts = PROFILE.get(row.version.question.slug)
        if parts:
            totals = {code: population for code, (population, _) in parts.items()}
            quotas.set_margin(
                wave=wave, question=row, totals=totals, in_shares=True, source=SOURCE, source_date=PERIOD, actor=None
            )  # fmt: skip
    return wave


def _answer(wave: Wave) -> None:
    """Store the simulated answers as collecting does: mixed, and counted."""
    asked, random = questionnaire(wave), np.random.default_rng(SEED)
    held = lock(wave.pk)
    mix(held, [Answer(wave=held, values=simulate(asked, random)) for _ in range(PEOPLE)])
    Tally.objects.create(wave=held, mode=Mode.LINK, begun=PEOPLE, done=PEOPLE)


def simulate(asked: Questionnaire, random: np.random.Generator) -> dict[str, Any]:
    """Draw the answers of one person: profile first, opinions leaning with age, conditions followed, no free text."""
    values: dict[str, Any] = {}
    while (question := asked.next(values)) is not None:
        values[question.slug] = _draw(question, values, random)
    kept = asked.kept(values)
    return {slug: value for slug, value in kept.items() if asked.by_slug[slug].kind is not Kind.TEXT}


def _draw(asked: Asked, values: Mapping[str, Any], random: np.random.Generator) -> Any:
    if asked.slug in PROFILE:
        parts = {code: given for code, (_, given) in PROFILE[asked.slug].items()}
        return str(random.choice(list(parts), p=list(parts.values())))
    if asked.kind is Kind.TEXT or (not asked.must_answer and random.random() < SILENT):
        return None
    further = values.get("age") == "65_plus"
    if asked.kind in {Kind.SCALE, Kind.NUMBER}:
        low, high = asked.lowest or 0, asked.highest or 0
        return low + int(random.binomial(high - low, 0.55 if further else 0.65) * (1 if asked.kind is Kind.SCALE else 0.1))
    order = np.roll(np.arange(len(asked.codes)), int(further))
    chances = LEANING ** -order.astype(float)
    if asked.kind is Kind.SINGLE:
        return str(random.choice(asked.codes, p=chances / chances.sum()))
    return _several(asked, chances, random)


def _several(asked: Asked, chances: np.ndarray[Any, np.dtype[np.float64]], random: np.random.Generator) -> list[str]:
    most = min(asked.at_most or 3, 3)
    usable = np.array([0.0 if option.exclusive else 1.0 for option in asked.options]) * chances
    count = int(random.integers(1, most + 1))
    return sorted(str(code) for code in random.choice(asked.codes, count, replace=False, p=usable / usable.sum()))
