"""Numbers as French people read them; what is rounded says so."""

from fractions import Fraction

_NARROW = "\u202f"


def integer(number: int) -> str:
    """Write a whole number, its thousands apart: 1 040 337."""
    return f"{number:,}".replace(",", _NARROW)


def amount(value: Fraction | int, currency: str = "") -> str:
    """Write an amount: exact where two decimals are enough, else rounded to two and preceded by « environ »."""
    value = Fraction(value)
    cents = round(value * 100)
    whole, rest = divmod(abs(cents), 100)
    text = ("-" if cents < 0 else "") + integer(whole) + (f",{rest:02}" if rest else "")
    unit = f"\u00a0{'€' if currency == 'EUR' else currency}" if currency else ""
    return ("" if cents == value * 100 else "environ ") + text + unit


def percent(part: int, whole: int) -> str:
    """Write a share with one decimal, or « non disponible » of nothing."""
    if not whole:
        return "non disponible"
    tenths = round(Fraction(1000 * part, whole))
    return f"{tenths // 10},{tenths % 10}\u00a0%"


def several(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun: 1 voix, 2 projets."""
    return f"{integer(number)}\u00a0{one if number < 2 else many or one + 's'}"  # noqa: PLR2004 - French plural begins at two
