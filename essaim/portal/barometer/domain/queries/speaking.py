"""What the person who answers reads around the questions: the words of the wave and ours, in her language."""

from collections.abc import Mapping

from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.models import Wave

TEXTS = ("title", "welcome", "thanks")
FIGURES = ("lead", "resume", "other_ways", "other_phone", "other_paper")


def language_of(wave: Wave, wanted: str) -> str:
    """Return the language wanted where the wave offers it, French otherwise."""
    return wanted if wanted in dict(questionnaires.offered(wave.languages)) else questionnaires.FRENCH


def words_of(wave: Wave, language: str) -> dict[str, str]:
    """Return the title and the texts of a wave in a language; in French where they have no words in it."""
    said = wave.translations.get(language, {})
    return {name: said.get(name) or getattr(wave, name) for name in TEXTS}


def say(wave: Wave, language: str, count: int) -> Mapping[str, str]:
    """Return our own words in a language, with the figures of the wave. ``count``: how many questions it asks."""
    found = dict(questionnaires.languages()[language])
    figures = {"count": count, "minutes": wave.seat_minutes, "contact": wave.contact or found["unknown"]}
    return found | {key: found[key].format(**figures) for key in FIGURES}
