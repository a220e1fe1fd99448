"""What an answer may hold, by kind of question: said in French where it does not fit."""

from typing import Any

from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, Values
from essaim.portal.barometer.models import Kind

LONGEST_TEXT = 2_000


def problem(asked: Asked, value: Any) -> str:
    """Return what is wrong with an answer, in French; an empty text when it fits. None is an answer not given."""
    if value is None:
        return "Cette question demande une réponse." if asked.must_answer else ""
    return _CHECKS[asked.kind](asked, value)


def wrong(questionnaire: Questionnaire, values: Values) -> list[str]:
    """Return the slugs of the questions of the path that have no answer where one is due, or one that does not fit."""
    return [
        asked.slug
        for asked in questionnaire.path(values)
        if asked.slug not in values or problem(asked, values[asked.slug])
    ]


def _single(asked: Asked, value: Any) -> str:
    return "" if value in asked.codes else "Choisissez une des réponses proposées."


def _multiple(asked: Asked, value: Any) -> str:
    if not isinstance(value, list) or not value or len(set(value)) != len(value) or set(value) - set(asked.codes):
        return "Choisissez parmi les réponses proposées."
    alone = [option.label for option in asked.options if option.exclusive and option.code in value]
    if alone and len(value) > 1:
        return f"« {alone[0]} » ne va avec aucune autre réponse : cochez l’un ou les autres."
    if asked.at_most and len(value) > asked.at_most:
        return f"Choisissez {asked.at_most} réponses au plus ; vous en avez coché {len(value)}."
    return ""


def _number(asked: Asked, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "Écrivez un nombre entier."
    low = asked.lowest if asked.lowest is not None else value
    high = asked.highest if asked.highest is not None else value
    return "" if low <= value <= high else _bounds(asked)


def _ranking(asked: Asked, value: Any) -> str:
    if not isinstance(value, list) or not value or set(value) - set(asked.codes):
        return "Classez les réponses proposées, en commençant par le premier rang."
    if len(set(value)) != len(value):
        return "Une même réponse ne prend pas deux rangs."
    if asked.at_most and len(value) > asked.at_most:
        return f"Classez {asked.at_most} réponses au plus ; vous en avez classé {len(value)}."
    return ""


def _grid(asked: Asked, value: Any) -> str:
    lines = {line.code: line.label for line in asked.items}
    if not isinstance(value, dict) or not value or set(value) - set(lines):
        return "Répondez ligne par ligne."
    for code, given in value.items():
        said = _single(asked, given) if asked.options else _number(asked, given)
        if said:
            return f"« {lines[code]} » : {said}"
    missing = [label for code, label in lines.items() if code not in value]
    return f"Il manque une réponse à la ligne « {missing[0]} »." if asked.must_answer and missing else ""


def _bounds(asked: Asked) -> str:
    if asked.lowest is None:
        return f"Le plus grand nombre permis est {asked.highest}."
    if asked.highest is None:
        return f"Le plus petit nombre permis est {asked.lowest}."
    return f"Donnez un nombre de {asked.lowest} à {asked.highest}."


def _text(asked: Asked, value: Any) -> str:  # noqa: ARG001 - the shape of its neighbours
    if not isinstance(value, str):
        return "Écrivez un texte."
    return "" if len(value) <= LONGEST_TEXT else f"Écrivez {LONGEST_TEXT} signes au plus ; il y en a {len(value)}."


_CHECKS = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.SCALE: _number,
    Kind.NUMBER: _number,
    Kind.TEXT: _text,
    Kind.RANKING: _ranking,
    Kind.GRID: _grid,
}
