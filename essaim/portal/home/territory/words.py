"""The sentences of the territory pages."""

from essaim.foundation.territories import public as territories
from essaim.foundation.ui import french

THEMES = {"education": "éducation"}
SCOPES = {"FR": "France", "FM": "France métropolitaine", "": ""}
SIDES = {"above": "au-dessus de la moyenne", "below": "au-dessous de la moyenne", "around": "près de la moyenne"}


def theme(name: str) -> str:
    """Return a theme as a title: « Éducation »."""
    written = THEMES.get(name, name)
    return written[:1].upper() + written[1:]


def population(number: int | None) -> str:
    """Return a number of inhabitants in words."""
    return "population non disponible" if number is None else french.counted(number, "habitant", "habitants")


def unit(indicator: territories.IndicatorInfo) -> str:
    """Return the unit to write after a value: none for a ratio, nor where the label has said it (« pour 1 000 habitants »)."""
    said = french.typography(indicator.unit) in french.typography(indicator.label)
    return "" if indicator.unit == "ratio" or (said and indicator.unit.startswith("pour")) else indicator.unit


def quantity(value: float | None, indicator: territories.IndicatorInfo) -> str:
    """Return a value with its unit: « 14,8 % », « 193 053 habitants », « non disponible »."""
    number = french.number(value, indicator.decimals)
    return number if value is None or not unit(indicator) else f"{number}{french.NBSP}{unit(indicator)}"


def rank(value: int | None, count: int) -> str:
    """Return a rank in words: « 12e sur 101 »; « sans rang » when the value is missing."""
    if value is None:
        return "sans rang"
    return f"{value}{'er' if value == 1 else 'e'} sur {count}"


def likeness(one: territories.Alike) -> str:
    """Say how near two territories are: the gap in standard deviations, and among all pairs."""
    gap = f"Écart de {french.number(one.distance, 2)}"
    share = int(one.closer_than * 100)
    if share < 1:
        return f"{gap}, l’un des plus grands"
    return f"{gap}{french.NBSP}: plus proches que {share}{french.NBSP}% des paires de départements"


def near(reason: territories.Reason) -> str:
    """Say one trait that two territories share."""
    return f"{_pair(reason)}, {SIDES[reason.side]}"


def far(reason: territories.Reason) -> str:
    """Say one trait that sets two territories apart."""
    return _pair(reason)


def _pair(reason: territories.Reason) -> str:
    indicator = reason.indicator
    value, other = (french.number(one, indicator.decimals) for one in (reason.value, reason.other_value))
    after = f"{french.NBSP}{unit(indicator)}" if unit(indicator) else ""
    return f"{indicator.label[:1].lower()}{indicator.label[1:]}{french.NBSP}: {value} et {other}{after}"
