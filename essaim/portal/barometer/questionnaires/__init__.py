"""Data files, read strictly: models of questionnaire that a wave can start from, and the words around the questions by language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from essaim.portal.barometer.params import QuestionnaireRecord

FOLDER = Path(__file__).parent
FRENCH = "fr"


@cache
def model(name: str = "solidarites") -> QuestionnaireRecord:
    """Return one model. Raises FileNotFoundError, pydantic's ValidationError: both are faults of ours."""
    return QuestionnaireRecord.model_validate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


@cache
def languages() -> Mapping[str, Mapping[str, str]]:
    """Return the words around the questions, by language then by key; French first.

    Plain data rather than gettext: forty sentences that the person who answers alone reads, in languages that the rest of the
    platform does not speak. Raises KeyError when a language lacks a key: a fault of ours.
    """
    found: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / "languages.yaml").read_text(encoding="utf-8"))
    needed = set().union(*(set(words) for words in found.values()))
    for language, words in found.items():
        missing = needed - set(words)
        if language == FRENCH:  # our messages are French already, and exact
            missing = {key for key in missing if not key.startswith("wrong_")}
        if missing:
            raise KeyError(f"{language}: {', '.join(sorted(missing))}")
    return found


def offered(chosen: list[str]) -> list[tuple[str, str]]:
    """Return the code and the name, in itself, of French and of the languages chosen that we have words for."""
    return [(code, words["name"]) for code, words in languages().items() if code == FRENCH or code in chosen]
