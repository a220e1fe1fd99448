"""Profile questions that our own totals can fill, in our words: an officer adds one, and its quota is a press of a button away."""

from essaim.foundation.territories import public as territories
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain.official.axes import AGE, AREAS, DEPARTEMENT, REGION, SEX, SIZE
from essaim.portal.barometer.models import Kind
from essaim.portal.barometer.params import MOST_CHOICES, ChoiceRecord, WordsRecord

_MODEL = {SEX: "sexe", AGE: "age", SIZE: "taille_commune"}
"""Nature → name of the question in the model of questionnaire: the same words, so that waves compare."""


def official_words(territory: str, what: str) -> tuple[str, WordsRecord] | None:
    """Return the label and the words of a profile question that our totals can fill.

    None where the territory has not two areas of this kind, or more than a question may offer, or where nothing counts its
    people by sex and age.
    """
    if what in _MODEL:
        known = what == SIZE or territories.pyramid(territory) is not None
        record = next(each for each in questionnaires.model().questions if each.slug == _MODEL[what])
        return (record.label, record.words) if known else None
    areas = territories.parts(territory, level=AREAS[what])
    if not 1 < len(areas) <= MOST_CHOICES:
        return None
    choices = tuple(ChoiceRecord(code=area_code(area.code), label=area.name) for area in areas)
    label, wording = {
        REGION: ("Région", "Dans quelle région habitez-vous ?"),
        DEPARTEMENT: ("Département", "Dans quel département habitez-vous ?"),
    }[what]
    return label, WordsRecord(kind=Kind.SINGLE, wording=wording, choices=choices)


def area_code(code: str) -> str:
    """A code of territory as a code of choice: « departement-2A » is departement_2a."""
    return code.replace("-", "_").lower()
