"""Whole numbers in French words, to find « trois cents heures » where a parameter says 300."""

_UNITS = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf",
)  # fmt: skip
_TENS = ("", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre vingt", "quatre vingt")
_TEEN, _TEN, _HUNDRED, _THOUSAND, MOST = 20, 10, 100, 1000, 9999
_SEVENTY, _EIGHTY, _NINETY = 7, 8, 9


def spelled(number: int) -> str:
    """Return a number from 0 to 9999 in words, without accents, hyphens or the marks of the plural (« trois cent »)."""
    if number < _HUNDRED:
        return _below_hundred(number)
    if number < _THOUSAND:
        return _joined(number // _HUNDRED, "cent", number % _HUNDRED)
    return _joined(number // _THOUSAND, "mille", number % _THOUSAND)


def _joined(times: int, word: str, rest: int) -> str:
    head = word if times == 1 else f"{_UNITS[times]} {word}"
    return f"{head} {spelled(rest)}" if rest else head


def _below_hundred(number: int) -> str:
    if number < _TEEN:
        return _UNITS[number]
    tens, units = divmod(number, _TEN)
    if tens in {_SEVENTY, _NINETY}:
        units += _TEN
    if units == 0:
        return _TENS[tens]
    link = " et " if units in {1, 11} and tens < _EIGHTY else " "
    return f"{_TENS[tens]}{link}{_UNITS[units]}"
