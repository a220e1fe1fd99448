"""The demonstration: waves whose answers are drawn by the machine from the parameters of `questionnaires/demonstration.yaml`.

One is collected here, one comes in as the file of an institute. Both are marked as simulated in their row, their title and their notice;
only `essaim setup --demo` makes them, never production.
"""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from essaim.cores.tables import csv_bytes
from essaim.foundation.territories import public as territories
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import composing, running
from essaim.portal.barometer.domain.demo.people import person
from essaim.portal.barometer.domain.intake import files, matching, taking
from essaim.portal.barometer.domain.intake.taking import Fieldwork
from essaim.portal.barometer.domain.queries.questionnaire import Questionnaire, questionnaire
from essaim.portal.barometer.models import Answer, Barometer, Kind, Margin, Mode, Status, Tally, Wave
from essaim.portal.barometer.params import QuestionnaireRecord, QuestionRecord

SLUG = "demonstration"
SOURCE = "Paramètres de la démonstration : nombres inventés"
FILE = "SIMULE-fichier-d-institut.csv"
WEIGHT, GRID = "poids", ":"
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


IMPORTED = NOTICE | {
    "title": "Fichier d’institut de démonstration (simulé)",
    "sample_target": None,
    "objective": "Montrer une vague reprise du fichier d’un institut, avec ses poids.",
    "selection": "Aucune personne interrogée : 300 réponses tirées au sort, puis écrites dans un fichier comme un institut l’enverrait.",
    "conditions": "Simulation, graine 20261126.",
    "adjustment": "Sexe, âge, à partir des poids du fichier ; marges inventées elles aussi.",
}


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
    place, drawn = territories.get(territory), _parameters()
    barometer = composing.create_barometer(
        territory_id=place.id, title="Démonstration", purpose="Données simulées, pour essayer.", owner_id=None, actor=None
    )  # fmt: skip
    wave = composing.create_wave(barometer=barometer, title=NOTICE["title"], actor=None, model=_model(drawn))
    asked = questionnaire(wave)
    _margins(wave, asked, drawn)
    Wave.objects.filter(pk=wave.pk).update(
        **NOTICE, planned_end=timezone.localdate(), status=Status.OPEN, opened_at=timezone.now()
    )
    chance = Random(drawn["seed"])  # noqa: S311 # nosec B311 - a simulation that anybody can make again
    rows = [Answer(wave=wave, values=person(asked, drawn, chance)) for _ in range(drawn["answers"])]
    Answer.objects.bulk_create(rows)
    Tally.objects.create(wave=wave, mode=Mode.LINK, begun=len(rows), done=len(rows))
    running.close_wave(wave=wave, actor=None)
    wave.refresh_from_db()
    return wave


@transaction.atomic
def create_imported(barometer: Barometer) -> Wave:
    """Make the wave that comes in as a file, closed: written as an institute would, then received, matched and taken in.

    Side effects: all its rows, in one transaction.
    """
    drawn = _parameters()
    wanted = drawn["imported"]["questions"]
    wave = composing.create_wave(barometer=barometer, title=IMPORTED["title"], actor=None, model=_model(drawn, wanted))
    Wave.objects.filter(pk=wave.pk).update(**IMPORTED)
    asked = questionnaire(wave)
    _margins(wave, asked, drawn)
    intake = files.receive(wave=wave, name=FILE, data=_file(asked, drawn), actor=None)
    matching.match_columns(wave=wave, chosen=matching.propose(intake, asked), actor=None)
    today = timezone.localdate()
    taking.take(wave=wave, fieldwork=Fieldwork(today - timedelta(days=20), today - timedelta(days=6)), actor=None)
    wave.refresh_from_db()
    return wave


def _parameters() -> dict[str, Any]:
    text = (questionnaires.FOLDER / "demonstration.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def _model(drawn: Mapping[str, Any], wanted: list[str] | None = None) -> QuestionnaireRecord:
    """The model of questionnaire with the questions of every kind; those wanted alone, in its order, without their conditions."""
    model = questionnaires.model()
    questions = [*model.questions, *(QuestionRecord.model_validate(each) for each in drawn["also"])]
    return model.model_copy(
        update={"questions": tuple(one for one in questions if wanted is None or one.slug in wanted)}
    )


def _margins(wave: Wave, asked: Questionnaire, drawn: Mapping[str, Any]) -> None:
    for slug, shares in drawn["population"].items():
        if slug in asked.by_slug:
            held = {code: share for code, share in shares.items() if share}
            Margin.objects.create(
                wave=wave, question_id=asked.by_slug[slug].id, totals=held, in_shares=True, source=SOURCE, source_date="2026"
            )  # fmt: skip


def _file(asked: Questionnaire, drawn: Mapping[str, Any]) -> bytes:
    """Draw people and write them as an institute sends its file: a column for each question or line of a grid, codes, a weight."""
    ours = drawn["imported"]
    chance = Random(ours["seed"])  # noqa: S311 # nosec B311 - a simulation that anybody can make again
    people = [_columns(asked, person(asked, drawn, chance)) for _ in range(ours["answers"])]
    return csv_bytes([*people[0], WEIGHT], [[*each.values(), chance.choice(ours["weights"])] for each in people])


def _columns(asked: Questionnaire, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in asked.questions:
        given = values.get(one.slug)
        if one.kind is Kind.GRID:
            found |= {f"{one.slug}{GRID}{line.code}": (given or {}).get(line.code, "") for line in one.items}
        else:
            found[one.slug] = "" if given is None else given
    return found
