"""Exact numbers: read from text without a float, written without rounding."""

import re
from fractions import Fraction
from typing import NamedTuple

_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_SPACED = re.compile(r"[+-]?[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+([.,][0-9]+)?")
_THOUSAND = 3


class Number(NamedTuple):
    """A number as it was read: its exact value, and what was unusual in its writing ("" when nothing was)."""

    value: Fraction
    oddity: str


def read_number(text: str) -> Number:
    """Read a decimal number exactly: ``1234.50``; a comma or spaces between thousands are understood, and said.

    Raises ValueError, in French, where nothing certain can be read: no number, or a comma followed by three digits,
    which is a decimal in France and a thousand elsewhere.
    """
    text = text.strip()
    if _PLAIN.fullmatch(text):
        return Number(Fraction(text), "")
    oddity = "virgule décimale"
    if _SPACED.fullmatch(text):
        text = re.sub("[ \u00a0\u202f]", "", text)
        oddity = "espaces entre les milliers"
    elif not _COMMA.fullmatch(text):
        raise ValueError(f"« {text} » n’est pas un nombre ; attendu : un nombre décimal comme 1234.50")
    elif len(text.partition(",")[2]) == _THOUSAND:
        raise ValueError(f"« {text} » est ambigu (décimales ou milliers ?) ; écrire 1234.50 ou 1234500")
    return Number(Fraction(text.replace(",", ".")), oddity)


def write_number(value: Fraction | int) -> str:
    """Write a number exactly: a decimal where it has one (``1234.5``), else a reduced fraction (``1000/3``)."""
    value = Fraction(value)
    twos, fives, rest = _factors(value.denominator)
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def _factors(number: int) -> tuple[int, int, int]:
    counts = []
    for prime in (2, 5):
        count = 0
        while number % prime == 0:
            number //= prime
            count += 1
        counts.append(count)
    return counts[0], counts[1], number
