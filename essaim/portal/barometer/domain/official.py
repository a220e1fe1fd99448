"""Official totals that the platform itself can give for quotas: people by size of commune, by region, by département, or crossed.

Source: the municipal populations of our reference (Insee). By sex, age or occupation it has none here: they are typed in, or come
from a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from essaim.foundation.territories import public as territories
from essaim.foundation.territories.public import Level, TerritoryInfo
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.models import Kind
from essaim.portal.barometer.params import MOST_CHOICES, ChoiceRecord, WordsRecord

COMMUNE_SIZES = {"moins_2000": 0, "2000_9999": 2_000, "10000_49999": 10_000, "50000_plus": 50_000}
"""Code of choice → smallest population of the communes that it names."""
AREAS = {"region": Level.REGION, "departement": Level.DEPARTEMENT}
SIZE_LABELS = {
    "moins_2000": "Moins de 2 000 habitants", "2000_9999": "De 2 000 à 9 999 habitants",
    "10000_49999": "De 10 000 à 49 999 habitants", "50000_plus": "50 000 habitants ou plus",
}  # fmt: skip
PERIOD = "2023"
Codes = tuple[str, ...]


@dataclass(frozen=True)
class Official:
    """Totals that the platform itself can give, with what they count and where they come from."""

    totals: Mapping[Codes, int]
    source: str
    note: str


def official(territory: str, axes: Sequence[Asked]) -> Official | None:
    """Return the totals of a grid whose questions are all of size of commune, of region or of département; None otherwise."""
    kinds = [_axis(asked) for asked in axes]
    if not all(kinds) or len(set(kinds)) < len(kinds) or len([kind for kind in kinds if kind in AREAS]) > 1:
        return None
    counts: dict[Codes, int] = {}
    for area, communes in _areas(territory, next((kind for kind in kinds if kind in AREAS), "")):
        for commune in communes:
            people = commune.population or 0
            codes = tuple(_size(people) if kind == "size" else area for kind in kinds)
            counts[codes] = counts.get(codes, 0) + people
    note = "Population municipale de tous âges : le recensement ne la donne pas ici par âge et par taille de commune à la fois."
    found = {codes: counts.get(codes, 0) for codes in _combinations(axes)}
    return Official(found, f"Insee, {territories.POPULATION}", note) if any(found.values()) else None


def official_words(territory: str, what: str) -> tuple[str, WordsRecord] | None:
    """Return the label and the words of a profile question that our totals can fill: ``size``, ``region``, ``departement``.

    None where the territory has not two areas of this kind, or more than a question may offer.
    """
    if what == "size":
        choices = tuple(ChoiceRecord(code=code, label=label) for code, label in SIZE_LABELS.items())
        wording = "Combien d’habitants compte votre commune ?"
        return "Taille de la commune", WordsRecord(
            kind=Kind.SINGLE, wording=wording, help="À peu près suffit.", choices=choices
        )
    areas = territories.parts(territory, level=AREAS[what])
    if not 1 < len(areas) <= MOST_CHOICES:
        return None
    choices = tuple(ChoiceRecord(code=_code(area.code), label=area.name) for area in areas)
    label, wording = {
        "region": ("Région", "Dans quelle région habitez-vous ?"),
        "departement": ("Département", "Dans quel département habitez-vous ?"),
    }[what]
    return label, WordsRecord(kind=Kind.SINGLE, wording=wording, choices=choices)


def _axis(asked: Asked) -> str:
    """Say what a question asks, from its codes: ``size``, ``region``, ``departement``, or an empty text."""
    codes = set(asked.codes)
    if codes == set(COMMUNE_SIZES):
        return "size"
    return next((kind for kind in AREAS if codes and all(code.startswith(f"{kind}_") for code in codes)), "")


def _areas(territory: str, kind: str) -> list[tuple[str, list[TerritoryInfo]]]:
    """Return the communes of a territory by area, or all under no area."""
    if kind:
        areas = territories.parts(territory, level=AREAS[kind])
        return [(_code(area.code), territories.parts(area.code, level=Level.COMMUNE)) for area in areas]
    place = territories.find(territory)
    return [("", territories.parts(territory, level=Level.COMMUNE) or ([place] if place else []))]


def _combinations(axes: Sequence[Asked]) -> list[Codes]:
    found: list[Codes] = [()]
    for asked in axes:
        found = [(*codes, option.code) for codes in found for option in asked.options if not option.no_opinion]
    return found


def _code(code: str) -> str:
    """A code of territory as a code of choice: « departement-2A » is departement_2a."""
    return code.replace("-", "_").lower()


def _size(population: int) -> str:
    return [code for code, least in COMMUNE_SIZES.items() if population >= least][-1]
