"""What a profile question asks, read from its choices: sex, age, size of commune, région, département. Official totals need to know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from essaim.foundation.territories.public import MEN, WOMEN, Level
from essaim.portal.barometer.domain.queries.questionnaire import Asked

SIZE, SEX, AGE, REGION, DEPARTEMENT = "size", "sex", "age", "region", "departement"
AREAS = {REGION: Level.REGION, DEPARTEMENT: Level.DEPARTEMENT}
COMMUNE_SIZES = {"moins_2000": 0, "2000_9999": 2_000, "10000_49999": 10_000, "50000_plus": 50_000}
"""Code of choice → smallest population of the communes that it names."""
OLDEST, TWO = 95, 2
_SEXES = {WOMEN: re.compile(r"\bfemmes?\b", re.IGNORECASE), MEN: re.compile(r"\bhommes?\b", re.IGNORECASE)}
_AGED = re.compile(r"\bans\b|\bâge", re.IGNORECASE)
_OPEN = re.compile(r"\b(plus|au-delà)\b|\+", re.IGNORECASE)
Band = tuple[int, int | None]


@dataclass(frozen=True)
class Axis:
    """A question that official totals can fill. ``sexes``, ``bands``: what each code counts, for a question of sex or of age."""

    nature: str
    sexes: Mapping[str, str]
    bands: Mapping[str, Band]


def axis(asked: Asked) -> Axis | None:
    """Read what a question asks; None where our totals do not answer it."""
    choices = {option.code: option.label for option in asked.options if not option.no_opinion}
    if set(choices) == set(COMMUNE_SIZES):
        return Axis(SIZE, {}, {})
    for area in AREAS:
        if choices and all(code.startswith(f"{area}_") for code in choices):
            return Axis(area, {}, {})
    if sexes := _sexes(choices):
        return Axis(SEX, sexes, {})
    bands = _bands(choices) if _AGED.search(" ".join([asked.wording, asked.label, *choices.values()])) else {}
    return Axis(AGE, {}, bands) if bands else None


def _sexes(choices: Mapping[str, str]) -> dict[str, str]:
    """Insee counts women and men: a question with a third answer has no official total for it."""
    found = {code: [sex for sex, named in _SEXES.items() if named.search(label)] for code, label in choices.items()}
    if sorted(found.values()) != [[WOMEN], [MEN]]:
        return {}
    return {code: named[0] for code, named in found.items()}


def _bands(choices: Mapping[str, str]) -> dict[str, Band]:
    """Read « De 18 à 24 ans » and « 65 ans ou plus »; nothing unless the bands follow each other without gap nor overlap."""
    found = {code: band for code, label in choices.items() if (band := _band(label)) is not None}
    ends = list(found.values())
    follow = all(before[1] is not None and before[1] + 1 == after[0] for before, after in pairwise(ends))
    known = len(found) == len(choices) >= TWO and all(least <= OLDEST for least, _most in ends)
    return found if known and follow and (ends[-1][1] or 0) < OLDEST else {}


def _band(label: str) -> Band | None:
    numbers = [int(number) for number in re.findall(r"\d+", label)]
    if len(numbers) == 1 and _OPEN.search(label):
        return numbers[0], None
    return (numbers[0], numbers[1]) if len(numbers) == TWO and numbers[0] <= numbers[1] else None
