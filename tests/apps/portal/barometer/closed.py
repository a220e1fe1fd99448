"""A closed wave of people whose answers a test decides, made straight in its tables."""

import numpy as np

from essaim.portal.barometer.domain.queries.readiness import NOTICE_LABELS
from essaim.portal.barometer.models import Answer, Kind, Margin, Mode, Status, Tally, Wave
from tests.apps.portal.barometer.conftest import add_question, move

AGES = ["jeune", "adulte", "senior"]


def prepare(barometer, people=240, *, number=1, ages=(0.2, 0.4, 0.4), seed=3, simulated=False):
    """Two profile questions with their margins, one question of each kind, one asked only to some."""
    wave = Wave.objects.create(
        barometer=barometer, number=number, title="Première vague", population="Habitants de 18 ans et plus",
        simulated=simulated, **dict.fromkeys(NOTICE_LABELS, "dit"),
    )  # fmt: skip
    sex = add(wave, "sexe", Kind.SINGLE, ["f", "h"], profile=True, required=True)
    age = add(wave, "age", Kind.SINGLE, AGES, profile=True, required=True)
    useful = add(wave, "utile", Kind.SINGLE, ["oui", "non"])
    add(wave, "pourquoi", Kind.SINGLE, ["cher", "loin"], shown_if=useful, shown_if_codes=["non"])
    add(wave, "soucis", Kind.MULTIPLE, ["climat", "soins", "prix"])
    add(wave, "note", Kind.SCALE, [], lowest=0, highest=10)
    add(wave, "heures", Kind.NUMBER, [], unit="heures")
    Margin.objects.create(wave=wave, question=sex, totals={"f": 520, "h": 480}, source="Insee", source_date="2022")
    Margin.objects.create(
        wave=wave, question=age, totals=dict(zip(AGES, (250, 400, 350), strict=True)), source="Insee", source_date="2022"
    )  # fmt: skip
    random = np.random.default_rng(seed)
    Answer.objects.bulk_create(Answer(wave=wave, values=person(random, ages)) for _ in range(people))
    Tally.objects.create(wave=wave, mode=Mode.LINK, begun=people, done=people)
    return wave


def closed(barometer, people=240, **options):
    wave = prepare(barometer, people, **options)
    move(wave, Status.OPEN)
    move(wave, Status.CLOSED)
    return wave


def add(wave, slug, kind, codes, *, lowest=None, highest=None, unit="", **place):
    row = add_question(wave, slug, kind, codes, **place)
    type(row.version).objects.filter(pk=row.version_id).update(lowest=lowest, highest=highest, unit=unit)
    return row


def person(random, ages):
    sex, age = random.choice(["f", "h"], p=[0.6, 0.4]), random.choice(AGES, p=ages)
    useful = random.choice(["oui", "non"], p=[0.7, 0.3] if age == "jeune" else [0.4, 0.6])
    values = {"sexe": str(sex), "age": str(age), "utile": str(useful)}
    if useful == "non":
        values["pourquoi"] = str(random.choice(["cher", "loin"]))
    worries = [code for code in ("climat", "soins", "prix") if random.random() < 0.5]
    return values | {
        "soucis": worries or None, "note": int(random.integers(0, 11)), "heures": int(random.integers(1, 40))
    }  # fmt: skip
