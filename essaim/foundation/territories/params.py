"""What a line that describes an indicator must hold."""

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

LICENCES = ("Licence Ouverte 2.0", "Licence Ouverte 1.0", "ODbL 1.0", "CC BY 4.0", "CC0 1.0")
"""The open licences under which a figure may be published again."""

COUNTS = ("habitants", "personnes", "foyers", "enfants", "ménages", "places", "logements", "dossiers")
"""Units that count heads: they say how large a territory is, not what it is like."""

PERIODS = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), "day"),
    (re.compile(r"(\d{4})-T([1-4])"), "quarter"),
    (re.compile(r"(?:[eé]dition )?(\d{4})"), "year"),
)


def last_day(period: str) -> date:
    """Return the last day of a period: ``2025-01-01``, ``2024-T4``, ``2021`` or ``édition 2024``; raise ValueError otherwise."""
    for pattern, kind in PERIODS:
        found = pattern.fullmatch(period)
        if found:
            numbers = [int(part) for part in found.groups()]
            if kind == "day":
                return date(*numbers)
            year, quarter = (*numbers, 4)[:2]
            return date(year + quarter // 4, quarter * 3 % 12 + 1, 1) - timedelta(days=1)
    raise ValueError("n’est pas une période connue : écrivez 2025-01-01, 2024-T4, 2021 ou édition 2024")


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:_[a-z0-9]+)*", text):
        raise ValueError(
            "n’est pas un identifiant : employez des minuscules sans accent, des chiffres et des « _ » (taux_pauvrete)"
        )
    return text


def _licence(text: str) -> str:
    if text not in LICENCES:
        raise ValueError(f"n’est pas une licence ouverte connue : choisissez parmi {', '.join(LICENCES)}")
    return text


def _period(text: str) -> str:
    try:
        last_day(text)
    except ValueError as error:
        if "période" in str(error):
            raise
        raise ValueError("n’est pas un jour du calendrier : corrigez la date (2025-01-01)") from error
    return text


def _coverage(text: str) -> str:
    if text and not text.isdigit():
        raise ValueError("n’est pas un nombre entier : comptez les départements renseignés, ou laissez vide")
    return text


Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class IndicatorLine(BaseModel):
    """One line of the file that describes the indicators. Column names are those of the file."""

    model_config = ConfigDict(frozen=True)

    indicateur: Annotated[Filled, AfterValidator(_slug)]
    theme: Filled
    libelle: Filled
    unite: Filled
    periode: Annotated[Filled, AfterValidator(_period)]
    producteur: Filled
    publication: Filled
    licence: Annotated[Filled, AfterValidator(_licence)]
    nb_departements: Annotated[str, AfterValidator(_coverage)] = ""
