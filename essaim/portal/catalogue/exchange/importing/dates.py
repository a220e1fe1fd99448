"""Dates as sources write them: exact ones are read, vague ones are kept as words with their year."""

import datetime as dt
import re

MONTHS = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8,
    "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
    "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$")
_ISO_MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")
_ENGLISH = re.compile(r"^(?:[A-Za-z]+,\s*)?([A-Za-z]+)\s+(\d{1,2}),?\s+(\d{4})(?:\s.*)?$")
_WORDS = re.compile(r"^(?:le\s+)?(\d{1,2})(?:er)?\s+([a-zéèûà]+)\s+(\d{4})$", re.IGNORECASE)
_YEAR = re.compile(r"\b(19\d\d|20\d\d|2100)\b")
_ACCENTS = str.maketrans("éèêûôîàâç", "eeeuoiaac")


def read_date(text: str) -> dict[str, str | int | None]:
    """Return the date in French words and its year. Raises ValueError for a day that does not exist (31 février)."""
    day = _exact(text.strip())
    if day is not None:
        return {"text": in_french(day), "year": day.year}
    month = _ISO_MONTH.match(text.strip())
    if month:
        first = dt.date(int(month[1]), int(month[2]), 1)
        return {"text": f"{FRENCH[first.month - 1]} {first.year}", "year": first.year}
    years = set(_YEAR.findall(text))
    return {"text": text.strip(), "year": int(years.pop()) if len(years) == 1 else None}


def in_french(day: dt.date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {FRENCH[day.month - 1]} {day.year}"


def _exact(text: str) -> dt.date | None:
    if match := _ISO.match(text):
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.match(text):
        return dt.date(int(match[3]), int(match[2]), int(match[1]))
    if match := _ENGLISH.match(text):
        return _named(match[2], match[1], match[3])
    if match := _WORDS.match(text):
        return _named(match[1], match[2], match[3])
    return None


def _named(day: str, month: str, year: str) -> dt.date | None:
    number = MONTHS.get(month.lower().translate(_ACCENTS))
    return dt.date(int(year), number, int(day)) if number else None
