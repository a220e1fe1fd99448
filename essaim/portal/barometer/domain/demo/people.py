"""People that the machine draws: what each answers, from the parameters of `questionnaires/demonstration.yaml`."""

from collections.abc import Mapping
from random import Random
from typing import Any

from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, Values
from essaim.portal.barometer.models import Kind

Weights = Mapping[str, float]


def person(asked: Questionnaire, drawn: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    """Draw the answers of one person, along her path; nobody drawn writes a free text."""
    values: dict[str, Any] = {}
    while (one := asked.next(values)) is not None:
        values[one.slug] = _value(one, values, drawn, chance)
    return {slug: value for slug, value in values.items() if asked.by_slug[slug].kind is not Kind.TEXT}


def _value(one: Asked, values: Values, drawn: Mapping[str, Any], chance: Random) -> Any:
    if not one.must_answer and chance.random() < drawn["passed"]:
        return None
    if one.kind is Kind.RANKING:
        return _ranked(drawn["ranked"][one.slug], one.at_most, chance)
    if one.kind is Kind.GRID:
        return {line: _one(weights, chance) for line, weights in drawn["lines"][one.slug].items()}
    return _stated(one, values, drawn, chance)


def _stated(one: Asked, values: Values, drawn: Mapping[str, Any], chance: Random) -> Any:
    """Draw from the parameters of one question: ends of a scale or of a number, weights of codes; None where it has none."""
    given = drawn["respondents"].get(one.slug) or drawn["opinions"].get(one.slug)
    if given is None:
        return None
    if one.kind in {Kind.SCALE, Kind.NUMBER}:
        least, most, frequent = given
        return round(chance.triangular(least, most, frequent))
    weights = _tilted(one.slug, values, given, drawn["tilts"])
    if one.kind is Kind.SINGLE:
        return _one(weights, chance)
    wanted = chance.randint(1, one.at_most or 2)
    return sorted(set(chance.choices(list(weights), list(weights.values()), k=wanted)), key=list(weights).index)


def _one(weights: Weights, chance: Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _ranked(weights: Weights, count: int, chance: Random) -> list[str]:
    """Draw who comes first, then who comes next among the others."""
    left, found = dict(weights), []
    for _rank in range(min(count, len(left))):
        found.append(_one(left, chance))
        del left[found[-1]]
    return found


def _tilted(slug: str, values: Values, weights: Weights, tilts: list[dict[str, Any]]) -> Weights:
    found = dict(weights)
    for tilt in tilts:
        if tilt["question"] == slug and values.get(tilt["when"]) == tilt["is"]:
            found[tilt["code"]] *= tilt["times"]
    return found
