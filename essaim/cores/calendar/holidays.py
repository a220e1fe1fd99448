"""French public holidays (« jours fériés légaux »), national and local, of any year of the Gregorian calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

FIXED = {
    (1, 1): "Jour de l’an",
    (5, 1): "Fête du Travail",
    (5, 8): "Victoire de 1945",
    (7, 14): "Fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "Armistice de 1918",
    (12, 25): "Noël",
}
"""Code du travail, article L3133-1: the eight that have a date of their own."""
MOVING = {1: "Lundi de Pâques", 39: "Ascension", 50: "Lundi de Pentecôte"}
"""The three others of the same article, in days after Easter Sunday."""


@dataclass(frozen=True, eq=False)
class Observance:
    """Where one is: what is a holiday there besides the national ones. Days are (month, day), or days after Easter."""

    label: str
    fixed: Mapping[tuple[int, int], str] = field(default_factory=dict)
    moving: Mapping[int, str] = field(default_factory=dict)


NATIONAL = Observance("France")
ALSACE_MOSELLE = Observance("Alsace et Moselle", {(12, 26): "Saint-Étienne"}, {-2: "Vendredi saint"})
"""Code du travail, article L3134-13. Good Friday is one there in the communes that have a Protestant church or a shared one."""
_ABOLITION = "Abolition de l’esclavage"
OBSERVANCES = {
    "57": ALSACE_MOSELLE,
    "67": ALSACE_MOSELLE,
    "68": ALSACE_MOSELLE,
    "971": Observance("Guadeloupe", {(5, 27): _ABOLITION}),
    "972": Observance("Martinique", {(5, 22): _ABOLITION}),
    "973": Observance("Guyane", {(6, 10): _ABOLITION}),
    "974": Observance("La Réunion", {(12, 20): _ABOLITION}),
    "976": Observance("Mayotte", {(4, 27): _ABOLITION}),
}
"""By département. Overseas: Code du travail, article L3422-2."""


def observance(departement: str) -> Observance:
    """Return what is observed in a département, by its code (« 67 », « 974 »); the national holidays for any other code."""
    return OBSERVANCES.get(departement, NATIONAL)


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar.

    Source: the anonymous algorithm published in Nature 13 (20 April 1876), p. 487, proved by S. Butcher (1877), as given by J. Meeus, Astronomical
    Algorithms, 2nd ed. (1998), chap. 8. Raises ValueError before 1583, when that calendar began.

    >>> easter(2020).isoformat()
    '2020-04-12'
    """
    if year < 1583:  # noqa: PLR2004 - the year after the reform of 1582
        raise ValueError("the Gregorian calendar has no Easter before 1583")
    century, rest = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int, where: Observance = NATIONAL) -> dict[date, str]:
    """Return the public holidays of a year by date, in order, with their French names.

    Two may fall on one day (Ascension and 8 May in 2008): its name is then that of the moving one. Raises ValueError before 1583.
    """
    fixed = {date(year, month, day): name for (month, day), name in {**FIXED, **where.fixed}.items()}
    sunday = easter(year)
    moving = {sunday + timedelta(days=after): name for after, name in {**MOVING, **where.moving}.items()}
    return dict(sorted({**fixed, **moving}.items()))
