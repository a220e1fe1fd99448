"""French typography and numbers, as pure functions: the template filters and the charts share them.

Source of the habits: Lexique des règles typographiques en usage à l'Imprimerie nationale.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal

NBSP = "\u00a0"
NARROW = "\u202f"
MINUS = "\u2212"
MISSING = "non disponible"
NO_DATE = "date non précisée"
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
FIRST_PLURAL = 2
MOST_DECIMALS = 6
_ROOMY = Context(prec=400)  # holds the largest float with its decimals
Number = int | float | Decimal

_TYPOGRAPHY = [
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"[ \u00a0\u202f]+(?=[:;?!»%€])"), NBSP),
    (re.compile(r"(?<=«)[ \u00a0\u202f]*(?=\S)"), NBSP),
    (re.compile(r"(?<=[\w.,…)’])»"), f"{NBSP}»"),
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), NARROW),
]


def number(value: Number | None, decimals: int | None = None) -> str:
    """Write a number as French print does: 47 660 with narrow spaces, a decimal comma, a true minus.

    Args:
        value: The number; None (or a float that is not a number) is « non disponible », never 0.
        decimals: Digits after the comma, rounded half up; None keeps those that the value has, at most six.
    """
    exact = None if value is None else Decimal(str(value))
    if exact is None or not exact.is_finite():
        return MISSING
    places = MOST_DECIMALS if decimals is None else decimals
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_ROOMY)
    whole, _, rest = f"{rounded.copy_abs():f}".partition(".")
    rest = rest.rstrip("0") if decimals is None else rest
    grouped = f"{int(whole):,}".replace(",", NARROW)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{grouped},{rest}" if rest else f"{sign}{grouped}"


def day(value: date | None, style: str = "long") -> str:
    """Write a date: « 2 février 2021 » (long), « 02/02/2021 » (short), « février 2021 » (month), « 2 février 2021 à 14 h 05 » (time)."""
    if value is None:
        return NO_DATE
    month = f"{MONTHS[value.month - 1]}{NBSP}{value.year}"
    if style == "short":
        return f"{value:%d/%m/%Y}"
    if style == "month":
        return month
    written = f"{'1er' if value.day == 1 else value.day}{NBSP}{month}"
    if style == "time" and isinstance(value, datetime):
        return f"{written} à {value.hour}{NBSP}h{NBSP}{value.minute:02d}"
    return written


def typography(text: str) -> str:
    """Put the non-breaking spaces and the apostrophes of French into plain text. Idempotent."""
    for pattern, replacement in _TYPOGRAPHY:
        text = pattern.sub(replacement, text)
    return text


def is_plural(count: Number) -> bool:
    """French counts 0, 1 and 1,9 as singular."""
    return abs(float(count)) >= FIRST_PLURAL


def counted(count: Number | None, singular: str, plural: str) -> str:
    """Write a count with its noun: « 0 initiative », « 1 initiative », « 47 660 votants »."""
    if count is None:
        return MISSING
    return f"{number(count)}{NBSP}{plural if is_plural(count) else singular}"
