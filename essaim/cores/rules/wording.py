"""A typed value in French, as a person reads it: exact, with its unit."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from essaim.cores.rules.kinds import Item, Kind, Scalar, Shape, Value, Variable

NARROW, NO_BREAK = "\u202f", "\u00a0"
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SAME_IN_BOTH = frozenset(
    {"mois", "fois", "repas", "cours", "colis", "avis", "bus", "pays", "permis", "devis", "temps", "rendez-vous"}
)
_PREPOSITIONS = frozenset({"de", "du", "des", "par", "à", "au", "aux", "en", "sur", "pour"})
_DECIMALS_AT_MOST = 6
_TWO = 2


def say_value(variable: Variable, value: Value) -> str:
    """Return a value in French: « 300 heures », « 1 500,50 € », « 1er juillet 2020 », « oui », the label of a choice."""
    if isinstance(value, tuple):
        return _say_items(variable, value)
    if isinstance(value, frozenset):
        return join([variable.label_of(key) for key in sorted(value)], "et") or "aucun choix"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, str):
        return variable.label_of(value)
    return say_number(Fraction(value), variable.shape)


def say_number(number: Fraction, shape: Shape) -> str:
    """Return a number in French with its unit; money is given in cents. A number without end is cut and said « environ »."""
    if shape.kind is Kind.MONEY:
        return _say_money(number)
    unit = f"{NO_BREAK}{say_unit(number, shape.unit)}" if shape.unit else ""
    return _plain(number) + unit


def say_unit(number: Fraction, unit: str) -> str:
    """Return a unit, in the singular below two as French wants (« 1 heure », « 1,5 heure », « 2 heures », « 1 mois »).

    Every word up to a preposition agrees: « 1 jour ouvré », « 1 niveau de garantie ».
    """
    if abs(number) >= _TWO or not unit:
        return unit
    words = unit.split(" ")
    until = next((place for place, word in enumerate(words) if word in _PREPOSITIONS), len(words))
    return " ".join([*map(_singular, words[:until]), *words[until:]])


def _singular(word: str) -> str:
    if word in _SAME_IN_BOTH:
        return word
    return word[:-1] if word.endswith(("s", "eaux")) else word


def say_date(day: date) -> str:
    """Return a date in French: « 1er juillet 2020 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def join(words: Sequence[str], last: str) -> str:
    """Return « a, b et c »."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def _say_money(cents: Fraction) -> str:
    euros = cents / 100
    if euros.denominator == 1:
        return f"{_grouped(euros.numerator)}{NO_BREAK}€"
    rounded = round(cents)
    sign = "-" if rounded < 0 else ""
    about = "environ " if rounded != cents else ""
    return f"{about}{sign}{_grouped(abs(rounded) // 100)},{abs(rounded) % 100:02d}{NO_BREAK}€"


def _plain(number: Fraction) -> str:
    if number.denominator == 1:
        return _grouped(number.numerator)
    scaled = number * 10**_DECIMALS_AT_MOST
    if scaled.denominator != 1:
        hundredths = round(abs(number) * 100)
        return f"environ {'-' if number < 0 else ''}{_grouped(hundredths // 100)},{hundredths % 100:02d}"
    digits = f"{abs(scaled.numerator):0{_DECIMALS_AT_MOST + 1}d}"
    whole, part = digits[:-_DECIMALS_AT_MOST], digits[-_DECIMALS_AT_MOST:].rstrip("0")
    return f"{'-' if number < 0 else ''}{_grouped(int(whole))},{part}"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", NARROW)


def _say_items(variable: Variable, items: Iterable[Item]) -> str:
    said = [_say_item(variable, item) for item in items]
    return " ; ".join(said) if said else "aucun élément"


def _say_item(variable: Variable, item: Item) -> str:
    known: list[tuple[Variable, Scalar]] = [
        (member, item[member.name]) for member in variable.members if member.name in item
    ]
    return ", ".join(f"{member.label} : {say_value(member, value)}" for member, value in known)
