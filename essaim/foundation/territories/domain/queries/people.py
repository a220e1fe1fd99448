"""How many people of each sex and age a territory has: the pyramid of its départements, from the committed file of Insee."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from essaim.foundation.territories.domain.queries.index import cleared_with_territories
from essaim.foundation.territories.domain.queries.places import departements, departements_of
from essaim.foundation.territories.domain.reference import DATA, FRANCE

FILE = "population_age_sexe_2022.csv"
PEOPLE = "Insee, estimations de population (provisoires)"
PEOPLE_PERIOD = "1er janvier 2022"
WOMEN, MEN = "femmes", "hommes"
YEARS = 5
"""Width of an age class of the file; the last, 95 and over, is open."""
OLDEST = 95
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Pyramid:
    """People of a territory: one count for each class of five years, from 0–4 to 95 and over, by sex (`WOMEN`, `MEN`)."""

    counts: Mapping[str, Counts]

    def between(self, sexes: Sequence[str], least: int, most: int | None) -> Fraction:
        """Return the people of these sexes aged from least to most, both included; None: without upper bound.

        A class that the bounds cut gives its part in proportion of its years, as if its people were spread evenly: 18–19 is two
        fifths of 15–19. `cuts` says which bounds do that. Raises ValueError: a bound falls inside the last class, which is open.
        """
        if least > OLDEST or (most is not None and most >= OLDEST):
            raise ValueError(f"ages from {OLDEST} are counted together: {least}-{most}")
        ages = [self._class(sex, place, least, most) for sex in sexes for place in range(len(self.counts[sex]))]
        return sum(ages, Fraction())

    def _class(self, sex: str, place: int, least: int, most: int | None) -> Fraction:
        count, first = self.counts[sex][place], place * YEARS
        if place == len(self.counts[sex]) - 1:
            return Fraction(count if most is None else 0)
        last = first + YEARS - 1
        years = min(last, last if most is None else most) - max(first, least) + 1
        return Fraction(count * max(years, 0), YEARS)


def cuts(least: int, most: int | None) -> list[tuple[int, int]]:
    """Return the ages, first and last, of the classes of the file that a band takes in part: 18–19 of 15–19."""
    last = OLDEST - 1 if most is None else most
    found = []
    for first in range(0, OLDEST, YEARS):
        taken = (max(first, least), min(first + YEARS - 1, last))
        if 0 <= taken[1] - taken[0] < YEARS - 1:
            found.append(taken)
    return found


@lru_cache(maxsize=512)
def pyramid(code: str) -> Pyramid | None:
    """Return the people of France, of a région or of a département by sex and age.

    None for another level, which the file does not know, and where the file lacks one of the départements: a sum that leaves
    people out would be a wrong number. One query at most, then none.
    """
    if code == FRANCE:
        wanted = [each.code for each in departements()]
    elif code.startswith(("region-", "departement-")):
        wanted = list(departements_of([code])[code])
    else:
        return None
    lines = [_lines().get(each.removeprefix("departement-")) for each in wanted]
    known = [line for line in lines if line is not None]
    if not known or len(known) < len(lines):
        return None
    return Pyramid({sex: tuple(map(sum, zip(*(line[sex] for line in known), strict=True))) for sex in (WOMEN, MEN)})


@cache
def _lines() -> Mapping[str, Mapping[str, Counts]]:
    """The file: by official number of département, then by sex. A hundred lines, read once."""
    found: dict[str, dict[str, Counts]] = {}
    with (DATA / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = [int(value) for name, value in row.items() if name not in {"departement", "sexe", "total"}]
            found.setdefault(row["departement"], {})[row["sexe"]] = tuple(numbers)
    return found


cleared_with_territories(pyramid.cache_clear)
